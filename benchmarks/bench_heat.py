"""How fast heat and thresholds are at the size of a plan: 512 skins, 55 cells, two threads."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from lentigo.physics.damage import ArrheniusProcess, DamageRate, boiling_threshold, damage_threshold
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.heat_grid import graded_edges, layer_of_cell
from lentigo.physics.heat_steps import heat_steps

sys.path.insert(0, str(Path(__file__).parent))
from plain_heat import plain_heat

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


def spot_in_skin(rings, cells):
    """Edges and absorbed light of a spot of 3 mm: rings and cells as verification chooses them."""
    depth = graded_edges([[2e-6, 5e-3]], cells=(1, cells - 1), uniform=1)[0]
    inner = 2 * rings // 3
    ratio = 1.15 if rings <= 60 else 1.08
    radius = np.concatenate(
        [np.linspace(0.0, 3e-3, inner), 3e-3 + np.cumsum(5e-5 * ratio ** np.arange(rings - inner + 1))]
    )
    return np.where((radius[1:] < 1.5e-3)[:, None], 3e3 * np.exp(-3e3 * depth[1:]), 0.0), radius, depth


SNAPSHOTS = [3e-3, 0.1, 5.0]
REFINEMENT = 16
"""So many steps that the march is what takes the time."""


def axisymmetric(source, radius, depth, **change):
    arguments = {
        **TISSUE,
        **BODY,
        "pulse": PULSES["3 ms"],
        "phases": CONTACT,
        "radiant_exposure": 5e4,
        "snapshots": SNAPSHOTS,
        "refinement": REFINEMENT,
        "estimate_error": False,
        **change,
    }
    return heat_axisymmetric(source, radial_edges=radius, depth_edges=depth, **arguments)


def march_of(depth):
    return (
        heat_steps(
            pulse=PULSES["3 ms"],
            phases=CONTACT,
            end=SNAPSHOTS[-1],
            relaxation=float(np.diff(depth).min() ** 2 * TISSUE["heat_capacity"] / TISSUE["conductivity"]),
            effusivity=(TISSUE["heat_capacity"] * TISSUE["conductivity"]) ** 0.5,
            from_start=True,
        )
        .recorded_at(SNAPSHOTS)
        .refined(REFINEMENT)
    )


def fastest(call, rounds=5):
    """Shortest time of the processor and on the clock [s]: other work on the machine can only add to either."""
    found = []
    for _ in range(rounds):
        at, clock = time.process_time(), time.perf_counter()
        call()
        found.append((time.process_time() - at, time.perf_counter() - clock))
    return np.min(found, axis=0)


@pytest.mark.parametrize(("rings", "cells"), [(30, 55), (60, 80), (128, 160)])
def test_heat_in_radius_and_depth(benchmark, rings, cells):
    """Cell updates a second of whole calls: rings times cells times steps; both solves of a step count once."""
    case = spot_in_skin(rings, cells)
    steps = march_of(case[2])
    tissue = [np.full(cells, TISSUE[name]) for name in ("conductivity", "heat_capacity", "perfusion")]
    even = np.full(cells, BODY["core_temperature"])

    def plain():
        return plain_heat(*case, *tissue, even, BODY["core_temperature"], 5e4, steps)

    even_start = {**BODY, "surface_temperature": BODY["core_temperature"]}
    found = axisymmetric(*case, **even_start)
    np.testing.assert_allclose(found.temperature, plain(), rtol=0.0, atol=1e-9)
    updates = rings * cells * int(np.count_nonzero(steps.step)) / 1e6
    before, _ = fastest(plain)
    print(f"\n{rings} x {cells} cells, {np.count_nonzero(steps.step)} steps, load {os.getloadavg()[0]:.1f}")
    print(f"  plain march      {updates / before:6.0f} million updates per second of one core")
    for threads in (1, 2):
        spent, clock = fastest(lambda threads=threads: axisymmetric(*case, threads=threads))
        print(
            f"  {threads} thread(s)      {updates / spent:6.0f} per second of one core,"
            f" {updates / clock:6.0f} on the clock, {before / spent:.1f} times the plain march"
        )
    spent, _ = fastest(lambda: axisymmetric(*case, radiant_exposure=3e5, latent_heat=1.6e9))
    print(f"  with boiling     {updates / spent:6.0f} per second of one core")
    benchmark.pedantic(axisymmetric, args=case, kwargs={"threads": THREADS}, rounds=3)
