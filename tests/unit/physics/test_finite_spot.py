from __future__ import annotations

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.finite_spot import spot_factor
from lentigo.physics.monte_carlo import monte_carlo

LAYERS = ([500.0, 30.0], [2.5e4, 1.5e4], [0.8, 0.8], [7e-5, 4e-3])
OPTIONS = {"refractive_index": [1.4, 1.4], "index_above": 1.0, "index_below": 1.4, "depth_edges": [0, 7e-5, 5e-4, 2e-3]}


@pytest.fixture(scope="module")
def pencil():
    rings = np.concatenate([np.linspace(0, 6e-3, 61), [0.01, 0.02]])
    return monte_carlo(*LAYERS, **OPTIONS, packets=200_000, seed=5, radial_edges=rings, keep_batches=True)


@pytest.mark.parametrize("beam", ["top_hat", "gaussian"])
def test_wider_spots_keep_more_light(pencil, beam):
    factors = [spot_factor(pencil, diameter=d, beam=beam).factor for d in (1e-3, 3e-3, 1e-2, 4e-2)]
    assert np.all(np.diff(factors, axis=0) > 0)
    assert np.all(factors[0] < 0.9)
    assert np.all(factors[-1] > 0.97)


def test_deeper_light_loses_more(pencil):
    factor = spot_factor(pencil, diameter=2e-3).factor
    assert np.all(np.diff(factor) < 0)


def test_a_run_with_that_spot_finds_the_same_on_its_axis(pencil):
    diameter, inner = 4e-3, 5e-4
    spot = monte_carlo(
        *LAYERS, **OPTIONS, packets=400_000, seed=6, radial_edges=[0, inner, 0.02], beam="top_hat", diameter=diameter
    )
    broad = (pencil.absorbed * np.pi * np.diff(pencil.radial_edges**2)[:, None]).sum(axis=0) + (
        pencil.absorbed_beyond / np.diff(pencil.depth_edges)
    )
    # On the axis, energy per volume over radiant exposure; the beam's energy is spread over its area.
    on_axis = spot.absorbed[0] * np.pi * (diameter / 2) ** 2 / broad
    error = spot.absorbed_error[0] * np.pi * (diameter / 2) ** 2 / broad
    expected = spot_factor(pencil, diameter=diameter)
    assert np.all(np.abs(on_axis - expected.factor) < 4 * np.hypot(error, expected.error) + 0.01)


def repeated(*, packets, **options):
    """Factors and errors of runs that differ in nothing but chance."""
    rings = np.linspace(0, 0.01, 41)
    runs = [
        spot_factor(
            monte_carlo(*LAYERS, **OPTIONS, packets=packets, seed=seed, radial_edges=rings, keep_batches=True),
            **options,
        )
        for seed in range(60)
    ]
    return np.array([run.factor for run in runs]), np.array([run.error for run in runs])


@pytest.mark.parametrize("beam", ["top_hat", "gaussian"])
def test_error_is_as_wide_as_the_spread_of_repeated_runs(beam):
    factors, errors = repeated(packets=1500, diameter=2e-3, beam=beam)
    spread = factors.std(axis=0, ddof=1)
    stated = np.sqrt((errors**2).mean(axis=0))
    # The spread of 60 runs is known to 9 %. Errors of rings taken one by one would be 1.7 times too small.
    np.testing.assert_allclose(stated, spread, rtol=0.25)


def test_one_batch_has_no_error_and_a_run_without_batches_no_factor():
    rings = np.linspace(0, 0.01, 21)
    options = {**OPTIONS, "depth_edges": [0, 7e-5], "seed": 2, "radial_edges": rings}
    found = spot_factor(monte_carlo(*LAYERS, **options, packets=30, keep_batches=True), diameter=2e-3)
    assert np.isnan(found.error).all()
    with pytest.raises(OutOfValidityError, match="keep_batches"):
        spot_factor(monte_carlo(*LAYERS, **options, packets=10), diameter=2e-3)


@pytest.mark.parametrize("diameter", [0.0, -1e-3, 0.1])
def test_spots_that_the_response_does_not_hold_are_refused(pencil, diameter):
    with pytest.raises(OutOfValidityError, match="mm"):
        spot_factor(pencil, diameter=diameter)
