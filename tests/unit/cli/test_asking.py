"""Files written by answering questions: read back as meant, wrong answers asked again, nothing half written."""

from __future__ import annotations

import io
import sys

import pytest

from lentigo import library
from lentigo.domain.files import read_case, read_device
from lentigo.domain.questions import questions_for

ANSWERS = {
    "title": "Spots on the back of the hand",
    "assessed": "2026-03-31",
    "person.age_years": "57",
    "person.phototype": "III",
    "health.gold_therapy": "no",
    "skin.site": "back_of_hand",
    "skin.colour.given_as": "ita",
    "skin.colour.ita_deg": "38",
    "skin.colour.ita_error_deg": "unknown",
    "lesion.kind": "solar_lentigo",
    "lesion.depth": "epidermal",
    "lesion.contrast": "2.6",
    "lesion.ita_deg": "unknown",
    "lesion.diameter_mm": "6",
    "lesion.area_cm2": "4",
    "diagnosis.recorded": "yes",
    "diagnosis.by": "dermatologist",
    "diagnosis.dermatoscopy": "yes",
    "devices": "qs_ndyag, lp_alexandrite",
    "caps.burn_percent": "",
    "caps.dark_mark_percent": "",
}
"""What is typed for each question; every other health question is answered with no."""


def typed(answers):
    """The lines that somebody types, in the order in which the questions come."""
    from lentigo.domain.questions import check_answer

    lines, given = [], {}
    while coming := questions_for(given):
        question = coming[0]
        line = answers.get(question.path, "no")
        lines.append((question.path, line))
        given[question.path] = check_answer(question, line)
    return lines


@pytest.fixture
def typing(monkeypatch, lentigo_run):
    def type_in(lines, *words):
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
        return lentigo_run(*words)

    return type_in


def test_answers_become_the_case_file(typing, tmp_path):
    file = tmp_path / "case.toml"
    told = typing([line for _, line in typed(ANSWERS)], "new", file)
    assert told.code == 0
    assert told.out == ""
    assert f"lentigo plan {file}" in told.err
    case = read_case(file)
    assert case.person.age_years == 57
    assert case.skin.colour.ita_deg == 38
    assert case.skin.colour.ita_error_deg == "unknown"
    assert [choice.device for choice in case.devices] == ["qs_ndyag", "lp_alexandrite"]
    assert case.health.gold_therapy.value == "no"
    assert case.caps.burn_percent == 5


def test_file_name_is_asked_for_where_none_is_given(typing, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = typing(["hand", *(line for _, line in typed(ANSWERS))], "new")
    assert told.code == 0
    assert read_case(tmp_path / "hand.toml").title == ANSWERS["title"]


@pytest.mark.parametrize(
    ("path", "wrong", "needed"),
    [
        ("person.age_years", "900", "120"),
        ("person.age_years", "old", "number"),
        ("person.phototype", "seven", "I, II, III"),
        ("health.gold_therapy", "maybe", "yes, no, unknown"),
        ("health.gold_therapy", "", "answer"),
        ("lesion.contrast", "0.3", "at least 1"),
        ("title", "Mr Miller's hand", "identity"),
        ("devices", "qs_rubby", "qs_ruby"),
    ],
)
def test_wrong_answer_is_explained_and_asked_again(typing, tmp_path, path, wrong, needed):
    lines = typed(ANSWERS)
    place = [where for where, _ in lines].index(path)
    told = typing([*(t for _, t in lines[:place]), wrong, *(t for _, t in lines[place:])], "new", tmp_path / "a.toml")
    assert told.code == 0
    assert needed in told.err
    assert read_case(tmp_path / "a.toml").person.age_years == 57


def test_follow_up_questions_come_only_where_they_apply(typing, tmp_path):
    answers = ANSWERS | {
        "health.gold_therapy": "yes",
        "health.gold_therapy.when": "20 years ago",
        "health.gold_therapy.told_by": "person",
    }
    told = typing([line for _, line in typed(answers)], "new", tmp_path / "gold.toml")
    assert told.code == 0
    assert told.err.count("When was that?") == 1
    assert read_case(tmp_path / "gold.toml").health.gold_therapy.when == "20 years ago"


def test_step_back_asks_the_question_before_again(typing, tmp_path):
    lines = [line for _, line in typed(ANSWERS)]
    told = typing([lines[0], lines[1], "44", "<", *lines[2:]], "new", tmp_path / "a.toml")
    assert told.code == 0
    assert read_case(tmp_path / "a.toml").person.age_years == 57
    told = typing(["<", *lines], "new", tmp_path / "b.toml")
    assert told.code == 0
    assert "first question" in told.err


def test_contradiction_is_told_at_once_and_both_sides_are_asked_again(typing, tmp_path):
    lines = typed(ANSWERS)
    place = [where for where, _ in lines].index("skin.colour.ita_deg")
    type_at = [where for where, _ in lines].index("person.phototype")
    answers = [t for _, t in lines]
    answers[type_at] = "I"
    before, after = answers[:place], answers[place + 1 :]
    told = typing([*before, "-20", "III", "38", *after], "new", tmp_path / "a.toml")
    assert told.code == 0
    assert "cannot be" in told.err
    case = read_case(tmp_path / "a.toml")
    assert (case.person.phototype, case.skin.colour.ita_deg) == ("III", 38)


def test_answers_that_end_early_write_nothing(typing, tmp_path):
    told = typing(["A title", "2026-03-31"], "new", tmp_path / "a.toml")
    assert told.code == 2
    assert "nothing was written" in told.err
    assert list(tmp_path.iterdir()) == []


def test_existing_file_and_missing_folder_are_refused_before_the_first_question(typing, tmp_path):
    (tmp_path / "a.toml").write_text("kept")
    for place in (tmp_path / "a.toml", tmp_path / "no" / "a.toml"):
        told = typing([], "new", place)
        assert told.code == 2
        assert ">" not in told.err
    assert (tmp_path / "a.toml").read_text() == "kept"


def test_spectrum_that_is_not_there_is_asked_for_again(typing, tmp_path, examples):
    answers = ANSWERS | {"skin.colour.given_as": "reflectance", "skin.colour.file": "nothing.csv"}
    (tmp_path / "forearm.csv").write_bytes((examples / "spectrum" / "forearm.csv").read_bytes())
    told = typing([*(line for _, line in typed(answers)), "forearm.csv"], "new", tmp_path / "a.toml")
    assert told.code == 0
    assert "nothing.csv" in told.err
    assert read_case(tmp_path / "a.toml").skin.colour.file == "forearm.csv"


def test_device_file_is_made_from_the_most_similar_one_and_checked(typing, lentigo_run, tmp_path):
    model = library.device("qs_ruby")
    file = tmp_path / "ours.toml"
    spots = sum(len(piece.spots) for piece in model.handpieces)
    first = ["yes", "no", "0.5", "6", "0.25"]
    rest = [answer for _ in range(spots - 1) for answer in ("yes", "yes")]
    pieces = ["yes", "yes", *first[1:], *rest]
    told = typing(["qs_ruby", "our_ruby", "Our ruby laser", "150", "7", *pieces], "device", "new", file)
    assert told.code == 0, told.err
    assert "at most 50" in told.err
    device = read_device(file)
    assert (device.id, device.name, device.output_error_percent) == ("our_ruby", "Our ruby laser", 7)
    spot = device.handpieces[0].spots[0]
    assert (spot.fluence_low_j_cm2, spot.fluence_high_j_cm2, spot.fluence_step_j_cm2) == (0.5, 6, 0.25)
    shown = lentigo_run("device", "check", file)
    assert shown.code == 0
    for needed in ("our_ruby", "± 7 %", "0.5 to 6", "No mistakes"):
        assert needed in shown.out


def test_what_cannot_be_planned_for_a_device_is_told_with_its_handpiece(lentigo_run, examples, tmp_path):
    own = (examples / "devices" / "my_qs_532.toml").read_text(encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(own.replace("diameter_mm = 2.0", "diameter_mm = 0.5").replace("532.0", "650.0"), encoding="utf-8")
    told = lentigo_run("device", "check", file)
    assert told.code == 0
    assert "NO SETTING WILL BE GIVEN FOR" in told.out
    said = " ".join(told.out.split())
    for needed in ("computed from 1 mm upwards, not 0.5 mm", "no published setting was found", "at 650 nm"):
        assert needed in said
    file.write_text(own, encoding="utf-8")
    assert "NO SETTING" not in lentigo_run("device", "check", file).out


def test_device_without_handpiece_is_not_written(typing, tmp_path):
    pieces = len(library.device("qs_ruby").handpieces)
    lines = ["", "", "unknown", *["no"] * pieces]
    told = typing(lines, "device", "new", tmp_path / "a.toml", "--like", "qs_ruby")
    assert told.code == 2
    assert list(tmp_path.iterdir()) == []


def test_wrong_device_file_is_told_with_its_lines(lentigo_run, examples):
    told = lentigo_run("device", "check", examples / "bad" / "empty.toml")
    assert told.code == 2
    assert "is empty" in told.err
    told = lentigo_run("device", "check", examples / "hand_pale.toml")
    assert told.code == 2
    assert "handpieces is missing" in told.err
