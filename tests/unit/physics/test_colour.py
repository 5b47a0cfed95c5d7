from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lentigo
from lentigo.errors import OutOfValidityError
from lentigo.physics.colour import (
    colour_difference,
    individual_typology_angle,
    lab_from_reflectance,
    lab_from_tristimulus,
    melanin_index,
    srgb_from_tristimulus,
    tristimulus,
    tristimulus_from_lab,
)

DATA = Path(lentigo.__file__).parent / "library" / "data" / "colour"


def columns(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    return np.array(rows[1:], dtype=float)


D65 = columns("illuminant_d65")[:, 1]
OBSERVERS = {2: columns("observer_2_deg")[:, 1:], 10: columns("observer_10_deg")[:, 1:]}


@pytest.mark.parametrize(
    ("degrees", "white"), [(2, (95.047, 100.0, 108.883)), (10, (94.811, 100.0, 107.304))], ids=["2", "10"]
)
def test_perfect_diffuser_is_white(degrees, white):
    one = np.ones(D65.size)
    observer = OBSERVERS[degrees]
    np.testing.assert_allclose(
        lab_from_reflectance(one, colour_matching=observer, illuminant=D65), [100, 0, 0], atol=1e-9
    )
    # The published white points come from sums every 1 nm.
    published = np.array(white)
    ours = tristimulus(one, colour_matching=observer, illuminant=D65)
    np.testing.assert_allclose(lab_from_tristimulus(ours, white=published), [100, 0, 0], atol=0.05)


def test_white_and_grey_on_a_screen():
    white = tristimulus(np.ones(D65.size), colour_matching=OBSERVERS[2], illuminant=D65)
    np.testing.assert_allclose(srgb_from_tristimulus(white), 1.0, atol=1e-3)
    # L* of 53.39 is the middle code value, 128 of 255.
    grey = tristimulus_from_lab([53.585, 0.0, 0.0], white=white)
    np.testing.assert_allclose(srgb_from_tristimulus(grey) * 255, 128, atol=0.2)
    np.testing.assert_array_equal(srgb_from_tristimulus([0.0, 0.0, 0.0]), 0.0)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.tuples(st.floats(1, 99), st.floats(-40, 40), st.floats(-40, 40)))
def test_lab_there_and_back(colour):
    white = np.array([95.047, 100.0, 108.883])
    back = lab_from_tristimulus(tristimulus_from_lab(colour, white=white), white=white)
    np.testing.assert_allclose(back, colour, atol=1e-9)


# A part of table 1 of Sharma, Wu and Dalal 2005.
SHARMA = [
    ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
    ((50.0, 3.1571, -77.2803), (50.0, 0.0, -82.7485), 2.8615),
    ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0009), 7.1792),
    ((50.0, 2.4900, -0.0010), (50.0, -2.4900, 0.0011), 7.2195),
    ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]


@pytest.mark.parametrize(("first", "second", "published"), SHARMA, ids=str)
def test_colour_difference_of_the_published_pairs(first, second, published):
    assert float(colour_difference(first, second)) == pytest.approx(published, abs=6e-5)
    assert float(colour_difference(second, first)) == pytest.approx(published, abs=6e-5)


def test_individual_typology_angle():
    assert float(individual_typology_angle(66.0, 16.0)) == pytest.approx(45.0)
    assert float(individual_typology_angle(50.0, 12.0)) == 0.0
    assert float(individual_typology_angle(34.0, 16.0)) == pytest.approx(-45.0)
    with pytest.raises(OutOfValidityError, match="above 0"):
        individual_typology_angle(60.0, -1.0)


def test_melanin_index():
    np.testing.assert_allclose(melanin_index([0.1, 1.0]), [100.0, 0.0], atol=1e-12)
    with pytest.raises(OutOfValidityError):
        melanin_index(0.0)


def test_spectra_of_another_length_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        tristimulus(np.ones(3), colour_matching=OBSERVERS[2], illuminant=D65)
