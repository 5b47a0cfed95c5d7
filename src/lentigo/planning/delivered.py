"""Delivered against planned: what a session was beside its plan, and whether its record can be closed.

The plan is never changed by what was done. Thresholds are numbers of the library (``limits/delivered``); rules that ask
about a session are put to it as all other rules are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from lentigo import __version__, library
from lentigo.domain.case import Case
from lentigo.domain.delivered import Alarm, DeliveredReport, Demand
from lentigo.domain.device import Device
from lentigo.domain.facts import Stated
from lentigo.domain.plan import Finding, Plan, Reason, Versions
from lentigo.domain.record import Answer
from lentigo.domain.rules import RuleSet
from lentigo.domain.session import SessionRecord
from lentigo.domain.session_facts import SessionFacts
from lentigo.errors import QuestionError
from lentigo.planning.estimate import measured_ita
from lentigo.planning.session_alarms import alarms, needs_second_signature
from lentigo.planning.session_closing import demands, left_open
from lentigo.planning.session_facts import session_facts
from lentigo.planning.session_passes import TABLE, ComputeWindow, Limits, PassAgainstPlan, passes_against_plan
from lentigo.planning.spot_dates import DARK_CLASSES, DARK_PHOTOTYPES, months_later
from lentigo.screening.conditions import asks_of
from lentigo.screening.facts import case_facts, record_facts
from lentigo.screening.gate import judge, severity
from lentigo.screening.own_rules import Ruling, ruled

__all__ = ["compare_delivered", "interval_weeks"]

SUBJECT: Final = "session"


def compare_delivered(
    plan: Plan,
    session: SessionRecord,
    *,
    previous: SessionRecord | None = None,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    compute: ComputeWindow | None = None,
) -> DeliveredReport:
    """A session beside its plan: every deviation, what must not be overlooked, what must still be answered.

    Parameters
    ----------
    plan : Plan
        What was planned.
    session : SessionRecord
        What was done.
    previous : SessionRecord, optional
        The session before. Without it only a first session is known not to have been raised.
    rules : RuleSet, optional
        A clinic's own rules beside the library's; only clauses that ask about the session are put.
    policy : mapping, optional
        The opinion that the clinic goes by, for each topic on which published sources disagree.
    compute : callable, optional
        Gives the window of a combination that the plan does not hold; without it such a pass is outside the plan.

    Returns
    -------
    DeliveredReport
        A missing answer keeps the record open; a setting above the highest that the plan allows is never within it.

    Raises
    ------
    QuestionError
        If the previous session is not earlier, or at another site.
    """
    _refuse_wrong_previous(session, previous)
    limits = Limits.of_the_library()
    passes = passes_against_plan(plan, session, limits=limits, compute=compute)
    facts = session_facts(session, passes, previous=previous, limits=limits)
    weeks = interval_weeks(plan.case, _used(plan.devices, session))
    told = alarms(plan, session, passes, facts=facts, previous=previous, limits=limits, weeks_needed=weeks)
    by = ruled(rules, policy=policy)
    reasons = _reasons(plan, session, facts, by=by)
    signature = needs_second_signature(passes, facts=facts, limits=limits)
    asked = (
        *_another_plan(plan, session),
        *demands(
            session,
            passes,
            facts=facts,
            previous=previous,
            alarms=told,
            signature=signature,
            limits=limits,
            weeks_needed=weeks,
        ),
    )
    earliest = _next_earliest(session, told, reasons, weeks=weeks)
    within = "no" if _another_plan(plan, session) else _within_plan(plan, passes, told)
    return DeliveredReport(
        title=session.title,
        treated_on=session.treated_on,
        within_plan=within,
        headline=_headline(within, told, asked),
        comparisons=tuple(row for one in passes for row in one.comparisons),
        alarms=told,
        reasons=tuple(sorted(reasons, key=lambda reason: (-severity(reason.verdict), reason.rule))),
        demands=asked,
        left_open=left_open(session, asked),
        stop_now=any(alarm.kind == "stop" for alarm in told),
        device_locked=any(alarm.kind == "device_locked" for alarm in told),
        can_close=not asked,
        next_earliest=earliest,
        next_interval_weeks=weeks,
        findings=(*_other_rules(plan, by=by), *_findings(plan, session)),
        versions=Versions(
            lentigo=__version__,
            model=plan.versions.model,
            rules=by.version or library.rules_version(),
            library=library.digest(),
        ),
    )


def interval_weeks(case: Case, devices: Sequence[Device]) -> float:
    """The least weeks between two sessions with any of these handpieces in this skin (rule DV-15).

    Longer in skin of phototype IV and darker by what was asked or measured, and where the phototype is not known.
    """
    known = library.table(TABLE)
    names = ["toning_weeks" if _tones(case, device) else f"{device.family}_weeks" for device in devices]
    weeks = max(
        (known[name].value for name in names if name in known),
        default=max(number.value for name, number in known.items() if name.endswith("_weeks")),
    )
    return weeks * (known["dark_skin_multiple"].value if _may_be_dark(case) else 1.0)


def _tones(case: Case, device: Device) -> bool:
    """Whether melasma is treated with short pulses beyond 1000 nm only."""
    return case.lesion.kind == "melasma" and all(
        piece.pulse_class != "millisecond" and all(line.wavelength_nm > 1000 for line in piece.lines)
        for piece in device.handpieces
    )


def _may_be_dark(case: Case) -> bool:
    measured = measured_ita(case)
    dark = measured is not None and library.ita_class(measured) in DARK_CLASSES
    return dark or case.person.phototype in DARK_PHOTOTYPES


def _refuse_wrong_previous(session: SessionRecord, previous: SessionRecord | None) -> None:
    if previous is None:
        return
    if previous.treated_on >= session.treated_on:
        raise QuestionError(
            f"the previous session was on {previous.treated_on.isoformat()}, not before this one"
            f" ({session.treated_on.isoformat()})",
            hint="are the two files the wrong way round?",
        )
    if previous.site != session.site:
        raise QuestionError(
            f'the previous session was at the site "{previous.site}", this one at "{session.site}"',
            hint="compare sessions of one site",
        )


def _reasons(plan: Plan, session: SessionRecord, facts: SessionFacts, *, by: Ruling) -> list[Reason]:
    """What the rules say about the session itself; what they say about the person stands in the plan."""
    asking = []
    for rule in by.rules:
        clauses = tuple(
            clause
            for clause in rule.clause
            if any(asks_of(condition).startswith(f"{SUBJECT}.") for condition in (*clause.all, *clause.any))
        )
        if clauses:
            asking.append(replace(rule, clause=clauses))
    known = dict(case_facts(plan.case, ita_deg=measured_ita(plan.case)))
    known |= record_facts(SUBJECT, facts, day=session.treated_on)
    known["skin.site"] = Stated(session.site)
    devices = _used(plan.devices, session)
    return judge(known, asking, assessed=session.treated_on, devices=devices, policy=by.policy)


def _used(devices: Sequence[Device], session: SessionRecord) -> tuple[Device, ...]:
    """The devices of the plan with only the handpieces that were used."""
    used = {(one.device, one.handpiece) for one in session.passes}
    found = []
    for device in devices:
        pieces = tuple(piece for piece in device.handpieces if (device.id, piece.name) in used)
        if pieces:
            found.append(replace(device, handpieces=pieces))
    return tuple(found)


def _another_plan(plan: Plan, session: SessionRecord) -> tuple[Demand, ...]:
    """What tells that the plan is not that of the session: another site, or a day before the skin was looked at."""
    found = []
    if session.site != plan.case.skin.site:
        here, there = session.site, plan.case.skin.site
        text = f'The plan is for the site "{there}", the session was at "{here}": make a plan for it.'
        found.append(Demand(field="site", text=text, rule="DV-09"))
    if session.treated_on < plan.case.assessed:
        text = (
            f"The session was on {session.treated_on.isoformat()}, before the skin was looked at for this plan"
            f" ({plan.case.assessed.isoformat()}): correct the day, or give the plan by which was treated."
        )
        found.append(Demand(field="treated_on", text=text))
    return tuple(found)


def _next_earliest(
    session: SessionRecord, told: Sequence[Alarm], reasons: Sequence[Reason], *, weeks: float
) -> date | None:
    """The earliest day of another session; none where somebody has to look at the skin or the device first."""
    if session.adverse.seen != "none" or any(alarm.kind in ("stop", "device_locked") for alarm in told):
        return None
    days = [session.treated_on + timedelta(days=math.ceil(7 * weeks))]
    days += [reason.earliest for reason in reasons if reason.earliest is not None]
    return max(days)


def _within_plan(plan: Plan, passes: Sequence[PassAgainstPlan], told: Sequence[Alarm]) -> Answer:
    if plan.decision != "setting" or any(alarm.kind in ("outside_window", "not_allowed") for alarm in told):
        return "no"
    flags = {row.flag for one in passes for row in one.comparisons}
    return "no" if flags & {"outside", "not_planned", "second_signature_needed"} else "yes"


def _headline(within: Answer, told: Sequence[Alarm], asked: Sequence[Demand]) -> str:
    where = "within the plan" if within == "yes" else "NOT within the plan"
    stop = " No more shots that day." if any(alarm.kind == "stop" for alarm in told) else ""
    locked = " The device is locked." if any(alarm.kind == "device_locked" for alarm in told) else ""
    count = len(asked)
    close = (
        "The record can be closed."
        if not asked
        else f"The record cannot be closed: {count} {'answer is' if count == 1 else 'answers are'} missing."
    )
    return f"What was given lies {where}.{stop}{locked} {close}"


def _other_rules(plan: Plan, *, by: Ruling) -> tuple[Finding, ...]:
    """That the session is put to other rules than the plan was made by."""
    if plan.screening.rules == by.version:
        return ()
    planned, here = plan.versions.rules, by.version or library.rules_version()
    text = f"The plan was made by the rules {planned}; the session is put to the rules {here}."
    return (Finding(topic="limit", text=text),)


def _findings(plan: Plan, session: SessionRecord) -> tuple[Finding, ...]:
    found = [
        Finding(
            topic="limit",
            text=f"Rests on an assumed number, {number.value:g}{' %' * name.endswith('_percent')}: {number.where}.",
        )
        for name, number in library.table(TABLE).items()
        if number.kind == "assumed" and name in ("reason_percent", "output_tolerance_percent", "dark_skin_multiple")
    ]
    waited = (session.treated_on - plan.case.assessed).days
    months = library.number("limits/test_spots", "validity_months").value
    if session.treated_on > months_later(plan.case.assessed, round(months)):
        text = (
            f"Skin and health were looked at {waited} days before the session: sun, medicines and illnesses since then"
            " are not in the plan."
        )
        found.append(Finding(topic="assumed", text=text))
    if any(one.fluence_measured_j_cm2 == "unknown" for one in session.passes):
        text = "Where no radiant exposure was measured, the set one times the day's check of the output stands for it."
        found.append(Finding(topic="device", text=text))
    return tuple(found)
