"""Damage over a history, and the radiant exposure that just harms."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError
from lentigo.physics.damage import (
    ArrheniusProcess,
    DamageRate,
    accumulated_damage,
    arrhenius_damage,
    boiling_threshold,
    cem43,
    damage_threshold,
    processes,
    surviving_fraction,
)
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_grid import graded_edges, layer_of_cell

HENRIQUES = ArrheniusProcess(3.1e98, 75_000.0)
FAST = ArrheniusProcess(1.06e16, 11_604.0)
SLOW = DamageRate((HENRIQUES,))
SERIES = DamageRate((HENRIQUES,), FAST)
STOLL = DamageRate(processes([(1.823e51, 39_109.8, 323.15), (2.185e124, 93_534.9, 317.15)]))
CELLS = (3, 8, 6, 12, 8)
LAYER = layer_of_cell(CELLS)
EPIDERMIS = (LAYER == 1) | (LAYER == 2)


@pytest.fixture(scope="module")
def heated():
    """Forty skins of different darkness under contact cooling."""
    generator = np.random.default_rng(5)
    edges = graded_edges(
        np.array([12e-6, 53e-6, 12e-6, 400e-6, 4e-3]) * generator.uniform(0.8, 1.25, (40, 5)), cells=CELLS, uniform=3
    )
    source = np.array([50.0, 900.0, 6000.0, 150.0, 30.0])[LAYER] * generator.lognormal(0.0, 0.4, (40, 1))
    phases = [SurfacePhase(-0.5, 0.5, 1500.0, 278.15), SurfacePhase(0.5, 5.0, 10.0, 295.15)]
    response = heat_response(
        source,
        edges=edges,
        conductivity=0.33,
        heat_capacity=3.8e6,
        perfusion=3e3,
        pulse=[(0.0, 3e-3, 1.0)],
        phases=phases,
        core_temperature=310.15,
        surface_temperature=305.65,
        end=5.0,
    )
    return response, np.diff(edges, axis=1)


def threshold(heated, **change):
    response, width = heated
    arguments = {"weight": width, "mask": EPIDERMIS, "rate": SERIES, "lower": 10.0, "upper": 1e7, **change}
    background = arguments.pop("background", response.background)
    rise = arguments.pop("rise", response.rise)
    return damage_threshold(response.time, background, rise, **arguments)


@pytest.mark.parametrize(
    ("rate", "celsius", "seconds"),
    [(STOLL, 50.0, 20.0), (STOLL, 60.0, 0.53), (SLOW, 44.0, 16_100.0), (SLOW, 60.0, 0.19), (SLOW, 70.0, 0.00027)],
)
def test_times_to_harm_at_constant_temperature(rate, celsius, seconds):
    assert math.exp(-float(rate.log_rate(celsius + 273.15))) == pytest.approx(seconds, rel=0.06)


def test_constant_temperature_gives_rate_times_time():
    time = [0.0, 0.2, 1.5]
    damage = arrhenius_damage([330.0, 330.0, 330.0], time, frequency_factor=3.1e98, activation_energy=6.28e5)
    rate = 3.1e98 * math.exp(-6.28e5 / 8.314462618 / 330.0)
    np.testing.assert_allclose(damage, rate * np.array(time), rtol=1e-9)


def test_coarse_history_is_integrated_well_although_the_rate_changes_by_decades():
    fine = np.linspace(0.0, 1.0, 20_001)
    history = np.where(fine < 0.3, 310.0 + 100.0 * fine, 310.0 + 30.0 * np.exp(-(fine - 0.3) / 0.3))
    exact = accumulated_damage(history, fine, rate=SLOW)[-1]
    coarse = slice(None, None, 1000)
    ours = accumulated_damage(history[coarse], fine[coarse], rate=SLOW)[-1]
    trapezoid = np.trapezoid(np.exp(SLOW.log_rate(history[coarse])), fine[coarse])
    assert ours == pytest.approx(exact, rel=0.05)
    assert abs(trapezoid / exact - 1.0) > 5.0 * abs(ours / exact - 1.0)


def test_series_is_slower_than_either_process():
    temperature = np.linspace(310.0, 450.0, 50)
    series = SERIES.log_rate(temperature)
    assert np.all(series <= HENRIQUES.log_rate(temperature))
    assert np.all(series <= FAST.log_rate(temperature))
    assert np.any(series < np.minimum(HENRIQUES.log_rate(temperature), FAST.log_rate(temperature)) - 0.3)
    np.testing.assert_allclose(
        np.exp(-series), np.exp(-HENRIQUES.log_rate(temperature)) + np.exp(-FAST.log_rate(temperature)), rtol=1e-12
    )


def test_processes_take_turns_by_temperature():
    assert STOLL.log_rate(300.0) == -1000.0
    assert STOLL.log_rate(320.0) == pytest.approx(math.log(2.185e124) - 93_534.9 / 320.0)
    assert STOLL.log_rate(330.0) == pytest.approx(math.log(1.823e51) - 39_109.8 / 330.0)


def test_survival():
    np.testing.assert_allclose(surviving_fraction([0.0, 1.0, 50.0]), [1.0, math.exp(-1.0), 0.0], atol=1e-15)


@pytest.mark.parametrize(
    ("celsius", "minutes", "dose"), [(44.0, 60.0, 120.0), (50.0, 1.0, 128.0), (60.0, 1 / 60, 2185.0)]
)
def test_cem43(celsius, minutes, dose):
    history = np.full((2, 3), celsius + 273.15)
    assert cem43(history, [0.0, 60.0 * minutes])[-1] == pytest.approx([dose] * 3, rel=1e-3)


def test_cem43_counts_nothing_when_cool_and_less_below_43():
    assert cem43(np.full(2, 311.0), [0.0, 1e5])[-1] == 0.0
    assert cem43(np.full(2, 315.15), [0.0, 60.0])[-1] == pytest.approx(0.25)


@pytest.mark.parametrize("rate", [SLOW, SERIES, STOLL])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 1.0])
def test_threshold_is_where_the_share_is_reached(heated, rate, share):
    response, width = heated
    found = threshold(heated, rate=rate, share=share)
    weight = width * EPIDERMIS
    for n in range(0, 40, 7):
        harmed = [
            np.sum(
                weight[n]
                * (accumulated_damage(response.background[n] + h * response.rise[n], response.time, rate=rate)[-1] >= 1)
            )
            / np.sum(weight[n])
            for h in (found[n] * (1 - 3e-4), found[n] * (1 + 3e-4))
        ]
        assert harmed[0] < share or (share == 0.0 and harmed[0] == 0.0)
        assert harmed[1] >= share * (1 - 1e-9)
        assert harmed[1] > 0.0


def test_threads_do_not_change_a_bit(heated):
    assert threshold(heated, threads=1).tobytes() == threshold(heated, threads=3).tobytes()


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_below_a_ceiling_the_threshold_is_the_same_and_above_it_is_not_looked_for(heated, share):
    free = threshold(heated, share=share)
    ceiling = np.sort(free)[20:22].mean() * np.where(np.arange(40) % 7 == 0, np.inf, 1.0)
    found = threshold(heated, share=share, ceiling=ceiling)
    below = free <= ceiling
    assert 5 < np.count_nonzero(below) < 35
    assert found[below].tobytes() == free[below].tobytes()
    assert np.all(np.isinf(found[~below]))
    beyond = threshold(heated, share=share, ceiling=free * (1 + 1e-5))
    assert beyond.tobytes() == free.tobytes()
    assert np.all(np.isinf(threshold(heated, share=share, ceiling=free * (1 - 1e-5))))


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_threshold_of_flashes_with_cold_between_them(share):
    """Cold instants between hot ones add nothing; those beside a hot one do."""
    time = np.linspace(0.0, 1.0, 201)
    flash = (np.abs(np.modf(time * 4)[0] - 0.5) < [[0.05], [0.12], [0.3]]).T[None] * [1.0, 0.9, 0.7]
    background = np.full(flash.shape, 306.0)
    found = damage_threshold(
        time, background, 1e-3 * flash, weight=1.0, mask=True, rate=SERIES, lower=1.0, upper=1e6, share=share
    )
    harm = [
        np.sort(accumulated_damage(background[0] + h * 1e-3 * flash[0], time, rate=SERIES)[-1])
        for h in (found[0] * (1 - 1e-4), found[0] * (1 + 1e-4))
    ]
    cell = -1 if share == 0.0 else 1
    assert harm[0][cell] < 1.0 < harm[1][cell]


def test_faster_damage_lowers_every_threshold(heated):
    usual = threshold(heated)
    assert np.all(threshold(heated, rate_factor=np.full(40, 3.0)) < usual)
    assert np.all(threshold(heated, rate_factor=np.full(40, 1 / 3)) > usual)
    factors = np.where(np.arange(40) % 2 == 0, 1.0, 3.0)
    mixed = threshold(heated, rate_factor=factors)
    assert np.array_equal(mixed[::2], usual[::2])


@settings(max_examples=20, deadline=None, derandomize=True)
@given(factor=st.floats(1.01, 5.0))
def test_more_light_in_the_skin_lowers_thresholds_in_proportion(heated, factor):
    response, _ = heated
    np.testing.assert_allclose(threshold(heated, rise=factor * response.rise) * factor, threshold(heated), rtol=3e-6)


def test_warmer_skin_has_lower_thresholds(heated):
    response, _ = heated
    assert np.all(threshold(heated, background=response.background + 2.0) < threshold(heated))


def test_larger_share_needs_more_light(heated):
    found = np.array([threshold(heated, share=s) for s in (0.0, 0.2, 0.5, 0.8, 1.0)])
    assert np.all(np.diff(found, axis=0) >= 0.0)
    assert np.all(found[-1] > found[0])


def test_out_of_reach_is_infinite_and_already_harmed_is_the_lower_end(heated):
    usual = threshold(heated)
    assert np.all(np.isinf(threshold(heated, upper=0.9 * float(usual.min()))))
    lower = 1.1 * float(usual.max())
    assert np.all(threshold(heated, lower=lower, upper=10 * lower) == lower)


def test_boiling_threshold_is_where_the_hottest_cell_boils(heated):
    response, width = heated
    found = boiling_threshold(response.background, response.rise, weight=width, mask=EPIDERMIS, lower=1.0, upper=1e8)
    hottest = np.max(response.temperature(found)[:, :, EPIDERMIS], axis=(1, 2))
    np.testing.assert_allclose(hottest, 373.15, rtol=1e-9)
    half = boiling_threshold(
        response.background, response.rise, weight=width, mask=EPIDERMIS, lower=1.0, upper=1e8, share=0.5
    )
    assert np.all(half >= found)
    assert np.all(
        np.isinf(boiling_threshold(response.background, response.rise, weight=1.0, mask=True, lower=1.0, upper=2.0))
    )


def test_skin_without_light_is_never_harmed(heated):
    response, _ = heated
    assert np.all(np.isinf(threshold(heated, rise=np.zeros_like(response.rise))))


@pytest.mark.parametrize(
    "change",
    [
        {"mask": np.zeros(37, dtype=bool)},
        {"share": 1.5},
        {"lower": 0.0},
        {"lower": 10.0, "upper": 5.0},
        {"rate_factor": np.zeros(40)},
        {"rate_factor": np.ones(3)},
        {"ceiling": np.ones(3)},
        {"ceiling": np.full(40, np.nan)},
        {"rise": np.zeros((40, 2, 37))},
    ],
)
def test_wrong_questions_are_refused(heated, change):
    with pytest.raises(OutOfValidityError):
        threshold(heated, **change)


def test_wrong_histories_are_refused():
    with pytest.raises(OutOfValidityError, match="decrease"):
        accumulated_damage([310.0, 310.0], [1.0, 0.0], rate=SLOW)
    with pytest.raises(OutOfValidityError, match="kelvin"):
        accumulated_damage([37.0, -37.0], [0.0, 1.0], rate=SLOW)
