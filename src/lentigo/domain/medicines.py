"""What medicines do to skin and to its treatment: the classes that rules may ask for."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from lentigo.domain.record import NonNegative, record

MedicineClass = Literal[
    "gold",
    "isotretinoin",
    "topical_retinoid",
    "pdt_porfimer",
    "pdt_temoporfin",
    "pdt_verteporfin",
    "pdt_aminolevulinate",
    "photosensitiser_visible",
    "photosensitiser_uva",
    "pigmenting",
    "pigment_in_skin",
    "anticoagulant",
    "antiplatelet",
    "ssri",
    "slow_healing",
    "immunosuppressant",
    "methaemoglobin_inducer",
    "class_iii_antiarrhythmic",
    "slows_lidocaine",
    "hormonal",
    "hydroquinone",
]
"""``pigment_in_skin``: light may meet pigment other than melanin (amiodarone, minocycline) or visible absorption (St
John's wort); ``pigmenting``: may be the cause of a spot."""

MEDICINE_CLASSES: tuple[str, ...] = get_args(MedicineClass)


@record
class MedicineEntry:
    """An active substance, under which names it goes, and what it does."""

    substance: str
    """Its international name, in small letters."""
    also: tuple[str, ...] = ()
    """Other names that people write, in small letters: spellings, salts, common brands."""
    classes: Annotated[tuple[MedicineClass, ...], Field(min_length=1)]
    stays_days: NonNegative = 0.0
    """How long its effect stays after the last day [d], where a source says so."""
    action_nm: tuple[float, float] | None = None
    """Wavelengths at which it makes skin sensitive [nm], where known."""
    sources: tuple[str, ...]
    """Keys of the library's references."""
    from_memory: bool
    """The source has not been read: verify before relying on it."""
    note: str = ""
