"""Dark marks after columns: the law goes by the covered share of the surface, with two constants from two arms.

A third series, gentler than both, fixed nothing. Series that do not tell their settings cannot be put beside the law:
1.1 % of 856 treatments (fractional-korea-856), 4 % of 115 in dark skin with a lightening cream.
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from lentigo import library
from lentigo.physics.pattern import coverage
from lentigo.planning.compose_columns import curve_of

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    ROWS = [
        {k: v if k in ("source", "kind") else float(v) for k, v in row.items()}
        for row in csv.DictReader(line for line in file if not line.startswith("#"))
    ]


def covered(row, energy_mj):
    curve = curve_of(row["wavelength_nm"], row["beam_um"], row["pulse_ms"] * 1e-3)
    width = curve.at(np.array([[energy_mj * 1e-3]]), np.ones(1)).width[0, 0]
    return float(coverage(row["density_per_cm2"] * 1e4, width, placing="rolled"))


def chance_percent(row):
    table = {name: number.value for name, number in library.table("limits/dark_marks_columns").items()}
    reference = table["reference_coverage_percent"] / 100
    mild = brentq(lambda energy: covered(row, energy) - reference, 1.0, 500.0)

    def logit(percent):
        return math.log(percent / (100 - percent))

    slope = (logit(table["chance_at_aggressive_percent"]) - logit(table["chance_at_mild_percent"])) / math.log(
        table["aggressive_ratio"]
    )
    value = logit(table["chance_at_mild_percent"]) + slope * math.log(row["energy_mj"] / mild)
    return 100 / (1 + math.exp(-value))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['source']}-{row['density_per_cm2']:g}")
def test_dark_marks(row, validated):
    # What the number of sessions leaves open, as one standard deviation.
    share = row["percent"] / 100
    validated(
        "22b",
        f"dark marks, {row['wavelength_nm']:g} nm, {row['energy_mj']:g} mJ, {row['density_per_cm2']:g} columns per cm²",
        row["source"],
        chance_percent(row),
        row["percent"],
        100 * math.sqrt(share * (1 - share) / row["sessions"]),
        relative=False,
        unit="%",
        kind=row["kind"],
    )


def test_dark_marks_follow_coverage_and_not_energy():
    few, many = ROWS[:2]
    assert few["energy_mj"] > many["energy_mj"]
    assert covered(few, few["energy_mj"]) < covered(many, many["energy_mj"])
    assert chance_percent(few) < chance_percent(many)
