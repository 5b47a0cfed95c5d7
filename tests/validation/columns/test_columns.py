"""Columns of light beside histology: drilled by CO2 lasers, coagulated at 1550 nm.

One efficiency for each tip is calibrated, on the lowest energy of its own series; nothing is fitted to columns that are
coagulated: their scattering is that of living skin, measured at shorter wavelengths.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from lentigo.modalities.columns import column_curve
from lentigo.planning.column_reference import column_light, reference_column
from lentigo.planning.compose_columns import column_constants

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(line for line in file if not line.startswith("#")))

PULSE_S = 2e-3
"""No abstract tells the pulse; usual for these energies."""

REASONS = {
    "18a": (
        "what heat stays near the point of so narrow a channel coagulates 10 µm below it: the paper's 200 and 100 µm, "
        "one biopsy each, would need a quarter of the pulse's energy there. That the rim thins with energy comes out"
    ),
    "18b": (
        "the paper's depth grows 2.75 times when the energy grows 1.8 times: no steady removal does that, and this "
        "tip's rim grows where that of the narrow one shrinks; one biopsy for each setting"
    ),
}


def sizes(wavelength_nm, beam_um, energy_mj, efficiency=None):
    """Removed depth, depth and width of one column [µm]."""
    constants = column_constants(wavelength_nm)
    if not constants.ablates:
        full = reference_column(lit(wavelength_nm, beam_um), energy_mj=energy_mj, pulse_ms=PULSE_S * 1e3)
        return {"depth": 1e6 * full.depth, "width": 1e6 * full.width}
    if efficiency is not None:
        constants = replace(constants, efficiency=((beam_um * 1e-6, efficiency),))
    curve = column_curve(constants, beam=beam_um * 1e-6, pulse=PULSE_S)
    at = curve.at(np.array([[energy_mj * 1e-3]]), np.ones(1))
    removed, total, width = (1e6 * float(v[0, 0]) for v in (at.removed_depth, at.depth, at.width))
    return {"removed": removed, "total": total, "rim": total - removed, "width": width}


@cache
def lit(wavelength_nm, beam_um):
    return column_light(wavelength_nm=wavelength_nm, beam_um=beam_um, packets=100_000, seed=11)


@cache
def efficiency_of(source):
    """Of a tip with a series of its own, from its first row; none where the library's own was fitted on that series."""
    if source != "avram-2009":
        return None
    first = next(row for row in ROWS if row["source"] == source)
    depth, energy, beam = (float(first[name]) for name in ("low", "energy_mj", "beam_um"))
    return brentq(lambda share: sizes(10600.0, beam, energy, share)["removed"] - depth, 0.05, 1.0)


def computed(row):
    wavelength, beam, energy = (float(row[name]) for name in ("wavelength_nm", "beam_um", "energy_mj"))
    share = efficiency_of(row["source"])
    quantity, *rest = row["quantity"].split(" at ")
    here = sizes(wavelength, beam, energy, share)[quantity]
    if not rest:
        return here
    other = float(rest[0].split(" over ")[1].removesuffix(" mJ"))
    return here / sizes(wavelength, beam, other, share)[quantity]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['source']}-{row['quantity']}-{row['energy_mj']}")
def test_columns(row, validated):
    low, high = float(row["low"]), float(row["high"])
    ratio = " over " in row["quantity"]
    validated(
        row["row"],
        f"{row['quantity']}, {float(row['wavelength_nm']):g} nm, beam {row['beam_um']} µm"
        + ("" if ratio else f", {row['energy_mj']} mJ"),
        row["source"],
        computed(row),
        (low, high),
        float(row["tolerance"]),
        relative=low > 0.0,
        unit="1" if ratio else "µm",
        kind=row["kind"],
        expected_miss=row["expected"] == "misses",
        note=REASONS[row["row"]] if row["expected"] == "misses" else "",
    )


def test_an_efficiency_of_one_tip_does_not_hold_for_another_maker():
    assert efficiency_of("avram-2009") > 4.0 * column_constants(10600.0).efficiency_of(120e-6)


def test_ours_misses_these_histologies_by_no_more_than_another_simulation():
    # Marqa and Mordon computed columns 21 % deeper and 12 % wider than these histologies; ours lie within that of them.
    depth, width = (sizes(1550.0, 140.0, 40.0)[name] for name in ("depth", "width"))
    assert 1000 / 1.25 < depth < 1000 * 1.21
    assert 200 / 1.25 < width < 200 * 1.12
