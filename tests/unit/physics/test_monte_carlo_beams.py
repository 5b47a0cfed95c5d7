"""The reference under beams that converge or lean, and behind covers, against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.fresnel import reflectance
from lentigo.physics.light_sources import converging, gaussian, pencil, rectangle, tilted, top_hat
from lentigo.physics.monte_carlo import monte_carlo

SKIN = ([2000.0, 25.0], [3e4, 2e4], [0.85, 0.85], [6e-5, 2e-3])
DIM = ([200.0], [0.0], [0.0], [1e-2])
"""Absorbs and scatters nothing: rays stay straight."""
RINGS = np.linspace(0.0, 5e-3, 26)
SLICES = np.linspace(0.0, 8e-3, 9)


ENGINE = {"engine": "fast"}
"""The engine in use."""


@pytest.fixture(autouse=True, params=["fast", "reference"])
def _engine(request, monkeypatch):
    monkeypatch.setitem(ENGINE, "engine", request.param)


def follow(layers=SKIN, **changed):
    options = {
        "refractive_index": [1.4] * len(layers[0]),
        "index_above": 1.0,
        "index_below": 1.0,
        "radial_edges": RINGS,
        "depth_edges": SLICES,
        "packets": 2000,
        "seed": 5,
        **ENGINE,
        **changed,
    }
    return monte_carlo(*layers, **options)


def by_ring(lit):
    return lit.absorbed * np.pi * np.diff(lit.radial_edges**2)[:, None] * np.diff(lit.depth_edges)


def test_a_name_and_a_source_are_the_same_beam():
    by_name = follow(beam="gaussian", diameter=2e-3)
    by_source = follow(beam=gaussian(diameter=2e-3))
    np.testing.assert_array_equal(by_name.absorbed, by_source.absorbed)
    leaning = follow(beam="top_hat", diameter=2e-3, cosine=math.cos(0.5))
    np.testing.assert_allclose(
        leaning.absorbed_by_layer, follow(beam=tilted(top_hat(diameter=2e-3), angle=0.5)).absorbed_by_layer, rtol=1e-9
    )


def test_light_gathers_at_the_focus_and_spreads_beyond():
    lit = follow(DIM, beam=converging(focus=4e-3, half_angle=0.4), refractive_index=[1.0], index_below=1.0)
    share = by_ring(lit)
    depth = 0.5 * (SLICES[1:] + SLICES[:-1])
    # At the depth z the cone is (f - z) tan(half angle) wide.
    widest = np.array([RINGS[1:][row > 0.0].max() for row in share.T])
    radius = (np.abs(depth - 4e-3) + 5e-4) * math.tan(0.4)
    assert np.all(widest >= radius - 2 * RINGS[1])
    assert np.all(widest <= radius + 2 * RINGS[1])
    assert lit.specular == 0.0


def test_a_spot_larger_than_the_grid_leaves_the_rest_beyond():
    lit = follow(DIM, beam=top_hat(diameter=2e-2), refractive_index=[1.0], packets=8000, depth_edges=[0.0, 1e-2])
    inside = by_ring(lit).sum()
    assert inside + lit.absorbed_beyond.sum() == pytest.approx(lit.absorbed_by_layer.sum(), rel=1e-9)
    assert inside / lit.absorbed_by_layer[0] == pytest.approx(0.25, abs=0.015)


def test_a_denser_medium_moves_the_focus_deeper():
    source = converging(focus=4e-3, half_angle=0.1)
    rings = np.linspace(0.0, 5e-4, 51)
    width = []
    for index in (1.0, 1.4):
        lit = follow(DIM, beam=source, refractive_index=[index], radial_edges=rings, depth_edges=np.arange(8) * 1e-3)
        share = by_ring(lit)
        width.append((share * rings[1:, None]).sum(axis=0) / share.sum(axis=0))
    # In skin the focus lies 1.4 times deeper, at 5.6 mm.
    assert np.argmin(width[0]) in {3, 4}
    assert np.argmin(width[1]) == 5


def test_a_converging_beam_is_reflected_ray_by_ray():
    source = converging(focus=1e-3, half_angle=1.3)
    lit = follow(DIM, beam=source, packets=20_000)
    radius = 1e-3 * math.tan(1.3) * np.sqrt((np.arange(20_000) + 0.5) / 20_000)
    rays = reflectance(np.cos(np.arctan(radius / 1e-3)), index_from=1.0, index_to=1.4)
    assert abs(lit.specular - rays.mean()) < 3 * lit.specular_error
    assert lit.specular_error > 0.0


def test_light_behind_a_glass_is_that_of_two_mirrors():
    lit = follow(
        ([1e6], [0.0], [0.0], [1e-3]),
        cover_index=[1.5],
        cover_thickness=[2e-3],
        packets=20_000,
    )
    outer, inner = (float(reflectance(1.0, index_from=a, index_to=b)) for a, b in ((1.0, 1.5), (1.5, 1.4)))
    expected = outer + (1 - outer) ** 2 * inner / (1 - outer * inner)
    assert abs(lit.specular - expected) < 3 * lit.specular_error
    assert lit.specular + lit.diffuse_reflectance + lit.absorbed_by_layer.sum() == pytest.approx(1.0, abs=1e-9)


def test_a_film_of_the_medium_above_changes_nothing():
    bare = follow()
    covered = follow(cover_index=[1.0], cover_thickness=[1e-3])
    error = np.hypot(covered.absorbed_by_layer_error, bare.absorbed_by_layer_error)
    assert np.all(np.abs(covered.absorbed_by_layer - bare.absorbed_by_layer) < 3 * error)
    assert abs(covered.specular - bare.specular) < 3 * covered.specular_error
    assert covered.absorbed_by_cover.sum() == 0.0


def test_a_water_film_dims_by_the_law_of_beer():
    lit = follow(
        ([1e6], [0.0], [0.0], [1e-3]),
        refractive_index=[1.33],
        index_above=1.33,
        cover_index=[1.33, 1.33],
        cover_thickness=[1e-3, 2e-3],
        cover_absorption=[100.0, 150.0],
        packets=20_000,
    )
    expected = [1 - math.exp(-0.1), math.exp(-0.1) - math.exp(-0.4)]
    np.testing.assert_allclose(lit.absorbed_by_cover, expected, atol=0.01)
    assert lit.absorbed_by_layer[0] == pytest.approx(math.exp(-0.4), abs=0.01)


def test_glass_sends_light_back_into_the_skin_at_a_distance():
    rings = [0.0, 2e-3, 6e-3]
    thin = follow(cover_index=[1.5], cover_thickness=[1e-5], radial_edges=rings, packets=4000)
    thick = follow(cover_index=[1.5], cover_thickness=[1e-3], radial_edges=rings, packets=4000)
    # Light totally reflected at the outer face of a thick window returns millimetres away.
    assert by_ring(thick)[1].sum() > 1.5 * by_ring(thin)[1].sum()


def test_beams_do_not_depend_on_threads():
    for source in (rectangle(width=2e-3, length=4e-3), tilted(converging(focus=3e-3, half_angle=0.3), angle=0.4)):
        runs = [
            follow(beam=source, threads=threads, cover_index=[1.5], cover_thickness=[1e-3], keep_batches=True)
            for threads in (1, 2, 5)
        ]
        for run in runs[1:]:
            np.testing.assert_array_equal(run.absorbed, runs[0].absorbed)
            np.testing.assert_array_equal(run.absorbed_error, runs[0].absorbed_error)
            np.testing.assert_array_equal(run.kept, runs[0].kept)
            assert run.specular == runs[0].specular


def test_kept_batches_hold_what_the_mean_holds():
    lit = follow(keep_batches=True, packets=2003)
    assert lit.kept_packets.sum() == 2003
    mean = (lit.kept * lit.kept_packets[:, None, None]).sum(axis=0) / 2003
    np.testing.assert_allclose(mean, lit.absorbed, rtol=1e-12)
    assert follow().kept is None


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"cover_index": [1.5], "cover_thickness": [0.0]}, "cover must be above 0 m"),
        ({"cover_index": [0.9], "cover_thickness": [1e-3]}, "at least 1"),
        ({"cover_index": [1.5], "cover_thickness": [1e-3], "cover_absorption": -1.0}, "0 /m or more"),
        ({"beam": pencil(), "diameter": 1e-3}, "own diameter"),
        ({"beam": "top_hat"}, "above 0"),
    ],
    ids=str,
)
def test_covers_and_beams_that_cannot_be_are_refused(wrong, words):
    with pytest.raises(OutOfValidityError, match=words):
        follow(**wrong)


def test_covers_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="covers do not fit"):
        follow(cover_index=[1.5, 1.3], cover_thickness=[1e-3])
