"""``lentigo record`` and ``lentigo safety``: a session file started, answered, compared; what eyes need."""

from __future__ import annotations

import io
import json
import sys

import pytest
import sample_plan

from lentigo.cli.render.laser_safety import scientific
from lentigo.cli.session_questions import QUESTIONS
from lentigo.domain.files import read_session, to_json
from lentigo.domain.shape import field_path
from lentigo.screening.phrases import claims_in

ANSWERS = {
    "treated_on": "2026-04-14",
    "room": "room 1",
    "since_last_time": "asked nothing new",
    "team.operator_role": "nurse",
    "team.operator_is_trainee": "n",
    "team.supervisor_role": "dermatologist",
    "team.started": "14:05",
    "team.stopped": "14:20",
    "output#1.done": "y",
    "output#1.measured_percent": "97",
    "protection.eyewear_worn_by_all": "yes",
    "protection.eyewear_optical_density": "8",
    "protection.patient_shields": "wavelength goggles",
    "anaesthesia.kind": "cold only",
    "anaesthesia.reference": "none",
    "passes#1.serial_number": "A1",
    "passes#1.fluence_set_j_cm2": "",
    "passes#1.shots": "34",
    "passes#1.cooling_worked": "yes",
    "passes#1.endpoints": "slight whitening, erythema",
    "passes#1.read_after_minutes": "5",
    "pain_score": "3,5",
    "pain_out_of_proportion": "no",
    "adverse.seen": "none",
    "photos_taken": "yes",
    "advice_given": "yes",
    "next_visit": "2026-05-19",
    "outcome": "completed",
}
"""What is typed; every other question gets an empty answer."""


OF_COLUMNS = ("energy_set_mj", "energy_measured_mj", "density_set_per_cm2", "stacked", "passes")


@pytest.fixture
def plan_file(tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(to_json(sample_plan.SETTING), encoding="utf-8")
    return file


@pytest.fixture
def typed(monkeypatch):
    def type_it(changes=(), *, extra=()):
        answers = ANSWERS | dict(changes)
        lines = []
        for question in QUESTIONS:
            path = field_path(question.path)
            if question.path[0] == "carried_forward" or path == "adverse.pathway_followed":
                continue  # not asked in a first session without an event
            if question.path[-1] in OF_COLUMNS:
                continue  # not asked where no columns are made
            lines += [answers.get(path, "")]
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join([*lines, *extra]) + "\n"))

    return type_it


def test_a_blank_session_holds_what_was_planned_and_stays_open(lentigo_run, plan_file, tmp_path):
    file = tmp_path / "session.toml"
    told = lentigo_run("record", "new", plan_file, file, "--blank")
    assert told.code == 0
    assert f"lentigo record {plan_file} --session {file}" in told.err
    one = read_session(file).passes[0]
    setting = sample_plan.SETTING.recommended.recommended.setting
    assert (one.fluence_set_j_cm2, one.spot_set_mm, one.handpiece) == (
        setting.fluence_j_cm2,
        setting.spot_mm,
        setting.handpiece,
    )
    told = lentigo_run("record", plan_file, "--session", file)
    assert told.code == 1
    assert "STAYS OPEN" in told.out
    assert "MUST STILL BE ANSWERED" in told.out
    assert '"none" is to be said' in told.out
    assert claims_in(told.out) == ()


def test_nothing_is_written_over(lentigo_run, plan_file, tmp_path):
    file = tmp_path / "session.toml"
    file.write_text("mine", encoding="utf-8")
    told = lentigo_run("record", "new", plan_file, file, "--blank")
    assert told.code == 2
    assert file.read_text(encoding="utf-8") == "mine"


def test_answers_make_a_session_that_can_be_closed(lentigo_run, plan_file, tmp_path, typed):
    file = tmp_path / "session.toml"
    typed()
    told = lentigo_run("record", "new", plan_file, file)
    assert told.code == 0, told.err
    session = read_session(file)
    assert session.passes[0].endpoints == ("slight_whitening", "erythema")
    assert (session.pain_score, session.adverse.seen, session.adverse.pathway_followed) == (3.5, "none", "not_needed")
    told = lentigo_run("record", plan_file, "--session", file)
    assert told.code == 0, told.out
    assert "CAN BE CLOSED" in told.out
    assert "within the plan" in told.out
    assert "not before 12 May 2026" in told.out


def test_a_wrong_answer_is_asked_again_with_the_reason(lentigo_run, plan_file, tmp_path, typed):
    typed({"pain_score": "12\n3", "passes#1.endpoints": "pink\nerythema", "next_visit": "soon\n2026-05-19"})
    told = lentigo_run("record", "new", plan_file, tmp_path / "session.toml")
    assert told.code == 0, told.err
    assert "must be at most 10" in told.err
    assert '"pink" is none of' in told.err
    assert '"soon" is no day' in told.err


def test_several_passes_are_asked_for_and_what_was_seen_is_never_carried_over(lentigo_run, plan_file, tmp_path, typed):
    second = ["y", "", "", "", "", "", "", "12", "", "", "y", "none", "5"]  # the same zone and settings
    third = ["y", "thumb", "0.8", "", "", "", "", "3", "", "", "y", "slight whitening", "5", ""]
    typed({"passes.more": "\n".join([*second, *third])})
    file = tmp_path / "session.toml"
    told = lentigo_run("record", "new", plan_file, file)
    assert told.code == 0, told.err
    first, again, other = read_session(file).passes
    assert [(one.zone, one.pass_number) for one in (first, again, other)] == [
        (first.zone, 1),
        (first.zone, 2),
        ("thumb", 1),
    ]
    assert again.fluence_set_j_cm2 == first.fluence_set_j_cm2
    assert other.fluence_set_j_cm2 == 0.8
    assert (again.shots, again.endpoints, again.serial_number) == (12, ("none",), first.serial_number)
    assert first.endpoints != again.endpoints
    assert claims_in(told.err) == ()
    report = json.loads(lentigo_run("record", plan_file, "--session", file, "--json").out)
    assert {(one["zone"], one["pass_number"]) for one in report["comparisons"]} == {
        (first.zone, 1),
        (first.zone, 2),
        ("thumb", 1),
    }


def test_a_further_pass_left_empty_stays_unknown(lentigo_run, plan_file, tmp_path, typed):
    typed({"passes.more": "\n".join(["maybe", "yes", *[""] * 13])})
    file = tmp_path / "session.toml"
    told = lentigo_run("record", "new", plan_file, file)
    assert told.code == 0, told.err
    assert 'answer "yes" or "no"' in told.err
    again = read_session(file).passes[1]
    assert (again.shots, again.cooling_worked, again.endpoints) == ("unknown", "unknown", ("unknown",))
    assert lentigo_run("record", plan_file, "--session", file).code == 1


def test_a_contradiction_is_told_and_asked_again(lentigo_run, plan_file, tmp_path, typed):
    typed({"team.stopped": "13:00"}, extra=("14:20",))
    told = lentigo_run("record", "new", plan_file, tmp_path / "session.toml")
    assert told.code == 0, told.err
    assert "it cannot stop before it starts" in " ".join(told.err.split())
    assert read_session(tmp_path / "session.toml").team.stopped == "14:20"


def test_answers_that_end_too_early_write_nothing(lentigo_run, plan_file, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("2026-04-14\n"))
    told = lentigo_run("record", "new", plan_file, tmp_path / "session.toml")
    assert told.code == 2
    assert not (tmp_path / "session.toml").exists()


def test_a_plan_without_a_setting_starts_no_session(lentigo_run, tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(to_json(sample_plan.REFUSED), encoding="utf-8")
    told = lentigo_run("record", "new", file, tmp_path / "session.toml", "--blank")
    assert told.code == 2
    assert "nothing to deliver" in told.err


def test_an_alarm_is_an_answer_of_no_and_json_says_the_same(lentigo_run, plan_file, tmp_path, typed):
    file = tmp_path / "session.toml"
    typed({"passes#1.endpoints": "blister"})
    lentigo_run("record", "new", plan_file, file)
    told = lentigo_run("record", plan_file, "--session", file, "--json")
    assert told.code == 1
    report = json.loads(told.out)
    assert report["stop_now"] is True
    assert report["next_earliest"] is None
    shown = lentigo_run("record", plan_file, "--session", file).out
    assert "No more shots that day" in shown
    assert "only after a clinician has looked" in shown


def test_two_sessions_are_compared(lentigo_run, plan_file, tmp_path, typed):
    first, second = tmp_path / "first.toml", tmp_path / "second.toml"
    typed()
    lentigo_run("record", "new", plan_file, first)
    told = lentigo_run("record", "new", plan_file, second, "--previous", first, "--blank")
    assert told.code == 0, told.err
    assert read_session(second).session_number == 2
    text = second.read_text(encoding="utf-8")
    second.write_text(text.replace(f"treated_on = {read_session(second).treated_on}", "treated_on = 2026-04-28"))
    told = lentigo_run("record", plan_file, "--session", second, "--previous", first)
    assert told.code == 1
    assert "2.0 weeks ago" in told.out
    assert lentigo_run("record", plan_file, "--session", first, "--previous", second).code == 2


def test_a_broken_session_is_told_before_anything_is_planned(lentigo_run, planning, examples):
    told = lentigo_run(
        "record", examples / "hand_lentigines.toml", "--session", examples / "bad" / "session_silence.toml"
    )
    assert told.code == 2
    assert "adverse.seen is missing" in told.err
    assert not planning.asked


def test_help_names_both_ways(lentigo_run):
    told = lentigo_run("record", "--help")
    assert told.code == 0
    assert "lentigo record new CASE FILE" in told.out


def test_eyes_are_told_on_one_page(lentigo_run):
    told = lentigo_run("safety", "qs_ndyag", "--site", "eyelid")
    assert told.code == 0
    for words in ("at least 6.8", "at least 6.4", "metal shields inside the lids", "adviser", "rule DV-13"):
        assert words in " ".join(told.out.split())
    assert told.out.startswith("Q-switched Nd:YAG 532/1064 nm (generic)\n")
    assert "qs_ndyag" not in told.out
    assert claims_in(told.out) == ()
    plain = json.loads(lentigo_run("safety", "qs_ndyag", "--json").out)
    assert [beam["optical_density"] for beam in plain["beams"]] == [6.8, 6.4]


@pytest.mark.parametrize(
    ("value", "said"), [(170.0, "170"), (1234.5, "1200"), (0.0512, "0.051"), (3.14e-7, "3.1 · 10⁻⁷")]
)
def test_large_exposures_of_eyes_are_no_powers_of_ten(value, said):
    assert scientific(value) == said


def test_a_lamp_and_a_wrong_place_are_told(lentigo_run):
    assert "ISO 12609-1" in lentigo_run("safety", "ipl").out
    told = lentigo_run("safety", "ipl", "--site", "eyelids")
    assert told.code == 2
    assert "did you mean eyelid" in told.err
    assert lentigo_run("safety", "no_such").code == 2


def test_a_clinics_own_device_file_is_read(lentigo_run, examples):
    told = lentigo_run("safety", examples / "devices" / "my_qs_532.toml", "--divergence-mrad", "30")
    assert told.code == 0
    assert "30 mrad, as was told" in " ".join(told.out.split())
