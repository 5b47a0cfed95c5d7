"""Figures of a course over time: contrast, redness, discomfort and dark marks, drawn colours, the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse, Rectangle

from lentigo.domain.course import Course, Measure, StrategyCourse, Trace
from lentigo.reports.course.told import DAYS_A_MONTH, after, counted, uses_light, wrapped
from lentigo.reports.style import (
    BURN,
    DARK_MARKS,
    EFFECT,
    INK,
    PAPER,
    QUIET,
    RULE,
    SHADE,
    WIDTH_IN,
    Stroke,
    quiet_axes,
    styled,
)

REDNESS: Final = BURN
"""Redness takes the stroke that burns have elsewhere; never both in one figure."""
DISCOMFORT: Final = EFFECT

_LEAST_SHOWN: Final = 0.05
"""Signals that never pass this are told in words, not drawn."""
_LABELS_IN: Final = 1.75
"""Room for the names of the strategies on the left [inch]."""


_SCALES: Final[Mapping[Measure, tuple[str, str]]] = {
    "pigment": ("Contrast of spot and skin [°]", "0°: as the skin around it"),
    "redness": ("Redness of the lesion over the skin around, a* [1]", "0: as the skin around it"),
    "texture": ("Less to be seen than on the first day [%]", "0: no change"),
}


def _followed(one: StrategyCourse, measure: Measure) -> Trace:
    """What is drawn of a measure."""
    if measure == "redness" and one.lesion_redness_delta_a is not None:
        return one.lesion_redness_delta_a
    if measure == "texture":
        return next(gain.less_percent for gain in one.gains if gain.measure == "texture")
    return one.contrast_ita_deg


def contrast_chart(course: Course) -> Figure:
    """Contrast of lesion and skin over time."""
    return measure_chart(course, "pigment")


def measure_chart(course: Course, measure: Measure) -> Figure:
    """One measure of the lesion over time: one panel for each strategy, the others faint behind it."""
    found = course.strategies
    columns = min(len(found), 3 if len(found) > 4 else 2)
    rows = ceil(len(found) / columns)
    with styled():
        panel, gap, top, bottom = 1.3, 0.5, 0.86, 0.5
        height = top + rows * panel + (rows - 1) * gap + bottom
        figure = Figure(figsize=(WIDTH_IN, height))
        left, between = 0.52, 0.22
        width = (WIDTH_IN - left - 0.1 - (columns - 1) * between) / columns
        # Nothing to see is drawn on a scale on which it is nothing.
        least = 0.0 if measure == "pigment" else 1.0 if measure == "redness" else 10.0
        highest = max(least, *(max(_followed(one, measure).p95) for one in found))
        lowest = min(0.0, *(min(_followed(one, measure).p5) for one in found))
        for place, one in enumerate(found):
            row, column = divmod(place, columns)
            axes = figure.add_axes(
                (
                    (left + column * (width + between)) / WIDTH_IN,
                    1 - (top + row * (panel + gap) + panel) / height,
                    width / WIDTH_IN,
                    panel / height,
                )
            )
            _panel(axes, one, found, course, measure=measure, limits=(lowest, highest * 1.06))
            if column:
                axes.set_yticklabels([])
            if place + columns >= len(found):
                axes.set_xlabel("Time [months]")
            else:
                axes.set_xticklabels([])
        figure.text(0.1 / WIDTH_IN, 1 - 0.17 / height, _SCALES[measure][0], fontweight="bold", va="center")
        figure.text(
            0.1 / WIDTH_IN,
            1 - 0.36 / height,
            f"━ middle skin    ▒ 5 to 95 of 100 skins    ▲ session    ─ the other ways    {_SCALES[measure][1]}",
            fontsize=8,
            color=QUIET,
            va="center",
        )
    return figure


def _panel(
    axes: Axes,
    one: StrategyCourse,
    others: Sequence[StrategyCourse],
    course: Course,
    *,
    measure: Measure,
    limits: tuple[float, float],
) -> None:
    shown = _followed(one, measure)
    axes.set_title(wrapped(one.strategy.title, 31), fontsize=8, pad=3.5)
    axes.set_ylim(*limits)
    _months(axes, course)
    quiet_axes(axes, grid="y")
    for other in others:
        if other is not one:
            axes.plot(_time(other), _followed(other, measure).p50, color=RULE, linewidth=0.8, zorder=1)
    _band(axes, _time(one), shown, EFFECT)
    floor = limits[0] + 0.045 * (limits[1] - limits[0])
    axes.plot(
        [session.day / DAYS_A_MONTH for session in one.sessions],
        [floor] * len(one.sessions),
        linestyle="none",
        marker="^",
        markersize=4.5,
        color=INK,
        clip_on=False,
        zorder=6,
    )
    first, last = shown.p50[0], shown.p50[-1]
    unit = {"pigment": "°", "redness": "", "texture": " %"}[measure]
    digits = 1 if measure == "redness" else 0
    high = last - limits[0] > 0.6 * (limits[1] - limits[0])
    axes.annotate(
        f"{first:.{digits}f}{unit} → {last:.{digits}f}{unit}",
        (0.98, 0.2 if high else 0.93),
        xycoords="axes fraction",
        ha="right",
        va="top",
        fontsize=8.5,
        fontweight="bold",
        color=EFFECT.colour,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.0, "alpha": 0.85},
    )


def signs_chart(course: Course) -> Figure | None:
    """Redness, discomfort and dark marks over time, a row for each strategy that has any; none where none has."""
    found = [one for one in course.strategies if shows_signs(one)]
    if not found:
        return None
    with styled():
        panel, gap, top, bottom = 0.72, 0.2, 0.42, 0.5
        height = top + len(found) * panel + (len(found) - 1) * gap + bottom
        figure = Figure(figsize=(WIDTH_IN, height))
        between = 0.42
        left = _LABELS_IN + 0.1
        width = (WIDTH_IN - left - 0.1 - 2 * between) / 3
        tops = (
            max(1.0, *(max(one.redness_delta_a.p95) for one in found)) * 1.08,
            10.0,
            max(0.05, *(max(_marks(one, course)[2]) for one in found)) * 108,
        )
        for row, one in enumerate(found):
            base = 1 - (top + row * (panel + gap) + panel) / height
            for column, (label, highest) in enumerate(
                zip(("Redness, a* [1]", "Discomfort, 0 to 10 [1]", "Dark marks [%]"), tops, strict=True)
            ):
                axes = figure.add_axes(
                    ((left + column * (width + between)) / WIDTH_IN, base, width / WIDTH_IN, panel / height)
                )
                axes.set_ylim(0, highest)
                _months(axes, course)
                quiet_axes(axes, grid="y")
                _sign(axes, one, course, column)
                if row == 0:
                    axes.set_title(label, fontsize=8.5)
                if row == len(found) - 1:
                    axes.set_xlabel("Time [months]")
                else:
                    axes.set_xticklabels([])
            figure.text(
                0.1 / WIDTH_IN,
                base + panel / height / 2,
                wrapped(one.strategy.title, 21),
                va="center",
                fontsize=8.5,
                fontweight="bold" if one is course.strategies[0] else "normal",
            )
    return figure


def shows_signs(one: StrategyCourse) -> bool:
    """Whether redness, discomfort or dark marks are ever seen."""
    return (
        max(one.redness_delta_a.p95) > _LEAST_SHOWN
        or max(one.discomfort_0_to_10.p95) > _LEAST_SHOWN
        or max(one.dark_marks_share) > 0.0
    )


def _marks(one: StrategyCourse, course: Course) -> tuple[list[float], list[float], list[float]]:
    """Middle, least and greatest share of skins with a dark mark, day by day [1]."""
    ranges = [counted(share, skins=course.skins) if share > 0 else (0.0, 0.0) for share in one.dark_marks_share]
    return list(one.dark_marks_share), [low for low, _ in ranges], [high for _, high in ranges]


def _sign(axes: Axes, one: StrategyCourse, course: Course, column: int) -> None:
    if column == 0:
        _band(axes, _time(one), one.redness_delta_a, REDNESS, held=True)
    elif column == 1:
        _band(axes, _time(one), one.discomfort_0_to_10, DISCOMFORT, held=True)
    else:
        middle, low, high = (tuple(100.0 * v for v in values) for values in _marks(one, course))
        _band(axes, _time(one), Trace(p5=low, p50=middle, p95=high), DARK_MARKS, held=True)


def _band(axes: Axes, time: Sequence[float], found: Trace, stroke: Stroke, *, held: bool = False) -> None:
    """A band with its middle; held: a value stands until the next one is told, as what comes with a session does."""
    how = "steps-post" if held else "default"
    axes.fill_between(
        time, found.p5, found.p95, facecolor=stroke.colour, alpha=0.18, linewidth=0, step="post" if held else None
    )
    for edge in (found.p5, found.p95):
        axes.plot(time, edge, color=stroke.colour, linewidth=0.5, alpha=0.6, drawstyle=how)
    axes.plot(time, found.p50, color=stroke.colour, linewidth=1.7, zorder=4, drawstyle=how)


def _time(one: StrategyCourse) -> list[float]:
    return [day / DAYS_A_MONTH for day in one.days]


def _months(axes: Axes, course: Course) -> None:
    last = course.horizon_days / DAYS_A_MONTH
    step = next(step for step in (1, 2, 3, 6, 12, 24) if last / step <= 6.5 or step == 24)
    axes.set_xlim(0, last)
    axes.set_xticks(np.arange(0, last + 0.05, step))


def swatch_chart(course: Course) -> Figure:
    """Lesion on skin as it is expected to look, drawn in its colours, for each strategy on the same days."""
    found = course.strategies
    days = [one.day for one in found[0].swatches]
    with styled():
        row_in, top = 0.62, 0.32
        height = top + len(found) * row_in + 0.05
        figure = Figure(figsize=(WIDTH_IN, height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH_IN)
        axes.set_ylim(height, 0)
        axes.axis("off")
        width = (WIDTH_IN - _LABELS_IN - 0.05) / len(days)
        for column, day in enumerate(days):
            axes.text(_LABELS_IN + (column + 0.5) * width, 0.16, after(day), ha="center", va="center", fontsize=8.5)
        for row, one in enumerate(found):
            y = top + row * row_in
            axes.text(
                0.1,
                y + row_in / 2,
                wrapped(one.strategy.title, 21),
                va="center",
                fontsize=8.5,
                fontweight="bold" if row == 0 else "normal",
            )
            for column, swatch in enumerate(one.swatches):
                x = _LABELS_IN + column * width
                axes.add_patch(
                    Rectangle((x, y), width, row_in - 0.06, facecolor=swatch.skin_srgb, edgecolor="none", zorder=2)
                )
                axes.add_patch(
                    Ellipse(
                        (x + 0.5 * width, y + 0.24),
                        0.44 * width,
                        0.28,
                        angle=12,
                        facecolor=swatch.lesion_srgb,
                        edgecolor="none",
                        zorder=3,
                    )
                )
                own: Measure = "pigment" if "pigment" in course.measures else "redness"
                number = float(np.interp(swatch.day, one.days, _followed(one, own).p50))
                axes.text(
                    x + 0.5 * width,
                    y + row_in - 0.135,
                    f"{number:.0f}°" if own == "pigment" else f"{number:.1f}",
                    ha="center",
                    va="center",
                    fontsize=7.5,
                    color=_on(swatch.skin_srgb),
                    zorder=4,
                )
    return figure


def _on(skin: tuple[float, float, float]) -> str:
    """Black or white, whichever is read better on a skin."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in skin]
    return "#000000" if 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.18 else "#ffffff"


def calendar_strip(course: Course) -> Figure:
    """Sessions, care, sunscreen and days with crusts by date, a row for each strategy."""
    found = course.strategies
    with styled():
        row_in, top, bottom = 0.5, 0.42, 0.52
        height = top + len(found) * row_in + bottom
        figure = Figure(figsize=(WIDTH_IN, height))
        left = _LABELS_IN + 0.1
        axes = figure.add_axes(
            (left / WIDTH_IN, bottom / height, (WIDTH_IN - left - 0.15) / WIDTH_IN, len(found) * row_in / height)
        )
        axes.set_xlim(0, course.horizon_days)
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        _dates(axes, course)
        axes.tick_params(length=3, width=0.8)
        for row, one in enumerate(found):
            if row:
                axes.axhline(row - 0.5, color=RULE, linewidth=0.5)
            _strip_row(axes, one, row, horizon=course.horizon_days)
            axes.annotate(
                wrapped(one.strategy.title, 21),
                (-(left - 0.1) * 72, 0),
                xycoords=("axes points", "data"),
                xytext=(-(left - 0.1) * 72, row),
                textcoords=("axes points", "data"),
                va="center",
                ha="left",
                fontsize=8.5,
                fontweight="bold" if row == 0 else "normal",
                annotation_clip=False,
            )
        y = 1 - 0.2 / height
        for x, heading, colour in (
            (left, "▲ session", INK),
            (left + 0.95, "▒ crusts, slowest 5 of 100", BURN.colour),
            (left + 2.95, "▨ cream or tablets", EFFECT.colour),
            (left + 4.3, "▬ sunscreen", "#785c00"),
        ):
            figure.text(x / WIDTH_IN, y, heading, color=colour, fontsize=8.5, fontweight="bold", va="center")
    return figure


def _strip_row(axes: Axes, one: StrategyCourse, row: int, *, horizon: int) -> None:
    for entry in one.calendar:
        if entry.kind == "expected":
            axes.add_patch(
                Rectangle(
                    (entry.from_day, row - 0.34),
                    max(entry.to_day - entry.from_day, 1),
                    0.26,
                    facecolor=BURN.colour,
                    alpha=0.25,
                    linewidth=0,
                )
            )
    for care in one.strategy.care:
        end = min(care.to_day, horizon)
        axes.add_patch(
            Rectangle(
                (care.from_day, row - 0.02),
                max(end - care.from_day, 1),
                0.17,
                facecolor=PAPER,
                edgecolor=EFFECT.colour,
                hatch="////",
                linewidth=1.0,
            )
        )
    for film in one.strategy.protection:
        end = min(film.to_day, horizon)
        axes.plot([film.from_day, end], [row + 0.29] * 2, color="#785c00", linewidth=3.2, solid_capstyle="butt")
    axes.plot(
        [session.day for session in one.sessions],
        [row - 0.21] * len(one.sessions),
        linestyle="none",
        marker="^",
        markersize=6,
        color=INK,
        clip_on=False,
        zorder=5,
    )
    if not (uses_light(one) or one.strategy.care or one.strategy.protection):
        axes.plot([0, horizon], [row, row], color=RULE, linewidth=0.8, linestyle=(0, (2, 3)))


def _dates(axes: Axes, course: Course) -> None:
    """Months by name; the year where it begins, and under the first."""
    months = []
    at = date(course.start.year, course.start.month, 1)
    last = course.start + timedelta(days=course.horizon_days)
    while at <= last:
        if at >= course.start:
            months.append(at)
        at = date(at.year + at.month // 12, at.month % 12 + 1, 1)
    step = max(1, ceil(len(months) / 13))
    shown = months[::step]
    axes.set_xticks([(month - course.start).days for month in shown])
    axes.set_xticklabels(
        [
            f"{month:%b}\n{month.year}" if i == 0 or month.year != shown[i - 1].year else f"{month:%b}"
            for i, month in enumerate(shown)
        ]
    )
    axes.set_facecolor(PAPER)
    axes.grid(visible=True, axis="x", color=SHADE)
