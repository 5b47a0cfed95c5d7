"""How fast light is followed: the fast engine beside the reference, one thread beside two, eight sets of absorption on
one path beside eight runs, all in one run.

Figures of a machine that others use at the same time are worth little; ratios of the same minute are worth more. So
each round times every engine once, and what is printed are medians of ratios within a round.
``python -m pytest benchmarks/bench_light.py -s --benchmark-enable`` or ``python benchmarks/bench_light.py``.
"""

from __future__ import annotations

import os
import statistics
import time

import numpy as np
import pytest

from lentigo.physics._lane_width import register_width
from lentigo.physics.light_sets import monte_carlo_sets
from lentigo.physics.light_solids import lesion_disc, monte_carlo_with_solids, vessel
from lentigo.physics.light_sources import top_hat
from lentigo.physics.monte_carlo import monte_carlo

PROBLEMS = {
    "P1 slab": ([1000.0], [9000.0], [0.75], [2e-4], [1.0], 1.0),
    "P2 half space": ([1000.0], [9000.0], [0.0], [np.inf], [1.5], 1.5),
    "P3 skin, 755 nm": ([2000.0, 25.0, 10.0], [3e4, 2e4, 1e4], [0.85] * 3, [6e-5, 1.5e-3, 1e-2], [1.4, 1.4, 1.44], 1.0),
}
"""Absorption, scattering, mean cosine, thickness, indices, index below; SI units."""
EVEN = (np.linspace(0.0, 1e-2, 201), np.linspace(0.0, 2e-3, 201))
UNEVEN = (np.append(np.linspace(0.0, 2e-3, 21), [4e-3, 1e-2]), np.append(np.linspace(0.0, 6e-5, 7), [5e-4, 1.56e-3]))
SETS = np.array([0.5, 0.7, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0])
"""Absorption of eight skins that scatter alike, relative to that of the problem."""
SKIN = "P3 skin, 755 nm"
_BLOOD = {"absorption": 2.5e4, "scattering": 6e4, "anisotropy": 0.98}
SOLIDS = {
    "no solid": [],
    "one vessel": [vessel(depth=4e-4, radius=5e-5, **_BLOOD)],
    "eight vessels": [
        vessel(x=2e-3 * across, depth=depth, radius=radius, **_BLOOD)
        for across, depth, radius in zip(
            np.linspace(-1.0, 1.0, 8),
            [4e-4, 6e-4, 2e-4, 9e-4, 3e-4, 7e-4, 5e-4, 8e-4],
            [2e-5, 3e-5, 5e-5, 1e-4] * 2,
            strict=True,
        )
    ],
    "lesion of 3 mm": [
        lesion_disc(radius=1.5e-3, top=0.0, bottom=6e-5, absorption=6000.0, scattering=3e4, anisotropy=0.85)
    ],
}
"""In the skin of P3, under a spot of 5 mm."""
BOXES = {
    "x_edges": np.linspace(-3e-3, 3e-3, 61),
    "y_edges": np.linspace(-3e-3, 3e-3, 7),
    "z_edges": np.linspace(0.0, 1.2e-3, 21),
}
ROUNDS = 5
SECONDS = 0.5
"""Time that each measurement should take [s]."""


def follow(name, packets, *, engine="fast", threads=1, grid=EVEN):
    *layers, index, below = PROBLEMS[name]
    return monte_carlo(
        *layers,
        refractive_index=index,
        index_above=1.0,
        index_below=below,
        packets=packets,
        seed=1,
        radial_edges=grid[0],
        depth_edges=grid[1],
        engine=engine,
        threads=threads,
    )


def follow_in_solids(name, packets, *, engine="fast", threads=1):
    *layers, index, below = PROBLEMS[SKIN]
    return monte_carlo_with_solids(
        *layers,
        refractive_index=index,
        index_above=1.0,
        index_below=below,
        solids=SOLIDS[name],
        source=top_hat(diameter=5e-3),
        packets=packets,
        seed=1,
        **BOXES,
        engine=engine,
        threads=threads,
    )


def rate(name, packets, *, following=follow, **options):
    """Packets a second by the clock, and by the time that the processor spent on them."""
    begun, spent = time.perf_counter(), time.process_time()
    following(name, packets, **options)
    return packets / (time.perf_counter() - begun), packets / (time.process_time() - spent)


def table():
    """Rows of name, packets a second of the fast engine, and ratios."""
    for name in PROBLEMS:
        follow(name, 10)
        follow(name, 10, engine="reference")
        fast = max(1000, int(SECONDS * rate(name, 200_000)[0]))
        slow = max(200, int(SECONDS * rate(name, 2_000, engine="reference")[0]))
        rounds = []
        for _ in range(ROUNDS):
            one = rate(name, fast)
            rounds.append(
                (
                    one,
                    rate(name, slow, engine="reference"),
                    rate(name, 2 * fast, threads=2),
                    rate(name, fast, grid=UNEVEN),
                )
            )
        speed = statistics.median(one[1] for one, *_ in rounds)
        against = statistics.median(one[1] / reference[1] for one, reference, *_ in rounds)
        pair = statistics.median(two[0] / one[0] for one, _, two, _ in rounds)
        uneven = statistics.median(other[1] / one[1] for one, *_, other in rounds)
        yield name, speed, against, pair, uneven


def follow_sets(name, packets, *, together, grid):
    """Eight sets of absorption: on one path, or each in a run of its own."""
    absorption, *alike, index, below = PROBLEMS[name]
    options = {
        "refractive_index": index,
        "index_above": 1.0,
        "index_below": below,
        "packets": packets,
        "seed": 1,
        "radial_edges": grid[0],
        "depth_edges": grid[1],
    }
    begun = time.process_time()
    if together:
        monte_carlo_sets(np.outer(SETS, absorption), *alike, **options)
    else:
        for factor in SETS:
            monte_carlo(factor * np.array(absorption), *alike, **options)
    return len(SETS) * packets / (time.process_time() - begun)


def table_of_sets():
    """Rows of name and grid, packets and sets a second on one path, and how many times those of runs of their own."""
    for name in PROBLEMS:
        for kind, grid in (("even", EVEN), ("uneven", UNEVEN)):
            for together in (True, False):
                follow_sets(name, 10, together=together, grid=grid)
            packets = max(1000, int(SECONDS * follow_sets(name, 20_000, together=False, grid=grid) / len(SETS)))
            rounds = [
                [follow_sets(name, packets, together=both, grid=grid) for both in (True, False)] for _ in range(ROUNDS)
            ]
            yield name, kind, statistics.median(one for one, _ in rounds), statistics.median(a / b for a, b in rounds)


def table_of_solids():
    """Rows of name, packets a second of the fast engine with solids, and ratios."""
    for name in SOLIDS:
        follow_in_solids(name, 10)
        follow_in_solids(name, 10, engine="reference")
        fast = max(1000, int(SECONDS * rate(name, 50_000, following=follow_in_solids)[0]))
        slow = max(200, int(SECONDS * rate(name, 2_000, following=follow_in_solids, engine="reference")[0]))
        rounds = [
            (
                rate(name, fast, following=follow_in_solids),
                rate(name, slow, following=follow_in_solids, engine="reference"),
                rate(name, 2 * fast, following=follow_in_solids, threads=2),
                rate(SKIN, fast),
            )
            for _ in range(ROUNDS)
        ]
        speed = statistics.median(one[1] for one, *_ in rounds)
        against = statistics.median(one[1] / reference[1] for one, reference, *_ in rounds)
        pair = statistics.median(two[0] / one[0] for one, _, two, _ in rounds)
        layers = statistics.median(one[1] / plain[1] for one, *_, plain in rounds)
        yield name, speed, against, pair, layers


def show():
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"\nregisters of {register_width()} bit{load}; packets a second of processor time, one thread")
    print(f"{'':16} {'fast':>10} {'/ reference':>12} {'2 threads / 1':>14} {'uneven / even grid':>19}")
    for name, speed, against, pair, uneven in table():
        print(f"{name:16} {speed:10.0f} {against:12.1f} {pair:14.2f} {uneven:19.2f}")
    print(f"\n{'eight sets':16} {'grid':8} {'on one path':>12} {'/ eight runs':>13}")
    for name, kind, speed, gain in table_of_sets():
        print(f"{name:16} {kind:8} {speed:12.0f} {gain:13.2f}")
    print(f"\n{'solids in P3':16} {'fast':>10} {'/ reference':>12} {'2 threads / 1':>14} {'/ layers alone':>19}")
    for name, speed, against, pair, layers in table_of_solids():
        print(f"{name:16} {speed:10.0f} {against:12.1f} {pair:14.2f} {layers:19.2f}")


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("name", PROBLEMS)
def test_packets(benchmark, name, engine):
    follow(name, 10, engine=engine)
    benchmark(follow, name, 20_000 if engine == "fast" else 2_000, engine=engine)


@pytest.mark.parametrize("engine", ["fast", "reference"])
@pytest.mark.parametrize("name", SOLIDS)
def test_packets_with_solids(benchmark, name, engine):
    follow_in_solids(name, 10, engine=engine)
    benchmark(follow_in_solids, name, 20_000 if engine == "fast" else 2_000, engine=engine)


if __name__ == "__main__":
    show()
