"""A case: what there is to decide. Health facts without identity, skin, lesion, diagnosis, devices at hand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.findings import Findings
from lentigo.domain.health import Day, Health, Unknown
from lentigo.domain.record import Answer, Finite, Fraction, NonNegative, Positive, record
from lentigo.domain.skin import Site
from lentigo.domain.strategy import CourseWishes, Wellbeing
from lentigo.domain.treatments import Treatment

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
    "becker_naevus",
    "lentiginosis",
    "drug_pigmentation",
    "poikiloderma",
    "telangiectasia",
    "vascular_birthmark",
    "rosacea",
    "papulopustular_rosacea",
    "acne",
    "acne_scar",
    "scar",
    "keloid",
    "stretch_marks_red",
    "stretch_marks_white",
    "photoageing",
    "fine_lines",
    "seborrhoeic_keratosis",
    "actinic_keratosis",
    "vitiligo",
    "suspected_melanoma",
    "mole",
    "unknown",
]
"""What a case may be about, by its diagnosis and not by its code; :mod:`lentigo.library.indications` tells each."""

DiagnosisRole = Literal["dermatologist", "physician", "nurse", "cosmetologist", "other", "unknown"]
"""Who has said what a lesion is; the library says whose word is enough."""

DepthClass = Literal["epidermal", "junctional", "dermal", "mixed", "unknown"]
Ita = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]


@record
class Person:
    """What counts of the person, without identity."""

    age_years: Annotated[float, Field(ge=0, le=120)] | Unknown
    """Age on the day of the assessment."""
    weight_kg: Annotated[float, Field(gt=0, le=400)] | Unknown
    """Weight of the body; doses of a numbing cream follow from it."""
    sex: Literal["female", "male", "unknown"]
    """As far as it decides whether a pregnancy is possible."""
    phototype: Phototype | Unknown
    """Fitzpatrick phototype as asked; not a measurement of colour."""


@record
class ItaReading:
    """Individual typology angle as a colorimeter gave it."""

    given_as: Literal["ita"]
    """The colour is given as an individual typology angle."""
    ita_deg: Ita
    """Individual typology angle of the normal skin beside the lesion."""
    ita_error_deg: Positive | Unknown
    """Standard deviation of the reading."""


@record
class LabReading:
    """CIE L*a*b* colour as a colorimeter gave it (D65)."""

    given_as: Literal["lab"]
    """The colour is given as L*a*b*."""
    lightness: Annotated[float, Field(ge=0, le=100)]
    """L*, from black to white."""
    a_star: Finite
    """a*, from green to red."""
    b_star: Finite
    """b*, from blue to yellow."""
    lab_error: Positive | Unknown
    """Standard deviation of each coordinate."""
    observer_deg: Literal[2, 10] = 2
    """The standard observer for which the colorimeter computes."""


@record
class MelaninIndexReading:
    """A melanin index: it means something only with the instrument that gave it."""

    given_as: Literal["melanin_index"]
    """The colour is given as a melanin index."""
    melanin_index: Finite
    """As the instrument shows it."""
    melanin_index_error: Positive | Unknown
    """Standard deviation of the reading."""
    instrument: str
    """The instrument, or the author of its scale; the index is converted only if its formula is in the library."""


@record
class ReflectanceReading:
    """A reflectance spectrum of the site, read from a CSV file beside the case."""

    given_as: Literal["reflectance"]
    """The colour is given as a spectrum."""
    file: str
    """CSV file beside the case, with the columns wavelength_nm and reflectance."""
    wavelength_nm: tuple[Positive, ...]
    """Wavelengths of the spectrum, increasing."""
    reflectance: tuple[Annotated[float, Field(ge=0, le=1.2)], ...]
    """Share of the light that comes back, at each wavelength."""


@record
class PhototypeOnly:
    """Nothing was measured: the colour is assumed from phototype and site, with a wide error."""

    given_as: Literal["phototype"]
    """Only the phototype is known."""


Colour = Annotated[
    ItaReading | LabReading | MelaninIndexReading | ReflectanceReading | PhototypeOnly,
    Field(discriminator="given_as"),
]


EarlierColour = Annotated[ItaReading | LabReading | MelaninIndexReading, Field(discriminator="given_as")]


@record
class EarlierReading:
    """The colour of the same place on an earlier day: what a tan is measured against."""

    day: Day
    """Day on which it was measured, before the assessment."""
    colour: EarlierColour
    """As the instrument gave it then; it is compared with a reading of today that means the same."""


@record
class SkinReading:
    """The site, and how its colour was given. The plan says what was used and how uncertain it is."""

    site: Site
    """Where on the body."""
    colour: Colour
    """Colour of the normal skin beside the lesion."""
    earlier: EarlierReading | None = None
    """The colour of the same place before, where it was measured; of several readings the palest."""


@record
class Vessels:
    """The vessels of a red lesion, as far as they were measured; what is unknown is drawn from what is usual."""

    diameter_um: Annotated[float, Field(ge=10, le=3000)] | Unknown = "unknown"
    """Width of the vessels that are to go."""
    depth_um: Annotated[float, Field(ge=50, le=5000)] | Unknown = "unknown"
    """From the surface to their middle."""
    oxygen_saturation: Fraction | Unknown = "unknown"
    """Share of their haemoglobin that carries oxygen: red vessels near 0.9, blue ones near 0.6."""


@record
class Mark:
    """A scar, a stretch mark or a line, as far as it was measured."""

    depth_um: Annotated[float, Field(ge=20, le=5000)] | Unknown = "unknown"
    """How deep the change reaches into the skin: what a treatment would have to reach."""
    width_mm: Positive | Unknown = "unknown"
    """Across it."""
    age_months: NonNegative | Unknown = "unknown"
    """Since it came."""


@record
class Lesion:
    """The thing to treat."""

    kind: LesionKind
    """What the lesion is, by its diagnosis."""
    depth: DepthClass
    """Where its pigment lies."""
    contrast: Annotated[float, Field(ge=1, le=20)] | Unknown
    """Melanin of the lesion as a multiple of its surroundings'."""
    ita_deg: Ita | Unknown
    """The lesion's own individual typology angle; where known, the contrast follows from it."""
    diameter_mm: Positive | Unknown
    """Width of one lesion, of the largest if there are several."""
    area_cm2: Positive
    """Area to treat in this session."""
    vessels: Vessels | None = None
    """Of a red lesion: its vessels, where somebody has measured them."""
    mark: Mark | None = None
    """Of a scar, a stretch mark or a line: how deep, wide and old."""


@record
class Diagnosis:
    """Who has said what the lesion is, and how."""

    recorded: Answer
    """Whether a diagnosis stands in the record. Without one no setting is given."""
    by: DiagnosisRole
    """Who made it. Nurses and cosmetologists may treat what a doctor has diagnosed; their word is no diagnosis."""
    dermatoscopy: Answer
    """Whether the lesion was looked at with a dermatoscope."""
    dermatoscopy_training: Answer = "unknown"
    """Whether a physician who is no dermatologist has been trained to judge spots with a dermatoscope."""
    histology: Answer = "unknown"
    """Whether a sample of the lesion was looked at under the microscope."""
    first_line_care_weeks: NonNegative | Unknown = "unknown"
    """Weeks of photoprotection and topical care so far (asked for melasma and post-inflammatory pigment)."""


@record
class DeviceChoice:
    """A device at hand: by its name in the library, or by a file of the clinic's own."""

    device: str | None = None
    """Name of a device in the library."""
    file: str | None = None
    """Device file of the clinic's own, as a path from the folder of the case."""


@record
class Caps:
    """How much risk the clinician accepts, inside the bounds that the library allows."""

    burn_percent: Annotated[float, Field(ge=1, le=10)] = 5.0
    """Chance of a burn."""
    dark_mark_percent: Annotated[float, Field(ge=5, le=30)] = 20.0
    """Chance of post-inflammatory hyperpigmentation."""


@record
class Override:
    """Why a clinician goes on despite a rule that lets one; of all other rules it changes nothing."""

    rule: Annotated[str, Field(pattern=r"^(DX|PT|AN|DV|CL)-\d\d$", examples=["PT-05"])]
    """The rule, as the screening names it. Only its verdicts of the class RELATIVE give way."""
    reason: Annotated[str, Field(min_length=20)]
    """Why treatment goes on nevertheless, in a sentence; no name."""
    by_role: Literal["dermatologist", "physician"]
    """Who has decided so; the clinic's record knows the name."""
    date: Day
    """Day on which it was decided."""


@record
class Case:
    """All that a plan is made from, but the library."""

    format: Literal[2] = 2
    """Version of the form of a case file."""
    title: str
    """What the case is about, for those who know it; no name."""
    assessed: date
    """Day on which the skin was looked at."""
    person: Person
    """The person without identity."""
    health: Health
    """What would forbid, delay or change a treatment."""
    skin: SkinReading
    """The normal skin beside the lesion."""
    lesion: Lesion
    """What is to be treated."""
    diagnosis: Diagnosis
    """Who has said what it is."""
    findings: Findings
    """What was found on the skin, and what may have caused it."""
    devices: tuple[DeviceChoice, ...] = ()
    """The devices at hand; a plan compares them."""
    treatments: tuple[Treatment, ...] = ()
    """Other ways of treating that are thought of; the screening answers for each."""
    caps: Caps = Caps()
    """The risk that the clinician accepts."""
    overrides: tuple[Override, ...] = ()
    """Written reasons for going on despite rules that ask for one."""
    wellbeing: Wellbeing | None = None
    """How the person is doing with it, where somebody asked."""
    course: CourseWishes | None = None
    """Sun, horizon and strategies for a course over months; none: those that anybody would compare."""
    older_form: Literal[1] | None = None
    """The form of the file that the case was read from, where that was an older one: what it did not ask is unknown."""
