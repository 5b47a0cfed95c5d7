"""The heated band: against numbers that can be worked out by hand, and what must hold of it whatever the skin."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.damage import ArrheniusProcess, DamageRate, accumulated_damage
from lentigo.physics.heated_band import band_threshold, damage_by_depth, heated_band, warmth_left

CELLS = DamageRate((ArrheniusProcess(3.1e98, 75_000.0),))
COLLAGEN = DamageRate((ArrheniusProcess(2.87e56, 372_400.0 / 8.314462618),))
SHARE = 0.03

TIME = np.concatenate([[0.0], np.geomspace(1e-3, 3.0, 90)])
EDGES = np.tile(np.linspace(0.0, 1e-3, 21), (2, 1))
MIDDLE = 0.5 * (EDGES[:, 1:] + EDGES[:, :-1])
DERMIS = np.arange(20) >= 2
BACKGROUND = np.full((2, TIME.size, 20), 305.0)
# A warm layer 0.3 mm down that fades in a second; the second skin takes up less light.
SHAPE = np.exp(-(((MIDDLE[0] - 3e-4) / 2e-4) ** 2))
RISE = (SHAPE[None, None, :] * np.exp(-TIME)[None, :, None]) * np.array([1e-3, 0.8e-3])[:, None, None]
DOSES = np.linspace(0.0, 60e3, 41)


def band(**changes):
    chosen = {
        "edges": EDGES,
        "dermis": DERMIS,
        "radiant": DOSES,
        "cells": CELLS,
        "collagen": COLLAGEN,
        "heat_shock_share": SHARE,
    }
    return heated_band(TIME, BACKGROUND, RISE, **{**chosen, **changes})


def threshold(**changes):
    chosen = {
        "edges": EDGES,
        "top": 1e-4,
        "bottom": 6e-4,
        "volume": 1e-4,
        "rate": CELLS,
        "heat_shock_share": SHARE,
        "lower": 1.0,
        "upper": 1e6,
    }
    return band_threshold(TIME, BACKGROUND, RISE, **{**chosen, **changes})


def test_damage_is_that_of_the_reference():
    omega = damage_by_depth(TIME, BACKGROUND, RISE, radiant=DOSES, mask=DERMIS, rate=CELLS)
    for h, dose in enumerate(DOSES):
        history = np.moveaxis(BACKGROUND + dose * RISE, 1, 0)
        expected = accumulated_damage(history, TIME, rate=CELLS)[-1]
        counts = DERMIS & (expected > 1e-3)
        assert np.allclose(omega[:, h][counts], expected[counts], rtol=2e-3)
        assert np.all(omega[:, h][~counts & DERMIS] < 2e-3)
    assert np.all(omega[:, :, ~DERMIS] == 0.0)


def test_steady_heat_has_the_damage_of_the_rate_times_the_time():
    flat = np.zeros_like(RISE)
    flat[:] = 1e-3
    omega = damage_by_depth(TIME, BACKGROUND, flat, radiant=[25e3], mask=DERMIS, rate=CELLS, passes=3)
    assert omega[0, 0, 5] == pytest.approx(3 * 3.0 * 3.1e98 * math.exp(-75_000.0 / 330.0), rel=2e-3)


def test_no_light_heats_nothing():
    nothing = band(radiant=[0.0])
    for volume in (nothing.heated, nothing.coagulated, nothing.denatured, nothing.reached):
        assert np.all(volume < 1e-9)
    assert np.array_equal(nothing.upper, nothing.lower), "a band without width"


def test_more_exposure_never_heats_less():
    found = band()
    for volume in (found.reached, found.coagulated, found.denatured):
        assert np.all(np.diff(volume, axis=0) >= -1e-15)
        assert np.all(volume[-1] > 1e-6)
    reached = np.diff(found.lower - found.upper, axis=0)
    assert np.all(reached >= -1e-12)
    # Alive and heat-shocked gives way to dead: that one rises and falls.
    assert np.any(np.diff(found.heated, axis=0) < 0)


def test_volumes_add_up_and_stay_inside_the_dermis():
    found = band()
    thickness = EDGES[0, -1] - EDGES[0, 2]
    assert np.all(found.reached <= thickness + 1e-15)
    assert np.all(found.heated >= 0)
    assert np.all(found.upper >= EDGES[0, 2] - 1e-15)
    assert np.all(found.lower <= EDGES[0, -1] + 1e-15)
    assert np.all(found.lower >= found.upper)


def test_the_band_opens_where_the_skin_is_hottest_and_ends_where_it_is_half_heat_shocked():
    found = band()
    opened = int(np.argmax(found.lower[:, 0] > found.upper[:, 0]))
    assert 2.5e-4 <= found.upper[opened, 0] <= found.lower[opened, 0] <= 3.5e-4
    omega = damage_by_depth(TIME, BACKGROUND, RISE, radiant=DOSES[[30]], mask=DERMIS, rate=CELLS)[0, 0]
    for edge in (found.upper[30, 0], found.lower[30, 0]):
        inside = np.interp(edge, MIDDLE[0][DERMIS], np.log(np.maximum(omega[DERMIS], 1e-300)))
        assert inside == pytest.approx(math.log(SHARE * math.log(2)), abs=1e-6)


def test_a_heat_shock_takes_less_than_death_and_death_less_than_order_of_collagen():
    found = band()
    assert np.all(found.reached >= found.coagulated)
    assert np.all(found.coagulated[10:] >= found.denatured[10:])


def test_threshold_makes_the_wanted_volume():
    found = threshold()
    omega = damage_by_depth(TIME, BACKGROUND, RISE, radiant=found[:, None], mask=DERMIS, rate=CELLS)[:, 0]
    inside = (MIDDLE > 1e-4) & (MIDDLE < 6e-4)
    volume = np.sum(-np.expm1(-omega / SHARE) * inside * 5e-5, axis=1)
    assert volume == pytest.approx([1e-4, 1e-4], rel=2e-3)
    assert found[1] == pytest.approx(found[0] / 0.8, rel=1e-3), "linear in what is taken up"


def test_threshold_rises_with_what_is_wanted():
    less, more = threshold(volume=5e-5), threshold(volume=2e-4)
    assert np.all(less < threshold())
    assert np.all(more > threshold())
    assert np.all(np.isinf(threshold(volume=6e-4))), "more than the range holds"
    assert np.all(np.isinf(threshold(top=2e-3, bottom=3e-3))), "below the last cell"
    assert np.all(threshold(upper=1e4) == np.inf)
    assert np.all(threshold(lower=9e5) == 9e5)


def test_more_passes_never_need_more():
    assert np.all(threshold(passes=3) < threshold())
    assert np.all(band(passes=3).reached >= band().reached)


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_change_nothing(threads):
    many = np.repeat(RISE, 20, axis=0) * np.linspace(0.5, 1.5, 40)[:, None, None]
    cold = np.repeat(BACKGROUND, 20, axis=0)
    edges = np.repeat(EDGES, 20, axis=0)

    def run(number):
        return band_threshold(
            TIME,
            cold,
            many,
            edges=edges,
            top=1e-4,
            bottom=6e-4,
            volume=1e-4,
            rate=CELLS,
            heat_shock_share=SHARE,
            lower=1.0,
            upper=1e6,
            threads=number,
        )

    assert np.array_equal(run(1), run(threads))


def test_warmth_left_falls_with_time():
    weight = np.where(DERMIS, 1.0, 0.0)
    left = [warmth_left(TIME, RISE, weight=weight, after=after)[0] for after in (0.0, 0.5, 1.0, 2.9, 30.0)]
    assert left[0] == pytest.approx(1.0)
    assert left[1] == pytest.approx(math.exp(-0.5), rel=5e-3)
    assert all(later < earlier for earlier, later in pairwise(left))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"heat_shock_share": 0.0}, "heat_shock_share"),
        ({"heat_shock_share": 1.5}, "heat_shock_share"),
        ({"radiant": [-1.0]}, "radiant exposure"),
        ({"dermis": np.zeros(20, dtype=bool)}, "dermis"),
        ({"passes": -1.0}, "passes"),
    ],
)
def test_what_cannot_be_is_refused(wrong, word):
    with pytest.raises(OutOfValidityError, match=word):
        band(**wrong)


@pytest.mark.parametrize(("wrong", "word"), [({"volume": 0.0}, "volume"), ({"lower": 2e6}, "range")])
def test_a_threshold_of_nothing_is_refused(wrong, word):
    with pytest.raises(OutOfValidityError, match=word):
        threshold(**wrong)


def test_cells_that_are_not_heated_have_no_warmth_to_leave():
    with pytest.raises(OutOfValidityError, match="not heated"):
        warmth_left(TIME, np.zeros_like(RISE), weight=np.ones(20), after=1.0)
