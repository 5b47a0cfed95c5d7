"""Burn times under constant heat flux: the skin and the damage constants of the standard, our heat and our integral."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from lentigo import library
from lentigo.physics.damage import ArrheniusProcess, DamageRate, accumulated_damage
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_grid import graded_edges, layer_of_cell
from lentigo.planning.compose import damage_rate

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = [
        {name: float(value) for name, value in row.items()}
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    ]

# The standard's skin: thickness, conductivity and heat capacity per volume, with perfusion folded in.
CELLS = (2, 20, 30, 25)
EDGES = graded_edges([[1e-7, 75e-6 - 1e-7, 1.125e-3, 3.885e-3]], cells=CELLS, uniform=2)
LAYER = layer_of_cell(CELLS)
CONDUCTIVITY = np.array([0.6280, 0.6280, 0.5902, 0.2930])[LAYER]
HEAT_CAPACITY = np.array([4.40e6, 4.40e6, 4.186e6, 2.60e6])[LAYER]
BASE = int(np.flatnonzero(np.isclose(EDGES[0], 75e-6))[0])


SHORT_S = 1.5
"""Burns shorter than this were looked at when the fast process was chosen [s]."""


def standard_rate():
    bands = library.damage_set("weaver-stoll-1969").bands
    return DamageRate(
        tuple(
            ArrheniusProcess(b.frequency_factor_per_s.value, b.activation_temperature_k, b.above_c + 273.15)
            for b in bands
        )
    )


def log_damage(flux, duration, rate):
    """Logarithm of the damage at the base of the epidermis after an exposure, with what it does while it cools."""
    source = np.zeros((1, LAYER.size))
    source[0, :2] = 1.0 / EDGES[0, 2]  # absorbed at the surface
    end = 3.0 * duration + 30.0
    response = heat_response(
        source,
        edges=EDGES,
        conductivity=CONDUCTIVITY,
        heat_capacity=HEAT_CAPACITY,
        perfusion=0.0,
        pulse=[(0.0, duration, 1.0)],
        phases=[SurfacePhase(0.0, end, 0.0, 300.0)],
        core_temperature=306.65,
        surface_temperature=305.65,
        end=end,
        refinement=4,
    )
    both = response.temperature(flux * duration)[0, :, BASE - 1 : BASE + 1]
    grip = CONDUCTIVITY[BASE - 1 : BASE + 1] / np.diff(EDGES[0])[BASE - 1 : BASE + 1]
    damage = accumulated_damage(both @ grip / grip.sum(), response.time, rate=rate)[-1]
    return float(np.log(max(damage, 1e-300)))


def burn_time(case, rate):
    published = case["time_s"]
    return brentq(lambda t: log_damage(case["flux_w_m2"], t, rate), 0.4 * published, 2.5 * published, rtol=1e-4)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['flux_w_m2']:.0f}")
def test_burn_time(case, validated):
    validated(
        7,
        f"time to a second-degree burn at {case['flux_w_m2']:.0f} W/m²",
        "astm-f1930",
        burn_time(case, standard_rate()),
        case["time_s"],
        0.05,
        unit="s",
        note="with the standard's own skin and damage constants: heat and integral are tested, not the constants",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['flux_w_m2']:.0f}")
def test_burn_time_with_the_damage_law_of_plans(case, validated):
    seen = case["time_s"] < SHORT_S
    validated(
        7,
        f"time to a second-degree burn at {case['flux_w_m2']:.0f} W/m², damage law of plans",
        "astm-f1930",
        burn_time(case, damage_rate("henriques-1947")),
        case["time_s"],
        0.25,
        unit="s",
        note="Henriques in series with the fast process, in the standard's skin; "
        + ("these times ruled out the slowest of the fast processes" if seen else "neither was fitted to these times"),
        kind="calibration" if seen else "validation",
    )
