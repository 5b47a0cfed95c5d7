"""Which strategies are followed for a case, with their days; which are left out, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import get_args

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.course import NotOffered
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Finding, Plan, Reason
from lentigo.domain.rules import RuleSet
from lentigo.domain.strategy import CareWish, CourseWishes, Evidence, ProtectionWish, SessionWish, Strategy
from lentigo.domain.strategy_template import StrategyTemplate
from lentigo.domain.treatments import OtherTreatment
from lentigo.library.drugs import beyond_label, drug
from lentigo.library.strategies import strategies_for
from lentigo.planning.course_intervals import Interval, interval, too_soon
from lentigo.planning.course_questions import check_lesion, check_wishes, without_setting
from lentigo.planning.course_sessions import SessionStore
from lentigo.planning.course_waits import WaitStore
from lentigo.planning.course_ways import Sessions, by_ways, closed_ways
from lentigo.planning.decide import plan as make_plan
from lentigo.planning.screened import screened
from lentigo.screening.gate import BLOCKING

CARE_BEFORE_LIGHT_DAYS = 56
"""Care of this length stands for the weeks of first care that rules ask for before light."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A strategy that is followed."""

    strategy: Strategy
    plan: Plan
    """Whose recommended setting its sessions use."""
    evidence: Evidence
    evidence_text: str
    sources: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class By:
    """What the strategies of a case are judged by."""

    numerics: Numerics
    """Size of the sample, for the plan of a later day."""
    rules: RuleSet | None
    """The clinic's own rules, beside the library's."""
    policy: Mapping[str, str] | None
    beside: tuple[Reason, ...]
    """What the rules say of every treatment but light; a reason without a scope is about all that may be done."""


def judged_by(
    case: Case, *, numerics: Numerics, rules: RuleSet | None = None, policy: Mapping[str, str] | None = None
) -> By:
    """The rules, put to every treatment but light."""
    asked = replace(case, treatments=get_args(OtherTreatment))
    return By(numerics=numerics, rules=rules, policy=policy, beside=screened(asked, rules=rules, policy=policy).reasons)


def offers(
    case: Case, plan: Plan, wishes: CourseWishes, *, by: By, store: SessionStore
) -> tuple[tuple[Offer, ...], tuple[NotOffered, ...]]:
    """The strategies to follow, and those that are left out with their reasons.

    Parameters
    ----------
    case : Case
        The person and the lesion.
    plan : Plan
        Of today.
    wishes : CourseWishes
        Horizon, and strategies of the case; the library's where it names none.
    by : By
        The rules, as :func:`judged_by` gives them.
    store : SessionStore
        The light of sessions, by which intervals are chosen.

    Raises
    ------
    UnknownNameError
        If a strategy names a drug, a cream or a device that is not known.
    QuestionError
        If nothing is known of the course of such a lesion, or a strategy cannot be followed as it is written.
    """
    check_lesion(case)
    check_wishes(case, wishes)
    closed = _diagnosis_closes(by)
    if closed:
        return (), tuple(
            NotOffered(title="Every treatment", because=one.because, sources=one.sources) for one in closed
        )
    answers: list[Offer | NotOffered | None] = []
    if wishes.strategies:
        answers += [_one(case, plan, strategy, by=by) for strategy in wishes.strategies]
    else:
        templates = strategies_for(case.lesion.kind)
        waits = WaitStore(case, sun=wishes.sun)
        for template in templates:
            answers += _templates(case, plan, template, horizon=wishes.horizon_days, by=by, store=store, waits=waits)
        if not any(template.sessions or template.by_way for template in templates):
            answers.append(_no_light(plan))
    return (
        tuple(one for one in answers if isinstance(one, Offer)),
        tuple(one for one in answers if isinstance(one, NotOffered)),
    )


def _diagnosis_closes(by: By) -> tuple[Reason, ...]:
    """Reasons for which nothing may be done to this lesion before somebody has looked: neither light nor cream."""
    return tuple(
        reason
        for reason in by.beside
        if reason.rule.startswith("DX-") and reason.verdict in ("ABSOLUTE", "REFER") and not reason.scope
    )


def _no_light(plan: Plan) -> NotOffered:
    """Why nothing with light is among the strategies of a kind of lesion."""
    if plan.decision != "setting":
        return _not_planned("Sessions with light", plan)
    return NotOffered(
        title="Sessions with light",
        because=(
            "How such a lesion goes on after light has hardly been followed; name sessions of your own to see what the "
            "model expects."
        ),
        sources=(),
    )


def _templates(
    case: Case,
    plan: Plan,
    template: StrategyTemplate,
    *,
    horizon: int,
    by: By,
    store: SessionStore,
    waits: WaitStore,
) -> list[Offer | NotOffered | None]:
    """The strategies that one of the library stands for, with their days."""
    bare = _bare(template, horizon)
    if not template.sessions and template.by_way is None:
        return [_one(case, plan, bare, by=by, template=template)]
    with_light = _plan_on(case, plan, template.first_day, bare, by=by)
    if with_light.decision != "setting":
        return [_not_planned(template.title.format(way="Light", sessions="sessions"), with_light)]
    made = (
        (Sessions(template=template, devices=()),)
        if template.by_way is None
        else by_ways(template, with_light, kind=case.lesion.kind)
    )
    closed = closed_ways(with_light, kind=case.lesion.kind) if template.by_way == "each" else ()
    return [
        *closed,
        *(
            _with_days(
                case,
                with_light,
                one,
                bare=_bare(one.template, horizon),
                horizon=horizon,
                by=by,
                store=store,
                waits=waits,
            )
            for one in made
        ),
    ]


def _bare(template: StrategyTemplate, horizon: int) -> Strategy:
    """A strategy of the library without its sessions."""
    return Strategy(
        name=template.name,
        title=template.title.format(way="Light", sessions="sessions"),
        care=tuple(
            replace(wish, to_day=min(wish.to_day, horizon)) for wish in template.care if wish.from_day < horizon
        ),
        protection=(sunscreen(tinted=template.tinted),) if template.sunscreen else (),
    )


def _with_days(
    case: Case,
    plan: Plan,
    made: Sessions,
    *,
    bare: Strategy,
    horizon: int,
    by: By,
    store: SessionStore,
    waits: WaitStore,
) -> Offer | NotOffered | None:
    """A strategy with the days of its sessions; none where the first lies beyond the horizon."""
    template, devices = made.template, made.devices or (None,)
    alone = template.sessions == 1 and template.upkeep_days is None
    # Of several devices in one visit the one that asks for the longest wait decides.
    apart = max(
        (
            Interval(days=horizon, findings=())
            if alone
            else interval(
                case,
                plan,
                template,
                physics=store.of(plan, device),
                store=waits,
                protection=bare.protection,
                horizon_days=horizon,
            )
            for device in devices
        ),
        key=lambda one: one.days,
    )
    days = [template.first_day + k * apart.days for k in range(template.sessions)]
    if template.upkeep_days is not None:
        days.append(days[-1] + max(template.upkeep_days, apart.days))
    kept = [day for day in days if day <= horizon]
    if not kept:
        return None
    sessions = tuple(
        SessionWish(day=day, device=device, setting_share=template.setting_share) for day in kept for device in devices
    )
    return _one(
        case,
        plan,
        replace(bare, sessions=sessions, title=_title(template, len(kept), len(days))),
        by=by,
        template=template,
        more=apart.findings if len(kept) > 1 else (),
    )


def _title(template: StrategyTemplate, sessions: int, wanted: int) -> str:
    """The title, and how many of the sessions fit where the horizon leaves some out."""
    if sessions == wanted:
        return template.title
    all_of_them, some = f"{wanted} sessions", f"{sessions} of {wanted} sessions"
    if all_of_them in template.title:
        return template.title.replace(all_of_them, some)[:80]
    return f"{template.title} ({some})"[:80]


def sunscreen(*, tinted: bool) -> ProtectionWish:
    """Sunscreen over the whole course, as people put it on."""
    table = library.table("sun/sunscreen")
    return ProtectionWish(
        factor=50.0,
        amount_mg_cm2=table["usual_amount_mg_cm2"].value,
        applications_per_day=2.0,
        visible_share_blocked=table["visible_tinted_share"].value if tinted else 0.0,
        to_day=3650,
    )


def _plan_on(case: Case, plan: Plan, day: int, strategy: Strategy, *, by: By) -> Plan:
    """The plan of a first session on a later day, after weeks of care that rules may ask for.

    Only days count on which a drug was used and light was held back: rules ask for both.
    """
    cared = sum(_on(now, strategy.care) and _on(now, strategy.protection) for now in range(day))
    if plan.decision == "setting" or cared < CARE_BEFORE_LIGHT_DAYS:
        return plan
    weeks = cared / 7.0
    before = case.diagnosis.first_line_care_weeks
    then = replace(
        case,
        assessed=case.assessed + timedelta(days=day),
        diagnosis=replace(
            case.diagnosis, first_line_care_weeks=weeks if before == "unknown" else float(before) + weeks
        ),
    )
    return make_plan(then, plan.devices, rules=by.rules, policy=by.policy, numerics=by.numerics, verified=False)


def _on(day: int, wishes: Sequence[CareWish | ProtectionWish]) -> bool:
    """Whether one of them is in use on a day."""
    return any(wish.from_day <= day < wish.to_day for wish in wishes)


def _not_planned(title: str, plan: Plan) -> NotOffered:
    blocking = plan.screening.blocking
    return NotOffered(
        title=title,
        because=plan.headline,
        sources=tuple(dict.fromkeys(source for reason in blocking for source in reason.sources)),
    )


def _one(
    case: Case,
    plan: Plan,
    strategy: Strategy,
    *,
    by: By,
    template: StrategyTemplate | None = None,
    more: tuple[Finding, ...] = (),
) -> Offer | NotOffered:
    """Offer one strategy, unless its plan or a rule of one of its drugs stands against it."""
    if strategy.sessions:
        first = strategy.sessions[0].day
        plan = _plan_on(case, plan, first, strategy, by=by)
        if plan.decision != "setting":
            return _not_planned(strategy.title, plan)
        missing = without_setting(plan, strategy)
        if missing is not None:
            return missing
        early = too_soon(case, plan, strategy)
        if early is not None:
            return early
        if plan.case is not case and plan.case.assessed != case.assessed:
            more = (
                *more,
                Finding(
                    topic="limit",
                    text=(
                        f"Light from day {first} on is what the rules would allow after that care, if nothing else has "
                        "changed by then. Screen and measure again before it."
                    ),
                ),
            )
    against = _forbidden(by, strategy)
    if against:
        return NotOffered(
            title=strategy.title,
            because="; ".join(dict.fromkeys(f"{one.because} ({one.rule})" for one in against)),
            sources=tuple(dict.fromkeys(source for one in against for source in one.sources)),
        )
    drugs = tuple(dict.fromkeys(source for wish in strategy.care for source in drug(wish.drug).sources))
    return Offer(
        strategy=strategy,
        plan=plan,
        evidence=template.evidence if template else "model_only",
        evidence_text=(
            template.evidence_text if template else "These steps were put together here; no study followed them."
        ),
        sources=tuple(dict.fromkeys((*(template.sources if template else ()), *drugs))),
        findings=(
            *more,
            *_beyond_labels(strategy),
            *_conditions(by, strategy),
            *_sooner(strategy),
            *_one_visit(strategy),
        ),
    )


def _screened(by: By, strategy: Strategy) -> tuple[Reason, ...]:
    """Every reason of the rules about the drugs of a strategy; a drug that no rule names meets those about all."""
    drugs = {drug(wish.drug).treatment for wish in strategy.care}
    if not drugs:
        return ()
    return tuple(reason for reason in by.beside if not reason.scope or drugs & set(reason.scope))


def _forbidden(by: By, strategy: Strategy) -> tuple[Reason, ...]:
    return tuple(reason for reason in _screened(by, strategy) if reason.verdict in BLOCKING)


def _conditions(by: By, strategy: Strategy) -> tuple[Finding, ...]:
    """What the rules ask for before a drug of a strategy, without forbidding it."""
    return tuple(
        Finding(
            topic="limit", text=f"{reason.rule}: {reason.because.rstrip('.')}. {reason.action}", sources=reason.sources
        )
        for reason in _screened(by, strategy)
        if reason.verdict not in BLOCKING and reason.scope
    )


def _beyond_labels(strategy: Strategy) -> tuple[Finding, ...]:
    found = []
    for wish in strategy.care:
        known = drug(wish.drug)
        strength = known.reference_strength if wish.strength_percent is None else wish.strength_percent
        said = beyond_label(
            known,
            strength=strength,
            applications_per_day=wish.applications_per_day,
            weeks=(wish.to_day - wish.from_day) / 7.0,
        )
        found += [Finding(topic="limit", text=f"{one}.", sources=known.sources[:1]) for one in said]
        harms = "; ".join(harm.text for harm in known.harms)
        found.append(
            Finding(
                topic="limit",
                text=f"{known.name}: {known.stop} Known harms: {harms}.",
                sources=tuple(dict.fromkeys(harm.source for harm in known.harms)),
            )
        )
    return tuple(found)


def _sooner(strategy: Strategy) -> tuple[Finding, ...]:
    """A drug that must be paused before light, and is not."""
    found = []
    for wish in strategy.care:
        known = drug(wish.drug)
        pause = known.pause_before_device_days
        for session in strategy.sessions:
            if wish.from_day <= session.day < wish.to_day + pause and pause > 0:
                found.append(
                    Finding(
                        topic="limit",
                        text=(
                            f"{known.name} is left off {pause:g} days before light; here it goes on until day "
                            f"{wish.to_day}, with a session on day {session.day}."
                        ),
                        sources=known.sources[:1],
                    )
                )
                break
    return tuple(found)


def _one_visit(strategy: Strategy) -> tuple[Finding, ...]:
    """Steps of one day: what is known of each alone is joined, and nobody has measured both."""
    days = [wish.day for wish in strategy.sessions]
    shared = sorted({day for day in days if days.count(day) > 1})
    if not shared:
        return ()
    text = (
        f"Several steps in one visit (day {', '.join(str(day) for day in shared)}): their wounds add up here, and each "
        "meets what the one before has left; the limit of each is still that of the step alone."
    )
    return (Finding(topic="limit", text=text),)
