"""Columns beside each other: closed forms beside patterns that are counted, heat between columns beside a solver."""

from __future__ import annotations

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.pattern import (
    bulk_rise,
    chance_of_touching,
    coverage,
    densest,
    grid_coverage,
    pass_rises,
    random_coverage,
    width_at_coverage,
)
from lentigo.planning.verify_columns import counted_coverage

PER_CM2 = 1e4


@pytest.mark.parametrize("placing", ["scanned", "rolled"])
@pytest.mark.parametrize(("density", "width", "passes"), [(400, 150e-6, 1), (100, 150e-6, 8), (400, 560e-6, 2)])
def test_coverage_beside_a_counted_pattern(placing, density, width, passes):
    closed = float(coverage(density * PER_CM2, width, placing=placing, passes=passes))
    counted = counted_coverage(density * PER_CM2, width, placing=placing, passes=passes, seed=4)
    assert closed == pytest.approx(counted, rel=0.02, abs=0.002)


def test_a_grid_covers_its_discs_until_they_touch_and_all_once_they_fill():
    density = 400 * PER_CM2
    pitch = 1 / np.sqrt(density)
    assert grid_coverage(density, 0.5 * pitch) == pytest.approx(np.pi / 16)
    assert grid_coverage(density, pitch) == pytest.approx(np.pi / 4)
    assert grid_coverage(density, 1.41 * pitch) < 1.0
    assert grid_coverage(density, np.sqrt(2) * pitch) == pytest.approx(1.0)
    widths = np.linspace(0, 2 * pitch, 200)
    share = grid_coverage(density, widths)
    assert np.all(np.diff(share) >= -1e-12)
    assert np.max(np.diff(share)) < 0.02, "no jump where they begin to overlap"


def test_random_columns_follow_poisson():
    assert random_coverage(1000 * PER_CM2, 150e-6) == pytest.approx(1 - np.exp(-1e7 * np.pi * 150e-6**2 / 4))
    assert coverage(125 * PER_CM2, 150e-6, placing="rolled", passes=8) == pytest.approx(
        float(random_coverage(1000 * PER_CM2, 150e-6))
    )


@pytest.mark.parametrize("placing", ["scanned", "rolled"])
def test_more_density_more_passes_and_wider_columns_never_cover_less(placing):
    densities = np.linspace(1, 4000, 60) * PER_CM2
    for passes in (1, 3):
        assert np.all(np.diff(coverage(densities, 140e-6, placing=placing, passes=passes)) >= -1e-12)
    once, twice = (coverage(densities, 140e-6, placing=placing, passes=n) for n in (1, 2))
    assert np.all(twice >= once)
    assert np.all((once >= 0) & (twice <= 1))


@pytest.mark.parametrize("placing", ["scanned", "rolled"])
@pytest.mark.parametrize("share", [0.02, 0.3, 0.85])
def test_the_width_at_a_coverage_covers_it(placing, share):
    width = width_at_coverage(share, density=300 * PER_CM2, placing=placing, passes=2)
    assert float(coverage(300 * PER_CM2, width, placing=placing, passes=2)) == pytest.approx(share, abs=1e-9)


def test_columns_touch_at_the_inverse_square_of_their_width():
    assert densest(200e-6) == pytest.approx(2500 * PER_CM2)
    with pytest.raises(OutOfValidityError, match="above 0"):
        densest(0.0)


def test_hot_spots_beside_a_counted_pattern():
    density, width = 800 * PER_CM2, 180e-6
    drawn = np.random.default_rng(5)
    side = 40
    length = side / np.sqrt(density)
    places = drawn.random((drawn.poisson(side * side), 2)) * length
    apart = np.abs(places[:, None, :] - places[None, :, :])
    apart = np.minimum(apart, length - apart)
    near = (np.hypot(apart[..., 0], apart[..., 1]) < width).sum(axis=1) - 1
    for neighbours in (1, 3):
        closed = float(chance_of_touching(density, width, neighbours=neighbours, placing="rolled"))
        assert closed == pytest.approx(np.mean(near >= neighbours), abs=0.035)
    assert chance_of_touching(density, width, neighbours=3, placing="rolled") < chance_of_touching(
        density, width, neighbours=1, placing="rolled"
    )


def test_one_scanned_pass_keeps_its_columns_apart_until_all_touch():
    pitch = 1 / np.sqrt(400 * PER_CM2)
    assert chance_of_touching(400 * PER_CM2, 0.99 * pitch, neighbours=3, placing="scanned") == 0.0
    assert chance_of_touching(400 * PER_CM2, 1.01 * pitch, neighbours=3, placing="scanned") == 1.0
    assert chance_of_touching(400 * PER_CM2, 0.5 * pitch, neighbours=1, placing="scanned", passes=2) > 0.3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: coverage(-1.0, 1e-4, placing="rolled"),
        lambda: coverage(1e6, -1e-4, placing="rolled"),
        lambda: coverage(1e6, 1e-4, placing="rolled", passes=0),
        lambda: chance_of_touching(1e6, 1e-4, neighbours=0, placing="rolled"),
        lambda: width_at_coverage(1.0, density=1e6, placing="rolled"),
        lambda: width_at_coverage(0.5, density=0.0, placing="rolled"),
        lambda: pass_rises(
            [1.0], rise=1.0, depth=0.0, passes=1, interval=1.0, spread_over=0.0, diffusivity=1e-7, perfusion=0.0
        ),
    ],
)
def test_nonsense_is_refused(wrong):
    with pytest.raises(OutOfValidityError):
        wrong()


WARM = {"depth": 6e-4, "interval": 10.0, "spread_over": 0.0, "diffusivity": 1e-7, "perfusion": 0.0}


def test_the_rise_of_one_pass_holds_its_energy():
    assert bulk_rise(3e4, depth=6e-4, heat_capacity=3.7e6) == pytest.approx(3e4 / (3.7e6 * 6e-4))


def test_a_warm_layer_cools_as_the_solver_of_heat_says():
    time = np.array([0.2, 1.0, 4.0, 12.0])
    closed = pass_rises(time, rise=10.0, passes=1, **WARM)
    edges = np.concatenate([np.linspace(0, 6e-4, 61), np.geomspace(6.2e-4, 3e-2, 120)])
    warm = edges[1:] <= 6.0001e-4
    capacity = np.full(warm.size, 3.7e6)
    made = heat_response(
        np.where(warm, 1 / 6e-4, 0.0)[None],
        edges=edges[None],
        conductivity=0.37,
        heat_capacity=capacity[None],
        perfusion=0.0,
        pulse=[(0.0, 1e-6, 1.0)],
        phases=[SurfacePhase(0.0, 13.0, 0.0, 300.0)],
        core_temperature=300.0,
        surface_temperature=300.0,
        end=13.0,
    )
    exposure = 10.0 * 3.7e6 * 6e-4
    numerical = np.interp(time, made.time, exposure * made.rise[0][:, 0])
    assert closed == pytest.approx(numerical, rel=0.03)


def test_passes_add_and_pauses_cool():
    time = np.linspace(0.01, 60, 400)
    one, four = (pass_rises(time, rise=10.0, passes=n, **WARM) for n in (1, 4))
    assert np.all(four >= one - 1e-12)
    assert four.max() > 1.3 * one.max()
    slower = pass_rises(time, rise=10.0, passes=4, **{**WARM, "interval": 15.0})
    assert slower.max() < four.max()
    bled = pass_rises(time, rise=10.0, passes=4, **{**WARM, "perfusion": 0.01})
    assert bled.max() < four.max()
    drawn_out = pass_rises(time, rise=10.0, passes=4, **{**WARM, "spread_over": 5.0})
    assert drawn_out.max() < four.max()


def test_rises_of_many_skins_come_side_by_side():
    made = pass_rises([1.0, 2.0], rise=np.array([1.0, 2.0, 3.0]), passes=2, **WARM)
    assert made.shape == (3, 2)
    assert np.allclose(made[2], 3 * made[0])
