"""How dark the skin is, as far as it was measured."""

from __future__ import annotations

import math

import pytest

from lentigo.domain.case import ItaReading, LabReading, MelaninIndexReading, PhototypeOnly
from lentigo.screening.colour import ita_rank, measured_ita, phototype_and_colour


def test_reading_of_the_angle_is_used_as_it_is():
    assert measured_ita(ItaReading(given_as="ita", ita_deg=-12.0, ita_error_deg="unknown")) == -12.0


def test_angle_of_a_colour():
    colour = LabReading(given_as="lab", lightness=65.0, a_star=8.0, b_star=15.0, lab_error=1.0)
    assert measured_ita(colour) == pytest.approx(45.0)
    dark = LabReading(given_as="lab", lightness=40.0, a_star=8.0, b_star=10.0, lab_error=1.0)
    assert measured_ita(dark) == pytest.approx(math.degrees(math.atan(-1.0)))


def test_blue_skin_has_no_angle():
    assert measured_ita(LabReading(given_as="lab", lightness=65.0, a_star=8.0, b_star=0.0, lab_error=1.0)) is None


def test_other_readings_are_not_converted_in_silence():
    index = MelaninIndexReading(given_as="melanin_index", melanin_index=30.0, melanin_index_error=2.0, instrument="any")
    assert measured_ita(index) is None
    assert measured_ita(PhototypeOnly(given_as="phototype")) is None


@pytest.mark.parametrize(("ita_deg", "rank"), [(56, 0), (55, 1), (42, 1), (41, 2), (28, 3), (11, 3), (10, 4), (-30, 5)])
def test_classes_of_the_angle(ita_deg, rank):
    assert ita_rank(ita_deg) == rank


def test_disagreement_is_seen(make_case):
    assert phototype_and_colour(make_case()) == "agree"
    assert phototype_and_colour(make_case({"person.phototype": "IV"})) == "disagree"
    assert phototype_and_colour(make_case({"person.phototype": "unknown"})) == "cannot be compared"
