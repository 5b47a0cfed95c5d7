"""Which strategies are followed for a case, with their days; which are left out, and why."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta

import numpy as np

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.course import NotOffered
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Finding, Plan, Reason
from lentigo.domain.strategy import CareWish, CourseWishes, Evidence, ProtectionWish, SessionWish, Strategy
from lentigo.domain.strategy_template import StrategyTemplate
from lentigo.domain.treatments import Treatment
from lentigo.errors import QuestionError
from lentigo.library.drugs import beyond_label, drug
from lentigo.library.strategies import strategies_for
from lentigo.planning.aftercare import aftercare
from lentigo.planning.compose_care import PIGMENT_TABLES
from lentigo.planning.course_questions import check_wishes, without_setting
from lentigo.planning.course_sessions import physics_of
from lentigo.planning.decide import plan as make_plan
from lentigo.planning.estimate import measured_ita
from lentigo.planning.question import ask
from lentigo.screening import screen
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


def offers(
    case: Case, plan: Plan, wishes: CourseWishes, *, numerics: Numerics
) -> tuple[tuple[Offer, ...], tuple[NotOffered, ...]]:
    """The strategies to follow, and those that are left out with their reasons.

    Raises
    ------
    UnknownNameError
        If a strategy names a drug, a cream or a device that is not known.
    QuestionError
        If nothing is known of the course of such a lesion, or a strategy cannot be followed as it is written.
    """
    check_wishes(case, wishes)
    if case.lesion.kind not in PIGMENT_TABLES:
        raise QuestionError(
            f"no course is known for {case.lesion.kind.replace('_', ' ')}",
            where="lesion.kind",
            hint="a course is followed where it is known what its pigment does over months: "
            + ", ".join(kind.replace("_", " ") for kind in sorted(PIGMENT_TABLES)),
        )
    closed = _diagnosis_closes(plan)
    if closed:
        return (), tuple(
            NotOffered(title="Every treatment", because=one.because, sources=one.sources) for one in closed
        )
    answers: list[Offer | NotOffered | None] = []
    if wishes.strategies:
        answers += [_one(case, plan, strategy, numerics=numerics) for strategy in wishes.strategies]
    else:
        answers += [
            _template(case, plan, template, horizon=wishes.horizon_days, numerics=numerics)
            for template in strategies_for(case.lesion.kind)
        ]
    return (
        tuple(one for one in answers if isinstance(one, Offer)),
        tuple(one for one in answers if isinstance(one, NotOffered)),
    )


def _diagnosis_closes(plan: Plan) -> tuple[Reason, ...]:
    """Reasons for which nothing may be done to this lesion before somebody has looked: neither light nor cream."""
    return tuple(
        reason
        for reason in plan.screening.reasons
        if reason.rule.startswith("DX-")
        and reason.verdict in ("ABSOLUTE", "REFER")
        and not reason.scope
        and not reason.all_light
    )


def _template(
    case: Case,
    plan: Plan,
    template: StrategyTemplate,
    *,
    horizon: int,
    numerics: Numerics,
) -> Offer | NotOffered | None:
    """One strategy of the library with its days; none where its first session lies beyond the horizon."""
    care = tuple(replace(wish, to_day=min(wish.to_day, horizon)) for wish in template.care if wish.from_day < horizon)
    bare = Strategy(
        name=template.name,
        title=template.title,
        care=care,
        protection=(sunscreen(tinted=template.tinted),) if template.sunscreen else (),
    )
    if not template.sessions:
        return _one(case, plan, bare, numerics=numerics, template=template)
    with_light = _plan_on(case, plan, template.first_day, care, numerics=numerics)
    if with_light.decision != "setting":
        return _not_planned(template.title, with_light)
    interval, why = _interval(case, with_light, template, numerics=numerics)
    days = [template.first_day + k * interval for k in range(template.sessions)]
    sessions = tuple(SessionWish(day=day, setting_share=template.setting_share) for day in days if day <= horizon)
    if not sessions:
        return None
    return _one(
        case,
        with_light,
        replace(bare, sessions=sessions),
        numerics=numerics,
        template=template,
        more=(Finding(topic="model", text=why),) if len(sessions) > 1 else (),
    )


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


def _plan_on(case: Case, plan: Plan, day: int, care: tuple[CareWish, ...], *, numerics: Numerics) -> Plan:
    """The plan of a first session on a later day, after weeks of care that rules may ask for."""
    cared = sum(wish.to_day - wish.from_day for wish in care if wish.to_day <= day)
    if plan.decision == "setting" or day == 0 or cared < CARE_BEFORE_LIGHT_DAYS:
        return plan
    weeks = day / 7.0
    before = case.diagnosis.first_line_care_weeks
    then = replace(
        case,
        assessed=case.assessed + timedelta(days=day),
        diagnosis=replace(
            case.diagnosis, first_line_care_weeks=weeks if before == "unknown" else float(before) + weeks
        ),
    )
    return make_plan(then, plan.devices, numerics=numerics, verified=False)


def _not_planned(title: str, plan: Plan) -> NotOffered:
    blocking = plan.screening.blocking
    return NotOffered(
        title=title,
        because=plan.headline,
        sources=tuple(dict.fromkeys(source for reason in blocking for source in reason.sources)),
    )


def _interval(case: Case, plan: Plan, template: StrategyTemplate, *, numerics: Numerics) -> tuple[int, str]:
    """Days between sessions, and why: not before healing and the rules allow, and no later than need be."""
    physics = physics_of(plan, device=None, question=ask(case, plan.screening, numerics=numerics))
    first = physics.session(
        number=0,
        share=template.setting_share,
        passes=1,
        excess_left=np.ones(numerics.skins),
        area_cm2=case.lesion.area_cm2,
    )
    care = aftercare(
        first.inside, site=case.skin.site, family=physics.family, marks_easily=marks_easily(case), session=None
    )
    healed = care.when("next_session").allowed_after_days
    if template.interval_days != "after_healing":
        days = template.interval_days
        if template.setting_share <= 1.0 and _gentle(plan):
            return days, f"Sessions every {days} days, as in the studies of such gentle light."
        days = max(days, healed)
        return days, f"Sessions every {days} days: custom, and not before day {healed}, when skin has healed."
    days = 7 * math.ceil(healed / 7)
    return days, (
        f"Sessions {days // 7} weeks apart: the slowest 5 of 100 skins have healed, and dark marks would have shown, "
        f"by day {healed}. Waiting longer gains nothing and gives pigment time to return."
    )


def _gentle(plan: Plan) -> bool:
    """Toning: light that must not whiten."""
    return plan.case.lesion.kind in ("melasma", "post_inflammatory_hyperpigmentation")


def marks_easily(case: Case) -> bool:
    """Whether the next session must wait until dark marks would have come: only a clear no shortens it."""
    return case.health.previous_dark_marks.value != "no" or case.person.phototype not in ("I", "II", "III")


def _one(
    case: Case,
    plan: Plan,
    strategy: Strategy,
    *,
    numerics: Numerics,
    template: StrategyTemplate | None = None,
    more: tuple[Finding, ...] = (),
) -> Offer | NotOffered:
    """Offer one strategy, unless its plan or a rule of one of its drugs stands against it."""
    if strategy.sessions:
        first = strategy.sessions[0].day
        plan = _plan_on(case, plan, first, strategy.care, numerics=numerics)
        if plan.decision != "setting":
            return _not_planned(strategy.title, plan)
        missing = without_setting(plan, strategy)
        if missing is not None:
            return missing
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
    against = _forbidden(case, strategy)
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
        findings=(*more, *_beyond_labels(strategy), *_conditions(case, strategy), *_sooner(strategy)),
    )


def _screened(case: Case, strategy: Strategy) -> tuple[tuple[Reason, Treatment], ...]:
    """Every reason of the rules about the drugs of a strategy, with the treatment that it is about."""
    wanted = tuple(dict.fromkeys(t for wish in strategy.care if (t := drug(wish.drug).treatment) is not None))
    if not wanted:
        return ()
    seen = screen(replace(case, treatments=wanted), devices=(), today=case.assessed, ita_deg=measured_ita(case))
    return tuple(
        (reason, treatment)
        for reason in seen.reasons
        if not reason.all_light
        for treatment in wanted
        if not reason.scope or treatment in reason.scope
    )


def _forbidden(case: Case, strategy: Strategy) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reason for reason, _ in _screened(case, strategy) if reason.verdict in BLOCKING))


def _conditions(case: Case, strategy: Strategy) -> tuple[Finding, ...]:
    """What the rules ask for before a drug of a strategy, without forbidding it."""
    return tuple(
        Finding(
            topic="limit", text=f"{reason.rule}: {reason.because.rstrip('.')}. {reason.action}", sources=reason.sources
        )
        for reason in dict.fromkeys(reason for reason, _ in _screened(case, strategy))
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
