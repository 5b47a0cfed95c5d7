"""The screening rules that the library ships."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.record import from_plain
from lentigo.domain.rules import Rule, RuleSet
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


@cache
def rule_set(name: str) -> RuleSet:
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


def rule_sets() -> tuple[RuleSet, ...]:
    """Every set of rules that the library ships, by name."""
    return tuple(rule_set(name) for name in _files.names("rules"))


def rules(name: str | None = None) -> tuple[Rule, ...]:
    """The rules of a set, or of all sets, in the order of their files."""
    return tuple(rule for one in rule_sets() if name in (None, one.name) for rule in one.rule)


def rules_version(name: str | None = None) -> str:
    """Names and versions of the sets, as plans and reports print them."""
    return ", ".join(f"{one.name} {one.version}" for one in rule_sets() if name in (None, one.name))
