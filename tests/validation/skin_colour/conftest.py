"""The calibrated skins by melanin content: what the tests of colour and reflectance share."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.physics.colour import individual_typology_angle

TOOLS = str(Path(__file__).parents[3] / "tools")
MELANIN = np.exp(np.linspace(np.log(8e-4), np.log(0.6), 80))


class Family:
    """The calibrated family, in the structure that it was calibrated with."""

    def __init__(self):
        sys.path.insert(0, TOOLS)
        try:
            self._skins = import_module("reference_skins")
        finally:
            sys.path.remove(TOOLS)
        self._constants = {name: number.value for name, number in library.family().items()}
        self.colours = cache(self._colours)

    def _colours(self, observer_deg):
        lab = self._skins.lab(self._constants, MELANIN, observer_deg=observer_deg)
        return individual_typology_angle(lab[:, 0], lab[:, 2]), lab

    def colour_at(self, angle, observer_deg):
        """L*a*b* of the skin that has this angle."""
        angles, lab = self.colours(observer_deg)
        return np.array([np.interp(-angle, -angles, column) for column in lab.T])

    def reflectance(self, melanin, wavelength_nm):
        """Reflectance (skins, wavelengths)."""
        return self._skins.reflectance(self._constants, np.atleast_1d(melanin), np.asarray(wavelength_nm, float))


@pytest.fixture(scope="session")
def family():
    return Family()
