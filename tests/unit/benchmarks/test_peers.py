"""The comparison with other packages, with peers that this file makes up: none needs to be installed."""

from __future__ import annotations

import importlib.util
import math
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from lentigo.physics.monte_carlo import monte_carlo

ROOT = Path(__file__).parents[3]


def script(name):
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


peers = script("peers")
adapters = script("peer_adapters")

CANNED = """
import os, random

def steady(threads):
    def run(photons, seed):
        drawn = random.Random(seed)
        print("a banner on the screen")
        return {name: 0.2 + 0.01 * drawn.random() for name in ("epidermis", "dermis", "fat", "reflected")}
    return run

def fast(threads):
    return steady(threads)

def asks(threads):
    assert input("shall I download something? ") == "n"
    return steady(threads)

def unprepared(threads):
    raise RuntimeError("no device for\\n   this")

def broken(threads):
    def run(photons, seed):
        if seed >= 2000:
            raise ValueError("not twice")
        return steady(threads)(photons, seed)
    return run

def crashes(threads):
    os.write(2, b"the last words\\n")
    os._exit(3)
"""


def runs(*values, photons=1000, seconds=2.0, share="epidermis"):
    return [
        [{"shares": {share: value}, "photons": photons, "seconds": seconds, "processor": 0.5 * seconds, "timed": True}]
        for value in values
    ]


class Done:
    """What is left of a worker when it is done."""

    def __init__(self, peer, found, *, threads=2, error=None):
        self.peer, self.runs, self.error = peer, found, error
        self.threads = 1 if peer.one_thread else threads


FAST = peers.Peer("ours", "fast")
FAST_ALONE = peers.Peer("ours, 1 thread", "fast", one_thread=True)
OTHER = peers.Peer("other", "other", "a-package-that-nobody-made")
OTHER_ALONE = peers.Peer("other, 1 thread", "other", "a-package-that-nobody-made", one_thread=True)


def test_the_figure_of_merit_is_one_over_squared_error_and_time():
    found = peers.summary(runs(0.38, 0.40, 0.42, 0.40))
    error = math.sqrt(0.0008 / 3) / 2
    assert found["shares"]["epidermis"]["error"] == pytest.approx(error)
    assert found["merit"] == pytest.approx(1.0 / (error**2 * 8.0))
    assert found["rate"] == pytest.approx(500.0)
    assert found["cores"] == pytest.approx(0.5)
    assert found["merit_uncertainty"] == pytest.approx(math.sqrt(2 / 3))


def test_where_others_compute_the_processors_time_counts():
    found = peers.summary(runs(0.38, 0.42), threads=2)  # half of the clock's time on one of two threads
    assert found["rate"] == pytest.approx(2000.0)
    (row,) = peers.rows([Done(FAST_ALONE, runs(0.38, 0.42))], by_processor=True)
    assert row["rate"] == pytest.approx(1000.0)
    assert row["cores"] == pytest.approx(0.5)


def test_the_difference_counts_both_errors():
    mean, true_error = peers.REFERENCE["epidermis"]
    found = peers.summary(runs(mean + 0.01, mean + 0.03))["shares"]["epidermis"]
    assert found["mean"] == pytest.approx(mean + 0.02)
    assert found["off"] == pytest.approx(0.02 / math.hypot(0.01, true_error))


def test_a_share_that_a_peer_does_not_tell_stays_open():
    found = peers.summary(runs(0.3, 0.4, share="reflected"))
    assert set(found["shares"]) == {"reflected"}
    assert math.isnan(found["merit"])
    text = peers.table(list(peers.rows([Done(OTHER, runs(0.3, 0.4, share="reflected"))])))
    assert next(line for line in text.splitlines() if line.startswith("other")).split()[-6] == "-"


def test_peers_are_set_against_ours_with_as_many_threads():
    found = {
        row["peer"]: row
        for row in peers.rows(
            [
                Done(FAST, runs(0.39, 0.41, photons=8000)),
                Done(FAST_ALONE, runs(0.39, 0.41, photons=4000)),
                Done(OTHER, runs(0.38, 0.42, photons=100)),
                Done(OTHER_ALONE, runs(0.38, 0.42, photons=100)),
            ]
        )
    }
    assert found["other"]["rate_ratio"] == pytest.approx(80.0)
    assert found["other, 1 thread"]["rate_ratio"] == pytest.approx(40.0)
    assert found["other"]["merit_ratio"] == pytest.approx(4.0)
    assert found["ours"]["merit_ratio"] == pytest.approx(1.0)


def test_nothing_is_set_against_ours_where_ours_did_not_run():
    (row,) = peers.rows([Done(OTHER, runs(0.3, 0.4))])
    assert math.isnan(row["rate_ratio"])


def test_the_table_says_who_did_not_run_and_why():
    text = peers.table(
        list(peers.rows([Done(FAST, runs(0.39, 0.41))])),
        failed={"other": "RuntimeError: no device"}.items(),
        missing={"absent": "pip install absent"}.items(),
    )
    _, failed = text.split("Installed, but did not run")
    failed, missing = failed.split("Not installed")
    assert "other: RuntimeError: no device" in failed
    assert "absent: pip install absent" in missing
    assert all(name in text for name in peers.NOT_COMPARED)


def test_a_package_that_is_not_there_has_no_version():
    assert peers.version(OTHER.package) is None
    assert peers.version("numpy") == np.__version__


def test_processes_answer_and_none_stops_another(tmp_path):
    file = tmp_path / "canned.py"
    file.write_text(CANNED, encoding="utf-8")
    names = ("fast", "unprepared", "broken", "asks", "crashes")
    workers = peers.compare(
        [peers.Peer(name, name) for name in names], threads=1, seconds=1e-3, rounds=2, adapters=file
    )
    done = {worker.peer.name: worker for worker in workers}
    assert [len(done[name].runs) for name in names] == [2, 0, 1, 2, 0]
    assert done["fast"].error is None
    assert done["asks"].error is None
    assert done["unprepared"].error == "RuntimeError: no device for this"
    assert done["broken"].error == "ValueError: not twice"
    assert done["crashes"].error == "ended with 3: the last words"
    found = {row["peer"]: row for row in peers.rows(workers)}
    assert set(found) == {"fast", "asks"}
    assert found["asks"]["shares"]["fat"]["mean"] == pytest.approx(0.205, abs=0.005)
    assert found["fast"]["shares"]["fat"]["error"] > 0.0  # runs with other seeds


def test_runs_of_unequal_length_count_by_their_photons():
    """As if each photon had been asked: a hundred, of which the share of one varies by 0.04."""
    drawn = np.random.default_rng(5).normal(0.4, 0.2, (2000, 100))
    long = [{"shares": {"fat": row.mean()}, "photons": 100} for row in drawn[:1000]]
    short = [{"shares": {"fat": row[:10].mean()}, "photons": 10} for row in drawn[1000:]]
    found = peers.spread([*long, *short], "fat")
    assert found["variance"] == pytest.approx(0.04, rel=0.1)
    assert found["error"] == pytest.approx(0.2 / math.sqrt(110_000), rel=0.05)
    assert found["mean"] == pytest.approx(0.4, abs=4 * found["error"])


def test_one_run_has_no_spread():
    assert peers.spread([{"shares": {"fat": 0.1}, "photons": 10}], "fat") is None


def test_a_measurement_has_one_timed_run_and_short_ones_with_other_seeds():
    asked = []

    def run(photons, seed):
        asked.append((photons, seed))
        return {"fat": 0.1, "photons": 3 * photons}  # a peer may follow more than it was asked for

    timed, *short = adapters.measurement(run, 4000, 1000)
    assert timed["timed"]
    assert timed["photons"] == 12_000
    assert len(short) == adapters.SHORT_RUNS
    assert not any(measured.get("timed") for measured in short)
    assert len({seed for _, seed in asked}) == len(asked)
    assert {photons for photons, _ in asked} == {4000, 4000 // adapters.SHORTER}


def test_calibration_ends_even_if_photons_cost_nothing():
    calls = []

    def run(_, seed):
        calls.append(seed)
        return {"fat": 0.1}

    for threads in (None, 2):
        calls.clear()
        assert adapters.WARM_UP <= adapters.calibrated(run, 1e-3, threads=threads) <= adapters.MOST_PHOTONS
        assert len(calls) < 30


def test_tetrahedra_fill_their_layers():
    depths = [0.0, 0.06, 1.56, 11.56]
    nodes, elements, layers = adapters.tetrahedra(depths, 50.0)
    edges = nodes[elements[:, 1:] - 1] - nodes[elements[:, :1] - 1]
    volumes = np.linalg.det(edges) / 6.0
    assert (volumes > 0.0).all()
    filled = [volumes[layers == layer].sum() for layer in (1, 2, 3)]
    np.testing.assert_allclose(filled, 1e4 * np.diff(depths), rtol=1e-12)


def test_the_reference_is_what_the_fast_engine_finds():
    light = monte_carlo(
        [2000.0, 25.0, 10.0],
        [3e4, 2e4, 1e4],
        [0.85] * 3,
        [6e-5, 1.5e-3, 1e-2],
        refractive_index=[1.4, 1.4, 1.44],
        index_above=1.0,
        index_below=1.0,
        packets=200_000,
        seed=6,
        radial_edges=[0.0, 1e-2],
        depth_edges=[0.0, 1.2e-2],
    )
    found = [*light.absorbed_by_layer, light.diffuse_reflectance, light.transmittance]
    errors = [*light.absorbed_by_layer_error, light.diffuse_reflectance_error, light.transmittance_error]
    for name, value, error in zip(peers.SHARES, found, errors, strict=True):
        mean, of_mean = peers.REFERENCE[name]
        assert of_mean < 0.001
        assert abs(value - mean) < 4.0 * math.hypot(error, of_mean), name


def test_peers_are_no_dependency_and_the_list_names_them_all():
    listed = {
        line.partition("[")[0]
        for line in (ROOT / "benchmarks" / "peers.txt").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    }
    assert listed == {peer.package for peer in peers.PEERS} | {"pyopencl"}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"].values()
    wanted = [*project["project"]["dependencies"], *(need for extra in extras for need in extra)]
    assert not any(need.startswith(tuple(listed)) for need in wanted)
