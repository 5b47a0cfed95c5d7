"""Spots from the pencil response: shared areas, direct simulation, energy, errors that mean what they say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.special import chdtrc

from lentigo.errors import OutOfValidityError
from lentigo.physics.convolution import pencil_rings, power_within, spot_on_plane, spot_on_rings
from lentigo.physics.finite_spot import spot_factor
from lentigo.physics.light_solids import monte_carlo_with_solids
from lentigo.physics.light_sources import (
    converging,
    gaussian,
    irradiance,
    launch,
    measured,
    pencil,
    rectangle,
    tilted,
    top_hat,
)
from lentigo.physics.monte_carlo import monte_carlo

LAYERS = ([2000.0, 60.0], [3e4, 2e4], [0.85, 0.85], [6e-5, 1.5e-3])
AROUND = {"refractive_index": [1.4, 1.4], "index_above": 1.0, "index_below": 1.4}
SLICES = np.array([0.0, 3e-5, 6e-5, 3e-4, 8e-4, 1.56e-3])
RINGS = np.array([0.0, 5e-4, 1e-3, 1.3e-3, 1.6e-3, 2e-3, 2.5e-3])
ROUND = {
    "top_hat": top_hat(diameter=3e-3),
    "gaussian": gaussian(diameter=2e-3),
    "measured": measured([0.0, 5e-4, 1e-3, 1.5e-3], [1.0, 0.3, 2.0, 0.5]),
}
IPL = rectangle(width=2e-3, length=3e-3)


def follow(**changed):
    return monte_carlo(*LAYERS, **AROUND, depth_edges=SLICES, **changed)


@cache
def response(seed=11, packets=12_000):
    return follow(packets=packets, seed=seed, radial_edges=pencil_rings(5.5e-3), keep_batches=True, threads=2)


def agree(one, one_error, other, other_error):
    """Half of the values within one standard error and nearly all within three; the sum of squares as chance has it."""
    known = (one_error > 0.0) & (other_error > 0.0)
    deviation = ((one - other) / np.hypot(one_error, other_error))[known]
    assert known.sum() > 10
    assert np.mean(np.abs(deviation) < 3.0) > 0.97
    # Cells share packets, so that fewer of them are independent than there are.
    assert chdtrc(known.sum() / 4, (deviation**2).sum() / 4) > 1e-3


@pytest.mark.parametrize("source", [*ROUND.values(), IPL], ids=lambda source: source.profile)
def test_power_within_counts_the_rays_that_fall_there(source):
    number = np.arange(20_000)
    even = np.column_stack([(number + 0.5) / number.size, number * 0.6180339887498949 % 1.0])
    places, _ = launch(source, even)
    for x, y, distance in (
        (0, 0, 1e-3),
        (1e-3, 5e-4, 7e-4),
        (2e-3, 1e-3, 2e-3),
        (9e-4, 1.4e-3, 6e-4),
        (-1e-4, 0, 3e-3),
    ):
        counted = np.mean(np.hypot(places[:, 0] - x, places[:, 1] - y) < distance)
        assert float(power_within(source, x, y, distance)) == pytest.approx(counted, abs=2e-3)


@pytest.mark.parametrize("source", [*ROUND.values(), IPL], ids=lambda source: source.profile)
def test_power_within_a_point_is_the_irradiance_and_within_everything_all(source):
    x, y = np.array([0.0, 2e-4, 7e-4]), np.array([1e-4, 3e-4, 9e-4])
    near = power_within(source, x, y, 1e-7) / (np.pi * 1e-14)
    np.testing.assert_allclose(near, irradiance(source, x, y), rtol=1e-3)
    np.testing.assert_allclose(power_within(source, x, y, 8e-3), 1.0, rtol=1e-9)
    assert float(power_within(pencil(), 1e-3, 0.0, 2e-3)) == 1.0


@pytest.mark.parametrize("name", ROUND)
def test_round_spots_are_those_of_direct_simulation(name):
    spot = spot_on_rings(response(), ROUND[name], radial_edges=RINGS)
    direct = follow(packets=12_000, seed=12, radial_edges=RINGS, beam=ROUND[name], threads=2)
    agree(spot.absorbed, spot.absorbed_error, direct.absorbed, direct.absorbed_error)


def test_a_rectangular_spot_is_that_of_direct_simulation():
    edges = np.array([-2e-3, -1.2e-3, -8e-4, 0.0, 9e-4, 1.1e-3, 2e-3])
    spot = spot_on_plane(response(), IPL, x_edges=edges, y_edges=edges, slices=[0, 2, 4])
    direct = monte_carlo_with_solids(
        *LAYERS,
        **AROUND,
        solids=(),
        source=IPL,
        packets=12_000,
        seed=13,
        x_edges=edges,
        y_edges=edges,
        z_edges=SLICES,
        threads=2,
    )
    agree(
        spot.absorbed, spot.absorbed_error, direct.absorbed[..., spot.slices], direct.absorbed_error[..., spot.slices]
    )
    # The window is longer than wide.
    assert spot.absorbed[3, 0, 0] > 1.3 * spot.absorbed[0, 3, 0]


def test_a_round_spot_is_the_same_on_rings_and_on_a_plane():
    place = 4e-4
    spot = spot_on_rings(response(), ROUND["gaussian"], radial_edges=[0.0, place - 1e-6, place + 1e-6])
    plane = spot_on_plane(response(), ROUND["gaussian"], x_edges=[place - 1e-6, place + 1e-6], y_edges=[-1e-6, 1e-6])
    np.testing.assert_allclose(plane.absorbed[0, 0], spot.absorbed[1], rtol=1e-4)
    np.testing.assert_allclose(plane.absorbed_error[0, 0], spot.absorbed_error[1], rtol=1e-3)


def test_a_spot_absorbs_what_its_pencils_do():
    answer = response()
    far = spot_on_rings(answer, ROUND["top_hat"], radial_edges=np.linspace(0.0, 4e-3, 60))
    held = (far.absorbed * np.pi * np.diff(far.radial_edges**2)[:, None]).sum(axis=0)
    rings = np.pi * np.diff(answer.radial_edges**2)[:, None]
    near = (answer.absorbed * rings)[answer.radial_edges[1:] <= 2.5e-3].sum(axis=0)
    everything = (answer.absorbed * rings).sum(axis=0)
    assert np.all(held > near * (1 - 1e-6))
    assert np.all(held <= everything * (1 + 1e-4))


def test_the_error_is_the_spread_of_repeated_responses():
    edges = np.array([0.0, 1e-3, 2e-3])
    spots = [spot_on_rings(response(seed, 800), ROUND["top_hat"], radial_edges=edges) for seed in range(30)]
    spread = np.std([spot.absorbed for spot in spots], axis=0, ddof=1)
    stated = np.mean([spot.absorbed_error for spot in spots], axis=0)
    ratio = stated / spread
    assert 0.8 < np.median(ratio) < 1.25
    assert np.all((ratio > 0.6) & (ratio < 1.7))
    # Taken ring by ring, as if rings were strangers, the error would come out too small.
    narrow = response(0, 800)
    apart = spot_on_rings(narrow, ROUND["top_hat"], radial_edges=edges).absorbed_error[0, 3]
    weight = np.diff(power_within(ROUND["top_hat"], 0.0, 0.0, narrow.radial_edges))
    assert np.sqrt(((weight * narrow.absorbed_error[:, 3]) ** 2).sum()) < 0.7 * apart


def test_rings_begin_with_the_light_that_was_not_scattered():
    answer = response()
    entering = 1.0 - answer.specular
    core = answer.absorbed[0] * np.pi * answer.radial_edges[1] ** 2 * np.diff(SLICES)
    extinction, albedo = 3.2e4, 2000.0 / 3.2e4
    depth = SLICES[1]
    unscattered = entering * albedo * (1 - np.exp(-extinction * depth))
    # A little more than that: some packets meet the skin again before they have gone a fraction of a micrometre.
    assert 0.97 * unscattered < core[0] < 1.1 * unscattered


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda: spot_on_rings(response(), top_hat(diameter=9e-3), radial_edges=RINGS), "response ends at"),
        (lambda: spot_on_rings(response(), gaussian(diameter=4e-3), radial_edges=RINGS), "rings up to 7.5 mm"),
        (lambda: spot_on_rings(response(), IPL, radial_edges=RINGS), "spot_on_plane"),
        (lambda: spot_on_rings(response(), pencil(), radial_edges=RINGS), "response itself"),
        (lambda: spot_on_rings(response(), tilted(ROUND["top_hat"], angle=0.1), radial_edges=RINGS), "simulate it"),
        (
            lambda: spot_on_rings(response(), converging(focus=5e-3, half_angle=0.1), radial_edges=RINGS),
            "simulate it",
        ),
        (lambda: spot_on_plane(response(), IPL, x_edges=[0, 5e-3], y_edges=[0, 1e-3]), "response ends at"),
        (lambda: spot_on_plane(response(), IPL, x_edges=[0, 1e-3], y_edges=[0, 1e-3], slices=[9]), "slices"),
        (lambda: pencil_rings(0.0), "rings need"),
        (lambda: pencil_rings(1e-2, growth=0.5), "rings need"),
    ],
)
def test_what_cannot_be_convolved_is_refused_with_a_remedy(ask, words):
    with pytest.raises(OutOfValidityError, match=words):
        ask()


def test_a_response_without_batches_has_no_error_to_pass_on():
    bare = follow(packets=50, seed=1, radial_edges=pencil_rings(5.5e-3))
    with pytest.raises(OutOfValidityError, match="keep_batches"):
        spot_on_rings(bare, ROUND["top_hat"], radial_edges=RINGS)


def even_rings(*, packets):
    return follow(packets=packets, seed=21, radial_edges=np.arange(66) * 5e-5, keep_batches=True, threads=2)


def test_rings_too_wide_for_the_edge_of_a_spot_are_in_the_error():
    spot, edges = ROUND["top_hat"], np.array([0.0, 1.35e-3, 1.5e-3, 1.65e-3])
    direct = follow(packets=400_000, seed=22, radial_edges=edges, beam=spot, threads=2)
    fine = follow(packets=200_000, seed=23, radial_edges=pencil_rings(3.2e-3), keep_batches=True, threads=2)

    def deviations(values, error):
        return np.abs(values - direct.absorbed) / np.hypot(error, direct.absorbed_error)

    sharp, blunt = (spot_on_rings(lit, spot, radial_edges=edges) for lit in (fine, even_rings(packets=200_000)))
    assert deviations(sharp.absorbed, sharp.absorbed_error).max() < 4
    # Chance alone is no excuse for them, their error is.
    assert deviations(blunt.absorbed, sharp.absorbed_error).max() > 6
    assert deviations(blunt.absorbed, blunt.absorbed_error).max() < 4


def test_few_packets_are_not_taken_for_wide_rings():
    for packets in (20, 60, 200):  # the first is a single batch, which tells no error
        spots = [
            spot_on_rings(response(seed, packets), ROUND["top_hat"], radial_edges=[0.0, 1e-3, 2e-3])
            for seed in range(15)
        ]
        assert all(np.isnan(spot.absorbed_error).all() == (packets == 20) for spot in spots)


def test_rings_much_too_wide_for_a_spot_are_refused():
    wide, small = even_rings(packets=50_000), top_hat(diameter=5e-4)
    with pytest.raises(OutOfValidityError, match="rings of the response are too wide") as caught:
        spot_on_rings(wide, small, radial_edges=[0.0, 2e-4, 2.5e-4, 3e-4])
    assert "on pencil_rings(0.00325)" in caught.value.hint
    with pytest.raises(OutOfValidityError, match="too wide"):
        spot_on_plane(wide, small, x_edges=[2e-4, 2.4e-4], y_edges=[0.0, 1e-5])


@pytest.mark.parametrize(
    "beam",
    [{"beam": "top_hat", "diameter": 1e-3}, {"cosine": 0.8}, {"beam": "gaussian", "diameter": 1e-3, "cosine": 0.9}],
    ids=str,
)
def test_what_is_no_response_to_a_pencil_beam_is_refused(beam):
    lit = follow(packets=100, seed=1, radial_edges=pencil_rings(5.5e-3), keep_batches=True, **beam)
    assert lit.source.profile == beam.get("beam", "pencil")
    for ask in (
        lambda: spot_on_rings(lit, ROUND["top_hat"], radial_edges=RINGS),
        lambda: spot_on_plane(lit, IPL, x_edges=[0, 1e-3], y_edges=[0, 1e-3]),
        lambda: spot_factor(lit, diameter=1e-3),
    ):
        with pytest.raises(OutOfValidityError, match="not of a pencil beam at a right angle"):
            ask()
