"""What each command answers, with the planning room replaced by plans made by hand."""

from __future__ import annotations

import json
import sys
import tomllib
from types import SimpleNamespace

import jsonschema
import pytest
import sample_plan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lentigo.cli.render.words import DECISIONS
from lentigo.domain.files import from_json, to_json
from lentigo.domain.plan import Checked, Plan

EXIT = {"setting": 0, "no_window": 1, "not_now": 1, "refused": 1, "blocked_by_verification": 1}


def answering(planning, decision):
    planning.plan = lambda *_, **__: sample_plan.BY_DECISION[decision]


@pytest.mark.parametrize(("decision", "code"), EXIT.items())
def test_plan_ends_with_0_only_where_there_is_a_setting(planning, lentigo_run, examples, decision, code):
    answering(planning, decision)
    told = lentigo_run("plan", examples / "hand_lentigines.toml")
    assert told.code == code
    assert DECISIONS[decision] in told.out
    assert told.err == ""


@pytest.mark.parametrize("decision", EXIT)
def test_json_is_the_plan_and_nothing_else(planning, lentigo_run, examples, decision):
    answering(planning, decision)
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--json")
    assert told.code == EXIT[decision]
    assert told.err == ""
    assert told.out == to_json(sample_plan.BY_DECISION[decision])
    assert from_json(Plan, told.out) == sample_plan.BY_DECISION[decision]


def test_plan_passes_devices_seed_sample_and_threads_on(planning, lentigo_run, examples):
    lentigo_run("plan", examples / "hand_lentigines.toml", "--seed", "7", "--threads", "3", "--skins", "64")
    lentigo_run(
        "plan", examples / "hand_pale.toml", "--device", "qs_ruby", "--device", examples / "devices" / "my_qs_532.toml"
    )
    first, second = planning.asked
    assert (first.numerics.seed, first.numerics.threads, first.numerics.skins) == (7, 3, 64)
    assert [d.id for d in first.devices] == ["qs_ndyag", "lp_alexandrite", "ps_ndyag_alexandrite", "ipl"]
    assert (second.numerics.seed, second.numerics.skins) == (1, 256)
    assert [d.id for d in second.devices] == ["qs_ruby", "my_qs_532"]


def test_same_device_twice_is_a_wrong_question(planning, lentigo_run, examples):
    told = lentigo_run("plan", examples / "hand_pale.toml", "--device", "qs_ruby", "--device", "qs_ruby")
    assert told.code == 2
    assert "qs_ruby" in told.err
    assert not planning.asked


def test_mistakes_of_case_and_devices_are_told_together(planning, lentigo_run, examples):
    told = lentigo_run("plan", examples / "bad" / "wrong_unit.toml", "--device", "qs_rubby")
    assert told.code == 2
    assert "person.age" in told.err
    assert "qs_rubby" in told.err
    assert "qs_ruby" in told.err.replace("qs_rubby", "")
    assert not planning.asked


def test_every_bad_example_is_told_without_traceback_and_leaves_nothing_behind(lentigo_run, examples, tmp_path):
    bad = sorted(p for p in (examples / "bad").iterdir() if p.suffix == ".toml")
    assert len(bad) >= 10
    for file in bad:
        told = lentigo_run("plan", file, "--report", tmp_path / "out", "--save", tmp_path / "fields.nc")
        assert told.code == 2, file.name
        assert told.out == ""
        assert str(file.parent) in told.err
        assert "Traceback" not in told.err
        assert len(told.err) < 6000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "needed"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"\x00\x01\x02", "not a text file"),
        (b"\xff\xfe\x41", "UTF-8"),
        (b"a = 1\n" * 1_700_000, "MB"),
        (None, "no such file"),
    ],
    ids=["empty", "blank", "binary", "latin", "10 MB", "missing"],
)
@pytest.mark.parametrize("command", [("plan",), ("screen",), ("compare",), ("device", "check")])
def test_file_that_is_no_case_is_told_in_a_line(lentigo_run, tmp_path, command, content, needed):
    file = tmp_path / "case.toml"
    if content is not None:
        file.write_bytes(content)
    told = lentigo_run(*command, file)
    assert told.code == 2
    assert told.out == ""
    assert needed in told.err
    assert len(told.err) < 1000


@given(
    place=st.floats(0, 1),
    removed=st.integers(0, 60),
    added=st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30),
)
@settings(max_examples=60, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_case_is_a_wrong_question_and_never_a_fault(
    planning, lentigo_run, examples, tmp_path, place, removed, added
):
    text = (examples / "hand_lentigines.toml").read_text(encoding="utf-8")
    cut = int(place * len(text))
    file = tmp_path / "damaged.toml"
    file.write_text(text[:cut] + added + text[cut + removed :], encoding="utf-8", newline="")
    told = lentigo_run("plan", file)
    assert told.code in {0, 2}
    assert bool(told.err) == (told.code == 2)
    assert "Traceback" not in told.err
    assert planning.asked or told.code == 2


def test_report_is_written_where_asked(planning, lentigo_run, examples, tmp_path, monkeypatch):
    seen = {}

    def write_report(plan, folder, *, fields=None, explorer=None, course=None):
        seen.update(plan=plan, folder=folder, fields=fields, explorer=explorer, course=course)
        return (folder / "report.html",)

    monkeypatch.setitem(sys.modules, "lentigo.reports.write", SimpleNamespace(write_report=write_report))
    planning.fields = lambda plan, *, numerics: "fields"  # noqa: ARG005
    planning.explore = lambda plan, *, numerics: "explorer"  # noqa: ARG005
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--report", tmp_path)
    assert told.code == 0
    assert seen == {
        "plan": sample_plan.SETTING, "folder": tmp_path, "fields": "fields", "explorer": "explorer", "course": None
    }  # fmt: skip
    assert str(tmp_path / "report.html") in told.err


def test_nothing_is_saved_for_a_refusal(planning, lentigo_run, examples, tmp_path):
    answering(planning, "refused")
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--save", tmp_path / "fields.nc")
    assert told.code == 1
    assert "Nothing is saved" in told.err
    assert list(tmp_path.iterdir()) == []


def test_failed_saving_leaves_no_part_of_a_file(planning, lentigo_run, examples, tmp_path):
    def save(plan, path, *, fields):  # noqa: ARG001
        path.write_text("half")
        raise RuntimeError("disk full")

    planning.save = save
    planning.fields = lambda plan, *, numerics: "fields"  # noqa: ARG005
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--save", tmp_path / "fields.nc")
    assert told.code == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["missing/fields.nc", "."])
def test_place_that_cannot_be_written_is_a_wrong_question(planning, lentigo_run, examples, tmp_path, place):
    planning.fields = lambda plan, *, numerics: "fields"  # noqa: ARG005
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--save", tmp_path / place)
    assert told.code == 2
    assert str(tmp_path) in told.err


def checked(*, allowed, reasons=()):
    return Checked(
        setting=sample_plan.setting(1.2),
        allowed=allowed,
        text="1.2 J/cm² lies inside every cap." if allowed else "Refused: above the limit.",
        chance_effect=0.76,
        chance_effect_low=0.6,
        chance_effect_high=0.9,
        chance_burn=0.02,
        chance_burn_low=0.01,
        chance_burn_high=0.06,
        chance_dark_marks=0.11,
        chance_dark_marks_low=0.05,
        chance_dark_marks_high=0.2,
        chance_effect_without_burn=0.75,
        reasons=reasons,
        window=sample_plan.WINDOW,
    )


CHECK = ("--device", "qs_ndyag", "--fluence", "1.2", "--spot", "3", "--handpiece", "532 nm")


@pytest.mark.parametrize(("allowed", "code", "word"), [(True, 0, "INSIDE THE LIMITS"), (False, 1, "REFUSED")])
def test_own_setting_is_answered_with_its_chances_or_refused(planning, lentigo_run, examples, allowed, code, word):
    planning.check_setting = lambda *_, **__: checked(allowed=allowed)
    told = lentigo_run("check", examples / "hand_lentigines.toml", *CHECK)
    assert told.code == code
    for needed in (word, "76 %", "60 to 90 %", "2.0 %", "1.0 to 6.0 %", "YOURS", "not a recommendation"):
        assert needed in told.out
    assert ("STOP IF YOU SEE" in told.out) == allowed


def test_own_setting_for_a_refused_person_shows_the_rule_and_no_number_to_aim_for(planning, lentigo_run, examples):
    reasons = sample_plan.REFUSED.screening.reasons
    planning.check_setting = lambda *_, **__: checked(allowed=False, reasons=reasons)
    told = lentigo_run("check", examples / "hand_lentigines.toml", *CHECK)
    assert told.code == 1
    assert "rule GO-01" in told.out
    for absent in ("LIMITS", "76 %", "highest allowed"):
        assert absent not in told.out


@pytest.mark.parametrize(
    ("option", "seconds"), [("--pulse-ms=3", 3e-3), ("--pulse-ns=6", 6e-9), ("--pulse-ps=450", 450e-12)]
)
def test_pulse_length_reaches_planning_in_seconds(planning, lentigo_run, examples, option, seconds):
    seen = {}
    planning.check_setting = lambda *_, **how: seen.update(how) or checked(allowed=True)
    assert lentigo_run("check", examples / "hand_lentigines.toml", *CHECK, option).code == 0
    assert seen["pulse_s"] == pytest.approx(seconds)
    assert seen["handpiece"] == "532 nm"


@pytest.mark.usefixtures("planning")
@pytest.mark.parametrize("options", [("--pulse-ms=3", "--pulse-ns=6"), ("--pulse-ms=0",), ("--pulse-ms=-3",)])
def test_pulse_length_given_twice_or_without_length_is_a_wrong_question(lentigo_run, examples, options):
    told = lentigo_run("check", examples / "hand_lentigines.toml", *CHECK, *options)
    assert told.code == 2
    assert "--pulse-ms" in told.err


def test_checked_setting_as_json(planning, lentigo_run, examples):
    planning.check_setting = lambda *_, **__: checked(allowed=False)
    told = lentigo_run("check", examples / "hand_lentigines.toml", *CHECK, "--json")
    assert told.code == 1
    assert told.err == ""
    assert from_json(Checked, told.out) == checked(allowed=False)


@pytest.mark.usefixtures("planning")
def test_comparison_shows_every_device_and_every_other_way(lentigo_run, examples):
    told = lentigo_run("compare", examples / "hand_lentigines.toml")
    assert told.code == 0
    for needed in ("Generic Q-switched Nd:YAG, 532 nm", "1.1", "Topical care and photoprotection", "Doing nothing"):
        assert needed in told.out
    told = lentigo_run("compare", examples / "hand_lentigines.toml", "--json")
    assert set(json.loads(told.out)) == {"decision", "headline", "windows", "alternatives"}


def test_comparison_of_a_blocked_plan_gives_no_dial_number(planning, lentigo_run, examples):
    answering(planning, "blocked_by_verification")
    told = lentigo_run("compare", examples / "hand_lentigines.toml")
    assert told.code == 1
    assert "1.1" not in told.out


@pytest.mark.parametrize(
    ("name", "code"), [("hand_lentigines", 0), ("mole_refused", 1), ("no_diagnosis", 1), ("hand_after_gold", 1)]
)
def test_screening_says_yes_or_no_with_reasons_and_sources(lentigo_run, examples, name, code):
    told = lentigo_run("screen", examples / f"{name}.toml")
    assert told.code == code
    assert ("No settings may be given" in told.out) == bool(code)
    assert ("Source: " in told.out) or not code
    assert ("Nothing rules out all treatment" in told.out) == (not code)
    as_json = lentigo_run("screen", examples / f"{name}.toml", "--json")
    assert as_json.code == code
    assert set(json.loads(as_json.out)) == {"verdict", "reasons", "rules", "references"}


@pytest.mark.parametrize(("index", "dark"), [(29.0, False), (55.0, True)])
def test_screening_knows_the_colour_that_an_index_stands_for(lentigo_run, examples, tmp_path, index, dark):
    pale = (examples / "takiwaki_index.toml").read_text(encoding="utf-8")
    file = tmp_path / "index.toml"
    file.write_text(pale.replace("melanin_index = 29.0", f"melanin_index = {index}"), encoding="utf-8")
    plain = json.loads(lentigo_run("screen", file, "--json").out)
    assert (("DV-01", "ABSOLUTE") in {(r["rule"], r["verdict"]) for r in plain["reasons"]}) == dark


def test_screening_after_gold_leaves_what_long_pulses_leave(lentigo_run, examples, tmp_path):
    gold = (examples / "hand_after_gold.toml").read_text(encoding="utf-8")
    file = tmp_path / "gold.toml"
    file.write_text(f'{gold}\n[[devices]]\ndevice = "lp_alexandrite"\n', encoding="utf-8")
    told = lentigo_run("screen", file)
    assert told.code == 0
    assert "Nothing rules out all treatment. Verdict: RELATIVE" in told.out
    reason = "A specialist for gold has seen this skin and leads the test."
    written = f'[[overrides]]\nrule = "PT-21"\nreason = "{reason}"\nby_role = "dermatologist"\ndate = 2026-03-31\n'
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{written}", encoding="utf-8")
    told = lentigo_run("screen", file)
    assert told.code == 0
    said = " ".join(told.out.split())
    assert f"overridden by a dermatologist on 2026-03-31: {reason}" in said
    assert "ABSOLUTE cannot be overridden" in said


def test_schema_describes_every_good_example(lentigo_run, examples):
    told = lentigo_run("schema")
    assert told.code == 0
    schema = json.loads(told.out)
    jsonschema.Draft202012Validator.check_schema(schema)
    cases = sorted(f for f in examples.glob("*.toml") if "[person]" in f.read_text(encoding="utf-8"))
    for file in [f for f in cases if f.stem != "old_format"]:
        plain = json.loads(json.dumps(tomllib.loads(file.read_text(encoding="utf-8")), default=str))
        jsonschema.validate(plain, schema)


def test_report_of_a_saved_plan(planning, lentigo_run, tmp_path, monkeypatch):
    seen = []
    writer = SimpleNamespace(write_report=lambda plan, folder, **_: seen.append(plan) or (folder / "report.html",))
    monkeypatch.setitem(sys.modules, "lentigo.reports.write", writer)
    planning.fields = lambda plan, *, numerics: None  # noqa: ARG005
    planning.explore = lambda plan, *, numerics: None  # noqa: ARG005
    saved = tmp_path / "plan.json"
    saved.write_text(to_json(sample_plan.SETTING), encoding="utf-8")
    assert lentigo_run("report", saved, tmp_path).code == 0
    assert seen == [sample_plan.SETTING]


@pytest.mark.parametrize("content", ["", "{}", "[1, 2]", "not json", "\x00\x01"])
def test_report_of_something_else_is_a_wrong_question(lentigo_run, tmp_path, content):
    saved = tmp_path / "plan.json"
    saved.write_text(content, encoding="utf-8")
    told = lentigo_run("report", saved, tmp_path / "out")
    assert told.code == 2
    assert "Traceback" not in told.err
    assert not (tmp_path / "out").exists()


def test_place_that_cannot_take_the_report_is_told_before_planning(lentigo_run, examples, tmp_path, monkeypatch):
    monkeypatch.setattr("lentigo.planning.plan", lambda *_, **__: pytest.fail("planned in vain"))
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--report", tmp_path / "file" / "out")
    assert told.code == 2
    assert "is a file, not a folder" in told.err
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"
