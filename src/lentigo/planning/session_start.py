"""The record of a session before it begins: what was planned filled in, everything else still to be answered."""

from __future__ import annotations

from datetime import date

from lentigo.domain.plan import Plan
from lentigo.domain.session import (
    Adverse,
    Anaesthesia,
    CarriedForward,
    DeliveredPass,
    OutputToday,
    Protection,
    SecondSignature,
    SessionRecord,
    Team,
)
from lentigo.domain.skin import site_in_words
from lentigo.errors import QuestionError

__all__ = ["planned_session"]


def planned_session(plan: Plan, *, previous: SessionRecord | None = None, today: date | None = None) -> SessionRecord:
    """A session with the plan's settings and no other answer: its record cannot be closed as it is.

    Parameters
    ----------
    plan : Plan
        With a setting.
    previous : SessionRecord, optional
        The session before.
    today : date, optional
        Day of the session; that of the computer's clock where none is given.

    Raises
    ------
    QuestionError
        If the plan gives no setting: then there is nothing to deliver.
    """
    best = plan.recommended
    if best is None or best.recommended is None:
        raise QuestionError(
            f"the plan gives no setting: {plan.headline.rstrip('.')}", hint="there is nothing to deliver, and no file"
        )
    setting = best.recommended.setting
    number = 1
    if previous is not None:
        number = previous.session_number + 1 if isinstance(previous.session_number, int) else 2
    return SessionRecord(
        title=plan.case.title,
        treated_on=today or date.today(),  # noqa: DTZ011 - the day on the clinic's wall
        session_number=number,
        site=plan.case.skin.site,
        room="unknown",
        team=Team(
            operator_role="unknown",
            operator_is_trainee="unknown",
            supervisor_role="unknown",
            started="unknown",
            stopped="unknown",
        ),
        since_last_time="unknown",
        output=(
            OutputToday(device=setting.device, handpiece=setting.handpiece, done="unknown", measured_percent="unknown"),
        ),
        protection=Protection(
            eyewear_worn_by_all="unknown",
            eyewear_optical_density="unknown",
            patient_shields="unknown",
            door_sign="unknown",
            plume_extractor="unknown",
            skin_dry="unknown",
        ),
        anaesthesia=Anaesthesia(kind="unknown", reference="unknown"),
        passes=(
            DeliveredPass(
                zone=site_in_words(plan.case.skin.site),
                pass_number=1,
                device=setting.device,
                handpiece=setting.handpiece,
                serial_number="unknown",
                wavelength_nm=_light(plan, device=setting.device, handpiece=setting.handpiece) or best.wavelength_nm,
                fluence_set_j_cm2=setting.fluence_j_cm2,
                fluence_measured_j_cm2="unknown",
                spot_set_mm=setting.spot_mm,
                spot_measured_mm="unknown",
                pulse_set_s=setting.pulse_s,
                pulse_measured_s="unknown",
                rate_set_hz=setting.repetition_rate_hz,
                rate_measured_hz="unknown",
                shots="unknown",
                overlap_percent="unknown",
                coverage_percent="unknown",
                cooling=setting.cooling,
                cooling_worked="unknown",
                cooling_measured_c="unknown",
                endpoints=("unknown",),
                read_after_minutes="unknown",
                energy_set_mj=setting.energy_mj,
                energy_measured_mj=None if setting.energy_mj is None else "unknown",
                density_set_per_cm2=setting.density_per_cm2,
                stacked=setting.stacked,
                passes=setting.passes,
            ),
        ),
        pain_score="unknown",
        pain_out_of_proportion="unknown",
        adverse=Adverse(seen="unknown", pathway_followed="unknown"),
        photos_taken="unknown",
        carried_forward=CarriedForward(
            settings="first_session" if previous is None else "unknown",
            reason="none" if previous is None else "unknown",
        ),
        second_signature=SecondSignature(signed="no", by_role="none", at="unknown"),
        advice_given="unknown",
        advice_version="unknown",
        next_visit="unknown",
        outcome="unknown",
    )


def _light(plan: Plan, *, device: str, handpiece: str) -> float | None:
    """The wavelength of a handpiece, or the cut-off of its filter."""
    for one in plan.devices:
        for piece in one.handpieces:
            if (one.id, piece.name) == (device, handpiece):
                return piece.cut_off_nm or piece.wavelength_nm
    return None
