"""Healing: more injury never heals sooner, no injury shows nothing, wounds only close."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import units
from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.physics.healing import VISIBLE, healing_course, healing_times
from lentigo.physics.injury import Injury, combined
from lentigo.planning.healing import healing_constants

LAWS = healing_constants()
DAYS = np.arange(-2.0, 60.0, 0.25) * units.day
PARTS = ("closed", "crust_shed", "oedema_gone", "redness_gone", "infection_over", "healed")
GROWING = {
    "coverage": 1.0,
    "epidermis_lost": 5e-4,
    "dermis_coagulated": 1e-3,
    "dermis_removed": 1e-3,
    "inflammation": 10.0,
}


@st.composite
def wounds(draw):
    return {name: draw(st.floats(0.0, top)) for name, top in GROWING.items()}


def times(injury, pace=1.0):
    return healing_times(injury, pace=pace, constants=LAWS)


def course(injury, pace=1.0, at=DAYS):
    return healing_course(at, injury=injury, pace=pace, constants=LAWS)


def test_no_injury_heals_at_once_and_shows_nothing():
    none = Injury.none(2)
    assert all(not getattr(times(none), part).any() for part in PARTS)
    history = course(none)
    for signal in (history.open_wound, history.oedema, history.erythema, history.crust, history.inflammation):
        assert not signal.any()


@given(wounds(), st.sampled_from(["epidermis_lost", "dermis_coagulated", "inflammation"]), st.floats(0.0, 1.0))
@settings(derandomize=True, max_examples=200)
def test_more_injury_never_heals_sooner(wound, name, more):
    grown = wound | {name: wound[name] + more * (GROWING[name] - wound[name])}
    less, worse = times(Injury.of(1, **wound)), times(Injury.of(1, **grown))
    for part in PARTS:
        assert getattr(worse, part)[0] >= getattr(less, part)[0] * (1 - 1e-12)


@given(wounds(), wounds())
@settings(derandomize=True, max_examples=200)
def test_a_second_step_in_the_session_never_brings_the_end_of_healing_forward(first, second):
    # A wound is what has lost epidermis: without that its coverage says only what was exposed.
    one, two = Injury.of(1, **first), Injury.of(1, **second)
    both = times(combined(one, two))
    for part in ("closed", "oedema_gone"):
        assert getattr(both, part)[0] >= getattr(times(one), part)[0] * (1 - 1e-9)


@given(wounds(), st.floats(0.5, 3.0))
@settings(derandomize=True, max_examples=50)
def test_a_slow_site_heals_later_in_proportion(wound, pace):
    injury = Injury.of(1, **wound)
    for part in PARTS:
        assert getattr(times(injury, pace), part)[0] == pytest.approx(pace * getattr(times(injury), part)[0])


@given(wounds())
@settings(derandomize=True, max_examples=50)
def test_wounds_only_close_and_nothing_is_seen_before_the_step(wound):
    history = course(Injury.of(1, **wound))
    before, after = DAYS < 0, DAYS >= 0
    assert not history.open_wound[before].any()
    assert not history.erythema[before].any()
    assert not history.inflammation[before].any()
    assert np.all(np.diff(history.open_wound[after], axis=0) <= 0)
    assert np.all(np.diff(history.erythema[after], axis=0) <= 0)
    for share in (history.open_wound, history.oedema, history.erythema, history.crust):
        assert share.min() >= 0.0
        assert share.max() <= 1.0


def test_the_wound_is_closed_swelling_unseen_and_redness_a_tenth_when_the_times_say_so():
    injury = Injury.of(1, coverage=1.0, epidermis_lost=6e-5, dermis_coagulated=3e-5, inflammation=3.0)
    end = times(injury)

    def at(when):
        return course(injury, at=np.array([when]))

    assert at(end.closed[0]).open_wound[0, 0] == 0.0
    assert at(0.9 * end.closed[0]).open_wound[0, 0] > 0.0
    assert at(end.oedema_gone[0]).oedema[0, 0] == pytest.approx(VISIBLE, rel=1e-6)
    assert at(end.redness_gone[0]).erythema[0, 0] == pytest.approx(0.1 * 3 / 4)
    whole = at(0.02 * end.crust_shed[0])
    assert at(end.crust_shed[0]).crust[0, 0] < 1.0
    assert whole.crust[0, 0] < at(0.6 * end.crust_shed[0]).crust[0, 0]
    assert at(2 * end.crust_shed[0]).crust[0, 0] < 0.01


def test_columns_close_within_days_however_deep_and_a_surface_takes_longer_the_deeper():
    def closed(coverage, depth):
        injury = Injury.of(1, coverage=coverage, epidermis_lost=8e-5, dermis_removed=coverage * depth)
        return times(injury).closed[0] / units.day

    assert closed(0.05, 1e-3) < 1.5
    assert closed(1.0, 2e-4) > closed(1.0, 1e-4) > closed(1.0, 0.0) > closed(0.2, 0.0)


def test_a_stronger_inflammation_drives_more_and_an_open_wound_keeps_it_up():
    mild = course(Injury.of(1, coverage=1.0, inflammation=1.0)).inflammation
    strong = course(Injury.of(1, coverage=1.0, inflammation=2.0)).inflammation
    wounded = course(Injury.of(1, coverage=1.0, epidermis_lost=8e-5, inflammation=1.0)).inflammation
    assert strong == pytest.approx(2 * mild)
    assert np.all(wounded >= mild)
    assert wounded.max() > mild.max()
    assert mild[-80:].max() < 0.001


def test_a_pace_or_a_constant_of_zero_is_refused():
    with pytest.raises(OutOfValidityError, match="pace"):
        times(Injury.none(1), 0.0)
    with pytest.raises(OutOfValidityError, match="column_time"):
        replace(LAWS, column_time=0.0)
    with pytest.raises(OutOfValidityError, match="crust_column_share"):
        replace(LAWS, crust_column_share=1.5)
    with pytest.raises(QuestionError, match="instants"):
        course(Injury.none(1), at=np.array([[0.0]]))
