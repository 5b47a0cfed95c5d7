"""Reflectance in vivo by class of colour: what the family of skins was fitted to, and one wavelength it was not."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from lentigo import library
from lentigo.physics.colour import individual_typology_angle

HERE = Path(__file__).parent
with (HERE / "table.csv").open(encoding="utf-8") as file:
    ROWS = [
        {name: float(value) for name, value in row.items()}
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    ]
WAVELENGTH = np.array([row["wavelength_nm"] for row in ROWS])
FITTED = WAVELENGTH <= 1064

MEAN_COLOUR = {"very_light": (70.5, 13.1), "light": (67.2, 14.9), "intermediate": (63.1, 18.4), "tan": (56.5, 21.1)}
"""Mean L* and b* of each class (D65, 2°)."""


def measured(name):
    return np.array([row[name] for row in ROWS])


def rms(family, melanin, name):
    return float(np.sqrt(np.mean((family.reflectance(melanin, WAVELENGTH[FITTED])[0] - measured(name)[FITTED]) ** 2)))


@pytest.mark.parametrize("name", MEAN_COLOUR)
def test_classes_that_were_fitted(name, family, validated):
    best = minimize_scalar(
        lambda x: rms(family, np.exp(x), name), bounds=(-6, -1.5), method="bounded", options={"xatol": 1e-3}
    )
    validated(
        8,
        f"RMS of reflectance 450-1064 nm, class {name.replace('_', ' ')}, melanin fitted",
        "cooksey-2017",
        float(best.fun),
        [0.0, 0.012],
        1e-6,
        relative=False,
        kind="calibration",
    )


@pytest.mark.parametrize("name", MEAN_COLOUR)
def test_classes_from_their_colour_alone(name, family, validated):
    melanin = library.melanin_from_ita(float(individual_typology_angle(*MEAN_COLOUR[name])))
    validated(
        8,
        f"RMS of reflectance 450-1064 nm, class {name.replace('_', ' ')}, from its ITA alone",
        "cooksey-2017",
        rms(family, melanin, name),
        [0.0, 0.03],
        1e-6,
        relative=False,
        kind="calibration",
    )


@pytest.mark.parametrize("name", MEAN_COLOUR)
def test_a_wavelength_that_was_not_fitted(name, family, validated):
    melanin = library.melanin_from_ita(float(individual_typology_angle(*MEAN_COLOUR[name])))
    validated(
        8,
        f"reflectance at 1320 nm, class {name.replace('_', ' ')}",
        "cooksey-2017",
        float(family.reflectance(melanin, [1320.0])[0, 0]),
        float(measured(name)[WAVELENGTH == 1320][0]),
        0.03,
        relative=False,
    )


def test_the_library_ships_the_table():
    shipped = (Path(library.__file__).parent / "data" / "skins" / "class_reflectance.csv").read_text(encoding="utf-8")
    assert (
        shipped.split("wavelength_nm")[1] == (HERE / "table.csv").read_text(encoding="utf-8").split("wavelength_nm")[1]
    )
