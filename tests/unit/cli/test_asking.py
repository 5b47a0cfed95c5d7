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
    "person.weight_kg": "68",
    "person.sex": "female",
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
    "treatments": "",
    "caps.burn_percent": "",
    "caps.dark_mark_percent": "",
}
"""What is typed for each question; every other question is answered with no."""

ALL_IS_RIGHT = ""
"""What is typed after the answers have been shown again."""


def typed(answers):
    """The lines that somebody types, in the order in which the questions come, and that all is right."""
    from lentigo.domain.questions import check_answer

    lines, given = [], {}
    while coming := questions_for(given):
        question = coming[0]
        line = answers.get(question.path, "no")
        lines.append((question.path, line))
        given[question.path] = check_answer(question, line)
    return [*lines, ("", ALL_IS_RIGHT)]


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
    assert told.err.count("When was that, the last time?") == 2  # asked, and shown again at the end
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


def test_a_form_with_every_group_opened_is_written_as_answered(typing, tmp_path):
    groups = {f"ask.{name}": "yes" for name in ("sun", "skin_here", "skin", "illness", "illness_more", "allergies")}
    answers = ANSWERS | groups | {"ask.red_flags": "unknown", "ask.findings": "yes", "ask.cause": "yes"}
    answers |= {"health.waxed_in_2_weeks": "unknown", "findings.asymmetry": "unknown", "findings.pustules": "yes"}
    told = typing([line for _, line in typed(answers)], "new", tmp_path / "a.toml")
    assert told.code == 0, told.err
    case = read_case(tmp_path / "a.toml")
    assert case.health.waxed_in_2_weeks.value == "unknown"
    assert case.health.sunburn_now.value == "no"
    assert (case.findings.asymmetry.value, case.findings.pustules.value) == ("unknown", "yes")
    assert case.findings.since_birth.value == "no"


def test_what_a_group_holds_is_listed_before_its_one_answer(typing, tmp_path):
    told = typing([line for _, line in typed(ANSWERS)], "new", tmp_path / "a.toml")
    said = told.err[told.err.index("--- Illness ---") : told.err.index("--- Allergies ---")]
    for words in ("- epilepsy", "- a pacemaker or another device in the body", "Answer no if none of them does"):
        assert words in said


def test_medicines_are_asked_until_there_are_no_more_and_a_strange_one_is_kept_with_a_suggestion(typing, tmp_path):
    answers = ANSWERS | {
        "ask.medicines": "yes",
        "health.medicines#1.substance": "doxicycline",
        "health.medicines#1.taken": "now",
        "health.medicines#1.route": "by mouth",
        "health.medicines#1.told_by": "",
        "health.medicines#2.substance": "Ramipril 5 mg",
        "health.medicines#2.taken": "stopped",
        "health.medicines#2.last_taken": "2026-01-31",
        "health.medicines#2.route": "",
        "health.medicines#2.told_by": "person",
        "health.medicines#3.substance": "",
        "health.medicines_asked": "yes",
    }
    told = typing([line for _, line in typed(answers)], "new", tmp_path / "a.toml")
    assert told.code == 0, told.err
    said = " ".join(told.err.split())
    assert "Did you mean doxycycline" in said
    assert said.count("counts as unknown") == 1
    first, second = read_case(tmp_path / "a.toml").health.medicines
    assert (first.substance, first.taken, first.route) == ("doxicycline", "now", "by_mouth")
    assert (second.last_taken.isoformat(), second.told_by) == ("2026-01-31", "person")


def test_an_answer_is_given_again_by_its_number_at_the_end(typing, tmp_path):
    lines = typed(ANSWERS)
    place = [where for where, _ in lines].index("person.age_years") + 1
    answers = [line for _, line in lines[:-1]]
    told = typing([*answers, "0", "x", str(place), "58", ALL_IS_RIGHT], "new", tmp_path / "a.toml")
    assert told.code == 0, told.err
    assert "Please type a number from 1 to" in told.err
    assert read_case(tmp_path / "a.toml").person.age_years == 58


def test_a_group_that_is_answered_anew_asks_its_questions(typing, tmp_path):
    lines = typed(ANSWERS)
    place = [where for where, _ in lines].index("ask.allergies") + 1
    answers = [line for _, line in lines[:-1]]
    told = typing(
        [*answers, str(place), "yes", "yes", "2019", "person", "no", "no", ALL_IS_RIGHT], "new", tmp_path / "a.toml"
    )
    assert told.code == 0, told.err
    health = read_case(tmp_path / "a.toml").health
    assert (health.allergy_amide_anaesthetic.value, health.allergy_salicylate.value) == ("yes", "no")


def test_a_contradiction_with_a_group_opens_the_group_again(typing, tmp_path):
    answers = ANSWERS | {
        "ask.skin": "no",
        "ask.procedures": "yes",
        "health.procedures#1.kind": "superficial peel",
        "health.procedures#1.day": "2025-06-30",
        "health.procedures#1.at_site": "yes",
        "health.procedures#1.reaction": "none",
        "health.procedures#2.kind": "",
        "health.procedures_asked": "yes",
    }
    lines = typed(answers)
    place = [where for where, _ in lines].index("health.procedures#1.reaction")
    before, after = [t for _, t in lines[:place]], [t for _, t in lines[place + 1 :]]
    opened = ["yes", "no", "yes", "2025-07", "person", "no", "no", "no", "no"]
    told = typing([*before, "dark mark", *opened, "dark mark", *after], "new", tmp_path / "a.toml")
    assert told.code == 0, told.err
    assert "This cannot be" in told.err
    health = read_case(tmp_path / "a.toml").health
    assert (health.previous_dark_marks.value, health.procedures[0].reaction) == ("yes", "dark_mark")


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
    lines = [*(line for _, line in typed(answers)), "forearm.csv", ALL_IS_RIGHT]
    told = typing(lines, "new", tmp_path / "a.toml")
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


def test_device_that_makes_columns_is_made_tip_by_tip(typing, lentigo_run, tmp_path):
    file = tmp_path / "our_co2.toml"
    answers = ["our_co2", "Our CO2 laser", "7", "yes", "yes", "no", "20", "150", "10", "no", "no"]
    told = typing(answers, "device", "new", file, "--like", "fractional_co2")
    assert told.code == 0, told.err
    (handpiece,) = read_device(file).handpieces
    (tip,) = handpiece.tips
    model = library.device("fractional_co2").handpieces[0].tips[0]
    assert (tip.energy_low_mj, tip.energy_high_mj, tip.energy_step_mj) == (20, 150, 10)
    assert (tip.beam_um, tip.densities_per_cm2, tip.stacks) == (model.beam_um, model.densities_per_cm2, model.stacks)
    assert handpiece.spots == ()
    shown = lentigo_run("device", "check", file)
    assert shown.code == 0
    assert "COLUMNS" in shown.out
    assert "20 to 150" in shown.out
    assert "NO SETTING" not in shown.out


def test_device_without_a_tip_is_not_written(typing, tmp_path):
    file = tmp_path / "a.toml"
    told = typing(["a", "A", "7", "yes", "no", "no", "no"], "device", "new", file, "--like", "fractional_co2")
    assert told.code == 2
    assert not file.exists()


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
    assert "is the file of a case, not of a device" in told.err


def test_a_day_that_is_still_to_come_is_asked_about(typing, tmp_path, lentigo_run):
    told = typing([line for _, line in typed(ANSWERS | {"assessed": "2099-12-31"})], "new", tmp_path / "ahead.toml")
    assert told.code == 0
    assert "2099-12-31, is still to come. Is the year right?" in " ".join(told.err.split())
    screened = lentigo_run("screen", tmp_path / "ahead.toml")
    assert "2099-12-31, is still to come" in " ".join(screened.err.split())
