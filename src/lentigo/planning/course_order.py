"""Which strategy is told first, and what is said of all of them: gain by how well it was studied, less its price."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.course import StrategyCourse
from lentigo.domain.plan import Finding, Plan
from lentigo.domain.strategy import CourseWishes, Evidence
from lentigo.library.numbers import Number
from lentigo.planning.compose_care import PIGMENT_TABLES

__all__ = ["course_findings", "gains", "headline", "in_order", "reasons"]

CARE_FIRST: Final = ("melasma", "post_inflammatory_hyperpigmentation")
"""Lesions that go to creams and protection before any device, also where the plan has a setting."""

LEAST_GAIN: Final = 0.05
"""A gain below this share of the extra melanin is not told as one."""

_VISIT = "course/visit"

_STUDIED: Mapping[Evidence, str] = {
    "strong": "Evidence: trials.",
    "moderate": "Evidence: moderate.",
    "weak": "Evidence: weak.",
    "model_only": "No study followed it: a computed expectation.",
}


def in_order(found: Sequence[StrategyCourse], *, case: Case, plan: Plan) -> tuple[StrategyCourse, ...]:
    """The preferred one first.

    Care goes first in melasma and dark marks, and where the plan gives no setting. Then what the median skin gains, at
    its best and at the end, counts by how well such a course was studied; dark marks, burns and visits are its price.

    Parameters
    ----------
    found : sequence of StrategyCourse
        In the order in which they are compared, which decides among equals.
    case : Case
        Whose lesion it is.
    plan : Plan
        Of today.
    """
    care = case.lesion.kind in CARE_FIRST or plan.decision != "setting"

    def rank(one: StrategyCourse) -> tuple[bool, float]:
        first = care and not one.strategy.sessions and bool(one.strategy.care)
        return first, round(_worth(one, studied=True), 6)

    return tuple(sorted(found, key=rank, reverse=True))


def _worth(one: StrategyCourse, *, studied: bool) -> float:
    gained = 0.5 * sum(gains(one))
    if studied and gained > 0.0:
        gained *= library.number(_VISIT, f"credit_{one.outcome.evidence}_share").value
    price = one.outcome.chance_dark_marks + 2.0 * one.outcome.chance_burn
    return gained - price - library.number(_VISIT, "visit_price_share").value * one.outcome.visits


def gains(one: StrategyCourse) -> tuple[float, float]:
    """Share of the extra melanin that the median skin has lost at its best, and at the end [1].

    Negative where there is more than before; every table and picture of a course goes by it.
    """
    left = one.lesion_melanin_share.p50
    return min(1.0 - min(left), 1.0), min(1.0 - left[-1], 1.0)


def headline(ordered: Sequence[StrategyCourse], *, plan: Plan) -> str:
    """The first strategy in a sentence, with how well it was studied; the plan's where nothing is offered."""
    if not ordered:
        return plan.headline
    first = ordered[0]
    best, end = gains(first)
    title = first.strategy.title
    if max(best, end) < LEAST_GAIN:
        return f"Nothing here lightens the spot much; {title[0].lower()}{title[1:]} does as well as any."
    kept = (
        f"{100 * end:.0f} % less of the extra melanin at the end"
        if end >= LEAST_GAIN
        else f"{100 * best:.0f} % less of the extra melanin at its best, and little of it at the end"
    )
    return (
        f"{title}: the median skin has {kept} (contrast {first.contrast_ita_deg.p50[0]:.0f}° to "
        f"{first.contrast_ita_deg.p50[-1]:.0f}°), with dark marks in {100 * first.outcome.chance_dark_marks:.0f} of "
        f"100. {_STUDIED[first.outcome.evidence]}"
    )


def reasons(ordered: Sequence[StrategyCourse]) -> tuple[str, ...]:
    """What speaks for and against, strategy by strategy, in one line each."""
    lines = []
    for one in ordered:
        best, end = (100.0 * gain for gain in gains(one))
        low, high = (
            100.0 * min(1.0 - edge[-1], 1.0) for edge in (one.lesion_melanin_share.p95, one.lesion_melanin_share.p5)
        )
        lines.append(
            f"{one.strategy.title}: {best:.0f} % less extra melanin at its best, {end:.0f} % at the end ({low:.0f} to "
            f"{high:.0f} %), dark marks in {100 * one.outcome.chance_dark_marks:.0f} of 100, "
            f"{one.outcome.visits} visits. {_STUDIED[one.outcome.evidence]}"
        )
    if ordered:
        best_by_numbers = max(ordered, key=lambda one: _worth(one, studied=False))
        if best_by_numbers is not ordered[0]:
            lines.append(
                f"By the computed numbers alone, {best_by_numbers.strategy.title[0].lower()}"
                f"{best_by_numbers.strategy.title[1:]} would come first; what has been studied better, and care where "
                "it comes first by custom, goes before it."
            )
    return tuple(lines)


def course_findings(wishes: CourseWishes, case: Case) -> tuple[Finding, ...]:
    """What all strategies of a case rest on."""
    found = [
        Finding(
            topic="model",
            text=(
                "How pigment returns, how inflammation darkens and what drugs hold back rests on few trials; most "
                "rates are assumed with wide ranges, and the bands here are at least as wide as they say."
            ),
            sources=(),
        )
    ]
    if wishes.sun.latitude_deg == "unknown" or wishes.sun.behaviour == "unknown":
        found.append(
            Finding(
                topic="assumed",
                text=(
                    "Where the person lives, or how much time is spent outside, is not known: a sunny country and a "
                    "mixed day are taken. Write both under [course.sun]."
                ),
                sources=(),
            )
        )
    if case.lesion.kind == "melasma":
        found.append(
            Finding(
                topic="model",
                text="Melasma comes back: its drive is not removed by light or creams. Sun protection never ends.",
                sources=("jocd-12253",),
            )
        )
    found += [
        Finding(topic="assumed", text=f"Assumed of {what}: {_listed(table)}.", sources=())
        for what, table in (
            ("the lesion", f"pigment/{PIGMENT_TABLES[case.lesion.kind]}"),
            ("inflammation", "pigment/inflammation"),
            ("light on pigment", "pigment/light"),
            ("visits and of what counts as clear, back and seen", _VISIT),
            ("how long to wait between sessions", "course/interval"),
        )
    ]
    return tuple(found)


def _listed(table: str) -> str:
    """Every assumed number of a table with its range."""
    return "; ".join(_told(name, number) for name, number in library.table(table).items() if number.kind == "assumed")


def _told(name: str, number: Number) -> str:
    words = name.replace("_", " ").replace(".", " ")
    if number.low == number.high:
        return f"{words} {number.value:g}"
    return f"{words} {number.value:g} ({number.low:g} to {number.high:g})"
