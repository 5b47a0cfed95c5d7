"""More skin than a site has is remarked before every answer; more than a body has is a mistake of the file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from lentigo import library
from lentigo.domain.body import body_surface_cm2
from lentigo.domain.files import case_from_toml, case_to_toml, read_case
from lentigo.domain.skin import FACE, Site
from lentigo.errors import FileProblemsError
from lentigo.screening.phrases import claims_in
from lentigo.screening.remarks import case_remarks

EXAMPLES = Path(__file__).parents[3] / "examples"
CASE = read_case(EXAMPLES / "face_freckles.toml")


def with_area(area_cm2, *, site="face", weight_kg=70.0):
    return replace(
        CASE,
        lesion=replace(CASE.lesion, area_cm2=area_cm2),
        skin=replace(CASE.skin, site=site),
        person=replace(CASE.person, weight_kg=weight_kg),
    )


def test_surfaces_of_bodies_are_those_of_the_source():
    assert body_surface_cm2(70.0) == pytest.approx(18297, abs=20)
    assert body_surface_cm2(5.0) == pytest.approx(1037 * 5**0.6724)


def test_two_thousand_square_centimetres_of_a_face_are_remarked_with_what_a_face_has():
    (remark,) = case_remarks(with_area(2000.0))
    assert remark.text.startswith("2000 cm² are to be treated, but the face of this body has about 550 cm².")
    assert remark.sources == ("nines-cn",)
    assert not claims_in(remark.text)


@pytest.mark.parametrize("weight_kg", [45.0, 70.0, 150.0, "unknown"])
def test_a_whole_face_is_not_remarked(weight_kg):
    assert case_remarks(with_area(500.0, weight_kg=weight_kg)) == ()


def test_a_small_body_has_a_small_face():
    assert case_remarks(with_area(600.0, weight_kg=100.0)) == ()
    (remark,) = case_remarks(with_area(600.0, weight_kg=30.0))
    assert "about 320 cm²" in remark.text


def test_sites_on_both_sides_count_together():
    (remark,) = case_remarks(with_area(900.0, site="cheek"))
    assert "the cheek, both sides together, of this body" in remark.text


@pytest.mark.parametrize("site", get_args(Site))
def test_every_site_has_an_area_and_none_has_more_than_half_a_body(site):
    share = library.number("conditions/site_areas", f"{site}_percent")
    assert 0 < share.low <= share.value <= share.high < 50
    if site in FACE - {"face"}:
        assert share.high < library.number("conditions/site_areas", "face_percent").value
    (remark,) = case_remarks(with_area(9000.0, site=site))
    assert remark.topic == "skin"


@pytest.mark.parametrize(
    "name",
    sorted(
        path.name for path in EXAMPLES.glob("*.toml") if path.name.startswith(("face", "striae", "rhytides", "acne"))
    ),
)
def test_examples_are_not_remarked(name):
    assert not any("cm² are to be treated" in remark.text for remark in case_remarks(read_case(EXAMPLES / name)))


def test_more_skin_than_the_body_has_is_a_mistake_of_the_file():
    assert case_from_toml(case_to_toml(with_area(18000.0, weight_kg=60.0))).lesion.area_cm2 == 18000.0
    with pytest.raises(FileProblemsError) as caught:
        case_from_toml(case_to_toml(with_area(18000.0, weight_kg=35.0)))
    (problem,) = caught.value.problems
    assert problem.field == "lesion.area_cm2"
    assert "a body of that weight has about 11700 cm² of skin" in problem.message
