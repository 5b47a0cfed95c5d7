"""The questionnaire as data: the fields of a case as questions in plain words, in sections and groups.

``lentigo new`` asks these one by one; a web form may show them at once. No question that nature answers has a default:
whoever does not know says "unknown". A group is asked once for all its questions: a no answers each with no, anything
else asks them one by one.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from lentigo.domain.case import Case
from lentigo.domain.complaints import shown
from lentigo.domain.contradictions import case_contradictions
from lentigo.domain.files import case_from_plain
from lentigo.domain.health_questions import HEALTH_SECTIONS
from lentigo.domain.question import Condition, Instead, Question, QuestionKind, Section, check_answer
from lentigo.domain.shape import field_path
from lentigo.domain.skin_questions import FIRST_SECTIONS, LAST_SECTIONS
from lentigo.domain.told import Told

__all__ = [
    "QUESTIONNAIRE_VERSION",
    "QUESTIONS",
    "SECTIONS",
    "Condition",
    "Instead",
    "Question",
    "QuestionKind",
    "Section",
    "asked_as",
    "case_from_answers",
    "check_answer",
    "contradicted",
    "link_id",
    "question_at",
    "questions_for",
    "retract",
    "settled",
]

QUESTIONNAIRE_VERSION: Final = "2026.2"
"""Changes with every word that is asked, so that answers can be kept with what they answered."""

SECTIONS: Final[tuple[Section, ...]] = (*FIRST_SECTIONS, *HEALTH_SECTIONS, *LAST_SECTIONS)
"""Every field of a case file, in the order in which one would ask; but no reasons for going on despite a rule.

Those are written into the file by hand, once the screening has shown the rule.
"""

QUESTIONS: Final[tuple[Question, ...]] = tuple(question for section in SECTIONS for question in section.questions)
"""The questions of all sections; those about the entries of a list stand inside the question of the list."""

LEADS: Final = "ask."
"""Answers to questions that begin so lead to others and are no part of the case."""

MOST_ENTRIES: Final = 40
"""So many entries a list may have: a slip of the Enter key must end some day."""

_DEVICES: Final = "devices"
_PLACE: Final = re.compile(r"#(\d+)")


def link_id(path: str) -> str:
    """The stable name of a question: its path without the places of entries in lists."""
    return _PLACE.sub("", path)


def question_at(path: str) -> Question:
    """The question that fills a field; of an entry of a list, as it is put for that entry.

    Raises
    ------
    KeyError
        If no question fills it.
    """
    wanted = link_id(path)
    for question in QUESTIONS:
        if question.path == wanted:
            return question
        for entry in question.entries:
            place = _PLACE.search(path)
            if entry.path == wanted:
                return _of_entry(question, entry, int(place[1]) if place else 1)
    raise KeyError(path)


def asked_as(path: str) -> str:
    """The question that fills a field, in quotes as it is put; the field itself where there is none."""
    try:
        return f'"{question_at(path.removesuffix(".value")).text}"'
    except KeyError:
        return path


def settled(answers: Mapping[str, object]) -> dict[str, object]:
    """The answers that count: those given to questions that apply, and those that stand without asking."""
    found: dict[str, object] = {}
    for question in QUESTIONS:
        if not question.applies(found):
            taken = question.taken(found)
            if taken is not None:
                found[question.path] = taken
        elif question.kind == "list":
            for entry in _entries(question, answers):
                found |= {one.path: answers[one.path] for one in entry if one.path in answers and one.applies(answers)}
        elif question.path in answers:
            found[question.path] = answers[question.path]
    return found


def questions_for(answers: Mapping[str, object]) -> tuple[Question, ...]:
    """The questions still to be asked, in their order, after the answers given so far."""
    known = settled(answers)
    found: list[Question] = []
    for question in QUESTIONS:
        if not question.applies(known):
            continue
        if question.kind != "list":
            found += [question] if question.path not in answers else []
            continue
        for entry in _entries(question, answers, next_one=True):
            found += [one for one in entry if one.path not in answers and one.applies(answers)]
    return tuple(found)


def retract(answers: dict[str, object], path: str) -> None:
    """Take an answer back so that it is asked again; one that stood without asking, with what it followed from."""
    if path in answers:
        del answers[path]
        return
    try:
        question = question_at(path)
    except KeyError:
        return
    if question.only_if is not None:
        retract(answers, question.only_if.path)


def contradicted(answers: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """Fields whose answers contradict other answers given so far, each with what is wrong and what to do about it.

    Other fields are named by the questions that fill them.
    """
    told = Told(_nested(settled(answers)), frozenset())
    found = []
    for each in case_contradictions(told):
        other = ""
        if each.against:
            there, facing = told(*each.against), asked_as(field_path(each.against))
            # The answer of a fact with its day stands one step below the question's own path.
            if isinstance(there, Mapping) and "value" in there:
                there = there["value"]
            other = f", as {facing}" if isinstance(there, Mapping) else f", but {facing} is {shown(there)}"
        why = f": {each.why}" if each.why else ""
        found.append((field_path(each.path), f"{each.message}{other}{why}" + (f"; {each.hint}" if each.hint else "")))
    return tuple(found)


def case_from_answers(answers: Mapping[str, object], *, base: str | Path | None = None) -> Case:
    """The case that answers describe, by the path of their question; ``base`` is where the case file will stand.

    Raises
    ------
    FileProblemsError
        If an answer is missing, does not fit, or contradicts another one.
    """
    form = {"format": Case.format}
    return case_from_plain(form | _nested(settled(answers)), "answers", base=base)


def _of_entry(question: Question, entry: Question, place: int) -> Question:
    """A question about the entries of a list, as it is put for the entry at a place counted from one."""
    here = f"{question.path}#{place}"

    def moved(path: str) -> str:
        return path.replace(f"{question.path}.", f"{here}.", 1)

    condition = entry.only_if
    return dataclasses.replace(
        entry,
        path=moved(entry.path),
        text=question.again if entry.ends and place > 1 else entry.text,
        only_if=None if condition is None else Condition(path=moved(condition.path), answers=condition.answers),
    )


def _entries(question: Question, answers: Mapping[str, object], *, next_one: bool = False) -> Iterator[list[Question]]:
    """The questions of each entry that a list has so far, and of the next one where that is asked for."""
    for place in range(1, MOST_ENTRIES + 1):
        entry = [_of_entry(question, one, place) for one in question.entries]
        named = answers.get(entry[0].path, "")
        if named == "":
            if next_one and entry[0].path not in answers:
                yield entry[:1]
            return
        yield entry


def _nested(answers: Mapping[str, object]) -> dict[str, Any]:
    """Answers by path as nested tables; a fact with more than its answer becomes a table, entries become a list."""
    tables: dict[str, Any] = {}
    for path in sorted(answers, key=lambda path: path.count(".")):
        if path.startswith(LEADS):
            continue
        *outer, last = path.split(".")
        here = tables
        for step in outer:
            key, _, place = step.partition("#")
            inner = here.setdefault(key, {})
            if not isinstance(inner, dict):
                inner = here[key] = {"value": inner}
            here = inner.setdefault(int(place), {}) if place else inner
        here[last] = answers[path]
    if _DEVICES in tables:
        names = [str(name) for name in tables[_DEVICES]]
        tables[_DEVICES] = [{"file" if name.endswith((".toml", ".json")) else "device": name} for name in names]
    return {key: _with_lists(value) for key, value in tables.items()}


def _with_lists(value: Any) -> Any:
    """Tables whose keys are places as lists."""
    if not isinstance(value, dict):
        return list(value) if isinstance(value, tuple) else value
    inner = {key: _with_lists(one) for key, one in value.items()}
    if inner and all(isinstance(key, int) for key in inner):
        return [inner[key] for key in sorted(inner)]
    return inner
