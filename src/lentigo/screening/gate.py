"""The first gate: every rule is put to a case, and every reason is kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Final, Literal

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.plan import Reason, Screening, Verdict
from lentigo.domain.rules import Clause, Rule, Wait
from lentigo.library.rules import rules as shipped_rules
from lentigo.screening.conditions import Truth, applies
from lentigo.screening.facts import day_of, health_fact, weeks_of
from lentigo.screening.overrides import with_overrides
from lentigo.screening.reach import address, touches

WORST_FIRST: Final[tuple[Verdict, ...]] = ("ABSOLUTE", "DEFER", "REFER", "RELATIVE", "MODIFY", "INFO")
BLOCKING: Final[frozenset[Verdict]] = frozenset({"ABSOLUTE", "DEFER", "REFER"})

_EVERYTHING = ""
"""Stands for all treatment where a clause has no scope."""


def severity(verdict: Verdict | Literal["CLEAR"]) -> int:
    """How grave a verdict is: 0 for none, 6 for the worst."""
    return 0 if verdict == "CLEAR" else len(WORST_FIRST) - WORST_FIRST.index(verdict)


def screen(
    case: Case,
    rules: Iterable[Rule] | None = None,
    *,
    devices: Sequence[Device] = (),
    today: date | None = None,
    ita_deg: float | None = None,
) -> Screening:
    """Say whether this person may be treated now, and with which of the devices at hand, with every reason.

    Parameters
    ----------
    case : Case
        The facts.
    rules : Rules, optional
        The library's first gate where none are given.
    devices : sequence of Device
        The devices at hand; a rule that touches only some handpieces names them in the scope of its reason. Without
        devices the scope is named in words.
    today : date, optional
        No date before it is promised; the day of the assessment where none is given.
    ita_deg : float, optional
        The angle that an indirect reading (a spectrum, a melanin index) stands for [degrees]. A reading of the angle
        itself, or of L*a*b*, needs none; the darkest of all that is known counts.

    Returns
    -------
    Screening
        All reasons, worst first, after the written reasons of the case: only a RELATIVE one gives way to them, and
        stays as a remark. Its verdict is the worst of the reasons that touch all treatment, and the mildest
        that any handpiece at hand is left with: where every handpiece is blocked, the person is.
    """
    day = max(today or case.assessed, case.assessed)
    reasons = [
        reason
        for rule in (shipped_rules() if rules is None else rules)
        for reason in _reasons(case, rule=rule, devices=devices, day=day, ita_deg=ita_deg)
    ]
    reasons = with_overrides(reasons, case.overrides)
    reasons.sort(key=lambda reason: (-severity(reason.verdict), reason.rule, reason.scope))
    return Screening(verdict=overall(reasons, devices=devices), reasons=tuple(reasons))


def verdict_for(screening: Screening, *, handpiece: str) -> Verdict | Literal["CLEAR"]:
    """The worst verdict that a handpiece ("device/handpiece") is left with."""
    return max(
        (reason.verdict for reason in screening.reasons if not reason.scope or handpiece in reason.scope),
        key=severity,
        default="CLEAR",
    )


def overall(reasons: Sequence[Reason], *, devices: Sequence[Device]) -> Verdict | Literal["CLEAR"]:
    """The mildest verdict that any handpiece at hand is left with; without devices, the worst of all reasons."""
    everything = Screening(verdict="CLEAR", reasons=tuple(reasons))
    names = [address(device, handpiece=handpiece) for device in devices for handpiece in device.handpieces]
    if not names:
        return max((reason.verdict for reason in reasons), key=severity, default="CLEAR")
    return min((verdict_for(everything, handpiece=name) for name in names), key=severity)


def _reasons(
    case: Case, *, rule: Rule, devices: Sequence[Device], day: date, ita_deg: float | None
) -> Iterable[Reason]:
    """A reason for each clause of a rule; where several touch a handpiece, the worst of them."""
    found: dict[Clause, tuple[Truth, Verdict, list[str]]] = {}
    worst: dict[str, int] = {}
    for clause in rule.clause:
        truth = applies(case, clause=clause, ita_deg=ita_deg)
        if truth is Truth.FALSE:
            continue
        verdict = clause.verdict if truth is Truth.TRUE else clause.unknown
        places = _places(clause, devices=devices)
        found[clause] = (truth, verdict, places)
        worst |= {place: max(severity(verdict), worst.get(place, 0)) for place in places}
    said: list[Reason] = []
    for clause, (truth, verdict, places) in found.items():
        scope = tuple(sorted(place for place in places if severity(verdict) == worst[place]))
        if not scope:
            continue
        everywhere = scope == (_EVERYTHING,)
        said.append(_reason(case, rule=rule, clause=clause, truth=truth, scope=() if everywhere else scope, day=day))
    asked_once: dict[tuple[str, tuple[str, ...]], Reason] = {}
    for reason in said:
        asked_once.setdefault((reason.because, reason.scope), reason)
    return asked_once.values()


def _places(clause: Clause, *, devices: Sequence[Device]) -> list[str]:
    if not clause.scope:
        return [_EVERYTHING]
    if not devices:
        return [scope.words for scope in clause.scope]
    return [
        address(device, handpiece=handpiece)
        for device in devices
        for handpiece in device.handpieces
        if touches(clause, device=device, handpiece=handpiece)
    ]


def _reason(case: Case, *, rule: Rule, clause: Clause, truth: Truth, scope: tuple[str, ...], day: date) -> Reason:
    certain = truth is Truth.TRUE
    verdict = clause.verdict if certain else clause.unknown
    until = clause.until if certain else "this has been asked and recorded"
    deferred = verdict == "DEFER"
    return Reason(
        rule=rule.id,
        verdict=verdict,
        title=rule.title,
        because=f"{clause.because}{_told(case, clause=clause)}." if certain else f"Not known: {clause.question}",
        action=f"{clause.action} Wait until {until}." if deferred and until else clause.action,
        sources=rule.sources,
        from_memory=rule.from_memory,
        earliest=_earliest(case, wait=clause.wait, day=day) if deferred and clause.wait and certain else None,
        scope=scope,
    )


def _told(case: Case, *, clause: Clause) -> str:
    """When the health facts behind a clause were so, and who has said it, where that is known."""
    said: list[str] = []
    for condition in (*clause.all, *clause.any):
        answer = health_fact(case, name=getattr(condition, "fact", ""))
        if answer is None or answer.value != "yes":
            continue
        parts = [] if answer.when == "unknown" else [answer.when]
        if answer.told_by != "unknown":
            parts.append(f"told by the {answer.told_by}")
        said += [", ".join(parts)] if parts else []
    return f" (answered yes: {'; '.join(said)})" if said else ""


def _earliest(case: Case, *, wait: Wait, day: date) -> date:
    begun = case.assessed if wait.since == "assessment" else day_of(case, name=wait.since)
    waited = weeks_of(case, name=wait.already_weeks) if wait.already_weeks else timedelta()
    left = timedelta(days=ceil(max((timedelta(days=wait.duration_days) - waited) / timedelta(days=1), 0.0)))
    return max(begun + left, case.assessed + timedelta(days=ceil(wait.at_least_days)), day)
