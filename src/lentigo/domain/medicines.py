"""What medicines do to skin and to its treatment: the classes that rules may ask for."""

from __future__ import annotations

import re
from typing import Final, Literal, get_args

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
    classes: tuple[MedicineClass, ...]
    """What the rules ask for; none for a medicine that is known and of no such class."""
    stays_days: NonNegative = 0.0
    """How long its effect stays after the last day [d], where a source says so."""
    action_nm: tuple[float, float] | None = None
    """Wavelengths at which it makes skin sensitive [nm], where known."""
    sources: tuple[str, ...]
    """Keys of the library's references."""
    from_memory: bool
    """The source has not been read: verify before relying on it."""
    note: str = ""
    """What else to know of it."""


CLASS_WORDS: dict[MedicineClass, str] = {
    "gold": "gold: short light pulses may turn the skin blue-grey for good",
    "isotretinoin": "isotretinoin: healing may differ for months",
    "topical_retinoid": "a retinoid on the skin: irritated and thinner for days",
    "pdt_porfimer": "for photodynamic therapy: no visible light for about 90 days",
    "pdt_temoporfin": "for photodynamic therapy: no visible light for at least 15 days",
    "pdt_verteporfin": "for photodynamic therapy: no visible light for 5 days",
    "pdt_aminolevulinate": "for photodynamic therapy: no visible light for about 48 hours",
    "photosensitiser_visible": "makes skin sensitive to visible light",
    "photosensitiser_uva": "makes skin sensitive to ultraviolet light",
    "pigmenting": "may be the cause of a dark spot",
    "pigment_in_skin": "leaves pigment in the skin, or takes up light there",
    "anticoagulant": "thins the blood: more bruises; it is never stopped for a treatment of looks",
    "antiplatelet": "acts on platelets: more bruises",
    "ssri": "acts on platelets a little: more bruises",
    "slow_healing": "wounds heal more slowly",
    "immunosuppressant": "weakens the defences against infection",
    "methaemoglobin_inducer": "may raise methaemoglobin: dangerous with prilocaine",
    "class_iii_antiarrhythmic": "acts on the rhythm of the heart: adds up with much lidocaine",
    "slows_lidocaine": "slows the breakdown of lidocaine",
    "hormonal": "a hormone: counts for blood clots",
    "hydroquinone": "bleaches: may darken the skin in the long run",
}
"""What each class means, in words."""

_GOLD: Final = re.compile(r"\bgold\b|auro|auran|m[iy]ocr[iy]sin|myochrysine|tauredon|ridaura|solganal", re.IGNORECASE)
_ISOTRETINOIN: Final = re.compile(r"isotret[a-z]*|accutane|13.?cis|claravis|aisoskin|procuta", re.IGNORECASE)
_ON_SKIN: Final = re.compile(r"\b(?:gel|cream|lotion)\b|isotrexin?\b", re.IGNORECASE)


def names_gold(name: str) -> bool:
    """Whether a name that somebody wrote is that of a gold medicine; the library's names are among them."""
    return _GOLD.search(name) is not None


def names_isotretinoin(name: str) -> bool:
    """Whether a name that somebody wrote is that of isotretinoin by mouth; the library's names are among them."""
    return _ISOTRETINOIN.search(name) is not None and _ON_SKIN.search(name) is None
