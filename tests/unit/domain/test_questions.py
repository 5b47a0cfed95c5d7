"""The questionnaire covers a case file, and checks every answer."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.domain.case import Case
from lentigo.domain.files import read_case
from lentigo.domain.health import HEALTH_QUESTIONS, Medicine, Procedure
from lentigo.domain.questions import (
    QUESTIONS,
    SECTIONS,
    Section,
    asked_as,
    case_from_answers,
    check_answer,
    contradicted,
    question_at,
    questions_for,
    retract,
    settled,
)
from lentigo.domain.record import as_plain, from_plain
from lentigo.domain.shape import field_path, fields_of, leaves
from lentigo.errors import FileProblemsError, QuestionError

EXAMPLES = Path(__file__).parents[3] / "examples"

HAND = {
    "title": "Sun spots on the back of the right hand",
    "assessed": "2026-03-31",
    "person.age_years": "57 years",
    "person.weight_kg": "68 kg",
    "person.sex": "female",
    "person.phototype": "3",
    "ask.medicines": "yes",
    "health.medicines#1.substance": "ramipril",
    "health.medicines#1.taken": "now",
    "health.medicines#1.route": "",
    "health.medicines#1.told_by": "",
    "health.medicines#2.substance": "levothyroxine",
    "health.medicines#2.taken": "now",
    "health.medicines#2.route": "",
    "health.medicines#2.told_by": "",
    "health.medicines#3.substance": "",
    "health.medicines_asked": "yes",
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
    "diagnosis.histology": "unknown",
    "devices": "qs_ndyag, lp_alexandrite; ps_ndyag_alexandrite ipl",
    "treatments": "",
    "caps.burn_percent": "",
    "caps.dark_mark_percent": "20 %",
}
"""What somebody types who writes hand_lentigines.toml by answering; all else is answered with no."""


def asked_through(said):
    """The answers that a conversation gathers, each question asked in its turn."""
    answers = {}
    while questions := questions_for(answers):
        question = questions[0]
        answers[question.path] = check_answer(question, said.get(question.path, "no"))
    return answers


def asked_paths():
    """Link ids of all questions that fill a field, those about the entries of lists among them."""
    found = []
    for question in QUESTIONS:
        found.append(question.path)
        found += [entry.path for entry in question.entries]
    return [path for path in found if not path.startswith("ask.")]


def test_every_field_has_a_question_and_every_question_a_field():
    fields = {field_path(path).removesuffix(".value") for path, _ in leaves(Case)}
    for many, kind in (("health.medicines", Medicine), ("health.procedures", Procedure)):
        fields |= {f"{many}.{name}" for name in fields_of(kind)}
    read_from_files = {"skin.colour.wavelength_nm", "skin.colour.reflectance"}
    written_by_the_program = {"format", "older_form"}
    written_once_the_rule_was_shown = {"overrides"}
    seen_by_the_clinician_today = {f for f in fields if f.startswith("findings.") and f.endswith((".when", ".told_by"))}
    of_a_list = {f"health.{name}_asked.{key}" for name in ("medicines", "procedures") for key in ("when", "told_by")}
    wanted_for_a_course = {f for f in fields if f.split(".")[0] in ("course", "wellbeing")}
    not_asked = (
        wanted_for_a_course | read_from_files | written_by_the_program | written_once_the_rule_was_shown | of_a_list
    )
    paths = asked_paths()
    assert set(paths) == fields - not_asked - seen_by_the_clinician_today
    assert len(set(paths)) == len(paths)


def test_a_conversation_gives_the_case_that_was_written_by_hand():
    answers = asked_through(HAND)
    case = case_from_answers(answers)
    written = read_case(EXAMPLES / "hand_lentigines.toml")
    # What was answered with the group stays unknown where somebody wrote the file by hand.
    told = replace(written.health, epilepsy_from_flashes=case.health.epilepsy_from_flashes)
    assert case == replace(written, health=told)
    assert "health.gold_therapy.when" not in answers
    assert "skin.colour.lightness" not in answers


def test_a_healthy_person_answers_few_questions():
    healthy = HAND | {"ask.medicines": "no", "person.sex": "male"}
    answers = asked_through(healthy)
    about_health = [path for path in answers if path.startswith(("health.", "ask.")) and path != "ask.cause"]
    assert len(about_health) <= 20
    assert len(answers) <= 44
    health = case_from_answers(answers).health
    assert {getattr(health, name).value for name in HEALTH_QUESTIONS if not name.endswith("_asked")} == {"no"}
    assert health.medicines_asked.value == health.procedures_asked.value == "yes"
    assert health.medicines == health.procedures == ()


def test_a_group_is_asked_one_by_one_unless_none_of_it_applies():
    for answer in ("yes", "unknown"):
        coming = [question.path for question in questions_for({"ask.sun": answer})]
        assert {"health.fake_tan_in_6_weeks", "health.sunburn_now"} < set(coming)
    answers = asked_through(HAND | {"ask.sun": "unknown", "health.sunburn_now": "unknown"})
    health = case_from_answers(answers).health
    assert (health.sunburn_now.value, health.fake_tan_in_6_weeks.value) == ("unknown", "no")


def test_every_member_of_a_group_is_named_in_its_list():
    for question in QUESTIONS:
        if question.kind != "group":
            continue
        members = [one for one in QUESTIONS if one.only_if is not None and one.only_if.path == question.path]
        assert len(members) > 2
        assert all(one.label for one in members)
        assert all(one.taken({question.path: "no"}) == "no" for one in members)
        assert all(one.taken({question.path: "unknown"}) is None for one in members)


def test_an_unknown_answer_to_a_list_is_never_an_empty_list():
    unknown = case_from_answers(asked_through(HAND | {"ask.medicines": "unknown", "ask.procedures": "unknown"})).health
    assert (unknown.medicines_asked.value, unknown.procedures_asked.value) == ("unknown", "unknown")
    open_list = case_from_answers(asked_through(HAND | {"health.medicines_asked": "unknown"})).health
    assert (len(open_list.medicines), open_list.medicines_asked.value) == (2, "unknown")


def test_procedures_are_asked_one_after_another():
    peels = HAND | {
        "ask.procedures": "yes",
        "health.procedures#1.kind": "superficial peel",
        "health.procedures#1.day": "2026-01-31",
        "health.procedures#1.at_site": "yes",
        "health.procedures#1.reaction": "none",
        "health.procedures#2.kind": "waxing",
        "health.procedures#2.day": "unknown",
        "health.procedures#2.at_site": "no",
        "health.procedures#2.reaction": "",
        "health.procedures#3.kind": "",
        "health.procedures_asked": "yes",
    }
    first, second = case_from_answers(asked_through(peels)).health.procedures
    assert (first.kind, first.day.isoformat(), first.reaction) == ("superficial_peel", "2026-01-31", "none")
    assert (second.day, second.reaction) == ("unknown", "unknown")


def test_a_list_that_is_cut_short_is_read_so_and_a_first_entry_may_be_given_again():
    answers = asked_through(HAND)
    answers["health.medicines#2.substance"] = ""
    assert [one.substance for one in case_from_answers(answers).health.medicines] == ["ramipril"]
    retract(answers, "health.medicines#1.substance")
    assert [question.path for question in questions_for(answers)] == ["health.medicines#1.substance"]


def test_what_stood_without_asking_is_taken_back_with_what_it_followed_from():
    answers = {"ask.sun": "no", "title": "x"}
    retract(answers, "health.sunburn_now")
    assert answers == {"title": "x"}
    retract(answers, "nothing.at_all")


def test_a_man_is_not_asked_about_a_baby_and_somebody_unknown_is():
    assert not question_at("health.pregnancy").applies({"person.sex": "male"})
    assert question_at("health.pregnancy").applies({"person.sex": "unknown"})
    assert settled({"person.sex": "male"})["health.breastfeeding"] == "no"
    assert "health.breastfeeding" not in settled({"person.sex": "unknown"})


def test_the_cause_is_left_unknown_where_it_is_not_sought():
    hints = [one for one in QUESTIONS if one.only_if is not None and one.only_if.path == "ask.cause"]
    assert f"These are {len(hints)} short questions" in question_at("ask.cause").help
    assert case_from_answers(asked_through(HAND)).findings.since_birth.value == "unknown"
    sought = asked_through(HAND | {"ask.cause": "yes", "findings.sun_exposed_site": "yes"})
    findings = case_from_answers(sought).findings
    assert (findings.since_birth.value, findings.sun_exposed_site.value) == ("no", "yes")


@pytest.mark.parametrize(
    "path", ["health.pregnancy", "health.gold_therapy", "health.isotretinoin_in_6_months", "ask.medicines"]
)
def test_what_locks_a_plan_is_asked_by_itself(path):
    question = question_at(path)
    assert question.kind == "answer"
    assert question.only_if is None or question.only_if.path == "person.sex"


def test_more_is_asked_of_a_fact_that_is_true():
    gold = HAND | {
        "health.gold_therapy": "yes",
        "health.gold_therapy.when": "2006",
        "health.gold_therapy.told_by": "person",
    }
    said = case_from_answers(asked_through(gold)).health.gold_therapy
    assert (said.value, said.when, said.told_by) == ("yes", "2006", "person")


@pytest.mark.shows("S2-04")
def test_the_questionnaire_is_data_that_other_forms_can_be_made_from():
    plain = json.loads(json.dumps(as_plain(SECTIONS)))
    assert [section["id"] for section in plain] == [section.id for section in SECTIONS]
    earlier = set()
    for section in plain:
        assert section["title"]
        for question in section["questions"]:
            condition = question["only_if"]
            assert condition is None or condition["path"] in earlier
            assert (question["kind"] == "list") == bool(question["entries"])
            assert not question["entries"] or question["entries"][0]["ends"]
            earlier.add(question["path"])
    assert len(earlier) == len(QUESTIONS)
    assert as_plain(SECTIONS) == as_plain(from_plain(tuple[Section, ...], plain))


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
    assert case_from_answers(answers) == case_from_answers(asked_through(HAND))


def test_a_question_that_nature_answers_has_no_default():
    every = [*QUESTIONS, *(entry for question in QUESTIONS for entry in question.entries)]
    with_default = {q.path for q in every if q.default not in (None, "unknown")}
    meters = {"skin.colour.observer_deg", "skin.earlier.colour.observer_deg"}
    assert with_default == {*meters, "caps.burn_percent", "caps.dark_mark_percent"}


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.path)
def test_a_question_is_put_in_plain_words(question):
    assert question.text.endswith("?")
    assert question.help.endswith((".", "?"))
    assert len(question.text) < 110
    assert len(question.help) < 130
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
    assert '"What is the colour angle (ITA) of the skin?" is -20' in found[0][1]
    ahead = {"assessed": "2026-03-31", "health.keloid": "yes", "health.keloid.when": "2027"}
    ((path, why),) = contradicted(ahead | {"ask.skin": "yes"})
    assert asked_as(path) == '"When was that, the last time?"'
    assert why.startswith('is 2027, but "On which day was the skin looked at?" is "2026-03-31"')


@pytest.mark.parametrize(("said", "meant"), [("yes", "now"), ("no", "stopped"), ("N", "stopped"), ("2", "stopped")])
def test_a_plain_answer_to_whether_a_medicine_is_taken_now_is_taken_as_it_was_meant(said, meant):
    assert check_answer(question_at("health.medicines#1.taken"), said) == meant


def test_what_lies_ahead_is_not_asked_about_as_if_it_were_past():
    assert question_at("health.sun_plans_in_4_weeks.when").text == "When will that be?"


def test_a_missing_answer_is_told():
    answers = asked_through(HAND)
    del answers["health.gold_therapy"]
    with pytest.raises(FileProblemsError, match=r"answers: health\.gold_therapy is missing"):
        case_from_answers(answers)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    st.sampled_from([question for question in QUESTIONS if question.kind != "list"]),
    st.text(max_size=12) | st.from_regex(r"\A[-+]?\d{1,3}([.,]\d)? ?(mm|cm2)?\Z"),
)
def test_whatever_is_typed_is_an_answer_or_refused(question, said):
    try:
        value = check_answer(question, said)
    except QuestionError:
        return
    assert value is not None
    answers = {**asked_through(HAND), question.path: value}
    with contextlib.suppress(FileProblemsError):
        assert isinstance(case_from_answers(answers, base=EXAMPLES), Case)


VOWELS = re.compile(r"[aeiouy]+")


def grade(text):
    """Flesch-Kincaid grade level of a text; what stands in brackets is for those who know the word."""
    plain = re.sub(r"\([^)]*\)", "", text)
    words = re.findall(r"[A-Za-z]+", plain)
    sentences = max(1, len(re.findall(r"[.?!]", plain)))
    syllables = 0
    for word in words:
        small = word.lower()
        silent = small.endswith("e") and not small.endswith(("le", "ee")) and len(VOWELS.findall(small)) > 1
        syllables += max(1, len(VOWELS.findall(small)) - silent)
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def test_the_measure_of_reading_knows_easy_from_hard():
    assert grade("Is the skin red?") < 3
    assert grade("Is there evidence of methaemoglobinaemia of idiopathic or hereditary aetiology?") > 15


def test_questions_are_read_at_the_age_of_twelve():
    every = [*QUESTIONS, *(entry for question in QUESTIONS for entry in question.entries)]
    clinician_only = ("skin.colour.", "lesion.", "diagnosis.", "caps.", "devices", "treatments")
    asked = [question for question in every if not question.path.startswith(clinician_only)]
    grades = {question.path: grade(f"{question.text} {question.help}") for question in asked}
    assert len(grades) > 100
    assert sum(grades.values()) / len(grades) <= 6
    hard = {path: round(one, 1) for path, one in grades.items() if one > 9}
    assert hard == {}
    texts = [grade(question.text) for question in asked]
    assert sum(texts) / len(texts) <= 7
    assert max(texts) <= 12


WITHOUT_PIGMENT = ("telangiectasia", "rosacea", "acne_scar", "scar", "stretch_marks_red", "stretch_marks_white",
                   "photoageing", "fine_lines")  # fmt: skip


@pytest.mark.parametrize("kind", WITHOUT_PIGMENT)
def test_what_has_no_pigment_is_not_asked_about_it(kind):
    more = {"lesion.vessels.diameter_um": "150", "lesion.vessels.depth_um": "unknown",
            "lesion.vessels.oxygen_saturation": "unknown", "lesion.mark.depth_um": "400", "lesion.mark.width_mm": "2",
            "lesion.mark.age_months": "unknown"}  # fmt: skip
    answers = asked_through(HAND | more | {"lesion.kind": kind, "skin.site": "cheek"})
    asked = {path for path in answers if path.startswith("lesion.")}
    assert not {"lesion.depth", "lesion.contrast", "lesion.ita_deg"} & asked
    lesion = case_from_answers(answers).lesion
    assert (lesion.depth, lesion.contrast, lesion.ita_deg) == ("unknown", "unknown", "unknown")
    red = kind in ("telangiectasia", "rosacea", "stretch_marks_red")
    assert (None if lesion.vessels is None else lesion.vessels.diameter_um) == (150.0 if red else None)
    assert (None if lesion.mark is None else lesion.mark.depth_um) == (
        None if kind in ("telangiectasia", "rosacea") else 400.0
    )


def test_poikiloderma_is_asked_for_its_brown_and_its_red():
    asked = {question.path for question in questions_for(asked_through(HAND) | {"lesion.kind": "poikiloderma"})}
    assert {"lesion.vessels.diameter_um", "lesion.vessels.depth_um"} <= asked
    assert "lesion.mark.depth_um" not in asked
