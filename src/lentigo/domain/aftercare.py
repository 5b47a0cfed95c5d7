"""What a patient may do when, and what is normal day by day, after one session."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.record import record

Activity = Literal[
    "washing",
    "make_up",
    "sport",
    "sauna",
    "pool",
    "retinoids",
    "hair_removal",
    "sun_without_protection",
    "next_session",
]
"""What people ask about; in the order in which it is told."""

HealingPart = Literal["closed", "crust_shed", "swelling_gone", "redness_gone"]
"""What has an end in healing."""

Message = Annotated[str, Field(pattern=r"^[a-z_]+$")]
"""Name of a sentence in plain words: ``aftercare-normal-...``, ``-do-...`` or ``-call-...`` in the papers."""

Day = Annotated[int, Field(ge=0)]


@record
class Allowed:
    """From when something is allowed again."""

    activity: Activity
    usual_after_days: Day
    """Days after the session at which half of the people could."""
    allowed_after_days: Day
    """Days after the session from which it is allowed: all but the slowest 5 of 100 have healed so far by then."""
    on: date | None
    """The same as a date, where the day of the session is known."""
    because: Message
    """What it waits for."""
    sources: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse a day before the usual one."""
        if self.allowed_after_days < self.usual_after_days:
            raise ValueError("allowed_after_days must not be below usual_after_days")


@record
class DayBand:
    """Some days after the session: what is normal, what to do, when to call."""

    from_day: Day
    to_day: Day
    from_date: date | None
    to_date: date | None
    normal: tuple[Message, ...]
    do: tuple[Message, ...]
    call: tuple[Message, ...]

    def __post_init__(self) -> None:
        """Refuse a band that ends before it begins."""
        if self.to_day < self.from_day:
            raise ValueError("to_day must not be below from_day")


@record
class HealingDays:
    """Days until a part of healing is over: half of the people, and the fastest and slowest 5 of 100."""

    part: HealingPart
    low_days: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    median_days: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    high_days: Annotated[float, Field(ge=0, allow_inf_nan=False)]


@record
class Aftercare:
    """The calendar after one session; empty bands where the skin was not injured."""

    bands: tuple[DayBand, ...]
    allowed: tuple[Allowed, ...]
    healing: tuple[HealingDays, ...]
    slow_after_days: Day
    """A wound still open, or a crust still on, after this day is no longer normal: the sentence ``slow`` names it."""

    def when(self, activity: Activity) -> Allowed:
        """From when an activity is allowed.

        Raises
        ------
        KeyError
            If the calendar does not speak of it.
        """
        for one in self.allowed:
            if one.activity == activity:
                return one
        raise KeyError(activity)
