"""Figures of goals that are told by depth: how deep each setting reaches, and how densely it covers the surface."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from lentigo.domain.dials import on_dial
from lentigo.domain.plan import Plan, Window
from lentigo.domain.reach import BandCurve, Reach
from lentigo.reports.figures import dial_axis, dial_values, dial_view, forbid_above
from lentigo.reports.style import (
    BURN,
    INK,
    WIDTH_IN,
    Stroke,
    line,
    quiet_axes,
    spread,
    styled,
)

Floats = NDArray[np.float64]

__all__ = ["DEPTH", "REMOVED", "UPPER", "at_setting", "reach_chart", "spared"]

DEPTH: Final = Stroke("reached", "#004b80", None, 2.2, "o", "")
REMOVED: Final = Stroke("taken away", "#2b1a12", (5.0, 1.8), 1.9, "s", "///")
UPPER: Final = Stroke("upper edge", "#785c00", (1.2, 1.6), 2.2, "^", "\\\\\\")
COVERAGE: Final = Stroke("wounded", "#7a4a75", None, 2.2, "o", "")

_LEFT, _WIDE = 0.095, 0.69
_NEVER_SPARED_UM: Final = 10.0
"""An upper edge above this depth in every setting is the surface itself: nothing is drawn of it."""


def reach_chart(plan: Plan, window: Window) -> Figure:
    """Depth along the dial with what is wanted and what is allowed; below it the share of the surface, where given.

    Raises
    ------
    ValueError
        If the window is not told by depth.
    """
    reach = window.reach
    if reach is None:
        raise ValueError("this window is not told by depth")
    covers = reach.coverage_percent is not None
    with styled():
        height = 3.3 + (1.55 if covers else 0.0)
        figure = Figure(figsize=(WIDTH_IN, height))
        low = 0.52 + (1.55 if covers else 0.0)
        depth = figure.add_axes((_LEFT, low / height, _WIDE, (height - low - 0.2) / height))
        _depth_panel(depth, plan, window, reach)
        if covers:
            cover = figure.add_axes((_LEFT, 0.5 / height, _WIDE, 1.25 / height), sharex=depth)
            _coverage_panel(cover, plan, window, reach)
            depth.tick_params(labelbottom=False)
            cover.set_xlabel(dial_axis(window))
        else:
            depth.set_xlabel(dial_axis(window))
    return figure


def at_setting(curve: BandCurve, window: Window, fluence_j_cm2: float) -> tuple[float, float, float]:
    """5th, 50th and 95th percentile of a curve of reach at a radiant exposure of the dial."""
    x = np.asarray(window.fluence_j_cm2)
    p5, p50, p95 = (float(np.interp(fluence_j_cm2, x, np.asarray(v))) for v in (curve.p5, curve.p50, curve.p95))
    return p5, p50, p95


def spared(reach: Reach) -> BandCurve | None:
    """The upper edge of what is reached; none where that is the surface."""
    edge = reach.from_um
    return None if edge is None or max(edge.p50) < _NEVER_SPARED_UM else edge


def _depth_panel(axes: Axes, plan: Plan, window: Window, reach: Reach) -> None:
    left, right = dial_view(window)
    axes.set_xlim(left, right)
    forbid_above(axes, window, right)
    drawn: list[tuple[BandCurve, Stroke]] = [(reach.depth_um, DEPTH)]
    upper = spared(reach)
    if upper is not None:
        drawn = [(reach.depth_um, replace(DEPTH, label="lower edge")), (upper, UPPER)]
    if reach.removed_um is not None:
        drawn.append((reach.removed_um, REMOVED))
    ends = [(_draw(axes, window, curve, stroke, right), stroke.label, stroke.colour, True) for curve, stroke in drawn]
    deepest = max(1.1 * reach.deepest_allowed_um, 1.1 * reach.wanted_depth_um, 1.05 * max(end for end, *_ in ends))
    axes.set_ylim(deepest, 0)
    axes.axhspan(reach.deepest_allowed_um, deepest, facecolor="none", edgecolor="#d9dcdf", hatch="....", linewidth=0)
    axes.axhline(reach.wanted_depth_um, color=INK, linewidth=1.3, linestyle=(0, (6, 2)))
    axes.axhline(reach.deepest_allowed_um, color=BURN.colour, linewidth=1.6)
    wanted, allowed = ("wanted band to", "dermis ends") if window.goal == "collagen" else ("wanted", "deepest allowed")
    ends.append((reach.wanted_depth_um, f"{wanted} {reach.wanted_depth_um:.0f}", INK, False))
    ends.append((reach.deepest_allowed_um, f"{allowed} {reach.deepest_allowed_um:.0f}", BURN.colour, False))
    _name(axes, ends, gap=0.075 * deepest, low=0.02 * deepest, high=0.98 * deepest)
    axes.set_ylabel("Depth [µm]")
    _start(axes, plan, window)
    quiet_axes(axes, grid="y")


def _coverage_panel(axes: Axes, plan: Plan, window: Window, reach: Reach) -> None:
    assert reach.coverage_percent is not None
    _, right = dial_view(window)
    forbid_above(axes, window, right)
    ends = [(_draw(axes, window, reach.coverage_percent, COVERAGE, right), COVERAGE.label, COVERAGE.colour, True)]
    lines = (
        (reach.wanted_coverage_percent, "wanted", INK, (0, (6, 2)), 1.3),
        (reach.highest_coverage_percent, "most allowed", BURN.colour, "-", 1.6),
    )
    highest = max(float(np.interp(right, dial_values(window), np.asarray(reach.coverage_percent.p95))), 1.0)
    for value, words, colour, stroke, wide in lines:
        if value is not None:
            axes.axhline(value, color=colour, linewidth=wide, linestyle=stroke)
            ends.append((value, f"{words} {value:.3g}", colour, False))
            highest = max(highest, value)
    axes.set_ylim(0, 1.12 * highest)
    _name(axes, ends, gap=0.16 * 1.12 * highest, low=0.05 * highest, high=1.06 * highest)
    axes.set_ylabel("Surface [%]")
    _start(axes, plan, window)
    quiet_axes(axes, grid="y")


def _draw(axes: Axes, window: Window, curve: BandCurve, stroke: Stroke, right: float) -> float:
    x = dial_values(window)
    low, middle, high = (np.asarray(values) for values in (curve.p5, curve.p50, curve.p95))
    axes.fill_between(x, low, high, facecolor=stroke.colour, alpha=0.13, linewidth=0)
    for edge in (low, high):
        axes.plot(x, edge, color=stroke.colour, linewidth=0.6, alpha=0.55)
    axes.plot(x, middle, **line(stroke))
    return float(np.interp(right, x, middle))


def _name(axes: Axes, ends: list[tuple[float, str, str, bool]], *, gap: float, low: float, high: float) -> None:
    """Name every line at its right end; names that would meet are moved apart."""
    for place, (_, words, colour, bold) in zip(
        spread([end for end, *_ in ends], gap=gap, low=low, high=high), ends, strict=True
    ):
        axes.annotate(
            words,
            (1.015, place),
            xycoords=("axes fraction", "data"),
            color=colour,
            va="center",
            fontsize=8.5,
            fontweight="bold" if bold else "normal",
            annotation_clip=False,
        )


def _start(axes: Axes, plan: Plan, window: Window) -> None:
    if plan.decision == "setting" and window.recommended is not None:
        axes.axvline(on_dial(window.recommended.setting.fluence_j_cm2, window), color=INK, linewidth=1.1)
