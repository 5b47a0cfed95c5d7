"""Settings that others use, beside the windows that are computed for such skin.

No constant was fixed on any of these rows: those that were are Q-switched 532 nm in light skin and one picosecond
series at 532 nm (``tools/calibrate_photomechanics.py``), and they are not here. Caps from published settings are left
out of the computed windows, so that no number stands on both sides.

A window runs from the radiant exposure with its effect in half of the skins to the lower of the two at which burns and
dark marks reach their caps. Hair and vessel settings say only what normal skin tolerates: there the burn limit of skin
without a lesion is compared.
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
from lentigo.planning.dial import Combination, output_error, sub_pulses
from lentigo.planning.question import ask

ROWS = list(csv.DictReader((Path(__file__).parent / "table.csv").read_text(encoding="utf-8").splitlines()))
NORMAL_SKIN = "normal skin"
CALIBRATED = {("q_switched", 532.0, "I-III"), ("picosecond", 532.0, "III-IV")}


def combination_of(row) -> Combination:
    """The row's device with its setting; wavelength and pulse may be a study's own."""
    device = library.device(row["device"])
    piece = next(h for h in device.handpieces if h.name == row["handpiece"])
    if row["wavelength_nm"]:
        piece = replace(piece, wavelength_nm=float(row["wavelength_nm"]))
    spot = next(s for s in piece.spots if s.equivalent_diameter_mm == float(row["spot_mm"]))
    pulse = next(iter(piece.pulse_trains or piece.pulse_durations_s or ()))
    if row["pulse_s"]:
        asked = float(row["pulse_s"])
        trains = {max(p.start_s + p.duration_s for p in sub_pulses(t)): t for t in piece.pulse_trains or ()}
        pulse = next((t for length, t in trains.items() if abs(length - asked) < 1e-6), asked)
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
            kind="solar_lentigo" if row["indication"] == NORMAL_SKIN else row["indication"],
            depth=row["depth"],
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
    known = knowledge(output_error(combination.device))
    now = allowed(question, combination, question.evaluate(combination), known)
    caps = {cap.name: cap.fluence_j_cm2 for cap in now.caps if cap.name in {"burn", "dark_marks"}}
    tolerance = row["kind"] == "tolerance"
    effect = float(np.median(now.effect.effect)) / units.j_cm2
    limit = caps["burn"] if tolerance else min(caps.values())
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
        ours=(limit, limit) if tolerance else (effect, limit),
        published=(float(row["published_low_j_cm2"]), float(row["published_high_j_cm2"])),
        kind="tolerance of normal skin" if tolerance else "pigment",
        source=row["source"],
        expected=row["expected"],
        reason=row["reason"],
    )


def test_the_table_is_as_wide_as_promised():
    assert len(ROWS) >= 12
    assert len({row["device"] for row in ROWS}) >= 6
    assert {row["kind"] for row in ROWS} == {"pigment", "tolerance"}
    for row in ROWS:
        assert library.reference(row["source"]).key == row["source"]
        assert (row["kind"] == "tolerance") == (row["indication"] == NORMAL_SKIN)


def test_no_row_fixed_a_constant():
    for row in ROWS:
        piece = combination_of(row).handpiece
        wavelength = piece.wavelength_nm
        key = (library.device(row["device"]).family, wavelength, row["phototypes"])
        assert key not in CALIBRATED, row
        assert row["source"] not in {"negishi-2018", "qs-532-maker"}


def test_ranges_are_those_of_the_library():
    """A range that the library also holds is the same here; two copies would drift apart."""
    held = library.limits.published_ranges()
    for row in ROWS:
        found = [
            (p.fluence_low_j_cm2, p.fluence_high_j_cm2)
            for p in held
            if p.source == row["source"]
            and p.devices.holds(
                family=library.device(row["device"]).family,
                pulse_class=combination_of(row).handpiece.pulse_class,
                wavelength_nm=combination_of(row).wavelength_nm,
            )
        ]
        assert (float(row["published_low_j_cm2"]), float(row["published_high_j_cm2"])) in found, row["row"]
