"""How fast heat and thresholds are at the size of a plan: 512 skins, 55 cells, two threads."""

from __future__ import annotations

import numpy as np
import pytest

from lentigo.physics.damage import ArrheniusProcess, DamageRate, boiling_threshold, damage_threshold
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.heat_grid import graded_edges, layer_of_cell
from lentigo.physics.heat_steps import heat_steps

SKINS, THREADS = 512, 2
CELLS = (4, 11, 6, 11, 9, 8, 6)
LAYER = layer_of_cell(CELLS)
UPPER = int(np.count_nonzero(LAYER <= 3))
EPIDERMIS = ((LAYER == 1) | (LAYER == 2))[:UPPER]
RATE = DamageRate((ArrheniusProcess(3.1e98, 75_000.0),), ArrheniusProcess(1.06e16, 11_604.0))
CONTACT = [SurfacePhase(-1.0, 0.5, 1500.0, 278.15), SurfacePhase(0.5, 10.0, 10.0, 295.15)]
TISSUE = {"conductivity": 0.35, "heat_capacity": 3.8e6, "perfusion": 3e3}
BODY = {"core_temperature": 310.15, "surface_temperature": 305.65}
PULSES = {
    "6 ns": [(0.0, 6e-9, 1.0)],
    "3 ms": [(0.0, 3e-3, 1.0)],
    "5 x 5 ms": [(0.02 * n, 5e-3, 0.2) for n in range(5)],
}


@pytest.fixture(scope="module")
def skins():
    generator = np.random.default_rng(1)
    thickness = np.array([12e-6, 53e-6, 12e-6, 0.1e-3, 0.4e-3, 0.9e-3, 3.5e-3])
    edges = graded_edges(thickness * generator.uniform(0.8, 1.2, (SKINS, 7)), cells=CELLS, uniform=3)
    absorbed = np.array([100.0, 2400.0, 12_000.0, 150.0, 100.0, 60.0, 30.0])
    return edges, absorbed[LAYER] * generator.lognormal(0.0, 0.4, (SKINS, 1))


def solve(skins, pulse, *, stored=None):
    edges, source = skins
    return heat_response(
        source,
        edges=edges,
        **TISSUE,
        **BODY,
        pulse=pulse,
        phases=CONTACT,
        end=5.0,
        stored_cells=stored,
        threads=THREADS,
    )


@pytest.mark.parametrize("name", PULSES)
def test_heat_of_all_cells(benchmark, skins, name):
    result = benchmark(solve, skins, PULSES[name])
    print(f"\n{name}: {result.time.size} instants kept, energy error {np.abs(result.energy_error).max():.1e}")


@pytest.mark.parametrize("name", PULSES)
def test_heat_of_the_upper_cells(benchmark, skins, name):
    benchmark(solve, skins, PULSES[name], stored=UPPER)


@pytest.mark.parametrize("name", PULSES)
def test_damage_threshold(benchmark, skins, name):
    response = solve(skins, PULSES[name], stored=UPPER)
    width = np.diff(skins[0])[:, :UPPER]
    benchmark(
        damage_threshold,
        response.time,
        response.background,
        response.rise,
        weight=width,
        mask=EPIDERMIS,
        rate=RATE,
        lower=1e2,
        upper=1e7,
        threads=THREADS,
    )


def test_boiling_threshold(benchmark, skins):
    response = solve(skins, PULSES["3 ms"], stored=UPPER)
    benchmark(
        boiling_threshold,
        response.background,
        response.rise,
        weight=np.diff(skins[0])[:, :UPPER],
        mask=EPIDERMIS,
        lower=1e2,
        upper=1e7,
        threads=THREADS,
    )


def test_heat_in_radius_and_depth(benchmark):
    depth = graded_edges([[2e-6, 5e-3]], cells=(1, 79), uniform=1)[0]
    radius = np.concatenate([np.linspace(0.0, 3e-3, 40), 3e-3 + np.cumsum(5e-5 * 1.15 ** np.arange(1, 22))])
    source = np.where((radius[1:] < 1.5e-3)[:, None], 3e3 * np.exp(-3e3 * depth[1:]), 0.0)

    def run():
        return heat_axisymmetric(
            source,
            radial_edges=radius,
            depth_edges=depth,
            **TISSUE,
            **BODY,
            pulse=PULSES["3 ms"],
            phases=CONTACT,
            radiant_exposure=5e4,
            snapshots=[0.0, 3e-3, 0.1, 1.0, 5.0],
            refinement=2,
            estimate_error=False,
        )

    benchmark(run)
    if benchmark.stats is not None:
        width = np.diff(depth)
        steps = heat_steps(
            pulse=PULSES["3 ms"],
            phases=CONTACT,
            end=5.0,
            relaxation=float(width.min() ** 2 * TISSUE["heat_capacity"] / TISSUE["conductivity"]),
            effusivity=(TISSUE["heat_capacity"] * TISSUE["conductivity"]) ** 0.5,
            from_start=True,
        ).step.size
        rate = 60 * 80 * 2 * steps / benchmark.stats.stats.median
        print(f"\n{2 * steps} steps, {rate / 1e6:.0f} million cell updates a second")
