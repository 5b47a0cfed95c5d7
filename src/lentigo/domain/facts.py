"""The facts that rules may ask for, by name: what each may hold, read from the records themselves.

A fact is called by its subject and its field, as in ``health.gold_therapy``. The case gives the subjects person, skin,
lesion, diagnosis, health and findings; a numbing cream and a session, where there is one, give their own. Medicines
and procedures become one fact for each class or kind (``medicine.gold``, ``procedure.medium_peel``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, get_args

from lentigo.domain.case import Case
from lentigo.domain.health import Fact, ProcedureKind
from lentigo.domain.medicines import MEDICINE_CLASSES
from lentigo.domain.numbing import CreamFacts
from lentigo.domain.record import Answer
from lentigo.domain.session_facts import SessionFacts
from lentigo.domain.shape import Shape, fields_of

__all__ = ["FactKind", "Facts", "Stated", "fact_kinds"]

ANSWERS: tuple[str, ...] = get_args(Answer)
PROCEDURES: tuple[str, ...] = get_args(ProcedureKind)


@dataclass(frozen=True, slots=True)
class Stated:
    """What was said to one fact."""

    value: str | float
    """A word or a number; "unknown" where it is not known."""
    day: date | None = None
    """The last day on which it may have been so; none where nobody has said."""
    when: str = ""
    """When it was, as it was told."""
    told_by: str = ""
    """Who said so."""
    measured: str = ""
    """What was measured, of a fact that follows from measurements and that nobody is asked."""
    ends_at: str = ""
    """The measured value at which a deferral for it ends."""


Facts = Mapping[str, Stated]
"""Facts by name. A subject that is not there at all (no cream, no session) is not asked about."""


@dataclass(frozen=True, slots=True)
class FactKind:
    """What a fact may hold."""

    name: str
    kind: Literal["answer", "choice", "number", "text"]
    choices: tuple[str, ...]
    """The words that it may hold, "unknown" with them where that may be answered; none for numbers and texts."""
    meaning: str
    """What it is, in words."""
    dated: bool = False
    """Whether a day may stand with it."""


_COMPUTED: tuple[FactKind, ...] = (
    FactKind("skin.given_as", "choice", ("ita", "lab", "melanin_index", "reflectance", "phototype"), "how it was told"),
    FactKind("skin.measured_ita_deg", "number", (), "individual typology angle of a reading, or unknown"),
    FactKind("skin.inferred_ita_deg", "number", (), "the angle that an indirect reading stands for, or unknown"),
    FactKind(
        "skin.phototype_and_colour",
        "choice",
        ("agree", "disagree", "cannot be compared"),
        "whether phototype and measured colour are within one class of each other",
    ),
    FactKind(
        "skin.darker_than_before",
        "choice",
        ("yes", "no", "unknown", "cannot be compared", "no earlier reading"),
        "whether the site is darker than in its own earlier reading, by more than both readings' errors together",
    ),
    FactKind(
        "diagnosis.by_permitted_role", "answer", ANSWERS, "whether whoever said what the lesion is may diagnose it"
    ),
)


@cache
def fact_kinds() -> Mapping[str, FactKind]:
    """Every fact that a rule may ask for, by its name."""
    found = [
        kind for subject in ("person", "skin", "lesion", "diagnosis", "health", "findings") for kind in _of(subject)
    ]
    found += record_kinds("cream", CreamFacts)
    found += record_kinds("session", SessionFacts)
    found += _COMPUTED
    found += [
        FactKind(f"medicine.{name}", "answer", ANSWERS, f"a medicine: {name}", dated=True) for name in MEDICINE_CLASSES
    ]
    found += [
        FactKind(f"procedure.{name}", "answer", ANSWERS, f"an earlier {name} at the site", dated=True)
        for name in PROCEDURES
    ]
    return {kind.name: kind for kind in found}


def _of(subject: str) -> list[FactKind]:
    """The facts of a part of the case."""
    part = fields_of(Case)[subject].shape.record
    return [] if part is None else record_kinds(subject, part)


def record_kinds(subject: str, part: type) -> list[FactKind]:
    """A fact for each field of a record that holds a word, a number or an answer."""
    found = []
    for name, field in fields_of(part).items():
        shape = field.shape
        if shape.record is Fact:
            found.append(FactKind(f"{subject}.{name}", "answer", ANSWERS, field.description, dated=True))
        elif shape.kind in ("choice", "number", "whole_number", "text"):
            found.append(_kind(f"{subject}.{name}", shape, field.description))
    return found


def _kind(name: str, shape: Shape, meaning: str) -> FactKind:
    if shape.kind == "choice":
        choices = tuple(str(choice) for choice in shape.choices)
        return FactKind(name, "answer" if set(choices) == set(ANSWERS) else "choice", choices, meaning)
    return FactKind(name, "text" if shape.kind == "text" else "number", (), meaning)
