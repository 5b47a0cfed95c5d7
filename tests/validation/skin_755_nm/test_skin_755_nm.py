"""Skin at 755 nm whose fat bends light more than its dermis: what programs written apart have found."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from layered_transport import layered_transport

from lentigo.physics.monte_carlo import monte_carlo

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    PUBLISHED = {
        row["quantity"]: float(row["value"])
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    }

ROUNDING = 5e-5
"""Of the four digits of the table."""
OF_THE_TABLE = 5e-4
"""Less than two standard errors of programs that follow a million packets."""
LARGEST_ERROR = 4e-4
"""Three of these are less than the bias that an old random generator gives the epidermis, 0.0013."""


LAYERS = ([2000.0, 25.0, 10.0], [3e4, 2e4, 1e4], [0.85] * 3, [6e-5, 1.5e-3, 1e-2])
INDEX = [1.4, 1.4, 1.44]
ABSORBED = ("absorbed in epidermis", "absorbed in dermis", "absorbed in fat")


@pytest.fixture(scope="module")
def walked():
    """What Monte Carlo finds, with its standard errors."""
    lit = monte_carlo(
        *LAYERS,
        refractive_index=INDEX,
        index_above=1.0,
        index_below=1.0,
        packets=800_000,
        seed=755,
        radial_edges=[0, 1],
        depth_edges=[0, 1],
        engine="fast",
        threads=2,
    )
    return {
        "specular reflectance": (lit.specular, lit.specular_error),
        "diffuse reflectance": (lit.diffuse_reflectance, lit.diffuse_reflectance_error),
        "transmittance": (lit.transmittance, lit.transmittance_error),
    } | dict(zip(ABSORBED, zip(lit.absorbed_by_layer, lit.absorbed_by_layer_error, strict=True), strict=True))


def solved(**options):
    """What the referee finds, without chance."""
    lit = layered_transport(*LAYERS, index=INDEX, index_above=1.0, index_below=1.0, **options)
    return {
        "specular reflectance": lit.specular,
        "diffuse reflectance": lit.diffuse_reflectance,
        "transmittance": lit.transmittance,
    } | dict(zip(ABSORBED, lit.absorbed, strict=True))


def test_shares_by_monte_carlo(walked, validated):
    assert walked.keys() == PUBLISHED.keys()
    for quantity, (ours, error) in walked.items():
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


def test_shares_by_streams(validated):
    found = solved()
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-9)
    assert sum(PUBLISHED.values()) == pytest.approx(1.0002)
    for quantity, ours in found.items():
        validated(
            4,
            f"{quantity}, 755 nm, fat of index 1.44, streams in every layer",
            "skin-755-nm",
            float(ours),
            PUBLISHED[quantity],
            OF_THE_TABLE,
            relative=False,
            note="ours has no random error; the shares of the table, which have, add up to 1.0002",
        )


def test_the_streams_are_enough():
    # To the fifth digit; and what they find is what 80 million packets found, within 0.00004.
    found, more = solved(), solved(streams=96)
    expected = {
        "specular reflectance": 0.02778,
        "diffuse reflectance": 0.34930,
        "absorbed in epidermis": 0.39779,
        "absorbed in dermis": 0.11532,
        "absorbed in fat": 0.08963,
        "transmittance": 0.02018,
    }
    for quantity, value in expected.items():
        assert found[quantity] == pytest.approx(value, abs=5.1e-6)
        assert found[quantity] == pytest.approx(more[quantity], abs=2e-6)


def test_monte_carlo_and_streams_agree(walked):
    found = solved()
    for quantity, (ours, error) in walked.items():
        assert abs(ours - found[quantity]) <= 3 * error + 1e-9
