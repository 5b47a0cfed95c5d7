"""The examples as a person would run them: what is decided, how the command ends, and what it leaves behind."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
from functools import cache, partial
from pathlib import Path

import pytest

from lentigo.cli.door import run
from lentigo.domain.files import from_json, to_json
from lentigo.domain.plan import Plan

EXAMPLES = Path(__file__).parents[2] / "examples"

DECISIONS = {
    "hand_lentigines": ("setting", 0),
    "face_freckles": ("setting", 0),
    "hand_pale": ("setting", 0),
    "hand_tanned": ("setting", 0),
    "cheek_melasma": ("not_now", 1),
    "back_lentigines_dark": ("no_window", 1),
    "hand_darker_than_before": ("not_now", 1),
    "hand_after_gold": ("refused", 1),
    "mole_refused": ("refused", 1),
    "no_diagnosis": ("not_now", 1),
    "hand_on_medicines": ("not_now", 1),
    "face_isotretinoin": ("not_now", 1),
    "old_format": ("not_now", 1),
    "spot_with_red_flag": ("not_now", 1),
    "naevus_of_ota": ("setting", 0),
    "rosacea_pustules": ("not_now", 1),
    "lines_nonablative_1540": ("setting", 0),
    "acne_scars_1450": ("no_window", 1),
    "telangiectasia_cheek": ("setting", 0),
    "poikiloderma_neck": ("setting", 0),
    "striae_rubrae_thigh": ("setting", 0),
    "striae_albae_abdomen": ("setting", 0),
    "acne_scars_columns": ("setting", 0),
    "rhytides_perioral_er_yag": ("setting", 0),
    "resurfacing_by_neodymium": ("no_window", 1),
}


class _Bytes(io.TextIOWrapper):
    """A standard output in memory that keeps its bytes."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    def content(self):
        self.flush()
        return self.buffer.getvalue()


def answered(*words):
    """Exit code, standard output as bytes and standard error of one command line."""
    out, err = _Bytes(), _Bytes()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run([str(word) for word in words])
    return code, out.content(), err.content().decode()


@cache
def planned(name):
    code, out, err = answered("plan", EXAMPLES / f"{name}.toml", "--json")
    assert err == "" or err.startswith("Note: ")
    return code, from_json(Plan, out.decode())


@pytest.mark.parametrize(("name", "decision", "code"), [(n, d, c) for n, (d, c) in DECISIONS.items()])
def test_example_is_decided_as_its_remark_says(name, decision, code):
    ended, plan = planned(name)
    assert (plan.decision, ended) == (decision, code)
    assert plan.headline


@pytest.mark.parametrize(
    "name", ["cheek_melasma", "mole_refused", "no_diagnosis", "spot_with_red_flag", "rosacea_pustules"]
)
def test_refused_person_gets_no_number_to_dial_and_every_reason_a_source(name):
    _, plan = planned(name)
    assert plan.windows == ()
    assert plan.screening.blocks
    for reason in plan.screening.reasons:
        assert reason.sources
        assert reason.action
    code, out, _ = answered("plan", EXAMPLES / f"{name}.toml")
    assert code == 1
    assert "J/cm²" not in out.decode()
    assert "Source: " in out.decode()


@pytest.mark.parametrize(
    ("name", "said"), [("hand_on_medicines", "Did you mean cordarone"), ("old_format", "unknown never means no")]
)
def test_what_the_case_leaves_open_is_said_before_the_answer_and_kept_in_the_plan(name, said):
    _, plan = planned(name)
    assert any(said in finding.text for finding in plan.findings)
    _, _, err = answered("screen", EXAMPLES / f"{name}.toml")
    assert said in " ".join(err.split())


def test_a_medicine_that_nobody_knows_is_never_taken_for_harmless():
    _, plan = planned("hand_on_medicines")
    gold = [reason for reason in plan.screening.reasons if reason.rule == "PT-21"]
    assert gold
    assert all("Cordaron" in reason.because for reason in gold)


def test_isotretinoin_shows_both_sides_and_waits_only_where_the_label_says_so():
    _, plan = planned("face_isotretinoin")
    dated = [reason for reason in plan.screening.reasons if reason.earliest is not None]
    assert {place for reason in dated for place in reason.scope} == {"full_field_ablative", "medium_peel"}
    (sides,) = {r.disagreement.sides for r in plan.screening.reasons if r.rule == "PT-16" and r.disagreement}
    assert {side.chosen for side in sides} == {True, False}


def test_the_session_of_the_hand_is_within_its_plan_and_can_be_closed(tmp_path):
    """Whoever follows the example sees a session as it should be, whatever the plan has become since."""
    _, plan = planned("hand_lentigines")
    saved = tmp_path / "plan.json"
    saved.write_text(to_json(plan), encoding="utf-8")
    code, out, _ = answered("record", saved, "--session", EXAMPLES / "session_hand.toml")
    assert code == 0, out.decode()
    assert "CAN BE CLOSED" in out.decode()


def test_darker_hand_waits_until_its_own_earlier_reading_with_both_readings_and_every_source():
    _, plan = planned("hand_darker_than_before")
    (tan,) = [reason for reason in plan.screening.reasons if reason.rule == "PT-12"]
    assert tan.verdict == "DEFER"
    assert (tan.earliest - plan.case.assessed).days == 14
    assert "ITA 38° on 14 October 2025, ITA 27° now" in tan.because
    assert "back at its own earlier reading (ITA 38° on 14 October 2025)" in tan.action
    assert {key for side in tan.disagreement.sides for key in side.sources} <= set(tan.sources)
    assert set(tan.scope) == {"lp_alexandrite/755 nm", "qs_ndyag/532 nm"}
    code, out, _ = answered("plan", EXAMPLES / "hand_darker_than_before.toml")
    said = " ".join(out.decode().replace("│", " ").split())
    assert code == 1
    assert all(f"[{key}]" in said for key in tan.sources)
    assert "Earliest date: 14 April 2026" in said


def test_gold_is_refused_by_its_rule_with_its_source_and_gives_no_number():
    code, out, _ = answered("plan", EXAMPLES / "hand_after_gold.toml")
    _, plan = planned("hand_after_gold")
    (rule,) = [r for r in plan.screening.reasons if "gold" in r.title.lower()]
    text = out.decode()
    assert code == 1
    assert rule.rule in text
    assert all(key in text for key in rule.sources)
    assert plan.recommended is None
    assert "START HERE" not in text


def test_melasma_is_answered_with_care_first():
    _, plan = planned("cheek_melasma")
    (first,) = [a for a in plan.alternatives if a.preferred][:1]
    assert "sunscreen" in f"{first.name} {first.text}".lower()
    assert not any(window.recommended for window in plan.windows)


def test_every_setting_keeps_its_caps_and_has_passed_its_checks():
    for name, (decision, _) in DECISIONS.items():
        if decision != "setting":
            continue
        _, plan = planned(name)
        window = plan.recommended
        given = window.recommended
        assert given.setting.fluence_j_cm2 <= window.highest_allowed_j_cm2 + 1e-9
        assert given.chance_burn <= plan.case.caps.burn_percent / 100
        assert given.chance_dark_marks <= plan.case.caps.dark_mark_percent / 100
        assert plan.checks
        assert all(check.passed for check in plan.checks)


HANDS = ("hand_pale", "hand_tanned", "hand_dark")


def room(name, handpiece):
    """Where a window ends and begins: its lowest limit, 0 where a rule blocks it, and the median effect [J/cm²]."""
    _, plan = planned(name)
    (window,) = [w for w in plan.windows if (w.device, w.handpiece) == handpiece]
    return min(cap.fluence_j_cm2 for cap in window.caps), window.effect_threshold_j_cm2.p50


@pytest.mark.parametrize("handpiece", [("qs_ndyag", "532 nm"), ("lp_alexandrite", "755 nm")], ids=" ".join)
def test_window_narrows_from_pale_to_tanned_and_closes_in_dark_skin(handpiece):
    pale, tanned, dark = (limit - effect for limit, effect in map(partial(room, handpiece=handpiece), HANDS))
    assert pale > tanned > 0 > dark
    _, plan = planned("hand_dark")
    (closed,) = [w for w in plan.windows if (w.device, w.handpiece) == handpiece]
    assert closed.recommended is None


def test_closed_window_names_what_binds_and_what_would_open_one():
    _, plan = planned("back_lentigines_dark")
    assert plan.windows[0].binds
    assert plan.windows[0].openers
    assert plan.alternatives
    code, out, _ = answered("plan", EXAMPLES / "back_lentigines_dark.toml")
    assert code == 1
    assert "WHAT WOULD OPEN A WINDOW" in out.decode()
    assert "START HERE" not in out.decode()


def test_what_is_left_in_dark_skin_is_longer_wavelength_or_no_light():
    code, plan = planned("hand_dark")
    assert plan.alternatives
    assert (code, plan.recommended.wavelength_nm if plan.recommended else None) in {(0, 1064.0), (1, None)}
    assert plan.decision in {"setting", "no_window"}


def test_phototype_alone_leaves_a_wider_uncertainty_than_a_measurement():
    _, guessed = planned("face_freckles")
    _, measured = planned("hand_lentigines")
    assert guessed.skin.ita_error_deg > 2 * measured.skin.ita_error_deg
    assert any(finding.topic == "assumed" for finding in guessed.skin.findings + guessed.findings)


def test_same_case_and_seed_give_the_same_bytes_on_one_and_two_threads():
    words = ("plan", EXAMPLES / "hand_lentigines.toml", "--json", "--skins", "64")
    words += ("--device", "qs_ndyag", "--device", "lp_alexandrite")
    one, two = (answered(*words, "--seed", "5", "--threads", count)[1] for count in (1, 2))
    assert one == two
    assert len(one) > 1000
    other = answered(*words, "--seed", "6", "--threads", "2")[1]
    assert other != one


CHECK = ("check", EXAMPLES / "hand_lentigines.toml", "--device", "qs_ndyag", "--handpiece", "532 nm", "--skins", "64")


def test_recommended_setting_of_the_plan_is_inside_the_limits_when_checked():
    _, plan = planned("hand_lentigines")
    setting = plan.recommended.recommended.setting
    words = ("--device", setting.device, "--handpiece", setting.handpiece, "--fluence", setting.fluence_j_cm2)
    words += ("--spot", setting.spot_mm, "--cooling", setting.cooling, "--pulse-ns", f"{setting.pulse_s / 1e-9!r}")
    code, out, err = answered("check", EXAMPLES / "hand_lentigines.toml", *words, "--json")
    assert code == 0, err
    checked = json.loads(out)
    assert checked["chance_burn"] == pytest.approx(plan.recommended.recommended.chance_burn, abs=1e-6)


def test_setting_above_the_limit_is_refused_and_the_limit_is_named():
    code, out, _ = answered(*CHECK, "--spot", "3", "--fluence", "3.5")
    assert code == 1
    assert "REFUSED" in out.decode()
    assert "above the limit" in out.decode()


def test_device_without_the_asked_spot_is_a_wrong_question_that_names_the_spots():
    code, out, err = answered(*CHECK, "--spot", "7", "--fluence", "1.2")
    assert (code, out) == (2, b"")
    assert "7 mm" in err
    assert "3 mm" in err


@pytest.mark.parametrize(
    ("options", "needed"),
    [
        (("--spot", "3", "--fluence", "99"), "outside the dial"),
        (("--spot", "3", "--fluence", "1.2", "--cooling", "ice"), "ice"),
        (("--spot", "3", "--fluence", "1.2", "--pulse-ms", "3"), "pulse"),
    ],
)
def test_setting_that_cannot_be_dialled_is_a_wrong_question(options, needed):
    code, out, err = answered(*CHECK, *options)
    assert (code, out) == (2, b"")
    assert needed in err


def test_simulated_exposure_is_shown_and_saved(tmp_path):
    file = tmp_path / "fields.nc"
    code, out, _ = answered("simulate", *CHECK[1:], "--spot", "3", "--fluence", "1.2", "--save", file)
    assert code == 0
    assert "depth" in out.decode()
    assert file.stat().st_size > 1000


def test_report_is_written_with_the_plan_and_again_from_the_plan_alone(tmp_path):
    words = ("plan", EXAMPLES / "hand_pale.toml", "--device", "qs_ndyag", "--skins", "64")
    code, out, err = answered(*words, "--report", tmp_path / "first", "--save", tmp_path / "fields.nc")
    assert code == 0, err
    assert "START HERE" in out.decode()
    assert (tmp_path / "fields.nc").stat().st_size > 1000
    plan = (tmp_path / "first" / "plan.json").read_bytes()
    assert plan == answered(*words, "--json")[1]
    code, out, err = answered("report", tmp_path / "first" / "plan.json", tmp_path / "second")
    assert (code, out) == (0, b""), err
    names = {file.name for file in (tmp_path / "first").iterdir()}
    assert {"report.html", "report.pdf", "room_card.pdf", "plan.json", "fields.nc"} <= names
    assert {file.name for file in (tmp_path / "second").iterdir()} == names
    assert (tmp_path / "second" / "plan.json").read_bytes() == plan
    assert str(tmp_path / "second" / "report.html") in err


def test_report_of_a_refusal_is_written_and_the_answer_stays_no(tmp_path):
    code, _, err = answered("plan", EXAMPLES / "mole_refused.toml", "--report", tmp_path / "out")
    assert code == 1
    assert (tmp_path / "out" / "report.html").is_file(), err


def test_installed_command_plans_and_keeps_its_streams_apart(tmp_path):
    told = subprocess.run(
        [sys.executable, "-m", "lentigo", "plan", EXAMPLES / "mole_refused.toml"],
        capture_output=True,
        cwd=tmp_path,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr == b""
    assert "REFUSED" in told.stdout.decode()
    assert list(tmp_path.iterdir()) == []


CHOSEN = {
    "telangiectasia_cheek": ("pulsed_dye", "vessels"),
    "poikiloderma_neck": ("pulsed_dye", "vessels"),
    "striae_rubrae_thigh": ("pulsed_dye", "vessels"),
    "striae_albae_abdomen": ("fractional_erbium_glass", "columns"),
    "acne_scars_columns": ("fractional_erbium_glass", "columns"),
    "rhytides_perioral_er_yag": ("full_field_er_yag", "removal"),
}
"""What the cases that are not about melanin come to: the device, and what its light is aimed at."""


@pytest.mark.parametrize(("name", "device", "goal"), [(name, *told) for name, told in CHOSEN.items()])
def test_vessels_columns_and_removal_are_planned_with_the_device_that_the_remark_names(name, device, goal):
    _, plan = planned(name)
    assert (plan.recommended.device, plan.recommended.goal) == (device, goal)
    assert {window.device for window in plan.windows} == {choice.device for choice in plan.case.devices}


@pytest.mark.parametrize("name", [*CHOSEN, "resurfacing_by_neodymium", "lines_nonablative_1540", "acne_scars_1450"])
def test_nothing_is_said_of_pigment_where_a_lesion_has_none(name):
    """Only poikiloderma has both; its depth is given, so that nothing is assumed of it either."""
    _, plan = planned(name)
    said = [finding.text for told in (plan, *plan.windows) for finding in told.findings]
    assert said
    assert not any("lesion's pigment" in text for text in said)
    assert not any("Flat spot" in reason.title for reason in plan.screening.reasons)


def test_brown_over_the_vessels_closes_the_lamp_that_comes_first():
    _, plan = planned("poikiloderma_neck")
    lamps = [window for window in plan.windows if window.device == "ipl"]
    assert lamps
    assert all(window.recommended is None for window in lamps)
    assert any("Intense pulsed light, the first choice, is closed" in line for line in plan.why)


def test_columns_that_drill_need_a_written_reason_in_skin_that_marks():
    _, plan = planned("acne_scars_columns")
    drills = {reason.rule: reason.scope for reason in plan.screening.reasons if reason.verdict == "RELATIVE"}
    assert set(drills["DV-06"]) == {"fractional_co2/scanner", "fractional_er_yag/array"}
    (spots,) = [said for change in plan.changes for said in change.done if "Test spots come before" in said]
    assert " mJ" in spots
    assert "J/cm²" not in spots


def test_off_the_face_fewer_columns_are_allowed_than_on_it():
    _, belly = planned("striae_albae_abdomen")
    _, cheek = planned("acne_scars_columns")
    assert belly.recommended.reach.highest_coverage_percent < cheek.recommended.reach.highest_coverage_percent


def test_a_wish_to_be_resurfaced_by_neodymium_is_answered_first_and_in_numbers():
    _, plan = planned("resurfacing_by_neodymium")
    assert "take the surface off" in plan.why[0]
    assert "Er:YAG and CO2 lasers can" in plan.why[0]
    (answer,) = [finding for finding in plan.findings if "cannot resurface" in finding.text]
    assert "Er:YAG (2940 nm) or CO2 (10 600 nm)" in answer.text
    assert answer.sources
    code, out, _ = answered("plan", EXAMPLES / "resurfacing_by_neodymium.toml")
    assert code == 1
    assert "START HERE" not in out.decode()
