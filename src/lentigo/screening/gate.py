"""The first gate: every rule is put to a case, and every reason is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from math import ceil
from typing import Final, Literal

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.facts import Facts
from lentigo.domain.plan import Disagreement, Reason, Screening, Side, Verdict
from lentigo.domain.rules import Clause, Rule, Wait
from lentigo.errors import UnknownNameError
from lentigo.library.rules import rules as shipped_rules
from lentigo.screening.conditions import Truth, applies, asks_of, is_put, subjects_of
from lentigo.screening.facts import UNKNOWN, case_facts, fact_of
from lentigo.screening.overrides import with_overrides
from lentigo.screening.reach import (
    ALL_TREATMENT,
    address,
    may_touch_a_device,
    touches,
    touches_all_light,
    touches_treatment,
)

WORST_FIRST: Final[tuple[Verdict, ...]] = ("ABSOLUTE", "DEFER", "REFER", "RELATIVE", "MODIFY", "INFO")
BLOCKING: Final[frozenset[Verdict]] = frozenset({"ABSOLUTE", "DEFER", "REFER"})


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
    policy: Mapping[str, str] | None = None,
    version: str = "",
) -> Screening:
    """Say whether this person may be treated now, and with which of the devices at hand, with every reason.

    Parameters
    ----------
    case : Case
        The facts.
    rules : Rules, optional
        The library's rules where none are given.
    devices : sequence of Device
        The devices at hand; a rule that touches only some handpieces names them in the scope of its reason. The
        treatments of the case are screened beside them. Without either, light is thought of: the scope is named in
        words, and rules on nothing but other treatments say nothing.
    today : date, optional
        No date before it is promised; the day of the assessment where none is given.
    ita_deg : float, optional
        The angle that an indirect reading (a spectrum, a melanin index) stands for [degrees]. A reading of the angle
        itself, or of L*a*b*, needs none; the darkest of all that is known counts.
    policy : mapping, optional
        What the clinic has chosen where sources disagree: opinion by topic.
    version : str, optional
        What the answer calls the rules, where they are not the library's own alone.

    Returns
    -------
    Screening
        All reasons, worst first, after the written reasons of the case: only a RELATIVE one gives way to them, and
        stays as a remark. Its verdict is the worst of the reasons that touch all treatment, and the mildest
        that any handpiece at hand is left with: where every handpiece is blocked, the person is. Without any at hand
        it is the worst of all reasons.
    """
    facts = case_facts(case, ita_deg=ita_deg)
    reasons = judge(
        facts,
        shipped_rules() if rules is None else rules,
        assessed=case.assessed,
        devices=devices,
        treatments=case.treatments,
        today=today,
        policy=policy,
    )
    reasons = with_overrides(reasons, case.overrides)
    reasons.sort(key=lambda reason: (-severity(reason.verdict), reason.rule, reason.scope))
    places = _all_places(devices, treatments=case.treatments)
    return Screening(verdict=overall(reasons, places=places), reasons=tuple(reasons), rules=version)


def judge(
    facts: Facts,
    rules: Iterable[Rule],
    *,
    assessed: date,
    devices: Sequence[Device] = (),
    treatments: Sequence[str] = (),
    today: date | None = None,
    policy: Mapping[str, str] | None = None,
) -> list[Reason]:
    """Every reason that rules find in facts, whatever they are about: a case, a numbing cream, a session.

    Parameters
    ----------
    facts : Facts
        By name; a clause that asks for a subject that is not there is passed over.
    rules : Rules
        To be put to the facts.
    assessed : date
        The day on which the facts were asked for.
    devices : sequence of Device
        The devices at hand.
    treatments : sequence of str
        Other ways of treating that are thought of.
    today : date, optional
        No date before it is promised.
    policy : mapping, optional
        Opinion by topic, where the clinic has chosen one.

    Returns
    -------
    list of Reason
        In the order of the rules; nothing is overridden.
    """
    day = max(today or assessed, assessed)
    asked = _Asked(facts, assessed, day, tuple(devices), tuple(treatments), subjects_of(facts))
    every = tuple(rules)
    chosen = dict(policy or {})
    _refuse_unknown_opinions(every, policy=chosen)
    return [reason for rule in every for reason in _reasons(asked, rule=rule, policy=chosen)]


def _refuse_unknown_opinions(rules: Iterable[Rule], *, policy: Mapping[str, str]) -> None:
    """An opinion that nobody holds would silence the clauses of all others."""
    for rule in rules:
        conflict = rule.conflict
        if conflict is None or conflict.topic not in policy:
            continue
        names = [opinion.name for opinion in conflict.opinions]
        if policy[conflict.topic] not in names:
            raise UnknownNameError(policy[conflict.topic], kind=f"opinion on {conflict.topic}", known=names)


@dataclass(frozen=True, slots=True)
class _Asked:
    facts: Facts
    assessed: date
    day: date
    devices: tuple[Device, ...]
    treatments: tuple[str, ...]
    subjects: frozenset[str]

    @property
    def site(self) -> str:
        """Where on the body; nowhere in particular where that is not among the facts."""
        site = self.facts.get("skin.site")
        return "" if site is None else str(site.value)


def verdict_for(screening: Screening, *, handpiece: str) -> Verdict | Literal["CLEAR"]:
    """The worst verdict that a handpiece ("device/handpiece") is left with."""
    return max(
        (reason.verdict for reason in screening.reasons if not reason.scope or handpiece in reason.scope),
        key=severity,
        default="CLEAR",
    )


def earliest_for(screening: Screening, *, handpiece: str) -> date | None:
    """The first day on which every deferral with a date has ended for a handpiece; none where nobody can say one."""
    return earliest_of(
        [r for r in screening.reasons if r.verdict in BLOCKING and (not r.scope or handpiece in r.scope)]
    )


def earliest_of(blocks: Sequence[Reason]) -> date | None:
    """The first day on which all of these have ended; none where of one of them nobody can say a day."""
    days = [reason.earliest for reason in blocks if reason.earliest is not None]
    return max(days) if days and len(days) == len(blocks) else None


def overall(reasons: Sequence[Reason], *, places: Sequence[str]) -> Verdict | Literal["CLEAR"]:
    """The mildest verdict that any handpiece or treatment is left with.

    Where none is named nobody knows which treatment is meant: the worst that any reason says, so that what rules out
    some treatments is never answered with a clear yes.
    """
    everything = Screening(verdict="CLEAR", reasons=tuple(reasons))
    if not places:
        return max((reason.verdict for reason in reasons), key=severity, default="CLEAR")
    return min((verdict_for(everything, handpiece=place) for place in places), key=severity)


def _all_places(devices: Sequence[Device], *, treatments: Sequence[str]) -> list[str]:
    """Every handpiece at hand, or the treatments thought of where there is none."""
    names = [address(device, handpiece=handpiece) for device in devices for handpiece in device.handpieces]
    return names or list(treatments)


def _reasons(asked: _Asked, *, rule: Rule, policy: Mapping[str, str]) -> Iterable[Reason]:
    """A reason for each clause of a rule; where several touch a handpiece, the worst of them."""
    found: dict[Clause, tuple[Truth, Verdict, list[str]]] = {}
    worst: dict[str, int] = {}
    for clause in rule.clause:
        if not is_put(clause, subjects=asked.subjects) or not _chosen(rule, clause=clause, policy=policy):
            continue
        truth = applies(asked.facts, clause=clause, today=asked.assessed)
        if truth is Truth.FALSE:
            continue
        verdict = clause.verdict if truth is Truth.TRUE else clause.unknown
        places = _places(clause, asked=asked)
        found[clause] = (truth, verdict, places)
        worst |= {place: max(severity(verdict), worst.get(place, 0)) for place in places}
    said: list[Reason] = []
    for clause, (truth, verdict, places) in found.items():
        everywhere = worst.get(ALL_TREATMENT, 0)
        scope = tuple(sorted(p for p in places if _is_said(clause, verdict=verdict, worst=max(worst[p], everywhere))))
        if scope:
            scope = () if scope == (ALL_TREATMENT,) else scope
            said.append(_reason(asked, rule=rule, clause=clause, truth=truth, scope=scope, policy=policy))
    told_once: dict[tuple[str, tuple[str, ...]], Reason] = {}
    for reason in said:
        key = (reason.because, reason.scope)
        told_once[key] = _together(told_once[key], reason) if key in told_once else reason
    return told_once.values()


def _together(one: Reason, other: Reason) -> Reason:
    """Two reasons of one rule in the same words for the same place: the graver, the later day, the effects of both."""
    worse = max(one, other, key=lambda reason: (severity(reason.verdict), reason.earliest or date.max))
    return replace(worse, effects=tuple(dict.fromkeys(one.effects + other.effects)))


def _is_said(clause: Clause, *, verdict: Verdict, worst: int) -> bool:
    """Whether a clause is told beside the worst of its rule: a change of the plan is, where that may be overridden."""
    return severity(verdict) == worst or (bool(clause.effects) and worst <= severity("RELATIVE"))


def _chosen(rule: Rule, *, clause: Clause, policy: Mapping[str, str]) -> bool:
    """Whether a clause holds under what the clinic has chosen, or under the rule's own default."""
    if clause.policy is None:
        return True
    default = rule.conflict.default if rule.conflict and rule.conflict.topic == clause.policy.topic else ""
    return policy.get(clause.policy.topic, default) == clause.policy.opinion


def _places(clause: Clause, *, asked: _Asked) -> list[str]:
    """What a clause touches: all treatment, handpieces and treatments by name, or in words where none is at hand."""
    site = asked.site
    others = [t for t in asked.treatments if touches_treatment(clause, treatment=t, site=site)]
    if touches_all_light(clause, site=site) and len(others) == len(asked.treatments):
        return [ALL_TREATMENT]
    if not asked.devices and not asked.treatments:
        return [scope.words for scope in clause.scope if may_touch_a_device(scope, site=site)]
    handpieces = [
        address(device, handpiece=handpiece)
        for device in asked.devices
        for handpiece in device.handpieces
        if touches(clause, device=device, handpiece=handpiece, site=site)
    ]
    return handpieces + others


def _reason(
    asked: _Asked, *, rule: Rule, clause: Clause, truth: Truth, scope: tuple[str, ...], policy: Mapping[str, str]
) -> Reason:
    certain = truth is Truth.TRUE
    verdict = clause.verdict if certain else clause.unknown
    until = f"{clause.until}{_ends_at(asked.facts, clause=clause)}" if certain else "this has been asked and recorded"
    deferred = verdict == "DEFER"
    return Reason(
        rule=rule.id,
        verdict=verdict,
        title=rule.title,
        because=(
            f"{clause.because}{_told(asked.facts, clause=clause)}."
            if certain
            else f"Not known: {clause.question}{_open(asked.facts, clause=clause)}"
        ),
        action=f"{clause.action} Wait until {until}." if deferred and until else clause.action,
        sources=rule.sources,
        from_memory=rule.from_memory,
        earliest=_earliest(asked, wait=clause.wait) if deferred and clause.wait and certain else None,
        scope=scope,
        all_light=touches_all_light(clause, site=asked.site),
        version=rule.version,
        effects=clause.effects,
        disagreement=_disagreement(rule, policy=policy),
    )


def _disagreement(rule: Rule, *, policy: Mapping[str, str]) -> Disagreement | None:
    """What the sources of a rule disagree about, with the side that the clinic goes by."""
    conflict = rule.conflict
    if conflict is None:
        return None
    chosen = policy.get(conflict.topic, conflict.default)
    sides = tuple(
        Side(name=one.name, says=one.says, sources=one.sources, chosen=one.name == chosen) for one in conflict.opinions
    )
    return Disagreement(topic=conflict.topic, question=conflict.question, sides=sides)


def _open(facts: Facts, *, clause: Clause) -> str:
    """What keeps a question open beside that it was not answered: a medicine, for instance, that nobody knows."""
    asked = (facts[asks_of(condition)] for condition in (*clause.all, *clause.any))
    doubts = dict.fromkeys(stated.when for stated in asked if stated.value == UNKNOWN and stated.when)
    return f" ({'; '.join(doubts)})" if doubts else ""


def _told(facts: Facts, *, clause: Clause) -> str:
    """When the health facts behind a clause were so, and who has said it, where that is known."""
    said: list[str] = []
    for condition in (*clause.all, *clause.any):
        stated = facts[asks_of(condition)]
        if stated.measured:
            return f" ({stated.measured})"
        if stated.value != "yes":
            continue
        parts = [stated.when] if stated.when else []
        if stated.told_by:
            parts.append(f"told by the {stated.told_by}")
        said += [", ".join(parts)] if parts else []
    return f" (answered yes: {'; '.join(said)})" if said else ""


def _ends_at(facts: Facts, *, clause: Clause) -> str:
    """The measured values at which a deferral ends, where facts behind a clause name one."""
    values = dict.fromkeys(facts[asks_of(condition)].ends_at for condition in (*clause.all, *clause.any))
    said = [value for value in values if value]
    return f" ({'; '.join(said)})" if said else ""


def _earliest(asked: _Asked, *, wait: Wait) -> date:
    begun = asked.assessed
    if wait.since != "assessment":
        begun = min(fact_of(asked.facts, name=wait.since).day or asked.assessed, asked.assessed)
    weeks = fact_of(asked.facts, name=wait.already_weeks).value if wait.already_weeks else 0.0
    waited = timedelta(weeks=weeks) if isinstance(weeks, int | float) else timedelta()
    left = timedelta(days=ceil(max((timedelta(days=wait.duration_days) - waited) / timedelta(days=1), 0.0)))
    return max(begun + left, asked.assessed + timedelta(days=ceil(wait.at_least_days)), asked.day)
