"""Several sets of absorption on one path: each as in a run of its own, compared with errors that hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from numba import njit

from lentigo.errors import Cancelled, LentigoError, OutOfValidityError
from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_run, _lane_sets_run, _lane_steps
from lentigo.physics._lane_intrinsics import load_numbers, store_numbers
from lentigo.physics._lane_sets_desk import SETS
from lentigo.physics.light_sets import monte_carlo_sets
from lentigo.physics.monte_carlo import monte_carlo
from lentigo.physics.stopping import StoppingRule

SKIN = {
    "scattering": [3e4, 2e4, 1e4],
    "anisotropy": [0.85, 0.85, 0.85],
    "thickness": [6e-5, 1.5e-3, 1e-2],
    "refractive_index": [1.4, 1.4, 1.44],
    "index_above": 1.0,
    "index_below": 1.0,
    "radial_edges": np.linspace(0, 5e-3, 26),
    "depth_edges": np.linspace(0, 2e-3, 21),
    "packets": 20_000,
    "seed": 1,
}
PALE = np.array([300.0, 20.0, 10.0])
SKINS = np.array([[2000.0, 25.0, 10.0], PALE, [330.0, 20.0, 10.0], [300.0, 60.0, 10.0], [9000.0, 300.0, 40.0]])
"""The second absorbs least in all layers; the third hardly more."""
VARIANTS = {
    "pencil": {},
    "uneven": {"radial_edges": [0, 5e-5, 3e-4, 1e-3, 5e-3], "depth_edges": [1e-5, 6e-5, 4e-4, 1.56e-3, 5e-3]},
    "glass": {"cover_index": [1.33, 1.5], "cover_thickness": [2e-4, 1e-3], "cover_absorption": [20.0, 1.0]},
    "wide": {"beam": "gaussian", "diameter": 4e-3, "cosine": 0.7},
}


def sets(absorption=SKINS, **changed):
    return monte_carlo_sets(absorption, **{**SKIN, **changed})


def alone(absorption, **changed):
    return monte_carlo(absorption, **{**SKIN, **changed})


def shares(lit):
    return np.array([lit.diffuse_reflectance, lit.transmittance, *lit.absorbed_by_layer])


def errors(lit):
    return np.array([lit.diffuse_reflectance_error, lit.transmittance_error, *lit.absorbed_by_layer_error])


def bits(lit):
    found = []
    for field in dataclasses.fields(lit):
        value = getattr(lit, field.name)
        if dataclasses.is_dataclass(value):
            found += bits(value)
        elif isinstance(value, tuple):
            found += [part for one in value for part in bits(one)]
        elif value is not None:
            found.append(np.asarray(value).tobytes())
    return found


def test_powers_of_two():
    exponents = np.append(np.linspace(-125.0, 0.0, 1_000_001), -np.geomspace(1e-9, 1.0, 1001)).astype(np.float32)
    exact = 2.0 ** exponents.astype(float)
    np.testing.assert_allclose(_lane_steps.power_of_two.py_func(exponents), exact, rtol=2e-7)
    limits = np.array([0.0, -0.0, -1.0, -126.0, -1e30, -np.inf], np.float32)
    found = _lane_steps.power_of_two.py_func(limits)
    np.testing.assert_array_equal(found[:3], [1.0, 1.0, 0.5])
    assert np.all((found[3:] >= 0.0) & (found[3:] < 1e-37))


def test_compiled_powers_are_what_numpy_computes():
    @njit
    def compiled(start):
        store_numbers(start + 128, _lane_steps.power_of_two(load_numbers(start)))

    memory = np.zeros(256 + 64, np.uint8)
    start = -memory.ctypes.data % 64
    rows = memory[start : start + 256].reshape(2, 128).view(np.float32)
    rows[0] = -np.geomspace(1e-6, 200.0, 32)
    compiled(memory.ctypes.data + start)
    np.testing.assert_allclose(rows[1], _lane_steps.power_of_two.py_func(rows[0]), rtol=2e-7)


@pytest.mark.parametrize("name", VARIANTS)
def test_the_set_that_absorbs_least_is_a_run_of_its_own_bit_for_bit(name):
    lit = sets(keep_batches=True, **VARIANTS[name])
    assert bits(lit.runs[1]) == bits(alone(PALE, keep_batches=True, **VARIANTS[name]))


def test_a_packet_that_meets_something_at_once_is_counted_too():
    # With this seed a free path is exactly nought, once.
    assert bits(sets(packets=1500, seed=40).runs[1]) == bits(alone(PALE, packets=1500, seed=40))


@pytest.mark.parametrize("name", VARIANTS)
def test_each_set_is_as_in_a_run_of_its_own(name):
    lit = sets(packets=60_000, **VARIANTS[name])
    for one, absorption in zip(lit.runs, SKINS, strict=True):
        other = alone(absorption, packets=60_000, seed=2, **VARIANTS[name])
        apart = np.abs(shares(one) - shares(other))
        np.testing.assert_array_less(apart, 4 * np.hypot(errors(one), errors(other)) + 1e-12)
        known = (other.absorbed > 5 * other.absorbed_error) & (other.absorbed_error > 0)
        cells = (one.absorbed - other.absorbed)[known] / np.hypot(one.absorbed_error, other.absorbed_error)[known]
        assert np.sqrt(np.mean(cells**2)) < 1.4
        assert np.all(np.abs(cells) < 6.0)
        ring, spread = one.reflected.by_radius, np.hypot(one.reflected.by_radius_error, other.reflected.by_radius_error)
        seen = other.reflected.by_radius > 5 * other.reflected.by_radius_error
        assert np.all(np.abs(ring - other.reflected.by_radius)[seen] < 5 * spread[seen])


def test_roulette_takes_and_gives_for_every_set():
    half_space = {
        "scattering": [9000.0],
        "anisotropy": [0.0],
        "thickness": [np.inf],
        "refractive_index": [1.5],
    }
    absorption = np.array([[1500.0], [1000.0], [4000.0]])
    half_space = {**SKIN, **half_space, "packets": 40_000}
    lit = monte_carlo_sets(absorption, **half_space)
    assert bits(lit.runs[1]) == bits(monte_carlo(absorption[1], **half_space))
    assert lit.runs[1].roulette != 0.0
    for one, own in zip(lit.runs, absorption, strict=True):
        other = monte_carlo(own, **{**half_space, "seed": 2})
        error = np.hypot(one.diffuse_reflectance_error, other.diffuse_reflectance_error)
        assert abs(one.diffuse_reflectance - other.diffuse_reflectance) < 4 * error
        # Fair: what it takes from nine it gives to the tenth, 3e-4 or less for each packet that plays.
        assert abs(one.roulette) < 5 * 3e-4 / np.sqrt(one.packets)
    again = monte_carlo_sets(absorption[::-1], **half_space)
    np.testing.assert_array_equal([one.roulette for one in again.runs], [one.roulette for one in lit.runs[::-1]])


def test_energy_of_every_set_adds_up():
    for one in sets(packets=3000).runs:
        total = one.reflectance + one.transmittance + one.absorbed_by_layer.sum() + one.roulette
        assert total == pytest.approx(1.0, abs=1e-7)


def change(monkeypatch, cells, by):
    """Let the kernel write something else into the cells of one set."""
    trace = _lane_sets_run.SetTables.trace

    def changed(self, *args):
        records = trace(self, *args)
        of_cells = records.reshape(len(records), -1, SETS)
        of_cells[:, cells(self), 3] += (by * of_cells[:, at.LAUNCHED, 3]).astype(np.int64)
        return records

    monkeypatch.setattr(_lane_sets_run.SetTables, "trace", changed)


def test_lost_energy_is_noticed(monkeypatch):
    change(monkeypatch, lambda _: at.UP, -1e-9)
    with pytest.raises(LentigoError, match="lost or made energy"):
        sets(packets=100)


def test_cells_that_do_not_fit_the_layers_are_noticed(monkeypatch):
    sets(packets=8000)
    change(monkeypatch, lambda tables: tables.grid + 30, 0.02)
    with pytest.raises(LentigoError, match="cells and its layers differ"):
        sets(packets=8000)


def test_threads_and_pieces_leave_no_trace(monkeypatch):
    one = bits(sets(packets=10_000))
    for threads in (2, 5):
        assert bits(sets(packets=10_000, threads=threads)) == one
    monkeypatch.setattr(_lane_run, "_SMALLEST_PIECE", 37)
    monkeypatch.setattr(_lane_run, "_LARGEST_PIECE", 411)
    assert bits(sets(packets=10_000, threads=2)) == one
    assert bits(sets(packets=10_000, seed=2)) != one


def test_it_stops_by_the_set_to_compare_with_and_the_packets_reached_repeat_it():
    rule = StoppingRule(quantity="absorbed fraction of layer 1", relative_error=0.02)
    lit = sets(packets=10**6, stop=rule, against=2)
    packets = lit.runs[0].packets
    assert packets < 10**5
    assert lit.runs[2].absorbed_by_layer_error[0] <= 0.02 * lit.runs[2].absorbed_by_layer[0]
    assert bits(sets(packets=packets, against=2)) == bits(lit)


def test_progress_is_told_and_may_stop():
    told = []
    sets(packets=5000, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (5000, 5000)

    def stop(_done, _of):
        raise Cancelled

    with pytest.raises(Cancelled):
        sets(packets=10**9, progress=stop)


def parts(comparison):
    cells = comparison.absorbed[:2, :2].ravel()
    return np.array([comparison.diffuse_reflectance, comparison.transmittance, *comparison.absorbed_by_layer, *cells])


def stated(comparison):
    shares = comparison.diffuse_reflectance_error, comparison.transmittance_error
    return np.array([*shares, *comparison.absorbed_by_layer_error, *comparison.absorbed_error[:2, :2].ravel()])


@pytest.mark.parametrize("kind", ["differences", "ratios"])
def test_errors_of_what_sets_differ_by_are_as_wide_as_the_spread(kind):
    runs = [getattr(sets(packets=1500, seed=seed, against=2), kind) for seed in range(60)]
    for k in (0, 1, 3, 4):
        spread = np.std([parts(run[k]) for run in runs], axis=0, ddof=1)
        errors_stated = np.sqrt(np.mean([stated(run[k]) ** 2 for run in runs], axis=0))
        np.testing.assert_allclose(errors_stated, spread, rtol=0.4)


def test_sets_that_are_nearly_alike_are_told_apart_far_better_than_by_two_runs():
    lit = sets(against=1)
    apart = lit.differences[2]
    assert apart.diffuse_reflectance < 0.0
    assert apart.diffuse_reflectance_error < 0.1 * lit.runs[1].diffuse_reflectance_error
    assert lit.ratios[2].diffuse_reflectance_error < 0.1 * lit.runs[1].diffuse_reflectance_error
    one, other = lit.runs[2], lit.runs[1]
    assert apart.diffuse_reflectance == pytest.approx(one.diffuse_reflectance - other.diffuse_reflectance, rel=1e-9)
    assert lit.ratios[2].absorbed_by_layer == pytest.approx(one.absorbed_by_layer / other.absorbed_by_layer)
    assert lit.differences[1].diffuse_reflectance_error == 0.0
    assert lit.ratios[1].absorbed_by_layer == pytest.approx([1.0, 1.0, 1.0])


def test_more_sets_than_fit_on_one_path_are_compared_with_the_same():
    many = PALE * np.linspace(1.0, 1.5, 10)[:, None]
    lit = sets(many, against=4, packets=5000)
    assert len(lit.runs) == len(lit.ratios) == 10
    assert np.all(np.diff([one.diffuse_reflectance for one in lit.runs]) < 0.0)
    for one in lit.differences:
        assert one.diffuse_reflectance_error < 0.1 * lit.runs[0].diffuse_reflectance_error
    assert lit.differences[4].diffuse_reflectance == 0.0


def test_batches_kept_are_those_of_each_set():
    lit = sets(keep_batches=True)
    for one in lit.runs:
        mean = np.average(one.kept, axis=0, weights=one.kept_packets)
        np.testing.assert_allclose(mean, one.absorbed, rtol=1e-9)


def test_what_does_not_fit_is_refused():
    with pytest.raises(OutOfValidityError, match="differ too much for one path: in layer 2"):
        sets([PALE, PALE * [1.0, 1e4, 1.0]])
    with pytest.raises(ValueError, match="sets by layers"):
        sets(PALE)
    with pytest.raises(ValueError, match="number of a set, 0 to 4"):
        sets(against=5)
    with pytest.raises(OutOfValidityError, match="kept in equal groups"):
        sets(keep_batches=True, stop=StoppingRule(seconds=1.0))
    with pytest.raises(OutOfValidityError, match="not negative"):
        sets(-SKINS)
