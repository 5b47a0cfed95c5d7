"""Written reasons stand in the case file, say something, and tell nobody's name."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from lentigo.domain.case import Case, Override
from lentigo.domain.files import case_from_toml, case_schema, case_to_toml, from_json, to_json
from lentigo.errors import FileProblemsError

ROOT = Path(__file__).parents[3]
GOOD = (ROOT / "examples" / "hand_lentigines.toml").read_text(encoding="utf-8")
REASON = "The thick scar followed a burn in childhood; later cuts on this arm healed flat."


def override(**changes):
    fields = {"rule": "PT-05", "reason": REASON, "by_role": "dermatologist"} | changes
    lines = [f'{key} = "{value}"' for key, value in fields.items() if value is not None and key != "date"]
    return "\n".join(["", "[[overrides]]", *lines, f"date = {fields.get('date', '2026-03-31')}", ""])


def told(text):
    with pytest.raises(FileProblemsError) as caught:
        case_from_toml(text)
    return [str(problem) for problem in caught.value.problems]


def test_a_case_without_reasons_has_none():
    case = case_from_toml(GOOD)
    assert case.overrides == ()
    assert "overrides" not in case_to_toml(case)


def test_reasons_are_read_and_come_back_the_same():
    text = GOOD + override() + override(rule="DV-04", by_role="physician")
    case = case_from_toml(text)
    assert case.overrides == (
        Override(rule="PT-05", reason=REASON, by_role="dermatologist", date=date(2026, 3, 31)),
        Override(rule="DV-04", reason=REASON, by_role="physician", date=date(2026, 3, 31)),
    )
    assert case_from_toml(case_to_toml(case)) == case
    assert from_json(Case, to_json(case)) == case


def test_what_the_documentation_shows_is_read():
    page = (ROOT / "docs" / "case_file.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"```toml\n(\[\[overrides]].*?)```", page, flags=re.DOTALL)
    assert [given.rule for given in case_from_toml(GOOD + "\n" + shown).overrides] == ["PT-05"]


def test_the_schema_knows_reasons():
    validator = jsonschema.Draft202012Validator(case_schema())

    def fits(text):
        return validator.is_valid(json.loads(json.dumps(tomllib.loads(text), default=str)))

    assert fits(GOOD + override())
    assert not fits(GOOD + override(reason="because"))
    assert not fits(GOOD + override(by_role="nurse"))
    assert not fits(GOOD + override(rule="the keloid rule"))
    assert not fits(GOOD + override(name="Somebody"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": "because I say so"}, "must be text of at least 20 characters"),
        ({"reason": "no                       no"}, "which says too little; write why, in a sentence"),
        ({"reason": "a b c" + " " * 30}, "which says too little"),
        ({"reason": " " * 30}, "reason is empty"),
        ({"reason": "Mrs Example has asked for it, and knows the risk"}, "holds a person's name"),
        ({"reason": None}, "overrides#1.reason is missing"),
        ({"rule": "keloid"}, 'rule is "keloid", must be of the form "PT-05"'),
        ({"rule": None}, "overrides#1.rule is missing"),
        ({"by_role": "nurse"}, 'is "nurse", must be one of dermatologist, physician'),
        ({"by_role": None}, "overrides#1.by_role is missing"),
        ({"date": '"yesterday"'}, "must be a date such as 2026-03-31"),
        ({"date": "1926-03-31"}, "overrides#1.date is 1926-03-31, must lie between 1990 and 2100"),
        ({"name": "Somebody"}, "overrides#1.name is refused: a case holds no identity"),
        ({"by_whom": "Somebody"}, "by_whom is not known here"),
    ],
)
def test_a_reason_that_says_nothing_or_too_much_is_refused(changes, words):
    assert any(words in message for message in told(GOOD + override(**changes)))


def test_two_reasons_for_one_rule_are_refused():
    (message,) = told(GOOD + override() + override())
    assert 'overrides#2.rule is "PT-05" again' in message
    assert "write one reason for each rule" in message
