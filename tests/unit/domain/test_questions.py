"""The questionnaire covers a case file, and checks every answer."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.domain.case import Case
from lentigo.domain.files import read_case
from lentigo.domain.questions import (
    QUESTIONS,
    case_from_answers,
    check_answer,
    contradicted,
    question_at,
    questions_for,
)
from lentigo.domain.shape import field_path, leaves
from lentigo.errors import FileProblemsError, QuestionError

EXAMPLES = Path(__file__).parents[3] / "examples"

HAND = {
    "title": "Sun spots on the back of the right hand",
    "assessed": "2026-03-31",
    "person.age_years": "57 years",
    "person.phototype": "3",
    "skin.site": "back of hand",
    "skin.colour.given_as": "ita",
    "skin.colour.ita_deg": "38°",
    "skin.colour.ita_error_deg": "3",
    "lesion.kind": "Solar lentigo",
    "lesion.depth": "epidermal",
    "lesion.contrast": "2.6",
    "lesion.ita_deg": "don't know",
    "lesion.diameter_mm": "6 mm",
    "lesion.area_cm2": "4 cm2",
    "diagnosis.recorded": "y",
    "diagnosis.by": "Dermatologist",
    "diagnosis.dermatoscopy": "YES",
    "devices": "qs_ndyag, lp_alexandrite; ps_ndyag_alexandrite ipl",
    "caps.burn_percent": "",
    "caps.dark_mark_percent": "20 %",
}


def asked_through(said):
    """The answers that a conversation gathers, each question asked in its turn."""
    answers = {}
    while questions := questions_for(answers):
        question = questions[0]
        answers[question.path] = check_answer(question, said.get(question.path, "no"))
    return answers


def test_every_field_has_a_question_and_every_question_a_field():
    fields = {field_path(path).removesuffix(".value") for path, _ in leaves(Case)}
    read_from_files = {"skin.colour.wavelength_nm", "skin.colour.reflectance"}
    written_once_the_rule_was_shown = {"overrides"}
    assert {question.path for question in QUESTIONS} == fields - read_from_files - written_once_the_rule_was_shown
    assert len({question.path for question in QUESTIONS}) == len(QUESTIONS)


def test_a_conversation_gives_the_case_that_was_written_by_hand():
    answers = asked_through(HAND)
    assert case_from_answers(answers) == read_case(EXAMPLES / "hand_lentigines.toml")
    assert "health.gold_therapy.when" not in answers
    assert "skin.colour.lightness" not in answers


def test_more_is_asked_of_a_fact_that_is_true():
    gold = {
        **HAND,
        "title": "Sun spots on a hand, gold injections long ago",
        "person.age_years": "66",
        "health.gold_therapy": "yes",
        "health.gold_therapy.when": "2006",
        "health.gold_therapy.told_by": "person",
        "devices": "qs_ndyag ps_ndyag_alexandrite",
    }
    assert case_from_answers(asked_through(gold)) == read_case(EXAMPLES / "hand_after_gold.toml")


def test_first_line_care_is_asked_for_where_it_counts():
    question = question_at("diagnosis.first_line_care_weeks")
    assert question.applies({"lesion.kind": "melasma"})
    assert not question.applies({"lesion.kind": "freckle"})


def test_a_spectrum_and_an_own_device_are_named_by_file():
    answers = asked_through(
        {**HAND, "skin.colour.given_as": "5", "skin.colour.file": "forearm.csv", "devices": "../devices/my_qs_532.toml"}
    )
    case = case_from_answers(answers, base=EXAMPLES / "spectrum")
    assert case.devices[0].file == "../devices/my_qs_532.toml"
    assert case.skin.colour.given_as == "reflectance"


def test_answers_that_no_longer_apply_are_left_out():
    answers = {**asked_through(HAND), "diagnosis.first_line_care_weeks": 3.0, "skin.colour.lightness": 60.0}
    assert case_from_answers(answers) == read_case(EXAMPLES / "hand_lentigines.toml")


def test_a_question_that_nature_answers_has_no_default():
    with_default = {q.path for q in QUESTIONS if q.default not in (None, "unknown")}
    assert with_default == {"skin.colour.observer_deg", "caps.burn_percent", "caps.dark_mark_percent"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.path)
def test_a_question_is_put_in_plain_words(question):
    assert question.text.endswith("?") or question.text.endswith(")")
    assert question.help.endswith((".", "?"))
    assert len(question.text) < 110
    assert question.expected
    for word in ("nm", "j_cm2", "None", "null", "TOML", "_"):
        assert word not in question.text


@pytest.mark.parametrize(
    ("path", "said", "value"),
    [
        ("person.phototype", "iv", "IV"),
        ("person.phototype", " 4 ", "IV"),
        ("person.phototype", "?", "unknown"),
        ("skin.site", "Back of hand", "back_of_hand"),
        ("skin.site", "back-of-hand", "back_of_hand"),
        ("skin.colour.observer_deg", "10", 10),
        ("skin.colour.observer_deg", "", 2),
        ("skin.colour.a_star", "−3.5", -3.5),
        ("lesion.diameter_mm", ".5", 0.5),
        ("lesion.area_cm2", "3 cm²", 3.0),
        ("lesion.contrast", "I don’t know".removeprefix("I "), "unknown"),
        ("health.keloid", "N", "no"),
        ("assessed", "2026-02-28", "2026-02-28"),
        ("devices", "", ()),
        ("caps.burn_percent", "", 5.0),
        ("health.gold_therapy.when", "", "unknown"),
        ("diagnosis.first_line_care_weeks", "12 weeks", 12.0),
    ],
)
def test_an_answer_is_understood(path, said, value):
    assert check_answer(question_at(path), said) == value


@pytest.mark.parametrize(
    ("path", "said", "remedy"),
    [
        ("person.age_years", "", "answer with a number from 0 to 120, or unknown, in years"),
        ("person.age_years", "130", "is 130, must be at most 120"),
        ("person.age_years", "57 months", 'is "57 months", must be a number'),
        ("lesion.diameter_mm", "6 cm", "in mm"),
        ("lesion.diameter_mm", "0", "is 0, must be above 0"),
        ("lesion.contrast", "2,6", "write 2.6 if that is meant"),
        ("lesion.contrast", "1e3", "must be a number from 1 to 20"),
        ("lesion.contrast", "nan", "must be a number from 1 to 20"),
        ("lesion.area_cm2", "unknown", "must be a number above 0"),
        ("lesion.area_cm2", f"1{'0' * 400}", "is inf, must be a number above 0"),
        ("lesion.kind", "lentigo", "must be one of solar_lentigo"),
        ("lesion.kind", "99", "must be one of solar_lentigo"),
        ("skin.colour.observer_deg", "1", 'is "1", must be one of 2, 10'),
        ("health.keloid", "maybe", "must be one of yes, no, unknown"),
        ("health.keloid", "1", "must be one of yes, no, unknown"),
        ("assessed", "31.03.2026", "write year-month-day, such as 2026-03-31"),
        ("assessed", "2026-02-30", "write year-month-day, such as 2026-03-31"),
        ("title", "Mrs Example", "holds a person's name"),
        ("title", "a\x1b[2Jb", "must be one line"),
        ("title", "x" * 300, "at most 200 characters"),
        ("devices", "ipl ipl", "name each device once"),
        ("devices", "qs_nydag", "did you mean qs_ndyag?"),
    ],
)
def test_an_answer_that_is_none_is_refused_with_the_remedy(path, said, remedy):
    with pytest.raises(QuestionError) as caught:
        check_answer(question_at(path), said, known_devices=("qs_ndyag", "ipl"))
    assert caught.value.where == path
    assert remedy in str(caught.value)


def test_contradictions_show_while_answers_are_given():
    answers = {"person.phototype": "I", "skin.colour.given_as": "ita"}
    assert contradicted(answers) == ()
    found = contradicted({**answers, "skin.colour.ita_deg": -20.0})
    assert [path for path, _ in found] == ["person.phototype"]
    assert "skin.colour.ita_deg is -20" in found[0][1]


def test_a_missing_answer_is_told():
    answers = asked_through(HAND)
    del answers["health.gold_therapy"]
    with pytest.raises(FileProblemsError, match=r"answers: health\.gold_therapy is missing"):
        case_from_answers(answers)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.sampled_from(QUESTIONS), st.text(max_size=12) | st.from_regex(r"\A[-+]?\d{1,3}([.,]\d)? ?(mm|cm2)?\Z"))
def test_whatever_is_typed_is_an_answer_or_refused(question, said):
    try:
        value = check_answer(question, said)
    except QuestionError:
        return
    assert value is not None
    answers = {**asked_through(HAND), question.path: value}
    with contextlib.suppress(FileProblemsError):
        assert isinstance(case_from_answers(answers, base=EXAMPLES), Case)
