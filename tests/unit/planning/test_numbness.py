"""How numb a cream makes: refused stays refused, more is never less, and times, depth and levels are in order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.files import read_case
from lentigo.domain.health import health_answered
from lentigo.domain.numbing import CREAM_SITES, asked_and_nothing
from lentigo.domain.numbness import Numbness
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import as_plain, from_plain
from lentigo.library.creams import cream, creams
from lentigo.planning.numb_sample import cream_names, layers_of, numb_sample
from lentigo.planning.numbness import numbness
from lentigo.screening.numbing import numbing
from lentigo.screening.phrases import claims_in

EXAMPLE = Path(__file__).parents[3] / "examples" / "hand_lentigines.toml"
ADULT = replace(read_case(EXAMPLE), health=health_answered())
ADULT = replace(ADULT, person=replace(ADULT.person, age_years=40.0, weight_kg=70.0))
FEW = Numerics(skins=32)


def ask(**given):
    usual = {
        "product": "emla",
        "expires": date(2031, 1, 31),
        "amount_g": 30.0,
        "area_cm2": 200.0,
        "contact_minutes": 90.0,
        "sites": ("thigh",),
        "covered_area_cm2": 200.0,
    }
    return asked_and_nothing(**(usual | given))


def known(case=ADULT, **given):
    return numbness(case, ask(**given), numerics=FEW)


@pytest.mark.shows("S0-29", "S0-31")
def test_when_how_deep_and_how_long():
    course = known().course
    assert course.numb_from_minutes.p50 < course.session_minutes < course.numb_until_minutes.p50
    assert 1.9 < course.needle_depth_mm.p50 < course.deepest_mm.p50 < 8
    assert course.deepest_minutes.p50 > 90
    assert {one.drug for one in course.plasma} == {"lidocaine", "prilocaine"}
    for one in course.plasma:
        assert 0 < one.peak_ug_ml.p5 < one.peak_ug_ml.p50 < one.peak_ug_ml.p95 < one.toxic_ug_ml
    assert course.mass_error_share < 1e-9
    assert course.error_share < 0.05


@pytest.mark.shows("S0-30", "S0-33")
@pytest.mark.parametrize(
    "given",
    [
        {"heat": "yes"},
        {"amount_g": 90.0, "area_cm2": 590.0},
        {"contact_minutes": 900.0},
        {"fresh_laser_or_needle_wound": "yes"},
        {"broken_skin": "yes"},
        {"broken_skin": "unknown"},
        {"product": "other", "lidocaine_percent": 12.5, "prilocaine_percent": 12.5, "licence": "not_licensed"},
        {"heat": "unknown"},
    ],
)
def test_refused_stays_refused_and_shows_no_course(given):
    found = known(**given)
    assert found.answer == numbing(ADULT, ask(**given))
    assert found.answer.answer == "REFUSED"
    assert found.course is None
    assert found.findings == ()


def test_the_answer_of_screening_is_unchanged():
    assert known().answer == numbing(ADULT, ask())


def test_nobody_is_promised_anything():
    assert claims_in(str(as_plain(known()))) == ()


def test_goes_to_json_and_back():
    found = known()
    assert from_plain(Numbness, as_plain(found)) == found


def test_same_question_same_answer_on_any_threads():
    one = numbness(ADULT, ask(), numerics=replace(FEW, threads=1))
    assert one == numbness(ADULT, ask(), numerics=replace(FEW, threads=3))
    assert one != numbness(ADULT, ask(), numerics=replace(FEW, seed=2))


def test_longer_on_is_deeper_and_later_and_more_in_the_blood():
    runs = [known(contact_minutes=minutes).course for minutes in (30.0, 60.0, 120.0, 180.0)]
    for shorter, longer in pairwise(runs):
        assert longer.deepest_mm.p50 > shorter.deepest_mm.p50
        assert longer.numb_until_minutes.p50 > shorter.numb_until_minutes.p50
        assert longer.plasma[0].peak_ug_ml.p50 > shorter.plasma[0].peak_ug_ml.p50


def test_more_skin_and_less_weight_raise_the_level():
    usual = known().course.plasma[0].peak_ug_ml
    wide = known(amount_g=45.0, area_cm2=300.0, covered_area_cm2=300.0).course.plasma[0].peak_ug_ml
    light = known(replace(ADULT, person=replace(ADULT.person, weight_kg=52.0))).course.plasma[0].peak_ug_ml
    assert wide.p50 == pytest.approx(1.5 * usual.p50, rel=1e-6)
    assert light.p50 == pytest.approx(70 / 52 * usual.p50, rel=1e-6)


def test_a_dressing_helps_and_no_weight_tells_no_level():
    bare = known(covered_area_cm2=0.0).course
    assert bare.deepest_mm.p50 < known().course.deepest_mm.p50
    assert bare.numb_share <= known().course.numb_share


def test_the_face_is_numb_sooner_and_for_a_shorter_time_than_the_hand():
    face = known(sites=("face",)).course
    hand = known(sites=("back_of_hand",)).course
    assert face.numb_from_minutes.p50 < hand.numb_from_minutes.p50
    assert face.numb_until_minutes.p50 < hand.numb_until_minutes.p50


def test_of_two_places_the_worse_counts_for_each_number():
    both = known(sites=("face", "back_of_hand")).course
    face, hand = known(sites=("face",)).course, known(sites=("back_of_hand",)).course
    assert both.place == "back_of_hand"
    assert both.needle_depth_mm == hand.needle_depth_mm
    assert both.plasma[0].peak_ug_ml.p50 == max(one.plasma[0].peak_ug_ml.p50 for one in (face, hand))


def test_vessels_narrow_then_widen_with_prilocaine_only():
    emla = known(contact_minutes=120.0).course
    lowest = min(one.p50 for one in emla.blood_course_share)
    assert lowest == pytest.approx(library.number("anaesthetics/skin", "narrowest_blood_share").value, abs=0.1)
    assert max(one.p50 for one in emla.blood_course_share) > 1.1
    gel = known(product="ametop", amount_g=3.0, area_cm2=90.0, covered_area_cm2=90.0, contact_minutes=45.0).course
    assert {one.p50 for one in gel.blood_course_share} == {1.0}
    assert gel.plasma == ()


def test_every_cream_of_the_library_is_known_here():
    assert set(cream_names()) == {one.id for one in creams()}


@pytest.mark.parametrize("place", CREAM_SITES)
def test_every_place_has_layers(place):
    assert layers_of(place) in library.sites()


@pytest.mark.parametrize("flag", ["diseased", "infant"])
def test_diseased_skin_and_infants_let_more_through(flag):
    usual = numb_sample(cream("emla"), place="thigh", count=16, seed=1)
    more = numb_sample(cream("emla"), place="thigh", count=16, seed=1, **{flag: True})
    assert np.all(more.constants.permeability >= usual.constants.permeability)
    assert np.median(more.constants.permeability) > 1.2
