"""A session beside its plan: deviations, what must not be overlooked, what keeps the record open, the next day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lentigo import library, planning
from lentigo.domain.record import as_plain
from lentigo.domain.session import (
    Adverse,
    AdverseEvent,
    CarriedForward,
    Deviation,
    OutputToday,
    SecondSignature,
)
from lentigo.errors import QuestionError
from lentigo.planning.delivered import compare_delivered, interval_weeks
from lentigo.planning.session_start import planned_session
from lentigo.screening.phrases import claims_in

DAY = date(2026, 4, 14)
REASON = "The skin answered more than it should, so less was given."
SIGNED = SecondSignature(signed="yes", by_role="dermatologist", at="14:30")


@pytest.fixture(scope="module")
def plan(plan_of_hand):
    assert plan_of_hand.decision == "setting"
    return plan_of_hand


@pytest.fixture(scope="module")
def good(plan):
    """A first session exactly as planned, with every answer that closing asks for."""
    blank = planned_session(plan, today=DAY)
    one = replace(blank.passes[0], cooling_worked="yes", endpoints=("slight_whitening",), serial_number="A1", shots=30)
    return replace(
        blank,
        passes=(replace(one, fluence_measured_j_cm2=one.fluence_set_j_cm2 * 0.98),),
        output=(replace(blank.output[0], done="yes", measured_percent=98.0),),
        team=replace(blank.team, operator_role="nurse", operator_is_trainee="no", supervisor_role="none"),
        protection=replace(
            blank.protection,
            eyewear_worn_by_all="yes",
            eyewear_optical_density=7.5,
            patient_shields="wavelength_goggles",
        ),
        pain_out_of_proportion="no",
        adverse=Adverse(seen="none", pathway_followed="not_needed"),
        photos_taken="yes",
        outcome="completed",
    )


def changed(session, **fields):
    """The session with its only pass changed."""
    return replace(session, passes=(replace(session.passes[0], **fields),))


def scaled(session, factor):
    one = session.passes[0]
    return changed(
        session,
        fluence_set_j_cm2=one.fluence_set_j_cm2 * factor,
        fluence_measured_j_cm2=one.fluence_set_j_cm2 * factor * 0.98,
    )


def later(session, *, weeks=5, factor=1.0, **fields):
    """The next session of the same course."""
    return replace(
        scaled(session, factor),
        treated_on=session.treated_on + timedelta(weeks=weeks),
        session_number=2,
        carried_forward=CarriedForward(settings="kept", reason="The spots lightened and nothing went wrong."),
        **fields,
    )


def fields(report):
    return {demand.field for demand in report.demands}


def kinds(report):
    return {alarm.kind for alarm in report.alarms}


def test_a_session_as_planned_can_be_closed(plan, good):
    report = compare_delivered(plan, good)
    assert report.demands == ()
    assert report.alarms == ()
    assert (report.can_close, report.within_plan) == (True, "yes")
    assert {row.flag for row in report.comparisons} == {"as_planned"}
    said = next(row.set for row in report.comparisons if row.quantity == "handpiece")
    assert said == f"{plan.devices[0].name}, {good.passes[0].handpiece}"
    assert report.next_earliest == DAY + timedelta(weeks=4)
    assert claims_in(str(as_plain(report))) == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda s: changed(s, endpoints=("unknown",)), "passes#1.endpoints"),
        (lambda s: replace(s, adverse=Adverse(seen="unknown", pathway_followed="unknown")), "adverse.seen"),
        (lambda s: changed(s, cooling_worked="unknown"), "passes#1.cooling_worked"),
        (lambda s: replace(s, pain_out_of_proportion="unknown"), "pain_out_of_proportion"),
        (lambda s: replace(s, outcome="unknown"), "outcome"),
        (lambda s: replace(s, team=replace(s.team, operator_role="unknown")), "team.operator_role"),
        (
            lambda s: replace(s, protection=replace(s.protection, eyewear_worn_by_all="unknown")),
            "protection.eyewear_worn_by_all",
        ),
        (
            lambda s: replace(s, protection=replace(s.protection, patient_shields="unknown")),
            "protection.patient_shields",
        ),
        (lambda s: replace(s, output=(replace(s.output[0], done="unknown"),)), "output#1.done"),
        (
            lambda s: replace(s, output=(replace(s.output[0], measured_percent="unknown"),)),
            "output#1.measured_percent",
        ),
        (lambda s: replace(s, output=(replace(s.output[0], done="no", measured_percent="unknown"),)), "deviations"),
        (
            lambda s: replace(s, carried_forward=CarriedForward(settings="unknown", reason="unknown")),
            "carried_forward.settings",
        ),
        (lambda s: replace(s, team=replace(s.team, operator_is_trainee="yes")), "team.supervisor_role"),
        (lambda s: replace(s, next_visit=DAY + timedelta(days=10)), "next_visit"),
        (lambda s: replace(s, site="cheek"), "site"),
    ],
)
def test_the_record_cannot_close_without(plan, good, change, field):
    report = compare_delivered(plan, change(good))
    assert field in fields(report)
    assert not report.can_close
    assert "cannot be closed" in report.headline


def test_what_is_unknown_beyond_that_is_shown_and_lets_the_record_close(plan, good):
    report = compare_delivered(plan, good)
    assert "room" in report.left_open
    assert "passes#1.pulse_measured_s" in report.left_open
    assert report.can_close


@pytest.mark.parametrize(
    ("factor", "flag", "asks", "signs"),
    [
        (0.95, "as_planned", False, False),
        (0.905, "reason_needed", True, False),
        (0.85, "reason_needed", True, False),
        (0.75, "second_signature_needed", True, True),
    ],
)
def test_ten_percent_asks_for_a_reason_and_twenty_for_a_signature(plan, good, factor, flag, asks, signs):
    report = compare_delivered(plan, scaled(good, factor))
    (row,) = [row for row in report.comparisons if row.quantity == "fluence"]
    assert row.flag == flag
    assert ("deviations" in fields(report)) == asks
    assert ("second_signature.signed" in fields(report)) == signs
    given = Deviation(quantity="fluence", zone="all", reason=REASON)
    report = compare_delivered(
        plan, replace(scaled(good, factor), deviations=(given,) if asks else (), second_signature=SIGNED)
    )
    assert report.demands == ()


def test_a_deviation_of_the_spot_or_the_pulse_is_flagged_too(plan, good):
    one = good.passes[0]
    for name, quantity in (("spot_measured_mm", "spot"), ("pulse_measured_s", "pulse")):
        set_name = name.replace("measured", "set")
        report = compare_delivered(plan, changed(good, **{name: getattr(one, set_name) * 1.15}))
        (row,) = [row for row in report.comparisons if row.quantity == quantity]
        assert row.flag == "reason_needed"


def test_above_the_highest_allowed_is_never_within_the_plan_whatever_is_written(plan, good):
    allowed = plan.recommended.highest_allowed_j_cm2
    step = changed(good, fluence_set_j_cm2=allowed * 1.02, fluence_measured_j_cm2=allowed)
    silent = compare_delivered(plan, step)
    written = compare_delivered(
        plan,
        replace(
            step,
            deviations=(Deviation(quantity="fluence", zone="all", reason=REASON),),
            second_signature=SIGNED,
        ),
    )
    for report in (silent, written):
        assert report.within_plan == "no"
        assert "outside_window" in kinds(report)
        assert f"{allowed:g} J/cm²" in report.alarms[0].text
        assert "NOT within the plan" in report.headline
    assert {"deviations", "second_signature.signed"} <= fields(silent)
    assert written.can_close  # it is recorded, never made good


def test_a_measured_output_above_the_highest_allowed_is_outside_though_the_dial_was_not(plan, good):
    allowed = plan.recommended.highest_allowed_j_cm2
    report = compare_delivered(plan, changed(good, fluence_set_j_cm2=allowed, fluence_measured_j_cm2=allowed * 1.12))
    assert report.within_plan == "no"
    assert "was measured" in report.alarms[0].text


def test_a_combination_without_a_window_is_outside_until_one_is_computed(plan, good):
    other = changed(good, spot_set_mm=good.passes[0].spot_set_mm + 1)
    assert "outside_window" in kinds(compare_delivered(plan, other))
    window = replace(plan.recommended, spot_mm=other.passes[0].spot_set_mm, recommended=None)
    computed = compare_delivered(plan, other, compute=lambda _: window)
    assert "outside_window" not in kinds(computed)


def test_light_without_a_setting_in_the_plan_is_said_first(plan, good):
    refused = replace(plan, decision="refused", headline="Must not be treated.")
    report = compare_delivered(refused, good)
    assert report.within_plan == "no"
    assert "not_allowed" in kinds(report)
    with pytest.raises(QuestionError, match="no setting"):
        planned_session(refused)


def test_cooling_that_failed_where_the_window_needs_it_is_outside(plan, good):
    assert plan.recommended.cooling != "none"
    report = compare_delivered(plan, changed(good, cooling_worked="no"))
    assert report.within_plan == "no"
    assert any("cooling did not work" in alarm.text for alarm in report.alarms)


@pytest.mark.parametrize("percent", [79.0, 121.0])
def test_output_beyond_a_fifth_locks_the_device(plan, good, percent):
    one = replace(good.output[0], measured_percent=percent)
    report = compare_delivered(plan, replace(good, output=(one,)))
    assert report.device_locked
    assert report.next_earliest is None
    assert [alarm.rule for alarm in report.alarms if alarm.kind == "device_locked"] == ["DV-12"]
    for inside in (81.0, 119.0):
        one = replace(good.output[0], measured_percent=inside)
        assert not compare_delivered(plan, replace(good, output=(one,))).device_locked


@pytest.mark.parametrize("sign", ["blister", "pinpoint_bleed", "sliding_skin", "perilesional_grey_or_white"])
def test_a_stop_sign_ends_the_day_and_asks_for_the_adverse_pathway(plan, good, sign):
    report = compare_delivered(plan, changed(good, endpoints=(sign,)))
    assert report.stop_now
    assert report.next_earliest is None
    assert {"adverse.seen", "adverse.pathway_followed"} <= fields(report)
    event = AdverseEvent(kind="blister", grade=1, done="Cooled for twenty minutes, dressed, seen by the dermatologist.")
    followed = replace(
        changed(good, endpoints=(sign,)),
        adverse=Adverse(seen="yes", events=(event,), pathway_followed="yes"),
        outcome="stopped_early",
    )
    report = compare_delivered(plan, followed)
    assert report.can_close
    assert report.stop_now  # it stays so


def test_darkening_of_the_lesion_alone_is_no_stop_sign(plan, good):
    assert not compare_delivered(plan, changed(good, endpoints=("slight_darkening", "erythema"))).stop_now


def test_pain_out_of_proportion_is_a_stop_sign(plan, good):
    assert compare_delivered(plan, replace(good, pain_out_of_proportion="yes")).stop_now


def test_pulses_after_a_stop_sign_are_told(plan, good):
    one = good.passes[0]
    after = replace(one, zone="second zone")
    report = compare_delivered(plan, replace(good, passes=(replace(one, endpoints=("blister",)), after)))
    assert "after the sign was seen" in next(alarm.text for alarm in report.alarms if alarm.kind == "stop")
    report = compare_delivered(plan, replace(good, passes=(one, replace(after, endpoints=("blister",)))))
    assert "after the sign was seen" not in next(alarm.text for alarm in report.alarms if alarm.kind == "stop")


@pytest.mark.parametrize(
    ("factor", "alarm", "signs"), [(1.0, False, False), (1.08, False, False), (1.15, True, False), (1.25, True, True)]
)
def test_steps_between_sessions_are_at_most_a_tenth_and_a_fifth_needs_a_signature(plan, good, factor, alarm, signs):
    before = scaled(good, 0.7)
    now = later(before, factor=factor)
    report = compare_delivered(plan, now, previous=before)
    assert ("escalation" in kinds(report)) == alarm
    text = " ".join(demand.text for demand in report.demands if demand.field == "second_signature.signed")
    assert ("since the last session" in text) == signs


def test_pulsed_light_rises_by_one_joule_at_most_and_passes_twice(plan, good):
    lamp = library.device("ipl")
    piece, cooling = lamp.handpieces[1], lamp.coolings[0]
    window = replace(
        plan.recommended,
        device=lamp.id,
        handpiece=piece.name,
        spot_mm=15.0,
        pulse_s=0.004,
        cooling=cooling.name,
        highest_allowed_j_cm2=30.0,
        recommended=None,
    )
    with_lamp = replace(plan, devices=(*plan.devices, lamp), windows=(*plan.windows, window))

    def lamp_session(session, fluence):
        one = replace(
            session.passes[0],
            device=lamp.id,
            handpiece=piece.name,
            spot_set_mm=15.0,
            pulse_set_s=0.004,
            cooling=cooling.name,
            fluence_set_j_cm2=fluence,
            fluence_measured_j_cm2="unknown",
        )
        output = (OutputToday(device=lamp.id, handpiece=piece.name, done="yes", measured_percent=100.0),)
        return replace(session, passes=(one,), output=output)

    before = lamp_session(good, 16.0)
    assert "escalation" not in kinds(compare_delivered(with_lamp, lamp_session(later(good), 17.0), previous=before))
    # 1.5 J/cm² is less than a tenth of 16, but more than 1.
    assert "escalation" in kinds(compare_delivered(with_lamp, lamp_session(later(good), 17.5), previous=before))
    three = [replace(before.passes[0], pass_number=n) for n in (1, 2, 3)]
    assert "escalation" in kinds(compare_delivered(with_lamp, replace(before, passes=tuple(three))))
    assert "escalation" not in kinds(compare_delivered(with_lamp, replace(before, passes=tuple(three[:2]))))


def test_another_handpiece_needs_a_second_signature(plan, good):
    now = later(changed(good, serial_number="B2"))
    report = compare_delivered(plan, now, previous=good)
    assert any("handpiece is another one" in d.text for d in report.demands)
    assert not any(
        "handpiece is another one" in d.text for d in compare_delivered(plan, later(good), previous=good).demands
    )


def test_a_session_too_early_is_told_with_the_weeks(plan, good):
    report = compare_delivered(plan, later(good, weeks=3), previous=good)
    (alarm,) = [alarm for alarm in report.alarms if alarm.kind == "too_early"]
    assert "at least 4 weeks" in alarm.text
    assert "too_early" not in kinds(compare_delivered(plan, later(good, weeks=4), previous=good))


def test_dark_or_unknown_skin_waits_half_as_long_again(hand):
    devices = [library.device("qs_ndyag")]
    assert interval_weeks(hand, devices) == 4
    for phototype in ("IV", "VI", "unknown"):
        assert interval_weeks(replace(hand, person=replace(hand.person, phototype=phototype)), devices) == 6


def test_settings_are_carried_forward_with_a_reason(plan, good):
    now = later(good)
    assert compare_delivered(plan, now, previous=good).can_close
    for carried in (
        CarriedForward(settings="kept", reason="none"),
        CarriedForward(settings="unknown", reason="unknown"),
        CarriedForward(settings="first_session", reason="none"),
    ):
        report = compare_delivered(plan, replace(now, carried_forward=carried), previous=good)
        assert any(field.startswith("carried_forward") for field in fields(report))


def test_a_later_session_without_the_one_before_stays_open(plan, good):
    report = compare_delivered(plan, later(good))
    assert "previous session" in fields(report)


def test_files_the_wrong_way_round_are_refused(plan, good):
    with pytest.raises(QuestionError, match="not before this one"):
        compare_delivered(plan, good, previous=later(good))
    with pytest.raises(QuestionError, match="at the site"):
        compare_delivered(plan, later(good), previous=replace(good, site="cheek"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"eyewear_worn_by_all": "no"}, "wore no eyewear"),
        ({"patient_shields": "none"}, "were not covered"),
        ({"eyewear_optical_density": 4.0}, "optical density of 4"),
    ],
)
def test_eyes_that_were_not_protected_are_told(plan, good, change, words):
    report = compare_delivered(plan, replace(good, protection=replace(good.protection, **change)))
    assert any(alarm.kind == "eyes" and words in alarm.text and alarm.rule == "DV-13" for alarm in report.alarms)


def test_inside_the_rim_of_the_orbit_only_metal_inside_the_lids_will_do(plan, good):
    on_lid = replace(good, site="eyelid")
    assert "eyes" in kinds(compare_delivered(plan, on_lid))
    inside = replace(on_lid, protection=replace(good.protection, patient_shields="metal_inside_lids"))
    assert "eyes" not in kinds(compare_delivered(plan, inside))


def test_rules_of_the_library_are_put_to_the_session(plan, good):
    blister = compare_delivered(plan, changed(good, endpoints=("blister",)))
    assert {("DV-11", "ABSOLUTE")} <= {(reason.rule, reason.verdict) for reason in blister.reasons}
    locked = compare_delivered(plan, replace(good, output=(replace(good.output[0], measured_percent=70.0),)))
    assert ("DV-12", "ABSOLUTE") in {(reason.rule, reason.verdict) for reason in locked.reasons}
    early = compare_delivered(plan, later(good, weeks=3), previous=good)
    assert "DV-15" in {reason.rule for reason in early.reasons}
    assert all(reason.sources for reason in (*blister.reasons, *locked.reasons, *early.reasons))


def test_a_started_session_holds_the_plan_and_cannot_be_closed(plan):
    blank = planned_session(plan, today=DAY)
    setting = plan.recommended.recommended.setting
    one = blank.passes[0]
    assert (one.fluence_set_j_cm2, one.spot_set_mm, one.pulse_set_s) == (
        setting.fluence_j_cm2,
        setting.spot_mm,
        setting.pulse_s,
    )
    report = compare_delivered(plan, blank)
    assert not report.can_close
    assert {"adverse.seen", "passes#1.endpoints"} <= fields(report)


@settings(max_examples=40, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    factor=st.floats(0.5, 1.6),
    output=st.floats(60, 140),
    endpoint=st.sampled_from(["none", "slight_whitening", "obvious_whitening", "blister", "unknown"]),
)
def test_more_risk_never_closes_a_record_nor_brings_a_day_forward(plan, good, factor, output, endpoint):
    session = replace(
        changed(scaled(good, factor), endpoints=(endpoint,)),
        output=(replace(good.output[0], measured_percent=output),),
    )
    report = compare_delivered(plan, session)
    riskier = [
        scaled(session, 1.3),
        changed(session, endpoints=("unknown",)) if endpoint == "none" else changed(session, endpoints=("blister",)),
        replace(session, adverse=Adverse(seen="unknown", pathway_followed="unknown")),
        changed(session, cooling_worked="no"),
    ]
    for worse in riskier[1:]:
        after = compare_delivered(plan, worse)
        assert report.can_close or not after.can_close
        assert after.within_plan == "no" or report.within_plan == "yes"
        assert after.next_earliest is None or report.next_earliest is not None
    above = compare_delivered(plan, riskier[0])
    if "outside_window" in kinds(report) and factor > 1:
        assert "outside_window" in kinds(above)


def test_every_number_that_decides_is_data_with_a_source():
    for name in ("reason_percent", "second_signature_percent", "output_tolerance_percent"):
        number = library.number("limits/delivered", name)
        assert number.source
        assert number.where
    assert planning.delivered.interval_weeks is interval_weeks


def test_a_session_before_the_skin_was_looked_at_is_of_another_plan(plan, good):
    report = compare_delivered(plan, replace(good, treated_on=plan.case.assessed - timedelta(days=1)))
    assert report.within_plan == "no"
    assert not report.can_close
    assert [demand.field for demand in report.demands] == ["treated_on"]
    assert compare_delivered(plan, replace(good, treated_on=plan.case.assessed)).can_close


def test_a_session_at_another_site_is_not_within_the_plan(plan, good):
    report = compare_delivered(plan, replace(good, site="cheek"))
    assert (report.within_plan, report.can_close) == ("no", False)


def test_a_plan_older_than_test_spots_may_be_is_told(plan, good):
    def told(days):
        report = compare_delivered(plan, replace(good, treated_on=plan.case.assessed + timedelta(days=days)))
        return [one.text for one in report.findings if "are not in the plan" in one.text]

    assert told(180) == []
    (text,) = told(190)
    assert text.startswith("Skin and health were looked at 190 days before the session")


def test_an_output_just_beyond_its_bound_does_not_read_like_the_bound(plan, good):
    low = replace(good.output[0], measured_percent=79.99)
    (alarm,) = [a for a in compare_delivered(plan, replace(good, output=(low,))).alarms if a.kind == "device_locked"]
    assert "79.99 %" in alarm.text
