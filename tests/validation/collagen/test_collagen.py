"""Procollagen and improvement against published courses, and which of them fixed the laws."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from lentigo import units
from lentigo.physics.collagen import collagen_course, improvement, procollagen_peak
from lentigo.physics.injury import Injury
from lentigo.planning.healing import collagen_constants, improvement_bands, improvement_constants

LAWS = collagen_constants()
DAYS = np.arange(0.0, 800.0) * units.day
WEEK, HALF_YEAR, YEAR, YEAR_AND_A_HALF = 7, 183, 365, 548
PASSES = {"coverage": 1.0, "dermis_coagulated": 80e-6, "dermis_removed": 70e-6}
COLUMNS_REMOVED = {"coverage": 0.1, "dermis_coagulated": 0.1 * 150e-6, "dermis_removed": 0.1 * 350e-6}
COLUMNS_HEATED = {"coverage": 0.2, "dermis_coagulated": 0.2 * 600e-6}


@cache
def history(name, sessions=1):
    step = {
        "585": {"coverage": 1.0, "dermis_heated": 200e-6},
        "1320": {"coverage": 1.0, "dermis_heated": 400e-6},
        "passes": PASSES,
        "columns_heated": COLUMNS_HEATED,
    }[name]
    injuries = [(28 * k, Injury.of(1, **step)) for k in range(sessions)]
    return collagen_course(DAYS, injuries=injuries, constants=LAWS)


@pytest.mark.parametrize(("name", "published"), [("585", 0.47), ("1320", 0.84)])
def test_procollagen_a_week_after_heat_without_a_wound(name, published, validated):
    validated(
        row="C1",
        quantity=f"procollagen above baseline after 7 days, {name} nm",
        source="orringer-2005",
        ours=float(history(name).procollagen[WEEK, 0]),
        published=published,
        tolerance=0.2,
        kind="calibration",
        note="one weight fitted to both; 200 and 400 µm of heat-shocked dermis assumed",
    )


def test_columns_make_about_half_of_what_a_whole_surface_makes(validated):
    columns, surface = (
        float(procollagen_peak(Injury.of(1, **step), constants=LAWS)[0]) for step in (COLUMNS_REMOVED, PASSES)
    )
    validated(
        row="C2",
        quantity="procollagen of columns against a whole surface, CO2",
        source="orringer-2012",
        ours=columns / surface,
        published=(0.4, 0.5),
        tolerance=0.25,
        kind="calibration",
        note="columns of 10 % and 500 µm with their rims assumed, chosen among the usual ones with this number in view",
    )


@pytest.mark.parametrize(("day", "published"), [(HALF_YEAR, 0.67), (YEAR, 0.73), (YEAR_AND_A_HALF, 0.75)])
def test_acne_scars_after_resurfacing(day, published, validated):
    gain = improvement(history("passes").ripe[day], constants=improvement_constants("acne_scar"))
    validated(
        row="C3",
        quantity=f"improvement of acne scars {round(day / 30.4)} months after CO2",
        source="walia-alster-1999",
        ours=float(gain[0]),
        published=published,
        tolerance=0.1,
        relative=False,
        kind="validation" if day == YEAR else "calibration",
        note="score by clinicians; the first month, 69 %, is shrinkage and swelling, which is not modelled",
    )


@pytest.mark.parametrize(("source", "published"), [("de-angelis-2011", (0.51, 0.75)), ("malekzad-2014", (0.01, 0.24))])
def test_white_stretch_marks_differ_more_between_studies_than_any_model_can_tell(source, published):
    bands = improvement_bands(history("columns_heated", sessions=4), kind="stretch_marks_white")
    months_after = 3 * 28 + HALF_YEAR
    assert bands.low[months_after] < published[1]
    assert bands.high[months_after] > published[0]
    assert published[0] < bands.high[months_after] < 0.85, source
