"""What cannot be true in the strategies of a course: steps out of order, care that ends before it begins, names twice.

Whether a drug or a cream is known, and what its label allows, is for the library and the planning to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lentigo.domain.shape import Path
from lentigo.domain.told import Contradiction, Told

__all__ = ["strategy_contradictions"]

USUAL_HORIZON_DAYS: Final = 365


def strategy_contradictions(told: Told) -> Iterator[Contradiction]:
    """Everything in the table ``course`` of a case that contradicts itself."""
    horizon = told.number("course", "horizon_days")
    horizon = USUAL_HORIZON_DAYS if horizon is None else horizon
    names: dict[str, int] = {}
    for place, _ in enumerate(told.many("course", "strategies")):
        at: Path = ("course", "strategies", place)
        name = told.text(*at, "name")
        if name in names:
            yield Contradiction(
                (*at, "name"),
                f'is "{name}" again',
                "give each strategy its own name",
                ("course", "strategies", names[name], "name"),
                "two strategies of one name cannot be told apart",
            )
        elif name is not None:
            names[name] = place
        yield from _sessions(told, at, horizon)
        for kind in ("care", "protection"):
            yield from _spans(told, (*at, kind), horizon)


def _sessions(told: Told, at: Path, horizon: float) -> Iterator[Contradiction]:
    before: tuple[float, int] | None = None
    for place, _ in enumerate(told.many(*at, "sessions")):
        here: Path = (*at, "sessions", place, "day")
        day = told.number(*here)
        if day is None:
            continue
        if day > horizon:
            yield Contradiction(
                here,
                f"is {day:g}, the course ends on day {horizon:g}",
                "leave the session out, or make course.horizon_days larger",
            )
        if before is not None and (day < before[0] or (day == before[0] and _one_device(told, at, before[1], place))):
            yield Contradiction(
                here,
                f"is {day:g}",
                "write the sessions in the order of their days; steps of one day name different devices, or are passes",
                (*at, "sessions", before[1], "day"),
                f"an interval of {day - before[0]:g} days is none",
            )
        before = (day, place)


def _one_device(told: Told, at: Path, first: int, second: int) -> bool:
    """Whether two steps may be of the same device: only two different names tell them apart."""
    names = [told.text(*at, "sessions", place, "device") for place in (first, second)]
    return None in names or names[0] == names[1]


def _spans(told: Told, at: Path, horizon: float) -> Iterator[Contradiction]:
    for place, _ in enumerate(told.many(*at)):
        here: Path = (*at, place)
        start, end = told.number(*here, "from_day") or 0.0, told.number(*here, "to_day")
        if end is None:
            continue
        if end <= start:
            yield Contradiction(
                (*here, "to_day"),
                f"is {end:g}",
                "to_day is the day after the last one",
                (*here, "from_day") if told.number(*here, "from_day") is not None else None,
                f"what begins on day {start:g} cannot end before",
            )
        if start > horizon:
            yield Contradiction(
                (*here, "from_day"),
                f"is {start:g}, the course ends on day {horizon:g}",
                "leave it out, or make course.horizon_days larger",
            )
