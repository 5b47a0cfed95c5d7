"""Slabs of van de Hulst's tables, normal and oblique, by both light models."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.monte_carlo import monte_carlo

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))


def slab(case):
    albedo, optical, g = (float(case[name]) for name in ("albedo", "optical_thickness", "anisotropy"))
    thickness = 1e-3
    extinction = optical / thickness
    return (1 - albedo) * extinction, albedo * extinction, g, thickness


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_adding_doubling(case, validated):
    row = 1 if float(case["cosine"]) == 1 else 3
    lit = layered_light(
        *([[value]] for value in slab(case)),
        index_inside=1.0,
        index_above=1.0,
        index_below=1.0,
        streams=16,
        cosine=float(case["cosine"]),
        sublayers=[1],
    )
    for quantity in ("reflectance", "transmittance"):
        validated(
            row,
            f"{quantity}, {case['case']}, adding-doubling",
            "vandehulst-1980",
            float(getattr(lit, quantity)[0]),
            float(case[quantity]),
            0.005 if row == 1 else 0.001,
            relative=row == 1,
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_monte_carlo(case, validated):
    row = 1 if float(case["cosine"]) == 1 else 3
    lit = monte_carlo(
        *([value] for value in slab(case)),
        refractive_index=[1.0],
        index_above=1.0,
        index_below=1.0,
        packets=400_000,
        seed=1980,
        cosine=float(case["cosine"]),
        radial_edges=[0, 1],
        depth_edges=[0, 1],
    )
    assert max(lit.diffuse_reflectance_error, lit.transmittance_error) < 9e-4
    for quantity, error in (
        ("reflectance", lit.diffuse_reflectance_error),
        ("transmittance", lit.transmittance_error),
    ):
        validated(
            row,
            f"{quantity}, {case['case']}, Monte Carlo",
            "vandehulst-1980",
            getattr(lit, quantity),
            float(case[quantity]),
            3 * error,
            relative=False,
            note="the tolerance is three standard errors",
        )
