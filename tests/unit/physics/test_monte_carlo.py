"""The Monte Carlo reference: energy, errors that mean what they say, beams, seeds, threads and stopping."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from lentigo.errors import Cancelled, OutOfValidityError
from lentigo.physics.fresnel import reflectance
from lentigo.physics.monte_carlo import monte_carlo

SKIN = {
    "absorption": [2000.0, 25.0, 10.0],
    "scattering": [3e4, 2e4, 1e4],
    "anisotropy": [0.85, 0.85, 0.85],
    "thickness": [6e-5, 1.5e-3, 1e-2],
}
AROUND = {"refractive_index": [1.4, 1.4, 1.44], "index_above": 1.0, "index_below": 1.0}
GRID = {"radial_edges": np.linspace(0, 0.01, 41), "depth_edges": np.linspace(0, 2e-3, 41)}


def walk(**changed):
    options = {**SKIN, **AROUND, **GRID, "packets": 4000, "seed": 1, **changed}
    layers = [options.pop(name) for name in SKIN]
    return monte_carlo(*layers, **options)


def test_shares_add_up():
    lit = walk()
    assert lit.reflectance + lit.transmittance + lit.absorbed_by_layer.sum() == pytest.approx(1.0, abs=1e-4)


@pytest.mark.parametrize(("engine", "within"), [("reference", 1e-9), ("fast", 1e-7)])
def test_grid_and_layers_hold_the_same_energy(engine, within):
    lit = walk(engine=engine, depth_edges=[0, 6e-5, 5e-4, 1.56e-3, 1.156e-2], radial_edges=[0, 1e-3, 3e-3, 1e-2])
    volume = math.pi * np.diff(lit.radial_edges**2)[:, None] * np.diff(lit.depth_edges)
    by_depth = (lit.absorbed * volume).sum(axis=0) + lit.absorbed_beyond
    np.testing.assert_allclose(by_depth[0], lit.absorbed_by_layer[0], rtol=within)
    np.testing.assert_allclose(by_depth[1:3].sum(), lit.absorbed_by_layer[1], rtol=within)
    np.testing.assert_allclose(by_depth[3], lit.absorbed_by_layer[2], rtol=within)


@pytest.mark.parametrize(("engine", "within"), [("reference", 1e-12), ("fast", 1e-2)])
def test_uneven_edges_find_the_same_cells_as_even_ones(engine, within):
    # In single precision a packet on the very edge of a cell may be counted beside it.
    even = walk(engine=engine)
    # One more edge past the end makes the spacing uneven, so that cells are searched instead of computed.
    rings = np.append(even.radial_edges, 0.02)
    slices = np.append(even.depth_edges, 0.05)
    searched = walk(engine=engine, radial_edges=rings, depth_edges=slices)
    np.testing.assert_allclose(searched.absorbed[:-1, :-1], even.absorbed, rtol=within)
    assert np.isclose(searched.absorbed[:-1, :-1], even.absorbed, rtol=1e-12, atol=0).mean() > 0.99


def test_same_seed_same_result_on_one_and_two_threads():
    one, two, other = walk(threads=1), walk(threads=2), walk(seed=2)
    for name in ("absorbed", "absorbed_error", "absorbed_by_layer", "absorbed_beyond"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    assert one.diffuse_reflectance == two.diffuse_reflectance
    assert one.diffuse_reflectance != other.diffuse_reflectance


def test_errors_are_as_wide_as_the_spread_of_repeated_runs():
    runs = [walk(seed=seed, packets=800) for seed in range(40)]
    spread = np.std([run.diffuse_reflectance for run in runs], ddof=1)
    stated = np.mean([run.diffuse_reflectance_error for run in runs])
    assert 0.65 < stated / spread < 1.5


def test_pure_absorber_follows_the_law_of_beer():
    lit = walk(
        absorption=[1000.0],
        scattering=[0.0],
        anisotropy=[0.0],
        thickness=[1e-3],
        refractive_index=[1.0],
        packets=40_000,
    )
    assert abs(lit.transmittance - math.exp(-1)) < 4 * lit.transmittance_error
    assert lit.diffuse_reflectance == 0.0


def test_clear_slab_is_two_mirrors():
    lit = walk(absorption=[0.0], scattering=[0.0], anisotropy=[0.0], thickness=[1e-3], refractive_index=[1.5])
    r = float(reflectance(1.0, index_from=1.0, index_to=1.5))
    assert lit.specular == pytest.approx(r)
    assert abs(lit.transmittance - (1 - r) / (1 + r)) < 4 * lit.transmittance_error + 1e-12


def test_oblique_beam_bends_by_the_law_of_snell():
    lit = walk(
        absorption=[1000.0],
        scattering=[0.0],
        anisotropy=[0.0],
        thickness=[5e-4],
        refractive_index=[1.4],
        cosine=0.5,
        packets=40_000,
        index_below=1.4,
    )
    inside = math.sqrt(1 - (1 - 0.5**2) / 1.4**2)
    expected = (1 - lit.specular) * math.exp(-1000 * 5e-4 / inside)
    assert abs(lit.transmittance - expected) < 4 * lit.transmittance_error


def test_light_beyond_the_critical_angle_never_enters():
    lit = walk(index_above=1.76, cosine=0.3)
    assert lit.specular == 1.0
    assert lit.absorbed_by_layer.sum() == 0.0


@pytest.mark.parametrize("beam", ["top_hat", "gaussian"])
def test_beam_has_the_shape_it_says(beam):
    diameter = 4e-3
    lit = walk(
        absorption=[1e6],
        scattering=[0.0],
        anisotropy=[0.0],
        thickness=[1e-3],
        refractive_index=[1.0],
        beam=beam,
        diameter=diameter,
        radial_edges=[0, diameter / 4, diameter / 2, 1e-1],
        depth_edges=[0, 1e-3],
        packets=40_000,
    )
    share = (lit.absorbed * np.diff(lit.radial_edges**2)[:, None] * math.pi * 1e-3)[:, 0]
    expected = (
        [0.25, 0.75, 0.0] if beam == "top_hat" else [1 - math.exp(-0.5), math.exp(-0.5) - math.exp(-2), math.exp(-2)]
    )
    np.testing.assert_allclose(share, expected, atol=0.01)


def test_every_step_of_the_index_reflects():
    lit = walk(
        absorption=[0.0, 0.0],
        scattering=[0.0, 0.0],
        anisotropy=[0.0, 0.0],
        thickness=[1e-3, 1e-3],
        refractive_index=[1.4, 2.2],
        packets=20_000,
    )
    index = (1.0, 1.4, 2.2, 1.0)
    r = [float(reflectance(1.0, index_from=a, index_to=b)) for a, b in pairwise(index)]
    upper = (1 - r[0]) * (1 - r[1]) / (1 - r[0] * r[1])
    upper_reflects = r[1] + (1 - r[1]) ** 2 * r[0] / (1 - r[0] * r[1])
    expected = upper * (1 - r[2]) / (1 - upper_reflects * r[2])
    assert abs(lit.transmittance - expected) < 4 * lit.transmittance_error


def test_progress_is_told_and_may_stop():
    told = []
    walk(progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (4000, 4000)
    assert told == sorted(told)

    def stop(_done, _of):
        raise Cancelled

    with pytest.raises(Cancelled):
        walk(progress=stop, threads=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"absorption": [-1.0, 1.0, 1.0]},
        {"anisotropy": [1.0, 0.0, 0.0]},
        {"thickness": [1e-3, 0.0, 1e-3]},
        {"thickness": [1e-3, 1e-3, math.inf], "absorption": [1.0, 1.0, 0.0]},
        {"packets": 0},
        {"cosine": 0.0},
        {"beam": "ring"},
        {"beam": "top_hat"},
        {"index_below": 0.5},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(OutOfValidityError):
        walk(**wrong)


@pytest.mark.parametrize(
    "wrong", [{"radial_edges": [0.1, 0.2]}, {"depth_edges": [0.0]}, {"scattering": [1.0]}], ids=str
)
def test_shapes_and_edges_that_do_not_fit_are_refused(wrong):
    with pytest.raises(ValueError, match=r"edges|layers"):
        walk(**wrong)
