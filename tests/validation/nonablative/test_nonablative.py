"""Non-ablative light with cryogen: the surface that its sensor saw, and what skin bore."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.device import SpectralLine
from lentigo.domain.numerics import Numerics
from lentigo.modalities import nonablative
from lentigo.modalities.photothermal import cells
from lentigo.modalities.skins import BASAL, PAPILLARY, SPINOUS, stack
from lentigo.planning.compose import constants_for
from lentigo.planning.thresholds import where_scars_begin

HERE = Path(__file__).parent
SKIN = library.skin(site="face", melanin_fraction=0.02)


def rows(name):
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def spray(**changes):
    table = library.table("cooling/cryogen")
    cooling = replace(
        nonablative.example_delivery.cooling,
        heat_transfer_w_m2_k=table["heat_transfer_w_m2_k"].value,
        temperature_c=table["temperature_c"].value,
        before_ms=30.0,
        delay_ms=10.0,
    )
    return replace(cooling, **changes)


def simulated(settings, *, wavelength_nm, cooling):
    delivery = replace(
        nonablative.example_delivery,
        lines=(SpectralLine(wavelength_nm=wavelength_nm, share=1.0),),
        cooling=cooling,
    )
    return nonablative.simulate(
        SKIN, settings, delivery=delivery, constants=constants_for(delivery.lines), numerics=Numerics(skins=16)
    )


@pytest.mark.parametrize("case", rows("surface.csv"), ids=lambda case: f"{case['fluence_j_cm2']} J/cm2")
def test_surface_after_the_pulse(case, validated):
    settings = nonablative.Settings(
        fluence_j_cm2=float(case["fluence_j_cm2"]), spot_mm=7.0, pulse_s=0.05, pulses=1, interval_s=1.0
    )
    made = simulated(settings, wavelength_nm=1320.0, cooling=spray())
    warmest = float(made.fields.temperature[:, 0].max()) - 273.15
    validated(
        "14g",
        f"warmest surface after {case['fluence_j_cm2']} J/cm² at 1320 nm with cryogen",
        case["source"],
        warmest,
        (float(case["low_c"]), float(case["high_c"])),
        3.0,
        relative=False,
        unit="°C",
        note="nothing fitted; spot and length of the pulse are assumed, and when the sensor looks is not known",
    )


def harmed(made, constants):
    """Whether half of the living epidermis is dead, or the dermis as deep as scars begin."""
    grid = cells(stack([SKIN]))
    dead = made.fields.dead.to_numpy()
    width = grid.width[0]
    epidermis = (grid.layer == SPINOUS) | (grid.layer == BASAL)
    share = float((dead * width)[epidermis].sum() / width[epidermis].sum())
    kept = grid.layer <= PAPILLARY + 1
    deepest = where_scars_begin(stack([SKIN]), grid.edges[:, : kept.sum() + 1], criteria=constants.criteria)[0]
    lethal = 1 - math.exp(-1)
    return share >= constants.criteria.epidermis_share * lethal or bool(np.any(dead[kept][deepest] >= lethal))


@pytest.mark.parametrize("case", rows("borne.csv"), ids=lambda case: case["source"])
def test_what_skin_bore(case, validated):
    area = math.pi / 4 * (float(case["spot_mm"]) / 10) ** 2
    shortest, longest = (float(case[name]) for name in ("shortest_s", "longest_s"))
    used = tuple(float(case["power_w"]) * seconds / area for seconds in (shortest, longest))
    share = library.number("cooling/cryogen", "between_parts_ratio").value
    cooling = spray(during=True, after_ms=20.0)
    cooling = replace(cooling, heat_transfer_w_m2_k=cooling.heat_transfer_w_m2_k * share, before_ms=20.0)
    wavelength = float(case["wavelength_nm"])
    constants = constants_for((SpectralLine(wavelength_nm=wavelength, share=1.0),))
    low, high = 1.0, 40.0
    for _ in range(16):
        middle = 0.5 * (low + high)
        settings = nonablative.Settings(
            fluence_j_cm2=middle,
            spot_mm=float(case["spot_mm"]),
            pulse_s=0.5 * (shortest + longest),
            pulses=1,
            interval_s=1.0,
        )
        made = simulated(settings, wavelength_nm=wavelength, cooling=cooling)
        low, high = (low, middle) if harmed(made, constants) else (middle, high)
    validated(
        "14h",
        f"least harmful radiant exposure at {case['wavelength_nm']} nm with cryogen, beside what was borne",
        case["source"],
        low,
        used,
        0.5,
        unit="J/cm²",
        note="nine persons bore it without whitening or scar; how the spray was shared out over the pulse is not "
        "known, and half of its heat transfer throughout is assumed; a limit below what was borne is cautious",
    )
