"""Monte Carlo where the refractive index changes inside: covers on skin, and layers that bend light differently.

The referee is :mod:`layered_transport`, which shares nothing with the engines. As with random skins of one index, many
skins with few packets each show a bias that one skin hides, and whether the stated errors are as wide as chance makes
them. Planted biases of 0.5 % and faults planted in an engine's inner surfaces prove that they would be noticed.
"""

from __future__ import annotations

import csv
import types as python_types
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import layered_transport
import numpy as np
import pytest
from layered_transport import Shares
from numba import njit
from numpy.typing import NDArray

from lentigo.physics import _monte_carlo_kernel as kernel
from lentigo.physics import _packet_steps as packet_steps
from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.fresnel import reflectance, reflectance_of_ray, refracted_cosine
from lentigo.physics.monte_carlo import monte_carlo

Floats = NDArray[np.float64]

GROUPS = ((3, 0, 1.0), (3, 1, 1.0), (4, 2, 1.0), (2, 2, 0.5))
"""Layers of skin, covers on it, and the cosine of incidence."""
SKINS_OF_A_GROUP = 30
PACKETS = 100_000
BIAS = 0.005
EVERY = 4
"""Of the skins, one in so many is for the slower engine, with fewer packets."""
PACKETS_OF_THE_REFERENCE = 12_000

QUANTITIES = ("diffuse reflectance", "transmittance", "first layer", "second layer", "specular", "covers")

MOST_OF_A_MEAN = 3.0
"""Standard errors that a mean over all skins may be off."""
BEYOND = {1: (0.22, 0.43), 2: (0.01, 0.10), 3: (0.0, 0.02)}
"""Of 570 differences, the share beyond so many standard errors: chance says 0.322, 0.051 and 0.0041 with the batches of
a run; bounds are three and a half standard deviations away, if the four or five of one skin count as two."""


@dataclass(frozen=True)
class Skin:
    """One skin with its covers, as the engines take it."""

    absorption: Floats
    scattering: Floats
    anisotropy: Floats
    thickness: Floats
    index: Floats
    cover_absorption: Floats
    cover_thickness: Floats
    cover_index: Floats
    above: float
    below: float
    cosine: float


def random_skins(group: int) -> list[Skin]:
    """Skins with steps of the index at most of their inner edges, under none to two covers."""
    layers, covers, cosine = GROUPS[group]
    random = np.random.default_rng([66, group])

    def skin() -> Skin:
        index = random.uniform(1.33, 1.55, layers)
        if random.random() < 0.3:
            index[-1] = index[-2]
        first = np.r_[True, np.zeros(layers - 1, bool)]
        return Skin(
            absorption=np.exp(np.where(first, random.uniform(6.2, 8.5, layers), random.uniform(4.6, 7.3, layers))),
            scattering=random.uniform(4e3, 3e4, layers),
            anisotropy=random.uniform(0.5, 0.92, layers),
            thickness=np.where(first, random.uniform(3e-5, 1e-4, layers), random.uniform(5e-5, 3e-4, layers)),
            index=index,
            cover_absorption=random.uniform(0.0, 300.0, covers),
            cover_thickness=random.uniform(1e-4, 2e-3, covers),
            cover_index=random.choice([1.33, 1.4, 1.52, 1.76], covers, replace=False),
            above=float(random.choice([1.0, 1.0, 1.33])),
            below=float(random.choice([1.0, 1.4, index[-1], 1.6])),
            cosine=cosine,
        )

    return [skin() for _ in range(SKINS_OF_A_GROUP)]


def named(up: float, through: float, by_layer: Floats, specular: float, covers: Floats) -> list[float]:
    """The named quantities; without covers chance has no say in the last two."""
    of_covers = [specular, float(covers.sum())] if covers.size else [np.nan, np.nan]
    return [up, through, *by_layer[:2], *of_covers]


def refereed(skin: Skin, **options: int) -> Floats:
    covers = skin.cover_index.size
    nothing = np.zeros(covers)
    lit: Shares = layered_transport.layered_transport(
        np.r_[skin.cover_absorption, skin.absorption],
        np.r_[nothing, skin.scattering],
        np.r_[nothing, skin.anisotropy],
        np.r_[skin.cover_thickness, skin.thickness],
        index=np.r_[skin.cover_index, skin.index],
        index_above=skin.above,
        index_below=skin.below,
        cosine=skin.cosine,
        **options,
    )
    values = lit.diffuse_reflectance, lit.transmittance, lit.absorbed[covers:], lit.specular, lit.absorbed[:covers]
    return np.array(named(*values))


def walked(skin: Skin, *, seed: int, packets: int, engine: str) -> tuple[Floats, Floats]:
    """What Monte Carlo says, and its standard errors."""
    lit = monte_carlo(
        skin.absorption,
        skin.scattering,
        skin.anisotropy,
        skin.thickness,
        refractive_index=skin.index,
        index_above=skin.above,
        index_below=skin.below,
        cosine=skin.cosine,
        cover_index=skin.cover_index,
        cover_thickness=skin.cover_thickness,
        cover_absorption=skin.cover_absorption,
        packets=packets,
        seed=seed,
        radial_edges=[0, 1],
        depth_edges=[0, 1],
        engine=engine,
        threads=2,
    )
    values = named(
        lit.diffuse_reflectance, lit.transmittance, lit.absorbed_by_layer, lit.specular, lit.absorbed_by_cover
    )
    errors = named(
        lit.diffuse_reflectance_error,
        lit.transmittance_error,
        lit.absorbed_by_layer_error,
        lit.specular_error,
        np.full(lit.absorbed_by_cover.size, np.nan),  # covers share packets: their sum has no error of its own
    )
    return np.array(values), np.array(errors)


def means_that_are_off(values: Floats, errors: Floats, expected: Floats) -> list[str]:
    """What the referee has to say against means over all skins."""
    found = []
    for place, name in enumerate(QUANTITIES):
        apart, error = (values - expected)[:, place], errors[:, place]
        told = np.isfinite(apart)
        if name == "covers":  # the error of a sum of covers is that of its own spread
            offs = [apart[told].mean() / apart[told].std() * np.sqrt(told.sum())]
        else:
            with np.errstate(divide="ignore"):  # a fault may leave nothing to chance
                each = apart[told] / error[told]
            offs = [apart[told].sum() / np.sqrt((error[told] ** 2).sum()), each.mean() * np.sqrt(told.sum())]
        off = max(offs, key=abs)
        if not abs(off) < MOST_OF_A_MEAN:
            found.append(f"{name}: the mean is off by {off:.1f} standard errors")
    return found


def objections(values: Floats, errors: Floats, expected: Floats) -> list[str]:
    """What the referee has to say against the values of all skins, and against their errors."""
    found = means_that_are_off(values, errors, expected)
    apart = np.abs((values - expected) / errors)
    for far, (low, high) in BEYOND.items():
        share = float((apart[np.isfinite(apart)] > far).mean())
        if not low <= share <= high:
            found.append(f"{share:.4f} of all differences lie beyond {far} standard errors")
    return found


def passing_any_step(uz, index_from, index_to, share):
    """Fault: Fresnel's reflection only at surfaces to air, total reflection everywhere."""
    if min(index_from, index_to) > 1.0 and (index_from / index_to) ** 2 * (1.0 - uz * uz) < 1.0:
        return False
    return share < reflectance_of_ray(abs(uz), index_from, index_to)


def going_straight_on(ux, uy, uz, index_from, index_to):
    """Fault: bent only at surfaces to air."""
    bend = index_from / index_to
    if min(index_from, index_to) > 1.0:
        return ux, uy, uz
    return bend * ux, bend * uy, np.copysign(np.sqrt(1.0 - bend * bend * (1.0 - uz * uz)), uz)


def passing_beyond_the_critical_angle(uz, index_from, index_to, share):
    """Fault: total reflection only at surfaces to air."""
    if min(index_from, index_to) > 1.0 and (index_from / index_to) ** 2 * (1.0 - uz * uz) >= 1.0:
        return False
    return share < reflectance_of_ray(abs(uz), index_from, index_to)


def faulty(**faults):
    """The reference engine's kernel, whose packets meet inner edges by steps some of which are replaced."""
    wrong = {name: njit(fault) for name, fault in faults.items()}
    meets = njit(python_types.FunctionType(packet_steps.met_surface.py_func.__code__, {**vars(packet_steps), **wrong}))
    names = {**vars(kernel), "met_surface": meets}
    return njit(nogil=True)(python_types.FunctionType(kernel.trace_packets.py_func.__code__, names))


@pytest.fixture(scope="module")
def skins() -> list[Skin]:
    return [skin for group in range(len(GROUPS)) for skin in random_skins(group)]


@pytest.fixture(scope="module")
def referee(skins) -> Floats:
    return np.array([refereed(skin) for skin in skins])


@pytest.fixture(scope="module")
def run(skins) -> tuple[Floats, Floats]:
    found = [walked(skin, seed=seed, packets=PACKETS, engine="fast") for seed, skin in enumerate(skins)]
    return np.array([values for values, _ in found]), np.array([errors for _, errors in found])


# The referee itself.


def one_layer(mua, mus, g, thick, **media):
    return layered_transport.layered_transport([mua], [mus], [g], [thick], **media)


with (Path(__file__).parents[1] / "vandehulst_1980" / "table.csv").open(encoding="utf-8") as file:
    SLABS = list(csv.DictReader(line for line in file if not line.startswith("#")))


@pytest.mark.parametrize("slab", SLABS, ids=lambda slab: slab["case"])
def test_the_referee_knows_published_slabs_to_the_last_digit(slab):
    albedo, optical, g, cosine = (float(slab[name]) for name in ("albedo", "optical_thickness", "anisotropy", "cosine"))
    media = {"index": [1.0], "index_above": 1.0, "index_below": 1.0}
    lit = one_layer((1 - albedo) * optical, albedo * optical, g, 1.0, cosine=cosine, **media)
    assert lit.diffuse_reflectance == pytest.approx(float(slab["reflectance"]), abs=6e-6)
    assert lit.transmittance == pytest.approx(float(slab["transmittance"]), abs=6e-6)


@pytest.mark.parametrize("cosine", [1.0, 0.8, 0.4])
@pytest.mark.parametrize(("above", "below"), [(1.0, 1.0), (1.0, 1.33), (1.33, 1.6), (1.5, 1.0)], ids=str)
def test_the_referee_lets_light_pass_clear_layers_as_ray_by_ray(above, below, cosine):
    # Two dim layers that bend differently: the rays between three surfaces, added up by hand.
    indices, mua, thick = (above, 1.5, 1.4, below), (300.0, 800.0), (1e-3, 5e-4)
    cosines = [cosine]
    for here, there in pairwise(indices):
        cosines.append(float(refracted_cosine(cosines[-1], index_from=here, index_to=there)))
    surfaces = [
        float(reflectance(c, index_from=a, index_to=b)) for c, a, b in zip(cosines, indices, indices[1:], strict=False)
    ]
    dims = [np.exp(-m * t / c) for m, t, c in zip(mua, thick, cosines[1:], strict=False)]
    back, through = surfaces[2], 1 - surfaces[2]
    if np.isnan(cosines[-1]):
        back, through = 1.0, 0.0
    for r, d in ((surfaces[1], dims[1]), (surfaces[0], dims[0])):
        returns = 1 / (1 - r * back * d * d)
        through = (1 - r) * d * through * returns
        back = r + (1 - r) ** 2 * d * d * back * returns
    lit = layered_transport.layered_transport(
        mua, [0.0, 0.0], [0.0, 0.0], thick, index=indices[1:3], index_above=above, index_below=below, cosine=cosine
    )
    assert lit.transmittance == pytest.approx(through, abs=1e-9)
    assert lit.specular + lit.diffuse_reflectance == pytest.approx(back, abs=1e-9)


def test_the_referee_keeps_all_light_where_nothing_is_absorbed():
    lit = layered_transport.layered_transport(
        [0.0] * 3, [0.0, 2e4, 1e4], [0.0, 0.8, 0.9], [1e-3, 1e-3, 1e-2], index=[1.5, 1.37, 1.45],
        index_above=1.0, index_below=1.33,
    )  # fmt: skip
    np.testing.assert_allclose(lit.absorbed, 0.0, atol=1e-7)
    assert lit.specular + lit.diffuse_reflectance + lit.transmittance == pytest.approx(1.0, abs=1e-7)


def test_the_referee_is_reciprocal():
    # In light from all sides the square of the index makes up for the wider angle from which less dense media are seen.
    x, w = np.polynomial.legendre.leggauss(10)
    mu, weight = 0.5 * (x + 1), 0.5 * w
    layers = np.array([[300.0, 50.0, 200.0], [2e4, 1e4, 8e3], [0.8, 0.9, 0.7], [1e-4, 5e-4, 2e-4]])
    index = np.array([1.38, 1.52, 1.42])

    def through(stack, indices, above, below):
        lit = [
            layered_transport.layered_transport(*stack, index=indices, index_above=above, index_below=below, cosine=c)
            for c in mu
        ]
        return float(np.sum(2 * mu * weight * [one.transmittance for one in lit]))

    down = through(layers, index, 1.0, 1.33)
    up = through(layers[:, ::-1], index[::-1], 1.33, 1.0)
    assert down == pytest.approx(1.33**2 * up, rel=1e-4)
    assert down != pytest.approx(up, rel=0.5)


@pytest.mark.parametrize("cosine", [1.0, 0.5])
def test_the_referee_and_adding_doubling_agree_between_any_two_media(cosine):
    # One index inside; of the forty pairs of media around it, most have two critical angles.
    random = np.random.default_rng(7)
    count = 40
    mua = np.exp(random.uniform(4, 8, (count, 2)))
    mus, g = random.uniform(4e3, 4e4, (count, 2)), random.uniform(0.5, 0.92, (count, 2))
    thick = random.uniform(3e-5, 3e-4, (count, 2))
    inside, above, below = (
        random.uniform(1.36, 1.5, count),
        random.uniform(1, 1.6, count),
        random.uniform(1, 1.6, count),
    )
    media = inside, above, below
    exact = np.array(
        [_of_one_index(mua[i], mus[i], g[i], thick[i], *(n[i] for n in media), cosine) for i in range(count)]
    )
    for streams, largest, mean in ((8, 0.01, 5e-4), (16, 2e-3, 1e-4), (32, 2e-4, 2e-5)):
        lit = layered_light(
            mua,
            mus,
            g,
            thick,
            index_inside=inside,
            index_above=above,
            index_below=below,
            sublayers=[1, 1],
            streams=streams,
            cosine=cosine,
            estimate_error=False,
        )
        found = np.column_stack([lit.reflectance - lit.specular, lit.transmittance, lit.absorbed])
        apart = np.abs(found - exact).max(axis=1)
        assert apart.max() < largest
        assert apart.mean() < mean


def _of_one_index(mua, mus, g, thick, inside, above, below, cosine):
    lit = layered_transport.layered_transport(
        mua, mus, g, thick, index=[inside] * mua.size, index_above=above, index_below=below, cosine=cosine
    )
    return [lit.diffuse_reflectance, lit.transmittance, *lit.absorbed]


def test_the_referee_is_an_order_sharper_than_what_it_judges(skins, run, referee):
    few = slice(0, None, 8)
    apart = np.abs(referee[few] - [refereed(skin, streams=96) for skin in skins[few]])
    _, errors = run
    of_a_mean = np.sqrt(np.nansum(errors[:, :5] ** 2, axis=0)) / len(skins)
    assert np.nanmean(apart) < 0.1 * of_a_mean.min()
    assert np.nanmax(apart) < 0.1 * np.nanmean(errors[:, :5], axis=0).min()


# What it says about Monte Carlo.


def test_most_inner_edges_are_steps(skins):
    steps = np.concatenate([np.diff(np.r_[skin.cover_index, skin.index]) for skin in skins])
    assert len(skins) == 120
    assert np.mean(np.abs(steps) > 0.01) > 0.8
    assert (steps > 0.01).sum() > 50
    assert (steps < -0.01).sum() > 50


def test_both_methods_agree_as_often_as_chance_lets_them(run, referee):
    assert objections(*run, referee) == []


@pytest.mark.parametrize("factor", [1 + BIAS, 1 - BIAS], ids=["more", "less"])
@pytest.mark.parametrize("name", QUANTITIES)
def test_a_bias_of_one_quantity_is_noticed(name, factor, run, referee):
    values, errors = run
    biased = values.copy()
    biased[:, QUANTITIES.index(name)] *= factor
    assert any(name in said for said in objections(biased, errors, referee))


@pytest.mark.parametrize("factor", [0.7, 1.4], ids=["too narrow", "too wide"])
def test_errors_that_claim_too_much_or_too_little_are_noticed(factor, run, referee):
    values, errors = run
    assert objections(values, factor * errors, referee) != []


def test_steps_that_are_taken_away_are_noticed(skins, run):
    # What the referee says of skins whose layers, but not covers, all have the first one's index.
    few = slice(0, None, EVERY)
    values, errors = run
    level = [replace(skin, index=np.full(skin.index.size, skin.index[0])) for skin in skins[few]]
    assert len(means_that_are_off(values[few], errors[few], np.array([refereed(skin) for skin in level]))) >= 3


def of_the_reference(skins):
    found = [
        walked(skin, seed=seed, packets=PACKETS_OF_THE_REFERENCE, engine="reference") for seed, skin in enumerate(skins)
    ]
    return np.array([values for values, _ in found]), np.array([errors for _, errors in found])


def test_the_reference_engine_agrees_too(skins, referee):
    assert means_that_are_off(*of_the_reference(skins[::EVERY]), referee[::EVERY]) == []


@pytest.mark.parametrize(
    "faults",
    [
        {"is_reflected": passing_any_step},
        {"bent": going_straight_on},
        {"is_reflected": passing_beyond_the_critical_angle},
    ],
    ids=["no reflection at steps", "no bending at steps", "no total reflection at steps"],
)
def test_a_fault_at_inner_surfaces_is_noticed(faults, skins, referee, monkeypatch):
    monkeypatch.setattr(kernel, "trace_packets", faulty(**faults))
    assert means_that_are_off(*of_the_reference(skins[::EVERY]), referee[::EVERY]) != []
