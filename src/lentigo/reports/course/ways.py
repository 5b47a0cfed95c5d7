"""Sections that put ways side by side, and tell each with its sessions, its risks and what to mind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lentigo.domain.course import Course, Improvement, ListedRisk, StrategyCourse
from lentigo.library.risks import risk_set
from lentigo.planning.course_order import gains
from lentigo.reports import words
from lentigo.reports.blocks import Block, Bullets, Facts, More, Paragraph, Section, Table
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.course.comparison_figures import clinician_picture
from lentigo.reports.course.sections import calendar_blocks, remark
from lentigo.reports.course.told import (
    EVIDENCE,
    back_twice,
    days_of,
    degrees,
    does_nothing,
    enough_of,
    less_of,
    of_hundred,
    on,
    percent,
    percents,
    pigment_alone,
    points,
    uses_light,
    with_range,
)
from lentigo.reports.options import picture
from lentigo.reports.sources import Sources

_NO_LIGHT: Final = "no light"


def clinician_section(course: Course) -> Section:
    """Every way on the same axes, with ranges and evidence."""
    found = course.strategies
    light = [uses_light(one) for one in found]
    gained = _gained_table(course) if pigment_alone(course) else _measured_table(course)
    costs = _costs_table(course, light)
    return Section(
        "months-clinician",
        "All ways on the same axes",
        (
            picture(
                "months-clinician",
                figure=clinician_picture(course),
                title="For the clinician",
                caption=_clinician_caption(course),
            ),
            gained,
            costs,
            Paragraph(
                "In brackets: the 5 to 95 % range, for shares that of counting the sampled skins alone.", quiet=True
            ),
        ),
    )


def _clinician_caption(course: Course) -> str:
    """What the marks of the clinician's picture mean."""
    gained = (
        "Contrast left: at its best and at the end of the "
        f"{course.horizon_days} days. Three quarters lighter: at most a quarter of the extra melanin left when a "
        "result is read. "
        if pigment_alone(course)
        else "Less of it: how much less there is than on the first day, at its best and at the end of the "
        f"{course.horizon_days} days; a texture does not go away. Chance: share of skins in which enough is reached. "
    )
    return (
        f"Marks: median skin, or share of skins; lines: 5 to 95 %. {gained}"
        "Back: of the skins that gained, those that have lost half of it again 6 and 12 months after "
        "the last step; its range is not known. Boxes: strength of the published evidence. Worst pain: of the "
        "worst session, without numbing cream; none where it is not done without anaesthesia. A dash: not known, or no "
        "light is used."
    )


def _measured_table(course: Course) -> Table:
    """What is gained of each measure after half a year, a year and at the end, with its chance."""
    found = course.strategies
    heads, columns = [], []
    for place, measure in enumerate(course.measures):
        heads += [f"{enough_of(measure)}, of 100", f"{less_of(measure)} [%]: 6 months", "12 months"]
        columns += [
            [with_range(one.gains[place].chance_enough, skins=course.skins) for one in found],
            [percents(one.gains[place].at_6_months_percent) for one in found],
            [percents(one.gains[place].at_12_months_percent) for one in found],
        ]
    back = [
        "–" if does_nothing(one) else back_twice(one.outcome.recurred_by_6_months, one.outcome.recurred_by_12_months)
        for one in found
    ]
    evidence = [EVIDENCE[one.outcome.evidence][1] for one in found]
    return Table(
        caption="What is gained",
        head=("Way", *heads, "Back of 100: 6, 12 months", "Evidence"),
        rows=tuple((one.strategy.title, *cells) for one, *cells in zip(found, *columns, back, evidence, strict=True)),
        strong_row=0,
        widths=(1.7, *(1.0 for _ in heads), 1.0, 0.9),
    )


def _gained_table(course: Course) -> Table:
    """What is gained of a brown spot."""
    found = course.strategies
    return Table(
        caption="What is gained",
        head=("Way", "Melanin lost: best, end [%]", "Contrast, best", "Contrast, end", "Cleared of 100",
              "Back of 100: 6, 12 months", "Evidence"),
        rows=tuple(
            (
                one.strategy.title,
                ", ".join(percent(gone) for gone in gains(one)),
                degrees(one.outcome.contrast_best_ita_deg),
                degrees(one.outcome.contrast_end_ita_deg),
                with_range(one.outcome.chance_cleared, skins=course.skins),
                "–"
                if does_nothing(one)
                else back_twice(one.outcome.recurred_by_6_months, one.outcome.recurred_by_12_months),
                EVIDENCE[one.outcome.evidence][1],
            )
            for one in found
        ),
        strong_row=0,
        widths=(1.7, 1.0, 1.1, 1.1, 0.9, 1.0, 0.9),
    )  # fmt: skip


def _costs_table(course: Course, light: Sequence[bool]) -> Table:
    """What each way costs; days of redness where wounds are deeper than those of light on a spot."""
    found = course.strategies
    red = not pigment_alone(course)
    return Table(
        caption="What it costs",
        head=("Way", "Dark marks of 100", "Burn of 100", "Worst pain, 0 to 10",
              "Days with crusts or bruises" if red else "Days with crusts", *(("Days of redness",) if red else ()),
              "Visits", "Minutes in all"),
        rows=tuple(
            (
                one.strategy.title,
                with_range(one.outcome.chance_dark_marks, skins=course.skins) if lit else _NO_LIGHT,
                with_range(one.outcome.chance_burn, skins=course.skins) if lit else _NO_LIGHT,
                points(one.outcome.pain_0_to_10) if lit else _NO_LIGHT,
                days_of(one.outcome.downtime_days),
                *((_red_days(one),) if red else ()),
                str(one.outcome.visits),
                f"{one.outcome.duration_minutes:.0f}",
            )
            for one, lit in zip(found, light, strict=True)
        ),
        numeric=frozenset({6, 7} if red else {5, 6}),
        strong_row=0,
        widths=(1.7, 1.1, 0.9, 1.1, 1.0, *((1.0,) if red else ()), 0.6, 0.8),
    )  # fmt: skip


def _red_days(one: StrategyCourse) -> str:
    band = one.outcome.redness_days
    return "none" if band is None else days_of(band)


def ways_section(course: Course, sources: Sources) -> Section:
    """Each way with its sessions, its care, its risks and what to mind."""
    blocks: list[Block] = []
    for place, one in enumerate(course.strategies):
        inner: list[Block] = []
        if one.sessions:
            inner += _sessions(course, one)
        if place and one.calendar:
            inner.append(More("Calendar", tuple(calendar_blocks(course, one)), on_paper=False))
        if one.findings:
            inner.append(Bullets(tuple(remark(finding, sources) for finding in one.findings)))
        if one.collagen_gain_percent is not None:
            gain = one.collagen_gain_percent
            inner.append(
                Paragraph(
                    f"New collagen of the dermis at the end: {gain.p50[-1]:.1f} % ({gain.p5[-1]:.1f} to "
                    f"{gain.p95[-1]:.1f} %). What of it is seen is not known."
                )
            )
        if one.improvement is not None:
            inner.append(_improved(one.improvement, sources))
        if inner:
            blocks.append(More(one.strategy.title, tuple(inner)))
    return Section("months-ways", "Way by way", tuple(blocks))


def _improved(found: Improvement, sources: Sources) -> Paragraph:
    """What new collagen may give the texture, and how little is known of it."""
    low, middle, high = (values[-1] for values in (found.low_percent, found.middle_percent, found.high_percent))
    evidence = EVIDENCE[found.evidence][1]
    return Paragraph(
        f"{words.capital(words.plain(found.condition))}: at the end {middle:.0f} % less is seen of it ({low:.0f} to "
        f"{high:.0f} %). How good the studies are: {evidence}. {words.sentence(found.text)}"
        f"{sources.mark(found.sources)}"
    )


def _sessions(course: Course, one: StrategyCourse) -> list[Block]:
    settings = tuple(dict.fromkeys(session.setting for session in one.sessions))
    several = len(settings) > 1
    rows = []
    for number, session in enumerate(one.sessions, start=1):
        cream = session.pain_with_cream_0_to_10
        pain = points(session.pain_0_to_10)
        rows.append(
            (
                f"{number}",
                f"{on(course.start, session.day)} (day {session.day})",
                *((session.setting,) if several else ()),
                f"{session.duration_minutes:.0f}",
                of_hundred(session.chance_effect),
                of_hundred(session.chance_burn),
                of_hundred(session.chance_dark_marks),
                pain if cream is None else f"{pain}; with cream {points(cream)}",
            )
        )
    setting = ("Setting",) if several else ()
    of_100 = ("Responds of 100", "Burn of 100", "Dark marks of 100")
    head = ("Session", "When", *setting, "Minutes", *of_100, "Pain, 0 to 10")
    made: list[Block] = []
    if not several:
        made.append(Facts((("Setting of every session", settings[0]),)))
    made.append(Table(caption="Sessions", head=head, rows=tuple(rows)))
    made.append(Paragraph(_needed(course, one)))
    return made


def _needed(course: Course, one: StrategyCourse) -> str:
    """How many visits are enough, as a distribution."""
    so_far, said = 0.0, []
    for number, share in enumerate(one.sessions_needed, start=1):
        so_far += share
        said.append(f"{number}: {of_hundred(so_far)}")
    if not pigment_alone(course):
        gain = one.gains[0]
        when = " half a year later" if gain.measure == "texture" else ""
        return (
            f"At least {gain.enough_percent:g} % {less_of(gain.measure).lower()}{when} after so many visits, of 100: "
            f"{'; '.join(said)}. The others need more, or do not get there: "
            f"{of_hundred(max(0.0, 1.0 - so_far))} of 100."
        )
    return (
        f"Cleared after so many sessions, of 100, as read before the next one: {'; '.join(said)}. "
        f"The others need more, or do not clear: {of_hundred(max(0.0, 1.0 - so_far))} of 100."
    )


def risks_section(course: Course, sources: Sources, say: Catalogue) -> Section | None:
    """Everything that may happen, once, with the ways in which it may."""
    ways: dict[tuple[str, str], list[StrategyCourse]] = {}
    first: dict[tuple[str, str], ListedRisk] = {}
    for one in course.strategies:
        for risk in one.risks:
            first.setdefault((risk.name, risk.text), risk)
            ways.setdefault((risk.name, risk.text), []).append(one)
    if not first:
        return None
    light = [one for one in course.strategies if uses_light(one)]
    rows = []
    for key, risk in first.items():
        name = say(f"risk-{risk.name}") if _is_light(risk) else words.capital(risk.text)
        if isinstance(risk.chance, str) or isinstance(risk.low, str) or isinstance(risk.high, str):
            said = "not known"
        else:
            said = say.frequency(risk.chance, risk.low, risk.high)
            if _is_light(risk):
                said = f"{said} ({risk.text})"
        met = ways[key]
        where = "every way with light" if met == light and len(light) > 1 else "; ".join(o.strategy.title for o in met)
        rows.append((name, said + sources.mark(risk.sources), words.capital(where)))
    table = Table(
        caption="What may happen beside burns and dark marks, and how often where somebody counted",
        head=("What", "How often", "In which way"),
        rows=tuple(rows),
        widths=(1.5, 1.3, 1.1),
    )
    return Section("months-risks", "What else may happen", (table,))


def _is_light(risk: ListedRisk) -> bool:
    """A risk of light is named by the catalogue; its text says where somebody counted."""
    return any(entry.name == risk.name for name in ("light", "resurfacing") for entry in risk_set(name).risk)


def left_out_section(course: Course, sources: Sources) -> Section | None:
    """Ways that are not offered, and why."""
    if not course.not_offered:
        return None
    rows = tuple((one.title, words.sentence(one.because) + sources.mark(one.sources)) for one in course.not_offered)
    table = Table(caption="Not offered", head=("Way", "Why not"), rows=rows, widths=(1.0, 2.4))
    return Section("months-left-out", "What is not offered, and why", (table,))
