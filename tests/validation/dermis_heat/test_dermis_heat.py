"""Harm of the dermis where neither melanin nor blood absorbs, with the planner's laws and criteria."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.modalities.photothermal import cells, light
from lentigo.modalities.skins import PAPILLARY, UPPER_RETICULAR, stack
from lentigo.physics.damage import damage_threshold
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.planning.compose import constants_for
from lentigo.planning.thresholds import where_scars_begin

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))


def harm(case, pulses):
    """Radiant exposure of all pulses that harms the dermis [J/cm²]."""
    lines = (SpectralLine(wavelength_nm=float(case["wavelength_nm"]), share=1.0),)
    constants = constants_for(lines)
    skin = stack([library.skin(site=case["site"], melanin_fraction=0.02)])
    lit = light(skin, lines=lines, surface="sapphire", constants=constants, streams=8, threads=1, estimate_error=False)
    grid, around = cells(skin), constants.surroundings
    contact = library.table("cooling/contact")
    interval = float(case["interval_s"])
    held = pulses * interval
    response = heat_response(
        lit.source,
        edges=grid.edges,
        conductivity=skin.conductivity[:, grid.layer],
        heat_capacity=skin.heat_capacity[:, grid.layer],
        perfusion=skin.perfusion[:, grid.layer] * around.blood_heat_capacity,
        pulse=[(k * interval, float(case["pulse_s"]), 1 / pulses) for k in range(pulses)],
        phases=[
            SurfacePhase(
                -contact["before_s"].value,
                held,
                contact["heat_transfer_w_m2_k"].value,
                units.kelvin(float(case["window_c"])),
            ),
            SurfacePhase(held, held + 6.0, around.still_air, around.room_temperature),
        ],
        core_temperature=around.core_temperature,
        surface_temperature=around.resting_surface,
        end=held + 6.0,
        stored_cells=int(np.count_nonzero(grid.layer <= UPPER_RETICULAR)),
    )
    layer = grid.layer[: response.rise.shape[2]]
    deepest = where_scars_begin(skin, grid.edges[:, : layer.size + 1], criteria=constants.criteria)
    where = {"lower": 1 * units.j_cm2, "upper": 1000 * units.j_cm2}
    coagulated = damage_threshold(
        response.time,
        response.background,
        response.rise,
        weight=grid.width[:, : layer.size],
        mask=layer == PAPILLARY,
        rate=constants.collagen_damage,
        share=constants.criteria.collagen_share,
        **where,
    )
    deep = damage_threshold(
        response.time,
        response.background,
        response.rise,
        weight=grid.width[:, : layer.size],
        mask=deepest,
        rate=constants.dermis_damage,
        share=1.0,
        **where,
    )
    return float(coagulated[0]) / units.j_cm2, float(deep[0]) / units.j_cm2


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["source"])
@pytest.mark.parametrize("law", [0, 1], ids=["collagen", "deep"])
def test_pulses_that_harm_the_dermis(case, law, validated):
    fewest, most, each = int(case["fewest"]), int(case["most"]), float(case["pulse_j_cm2"])
    first = next(n for n in range(1, 3 * most) if harm(case, n)[law] <= n * each)
    validated(
        "14d",
        f"pulses of {each:g} J/cm² at {case['wavelength_nm']} nm with contact, "
        + (
            "that coagulate the papillary dermis"
            if law == 0
            else "that kill the dermis' cells as deep as counts as harm"
        ),
        case["source"],
        first,
        (fewest, most),
        1.0,
        relative=False,
        unit="pulses",
        kind="calibration",
        note="in view when the criterion was chosen; side effects set in within the published range; length and rate "
        "of the pulses are assumed, and whether the dermis or the epidermis was harmed is not said",
    )
