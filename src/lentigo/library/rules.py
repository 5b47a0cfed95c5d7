"""The screening rules that the library ships."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.record import from_plain
from lentigo.domain.rules import Rule, RuleSet
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.rule_checks import mistakes


@cache
def rule_set(name: str) -> RuleSet:
    """A set of rules by its name.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no rule, or a rule that asks for what there is not.
    """
    path = f"rules/{name}.toml"
    where = f"library/data/{path}"
    try:
        found = from_plain(RuleSet, _files.toml(path))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=where) from wrong
    wrong_in = mistakes(found, file=where, lines={})
    if wrong_in:
        raise LibraryDataError("\n".join(str(problem) for problem in wrong_in), where=where)
    return found


def rule_sets() -> tuple[RuleSet, ...]:
    """Every set of rules that the library ships, by name."""
    return tuple(rule_set(name) for name in _files.names("rules"))


@cache
def rules(name: str | None = None) -> tuple[Rule, ...]:
    """The rules of a set, or of all sets, in the order of their files.

    Raises
    ------
    LibraryDataError
        If two sets hold a rule of one id.
    """
    found = tuple(rule for one in rule_sets() if name in (None, one.name) for rule in one.rule)
    ids = [rule.id for rule in found]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise LibraryDataError(f"rules that stand in two sets: {', '.join(twice)}", where="library/data/rules")
    return found


def rules_version(name: str | None = None) -> str:
    """Names and versions of the sets, as plans and reports print them."""
    return ", ".join(f"{one.name} {one.version}" for one in rule_sets() if name in (None, one.name))
