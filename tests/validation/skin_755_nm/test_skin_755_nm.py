"""Skin at 755 nm whose fat bends light more than its dermis: what programs written apart have found."""

from __future__ import annotations

import csv
from pathlib import Path

from lentigo.physics.monte_carlo import monte_carlo

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    PUBLISHED = {
        row["quantity"]: float(row["value"])
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    }

ROUNDING = 5e-5
"""Of the four digits of the table."""
LARGEST_ERROR = 4e-4
"""Three of these are less than the bias that an old random generator gives the epidermis, 0.0013."""


def test_shares(validated):
    lit = monte_carlo(
        [2000.0, 25.0, 10.0],
        [3e4, 2e4, 1e4],
        [0.85] * 3,
        [6e-5, 1.5e-3, 1e-2],
        refractive_index=[1.4, 1.4, 1.44],
        index_above=1.0,
        index_below=1.0,
        packets=800_000,
        seed=755,
        radial_edges=[0, 1],
        depth_edges=[0, 1],
        engine="fast",
        threads=2,
    )
    found = {
        "specular reflectance": (lit.specular, lit.specular_error),
        "diffuse reflectance": (lit.diffuse_reflectance, lit.diffuse_reflectance_error),
        "transmittance": (lit.transmittance, lit.transmittance_error),
    }
    for layer, share, error in zip(
        ("epidermis", "dermis", "fat"), lit.absorbed_by_layer, lit.absorbed_by_layer_error, strict=True
    ):
        found[f"absorbed in {layer}"] = (share, error)
    assert found.keys() == PUBLISHED.keys()
    for quantity, (ours, error) in found.items():
        assert error < LARGEST_ERROR
        validated(
            4,
            f"{quantity}, 755 nm, fat of index 1.44, Monte Carlo",
            "skin-755-nm",
            float(ours),
            PUBLISHED[quantity],
            3 * float(error) + ROUNDING,
            relative=False,
            note="the tolerance is three standard errors and the rounding of the table",
        )
