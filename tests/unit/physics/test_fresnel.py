from __future__ import annotations

import math

import numpy as np
import pytest

from lentigo.physics.fresnel import critical_cosine, reflectance, reflectance_of_ray, refracted_cosine


def test_normal_incidence():
    assert float(reflectance(1.0, index_from=1.0, index_to=1.5)) == pytest.approx(0.04)


def test_matched_media_reflect_nothing():
    np.testing.assert_array_equal(reflectance([0.0, 0.5, 1.0], index_from=1.4, index_to=1.4), 0.0)


def test_beyond_the_critical_angle_all_is_reflected():
    edge = float(critical_cosine(index_from=1.4, index_to=1.0))
    assert edge == pytest.approx(math.sqrt(1 - 1 / 1.4**2))
    assert float(reflectance(edge * 0.999, index_from=1.4, index_to=1.0)) == 1.0
    assert float(reflectance(edge * 1.001, index_from=1.4, index_to=1.0)) < 1.0
    assert math.isnan(float(refracted_cosine(edge * 0.9, index_from=1.4, index_to=1.0)))


def test_the_way_back_reflects_as_much_as_the_way_in():
    cosine = np.linspace(0.05, 1.0, 20)
    inside = refracted_cosine(cosine, index_from=1.0, index_to=1.4)
    np.testing.assert_allclose(
        reflectance(cosine, index_from=1.0, index_to=1.4), reflectance(inside, index_from=1.4, index_to=1.0), rtol=1e-12
    )


def test_compiled_and_plain_formula_agree():
    for cosine in (0.01, 0.3, 0.7, 1.0):
        for pair in ((1.0, 1.4), (1.4, 1.0), (1.76, 1.4)):
            plain = float(reflectance(cosine, index_from=pair[0], index_to=pair[1]))
            assert reflectance_of_ray(cosine, *pair) == pytest.approx(plain, rel=1e-12)


def test_brewster_angle_reflects_half_of_the_perpendicular_part():
    n = 1.5
    cosine = 1 / math.sqrt(1 + n**2)
    perpendicular = ((1 - n**2) / (1 + n**2)) ** 2
    assert float(reflectance(cosine, index_from=1.0, index_to=n)) == pytest.approx(0.5 * perpendicular)
