"""Beams: rays lie where the irradiance says, meet at the focus, lean, and bad beams are refused."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.light_sources import (
    converging,
    focused,
    gaussian,
    half_angle,
    irradiance,
    launch,
    measured,
    pencil,
    reach,
    rectangle,
    tilted,
    top_hat,
)

EVEN = (np.stack(np.meshgrid(np.arange(120), np.arange(120)), axis=-1).reshape(-1, 2) + 0.5) / 120
"""Shares spread evenly, so that shares of rays are areas to a fraction of a percent."""

BEAMS = {
    "top_hat": top_hat(diameter=4e-3),
    "gaussian": gaussian(diameter=4e-3),
    "measured": measured([0.0, 5e-4, 1e-3, 2e-3], [1.0, 0.2, 2.0, 0.5]),
    "rectangle": rectangle(width=2e-3, length=5e-3),
}


@pytest.mark.parametrize("name", BEAMS)
def test_rays_lie_where_the_irradiance_says(name):
    source = BEAMS[name]
    places, _ = launch(source, EVEN)
    edges = np.linspace(-3e-3, 3e-3, 9)
    found, _, _ = np.histogram2d(places[:, 0], places[:, 1], bins=[edges, edges])
    fine = (np.arange(8 * 60) + 0.5) / (8 * 60) * 6e-3 - 3e-3
    power = irradiance(source, fine[:, None], fine).reshape(8, 60, 8, 60).sum(axis=(1, 3)) * (6e-3 / 480) ** 2
    np.testing.assert_allclose(found / len(EVEN), power, atol=2.5e-3)
    assert power.sum() == pytest.approx(1.0, abs=0.012)


def test_all_rays_of_a_round_beam_lie_within_its_reach():
    for name in ("top_hat", "measured", "rectangle"):
        places, _ = launch(BEAMS[name], EVEN)
        assert np.hypot(*places.T).max() <= reach(BEAMS[name])
    assert reach(BEAMS["gaussian"]) > 2 * 2e-3


def test_a_measured_top_hat_is_a_top_hat():
    table = measured([0.0, 1e-3, 2e-3], [7.0, 7.0, 7.0])
    np.testing.assert_allclose(launch(table, EVEN)[0], launch(top_hat(diameter=4e-3), EVEN)[0], atol=1e-12)


@pytest.mark.parametrize("angle", [0.0, 0.5])
def test_rays_of_a_converging_beam_meet_at_the_focus(angle):
    source = tilted(converging(focus=5e-3, half_angle=0.3), angle=angle)
    places, directions = launch(source, EVEN)
    focus = 5e-3 * np.array([math.sin(angle), 0.0, math.cos(angle)])
    start = np.column_stack([places, np.zeros(len(places))])
    along = (focus[2] / directions[:, 2])[:, None]
    np.testing.assert_allclose(start + along * directions, np.tile(focus, (len(places), 1)), atol=1e-15)
    np.testing.assert_allclose(np.linalg.norm(directions, axis=1), 1.0, rtol=1e-14)
    axis = focus / 5e-3
    assert np.arccos(directions @ axis).max() == pytest.approx(0.3, abs=0.002)
    assert half_angle(source) == pytest.approx(0.3)


def test_a_leaning_beam_lights_an_ellipse():
    places, directions = launch(tilted(top_hat(diameter=4e-3), angle=1.0), EVEN)
    assert places[:, 0].max() == pytest.approx(2e-3 / math.cos(1.0), rel=0.01)
    assert places[:, 1].max() == pytest.approx(2e-3, rel=0.01)
    np.testing.assert_allclose(directions, [[math.sin(1.0), 0.0, math.cos(1.0)]] * len(EVEN), atol=1e-15)


def test_behind_a_cover_rays_are_traced_back_in_straight_lines():
    source = tilted(focused(gaussian(diameter=2e-3), focus=1e-2), angle=0.2)
    low, _ = launch(source, EVEN)
    high, directions = launch(source, EVEN, height=3e-3)
    np.testing.assert_allclose(high + 3e-3 * directions[:, :2] / directions[:, 2:], low, atol=1e-15)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: top_hat(diameter=0.0), "above 0"),
        (lambda: gaussian(diameter=math.nan), "above 0"),
        (lambda: rectangle(width=1e-3, length=-1.0), "length"),
        (lambda: focused(top_hat(diameter=1e-3), focus=-2e-3), "below it"),
        (lambda: focused(top_hat(diameter=1e-3), focus=math.inf), "parallel"),
        (lambda: focused(pencil(), focus=1e-3), "no rays"),
        (lambda: converging(focus=-1e-3, half_angle=0.1), "below it"),
        (lambda: converging(focus=1e-3, half_angle=1.6), "half angle"),
        (lambda: tilted(top_hat(diameter=1e-3), angle=1.6), "incidence"),
        (lambda: tilted(converging(focus=1e-3, half_angle=1.0), angle=0.7), "together"),
        (lambda: measured([0.0, 1e-3], [1.0]), "as many"),
        (lambda: measured([1e-4, 1e-3], [1.0, 1.0]), "from 0"),
        (lambda: measured([0.0, 1e-3, 5e-4], [1.0, 1.0, 1.0]), "increase"),
        (lambda: measured([0.0, 1e-3], [1.0, -0.1]), "0 or more"),
        (lambda: measured([0.0, 1e-3], [0.0, 0.0]), "no light"),
        (lambda: irradiance(pencil(), 0.0, 0.0), "infinite"),
    ],
)
def test_a_beam_that_cannot_be_is_refused_with_a_remedy(make, words):
    with pytest.raises(OutOfValidityError, match=words):
        make()
