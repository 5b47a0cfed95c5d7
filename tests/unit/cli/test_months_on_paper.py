"""The months on paper: ``--report`` of a course, ``--course`` of a plan, and the sheet that a patient takes home."""

from __future__ import annotations

import re

import pytest

from lentigo.screening.phrases import claims_in

SMALL = ("--skins", "16", "--threads", "1")


@pytest.fixture
def case(examples):
    """No setting: creams and sunscreen are what is followed."""
    return examples / "back_lentigines_dark.toml"


def seen(file):
    """What somebody reads on a page."""
    text = re.sub(r"<(style|script)>.*?</\1>", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\N{NO-BREAK SPACE}", " ").split())


def test_report_of_a_course_holds_page_paper_course_and_sheet(lentigo_run, case, tmp_path):
    told = lentigo_run("course", case, "--report", tmp_path, *SMALL)
    assert told.code == 0, told.err
    assert {path.name for path in tmp_path.iterdir()} == {"course.html", "course.pdf", "course.json", "papers"}
    assert {path.name for path in (tmp_path / "papers").iterdir()} == {"aftercare.html", "aftercare.pdf"}
    assert "course.html" in told.err
    text = seen(tmp_path / "course.html")
    assert "What is not offered, and why" in text
    assert claims_in(text) == ()


def test_report_of_a_plan_tells_the_months_when_asked(lentigo_run, case, tmp_path):
    told = lentigo_run("plan", case, "--course", "--report", tmp_path, *SMALL)
    assert told.code == 1, told.err
    assert "course.json" in {path.name for path in tmp_path.iterdir()}
    text = seen(tmp_path / "report.html")
    assert "What a person may expect" in text
    assert "Sunscreen alone" in told.out
    assert (tmp_path / "papers" / "aftercare.pdf").exists()


def test_sheet_is_of_the_way_that_was_agreed_upon(lentigo_run, case, tmp_path):
    words = ("--what", "aftercare", "--way", "sunscreen", "--large")
    told = lentigo_run("print", case, "--report", tmp_path, *words, *SMALL)
    assert told.code == 0, told.err
    assert {path.name for path in tmp_path.iterdir()} == {"aftercare_large.html", "aftercare_large.pdf"}
    assert "Your way: sunscreen alone" in seen(tmp_path / "aftercare_large.html")


def test_way_that_is_not_known_is_a_wrong_question_and_suggests_one(lentigo_run, case, tmp_path):
    words = ("--what", "aftercare", "--way", "sunscren")
    told = lentigo_run("print", case, "--report", tmp_path / "papers", *words, *SMALL)
    assert told.code == 2
    assert "sunscreen" in told.err
    assert not (tmp_path / "papers").exists()


def test_without_a_setting_the_sheet_comes_only_when_asked(lentigo_run, case, tmp_path):
    assert lentigo_run("print", case, "--report", tmp_path / "a", "--what", "all", *SMALL).code == 0
    assert not (tmp_path / "a" / "aftercare.html").exists()
    assert lentigo_run("print", case, "--report", tmp_path / "b", "--course", *SMALL).code == 0
    assert (tmp_path / "b" / "aftercare.html").exists()


def test_lesion_without_a_known_course_is_told_only_where_somebody_asked(lentigo_run, examples, tmp_path):
    case = examples / "rosacea_pustules.toml"
    told = lentigo_run("plan", case, "--course", *SMALL)
    assert told.code == 2
    assert "course" in told.err
    assert lentigo_run("print", case, "--report", tmp_path, *SMALL).code == 0


@pytest.fixture
def saved(lentigo_run, case, tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(lentigo_run("plan", case, "--json", *SMALL).out, encoding="utf-8")
    return file


def test_report_of_a_saved_plan_tells_the_months_as_that_of_a_new_one(lentigo_run, case, saved, tmp_path):
    told = lentigo_run("report", saved, tmp_path / "a", "--course", "--threads", "1")
    assert told.code == 0, told.err
    lentigo_run("plan", case, "--course", "--report", tmp_path / "b", *SMALL)
    names = {path.name for path in (tmp_path / "a").iterdir()}
    assert {"report.html", "course.json", "plan.json", "papers"} <= names
    assert names == {path.name for path in (tmp_path / "b").iterdir()}
    for name in ("course.json", "plan.json", "report.html"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    assert "What a person may expect" in seen(tmp_path / "a" / "report.html")
    assert (tmp_path / "a" / "papers" / "aftercare.pdf").exists()


def test_report_without_months_clears_those_of_an_earlier_one(lentigo_run, saved, tmp_path):
    assert lentigo_run("report", saved, tmp_path / "a", "--course", "--threads", "1").code == 0
    assert lentigo_run("report", saved, tmp_path / "a", "--threads", "1").code == 0
    assert not (tmp_path / "a" / "course.json").exists()
    assert "What a person may expect" not in seen(tmp_path / "a" / "report.html")


def test_months_of_a_saved_plan_are_followed_under_its_own_rules_only(lentigo_run, case, examples, saved, tmp_path):
    own = ("--rules", examples / "rules" / "our_rules.toml")
    for words in (("--course", *own), own):
        told = lentigo_run("report", saved, tmp_path / "out", *words)
        assert told.code == 2, told.err
        assert not (tmp_path / "out").exists()
    file = tmp_path / "own.json"
    file.write_text(lentigo_run("plan", case, "--json", *own, *SMALL).out, encoding="utf-8")
    told = lentigo_run("report", file, tmp_path / "out", "--course")
    assert told.code == 2
    assert "was made under other rules" in told.err
    assert lentigo_run("report", file, tmp_path / "out", "--course", *own, "--threads", "1").code == 0


def test_months_of_a_lesion_without_a_course_are_a_wrong_question_of_the_plan(lentigo_run, examples, tmp_path):
    file = tmp_path / "plan.json"
    file.write_text(lentigo_run("plan", examples / "rosacea_pustules.toml", "--json", *SMALL).out, encoding="utf-8")
    told = lentigo_run("report", file, tmp_path / "out", "--course")
    assert told.code == 2
    assert "case.lesion.kind" in told.err
    assert not (tmp_path / "out").exists()
