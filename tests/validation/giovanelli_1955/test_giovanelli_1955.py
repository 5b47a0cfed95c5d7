"""A half-space with a mirror for a surface, by both light models."""

from __future__ import annotations

import csv
import math
from pathlib import Path

from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.monte_carlo import monte_carlo

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASE = {k: float(v) for k, v in next(csv.DictReader(line for line in file if not line.startswith("#"))).items()}

MUA, MUS = (1 - CASE["albedo"]) * 1e4, CASE["albedo"] * 1e4


def test_adding_doubling(validated):
    lit = layered_light(
        [[MUA]],
        [[MUS]],
        [[CASE["anisotropy"]]],
        [[0.1]],
        index_inside=CASE["refractive_index"],
        index_above=1.0,
        index_below=1.0,
        sublayers=[1],
    )
    quantity = "reflectance of a half-space, adding-doubling with 8 streams"
    validated(2, quantity, "giovanelli-1955", float(lit.reflectance[0]), CASE["reflectance"], 0.005)


def test_monte_carlo(validated):
    lit = monte_carlo(
        [MUA],
        [MUS],
        [CASE["anisotropy"]],
        [math.inf],
        refractive_index=[CASE["refractive_index"]],
        index_above=1.0,
        index_below=1.0,
        packets=400_000,
        seed=1955,
        radial_edges=[0, 1],
        depth_edges=[0, 1],
    )
    assert 3 * lit.diffuse_reflectance_error < 0.005 * CASE["reflectance"] * 1.2
    quantity = "reflectance of a half-space, Monte Carlo"
    validated(2, quantity, "giovanelli-1955", lit.reflectance, CASE["reflectance"], 0.005)
