from __future__ import annotations

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.pharmacology import drug_level, effect_at_dose, together

DAY = 86400.0


def test_effect_is_none_at_no_dose_and_the_measured_one_at_the_measured_dose():
    assert effect_at_dose(0.3, dose=0.0) == 0.0
    assert effect_at_dose(0.3, dose=1.0) == pytest.approx(0.3)
    assert effect_at_dose(0.3, dose=1e9) == pytest.approx(0.6)
    assert effect_at_dose(0.8, dose=5.0, greatest=0.95) == 0.95


def test_more_is_never_less():
    found = effect_at_dose(0.3, dose=np.linspace(0, 10, 200))
    assert np.all(np.diff(found) > 0)


def test_a_negative_dose_is_refused():
    with pytest.raises(OutOfValidityError, match="negative"):
        effect_at_dose(0.3, dose=-0.1)


def test_level_rises_and_falls_without_a_jump():
    time = np.linspace(-10, 200, 2101) * DAY
    level = drug_level(time, start=0.0, stop=90 * DAY, onset=7 * DAY)
    assert np.all(level[time <= 0] == 0)
    assert level.max() == pytest.approx(1.0, abs=1e-4)
    assert np.abs(np.diff(level)).max() < 0.02
    assert level[-1] < 1e-6
    assert np.all(drug_level(time, start=0.0, stop=0.0, onset=DAY) == 0)


def test_several_hold_back_each_of_what_the_others_leave():
    assert together([0.5, 0.5]) == pytest.approx(0.75)
    assert together([]) == 0.0
    assert together([0.0, 1.0]) == 1.0
