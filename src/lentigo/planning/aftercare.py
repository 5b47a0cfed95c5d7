"""The calendar after a session: computed from the injury in the sampled skins, and from what clinics advise.

Dates are cautious: they wait for the slowest 5 of 100 skins and for the longest advice that applies, so that a graver
injury, a slower place or one more risk never brings a date forward.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.aftercare import Activity, Aftercare, Allowed, DayBand, HealingDays, HealingPart
from lentigo.domain.skin import Site
from lentigo.domain.treatments import LightFamily
from lentigo.library.numbers import Number
from lentigo.physics.healing import HealingHistory, HealingTimes, healing_course, healing_times
from lentigo.physics.injury import Injury
from lentigo.planning.healing import healing_constants, healing_deviates, healing_pace

Floats = NDArray[np.float64]

BANDS: Final = ((0, 0), (1, 2), (3, 7), (8, 14), (15, 42))
"""First and last day of each band."""

FACE: Final = ("face", "forehead", "cheek", "eyelid", "lip")
"""Where cold sores come, swelling is seen by all, and eyes are near."""

_INFLAMED = 0.05
"""Inflammation from which anything is told at all [1]."""
_SEEN = 0.1
"""Share of full strength from which a sign is told to the patient [1]."""
_CLEARED = 0.1
"""Share of melanin from which fading is told [1]."""
_PALE = 0.3
"""Share of the function of melanocytes from which paler skin is told as normal [1]."""
_HALF_DAY = 0.5
"""Wounds that close sooner are not told [days]."""
_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class _Wait:
    """Days that something waits, and what for."""

    usual: float
    last: float
    because: str
    sources: tuple[str, ...] = ()


def aftercare(
    injury: Injury,
    *,
    site: Site,
    family: LightFamily,
    marks_easily: bool = True,
    session: date | None = None,
    bruised_share: float = 0.0,
) -> Aftercare:
    """What is normal and what is allowed, day by day, after one session.

    Parameters
    ----------
    injury : Injury
        What the session leaves behind in the sampled skins; where beside and inside the lesion differ, the graver.
    site : Site
        Place on the body.
    family : str
        Family of the device; how long the next session waits depends on it.
    marks_easily : bool
        Dark skin, dark marks before, or not known: the next session then waits until such marks would have come. Only
        a clear no shortens it.
    session : date, optional
        Day of the session; without it days are counted and no dates are told.
    bruised_share : float
        Chance of purple bruises that stay for days [1].

    Returns
    -------
    Aftercare
        No day in it falls when any part of the injury grows.
    """
    constants = healing_constants()
    pace = healing_pace(site, healing_deviates(injury.count))
    times = healing_times(injury, pace=pace, constants=constants)
    days = np.arange(0.0, BANDS[-1][1] + 1.0)
    # Day 0 is the evening of the session, day 1 the next one.
    history = healing_course((days + 0.5) * units.day, injury=injury, pace=pace, constants=constants)
    return Aftercare(
        bands=tuple(
            _bands(injury, times, history, site=site, family=family, bruised_share=bruised_share, session=session)
        ),
        allowed=tuple(_allowed(injury, times, family=family, marks_easily=marks_easily, session=session)),
        healing=tuple(_healing(times)),
        slow_after_days=ceil(_days(times.infection_over, 0.95)),
    )


def _opens(family: LightFamily) -> bool:
    """Whether a wound of such light lies open; columns that coagulate stay under the horny layer."""
    return family != "fractional_nonablative"


def _quantile(values: Floats, share: float) -> float:
    return float(np.quantile(values, share))


def _days(values: Floats, share: float) -> float:
    return _quantile(values, share) / units.day


def _healing(times: HealingTimes) -> Iterator[HealingDays]:
    parts: tuple[tuple[HealingPart, Floats], ...] = (
        ("closed", times.closed),
        ("crust_shed", times.crust_shed),
        ("swelling_gone", times.oedema_gone),
        ("redness_gone", times.redness_gone),
    )
    for part, values in parts:
        low, median, high = (round(_days(values, share), 1) for share in (0.05, 0.5, 0.95))
        yield HealingDays(part=part, low_days=low, median_days=median, high_days=high)


def _allowed(
    injury: Injury, times: HealingTimes, *, family: LightFamily, marks_easily: bool, session: date | None
) -> Iterator[Allowed]:
    inflamed = _quantile(injury.inflammation, 0.95) >= _INFLAMED
    # Under a horny layer that is whole, what counts is the epidermis below it; its debris is no door for germs.
    over = times.infection_over if _opens(family) else times.closed
    door = _days(over, 0.5), _days(over, 0.95)
    wounded = door[1] >= _HALF_DAY
    table = library.table("healing/aftercare")

    def advice(number: Number, because: str, *, unit: float = 1.0) -> _Wait:
        sources = () if number.source == "assumed" else (number.source,)
        return _Wait(unit * number.value, unit * number.high, because, sources)

    def healed(because: str, *, rest: Number | None = None) -> _Wait:
        if rest is None:
            return _Wait(door[0], door[1], because)
        return _Wait(door[0] + rest.value, door[1] + rest.high, because)

    rest = table["after_crust_days"]
    soon = advice(table["sport.closed_days"], "redness")
    if wounded and not _opens(family):
        soon = _Wait(max(soon.usual, door[0]), max(soon.last, door[1]), soon.because, soon.sources)
    open_wound = wounded and _opens(family)
    waits: dict[Activity, list[_Wait]] = {
        "washing": [_Wait(0.0, 1.0 if wounded else 0.0, "at_once")],
        "make_up": [healed("new_skin", rest=rest)] if wounded else [_Wait(1.0, 1.0, "redness")],
        "sport": [advice(table["sport.wounded_days"], "sweat"), healed("wound")] if open_wound else [soon],
        "sauna": [advice(table["sport.wounded_days"], "heat"), healed("wound")] if open_wound else [soon],
        "pool": [advice(table["sport.wounded_days"], "germs"), healed("new_skin", rest=rest)] if open_wound else [soon],
        "retinoids": [healed("new_skin", rest=table["retinoids.after_crust_days"])] if wounded else [soon],
        "hair_removal": [advice(table["hair_removal.wait_weeks"], "irritation", unit=7.0), healed("wound")],
        "sun_without_protection": [advice(table["sun.protect_months"], "dark_marks", unit=_MONTH)],
        "next_session": list(_next_session(times, family=family, marks_easily=marks_easily)),
    }
    for activity, found in waits.items():
        untouched = not (inflamed or wounded) and activity != "next_session"
        told = [_Wait(0.0, 0.0, "at_once")] if untouched else found
        longest = max(told, key=lambda wait: wait.last)
        usual = ceil(max(wait.usual for wait in told))
        last = max(ceil(longest.last), usual)
        yield Allowed(
            activity=activity,
            usual_after_days=usual,
            allowed_after_days=last,
            on=None if session is None else session + timedelta(days=last),
            because=longest.because,
            sources=longest.sources,
        )


def _next_session(times: HealingTimes, *, family: LightFamily, marks_easily: bool) -> Iterator[_Wait]:
    """The shortest custom interval, all healing, and in skin that marks easily the weeks in which marks would come."""
    table = library.table("healing/aftercare")
    months = f"next_session.{family}_months"
    number, unit = (table[months], _MONTH) if months in table else (table[f"next_session.{family}_weeks"], 7.0)
    sources = () if number.source == "assumed" else (number.source,)
    yield _Wait(unit * number.low, unit * number.low, "interval", sources)
    yield _Wait(_days(times.healed, 0.5), _days(times.healed, 0.95), "wound")
    if marks_easily:
        watch = table["watch.dark_marks_weeks"]
        yield _Wait(7.0 * watch.value, 7.0 * watch.high, "dark_marks")


def _bands(
    injury: Injury,
    times: HealingTimes,
    history: HealingHistory,
    *,
    site: Site,
    family: LightFamily,
    bruised_share: float,
    session: date | None,
) -> Iterator[DayBand]:
    bruised = bruised_share >= library.number("healing/aftercare", "purpura.told_share").value
    calm = _quantile(injury.inflammation, 0.95) < _INFLAMED and _days(times.infection_over, 0.95) < _HALF_DAY
    if calm and not bruised:
        return
    purple = library.number("healing/aftercare", "purpura.seen_days").high
    dots = family in ("fractional_nonablative", "fractional_ablative")
    bare = family == "full_field_ablative"
    open_until = _days(times.closed, 0.95)
    face = site in FACE
    shed = _days(times.crust_shed, 0.05), _days(times.crust_shed, 0.95)
    door = _days(times.infection_over, 0.95)
    wounded = door >= _HALF_DAY
    cleared = _quantile(injury.melanin_cleared, 0.5) >= _CLEARED
    pale = _quantile(injury.melanocytes_lost, 0.95) >= _PALE

    def seen(signal: Floats, first: int, last: int) -> bool:
        return bool(np.max(np.quantile(signal[first : last + 1], 0.95, axis=1)) >= _SEEN)

    for first, last in BANDS:
        crusted = wounded and first <= ceil(door)
        normal = [
            name
            for name, shown in (
                ("warmth", first == 0),
                ("redness", first == 0 or seen(history.erythema, first, last)),
                ("swelling", seen(history.oedema, first, last)),
                ("darker", cleared and wounded and not (dots or bare) and first <= 3 and last >= 1),
                ("purple", bruised and first <= purple),
                ("weeping", bare and wounded and first <= open_until),
                ("dots", dots and crusted and first >= 1),
                ("crust", not dots and crusted and first >= 1),
                ("shedding", not dots and wounded and first <= shed[1] and last >= shed[0]),
                ("fading", cleared and last > 7 and not (dots or bare)),
                ("pink", bare and last > 7),
                ("paler", pale and last > 14),
            )
            if shown
        ]
        do = [
            name
            for name, needed in (
                ("cool", first == 0),
                ("wash_gently", first >= 1 and last <= 14),
                ("ointment", crusted and _opens(family)),
                ("do_not_pick", crusted),
                ("sleep_raised", face and first <= 1 and seen(history.oedema, first, last)),
                ("no_make_up", crusted if _opens(family) else wounded and first <= ceil(_days(times.closed, 0.95))),
                ("no_sport_or_pool", first <= 7),
                ("sun_protection", True),
                ("photo", first in {3, 15}),
            )
            if needed
        ]
        call = [
            name
            for name, possible in (
                ("eye", face and first <= 2),
                ("pain", first <= 7),
                ("blister", first <= 7),
                ("spread", crusted),
                ("cold_sore", face and first <= 14),
                ("slow", wounded and last >= ceil(door)),
                ("dark_marks", first >= 15),
                ("white_patches", first >= 8),
            )
            if possible
        ]
        yield DayBand(
            from_day=first,
            to_day=last,
            from_date=None if session is None else session + timedelta(days=first),
            to_date=None if session is None else session + timedelta(days=last),
            normal=tuple(normal),
            do=tuple(do),
            call=tuple(call),
        )
