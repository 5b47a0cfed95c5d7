"""Sobol points: the same as a library's, balanced, and another set for another seed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from lentigo.errors import OutOfValidityError
from lentigo.planning.sobol import MOST_QUANTITIES, sobol_points


def test_unscrambled_points_are_those_of_scipy_bit_for_bit():
    theirs = qmc.Sobol(d=MOST_QUANTITIES, scramble=False).random_base2(12)
    assert np.array_equal(sobol_points(4096, quantities=MOST_QUANTITIES, seed=None), theirs)


@pytest.mark.parametrize("seed", [0, 1, 2026])
def test_every_quantity_stays_balanced_when_scrambled(seed: int):
    points = sobol_points(256, quantities=14, seed=seed)
    for column in points.T:
        assert np.array_equal(np.sort((column * 256).astype(int)), np.arange(256))
    # Pairs of quantities fill a grid more evenly than chance does, whose discrepancy here is about 0.06.
    assert qmc.discrepancy(points[:, :2]) < 5e-5


def test_a_seed_gives_one_set_and_another_seed_another():
    one = sobol_points(64, quantities=3, seed=1)
    assert np.array_equal(one, sobol_points(64, quantities=3, seed=1))
    assert not np.any(np.isclose(one, sobol_points(64, quantities=3, seed=2)).all(axis=1))
    assert np.array_equal(one[:32], sobol_points(32, quantities=3, seed=1))


def test_more_quantities_than_direction_numbers_are_refused():
    with pytest.raises(OutOfValidityError, match="22 quantities"):
        sobol_points(8, quantities=22, seed=1)
