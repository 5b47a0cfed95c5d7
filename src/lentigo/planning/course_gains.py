"""What a followed strategy makes of each measure of a lesion, with chances and sessions needed.

Every measure is told as how much less there is than on the first day. For redness that is redness a* by the project's
own optics, of the blood that is left in the lesion's vessels; for texture the improvement that new collagen and creams
give, which has a ceiling below one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.course import Gain, Measure
from lentigo.domain.plan import Band
from lentigo.domain.strategy import Strategy
from lentigo.planning.course_colour import ColourTable
from lentigo.planning.course_measures import enough, measures_of
from lentigo.planning.course_outcome import (
    MONTHS_6,
    MONTHS_12,
    READ_AFTER,
    band_of,
    chance_cleared,
    recurred,
    sessions_needed,
    trace,
)
from lentigo.planning.course_pigment import Body, Followed, dermis_after, vessels_after
from lentigo.planning.course_texture import texture_gain

__all__ = ["measured_gains", "redness_of_vessels"]

Floats = NDArray[np.float64]

_READ_AFTER: Final[dict[Measure, int]] = {"pigment": READ_AFTER, "redness": READ_AFTER, "texture": MONTHS_6}
"""Days after a session at which its result is read: collagen takes half a year."""
_LEAST_GAIN: Final = 0.05
"""Gain from which a skin counts as having gained [1]."""
_NODES: Final = 33
"""Amounts of blood between which the redness of a skin is read off."""


def measured_gains(
    followed: Followed,
    body: Body,
    strategy: Strategy,
    *,
    table: ColourTable,
    days: Sequence[int],
    last_step: int | None,
) -> tuple[Gain, ...]:
    """One gain for each measure of the lesion.

    Parameters
    ----------
    followed : Followed
        The strategy, followed.
    body : Body
        The sampled skins.
    strategy : Strategy
        The same; its sessions are counted.
    table : ColourTable
        Colours of the site.
    days : sequence of int
        Days that are told.
    last_step : int, optional
        Day of the last session, or on which the last care ends; none where nothing was done.
    """
    found = []
    for measure in measures_of(body.case.lesion.kind):
        if measure == "pigment":
            found.append(_pigment(followed, body, strategy, days, last_step=last_step))
        elif measure == "redness":
            assert followed.vessels is not None
            gain = _redness_gain(followed.vessels.blood, body, table)
            needed = _redness_by_visit(followed, body, strategy, table)
            found.append(_gain(measure, gain, needed, body=body, days=days, last_step=last_step))
        else:
            assert followed.texture is not None
            found.append(
                _gain(
                    measure,
                    followed.texture,
                    _texture_by_visit(followed, body, strategy),
                    body=body,
                    days=days,
                    last_step=last_step,
                )
            )
    return tuple(found)


def redness_of_vessels(blood: Floats, column: Floats, table: ColourTable) -> Floats:
    """Redness a* of a lesion's blood over the skin around, (..., N) [1].

    Parameters
    ----------
    blood : (..., N) array
        Blood of the lesion over that of the skin around [1].
    column : (..., N) array
        Melanin of the skin, the same beside and in the lesion [m].
    table : ColourTable
        Colours of the site.
    """
    red: Floats = table.colours(column, blood=blood).a_star - table.colours(column).a_star
    return np.maximum(red, 0.0)


def _redness_gain(blood: Floats, body: Body, table: ColourTable) -> Floats:
    """(T, N) how much less red the lesion is than on the first day, in skin of the first day's colour [1]."""
    column = body.question.usual.melanin_column
    first = blood[0]
    share = np.linspace(0.0, 1.0, _NODES)
    nodes = 1.0 + share[:, None] * (first - 1.0)
    red = redness_of_vessels(nodes, np.broadcast_to(column, nodes.shape), table)
    at = np.divide(blood - 1.0, first - 1.0, out=np.zeros_like(blood), where=first > 1.0)
    gain = np.empty_like(blood)
    for skin in range(column.size):
        most = red[-1, skin]
        gain[:, skin] = 1.0 - np.interp(at[:, skin], share, red[:, skin]) / most if most > 0.0 else 0.0
    return gain


def _redness_by_visit(followed: Followed, body: Body, strategy: Strategy, table: ColourTable) -> list[Floats]:
    """(N,) the gain when it is read, had treatment ended after the first, the second, ... visit [1]."""
    found = []
    for day, done in _visits(strategy).items():
        read = _read_on("redness", day, body)
        blood = vessels_after(body, strategy, followed.sessions[:done], days=read + 1).blood[[0, read]]
        found.append(_redness_gain(blood, body, table)[-1])
    return found


def _texture_by_visit(followed: Followed, body: Body, strategy: Strategy) -> list[Floats]:
    """The same of texture; its creams go on."""
    found = []
    for day, done in _visits(strategy).items():
        days = _read_on("texture", day, body) + 1
        inside = [one.inside for one in followed.sessions[:done]]
        gain = texture_gain(
            body.case.lesion.kind,
            count=body.contrast.size,
            days=days,
            seed=body.question.numerics.seed,
            collagen=dermis_after(body, replace(strategy, sessions=strategy.sessions[:done]), inside, days=days),
            care=strategy.care,
        )
        found.append(gain[-1])
    return found


def _read_on(measure: Measure, day: int, body: Body) -> int:
    """Day on which the result of a visit is read."""
    return min(day + _READ_AFTER[measure], body.horizon_days)


def _visits(strategy: Strategy) -> dict[int, int]:
    """Days of the visits, with how many sessions are done once each is over."""
    return {wish.day: number for number, wish in enumerate(strategy.sessions, start=1)}


def _gain(
    measure: Measure,
    gain: Floats,
    by_visit: Sequence[Floats],
    *,
    body: Body,
    days: Sequence[int],
    last_step: int | None,
) -> Gain:
    wanted, horizon = enough(measure), body.horizon_days
    reached = np.zeros(gain.shape[1], dtype=bool)
    shares = []
    for one in by_visit:
        now = reached | (one >= wanted)
        shares.append(round(float((now & ~reached).mean()), 4))
        reached = now
    ever = gain[: horizon + 1].max(axis=0) >= wanted
    middle = np.median(gain[list(days)], axis=1)
    return Gain(
        measure=measure,
        less_percent=trace(100.0 * gain, days),
        enough_percent=100.0 * wanted,
        chance_enough=round(float((ever | reached).mean()), 4),
        sessions_needed=tuple(shares),
        best_day=days[int(np.argmax(middle))],
        at_6_months_percent=_at(gain, MONTHS_6, horizon),
        at_12_months_percent=_at(gain, MONTHS_12, horizon),
        at_end_percent=band_of(100.0 * gain[horizon]),
        back_by_6_months=_back(gain, last_step, after=MONTHS_6),
        back_by_12_months=_back(gain, last_step, after=MONTHS_12),
    )


def _pigment(followed: Followed, body: Body, strategy: Strategy, days: Sequence[int], *, last_step: int | None) -> Gain:
    """As for all measures; return is counted against the same protection alone, so that no winter is a gain."""
    when = [wish.day for wish in strategy.sessions]
    # A place that is paler than the skin around is told apart: nothing is gained by it.
    gain = np.minimum(1.0 - followed.excess_share, 1.0)
    middle = np.median(gain[list(days)], axis=1)
    return Gain(
        measure="pigment",
        less_percent=trace(100.0 * gain, days),
        enough_percent=100.0 * enough("pigment"),
        chance_enough=chance_cleared(followed, when),
        sessions_needed=sessions_needed(followed, when),
        best_day=days[int(np.argmax(middle))],
        at_6_months_percent=_at(gain, MONTHS_6, body.horizon_days),
        at_12_months_percent=_at(gain, MONTHS_12, body.horizon_days),
        at_end_percent=band_of(100.0 * gain[body.horizon_days]),
        back_by_6_months=recurred(followed, after=MONTHS_6, last_step=last_step),
        back_by_12_months=recurred(followed, after=MONTHS_12, last_step=last_step),
    )


def _at(gain: Floats, day: int, horizon: int) -> Band | None:
    return band_of(100.0 * gain[day]) if day <= horizon else None


def _back(gain: Floats, last_step: int | None, *, after: int) -> float | None:
    """Share of the skins that had gained and have lost half of it, so long after the last step."""
    if last_step is None or last_step + after >= gain.shape[0]:
        return None
    row = last_step + after
    best = gain[: row + 1].max(axis=0)
    gained = best >= _LEAST_GAIN
    if not np.any(gained):
        return None
    lost = 1.0 - gain[row] / np.maximum(best, 1e-9)
    back = lost >= library.number("course/visit", "recurred_share").value
    return round(float(np.mean(back[gained])), 4)
