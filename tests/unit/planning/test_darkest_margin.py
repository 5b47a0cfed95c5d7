"""Skin that can hold no more melanin is never allowed more because it has more."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from lentigo import library
from lentigo.planning.thresholds import darkest_margin


def margin(ita_deg):
    reference = library.number("skins/family", "reference_epidermis_um").value * 1e-6
    column = library.melanin_from_ita(np.atleast_1d(np.asarray(ita_deg, dtype=float))) * reference
    return darkest_margin(SimpleNamespace(melanin_column=column))


def test_calibrated_skin_keeps_its_thresholds():
    assert margin([60.0, 30.0, 10.0, -20.0]) == pytest.approx(1.0)


def test_beyond_saturation_limits_go_on_falling():
    found = margin([-36.0, -40.0, -50.0, -60.0])
    assert found[0] == pytest.approx(1.0)
    assert np.all(np.diff(found) < 0)
    assert found[-1] > 0.8
