"""When a numbing cream goes on and comes off, counted back from the start of the session, in local times."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from math import ceil, floor
from typing import Final

from lentigo.domain.numbing_answer import ClockTime, NumbingClock
from lentigo.screening.numbing_dose import limit_number

TICKS: Final = (
    "Cream wiped off, with its dressing",
    "Skin dry, no film of alcohol",
    "Eyes clear of cream",
    "Time off written down: ____ : ____",
)
"""Before the first pulse (rule AN-14)."""

_SESSION_DAY: Final = datetime(2000, 1, 3)  # noqa: DTZ001 - any day: only differences to it are told


def numbing_clock(*, start: time, contact_minutes: float, most_minutes: float) -> NumbingClock:
    """On, off and the latest off for a session.

    Parameters
    ----------
    start : time
        When the session starts, to the minute.
    contact_minutes : float
        How long the cream is to stay on [min].
    most_minutes : float
        How long it may stay on at most [min]; not less than the contact.

    Returns
    -------
    NumbingClock
        Cream on is rounded to the minute before, the latest off to the minute before: it never stays longer.
    """
    begins = datetime.combine(_SESSION_DAY, start.replace(second=0, microsecond=0))
    wipe = limit_number("wipe_minutes")
    off = begins - timedelta(minutes=ceil(wipe))
    on = off - timedelta(minutes=floor(contact_minutes))
    return NumbingClock(
        on=_clock(on),
        off=_clock(off),
        session=_clock(begins),
        latest_off=_clock(on + timedelta(minutes=floor(max(most_minutes, contact_minutes)))),
        wipe_minutes=wipe,
        ticks=TICKS,
    )


def clock_words(at: ClockTime) -> str:
    """A time as people read it."""
    days = {0: "", -1: " on the day before", 1: " on the day after"}.get(at.days, f" ({at.days:+d} days)")
    return f"{at.time}{days}"


def _clock(at: datetime) -> ClockTime:
    return ClockTime(time=f"{at:%H:%M}", days=(at.date() - _SESSION_DAY.date()).days)
