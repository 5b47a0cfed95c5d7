"""The routine person, cream and session: nothing speaks against them. Examples of rules say only what differs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from lentigo.domain.case import Case, Diagnosis, ItaReading, Lesion, Person, SkinReading
from lentigo.domain.facts import Facts
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import Fact, health_answered
from lentigo.domain.numbing import CreamFacts
from lentigo.domain.session_facts import SessionFacts
from lentigo.screening.facts import case_facts, record_facts

__all__ = ["ASSESSED", "routine_case", "routine_facts"]

ASSESSED: Final = date(2026, 3, 2)
"""The day of the routine person's assessment; only days between dates count in an example."""

_LAST_SESSION_WEEKS: Final = 14.0


def routine_case() -> Case:
    """A healthy woman of sixty with one diagnosed solar lentigo on the back of a pale hand."""
    return Case(
        title="the routine person",
        assessed=ASSESSED,
        person=Person(age_years=60.0, weight_kg=70.0, sex="female", phototype="II"),
        health=health_answered(),
        skin=SkinReading(site="back_of_hand", colour=ItaReading(given_as="ita", ita_deg=48.0, ita_error_deg=3.0)),
        lesion=Lesion(
            kind="solar_lentigo", depth="epidermal", contrast=2.5, ita_deg="unknown", diameter_mm=6.0, area_cm2=2.0
        ),
        diagnosis=Diagnosis(
            recorded="yes", by="dermatologist", dermatoscopy="yes", histology="no", first_line_care_weeks=16.0
        ),
        findings=nothing_found(),
    )


def routine_facts(subjects: Iterable[str] = ()) -> Facts:
    """The facts of the routine person; with "cream" or "session", those of a routine one as well."""
    found = dict(case_facts(routine_case()))
    if "cream" in subjects:
        found |= record_facts("cream", _cream(), day=ASSESSED)
    if "session" in subjects:
        found |= record_facts("session", _session(), day=ASSESSED)
    return found


def _cream() -> CreamFacts:
    """The cream of a label, a few grams on a small place for an hour."""
    return CreamFacts(
        product="emla",
        label_known="yes",
        strength_as_labelled="yes",
        licence="licensed_here",
        authorised_by="physician",
        authorised="yes",
        in_date="yes",
        lidocaine="yes",
        prilocaine="yes",
        amide="yes",
        ester="no",
        for_this_age="yes",
        under_one_year="no",
        adult_dose="yes",
        amount_g=2.0,
        amount_share_of_label=0.1,
        area_cm2=15.0,
        area_share_of_label=0.1,
        contact_minutes=60.0,
        minutes_share_of_label=0.2,
        thickness_share_of_label=0.9,
        cover_share_of_label=0.0,
        heat="no",
        broken_skin="no",
        near_eye_or_mucosa="no",
        atopic_eczema_on_label="yes",
        minutes_share_of_atopic=2.0,
        other_anaesthetic="no",
        share_of_ceiling=0.2,
        sum_of_shares=0.2,
        low_weight="no",
    )


def _session() -> SessionFacts:
    """A later session as planned, with nothing amiss."""
    last = ASSESSED - timedelta(weeks=_LAST_SESSION_WEEKS)
    return SessionFacts(
        in_plan="yes",
        fluence_above_plan_percent=0.0,
        deviation_percent=0.0,
        above_highest_allowed="no",
        deviation_reason="yes",
        second_signature="yes",
        previous_session=Fact(value="yes", when=last.isoformat(), told_by="record"),
        last_session_weeks=_LAST_SESSION_WEEKS,
        fluence_rise_percent=0.0,
        fluence_rise_j_cm2=0.0,
        new_handpiece="no",
        most_passes=1.0,
        carried_forward="kept",
        carried_forward_reason="yes",
        stop_sign_seen="no",
        shots_after_stop_sign="no",
        pain_out_of_proportion="no",
        obvious_whitening_seen="no",
        endpoint_recorded="yes",
        adverse_answered="yes",
        adverse_seen="no",
        output_checked="yes",
        output_lowest_percent=99.0,
        output_highest_percent=101.0,
        cooling_worked="yes",
        eyewear_worn_by_all="yes",
        patient_shields="metal_outside_lids",
        inside_orbital_rim="no",
        skin_dry="yes",
        plume_extractor="yes",
        advice_given="yes",
    )
