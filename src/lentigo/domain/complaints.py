"""What is wrong with a file, in words: each mistake with its line, its field, what would be right and the remedy."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lentigo.domain.identity import NO_IDENTITY, instead_of, tells_who
from lentigo.domain.locate import line_of
from lentigo.domain.shape import UNKNOWN, Path, Shape, field_path, fields_of, step_into, variant_of
from lentigo.domain.unit_names import wrong_unit
from lentigo.errors import Problem, did_you_mean

__all__ = ["Mistake", "complaints", "expectation", "shown", "what_is_wrong"]

MOST_SHOWN: Final = 100
"""So many mistakes of one file are told one by one; the rest are counted."""

_PLAIN_ANSWERS: Final = frozenset(("yes", "no"))
_PLAIN_KINDS: Final = {
    "date": "a date such as 2026-03-31",
    "switch": "true or false",
    "many": "a list",
    "text": "text in quotes",
}


@dataclass(frozen=True, slots=True)
class Mistake:
    """Where the checker of a record stopped, and whether a key was missing, not known, or its value wrong."""

    steps: Path
    """As the checker names them: names of variants stand between the keys."""
    what: str
    """missing | unknown | untagged | tag | few | other."""


def complaints(
    mistakes: Sequence[Mistake], kind: type[Any], plain: Any, *, file: str, lines: Mapping[Path, int]
) -> tuple[list[Problem], set[Path]]:
    """The mistakes of a file in words, and the paths of the fields that are wrong."""
    told: dict[Path, Problem] = {}
    missing: dict[Path, Problem] = {}
    answered: set[Path] = set()
    ordered = sorted(_placed(mistakes, kind, plain), key=lambda entry: line_of(entry[1], lines) or 0)
    for mistake, path, shape in ordered:
        if path in told or path in missing:
            continue
        line = line_of(path, lines)
        if mistake.what in ("missing", "untagged"):
            missing[path] = Problem(file, line, field_path(path), *_missing(path, shape))
        elif len(told) < MOST_SHOWN and mistake.what == "unknown":
            message, hint, meant = _unknown_key(path, kind, plain)
            told[path] = Problem(file, line, field_path(path), message, hint)
            if meant is not None:
                answered.add((*path[:-1], meant))
        elif len(told) < MOST_SHOWN:
            few = mistake.what == "few"
            message, hint = ("must hold at least one entry", None) if few else what_is_wrong(shape, _at(plain, path))
            told[path] = Problem(file, line, field_path(path), message, hint)
    problems = [*told.values(), *(p for path, p in missing.items() if path not in answered)]
    wrong = {path for _, path, _ in ordered}
    untold = len(wrong) - len(told) - len(missing)
    if untold > 0:
        problems.append(Problem(file, None, None, f"holds {untold} more mistakes", "is this the right file?"))
    return problems, wrong


def what_is_wrong(shape: Shape | None, value: Any) -> tuple[str, str | None]:
    """Why a value does not fit, as a message with the bound, and the remedy where there is one to name."""
    if shape is None:
        return f"is {shown(value)}, which cannot be read here", None
    if shape.kind in ("number", "whole_number"):
        return _wrong_number(shape, value)
    if shape.kind == "choice":
        return _wrong_choice(shape, value)
    if shape.kind == "text":
        hint = None if isinstance(value, str | Mapping | list | tuple) else f'write "{shown(value)}"'
        wanted = _other_text(shape) if isinstance(value, str) else expectation(shape)
        return f"is {shown(value)}, must be {wanted}", hint
    if shape.kind == "record" and shape.record is not None:
        short = _short_form(shape.record)
        if short is not None and not isinstance(value, Mapping | list | tuple):
            return _wrong_choice(short, value)
    return f"is {shown(value)}, must be {expectation(shape)}", None


def expectation(shape: Shape) -> str:
    """What a field may hold, in words."""
    unknown = ', or "unknown"' if shape.unknown and shape.kind != "choice" else ""
    if shape.kind in ("number", "whole_number"):
        whole = "a whole number" if shape.kind == "whole_number" else "a number"
        return whole + _range(shape) + unknown
    if shape.kind == "choice":
        return ("one of " if len(shape.choices) > 1 else "") + ", ".join(str(choice) for choice in shape.choices)
    if shape.kind == "record" and shape.record is not None:
        short = _short_form(shape.record)
        return expectation(short) if short is not None else "a table with " + ", ".join(fields_of(shape.record))
    if shape.kind == "variants" and shape.variants is not None:
        return f"a table with {shape.tag}, one of " + ", ".join(shape.variants)
    return _PLAIN_KINDS.get(shape.kind, "something else") + _form(shape) + unknown


def shown(value: Any) -> str:
    """A value as it can be printed in a message: short, on one line, without control characters."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, str):
        return f'"{_clean(value, most=60)}"'
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    return _clean(value.isoformat() if isinstance(value, date) else f"{value}", most=60)


def _clean(text: str, *, most: int) -> str:
    """Text on one line, with unprintable characters spelled out and the end cut off."""
    printable = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: most + 1])
    return printable if len(text) <= most else printable[:most] + "…"


def _placed(mistakes: Iterable[Mistake], kind: type[Any], plain: Any) -> list[tuple[Mistake, Path, Shape | None]]:
    """Each mistake with its path in the file and the shape that is asked for there."""
    placed = []
    for mistake in mistakes:
        shape: Shape | None = Shape(kind="record", record=kind)
        path: Path = ()
        here = plain
        for step in mistake.steps:
            if shape is None:
                break
            if shape.variants is not None and step in shape.variants and variant_of(shape, here) is not None:
                shape = Shape(kind="record", record=shape.variants[str(step)])
                continue
            if shape.kind not in ("record", "many", "variants"):
                break  # what follows names a member of "this or that", not a key
            inner = step_into(shape, step, here)
            if shape.kind == "record" and not isinstance(here, Mapping):
                shape = inner  # a fact in its short form: the value stands where the table would
                continue
            shape, here, path = inner, _at(here, (step,)), (*path, step)
        if mistake.what in ("untagged", "tag") and shape is not None and shape.variants is not None:
            path = (*path, shape.tag or "")
            shape = Shape(kind="choice", choices=tuple(shape.variants))
        placed.append((mistake, path, shape))
    return placed


def _at(plain: Any, path: Path) -> Any:
    """What a file holds at a path; none where it holds nothing."""
    for step in path:
        try:
            plain = plain[step]
        except (KeyError, IndexError, TypeError):
            return None
    return plain


def _missing(path: Path, shape: Shape | None) -> tuple[str, str | None]:
    """Words for a key that is not there."""
    if shape is None:
        return "is missing", None
    if shape.kind == "record" and shape.record is not None:
        short = _short_form(shape.record)
        if short is None:
            wanted = ", ".join(name for name, field in fields_of(shape.record).items() if field.required)
            return "is missing", f"write a table [{field_path(path)}] with {wanted}"
        shape = short
    if shape.unknown:
        return f'is missing: "{UNKNOWN}" is a valid answer, silence is not', None
    return f"is missing: must be {expectation(shape)}", None


def _unknown_key(path: Path, kind: type[Any], plain: Any) -> tuple[str, str | None, str | None]:
    """Words for a key that is not known: message, hint, and the key of the same table that was meant, if any."""
    key = str(path[-1])
    shape: Shape | None = Shape(kind="record", record=kind)
    here = plain
    for step in path[:-1]:
        shape = None if shape is None else step_into(shape, step, here)
        here = _at(here, (step,))
    record = None if shape is None else shape.record or variant_of(shape, here)
    if record is None or shape is None:
        return "is not known here", None, None
    known = list(fields_of(record))
    if kind.__name__ == "Case" and tells_who(key):
        return f"is refused: {NO_IDENTITY}", instead_of(key), None
    units = wrong_unit(key, _at(plain, path), known)
    if units is not None:
        return units.message, units.hint, units.right
    near = difflib.get_close_matches(key.lower().replace("-", "_"), known, n=1, cutoff=0.6)
    if near:
        return "is not known here", did_you_mean(key.lower().replace("-", "_"), known), near[0]
    return *_key_from_elsewhere(key, shape, kind, known), None


def _key_from_elsewhere(key: str, shape: Shape, kind: type[Any], known: list[str]) -> tuple[str, str]:
    """Words for a key that is like none of its table: where it would belong, or what is known here."""
    for tag, variant in (shape.variants or {}).items():
        if key in fields_of(variant):
            return f'is not known here: it goes with {shape.tag} = "{tag}"', did_you_mean("", known)
    home = _home_of(key, kind)
    return "is not known here", did_you_mean("", known) if home is None else f"it belongs in [{home}]"


def _home_of(key: str, record: type[Any], at: str = "") -> str | None:
    """The table in which a key is known, if only one level or two below."""
    for name, field in fields_of(record).items():
        inner = field.shape.record if field.shape.kind == "record" else None
        if inner is None:
            continue
        place = f"{at}.{name}" if at else name
        if key in fields_of(inner) and key not in ("value", "when", "told_by"):
            return place
        deeper = _home_of(key, inner, place)
        if deeper is not None:
            return deeper
    return None


def _short_form(record: type[Any]) -> Shape | None:
    """The shape of the one value that may be written in place of a table, where all else in it may be left out."""
    required = [field for field in fields_of(record).values() if field.required]
    return required[0].shape if len(required) == 1 and required[0].name == "value" else None


def _form(shape: Shape) -> str:
    """The form of a text, in words."""
    long = f" of at least {shape.least_characters} characters" if shape.least_characters else ""
    return long + (f', such as "{shape.example}"' if shape.example is not None else "")


def _other_text(shape: Shape) -> str:
    """What a text should have been in place of another one, in words: that it stands in quotes is right already."""
    if not shape.least_characters and shape.example is not None:
        return f'of the form "{shape.example}"'
    return f"text{_form(shape)}" if shape.least_characters else "of another form"


def _range(shape: Shape) -> str:
    """The bounds of a number, in words."""
    low = "" if shape.low is None else f"{'above' if shape.low_excluded else 'at least'} {shown(shape.low)}"
    high = "" if shape.high is None else f"{'below' if shape.high_excluded else 'at most'} {shown(shape.high)}"
    if low and high and not shape.low_excluded and not shape.high_excluded and shape.low is not None:
        return f" from {shown(shape.low)} to {shown(shape.high)}"
    return f" {low}{' and ' if low and high else ''}{high}".rstrip()


def _wrong_number(shape: Shape, value: Any) -> tuple[str, str | None]:
    """Words for what should have been a number."""
    hint = None
    if isinstance(value, str):
        if shape.unknown and difflib.get_close_matches(value.strip().lower(), [UNKNOWN], cutoff=0.7):
            hint = f'did you mean "{UNKNOWN}"?'
        elif re.fullmatch(r"\s*[-+]?\d+([.,]\d+)?\s*", value):
            hint = f"write {value.strip().replace(',', '.')} without quotes"
        elif re.match(r"\s*[-+]?\d", value):
            hint = "write the number alone and without quotes: the unit stands in the name"
    number = value if isinstance(value, int | float) and not isinstance(value, bool) else None
    if number is None or not math.isfinite(number):
        return f"is {shown(value)}, must be {expectation(shape)}", hint
    if shape.low is not None and (number < shape.low or (shape.low_excluded and number == shape.low)):
        word = "above" if shape.low_excluded else "at least"
        return f"is {shown(value)}, must be {word} {shown(shape.low)}", hint
    if shape.high is not None and (number > shape.high or (shape.high_excluded and number == shape.high)):
        word = "below" if shape.high_excluded else "at most"
        return f"is {shown(value)}, must be {word} {shown(shape.high)}", hint
    return f"is {shown(value)}, must be {expectation(shape)}", hint


def _wrong_choice(shape: Shape, value: Any) -> tuple[str, str | None]:
    """Words for what should have been one of a few words."""
    hint = None
    if isinstance(value, bool) and {"yes", "no"} <= set(shape.choices):
        hint = f'write "{"yes" if value else "no"}"'
    elif isinstance(value, str):
        words = [str(choice) for choice in shape.choices]
        by_lower = {word.lower(): word for word in words}
        spelled = re.sub(r"[\s-]+", "_", value.strip().lower())
        near = [spelled] if spelled in by_lower else difflib.get_close_matches(spelled, by_lower, n=1, cutoff=0.6)
        near = near or [word for word in by_lower if spelled and spelled in word.split("_")]
        if spelled in _PLAIN_ANSWERS and near != [spelled]:
            near = []  # a no is never a slip of "now"
        hint = f'did you mean "{by_lower[near[0]]}"?' if near else None
    return f"is {shown(value)}, must be {expectation(shape)}", hint
