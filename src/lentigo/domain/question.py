"""One question of the questionnaire as data, and how an answer to it is checked.

Bounds, choices and units come from the records themselves. The path of a question is its link id: it never changes, so
that forms on paper, on a page or in another program's format can be matched with it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final, Literal

from lentigo.domain.complaints import shown, what_is_wrong
from lentigo.domain.identity import NO_IDENTITY, identity_in
from lentigo.domain.record import record
from lentigo.domain.shape import UNKNOWN, Shape
from lentigo.domain.unit_names import split_unit
from lentigo.errors import QuestionError, did_you_mean

__all__ = ["Condition", "Instead", "Question", "QuestionKind", "Section", "check_answer"]

QuestionKind = Literal["choice", "answer", "group", "list", "number", "date", "text", "file", "devices", "several"]
"""One of a few words; yes, no or unknown; the same for a whole group of questions; a list of entries with questions of
their own; a number; a day; words; the name of a file; names of devices; several of a few words."""

_DO_NOT_KNOW: Final = frozenset({UNKNOWN, "u", "?", "dont know", "don't know", "do not know", "not known", "not sure"})


@record
class Condition:
    """The earlier answer on which a question depends."""

    path: str
    answers: tuple[str, ...]


@record
class Instead:
    """The answer that stands without asking, where the question that it depends on was answered so."""

    answer: str
    value: str


@record
class Question:
    """One question of the questionnaire."""

    path: str
    """The field of the case that the answer fills; one that begins with ``ask.`` fills none and only leads on."""
    text: str
    help: str
    """Where the answer is found, and why it is asked."""
    kind: QuestionKind
    expected: str
    """What may be answered, in words."""
    label: str = ""
    """What it is about, in a few words, for the list of its group."""
    unit: str | None = None
    """Unit of a number, as it is printed."""
    low: float | None = None
    high: float | None = None
    low_excluded: bool = False
    choices: tuple[str | int, ...] = ()
    unknown: bool = False
    """Whether "unknown" may be answered."""
    default: str | None = None
    """The answer that an empty line stands for; none where there must be an answer."""
    only_if: Condition | None = None
    instead: tuple[Instead, ...] = ()
    """What stands where the question is not asked; nothing, where none of these fits."""
    entries: tuple[Question, ...] = ()
    """The questions about each entry of a list; an empty answer to the first of them ends the list."""
    again: str = ""
    """How the first question of an entry is put after the first entry."""
    ends: bool = False
    """An empty answer ends the list."""

    def applies(self, answers: Mapping[str, object]) -> bool:
        """Whether the question is to be asked, after the answers given so far."""
        return self.only_if is None or answers.get(self.only_if.path) in self.only_if.answers

    def taken(self, answers: Mapping[str, object]) -> str | None:
        """The answer that stands without asking; none where there is none."""
        before = None if self.only_if is None else answers.get(self.only_if.path)
        return next((one.value for one in self.instead if one.answer == before), None)


@record
class Section:
    """Questions that belong together."""

    id: str
    title: str
    questions: tuple[Question, ...]


_TAKEN_NOW: Final = {"yes": "now", "y": "now", "no": "stopped", "n": "stopped"}
"""What a plain answer means where it is asked whether something in a list is taken now."""


def check_answer(question: Question, text: str, *, known_devices: Collection[str] = ()) -> object:
    """The value that an answer means; ``known_devices`` are the names in the library, checked where given.

    Raises
    ------
    QuestionError
        If it is no answer to this question, with what would be.
    """
    said = text.strip() or question.default or ""
    if not said and question.ends:
        return ""
    if not said and question.kind not in ("devices", "several"):
        raise _wrong(question, "an answer is needed", _remedy(question))
    if question.unknown and said.lower().replace("’", "'") in _DO_NOT_KNOW:
        return UNKNOWN
    if question.kind == "devices":
        return _device_names(question, said, known_devices)
    return _CHECKS.get(question.kind, _words)(question, said)


def _choice(question: Question, said: str) -> str | int:
    """The choice that is meant, by its word or by its place in the list."""
    spelled = re.sub(r"[\s-]+", "_", said.lower())
    by_word = {str(choice).lower(): choice for choice in question.choices}
    if spelled in by_word:
        return by_word[spelled]
    if {"now", "stopped"} <= by_word.keys() and spelled in _TAKEN_NOW:
        return _TAKEN_NOW[spelled]
    if question.kind in ("answer", "group"):
        short = {"y": "yes", "n": "no"}.get(spelled)
        if short is not None:
            return short
    elif (
        isinstance(question.choices[0], str)
        and spelled.isdecimal()
        and 1 <= int(spelled[:4]) <= len(question.choices)
        and len(spelled) <= 4
    ):
        return question.choices[int(spelled) - 1]
    raise _wrong(question, *what_is_wrong(Shape(kind="choice", choices=question.choices), said))


def _several(question: Question, said: str) -> tuple[str, ...]:
    """Several choices, each once, by their words or their places in the list."""
    found = [str(_choice(question, one.strip())) for one in re.split(r"[,;]+", said) if one.strip()]
    for place, name in enumerate(found):
        if name in found[:place]:
            raise _wrong(question, f"names {shown(name)} twice", "name each once")
    return tuple(found)


def _number(question: Question, said: str) -> float:
    """A number, with or without its unit behind it."""
    matched = re.fullmatch(r"([-+−]?\d+(?:[.,]\d+)?|[-+−]?\.\d+)\s*(\D.*)?", said, flags=re.ASCII)
    if matched is None or (matched[2] and matched[2].strip() not in _spellings(question)):
        raise _wrong(question, f"is {shown(said)}, must be {question.expected}", _remedy(question))
    if "," in matched[1]:
        point = matched[1].replace(",", ".")
        raise _wrong(question, f"is {shown(said)}, with a comma", f"write {point} if that is meant")
    number = float(matched[1].replace("−", "-"))
    too_low = question.low is not None and (number < question.low or (question.low_excluded and number == question.low))
    if too_low or (question.high is not None and number > question.high) or not math.isfinite(number):
        shape = Shape(kind="number", low=question.low, high=question.high, low_excluded=question.low_excluded)
        raise _wrong(question, *what_is_wrong(shape, number))
    return number


def _spellings(question: Question) -> tuple[str, ...]:
    """The ways in which the unit of a question may be written behind a number."""
    suffix = split_unit(question.path)[1]
    label = question.unit or ""
    plain = label.replace("²", "2").replace("µ", "u")
    return (label, plain, suffix or label, "%" if suffix == "percent" else label, "°" if suffix == "deg" else label)


def _day(question: Question, said: str) -> str:
    """A day as year, month, day."""
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", said, flags=re.ASCII):
            raise ValueError  # noqa: TRY301 - one message for what is no date and for what is no day
        return date.fromisoformat(said).isoformat()
    except ValueError:
        hint = "write year-month-day, such as 2026-03-31"
        raise _wrong(question, f"is {shown(said)}, must be a date", hint) from None


def _device_names(question: Question, said: str, known: Collection[str]) -> tuple[str, ...]:
    """Names of devices and of device files, each once."""
    names = [name for name in re.split(r"[,;\s]+", said) if name]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise _wrong(question, f"names {shown(name)} twice", "name each device once")
        if known and name not in known and not name.endswith((".toml", ".json")):
            raise _wrong(question, f"there is no device called {shown(name)}", did_you_mean(name, known))
    return tuple(names)


def _words(question: Question, said: str) -> str:
    """A line of words that tells nobody's name."""
    if not said.isprintable() or len(said) > 200:
        raise _wrong(question, "must be one line of at most 200 characters", None)
    who = identity_in(said) if question.kind == "text" else None
    if who is not None:
        raise _wrong(question, f"holds {who}: {NO_IDENTITY}", "leave it out")
    return said


_CHECKS: Final[Mapping[QuestionKind, Callable[[Question, str], object]]] = {
    "choice": _choice,
    "answer": _choice,
    "group": _choice,
    "several": _several,
    "number": _number,
    "date": _day,
}
"""How an answer is checked, by the kind of its question; words where nothing else is said."""


def _remedy(question: Question) -> str:
    """What to answer, also when one does not know."""
    unit = f", in {question.unit}" if question.unit else ""
    return f"answer with {question.expected}{unit}"


def _wrong(question: Question, message: str, hint: str | None) -> QuestionError:
    """The error of an answer."""
    return QuestionError(message, where=question.path, hint=hint)
