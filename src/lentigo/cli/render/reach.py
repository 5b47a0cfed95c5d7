"""How deep and densely light reaches along the dial, and what the dials beside energy would give, on the terminal."""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from typing import Final

from rich.console import RenderableType
from rich.text import Text

from lentigo.cli.render.console import section, table
from lentigo.cli.render.words import fluence, number, percent, sources_in_words
from lentigo.domain.dials import on_dial, unit_on_dial
from lentigo.domain.plan import TradeOff, Window
from lentigo.domain.reach import BandCurve, Reach
from lentigo.planning.goal_words import words_of

__all__ = ["chart_note", "reach_parts", "trade_off_parts"]

_ROWS: Final = 7
_WIDE: Final = 110
_MOST_TRADES: Final = 8
_COARSE: Final = 64
"""Skins with which choices are ranked; as in :data:`lentigo.planning.decide.COARSE_SKINS` [1]."""


def chart_note(window: Window) -> str:
    """What stands in the chart of a window, in a line."""
    harm = words_of(window.goal)
    long = "" if harm.harm_short == "burn" else f" {harm.harm_short}: {harm.harm};"
    return f"Chances along the dial; a full bar is 100 %;{long} dark: dark marks that last."


def reach_parts(window: Window, *, width: int, at: float | None = None) -> Iterator[RenderableType]:
    """The depth that each setting reaches, against what is wanted and allowed; nothing where depth tells nothing.

    Parameters
    ----------
    window : Window
    width : int
        Characters to fill [1].
    at : float, optional
        Somebody's own setting, to be shown too [J/cm²].
    """
    reach = window.reach
    if reach is None:
        return
    spared = _spared(window)
    columns = _columns(reach, spared=spared, wide=width >= _WIDE)
    scale = _scale(reach)
    length = (40 if len(columns) < 4 else 24) if width >= _WIDE else 20 if len(columns) < 3 else 14
    rows = table((unit_on_dial(window), "right"), *((name, "right") for name, _, _ in columns), ("", "left"))
    for column in rows.columns[:-1]:
        column.no_wrap = True
    named = _named(window, at)
    for step in _steps(window, named):
        cells = [_band(curve, window.fluence_j_cm2, step, digits=digits) for _, curve, digits in columns]
        drawn = _depth_bar(reach, window.fluence_j_cm2, step, spared=spared, scale=scale, length=length)
        said = named.get(step, "")
        above = step > window.highest_allowed_j_cm2 + 1e-9
        style = "bold" if said in ("START HERE", "YOURS") else ("dim" if above else "")
        rows.add_row(_on_panel(step, window), *cells, f"{drawn} {said}".rstrip(), style=style)
    yield section(
        "Band of the dermis" if window.goal == "collagen" else "Depth reached",
        Text(f" {reach.text} {sources_in_words(reach.sources)}".rstrip()),
        rows,
        Text(f" {_legend(reach, scale, spared=spared)}", style="dim"),
    )


def trade_off_parts(window: Window, *, width: int, skins: int, advise: bool) -> Iterator[RenderableType]:
    """The dials beside energy: the best setting of each choice, its chances, and what holds it down.

    Parameters
    ----------
    window : Window
    width : int
        Characters to fill [1].
    skins : int
        Size of the sample behind the chances of the plan [1].
    advise : bool
        Whether the plan shows settings.
    """
    if not advise or len(window.trade_off) < 2:
        return
    shown = window.trade_off[:_MOST_TRADES]
    coarse = min(skins, _COARSE)
    if all(one.setting is None for one in shown):
        rows = table(("", "left"), (_choice_head(window), "left"), ("what holds it down", "left"))
        for one in shown:
            rows.add_row(">" if one.chosen else "", _choice(one, window), one.binds.rstrip("."))
        yield section("The other dials", rows, Text(" None of them has a setting; >: shown above.", style="dim"))
        return
    rows = table(
        ("", "left"),
        (_choice_head(window), "left"),
        ("best setting", "right"),
        ("effect", "right"),
        (words_of(window.goal).harm_short, "right"),
        ("dark", "right"),
        *((("what holds it down", "left"),) if width >= _WIDE else ()),
    )
    for one in shown:
        best = one.setting
        told = ["-", "-", "-"]
        if best is not None:
            told = [
                percent(c or 0.0, skins=coarse) for c in (one.chance_effect, one.chance_burn, one.chance_dark_marks)
            ]
        rows.add_row(
            ">" if one.chosen else "",
            _choice(one, window),
            "none" if best is None else fluence(best.fluence_j_cm2, best),
            *told,
            *((one.binds.rstrip("."),) if width >= _WIDE else ()),
            style="bold" if one.chosen else "",
        )
    more = len(window.trade_off) - len(shown)
    note = f" The best setting of each choice, best first; >: chosen. Chances in {coarse} skins, for ranking only."
    left = f" {more} more choices are in the plan's JSON." if more > 0 else ""
    yield section("The other dials", rows, Text(f"{note}{left}", style="dim"))


def _columns(reach: Reach, *, spared: bool, wide: bool) -> list[tuple[str, BandCurve, int]]:
    """What is told of each setting: heading, curve, digits; without digits, the median alone."""
    found: list[tuple[str, BandCurve, int]] = []
    if reach.from_um is not None and spared:
        found.append(("from µm", reach.from_um, 2))
    found.append(("to µm" if spared else "depth µm", reach.depth_um, 3 if wide else 2))
    if reach.removed_um is not None:
        found.append(("gone µm", reach.removed_um, 2 if wide or reach.width_um is None else 0))
    if reach.width_um is not None:
        found.append(("width µm" if wide else "wide µm", reach.width_um, 2 if wide else 0))
    if reach.coverage_percent is not None:
        found.append(("covered %", reach.coverage_percent, 2))
    return found


def _spared(window: Window) -> bool:
    """Whether the surface stays whole above what is reached, at a setting that counts."""
    reach = window.reach
    if reach is None or reach.from_um is None:
        return False
    at = window.lowest_effective_j_cm2 or window.fluence_j_cm2[-1]
    return _at(reach.from_um, window.fluence_j_cm2, at)[1] >= 0.02 * reach.wanted_depth_um


def _scale(reach: Reach) -> float:
    """Depth at the end of the bar [µm]."""
    allowed = reach.deepest_allowed_um if reach.deepest_allowed_um > 1.0 else 0.0
    return 1.15 * max(reach.wanted_depth_um, min(allowed, 4.0 * reach.wanted_depth_um), 0.6 * max(reach.depth_um.p95))


def _depth_bar(reach: Reach, dial: tuple[float, ...], step: float, *, spared: bool, scale: float, length: int) -> str:
    """The reached depth from left to right, shaded by the share of skins; w wanted, ! allowed."""

    def place(depth: float) -> int:
        return max(0, min(length, round(depth / scale * length)))

    low, middle, high = _at(reach.depth_um, dial, step)
    drawn = ["·"] * length
    stretches: tuple[tuple[float, float, str], ...]
    if reach.from_um is None or not spared:
        stretches = ((0.0, high, "░"), (0.0, middle, "▓"), (0.0, low, "█"))
    else:
        top, top_middle, _ = _at(reach.from_um, dial, step)
        stretches = ((top, high, "░"), (top_middle, middle, "█"))
    for start, end, sign in stretches:
        drawn[place(start) : place(end)] = sign * (place(end) - place(start))
    for depth, sign in ((reach.wanted_depth_um, "w"), (reach.deepest_allowed_um, "!")):
        if depth > 1.0 and place(depth) <= length:
            drawn[min(length - 1, max(0, place(depth) - 1))] = sign
    return "".join(drawn)


def _legend(reach: Reach, scale: float, *, spared: bool) -> str:
    told = "Median (5 to 95 % of skins)."
    solid = (
        "solid: median, light: 5 to 95 % of skins"
        if spared
        else "solid: in 95 % of skins, dark: in half, light: in 5 %"
    )
    told += f" Bar: from the surface to {number(scale)} µm; {solid}; "
    told += f"w wanted, {number(reach.wanted_depth_um)} µm; "
    if reach.deepest_allowed_um > 1.0:
        told += f"! deepest allowed here, {number(reach.deepest_allowed_um)} µm."
    else:
        told += "nothing is allowed here."
    wanted, most = reach.wanted_coverage_percent, reach.highest_coverage_percent
    if wanted is not None:
        told += f" Wanted to be covered: {number(wanted)} %."
    if most is not None:
        told += f" At most covered here: {number(most)} %."
    return told


def _band(curve: BandCurve, dial: tuple[float, ...], step: float, *, digits: int) -> str:
    low, middle, high = (f"{float(f'{value:.{digits or 2}g}'):g}" for value in _at(curve, dial, step))
    return f"{middle} ({low}-{high})" if digits else middle


def _at(curve: BandCurve, dial: tuple[float, ...], step: float) -> tuple[float, float, float]:
    """The three percentiles at a step of the dial, linear between those of the curve."""
    after = bisect.bisect_left(dial, step - 1e-9)
    if after == len(dial):
        return curve.p5[-1], curve.p50[-1], curve.p95[-1]
    if after == 0 or abs(dial[after] - step) < 1e-9:
        return curve.p5[after], curve.p50[after], curve.p95[after]
    share = (step - dial[after - 1]) / (dial[after] - dial[after - 1])
    low, middle, high = (
        one[after - 1] + share * (one[after] - one[after - 1]) for one in (curve.p5, curve.p50, curve.p95)
    )
    return low, middle, high


def _named(window: Window, at: float | None) -> dict[float, str]:
    """Steps with a name, the most telling one of each."""
    names: dict[float, str] = {}
    if window.highest_allowed_j_cm2 > 0:
        names[window.highest_allowed_j_cm2] = "highest allowed"
    if window.lowest_effective_j_cm2 is not None:
        names[window.lowest_effective_j_cm2] = "lowest that works"
    if window.recommended is not None and at is None:
        names[window.recommended.setting.fluence_j_cm2] = "START HERE"
    if at is not None:
        names[at] = "YOURS"
    return names


def _steps(window: Window, named: dict[float, str]) -> list[float]:
    """The named steps, and some of the dial up to well above the highest of them."""
    dial = window.fluence_j_cm2
    last = len(dial) - 1
    if named:
        last = min(last, bisect.bisect_left(dial, 1.5 * max(named)))
    free = max(2, _ROWS - len(named))
    spread = {dial[round(last * k / (free - 1))] for k in range(free)}
    return sorted(step for step in spread | set(named) if not any(0 < abs(step - one) < 1e-6 for one in named))


def _on_panel(step: float, window: Window) -> str:
    return f"{float(f'{on_dial(step, window):.4g}'):g}"


def _choice_head(window: Window) -> str:
    return "tip, columns per cm², passes" if window.mj_per_j_cm2 is not None else "spot, pulse, cooling"


def _choice(one: TradeOff, window: Window) -> str:
    """A choice of the dials beside energy, without what is the same in all of them."""
    all_ = window.trade_off
    words = [one.spot_label]
    if len({other.pulse_label for other in all_}) > 1 or window.mj_per_j_cm2 is None:
        words.append(one.pulse_label)
    if one.density_per_cm2 is not None:
        words.append(f"{one.density_per_cm2:g} per cm²")
    if len({other.passes for other in all_}) > 1:
        words.append("1 pass" if one.passes == 1 else f"{one.passes} passes")
    if len({other.stacked for other in all_}) > 1:
        words.append("single pulses" if one.stacked == 1 else f"{one.stacked} stacked")
    if len({other.cooling for other in all_}) > 1:
        words.append(one.cooling)
    return ", ".join(words)
