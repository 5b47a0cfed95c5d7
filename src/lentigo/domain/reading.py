"""Texts into records: TOML and JSON parsed, checked, and every mistake told with its line."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from lentigo.domain.case import Case
from lentigo.domain.complaints import Mistake, complaints, shown
from lentigo.domain.contradictions import case_contradictions
from lentigo.domain.device import Device
from lentigo.domain.device_contradictions import device_contradictions
from lentigo.domain.kinds import taken_for
from lentigo.domain.locate import line_of, lines_of_json, lines_of_toml, repeated_keys
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.numbing_contradictions import numbing_contradictions
from lentigo.domain.observed import Observed
from lentigo.domain.observed_contradictions import observed_contradictions
from lentigo.domain.session import SessionRecord
from lentigo.domain.session_contradictions import session_contradictions
from lentigo.domain.shape import Path, field_path
from lentigo.domain.told import Contradiction, Told
from lentigo.errors import FileProblemsError, Problem

__all__ = ["Parsed", "adapter", "parsed_json", "parsed_toml", "record_from"]

T = TypeVar("T")

LONGEST_LINE: Final = 20_000
DEEPEST: Final = 20
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

_WHAT: Final = {
    "missing": "missing",
    "unexpected_keyword_argument": "unknown",
    "union_tag_not_found": "untagged",
    "union_tag_invalid": "tag",
    "too_short": "few",
}
"""The checker's error types in our words; all others are a value that does not fit."""


class Parsed:
    """What a text holds, before it is checked: plain values, the line of each, and what is already wrong."""

    def __init__(self, plain: Any, *, file: str, lines: Mapping[Path, int]) -> None:
        self.file = file
        self.lines = lines
        self.problems: list[Problem] = []
        self.wrong: set[Path] = set()
        self.plain = self._simple(plain, ())

    def add(self, path: Path, message: str, hint: str | None = None) -> None:
        """Note a mistake at a path."""
        self.wrong.add(path)
        self.problems.append(Problem(self.file, line_of(path, self.lines), field_path(path), message, hint))

    def _simple(self, value: Any, path: Path) -> Any:
        """A value as JSON knows it; texts that would spoil a terminal or a page are noted as mistakes."""
        if len(path) > DEEPEST:
            raise FileProblemsError([Problem(self.file, line_of(path, self.lines), None, "is nested too deeply")])
        if isinstance(value, Mapping):
            return {_storable(str(key)): self._simple(inner, (*path, str(key))) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._simple(inner, (*path, place)) for place, inner in enumerate(value)]
        if isinstance(value, date | datetime | time):
            return value.isoformat()
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**15:
            return math.inf if value > 0 else -math.inf  # refused with its bound, as any number without end
        if isinstance(value, str) and _UNPRINTABLE.search(value):
            self.add(path, "must be one line of plain text, without control characters")
            return _storable(value)
        return value


def parsed_toml(text: str, *, file: str) -> Parsed:
    """What a TOML text holds.

    Raises
    ------
    FileProblemsError
        If it is no TOML, or gives a key twice.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > LONGEST_LINE:
            message = f"holds a line of {len(line)} characters, must be at most {LONGEST_LINE}"
            raise FileProblemsError([Problem(file, number, None, message)])
    try:
        plain = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise FileProblemsError(_repeated(text, file=file, json=False) or [_not_toml(text, error, file)]) from None
    return Parsed(plain, file=file, lines=lines_of_toml(text))


def parsed_json(text: str, *, file: str) -> Parsed:
    """What a JSON text holds.

    Raises
    ------
    FileProblemsError
        If it is no JSON, or gives a key twice.
    """
    try:
        plain = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"is not valid JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        raise FileProblemsError([Problem(file, error.lineno, None, message)]) from None
    except (ValueError, RecursionError):
        message = "is not valid JSON: it is nested too deeply, or holds a number without end"
        raise FileProblemsError([Problem(file, None, None, message)]) from None
    repeated = _repeated(text, file=file, json=True)
    if repeated:
        raise FileProblemsError(repeated)
    return Parsed(plain, file=file, lines=lines_of_json(text))


def record_from(parsed: Parsed, kind: type[T]) -> T:
    """A record from what a text holds.

    Raises
    ------
    FileProblemsError
        Every mistake at once: keys missing or not known, values of the wrong type or outside their bounds, facts that
        contradict each other.
    """
    if not isinstance(parsed.plain, Mapping):
        message = f"is {shown(parsed.plain)}, must be a table of keys and values"
        raise FileProblemsError([Problem(parsed.file, None, None, message)])
    other = taken_for(parsed.plain, kind)
    if other is not None:
        message, hint = other
        raise FileProblemsError([Problem(parsed.file, None, None, message, hint)])
    record: T | None = None
    problems, wrong = list(parsed.problems), set(parsed.wrong)
    try:
        # Read as JSON in strict mode: "38" is no number, true is no number, 20260331 is no date.
        record = adapter(kind).validate_json(json.dumps(parsed.plain), strict=True)
    except ValidationError as error:
        mistakes = _without_echoes(
            [Mistake(found["loc"], _WHAT.get(found["type"], "other")) for found in error.errors()]
        )
        told, misplaced = complaints(mistakes, kind, parsed.plain, file=parsed.file, lines=parsed.lines)
        already = {problem.field for problem in problems}
        problems += [problem for problem in told if problem.field is None or problem.field not in already]
        wrong |= misplaced
    facts = Told(parsed.plain, wrong)
    for found in _contradictions(kind, facts):
        problems.append(_contradiction(found, facts, parsed))
    if problems or record is None:
        raise FileProblemsError(problems)
    return record


def _without_echoes(mistakes: list[Mistake]) -> list[Mistake]:
    """The mistakes without those of a list that is too short only because its entries are wrong."""
    return [
        mistake
        for mistake in mistakes
        if mistake.what != "few"
        or not any(
            len(other.steps) > len(mistake.steps) and other.steps[: len(mistake.steps)] == mistake.steps
            for other in mistakes
        )
    ]


def adapter(kind: type[T]) -> TypeAdapter[T]:
    """The checker of a record."""
    return cast("TypeAdapter[T]", _adapter(cast("Any", kind)))


@lru_cache(maxsize=64)
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """The checker of a record, made once: making one takes longer than using it."""
    return TypeAdapter(kind)


def _contradictions(kind: type[Any], facts: Told) -> list[Contradiction]:
    """Whatever contradicts itself in a record of a kind that has rules for it."""
    if kind is Case:
        return case_contradictions(facts)
    if kind is Observed:
        return observed_contradictions(facts)
    if kind is SessionRecord:
        return session_contradictions(facts)
    if kind is NumbingRequest:
        return numbing_contradictions(facts)
    return device_contradictions(facts) if kind is Device else []


def _contradiction(found: Contradiction, facts: Told, parsed: Parsed) -> Problem:
    """A contradiction in words, naming the place that says otherwise."""
    message = found.message
    if found.against is not None:
        line = line_of(found.against, parsed.lines)
        place = field_path(found.against) + (f" on line {line}" if line is not None else "")
        other = facts(*found.against)
        message += f", as {place}" if isinstance(other, Mapping) else f", but {place} is {shown(other)}"
    message += f": {found.why}" if found.why else ""
    return Problem(parsed.file, line_of(found.path, parsed.lines), field_path(found.path), message, found.hint)


def _repeated(text: str, *, file: str, json: bool) -> list[Problem]:
    """Keys and tables that a text gives twice."""
    return [
        Problem(file, again, field_path(path), f"is given twice, first on line {first}", "take one of them out")
        for path, first, again in repeated_keys(text, json=json)[:20]
    ]


def _not_toml(text: str, error: Exception, file: str) -> Problem:
    """What keeps a text from being TOML, in words."""
    if not isinstance(error, tomllib.TOMLDecodeError):
        return Problem(file, None, None, "is not valid TOML: it is nested too deeply, or holds a number without end")
    said = str(error)
    place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", said)
    reason = said[: place.start()] if place else said
    line = text.count("\n") + (not text.endswith("\n"))
    if place and place[1]:
        line = int(place[1])
    hint = None
    if reason.startswith("Invalid value"):
        hint = 'text stands in quotes ("cheek"), numbers stand alone (3.5)'
    elif reason == r"Illegal character '\n'":
        reason, hint = "the line ends inside a text", "is a quotation mark missing?"
    elif "Illegal character" in reason or "Unterminated" in reason:
        hint = "is a quotation mark missing?"
    elif reason.startswith("Expected '=' after a key"):
        hint = "write key = value"
    elif reason.startswith("Expected newline or end of document"):
        hint = "one value on a line; the unit stands in the name, not after the number"
    reason = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in reason)
    return Problem(file, line, None, f"is not valid TOML: {reason[:1].lower()}{reason[1:]}", hint)


def _storable(text: str) -> str:
    """Text without lone surrogates, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")
