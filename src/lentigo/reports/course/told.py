"""How a course is told: chances with their ranges, times, how good the evidence is; the same in words and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from scipy.special import betaincinv

from lentigo.domain.course import Course, Measure, StrategyCourse
from lentigo.domain.plan import Band
from lentigo.domain.strategy import Evidence
from lentigo.planning import course_order
from lentigo.reports import words
from lentigo.reports.catalogue import hundredths

DAYS_A_MONTH: Final = 365.25 / 12

EVIDENCE: Final[dict[Evidence, tuple[int, str]]] = {
    "strong": (4, "strong"),
    "moderate": (3, "moderate"),
    "weak": (2, "weak"),
    "model_only": (1, "computed only"),
}
"""How many of four boxes are full, and the word."""

_UP_TO_DAYS: Final = 14
"""Times up to here are told in days; then in weeks, from half a year on in months and years."""
_UP_TO_WEEKS: Final = 150


def counted(share: float, *, skins: int) -> tuple[float, float]:
    """The 5-95 % range of a share that was counted in so many sampled skins [1].

    Exact binomial (Clopper and Pearson): it says how far chance of the sample alone may move the share. What the models
    get wrong comes on top, and is not in it.

    Parameters
    ----------
    share : float
        Share of the skins [1].
    skins : int
        How many there were [1].
    """
    met = round(share * skins)
    low = 0.0 if met == 0 else float(betaincinv(met, skins - met + 1, 0.05))
    high = 1.0 if met == skins else float(betaincinv(met + 1, skins - met, 0.95))
    return min(low, share), max(high, share)


def of_hundred(share: float) -> str:
    """A share as people of a hundred: "27", "fewer than 1", "more than 99"."""
    _, middle, _ = hundredths(share, share, share)
    if middle < 1:
        return "fewer than 1"
    return "more than 99" if middle > 99 else str(middle)


def of_hundred_range(share: float, *, skins: int) -> str:
    """The range of a share as people of a hundred, rounded outwards."""
    least, _, most = hundredths(share, *counted(share, skins=skins))
    return f"{least}–{most}"


def with_range(share: float, *, skins: int) -> str:
    """A share with its range, as people of a hundred."""
    return f"{of_hundred(share)} ({of_hundred_range(share, skins=skins)})"


def days_of(band: Band) -> str:
    """Days with their range, in whole days; none where there are none."""
    if band.p95 <= 0:
        return "none"
    low, middle, high = (round(value) for value in (band.p5, band.p50, band.p95))
    return str(middle) if low == high else f"{middle} ({low}–{high})"


def degrees(band: Band) -> str:
    """An angle with its range, in whole degrees."""
    return f"{round(band.p50)}° ({round(band.p5)}° to {round(band.p95)}°)"


def points(band: Band | None) -> str:
    """A score from 0 to 10 with its range, in halves; what is done under anaesthesia has none."""
    if band is None:
        return "needs anaesthesia"
    low, middle, high = (f"{round(2 * value) / 2:g}" for value in (band.p5, band.p50, band.p95))
    return f"{middle} ({low}–{high})"


def after(day: int) -> str:
    """A day of the course as people say it."""
    if day == 0:
        return "today"
    if day < _UP_TO_DAYS:
        return f"day {day}"
    if day < _UP_TO_WEEKS:
        weeks = round(day / 7)
        return f"{weeks} weeks"
    years = day / 365.25
    if abs(years - round(years)) < 0.05 and round(years) >= 1:
        return "1 year" if round(years) == 1 else f"{round(years)} years"
    return f"{round(day / DAYS_A_MONTH)} months"


def on(start: date, day: int) -> str:
    """The date of a day of the course."""
    return words.day(start + timedelta(days=day))


def back(share: float | None) -> str:
    """How many have it back, of a hundred who had gained."""
    return "not known" if share is None else of_hundred(share)


def back_twice(sooner: float | None, later: float | None) -> str:
    """The same 6 and 12 months after the last step, said once where it is the same."""
    one, other = back(sooner), back(later)
    return one if one == other else f"{one}; {other}"


def percent(share: float) -> str:
    """A share in whole percent, as the terminal says it: what is darker than before has a minus, a nought has none."""
    return f"{round(100 * share)}"


def gains(one: StrategyCourse) -> tuple[float, float]:
    """What :func:`lentigo.planning.course_order.gains` says, for sentences on what is gone: never below nothing [1]."""
    best, end = course_order.gains(one)
    return max(best, 0.0), max(end, 0.0)


def uses_light(one: StrategyCourse) -> bool:
    """Whether there is a session in it at all."""
    return bool(one.sessions)


def does_nothing(one: StrategyCourse) -> bool:
    """Whether there is no step in it, so that nothing is gained by it that could be lost."""
    return not (one.strategy.sessions or one.strategy.care or one.strategy.protection)


def wrapped(text: str, width: int) -> str:
    """Lines of at most so many letters, numbers kept with their units."""
    lines: list[str] = []
    for word in words.bound(text).split(" "):
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)


def joined_titles(ones: Sequence[StrategyCourse]) -> str:
    """Titles of strategies in a sentence."""
    return words.join(f"“{one.strategy.title}”" for one in ones)


def pigment_alone(course: Course) -> bool:
    """Whether melanin is all that may become less, so that contrast tells everything."""
    return course.measures == ("pigment",)


def less_of(measure: Measure) -> str:
    """What becomes less, as a heading."""
    return {"pigment": "Less brown", "redness": "Less red", "texture": "Less seen"}[measure]


def enough_of(measure: Measure) -> str:
    """What counts as enough, as a heading."""
    return {"pigment": "Brown cleared", "redness": "Red cleared", "texture": "A quarter less"}[measure]


def percents(band: Band | None) -> str:
    """A gain with its range, in whole percent; a dash where it is not followed that far."""
    if band is None:
        return "–"
    low, middle, high = (round(value) for value in (band.p5, band.p50, band.p95))
    return f"{middle}" if low == high == middle else f"{middle} ({low} to {high})"
