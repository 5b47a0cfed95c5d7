from __future__ import annotations

from itertools import pairwise
from typing import get_args

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.case import Phototype
from lentigo.domain.skin import Site
from lentigo.errors import OutOfValidityError, UnknownNameError


def test_darker_skin_has_more_melanin_and_the_map_goes_both_ways():
    low, high = library.ita_range_deg()
    angles = np.linspace(low, high, 200)
    fractions = library.melanin_from_ita(angles)
    assert np.all(np.diff(fractions) < 0)
    np.testing.assert_allclose(library.ita_from_melanin(fractions), angles, atol=1e-6)
    assert isinstance(library.melanin_from_ita(41.0), float)


def test_the_map_reaches_nearly_all_human_skin():
    low, high = library.ita_range_deg()
    assert low <= -60
    assert high >= 65
    assert 0.008 < library.melanin_from_ita(55.0) < 0.02
    assert 0.1 < library.melanin_from_ita(-30.0) < 0.35


def test_colours_beyond_the_map_are_refused():
    low, high = library.ita_range_deg()
    for wrong in (low - 0.1, high + 0.1, float("nan")):
        with pytest.raises(OutOfValidityError, match="individual typology angles"):
            library.melanin_from_ita(wrong)
    with pytest.raises(OutOfValidityError, match="melanin fractions"):
        library.ita_from_melanin(0.99)


def test_colour_fixes_melanin_times_thickness():
    thick = library.number("sites/buttock", "living_epidermis_thickness_um").value
    thin = library.number("sites/eyelid", "living_epidermis_thickness_um").value
    on_thick = library.melanin_from_ita(40.0, site="buttock")
    assert on_thick * thick == pytest.approx(library.melanin_from_ita(40.0, site="eyelid") * thin)
    assert library.ita_from_melanin(on_thick, site="buttock") == pytest.approx(40.0)


@pytest.mark.parametrize(
    ("ita_deg", "name"),
    [
        (70, "very light"),
        (55.1, "very light"),
        (55, "light"),
        (41, "intermediate"),
        (28, "tan"),
        (10, "brown"),
        (-30, "dark"),
        (-60, "dark"),
    ],
)
def test_classes_of_the_individual_typology_angle(ita_deg, name):
    assert library.ita_class(ita_deg) == name


@pytest.mark.parametrize("site", get_args(Site))
def test_phototypes_darken_in_order_and_overlap(site):
    rows = [library.ita_by_phototype(phototype, site) for phototype in get_args(Phototype)]
    assert all(a.value > b.value for a, b in pairwise(rows))
    assert all(a.low < b.high for a, b in pairwise(rows)), "a phototype is not a colour"
    assert all(one.kind == "assumed" for one in rows)
    low, high = library.ita_range_deg()
    assert all(low <= one.low < one.high <= high for one in rows)


def test_an_unknown_phototype_spans_what_the_known_ones_span():
    unknown = library.ita_by_phototype("unknown", "face")
    assert unknown.low < library.ita_by_phototype("V", "face").low
    assert unknown.high > library.ita_by_phototype("III", "face").high


def test_sites_that_see_the_sun_are_darker():
    assert library.ita_by_phototype("II", "back_of_hand").value < library.ita_by_phototype("II", "buttock").value


def test_unknown_words_are_refused():
    with pytest.raises(UnknownNameError, match="phototype"):
        library.ita_by_phototype("VII", "face")
    with pytest.raises(UnknownNameError, match="site"):
        library.ita_by_phototype("II", "elbow")
