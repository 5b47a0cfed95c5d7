"""The earlier colour of a site: written, read back, asked for, refused where it cannot be one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lentigo.domain.case import Case, EarlierReading, ItaReading, LabReading
from lentigo.domain.facts import fact_kinds
from lentigo.domain.files import case_from_toml, case_to_toml, from_json, to_json
from lentigo.domain.questions import case_from_answers, check_answer, question_at, questions_for
from lentigo.errors import FileProblemsError

EXAMPLES = Path(__file__).parents[3] / "examples"
GOOD = (EXAMPLES / "hand_darker_than_before.toml").read_text(encoding="utf-8")
NONE = (EXAMPLES / "hand_lentigines.toml").read_text(encoding="utf-8")
OLD = (EXAMPLES / "old_format.toml").read_text(encoding="utf-8")

BEFORE = "[skin.earlier]\nday = 2025-10-14\n\n[skin.earlier.colour]\n"


def changed(old, new, text=GOOD):
    assert old in text, old
    return text.replace(old, new, 1)


def told(text):
    with pytest.raises(FileProblemsError) as caught:
        case_from_toml(text, "case.toml")
    return [str(problem) for problem in caught.value.problems]


def test_it_is_read_and_comes_back_the_same_and_may_be_left_out():
    case = case_from_toml(GOOD)
    colour = ItaReading(given_as="ita", ita_deg=38.0, ita_error_deg=3.0)
    assert case.skin.earlier == EarlierReading(day=date(2025, 10, 14), colour=colour)
    assert case_from_toml(case_to_toml(case)) == case
    assert from_json(Case, to_json(case)) == case
    without = case_from_toml(NONE)
    assert without.skin.earlier is None
    assert "earlier" not in case_to_toml(without)
    assert from_json(Case, to_json(without)) == without


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (changed("day = 2025-10-14", "day = 2026-04-01"), 'but assessed on line 8 is "2026-03-31"'),
        (changed("day = 2025-10-14", "day = 2026-03-31"), "an earlier reading was taken before the assessment"),
        (changed("day = 2025-10-14", "day = 1925-10-14"), "must lie between 1990 and 2100"),
        (changed("day = 2025-10-14\n", ""), "skin.earlier.day is missing"),
        (changed("ita_deg = 38.0", "ita_deg = 138.0"), "skin.earlier.colour.ita_deg is 138, must be at most 90"),
        (changed("ita_deg = 38.0", "ita = 38.0"), "write ita_deg, in degrees"),
        (changed("[skin.earlier.colour]\ngiven_as", "[skin.earlier.colour]\ngiven"), "skin.earlier.colour"),
        (
            changed(
                'colour]\ngiven_as = "ita"\nita_deg = 38.0\nita_error_deg = 3.0', 'colour]\ngiven_as = "phototype"'
            ),
            "must be one of ita, lab, melanin_index",
        ),
        (
            changed(
                'given_as = "ita"\nita_deg = 38.0\nita_error_deg = 3.0',
                'given_as = "lab"\nlightness = 60.0\na_star = 8.0\nb_star = 0.0\nlab_error = 1.0',
            ),
            "skin.earlier.colour.b_star is 0",
        ),
        (
            changed(
                'given_as = "ita"\nita_deg = 38.0\nita_error_deg = 3.0',
                'given_as = "melanin_index"\nmelanin_index = 50000\nmelanin_index_error = 2.0\ninstrument = " "',
            ),
            "skin.earlier.colour.instrument is empty",
        ),
    ],
)
def test_what_cannot_be_an_earlier_reading_is_told_with_its_field(text, expected):
    said = told(text)
    assert any(expected in line for line in said), said
    assert all("earlier" in line for line in said), said


def test_a_file_of_the_first_form_has_no_place_for_one():
    assert case_from_toml(OLD).skin.earlier is None
    reading = BEFORE + 'given_as = "ita"\nita_deg = 38.0\nita_error_deg = 3.0\n'
    with pytest.raises(FileProblemsError, match=r"person\.weight_kg is missing"):
        case_from_toml(changed("[lesion]", f"{reading}\n[lesion]", OLD))


def asked_through(answers):
    """The case of a conversation in which all that is not named is answered as in the example without a reading."""
    given = {}
    while coming := questions_for(given):
        one = coming[0]
        given[one.path] = check_answer(one, answers.get(one.path, "no" if "no" in one.choices else ""))
    return given


ANSWERS = {
    "title": "Spots on the back of the hand",
    "assessed": "2026-03-31",
    "person.age_years": "57",
    "person.weight_kg": "68",
    "person.sex": "female",
    "person.phototype": "III",
    "skin.site": "back_of_hand",
    "skin.colour.given_as": "ita",
    "skin.colour.ita_deg": "27",
    "skin.colour.ita_error_deg": "unknown",
    "lesion.kind": "solar_lentigo",
    "lesion.depth": "epidermal",
    "lesion.contrast": "2.6",
    "lesion.ita_deg": "unknown",
    "lesion.diameter_mm": "6",
    "lesion.area_cm2": "4",
    "diagnosis.by": "dermatologist",
    "diagnosis.recorded": "yes",
}


def test_it_is_asked_for_only_where_there_was_one():
    without = asked_through(ANSWERS)
    assert not [path for path in without if path.startswith("skin.earlier")]
    assert case_from_answers(without).skin.earlier is None
    more = {
        "ask.earlier": "yes",
        "skin.earlier.day": "2025-10-14",
        "skin.earlier.colour.given_as": "lab",
        "skin.earlier.colour.lightness": "62",
        "skin.earlier.colour.a_star": "8",
        "skin.earlier.colour.b_star": "15",
        "skin.earlier.colour.lab_error": "1",
        "skin.earlier.colour.observer_deg": "",
    }
    given = asked_through(ANSWERS | more)
    assert set(more) <= set(given)
    assert "skin.earlier.colour.ita_deg" not in given
    colour = LabReading(given_as="lab", lightness=62.0, a_star=8.0, b_star=15.0, lab_error=1.0)
    assert case_from_answers(given).skin.earlier == EarlierReading(day=date(2025, 10, 14), colour=colour)


def test_the_question_offers_what_can_be_compared():
    assert set(question_at("skin.earlier.colour.given_as").choices) == {"ita", "lab", "melanin_index"}


def test_the_fact_never_holds_silence():
    choices = fact_kinds()["skin.darker_than_before"].choices
    assert choices == ("yes", "no", "unknown", "cannot be compared", "no earlier reading")
