"""Drugs against dark spots as people read them: how to begin, how much, when to stop, what they may do, who says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.cli.render.console import bullets, pairs, section
from lentigo.cli.render.words import number
from lentigo.domain.drugs import Drug, DrugHarm, DrugNumber

ACTIONS: Final[dict[str, str]] = {
    "production_cut_share": "melanin held back",
    "drive_cut_share": "the spot's own drive held back",
    "turnover_gain_ratio": "turnover of the skin, faster by",
    "inflammation_ratio": "irritation",
    "inflammation_cut_share": "inflammation held back",
    "onset_days": "days to set in",
}
"""What the numbers of an action mean, in words."""
_ROUTES: Final = {"skin": "on the skin", "mouth": "by mouth"}


def drugs_list(found: Sequence[Drug]) -> RenderableType:
    """Every drug with start, dose, stop, harms and sources."""
    parts: list[RenderableType] = [
        Text(f"Drugs against dark spots: {len(found)}", style="bold"),
        Text("`lentigo library show NAME` shows one with its numbers. None is advised here: a prescriber decides."),
    ]
    parts += [section(one.id.replace("_", " "), drug_facts(one), note=one.name) for one in found]
    return Group(*parts)


def drug_facts(one: Drug) -> RenderableType:
    """How one drug is used, and what it may do."""
    unit = "%" if one.strength_unit == "percent" else one.strength_unit
    sold = ", ".join(f"{strength:g}" for strength in one.strengths)
    rows: list[tuple[str, str | Text]] = [
        ("use", f"{_ROUTES[one.route]}, sold as {sold} {unit}; name in a course: {one.id}"),
        ("start", one.start),
        ("dose", one.dose),
        ("stop", one.stop),
        ("longest", f"{one.longest_weeks:g} weeks without a break"),
    ]
    if one.pause_before_device_days > 0:
        rows.append(("before light", f"left off {one.pause_before_device_days:g} days"))
    rows += [("harms" if k == 0 else "", _harm(harm)) for k, harm in enumerate(one.harms)]
    rows += [
        ("licence" if k == 0 else "", f"{given.region.upper()}: {given.text} [{given.source}]")
        for k, given in enumerate(one.licence)
    ]
    if one.rules:
        rows.append(("rules", ", ".join(one.rules)))
    rows.append(("sources", ", ".join(one.sources)))
    if one.from_memory == "yes":
        rows.append(("verify", "not all of this was read in its sources"))
    return pairs(rows)


def _harm(harm: DrugHarm) -> str:
    if harm.chance == "unknown" or harm.low == "unknown" or harm.high == "unknown":
        return f"{harm.text} [{harm.source}]"
    around = f"{100 * harm.low:g} to {100 * harm.high:g}"
    return f"{harm.text}: {100 * harm.chance:g} of 100 ({around}) [{harm.source}]"


def drug_numbers(one: Drug) -> RenderableType:
    """What the usual dose does to pigment, number by number."""
    lines = []
    for name, words in ACTIONS.items():
        value: DrugNumber = getattr(one.action, name)
        lines.append(
            f"{words}: {number(value.value)} ({number(value.low)} to {number(value.high)}), {value.kind}; "
            f"{value.where} [{value.source}]"
        )
    return section("What it does to pigment", bullets(lines), note="at the usual dose; shares and ratios of 1")
