"""``lentigo numb``: the answer stands in the first line, and the exit code says it too."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.domain.numbing import CREAM_SITES
from lentigo.domain.numbing_files import (
    numbing_from_plain,
    numbing_from_toml,
    numbing_to_toml,
    read_numbing,
    write_numbing,
)
from lentigo.errors import FileProblemsError
from lentigo.screening.phrases import claims_in

EXAMPLES = Path(__file__).parents[3] / "examples"
CREAMS = sorted(EXAMPLES.glob("cream_*.toml"))
CASE = EXAMPLES / "hand_lentigines.toml"
SIXTY = ("--product", "emla", "--grams", "60", "--area", "400", "--minutes", "120", "--site", "back")
ASKED = ("--expires", "2031-01-31", "--all-else-asked")


@pytest.mark.shows("S0-30", "S1-04")
def test_sixty_grams_are_allowed_in_the_first_line(lentigo_run):
    told = lentigo_run("numb", CASE, *SIXTY, *ASKED, "--start", "14:00")
    assert told.code == 0
    assert told.out.startswith("ALLOWED: 60 g of EMLA")
    said = " ".join(told.out.split())
    assert "60 g on 600 cm² for 240 min" in said
    assert "cream on 11:50" in said
    assert "about 210 cm" in said
    assert claims_in(told.out) == ()
    assert told.err == ""


def test_the_first_line_says_what_is_put_on_and_not_what_would_lie_too_thick(lentigo_run):
    told = lentigo_run("numb", CASE, *SIXTY, *ASKED, "--area", "10")
    assert told.code == 0
    head = " ".join(told.out.split("The most")[0].split())
    assert head.startswith("ALLOWED: 1.5 g, not 60 g, of EMLA")
    assert "thicker than the label spreads it" in head


def test_what_lies_above_a_limit_does_not_read_like_the_limit(lentigo_run):
    told = lentigo_run("numb", CASE, *SIXTY, *ASKED, "--area", "600.1")
    assert told.code == 1
    said = " ".join(told.out.split())
    assert "on 600.1 cm² of the back" in said
    assert "skin under cream 600.1 cm² 600 cm² ABOVE" in said


def test_what_is_not_known_is_named_as_an_amount_an_area_a_time(lentigo_run):
    told = lentigo_run("numb", CASE, "--product", "emla")
    said = " ".join(told.out.split())
    assert "an unknown amount of EMLA" in said
    assert "on an unknown area of an unknown place for an unknown time" in said


@pytest.mark.shows("S0-30", "S0-33", "S1-04")
def test_a_strong_cream_on_a_back_is_refused_in_the_first_lines(lentigo_run):
    told = lentigo_run("numb", CASE, "--request", EXAMPLES / "cream_back_strong.toml")
    assert told.code == 1
    assert told.out.startswith("REFUSED: ")
    head = " ".join(told.out.split("WHAT MAY")[0].split())
    assert "AN-03, AN-04" in head
    assert "No amount is allowed" in head
    assert "5 times the drug" in head
    assert claims_in(told.out) == ()


def test_what_nobody_has_answered_is_refused_with_the_questions(lentigo_run):
    told = lentigo_run("numb", CASE, *SIXTY)
    assert told.code == 1
    assert "Not known: " in told.out
    assert "No amount is allowed" in told.out


def test_options_go_over_a_file(lentigo_run):
    file = EXAMPLES / "cream_hand.toml"
    assert lentigo_run("numb", CASE, "--request", file).code == 0
    more = lentigo_run("numb", CASE, "--request", file, "--grams", "90")
    assert more.code == 1
    assert "AN-01" in more.out
    assert lentigo_run("numb", CASE, "--request", file, "--answer", "heat=yes").code == 1
    late = lentigo_run("numb", CASE, "--request", file, "--day", "2028-01-01")
    assert late.code == 1
    assert "past its last day" in late.out


def test_json_is_the_answer_and_nothing_else(lentigo_run):
    told = lentigo_run("numb", CASE, *SIXTY, *ASKED, "--json")
    plain = json.loads(told.out)
    assert plain["answer"] == "ALLOWED"
    assert plain["allowance"]["amount_g"] == 60.0
    assert plain["card"]["signs"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "no cream is named"),
        (("--product", "emlaa"), "emla"),
        ((*SIXTY, "--start", "25:00"), "--start"),
        ((*SIXTY, "--day", "soon"), "--day"),
        ((*SIXTY, "--answer", "heat"), "NAME=VALUE"),
        ((*SIXTY, "--answer", "hot=no"), "hot"),
        ((*SIXTY, "--grams", "-4"), "amount_g"),
        ((*SIXTY, "--grams", "much"), "amount_g"),
        (("--product", "emla", "--site", "bakc"), "sites"),
        ((*SIXTY, "--label", "mars"), "label"),
        (("--product", "ametop", "--label", "us"), "us"),
        (("--request", "nowhere.toml"), "nowhere.toml"),
    ],
)
def test_a_wrong_question_is_told_with_its_place(lentigo_run, words, said):
    told = lentigo_run("numb", CASE, *words)
    assert told.code == 2
    assert said in told.err
    assert told.out == ""


@pytest.mark.parametrize("path", CREAMS, ids=lambda path: path.stem)
def test_an_example_comes_back_the_same(path, tmp_path):
    request = read_numbing(path)
    assert numbing_from_toml(numbing_to_toml(request)) == request
    write_numbing(request, tmp_path / "again.toml")
    assert read_numbing(tmp_path / "again.toml") == request


@pytest.mark.parametrize(
    ("line", "instead", "said"),
    [
        ("amount_g = 9.0", "amount_g = 9000.0", "no tube holds"),
        ("amount_g = 9.0", "amount_mg = 9000.0", "amount_g"),
        ("covered_area_cm2 = 60.0", "covered_area_cm2 = 70.0", "no more can be covered"),
        ("area_within_a_day_cm2 = 0.0", "area_within_a_day_cm2 = 9.0", "both are 0"),
        ("contact_minutes = 60.0", "contact_minutes = 6000.0", "no visit lasts"),
        ('batch = "unknown"', 'batch = "Mrs Smith, patient 12345678"', "batch"),
        ('heat = "no"', "", "heat"),
        ('heat = "no"', 'heat = "maybe"', "heat"),
        ("expires = 2027-05-31", "expires = 20270531", "expires"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_field(line, instead, said):
    text = (EXAMPLES / "cream_hand.toml").read_text(encoding="utf-8")
    assert line in text
    with pytest.raises(FileProblemsError) as wrong:
        numbing_from_toml(text.replace(line, instead))
    assert said in str(wrong.value)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.dictionaries(
        st.sampled_from(["product", "heat", "amount_g", "sites", "expires", "injected_lidocaine_mg", "nonsense"]),
        st.one_of(
            st.none(),
            st.booleans(),
            st.floats(),
            st.text(max_size=8),
            st.lists(st.sampled_from(CREAM_SITES), max_size=3),
        ),
    )
)
def test_whatever_is_written_is_read_or_told(plain):
    base = read_numbing(EXAMPLES / "cream_hand.toml")
    try:
        read = numbing_from_plain(plain, base=base)
    except FileProblemsError:
        return
    assert numbing_from_toml(numbing_to_toml(read)) == read


@pytest.mark.shows("S0-31")
def test_how_numb_stands_after_everything_about_safety_and_only_where_it_is_allowed(lentigo_run):
    told = lentigo_run("numb", CASE, *SIXTY, *ASKED)
    safety, _, numb = told.out.partition("HOW NUMB")
    assert "Stop at any of these signs" in safety
    assert "numb from" in numb
    assert "µg/mL" in numb
    assert claims_in(numb) == ()
    refused = lentigo_run("numb", CASE, "--request", EXAMPLES / "cream_back_strong.toml")
    assert "HOW NUMB" not in refused.out
    assert "IN THE BLOOD" not in refused.out


def test_json_tells_the_course_beside_the_answer(lentigo_run):
    allowed = json.loads(lentigo_run("numb", CASE, *SIXTY, *ASKED, "--json").out)
    assert allowed["numbness"]["course"]["needle_depth_mm"]["p50"] > 1.9
    refused = json.loads(lentigo_run("numb", CASE, *SIXTY, "--json").out)
    assert refused["answer"] == "REFUSED"
    assert refused["numbness"] == {"course": None, "findings": []}
