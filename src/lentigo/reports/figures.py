"""Figures of a plan: chances against the dial, devices side by side, what the uncertainty rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator
from numpy.typing import NDArray

from lentigo.domain.dials import on_dial, unit_on_dial
from lentigo.domain.goals import Goal
from lentigo.domain.plan import Band, Cap, ChanceCurve, Plan, Sensitivity, Window
from lentigo.reports import words
from lentigo.reports.goals import GoalLabels, common_labels, labels_of
from lentigo.reports.style import (
    ALLOWED,
    DARK_MARKS,
    FORBIDDEN,
    INK,
    PAPER,
    QUIET,
    RULE,
    SHADE,
    WIDTH_IN,
    Stroke,
    line,
    quiet_axes,
    spread,
    styled,
)

_CHART_SHARE: Final = 0.715
"""Share of the figure's width that the chart takes; the rest names the curves."""
_MOST_BARS: Final = 8
"""Sensitivities beyond this many are in the table, not in the picture."""


def window_chart(plan: Plan, window: Window) -> Figure:
    """Chances of effect, burn and dark marks against the dial, with 5-95 % bands, caps and the useful range.

    The recommended setting is marked only where the plan recommends it.
    """
    caps = _shown_caps(window)
    named = labels_of(window.goal)
    left, right = dial_view(window)
    with styled():
        figure = Figure(figsize=(WIDTH_IN, 2.9 + 0.2 * len(caps)))
        strip_in = 0.2 * (len(caps) + 1)
        height = figure.get_figheight()
        chart = figure.add_axes((0.085, 0.5 / height, _CHART_SHARE, (height - strip_in - 0.78) / height))
        strip = figure.add_axes(
            (0.085, (height - strip_in - 0.1) / height, _CHART_SHARE, strip_in / height), sharex=chart
        )
        chart.set_xlim(left, right)
        chart.set_ylim(0, 100)
        forbid_above(chart, window, right)
        ends: list[tuple[float, Stroke]] = []
        for curve, stroke in (
            (window.effect, named.effect_stroke),
            (window.burn, named.harm_stroke),
            (window.dark_marks, DARK_MARKS),
        ):
            ends.append((_draw_chance(chart, window, curve, stroke, right), stroke))
        for y, (_, stroke) in zip(spread([end for end, _ in ends], gap=13, low=3, high=96), ends, strict=True):
            chart.annotate(
                _wrapped(stroke.label, 15),
                (1.015, y),
                xycoords=("axes fraction", "data"),
                color=stroke.colour,
                va="center",
                fontweight="bold",
                annotation_clip=False,
            )
        chart.set_xlabel(dial_axis(window))
        chart.set_ylabel("Chance [%]")
        chart.set_yticks(range(0, 101, 20))
        quiet_axes(chart, grid="y")
        if plan.decision == "setting" and window.recommended is not None:
            _mark_start(chart, window)
        _cap_strip(strip, plan, window, caps, span=(left, right))
    return figure


def dial_axis(window: Window) -> str:
    """What stands along an axis that is the dial of a window."""
    if window.mj_per_j_cm2 is not None:
        return "Energy of one beam on the dial [mJ]"
    passes = ", each pass" if window.passes > 1 else ""
    return f"Radiant exposure on the dial{passes} [J/cm²]"


def comparison_chart(plan: Plan) -> Figure:
    """Every device on the same axes: useful range on a common dial scale, and chances at its own start setting."""
    windows = sorted(best_of_each(plan.windows), key=lambda w: w.wavelength_nm)
    rows = len(windows)
    named = common_labels(windows)
    with styled():
        most = max(_small(plan, window).count("\n") for window in windows) + 1
        height = 1.3 + (0.53 if most < 3 else 0.26 + 0.13 * most) * rows
        figure = Figure(figsize=(WIDTH_IN, height))
        bottom, top = 0.52 / height, 1 - 0.7 / height
        ranges = figure.add_axes((0.335, bottom, 0.35, top - bottom))
        chances = figure.add_axes((0.725, bottom, 0.25, top - bottom))
        _comparison_key(figure, height, named)
        for axes in (ranges, chances):
            axes.set_ylim(rows - 0.4, -0.6)
            axes.set_yticks([])
            axes.spines["left"].set_visible(False)
            quiet_axes(axes, grid="x")
        ranges.set_xscale("log")
        low, high = _common_scale(windows)
        ranges.set_xlim(low * 0.8, high * 1.3)
        ranges.xaxis.set_major_locator(LogLocator(base=10, subs=(1, 2, 5)))
        ranges.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        ranges.xaxis.set_minor_locator(NullLocator())
        ranges.set_xlabel(_common_axis(windows))
        chances.set_xlim(0, 100)
        chances.set_xticks([0, 25, 50, 75, 100])
        chances.set_xlabel("Chance [%]")
        for row, window in enumerate(windows):
            _compare_row(ranges, chances, plan, window, row=row, named=named)
        for axes in (ranges, chances):
            for row in range(1, rows):
                wide = windows[row].wavelength_nm != windows[row - 1].wavelength_nm
                axes.axhline(row - 0.5, color=QUIET if wide else RULE, linewidth=0.8 if wide else 0.5)
    return figure


def sensitivity_chart(sensitivities: Sequence[Sensitivity], *, goal: Goal = "whitening") -> Figure:
    """Which uncertain quantity moves the limit and the effect most, and what knowing it would buy."""
    named = labels_of(goal)
    harm_colour, effect_colour = named.harm_stroke.colour, named.effect_stroke.colour
    shown = sorted(
        sensitivities,
        key=lambda s: -max(abs(s.rank_correlation_harm), abs(s.rank_correlation_effect)),
    )[:_MOST_BARS]
    with styled():
        height = 0.85 + 0.48 * len(shown)
        figure = Figure(figsize=(WIDTH_IN, height))
        axes = figure.add_axes((0.335, 0.5 / height, 0.455, 1 - 0.85 / height))
        axes.set_xlim(0, 1)
        axes.set_ylim(len(shown) - 0.45, -0.55)
        axes.set_yticks([])
        axes.set_xlabel("Strength of the link, rank correlation without its sign [1]")
        quiet_axes(axes, grid="x")
        axes.spines["left"].set_color(QUIET)
        for row, item in enumerate(shown):
            harm, effect = abs(item.rank_correlation_harm), abs(item.rank_correlation_effect)
            axes.barh(row - 0.17, harm, height=0.3, color=harm_colour, label="_")
            axes.barh(
                row + 0.17, effect, height=0.3, facecolor=PAPER, edgecolor=effect_colour, hatch="////", linewidth=1.0
            )
            axes.annotate(
                _wrapped(words.capital(item.text), 34),
                (-0.02, row),
                xycoords=("axes fraction", "data"),
                ha="right",
                va="center",
                fontsize=8.5,
            )
            axes.annotate(
                _gain(item.gain_if_known),
                (1.02, row),
                xycoords=("axes fraction", "data"),
                ha="left",
                va="center",
                fontsize=8.5,
                fontweight="bold" if item.gain_if_known >= 0.045 else "normal",
            )
        top = 1 - 0.17 / height
        for x, heading, colour in (
            (0.335, "■ limit", harm_colour),
            (0.53, "▨ effect", effect_colour),
            (0.8, "if it were known", INK),
        ):
            figure.text(x, top, heading, color=colour, fontsize=8.5, fontweight="bold", va="center")
    return figure


def best_of_each(windows: Sequence[Window]) -> list[Window]:
    """The best window of each device and handpiece, best first; a plan's windows come best first."""
    best: dict[tuple[str, str], Window] = {}
    for window in windows:
        best.setdefault((window.device, window.handpiece), window)
    return list(best.values())


def _draw_chance(axes: Axes, window: Window, curve: ChanceCurve, stroke: Stroke, right: float) -> float:
    x = dial_values(window)
    low, middle, high = (100 * np.asarray(values) for values in (curve.low, curve.chance, curve.high))
    axes.fill_between(x, low, high, facecolor=stroke.colour, alpha=0.13, linewidth=0)
    for edge in (low, high):
        axes.plot(x, edge, color=stroke.colour, linewidth=0.6, alpha=0.55)
    axes.plot(x, middle, **line(stroke))
    return float(np.interp(right, x, middle))


def forbid_above(axes: Axes, window: Window, right: float) -> None:
    """Hatch the part of a dial above its limit."""
    limit = on_dial(window.highest_allowed_j_cm2, window)
    if limit >= right:
        return
    axes.axvspan(
        max(limit, axes.get_xlim()[0]), right, facecolor=SHADE, edgecolor=RULE, hatch="////", linewidth=0, zorder=0
    )
    axes.axvline(limit, color=FORBIDDEN, linewidth=1.0, linestyle=(0, (2, 2)))


def _mark_start(axes: Axes, window: Window) -> None:
    assert window.recommended is not None
    start = on_dial(window.recommended.setting.fluence_j_cm2, window)
    named = labels_of(window.goal)
    axes.axvline(start, color=INK, linewidth=1.1)
    for share, stroke in (
        (window.recommended.chance_effect, named.effect_stroke),
        (window.recommended.chance_burn, named.harm_stroke),
        (window.recommended.chance_dark_marks, DARK_MARKS),
    ):
        axes.plot(
            [start],
            [100 * share],
            marker=stroke.marker,
            markersize=7,
            markerfacecolor=stroke.colour,
            markeredgecolor=PAPER,
            markeredgewidth=1.1,
            clip_on=False,
            zorder=5,
        )


def _cap_strip(axes: Axes, plan: Plan, window: Window, caps: Sequence[Cap], *, span: tuple[float, float]) -> None:
    left, right = span
    axes.set_ylim(len(caps) + 0.6, -0.6)
    axes.axis("off")
    useful = window.lowest_effective_j_cm2 is not None and window.lowest_effective_j_cm2 <= window.highest_allowed_j_cm2
    if useful:
        assert window.lowest_effective_j_cm2 is not None
        bounds = window.lowest_effective_j_cm2, window.highest_allowed_j_cm2
        low, high = (on_dial(value, window) for value in bounds)
        axes.plot([low, high], [0, 0], color=ALLOWED, linewidth=6.5, solid_capstyle="butt")
        if low == high:
            axes.plot([low], [0], marker="D", color=ALLOWED, markersize=6)
        text = f"useful range {words.dial_span(plan, window, low_j_cm2=bounds[0], high_j_cm2=bounds[1])}"
        _beside(axes, min(high, right), 0, text, span=span, colour=ALLOWED, bold=True)
    else:
        axes.annotate(
            "no useful range",
            (0, 0),
            xycoords=("axes fraction", "data"),
            va="center",
            color=FORBIDDEN,
            fontweight="bold",
            fontsize=8.5,
        )
    tightest = min((c.fluence_j_cm2 for c in caps), default=None)
    for row, cap in enumerate(caps, start=1):
        binds = cap.fluence_j_cm2 == tightest
        place = on_dial(cap.fluence_j_cm2, window)
        at = min(max(place, left), right)
        axes.plot([left, at], [row, row], color=FORBIDDEN if binds else RULE, linewidth=1.4 if binds else 0.9)
        axes.plot(
            [at], [row], marker="|", markersize=8, markeredgewidth=2.2 if binds else 1.4, color=INK if binds else QUIET
        )
        text = f"{words.cap_name(cap, window)} {words.limit(place)}" + (" – binds" if binds else "")
        text += " →" if place > right else ""
        _beside(axes, at, row, text, span=span, colour=INK if binds else QUIET, bold=binds)


def _beside(axes: Axes, x: float, y: float, text: str, *, span: tuple[float, float], colour: str, bold: bool) -> None:
    """Put a text to the right of a place, or to its left where there is no room."""
    room = (span[1] - x) / (span[1] - span[0]) * _CHART_SHARE * WIDTH_IN * 72
    needed = 5.4 * len(text)
    fits = room + 0.16 * WIDTH_IN * 72 > needed
    axes.annotate(
        text,
        (x, y),
        xytext=(7 if fits else -7, 0),
        textcoords="offset points",
        va="center",
        ha="left" if fits else "right",
        color=colour,
        fontsize=8.5,
        fontweight="bold" if bold else "normal",
        annotation_clip=False,
        bbox=None if fits else {"facecolor": PAPER, "edgecolor": "none", "pad": 1.2},
    )


def _common_scale(windows: Sequence[Window]) -> tuple[float, float]:
    """Ends of the scale on which the dials of all windows are drawn."""
    low = min(on_dial(min(w.effect_threshold_j_cm2.p5, w.fluence_j_cm2[0]), w) for w in windows)
    high = max(on_dial(max(w.burn_threshold_j_cm2.p95, w.highest_allowed_j_cm2), w) for w in windows)
    # Of columns harm may begin far beyond what any dial offers.
    return low, min(high, 4 * max(on_dial(w.fluence_j_cm2[-1], w) for w in windows))


def _common_axis(windows: Sequence[Window]) -> str:
    units = sorted({unit_on_dial(window) for window in windows})
    if len(units) > 1:
        return "Dial of each row [J/cm² or mJ]"
    return "Radiant exposure [J/cm²]" if units == ["J/cm²"] else "Energy of one beam [mJ]"


def _compare_row(ranges: Axes, chances: Axes, plan: Plan, window: Window, *, row: int, named: GoalLabels) -> None:
    for threshold, stroke, offset in (
        (window.effect_threshold_j_cm2, named.effect_stroke, 0.2),
        (window.burn_threshold_j_cm2, named.harm_stroke, 0.32),
    ):
        band = Band(**{name: on_dial(getattr(threshold, name), window) for name in ("p5", "p50", "p95")})
        ranges.plot([band.p5, band.p95], [row + offset] * 2, **(line(stroke) | {"linewidth": 1.5}))
        ranges.plot([band.p50], [row + offset], marker="|", markersize=6, markeredgewidth=1.6, color=stroke.colour)
    weight = "bold" if window is plan.recommended else "normal"
    small = _small(plan, window)
    unit = f", {unit_on_dial(window)}" if len({unit_on_dial(one) for one in plan.windows}) > 1 else ""
    labels: tuple[tuple[str, float, dict[str, Any]], ...] = (
        (words.wavelength(plan, window) + unit, -0.2, {"va": "bottom", "fontsize": 9, "fontweight": weight}),
        (small, -0.17, {"va": "top", "fontsize": 6.8, "color": QUIET, "linespacing": 1.05}),
    )
    for text, offset, style in labels:
        ranges.annotate(text, (-0.03, row + offset), xycoords=("axes fraction", "data"), ha="right", **style)
    if window.lowest_effective_j_cm2 is not None and window.lowest_effective_j_cm2 <= window.highest_allowed_j_cm2:
        low, high = on_dial(window.lowest_effective_j_cm2, window), on_dial(window.highest_allowed_j_cm2, window)
        ranges.plot([low, high], [row - 0.1] * 2, color=ALLOWED, linewidth=8, solid_capstyle="butt")
        if low == high:
            ranges.plot([low], [row - 0.1], marker="|", markersize=10, markeredgewidth=3, color=ALLOWED)
    else:
        ranges.annotate(
            "no window",
            (0.5, row - 0.14),
            xycoords=("axes fraction", "data"),
            ha="center",
            va="center",
            color=FORBIDDEN,
            fontsize=8.5,
            fontweight="bold",
        )
    if window.recommended is None or plan.decision != "setting":
        return
    start = window.recommended.setting.fluence_j_cm2
    at = on_dial(start, window)
    ranges.plot([at], [row - 0.1], marker="D", markersize=6.5, markerfacecolor=PAPER, markeredgecolor=INK, zorder=5)
    for stroke, curve, share, offset in (
        (named.effect_stroke, window.effect, window.recommended.chance_effect, -0.22),
        (named.harm_stroke, window.burn, window.recommended.chance_burn, 0.02),
        (DARK_MARKS, window.dark_marks, window.recommended.chance_dark_marks, 0.26),
    ):
        low_share, high_share = chance_interval(window, curve, start)
        chances.plot([100 * low_share, 100 * high_share], [row + offset] * 2, **(line(stroke) | {"linewidth": 1.5}))
        chances.plot(
            [100 * share],
            [row + offset],
            marker=stroke.marker,
            markersize=6,
            color=stroke.colour,
            markeredgecolor=PAPER,
            clip_on=False,
        )


def _small(plan: Plan, window: Window) -> str:
    """The small print of a row: device and everything that is set beside the energy."""
    name = words.device_name(plan, window.device).replace(" (generic)", "")
    return f"{_wrapped(name, 42)}\n{_wrapped(words.other_settings(window), 42)}"


def _comparison_key(figure: Figure, height: float, named: GoalLabels) -> None:
    """Say once what every mark of the comparison means, above the column it stands in."""
    first, second = 1 - 0.2 / height, 1 - 0.42 / height
    melanin = named is labels_of("whitening")
    effect, harm = named.effect_stroke, named.harm_stroke
    places: tuple[tuple[float, float, str, str], ...] = (
        (0.335, first, "▬ useful range   ◇ start setting", ALLOWED),
        (0.335, second, "━ responds from" if melanin else "━ effect from", effect.colour),
        (0.515, second, "╍ burns from" if melanin else "╍ harm from", harm.colour),
        (0.725, first, "● responds" if melanin else "● effect", effect.colour),
        (0.865, first, f"■ {'burn' if named.harm == 'Burn' else 'harm'}", harm.colour),
        (0.725, second, "▲ dark marks", DARK_MARKS.colour),
    )
    for x, y, text, colour in places:
        figure.text(x, y, text, color=colour, fontsize=8.5, fontweight="bold", va="center")


def chance_interval(window: Window, curve: ChanceCurve, fluence_j_cm2: float) -> tuple[float, float]:
    """The 5-95 % band of a chance at a radiant exposure of the dial [1]."""
    x = np.asarray(window.fluence_j_cm2)
    return (
        float(np.interp(fluence_j_cm2, x, np.asarray(curve.low))),
        float(np.interp(fluence_j_cm2, x, np.asarray(curve.high))),
    )


def _shown_caps(window: Window) -> list[Cap]:
    return sorted(window.caps, key=lambda c: c.fluence_j_cm2)


def dial_values(window: Window) -> NDArray[np.float64]:
    """The settings of a window as the numbers on its panel."""
    return np.array([on_dial(value, window) for value in window.fluence_j_cm2])


def dial_view(window: Window) -> tuple[float, float]:
    """The part of the dial on which anything of interest happens, in the numbers of the panel."""
    first, last = window.fluence_j_cm2[0], window.fluence_j_cm2[-1]
    interest = max(
        1.6 * window.highest_allowed_j_cm2,
        1.1 * window.burn_threshold_j_cm2.p50,
        1.5 * window.effect_threshold_j_cm2.p50,
    )
    right = last if interest > 0.8 * last else max(interest, first * 1.5)
    return on_dial(first, window), on_dial(right, window)


def _gain(gain: float) -> str:
    points = round(100 * gain)
    return f"effect +{points} points" if points >= 1 else "no gain"


def _wrapped(text: str, width: int) -> str:
    lines: list[str] = []
    for word in words.bound(text).split(" "):
        if lines and len(lines[-1]) + len(word) < width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return "\n".join(lines)
