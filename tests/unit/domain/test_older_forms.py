"""A case file of the first form is read, said so, and brought up to date; a newer one is refused."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from lentigo.domain.case import Case
from lentigo.domain.files import case_from_toml, case_to_toml, from_json, read_case, to_json
from lentigo.domain.findings import FINDINGS
from lentigo.domain.health import HEALTH_QUESTIONS
from lentigo.domain.older_forms import FIRST_FORM_HEALTH, older_form_in_words, unanswered, upgraded_toml
from lentigo.errors import FileProblemsError

EXAMPLES = Path(__file__).parents[3] / "examples"
OLD = (EXAMPLES / "old_format.toml").read_text(encoding="utf-8")
NEW = (EXAMPLES / "hand_lentigines.toml").read_text(encoding="utf-8")


def test_what_the_first_form_did_not_ask_is_unknown_and_said_so():
    case = case_from_toml(OLD)
    assert (case.format, case.older_form) == (2, 1)
    assert (case.person.weight_kg, case.person.sex) == ("unknown", "unknown")
    for name in HEALTH_QUESTIONS:
        asked = name in FIRST_FORM_HEALTH
        assert getattr(case.health, name).value == ("no" if asked else "unknown"), name
    assert {getattr(case.findings, name).value for name in FINDINGS} == {"unknown"}
    words = older_form_in_words(case)
    assert "older form" in words
    assert f"{len(unanswered(case))} of today's questions" in words
    assert older_form_in_words(case_from_toml(NEW)) == ""


def test_what_it_did_ask_is_still_a_mistake_to_leave_out():
    with pytest.raises(FileProblemsError, match=r"health\.gold_therapy is missing"):
        case_from_toml(OLD.replace('gold_therapy = "no"\n', ""))
    with pytest.raises(FileProblemsError, match="lesions is not known here"):
        case_from_toml(OLD.replace("[lesion]", "[lesions]"))


def test_a_file_that_says_form_one_is_read_as_such():
    assert case_from_toml(OLD.replace("title =", "format = 1\ntitle =")) == case_from_toml(OLD)


def test_a_file_of_today_that_forgot_its_form_gets_no_silent_unknowns():
    text = NEW.replace("format = 2\n", "")
    assert case_from_toml(text) == case_from_toml(NEW)
    with pytest.raises(FileProblemsError, match=r"health\.smoker is missing"):
        case_from_toml(text.replace('smoker = "no"\n', ""))
    with pytest.raises(FileProblemsError, match=r"person\.weight_kg is missing"):
        case_from_toml(text.replace("weight_kg = 68.0\n", ""))


@pytest.mark.parametrize("form", ["3", "2027", "10000"])
def test_a_newer_form_is_refused_and_nothing_else_is_told(form):
    with pytest.raises(FileProblemsError) as caught:
        case_from_toml(NEW.replace("format = 2", f"format = {form}").replace("contrast = 2.6", "contrast = 0"))
    (problem,) = caught.value.problems
    assert f"is {form}, newer than this version" in str(problem)
    assert problem.line == 6


@pytest.mark.parametrize("form", ["0", "-1", '"two"', "true", "1.5", "[2]"])
def test_a_form_that_is_none_is_refused(form):
    with pytest.raises(FileProblemsError, match="format is "):
        case_from_toml(NEW.replace("format = 2", f"format = {form}"))


def test_it_comes_back_the_same_through_toml_and_json():
    case = case_from_toml(OLD)
    assert case_from_toml(case_to_toml(case)) == case
    assert from_json(Case, to_json(case)) == case


def test_it_is_brought_up_to_date_with_its_own_remarks_kept():
    case = case_from_toml(OLD)
    text = upgraded_toml(OLD, paths=unanswered(case))
    assert case_from_toml(text) == replace(case, older_form=None)
    assert tomllib.loads(text)["format"] == 2
    remarks = [line for line in OLD.splitlines() if line.startswith("#")]
    assert [line for line in text.splitlines() if line in remarks] == remarks
    assert text.count("Asked since the older form") == 3


def test_tables_without_headers_are_left_to_be_written_from_scratch():
    assert upgraded_toml('person = { age_years = 3 }\ntitle = "x"\n', paths=()) is None


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.stem)
def test_only_the_old_example_is_of_an_older_form(path):
    if "[person]" in path.read_text(encoding="utf-8"):
        assert (read_case(path).older_form is None) == (path.stem != "old_format")
