"""The window as a chart of text: one row a dial step, chances as bars and as numbers."""

from __future__ import annotations

import bisect
from typing import Final

from rich.table import Table
from rich.text import Text

from lentigo.cli.render.console import table
from lentigo.cli.render.words import percent, percent_range
from lentigo.domain.dials import on_dial, unit_on_dial
from lentigo.domain.plan import ChanceCurve, Window
from lentigo.planning.goal_words import words_of

_EIGHTHS: Final = " ▏▎▍▌▋▊▉"
_ROWS: Final = 12


def bar(share: float, *, width: int) -> str:
    """A horizontal bar of eighths of a character; its full length is marked by dots."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    whole, rest = divmod(eighths, 8)
    drawn = "█" * whole + (_EIGHTHS[rest] if rest else "")
    return drawn + "·" * (width - len(drawn))


def chance_at(curve: ChanceCurve, dial: tuple[float, ...], fluence: float) -> tuple[float, float, float]:
    """Chance, and its 5-95 % band, at a radiant exposure; linear between dial steps.

    Parameters
    ----------
    curve : ChanceCurve
    dial : (steps,) tuple of float
        Radiant exposures of the curve, increasing [J/cm²].
    fluence : float
        Radiant exposure [J/cm²]; outside the dial the nearest end is given, since nothing else can be dialled.
    """
    after = bisect.bisect_left(dial, fluence)
    if after == 0:
        return curve.chance[0], curve.low[0], curve.high[0]
    if after == len(dial):
        return curve.chance[-1], curve.low[-1], curve.high[-1]
    share = (fluence - dial[after - 1]) / (dial[after] - dial[after - 1])

    def between(values: tuple[float, ...]) -> float:
        return values[after - 1] + share * (values[after] - values[after - 1])

    return between(curve.chance), between(curve.low), between(curve.high)


def window_chart(window: Window, *, width: int, skins: int, advise: bool, own: float | None = None) -> Table:
    """Chances of effect, burn and dark marks along the dial, with the steps that matter named.

    Parameters
    ----------
    window : Window
    width : int
        Characters to fill [1]; from 110 on the 5-95 % bands are shown beside each chance.
    skins : int
        Size of the sample behind the chances [1].
    advise : bool
        Name the recommended steps; a plan that gives no setting names none.
    own : float, optional
        Somebody's own setting, to be named too [J/cm²].
    """
    wide = width >= 110
    length = 16 if wide else 10
    grid = table(
        (unit_on_dial(window), "right"),
        ("effect", "left"),
        ("", "right"),
        (words_of(window.goal).harm_short, "left"),
        ("", "right"),
        ("dark", "right"),
        ("", "left"),
    )
    names = _named_steps(window, advise=advise)
    if own is not None:
        names.setdefault(own, []).insert(0, "YOURS")
    steps = _steps(window, names)
    shown = {step: float(f"{on_dial(step, window):.6g}") for step in steps}
    if window.mj_per_j_cm2 is not None:
        shown = {step: float(f"{value:.4g}") for step, value in shown.items()}
    decimals = max(len(f"{value:g}".partition(".")[2]) for value in shown.values())
    above = False
    for fluence in steps:
        forbidden = fluence > window.highest_allowed_j_cm2 + 1e-9
        if forbidden and not above:
            above = True
            grid.add_section()
        effect = chance_at(window.effect, window.fluence_j_cm2, fluence)
        burn = chance_at(window.burn, window.fluence_j_cm2, fluence)
        dark = chance_at(window.dark_marks, window.fluence_j_cm2, fluence)[0]
        said = list(names.get(fluence, ()))
        if forbidden:
            said.append("above the limit")
        strong = bool({"START HERE", "YOURS"} & set(said))
        grid.add_row(
            f"{shown[fluence]:.{decimals}f}",
            Text(bar(effect[0], width=length), style="green"),
            _chance(effect, wide=wide, skins=skins),
            Text(bar(burn[0], width=length), style="red"),
            _chance(burn, wide=wide, skins=skins),
            percent(dark, skins=skins),
            Text("; ".join(said), style="dim" if forbidden and len(said) == 1 else ""),
            style="bold" if strong else ("dim" if forbidden else ""),
        )
    return grid


def _chance(values: tuple[float, float, float], *, wide: bool, skins: int) -> str:
    chance, low, high = values
    alone = percent(chance, skins=skins)
    return f"{alone} ({percent_range(low, high, skins=skins)})" if wide else alone


def _named_steps(window: Window, *, advise: bool) -> dict[float, list[str]]:
    """Radiant exposures that have a name, in the order in which the names are read."""
    names: dict[float, list[str]] = {}

    def name(fluence: float | None, word: str) -> None:
        if fluence:
            names.setdefault(fluence, []).append(word)

    if advise and window.recommended is not None:
        name(window.recommended.setting.fluence_j_cm2, "START HERE")
    if advise and window.after_test_spots is not None:
        name(window.after_test_spots.setting.fluence_j_cm2, "after test spots")
    name(window.lowest_effective_j_cm2, "lowest that works")
    allowed = [f for f in window.fluence_j_cm2 if f <= window.highest_allowed_j_cm2 + 1e-9]
    if allowed:
        name(allowed[-1], "highest allowed")
    return names


def _steps(window: Window, names: dict[float, list[str]]) -> list[float]:
    """Dial steps to show: the named ones, and some between where the chances move."""
    dial = window.fluence_j_cm2
    first = max((i for i, chance in enumerate(window.effect.chance) if chance < 0.05), default=0)
    last = next(
        (
            i
            for i, chance in enumerate(window.burn.chance)
            if chance > 0.5 and dial[i] > window.highest_allowed_j_cm2 and i > first
        ),
        len(dial) - 1,
    )
    if names:
        first = min(first, bisect.bisect_left(dial, min(names)))
        last = max(last, bisect.bisect_left(dial, max(names)) + 1)
    first = min(first, len(dial) - 1)
    last = min(last, len(dial) - 1)
    free = max(2, _ROWS - len(names))
    spread = {dial[round(first + (last - first) * i / (free - 1))] for i in range(free)}
    return sorted(spread | set(names))
