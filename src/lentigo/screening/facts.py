"""The facts of a case that rules may ask for, by their place in the case file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from lentigo.domain.case import Case, Fact, Health
from lentigo.errors import UnknownNameError
from lentigo.screening.colour import phototype_and_colour

Answered = str | float

_READ: Final[Mapping[str, Callable[[Case], Answered]]] = MappingProxyType(
    {
        "person.age_years": lambda case: case.person.age_years,
        "person.phototype": lambda case: case.person.phototype,
        "skin.site": lambda case: case.skin.site,
        "skin.given_as": lambda case: case.skin.colour.given_as,
        "skin.phototype_and_colour": phototype_and_colour,
        "lesion.kind": lambda case: case.lesion.kind,
        "lesion.depth": lambda case: case.lesion.depth,
        "diagnosis.recorded": lambda case: case.diagnosis.recorded,
        "diagnosis.by": lambda case: case.diagnosis.by,
        "diagnosis.dermatoscopy": lambda case: case.diagnosis.dermatoscopy,
        "diagnosis.first_line_care_weeks": lambda case: case.diagnosis.first_line_care_weeks,
    }
)

HEALTH_FACTS: Final = tuple(field.name for field in fields(Health))

FACTS: Final = (*_READ, *(f"health.{name}" for name in HEALTH_FACTS))
"""Every fact that a rule may ask for."""


def health_fact(case: Case, *, name: str) -> Fact | None:
    """The answer about a person's health that a fact's name stands for; none for a fact of another kind."""
    room, _, field = name.partition(".")
    return getattr(case.health, field) if room == "health" and field in HEALTH_FACTS else None


def fact_of(case: Case, *, name: str) -> Answered:
    """What a case says to a fact: a word or a number, or "unknown".

    Raises
    ------
    UnknownNameError
        If no case has such a fact.
    """
    answer = health_fact(case, name=name)
    if answer is not None:
        return answer.value
    if name not in _READ:
        raise UnknownNameError(name, kind="fact of a case", known=FACTS)
    return _READ[name](case)


def day_of(case: Case, *, name: str) -> date:
    """The day on which a fact was so, where the case gives one as year-month-day; else the day of the assessment."""
    answer = health_fact(case, name=name)
    try:
        told = date.fromisoformat(answer.when) if answer is not None else case.assessed
    except ValueError:
        return case.assessed
    return min(told, case.assessed)


def weeks_of(case: Case, *, name: str) -> timedelta:
    """A number of weeks that a case gives; none where it is not known."""
    weeks = fact_of(case, name=name)
    return timedelta(weeks=weeks) if isinstance(weeks, int | float) else timedelta()
