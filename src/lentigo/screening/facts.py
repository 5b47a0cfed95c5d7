"""The facts of a case under the names by which rules ask for them."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.facts import PROCEDURES, Facts, Stated, fact_kinds
from lentigo.domain.health import Fact, Health, Medicine, Procedure
from lentigo.domain.medicines import MEDICINE_CLASSES, MedicineEntry
from lentigo.errors import UnknownNameError
from lentigo.library.medicines import medicine_called
from lentigo.library.roles import permitted
from lentigo.screening.colour import measured_ita, phototype_and_colour
from lentigo.screening.earlier import change_since

UNKNOWN: Final = "unknown"
_NOT_KNOWN: Final = Stated(UNKNOWN)


def case_facts(case: Case, *, ita_deg: float | None = None) -> Facts:
    """Every fact of a case by its name.

    Parameters
    ----------
    case : Case
        What was asked and found.
    ita_deg : float, optional
        The individual typology angle that an indirect reading stands for [degrees].

    Returns
    -------
    mapping
        Facts that nobody has told are there too, and "unknown".
    """
    found: dict[str, Stated] = {}
    for subject in ("person", "lesion", "diagnosis", "health", "findings"):
        found |= record_facts(subject, getattr(case, subject), day=case.assessed)
    measured = measured_ita(case.skin.colour)
    found |= {
        "skin.site": Stated(case.skin.site),
        "skin.given_as": Stated(case.skin.colour.given_as),
        "skin.measured_ita_deg": _NOT_KNOWN if measured is None else Stated(measured),
        "skin.inferred_ita_deg": _NOT_KNOWN if ita_deg is None else Stated(ita_deg),
        "skin.phototype_and_colour": Stated(phototype_and_colour(case)),
        "skin.darker_than_before": _darker(case, ita_deg=ita_deg),
        "diagnosis.by_permitted_role": Stated(permitted(case.diagnosis)),
    }
    found |= _medicine_facts(case.health, day=case.assessed)
    found |= _procedure_facts(case.health)
    return found


def _darker(case: Case, *, ita_deg: float | None) -> Stated:
    """Whether the site is darker than in its own earlier reading."""
    change = change_since(case.skin, ita_deg=ita_deg)
    doubt = f"{change.before} was read before, and nothing that is sure enough now"
    when = doubt if change.answer == UNKNOWN else ""
    return Stated(change.answer, when=when, measured=change.measured, ends_at=change.before)


def record_facts(subject: str, part: object, *, day: date) -> dict[str, Stated]:
    """The words, numbers and answers of a record as facts of a subject; ``day`` is that of the assessment."""
    found = {}
    for field in fields(part):  # type: ignore[arg-type] # every record is a dataclass
        value = getattr(part, field.name)
        name = f"{subject}.{field.name}"
        if isinstance(value, Fact):
            found[name] = _stated(value, day=day)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            found[name] = Stated(value)
    return found


def fact_of(facts: Facts, *, name: str) -> Stated:
    """What was said to a fact.

    Raises
    ------
    UnknownNameError
        If there is no such fact.
    """
    if name not in facts:
        raise UnknownNameError(name, kind="fact", known=tuple(facts) or tuple(fact_kinds()))
    return facts[name]


def last_day(words: str) -> date | None:
    """The last day of what a person calls a day, a month or a year; none for a span of time in other words."""
    matched = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", words.strip(), flags=re.ASCII)
    if matched is None:
        return None
    year, month = int(matched[1]), int(matched[2] or 12)
    try:
        return date(year, month, int(matched[3]) if matched[3] else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None


def _stated(fact: Fact, *, day: date) -> Stated:
    """A fact as it was told; what is said of a time to come holds at most until today."""
    told = last_day(fact.when)
    return Stated(
        value=fact.value,
        day=None if told is None else min(told, day),
        when="" if fact.when == UNKNOWN else fact.when,
        told_by="" if fact.told_by == UNKNOWN else fact.told_by,
    )


def _worst(said: Iterable[Stated]) -> Stated:
    """Of several statements the one that weighs most: a yes without a day, a later yes, an unknown, a no.

    A yes of old and something later that is not known make a yes of which the day is not known.
    """

    def weight(one: Stated) -> tuple[int, date]:
        rank = {"no": 0, UNKNOWN: 1}.get(str(one.value), 2)
        return rank, one.day or date.max

    every = list(said)
    found = max(every, key=weight)
    doubts = [one.day or date.max for one in every if one.value == UNKNOWN]
    if found.value != "yes" or found.day is None or max(doubts, default=date.min) <= found.day:
        return found
    return replace(found, day=None)


def _medicine_facts(health: Health, *, day: date) -> Mapping[str, Stated]:
    """A fact for each class of medicines; a medicine that nobody knows leaves every class open."""
    known = [(medicine, medicine_called(medicine.substance)) for medicine in health.medicines]
    complete = health.medicines_asked.value == "yes" and all(entry is not None for _, entry in known)
    strange = ", ".join(f'"{medicine.substance}"' for medicine, entry in known if entry is None)
    rest = Stated("no" if complete else UNKNOWN, when=f"{strange} is no medicine that is known here" if strange else "")
    found = {}
    for name in MEDICINE_CLASSES:
        said = [_taken(m, entry=e, day=day) for m, e in known if e is not None and name in e.classes]
        found[f"medicine.{name}"] = _worst([*said, rest]) if said else rest
    return found


def _taken(medicine: Medicine, *, entry: MedicineEntry, day: date) -> Stated:
    last = medicine.last_taken if isinstance(medicine.last_taken, date) else None
    if medicine.taken == "now":
        last = day
    told_by = "" if medicine.told_by == UNKNOWN else medicine.told_by
    when = entry.substance + (f", last taken {last.isoformat()}" if last and medicine.taken != "now" else "")
    return Stated("yes", day=None if last is None else min(last, day), when=when, told_by=told_by)


def _procedure_facts(health: Health) -> Mapping[str, Stated]:
    """A fact for each kind of procedure at the site."""
    rest = Stated("no" if health.procedures_asked.value == "yes" else UNKNOWN)
    found = {}
    for kind in PROCEDURES:
        said = [_done(procedure) for procedure in health.procedures if procedure.kind == kind]
        found[f"procedure.{kind}"] = _worst([*said, rest]) if said else rest
    return found


def _done(procedure: Procedure) -> Stated:
    day = procedure.day if isinstance(procedure.day, date) else None
    return Stated(procedure.at_site, day=day, when="" if day is None else day.isoformat())
