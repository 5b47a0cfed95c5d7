"""Questions on the terminal, one at a time: each answer is checked, and a wrong one is asked again with the reason."""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal, TypeVar, overload

import click

from lentigo.errors import QuestionError, did_you_mean

T = TypeVar("T")


def say(words: str = "", *, indent: int = 0, strong: bool = False) -> None:
    """Words for the person who answers, wrapped; standard output stays free for what programs read."""
    width = min(100, shutil.get_terminal_size().columns)
    blank = " " * indent
    for line in words.split("\n"):
        wrapped = textwrap.wrap(
            line,
            width,
            initial_indent=blank,
            subsequent_indent=blank,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
        lines = (part.replace("\u00a0", " ") for part in wrapped)  # it has held together what belongs together
        click.echo("\n".join(click.style(part, bold=True) if strong else part for part in lines), err=True)


def ask(words: str, *, accept: Callable[[str], T]) -> T:
    """Ask until the answer is accepted.

    Parameters
    ----------
    words : str
        The question.
    accept : callable
        Makes a value of what was typed, or raises ``ValueError`` or ``QuestionError`` with the reason why not.

    Raises
    ------
    QuestionError
        If the answers end before the questions.
    """
    while True:
        click.echo(f"{words} ", err=True, nl=False)
        line = sys.stdin.readline()
        if not line:
            say()
            raise QuestionError("the answers ended before the questions", hint="nothing was written; start again")
        try:
            return accept(line.strip())
        except ValueError as why:
            say(str(why), indent=2)
        except QuestionError as why:
            say(_sentence(why.message) + (f" {_sentence(why.hint)}" if why.hint else ""), indent=2)


def _sentence(words: str) -> str:
    """Words as a sentence: what was wrong comes as "is 12, must be ..."."""
    words = f"That {words}" if words.startswith(("is ", "holds ", "names ", "must ")) else words
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "?", "!")) else ".")


def ask_text(words: str, *, like: str | None = None, pattern: str | None = None) -> str:
    """A text; an empty answer means the one offered."""

    def accept(typed: str) -> str:
        text = typed or like or ""
        if not text:
            raise ValueError("Please write something.")
        if pattern is not None and not re.fullmatch(pattern, text):
            raise ValueError("Only small letters, digits and underscores, please.")
        return text

    return ask(f"{words} [{like}]:" if like else f"{words}:", accept=accept)


def ask_choice(words: str, choices: Sequence[str]) -> str:
    """One of several names; the beginning of a name is enough where it fits one only."""

    def accept(typed: str) -> str:
        fits = [choice for choice in choices if choice.casefold().startswith(typed.casefold())] if typed else []
        if typed in choices:
            return typed
        if len(fits) == 1:
            return fits[0]
        raise ValueError(f'"{typed}" is none of them; {did_you_mean(typed, choices)}')

    return ask(f"{words}:", accept=accept)


def ask_yes(words: str) -> bool:
    """Yes or no."""

    def accept(typed: str) -> bool:
        if typed.casefold() in {"y", "yes"}:
            return True
        if typed.casefold() in {"n", "no"}:
            return False
        raise ValueError('Please answer "yes" or "no".')

    return ask(f"{words} [yes/no]", accept=accept)


@overload
def ask_number(words: str, *, low: float, high: float = ..., low_excluded: bool = ...) -> float: ...
@overload
def ask_number(
    words: str, *, low: float, high: float = ..., low_excluded: bool = ..., unknown: Literal[True]
) -> float | Literal["unknown"]: ...
def ask_number(
    words: str, *, low: float, high: float = float("inf"), low_excluded: bool = False, unknown: bool = False
) -> float | Literal["unknown"]:
    """A number inside its bounds, or "unknown" where that is an answer."""

    def accept(typed: str) -> float | Literal["unknown"]:
        if unknown and typed.casefold() == "unknown":
            return "unknown"
        try:
            value = float(typed.replace(",", "."))
        except ValueError:
            other = ', or "unknown"' if unknown else ""
            raise ValueError(f'"{typed}" is not a number{other}.') from None
        if not (low <= value <= high) or (low_excluded and value == low):
            bound = f"above {low:g}" if low_excluded else f"at least {low:g}"
            raise ValueError(f"{value:g} must be {bound}" + (f" and at most {high:g}." if high < 1e300 else "."))
        return value

    return ask(f'{words} [or "unknown"]:' if unknown else f"{words}:", accept=accept)


def refuse_existing(file: Path) -> None:
    """Nothing that exists is written over."""
    if file.exists():
        raise QuestionError("exists already", where=str(file), hint="choose another name; nothing is written over")
    if not file.parent.is_dir():
        raise QuestionError("its folder does not exist", where=str(file), hint=f"make {file.parent} first")
