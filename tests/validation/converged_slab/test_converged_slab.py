"""A slab whose often-quoted values come from four streams only; here with enough of them, and by Monte Carlo."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.monte_carlo import monte_carlo

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))

SOURCE = "converged-slab"


def light(index, cosine):
    return layered_light(
        [[500.0]],
        [[500.0]],
        [[0.9]],
        [[1e-3]],
        index_inside=index,
        index_above=1.0,
        index_below=1.0,
        streams=32,
        cosine=cosine,
        sublayers=[1],
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"n={case['refractive_index']}")
def test_normal_beam(case, validated):
    index, published = float(case["refractive_index"]), float(case["normal_transmittance"])
    quantity = f"transmittance of a thin slab, n = {index}"
    ours = float(light(index, 1.0).transmittance[0])
    validated(3, f"{quantity}, adding-doubling", SOURCE, ours, published, 0.001, relative=False)
    walked = monte_carlo(
        [500.0],
        [500.0],
        [0.9],
        [1e-3],
        refractive_index=[index],
        index_above=1.0,
        index_below=1.0,
        packets=1_000_000,
        seed=3,
        radial_edges=[0, 1],
        depth_edges=[0, 1],
    )
    assert walked.transmittance_error < 5e-4
    validated(3, f"{quantity}, Monte Carlo", SOURCE, walked.transmittance, published, 0.001, relative=False)


def test_diffuse_light(validated):
    case = CASES[0]
    index = float(case["refractive_index"])
    x, w = np.polynomial.legendre.leggauss(24)
    cosine, weight = 0.5 * (x + 1), 0.5 * w
    lit = [light(index, float(mu)) for mu in cosine]
    for name, short in (("reflectance", "R"), ("transmittance", "T")):
        values = [float(getattr(one, name)[0]) for one in lit]
        ours = float(np.sum(2 * cosine * weight * values))
        quantity = f"{short} of a thin slab in diffuse light, n = {index}, adding-doubling"
        validated(3, quantity, SOURCE, ours, float(case[f"diffuse_{name}"]), 0.001, relative=False)
