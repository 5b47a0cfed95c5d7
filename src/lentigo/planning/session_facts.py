"""What rules may ask about a session, worked out from its record, the plan and the session before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lentigo.domain.health import Fact, Unknown
from lentigo.domain.record import Answer
from lentigo.domain.session import DeliveredPass, SessionRecord
from lentigo.domain.session_facts import SessionFacts
from lentigo.planning.session_passes import UNKNOWN, Limits, PassAgainstPlan, measured_today

__all__ = ["any_of", "first_session", "rises", "session_facts", "stop_signs_of"]

ORBIT: Final = ("eyelid",)
"""Sites inside the rim of the orbit."""


def session_facts(
    session: SessionRecord, passes: Sequence[PassAgainstPlan], *, previous: SessionRecord | None, limits: Limits
) -> SessionFacts:
    """The facts of a session.

    Parameters
    ----------
    session : SessionRecord
        What was done.
    passes : sequence of PassAgainstPlan
        Its passes beside the plan.
    previous : SessionRecord, optional
        The session before. Without it only a first session is known not to have risen; of any other it is not known.
    limits : Limits
        Deviations that ask for a reason.
    """
    rows = [row for one in passes for row in one.comparisons]
    deviations = [
        abs(value)
        for row in rows
        if row.quantity != "rate" or row.flag != "noted"
        for value in (row.set_deviation_percent, row.measured_deviation_percent)
        if value is not None
    ]
    first = previous is None and first_session(session)
    rise = (0.0, 0.0) if first else _rise(session, previous)
    outputs = [value for one in session.passes if (value := _output_percent(one)) is not None]
    outputs += [100 * value for one in session.passes if (value := measured_today(session, one)) is not None]
    return SessionFacts(
        in_plan=any_of(["no" if one.window is None else "yes" for one in passes], bad="no", good="yes"),
        fluence_above_plan_percent=_fluence_above(passes),
        deviation_percent=max(deviations) if deviations else UNKNOWN,
        above_highest_allowed="yes" if any(one.set_above or one.measured_above(limits) for one in passes) else "no",
        deviation_reason="no"
        if any(row.flag in ("reason_needed", "second_signature_needed") and not row.reason for row in rows)
        else "yes",
        second_signature=session.second_signature.signed,
        previous_session=_previous(session, previous),
        last_session_weeks=UNKNOWN if previous is None else max((session.treated_on - previous.treated_on).days, 0) / 7,
        fluence_rise_percent=UNKNOWN if rise is None else round(rise[0], 6),
        fluence_rise_j_cm2=UNKNOWN if rise is None else round(rise[1], 6),
        new_handpiece="no" if first else _new_handpiece(session, previous),
        most_passes=float(max(max(one.given.pass_number, one.times) for one in passes)),
        carried_forward=session.carried_forward.settings,
        carried_forward_reason=_carried_reason(session),
        stop_sign_seen=any_of([_saw_stop(one) for one in passes]),
        shots_after_stop_sign=_after_stop(passes),
        pain_out_of_proportion=session.pain_out_of_proportion,
        obvious_whitening_seen=any_of([_saw(one, ("obvious_whitening",)) for one in session.passes]),
        endpoint_recorded="no" if any("unknown" in one.endpoints for one in session.passes) else "yes",
        adverse_answered="no" if session.adverse.seen == UNKNOWN else "yes",
        adverse_seen={"none": "no", "yes": "yes"}.get(session.adverse.seen, UNKNOWN),  # type: ignore[arg-type]
        output_checked=any_of([_checked(session, one) for one in session.passes], bad="no", good="yes"),
        output_lowest_percent=min(outputs) if outputs else UNKNOWN,
        output_highest_percent=max(outputs) if outputs else UNKNOWN,
        cooling_worked=any_of([one.cooling_worked for one in session.passes], bad="no", good="yes"),
        eyewear_worn_by_all=session.protection.eyewear_worn_by_all,
        patient_shields=session.protection.patient_shields,
        inside_orbital_rim="yes" if session.site in ORBIT else "no",
        skin_dry=session.protection.skin_dry,
        plume_extractor=session.protection.plume_extractor,
        advice_given=session.advice_given,
    )


def first_session(session: SessionRecord) -> bool:
    """Whether the record says that nothing came before it."""
    return session.carried_forward.settings == "first_session" or session.session_number == 1


def stop_signs_of(passes: Sequence[PassAgainstPlan]) -> tuple[str, ...]:
    """The signs at which one stops that were seen, each once, in the order of the passes."""
    return tuple(dict.fromkeys(sign for one in passes for sign in one.stop_signs))


def any_of(answers: Iterable[Answer], *, bad: Answer = "yes", good: Answer = "no") -> Answer:
    """The bad answer if any is, unknown if any is not known, the good one otherwise."""
    said = list(answers)
    return bad if bad in said else UNKNOWN if UNKNOWN in said else good


def _saw(one: DeliveredPass, signs: Sequence[str]) -> Answer:
    if any(sign in signs for sign in one.endpoints):
        return "yes"
    return "unknown" if "unknown" in one.endpoints else "no"


def _saw_stop(one: PassAgainstPlan) -> Answer:
    if one.stop_signs:
        return "yes"
    return "unknown" if "unknown" in one.given.endpoints else "no"


def _after_stop(passes: Sequence[PassAgainstPlan]) -> Answer:
    """Whether a pass followed one after which one should have stopped."""
    *before, _last = [_saw_stop(one) for one in passes]
    return any_of(before)


def _fluence_above(passes: Sequence[PassAgainstPlan]) -> float | Unknown:
    above = []
    for one in passes:
        if one.planned is None:
            return "unknown"
        highest = max(one.given.fluence_set_j_cm2, one.measured_j_cm2 or 0.0)
        above.append(max(highest / one.planned.fluence_j_cm2 - 1, 0.0) * 100)
    return round(max(above), 6)


def _output_percent(one: DeliveredPass) -> float | None:
    if one.energy_set_mj is not None and isinstance(one.energy_measured_mj, float):
        return 100 * one.energy_measured_mj / one.energy_set_mj
    if isinstance(one.fluence_measured_j_cm2, str):
        return None
    return 100 * one.fluence_measured_j_cm2 / one.fluence_set_j_cm2


def _checked(session: SessionRecord, one: DeliveredPass) -> Answer:
    for check in session.output:
        if (check.device, check.handpiece) == (one.device, one.handpiece):
            return "unknown" if check.done == "yes" and check.measured_percent == UNKNOWN else check.done
    return "unknown"


def _previous(session: SessionRecord, previous: SessionRecord | None) -> Fact:
    if previous is not None:
        return Fact(value="yes", when=previous.treated_on.isoformat(), told_by="record")
    return Fact(value="no" if first_session(session) else "unknown")


def _carried_reason(session: SessionRecord) -> Answer:
    carried = session.carried_forward
    if carried.settings == "first_session":
        return "yes"
    if UNKNOWN in (carried.settings, carried.reason):
        return "unknown"
    return "yes" if len(carried.reason.split()) >= 3 else "no"


def rises(session: SessionRecord, previous: SessionRecord | None) -> dict[tuple[str, str], tuple[float, float]]:
    """The highest radiant exposure set then and now [J/cm²], for each handpiece of both sessions."""
    if previous is None:
        return {}
    then, now = _highest(previous), _highest(session)
    return {handpiece: (then[handpiece], now[handpiece]) for handpiece in now if handpiece in then}


def _highest(session: SessionRecord) -> dict[tuple[str, str], float]:
    found: dict[tuple[str, str], float] = {}
    for one in session.passes:
        handpiece = (one.device, one.handpiece)
        found[handpiece] = max(one.fluence_set_j_cm2, found.get(handpiece, 0.0))
    return found


def _rise(session: SessionRecord, previous: SessionRecord | None) -> tuple[float, float] | None:
    """The largest rise of any handpiece, in percent and in J/cm²; none where a handpiece was not used before."""
    both = rises(session, previous)
    if len(both) < len(_highest(session)):
        return None
    return max(100 * (now / then - 1) for then, now in both.values()), max(now - then for then, now in both.values())


def _new_handpiece(session: SessionRecord, previous: SessionRecord | None) -> Answer:
    """Another handpiece, or another serial number of its kind; a serial number that nobody read may be another one."""
    if previous is None:
        return "unknown"
    answers: list[Answer] = []
    for one in session.passes:
        serials = {p.serial_number for p in previous.passes if (p.device, p.handpiece) == (one.device, one.handpiece)}
        if not serials:
            answers.append("yes")
        elif UNKNOWN in serials or one.serial_number == UNKNOWN:
            answers.append("unknown")
        else:
            answers.append("no" if one.serial_number in serials else "yes")
    return any_of(answers)
