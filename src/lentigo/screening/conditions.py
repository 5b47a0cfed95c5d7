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


def _dark(case: Case, *, condition: SkinAsDarkAs, ita_deg: float | None) -> Truth:
    said: list[Truth] = []
    if case.person.phototype != "unknown":
        said.append(_truth(phototype_rank(case.person.phototype) >= phototype_rank(condition.phototype_from)))
    measured = measured_ita(case.skin.colour)
    said += [_truth(angle < condition.or_ita_below_deg) for angle in (measured, ita_deg) if angle is not None]
    return max(said, default=Truth.NOT_KNOWN)


def holds(case: Case, *, condition: Condition, ita_deg: float | None = None) -> Truth:
    """Whether one condition holds; ``ita_deg`` is the colour that an indirect reading stands for [degrees]."""
    if isinstance(condition, SkinAsDarkAs):
        return _dark(case, condition=condition, ita_deg=ita_deg)
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


def applies(case: Case, *, clause: Clause, ita_deg: float | None = None) -> Truth:
    """Whether a clause applies: all of its first conditions, and one of its second where it has any."""

    def each(conditions: Iterable[Condition]) -> list[Truth]:
        return [holds(case, condition=condition, ita_deg=ita_deg) for condition in conditions]

    return min(min(each(clause.all), default=Truth.TRUE), max(each(clause.any), default=Truth.TRUE))
