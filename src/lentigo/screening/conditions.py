"""Whether a rule's conditions hold for the facts: true, false or not known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from enum import IntEnum

from lentigo.domain.case import Phototype
from lentigo.domain.facts import Facts
from lentigo.domain.rules import (
    Clause,
    Condition,
    FactAbove,
    FactAmong,
    FactBelow,
    FactNotAmong,
    FactWithin,
    SkinAsDarkAs,
)
from lentigo.screening.colour import phototype_rank
from lentigo.screening.facts import UNKNOWN, fact_of


class Truth(IntEnum):
    """Kleene's three values in their order: "all of" is the least, "any of" the greatest."""

    FALSE = 0
    NOT_KNOWN = 1
    TRUE = 2


def _truth(statement: bool) -> Truth:  # noqa: FBT001 - a statement is what it is about
    return Truth.TRUE if statement else Truth.FALSE


def _dark(facts: Facts, *, condition: SkinAsDarkAs) -> Truth:
    said: list[Truth] = []
    phototype = fact_of(facts, name="person.phototype").value
    if phototype != UNKNOWN:
        rank = phototype_rank(_phototype(phototype))
        said.append(_truth(rank >= phototype_rank(condition.phototype_from)))
    for name in ("skin.measured_ita_deg", "skin.inferred_ita_deg"):
        angle = fact_of(facts, name=name).value
        if isinstance(angle, int | float):
            said.append(_truth(angle < condition.or_ita_below_deg))
    return max(said, default=Truth.NOT_KNOWN)


def _phototype(value: str | float) -> Phototype:
    return value  # type: ignore[return-value] # the records let nothing else through


def _within(facts: Facts, *, condition: FactWithin, today: date) -> Truth:
    said = fact_of(facts, name=condition.fact)
    long_ago = said.day is not None and today - said.day >= timedelta(days=condition.within_days)
    if said.value == "no" or long_ago:
        return Truth.FALSE
    certain = said.value == "yes" and (said.day is not None or condition.undated == "today")
    return Truth.TRUE if certain else Truth.NOT_KNOWN


def holds(facts: Facts, *, condition: Condition, today: date) -> Truth:
    """Whether one condition holds on a day."""
    if isinstance(condition, SkinAsDarkAs):
        return _dark(facts, condition=condition)
    if isinstance(condition, FactWithin):
        return _within(facts, condition=condition, today=today)
    answer = fact_of(facts, name=condition.fact).value
    if isinstance(condition, FactAmong) and answer in condition.among:
        return Truth.TRUE
    return Truth.NOT_KNOWN if answer == UNKNOWN else _truth(_fits(answer, condition=condition))


def _fits(answer: str | float, *, condition: FactAmong | FactNotAmong | FactBelow | FactAbove) -> bool:
    """Whether a known answer is what a condition asks for."""
    if isinstance(condition, FactNotAmong):
        return answer not in condition.not_among
    if isinstance(condition, FactAmong) or not isinstance(answer, int | float):
        return False
    return answer < condition.below if isinstance(condition, FactBelow) else answer > condition.above


def asks_of(condition: Condition) -> str:
    """The fact that a condition asks for."""
    return "person.phototype" if isinstance(condition, SkinAsDarkAs) else condition.fact


def subjects_of(facts: Facts) -> frozenset[str]:
    """What the facts are about: the person and all that belongs to one, a cream, a session."""
    return frozenset(name.partition(".")[0] for name in facts)


def is_put(clause: Clause, *, subjects: frozenset[str]) -> bool:
    """Whether all subjects of a clause are there: without a cream nobody asks about it."""
    asked = {asks_of(condition).partition(".")[0] for condition in (*clause.all, *clause.any)}
    return (asked | {clause.whenever} - {None}) <= subjects


def applies(facts: Facts, *, clause: Clause, today: date) -> Truth:
    """Whether a clause applies: all of its first conditions, and one of its second where it has any."""

    def each(conditions: Iterable[Condition]) -> list[Truth]:
        return [holds(facts, condition=condition, today=today) for condition in conditions]

    return min(min(each(clause.all), default=Truth.TRUE), max(each(clause.any), default=Truth.TRUE))
