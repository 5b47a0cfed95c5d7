"""The calendar of one strategy with dates: visits and care in order, what follows each visit once, aftercare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from lentigo.cli.render.console import bullets, section, table
from lentigo.cli.render.words import percent, sources_in_words
from lentigo.domain.aftercare import Aftercare
from lentigo.domain.course import CalendarEntry, Course, ListedRisk, StrategyCourse
from lentigo.domain.plan import Band
from lentigo.reports.aftercare import said_aftercare
from lentigo.reports.catalogue import Catalogue

_IN_ORDER = ("session", "care", "protection", "allowed")
"""Told day by day; the rest comes again after every visit, and is told once with all its dates."""


def span(start: date, first: int, last: int) -> str:
    """Some days of a course as dates, with month and year said once where they are the same."""
    one, other = start + timedelta(days=first), start + timedelta(days=last)
    if one == other:
        return f"{one:%-d %b %Y}"
    if (one.year, one.month) == (other.year, other.month):
        return f"{one.day}-{other:%-d %b %Y}"
    if one.year == other.year:
        return f"{one:%-d %b} - {other:%-d %b %Y}"
    return f"{one:%-d %b %Y} - {other:%-d %b %Y}"


def calendar(course: Course, one: StrategyCourse) -> RenderableType:
    """When what happens."""
    rows = _grid()
    for entry in one.calendar:
        if entry.kind in _IN_ORDER:
            rows.add_row(span(course.start, entry.from_day, entry.to_day), _words(entry))
    parts: list[RenderableType] = [Padding(rows, (0, 0, 0, 1))]
    again: dict[str, list[CalendarEntry]] = {}
    for entry in one.calendar:
        if entry.kind not in _IN_ORDER:
            again.setdefault(entry.text, []).append(entry)
    if again:
        parts.append(Text("\n After each visit", style="bold"))
        lines = []
        for text, entries in again.items():
            dates = "; ".join(span(course.start, entry.from_day, entry.to_day) for entry in entries)
            lines.append(Text.assemble(text, (f" {dates}", "dim")))
        parts.append(bullets(lines))
    return section("Calendar", *parts, note=one.strategy.title)


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(max_width=28)
    grid.add_column()
    return grid


def _words(entry: CalendarEntry) -> Text:
    text = Text(entry.text[:1].upper() + entry.text[1:], style="bold" if entry.kind == "session" else "")
    keys = sources_in_words(entry.sources)
    if keys:
        text.append(f" {keys}", style="dim")
    return text


def visits(course: Course, one: StrategyCourse) -> RenderableType:
    """What each visit is expected to be: its date, setting, chances and pain."""
    numbed = any(visit.pain_with_cream_0_to_10 is not None for visit in one.sessions)
    settings = {visit.setting for visit in one.sessions}
    rows = table(
        ("", "right"),
        ("date", "left"),
        *((("setting", "left"),) if len(settings) > 1 else ()),
        ("minutes", "right"),
        ("effect", "right"),
        ("burn", "right"),
        ("dark marks", "right"),
        ("pain", "right"),
        *((("with cream", "right"),) if numbed else ()),
    )
    for k, visit in enumerate(one.sessions):
        cream = visit.pain_with_cream_0_to_10
        rows.add_row(
            f"{k + 1}",
            span(course.start, visit.day, visit.day),
            *((visit.setting,) if len(settings) > 1 else ()),
            f"{visit.duration_minutes:.0f}",
            percent(visit.chance_effect, skins=course.skins),
            percent(visit.chance_burn, skins=course.skins),
            percent(visit.chance_dark_marks, skins=course.skins),
            _score(visit.pain_0_to_10),
            *(("-" if cream is None else _score(cream),) if numbed else ()),
        )
    return section(
        "Visits",
        rows,
        Text(" Effect, burn, dark marks: chances at each visit. Pain: 0 to 10, estimated, with 5-95 %.", style="dim"),
        note=f"each: {settings.pop()}" if len(settings) == 1 else "",
    )


def _score(band: Band | None) -> str:
    """A score with its band; none where nobody bears it without an anaesthetic."""
    return "anaesthetic" if band is None else f"{band.p50:.1f} ({band.p5:.0f}-{band.p95:.0f})"


def aftercare(care: Aftercare) -> RenderableType:
    """What is normal after the first visit, when things are allowed again, and when to call: in short."""
    said = said_aftercare(care, say=Catalogue())
    days = _grid()
    for band in said.bands:
        days.add_row(band.title, " ".join(band.normal) or "-")
    grid = _grid()
    for one in said.allowed:
        grid.add_row(one.what, f"{one.when}: {one.because}")
    calls = list(dict.fromkeys(line for band in said.bands for line in band.call))
    parts: list[RenderableType] = [
        Padding(days, (0, 0, 0, 1)),
        Text(f"\n {said.allowed_title}", style="bold"),
        Padding(grid, (0, 0, 0, 1)),
    ]
    if calls:
        parts += [Text(f"\n {said.call_title}", style="bold"), bullets(calls, sign="!")]
    return section("After the first visit", *parts)


def risks(one: StrategyCourse, found: Sequence[ListedRisk]) -> RenderableType:
    """What may happen, with its chance where somebody counted."""
    say = Catalogue()
    drugs = {wish.drug for wish in one.strategy.care}
    counted, unknown = [], []
    for risk in found:
        words = risk.text if risk.name in drugs else say(f"risk-{risk.name}")
        keys = sources_in_words(risk.sources)
        if risk.chance == "unknown" or risk.low == "unknown" or risk.high == "unknown":
            unknown.append(f"{words} {keys}".strip())
        else:
            around = f"{100 * risk.low:.1f} to {100 * risk.high:.1f}"
            counted.append(f"{words}: {100 * risk.chance:.1f} % ({around}) {keys}".strip())
    parts: list[RenderableType] = [bullets(counted)] if counted else []
    if unknown:
        parts += [
            Text(" How often is not known:" if counted else " How often is not known of any of these:"),
            bullets(unknown),
        ]
    return section("What else may happen", Group(*parts))
