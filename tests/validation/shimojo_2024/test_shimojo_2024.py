"""What bursts a melanosome: the power law of the library, and heating to the temperature of explosion without a fit."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.physics.photomechanics import disruption_exposure, fluence_threshold

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = [
        {name: float(value) for name, value in row.items()}
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    ]

LAW = library.table("photomechanics/melanosomes")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['wavelength_nm']:.0f}nm")
def test_power_law(case, validated):
    found = fluence_threshold(
        case["wavelength_nm"] * 1e-9,
        at_reference=LAW["threshold_532_j_cm2"].value,
        reference=532e-9,
        exponent=LAW["threshold_exponent"].value,
    )
    validated(
        11,
        f"fluence that bursts melanosomes at {case['wavelength_nm']:.0f} nm, power law",
        "shimojo-2024",
        float(found),
        case["threshold_j_cm2"],
        0.05,
        unit="J/cm²",
        kind="calibration",
        note="scale and exponent were fitted to these data",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['wavelength_nm']:.0f}nm")
def test_heating_to_explosion(case, validated):
    wavelength = np.array([case["wavelength_nm"] * 1e-9])
    found = disruption_exposure(
        absorption=library.chromophore("melanosome").absorption(wavelength)[0],
        fluence_factor=1.0,
        heat_capacity=LAW["heat_capacity_j_m3_k"].value,
        critical_temperature=LAW["critical_temperature_c"].value + 273.15,
        initial_temperature=295.15,
    )
    validated(
        11,
        f"fluence that bursts melanosomes at {case['wavelength_nm']:.0f} nm, heated to 112 °C",
        "shimojo-2024",
        float(found) * 1e-4,
        case["threshold_j_cm2"],
        1.0 - 1.0 / 1.5,
        unit="J/cm²",
        note="absorption inside melanosomes and temperature of explosion from other works; a factor of 1.5 is allowed",
    )
