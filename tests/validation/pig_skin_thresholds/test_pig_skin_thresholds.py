"""Burn thresholds of pig skin in the infrared, with the damage law and the criterion of the planner and no fit."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.damage import boiling_threshold, damage_threshold
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_grid import cell_means, graded_edges, layer_of_cell
from lentigo.planning.compose import damage_rate

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))

LAYERS = ("horny_layer", "epidermis", "dermis", "dermis", "fat")
THICKNESS = np.array([12e-6, 65e-6, 100e-6, 1.3e-3, 5e-3])
CELLS = (4, 20, 16, 24, 12)
CELL_LAYER = layer_of_cell(CELLS)
EDGES = graded_edges([THICKNESS], cells=CELLS, uniform=2)


def of_layers(*names):
    return np.array([np.prod([library.number(f"tissues/{t}", name).value for name in names]) for t in LAYERS])


def absorption(wavelength):
    """Of water, and of blood in the dermis; the pigment of the pigs was not measured and is left out."""
    at = np.array([wavelength])
    blood = library.number("skins/central", "blood_fraction").value * np.array([0.0, 0.0, 1.0, 1.0, 0.0])
    water = of_layers("water_fraction") * float(library.chromophore("water").absorption(at)[0])
    return water + blood * float(library.chromophore("oxyhaemoglobin").absorption(at)[0])


def threshold(wavelength, duration):
    """Radiant exposure that kills or boils half of the living epidermis, or scars the dermis [J/cm²]."""
    mua = absorption(wavelength)
    scale, power = (
        library.number("skins/central", name).value
        for name in ("dermal_reduced_scattering_500_per_cm", "dermal_scattering_power")
    )
    scattering = np.full(5, scale * 100.0 * (wavelength / 500e-9) ** -power) / 0.1
    parts = [2, 10, 10, 40, 20]
    lit = layered_light(
        [mua],
        [scattering],
        [[0.9] * 5],
        [THICKNESS],
        index_inside=1.4,
        index_above=1.0,
        index_below=1.0,
        sublayers=parts,
    )
    fluence = np.interp(EDGES[0], lit.edges[0], lit.fluence[0])[None]
    response = heat_response(
        cell_means(EDGES, absorption=mua[CELL_LAYER][None], fluence=fluence),
        edges=EDGES,
        conductivity=of_layers("conductivity_w_m_k")[CELL_LAYER],
        heat_capacity=of_layers("density_kg_m3", "specific_heat_j_kg_k")[CELL_LAYER],
        perfusion=of_layers("perfusion_per_s")[CELL_LAYER] * 1060.0 * 3770.0,
        pulse=[(0.0, duration, 1.0)],
        phases=[SurfacePhase(0.0, duration + 10.0, 10.0, 295.15)],
        core_temperature=310.15,
        surface_temperature=305.65,
        end=duration + 10.0,
        stored_cells=sum(CELLS[:4]),
    )
    stored = slice(0, response.rise.shape[2])
    layer, width = CELL_LAYER[stored], np.diff(EDGES)[:, stored]
    criteria = {name: number.value for name, number in library.table("limits/criteria").items()}
    deepest = np.arange(layer.size) == np.searchsorted(EDGES[0], criteria["scar_depth_share"] * THICKNESS[:4].sum()) - 1
    cells, collagen = damage_rate("henriques-1947"), damage_rate("maitland-collagen")
    lowest = np.inf
    for mask, share, rate in (
        (layer == 1, criteria["epidermis_share"], cells),
        (layer == 2, criteria["collagen_share"], collagen),
        (deepest, 1.0, cells),
    ):
        where = {"weight": width, "mask": mask, "share": share, "lower": 1e2, "upper": 1e8}
        dead = damage_threshold(response.time, response.background, response.rise, rate=rate, **where)
        boils = boiling_threshold(response.background, response.rise, **where)
        lowest = min(lowest, float(dead[0]), float(boils[0]))
    return lowest * 1e-4


NOTES = {
    "cain-2006": "absorption by water and blood, nothing fitted; a factor of two is allowed",
    "lukashev-1997": "absorption by water and blood, nothing fitted; the sign is the least redness, which dead "
    "epidermis does not describe; a factor of two is allowed",
    "vincelette-2014": "water and blood absorb little at 1070 nm; Yucatan pigs are pigmented, and an epidermis with 4 "
    "to 5 % of melanosomes would meet the measured threshold, but their melanin was not measured",
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source']}-{case['duration_s']}s")
def test_threshold(case, validated):
    found = threshold(float(case["wavelength_nm"]) * 1e-9, float(case["duration_s"]))
    assert found > 0.5 * float(case["ed50_j_cm2"])  # a factor of two downwards as well
    validated(
        14,
        f"ED50 of pig skin at {case['wavelength_nm']} nm, {case['duration_s']} s",
        case["source"],
        found,
        float(case["ed50_j_cm2"]),
        1.0,
        unit="J/cm²",
        note=NOTES[case["source"]],
        expected_miss=case["expected"] == "misses",
    )
