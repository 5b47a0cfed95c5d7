"""A session beside its plan, on the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.device import duration_words
from lentigo.cli.render.reasons import Cite, reason
from lentigo.cli.render.words import plain
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.delivered import Comparison, DeliveredReport, Flag
from lentigo.domain.device import Device

FLAGS: dict[Flag, str] = {
    "as_planned": "as planned",
    "noted": "noted",
    "reason_needed": "needs a reason",
    "second_signature_needed": "needs a reason and a second signature",
    "outside": "OUTSIDE THE WINDOW",
    "not_planned": "not in the plan",
}


def delivered_page(report: DeliveredReport, *, cite: Cite, devices: Sequence[Device] = ()) -> RenderableType:
    """The answer, what must not be overlooked, the table, what must still be answered, and the next day."""
    return Group(*_parts(report, cite=cite, devices=devices))


def _parts(report: DeliveredReport, *, cite: Cite, devices: Sequence[Device]) -> Iterator[RenderableType]:
    good = report.can_close and not report.alarms
    about: list[tuple[str, str | Text]] = [("Session", f"{report.title}, {report.treated_on:%-d %B %Y}")]
    if report.next_earliest is not None:
        about.append(("Next session", f"not before {report.next_earliest:%-d %B %Y}"))
    else:
        about.append(("Next session", "only after a clinician has looked at skin and device"))
    yield Panel(
        Group(Text(report.headline, style="bold"), Text(""), pairs(about, indent=0)),
        title=Text(" CAN BE CLOSED " if report.can_close else " STAYS OPEN ", style="bold"),
        title_align="left",
        border_style="green" if good else "red",
        box=box.ROUNDED,
        padding=(1, 2),
    )
    if report.alarms:
        lines = [Text(f"{a.text}" + (f" (rule {a.rule})" if a.rule else ""), style="bold") for a in report.alarms]
        yield section("Must not be overlooked", bullets(lines, sign="!"))
    for zone, number in dict.fromkeys((one.zone, one.pass_number) for one in report.comparisons):
        rows = [one for one in report.comparisons if (one.zone, one.pass_number) == (zone, number)]
        yield section("Planned and delivered", _table(rows), note=f"{zone}, pass {number}")
    if report.demands:
        lines = [Text(f"{d.text}" + (f" (rule {d.rule})" if d.rule else "") + f"  [{d.field}]") for d in report.demands]
        yield section("Must still be answered", bullets(lines, sign="?"))
    if report.left_open:
        yield section("Answered with unknown", bullets(left_open(path) for path in report.left_open))
    if report.reasons:
        yield section("Rules", *(Padding(reason(r, cite=cite, devices=devices), (0, 0, 0, 1)) for r in report.reasons))
    if report.findings:
        yield section("Remarks", bullets(finding.text for finding in report.findings))
    yield Text(f"\nRules {report.versions.rules}", style="dim")
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _table(comparisons: Sequence[Comparison]) -> RenderableType:
    rows = table(
        ("", "left"),
        ("planned", "left"),
        ("set", "left"),
        ("measured", "left"),
        ("set %", "right"),
        ("meas. %", "right"),
    )
    rows.add_column("", vertical="top")
    for column in rows.columns:
        column.overflow = "fold"  # a name may be broken, never cut off
    for one in comparisons:
        rows.add_row(
            plain(one.quantity),
            *(_value(value, one.unit) for value in (one.planned, one.set, one.measured)),
            _percent(one.set_deviation_percent),
            _percent(one.measured_deviation_percent),
            Text(FLAGS[one.flag], style="" if one.flag in ("as_planned", "noted") else "bold"),
        )
    return rows


def _value(value: str, unit: str) -> str:
    if unit == "s" and value not in ("", "unknown"):
        return duration_words(float(value))
    return f"{value} {unit}".strip() if value not in ("", "unknown") else value


def _percent(value: float | None) -> str:
    return "" if value is None else f"{value:+.0f}"


_UNITS: Final = {
    "_j_cm2": "J/cm²", "_mj": "mJ", "_per_cm2": "per cm²",
    "_mm": "mm", "_hz": "Hz", "_c": "°C", "_s": "s", "_minutes": "min", "_percent": "%", "_nm": "nm",
}  # fmt: skip
"""How names in the file end, and the unit that they say."""

_STEP: Final = re.compile(r"([a-z_]+)#(\d+)")


def left_open(path: str) -> str:
    """A field of the session file in words, with its place in the file."""
    steps = [f"{words_of(m[1])} {m[2]}" if (m := _STEP.fullmatch(step)) else step for step in path.split(".")]
    for ending, unit in _UNITS.items():
        if steps[-1].endswith(ending):
            steps[-1] = f"{steps[-1].removesuffix(ending)} [{unit}]"
            break
    return f"{', '.join(map(plain, steps))} ({path})"


def words_of(table: str) -> str:
    """The name of one of several tables."""
    return {"passes": "pass"}.get(table, plain(table))
