"""Three layers of measured skin at three laser wavelengths: two methods, one answer."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.monte_carlo import monte_carlo

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = [
        {name: float(value) for name, value in row.items()}
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    ]

LAYERS = ("epidermis", "dermis", "fat")
THICKNESS = [8e-5, 1.5e-3, 2e-2]
G = 0.8
SOURCE = "layered-stack"


def record(validated, case, method, reflectance, absorbed):
    at = f"{case['wavelength_nm']:.0f} nm, three layers, {method}"
    validated(4, f"reflectance, {at}", SOURCE, float(reflectance), case["reflectance"], 0.003, relative=False)
    for layer, ours in zip(LAYERS, absorbed, strict=True):
        published = case[f"absorbed_{layer}"]
        validated(4, f"absorbed in {layer}, {at}", SOURCE, float(ours), published, 0.003, relative=False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['wavelength_nm']:.0f}nm")
def test_both_methods(case, validated):
    mua = [case[f"mua_{layer}"] * 1e3 for layer in LAYERS]
    mus = [case[f"musp_{layer}"] * 1e3 / (1 - G) for layer in LAYERS]
    lit = layered_light(
        [mua],
        [mus],
        [[G] * 3],
        [THICKNESS],
        index_inside=1.4,
        index_above=1.0,
        index_below=1.0,
        streams=8,
        sublayers=[1, 1, 1],
    )
    record(validated, case, "adding-doubling with 8 streams", lit.reflectance[0], lit.absorbed[0])
    walked = monte_carlo(
        mua,
        mus,
        [G] * 3,
        THICKNESS,
        refractive_index=[1.4] * 3,
        index_above=1.0,
        index_below=1.0,
        packets=200_000,
        seed=4,
        radial_edges=[0, 1],
        depth_edges=[0, 1],
    )
    assert walked.diffuse_reflectance_error < 1e-3
    record(validated, case, "Monte Carlo", walked.reflectance, walked.absorbed_by_layer)
