"""What is answered when a numbing cream is asked for: yes or no with every number, the clock, and the card."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.creams import Drug
from lentigo.domain.health import Unknown
from lentigo.domain.plan import Reason
from lentigo.domain.record import Answer, NonNegative, Positive, record

__all__ = [
    "ClockTime",
    "CreamAllowance",
    "CreamLimit",
    "DrugDose",
    "NumbingAnswer",
    "NumbingCard",
    "NumbingClock",
    "RibbonLength",
]


@record
class CreamAllowance:
    """The most that this person may have of this cream in one day, less what is on already."""

    amount_g: NonNegative
    """Cream."""
    area_cm2: NonNegative
    """Skin."""
    contact_minutes: NonNegative
    """Time on the skin."""
    cover_cm2: NonNegative
    """Skin under a dressing."""


@record
class CreamLimit:
    """One number that is kept to, beside what is asked for."""

    name: str
    """What is limited, in words."""
    asked: NonNegative | Unknown
    allowed: NonNegative | Unknown
    """The most, of what limits it most."""
    unit: str
    """Of both; empty for a share."""
    met: Answer
    """What is asked for is within it."""
    rule: str
    """The rule that holds it."""
    sources: tuple[str, ...]
    """Keys of the library's references."""
    where: str
    """Place in the source, or how the number follows."""
    assumed: bool
    """The number, or a part of it, is assumed."""


@record
class DrugDose:
    """One drug: what is in the cream, what the body may take up of it, and its ceiling."""

    drug: Drug
    strength_mg_g: NonNegative | Unknown
    """In each gram of cream."""
    mass_mg: NonNegative | Unknown
    """In all cream of the day."""
    mass_mg_kg: NonNegative | Unknown
    """The same for each kilogram of the body."""
    absorbed_share: NonNegative
    """Share of the cream's drug that is expected to enter the blood, by place."""
    absorbed_mg: NonNegative | Unknown
    """What is expected to enter the blood from the cream."""
    counted_mg: NonNegative | Unknown
    """What is counted of the cream: the expected, with the safety multiple."""
    injected_mg: NonNegative | Unknown
    """Injected that day, with and without adrenaline."""
    ceiling_mg: NonNegative | Unknown
    """The ceiling for this person without adrenaline; unknown where the library has none for the drug."""
    share_of_ceiling: NonNegative | Unknown
    """What is counted and injected, as a share of the ceiling."""


@record
class RibbonLength:
    """How long a ribbon of the cream is, out of one kind of tube."""

    tube_g: Positive
    length_cm: NonNegative
    source: str
    where: str


@record
class ClockTime:
    """A time of day where the session is; no time zone."""

    time: Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
    days: int = 0
    """Days from that of the session: -1 on the day before, 1 on the day after."""


@record
class NumbingClock:
    """When the cream goes on and off. How numb it makes is not said here."""

    on: ClockTime
    """Cream on."""
    off: ClockTime
    """Cream off: wiped, dried, looked at before the first pulse."""
    session: ClockTime
    """Start of the session."""
    latest_off: ClockTime
    """Off by then in any case, also where the session is late."""
    wipe_minutes: NonNegative
    """Between off and the start."""
    ticks: tuple[str, ...]
    """To be ticked before the first pulse."""


@record
class NumbingCard:
    """What the person and whoever watches is given: plain words, ready to be laid out."""

    title: str
    cream: str
    """Which cream, how much, where, how long."""
    times: tuple[str, ...]
    """When on, when off; nothing where no start was given."""
    signs: tuple[str, ...]
    """Signs at which one stops."""
    do: tuple[str, ...]
    """What to do then, in order."""
    at_hand: tuple[str, ...]
    """What the clinic has ready."""
    never: tuple[str, ...]
    """What not to do while it is on."""
    rules: tuple[str, ...]
    sources: tuple[str, ...]
    """Keys of the library's references."""


@record
class NumbingAnswer:
    """Whether a cream may be put on as asked for, and what may be instead."""

    answer: Literal["ALLOWED", "REFUSED"]
    product: str
    """The cream in words."""
    label: str
    """Whose label was kept to."""
    reasons: tuple[Reason, ...]
    """Every rule that speaks, worst first."""
    limits: tuple[CreamLimit, ...]
    """Every number that was kept to."""
    allowance: CreamAllowance | None
    """The most of it that this person may have; none where nothing is allowed, or not before questions are answered."""
    spread_g: NonNegative | None
    """Cream to be put on, of what was asked for: no thicker than the label spreads it; none where refused."""
    doses: tuple[DrugDose, ...]
    mass_times_label_share: NonNegative | None
    """Drug in a gram as a multiple of that in cream with 2.5 % of lidocaine and of prilocaine, of the drug that exceeds
    it most; none where the strength is the label's own."""
    sessions: Annotated[int, Field(ge=1)] | None
    """Sessions on different days that the area would need; none where one is enough or nothing is allowed."""
    suggestions: tuple[str, ...]
    """What may be asked for instead."""
    ribbon: tuple[RibbonLength, ...]
    """Only where the label says how long a gram is."""
    clock: NumbingClock | None
    card: NumbingCard | None
    """Only for what is allowed."""
    rules: str
    """Names and versions of the rules."""
