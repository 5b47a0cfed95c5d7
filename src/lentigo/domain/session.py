"""What was done in one session: each setting as set and as measured, what was seen, by whom, and what comes next.

Every question has an answer, and "unknown" is one; silence is a mistake. Nothing seen is said ("none"), and so is that
nothing went wrong. Roles stand here and no names: who somebody is, the clinic's own record knows.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.endpoints import Endpoint
from lentigo.domain.health import Day, Unknown
from lentigo.domain.record import Answer, Finite, NonNegative, Positive, record
from lentigo.domain.skin import Site

Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^unknown$", examples=["14:05"])]
"""A time of day in hours and minutes, or "unknown"."""

Role = Literal["dermatologist", "physician", "nurse", "laser_therapist", "laser_protection_supervisor", "other"]
"""What somebody is in the clinic."""

Shield = Literal[
    "metal_inside_lids",
    "metal_outside_lids",
    "opaque_pads",
    "wavelength_goggles",
    "none",
    "unknown",
]
"""What covers the eyes of the person treated."""

Numbing = Literal["none", "cold_only", "cream", "injection", "other", "unknown"]

AdverseKind = Literal[
    "burn",
    "blister",
    "bleeding",
    "eye_exposure",
    "numbing_medicine_toxicity",
    "allergic_reaction",
    "fainting",
    "device_fault",
    "other",
]

Quantity = Literal[
    "fluence",
    "energy",
    "density",
    "stacked",
    "passes",
    "output",
    "spot",
    "pulse",
    "rate",
    "cooling",
    "handpiece",
    "area",
    "other",
]
"""What may differ between what was planned, set and measured."""


@record
class Team:
    """Who took part, by their role, and from when to when."""

    operator_role: Role | Unknown
    """Who held the handpiece."""
    operator_is_trainee: Answer
    """Whether that was somebody in training."""
    supervisor_role: Role | Literal["none", "unknown"]
    """Who supervised; "none" where nobody did."""
    started: Clock
    """When the first pulse was given."""
    stopped: Clock
    """When the last pulse was given."""


@record
class OutputToday:
    """The check of one handpiece's output on the day."""

    device: str
    """The device's id, as the plan names it."""
    handpiece: str
    """As the plan names it."""
    done: Answer
    """Whether its output was checked on the day, and after every change of handpiece."""
    measured_percent: Positive | Unknown
    """What the meter read, in percent of what it should read."""


@record
class Protection:
    """What stood between the light and everybody's eyes, and what kept the room fit for it."""

    eyewear_worn_by_all: Answer
    """Whether everyone in the room wore eyewear for this light, but for the person under shields."""
    eyewear_optical_density: NonNegative | Unknown
    """Optical density at the wavelength used, as marked on the operator's eyewear."""
    patient_shields: Shield
    """What covered the eyes of the person treated."""
    door_sign: Answer
    """Whether the sign was on the door and nobody could walk in."""
    plume_extractor: Answer
    """Whether smoke and hair were drawn off where there were any."""
    skin_dry: Answer
    """Whether cream was off and alcohol had dried before the first pulse."""


@record
class Anaesthesia:
    """What was done against pain."""

    kind: Numbing
    """What was used."""
    reference: str
    """Where the clinic's record of the dose stands; "none" without one, or "unknown"."""


@record
class DeliveredPass:
    """One pass over one zone: what the panel showed, what was measured, what was seen."""

    zone: Annotated[str, Field(min_length=1)]
    """What the zone is called on the map."""
    pass_number: Annotated[int, Field(ge=1, le=20)]
    """First, second, ... pass over this zone."""
    device: str
    """The device's id, as the plan names it."""
    handpiece: str
    """As the plan names it; another serial number of the same kind is another handpiece."""
    serial_number: str
    """Of the handpiece as on its label, or "unknown"."""
    wavelength_nm: Positive | Unknown
    """The wavelength, or the cut-off of the filter."""
    fluence_set_j_cm2: Positive
    """As the panel showed it; where columns are made, that inside one narrow beam."""
    fluence_measured_j_cm2: Positive | Unknown
    """As an energy meter gave it that day."""
    spot_set_mm: Positive
    """Diameter of the spot as set; of a rectangle its shorter side."""
    spot_measured_mm: Positive | Unknown
    """As measured on burn paper or a camera."""
    pulse_set_s: Positive
    """Length of the pulse as set; of a train, its whole length."""
    pulse_measured_s: Positive | Unknown
    """As measured, where it was."""
    rate_set_hz: NonNegative | Unknown
    """Pulses a second as set; 0 for single pulses by hand."""
    rate_measured_hz: NonNegative | Unknown
    """As measured, where it was."""
    shots: Annotated[int, Field(ge=0, le=1000000)] | Unknown
    """Pulses given in this pass."""
    overlap_percent: Annotated[float, Field(ge=0, le=95)] | Unknown
    """How far each spot lay over the one before."""
    coverage_percent: Annotated[float, Field(ge=0, le=100)] | Unknown
    """Share of the zone that light fell on; below 100 for scattered spots and fractional light."""
    cooling: str
    """As the plan names it."""
    cooling_worked: Answer
    """Whether it worked at every pulse."""
    cooling_measured_c: Finite | Unknown
    """Temperature of the cold medium as shown or measured."""
    endpoints: Annotated[tuple[Endpoint, ...], Field(min_length=1)]
    """Everything seen at once; "none" where there was nothing to see."""
    read_after_minutes: NonNegative | Unknown
    """How long after the pulses one looked."""
    energy_set_mj: Positive | None = None
    """Where columns are made: energy of one narrow beam, as the panel showed it."""
    energy_measured_mj: Positive | Unknown | None = None
    """Where columns are made: as an energy meter gave it that day."""
    density_set_per_cm2: Positive | None = None
    """Where columns are made: columns per area and pass, as set."""
    stacked: Annotated[int, Field(ge=1, le=20)] = 1
    """Pulses on one place."""
    passes: Annotated[int, Field(ge=1, le=20)] = 1
    """Times over the zone that this entry stands for, all with the same setting."""

    @property
    def mj_per_j_cm2(self) -> float | None:
        """Energy of one narrow beam per radiant exposure in it; none where no columns are made."""
        return None if self.energy_set_mj is None else beam_area_cm2(self.spot_set_mm) * 1e3


def beam_area_cm2(diameter_mm: float) -> float:
    """Area of a narrow beam [cm²].

    Parameters
    ----------
    diameter_mm : float
        Diameter of the beam [mm].
    """
    return math.pi / 4.0 * (diameter_mm * 0.1) ** 2


@record
class AdverseEvent:
    """Something that went wrong, or hurt somebody."""

    kind: AdverseKind
    """What happened."""
    grade: Annotated[int, Field(ge=1, le=5)] | Unknown
    """From 1, mild and over by itself, to 5, death."""
    done: Annotated[str, Field(min_length=10)]
    """What was done about it; no name."""


@record
class Adverse:
    """Whether anything went wrong, said in so many words."""

    seen: Literal["none", "yes", "unknown"]
    """"none" is to be said; it is never taken for granted."""
    events: tuple[AdverseEvent, ...] = ()
    """Each of them."""
    pathway_followed: Literal["yes", "no", "not_needed", "unknown"]
    """Whether shots were stopped, the skin cooled and photographed, and a doctor told, where that was due."""


@record
class Deviation:
    """Why something was not as planned."""

    quantity: Quantity
    """What it was."""
    zone: str
    """In which zone; "all" for every one."""
    reason: Annotated[str, Field(min_length=20)]
    """Why, in a sentence; no name."""


@record
class CarriedForward:
    """What became of the settings of the last session."""

    settings: Literal["first_session", "kept", "changed", "unknown"]
    """Whether the last session's settings were used again."""
    reason: str
    """Why they were kept or changed, in a sentence; "none" for a first session."""


@record
class SecondSignature:
    """Whether a second person has looked at it and agrees."""

    signed: Answer
    """Whether there is one."""
    by_role: Role | Literal["none", "unknown"]
    """What that person is; the clinic's record knows the name."""
    at: Clock
    """When it was given."""


@record
class SessionRecord:
    """One session: what was done, beside the plan and never over it."""

    format: Literal[1] = 1
    """Version of the form of a session file."""
    title: str
    """What the record is about, for those who know it; no name."""
    treated_on: Day
    """Day of the session."""
    session_number: Annotated[int, Field(ge=1, le=200)] | Unknown
    """The first session of a course is 1."""
    site: Site
    """Where on the body."""
    room: str
    """The room, or "unknown"."""
    team: Team
    """Who took part, by their role."""
    since_last_time: Literal["asked_nothing_new", "asked_something_new", "not_asked", "unknown"]
    """Whether tan, medicines, pregnancy, cold sores, illness, sun plans, reactions and pain were asked for again."""
    output: Annotated[tuple[OutputToday, ...], Field(min_length=1)]
    """The check of each handpiece's output."""
    protection: Protection
    """Eyes and room."""
    anaesthesia: Anaesthesia
    """What was done against pain."""
    passes: Annotated[tuple[DeliveredPass, ...], Field(min_length=1)]
    """Each pass over each zone, in the order in which they were given."""
    pain_score: Annotated[float, Field(ge=0, le=10)] | Unknown
    """The worst pain, from 0 to 10, as the person said."""
    pain_out_of_proportion: Answer
    """Whether it hurt far more than it should."""
    adverse: Adverse
    """Whether anything went wrong."""
    photos_taken: Answer
    """Whether photographs were taken before and after."""
    photo_ids: tuple[str, ...] = ()
    """Their numbers in the clinic's record."""
    carried_forward: CarriedForward
    """What became of the last session's settings."""
    deviations: tuple[Deviation, ...] = ()
    """Why something was not as planned."""
    second_signature: SecondSignature
    """Whether a second person agrees."""
    advice_given: Answer
    """Whether the person took home what to do and when to call."""
    advice_version: str
    """Which version of the advice; "none" where none was given, or "unknown"."""
    next_visit: Day | Literal["none", "unknown"]
    """When the person comes again; "none" where no visit is planned."""
    outcome: Literal["completed", "stopped_early", "not_treated", "unknown"]
    """How the session ended."""
