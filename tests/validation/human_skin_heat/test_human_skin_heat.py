"""Harm of human epidermis by milliseconds of light, with the planner's own skins, law of damage and criterion."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, SpectralLine
from lentigo.planning.compose import constants_for
from lentigo.planning.estimate import Estimate
from lentigo.planning.sample import sample_skins
from lentigo.planning.thresholds import lights, thresholds

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))


def cooling(spurt_ms):
    """A spurt of cryogen right before the pulse, or bare skin."""
    cryogen = library.table("cooling/cryogen")
    return Cooling(
        name=f"cryogen, {spurt_ms:g} ms" if spurt_ms else "none",
        method="cryogen" if spurt_ms else "none",
        temperature_c=cryogen["temperature_c"].value if spurt_ms else 22.0,
        heat_transfer_w_m2_k=cryogen["heat_transfer_w_m2_k"].value if spurt_ms else 0.0,
        before_ms=spurt_ms,
        delay_ms=0.0,
        during=False,
        after_ms=0.0,
        surface_medium="air",
        source="assumed",
        kind="assumed",
    )


@cache
def harm(wavelength_nm, duration_s, spot_mm, spurt_ms, ita_deg, site):
    """Median radiant exposure that kills or boils half of the living epidermis [J/cm²]."""
    estimate = Estimate(
        ita_deg=ita_deg,
        ita_error_deg=5.0,
        ita_known=True,
        contrast_median=1.0,
        contrast_ln_error=0.1,
        contrast_known=True,
        lesion_ita_deg=None,
        lesion_ita_error_deg=5.0,
        given_as="ita",
        text="",
        findings=(),
    )
    sample = sample_skins(estimate, site=site, depth="epidermal", count=64, seed=1, adverse=True)
    exposure = Exposure(
        delivery=Delivery(
            lines=(SpectralLine(wavelength_nm=wavelength_nm, share=1.0),), beam="top_hat", cooling=cooling(spurt_ms)
        ),
        pulse=(SubPulse(start_s=0.0, duration_s=duration_s, share=1.0),),
        spot_mm=spot_mm,
    )
    constants = constants_for(exposure.delivery.lines)
    found = thresholds(
        lights(sample, exposure, constants=constants, streams=8, threads=1),
        exposure,
        pulse_class="millisecond",
        depth="epidermal",
        goal="whitening",
        constants=constants,
        threads=1,
    )
    return float(np.median(found.epidermis)) / units.j_cm2


ASSUMED = "colour was not measured, {ita}° is assumed"
NOTES = {
    "at": ASSUMED + "; a factor of two is allowed; looked at when the fast process was chosen",
    "above": ASSUMED
    + "; a lower bound, whose upper end is only formal: the epidermis was intact there; sections taken at "
    "once may not show cells that die later; a factor of two is allowed",
    "below": ASSUMED + "; an upper bound: the epidermis was harmed there in spite of the spurt",
}
TOO_LOW = (
    ASSUMED
    + "; phototypes III and IV bore more than twice what ours do; sections taken at once may not show cells that "
    "die later"
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source']}-{case['skin']}")
def test_harm_of_the_epidermis(case, validated):
    number = {name: float(case[name]) for name in case if name not in {"source", "skin", "bound", "expected"}}
    ours = harm(
        number["wavelength_nm"],
        number["duration_s"],
        number["spot_mm"],
        number["spurt_ms"],
        number["ita_deg"],
        "abdomen" if case["source"] == "tunnell-2003" else "forearm",
    )
    measured = number["radiant_j_cm2"]
    misses = case["expected"] == "low"
    if case["bound"] == "above":
        published = (measured, 10 * measured)
    else:
        published = (0.0, measured) if case["bound"] == "below" else measured
    validated(
        "14b",
        f"harm of the epidermis at {case['wavelength_nm']} nm, {1e3 * number['duration_s']:g} ms, {case['skin']}",
        case["source"],
        ours,
        published,
        1.0 if case["bound"] == "below" else 0.5,
        unit="J/cm²",
        note=(TOO_LOW if misses else NOTES[case["bound"]]).format(ita=case["ita_deg"]),
        expected_miss=misses,
        kind="calibration" if case["bound"] == "at" else "validation",
    )


@pytest.mark.parametrize(
    ("skin", "ita_deg", "published", "tolerance"),
    [("white and Asian skin", 45.0, (300.0, 1200.0), 1e-6), ("African skin", -15.0, 2500.0, 0.5)],
    ids=["white and Asian", "African"],
)
def test_melanin_in_red_light(skin, ita_deg, published, tolerance, validated):
    """What the same study read from the spectra of these skins."""
    family = library.table("skins/family")
    bulk = family["melanin_absorption_532_per_cm"].value * units.per_cm
    share = float(library.melanin_from_ita(np.array([ita_deg]))[0])
    validated(
        "14b",
        f"absorption by melanin in the epidermis at 694 nm, {skin}",
        "norvang-1997",
        share * bulk * (694 / 532) ** -family["melanin_slope"].value,
        published,
        tolerance,
        unit="1/m",
        note=f"colour was not measured, {ita_deg:g}° is assumed; the thickness over which theirs is spread is unknown",
    )
