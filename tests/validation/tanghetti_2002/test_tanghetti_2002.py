"""Purpura of normal skin by length of pulse: the rows after a day fix how much of the light a vessel takes up."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.case import Case, Diagnosis, ItaReading, Lesion, Person, SkinReading
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import health_answered
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Screening
from lentigo.modalities.skins import RETICULAR
from lentigo.modalities.vessel_warmth import rupture_exposure
from lentigo.planning.compose_vessels import vessel_law
from lentigo.planning.dial import Combination
from lentigo.planning.question import ask
from lentigo.planning.thresholds import heated
from lentigo.planning.vessel_thresholds import warm_vessels

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(line for line in file if not line.startswith("#")))

ONE_WIDTH = (
    "one width of vessel stands for all of normal skin; the spot (7 mm) and the colour (ITA 45°) are assumed. Wider "
    "vessels keep their heat longer, so that in skin the threshold rises less with the length of the pulse"
)


@cache
def threshold(duration: float) -> float:
    """Radiant exposure at which a vessel of the plexus bursts in half of such skins [J/cm²]."""
    device = library.device("pulsed_dye")
    piece = next(h for h in device.handpieces if h.name == "595 nm")
    spot = next(s for s in piece.spots if s.equivalent_diameter_mm == 7)
    air = next(c for c in device.coolings if c.method == "air")
    combination = Combination(device, piece, spot, duration, air)
    case = Case(
        title="Normal skin of the buttock",
        assessed=date(2026, 3, 31),
        person=Person(age_years=45, weight_kg=70.0, sex="unknown", phototype="unknown"),
        health=health_answered(),
        skin=SkinReading(site="buttock", colour=ItaReading(given_as="ita", ita_deg=45.0, ita_error_deg=3.0)),
        lesion=Lesion(
            kind="rosacea", depth="epidermal", contrast=1.0, ita_deg="unknown", diameter_mm=6.0, area_cm2=4.0
        ),
        diagnosis=Diagnosis(recorded="yes", by="dermatologist", dermatoscopy="yes"),
        findings=nothing_found(),
    )
    question = ask(case, Screening(verdict="CLEAR", reasons=()), numerics=Numerics())
    lit, constants = question.lights(combination, question.adverse), question.constants(combination)
    warm = heated(lit, combination.exposure, constants=constants, threads=2, deepest_layer=RETICULAR)
    _, normal = warm_vessels(warm, lit, combination, case=case)
    return float(np.median(rupture_exposure(normal, law=vessel_law()))) / units.j_cm2


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['duration_s']} s")
def test_purpura_by_length_of_pulse(row, validated):
    duration = float(row["duration_s"])
    validated(
        "V1",
        f"purpura of normal skin after a day, 595 nm, {1e3 * duration:g} ms",
        "tanghetti-2002",
        threshold(duration),
        float(row["after_a_day_j_cm2"]),
        0.4,
        unit="J/cm²",
        kind="calibration",
        note=ONE_WIDTH,
    )


def test_these_rows_fix_the_share_that_a_vessel_takes_up():
    ratios = [threshold(float(row["duration_s"])) / float(row["after_a_day_j_cm2"]) for row in ROWS]
    assert np.exp(np.mean(np.log(ratios))) == pytest.approx(1.0, abs=0.03)
    number = library.number("limits/vessels", "uptake_share")
    assert (number.source, number.kind) == ("tanghetti-2002", "fitted")


def test_rise_of_the_threshold_with_the_length_of_the_pulse(validated):
    first, last = ROWS[0], ROWS[-1]
    validated(
        "V1",
        "purpura of normal skin at 40 ms over that at 0.5 ms",
        "tanghetti-2002",
        threshold(float(last["duration_s"])) / threshold(float(first["duration_s"])),
        float(last["after_a_day_j_cm2"]) / float(first["after_a_day_j_cm2"]),
        0.35,
        note=ONE_WIDTH,
        expected_miss=True,
    )
