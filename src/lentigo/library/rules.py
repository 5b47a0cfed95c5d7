"""The screening rules that the library ships."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.record import from_plain
from lentigo.domain.rules import Rule, RuleSet
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


@cache
def rule_set(name: str = "first_gate") -> RuleSet:
    """A set of rules by its name.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no rule.
    """
    path = f"rules/{name}.toml"
    try:
        return from_plain(RuleSet, _files.toml(path))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=f"library/data/{path}") from wrong


def rules(name: str = "first_gate") -> tuple[Rule, ...]:
    """The rules of a set, in the order of their file."""
    return rule_set(name).rule


def rules_version(name: str = "first_gate") -> str:
    """Name and version of a set, as plans and reports print it."""
    return f"{name} {rule_set(name).version}"
