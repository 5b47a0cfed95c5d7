"""Two pictures that put strategies side by side: people and days for the person, all axes for the clinician."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from lentigo.domain.course import Course, StrategyCourse
from lentigo.domain.plan import Band
from lentigo.planning.course_order import gains
from lentigo.reports.catalogue import hundredths
from lentigo.reports.course.told import (
    EVIDENCE,
    counted,
    does_nothing,
    enough_of,
    less_of,
    of_hundred,
    of_hundred_range,
    percent,
    pigment_alone,
    uses_light,
    wrapped,
)
from lentigo.reports.style import (
    BURN,
    DARK_MARKS,
    EFFECT,
    INK,
    PAPER,
    QUIET,
    RULE,
    WIDTH_IN,
    Stroke,
    quiet_axes,
    styled,
)

_LABELS_IN: Final = 1.66
"""Room for the names of the strategies on the left [inch]."""
_BLOCK_IN: Final = 0.9
"""Width of a hundred dots [inch]."""
_DOT: Final = 0.0425
"""Distance of dots [inch]."""


def person_picture(course: Course) -> Figure:
    """For the person: how much lighter; of 100 people how many clear, mark, are burnt; days with crusts; return."""
    found = course.strategies
    with styled():
        row_in, top = 0.7, 0.62
        height = top + len(found) * row_in + 0.05
        figure = Figure(figsize=(WIDTH_IN, height))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH_IN)
        axes.set_ylim(height, 0)
        axes.axis("off")
        lighter = _LABELS_IN
        places = [lighter + 0.92 + i * (_BLOCK_IN + 0.13) for i in range(3)]
        days = places[-1] + _BLOCK_IN + 0.13
        returns = days + 0.88
        lighter_head, clear_head, days_head = _heads(course)
        heads = (lighter_head, clear_head, "A dark mark", "A burn", days_head, "Back in\na year")
        for x, head in zip((lighter, *places, days, returns), heads, strict=True):
            axes.text(x, 0.3, head, fontsize=8.5, fontweight="bold", va="center", linespacing=1.15)
        longest = max(1.0, *(one.outcome.downtime_days.p95 for one in found))
        for row, one in enumerate(found):
            y = top + row * row_in
            axes.plot([0.1, WIDTH_IN - 0.1], [y - 0.08] * 2, color=RULE, linewidth=0.7)
            title = wrapped(one.strategy.title, 21)
            weight = "bold" if row == 0 else "normal"
            axes.text(0.1, y - 0.01, title, va="top", fontsize=8.5, fontweight=weight, linespacing=1.15)
            visits = one.outcome.visits
            said = "1 visit" if visits == 1 else f"{visits} visits" if visits else "no visits for light"
            below = y + 0.06 + 0.15 * (1 + title.count("\n"))
            axes.text(0.1, below, said, va="center", fontsize=8, color=QUIET)
            _lighter(axes, one, lighter, y)
            _people(axes, one, course, places, y)
            _days(axes, one.outcome.downtime_days, days, y, longest)
            axes.text(returns, y + 0.24, _returned(one), va="center", fontsize=8.5, linespacing=1.1)
    return figure


def _heads(course: Course) -> tuple[str, str, str]:
    """What is gained, when it is enough, and what is seen for days."""
    if pigment_alone(course):
        return "How much\nlighter", "Clearly\nlighter", "Days with\ncrusts"
    if len(course.measures) > 1:
        return "How much\nless", enough_of(course.measures[0]).replace(" ", "\n"), "Days with\ncrusts"
    if course.measures == ("redness",):
        return "How much\nless red", "Clearly\nless red", "Days with\nbruises"
    return "How much\nless seen", "A quarter\nless seen", "Days with\ncrusts"


def _returned(one: StrategyCourse) -> str:
    """How many have it back a year after the last step; nothing comes back where nothing was done."""
    if does_nothing(one):
        return "–"
    gone = one.outcome.recurred_by_12_months
    return "not\nknown" if gone is None else f"{_few(gone)}\nof 100"


def _few(share: float) -> str:
    return of_hundred(share).replace("fewer than", "under").replace("more than", "over")


def _lighter(axes: Axes, one: StrategyCourse, x: float, y: float) -> None:
    """How much of the extra colour is gone in the middle person: at best, and at the end; below nothing if darker."""
    wide = 0.66
    for offset, gone, name in zip((0.03, 0.3), gains(one), ("at best", "at the end"), strict=True):
        axes.add_patch(Rectangle((x, y + offset), wide, 0.08, facecolor="none", edgecolor=RULE, linewidth=0.7))
        axes.add_patch(Rectangle((x, y + offset), wide * max(gone, 0.0), 0.08, facecolor=EFFECT.colour, linewidth=0))
        axes.text(x, y + offset + 0.15, f"{percent(gone)} % {name}", va="center", fontsize=7.5)


def _people(axes: Axes, one: StrategyCourse, course: Course, places: Sequence[float], y: float) -> None:
    outcome = one.outcome
    for x, share, by_light in zip(
        places,
        (outcome.chance_cleared, outcome.chance_dark_marks, outcome.chance_burn),
        (False, True, True),
        strict=True,
    ):
        if by_light and not uses_light(one):
            axes.text(x, y + 0.24, "no light is used", va="center", fontsize=8, color=QUIET)
            continue
        _, full, most = hundredths(share, *counted(share, skins=course.skins))
        _dots(axes, x, y, full=full, ringed=most)
        axes.text(x, y + 0.36, f"{_few(share)} of 100", va="center", fontsize=8, fontweight="bold")
        spread = of_hundred_range(share, skins=course.skins)
        axes.text(x, y + 0.49, f"({spread})", va="center", fontsize=7.5, color=QUIET)


def _dots(axes: Axes, x: float, y: float, *, full: int, ringed: int) -> None:
    """A hundred people: full for the most likely number, ringed up to the end of its range, faint for the others."""
    at = [
        (x + 0.02 + _DOT * (i % 20) + 0.04 * (i % 20 // 10), y + 0.02 + _DOT * 1.2 * (i // 20))  # fifths of twenty
        for i in range(100)
    ]
    looks: tuple[tuple[Sequence[tuple[float, float]], dict[str, Any]], ...] = (
        (at[:full], {"color": INK, "s": 5.6, "linewidths": 0}),
        (at[full:ringed], {"facecolors": "#c9ced3", "edgecolors": INK, "s": 4.6, "linewidths": 0.5}),
        (at[max(full, ringed) :], {"facecolors": "none", "edgecolors": "#9aa2a9", "s": 4.2, "linewidths": 0.4}),
    )
    for some, look in looks:
        if some:
            axes.scatter([dot[0] for dot in some], [dot[1] for dot in some], **look)


def _days(axes: Axes, band: Band, x: float, y: float, longest: float) -> None:
    if band.p95 <= 0:
        axes.text(x, y + 0.24, "none", va="center", fontsize=8.5)
        return
    wide = 0.74
    axes.add_patch(Rectangle((x, y + 0.1), wide * band.p50 / longest, 0.1, facecolor=BURN.colour, linewidth=0))
    axes.plot([x + wide * v / longest for v in (band.p5, band.p95)], [y + 0.15] * 2, color=INK, linewidth=1.0)
    axes.text(x, y + 0.32, f"{round(band.p50)}", va="center", fontsize=9, fontweight="bold")
    axes.text(x, y + 0.46, f"({round(band.p5)}–{round(band.p95)})", va="center", fontsize=7.5, color=QUIET)


@dataclass(frozen=True, slots=True)
class _Column:
    """One axis of the clinician's picture."""

    title: str
    unit: str
    highest: float
    stroke: Stroke
    draw: Callable[[StrategyCourse], Sequence[tuple[Band | None, Stroke, str]]]
    """Bands of a strategy, each with its stroke and marker; none: not known or no light."""


def clinician_picture(course: Course) -> Figure:
    """For the clinician: what is gained above, what it costs below, every strategy on the same axes."""
    found = course.strategies
    with styled():
        row_in, head, foot, gap = 0.36, 0.56, 0.42, 0.08
        tier = head + len(found) * row_in + foot
        height = 2 * tier + gap
        figure = Figure(figsize=(WIDTH_IN, height))
        for number, (title, columns) in enumerate(
            (("What is gained", _gains(course)), ("What it costs", _costs(course)))
        ):
            top = number * (tier + gap)
            figure.text(0.1 / WIDTH_IN, 1 - (top + 0.16) / height, title, fontsize=9.5, fontweight="bold", va="center")
            _tier(figure, course, columns, top=top + head, rows_in=len(found) * row_in, evidence=number == 0)
    return figure


def _share(value: float | None, course: Course) -> Band | None:
    if value is None:
        return None
    low, high = counted(value, skins=course.skins)
    return Band(p5=100 * low, p50=100 * value, p95=100 * high)


def _bare(one: StrategyCourse, value: float | None) -> Band | None:
    """A share whose range nobody can give; nothing comes back where nothing was done."""
    return None if value is None or does_nothing(one) else Band(p5=100 * value, p50=100 * value, p95=100 * value)


def _measured(course: Course) -> tuple[_Column, ...]:
    """Each measure with its chance, as far as there is room, and what comes back."""
    end = Stroke("", "#785c00", None, 1.6, "s", "")

    def at_best(one: StrategyCourse, place: int) -> Band:
        less = one.gains[place].less_percent
        k = one.days.index(one.gains[place].best_day)
        return Band(p5=less.p5[k], p50=less.p50[k], p95=less.p95[k])

    columns = []
    for place, measure in enumerate(course.measures):
        columns.append(
            _Column(f"{less_of(measure)}\n● best  ■ end", "[%]", 100, EFFECT, lambda one, k=place: (  # type: ignore[misc]
                (at_best(one, k), EFFECT, "o"), (one.gains[k].at_end_percent, end, "s"),
            ))
        )  # fmt: skip
    columns.append(
        _Column(f"Chance:\n{enough_of(course.measures[0]).lower()}", "[%]", 100, EFFECT, lambda one: (
            (_share(one.gains[0].chance_enough, course), EFFECT, "o"),
        ))
    )  # fmt: skip
    columns.append(_back_column("Back after\n● 6  ■ 12 mo." if len(columns) > 2 else "Back after\n● 6  ■ 12 months"))
    return tuple(columns)


def _back_column(title: str) -> _Column:
    end = Stroke("", "#785c00", None, 1.6, "s", "")
    return _Column(title, "[%]", 100, DARK_MARKS, lambda one: (
        (_bare(one, one.outcome.recurred_by_6_months), EFFECT, "o"),
        (_bare(one, one.outcome.recurred_by_12_months), end, "s"),
    ))  # fmt: skip


def _gains(course: Course) -> tuple[_Column, ...]:
    if not pigment_alone(course):
        return _measured(course)
    highest = max(one.outcome.contrast_best_ita_deg.p95 for one in course.strategies)
    highest = 1.08 * max(highest, *(one.outcome.contrast_end_ita_deg.p95 for one in course.strategies))
    end = Stroke("", "#785c00", None, 1.6, "s", "")
    return (
        _Column("Contrast left\n● best  ■ end", "[°]", highest, EFFECT, lambda one: (
            (one.outcome.contrast_best_ita_deg, EFFECT, "o"), (one.outcome.contrast_end_ita_deg, end, "s"),
        )),
        _Column("Three quarters\nlighter", "[%]", 100, EFFECT, lambda one: (
            (_share(one.outcome.chance_cleared, course), EFFECT, "o"),
        )),
        _back_column("Back after\n● 6  ■ 12 months"),
    )  # fmt: skip


def _costs(course: Course) -> tuple[_Column, ...]:
    def light(one: StrategyCourse, band: Band | None) -> Band | None:
        return band if uses_light(one) else None

    def rounded_up(values: Sequence[float], step: float) -> float:
        return step * (int(max(*values, 0.0) / step) + 1)

    found = course.strategies
    marks = rounded_up([counted(o.outcome.chance_dark_marks, skins=course.skins)[1] * 100 for o in found], 10)
    burns = rounded_up([counted(o.outcome.chance_burn, skins=course.skins)[1] * 100 for o in found], 5)
    days = rounded_up([o.outcome.downtime_days.p95 for o in found], 5)
    return (
        _Column("Dark marks", "[%]", min(marks, 100), DARK_MARKS, lambda one: (
            (light(one, _share(one.outcome.chance_dark_marks, course)), DARK_MARKS, "^"),
        )),
        _Column("Burn", "[%]", min(burns, 100), BURN, lambda one: (
            (light(one, _share(one.outcome.chance_burn, course)), BURN, "s"),
        )),
        _Column("Worst pain,\nno cream", "[0–10]", 10, EFFECT, lambda one: (
            (light(one, one.outcome.pain_0_to_10), EFFECT, "o"),
        )),
        _Column(_heads(course)[2], "[days]", days, BURN, lambda one: (
            (light(one, one.outcome.downtime_days), BURN, "s"),
        )),
    )  # fmt: skip


def _tier(
    figure: Figure, course: Course, columns: Sequence[_Column], *, top: float, rows_in: float, evidence: bool
) -> None:
    height = figure.get_figheight()
    found = course.strategies
    words_in, between = 1.32, 0.2
    width = (WIDTH_IN - _LABELS_IN - words_in - len(columns) * between) / len(columns)
    base, tall = 1 - (top + rows_in) / height, rows_in / height
    for place, column in enumerate(columns):
        left = _LABELS_IN + place * (width + between)
        axes = figure.add_axes((left / WIDTH_IN, base, width / WIDTH_IN, tall))
        axes.set_xlim(0, column.highest)
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.set_yticks([])
        axes.spines["left"].set_color(RULE)
        quiet_axes(axes, grid="x")
        axes.locator_params(axis="x", nbins=3)
        axes.set_xlabel(column.unit, labelpad=1.5, fontsize=8)
        axes.tick_params(axis="x", labelsize=7.5)
        figure.text(
            left / WIDTH_IN,
            1 - (top - 0.06) / height,
            column.title,
            fontsize=8,
            fontweight="bold",
            va="bottom",
            linespacing=1.1,
        )
        for row, one in enumerate(found):
            _cell(axes, column.draw(one), row)
    right = _LABELS_IN + len(columns) * (width + between)
    title = "Evidence" if evidence else "Visits and\nminutes in all"
    figure.text(
        right / WIDTH_IN, 1 - (top - 0.06) / height, title, fontsize=8, fontweight="bold", va="bottom", linespacing=1.1
    )
    for row, one in enumerate(found):
        y = base + tall * (1 - (row + 0.5) / len(found))
        figure.text(
            0.1 / WIDTH_IN,
            y,
            wrapped(one.strategy.title, 22),
            fontsize=7.8,
            va="center",
            linespacing=1.05,
            fontweight="bold" if row == 0 else "normal",
        )
        if evidence:
            full, said = EVIDENCE[one.outcome.evidence]
            said = f"{'■' * full}{'□' * (4 - full)} {said}"
        else:
            outcome = one.outcome
            said = f"{outcome.visits},  {outcome.duration_minutes:.0f} min" if outcome.visits else "none"
        figure.text(right / WIDTH_IN, y, said, fontsize=7.8, va="center")


def _cell(axes: Axes, bands: Sequence[tuple[Band | None, Stroke, str]], row: int) -> None:
    if all(band is None for band, _, _ in bands):
        axes.text(0.03, row, "–", transform=axes.get_yaxis_transform(), va="center", color=QUIET)
        return
    for place, (band, stroke, marker) in enumerate(bands):
        if band is None:
            continue
        y = row + (0.32 * (place - 0.5) if len(bands) > 1 else 0.0)
        axes.plot([band.p5, band.p95], [y, y], color=stroke.colour, linewidth=1.6, solid_capstyle="butt")
        axes.plot(
            [band.p50],
            [y],
            marker=marker,
            markersize=5,
            color=stroke.colour,
            markeredgecolor=PAPER,
            markeredgewidth=0.6,
            clip_on=False,
            zorder=5,
        )
