"""What papers say, by language: messages with their plurals, and numbers, dates and lists as that language writes them.

Messages stand in ``messages/LANGUAGE/*.ftl`` (Project Fluent), one file for a paper. A message that is not there, or
that is given too little, is an error: no paper shows a key, or a sentence with a hole. Texts of rules, sources, names
of devices and what the plan itself says are data and stand as they are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal
from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax import ast

from lentigo.errors import LentigoError, UnknownNameError
from lentigo.reports import words

ENGLISH: Final = "en"
_LOCALES: Final = {ENGLISH: "en_GB"}
"""Where a language is written in several ways, the one that papers use."""


class MessageError(LentigoError):
    """A message is missing, wrong, or given too little: the program is at fault, not the question."""


@cache
def languages() -> tuple[str, ...]:
    """Languages in which papers can be printed."""
    return tuple(sorted(p.name for p in _root().iterdir() if p.is_dir() and any(p.glob("*.ftl"))))


class Catalogue:
    """The messages of one language; called with the name of a message and its values, it gives the text.

    Parameters
    ----------
    language : str
        One of :func:`languages`.

    Raises
    ------
    UnknownNameError
        If there are no messages in that language.
    MessageError
        If a file of messages is broken, or says one thing twice.
    """

    def __init__(self, language: str = ENGLISH) -> None:
        if language not in languages():
            raise UnknownNameError(language, kind="language of papers", known=languages())
        self.language = language
        self._locale = Locale.parse(_LOCALES.get(language, language))
        self._bundle = FluentBundle([_LOCALES.get(language, language)], use_isolating=False)
        for name, resource in _resources(language):
            _check(resource, place=name)
            self._bundle.add_resource(resource)

    @property
    def tag(self) -> str:
        """The language as HTML and PDF name it, such as "en-GB"."""
        return str(self._locale).replace("_", "-")

    def __call__(self, message: str, /, **values: str | float) -> str:
        """The text of a message.

        Raises
        ------
        MessageError
            If it is not there, or one of its values is not given.
        """
        if not self._bundle.has_message(message):
            known = tuple(names_of(self.language))
            hint = UnknownNameError(message, kind="message", known=known).hint
            raise MessageError(f'there is no message "{message}"', where=f"messages/{self.language}", hint=hint)
        pattern = self._bundle.get_message(message).value
        if pattern is None:
            raise MessageError(f'the message "{message}" says nothing', where=f"messages/{self.language}")
        text, problems = self._bundle.format_pattern(pattern, values)
        if problems:
            said = "; ".join(str(problem) for problem in problems)
            raise MessageError(f'the message "{message}" cannot be said: {said}', where=f"messages/{self.language}")
        return str(text)

    def day(self, when: date) -> str:
        """A date in full, such as "4 May 2026"."""
        return format_date(when, format="long", locale=self._locale)

    def number(self, value: float, *, digits: int = 3, step: float | None = None) -> str:
        """A number with so many significant digits, or with the decimals of its step."""
        plain = words.number(value, step=step) if step is not None else words.significant(value, digits=digits)
        decimals = len(plain.partition(".")[2])
        pattern = "0." + "0" * decimals if decimals else "0"
        return str(format_decimal(Decimal(plain), format=pattern, locale=self._locale))

    def span(self, low: float, high: float, *, digits: int = 3) -> str:
        """A range of numbers; one number where both ends read the same."""
        left, right = self.number(low, digits=digits), self.number(high, digits=digits)
        return left if left == right else f"{left}–{right}"

    def join(self, items: Iterable[str]) -> str:
        """Words as a list in a sentence."""
        return str(format_list(list(items), locale=self._locale))

    def either(self, items: Iterable[str]) -> str:
        """Words as a choice in a sentence."""
        return str(format_list(list(items), style="or", locale=self._locale))

    def frequency(self, share: float, low: float, high: float) -> str:
        """A chance with its interval as people count it: "about 3 in 100, between 1 and 7" [1].

        The interval is rounded outwards: what is told is never narrower than what is known.
        """
        least, middle, most = hundredths(share, low, high)
        if middle < 1:
            return self("chance-below-one", most=most)
        if middle > 99:
            return self("chance-above-99", least=min(least, 99))
        return self("chance", middle=middle, least=least, most=most)


def hundredths(share: float, low: float, high: float) -> tuple[int, int, int]:
    """A chance and its interval as people of a hundred, for words and pictures alike.

    Parameters
    ----------
    share, low, high : float
        Chance and ends of its interval [1].

    Returns
    -------
    tuple of int
        The fewest, the most likely number, and the most. The ends are rounded outwards; the most is never nobody.
    """
    middle = math.floor(100 * share + 0.5)
    least, most = math.floor(100 * min(low, share) + 1e-9), math.ceil(100 * max(high, share) - 1e-9)
    return least, middle, min(max(most, middle, 1), 100)


def names_of(language: str) -> tuple[str, ...]:
    """Names of all messages of a language, in the order of their files."""
    return tuple(
        entry.id.name
        for _, resource in _resources(language)
        for entry in resource.body
        if isinstance(entry, ast.Message)
    )


def _root() -> Path:
    return Path(str(resources.files("lentigo.reports"))) / "messages"


@cache
def _resources(language: str) -> tuple[tuple[str, Any], ...]:
    found = []
    seen: dict[str, str] = {}
    for file in sorted((_root() / language).glob("*.ftl")):
        place = f"messages/{language}/{file.name}"
        resource = FluentResource(file.read_text(encoding="utf-8"))
        for entry in resource.body:
            if isinstance(entry, ast.Message | ast.Term):
                name = entry.id.name
                if name in seen:
                    raise MessageError(f'says "{name}" a second time, after {seen[name]}', where=place)
                seen[name] = place
        found.append((place, resource))
    return tuple(found)


def _check(resource: Any, *, place: str) -> None:
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            line = (entry.content or "").strip().partition("\n")[0]
            raise MessageError(f"cannot be read at: {line}", where=place)
