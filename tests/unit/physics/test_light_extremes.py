"""Both light engines where tissue, beams, grids and callers are at their worst: right answers, or a clear no."""

from __future__ import annotations

import dataclasses
import math
import threading

import numpy as np
import pytest

from lentigo.errors import LentigoError, OutOfValidityError
from lentigo.physics import _lane_run, light_sources
from lentigo.physics._batches import Tally
from lentigo.physics.fresnel import reflectance
from lentigo.physics.monte_carlo import monte_carlo
from lentigo.physics.stopping import StoppingRule

SLAB = {
    "absorption": [1000.0],
    "scattering": [9000.0],
    "anisotropy": [0.75],
    "thickness": [2e-4],
    "refractive_index": [1.0],
    "index_above": 1.0,
    "index_below": 1.0,
}
SKIN = {
    "absorption": [2000.0, 25.0, 10.0],
    "scattering": [3e4, 2e4, 1e4],
    "anisotropy": [0.85, 0.85, 0.85],
    "thickness": [6e-5, 1.5e-3, 1e-2],
    "refractive_index": [1.4, 1.4, 1.44],
    "index_above": 1.0,
    "index_below": 1.0,
}
LAYERS = ("absorption", "scattering", "anisotropy", "thickness")
BOTH = pytest.mark.parametrize("engine", ["fast", "reference"])


def walk(problem, **changed):
    options = {"radial_edges": [0.0, 1.0], "depth_edges": [0.0, 1e-2], **problem, "packets": 20_000, "seed": 1}
    options.update(changed)
    layers = [options.pop(name) for name in LAYERS]
    return monte_carlo(*layers, **options)


def clear(absorption, thickness, **changed):
    """Layers that absorb and do not scatter."""
    nothing = np.zeros(len(absorption))
    return {
        **SLAB,
        "absorption": absorption,
        "scattering": nothing,
        "anisotropy": nothing,
        "thickness": thickness,
        "refractive_index": nothing + 1.0,
        **changed,
    }


def heads(lit):
    """What a run says in few numbers, with the errors."""
    names = ("specular", "diffuse_reflectance", "transmittance", "absorbed_by_layer")
    values = np.concatenate([np.atleast_1d(getattr(lit, name)) for name in names])
    return values, np.concatenate([np.atleast_1d(getattr(lit, f"{name}_error")) for name in names])


def bits(lit):
    """All numbers of a result, to be compared bit for bit."""
    values = [getattr(lit, field.name) for field in dataclasses.fields(lit)]
    values += [getattr(lit.reflected, field.name) for field in dataclasses.fields(lit.reflected)]
    values += [getattr(lit.transmitted, field.name) for field in dataclasses.fields(lit.transmitted)]
    return [np.asarray(value).tobytes() for value in values if isinstance(value, (int, float, np.ndarray))]


def rays(*, index, absorption, thickness, above, below, cosine):
    """What a stack without scattering sends back and lets through: every ray at its own angle, back and forth."""
    indices = [above, *index, below]
    cosines = [math.sqrt(1.0 - (above / n) ** 2 * (1.0 - cosine**2)) for n in indices]
    mirrors = [
        float(reflectance(cosines[i], index_from=indices[i], index_to=indices[i + 1])) for i in range(len(indices) - 1)
    ]
    back, through = mirrors[-1], 1.0 - mirrors[-1]
    for i in range(len(index) - 1, -1, -1):
        kept, mirror = math.exp(-absorption[i] * thickness[i] / cosines[i + 1]), mirrors[i]
        again = 1.0 - mirror * kept**2 * back
        through = (1.0 - mirror) * kept * through / again
        back = mirror + (1.0 - mirror) ** 2 * kept**2 * back / again
    return back, through


@BOTH
@pytest.mark.parametrize(
    ("stack", "above", "below", "cosine"),
    [
        (([1.4, 1.6, 1.33], [100.0, 500.0, 50.0], [1e-3, 1e-3, 2e-3]), 1.0, 1.2, 0.3),
        ((1.0 + 0.12 * np.arange(12), 30.0 * np.arange(12), [2e-4] * 12), 1.0, 2.4, 0.7),
        (([2.4, 1.0, 2.4], [0.0, 0.0, 0.0], [1e-4] * 3), 1.0, 1.0, 0.9),
        (([2.4, 1.33], [1e6, 1.0], [1e-7, 1.0]), 1.0, 1.0, 1.0),
    ],
    ids=["oblique", "twelve layers", "diamonds in air", "a film on a meter of water"],
)
def test_stacks_of_mirrors_are_known_ray_by_ray(engine, stack, above, below, cosine):
    index, absorption, thickness = stack
    back, through = rays(
        index=index, absorption=absorption, thickness=thickness, above=above, below=below, cosine=cosine
    )
    beam = {"index_above": above, "index_below": below, "cosine": cosine, "engine": engine, "packets": 60_000}
    whole = walk(clear(absorption, thickness, refractive_index=index), **beam)
    behind = walk(
        clear(absorption[-1:], thickness[-1:], refractive_index=index[-1:]),
        cover_index=index[:-1],
        cover_thickness=thickness[:-1],
        cover_absorption=absorption[:-1],
        **beam,
    )
    for lit in (whole, behind):
        assert abs(lit.reflectance - back) < 4 * np.hypot(lit.diffuse_reflectance_error, lit.specular_error) + 1e-12
        assert abs(lit.transmittance - through) < 4 * lit.transmittance_error
    # Whether a layer counts as a cover changes names, not light.
    assert behind.reflectance == pytest.approx(whole.reflectance, abs=1e-6)


@BOTH
def test_a_micron_that_absorbs_under_a_centimetre_of_nothing(engine):
    lit = walk(clear([0.0, 7e5, 0.0], [1e-2, 1e-6, 1e-2]), engine=engine, packets=100_000)
    assert abs(lit.absorbed_by_layer[1] - (1.0 - math.exp(-0.7))) < 4 * lit.absorbed_by_layer_error[1]


@BOTH
def test_a_meter_of_microns_is_endless(engine):
    thick = {**SLAB, "absorption": [1e4], "scattering": [1e6], "thickness": [1.0]}
    endless = {**thick, "thickness": [math.inf]}
    assert bits(walk(thick, engine=engine, packets=500)) == bits(walk(endless, engine=engine, packets=500))


@BOTH
def test_a_grid_that_begins_below_the_surface_and_ends_inside_holds_what_falls_there(engine):
    edges = np.array([1e-4, 1.1e-4, 1.7e-4, 4e-4])
    for slices in (edges, np.linspace(1e-4, 4e-4, 4)):
        lit = walk(clear([5e3], [1e-3]), engine=engine, packets=60_000, depth_edges=slices, radial_edges=[0.0, 1e-6])
        held = lit.absorbed[0] * np.pi * 1e-12 * np.diff(slices)
        error = lit.absorbed_error[0] * np.pi * 1e-12 * np.diff(slices)
        np.testing.assert_array_less(np.abs(held + np.diff(np.exp(-5e3 * slices))), 4 * error)
        assert not lit.absorbed_beyond.any()


@BOTH
def test_a_hundred_thousand_cells_hold_what_the_layers_hold(engine):
    grid = {"radial_edges": np.linspace(0.0, 1e-2, 501), "depth_edges": np.linspace(-1e-3, 2e-2, 201)}
    lit = walk(SKIN, engine=engine, packets=500, **grid)
    volume = np.pi * np.diff(lit.radial_edges**2)[:, None] * np.diff(lit.depth_edges)
    held = (lit.absorbed * volume).sum() + lit.absorbed_beyond.sum()
    assert held == pytest.approx(lit.absorbed_by_layer.sum(), rel=1e-6)


@BOTH
def test_a_slab_upside_down_lets_as_much_through_from_there_to_here(engine):
    angles = np.array([0.0, 0.15, 0.6, 0.8, 0.5 * np.pi])
    layers = {
        "absorption": [50.0, 10.0],
        "scattering": [5e3, 2e4],
        "anisotropy": [0.5, -0.3],
        "thickness": [4e-4, 6e-5],
        "refractive_index": [1.3, 1.5],
    }
    packets = 400_000 if engine == "fast" else 60_000
    ask = {**SLAB, "engine": engine, "packets": packets, "angle_edges": angles}
    here = walk({**ask, **layers}, packets=packets, cosine=math.cos(0.7)).transmitted
    turned = {name: values[::-1] for name, values in layers.items()}
    there = walk({**ask, **turned}, packets=packets, seed=2).transmitted
    one, other = here.by_angle[0], there.by_angle[2] / math.cos(0.7)
    spread = math.hypot(here.by_angle_error[0], there.by_angle_error[2] / math.cos(0.7))
    assert abs(one - other) < 4 * spread
    assert spread < 0.1 * one


def worst(number):
    """One problem out of many: layers, covers, beam and grid by chance, extremes included."""
    chance = np.random.default_rng(number)
    layers = int(chance.choice([1, 3, 6, 12]))
    scattering = 10 ** chance.uniform(2, 5, layers) * (chance.random(layers) < 0.9)
    absorption = np.maximum(10 ** chance.uniform(0, 6, layers) * (chance.random(layers) < 0.85), 1e-3 * scattering)
    covers = int(chance.choice([0, 2, 4]))
    shape = [
        light_sources.pencil(),
        light_sources.top_hat(diameter=1e-3),
        light_sources.rectangle(width=1e-4, length=1e-2),
        light_sources.measured([0.0, 1e-3, 2e-3], [1.0, 0.0, 3.0]),
        light_sources.focused(light_sources.gaussian(diameter=2e-3), focus=3e-3),
        light_sources.converging(focus=1e-4, half_angle=1.2),
    ][number % 6]
    leaning = shape if number % 6 > 4 else light_sources.tilted(shape, angle=float(chance.choice([0.0, 0.5, 1.1])))
    return {
        "absorption": absorption,
        "scattering": scattering,
        "anisotropy": chance.choice([0.0, 0.9, 0.99, -0.6, -0.99], layers),
        "thickness": 10 ** chance.uniform(-7, -3, layers),
        "refractive_index": chance.choice([1.0, 1.33, 1.4, 2.4], layers),
        "index_above": float(chance.choice([1.0, 1.5])),
        "index_below": float(chance.choice([1.0, 1.4, 2.4])),
        "cover_index": chance.uniform(1.0, 2.0, covers),
        "cover_thickness": 10 ** chance.uniform(-6, -3, covers),
        "cover_absorption": 10 ** chance.uniform(-1, 4, covers),
        "beam": leaning,
    }


def test_both_engines_find_the_same_in_problems_by_chance():
    apart = []
    for number in range(24):
        problem = worst(number)
        one, error = heads(walk(problem, packets=120_000, seed=number))
        other, spread = heads(walk(problem, packets=25_000, seed=number + 100, engine="reference"))
        known = (one > 8 * error) & (other > 8 * spread) & (np.hypot(error, spread) > 1e-6 * one)
        apart += list((one - other)[known] / np.hypot(error, spread)[known])
        np.testing.assert_allclose(one.sum(), other.sum(), atol=0.02)
    assert len(apart) > 80
    assert np.max(np.abs(apart)) < 4.5
    assert np.sqrt(np.mean(np.square(apart))) < 1.25
    assert abs(np.mean(apart)) < 3.5 / math.sqrt(len(apart))


@BOTH
@pytest.mark.parametrize("packets", [1, 2, 31, 33])
def test_few_packets_add_up_and_one_batch_tells_no_error(engine, packets):
    lit = walk(SKIN, engine=engine, packets=packets)
    total = lit.reflectance + lit.transmittance + lit.absorbed_by_layer.sum() + lit.roulette
    assert total == pytest.approx(1.0, abs=1e-6)
    assert lit.packets == packets
    assert math.isnan(lit.diffuse_reflectance_error) == (packets == 1 or (engine == "fast" and packets <= 32))


def test_packets_are_counted_beyond_what_words_hold(monkeypatch):
    found = []
    begin = _lane_run.LaneRun.__init__

    def listening(self, made, **options):
        found.append(made)
        begin(self, made, **options)

    monkeypatch.setattr(_lane_run.LaneRun, "__init__", listening)
    walk(SKIN, packets=10)
    made = found[0]
    seen = set()
    for first in (0, 2**31 - 50, 2**32 - 50, 2**40, 2**62):
        shares = made.parts(made.trace(first, first + 100, [first + 100])[0], 100)[0]
        seen.add(tuple(shares))
    assert len(seen) == 5  # other packets each time, and parts() has checked their energy


def test_what_a_listener_raises_comes_out_and_leaves_the_engine_sound():
    sound = bits(walk(SKIN, packets=30_000))
    for error in (RuntimeError, KeyboardInterrupt):
        for threads in (1, 2, 5):
            with pytest.raises(error):
                walk(SKIN, packets=200_000, threads=threads, progress=_raising(error, after=2))
    assert bits(walk(SKIN, packets=30_000, threads=2)) == sound


def _raising(error, *, after):
    told = []

    def listen(_done, _most):
        told.append(1)
        if len(told) == after:
            raise error

    return listen


def test_runs_at_the_same_time_and_within_each_other_do_not_meet():
    sound = bits(walk(SKIN, packets=10_000))
    found = []

    def again(_done=0, _most=0):
        found.append(bits(walk(SKIN, packets=10_000, threads=2)) == sound)

    others = [threading.Thread(target=again) for _ in range(3)]
    for other in others:
        other.start()
    walk(SKIN, packets=10_000, threads=2, progress=again)
    for other in others:
        other.join()
    assert len(found) > 3
    assert all(found)


def test_a_rule_met_at_the_first_look_stops_there():
    rule = StoppingRule(quantity="diffuse reflectance", relative_error=0.9)
    lit = walk(SKIN, packets=10**12, stop=rule)
    assert lit.packets == 4096
    assert bits(walk(SKIN, packets=4096)) == bits(lit)


@BOTH
@pytest.mark.parametrize("threads", [-3, 0, 64])
def test_any_number_of_threads_is_taken(engine, threads):
    assert bits(walk(SLAB, engine=engine, packets=3000, threads=threads)) == bits(
        walk(SLAB, engine=engine, packets=3000)
    )


@BOTH
@pytest.mark.parametrize(
    "wrong",
    [
        {"absorption": ["dark"]},
        {"absorption": [[1.0]]},
        {"absorption": []},
        {"scattering": [-math.inf]},
        {"anisotropy": [math.nan]},
        {"thickness": [-1.0]},
        {"thickness": [None]},
        {"refractive_index": [math.nan]},
        {"index_above": 0.0},
        {"index_below": -5.0},
        {"packets": -math.inf},
        {"packets": 0.5},
        {"cosine": 0.0},
        {"cosine": math.nan},
        {"beam": "Pencil"},
        {"beam": None},
        {"beam": "gaussian", "diameter": math.inf},
        {"radial_edges": []},
        {"radial_edges": [0.0, math.inf]},
        {"radial_edges": [1e-3, 2e-3]},
        {"depth_edges": [0.0, 1e-3, 1e-3]},
        {"depth_edges": [0.0, math.nan, 1e-3]},
        {"angle_edges": [0.0, 1.0]},
        {"cover_index": [1.5]},
        {"cover_index": [0.9], "cover_thickness": [1e-3]},
        {"cover_index": [1.5], "cover_thickness": [1e-3], "cover_absorption": math.nan},
        {"engine": "FAST"},
    ],
    ids=str,
)
def test_what_is_no_problem_of_light_is_refused_before_any_packet_flies(engine, wrong):
    with pytest.raises((LentigoError, ValueError)):
        walk(SLAB, **{"engine": engine, **wrong})


@BOTH
def test_cells_that_differ_by_nanometres_are_not_taken_for_even(engine):
    edges = 1e-9 * np.array([0.0, 1.0, 3.0, 7.0, 10.0, 11.0, 13.0, 17.0, 20.0])
    lit = walk(clear([1e8], [1e-5]), engine=engine, packets=60_000, depth_edges=edges)
    known = -np.diff(np.exp(-1e8 * edges)) / (np.pi * np.diff(edges))
    np.testing.assert_array_less(np.abs(lit.absorbed[0] - known), 4.5 * lit.absorbed_error[0])


def test_a_narrow_beam_widens_alike_where_scattering_is_steep():
    # Turned a thousandth at a time, light stays near the normal, where a shortcut for the rotation would forget turns.
    steep = {**SLAB, "absorption": [2000.0], "scattering": [6.6e4], "anisotropy": [0.999], "thickness": [1e-3]}
    grid = {"radial_edges": [0.0, 5e-7, 1e-6, 2e-6, 5e-6], "depth_edges": [0.0, 1e-4, 2e-4, 3e-4]}
    one = walk(steep, packets=100_000, **grid)
    other = walk(steep, packets=30_000, engine="reference", **grid)
    apart = (one.absorbed - other.absorbed) / np.hypot(one.absorbed_error, other.absorbed_error)
    assert np.abs(apart).max() < 4.5


@pytest.mark.parametrize("events", [10, 100])
def test_what_is_rare_has_an_error_as_wide_as_it_scatters(events):
    packets = 10**6
    ends = [end for end in _lane_run.batch_ends(packets) if end < packets] + [packets]
    chance = np.random.default_rng(1)
    tally = Tally(packets)
    for count in np.diff([0, *ends]):
        tally.add(chance.poisson(events * count / packets, 2000).astype(float), int(count))
    assert np.median(tally.error()) == pytest.approx(math.sqrt(events) / packets, rel=0.1)
    # Batches of one size give the spread that everyone knows.
    even = Tally(3000)
    values = chance.normal(size=(3, 5))
    for value in values:
        even.add(1000 * value, 1000)
    np.testing.assert_allclose(even.error(), values.std(axis=0, ddof=1) / math.sqrt(3))


@pytest.mark.parametrize(
    "wrong",
    [
        {"profile": "gaussian", "half_x": math.nan, "half_y": 1e-3},
        {"profile": "top_hat"},
        {"profile": "top_hat", "half_x": 1e-3, "half_y": 1e-3, "angle": 3.0},
        {"profile": "top_hat", "half_x": 1e-3, "half_y": 1e-3, "focus": -1e-3},
        {"profile": "measured", "half_x": 1e-3, "half_y": 1e-3},
        {"profile": "cross"},
    ],
    ids=str,
)
def test_a_beam_made_by_hand_is_checked_too(wrong):
    with pytest.raises(OutOfValidityError):
        light_sources.LightSource(**wrong)


@pytest.mark.parametrize(("seconds", "most"), [(1e-9, 10**9), (0.05, 10**18)])
def test_a_run_whose_time_is_up_at_once_or_has_no_end_still_has_a_result(seconds, most):
    lit = walk(SKIN, packets=most, stop=StoppingRule(seconds=seconds))
    assert 0 < lit.packets < most
    assert bits(walk(SKIN, packets=lit.packets)) == bits(lit)


@pytest.mark.parametrize(
    "fine",
    [
        {"thickness": [1.3e-2, 1e-8, 1e-3]},
        {"depth_edges": 1e-2 + 1e-8 * np.arange(5)},
        {"depth_edges": np.linspace(0.0, 2e-3, 100_001)},
    ],
    ids=["layer", "cells below", "cells"],
)
def test_what_single_precision_would_round_by_more_than_a_thousandth_is_refused(fine):
    with pytest.raises(OutOfValidityError, match=r"too (thin|narrow)"):
        walk(SKIN, **fine)
