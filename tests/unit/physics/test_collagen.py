"""Collagen: mass is kept, the wave has its height where it should, improvement never promises that something goes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import units
from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.physics.collagen import (
    ImprovementConstants,
    collagen_course,
    collagen_stimulus,
    improvement,
    procollagen_peak,
)
from lentigo.physics.injury import Injury
from lentigo.planning.healing import (
    TEXTURE,
    collagen_constants,
    improvement_bands,
    improvement_constants,
    own_collagen_left,
)

LAWS = collagen_constants()
DAYS = np.arange(0.0, 730.0) * units.day
DEEP = Injury.of(2, coverage=1.0, dermis_coagulated=[8e-5, 2e-5], dermis_removed=[7e-5, 0.0])


def course(*injuries, sun=0.0, at=DAYS):
    return collagen_course(at, injuries=injuries, constants=LAWS, sun=sun)


def test_no_step_makes_no_collagen():
    history = course()
    assert not history.ripe.any()
    assert not history.procollagen.any()
    assert not course((3, Injury.none(2))).ripe.any()


@given(st.lists(st.tuples(st.integers(0, 700), st.floats(0, 1e-3), st.floats(0, 1e-3)), min_size=1, max_size=5))
@settings(derandomize=True, max_examples=30, deadline=None)
def test_what_went_in_is_there_or_was_lost(steps):
    injuries = [(day, Injury.of(1, coverage=1, dermis_coagulated=a, dermis_heated=b)) for day, a, b in steps]
    history = course(*injuries, sun=0.5)
    put = np.zeros(DAYS.size)
    for day, injury in injuries:
        put[day:] += collagen_stimulus(injury, constants=LAWS)[0]
    there = (history.new + history.ripe + history.lost)[:, 0]
    assert there == pytest.approx(put, rel=1e-9, abs=1e-15)
    assert np.all(np.diff(history.lost[:, 0]) >= 0)


def test_the_wave_has_its_height_at_its_time():
    history = course((10, DEEP))
    peak = procollagen_peak(DEEP, constants=LAWS)
    assert history.procollagen.max(axis=0) == pytest.approx(peak, rel=1e-3)
    assert history.procollagen[:, 0].argmax() == 10 + round(LAWS.wave_time / units.day)
    assert not history.procollagen[:10].any()


def test_ripe_collagen_follows_the_closed_form():
    """A chain of four exponentials, by partial fractions; daily steps are good to a hundredth."""
    tau, ripening, loss = LAWS.wave_time, LAWS.ripening_time, LAWS.loss_time
    fine = np.linspace(0.0, 300 * units.day, 30001)
    wave = fine / tau**2 * np.exp(-fine / tau)
    late = 1 / ripening - 1 / loss
    answer = (np.exp(-fine / loss) - np.exp(-fine / ripening)) / (ripening * late)
    step = fine[1]
    expected = np.convolve(wave, answer)[: fine.size] * step
    daily = course((0, DEEP)).ripe[:301, 0]
    assert daily[60:] == pytest.approx(expected[::100][60:] * collagen_stimulus(DEEP, constants=LAWS)[0], rel=0.01)


def test_more_injury_makes_more_collagen_and_sun_takes_it():
    history = course((0, DEEP))
    assert np.all(history.ripe[1:, 0] > history.ripe[1:, 1])
    shaded, sunny = course((0, DEEP)).ripe[-1, 0], course((0, DEEP), sun=1.0).ripe[-1, 0]
    assert sunny < shaded
    by_day = course((0, DEEP), sun=np.linspace(0, 1, DAYS.size)).ripe[-1, 0]
    assert sunny < by_day < shaded


@pytest.mark.shows("S3-05", "S3-08", "X-02")
def test_collagen_is_seen_after_two_to_six_months_and_not_in_the_first_weeks():
    ripe = course((0, DEEP)).ripe[:, 0]
    most = ripe.max()
    assert ripe[14] < 0.05 * most
    assert 0.2 * most < ripe[61] < 0.6 * most
    assert ripe[183] > 0.85 * most
    assert 183 < ripe.argmax() < 500


@pytest.mark.parametrize("kind", TEXTURE)
@pytest.mark.parametrize("edge", ["low", "value", "high"])
@pytest.mark.shows("S3-08")
def test_no_number_of_sessions_makes_a_condition_go_away(kind, edge):
    constants = improvement_constants(kind, edge)
    assert improvement([0.0], constants=constants)[0] == 0.0
    gains = improvement(np.linspace(0.0, 1.0, 50), constants=constants)
    assert np.all(np.diff(gains) >= 0)
    assert gains.max() < 0.95


@pytest.mark.shows("X-02")
def test_bands_of_improvement_are_ordered_and_wide():
    history = course(*((28 * k, DEEP) for k in range(3)))
    for kind in TEXTURE:
        bands = improvement_bands(history, kind=kind)
        assert np.all(bands.low <= bands.middle)
        assert np.all(bands.middle <= bands.high)
        assert bands.high[-1] > 2 * bands.low[-1]
    assert improvement_bands(history, kind="solar_lentigo") is None


def test_wrong_questions_are_refused():
    with pytest.raises(QuestionError, match="increasing"):
        course(at=np.array([0.0, 0.0]))
    with pytest.raises(QuestionError, match="instant 800"):
        course((800, DEEP))
    with pytest.raises(QuestionError, match="of 1 skins, the first of 2"):
        course((0, DEEP), (1, Injury.none(1)))
    with pytest.raises(OutOfValidityError, match="sun"):
        course((0, DEEP), sun=1.5)
    with pytest.raises(OutOfValidityError, match="ceiling"):
        ImprovementConstants(ceiling=1.0, half=1e-4)
    with pytest.raises(OutOfValidityError, match="wave_time"):
        replace(LAWS, wave_time=0.0)


def test_own_collagen_goes_on_falling_whatever_is_treated():
    left = own_collagen_left([0.0, 1.0, 10.0])
    assert left[0] == 1.0
    assert left[1] == pytest.approx(0.99, abs=0.001)
    assert left[2] < 0.92
