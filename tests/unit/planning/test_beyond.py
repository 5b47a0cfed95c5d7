"""Diagnoses for which no settings are computed: a clear verdict without numbers, never a crash."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.domain.files import read_case
from lentigo.domain.numerics import Numerics
from lentigo.errors import QuestionError
from lentigo.library.indications import indications
from lentigo.planning import check_setting, plan

EXAMPLES = Path(__file__).parents[3] / "examples"
NOT_HERE = sorted(
    {kind for one in indications() if not one.settings_here and not one.in_pregnancy for kind in one.kinds}
)


def case_of(kind):
    case = read_case(EXAMPLES / "hand_lentigines.toml")
    lesion = replace(case.lesion, kind=kind, depth="unknown", contrast="unknown")
    return replace(case, lesion=lesion)


def test_they_are_what_no_way_of_light_is_known_for():
    here = set(get_args(LesionKind)) - set(NOT_HERE)
    assert here == {
        "solar_lentigo",
        "freckle",
        "lentigo_simplex",
        "cafe_au_lait_macule",
        "melasma",
        "post_inflammatory_hyperpigmentation",
        "naevus_of_ota",
        "hori_naevus",
        "unknown",
        "poikiloderma",
        "telangiectasia",
        "rosacea",
        "acne_scar",
        "scar",
        "stretch_marks_red",
        "stretch_marks_white",
        "photoageing",
        "fine_lines",
    }


@pytest.mark.parametrize("kind", ["scar", "stretch_marks_white", "telangiectasia", "fine_lines", "photoageing"])
def test_light_on_melanin_is_not_aimed_at_what_has_none(kind):
    made = plan(case_of(kind), (library.device("qs_ndyag"),), numerics=Numerics(skins=16))
    assert made.decision == "no_window"
    assert made.windows == ()
    left = [f.text for f in made.findings if "left out" in f.text]
    assert any("532 nm" in text and "knows no use" in text for text in left)
    with pytest.raises(QuestionError, match="treats nothing in such a lesion"):
        check_setting(case_of(kind), library.device("qs_ndyag"), handpiece="532 nm", fluence_j_cm2=1.0, spot_mm=3.0)


@pytest.mark.parametrize("kind", NOT_HERE)
def test_a_plan_says_what_comes_first_and_gives_no_number(kind):
    made = plan(case_of(kind), (library.device("pulsed_dye"), library.device("qs_ndyag")))
    assert made.decision in {"not_computed", "not_now", "refused"}
    assert made.windows == ()
    assert made.recommended is None
    assert made.headline
    assert made.why
    assert made.alternatives
    assert "J/cm" not in made.headline + " ".join(made.why)


@pytest.mark.shows("S1-20")
def test_inflamed_rosacea_gets_medicine_first():
    made = plan(read_case(EXAMPLES / "rosacea_pustules.toml"))
    assert made.decision in {"not_computed", "not_now"}
    assert made.alternatives[0].name == "Medicine first"
    assert made.alternatives[0].preferred


@pytest.mark.parametrize(
    ("kind", "first"),
    [("drug_pigmentation", "The cause comes first"), ("vascular_birthmark", "No settings are computed")],
)
def test_the_verdict_names_the_diagnosis(kind, first):
    made = plan(case_of(kind), (library.device("pulsed_dye"),))
    assert made.decision == "not_computed"
    assert made.headline.startswith(first)


def test_a_setting_for_it_is_not_weighed():
    with pytest.raises(QuestionError, match="plans no light for"):
        check_setting(case_of("becker_naevus"), library.device("qs_ndyag"), handpiece="532 nm", fluence_j_cm2=1.0,
                      spot_mm=3.0)  # fmt: skip


@pytest.mark.shows("S2-07")
def test_a_red_flag_is_neither_bleached_nor_left():
    made = plan(read_case(EXAMPLES / "spot_with_red_flag.toml"))
    assert made.decision == "not_now"
    names = [way.name for way in made.alternatives]
    assert names[0] == "Referral to a dermatologist"
    assert not {"Topical care", "Doing nothing", "Waiting"} & set(names)
