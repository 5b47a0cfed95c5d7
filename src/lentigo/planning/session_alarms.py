"""What must not be overlooked in a session: it stands first, and no written reason takes it away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from lentigo import library
from lentigo.domain.delivered import Alarm
from lentigo.domain.plan import Plan
from lentigo.domain.session import SessionRecord
from lentigo.domain.session_facts import SessionFacts
from lentigo.planning.laser_safety import required_density
from lentigo.planning.session_facts import rises, stop_signs_of
from lentigo.planning.session_passes import TABLE, Limits, PassAgainstPlan
from lentigo.planning.words import named

__all__ = ["alarms", "escalation_limit", "needs_second_signature"]

SIGNS: Final = {
    "pinpoint_bleed": "pinpoint bleeding",
    "blister": "a blister",
    "sliding_skin": "skin that slides under the finger",
    "perilesional_grey_or_white": "skin beside the lesion that turned grey or white",
}


def alarms(
    plan: Plan,
    session: SessionRecord,
    passes: Sequence[PassAgainstPlan],
    *,
    facts: SessionFacts,
    previous: SessionRecord | None,
    limits: Limits,
    weeks_needed: float,
) -> tuple[Alarm, ...]:
    """Every alarm of a session, the gravest kinds first."""
    return (
        *_stop(passes, facts),
        *_outside(plan, passes, limits=limits),
        *_locked(facts, limits=limits),
        *_eyes(session, facts),
        *_eyewear(session, passes),
        *_escalation(session, passes, previous=previous),
        *_too_early(facts, weeks_needed=weeks_needed),
    )


def escalation_limit(family: str, *, before_j_cm2: float) -> float:
    """The largest step up between two sessions in J/cm²: the lesser of a share and, for pulsed light, 1 J/cm²."""
    step = library.number("limits/observations", "escalation_percent").value / 100 * before_j_cm2
    if family == "ipl":
        step = min(step, library.number("limits/observations", "escalation_ipl_j_cm2").value)
    return step


def needs_second_signature(passes: Sequence[PassAgainstPlan], *, facts: SessionFacts, limits: Limits) -> list[str]:
    """Why a second signature is asked for, in plain words; empty where it is not."""
    why = []
    flags = {row.flag for one in passes for row in one.comparisons}
    if "second_signature_needed" in flags:
        why.append(f"a setting lay more than {100 * limits.second_signature:g} % from the plan")
    if flags & {"outside", "not_planned"}:
        why.append("something was given that the plan does not allow or does not hold")
    if isinstance(facts.fluence_rise_percent, float) and (
        facts.fluence_rise_percent > 100 * limits.second_signature + 1e-9
    ):
        why.append(f"the radiant exposure was raised by {facts.fluence_rise_percent:.0f} % since the last session")
    if facts.new_handpiece == "yes":
        why.append("the handpiece is another one than in the last session")
    return why


def _stop(passes: Sequence[PassAgainstPlan], facts: SessionFacts) -> Iterator[Alarm]:
    signs = [SIGNS[sign] for sign in stop_signs_of(passes)]
    if facts.pain_out_of_proportion == "yes":
        signs.append("pain out of proportion")
    if not signs:
        return
    went_on = (
        " Pulses were given in a later pass after the sign was seen." if facts.shots_after_stop_sign == "yes" else ""
    )
    yield Alarm(
        kind="stop",
        text=f"Seen: {', '.join(signs)}. No more shots that day: stop, cool, photograph, show a doctor.{went_on}",
        rule="DV-11",
        sources=("Wanner16", "HDCipl"),
    )


def _outside(plan: Plan, passes: Sequence[PassAgainstPlan], *, limits: Limits) -> Iterator[Alarm]:
    if plan.decision != "setting":
        yield Alarm(
            kind="not_allowed",
            text=f"The plan gives no setting ({plan.headline.rstrip('.')}), and light was given nevertheless.",
            rule="",
            sources=(),
        )
    for one in passes:
        given = one.given
        place = f"{given.zone}, pass {given.pass_number}"
        what = f"{named(plan.devices, given.device)}, {given.handpiece}, {given.spot_set_mm:g} mm"
        if one.window is None:
            text = (
                f"{place}: the plan holds no window for {what} with this pulse and cooling,"
                " so nothing says how far it may go."
            )
        elif one.set_above:
            text = (
                f"{place}: {one.reads(given.fluence_set_j_cm2)} was set, above the highest that the plan allows"
                f" ({one.reads(one.window.highest_allowed_j_cm2)}). This is outside the window."
            )
        elif one.measured_above(limits):
            text = (
                f"{place}: {one.reads(one.measured_j_cm2 or 0.0, digits=3)} was measured, above what the highest"
                f" allowed setting delivers ({one.reads(one.delivered_limit_j_cm2, digits=3)}). This is outside the"
                " window."
            )
        elif one.too_often:
            text = (
                f"{place}: the zone was gone over {one.times} times, and the window is computed for"
                f" {one.window.passes}. This is outside the window."
            )
        elif any(row.quantity == "cooling" and row.flag == "outside" for row in one.comparisons):
            text = f"{place}: the cooling did not work; the window was computed with it. This is outside the window."
        else:
            continue
        yield Alarm(kind="outside_window", text=text, rule="", sources=())


def _locked(facts: SessionFacts, *, limits: Limits) -> Iterator[Alarm]:
    low, high = facts.output_lowest_percent, facts.output_highest_percent
    if isinstance(low, str) or isinstance(high, str):
        return
    tolerance = 100 * limits.output
    worst = low if low < 100 - tolerance - 1e-9 else high if high > 100 + tolerance + 1e-9 else None
    if worst is not None:
        yield Alarm(
            kind="device_locked",
            text=f"The output was {worst:.4g} % of what it should be, beyond 100 ± {tolerance:g} %."
            " The device is locked: it is used again after service and a new measurement.",
            rule="DV-12",
            sources=("Candela", "IEC"),
        )


def _eyes(session: SessionRecord, facts: SessionFacts) -> Iterator[Alarm]:
    sources = ("EyeIPL", "ANSI")
    if facts.eyewear_worn_by_all == "no":
        yield Alarm(
            kind="eyes",
            text="Somebody in the room wore no eyewear for this light. Ask for pain, spots or blurred sight;"
            " an eye doctor looks the same day if there is any.",
            rule="DV-13",
            sources=sources,
        )
    if facts.patient_shields == "none":
        yield Alarm(kind="eyes", text="The eyes of the person treated were not covered.", rule="DV-13", sources=sources)
    elif facts.inside_orbital_rim == "yes" and facts.patient_shields not in ("metal_inside_lids", "unknown"):
        covered = session.protection.patient_shields.replace("_", " ")
        yield Alarm(
            kind="eyes",
            text=f"Light was given inside the rim of the orbit with {covered}; there, only metal shields"
            " inside the lids keep it from the eye.",
            rule="DV-13",
            sources=sources,
        )


def _eyewear(session: SessionRecord, passes: Sequence[PassAgainstPlan]) -> Iterator[Alarm]:
    """Eyewear that holds back less than the light given asks for."""
    worn = session.protection.eyewear_optical_density
    if isinstance(worn, str):
        return
    needed = [
        required_density(
            one.device,
            handpiece=one.given.handpiece,
            fluence_j_cm2=one.given.fluence_set_j_cm2,
            spot_mm=one.given.spot_set_mm,
            pulse_s=one.given.pulse_set_s,
        )
        for one in passes
        if one.device is not None
        and one.device.family != "ipl"
        and any(piece.name == one.given.handpiece for piece in one.device.handpieces)
    ]
    if needed and worn < max(needed) - 1e-9:
        yield Alarm(
            kind="eyes",
            text=f"The eyewear has an optical density of {worn:g}; what was set asks for at least {max(needed):.1f}"
            " in the worst case. The laser protection adviser looks at it before the device is used again.",
            rule="DV-13",
            sources=("iec-60825-1-2014", "EyeIPL"),
        )


def _escalation(
    session: SessionRecord, passes: Sequence[PassAgainstPlan], *, previous: SessionRecord | None
) -> Iterator[Alarm]:
    sources = ("Sharplight", "HDC19")
    for (device, handpiece), (then, now) in sorted(rises(session, previous).items()):
        family = next((one.device.family for one in passes if one.device and one.device.id == device), "")
        step = escalation_limit(family, before_j_cm2=then)
        if now - then > step + 1e-9:
            used = next(one for one in passes if (one.given.device, one.given.handpiece) == (device, handpiece))
            what = "radiant exposure" if used.given.energy_set_mj is None else "energy of a beam"
            unit = used.reads(now).partition(" ")[2]
            yield Alarm(
                kind="escalation",
                text=f"{handpiece}: the {what} was raised from {used.reads(then).removesuffix(f' {unit}')} to"
                f" {used.reads(now)} ({100 * (now / then - 1):.0f} %) since the last session; one step up is at most"
                f" {used.reads(step, digits=3)}.",
                rule="DV-10",
                sources=sources,
            )
    most = library.number(TABLE, "ipl_most_passes").value
    lamp = [one for one in passes if one.device is not None and one.device.family == "ipl"]
    if any(one.given.pass_number > most for one in lamp):
        yield Alarm(
            kind="escalation",
            text=f"Pulsed light went over a zone more than {most:g} times.",
            rule="DV-10",
            sources=sources,
        )


def _too_early(facts: SessionFacts, *, weeks_needed: float) -> Iterator[Alarm]:
    weeks = facts.last_session_weeks
    if not isinstance(weeks, str) and weeks < weeks_needed - 1e-9:
        yield Alarm(
            kind="too_early",
            text=f"The last session was {weeks:.1f} weeks ago; for this device and skin at least {weeks_needed:g} weeks"
            " lie between two sessions.",
            rule="DV-15",
            sources=("Ho12", "YangLee11", "Candela"),
        )
