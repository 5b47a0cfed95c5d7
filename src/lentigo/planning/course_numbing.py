"""What a numbing cream does to the light of the session that follows it, in numbers for the clinician."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from lentigo.domain.plan import Finding
from lentigo.domain.strategy import Numbing, Strategy
from lentigo.modalities.skins import PAPILLARY
from lentigo.planning.course_sessions import SessionPhysics
from lentigo.planning.numbed_skin import cream_of_visit
from lentigo.planning.thresholds import UPPER, Thresholds

__all__ = ["paler_by_cream"]

Floats = NDArray[np.float64]

_SOURCES = ("bjerring-1989", "tollan-2016", "li-2023")


def paler_by_cream(strategy: Strategy, *, physics: Callable[[str | None], SessionPhysics]) -> Iterator[Finding]:
    """Say how much blood a cream leaves in the skin that light meets, and by how much that moves the thresholds.

    Parameters
    ----------
    strategy : Strategy
        Sessions in the order of their days.
    physics : callable
        The light of a device, by its id; the plan's first for none.
    """
    days: dict[tuple[str | None, Numbing], list[int]] = {}
    for place, wish in enumerate(strategy.sessions):
        cream, on_wound = cream_of_visit(strategy, place)
        if cream is not None and not on_wound:
            days.setdefault((wish.device, cream), []).append(wish.day)
    for (device, cream), when in days.items():
        plain = physics(device)
        numbed = plain.numbed(cream)
        if numbed is plain:
            continue
        before, after = plain.evaluation.usual, numbed.question.evaluate(numbed.combination).usual
        beside = plain.question.usual.surroundings.blood_fraction[:, PAPILLARY]
        blood = numbed.question.usual.surroundings.blood_fraction[:, PAPILLARY] / beside
        low, middle, high = 100.0 * np.quantile(blood, (0.05, 0.5, 0.95))
        on = f"day {when[0]}" if len(when) == 1 else f"days {', '.join(str(day) for day in when)}"
        yield Finding(
            topic="skin",
            text=(
                f"The numbing cream has changed the vessels when the light of {on} comes: the uppermost dermis then "
                f"holds {middle:.0f} % of its usual blood ({low:.0f} to {high:.0f} %). In the middle skin "
                f"{_moved('the effect', before.effect, after.effect)}, and "
                f"{_moved('harm', _harm(before), _harm(after))}. The session is computed in that skin; chances of "
                "burns and dark marks take the worse of skin with and without the cream."
            ),
            sources=_SOURCES,
        )


def _harm(found: Thresholds) -> Floats:
    """(N,) the lowest threshold of harm [J/m²]."""
    lowest: Floats = np.minimum.reduce([found.epidermis, found.dermis, found.mechanical])
    return lowest


def _moved(what: str, before: Floats, after: Floats) -> str:
    """How a threshold has moved in the middle of the skins in which it is reached."""
    reached = (before < UPPER) & (after < UPPER)
    if not reached.any():
        return f"{what} is not reached at all"
    percent = 100.0 * (float(np.median(after[reached] / before[reached])) - 1.0)
    if abs(percent) < _HARDLY:
        return f"{what} needs as much light as before (within {_HARDLY:g} %)"
    return f"{what} needs {abs(percent):.1f} % {'less' if percent < 0 else 'more'} light"


_HARDLY = 0.05
"""Below it a threshold has not moved [%]."""
