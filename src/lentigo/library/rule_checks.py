"""What is wrong with a set of rules, all of it at once: facts that there are not, sources that nobody has, overlaps.

Records see to it that each value is of its kind. Here a rule is held against everything else: the vocabulary of facts,
the references, its own other clauses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import Final

from lentigo.domain.facts import FactKind, fact_kinds
from lentigo.domain.locate import line_of
from lentigo.domain.rules import (
    Clause,
    Condition,
    FactAbove,
    FactAmong,
    FactBelow,
    FactNotAmong,
    FactWithin,
    Rule,
    RuleSet,
    Scope,
    SkinAsDarkAs,
)
from lentigo.domain.shape import Path, field_path
from lentigo.errors import Problem, did_you_mean
from lentigo.library.references import references

__all__ = ["conditions_of", "mistakes", "mistakes_of", "overlap", "value_mistake"]

_GRAVITY: Final = ("INFO", "MODIFY", "RELATIVE", "REFER", "DEFER", "ABSOLUTE")
_BLOCKING: Final = frozenset({"ABSOLUTE", "DEFER", "REFER"})

Mistake = tuple[Path, str, str | None]
"""Where, what, and the remedy."""


def mistakes(rule_set: RuleSet, *, file: str, lines: Mapping[Path, int]) -> list[Problem]:
    """Every mistake of a set that its records cannot see.

    Parameters
    ----------
    rule_set : RuleSet
        As it was read.
    file : str
        What messages call it.
    lines : mapping
        The line of each path of the file; empty where none are known.
    """
    own = [one.key for one in rule_set.reference]
    return mistakes_of(enumerate(rule_set.rule), own=own, file=file, lines=lines)


def mistakes_of(
    numbered: Iterable[tuple[int, Rule]], *, own: Iterable[str], file: str, lines: Mapping[Path, int]
) -> list[Problem]:
    """The same for some rules of a file, each with its place in it; ``own`` are the keys of the file's references."""
    known = {one.key for one in references()} | set(own)
    return [
        Problem(file, line_of(path, lines), field_path(path), f"(rule {rule.id}) {what}", hint)
        for place, rule in numbered
        for path, what, hint in _of_rule(rule, at=("rule", place), references=known)
    ]


def conditions_of(clause: Clause) -> tuple[Condition, ...]:
    """Every condition of a clause."""
    return (*clause.all, *clause.any)


def value_mistake(kind: FactKind, value: str | float) -> str | None:
    """Why a fact cannot have a value, if it cannot."""
    if kind.kind == "number":
        return None if not isinstance(value, str) or value == "unknown" else f'{kind.name} is a number, not "{value}"'
    if not isinstance(value, str):
        return f"{kind.name} is a word, not {value:g}"
    if kind.choices and value not in {*kind.choices, "unknown"}:
        return f'{kind.name} cannot be "{value}": {did_you_mean(value, kind.choices)}'
    return None


def overlap(one: Scope, other: Scope) -> bool:
    """Whether some light or treatment at some site may fit both scopes; a single wavelength in common is none."""

    def meet(these: frozenset[str], those: frozenset[str]) -> bool:
        return not these or not those or bool(these & those)

    low = max(one.wavelength_low_nm or 0.0, other.wavelength_low_nm or 0.0)
    high = min(one.wavelength_high_nm or float("inf"), other.wavelength_high_nm or float("inf"))
    return (
        low < high
        and meet(one.named, other.named)
        and meet(frozenset(one.pulse_classes), frozenset(other.pulse_classes))
        and meet(frozenset(one.cooling_methods), frozenset(other.cooling_methods))
        and meet(frozenset(one.sites), frozenset(other.sites))
    )


def _of_rule(rule: Rule, *, at: Path, references: set[str]) -> Iterator[Mistake]:
    for place, key in enumerate(rule.sources):
        yield from _source(key, at=(*at, "sources", place), references=references)
    if rule.conflict is not None:
        for place, opinion in enumerate(rule.conflict.opinions):
            for number, key in enumerate(opinion.sources):
                path = (*at, "conflict", "opinions", place, "sources", number)
                yield from _source(key, at=path, references=references)
    for place, clause in enumerate(rule.clause):
        path = (*at, "clause", place)
        yield from _of_clause(clause, at=path)
        yield from _policy(rule, clause, at=path)
        yield from _unknown(rule, clause, at=path)
    yield from _silent_opinions(rule, at=at)
    yield from _overlaps(rule, at=at)
    yield from _examples(rule, at=at)


def _source(key: str, *, at: Path, references: set[str]) -> Iterator[Mistake]:
    if key not in references:
        yield at, f'names the source "{key}", which is no reference', did_you_mean(key, references)


def _of_clause(clause: Clause, *, at: Path) -> Iterator[Mistake]:
    for group, conditions in (("all", clause.all), ("any", clause.any)):
        for place, condition in enumerate(conditions):
            yield from _of_condition(condition, at=(*at, group, place))
    if clause.wait is None:
        return
    if clause.wait.since != "assessment":
        kind = fact_kinds().get(clause.wait.since)
        if kind is None:
            yield (*at, "wait", "since"), *_no_fact(clause.wait.since)
        elif not kind.dated:
            yield (*at, "wait", "since"), f"counts from {kind.name}, with which no day stands", None
    weeks = clause.wait.already_weeks
    if weeks is not None and (weeks not in fact_kinds() or fact_kinds()[weeks].kind != "number"):
        yield (*at, "wait", "already_weeks"), f"counts weeks of {weeks}, which is no number", None


def _of_condition(condition: Condition, *, at: Path) -> Iterator[Mistake]:
    if isinstance(condition, SkinAsDarkAs):
        return
    kind = fact_kinds().get(condition.fact)
    if kind is None:
        yield at, *_no_fact(condition.fact)
    elif isinstance(condition, FactBelow | FactAbove):
        if kind.kind != "number":
            yield at, f"puts a bound to {kind.name}, which is no number", "use among or not_among"
    elif isinstance(condition, FactWithin):
        if not kind.dated:
            yield at, f"counts days of {kind.name}, with which no day stands", None
    else:
        yield from _of_answers(condition, kind=kind, at=at)


def _of_answers(condition: FactAmong | FactNotAmong, *, kind: FactKind, at: Path) -> Iterator[Mistake]:
    for word in condition.among if isinstance(condition, FactAmong) else condition.not_among:
        if kind.kind == "number" and word != "unknown":
            yield at, f'asks whether {kind.name}, a number, is "{word}"', "use below or above"
        elif (wrong := value_mistake(kind, word)) is not None:
            yield at, f"asks for an answer that cannot be: {wrong}", None


def _no_fact(name: str) -> tuple[str, str]:
    return f'asks for the fact "{name}", which there is not', did_you_mean(name, fact_kinds())


def _policy(rule: Rule, clause: Clause, *, at: Path) -> Iterator[Mistake]:
    if clause.policy is None:
        return
    if rule.conflict is None or rule.conflict.topic != clause.policy.topic:
        yield (*at, "policy"), f'goes by the policy "{clause.policy.topic}", on which the rule holds no conflict', None
        return
    names = [opinion.name for opinion in rule.conflict.opinions]
    if clause.policy.opinion not in names:
        hint = did_you_mean(clause.policy.opinion, names)
        yield (*at, "policy"), f'goes by the opinion "{clause.policy.opinion}", which nobody holds', hint


def _silent_opinions(rule: Rule, *, at: Path) -> Iterator[Mistake]:
    """An opinion without a clause of its own would silence the rule where others have one."""
    bound = {clause.policy.opinion for clause in rule.clause if clause.policy is not None}
    if rule.conflict is None or not bound:
        return
    for opinion in rule.conflict.opinions:
        if opinion.name not in bound:
            yield (*at, "conflict"), f'has no clause for the opinion "{opinion.name}"', "others have one"


def _unknown(rule: Rule, clause: Clause, *, at: Path) -> Iterator[Mistake]:
    """What is not known must weigh as much as what is; a block may become "until it has been asked"."""

    def enough(one: Clause) -> bool:
        if clause.verdict in _BLOCKING:
            return one.unknown in _BLOCKING
        return _GRAVITY.index(one.unknown) >= _GRAVITY.index(clause.verdict)

    def covers(one: Clause) -> bool:
        return set(conditions_facts(one)) <= set(conditions_facts(clause)) and not one.scope and enough(one)

    if not enough(clause) and not any(covers(one) for one in rule.clause if one is not clause):
        said = f"says {clause.verdict} of a yes and only {clause.unknown} while it is not known"
        yield (*at, "unknown"), said, "unknown is never a no"


def conditions_facts(clause: Clause) -> tuple[str, ...]:
    """The facts that a clause asks for; of the darkness of skin, the phototype."""
    return tuple("person.phototype" if isinstance(c, SkinAsDarkAs) else c.fact for c in conditions_of(clause))


def _overlaps(rule: Rule, *, at: Path) -> Iterator[Mistake]:
    numbered = list(enumerate(rule.clause))
    for (first, one), (second, other) in combinations(numbered, 2):
        same = set(one.all) == set(other.all) and set(one.any) == set(other.any) and one.whenever == other.whenever
        apart = one.policy is not None and other.policy is not None and one.policy != other.policy
        differ = (one.verdict, one.unknown, one.wait) != (other.verdict, other.unknown, other.wait)
        meet = not one.scope or not other.scope or any(overlap(a, b) for a in one.scope for b in other.scope)
        if same and differ and meet and not apart:
            said = f"answers otherwise than clause {first + 1} to the same facts, and their scopes overlap"
            yield (*at, "clause", second), said, "part the scopes, or join the clauses"


def _examples(rule: Rule, *, at: Path) -> Iterator[Mistake]:
    said = {"negative" if example.verdict == "none" else "positive" for example in rule.example}
    for missing in sorted({"positive", "negative"} - said):
        yield at, f"has no {missing} example", 'add a [[rule.example]], of verdict "none" where it does not speak'
    for place, example in enumerate(rule.example):
        path = (*at, "example", place)
        for name, value in example.facts.items():
            kind = fact_kinds().get(name)
            if kind is None:
                yield (*path, "facts", name), *_no_fact(name)
            elif (wrong := value_mistake(kind, value)) is not None:
                yield (*path, "facts", name), wrong, None
        for name in example.days_ago:
            if name not in fact_kinds() or not fact_kinds()[name].dated:
                yield (*path, "days_ago", name), f"gives a day to {name}, with which none stands", None
        if example.earliest_in_days is not None and example.verdict != "DEFER":
            yield (*path, "earliest_in_days"), f"gives a date to {example.verdict}", "only a deferral has one"
