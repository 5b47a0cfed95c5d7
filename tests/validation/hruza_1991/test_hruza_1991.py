"""Whitening of human skin at 694 nm: the planner's own criterion of effect, in a lentigo and in the skin around it."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lentigo import units
from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, SpectralLine
from lentigo.planning.compose import constants_for
from lentigo.planning.estimate import Estimate
from lentigo.planning.sample import sample_skins
from lentigo.planning.thresholds import lights, thresholds

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))

BARE = Cooling(
    name="none",
    method="none",
    temperature_c=22.0,
    heat_transfer_w_m2_k=0.0,
    before_ms=0.0,
    delay_ms=0.0,
    during=False,
    after_ms=0.0,
    surface_medium="air",
    source="assumed",
    kind="assumed",
)


@cache
def whitening(contrast):
    """Median radiant exposure of the planner's mild endpoint in light skin [J/cm²]."""
    estimate = Estimate(
        ita_deg=50.0,
        ita_error_deg=5.0,
        ita_known=True,
        contrast_median=contrast,
        contrast_ln_error=0.1,
        contrast_known=True,
        lesion_ita_deg=None,
        lesion_ita_error_deg=5.0,
        given_as="ita",
        text="",
        findings=(),
    )
    sample = sample_skins(estimate, site="forearm", depth="epidermal", count=64, seed=1, adverse=True)
    exposure = Exposure(
        delivery=Delivery(lines=(SpectralLine(wavelength_nm=694, share=1.0),), beam="top_hat", cooling=BARE),
        pulse=(SubPulse(start_s=0.0, duration_s=40e-9, share=1.0),),
        spot_mm=5.0,
    )
    constants = constants_for(exposure.delivery.lines)
    lit = lights(sample, exposure, constants=constants, streams=8, threads=1)
    found = thresholds(
        lit,
        exposure,
        pulse_class="nanosecond",
        depth="epidermal",
        goal="whitening",
        constants=constants,
        threads=1,
    )
    return float(np.median(found.effect)) / units.j_cm2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["site"])
def test_whitening(case, validated):
    contrast = {"lentigines": 2.5, "sun_protected_skin": 1.0}[case["site"]]
    validated(
        row="12b",
        quantity=f"whitening at 694 nm, 40 ns, {case['site'].replace('_', ' ')}",
        source="hruza-1991",
        ours=whitening(contrast),
        published=float(case["whitening_j_cm2"]),
        tolerance=1.0,
        unit="J/cm²",
        note="factor 2; colour and contrast were not measured: ITA 50°, 2.5 times the melanin for a lentigo assumed",
    )
