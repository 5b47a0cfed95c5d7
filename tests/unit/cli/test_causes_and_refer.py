"""The weighing of causes and the referral letters on the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"
MELASMA = EXAMPLES / "cheek_melasma.toml"
RED_FLAG = EXAMPLES / "spot_with_red_flag.toml"
ROUTINE = EXAMPLES / "hand_lentigines.toml"


def one_line(text):
    return " ".join(text.split())


def test_causes_are_told_with_reasons_and_the_next_question(lentigo_run):
    told = lentigo_run("causes", MELASMA)
    assert told.code == 0
    out = one_line(told.out)
    assert "This is no diagnosis." in out
    assert "Most speaks for: hormones" in out
    assert "ASK NEXT" in out
    assert "NOT KNOWN" in out
    assert "[Ortonne09" in out
    assert "may add, never leads" in out
    assert max(len(line) for line in told.out.splitlines()) <= 80


def test_causes_of_red_vessels_are_a_wrong_question(lentigo_run):
    told = lentigo_run("causes", EXAMPLES / "telangiectasia_cheek.toml")
    assert (told.code, told.out) == (2, "")
    assert "causes are weighed for pigment" in one_line(told.err)


def test_causes_as_json_are_the_record(lentigo_run):
    weighing = json.loads(lentigo_run("causes", MELASMA, "--json").out)
    assert weighing["leading"] == weighing["causes"][0]["name"] == "hormones"
    assert "no diagnosis" in weighing["statement"]


def test_a_letter_is_printed_with_blanks(lentigo_run):
    told = lentigo_run("refer", RED_FLAG)
    assert told.code == 0
    assert "# Referral: Dermatology, pathway for suspected skin cancer" in told.out
    assert "- Name: ____" in told.out
    assert "It has more than two colours" in told.out
    assert "## Not known" in told.out
    assert "no laser, intense pulsed light, cold or peel has been given" in told.out
    assert "Not a medical device" in told.out


def test_a_letter_is_written_whole(lentigo_run, tmp_path):
    file = tmp_path / "letter.md"
    told = lentigo_run("refer", RED_FLAG, "--output", file)
    assert (told.code, told.out) == (0, "")
    assert file.read_text(encoding="utf-8") == lentigo_run("refer", RED_FLAG).out
    assert "1 letter" in told.err


def test_no_letter_without_a_reason(lentigo_run):
    told = lentigo_run("refer", ROUTINE)
    assert told.code == 1
    assert "Nothing that was told asks for a referral." in told.out


def test_letters_as_json(lentigo_run):
    (letter,) = json.loads(lentigo_run("refer", RED_FLAG, "--json").out)
    assert letter["urgency"] == "urgent"
    assert json.loads(lentigo_run("refer", ROUTINE, "--json").out) == []


@pytest.mark.parametrize("name", ["indications", "roles"])
def test_the_library_shows_codes_and_roles(lentigo_run, name):
    out = one_line(lentigo_run("library", "show", name).out)
    for word in {"indications": ("D22.3, Q82.5", "L81.1", "Medicine comes first"), "roles": ("cosmetologist",)}[name]:
        assert word in out


def test_a_diagnosis_without_settings_is_answered_in_words(lentigo_run, tmp_path):
    case = (EXAMPLES / "rosacea_pustules.toml").read_text(encoding="utf-8")
    for was, becomes in (
        ("papulopustular_rosacea", "vascular_birthmark"),
        ('pustules = "yes"', 'pustules = "no"'),
        ('site = "cheek"', 'site = "thigh"'),
    ):
        assert was in case
        case = case.replace(was, becomes)
    file = tmp_path / "birthmark.toml"
    file.write_text(case, encoding="utf-8")
    told = lentigo_run("plan", file)
    assert told.code == 1
    assert "NO SETTING COMPUTED" in told.out
    assert "plans no light for port-wine stain" in one_line(told.out.replace("│", " "))
    assert "J/cm" not in told.out
