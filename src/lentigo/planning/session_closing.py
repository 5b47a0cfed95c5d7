"""What must still be answered before the record of a session can be closed, and what stays open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from lentigo.domain.delivered import Alarm, Demand
from lentigo.domain.record import as_plain
from lentigo.domain.session import SessionRecord
from lentigo.domain.session_facts import SessionFacts
from lentigo.planning.session_facts import first_session
from lentigo.planning.session_passes import UNKNOWN, Limits, PassAgainstPlan

__all__ = ["demands", "left_open"]

_ANSWER_FIRST: Final = (
    ("team.operator_role", "Say who held the handpiece, by role.", ""),
    ("protection.eyewear_worn_by_all", "Say whether everyone in the room wore eyewear for this light.", "DV-13"),
    ("protection.patient_shields", "Say what covered the eyes of the person treated.", "DV-13"),
    ("pain_out_of_proportion", "Say whether it hurt far more than it should.", "DV-11"),
    ("adverse.seen", 'Say whether anything went wrong; "none" is to be said.', ""),
    ("outcome", "Say how the session ended.", ""),
)
"""Answers without which no record is closed, in the order in which one would ask."""


def demands(
    session: SessionRecord,
    passes: Sequence[PassAgainstPlan],
    *,
    facts: SessionFacts,
    previous: SessionRecord | None,
    alarms: Sequence[Alarm],
    signature: Sequence[str],
    limits: Limits,
    weeks_needed: float,
) -> tuple[Demand, ...]:
    """Everything that keeps the record from being closed, each with its place in the file."""
    return (
        *_unanswered(session),
        *_seen(session),
        *_outputs(session),
        *_reasons(passes, limits=limits),
        *_carried(session, previous),
        *_signed(session, signature),
        *_pathway(session, facts, alarms),
        *_supervised(session),
        *_next(session, weeks_needed=weeks_needed),
    )


def left_open(session: SessionRecord, told: Sequence[Demand]) -> tuple[str, ...]:
    """Where the record says "unknown" beyond what is asked for: it may be closed so, and the gaps are shown."""
    asked = {demand.field for demand in told}
    # Of columns the energy is measured; the radiant exposure inside a beam follows from it.
    asked |= {
        f"passes#{place}.fluence_measured_j_cm2"
        for place, one in enumerate(session.passes, start=1)
        if one.energy_set_mj is not None
    }
    return tuple(path for path in _unknown(as_plain(session), "") if path not in asked)


def _unknown(plain: Any, path: str) -> Iterator[str]:
    if isinstance(plain, Mapping):
        for key, value in plain.items():
            yield from _unknown(value, f"{path}.{key}" if path else str(key))
    elif isinstance(plain, list):
        for place, value in enumerate(plain):
            yield from _unknown(value, f"{path}#{place + 1}")
    elif plain == UNKNOWN:
        yield path


def _unanswered(session: SessionRecord) -> Iterator[Demand]:
    plain = as_plain(session)
    for path, text, rule in _ANSWER_FIRST:
        here: Any = plain
        for key in path.split("."):
            here = here[key]
        if here == UNKNOWN:
            yield Demand(field=path, text=text, rule=rule)


def _seen(session: SessionRecord) -> Iterator[Demand]:
    for place, one in enumerate(session.passes, start=1):
        if UNKNOWN in one.endpoints:
            yield Demand(
                field=f"passes#{place}.endpoints",
                text=f'Say what was seen after pass {one.pass_number} over {one.zone}; "none" if there was nothing.',
                rule="DV-11",
            )
        if one.cooling_worked == UNKNOWN:
            yield Demand(
                field=f"passes#{place}.cooling_worked",
                text=f"Say whether the cooling worked in pass {one.pass_number} over {one.zone}.",
            )


def _outputs(session: SessionRecord) -> Iterator[Demand]:
    for place, check in enumerate(session.output, start=1):
        if check.done == UNKNOWN:
            yield Demand(
                field=f"output#{place}.done",
                text=f"Say whether the output of {check.handpiece} was checked that day.",
                rule="DV-12",
            )
        elif check.done == "yes" and check.measured_percent == UNKNOWN:
            yield Demand(
                field=f"output#{place}.measured_percent",
                text=f"Write what the meter read for {check.handpiece}, in percent of what it should read.",
                rule="DV-12",
            )
        elif check.done == "no" and not any(d.quantity == "output" for d in session.deviations):
            yield Demand(
                field="deviations",
                text=f"Write why the output of {check.handpiece} was not checked (quantity output).",
                rule="DV-12",
            )


def _reasons(passes: Sequence[PassAgainstPlan], *, limits: Limits) -> Iterator[Demand]:
    for one in passes:
        for row in one.comparisons:
            if row.flag in ("as_planned", "noted") or row.reason:
                continue
            if row.flag == "not_planned" and row.quantity not in ("handpiece", "fluence", "energy"):
                continue  # one reason for what was not planned at all is enough
            how = {
                "outside": "lies outside the window",
                "not_planned": "is not in the plan",
                "reason_needed": f"differs from the plan by more than {100 * limits.reason:g} %"
                if row.unit
                else "is not as planned",
            }.get(row.flag, f"differs from the plan by more than {100 * limits.second_signature:g} %")
            yield Demand(
                field="deviations",
                text=f"Write why the {row.quantity} of pass {row.pass_number} over {row.zone} {how}"
                f" (quantity {row.quantity}, zone {row.zone}).",
            )


def _carried(session: SessionRecord, previous: SessionRecord | None) -> Iterator[Demand]:
    carried = session.carried_forward
    if previous is not None and carried.settings == "first_session":
        yield Demand(
            field="carried_forward.settings",
            text=f"There was a session on {previous.treated_on.isoformat()}: say whether its settings were kept or"
            " changed, and why.",
            rule="DV-10",
        )
        return
    if carried.settings == "first_session":
        return
    if carried.settings == UNKNOWN:
        yield Demand(
            field="carried_forward.settings",
            text="Say whether the settings of the last session were kept or changed.",
            rule="DV-10",
        )
    if len(carried.reason.split()) < 3:
        yield Demand(
            field="carried_forward.reason",
            text="Write why the last session's settings were kept or changed, in a sentence.",
            rule="DV-10",
        )
    if previous is None and not first_session(session):
        yield Demand(
            field="previous session",
            text="Give the file of the last session: without it nobody can say how far the settings rose.",
            rule="DV-10",
        )


def _signed(session: SessionRecord, why: Sequence[str]) -> Iterator[Demand]:
    signature = session.second_signature
    if why and signature.signed != "yes":
        yield Demand(
            field="second_signature.signed",
            text=f"A second person has to look at it and sign, because {'; '.join(why)}.",
            rule="DV-10",
        )
    if signature.signed == "yes" and signature.by_role == UNKNOWN:
        yield Demand(field="second_signature.by_role", text="Say who signed second, by role.")
    if signature.signed == "yes" and signature.at == UNKNOWN:
        yield Demand(field="second_signature.at", text="Say at what time the second signature was given.")


def _pathway(session: SessionRecord, facts: SessionFacts, alarms: Sequence[Alarm]) -> Iterator[Demand]:
    stopped = any(alarm.kind == "stop" for alarm in alarms)
    if not stopped and facts.adverse_seen != "yes":
        return
    if stopped and session.adverse.seen == "none":
        yield Demand(
            field="adverse.seen",
            text="A sign was seen at which one stops: it is an adverse event, so write it down as one.",
            rule="DV-11",
        )
    if session.adverse.pathway_followed != "yes":
        yield Demand(
            field="adverse.pathway_followed",
            text="Stop, cool, photograph and show a doctor; then say that it was done.",
            rule="DV-11",
        )
    if session.photos_taken != "yes":
        yield Demand(field="photos_taken", text="Take a photograph of what was seen.", rule="DV-11")


def _supervised(session: SessionRecord) -> Iterator[Demand]:
    if session.team.operator_is_trainee == "yes" and session.team.supervisor_role in ("none", UNKNOWN):
        yield Demand(field="team.supervisor_role", text="Say who supervised: the operator is in training.")


def _next(session: SessionRecord, *, weeks_needed: float) -> Iterator[Demand]:
    if isinstance(session.next_visit, str):
        return
    earliest = session.treated_on + timedelta(weeks=weeks_needed)
    if session.next_visit < earliest:
        yield Demand(
            field="next_visit",
            text=f"The next visit is before {earliest.isoformat()}, the earliest day for another session; move it, or"
            ' write "none" and plan a visit without light.',
            rule="DV-15",
        )
