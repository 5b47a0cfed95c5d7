"""From thresholds to chances, with what is not known laid over them."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from lentigo import library
from lentigo.planning.chances import (
    Knowledge,
    band,
    chance,
    chance_without_harm,
    curve,
    dark_marks,
    knowledge,
    scatter,
)
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.sample import sample_skins
from lentigo.planning.thresholds import UPPER, Thresholds

COUNT = 256
NOTHING = Knowledge(heat=0.0, bursting=0.0, margin=0.0, output=0.0)


@pytest.fixture(scope="module")
def sample(hand):
    return sample_skins(
        estimate_skin(hand), site="back_of_hand", depth="epidermal", count=COUNT, seed=1, adverse=True
    )  # fmt: skip


@pytest.fixture(scope="module")
def base():
    rng = np.random.default_rng(1)
    return Thresholds(**{f.name: np.exp(rng.normal(9, 0.2, COUNT)) for f in fields(Thresholds)})


def test_chance_counts_the_thresholds_that_are_reached():
    thresholds = np.array([1.0, 2.0, 3.0, np.inf])
    assert list(chance(thresholds, np.array([0.5, 1.0, 2.5, 9.0]))) == [0, 0.25, 0.5, 0.75]


def test_effect_without_harm_is_counted_in_each_skin():
    # In every second skin harm comes first: the marginal chances would say one half at 2, and one quarter for both.
    effect, harm = np.array([1.0, 3.0, 1.0, 3.0]), np.array([4.0, 2.0, 4.0, 2.0])
    assert list(chance_without_harm(effect, harm, np.array([0.5, 1.5, 3.5, 5.0]))) == [0, 0.5, 0.5, 0]


def test_nothing_unknown_leaves_thresholds_as_they_are(sample, base):
    after = scatter(base, sample, NOTHING, pulse_class="millisecond")
    assert np.array_equal(after.effect, base.effect)
    assert np.array_equal(
        after.harm, np.minimum.reduce([base.epidermis, base.dermis, base.mechanical.clip(base.floor)])
    )


@pytest.mark.parametrize(("pulse_class", "law"), [("millisecond", "heat"), ("nanosecond", "bursting")])
def test_effect_follows_the_law_of_its_pulse(sample, base, pulse_class, law):
    spread = scatter(base, sample, replace(NOTHING, **{law: 0.5}), pulse_class=pulse_class)
    ratio = np.log(spread.effect / base.effect)
    assert np.std(ratio) == pytest.approx(0.5, rel=0.02)
    assert np.mean(ratio) == pytest.approx(0, abs=0.01)
    other = "bursting" if law == "heat" else "heat"
    same = scatter(base, sample, replace(NOTHING, **{other: 0.5}), pulse_class=pulse_class)
    assert np.array_equal(same.effect, base.effect)


def test_output_error_moves_every_threshold_of_a_skin_alike(sample, base):
    after = scatter(base, sample, replace(NOTHING, output=0.2), pulse_class="nanosecond")
    ratio = after.effect / base.effect
    assert np.std(np.log(ratio)) == pytest.approx(0.2, rel=0.02)
    assert np.allclose(after.purpura / base.purpura, ratio)
    assert np.allclose(after.epidermis / base.epidermis, ratio)
    assert np.allclose(after.mechanical, np.maximum(base.mechanical, base.floor) * ratio)


def test_skin_is_not_harmed_before_its_melanosomes_burst(sample, base):
    unsure = scatter(base, sample, replace(NOTHING, margin=2.0), pulse_class="nanosecond")
    assert np.all(unsure.mechanical >= base.floor)
    assert np.any(unsure.mechanical == base.floor)


def test_a_shift_moves_the_law_and_scatters_nothing(sample, base):
    shifted = scatter(base, sample, replace(NOTHING, heat=0.3), pulse_class="millisecond", shift=-1.5)
    assert np.allclose(shifted.effect / base.effect, np.exp(-0.45))


def test_test_spots_narrow_the_laws_and_not_the_device():
    before = knowledge(0.08)
    after = before.after_test_spots()
    left = library.number("limits/knowledge", "share_left_after_test_spots").value
    assert (after.heat, after.bursting, after.margin) == pytest.approx(
        (before.heat * left, before.bursting * left, before.margin * left)
    )
    assert after.output == before.output == 0.08
    assert before.heat == library.number("limits/knowledge", "heat_ln_spread").value


def test_dark_marks_follow_the_published_arms():
    table = library.table("limits/dark_marks")
    mild, high = table["chance_at_mild_percent"].value / 100, table["chance_at_aggressive_percent"].value / 100
    ratio = table["aggressive_ratio"].value
    intercept = np.log(mild / (1 - mild))
    slope = (np.log(high / (1 - high)) - intercept) / np.log(ratio)
    at = dark_marks(np.array([1e4]), np.array([1e4, ratio * 1e4]), odds=1.0, intercept=intercept, slope=slope)
    assert list(at) == pytest.approx([mild, high])
    before = dark_marks(np.array([1e4]), np.array([1e4]), odds=2.0, intercept=intercept, slope=slope)[0]
    assert before / (1 - before) == pytest.approx(2 * mild / (1 - mild))


def test_a_band_counts_what_is_never_reached_as_the_end_of_the_search():
    values = np.array([1.0] * 50 + [np.inf] * 50)
    made = band(values, 1.0)
    assert made.p5 == 1.0
    assert made.p95 == UPPER
    assert made.p5 <= made.p50 <= made.p95


def test_a_curve_lies_inside_its_own_band():
    central, one, other = np.array([0.2, 0.5]), np.array([0.3, 0.4]), np.array([0.1, 0.6])
    made = curve(central, one, other)
    assert made.low == (0.1, 0.4)
    assert made.chance == (0.2, 0.5)
    assert made.high == (0.3, 0.6)
