"""Settings that others use on vessels, beside the windows that are computed for such skin and such vessels.

A window runs from the radiant exposure that closes a quarter of the vessels in one session, which trials count as a
response, to the lower of the two at which burns and dark marks reach their caps. Of the published numbers only
thresholds of purpura fixed a constant, and they are not here.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.case import Case, Diagnosis, ItaReading, Lesion, Person, SkinReading
from lentigo.domain.findings import nothing_found
from lentigo.domain.health import health_answered
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Screening
from lentigo.planning.allowed import allowed
from lentigo.planning.chances import knowledge
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.question import ask

ROWS = list(csv.DictReader((Path(__file__).parent / "table.csv").read_text(encoding="utf-8").splitlines()))

LEAST = library.number("limits/vessels", "least_share_percent").value / 100


def combination_of(row) -> Combination:
    device = library.device(row["device"])
    piece = next(h for h in device.handpieces if h.name == row["handpiece"])
    if row["wavelength_nm"]:
        piece = replace(piece, wavelength_nm=float(row["wavelength_nm"]))
    spot = next(s for s in piece.spots if s.equivalent_diameter_mm == float(row["spot_mm"]))
    pulse = float(row["pulse_s"]) if row["pulse_s"] else next(iter(piece.pulse_trains))
    cooling = next(c for c in device.coolings if c.method == row["cooling"])
    return Combination(device, piece, spot, pulse, cooling)


def case_of(row) -> Case:
    colour = ItaReading(given_as="ita", ita_deg=float(row["ita_deg"]), ita_error_deg=3.0)
    return Case(
        title="Skin of a published setting",
        assessed=date(2026, 3, 31),
        person=Person(age_years=45, weight_kg=70.0, sex="unknown", phototype="unknown"),
        health=health_answered(),
        skin=SkinReading(site=row["site"], colour=colour),
        lesion=Lesion(
            kind=row["indication"],
            depth="epidermal",
            contrast=float(row["contrast"]),
            ita_deg="unknown",
            diameter_mm=6.0,
            area_cm2=4.0,
        ),
        diagnosis=Diagnosis(recorded="yes", by="dermatologist", dermatoscopy="yes"),
        findings=nothing_found(),
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row['row']}")
def test_window_beside_what_others_use(row, plausible):
    combination = combination_of(row)
    question = ask(case_of(row), Screening(verdict="CLEAR", reasons=()), numerics=Numerics())
    assert question.goal(combination) == "vessels"
    known = knowledge(output_error(combination.device))
    now = allowed(question, combination, question.evaluate(combination), known)
    caps = {cap.name: cap.fluence_j_cm2 for cap in now.caps if cap.name in {"burn", "dark_marks"}}
    plausible(
        row["row"],
        device=combination.device.name,
        handpiece=row["handpiece"] if not row["wavelength_nm"] else f"{row['wavelength_nm']} nm",
        setting=f"{combination.spot.label}, {combination.pulse_label}, cooling: {row['cooling']}",
        indication=row["indication"],
        phototypes=row["phototypes"],
        ita_deg=float(row["ita_deg"]),
        site=row["site"],
        contrast=float(row["contrast"]),
        ours=(float(np.quantile(now.effect.effect, LEAST)) / units.j_cm2, min(caps.values())),
        published=(float(row["published_low_j_cm2"]), float(row["published_high_j_cm2"])),
        kind="vessels",
        source=row["source"],
        expected=row["expected"],
        reason=row["reason"],
    )


def test_no_row_fixed_a_constant():
    for row in ROWS:
        assert library.reference(row["source"]).key == row["source"]
        assert row["source"] not in {"tanghetti-2002", "pfefer-1999"}
