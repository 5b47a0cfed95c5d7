"""What was seen on spots, read from a file with every mistake placed."""

from __future__ import annotations

from pathlib import Path

import pytest

from lentigo.domain.files import from_json, observed_from_toml, read_observed, to_json
from lentigo.domain.observed import Observed
from lentigo.errors import FileProblemsError

EXAMPLE = Path(__file__).parents[3] / "examples" / "observed_hand.toml"
TEXT = EXAMPLE.read_text(encoding="utf-8")


def said(*changes):
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(FileProblemsError) as caught:
        observed_from_toml(text)
    return str(caught.value)


def test_the_example_is_read_and_survives_json():
    seen = read_observed(EXAMPLE)
    assert [spot.fluence_set_j_cm2 for spot in seen.spots] == [0.9, 1.1, 1.3]
    assert from_json(Observed, to_json(seen)) == seen


@pytest.mark.parametrize("line", ['tanned = "no"\n', "read_after_minutes = 10\n", 'pain_out_of_proportion = "no"\n'])
def test_silence_is_a_mistake_and_unknown_is_an_answer(line):
    key = line.split(" = ")[0]
    assert f'{key} is missing: "unknown" is a valid answer, silence is not' in said((line, ""))
    observed_from_toml(TEXT.replace(line, f'{key} = "unknown"\n', 1))


def test_nothing_seen_at_all_may_be_unknown():
    text = TEXT.replace('["nothing"]', '["unknown"]').replace("read_on = 2026-04-14", 'read_on = "unknown"', 1)
    assert observed_from_toml(text).spots[0].read_on == "unknown"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('["none"]', '["none", "blister"]'), 'spots#1.endpoints holds "none" beside other words'),
        (('["none"]', "[]"), "spots#1.endpoints must hold at least one entry"),
        (('["none"]', '["erythemia"]'), 'did you mean "erythema"?'),
        (('["lighter_lesion"]', '["lighter_lesion", "cleared"]'), 'holds "lighter_lesion" and "cleared"'),
        (("as_of = 2026-04-20", "as_of = 2026-03-01"), "as_of is 2026-03-01, but treated_on"),
        (("as_of = 2026-04-20", "as_of = 2026-04-10"), "this day is still to come"),
        (("read_on = 2026-04-14", 'read_on = "unknown"'), "spots#1.read_on is unknown, but a reaction was read"),
        (('name = "2"', 'name = "1"'), "each spot has its own"),
        (('fluence_measured_j_cm2 = "unknown"', "fluence_measured_j_cm2 = 9.0"), "further apart than any device"),
        (("fluence_set_j_cm2 = 0.9", 'fluence_set_j_cm2 = "0.9"'), "write 0.9 without quotes"),
        (('title = "Three', 'title = "Mrs Smith, three'), "holds no identity"),
    ],
)
def test_mistakes_are_told_with_their_line(change, words):
    told = said(change)
    assert words in told
    assert told.startswith("observed.toml:")


def test_all_mistakes_are_told_at_once():
    told = said(('["none"]', '["none", "blister"]'), ('tanned = "no"\n', ""), ('name = "2"', 'name = "1"'))
    assert len(told.splitlines()) == 3
