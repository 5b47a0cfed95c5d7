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
    remodelled,
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


def columns(coverage, depth=4e-4):
    """Coagulated columns of one skin: a volume per area that grows with the share of the surface that they cover."""
    return Injury.of(1, coverage=coverage, dermis_coagulated=coverage * depth)


def gained(*injuries, half=1e-4):
    """Share that is gained of what can be, half a year after the last of steps four weeks apart."""
    steps = [(28 * number, injury) for number, injury in enumerate(injuries)]
    last = steps[-1][0] if steps else 0
    return float(remodelled(course(*steps), half=half)[last + 183, 0])


@pytest.mark.parametrize("kind", TEXTURE)
@pytest.mark.parametrize("edge", ["low", "value", "high"])
@pytest.mark.shows("S3-08")
def test_no_number_of_sessions_makes_a_condition_go_away(kind, edge):
    constants = improvement_constants(kind, edge)
    assert not improvement(course(), constants=constants).any()
    reached = []
    for sessions in (1, 5, 25):
        history = course(*((28 * k, Injury.of(1, coverage=1.0, dermis_removed=1e-3)) for k in range(sessions)))
        reached.append(improvement(history, constants=constants)[-1, 0])
    assert np.all(np.diff(reached) >= 0)
    assert 0 < reached[0] <= reached[-1] <= constants.ceiling < 0.95


@given(
    st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1e-3), st.floats(0, 1e-3)), min_size=1, max_size=6),
    st.floats(2e-5, 6e-4),
)
@settings(derandomize=True, max_examples=40, deadline=None)
def test_more_sessions_never_lose_and_none_gains_more_than_it_covers(steps, half):
    injuries = [Injury.of(1, coverage=c, dermis_coagulated=v, dermis_removed=r) for c, v, r in steps]
    before = 0.0
    for number, injury in enumerate(injuries):
        after = float(
            remodelled(course(*((28 * k, one) for k, one in enumerate(injuries[: number + 1]))), half=half)[-1, 0]
        )
        # The skin that earlier sessions have left is all that this one can work on.
        assert before - 1e-12 <= after <= before + injury.coverage[0] * (1.0 - before) + 1e-12
        before = after
    assert 0.0 <= before <= 1.0


@given(st.floats(0.02, 0.95), st.floats(1e-5, 1e-3), st.floats(1.01, 3.0))
@settings(derandomize=True, max_examples=30, deadline=None)
def test_more_stimulus_never_gains_less(coverage, depth, factor):
    once = gained(columns(coverage, depth))
    assert gained(columns(coverage, depth * factor)) >= once
    assert gained(columns(min(coverage * factor, 1.0), depth)) >= once


def test_the_order_of_sessions_does_not_matter_once_they_are_ripe():
    three = (columns(0.1), Injury.of(1, coverage=1.0, dermis_removed=6e-5), columns(0.3, 1e-4))
    lasting = replace(LAWS, loss_time=1e15, sun_loss=0.0)
    at = np.arange(0.0, 2000.0) * units.day

    def end(steps):
        history = collagen_course(at, injuries=[(28 * k, one) for k, one in enumerate(steps)], constants=lasting)
        return float(remodelled(history, half=1e-4)[-1, 0])

    assert end(three) == pytest.approx(end(three[::-1]), rel=1e-9)


def test_a_session_that_does_nothing_changes_nothing():
    assert gained(columns(0.2), Injury.none(1)) == pytest.approx(gained(columns(0.2)), rel=0.02)
    history, again = course((0, columns(0.2))), course((0, columns(0.2)), (28, Injury.none(1)))
    assert np.array_equal(remodelled(history, half=1e-4), remodelled(again, half=1e-4))
    warmed = Injury.of(1, coverage=1.0)
    assert np.array_equal(remodelled(course((0, warmed)), half=1e-4), np.zeros((DAYS.size, 1)))


@pytest.mark.parametrize("sessions", [2, 5, 10])
def test_sessions_of_columns_gain_less_than_one_surface_as_deep_of_as_much_coverage(sessions):
    deep = 1.5e-4
    surface = gained(Injury.of(1, coverage=1.0, dermis_removed=deep))
    series = gained(*[columns(1.0 / sessions, deep)] * sessions)
    assert series < 0.95 * surface


def test_each_session_gains_less_than_the_one_before():
    totals = np.array([0.0, *(gained(*[columns(0.2)] * sessions) for sessions in range(1, 7))])
    steps = np.diff(totals)
    assert np.all(steps > 0)
    assert np.all(np.diff(steps) < 0)
    assert steps[5] < 0.5 * steps[0]


def test_columns_gain_no_more_than_they_cover_however_deep():
    assert 0.15 < gained(columns(0.2, 1e-3)) <= 0.2
    assert gained(columns(0.2, 1e-3)) - gained(columns(0.2, 5e-4)) < 0.01


def test_whole_surfaces_add_up_their_thickness():
    half = 1e-4
    steps = [Injury.of(1, coverage=1.0, dermis_removed=depth) for depth in (3e-5, 8e-5, 1e-4)]
    history = course(*((28 * k, one) for k, one in enumerate(steps)))
    assert remodelled(history, half=half) == pytest.approx(-np.expm1(-history.ripe / half), rel=1e-12, abs=1e-15)


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
