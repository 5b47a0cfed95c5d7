"""A course: what is expected over months, by strategy, with bands over the sampled skins and how sure it is."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.aftercare import Aftercare
from lentigo.domain.case import Case, LesionKind
from lentigo.domain.plan import Band, Finding, Versions
from lentigo.domain.record import Finite, Fraction, NonNegative, Positive, record
from lentigo.domain.strategy import Evidence, Strategy, SunHabits

EntryKind = Literal["session", "care", "protection", "expected", "allowed", "reading", "call"]
"""What an entry of the calendar is about."""

Measure = Literal["pigment", "redness", "texture"]
"""What there is of a lesion that may become less: its extra melanin, the blood of its vessels, or how much is seen of a
change of the dermis (a scar, a stretch mark, a line)."""


@record
class Trace:
    """5th, 50th and 95th percentile of one quantity over the sampled skins, day by day.

    The unit is in the name of the field that holds it.
    """

    p5: tuple[Finite, ...]
    p50: tuple[Finite, ...]
    p95: tuple[Finite, ...]


@record
class Swatch:
    """Colours to draw on one day: the skin and the lesion on it, in the median skin."""

    day: int
    skin_srgb: tuple[Fraction, Fraction, Fraction]
    lesion_srgb: tuple[Fraction, Fraction, Fraction]


@record
class CalendarEntry:
    """One line of the calendar."""

    from_day: int
    to_day: int
    kind: EntryKind
    text: str
    """In plain words, to the person."""
    sources: tuple[str, ...] = ()


@record
class ListedRisk:
    """Something that may happen, with its chance where somebody counted."""

    name: str
    chance: Fraction | Literal["unknown"]
    low: Fraction | Literal["unknown"]
    high: Fraction | Literal["unknown"]
    text: str
    sources: tuple[str, ...]


@record
class SessionForecast:
    """One session of a course as it is expected."""

    day: int
    interval_days: int
    """Since the session before; 0 for the first."""
    setting: str
    """What is dialled, in words."""
    duration_minutes: Positive
    """Length of the visit at the device."""
    chance_effect: Fraction
    chance_burn: Fraction
    chance_dark_marks: Fraction
    pain_0_to_10: Band | None
    """None where nobody is treated awake without anaesthesia, so that there is no score."""
    pain_with_cream_0_to_10: Band | None
    """With the cream that the strategy names; none where it names none."""
    chance_purpura: Fraction = 0.0
    """Of purple bruises that stay for a week or two."""


@record
class Outcome:
    """What a strategy comes to, on the axes on which everything is compared."""

    chance_cleared: Fraction
    """Share of skins that reach what counts as enough, by the first measure of the course: for pigment and redness
    three quarters less at a reading; for the texture of the skin what its :class:`Gain` says, which is never that it
    goes away."""
    chance_dark_marks: Fraction
    """At least one visible dark mark."""
    chance_burn: Fraction
    """At least one burn."""
    pain_0_to_10: Band | None
    """Of the worst session; none where one of them is not done without anaesthesia."""
    downtime_days: Band
    """Days with crusts, swelling, open skin or bruises."""
    visits: int
    duration_minutes: NonNegative
    """At the device, over all visits."""
    recurred_by_6_months: Fraction | None
    """Share of skins that have lost half of their best gain over the same protection alone, that long after the last
    session or day of care; none where no skin gained, nothing ended or it is not followed that far."""
    recurred_by_12_months: Fraction | None
    best_day: int
    """Day of the smallest contrast of the median skin."""
    contrast_best_ita_deg: Band
    contrast_end_ita_deg: Band
    evidence: Evidence
    evidence_text: str
    sources: tuple[str, ...]
    redness_days: Band | None = None
    """Days on which the redness of healing is seen; none where there is no session."""


@record
class Gain:
    """What a strategy makes of one measure of the lesion, in the sampled skins."""

    measure: Measure
    less_percent: Trace
    """How much less there is than on the first day, on the days of the traces; negative where there is more."""
    enough_percent: Annotated[float, Field(gt=0, lt=100)]
    """What counts as enough where chances and sessions are told."""
    chance_enough: Fraction
    """Share of skins in which it is reached at a reading."""
    sessions_needed: tuple[Fraction, ...]
    """Chance that the first, the first two, ... visits are enough; what is left to 1 needs more, or never does."""
    best_day: int
    """Day on which the median skin has least of it."""
    at_6_months_percent: Band | None
    """The gain 183 and 365 days after the first day [%]; none beyond the horizon."""
    at_12_months_percent: Band | None
    at_end_percent: Band
    back_by_6_months: Fraction | None
    """Share of skins that have lost half of their best gain, that long after the last session or day of care; none
    where no skin gained, nothing ended or it is not followed that far."""
    back_by_12_months: Fraction | None


@record
class Improvement:
    """How much less a condition of the dermis is seen, on the days of the traces, and how little is known of it."""

    condition: LesionKind
    low_percent: tuple[Finite, ...]
    """The slowest skins by the least that studies leave open."""
    middle_percent: tuple[Finite, ...]
    high_percent: tuple[Finite, ...]
    """The best skins by the most that studies leave open."""
    evidence: Evidence
    text: str
    """What the numbers are of, and what they are not."""
    sources: tuple[str, ...]


@record
class StrategyCourse:
    """One strategy over the horizon."""

    strategy: Strategy
    days: tuple[int, ...]
    """Days of the traces."""
    contrast_ita_deg: Trace
    """Individual typology angle of the skin minus that of the lesion."""
    contrast_delta_e: Trace
    """Difference of colour between lesion and skin."""
    lesion_melanin_share: Trace
    """Melanin of the lesion above its surroundings, as a share of the first day's."""
    redness_delta_a: Trace
    """Redness above the usual."""
    discomfort_0_to_10: Trace
    dark_marks_share: tuple[Fraction, ...]
    """Share of skins with a dark mark that can be seen, day by day."""
    collagen_gain_percent: Trace | None
    """Of the dermis; none where no step reaches it."""
    swatches: tuple[Swatch, ...]
    sessions: tuple[SessionForecast, ...]
    sessions_needed: tuple[Fraction, ...]
    """Chance that 1, 2, 3, ... sessions are enough to clear; what is left to 1 needs more or never clears."""
    calendar: tuple[CalendarEntry, ...]
    aftercare: Aftercare | None
    """After the first session; none where there is none."""
    risks: tuple[ListedRisk, ...]
    outcome: Outcome
    findings: tuple[Finding, ...]
    improvement: Improvement | None = None
    """What new collagen may give the texture of the skin; none where no step reaches the dermis, or for lesions that
    have nothing to do with it."""
    gains: tuple[Gain, ...] = ()
    """One for each measure of the course, in its order."""
    lesion_redness_delta_a: Trace | None = None
    """Redness a* of the lesion's vessels over the skin around; none where its redness is no measure."""
    vessels_open_percent: Trace | None = None
    """Blood of the lesion's vessels that are open, as a share of that on the first day."""


@record
class NotOffered:
    """A strategy that is left out, and why."""

    title: str
    because: str
    sources: tuple[str, ...]


@record
class Course:
    """What may be expected of a case over months, strategy by strategy."""

    case: Case
    start: date
    horizon_days: int
    sun: SunHabits
    skins: int
    seed: int
    versions: Versions
    strategies: tuple[StrategyCourse, ...]
    """The preferred one first."""
    not_offered: tuple[NotOffered, ...]
    headline: str
    why: tuple[str, ...]
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...] = ("pigment",)
    """What there is of such a lesion that may become less; it decides what is drawn and in which words."""
