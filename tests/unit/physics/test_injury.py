"""The value that steps leave behind: its checks, and how two steps of one session join."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError, QuestionError
from lentigo.physics.injury import DEEPEST_DERMIS, STRONGEST_INFLAMMATION, Injury, combined

share = st.floats(0.0, 1.0)
thickness = st.floats(0.0, 8e-4)
NAMES = [field.name for field in fields(Injury)]


@st.composite
def injuries(draw):
    values = {name: draw(share) for name in NAMES if "dermis_" not in name and name != "inflammation"}
    values |= {name: draw(thickness) for name in NAMES if "dermis_" in name and "melanin" not in name}
    values["epidermis_lost"] = draw(st.floats(0.0, 2e-4))
    return Injury.of(1, **values, inflammation=draw(st.floats(0.0, 8.0)))


def test_no_injury_is_zero_everywhere():
    none = Injury.none(3)
    assert none.count == 3
    assert all(np.array_equal(getattr(none, name), np.zeros(3)) for name in NAMES)
    assert not none.wounded.any()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("wrong", [-1e-9, 21.0, np.nan])
def test_a_field_outside_its_range_is_named(name, wrong):
    with pytest.raises(OutOfValidityError, match=name):
        Injury.of(2, **{name: [0.0, wrong]})


def test_a_field_of_another_shape_is_named():
    with pytest.raises(QuestionError, match="inflammation has the shape"):
        replace(Injury.none(2), inflammation=np.zeros(3))
    with pytest.raises(QuestionError, match='no field "burn"'):
        Injury.of(1, burn=1.0)
    with pytest.raises(QuestionError, match="of 2 skins, the second of 3"):
        combined(Injury.none(2), Injury.none(3))


@given(injuries(), injuries())
@settings(derandomize=True, max_examples=200)
def test_two_steps_leave_no_less_than_either_in_any_order(first, second):
    both = combined(first, second)
    swapped = combined(second, first)
    for name in NAMES:
        assert getattr(both, name) == pytest.approx(getattr(swapped, name), rel=1e-9)
        if name != "coverage":
            assert getattr(both, name) >= np.maximum(getattr(first, name), getattr(second, name)) * (1 - 1e-12)


@given(injuries())
@settings(derandomize=True, max_examples=50)
def test_a_step_that_does_nothing_changes_nothing(injury):
    both = combined(injury, Injury.none(1))
    for name in NAMES:
        assert getattr(both, name) == pytest.approx(getattr(injury, name), rel=1e-12)


def test_survivors_multiply_and_thicknesses_add_up_to_their_bound():
    one = Injury.of(1, melanin_cleared=0.5, dermis_removed=4e-3, inflammation=15.0)
    both = combined(one, one)
    assert both.melanin_cleared[0] == pytest.approx(0.75)
    assert both.dermis_removed[0] == DEEPEST_DERMIS
    assert both.inflammation[0] == STRONGEST_INFLAMMATION


def test_a_gentle_step_over_the_whole_area_does_not_widen_the_wounds_of_columns():
    columns = Injury.of(1, coverage=0.1, epidermis_lost=1e-4, dermis_removed=4e-5)
    gentle = Injury.of(1, coverage=1.0, inflammation=0.5)
    both = combined(columns, gentle)
    assert both.coverage[0] == 0.1
    assert both.inflammation[0] == 0.5


def test_full_wounds_over_each_other_keep_their_volume():
    one = Injury.of(1, coverage=1.0, epidermis_lost=3e-5)
    assert combined(one, one).epidermis_lost[0] == pytest.approx(6e-5)


def test_take_chooses_skins():
    injury = Injury.of(3, inflammation=[1.0, 2.0, 3.0])
    assert injury.take(np.array([2, 0])).inflammation.tolist() == [3.0, 1.0]
