"""The heat of an instant of light in a half-space, by both heat solvers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.heat_grid import graded_edges

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = [
        {name: float(value) for name, value in row.items()}
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    ]

EDGES = graded_edges([[1e-6, 5e-3]], cells=(1, 74), uniform=1)[0]
MIDDLE = 0.5 * (EDGES[1:] + EDGES[:-1])
TISSUE = {"conductivity": 0.44, "heat_capacity": 4e6, "perfusion": 0.0}
PHASES = [SurfacePhase(0.0, 1.0, 0.0, 300.0)]
PULSE = [(0.0, 1e-9, 1.0)]
EVEN = {"core_temperature": 300.0, "surface_temperature": 300.0}


def absorbed(absorption):
    fallen = np.exp(-absorption * EDGES)
    return (fallen[:-1] - fallen[1:]) / np.diff(EDGES)


def at_depth(values, depth):
    """Value at a depth by a parabola through the nearest cells: at the surface, where no heat passes, an even one."""
    if depth == 0.0:
        near, far = MIDDLE[0] ** 2, MIDDLE[1] ** 2
        return values[0] + (values[0] - values[1]) * near / (far - near)
    first = int(np.clip(np.searchsorted(MIDDLE, depth) - 1, 0, MIDDLE.size - 3))
    return float(np.polyval(np.polyfit(MIDDLE[first : first + 3], values[first : first + 3], 2), depth))


def test_layered_heat(validated):
    for absorption in (1e4, 6e4):
        cases = [case for case in CASES if case["absorption_per_cm"] * 1e2 == absorption]
        for at in sorted({case["time_s"] for case in cases}):
            result = heat_response(
                absorbed(absorption)[None], edges=EDGES[None], **TISSUE, **EVEN, pulse=PULSE, phases=PHASES, end=at
            )
            for case in cases:
                if case["time_s"] == at:
                    ours = 1e4 * at_depth(result.rise[0, -1], case["depth_um"] * 1e-6)
                    validated(
                        5,
                        f"rise at {case['depth_um']:.0f} µm after {at:g} s, {absorption / 100:.0f}/cm, layered heat",
                        "carslaw-jaeger-1959",
                        ours,
                        case["rise_k"],
                        0.01,
                        unit="K",
                    )


def test_heat_in_radius_and_depth(validated):
    radius = np.linspace(0.0, 4e-3, 9)
    for absorption in (1e4, 6e4):
        cases = [case for case in CASES if case["absorption_per_cm"] * 1e2 == absorption and case["depth_um"] == 0.0]
        result = heat_axisymmetric(
            np.tile(absorbed(absorption), (8, 1)),
            radial_edges=radius,
            depth_edges=EDGES,
            **TISSUE,
            **EVEN,
            pulse=PULSE,
            phases=PHASES,
            radiant_exposure=1e4,
            snapshots=[case["time_s"] for case in cases],
            estimate_error=False,
        )
        for number, case in enumerate(cases):
            validated(
                5,
                f"rise at the surface after {case['time_s']:g} s, {absorption / 100:.0f}/cm, heat in radius and depth",
                "carslaw-jaeger-1959",
                at_depth(result.temperature[number, 3] - 300.0, 0.0),
                case["rise_k"],
                0.01,
                unit="K",
            )
