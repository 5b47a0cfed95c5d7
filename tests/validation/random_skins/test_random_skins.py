"""Monte Carlo against adding-doubling, which shares no method with it, on random skins.

One skin with many packets says whether an engine is right there. Many random skins with few packets each say whether
it is right anywhere, and whether its errors are as wide as they claim: differences in units of the stated error must
be spread as chance spreads them. Random errors of all skins average out, a bias does not: together they show one of
0.3 %, and the tests below plant such ones to prove it.

A third of the skins border on the same medium above and below, a third below on more of the skin itself, and a third
on any two media, whose critical angles differ. Layers of one skin share an index here; another referee sees to those
that do not (``index_steps``).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.monte_carlo import monte_carlo

Floats = NDArray[np.float64]

GROUPS = ((3, 1.0), (4, 1.0), (5, 0.8), (3, 0.5))
"""Layers, and the cosine of incidence."""
SKINS_OF_A_GROUP = 60
PACKETS = 60_000
BIAS = 0.003

QUANTITIES = ("diffuse reflectance", "transmittance", "first layer", "second layer", "last layer")

MOST_OF_A_MEAN = 3.0
"""Standard errors that a mean over all skins may be off."""
BEYOND = {1: (0.25, 0.40), 2: (0.03, 0.08), 3: (0.0, 0.015)}
"""Of 1200 differences, the share beyond so many standard errors: Student's distribution with the 54 batches of a run
says 0.322, 0.051 and 0.0041; bounds are four standard deviations away, if the five of one skin count as two."""
CHI_SQUARE = (0.65, 1.5)
"""Mean square of 240 differences in standard errors: 1.04 with those batches, give or take four times 0.1."""


@dataclass(frozen=True)
class Skins:
    """Random skins of one group."""

    absorption: Floats
    scattering: Floats
    anisotropy: Floats
    thickness: Floats
    inside: Floats
    above: Floats
    below: Floats
    cosine: float


def random_skins(group: int) -> Skins:
    """A dark thin layer over thicker ones, all thin enough for some light to pass."""
    layers, cosine = GROUPS[group]
    random = np.random.default_rng([6, group])

    def drawn(low: float, high: float) -> Floats:
        return random.uniform(low, high, (SKINS_OF_A_GROUP, layers))

    absorption = np.exp(drawn(np.log(50.0), np.log(1500.0)))
    absorption[:, 0] = np.exp(random.uniform(np.log(500.0), np.log(5000.0), SKINS_OF_A_GROUP))
    absorption[:, -1] = np.exp(random.uniform(np.log(300.0), np.log(3000.0), SKINS_OF_A_GROUP))
    thickness = drawn(5e-5, 3e-4)
    thickness[:, 0] = random.uniform(3e-5, 1e-4, SKINS_OF_A_GROUP)
    inside = random.uniform(1.33, 1.5, SKINS_OF_A_GROUP)
    above = random.choice([1.0, 1.33, 1.5], SKINS_OF_A_GROUP)
    another = random.choice([1.0, 1.33, 1.5], SKINS_OF_A_GROUP)
    below = np.choose(random.integers(0, 3, SKINS_OF_A_GROUP), [above, inside, another])
    return Skins(
        absorption=absorption,
        scattering=drawn(4e3, 4e4),
        anisotropy=drawn(0.5, 0.92),
        thickness=thickness,
        inside=inside,
        above=above,
        below=below,
        cosine=cosine,
    )


def named(up: Floats, down: Floats, absorbed: Floats) -> Floats:
    """(N, 5) the named quantities."""
    return np.stack([up, down, absorbed[:, 0], absorbed[:, 1], absorbed[:, -1]], axis=1)


def refereed(skins: Skins) -> Floats:
    """(N, 5) what adding-doubling says."""
    lit = layered_light(
        skins.absorption,
        skins.scattering,
        skins.anisotropy,
        skins.thickness,
        index_inside=skins.inside,
        index_above=skins.above,
        index_below=skins.below,
        sublayers=[1] * skins.absorption.shape[1],
        streams=32,
        cosine=skins.cosine,
        threads=2,
        estimate_error=False,
    )
    return named(lit.reflectance - lit.specular, lit.transmittance, lit.absorbed)


def walked(skins: Skins, group: int) -> tuple[Floats, Floats]:
    """(N, 5) what Monte Carlo says, and its standard errors."""
    values, errors = [], []
    for skin in range(SKINS_OF_A_GROUP):
        lit = monte_carlo(
            skins.absorption[skin],
            skins.scattering[skin],
            skins.anisotropy[skin],
            skins.thickness[skin],
            refractive_index=np.full(skins.absorption.shape[1], skins.inside[skin]),
            index_above=skins.above[skin],
            index_below=skins.below[skin],
            cosine=skins.cosine,
            packets=PACKETS,
            seed=1000 * group + skin,
            radial_edges=[0, 1],
            depth_edges=[0, 1],
            engine="fast",
            threads=2,
        )
        first, second, last = (lit.absorbed_by_layer[i] for i in (0, 1, -1))
        values.append([lit.diffuse_reflectance, lit.transmittance, first, second, last])
        first, second, last = (lit.absorbed_by_layer_error[i] for i in (0, 1, -1))
        errors.append([lit.diffuse_reflectance_error, lit.transmittance_error, first, second, last])
    return np.array(values), np.array(errors)


def objections(values: Floats, errors: Floats, expected: Floats) -> list[str]:
    """What the referee has to say against the values of all skins."""
    found = []
    apart = (values - expected) / errors
    # Sums, not weighted means: weights from the errors would favour skins whose values came out low by chance.
    of_sums = (values - expected).sum(axis=0) / np.sqrt((errors**2).sum(axis=0))
    of_means = apart.mean(axis=0) * np.sqrt(len(apart))
    squares = (apart**2).mean(axis=0)
    for place, name in enumerate(QUANTITIES):
        off = max(of_sums[place], of_means[place], key=abs)
        if not abs(off) < MOST_OF_A_MEAN:
            found.append(f"{name}: the mean is off by {off:.1f} standard errors")
        if not CHI_SQUARE[0] < squares[place] < CHI_SQUARE[1]:
            found.append(f"{name}: the mean square of the differences is {squares[place]:.2f} squared errors")
    for away, (low, high) in BEYOND.items():
        share = float((np.abs(apart) > away).mean())
        if not low <= share <= high:
            found.append(f"{share:.4f} of all differences lie beyond {away} standard errors")
    return found


@pytest.fixture(scope="module")
def skins() -> list[Skins]:
    return [random_skins(group) for group in range(len(GROUPS))]


@pytest.fixture(scope="module")
def run(skins) -> tuple[Floats, Floats]:
    groups = [walked(of_group, group) for group, of_group in enumerate(skins)]
    return np.concatenate([values for values, _ in groups]), np.concatenate([errors for _, errors in groups])


@pytest.fixture(scope="module")
def referee(skins) -> Floats:
    return np.concatenate([refereed(of_group) for of_group in skins])


with (Path(__file__).parents[1] / "vandehulst_1980" / "table.csv").open(encoding="utf-8") as file:
    SLABS = list(csv.DictReader(line for line in file if not line.startswith("#")))


@pytest.mark.parametrize("slab", SLABS, ids=lambda slab: slab["case"])
def test_the_referee_knows_published_slabs_to_the_last_digit(slab):
    albedo, optical, g, cosine = (float(slab[name]) for name in ("albedo", "optical_thickness", "anisotropy", "cosine"))
    lit = layered_light(
        [[(1 - albedo) * optical]],
        [[albedo * optical]],
        [[g]],
        [[1.0]],
        index_inside=1.0,
        index_above=1.0,
        index_below=1.0,
        sublayers=[1],
        streams=32,
        cosine=cosine,
        estimate_error=False,
    )
    assert float(lit.reflectance[0]) == pytest.approx(float(slab["reflectance"]), abs=1e-5)
    assert float(lit.transmittance[0]) == pytest.approx(float(slab["transmittance"]), abs=1e-5)


def test_the_referee_is_an_order_sharper_than_what_it_judges(skins, run):
    errors = []
    for of_group in skins:
        few = slice(0, 15)
        lit = layered_light(
            of_group.absorption[few],
            of_group.scattering[few],
            of_group.anisotropy[few],
            of_group.thickness[few],
            index_inside=of_group.inside[few],
            index_above=of_group.above[few],
            index_below=of_group.below[few],
            sublayers=[1] * of_group.absorption.shape[1],
            streams=32,
            cosine=of_group.cosine,
            threads=2,
        )
        errors.append(lit.error)
    values, spread = run
    of_a_mean = np.sqrt((spread**2).sum(axis=0)) / len(values)
    assert np.concatenate(errors).mean() < 0.2 * of_a_mean.min()
    assert np.concatenate(errors).max() < 0.2 * spread.mean(axis=0).min()


def test_both_methods_agree_as_often_as_chance_lets_them(run, referee):
    assert len(referee) == 240
    assert objections(*run, referee) == []


@pytest.mark.parametrize("factor", [1 + BIAS, 1 - BIAS], ids=["more", "less"])
@pytest.mark.parametrize("name", QUANTITIES)
def test_a_bias_of_one_quantity_is_noticed(name, factor, run, referee):
    values, errors = run
    biased = values.copy()
    biased[:, QUANTITIES.index(name)] *= factor
    assert any(name in said for said in objections(biased, errors, referee))


@pytest.mark.parametrize(
    ("wrong", "bias"),
    [("absorption", BIAS), ("scattering", BIAS), ("anisotropy", BIAS), ("thickness", BIAS), ("thickness", 0.001)],
)
def test_a_bias_of_a_coefficient_or_of_every_step_is_noticed(wrong, bias, skins, run):
    # Steps that are all too long by a share, as from a rough logarithm, are the right ones in skins thinner by it.
    changed = [replace(of_group, **{wrong: getattr(of_group, wrong) * (1 + bias)}) for of_group in skins]
    assert objections(*run, np.concatenate([refereed(of_group) for of_group in changed])) != []


@pytest.mark.parametrize("factor", [0.75, 1.35], ids=["too narrow", "too wide"])
def test_errors_that_claim_too_much_or_too_little_are_noticed(factor, run, referee):
    values, errors = run
    assert objections(values, factor * errors, referee) != []
