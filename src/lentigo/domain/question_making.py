"""Questions made from the fields of a case: only their words are written by hand."""

from __future__ import annotations

import dataclasses
from functools import cache
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.complaints import expectation
from lentigo.domain.question import Condition, Instead, Question, QuestionKind
from lentigo.domain.shape import UNKNOWN, Field, Shape, field_path, fields_of, leaves
from lentigo.domain.unit_names import UNITS, split_unit

__all__ = ["ask", "fact", "group", "listed"]

_PLAIN_TEXT: Final = {"file": "the name of a file"}
_READINGS: Final = {
    "skin.colour.given_as": ("phototype", "ita", "lab", "melanin_index", "reflectance"),
    "skin.earlier.colour.given_as": ("ita", "lab", "melanin_index"),
}
"""The ways of giving a colour, the most usual first; a single record knows only its own."""
_KINDS: Final[dict[str, QuestionKind]] = {
    "number": "number",
    "choice": "choice",
    "date": "date",
    "text": "text",
    "many": "several",
}
_ANSWERS: Final = ("yes", "no", UNKNOWN)
_YES_OR_NO: Final = "one of yes, no, unknown"


@cache
def _fields() -> dict[str, Field]:
    """Every field of a case that holds a value, by its path; of lists, the fields of one entry, too."""
    found: dict[str, Field] = {}
    for path, field in leaves(Case):
        name = field_path(path)
        found.setdefault(name, field)
        item = field.shape.item
        if item is not None and item.record is not None:
            found |= {f"{name}.{key}": inner for key, inner in fields_of(item.record).items()}
    return found


def ask(
    path: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
    *,
    label: str = "",
    only_if: tuple[str, tuple[str, ...]] | None = None,
    instead: dict[str, str] | None = None,
) -> Question:
    """A question whose bounds, choices and unit are those of the record's field."""
    fields = _fields()
    field = fields[path] if path in fields else fields[f"{path}.value"]
    shape = field.shape
    kind: QuestionKind = "answer" if shape.choices == _ANSWERS else _KINDS[shape.kind]
    suffix = split_unit(path)[1]
    choices = _READINGS.get(path, shape.choices)
    if path.endswith(".file"):
        kind = "file"
    if kind == "several" and shape.item is not None:
        choices = shape.item.choices
    default = f"{field.default:g}" if isinstance(field.default, float) else field.default
    expected = expectation(Shape(kind="choice", choices=choices)) if choices else expectation(shape)
    return Question(
        path=path,
        text=text,
        help=help,
        kind=kind,
        expected=expected.replace("text in quotes", _PLAIN_TEXT.get(kind, "a few words")).replace('"', ""),
        label=label,
        unit=UNITS[suffix].label if suffix and kind == "number" else None,
        low=shape.low,
        high=shape.high,
        low_excluded=shape.low_excluded,
        choices=choices,
        unknown=shape.unknown or path.endswith(".when"),
        default=None if field.required or not isinstance(default, str | int) else str(default),
        only_if=None if only_if is None else Condition(path=only_if[0], answers=only_if[1]),
        instead=tuple(Instead(answer=before, value=value) for before, value in (instead or {}).items()),
    )


def fact(
    path: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
    *,
    label: str = "",
    only_if: tuple[str, tuple[str, ...]] | None = None,
    instead: dict[str, str] | None = None,
    asks_when: str = "When was that, the last time?",
) -> tuple[Question, ...]:
    """A fact of the person's health, and where it is true when that was and who said so."""
    true = (path, ("yes",))
    first = dataclasses.replace(ask(path, text, help, label=label, only_if=only_if, instead=instead), default=None)
    return (
        first,
        ask(f"{path}.when", asks_when, "A day, a month or a year is enough.", only_if=true),
        ask(f"{path}.told_by", "Who said so?", "The person, a record, or a clinician.", only_if=true),
    )


def group(
    path: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
    *members: tuple[Question, ...],
) -> tuple[Question, ...]:
    """A question for several at once: a no answers each of them with no, anything else asks them one by one."""
    first = Question(
        path=path,
        text=text,
        help=help,
        kind="group",
        expected=_YES_OR_NO,
        choices=_ANSWERS,
        unknown=True,
    )
    found = [first]
    for questions in members:
        for question in questions:
            if question.only_if is None:
                condition = Condition(path=path, answers=("yes", UNKNOWN))
                question = dataclasses.replace(  # noqa: PLW2901 - the same question, now of the group
                    question, only_if=condition, instead=(Instead(answer="no", value="no"),)
                )
            found.append(question)
    return tuple(found)


def listed(
    path: str,
    text: str,
    help: str,  # noqa: A002 - the field of the record is called so
    *,
    asked: str,
    complete: Question,
    again: str,
    entries: tuple[Question, ...],
) -> tuple[Question, ...]:
    """Whether there is anything to list, the entries one by one, and whether that was all.

    Parameters
    ----------
    path : str
        The list in the case.
    text, help : str
        Whether there is anything to list, and why that is asked.
    asked : str
        Link id of that question.
    complete : Question
        The fact that says whether the list is complete. It is where there is nothing to list.
    again : str
        How one asks for a further entry.
    entries : tuple of Question
        About each entry.
    """
    lead = Question(
        path=asked, text=text, help=help, kind="answer", expected=_YES_OR_NO, choices=_ANSWERS, unknown=True
    )
    some = Condition(path=asked, answers=("yes",))
    first = dataclasses.replace(entries[0], ends=True, default=None)
    many = Question(
        path=path,
        text=first.text,
        help=first.help,
        kind="list",
        expected="entries, one by one",
        only_if=some,
        entries=(first, *entries[1:]),
        again=again,
    )
    # Medicines in the list although none were asked for would be a contradiction: an open list is not known.
    whole = dataclasses.replace(
        complete,
        kind="choice",
        choices=("yes", UNKNOWN),
        expected="one of yes, unknown",
        default=None,
        only_if=some,
        instead=(Instead(answer="no", value="yes"), Instead(answer=UNKNOWN, value=UNKNOWN)),
    )
    return (lead, many, whole)
