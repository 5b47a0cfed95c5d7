"""What somebody wants to compare over months: sessions, care, protection from light, and how much sun there is.

Days count from the first day of the course. A strategy without sessions is care alone; one without anything is doing
nothing, and competes with the rest.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.record import Fraction, NonNegative, Positive, record

Unknown = Literal["unknown"]

Behaviour = Literal["indoors", "mixed", "outdoors"]
"""How much of the day's light reaches the person: mostly indoors; some hours outside; work or sport outside."""

Evidence = Literal["strong", "moderate", "weak", "model_only"]
"""How good the published evidence for such a course is."""

Percent = Annotated[float, Field(gt=0, le=100, allow_inf_nan=False)]
Day = Annotated[int, Field(ge=0, le=3650)]
"""A day of the course, from 0."""

LONGEST_COURSE_DAYS = 1826
"""Five years: nothing known about pigment, collagen or recurrence reaches further."""


@record
class SunHabits:
    """How much sun the site meets, and what stands between."""

    latitude_deg: Annotated[float, Field(ge=-66, le=66)] | Unknown
    """North is positive."""
    behaviour: Behaviour | Unknown
    """How much of the day's light reaches the person."""
    covered: Literal["yes", "no", "unknown"] = "unknown"
    """Whether clothes cover the site by day."""


@record
class Numbing:
    """A numbing cream before a session."""

    cream: str
    """Name of a cream in the library."""
    amount_g: Positive
    contact_minutes: Positive
    covered_with_film: bool = True
    """Under a film that keeps water and cream in."""


@record
class SessionWish:
    """One visit with light, by the recommended setting of the plan or a share of it."""

    day: Day
    device: str | None = None
    """The device's id in the plan; none for the plan's first."""
    setting_share: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] = 1.0
    """Radiant exposure as a share of the plan's recommended one; never above it."""
    passes: Annotated[int, Field(ge=1, le=3)] = 1
    """How often the area is gone over; each pass meets skin that the one before has changed."""
    numbing: Numbing | None = None


@record
class CareWish:
    """A drug on the skin or by mouth, from one day to another."""

    drug: str
    """Name of a drug in the library."""
    strength_percent: Percent | None = None
    """Strength of a product for the skin; none for tablets."""
    applications_per_day: Annotated[float, Field(gt=0, le=4)] = 1.0
    """Applications, or doses, per day; one half is every other day."""
    from_day: Day = 0
    to_day: Day


@record
class ProtectionWish:
    """Sunscreen as it is really put on, from one day to another."""

    factor: Annotated[float, Field(ge=1, le=100)]
    """Sun protection factor on the label."""
    amount_mg_cm2: Annotated[float, Field(ge=0, le=4)]
    """Amount really put on; labels are measured at 2."""
    applications_per_day: Annotated[float, Field(ge=0, le=6)] = 1.0
    uva_factor: Annotated[float, Field(ge=1, le=100)] | Unknown = "unknown"
    """Protection from long ultraviolet; a third of the factor where unknown."""
    visible_share_blocked: Fraction = 0.0
    """Share of visible light held back: iron oxides of tinted products."""
    from_day: Day = 0
    to_day: Day


@record
class Strategy:
    """One way through the months."""

    name: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[a-z0-9_]+$")]
    title: Annotated[str, Field(min_length=1, max_length=80)]
    """In plain words, as tables show it."""
    sessions: tuple[SessionWish, ...] = ()
    care: tuple[CareWish, ...] = ()
    protection: tuple[ProtectionWish, ...] = ()


@record
class CourseWishes:
    """What the course of a case is computed from, beyond its plan."""

    sun: SunHabits
    strategies: tuple[Strategy, ...] = ()
    """Ways to compare; none: those that anybody would compare for such a lesion."""
    horizon_days: Annotated[int, Field(ge=28, le=LONGEST_COURSE_DAYS)] = 365
    """How far to compute."""


@record
class Wellbeing:
    """How the person is doing with it, by published questionnaires; beside the colour, never instead of it."""

    dlqi: Annotated[int, Field(ge=0, le=30)] | Unknown = "unknown"
    """Dermatology Life Quality Index; higher is worse."""
    melasqol: Annotated[int, Field(ge=10, le=70)] | Unknown = "unknown"
    """Melasma Quality of Life scale; higher is worse."""
    confidence: Annotated[float, NonNegative, Field(le=10)] | Unknown = "unknown"
    """Confidence in one's own looks, 0 to 10 as asked."""
