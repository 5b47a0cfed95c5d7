"""A rule put to its own examples: what it says, whether it should, and which of its clauses were heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from lentigo import library
from lentigo.domain.device import Device
from lentigo.domain.facts import Facts, Stated
from lentigo.domain.plan import Reason
from lentigo.domain.rules import Rule, RuleExample
from lentigo.domain.treatments import TREATMENTS
from lentigo.errors import UnknownNameError
from lentigo.screening.conditions import Truth, applies, asks_of, is_put, subjects_of
from lentigo.screening.gate import judge, severity
from lentigo.screening.routine import ASSESSED, routine_facts

__all__ = ["Heard", "example_facts", "fired_clauses", "hear", "hear_all"]

ALL: Final = "all"


@dataclass(frozen=True, slots=True)
class Heard:
    """What a rule says of one of its examples."""

    rule: str
    number: int
    """Which of its examples, from 1."""
    example: RuleExample
    verdict: str
    """The worst that it says there, or "none"."""
    earliest_in_days: int | None
    """The latest of the dates that come with that verdict [d after the assessment]."""
    wrong: str
    """How that differs from what it should say; empty where it does not."""


def example_facts(rule: Rule, example: RuleExample) -> Facts:
    """The facts of an example: the routine person, with the cream or session that the rule asks about."""
    asked = {asks_of(condition).partition(".")[0] for clause in rule.clause for condition in (*clause.all, *clause.any)}
    asked |= {clause.whenever for clause in rule.clause if clause.whenever}
    facts = dict(routine_facts(asked - set(example.without)))
    for name, value in example.facts.items():
        # What is told without a day is so today, as far as medicines go; of a health fact nobody has said when.
        now = value == "yes" and name.startswith("medicine.")
        facts[name] = Stated(value, day=ASSESSED if now else None)
    for name, days in example.days_ago.items():
        facts[name] = replace(facts[name], day=ASSESSED - timedelta(days=days))
    return facts


def hear(rule: Rule, example: RuleExample, *, number: int = 1) -> Heard:
    """What a rule says of an example.

    Raises
    ------
    UnknownNameError
        If the example is about a handpiece that the library has not, or a treatment that there is not.
    """
    devices, treatments, place = _before(example.on)
    policy = {} if example.policy is None else {example.policy.topic: example.policy.opinion}
    facts = example_facts(rule, example)
    said = judge(facts, (rule,), assessed=ASSESSED, devices=devices, treatments=treatments, policy=policy)
    touching = [reason for reason in said if not reason.scope or place in reason.scope]
    worst = max(touching, key=lambda reason: severity(reason.verdict), default=None)
    verdict = "none" if worst is None else worst.verdict
    earliest = _latest(touching, verdict=verdict)
    return Heard(rule.id, number, example, verdict, earliest, _wrong(example, verdict=verdict, earliest=earliest))


def hear_all(rule: Rule) -> tuple[Heard, ...]:
    """What a rule says of every one of its examples."""
    return tuple(hear(rule, example, number=number) for number, example in enumerate(rule.example, start=1))


def fired_clauses(rule: Rule) -> frozenset[int]:
    """Which clauses of a rule apply in at least one of its examples, from 1."""
    fired = set()
    for example in rule.example:
        facts = example_facts(rule, example)
        subjects = subjects_of(facts)
        for number, clause in enumerate(rule.clause, start=1):
            if is_put(clause, subjects=subjects) and applies(facts, clause=clause, today=ASSESSED) is Truth.TRUE:
                fired.add(number)
    return frozenset(fired)


def _before(on: str) -> tuple[tuple[Device, ...], tuple[str, ...], str]:
    """The device with only the handpiece, or the treatment, that an example is about, and how reasons name it."""
    if on == ALL:
        return (), (), ALL
    if "/" not in on:
        if on not in TREATMENTS:
            raise UnknownNameError(on, kind="treatment", known=(*TREATMENTS, ALL))
        return (), (on,), on
    name, _, piece = on.partition("/")
    device = library.device(name)
    only = tuple(one for one in device.handpieces if one.name == piece)
    if not only:
        raise UnknownNameError(on, kind="handpiece", known=[f"{name}/{one.name}" for one in device.handpieces])
    return (replace(device, handpieces=only),), (), on


def _latest(said: Sequence[Reason], *, verdict: str) -> int | None:
    days = [(one.earliest - ASSESSED).days for one in said if one.verdict == verdict and one.earliest is not None]
    return max(days, default=None)


def _wrong(example: RuleExample, *, verdict: str, earliest: int | None) -> str:
    if verdict != example.verdict:
        return f"says {verdict} of {example.on}, should say {example.verdict}"
    if example.earliest_in_days is not None and earliest != example.earliest_in_days:
        return f"waits {earliest} days on {example.on}, should wait {example.earliest_in_days:g}"
    return ""
