"""How numb the cream makes: from when to when, how deep, and what of it reaches the blood."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.table import Table

from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.domain.numbness import NumbCourse, Numbness
from lentigo.domain.plan import Band
from lentigo.domain.skin import site_in_words

SHOWN_EVERY = 60
"""Minutes between the rows of the course."""


def numbness_page(known: Numbness) -> RenderableType:
    """What the cream does; only of a cream that is allowed."""
    parts: list[RenderableType] = []
    course = known.course
    if course is not None:
        parts.append(
            section(
                "How numb",
                pairs(_facts(course)),
                note=f"computed for {course.skins} skins, with the range of nine in ten; no promise",
            )
        )
        parts.append(section("Hour by hour", _hours(course), note="from cream on"))
        if course.plasma:
            parts.append(section("In the blood", _plasma(course), note="where the place absorbs most"))
    if known.findings:
        lines = (f"{one.text}{_cited(one.sources)}" for one in known.findings)
        parts.append(section("What this rests on", bullets(lines)))
    return Group(*parts)


def _facts(course: NumbCourse) -> Iterable[tuple[str, str]]:
    yield "place", f"{site_in_words(course.place)}: where it numbs least"
    yield "numb when the session starts", f"{100 * course.numb_share:.0f} of 100 skins like this one"
    if course.numb_from_minutes is None or course.numb_until_minutes is None:
        yield "numb from", "not reached in most skins: leave it on longer, within the label, or choose otherwise"
    else:
        yield "numb from", f"{_times(course.numb_from_minutes)} after cream on"
        until = course.numb_until_minutes
        more = ", or longer" if until.p95 >= course.followed_minutes else ""
        yield "numb until", f"{_times(until)} after cream on{more}"
    yield "a needle hurts from", f"{_millimetres(course.needle_depth_mm)} at the start"
    yield "deepest", f"{_millimetres(course.deepest_mm)}, {_times(course.deepest_minutes)} after cream on"
    yield "blood in the upper dermis", f"{_percent(course.blood_share)} of before, at the start"


def _hours(course: NumbCourse) -> Table:
    shown = table(("time", "right"), ("a needle hurts from", "right"), ("fibres blocked", "right"), ("blood", "right"))
    for k, minutes in enumerate(course.at_minutes):
        if minutes % SHOWN_EVERY == 0:
            shown.add_row(
                f"{minutes / 60:.0f} h",
                _millimetres(course.needle_depth_course_mm[k]),
                _percent(course.nerve_block_course_share[k]),
                _percent(course.blood_course_share[k]),
            )
    return shown


def _plasma(course: NumbCourse) -> Table:
    shown = table(("drug", "left"), ("highest level", "right"), ("when", "right"), ("poisoning above", "right"))
    for one in course.plasma:
        peak = one.peak_ug_ml
        shown.add_row(
            one.drug,
            f"{peak.p50:.2g} µg/mL ({peak.p5:.2g}-{peak.p95:.2g})",
            f"{one.peak_hours.p50:.1f} h ({one.peak_hours.p5:.1f}-{one.peak_hours.p95:.1f})",
            f"{one.toxic_ug_ml:g} µg/mL [{one.source}]",
        )
    return shown


def _times(band: Band) -> str:
    return f"{_rounded(band.p50)} min ({_rounded(band.p5)}-{_rounded(band.p95)})"


def _rounded(minutes: float) -> str:
    return f"{5 * round(minutes / 5)}"


def _millimetres(band: Band) -> str:
    return f"{band.p50:.1f} mm ({band.p5:.1f}-{band.p95:.1f})"


def _percent(band: Band) -> str:
    return f"{100 * band.p50:.0f} % ({100 * band.p5:.0f}-{100 * band.p95:.0f})"


def _cited(sources: Iterable[str]) -> str:
    keys = ", ".join(sources)
    return f" [{keys}]" if keys else ""
