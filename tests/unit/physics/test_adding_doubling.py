"""Adding-doubling against closed forms, against itself, and against Monte Carlo, which shares no method with it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError
from lentigo.physics._adding_doubling_kernel import _place_streams
from lentigo.physics.adding_doubling import _gauss, _radau, _rules, layered_light
from lentigo.physics.fresnel import critical_cosine, reflectance, refracted_cosine
from lentigo.physics.monte_carlo import monte_carlo

AIR = {"index_inside": 1.4, "index_above": 1.0, "index_below": 1.0}


def random_skins(count, seed):
    """Thin dark layers over thick pale ones, as skin is from 450 to 1064 nm."""
    rng = np.random.default_rng(seed)
    mua = np.stack([rng.uniform(0, 3000, count), rng.uniform(10, 300, count), rng.uniform(5, 200, count)], axis=1)
    mus = rng.uniform(4000, 40000, (count, 3))
    g = rng.uniform(0.6, 0.92, (count, 3))
    thick = np.stack([rng.uniform(3e-5, 1e-4, count), rng.uniform(3e-4, 2e-3, count), np.full(count, 5e-3)], axis=1)
    return mua, mus, g, thick


def light(mua, mus, g, thick, **options):
    layers = np.atleast_2d(mua).shape[1]
    return layered_light(mua, mus, g, thick, **{"sublayers": [2] * layers, **AIR, **options})


def total(lit):
    return lit.reflectance + lit.transmittance + lit.absorbed.sum(axis=1)


@settings(max_examples=25, derandomize=True, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    above=st.sampled_from([1.0, 1.33, 1.4, 1.5, 1.76]),
    below=st.sampled_from([1.0, 1.4, 1.5]),
    cosine=st.sampled_from([1.0, 0.9, 0.5, 0.1]),
    streams=st.sampled_from([4, 8, 12]),
)
def test_energy_is_conserved(seed, above, below, cosine, streams):
    lit = light(*random_skins(3, seed), index_above=above, index_below=below, cosine=cosine, streams=streams)
    np.testing.assert_allclose(total(lit), 1.0, atol=1e-10)
    assert np.all(lit.absorbed > -1e-12)
    assert np.all(lit.fluence >= 0)


def test_without_absorption_nothing_is_absorbed():
    lit = light([[0.0, 0.0]], [[2e4, 1e4]], [[0.8, 0.9]], [[1e-3, 1e-2]])
    np.testing.assert_allclose(lit.absorbed, 0.0, atol=1e-10)
    np.testing.assert_allclose(lit.reflectance + lit.transmittance, 1.0, atol=1e-10)


@pytest.mark.parametrize("streams", [4, 8, 16])
def test_without_scattering_light_dims_by_the_law_of_beer_between_two_mirrors(streams):
    mua, thick, n = 1500.0, 4e-4, 1.5
    lit = light([[mua]], [[0.0]], [[0.0]], [[thick]], index_inside=n, streams=streams, sublayers=[3])
    r = float(reflectance(1.0, index_from=1.0, index_to=n))
    t = math.exp(-mua * thick)
    expected = (1 - r) ** 2 * t / (1 - r**2 * t**2)
    assert lit.transmittance[0] == pytest.approx(expected, rel=1e-12)
    assert lit.reflectance[0] == pytest.approx(r + r * t * expected, rel=1e-12)


def test_clear_layer_lets_everything_through_that_the_surfaces_let_in():
    lit = light([[0.0]], [[0.0]], [[0.9]], [[1e-3]], index_inside=1.4, sublayers=[1])
    r = float(reflectance(1.0, index_from=1.0, index_to=1.4))
    assert lit.transmittance[0] == pytest.approx((1 - r) / (1 + r), rel=1e-12)


def test_absorbed_share_is_absorption_times_fluence():
    mua, mus, g, thick = random_skins(4, 3)
    lit = light(mua, mus, g, thick, sublayers=[40, 200, 100], streams=16)
    middle = 0.5 * (lit.fluence[:, 1:] + lit.fluence[:, :-1])
    expected = mua[:, lit.layer_of] * middle * np.diff(lit.edges, axis=1)
    np.testing.assert_allclose(lit.absorbed[:, :40].sum(axis=1), expected[:, :40].sum(axis=1), rtol=2e-3)
    np.testing.assert_allclose(lit.absorbed.sum(axis=1), expected.sum(axis=1), rtol=2e-3)


def test_splitting_a_layer_changes_nothing():
    mua, mus, g, thick = random_skins(5, 4)
    whole = light(mua, mus, g, thick, sublayers=[1, 1, 1])
    halves = np.repeat(np.arange(3), 2)
    split = light(mua[:, halves], mus[:, halves], g[:, halves], thick[:, halves] / 2, sublayers=[1] * 6)
    np.testing.assert_allclose(split.reflectance, whole.reflectance, rtol=1e-6)
    np.testing.assert_allclose(split.absorbed.reshape(5, 3, 2).sum(axis=2), whole.absorbed, rtol=1e-5)


def test_layers_are_listed_from_the_lit_surface_down():
    # Dark over pale sends back little; the same layers the other way round much.
    dark, pale = (3000.0, 20.0)
    thick = [[1e-4, 1e-2]]
    dark_on_top = light([[dark, pale]], [[2e4, 2e4]], [[0.8, 0.8]], thick)
    pale_on_top = light([[pale, dark]], [[2e4, 2e4]], [[0.8, 0.8]], [thick[0][::-1]])
    assert dark_on_top.reflectance[0] < 0.5 * pale_on_top.reflectance[0]
    # An optically thick stack hides what lies at the far side, never what lies at the lit one.
    darker = light([[2 * dark, pale]], [[2e4, 2e4]], [[0.8, 0.8]], thick)
    assert darker.reflectance[0] < 0.9 * dark_on_top.reflectance[0]


def test_diffuse_transmission_is_reciprocal():
    x, w = np.polynomial.legendre.leggauss(12)
    mu, weight = 0.5 * (x + 1), 0.5 * w
    mua, mus, g, thick = random_skins(1, 6)
    thick[:, 2] = 5e-4

    def diffuse(*layers):
        lit = [light(*layers, cosine=m, streams=16) for m in mu]
        share = 2 * mu * weight
        return np.sum(share * [x.transmittance[0] for x in lit]), np.sum(share * [x.reflectance[0] for x in lit])

    there, sent_back = diffuse(mua, mus, g, thick)
    back, sent_back_below = diffuse(mua[:, ::-1], mus[:, ::-1], g[:, ::-1], thick[:, ::-1])
    assert there == pytest.approx(back, rel=2e-3)
    assert abs(sent_back - sent_back_below) > 0.05


def test_metres_or_millimetres_make_no_difference():
    mua, mus, g, thick = random_skins(3, 7)
    in_m = light(mua, mus, g, thick)
    in_mm = light(mua / 1e3, mus / 1e3, g, thick * 1e3)
    np.testing.assert_allclose(in_mm.absorbed, in_m.absorbed, rtol=1e-9)
    np.testing.assert_allclose(in_mm.fluence, in_m.fluence, rtol=1e-9)


def test_isotropic_scattering_with_matched_indices_is_the_half_space_of_chandrasekhar():
    # R(mu0 = 1) = 1 - H(1) sqrt(1 - a); H of a = 0.9 at mu = 1 by its own integral equation.
    a = 0.9
    x, w = np.polynomial.legendre.leggauss(64)
    mu, weight = 0.5 * (x + 1), 0.5 * w
    h = np.ones_like(mu)
    for _ in range(400):
        h = 1 / (math.sqrt(1 - a) + 0.5 * a * np.sum(weight * mu * h / (mu[:, None] + mu), axis=1))
    h1 = 1 / (math.sqrt(1 - a) + 0.5 * a * np.sum(weight * mu * h / (1 + mu)))
    lit = light([[1e3]], [[9e3]], [[0.0]], [[1.0]], index_inside=1.0, streams=16)
    assert lit.reflectance[0] == pytest.approx(1 - h1 * math.sqrt(1 - a), rel=1e-5)


def test_error_covers_the_difference_from_many_streams():
    skins = random_skins(24, 8)
    few, many = light(*skins, streams=8), light(*skins, streams=32)
    assert np.all(np.abs(few.reflectance - many.reflectance) <= few.error)
    assert np.all(few.error < 0.01)


def test_eight_streams_agree_with_sixteen_in_basal_fluence():
    skins = random_skins(24, 9)
    few, many = light(*skins, streams=8), light(*skins, streams=16)
    basal = 2  # the lower edge of the first layer
    np.testing.assert_allclose(few.fluence[:, basal], many.fluence[:, basal], rtol=4e-3)


def test_threads_do_not_change_a_bit():
    skins = random_skins(40, 10)
    one, two = light(*skins, threads=1), light(*skins, threads=2)
    for name in ("reflectance", "transmittance", "absorbed", "fluence", "error"):
        np.testing.assert_array_equal(getattr(one, name), getattr(two, name))
    alone = light(*(a[17:18] for a in skins))
    np.testing.assert_array_equal(alone.absorbed[0], one.absorbed[17])


def test_a_denser_window_that_meets_the_beam_beyond_its_critical_angle_reflects_all():
    lit = light([[100.0]], [[1e4]], [[0.8]], [[1e-2]], index_above=1.76, cosine=0.3)
    assert lit.reflectance[0] == 1.0
    assert lit.specular[0] == 1.0
    np.testing.assert_array_equal(lit.absorbed, 0.0)


def test_sapphire_lets_scattered_light_out_that_air_sends_back():
    mua, mus, g, thick = random_skins(6, 11)
    air, sapphire = (light(mua, mus, g, thick, index_above=n) for n in (1.0, 1.76))
    basal = 2
    assert np.all(air.fluence[:, basal] > 1.05 * sapphire.fluence[:, basal])


@pytest.mark.parametrize(("above", "cosine"), [(1.0, 1.0), (1.0, 0.6), (1.4, 1.0), (1.76, 1.0), (1.76, 0.8)], ids=str)
def test_monte_carlo_finds_the_same(above, cosine):
    mua, mus, g, thick = random_skins(3, 12)
    lit = light(mua, mus, g, thick, index_above=above, cosine=cosine, streams=16)
    for i in range(3):
        walked = monte_carlo(
            mua[i],
            mus[i],
            g[i],
            thick[i],
            refractive_index=[1.4] * 3,
            index_above=above,
            index_below=1.0,
            cosine=cosine,
            packets=12_000,
            seed=i,
            radial_edges=[0, 1],
            depth_edges=[0, 1],
        )
        by_layer = lit.absorbed[i].reshape(3, 2).sum(axis=1)
        assert abs(lit.reflectance[i] - walked.reflectance) < 4 * walked.diffuse_reflectance_error + 3e-4
        assert abs(lit.transmittance[i] - walked.transmittance) < 4 * walked.transmittance_error + 3e-4
        assert np.all(np.abs(by_layer - walked.absorbed_by_layer) < 4 * walked.absorbed_by_layer_error + 3e-4)


def placed(inside, above, below, streams):
    mu, weight = np.full(streams + 1, np.nan), np.full(streams + 1, np.nan)
    _place_streams(inside, above, below, *_rules(_gauss, streams), *_rules(_radau, streams), mu, weight, streams)
    return mu[:-1], weight[:-1]


@pytest.mark.parametrize("streams", [2, 6, 8, 32])
@pytest.mark.parametrize(("above", "below"), [(1.0, 1.0), (1.0, 1.4), (1.0, 1.6), (1.5, 1.0), (1.4, 1.33)], ids=str)
def test_with_one_critical_angle_half_of_the_streams_lie_beyond_it(above, below, streams):
    mu, weight = placed(1.4, above, below, streams)
    split = float(critical_cosine(index_from=1.4, index_to=min(above, below)))
    half = streams // 2
    (gauss, gauss_weight), (radau, radau_weight) = _gauss(half), _radau(half)
    # To the last bit: planning rests on these.
    np.testing.assert_array_equal(mu, [*(split * gauss), *(split + (1.0 - split) * radau)])
    np.testing.assert_array_equal(weight, [*(split * gauss_weight), *((1.0 - split) * radau_weight)])


@pytest.mark.parametrize("media", [(1.4, 1.4), (1.6, 1.4), (1.5, 1.76), (1.3995, 1.3995), (1.3995, 1.3997)], ids=str)
def test_where_next_to_nothing_is_totally_reflected_no_stream_is_set_apart(media):
    mu, weight = placed(1.4, *media, 8)
    nodes, weights = _radau(8)
    np.testing.assert_array_equal(mu, nodes)
    np.testing.assert_array_equal(weight, weights)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(
    inside=st.floats(1.3, 1.8),
    above=st.floats(1.0, 1.8),
    below=st.floats(1.0, 1.8),
    half=st.integers(2, 16),
)
def test_streams_integrate_over_every_part_between_critical_angles(inside, above, below, half):
    mu, weight = placed(inside, above, below, 2 * half)
    assert np.all(np.diff(mu) > 0)
    assert mu[0] > 0
    assert mu[-1] == 1.0
    assert np.all(weight > 0)
    assert weight.sum() == pytest.approx(1.0, rel=1e-12)
    assert np.sum(2 * mu * weight) == pytest.approx(1.0, rel=1e-12)
    angles = sorted(float(critical_cosine(index_from=inside, index_to=n)) for n in (above, below))
    if half >= 3 and angles[0] > 0.02 and angles[1] > 0.05 and angles[1] - angles[0] > 1e-6:
        for angle in angles:
            assert weight[mu < angle].sum() == pytest.approx(angle, rel=1e-9)


@pytest.mark.parametrize(("above", "below"), [(1.0, 1.33), (1.33, 1.0), (1.0, 1.39), (1.33, 1.35)], ids=str)
@pytest.mark.parametrize("cosine", [1.0, 0.6])
def test_thin_skins_between_two_media_converge(above, below, cosine):
    mua, mus, g, thick = random_skins(12, 13)
    thick[:, 1:] = [2e-4, 1e-4]
    skins = mua, mus, g, thick
    few, many, most = (
        light(*skins, index_above=above, index_below=below, cosine=cosine, streams=s) for s in (8, 16, 32)
    )
    assert most.error.max() < 2e-4
    assert most.error.mean() < 2.5e-5
    for lit, largest in ((few, 6e-3), (many, 2e-3)):
        for name in ("reflectance", "transmittance", "absorbed"):
            np.testing.assert_allclose(getattr(lit, name), getattr(most, name), atol=largest)


@pytest.mark.parametrize("cosine", [1.0, 0.7, 0.4])
@pytest.mark.parametrize("streams", [4, 8, 32])
def test_clear_layer_between_two_media_passes_what_two_mirrors_let_through(cosine, streams):
    mua, thick, n, above, below = 800.0, 4e-4, 1.5, 1.0, 1.33
    lit = light(
        [[mua]],
        [[0.0]],
        [[0.0]],
        [[thick]],
        index_inside=n,
        index_above=above,
        index_below=below,
        cosine=cosine,
        streams=streams,
        sublayers=[3],
    )
    inner = float(refracted_cosine(cosine, index_from=above, index_to=n))
    top = float(reflectance(cosine, index_from=above, index_to=n))
    bottom = float(reflectance(inner, index_from=n, index_to=below))
    t = math.exp(-mua * thick / inner)
    through = (1 - top) * (1 - bottom) * t / (1 - top * bottom * t**2)
    sent_back = top + (1 - top) ** 2 * bottom * t**2 / (1 - top * bottom * t**2)
    assert lit.transmittance[0] == pytest.approx(through, rel=1e-10)
    assert lit.reflectance[0] == pytest.approx(sent_back, rel=1e-10)


@pytest.mark.parametrize(
    "wrong",
    [
        {"mua": -1.0},
        {"mus": math.nan},
        {"g": 1.0},
        {"thick": -1e-3},
        {"streams": 7},
        {"streams": 64},
        {"cosine": 0.0},
        {"index_above": 0.9},
    ],
    ids=str,
)
def test_what_cannot_be_is_refused(wrong):
    values = {"mua": 100.0, "mus": 1e4, "g": 0.8, "thick": 1e-3} | wrong
    layers = [[[values.pop(name)]] for name in ("mua", "mus", "g", "thick")]
    with pytest.raises(OutOfValidityError):
        light(*layers, **values)


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="layers do not fit"):
        light([[1.0, 2.0]], [[1.0]], [[0.0]], [[1.0]])
    with pytest.raises(ValueError, match="positive integers"):
        light([[1.0]], [[1.0]], [[0.0]], [[1.0]], sublayers=[0])


def test_error_may_be_left_out_and_nothing_else_changes():
    skins = random_skins(5, 4)
    told, untold = light(*skins), light(*skins, estimate_error=False)
    assert np.all(told.error > 0)
    assert np.all(np.isnan(untold.error))
    assert np.array_equal(told.fluence, untold.fluence)
    assert np.array_equal(told.absorbed, untold.absorbed)


def test_one_index_for_each_layer_is_refused_in_words():
    with pytest.raises(ValueError, match="monte_carlo takes one for each layer"):
        light(*random_skins(2, 1), index_inside=[[1.4, 1.4, 1.44]] * 2)
