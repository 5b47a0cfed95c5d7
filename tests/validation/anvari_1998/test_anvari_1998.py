"""How cold the surface of skin gets: the library's two heat transfer coefficients, which these data fixed."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_grid import graded_edges, layer_of_cell

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))

LAYERS = ("horny_layer", "epidermis", "dermis", "fat")
CELLS = (6, 13, 26, 10)
EDGES = graded_edges([[12e-6, 65e-6, 1.4e-3, 4e-3]], cells=CELLS, uniform=2)


def of_layers(*names):
    product = [np.prod([library.number(f"tissues/{layer}", name).value for name in names]) for layer in LAYERS]
    return np.array(product)[layer_of_cell(CELLS)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['cooling']}-{case['medium_c']}-{case['duration_s']}")
def test_surface_temperature(case, validated):
    coefficient = library.number(f"cooling/{case['cooling']}", "heat_transfer_w_m2_k").value
    medium, duration = float(case["medium_c"]) + 273.15, float(case["duration_s"])
    conductivity = of_layers("conductivity_w_m_k")
    response = heat_response(
        np.zeros((1, sum(CELLS))),
        edges=EDGES,
        conductivity=conductivity,
        heat_capacity=of_layers("density_kg_m3", "specific_heat_j_kg_k"),
        perfusion=of_layers("perfusion_per_s") * 1060.0 * 3770.0,
        pulse=[(0.0, 1e-9, 1.0)],
        phases=[SurfacePhase(0.0, duration, coefficient, medium)],
        core_temperature=310.15,
        surface_temperature=303.15,
        end=duration,
        estimate_error=True,
    )
    assert response.background_error < 0.3
    grip = 2.0 * conductivity[0] / EDGES[0, 1]
    surface = (grip * response.background[0, -1, 0] + coefficient * medium) / (grip + coefficient) - 273.15
    validated(
        17,
        f"surface after {case['duration_s']} s of {case['cooling']} at {case['medium_c']} °C",
        "anvari-1998",
        float(surface),
        float(case["surface_c"]),
        3.0,
        relative=False,
        unit="°C",
        kind="calibration",
        note="the heat transfer coefficient was fitted to these data",
    )
