r"""What can go wrong, and for whom.

.. code-block:: text

    LentigoError
    ├── QuestionError            the question is wrong: a file, a value, a name        (terminal exit code 2)
    │   ├── FileProblemsError    every mistake of one file, each with its place
    │   ├── UnknownNameError     a name that the library does not know, with the nearest ones
    │   └── OutOfValidityError   a value outside the range in which a model or a table holds
    └── Cancelled                the person who waits has stopped the work

"No safe setting" and "must not be treated" are answers, not errors: they are part of a plan.
Each error has a ``message`` (the value with its unit, and the bound), ``where`` (file, line, field) and a ``hint``
(the remedy). Doors translate once: the terminal into exit codes, the web into one JSON shape.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = [
    "Cancelled",
    "FileProblemsError",
    "LentigoError",
    "OutOfValidityError",
    "Problem",
    "QuestionError",
    "UnknownNameError",
    "did_you_mean",
]


class LentigoError(Exception):
    """Base of all that Lentigo raises on purpose."""

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.message = message
        self.where = where
        self.hint = hint
        super().__init__(message)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{remedy}"


class QuestionError(LentigoError):
    """The question cannot be answered as it was put."""


class OutOfValidityError(QuestionError):
    """A value lies outside the range in which a model or a table holds; nothing is clamped."""


class UnknownNameError(QuestionError):
    """A name that the library does not know."""

    def __init__(self, name: str, *, kind: str, known: Iterable[str], where: str | None = None) -> None:
        self.name = name
        self.known = tuple(sorted(known))
        super().__init__(f'there is no {kind} called "{name}"', where=where, hint=did_you_mean(name, self.known))


class Cancelled(LentigoError):  # noqa: N818 - the word of the domain; nothing has gone wrong
    """The person who waits has stopped the work."""

    def __init__(self, message: str = "stopped on request") -> None:
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: where it stands, what is wrong, what would be right."""

    file: str
    line: int | None
    field: str | None
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        subject = f"{self.field} " if self.field else ""
        remedy = f"; {self.hint}" if self.hint else ""
        return f"{place}: {subject}{self.message}{remedy}"


class FileProblemsError(QuestionError):
    """Every mistake of one file, in the order of its lines."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda p: (p.file, p.line or 0, p.field or "")))
        super().__init__("\n".join(str(p) for p in self.problems))


_MOST_NAMED: Final = 40
"""A longer list of names helps nobody to find one."""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known words, or the first of them where none is near."""
    words = list(known)
    near = difflib.get_close_matches(name, words, n=2, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(near) + "?"
    if not words:
        return "none is known"
    rest = f" and {len(words) - _MOST_NAMED} more" if len(words) > _MOST_NAMED else ""
    return "known: " + ", ".join(sorted(words)[:_MOST_NAMED]) + rest
