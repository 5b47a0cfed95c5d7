"""A course on the terminal: what may be expected over months, all ways side by side, and the first by its days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from lentigo.cli.render.console import bullets, section
from lentigo.cli.render.course_calendar import aftercare, calendar, risks, visits
from lentigo.cli.render.course_table import EVIDENCE, comparison, evidence_lines, letters, sessions_needed
from lentigo.cli.render.reasons import Cite
from lentigo.cli.render.timeline import Months, axis, chart
from lentigo.cli.render.words import plain, sources_in_words
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.course import Course, Improvement, StrategyCourse
from lentigo.domain.skin import site_in_words
from lentigo.domain.strategy import Wellbeing

_WIDE: Final = 110
_GUTTER: Final = 8
"""Characters that the scale of a chart and its margin take."""


def course_page(course: Course, *, width: int, cite: Cite) -> RenderableType:
    """The whole course, top to bottom.

    Parameters
    ----------
    course : Course
    width : int
        Characters a line [1].
    cite : callable
        Citation of a reference by its key.
    """
    return Group(*_parts(course, width=width, cite=cite))


def _parts(course: Course, *, width: int, cite: Cite) -> Iterator[RenderableType]:
    yield _panel(course)
    if course.strategies:
        first = course.strategies[0]
        yield comparison(course, width=width)
        yield from _needed(course)
        yield charts(course, first, width=width)
        if course.measures != ("texture",):  # a line has no colour of its own
            yield colours(course, first)
        if first.improvement is not None:
            yield texture(first, first.improvement)
        if first.calendar:
            yield calendar(course, first)
        if first.sessions:
            yield visits(course, first)
        if first.aftercare is not None and first.aftercare.bands:
            yield aftercare(first.aftercare)
        if first.risks:
            yield risks(first, first.risks)
        yield evidence_lines(course)
    yield from _not_offered(course, cite=cite)
    if course.strategies:  # what a model assumes is no matter where nothing was computed
        yield from _findings(course)
    yield _closing(course)


def _panel(course: Course) -> Panel:
    """The answer in the first lines; how the person is doing beside the colour, where it was asked."""
    end = course.start + timedelta(days=course.horizon_days)
    case = course.case
    where = f"{plain(case.lesion.kind)}, {site_in_words(case.skin.site)}"
    body: list[RenderableType] = [
        Text(f"{case.title}: {where}", style="dim"),
        Text(f"{course.start:%-d %B %Y} to {end:%-d %B %Y}, {course.horizon_days} days; {_sun(course)}", style="dim"),
        Text(course.headline, style="bold"),
    ]
    known = wellbeing_words(case.wellbeing)
    if known:
        body.append(Text(f"How the person is doing with it today: {known}."))
    title = "OVER THE MONTHS" if course.strategies else "NOTHING OFFERED"
    return Panel(
        Group(*body),
        title=Text(f" {title} ", style="bold"),
        title_align="left",
        border_style="green" if course.strategies else "yellow",
        box=box.ROUNDED,
        padding=(1, 2),
    )


def wellbeing_words(known: Wellbeing | None) -> str:
    """Scores that were recorded, in words; nothing where none was."""
    if known is None:
        return ""
    told = (
        (known.dlqi, "DLQI {:g} of 30 (higher is worse)"),
        (known.melasqol, "MELASQoL {:g}, from 10 to 70 (higher is worse)"),
        (known.confidence, "confidence in one's looks {:g} of 10 (higher is better)"),
    )
    return "; ".join(words.format(value) for value, words in told if value != "unknown")


def _sun(course: Course) -> str:
    sun = course.sun
    place = "place not known" if sun.latitude_deg == "unknown" else f"latitude {sun.latitude_deg:g}°"
    days = {"indoors": "days indoors", "mixed": "days in and out", "outdoors": "days outdoors"}
    return f"{place}, {days.get(sun.behaviour, 'time outside not known')}"


def _needed(course: Course) -> Iterator[RenderableType]:
    needed = sessions_needed(course)
    if needed is not None:
        yield needed


_SEEN: Final = 0.05
"""A quantity that stays below this is not drawn."""


@dataclass(frozen=True, slots=True)
class _Drawn:
    """One chart."""

    words: str
    middle: Sequence[float]
    high: Sequence[float] | None
    peaks: bool = False
    unit: str = ""
    top: float | None = None

    @property
    def short(self) -> str:
        return self.words.partition(",")[0].lower()

    @property
    def is_seen(self) -> bool:
        return max([*self.middle, *(self.high or ())]) >= _SEEN


def _quantities(course: Course, one: StrategyCourse) -> tuple[_Drawn, ...]:
    red, felt = one.redness_delta_a, one.discomfort_0_to_10
    marks = [100 * share for share in one.dark_marks_share]
    of_healing = " of healing" if "redness" in course.measures else ""
    return (
        *_measures(course, one),
        _Drawn(f"Redness{of_healing}, a* above the usual", red.p50, red.p95, peaks=True),
        _Drawn("Discomfort, 0 to 10", felt.p50, felt.p95, peaks=True, top=10.0),
        _Drawn("Dark marks, of 100 skins", marks, None),
    )


def _measures(course: Course, one: StrategyCourse) -> Iterator[_Drawn]:
    """What there is of the lesion that may become less."""
    if "pigment" in course.measures:
        contrast = one.contrast_ita_deg
        yield _Drawn("Contrast, ITA of the skin less that of the spot", contrast.p50, contrast.p95, unit="°")
    own = one.lesion_redness_delta_a
    if own is not None:
        yield _Drawn("Redness of the vessels, a* over the skin around", own.p50, own.p95)
    for gain in one.gains:
        if gain.measure == "texture":
            less = gain.less_percent
            yield _Drawn("Less to be seen, in percent of the first day", less.p50, less.p95, unit="%")


def charts(course: Course, one: StrategyCourse, *, width: int) -> RenderableType:
    """Contrast, redness, discomfort and dark marks over time; two beside each other where there is room."""
    quantities = _quantities(course, one)
    drawn = [each for each in quantities if each.is_seen]
    quiet = [each.short for each in quantities if not each.is_seen]
    beside = 2 if width >= _WIDE and len(drawn) > 1 else 1
    months = Months(
        start=course.start, horizon_days=course.horizon_days, width=(width - beside * _GUTTER - 2) // beside
    )
    care = [(wish.from_day, min(wish.to_day, course.horizon_days)) for wish in one.strategy.care]
    below = axis(months, visits=[visit.day for visit in one.sessions], care=care)
    made = [
        chart(
            each.words,
            one.days,
            each.middle,
            high=each.high,
            months=months,
            peaks=each.peaks,
            unit=each.unit,
            top=each.top,
        )
        for each in drawn
    ]
    grid = Table.grid(padding=(0, 2))
    for _ in range(beside):
        grid.add_column()
    for k in range(0, len(made), beside):
        grid.add_row(*(Group(Text(""), *lines, *below) for lines in made[k : k + beside]))
    note = " Solid: the median skin. Shade: up to the 95th percentile of the sampled skins."
    if quiet:
        note += f" Not drawn, since there is none: {', '.join(quiet)}."
    return section("Over time", grid, Text(note, style="dim"), note=one.strategy.title)


def colours(course: Course, one: StrategyCourse) -> RenderableType:
    """The lesion on its skin on some days, as colours and as numbers."""
    grid = Table.grid(padding=(0, 2))
    for _ in one.swatches:
        grid.add_column(justify="center")
    place = {day: k for k, day in enumerate(one.days)}
    grid.add_row(*(f"{course.start + timedelta(days=each.day):%-d %b}" for each in one.swatches))
    for _ in range(2):
        grid.add_row(*(_swatch(each.skin_srgb, each.lesion_srgb) for each in one.swatches))
    own = one.lesion_redness_delta_a
    shown, unit = (one.contrast_ita_deg, "°") if "pigment" in course.measures or own is None else (own, "")
    grid.add_row(*(f"{shown.p50[place[each.day]]:.0f}{unit}" if each.day in place else "" for each in one.swatches))
    if "pigment" not in course.measures:
        return section("Colour of the median skin", grid, note="lesion between two fields of skin; redness a* below")
    return section("Colour of the median skin", grid, note="spot between two fields of skin; contrast below")


def texture(one: StrategyCourse, found: Improvement) -> RenderableType:
    """What new collagen may give the texture of the skin at the end, and how little is known of it."""
    low, middle, high = (values[-1] for values in (found.low_percent, found.middle_percent, found.high_percent))
    line = Text.assemble(
        f" {plain(found.condition)}: {middle:.0f} % less ({low:.0f} to {high:.0f} %) on day {one.days[-1]}. "
        f"{found.text} Evidence: {EVIDENCE[found.evidence]}. ",
        (sources_in_words(found.sources), "dim"),
    )
    return section("Texture of the skin", line)


def _swatch(skin: tuple[float, float, float], lesion: tuple[float, float, float]) -> Text:
    """A spot between two fields of skin; without colour its sign still differs from theirs."""
    around, inside = _hex(skin), _hex(lesion)
    return Text.assemble(
        ("░░", f"{around} on {around}"), ("██", f"{inside} on {inside}"), ("░░", f"{around} on {around}")
    )


def _hex(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(255 * max(0.0, min(1.0, v))):02x}" for v in rgb)


def _not_offered(course: Course, *, cite: Cite) -> Iterator[RenderableType]:
    """What is left out; ways with one reason share it."""
    titles: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in course.not_offered:
        titles.setdefault((one.because, one.sources), []).append(one.title)
    lines = []
    for (because, sources), names in titles.items():
        line = Text.assemble((f"{'; '.join(names)}: ", "bold"), because)
        for key in sources:
            line.append(f"\n{cite(key)} [{key}]", style="dim")
        lines.append(line)
    if lines:
        yield section("Not offered, and why", bullets(lines, sign="x"))


def _findings(course: Course) -> Iterator[RenderableType]:
    """Every remark once, with the letters of the strategies that it is about."""
    about: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, one in zip(letters(len(course.strategies)), course.strategies, strict=True):
        for found in one.findings:
            about.setdefault((found.text, found.sources), []).append(name)
    lines = [
        *(f"{found.text} {sources_in_words(found.sources)}".strip() for found in course.findings),
        *(
            f"{', '.join(names)}: {text} {sources_in_words(sources)}".strip()
            for (text, sources), names in about.items()
        ),
    ]
    if lines:
        yield section("To know", bullets(lines))


def _closing(course: Course) -> RenderableType:
    v = course.versions
    return Group(
        Text(""),
        Text(DISCLAIMER, style="italic"),
        Text(
            f"lentigo {v.lentigo}, model {v.model}, rules {v.rules}, library {v.library[:12]}, "
            f"seed {course.seed}, {course.skins} skins. References: lentigo sources KEY",
            style="dim",
        ),
    )
