"""The page that shows the evidence hides nothing."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "docs" / "make_evidence.py"

AGREES = {
    "row": "2",
    "quantity": "reflectance of a deep slab",
    "source": "giovanelli-1955",
    "published": 0.26,
    "ours": 0.2601,
    "unit": "1",
    "tolerance": 0.005,
    "relative": True,
    "verdict": "agrees",
    "factor": None,
    "kind": "validation",
    "note": "",
}
MISSES = AGREES | {
    "row": "14",
    "quantity": "injury | burn",
    "published": [14.0, 19.0],
    "ours": -38.0,
    "unit": "J/cm²",
    "relative": False,
    "tolerance": 3.0,
    "verdict": "misses",
    "factor": 2.0,
    "kind": "calibration",
    "note": "bubbles are not modelled",
}


@pytest.fixture(scope="module")
def page():
    specification = importlib.util.spec_from_file_location("make_evidence", SCRIPT)
    assert specification
    assert specification.loader
    script = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(script)
    return script.page


def test_rows_are_counted_by_kind_and_misses(page):
    assert "2 rows: 1 validation, 1 calibration; 1 missed." in page([AGREES, MISSES])


def test_row_stands_in_a_table(page):
    row = "| 2 | reflectance of a deep slab | giovanelli-1955 | 0.26 | 0.2601 |  | 0.5 % | agrees | validation |"
    assert row in page([AGREES]).splitlines()


def test_miss_tells_its_factor_and_its_reason(page):
    text = page([AGREES, MISSES])
    assert "| 14 to 19 | \N{MINUS SIGN}38 | J/cm² | 3 | **misses**, factor 2 | calibration |" in text
    assert "injury \\| burn" in text
    assert "- Row 14, injury | burn: bubbles are not modelled" in text.partition("## Why rows miss")[2]


def test_remark_on_a_row_that_agrees_is_shown(page):
    assert "## Remarks" in page([AGREES | {"note": "digitised from a figure"}])


RANGE = {
    "row": "6",
    "device": "Q-switched ruby",
    "handpiece": "694 nm",
    "setting": "4 mm, 30 ns, cooling: none",
    "indication": "solar_lentigo",
    "phototypes": "III-IV",
    "ita_deg": 35.0,
    "site": "back_of_hand",
    "contrast": 2.5,
    "published_j_cm2": [6.0, 7.0],
    "ours_j_cm2": [1.11, 1.64],
    "ratio": 0.21,
    "verdict": "low",
    "factor": 3.7,
    "kind": "pigment",
    "source": "kono-2006",
    "reason": "strong whitening was wanted",
}
TOLERATED = RANGE | {
    "row": "7",
    "indication": "normal skin",
    "ours_j_cm2": [6.5, 6.5],
    "verdict": "overlaps",
    "factor": None,
    "kind": "tolerance of normal skin",
    "reason": "",
}


def test_ranges_stand_below_the_evidence_with_their_misses(page):
    text = page([AGREES], [RANGE, TOLERATED])
    below = text.partition("## What others use")[2]
    assert "2 rows; 1 overlap." in below
    assert (
        "solar lentigo, back of hand | III-IV, 35° | kono-2006 | 6 to 7 | 1.11 to 1.64 | 0.21 | **3.7 times low** |"
        in below
    )
    assert "normal skin, back of hand (tolerance) | III-IV, 35° | kono-2006 | 6 to 7 | 6.5 | 0.21 | overlaps |" in below
    assert "- Row 6: strong whitening was wanted" in below
    assert "- Row 7" not in below
    assert "What others use" not in page([AGREES], [])
