"""A case: what there is to decide. Health facts of a person without identity, skin, lesion, diagnosis, devices at hand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from lentigo.domain.record import Answer, Finite, NonNegative, Positive, record
from lentigo.domain.skin import Site

Unknown = Literal["unknown"]
Phototype = Literal["I", "II", "III", "IV", "V", "VI"]
LesionKind = Literal[
    "solar_lentigo",
    "freckle",
    "lentigo_simplex",
    "cafe_au_lait_macule",
    "melasma",
    "post_inflammatory_hyperpigmentation",
    "naevus_of_ota",
    "hori_naevus",
    "mole",
    "unknown",
]
DepthClass = Literal["epidermal", "junctional", "dermal", "mixed", "unknown"]
Ita = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


def _fact_from_answer(given: Any) -> Any:
    """Let people write ``gold_therapy = "no"`` for a fact of which nothing more is known."""
    return {"value": given} if isinstance(given, str) else given


@record
class Fact:
    """One answer about a person's health, with when it was so and who said it."""

    value: Answer
    when: str = "unknown"
    told_by: Literal["person", "record", "clinician", "unknown"] = "unknown"


FactField = Annotated[Fact, BeforeValidator(_fact_from_answer)]


@record
class Person:
    """What counts of the person, without identity."""

    age_years: Annotated[float, Field(ge=0, le=120)] | Unknown
    phototype: Phototype | Unknown
    """Fitzpatrick phototype as asked; not a measurement of colour."""


@record
class Health:
    """The health facts that the first gate needs."""

    gold_therapy: FactField
    """Gold salts by mouth or injection, at any time in life."""
    pregnancy: FactField
    isotretinoin_in_6_months: FactField
    photosensitising_drug: FactField
    sun_or_sunbed_in_6_weeks: FactField
    keloid: FactField
    ink_in_field: FactField
    """Tattoo or permanent make-up where the light would go."""
    infection_or_wound_at_site: FactField
    skin_cancer_at_site: FactField
    cold_disorder: FactField
    """Cold urticaria, cryoglobulins, severe Raynaud's."""
    previous_dark_marks: FactField
    """Post-inflammatory hyperpigmentation after an injury or procedure."""


@record
class ItaReading:
    """Individual typology angle as a colorimeter gave it."""

    given_as: Literal["ita"]
    ita_deg: Ita
    ita_error_deg: Positive | Unknown
    """Standard deviation of the reading."""


@record
class LabReading:
    """CIE L*a*b* colour as a colorimeter gave it (D65)."""

    given_as: Literal["lab"]
    lightness: Annotated[float, Field(ge=0, le=100)]
    a_star: Finite
    b_star: Finite
    lab_error: Positive | Unknown
    """Standard deviation of each coordinate."""
    observer_deg: Literal[2, 10] = 2


@record
class MelaninIndexReading:
    """A melanin index: it means something only with the instrument that gave it."""

    given_as: Literal["melanin_index"]
    melanin_index: Finite
    melanin_index_error: Positive | Unknown
    instrument: str


@record
class ReflectanceReading:
    """A reflectance spectrum of the site, read from a CSV file beside the case."""

    given_as: Literal["reflectance"]
    file: str
    wavelength_nm: tuple[Positive, ...]
    reflectance: tuple[Annotated[float, Field(ge=0, le=1.2)], ...]


@record
class PhototypeOnly:
    """Nothing was measured: the colour is assumed from phototype and site, with a wide error."""

    given_as: Literal["phototype"]


Colour = Annotated[
    ItaReading | LabReading | MelaninIndexReading | ReflectanceReading | PhototypeOnly,
    Field(discriminator="given_as"),
]


@record
class SkinReading:
    """The site, and how its colour was given. The plan says what was used and how uncertain it is."""

    site: Site
    colour: Colour


@record
class Lesion:
    """The thing to treat."""

    kind: LesionKind
    depth: DepthClass
    contrast: Annotated[float, Field(ge=1, le=20)] | Unknown
    """Melanin of the lesion as a multiple of its surroundings'."""
    ita_deg: Ita | Unknown
    """The lesion's own individual typology angle; where known, the contrast follows from it."""
    diameter_mm: Positive | Unknown
    area_cm2: Positive
    """Area to treat in this session."""


@record
class Diagnosis:
    """Who has said what the lesion is, and how."""

    recorded: Answer
    """Whether a diagnosis stands in the record. Without one no setting is given."""
    by: Literal["dermatologist", "physician", "other", "unknown"]
    dermatoscopy: Answer
    first_line_care_weeks: NonNegative | Unknown = "unknown"
    """Weeks of photoprotection and topical care so far (asked for melasma and post-inflammatory pigment)."""


@record
class DeviceChoice:
    """A device at hand: by its name in the library, or by a file of the clinic's own."""

    device: str | None = None
    file: str | None = None


@record
class Caps:
    """How much risk the clinician accepts, inside the bounds that the library allows."""

    burn_percent: Annotated[float, Field(ge=1, le=10)] = 5.0
    dark_mark_percent: Annotated[float, Field(ge=5, le=30)] = 20.0
    """Chance of post-inflammatory hyperpigmentation."""


@record
class Case:
    """All that a plan is made from, but the library."""

    title: str
    assessed: date
    person: Person
    health: Health
    skin: SkinReading
    lesion: Lesion
    diagnosis: Diagnosis
    devices: tuple[DeviceChoice, ...] = ()
    caps: Caps = Caps()
