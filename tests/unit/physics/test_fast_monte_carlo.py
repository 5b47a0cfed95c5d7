"""The fast light engine against the reference and published values; the same bits whatever threads and pieces."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from llvmlite import binding
from numba import njit

from lentigo.cli.commands import doctor
from lentigo.errors import Cancelled, LentigoError, OutOfValidityError
from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_kernel, _lane_run, _lane_width, light_sources
from lentigo.physics._lane_width import widest_registers
from lentigo.physics.monte_carlo import monte_carlo
from lentigo.physics.stopping import StoppingRule

P1 = {
    "absorption": [1000.0],
    "scattering": [9000.0],
    "anisotropy": [0.75],
    "thickness": [2e-4],
    "refractive_index": [1.0],
    "index_above": 1.0,
    "index_below": 1.0,
}
"""A slab of van de Hulst's tables."""
P2 = {**P1, "anisotropy": [0.0], "thickness": [math.inf], "refractive_index": [1.5], "index_below": 1.5}
"""A half space of Giovanelli's."""
P3 = {
    "absorption": [2000.0, 25.0, 10.0],
    "scattering": [3e4, 2e4, 1e4],
    "anisotropy": [0.85, 0.85, 0.85],
    "thickness": [6e-5, 1.5e-3, 1e-2],
    "refractive_index": [1.4, 1.4, 1.44],
    "index_above": 1.0,
    "index_below": 1.0,
}
"""Skin at 755 nm."""
LAYERS = ("absorption", "scattering", "anisotropy", "thickness")
GRID = {"radial_edges": np.linspace(0, 5e-3, 26), "depth_edges": np.linspace(0, 2e-3, 21)}


def walk(problem, **changed):
    options = {**GRID, **problem, "packets": 20_000, "seed": 1, "engine": "fast", **changed}
    layers = [options.pop(name) for name in LAYERS]
    return monte_carlo(*layers, **options)


def shares(lit):
    """Everything that a run says in few numbers, with the errors."""
    values = [lit.diffuse_reflectance, lit.transmittance, *lit.absorbed_by_layer]
    errors = [lit.diffuse_reflectance_error, lit.transmittance_error, *lit.absorbed_by_layer_error]
    return np.array(values), np.array(errors)


def bits(lit):
    """All numbers of a result, to be compared bit for bit."""
    found = []
    for field in dataclasses.fields(lit):
        value = getattr(lit, field.name)
        if dataclasses.is_dataclass(value):
            found += bits(value)
        elif value is not None:
            found.append(np.asarray(value).tobytes())
    return found


def test_van_de_hulst_slab():
    lit = walk(P1, packets=400_000, seed=2)
    assert abs(lit.diffuse_reflectance - 0.09739) < 3 * lit.diffuse_reflectance_error
    assert abs(lit.transmittance - 0.66096) < 3 * lit.transmittance_error
    assert lit.diffuse_reflectance_error < 1e-3


def test_giovanelli_half_space():
    lit = walk(P2, packets=200_000)
    assert abs(lit.reflectance - 0.2600) < 3 * lit.diffuse_reflectance_error
    assert lit.transmittance == 0.0


def test_skin_at_755_nm():
    lit = walk(P3, packets=200_000)
    values, errors = shares(lit)
    np.testing.assert_array_less(np.abs(values - [0.3496, 0.0202, 0.3977, 0.1153, 0.0896]), 3 * errors + 5e-5)
    assert lit.specular == pytest.approx((0.4 / 2.4) ** 2)


PROBLEMS = {
    "P1": P1,
    "P2": P2,
    "P3": P3,
    "oblique": {**P3, "cosine": 0.5},
    "backward": {**P1, "anisotropy": [-0.6], "refractive_index": [1.3]},
    "top hat": {**P3, "beam": "top_hat", "diameter": 4e-3},
    "gaussian": {**P3, "beam": "gaussian", "diameter": 4e-3},
    "glass": {**P3, "cover_index": [1.33, 1.5], "cover_thickness": [2e-4, 1e-3], "cover_absorption": [20.0, 1.0]},
    "cone": {**P3, "beam": light_sources.converging(focus=3e-3, half_angle=0.4)},
    "weak absorber": {**P1, "absorption": [1.0], "scattering": [1e5], "anisotropy": [0.9], "thickness": [5e-4]},
    "uneven": {
        **P3,
        "radial_edges": [0, 5e-5, 3e-4, 1e-3, 5e-3],
        "depth_edges": [1e-5, 6e-5, 4e-4, 1.56e-3, 5e-3],
    },
    "denser below": {**P3, "refractive_index": [1.6, 1.33, 1.5], "index_below": 1.7},
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_both_engines_find_the_same(name):
    fast = walk(PROBLEMS[name], packets=100_000, seed=3)
    slow = walk(PROBLEMS[name], packets=12_000, seed=4, engine="reference")
    values, errors = shares(fast)
    others, spread = shares(slow)
    np.testing.assert_array_less(np.abs(values - others), 4 * np.hypot(errors, spread) + 1e-12)
    assert fast.specular == pytest.approx(slow.specular, abs=4 * np.hypot(fast.specular_error, slow.specular_error))
    for one, error, other, spread in (
        (fast.absorbed, fast.absorbed_error, slow.absorbed, slow.absorbed_error),
        (fast.absorbed_beyond, fast.absorbed_beyond_error, slow.absorbed_beyond, slow.absorbed_beyond_error),
        *(
            (getattr(f, part), getattr(f, f"{part}_error"), getattr(s, part), getattr(s, f"{part}_error"))
            for f, s in ((fast.reflected, slow.reflected), (fast.transmitted, slow.transmitted))
            for part in ("by_radius", "by_angle", "by_radius_and_angle")
        ),
    ):
        known = (spread > 0) & (other > 5 * spread)
        apart = (one - other)[known] / np.hypot(error, spread)[known]
        # Neighbouring cells share packets: a few of them may be off together.
        assert apart.size < 50 or np.sqrt(np.mean(apart**2)) < 1.3
        assert np.all(np.abs(apart) < 6.0)


def test_escapes_by_radius_and_angle_add_up():
    lit = walk(P3)
    area = np.pi * np.diff(lit.radial_edges**2)
    solid = 2 * np.pi * -np.diff(np.cos(lit.angle_edges))
    for total, escape in ((lit.diffuse_reflectance, lit.reflected), (lit.transmittance, lit.transmitted)):
        assert (escape.by_radius * area).sum() + escape.beyond == pytest.approx(total, rel=1e-12)
        assert (escape.by_angle * solid).sum() == pytest.approx(total, rel=1e-12)
        inner = (escape.by_radius_and_angle * area[:, None] * solid).sum(axis=1)
        np.testing.assert_allclose(inner, escape.by_radius * area, rtol=1e-12)


def test_light_without_scattering_leaves_at_one_angle():
    lit = walk(
        {**P1, "scattering": [0.0], "refractive_index": [1.4], "index_below": 1.2},
        cosine=0.6,
        angle_edges=np.linspace(0, np.pi / 2, 91),
        radial_edges=np.linspace(0, 5e-4, 51),
    )
    below = math.asin(0.8 / 1.2)
    leaving = np.flatnonzero(lit.transmitted.by_angle)
    np.testing.assert_array_equal(leaving, [int(np.degrees(below))])
    # Straight through the slab, and once more through it after each pair of reflections.
    across = 2e-4 * math.tan(math.asin(0.8 / 1.4))
    assert np.flatnonzero(lit.transmitted.by_radius)[0] == int(across / 1e-5)


def test_energy_is_kept_to_the_last_digit():
    for problem in (P1, P2, P3):
        lit = walk(problem, packets=3000)
        total = lit.reflectance + lit.transmittance + lit.absorbed_by_layer.sum() + lit.roulette
        assert total == pytest.approx(1.0, abs=1e-7)  # specular in double precision, all else from a single one
        assert abs(lit.roulette) < 5 * 3e-4 / math.sqrt(3000)


def test_lost_energy_is_noticed(monkeypatch):
    trace = _lane_run.Tables.trace

    def losing(self, *args):
        records = trace(self, *args)
        records[0, at.UP] -= 1
        return records

    monkeypatch.setattr(_lane_run.Tables, "trace", losing)
    with pytest.raises(LentigoError, match="lost or made energy"):
        walk(P3, packets=100)


def test_threads_and_pieces_leave_no_trace(monkeypatch):
    one = bits(walk(P3, packets=30_000))
    for threads in (2, 5):
        assert bits(walk(P3, packets=30_000, threads=threads)) == one
    monkeypatch.setattr(_lane_run, "_SMALLEST_PIECE", 37)
    monkeypatch.setattr(_lane_run, "_LARGEST_PIECE", 411)
    assert bits(walk(P3, packets=30_000, threads=2)) == one
    assert bits(walk(P3, packets=30_000, seed=2)) != one


def tables(problem, seed=1):
    """What a run of the problem hands to the kernel."""
    caught = []

    class Caught(Exception):  # noqa: N818
        pass

    class Listening(_lane_run.LaneRun):
        def __init__(self, given, **_options):
            caught.append(given)
            raise Caught

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("lentigo.physics.monte_carlo.LaneRun", Listening)
        with pytest.raises(Caught):
            walk(problem, seed=seed)
    return caught[0]


def test_more_packets_continue_the_stream():
    run = _lane_run.LaneRun(tables(P3), threads=1)
    run.extend(700)
    run.extend(9000)
    at_once = _lane_run.LaneRun(tables(P3), threads=2)
    at_once.extend(9000)
    for one, other in zip(run.tallies(), at_once.tallies(), strict=True):
        np.testing.assert_array_equal(one.mean(), other.mean())
        np.testing.assert_array_equal(one.error(), other.error())


def test_a_packet_is_the_same_in_whatever_lane_it_flies():
    whole = tables(P3).trace(0, 300, [1000])
    parts = [tables(P3).trace(first, first + 1, [1000]) for first in range(300)]
    np.testing.assert_array_equal(np.sum(parts, axis=0), whole)


def test_a_seed_of_any_size_is_taken():
    assert bits(walk(P1, packets=50, seed=2**64 + 1)) == bits(walk(P1, packets=50, seed=1))
    assert walk(P1, packets=50, seed=-1).packets == 50


def test_errors_are_as_wide_as_the_spread():
    runs = [shares(walk(P3, seed=seed, packets=2000)) for seed in range(60)]
    spread = np.std([values for values, _ in runs], axis=0, ddof=1)
    stated = np.sqrt(np.mean([errors**2 for _, errors in runs], axis=0))
    np.testing.assert_allclose(stated, spread, rtol=0.35)


def test_one_packet_has_no_error():
    lit = walk(P3, packets=1)
    assert lit.packets == 1
    assert np.isnan(lit.diffuse_reflectance_error)


def test_progress_is_told_from_the_waiting_thread_and_may_stop():
    told = []
    walk(P3, threads=2, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (20_000, 20_000)
    assert told == sorted(told)

    def stop(_done, _of):
        raise Cancelled

    with pytest.raises(Cancelled):
        walk(P3, progress=stop, threads=2, packets=10**9)


def test_it_stops_when_the_quantity_is_known_well_enough():
    rule = StoppingRule(quantity="absorbed fraction of layer 1", relative_error=0.01)
    lit = walk(P3, packets=10**7, stop=rule, threads=2)
    assert lit.packets < 100_000
    assert lit.absorbed_by_layer_error[0] <= 0.01 * lit.absorbed_by_layer[0]
    assert bits(walk(P3, packets=lit.packets)) == bits(lit)


def test_the_number_of_packets_is_the_most_that_a_rule_can_ask_for():
    rule = StoppingRule(quantity="transmittance", relative_error=1e-6)
    assert walk(P3, packets=9000, stop=rule).packets == 9000


def test_a_quantity_that_never_happens_stops_at_the_most():
    rule = StoppingRule(quantity="transmittance", relative_error=0.1)
    assert walk(P2, packets=9000, stop=rule).packets == 9000


def test_it_stops_when_time_is_up_and_tells_how_far_it_came(monkeypatch):
    now = iter(float(n) for n in range(10**6))
    clock = type("Clock", (), {"monotonic": staticmethod(lambda: next(now))})
    monkeypatch.setattr("lentigo.physics._lane_run.time", clock)
    monkeypatch.setattr("lentigo.physics._lane_stop.time", clock)
    lit = walk(P3, packets=10**9, stop=StoppingRule(seconds=40.0))
    monkeypatch.undo()
    assert 2048 <= lit.packets < 10**6
    assert bits(walk(P3, packets=lit.packets)) == bits(lit)


@pytest.mark.parametrize("engine", ["fast", "reference"])
class TestBadInput:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"absorption": [-1.0]},
            {"scattering": [-1.0]},
            {"absorption": [math.nan]},
            {"scattering": [math.inf]},
            {"packets": 0},
            {"thickness": [0.0]},
            {"anisotropy": [1.0]},
            {"anisotropy": [-1.0]},
            {"refractive_index": [0.9]},
            {"thickness": [math.inf], "absorption": [0.0]},
        ],
        ids=str,
    )
    def test_what_cannot_be_is_refused(self, engine, wrong):
        with pytest.raises(OutOfValidityError, match=r"must|for ever"):
            walk(P1, engine=engine, **wrong)

    def test_without_scattering_light_follows_the_law_of_beer(self, engine):
        lit = walk(P1, engine=engine, scattering=[0.0])
        assert abs(lit.transmittance - math.exp(-0.2)) < 4 * lit.transmittance_error
        assert lit.diffuse_reflectance == 0.0

    def test_without_absorption_nothing_is_lost(self, engine):
        lit = walk(P1, engine=engine, absorption=[0.0], packets=4000)
        assert lit.absorbed_by_layer[0] == 0.0
        assert lit.diffuse_reflectance + lit.transmittance == pytest.approx(1.0, abs=1e-9)
        assert not lit.absorbed.any()

    def test_a_layer_that_does_nothing_changes_nothing(self, engine):
        clear = {name: [P1[name][0], 0.0, P1[name][0]] for name in ("absorption", "scattering", "anisotropy")}
        lit = walk(P1, **clear, thickness=[1e-4, 5e-3, 1e-4], refractive_index=[1.0] * 3, engine=engine)
        assert abs(lit.diffuse_reflectance - 0.09739) < 4 * lit.diffuse_reflectance_error
        assert abs(lit.transmittance - 0.66096) < 4 * lit.transmittance_error

    def test_a_clear_slab_is_two_mirrors(self, engine):
        lit = walk(P1, engine=engine, absorption=[0.0], scattering=[0.0], refractive_index=[1.5])
        assert abs(lit.transmittance - 0.96 / 1.04) < 4 * lit.transmittance_error

    def test_an_optical_depth_of_ten_thousand_lets_nothing_through(self, engine):
        lit = walk(P1, engine=engine, absorption=[1e7], scattering=[0.0], thickness=[1e-3], packets=2000)
        assert lit.transmittance == 0.0
        assert lit.absorbed_by_layer[0] == pytest.approx(1.0, abs=1e-6)
        deep = walk(P1, engine=engine, absorption=[9e6], scattering=[1e6], thickness=[1e-3], packets=2000)
        assert deep.transmittance == 0.0
        assert deep.absorbed_by_layer[0] + deep.diffuse_reflectance == pytest.approx(1.0, abs=1e-4)

    def test_a_spot_larger_than_the_grid_is_counted_beyond_it(self, engine):
        lit = walk(P3, engine=engine, beam="top_hat", diameter=0.1, depth_edges=[0, 6e-5], packets=4000)
        inside = (lit.absorbed[:, 0] * np.pi * np.diff(lit.radial_edges**2)).sum() * 6e-5
        assert inside + lit.absorbed_beyond[0] == pytest.approx(lit.absorbed_by_layer[0], rel=1e-6)
        assert inside / lit.absorbed_by_layer[0] == pytest.approx((5e-3 / 0.05) ** 2, abs=0.01)

    def test_an_engine_or_rule_that_is_not_there_is_named(self, engine):
        with pytest.raises(OutOfValidityError, match="no engine"):
            walk(P1, engine=engine + "er")


def test_what_the_fast_engine_cannot_tell_apart_it_refuses():
    with pytest.raises(OutOfValidityError, match="too thin"):
        walk(P3, thickness=[1.0, 1e-9, 1.0])
    with pytest.raises(OutOfValidityError, match="finest of radial_edges"):
        walk(P3, radial_edges=[0.0, 1e-8, 1e-2])
    with pytest.raises(OutOfValidityError, match="takes anisotropy from"):
        walk(P3, anisotropy=[0.85, 0.99999999, 0.85])
    with pytest.raises(OutOfValidityError, match="cells at most"):
        walk(P3, radial_edges=np.linspace(0, 1e-2, 5001), depth_edges=np.linspace(0, 1e-2, 5001))


def test_forward_scattering_as_steep_as_it_takes_is_right():
    # The same reduced scattering turns light as far, in a slab too thick for the single steps to show.
    steep = walk(
        {**P1, "scattering": [2e7], "anisotropy": [0.9999], "thickness": [5e-3], "absorption": [10.0]}, packets=1000
    )
    flat = walk({**P1, "scattering": [2e3], "anisotropy": [0.0], "thickness": [5e-3], "absorption": [10.0]})
    apart = steep.diffuse_reflectance - flat.diffuse_reflectance
    assert abs(apart) < 4 * steep.diffuse_reflectance_error


def test_rules_and_kept_batches_have_their_engines():
    rule = StoppingRule(seconds=1.0)
    with pytest.raises(OutOfValidityError, match="knows no stopping rule"):
        walk(P3, engine="reference", stop=rule)
    with pytest.raises(OutOfValidityError, match="cannot be kept"):
        walk(P3, keep_batches=True, stop=rule)


def test_a_packet_that_is_weak_where_it_meets_an_edge_ends_once():
    # Nineteen parts of twenty go at each step: of some packets so little is left that roulette leaves them weak.
    strong = {**P1, "absorption": [1.9e4], "scattering": [1e3], "refractive_index": [1.4]}
    fast, slow = (walk(strong, engine=engine, packets=20_000) for engine in ("fast", "reference"))
    assert abs(fast.roulette) < 1e-4
    values, errors = shares(fast)
    others, spread = shares(slow)
    np.testing.assert_array_less(np.abs(values - others), 4 * np.hypot(errors, spread))


def test_kept_batches_hold_the_whole():
    lit = walk(P3, keep_batches=True)
    assert lit.kept_packets.sum() == lit.packets
    mean = (lit.kept * lit.kept_packets[:, None, None]).sum(axis=0) / lit.packets
    np.testing.assert_allclose(mean, lit.absorbed, rtol=1e-12, atol=1e-9)


def test_the_compiled_loop_works_in_the_widest_registers():
    features = binding.get_host_cpu_features()
    width = next((bits for name, bits in (("avx512f", 512), ("avx2", 256)) if features.get(name)), 128)
    compiled = njit(nogil=True)(_lane_kernel.trace_lanes.py_func)
    compiled.compile("void(int64, int64)")
    assembly = compiled.inspect_asm(compiled.signatures[0])
    loop = "\n".join(line for line in assembly.splitlines() if "sqrt" in line or "div" in line)
    assert widest_registers(assembly) == width
    if width == 512:
        assert loop.count("vsqrtps\t%zmm") + loop.count("vsqrtps %zmm") >= 4


@pytest.mark.parametrize(
    ("instruction", "width"),
    [
        ("vfmadd213ps %zmm1, %zmm2, %zmm3", 512),
        ("vmulps %ymm1, %ymm2, %ymm3", 256),
        ("mulps %xmm1, %xmm2", 128),
        ("fmla v0.4s, v1.4s, v2.4s", 128),
        ("movq %rax, %rbx", 0),
    ],
)
def test_registers_are_known_by_their_names(instruction, width):
    assert widest_registers(f"movups (%rax), %zmm9\n\t{instruction}\n") == width


def test_the_doctor_shows_the_registers():
    found = {line.name: line for line in doctor.examined()}["light engine"]
    assert found.state == "ok"
    assert f"{_lane_width.register_width()} bit" in found.text
