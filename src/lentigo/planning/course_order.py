"""Which strategy is told first, and what is said of all of them: gain by how well it was studied, less its price."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lentigo import library
from lentigo.domain.case import Case, LesionKind
from lentigo.domain.course import Gain, Measure, StrategyCourse
from lentigo.domain.plan import Finding, Plan
from lentigo.domain.strategy import CourseWishes, Evidence
from lentigo.library.numbers import Number
from lentigo.planning.compose_care import PIGMENT_TABLES
from lentigo.planning.compose_vessels import vessel_kind
from lentigo.planning.course_measures import care_first, measures_of

__all__ = ["course_findings", "gains", "headline", "in_order", "reasons", "said_gain"]

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

    Care goes first where the library's indications say so (melasma, dark marks, lines), and where the plan gives no
    setting. Then what the median skin gains, at
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
    care = care_first(case.lesion.kind) or plan.decision != "setting"

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
    """What the median skin has gained at its best, and at the end, as a share of what there was on the first day [1].

    Of several measures the mean. Negative where there is more than before; every table and picture of a course goes by
    it.
    """
    if not one.gains or (one.gains[0].measure == "pigment" and len(one.gains) == 1):
        left = one.lesion_melanin_share.p50
        return min(1.0 - min(left), 1.0), min(1.0 - left[-1], 1.0)
    best, end = zip(*(_gained(gain) for gain in one.gains), strict=True)
    return sum(best) / len(best), sum(end) / len(end)


def _gained(gain: Gain) -> tuple[float, float]:
    """At its best and at the end, of one measure [1]."""
    less = gain.less_percent.p50
    return min(max(less) / 100.0, 1.0), min(less[-1] / 100.0, 1.0)


_LESS: Final[Mapping[Measure, str]] = {
    "pigment": "{0} % less of the extra melanin",
    "redness": "{0} % less redness",
    "texture": "{0} % less to be seen of it",
}
"""What a gain is, in words."""


def said_gain(gain: Gain, share: float) -> str:
    """A gain of one measure in words.

    Parameters
    ----------
    gain : Gain
        Whose measure it is.
    share : float
        How much less there is [1].
    """
    return _LESS[gain.measure].format(round(100.0 * share))


def headline(ordered: Sequence[StrategyCourse], *, plan: Plan) -> str:
    """The first strategy in a sentence, with how well it was studied; the plan's where nothing is offered."""
    if not ordered:
        return plan.headline
    first = ordered[0]
    title, measures = first.strategy.title, [gain.measure for gain in first.gains] or ["pigment"]
    best, end = gains(first)
    if max(best, end) < LEAST_GAIN:
        if any(max(gains(one)) >= LEAST_GAIN and one.strategy.sessions for one in ordered):
            return (
                f"{title} comes first: what sessions gain here is outweighed by their dark marks, burns and visits, as "
                "they are weighed. Look at both, and decide with the person."
            )
        does = {"pigment": "lightens the spot", "redness": "takes the redness away"}.get(measures[0], "changes it")
        return f"Nothing here {does} much; {title[0].lower()}{title[1:]} does as well as any."
    marks = f"with dark marks in {100 * first.outcome.chance_dark_marks:.0f} of 100"
    if measures == ["pigment"]:
        kept = (
            f"{100 * end:.0f} % less of the extra melanin at the end"
            if end >= LEAST_GAIN
            else f"{100 * best:.0f} % less of the extra melanin at its best, and little of it at the end"
        )
        kept += f" (contrast {first.contrast_ita_deg.p50[0]:.0f}° to {first.contrast_ita_deg.p50[-1]:.0f}°)"
    else:
        kept = " and ".join(_kept(gain) for gain in first.gains if max(_gained(gain)) >= LEAST_GAIN)
        if len(first.gains) > 1 and "texture" in measures and max(_gained(first.gains[-1])) < LEAST_GAIN:
            kept += " and hardly any change of texture"
    if "texture" in measures:
        marks += "; it does not go away"
    return f"{title}: the median skin has {kept}, {marks}. {_STUDIED[first.outcome.evidence]}"


def _kept(gain: Gain) -> str:
    """What a measure has gained at the end with its band, or at its best where little of it is left."""
    best, end = _gained(gain)
    band = gain.at_end_percent
    if end >= LEAST_GAIN or best < LEAST_GAIN:
        return f"{said_gain(gain, end)} at the end ({band.p5:.0f} to {band.p95:.0f} %)"
    return f"{said_gain(gain, best)} at its best, and little at the end"


def reasons(ordered: Sequence[StrategyCourse]) -> tuple[str, ...]:
    """What speaks for and against, strategy by strategy, in one line each."""
    lines = []
    for one in ordered:
        told = "; ".join(_at_best_and_end(gain) for gain in one.gains) or _melanin(one)
        lines.append(
            f"{one.strategy.title}: {told}, dark marks in {100 * one.outcome.chance_dark_marks:.0f} of 100, "
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


def _at_best_and_end(gain: Gain) -> str:
    best, end = _gained(gain)
    low, high = (min(edge, 100.0) for edge in (gain.at_end_percent.p5, gain.at_end_percent.p95))
    what = {"pigment": "less extra melanin", "redness": "less redness", "texture": "less to be seen"}[gain.measure]
    return f"{100 * best:.0f} % {what} at its best, {100 * end:.0f} % at the end ({low:.0f} to {high:.0f} %)"


def _melanin(one: StrategyCourse) -> str:
    """The same where only the melanin is told."""
    best, end = (100.0 * gain for gain in gains(one))
    share = one.lesion_melanin_share
    low, high = (100.0 * min(1.0 - edge[-1], 1.0) for edge in (share.p95, share.p5))
    return f"{best:.0f} % less extra melanin at its best, {end:.0f} % at the end ({low:.0f} to {high:.0f} %)"


def course_findings(wishes: CourseWishes, case: Case) -> tuple[Finding, ...]:
    """What all strategies of a case rest on."""
    measures = measures_of(case.lesion.kind)
    found = [Finding(topic="model", text=_RESTS[measure], sources=()) for measure in measures]
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
        Finding(topic="assumed", text=f"Assumed of {what}: {_listed(table, only)}.", sources=())
        for what, table, only in _assumed(case.lesion.kind)
    ]
    return tuple(found)


_RESTS: Final[Mapping[Measure, str]] = {
    "pigment": (
        "How pigment returns, how inflammation darkens and what drugs hold back rests on few trials; most "
        "rates are assumed with wide ranges, and the bands here are at least as wide as they say."
    ),
    "redness": (
        "How many vessels there are, how deep they lie and how soon they return is assumed for the most part: no "
        "series that counted them was found. What closes a vessel is computed; redness follows from the blood that is "
        "left, by the optics of the skin."
    ),
    "texture": (
        "How much less is seen of lines, scars and stretch marks comes from scores of pictures by doctors, of which "
        "studies differ more than methods do. The band is as wide as they are; no texture goes away."
    ),
}
"""What a measure rests on."""


def _assumed(kind: LesionKind) -> Iterator[tuple[str, str, str]]:
    """What is assumed of a kind of lesion: in words, its table, and how the names of its numbers begin."""
    measures = measures_of(kind)
    if "pigment" in measures:
        yield "the lesion", f"pigment/{PIGMENT_TABLES[kind]}", ""
    if "redness" in measures:
        yield "the lesion's vessels", "conditions/lesion_vessels", f"{vessel_kind(kind)}."
        yield "how vessels return", "conditions/lesion_vessels", "course."
        yield "vessels without light", "course/redness", ""
    if "texture" in measures:
        yield "what is seen of new collagen", "collagen/improvement", f"{kind}."
        yield "new collagen", "collagen/dermis", ""
        if f"{kind}.ceiling" in library.table("collagen/cream"):
            yield "a retinoid cream", "collagen/cream", f"{kind}."
    yield "inflammation", "pigment/inflammation", ""
    yield "light on pigment", "pigment/light", ""
    yield "visits and of what counts as clear, back and seen", _VISIT, ""
    yield "how long to wait between sessions", "course/interval", ""


def _listed(table: str, only: str = "") -> str:
    """Every assumed number of a table with its range, of those whose names begin so."""
    return "; ".join(
        _told(name.removeprefix(only), number)
        for name, number in library.table(table).items()
        if number.kind == "assumed" and name.startswith(only)
    )


def _told(name: str, number: Number) -> str:
    words = name.replace("_", " ").replace(".", " ")
    if number.low == number.high:
        return f"{words} {number.value:g}"
    return f"{words} {number.value:g} ({number.low:g} to {number.high:g})"
