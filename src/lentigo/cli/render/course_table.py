"""All strategies of a course on the same axes: one letter a strategy, one row an axis."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from lentigo.cli.render.console import bullets, section, table
from lentigo.cli.render.words import percent, sources_in_words
from lentigo.domain.course import Course, Gain, StrategyCourse
from lentigo.domain.plan import Band

EVIDENCE: Final = {"strong": "strong", "moderate": "moderate", "weak": "weak", "model_only": "model only"}
_WIDE: Final = 110
_CELL: Final = {True: 12, False: 9}
"""Characters of a column with the blank after it, by whether the page is wide."""
_NAMES: Final = {True: 35, False: 18}

Cell = tuple[str, str]
"""A value, and its 5-95 % band or nothing."""


_SOON = 84
"""Twelve weeks: the length of most trials of creams."""


def letters(count: int) -> list[str]:
    """A, B, C ... and then A2, B2 ..."""
    names = string.ascii_uppercase
    return [names[k % 26] + (str(k // 26 + 1) if k >= 26 else "") for k in range(count)]


def gained(one: StrategyCourse, k: int) -> Band:
    """Share of the extra melanin that is gone at the k-th told day [1]; negative where there is more than before."""
    left = one.lesion_melanin_share
    return Band(p5=min(1.0 - left.p95[k], 1.0), p50=min(1.0 - left.p50[k], 1.0), p95=min(1.0 - left.p5[k], 1.0))


def best_of(one: StrategyCourse) -> int:
    """Place, among the told days, of the one on which the median skin has least of the extra melanin."""
    left = one.lesion_melanin_share.p50
    return min(range(len(left)), key=left.__getitem__)


def _told_on(one: StrategyCourse, day: int) -> int:
    """Place, among the told days, of the last one up to a day."""
    return max(k for k, told in enumerate(one.days) if told <= day)


def comparison(course: Course, *, width: int) -> RenderableType:
    """The strategies by their letters, the table, and what the words in it mean."""
    wide = width >= _WIDE
    names = letters(len(course.strategies))
    at_once = max(1, (width - _NAMES[wide] + 1) // _CELL[wide])
    parts: list[RenderableType] = [
        bullets([one.strategy.title], sign=name) for name, one in zip(names, course.strategies, strict=True)
    ]
    for first in range(0, len(names), at_once):
        parts.append(Text(""))
        parts.append(_axes(course, names[first : first + at_once], first=first, wide=wide))
    parts.append(Text(" " + " ".join(_meanings(course)), style="dim"))
    return section("All ways side by side", *parts, note=f"the same {course.skins} sampled skins in each")


def _meanings(course: Course) -> Iterator[str]:
    """What the words of the table mean."""
    if pigment_alone(course):
        yield "Gain: share of the spot's extra melanin that is gone in the median skin."
    else:
        for measure, words in _MEANT.items():
            if measure in course.measures:
                yield words
    yield "Second lines: the range of nine in ten skins."
    yield (
        "Back: half of the best gain over the same protection alone is lost, so long after the last visit or day of "
        "care. -: no light is given, nothing ends or is gained, or it lies beyond what is followed. Downtime: days "
        "with crust, swelling or open skin."
        if pigment_alone(course)
        else "Back: half of the best gain is lost, so long after the last visit or day of care. -: no light is given, "
        "nothing ends or is gained, or it lies beyond what is followed. Downtime: days with crust, swelling, open "
        "skin or bruises; redness lasts longer."
    )


_MEANT: Final = {
    "pigment": "Less brown: share of the extra melanin that is gone in the median skin; cleared: three quarters of it.",
    "redness": "Less red: share of the redness of its vessels that is gone; cleared: three quarters of it.",
    "texture": (
        "Less seen: how much less of it doctors would score; it does not go away, and a quarter less is what persons "
        "call little."
    ),
}


def pigment_alone(course: Course) -> bool:
    """Whether melanin is all that may become less."""
    return course.measures == ("pigment",)


def _axes(course: Course, names: Sequence[str], *, first: int, wide: bool) -> Table:
    chosen = course.strategies[first : first + len(names)]
    rows = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=0, header_style="bold")
    rows.add_column("", width=_NAMES[wide] - 1)
    for name in names:
        rows.add_column(name, justify="right", width=_CELL[wide] - 1)
    for words, cell in _rows(course, wide=wide):
        cells = [cell(one) for one in chosen]
        rows.add_row(words, *(_drawn(value) for value in cells))
    return rows


def _drawn(cell: Cell) -> Text:
    value, around = cell
    text = Text(value)
    if around:
        text.append(f"\n{around}", style="dim")
    return text


def _rows(course: Course, *, wide: bool) -> Iterator[tuple[str, Callable[[StrategyCourse], Cell]]]:
    skins = course.skins

    def chance(value: float | None) -> Cell:
        return ("-" if value is None else percent(value, skins=skins)), ""

    def lit(one: StrategyCourse, value: float) -> Cell:
        return chance(value if one.sessions else None)

    yield from _melanin_rows(course, wide=wide) if pigment_alone(course) else _measured_rows(course, wide=wide)
    yield ("chance of dark marks" if wide else "dark marks"), lambda one: lit(one, one.outcome.chance_dark_marks)
    yield ("chance of a burn" if wide else "burn"), lambda one: lit(one, one.outcome.chance_burn)
    yield ("pain of the worst visit, 0 to 10" if wide else "pain, 0 to 10"), _pain
    if any(_numbed(one) is not None for one in course.strategies):
        yield ("pain with the numbing cream" if wide else "  with cream"), _eased
    if any(visit.chance_purpura > 0.0 for one in course.strategies for visit in one.sessions):
        yield ("purple bruises, at a visit" if wide else "purple bruises"), lambda one: lit(one, _bruises(one))
    yield "days of downtime", _days
    if not pigment_alone(course):
        yield "days of redness", _red_days
    yield "visits", lambda one: (f"{one.outcome.visits}", "")
    yield (
        ("minutes at the device, all visits" if wide else "minutes, in all"),
        lambda one: (f"{one.outcome.duration_minutes:.0f}", ""),
    )
    yield "back by 6 months", lambda one: chance(one.outcome.recurred_by_6_months)
    yield "back by 12 months", lambda one: chance(one.outcome.recurred_by_12_months)
    yield "evidence", lambda one: (EVIDENCE[one.outcome.evidence], "")


def _melanin_rows(course: Course, *, wide: bool) -> Iterator[tuple[str, Callable[[StrategyCourse], Cell]]]:
    skins = course.skins
    yield (
        ("chance of clearing" if wide else "chance to clear"),
        lambda one: (percent(one.outcome.chance_cleared, skins=skins), ""),
    )
    if course.horizon_days > _SOON:
        yield "gain at 12 weeks", lambda one: _percent(gained(one, _told_on(one, _SOON)))
    yield "gain at its best", lambda one: _percent(gained(one, best_of(one)))
    yield "  on day", lambda one: (f"{one.days[best_of(one)]}", "")
    yield (
        (f"gain after {course.horizon_days} days" if wide else "gain at the end"),
        lambda one: _percent(gained(one, -1)),
    )
    yield ("contrast at the end" if wide else "contrast at end"), lambda one: _degrees(one.outcome.contrast_end_ita_deg)


_HALF_A_YEAR: Final = 183
_YEAR: Final = 365
_CHANCE: Final = {"pigment": "brown cleared", "redness": "red cleared", "texture": "a quarter less"}
_LESS: Final = {"pigment": "less brown", "redness": "less red", "texture": "less seen"}


def _measured_rows(course: Course, *, wide: bool) -> Iterator[tuple[str, Callable[[StrategyCourse], Cell]]]:
    """Each measure with its chance, and how much less there is after half a year, a year and at the end."""
    for place, measure in enumerate(course.measures):

        def of(one: StrategyCourse, k: int = place) -> Gain:
            return one.gains[k]

        yield (
            (f"chance: {_CHANCE[measure]}" if wide else _CHANCE[measure]),
            lambda one, of=of: (percent(of(one).chance_enough, skins=course.skins), ""),  # type: ignore[misc]
        )
        if course.horizon_days >= _HALF_A_YEAR:
            yield f"{_LESS[measure]}, 6 mo", lambda one, of=of: _gained(of(one).at_6_months_percent)  # type: ignore[misc]
        if course.horizon_days >= _YEAR:
            yield f"{_LESS[measure]}, 12 mo", lambda one, of=of: _gained(of(one).at_12_months_percent)  # type: ignore[misc]
        if course.horizon_days not in {_HALF_A_YEAR, _YEAR}:
            yield f"{_LESS[measure]}, end", lambda one, of=of: _gained(of(one).at_end_percent)  # type: ignore[misc]


def _gained(band: Band | None) -> Cell:
    return ("-", "") if band is None else (f"{_whole(band.p50)} %", _around(band.p5, band.p95))


def _bruises(one: StrategyCourse) -> float:
    return max((visit.chance_purpura for visit in one.sessions), default=0.0)


def _red_days(one: StrategyCourse) -> Cell:
    band = one.outcome.redness_days
    if band is None or band.p95 == 0:
        return "none", ""
    return _whole(band.p50), _around(band.p5, band.p95)


def _percent(band: Band) -> Cell:
    return f"{_whole(100 * band.p50)} %", _around(100 * band.p5, 100 * band.p95)


def _degrees(band: Band) -> Cell:
    return f"{_whole(band.p50)}°", _around(band.p5, band.p95)


def _whole(value: float) -> str:
    """A whole number, with no minus before a nought."""
    return f"{round(value)}"


def _around(low: float, high: float) -> str:
    """A range, short; in words where a minus would be read as a dash."""
    joined = " to " if low < 0 and _whole(low) != "0" else "-"
    return f"{_whole(low)}{joined}{_whole(high)}"


def _pain(one: StrategyCourse) -> Cell:
    if not one.sessions:
        return "none", ""
    band = one.outcome.pain_0_to_10
    return ("needs", "anaesth.") if band is None else _score(band)


def _eased(one: StrategyCourse) -> Cell:
    band = _numbed(one)
    return ("-", "") if band is None else _score(band)


def _numbed(one: StrategyCourse) -> Band | None:
    """Pain of the worst visit with a numbing cream; none where none is named or given."""
    bands = [visit.pain_with_cream_0_to_10 for visit in one.sessions]
    return max((band for band in bands if band is not None), key=lambda band: band.p50, default=None)


def _score(band: Band) -> Cell:
    return f"{band.p50:.1f}", _around(band.p5, band.p95)


def _days(one: StrategyCourse) -> Cell:
    band = one.outcome.downtime_days
    if band.p95 == 0:
        return "none", ""
    return _whole(band.p50), _around(band.p5, band.p95)


def evidence_lines(course: Course) -> RenderableType:
    """What stands behind each strategy."""
    names = letters(len(course.strategies))
    lines = [
        Text.assemble(
            (f"{name}, {EVIDENCE[one.outcome.evidence]}: ", "bold"),
            one.outcome.evidence_text,
            (f" {sources_in_words(one.outcome.sources)}".rstrip(), "dim"),
        )
        for name, one in zip(names, course.strategies, strict=True)
    ]
    return section("How good the evidence is", bullets(lines))


def sessions_needed(course: Course) -> RenderableType | None:
    """The chance that so many sessions are enough, for each strategy with sessions; none where there is none."""
    named = zip(letters(len(course.strategies)), course.strategies, strict=True)
    chosen = [(name, one) for name, one in named if one.sessions_needed]
    if not chosen:
        return None
    most = max(len(one.sessions_needed) for _, one in chosen)
    rows = table(("", "left"), *((f"{k + 1}", "right") for k in range(most)), ("more, or never", "right"))
    for name, one in chosen:
        shares = [f"{100 * share:.0f} %" for share in one.sessions_needed]
        rest = max(0.0, 1.0 - sum(one.sessions_needed))
        rows.add_row(name, *shares, *[""] * (most - len(shares)), f"{100 * rest:.0f} %")
    if pigment_alone(course):
        return section(
            "Sessions needed to clear",
            Group(rows),
            note="share of skins; clear: at most a quarter of the extra melanin is left",
        )
    wanted = {
        "pigment": "three quarters of the brown gone",
        "redness": "three quarters of the redness gone",
        "texture": "a quarter less to be seen, half a year later",
    }[course.measures[0]]
    return section("Visits needed", Group(rows), note=f"share of skins; enough: {wanted}")
