"""First whitening of pigmented skin: bursting melanosomes in scattering tissue."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.photomechanics import fluence_threshold

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))

# Absorption and reduced scattering [1/mm] of epidermis, dermis and fat, Shimojo et al. 2020.
SKIN = {
    532: ((1.44, 0.10, 0.15), (7.04, 3.96, 1.89)),
    694: ((0.72, 0.06, 0.06), (4.89, 2.64, 1.60)),
    1064: ((0.13, 0.05, 0.03), (2.85, 1.34, 1.11)),
}
IN_ULTRAVIOLET = 1.4  # assumed: measured coefficients of skin end at 405 nm
LAW = library.table("photomechanics/melanosomes")


@cache
def fluence_in_epidermis(wavelength_nm):
    """Mean fluence in the epidermis per radiant exposure."""
    if wavelength_nm not in SKIN:
        return IN_ULTRAVIOLET
    absorption, scattering = (np.array(values) * 1e3 for values in SKIN[wavelength_nm])
    lit = layered_light(
        [absorption],
        [scattering / 0.2],
        [[0.8] * 3],
        [[8e-5, 1.5e-3, 2e-2]],
        index_inside=1.4,
        index_above=1.0,
        index_below=1.0,
        sublayers=[8, 1, 1],
    )
    return float(np.trapezoid(lit.fluence[0, :9], lit.edges[0, :9]) / lit.edges[0, 8])


def whitening(wavelength_nm):
    """Radiant exposure at which whitening is first seen [J/cm²]."""
    burst = fluence_threshold(
        wavelength_nm * 1e-9,
        at_reference=LAW["threshold_532_j_cm2"].value,
        reference=532e-9,
        exponent=LAW["threshold_exponent"].value,
    )
    return LAW["in_vivo_share"].value * float(burst) / fluence_in_epidermis(wavelength_nm)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['wavelength_nm']}nm")
def test_threshold(case, validated):
    wavelength = int(case["wavelength_nm"])
    fitted = wavelength in {532, 1064}
    if fitted:
        note = "the share of the threshold of isolated melanosomes was fitted to 532 and 1064 nm"
    elif wavelength == 355:
        note = "the build-up of ultraviolet light in the epidermis is assumed; a factor of two is allowed"
    else:
        note = "a factor of two is allowed"
    validated(
        12,
        f"first whitening of guinea-pig skin at {wavelength} nm",
        case["source"],
        whitening(wavelength),
        (float(case["lowest_j_cm2"]), float(case["highest_j_cm2"])),
        0.5,
        unit="J/cm²",
        kind="calibration" if fitted else "validation",
        note=note,
    )


def test_ratio_of_infrared_to_green(validated):
    validated(
        12,
        "first whitening at 1064 nm over that at 532 nm",
        "anderson-1989",
        whitening(1064) / whitening(532),
        5.0,
        0.5,
        note="the fitted share cancels; the slope comes from isolated melanosomes",
    )
