"""Closure and redness where the wound itself is computed: light of a device in sampled skins of the face, then healing.

Nothing was fitted along this chain: the laws of removal and columns stand on depths, those of healing on wounds whose
thickness was assumed. That both together come near what was seen is the check.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import lentigo
from lentigo import library, units
from lentigo.domain.numerics import Numerics
from lentigo.physics.healing import healing_times
from lentigo.planning.column_session import column_session
from lentigo.planning.dial import combinations
from lentigo.planning.healing import healing_constants, healing_deviates, healing_pace
from lentigo.planning.question import ask
from lentigo.planning.removal_session import removal_session
from lentigo.planning.screened import screened

SKINS = 64
LINES = Path(__file__).parents[3] / "examples" / "lines_nonablative_1540.toml"


@pytest.fixture(scope="module")
def sample():
    case = lentigo.read_case(LINES)
    return ask(case, screened(case), numerics=Numerics(skins=SKINS)).usual


def combination(device, **wanted):
    found = (
        one
        for one in combinations(library.device(device))
        if all(np.isclose(getattr(one, name), value) for name, value in wanted.items())
    )
    return next(found)


def days(injury, part):
    pace = healing_pace("face", healing_deviates(SKINS))
    ends = healing_times(injury, pace=pace, constants=healing_constants())
    return float(np.median(getattr(ends, part))) / units.day


ROWS = [
    # what, device, dial, J/cm², part, source, published, tolerance, miss
    (
        "closure after one pass of CO2",
        "full_field_co2",
        {"passes": 1},
        7.0,
        "closed",
        "tanzi-alster-2003",
        5.5,
        0.3,
        "",
    ),
    (
        "redness after one pass of CO2",
        "full_field_co2",
        {"passes": 1},
        7.0,
        "redness_gone",
        "tanzi-alster-2003",
        31.5,
        0.3,
        "",
    ),
    (
        "closure after long-pulsed Er:YAG",
        "full_field_er_yag",
        {"passes": 4, "pulse_s": 0.01},
        5.0,
        "closed",
        "tanzi-alster-2003",
        5.1,
        0.3,
        "",
    ),
    (
        "redness after long-pulsed Er:YAG",
        "full_field_er_yag",
        {"passes": 4, "pulse_s": 0.01},
        5.0,
        "redness_gone",
        "tanzi-alster-2003",
        25.0,
        0.3,
        "",
    ),
    (
        "closure after several passes of CO2",
        "full_field_co2",
        {"passes": 3},
        7.0,
        "closed",
        "resurfacing-chapter",
        8.5,
        0.3,
        "three computed passes wound 50 µm of dermis, where the law of healing was put on its scale with 150 µm",
    ),
    (
        "redness after several passes of CO2",
        "full_field_co2",
        {"passes": 3},
        7.0,
        "redness_gone",
        "nanni-alster-1998",
        137.0,
        0.3,
        "three computed passes wound 50 µm of dermis, where the law of healing was put on its scale with 150 µm",
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_surface_that_is_taken_off_heals_as_seen(row, sample, validated):
    quantity, device, dial, fluence, part, source, published, tolerance, miss = row
    _, inside = removal_session(sample, combination(device, **dial), fluence)
    validated(
        row="H1",
        quantity=f"{quantity}, of a computed wound",
        source=source,
        ours=days(inside, part),
        published=published,
        tolerance=tolerance,
        unit="days",
        expected_miss=bool(miss),
        note=miss or "radiant exposure and passes as such devices are used; those of the study are not in its abstract",
    )


@pytest.mark.parametrize(
    ("device", "millijoules"),
    [("fractional_erbium_glass", 20.0), ("fractional_co2", 80.0), ("fractional_er_yag", 30.0)],
)
def test_columns_close_within_one_to_three_days_and_sooner_than_a_surface(device, millijoules, sample):
    chosen = combination(device)
    _, inside = column_session(sample, chosen, millijoules / chosen.mj_per_j_cm2)
    surface = removal_session(sample, combination("full_field_co2", passes=1), 7.0)[1]
    closed = days(inside, "closed")
    assert 0.5 <= closed <= 3.0
    assert closed < 0.5 * days(surface, "closed")
