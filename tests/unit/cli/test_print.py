"""``lentigo print``: which papers are written, with which cream, times and day, and how it ends."""

from __future__ import annotations

import re

import pytest

from lentigo.screening.phrases import claims_in

SMALL = ("--skins", "16", "--threads", "1", "--device", "ps_ndyag_alexandrite")


def seen(file):
    """What somebody reads on a page."""
    text = re.sub(r"<style>.*?</style>", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", text).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.fixture
def case(examples):
    return examples / "hand_lentigines.toml"


def test_numbing_card_has_the_times_of_the_session_and_its_day(lentigo_run, case, examples, tmp_path):
    words = ("--what", "numbing", "--cream", examples / "cream_hand.toml")
    told = lentigo_run("print", case, "--report", tmp_path, *words, "--start", "14:00", "--day", "2026-11-30")
    assert told.code == 0, told.err
    assert {path.name for path in tmp_path.iterdir()} == {"numbing.html", "numbing.pdf"}
    text = seen(tmp_path / "numbing.html")
    for said in ("30 November 2026", "Cream on 12:50", "Cream off 13:50", "Start 14:00", "9 g", "back of the hand"):
        assert said in text, said
    for line in ("Product, as on the tube", "Licence number", "Batch (lot)", "Use before", "Put on at", "Taken off at"):
        assert line in text, line
    assert "back of hand" not in text
    assert claims_in(text) == ()


def test_without_a_start_there_are_no_times_and_the_day_is_that_of_the_assessment(
    lentigo_run, case, examples, tmp_path
):
    told = lentigo_run(
        "print", case, "--report", tmp_path, "--what", "numbing", "--cream", examples / "cream_hand.toml"
    )
    assert told.code == 0, told.err
    text = seen(tmp_path / "numbing.html")
    assert "31 March 2026" in text
    assert "Cream off" not in text


def test_refused_cream_prints_why_and_no_lines_to_fill(lentigo_run, case, examples, tmp_path):
    words = ("--what", "numbing", "--cream", examples / "cream_back_strong.toml", "--start", "14:00")
    assert lentigo_run("print", case, "--report", tmp_path, *words).code == 0
    text = seen(tmp_path / "numbing.html")
    assert "Refused: do not put this cream on" in text
    assert "Batch (lot)" not in text
    assert "Cream off" not in text


def test_tube_that_expires_before_the_day_is_refused(lentigo_run, case, examples, tmp_path):
    words = ("--what", "numbing", "--cream", examples / "cream_hand.toml", "--day", "2040-01-01")
    assert lentigo_run("print", case, "--report", tmp_path, *words).code == 0
    assert "Refused: do not put this cream on" in seen(tmp_path / "numbing.html")


def test_nothing_that_applies_is_an_answer_of_no(lentigo_run, case, tmp_path):
    told = lentigo_run("print", case, "--report", tmp_path, "--what", "numbing")
    assert told.code == 1
    assert "None of these papers applies: numbing." in told.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--what", "numbng"), "numbing"),
        (("--start", "2 pm"), "2 pm"),
        (("--day", "30.11.2026"), "30.11.2026"),
        (("--what", "numbing", "--cream", "no_such.toml"), "no_such.toml"),
        (("--what", "consent", "--observed", "no_such.toml"), "no_such.toml"),
    ],
)
def test_wrong_questions_write_nothing(lentigo_run, case, tmp_path, words, said):
    told = lentigo_run("print", case, "--report", tmp_path / "papers", *words)
    assert told.code == 2
    assert said in told.err
    assert not (tmp_path / "papers").exists()


def test_papers_of_a_plan_that_has_learnt_hold_its_setting(lentigo_run, case, examples, tmp_path):
    words = ("--what", "room,consent", *SMALL)
    told = lentigo_run(
        "print", case, "--report", tmp_path, "--observed", examples / "observed_hand.toml", *words, "--large"
    )
    assert told.code == 0, told.err
    assert {path.name for path in tmp_path.iterdir()} == {
        f"{name}_large.{ending}" for name in ("room", "consent") for ending in ("html", "pdf")
    }
    plain = lentigo_run("plan", case, "--observed", examples / "observed_hand.toml", *SMALL).out
    fluence = re.search(r"Fluence +(\S+) J/cm²", plain)[1]
    assert f"Radiant exposure {fluence} J/cm²" in seen(tmp_path / "room_large.html")
    assert f"Strength of the light (radiant exposure) {fluence} J/cm²" in seen(tmp_path / "consent_large.html")
