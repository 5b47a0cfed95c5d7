"""Vessels and lesions, on both engines: what changes nothing, closed forms, shading, edges."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from lentigo.errors import Cancelled, LentigoError, OutOfValidityError
from lentigo.physics import light_solids
from lentigo.physics.light_solids import lesion_disc, monte_carlo_with_solids, vessel
from lentigo.physics.light_sources import converging, rectangle, tilted, top_hat
from lentigo.physics.monte_carlo import monte_carlo
from lentigo.physics.stopping import StoppingRule
from lentigo.physics.vessels import self_shading

EPIDERMIS = 6e-5
LAYERS = ([2000.0, 25.0], [3e4, 2e4], [0.85, 0.85], [EPIDERMIS, 2e-3])
AROUND = {"refractive_index": [1.4, 1.44], "index_above": 1.0, "index_below": 1.0}
GRID = {
    "x_edges": np.linspace(-3e-3, 3e-3, 31),
    "y_edges": np.linspace(-3e-3, 3e-3, 4),
    "z_edges": [0.0, EPIDERMIS, 1e-3, 2.06e-3],
}
SPOT = top_hat(diameter=5e-3)


MORE = {"fast": 5, "reference": 1}
"""Packets for each that the slower engine follows."""


def asked(*solids, layers=LAYERS, **changed):
    options = {**AROUND, **GRID, "source": SPOT, "packets": 2000, "seed": 3, **changed}
    return monte_carlo_with_solids(*layers, solids=solids, **options)


@pytest.fixture(params=["fast", "reference"])
def follow(request):
    """Follow light on either engine."""

    def on_engine(*solids, packets=2000, **changed):
        return asked(*solids, packets=packets * MORE[request.param], engine=request.param, **changed)

    on_engine.engine = request.param
    return on_engine


def blood(**changed):
    return vessel(
        **{"depth": 4e-4, "radius": 1e-4, "absorption": 2e4, "scattering": 6e4, "anisotropy": 0.98, **changed}
    )


def same(**changed):
    """A vessel of the dermis around it."""
    return blood(absorption=25.0, scattering=2e4, anisotropy=0.85, **changed)


def shares(lit):
    return np.array([lit.specular, lit.diffuse_reflectance, lit.transmittance, *lit.absorbed_by_layer])


def test_without_solids_it_is_the_reference_bit_for_bit():
    plain = monte_carlo(
        *LAYERS,
        **AROUND,
        beam=SPOT,
        packets=2000,
        seed=3,
        radial_edges=[0.0, 1.0],
        depth_edges=GRID["z_edges"],
        engine="reference",
    )
    here = asked(x_edges=[-1.0, 1.0], y_edges=[-1.0, 1.0], engine="reference")
    np.testing.assert_array_equal(shares(here)[1:], shares(plain)[1:])
    np.testing.assert_allclose(here.absorbed[0, 0] * 4.0, (plain.absorbed * np.pi)[0], rtol=1e-12)


def test_a_vessel_like_its_surroundings_changes_no_digit_of_the_reference():
    without, within = asked(engine="reference"), asked(same(), engine="reference")
    np.testing.assert_allclose(within.absorbed, without.absorbed, rtol=1e-6)
    assert within.diffuse_reflectance == pytest.approx(without.diffuse_reflectance, rel=1e-9)
    dermis = within.absorbed_by_layer[1] + within.absorbed_by_solid[0]
    assert dermis == pytest.approx(without.absorbed_by_layer[1], rel=1e-9)
    assert within.absorbed_by_solid[0] > 0.0


def test_a_vessel_like_its_surroundings_changes_nothing_where_another_makes_packets_look(follow):
    # The dark vessel raises the largest extinction of the slab, so that random numbers and steps are other ones.
    dark = blood(x=2e-3, depth=4e-4, radius=1e-5)
    without, within = follow(packets=6000), follow(same(), dark, packets=6000, seed=4)
    error = np.hypot(without.diffuse_reflectance_error, within.diffuse_reflectance_error)
    assert abs(within.diffuse_reflectance - without.diffuse_reflectance) < 3 * error
    error = np.hypot(without.absorbed_by_layer_error[0], within.absorbed_by_layer_error[0])
    assert abs(within.absorbed_by_layer[0] - without.absorbed_by_layer[0]) < 3 * error


def test_a_vanishing_vessel_changes_nothing(follow):
    without, within = follow(packets=6000), follow(blood(radius=1e-7), packets=6000, seed=4)
    error = np.hypot(without.absorbed_by_layer_error, within.absorbed_by_layer_error)
    assert np.all(np.abs(without.absorbed_by_layer - within.absorbed_by_layer) < 3 * error)
    assert within.absorbed_by_solid[0] < 1e-4


def test_a_vessel_that_fills_the_dermis_is_a_dermis_of_blood(follow):
    # A cylinder of a metre is a flat layer: its top lies EPIDERMIS deep.
    layers = (LAYERS[0], LAYERS[1], LAYERS[2], [EPIDERMIS, 3.0])
    sea = blood(radius=1.0, depth=1.0 + EPIDERMIS, absorption=400.0, scattering=3e4, anisotropy=0.9)
    filled = follow(sea, layers=layers, packets=4000, seed=8)
    flat = follow(layers=([2000.0, 400.0], [3e4, 3e4], [0.85, 0.9], [EPIDERMIS, 3.0]), packets=4000, seed=9)
    error = np.hypot(filled.absorbed_by_solid_error[0], flat.absorbed_by_layer_error[1])
    assert abs(filled.absorbed_by_solid[0] - flat.absorbed_by_layer[1]) < 3 * error


def test_a_lesion_without_end_is_a_layer(follow):
    lesion = lesion_disc(radius=1.0, top=0.0, bottom=EPIDERMIS, absorption=6000.0, scattering=2e4, anisotropy=0.8)
    disc = follow(lesion, packets=4000, seed=8)
    layer = follow(layers=([6000.0, 25.0], [2e4, 2e4], [0.8, 0.85], LAYERS[3]), packets=4000, seed=9)
    error = np.hypot(disc.absorbed_by_solid_error[0], layer.absorbed_by_layer_error[0])
    assert abs(disc.absorbed_by_solid[0] - layer.absorbed_by_layer[0]) < 3 * error
    assert disc.absorbed_by_layer[0] == 0.0


def parallel(follow, radius, absorption, **changed):
    """Parallel light on a vessel in clear surroundings: share absorbed, and its error."""
    width = 4 * radius
    lit = follow(
        blood(radius=radius, absorption=absorption, scattering=0.0),
        layers=([0.0], [0.0], [0.0], [1e-3]),
        refractive_index=[1.0],
        index_above=1.0,
        source=rectangle(width=width, length=1e-3),
        **{"packets": 40_000, **changed},
    )
    return lit.absorbed_by_solid[0], lit.absorbed_by_solid_error[0], width


def test_a_vessel_in_parallel_light_follows_the_law_of_beer_along_its_chords(follow):
    radius, absorption = 1e-4, 1e4
    share, error, width = parallel(follow, radius, absorption)
    x = (np.arange(20_000) + 0.5) / 20_000 * radius
    chord = 2.0 * np.sqrt(radius**2 - x**2)
    expected = 2.0 * radius * np.mean(1.0 - np.exp(-absorption * chord)) / width
    assert abs(share - expected) < 3 * error
    assert error / share < 0.01


@pytest.mark.parametrize(("radius", "allowed"), [(1e-5, 0.03), (5e-5, 0.09), (1e-4, 0.18)])
def test_self_shading_is_that_of_a_vessel_in_parallel_light(follow, radius, allowed):
    absorption = 1e4
    share, error, width = parallel(follow, radius, absorption)
    light = share * width / (absorption * np.pi * radius**2)
    ratio = light / float(self_shading(absorption, radius=radius))
    # The formula is that of a slab as thick as the vessel: a little darker than the chords of a cylinder.
    assert abs(ratio - 1.0) < allowed + 3 * error / share


def test_vessels_in_the_dermis_shade_themselves(follow):
    spot = rectangle(width=1e-3, length=1e-3)
    light = []
    for radius in (3e-5, 1e-4):
        dark = follow(blood(radius=radius, scattering=2e4, anisotropy=0.85), source=spot, packets=8000)
        clear = follow(same(radius=radius), source=spot, packets=8000)
        light.append(dark.absorbed_by_solid[0] / 2e4 / (clear.absorbed_by_solid[0] / 25.0))
    shaded = self_shading(2e4, radius=[3e-5, 1e-4])
    # The vessel also takes light away from the dermis around it, which the formula leaves out.
    assert np.all(light < shaded * 1.1)
    assert np.all(light > shaded * 0.6)
    assert light[1] < 0.5 * light[0]


def test_a_lesion_of_3_mm_under_a_spot_of_5_mm_shows_its_edge(follow):
    lesion = lesion_disc(radius=1.5e-3, top=0.0, bottom=EPIDERMIS, absorption=6000.0, scattering=3e4, anisotropy=0.85)
    edges = np.arange(-22, 23) * 1e-4 + 0.0
    lit = follow(lesion, packets=20_000, x_edges=edges, y_edges=[-4e-4, 4e-4], z_edges=[0.0, EPIDERMIS], threads=2)
    row = lit.absorbed[:, 0, 0]
    middle = 0.5 * (edges[1:] + edges[:-1])
    inside, outside = np.abs(middle) < 1.35e-3, np.abs(middle) > 1.65e-3
    # The disc's edge runs through the row: at |y| = 0.4 mm it lies at 1.45 mm.
    step = row[inside].mean() / row[outside].mean()
    assert 1.8 < step < 3.0
    for side in (-1, 1):
        line = row[np.argsort(side * middle)]
        cut = 0.5 * (row[inside].mean() + row[outside].mean())
        half = np.sort(side * middle)
        right = half > 0.0
        assert half[right][np.argmax(line[right] < cut)] == pytest.approx(1.5e-3, abs=1.5e-4)


def test_energy_is_all_accounted_for(follow):
    lesion = lesion_disc(radius=1e-3, top=0.0, bottom=EPIDERMIS, absorption=6000.0, scattering=3e4, anisotropy=0.85)
    lit = follow(
        blood(),
        lesion,
        source=tilted(converging(focus=5e-3, half_angle=0.2), angle=0.3),
        cover_index=[1.5],
        cover_thickness=[1e-3],
        cover_absorption=50.0,
    )
    total = shares(lit).sum() + lit.absorbed_by_solid.sum() + lit.absorbed_by_cover.sum()
    assert total + lit.roulette == pytest.approx(1.0, abs=1e-12)
    assert abs(lit.roulette) < 1e-4
    volume = np.diff(lit.x_edges)[:, None, None] * np.diff(lit.y_edges)[:, None] * np.diff(lit.z_edges)
    in_grid = (lit.absorbed * volume).sum()
    assert in_grid + lit.absorbed_outside == pytest.approx(total - shares(lit)[:3].sum(), rel=1e-9)
    assert lit.absorbed_outside > 0.0


def test_a_kernel_that_lost_light_would_be_noticed(monkeypatch):
    honest = light_solids.kernel.trace_packets_in_solids
    monkeypatch.setattr(
        light_solids.kernel, "trace_packets_in_solids", lambda *given: tuple(0.999 * one for one in honest(*given))
    )
    with pytest.raises(LentigoError, match="lost or made energy"):
        asked(blood(), packets=100, engine="reference")


def test_a_clear_vessel_takes_nothing_and_an_opaque_one_all_that_meets_it(follow):
    clear = follow(blood(absorption=0.0, scattering=0.0), packets=1000)
    assert clear.absorbed_by_solid[0] == 0.0
    white = follow(blood(absorption=0.0), packets=1000)
    assert white.absorbed_by_solid[0] == 0.0
    radius = 1e-4
    share, error, width = parallel(follow, radius, 3e6, packets=10_000)  # an optical depth of six hundred
    assert abs(share - 2.0 * radius / width) < 3 * error


def test_a_grid_smaller_than_the_spot_holds_its_part(follow):
    wide = follow(packets=1000)
    small = follow(packets=1000, x_edges=GRID["x_edges"][10:21])
    # In single precision a packet at an edge may count on its other side.
    rtol = {"fast": 1e-4, "reference": 0.0}[follow.engine]
    np.testing.assert_allclose(small.absorbed, wide.absorbed[10:20], rtol=rtol)
    np.testing.assert_array_equal(shares(small), shares(wide))
    assert small.absorbed_outside > wide.absorbed_outside


def test_of_two_solids_in_one_place_the_later_one_holds(follow):
    inner = blood(radius=5e-5)
    wall = same(radius=1e-4)
    first, last = follow(inner, wall), follow(wall, inner)
    assert first.absorbed_by_solid[0] == 0.0
    assert last.absorbed_by_solid[1] > 0.0


def test_what_an_earlier_solid_holds_in_a_later_one_changes_nothing(follow):
    wall = blood(radius=1e-4)
    alone, over = follow(wall, packets=6000), follow(same(radius=5e-5), wall, packets=6000, seed=4)
    error = np.hypot(alone.absorbed_by_solid_error[0], over.absorbed_by_solid_error[1])
    assert abs(alone.absorbed_by_solid[0] - over.absorbed_by_solid[1]) < 3 * error
    assert error < 0.2 * alone.absorbed_by_solid[0]


def test_solids_do_not_depend_on_threads_and_stop_when_asked(follow):
    runs = [follow(blood(), threads=threads, packets=1000) for threads in (1, 2, 5)]
    for run in runs[1:]:
        for field in fields(run):
            np.testing.assert_array_equal(getattr(run, field.name), getattr(runs[0], field.name))

    def stop(_done, _of):
        raise Cancelled

    with pytest.raises(Cancelled):
        follow(blood(), progress=stop, threads=2)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: blood(radius=0.0), "above 0"),
        (lambda: blood(depth=5e-5), "stands out of the skin"),
        (lambda: blood(absorption=-1.0), "absorption of a solid"),
        (lambda: blood(scattering=np.inf), "scattering of a solid"),
        (lambda: blood(anisotropy=1.0), "anisotropy of a solid"),
        (
            lambda: lesion_disc(radius=1e-3, top=1e-4, bottom=1e-4, absorption=1.0, scattering=1.0, anisotropy=0.5),
            "thickness",
        ),
        (
            lambda: lesion_disc(radius=-1e-3, top=0.0, bottom=1e-4, absorption=1.0, scattering=1.0, anisotropy=0.5),
            "radius of a lesion",
        ),
        (lambda: asked(engine="faster"), "no engine"),
        (lambda: asked(engine="reference", stop=StoppingRule(seconds=1.0)), "no stopping rule"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(ask, words):
    with pytest.raises(OutOfValidityError, match=words):
        ask()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"x_edges": np.linspace(0, 1, 4001), "y_edges": np.linspace(0, 1, 4001)}, "cells"),
        ({"packets": 0}, "packets"),
        ({"layers": ([-1.0, 1.0], *LAYERS[1:])}, "absorption"),
        ({"layers": (LAYERS[0], [np.nan, 1.0], *LAYERS[2:])}, "scattering"),
        ({"layers": (*LAYERS[:3], [0.0, 1.0])}, "thickness"),
        ({"refractive_index": [0.9, 1.4]}, "indices"),
    ],
)
def test_a_run_that_cannot_be_is_refused_on_either_engine(follow, wrong, words):
    with pytest.raises(OutOfValidityError, match=words):
        follow(**wrong)


def test_a_solid_below_the_last_layer_is_refused_on_either_engine(follow):
    with pytest.raises(OutOfValidityError, match="last layer thicker"):
        follow(blood(depth=2.05e-3))


@pytest.mark.parametrize("edges", ["x_edges", "y_edges", "z_edges"])
def test_edges_that_do_not_increase_are_refused_on_either_engine(follow, edges):
    with pytest.raises(ValueError, match=f"{edges} must be"):
        follow(**{edges: [0.0, 0.0, 1.0]})
