"""Nothing is treated without a diagnosis by somebody who may make it, and a dermatoscope."""

from __future__ import annotations

import pytest
from histories import case_with

from lentigo.screening import screen

PIGMENTED = ("solar_lentigo", "freckle", "lentigo_simplex", "cafe_au_lait_macule", "naevus_of_ota", "hori_naevus")
DEPTH = {"naevus_of_ota": "dermal", "hori_naevus": "dermal"}


def of(kind, **facts):
    told = {f"diagnosis.{name}": value for name, value in facts.items()}
    return screen(case_with({"lesion.kind": kind, "lesion.depth": DEPTH.get(kind, "epidermal")} | told))


def rules_that_block(screening):
    return {r.rule for r in screening.reasons if r.verdict in ("ABSOLUTE", "DEFER", "REFER")}


@pytest.mark.shows("S0-02", "S0-11", "S2-05")
@pytest.mark.parametrize("by", ["nurse", "cosmetologist", "other", "unknown"])
@pytest.mark.parametrize("kind", PIGMENTED)
def test_a_word_that_is_no_diagnosis_lets_nothing_through(kind, by):
    screening = of(kind, by=by, dermatoscopy_training="yes")
    assert screening.blocks
    assert "DX-01" in rules_that_block(screening)


@pytest.mark.parametrize("kind", PIGMENTED)
@pytest.mark.parametrize(
    "facts",
    [
        {"recorded": "no", "by": "unknown"},
        {"recorded": "unknown"},
        {"dermatoscopy": "no"},
        {"dermatoscopy": "unknown"},
        {"by": "physician", "dermatoscopy_training": "no"},
        {"by": "physician", "dermatoscopy_training": "unknown"},
    ],
)
def test_half_a_diagnosis_lets_nothing_through(kind, facts):
    assert "DX-01" in rules_that_block(of(kind, **facts))


@pytest.mark.parametrize("facts", [{}, {"by": "physician", "dermatoscopy_training": "yes"}])
@pytest.mark.parametrize("kind", PIGMENTED)
def test_a_diagnosis_with_a_dermatoscope_goes_on(kind, facts):
    assert not of(kind, **facts).blocks


@pytest.mark.shows("S1-24")
@pytest.mark.parametrize("histology", ["yes", "no", "unknown"])
def test_no_sample_makes_a_mole_treatable(histology):
    screening = of("mole", histology=histology)
    assert screening.verdict == "ABSOLUTE"


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("suspected_melanoma", "ABSOLUTE"),
        ("keloid", "REFER"),
        ("lentiginosis", "REFER"),
        ("seborrhoeic_keratosis", "REFER"),
        ("actinic_keratosis", "REFER"),
        ("vitiligo", "REFER"),
    ],
)
def test_diagnoses_that_belong_to_somebody_else_stop_here(kind, verdict):
    screening = screen(case_with({"lesion.kind": kind, "lesion.depth": "unknown"}))
    assert screening.blocks
    assert [r.verdict for r in screening.reasons if r.rule == "DX-15"] == [verdict]


def test_an_unknown_diagnosis_is_asked_once_by_this_rule():
    screening = screen(case_with({"lesion.kind": "unknown", "lesion.depth": "unknown"}))
    assert [r.verdict for r in screening.reasons if r.rule == "DX-15"] == ["DEFER"]
