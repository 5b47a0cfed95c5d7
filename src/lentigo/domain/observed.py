"""What was seen after light on skin: endpoints at minutes, reactions at weeks, and what has changed since.

Whoever learns from test spots or sessions reads these records. Nothing seen is said ("none"), what nobody looked at is
"unknown", and silence is a mistake.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.endpoints import STOP_SIGNS, Endpoint
from lentigo.domain.record import Answer, NonNegative, Positive, record

__all__ = ["BAD_REACTIONS", "STOP_SIGNS", "Endpoint", "Observed", "ObservedSpot", "Reaction", "SinceThen"]

Unknown = Literal["unknown"]

Reaction = Literal[
    "nothing",
    "lighter_lesion",
    "cleared",
    "dark_mark",
    "pale_mark",
    "blister",
    "scar",
    "crust",
    "unknown",
]
"""What is seen at the late reading."""

BAD_REACTIONS: tuple[Reaction, ...] = ("dark_mark", "pale_mark", "blister", "scar")
"""Late reactions that nobody wants."""


@record
class ObservedSpot:
    """One spot, or one place of a session: what was set, what was seen at once and what at the late reading."""

    name: Annotated[str, Field(min_length=1)]
    """What the spot is called on the card and in the photographs."""
    device: str
    """The device's id, as the plan names it."""
    handpiece: str
    """As the plan names it."""
    spot: str
    """The spot as the plan writes it, such as "4 mm"."""
    pulse: str
    """The pulse as the plan writes it, such as "550 ps"."""
    cooling: str
    """As the plan names it."""
    fluence_set_j_cm2: Positive
    """As the panel showed it."""
    fluence_measured_j_cm2: Positive | Unknown
    """As an energy meter showed it that day."""
    endpoints: Annotated[tuple[Endpoint, ...], Field(min_length=1)]
    """Everything seen at once; "none" where there was nothing to see."""
    read_after_minutes: NonNegative | Unknown
    """How long after the pulse."""
    pain_out_of_proportion: Answer
    """Whether it hurt far more than a spot should."""
    reactions: Annotated[tuple[Reaction, ...], Field(min_length=1)]
    """Everything seen at the late reading; "nothing" where the skin looks as before."""
    read_on: date | Unknown
    """Day of the late reading."""
    passes: Annotated[int, Field(ge=1, le=20)] = 1
    """Times that light went over the spot."""


@record
class SinceThen:
    """What has changed between the spots and now; any yes or unknown makes them void for raising a setting."""

    tanned: Answer
    """Sun or sunbed on this skin since."""
    new_medicine: Answer
    """A medicine begun or changed since."""
    other_handpiece: Answer
    """Treatment will be with another handpiece than the spots."""
    device_serviced: Answer
    """The device has been serviced or repaired since."""
    other_area: Answer
    """Treatment will be in another area than the spots."""


@record
class Observed:
    """What was seen, and what it may count for."""

    title: str
    """What the record is about, for those who know it; no name."""
    treated_on: date
    """Day on which the spots were set."""
    as_of: date
    """Day on which this is used; spots grow too old."""
    since_then: SinceThen
    """What has changed since the spots were set."""
    spots: Annotated[tuple[ObservedSpot, ...], Field(min_length=1)]
    """The spots, in any order."""
