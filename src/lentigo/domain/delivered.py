"""What was delivered beside what was planned, and whether the record of a session can be closed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.plan import Finding, Reason, Versions
from lentigo.domain.record import Answer, Finite, NonNegative, record
from lentigo.domain.session import Quantity

Flag = Literal["as_planned", "noted", "reason_needed", "second_signature_needed", "outside", "not_planned"]
"""How far a quantity lies from the plan: within tolerance; written down; beyond 10 %; beyond 20 %; above what the plan
allows; the plan holds nothing to compare with."""


@record
class Comparison:
    """One quantity of one pass: planned, set and measured."""

    zone: str
    pass_number: Annotated[int, Field(ge=1)]
    quantity: Quantity
    unit: str
    """Unit of the three numbers; empty for words."""
    planned: str
    """As the plan says it; empty where it says nothing."""
    set: str
    """As the panel showed it."""
    measured: str
    """As it was measured; "unknown" where it was not."""
    set_deviation_percent: Finite | None
    """Set against planned."""
    measured_deviation_percent: Finite | None
    """Measured against planned; against set where nothing was planned."""
    flag: Flag
    reason: str
    """The written reason, where there is one."""


@record
class Demand:
    """Something that keeps the record from being closed."""

    field: str
    """Where in the session file it is answered."""
    text: str
    """What is missing, in plain words."""
    rule: str = ""
    """The rule that asks for it, where one does."""


@record
class Alarm:
    """Something that must not be overlooked: it stands first, and no written reason takes it away."""

    kind: Literal["outside_window", "stop", "device_locked", "escalation", "too_early", "eyes", "not_allowed"]
    text: str
    """What it is and what to do, in plain words."""
    rule: str
    """The rule behind it; empty where the plan itself is."""
    sources: tuple[str, ...]
    """Keys of the library's references."""


@record
class DeliveredReport:
    """A session beside its plan."""

    title: str
    treated_on: date
    within_plan: Answer
    """Whether what was given lay within the plan."""
    headline: str
    """The answer in one sentence."""
    comparisons: tuple[Comparison, ...]
    alarms: tuple[Alarm, ...]
    reasons: tuple[Reason, ...]
    """Rules that apply to the session, with their sources."""
    demands: tuple[Demand, ...]
    """What must still be answered before the record can be closed."""
    left_open: tuple[str, ...]
    """Questions answered with "unknown"; they stay so, and are shown."""
    stop_now: bool
    """No more shots that day."""
    device_locked: bool
    """The device must not be used before it has been serviced and measured again."""
    can_close: bool
    """Whether the record can be closed."""
    next_earliest: date | None
    """No session before this day; none where a clinician must look first."""
    next_interval_weeks: NonNegative | None
    """The interval from which that day follows."""
    findings: tuple[Finding, ...]
    versions: Versions
