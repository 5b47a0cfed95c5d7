"""Whether a rule's conditions hold for a case: true, false or not known."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

from lentigo.domain.case import Case
from lentigo.domain.rules import Clause, Condition, FactAmong, FactBelow, FactNotAmong, SkinAsDarkAs
from lentigo.screening.colour import measured_ita, phototype_rank
from lentigo.screening.facts import fact_of


class Truth(IntEnum):
    """Kleene's three values in their order: "all of" is the least, "any of" the greatest."""

    FALSE = 0
    NOT_KNOWN = 1
    TRUE = 2


def _truth(statement: bool) -> Truth:  # noqa: FBT001 - a statement is what it is about
    return Truth.TRUE if statement else Truth.FALSE


def _dark(case: Case, *, condition: SkinAsDarkAs) -> Truth:
    said: list[Truth] = []
    if case.person.phototype != "unknown":
        said.append(_truth(phototype_rank(case.person.phototype) >= phototype_rank(condition.phototype_from)))
    ita_deg = measured_ita(case.skin.colour)
    if ita_deg is not None:
        said.append(_truth(ita_deg < condition.or_ita_below_deg))
    return max(said, default=Truth.NOT_KNOWN)


def holds(case: Case, *, condition: Condition) -> Truth:
    """Whether one condition holds."""
    if isinstance(condition, SkinAsDarkAs):
        return _dark(case, condition=condition)
    answer = fact_of(case, name=condition.fact)
    if isinstance(condition, FactAmong) and answer in condition.among:
        return Truth.TRUE
    if answer == "unknown":
        return Truth.NOT_KNOWN
    if isinstance(condition, FactNotAmong):
        return _truth(answer not in condition.not_among)
    if isinstance(condition, FactBelow):
        return _truth(isinstance(answer, int | float) and answer < condition.below)
    return Truth.FALSE


def _each(case: Case, conditions: Iterable[Condition]) -> list[Truth]:
    return [holds(case, condition=condition) for condition in conditions]


def applies(case: Case, *, clause: Clause) -> Truth:
    """Whether a clause applies: all of its first conditions, and one of its second where it has any."""
    return min(
        min(_each(case, clause.all), default=Truth.TRUE),
        max(_each(case, clause.any), default=Truth.TRUE),
    )
