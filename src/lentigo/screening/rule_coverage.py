"""Which facts, clauses and treatments a set of rules reaches, and which it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.facts import fact_kinds
from lentigo.domain.rules import Clause, Rule, SkinAsDarkAs
from lentigo.domain.treatments import TREATMENTS
from lentigo.screening.gate import screen
from lentigo.screening.reach import touches_treatment
from lentigo.screening.rule_examples import fired_clauses

__all__ = ["Coverage", "coverage", "facts_read"]

DARKNESS: Final = ("person.phototype", "skin.measured_ita_deg", "skin.inferred_ita_deg")
"""What is asked where a rule asks how dark the skin is."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What rules reach."""

    clauses: int
    silent: tuple[str, ...]
    """Clauses that apply in none of their rule's examples, as "PT-40, clause 3"."""
    by_case: Mapping[str, tuple[str, ...]]
    """The rules that speak in each of some cases, by the cases' names."""
    read: tuple[str, ...]
    """Facts that some rule asks for."""
    unread: tuple[str, ...]
    """Facts that no rule asks for."""
    treatments: Mapping[str, tuple[str, ...]]
    """The rules that can block, or ask for a reason, for each treatment."""


def facts_read(rules: Iterable[Rule]) -> frozenset[str]:
    """Every fact that some clause asks for, or counts days or weeks by."""
    return frozenset(name for rule in rules for clause in rule.clause for name in _facts(clause))


def coverage(rules: Sequence[Rule], *, cases: Mapping[str, Case]) -> Coverage:
    """What rules reach: by their own examples, and in some cases, each screened without devices."""
    read = facts_read(rules)
    return Coverage(
        clauses=sum(len(rule.clause) for rule in rules),
        silent=tuple(
            f"{rule.id}, clause {number}"
            for rule in rules
            for number in sorted(set(range(1, len(rule.clause) + 1)) - fired_clauses(rule))
        ),
        by_case={
            name: tuple(dict.fromkeys(reason.rule for reason in screen(case, rules).reasons))
            for name, case in cases.items()
        },
        read=tuple(sorted(read)),
        unread=tuple(sorted(set(fact_kinds()) - read)),
        treatments={treatment: _holding(rules, treatment=treatment) for treatment in TREATMENTS},
    )


def _facts(clause: Clause) -> Iterable[str]:
    for condition in (*clause.all, *clause.any):
        if isinstance(condition, SkinAsDarkAs):
            yield from DARKNESS
        else:
            yield condition.fact
    if clause.wait is not None:
        yield from (name for name in (clause.wait.since, clause.wait.already_weeks) if name and name in fact_kinds())


def _holding(rules: Iterable[Rule], *, treatment: str) -> tuple[str, ...]:
    grave = ("ABSOLUTE", "DEFER", "REFER", "RELATIVE")
    return tuple(
        rule.id
        for rule in rules
        if any(c.verdict in grave and touches_treatment(c, treatment=treatment, site="") for c in rule.clause)
    )
