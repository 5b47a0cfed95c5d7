"""Solids in the fast engine: the reference on random scenes, planted faults, the same bits for all threads."""

from __future__ import annotations

import dataclasses
import threading

import numpy as np
import pytest
from llvmlite import binding
from numba import njit
from scipy.special import chdtrc

from lentigo.errors import Cancelled, LentigoError, OutOfValidityError
from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_run, _lane_solids, light_solids, light_sources
from lentigo.physics import _lane_solids_desk as on
from lentigo.physics._lane_solids_run import SolidTables, cut
from lentigo.physics._lane_width import widest_registers
from lentigo.physics._light_checks import as_layers
from lentigo.physics._packet_steps import CYLINDER
from lentigo.physics.light_solids import lesion_disc, monte_carlo_with_solids, vessel
from lentigo.physics.stopping import quantity_place, stopping_rule

SKIN = ([2000.0, 25.0], [3e4, 2e4], [0.85, 0.85], [6e-5, 2e-3])
GRID = {
    "x_edges": np.linspace(-1e-3, 1e-3, 21),
    "y_edges": np.linspace(-1e-3, 1e-3, 5),
    "z_edges": [0.0, 6e-5, 3e-4, 5e-4, 1e-3],
}
BLOOD = vessel(depth=4e-4, radius=1e-4, absorption=2e4, scattering=6e4, anisotropy=0.98)
LESION = lesion_disc(radius=4e-4, top=0.0, bottom=6e-5, absorption=6000.0, scattering=3e4, anisotropy=0.85)


def walk(*solids, layers=SKIN, **changed):
    options = {
        "refractive_index": [1.4, 1.44],
        "index_above": 1.0,
        "index_below": 1.0,
        "source": light_sources.top_hat(diameter=1e-3),
        "packets": 5000,
        "seed": 1,
        **GRID,
        **changed,
    }
    return monte_carlo_with_solids(*layers, solids=solids, **options)


def bits(lit):
    """All numbers of a result, to be compared bit for bit."""
    return [np.asarray(getattr(lit, field.name)).tobytes() for field in dataclasses.fields(lit)]


def tables(*solids, seed=1, **changed):
    """What a run hands to the kernel."""
    nothing = {"cover_index": [], "cover_thickness": [], "cover_absorption": []}
    edges = tuple(np.asarray({**GRID, **changed}[name], float) for name in ("x_edges", "y_edges", "z_edges"))
    return SolidTables(
        as_layers(*SKIN, refractive_index=[1.4, 1.44], **nothing),
        light_sources.top_hat(diameter=1e-3),
        solids=solids,
        index_above=1.0,
        index_below=1.0,
        edges=edges,
        seed=seed,
    )


# The reference on random scenes.

SCENES = 12
SOURCES = (
    light_sources.top_hat(diameter=3e-4),
    light_sources.rectangle(width=2e-4, length=4e-4),
    light_sources.tilted(light_sources.gaussian(diameter=3e-4), angle=0.5),
    light_sources.converging(focus=3e-4, half_angle=0.4),
)


def scene(number):
    """Layers, solids and a beam by chance, so thin and clear that the reference is done soon."""
    draw = np.random.default_rng(number)
    count = int(draw.integers(2, 4))
    thickness = draw.uniform(5e-5, 3e-4, count)
    deepest = thickness.sum()
    solids = []
    for _ in range(int(draw.integers(1, 4))):
        absorption, scattering, anisotropy = draw.uniform([5e2, 0.0, 0.0], [6e3, 2e4, 0.95])
        held = {"absorption": absorption, "scattering": scattering, "anisotropy": anisotropy}
        x, y = draw.uniform(-1e-4, 1e-4, 2)
        if draw.random() < 0.6:
            radius = draw.uniform(0.1, 0.4) * deepest
            solids.append(vessel(depth=draw.uniform(radius, deepest - radius), radius=radius, x=x, **held))
        else:
            # Every other disc fills the uppermost layer.
            top, bottom = (0.0, thickness[0]) if draw.random() < 0.5 else np.sort(draw.uniform(0.0, deepest, 2))
            solids.append(lesion_disc(radius=draw.uniform(5e-5, 3e-4), top=top, bottom=bottom, x=x, y=y, **held))
    covers = int(draw.integers(0, 2))
    around = draw.uniform(50.0, 800.0, count), draw.uniform(5e2, 6e3, count), draw.uniform(-0.2, 0.9, count)
    return {
        "layers": (*around, thickness),
        "solids": solids,
        "source": SOURCES[number % 4],
        "refractive_index": draw.uniform(1.33, 1.5, count),
        "cover_index": [1.4] * covers,
        "cover_thickness": [2e-4] * covers,
    }


def scene_shares(number, *, engine, packets, seed, changed=lambda solid: solid):
    """Everything that a run of a scene says in few numbers, with errors; and to which kind each belongs."""
    given = scene(number)
    solids = [changed(solid) for solid in given.pop("solids")]
    lit = walk(*solids, **given, engine=engine, packets=packets, seed=seed, threads=2)
    parts = ("diffuse_reflectance", "transmittance", "absorbed_by_layer", "absorbed_by_solid")
    values = [np.atleast_1d(getattr(lit, part)) for part in parts]
    errors = [np.atleast_1d(getattr(lit, f"{part}_error")) for part in parts]
    return np.concatenate(values), np.concatenate(errors), np.repeat(range(4), [value.size for value in values])


@pytest.fixture(scope="module")
def reference():
    return [scene_shares(number, engine="reference", packets=40_000, seed=1) for number in range(SCENES)]


def scenes_agree(reference, *, seed=2, changed=lambda solid: solid):
    apart, pooled = [], np.zeros((4, 2))
    for number, (other, spread, kinds) in enumerate(reference):
        value, error, _ = scene_shares(number, engine="fast", packets=200_000, seed=seed, changed=changed)
        variance = error**2 + spread**2
        seen = variance > 0.0
        apart.append((value - other)[seen] / np.sqrt(variance[seen]))
        for kind in range(4):
            own = seen & (kinds == kind)
            # By which part all values of this kind are off, as well as all scenes together tell, and how well they do.
            pooled[kind] += np.sum(((value - other) * other / variance)[own]), np.sum((other**2 / variance)[own])
    apart = np.concatenate(apart)
    assert apart.size > 60
    assert chdtrc(apart.size, np.sum(apart**2)) > 1e-3
    off, known = pooled[:, 0] / pooled[:, 1], 1.0 / np.sqrt(pooled[:, 1])
    assert np.all(known < 3e-3)
    np.testing.assert_array_less(np.abs(off), 3.5 * known)


def test_both_engines_find_the_same_in_random_scenes(reference):
    scenes_agree(reference)


def darker(solid):
    return dataclasses.replace(solid, absorption=1.01 * solid.absorption)


def wider(solid):
    x, second, radius, top, bottom = solid.numbers
    wide = dataclasses.replace(solid, numbers=(x, second, 1.01 * radius, top, bottom))
    if solid.kind == CYLINDER:
        wide = dataclasses.replace(wide, top=second - 1.01 * radius, bottom=second + 1.01 * radius)
    return wide


def tampered(place):
    """Tables whose layers have a number that is a percent too large."""

    class Tampered(SolidTables):
        def _shelve(self, solids):
            super()._shelve(solids)
            self.desk[at.FIRST_LAYER // 8 :].reshape(-1, at.LAYER_CELLS)[:, place // 8] *= 1.01

    return Tampered


@pytest.mark.parametrize("changed", [darker, wider])
def test_a_solid_that_is_a_percent_too_much_would_be_noticed(reference, changed):
    with pytest.raises(AssertionError):
        scenes_agree(reference, changed=changed)


@pytest.mark.parametrize("place", [at.L_PATH, at.L_SHARE], ids=["longest steps", "share absorbed around solids"])
def test_a_percent_too_much_in_the_kernel_would_be_noticed(reference, place, monkeypatch):
    monkeypatch.setattr(light_solids, "SolidTables", tampered(place))
    with pytest.raises(AssertionError):
        scenes_agree(reference)


# Steps for what surely lies around a packet.


def reaching(share):
    """Tables with which packets take so much of the distance to the nearest solid for sure."""

    class Reaching(SolidTables):
        def _shelve(self, solids):
            super()._shelve(solids)
            self.shelf[[on.RADIUS // 8, on.DIAMETER // 8, on.RADIUS_SQUARED // 8]] *= [share, share**2, share**2]

    return Reaching


def of_dense_vessels(monkeypatch, share, *, seed):
    monkeypatch.setattr(light_solids, "SolidTables", reaching(share))
    places = [(-2e-4, 2e-4), (0.0, 3e-4), (2e-4, 2e-4), (5e-5, 6e-4)]
    solids = [vessel(x=x, depth=z, radius=3e-5, absorption=8e4, scattering=2e4, anisotropy=0.5) for x, z in places]
    lit = walk(*solids, layers=([50.0], [5e3], [0.5], [1e-3]), refractive_index=[1.4], packets=150_000, seed=seed)
    total = lit.absorbed_by_solid.sum()
    return total, np.sqrt(np.sum(lit.absorbed_by_solid_error**2))


def test_how_far_packets_look_for_solids_changes_no_mean(monkeypatch):
    near, error = of_dense_vessels(monkeypatch, 0.0, seed=2)
    for share, right in ((1.0, True), (0.5, True), (2.0, False)):
        far, spread = of_dense_vessels(monkeypatch, share, seed=3)
        assert (abs(far - near) < 3.5 * np.hypot(error, spread)) == right
    assert error < 0.01 * near


# Edges that coincide, or nearly.


def test_slabs_are_cut_where_solids_begin_and_end_and_once_where_they_differ_by_rounding():
    nothing = {"cover_index": [1.5], "cover_thickness": [1e-3], "cover_absorption": [0.0]}
    layers = as_layers(*SKIN, refractive_index=[1.4, 1.44], **nothing)
    rounded = lesion_disc(
        radius=1e-4, top=0.0, bottom=np.nextafter(6e-5, 1.0), absorption=1.0, scattering=5e4, anisotropy=0.0
    )
    slabs = cut(layers, [rounded, BLOOD])
    np.testing.assert_allclose(slabs.layers.depth, [-1e-3, 0.0, 6e-5, 3e-4, 5e-4, 2.06e-3], rtol=1e-6)
    np.testing.assert_array_equal(slabs.layer_of, [0, 1, 2, 2, 2])
    np.testing.assert_allclose(slabs.most, [0.0, 50001.0, 20025.0, 80000.0, 20025.0])
    assert slabs.layers.covers == 1


def test_a_lesion_whose_bottom_is_off_by_rounding_changes_no_bit():
    bottoms = (6e-5, np.nextafter(6e-5, 1.0), np.nextafter(6e-5, 0.0))
    runs = [bits(walk(dataclasses.replace(LESION, numbers=(0, 0, 4e-4, 0, end), bottom=end))) for end in bottoms]
    assert runs[1] == runs[0]
    assert runs[2] == runs[0]


def test_a_lesion_that_fills_its_layer_leaves_it_nothing_to_absorb():
    wide = dataclasses.replace(LESION, numbers=(0.0, 0.0, 1.0, 0.0, 6e-5))
    lit = walk(wide)
    assert lit.absorbed_by_layer[0] == 0.0
    assert lit.absorbed_by_solid[0] > 0.1


def test_a_vessel_that_touches_the_edge_of_a_layer_and_one_on_a_line_of_the_grid():
    touching = vessel(depth=6e-5 + 1e-4, radius=1e-4, absorption=2e4, scattering=6e4, anisotropy=0.98)
    lower = vessel(depth=6e-5 + 2e-4 + 1e-5, radius=1e-5, absorption=2e4, scattering=6e4, anisotropy=0.98)
    lit = walk(touching, lower)
    slow = walk(touching, lower, engine="reference", packets=2000)
    for solid in range(2):
        error = np.hypot(lit.absorbed_by_solid_error[solid], slow.absorbed_by_solid_error[solid])
        assert abs(lit.absorbed_by_solid[solid] - slow.absorbed_by_solid[solid]) < 4 * error


@pytest.mark.parametrize("x", [0.0, 1e-2])
def test_small_vessels_far_from_the_axis_keep_their_size(x):
    # Two hundredths of a millimetre, up to a centimetre away: Beer's law along the chords.
    radius, width = 1e-5, 2.1e-2
    lit = walk(
        vessel(depth=5e-4, radius=radius, x=x, absorption=8e4, scattering=0.0, anisotropy=0.0),
        layers=([0.0], [0.0], [0.0], [1e-3]),
        refractive_index=[1.0],
        source=light_sources.rectangle(width=width, length=1e-3),
        packets=1_000_000,
    )
    beside = (np.arange(2000) + 0.5) / 2000 * radius
    expected = 2 * radius / width * np.mean(1.0 - np.exp(-8e4 * 2.0 * np.sqrt(radius**2 - beside**2)))
    assert abs(lit.absorbed_by_solid[0] - expected) < 3 * lit.absorbed_by_solid_error[0]
    assert lit.absorbed_by_solid_error[0] < 0.05 * expected


# Boxes.


def test_uneven_boxes_hold_what_even_ones_hold():
    even = walk(BLOOD, LESION, z_edges=np.linspace(0.0, 1e-3, 11))
    volume = np.diff(even.x_edges)[:, None, None] * np.diff(even.y_edges)[:, None] * np.diff(even.z_edges)
    energy = even.absorbed * volume
    for axis, name in enumerate(("x_edges", "y_edges", "z_edges")):
        edges = getattr(even, name)
        merged = walk(BLOOD, LESION, **{"z_edges": even.z_edges, name: np.delete(edges, 1)})
        ends = np.delete(np.arange(edges.size - 1), 1)
        whole = merged.absorbed * (
            np.diff(merged.x_edges)[:, None, None] * np.diff(merged.y_edges)[:, None] * np.diff(merged.z_edges)
        )
        np.testing.assert_allclose(whole, np.add.reduceat(energy, ends, axis=axis), rtol=1e-4, atol=1e-7)
        assert merged.absorbed_outside == pytest.approx(even.absorbed_outside, abs=1e-6)


def test_a_box_in_the_lesion_tells_the_law_of_beer():
    # Parallel light, no scattering: what each box takes is known.
    edges = np.linspace(0.0, 6e-5, 7)
    lit = walk(
        dataclasses.replace(LESION, scattering=0.0),
        layers=([0.0], [0.0], [0.0], [1e-3]),
        refractive_index=[1.0],
        source=light_sources.rectangle(width=4e-4, length=4e-4),
        packets=100_000,
        x_edges=[-2e-4, 2e-4],
        y_edges=[-2e-4, 2e-4],
        z_edges=edges,
    )
    through = np.exp(-6000.0 * edges)
    expected = -np.diff(through) / (np.diff(edges) * (4e-4) ** 2)
    np.testing.assert_array_less(np.abs(lit.absorbed[0, 0] - expected), 4 * lit.absorbed_error[0, 0])
    assert lit.absorbed_outside == pytest.approx(0.0, abs=1e-4)


def test_many_boxes_are_added_up_in_few_batches_with_the_same_mean():
    fine = {"x_edges": np.linspace(-1e-3, 1e-3, 121), "y_edges": np.linspace(-1e-3, 1e-3, 121)}
    many, few = walk(BLOOD, **fine), walk(BLOOD)
    assert tables(BLOOD, **fine).batches_of_a_size < tables(BLOOD).batches_of_a_size
    np.testing.assert_array_equal(many.absorbed_by_solid, few.absorbed_by_solid)
    np.testing.assert_array_equal(many.absorbed_by_layer, few.absorbed_by_layer)
    of_box = (many.absorbed.reshape(20, 6, 4, 30, -1)).mean(axis=(1, 3))
    np.testing.assert_allclose(of_box, few.absorbed, rtol=1e-4, atol=1e-4 * few.absorbed.max())
    assert many.absorbed_by_solid_error[0] == pytest.approx(few.absorbed_by_solid_error[0], rel=0.5)


# The engine's promises.


def test_threads_and_pieces_leave_no_trace(monkeypatch):
    one = bits(walk(BLOOD, LESION, packets=20_000))
    for threads in (2, 5):
        assert bits(walk(BLOOD, LESION, packets=20_000, threads=threads)) == one
    monkeypatch.setattr(_lane_run, "_SMALLEST_PIECE", 37)
    monkeypatch.setattr(_lane_run, "_LARGEST_PIECE", 411)
    assert bits(walk(BLOOD, LESION, packets=20_000, threads=2)) == one
    assert bits(walk(BLOOD, LESION, packets=20_000, seed=2)) != one


def test_more_packets_continue_the_stream():
    run = _lane_run.LaneRun(tables(BLOOD, LESION), threads=1)
    run.extend(700)
    run.extend(6000)
    at_once = _lane_run.LaneRun(tables(BLOOD, LESION), threads=2)
    at_once.extend(6000)
    for one, other in zip(run.tallies(), at_once.tallies(), strict=True):
        np.testing.assert_array_equal(one.mean(), other.mean())
        np.testing.assert_array_equal(one.error(), other.error())


def test_a_packet_is_the_same_in_whatever_lane_it_flies():
    made = tables(BLOOD, LESION)
    whole = made.trace(0, 200, [1000])
    parts = [made.trace(first, first + 1, [1000]) for first in range(200)]
    np.testing.assert_array_equal(np.sum(parts, axis=0), whole)


def test_energy_is_kept_to_the_last_digit():
    # Refracting covers count what they send back as packets do.
    lit = walk(BLOOD, LESION, cover_index=[1.5], cover_thickness=[1e-3], cover_absorption=100.0)
    ends = lit.specular + lit.diffuse_reflectance + lit.transmittance + lit.roulette
    taken = lit.absorbed_by_layer.sum() + lit.absorbed_by_solid.sum() + lit.absorbed_by_cover.sum()
    assert ends + taken == pytest.approx(1.0, abs=4e-16)
    assert lit.absorbed_by_cover[0] > 0.01


@pytest.mark.parametrize("place", ["taken", "given", "grid"])
def test_a_last_digit_that_is_lost_is_noticed(monkeypatch, place):
    trace = SolidTables.trace

    def losing(self, *args):
        records = trace(self, *args)
        records[0, getattr(self, place)] += 1
        return records

    monkeypatch.setattr(SolidTables, "trace", losing)
    with pytest.raises(LentigoError, match="lost or made energy"):
        walk(BLOOD, packets=100)


def test_errors_are_as_wide_as_the_spread():
    runs = [walk(BLOOD, LESION, seed=seed, packets=2000) for seed in range(60)]
    for part in ("diffuse_reflectance", "absorbed_by_layer", "absorbed_by_solid"):
        spread = np.std([getattr(run, part) for run in runs], axis=0, ddof=1)
        stated = np.sqrt(np.mean([np.square(getattr(run, f"{part}_error")) for run in runs], axis=0))
        np.testing.assert_allclose(stated, spread, rtol=0.35)


def test_it_stops_when_a_solid_is_known_well_enough():
    rule = stopping_rule("absorbed fraction of solid 2 to 2 %")
    lit = walk(LESION, BLOOD, packets=10**7, stop=rule, threads=2)
    assert lit.packets < 500_000
    assert lit.absorbed_by_solid_error[1] <= 0.02 * lit.absorbed_by_solid[1]
    assert bits(walk(LESION, BLOOD, packets=lit.packets)) == bits(lit)
    with pytest.raises(OutOfValidityError, match="no solid 3"):
        walk(LESION, BLOOD, stop=dataclasses.replace(rule, quantity="absorbed fraction of solid 3"))


def test_places_of_solids_follow_those_of_layers():
    assert quantity_place("absorbed fraction of solid 1", layers=3, covers=2, solids=2) == 9
    assert quantity_place("absorbed fraction of solid 2", layers=3, covers=2, solids=2) == 10
    with pytest.raises(OutOfValidityError, match="no solid 1: the skin has 0"):
        quantity_place("absorbed fraction of solid 1", layers=3, covers=0)


def test_progress_is_told_from_the_waiting_thread_and_may_stop():
    told = []
    walk(BLOOD, threads=2, progress=lambda done, of: told.append((done, of, threading.get_ident())))
    assert told[-1] == (5000, 5000, threading.get_ident())
    assert told == sorted(told)
    assert {ident for *_, ident in told} == {threading.get_ident()}

    def stop(_done, _of):
        raise Cancelled

    with pytest.raises(Cancelled):
        walk(BLOOD, progress=stop, threads=2, packets=10**9)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: walk(dataclasses.replace(BLOOD, anisotropy=0.99999)), "takes anisotropy from"),
        (
            lambda: walk(vessel(depth=5e-4, radius=1e-8, x=0.5, absorption=1.0, scattering=1.0, anisotropy=0.0)),
            "too small, or lies too far off",
        ),
        (
            lambda: walk(
                lesion_disc(radius=1e-3, top=1e-3, bottom=1e-3 + 1e-10, absorption=1.0, scattering=1.0, anisotropy=0.0)
            ),
            "too small, or lies too far off",
        ),
        (lambda: walk(layers=(*SKIN[:3], [1.0, 1e-9])), "too thin"),
        (lambda: walk(x_edges=[0.0, 1e-8, 1e-2]), "finest of x_edges"),
        (
            lambda: walk(x_edges=np.linspace(-1, 1, 3001), y_edges=np.linspace(-1, 1, 3001), z_edges=[0, 1]),
            "boxes at most",
        ),
    ],
)
def test_what_single_precision_cannot_tell_is_refused(ask, words):
    with pytest.raises(OutOfValidityError, match=words) as caught:
        ask()
    assert caught.value.hint


def test_the_compiled_loop_works_in_the_widest_registers():
    features = binding.get_host_cpu_features()
    width = next((bits for name, bits in (("avx512f", 512), ("avx2", 256)) if features.get(name)), 128)
    compiled = njit(nogil=True)(_lane_solids.trace_lanes_in_solids.py_func)
    compiled.compile("void(int64, int64, int64)")
    assert widest_registers(compiled.inspect_asm(compiled.signatures[0])) == width
