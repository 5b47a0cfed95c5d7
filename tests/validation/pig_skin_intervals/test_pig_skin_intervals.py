"""Burn thresholds of pig skin in the infrared with the model's interval: over what is not known of pigs and of damage.

Skins are drawn: thickness and pigment of the epidermis, water, blood and scattering of the dermis, and how much heat
cells bear. Nobody measured the pigment of these pigs: it is drawn from that of pale to dark human skin.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lentigo import library
from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.damage import boiling_threshold, damage_threshold
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_grid import graded_edges, layer_of_cell
from lentigo.planning.compose import damage_rate

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    CASES = list(csv.DictReader(line for line in file if not line.startswith("#")))

COUNT = 128
LAYERS = ("horny_layer", "epidermis", "dermis", "dermis", "fat")
THICKNESS = np.array([12e-6, 65e-6, 100e-6, 1.3e-3, 5e-3])
CELLS = (4, 16, 12, 20, 10)
CELL_LAYER = layer_of_cell(CELLS)
PALEST, DARKEST = 0.01, 0.15
"""Melanosomes in the epidermis, from pale to dark human skin [1]."""
THICKNESS_SPREAD, WATER_SPREAD = 0.2, 0.1
"""Of the epidermis and of the water of the dermis, as standard deviations of the logarithm [1]: assumed."""


def of_layers(*names):
    return np.array([np.prod([library.number(f"tissues/{t}", name).value for name in names]) for t in LAYERS])


@cache
def drawn():
    """Pigs: thickness (N, 5), melanin, blood, water and scattering of each, and how much its cells bear."""
    z = np.random.default_rng(14).standard_normal((COUNT, 6))
    spreads = library.spreads("forearm")
    thickness = np.tile(THICKNESS, (COUNT, 1))
    thickness[:, 1] *= np.exp(THICKNESS_SPREAD * z[:, 0])
    place = 0.5 * (1 + np.vectorize(math.erf)(z[:, 1] / math.sqrt(2)))
    melanin = PALEST * (DARKEST / PALEST) ** place
    blood = library.number("skins/central", "blood_fraction").value * np.exp(
        math.log(spreads["blood_fraction"].high / spreads["blood_fraction"].value) / 1.645 * z[:, 2]
    )
    water = np.exp(WATER_SPREAD * z[:, 3])
    scattering = np.exp(
        math.log(spreads["scattering_scale"].high / spreads["scattering_scale"].value) / 1.645 * z[:, 4]
    )
    bears = np.exp(library.number("limits/knowledge", "heat_ln_spread").value * z[:, 5])
    return thickness, melanin, blood, water, scattering, bears


@cache
def thresholds(wavelength, duration):
    """Radiant exposure that kills or boils half of the living epidermis, or scars the dermis, of each pig [J/cm²]."""
    thickness, melanin, blood, water, scale, bears = drawn()
    at = np.array([wavelength])
    wet = float(library.chromophore("water").absorption(at)[0])
    red = float(library.chromophore("oxyhaemoglobin").absorption(at)[0])
    family = library.table("skins/family")
    brown = (
        family["melanin_absorption_532_per_cm"].value * 100 * (wavelength / 532e-9) ** -family["melanin_slope"].value
    )
    mua = of_layers("water_fraction") * wet * water[:, None]
    mua[:, 2:4] += blood[:, None] * red
    mua[:, 1] = (1 - melanin) * mua[:, 1] + melanin * brown
    reduced, power = (
        library.number("skins/central", name).value
        for name in ("dermal_reduced_scattering_500_per_cm", "dermal_scattering_power")
    )
    scattering = np.tile(reduced * 100 * (wavelength / 500e-9) ** -power / 0.1, (COUNT, 5)) * scale[:, None]
    lit = layered_light(
        mua,
        scattering,
        np.full((COUNT, 5), 0.9),
        thickness,
        index_inside=1.4,
        index_above=1.0,
        index_below=1.0,
        sublayers=[2, 8, 6, 16, 8],
        estimate_error=False,
    )
    edges = graded_edges(thickness, cells=CELLS, uniform=2)
    middle = 0.5 * (edges[:, 1:] + edges[:, :-1])
    source = np.array([np.interp(middle[n], lit.edges[n], lit.fluence[n]) for n in range(COUNT)]) * mua[:, CELL_LAYER]
    response = heat_response(
        source,
        edges=edges,
        conductivity=np.tile(of_layers("conductivity_w_m_k")[CELL_LAYER], (COUNT, 1)),
        heat_capacity=np.tile(of_layers("density_kg_m3", "specific_heat_j_kg_k")[CELL_LAYER], (COUNT, 1)),
        perfusion=np.tile(of_layers("perfusion_per_s")[CELL_LAYER] * 1060.0 * 3770.0, (COUNT, 1)),
        pulse=[(0.0, duration, 1.0)],
        phases=[SurfacePhase(0.0, duration + 10.0, 10.0, 295.15)],
        core_temperature=310.15,
        surface_temperature=305.65,
        end=duration + 10.0,
        stored_cells=sum(CELLS[:4]),
    )
    layer = CELL_LAYER[: response.rise.shape[2]]
    width = np.diff(edges, axis=1)[:, : layer.size]
    criteria = {name: number.value for name, number in library.table("limits/criteria").items()}
    scar = criteria["scar_depth_share"] * thickness[:, :4].sum(axis=1)
    deepest = np.arange(layer.size) == (edges[:, 1 : layer.size + 1] < scar[:, None]).sum(axis=1)[:, None]
    cells, collagen = damage_rate("henriques-1947"), damage_rate("maitland-collagen")
    found = []
    for mask, share, rate in (
        (np.broadcast_to(layer == 1, width.shape), criteria["epidermis_share"], cells),
        (np.broadcast_to(layer == 2, width.shape), criteria["collagen_share"], collagen),
        (deepest, 1.0, cells),
    ):
        where = {"weight": width, "mask": mask, "share": share, "lower": 1e2, "upper": 1e8}
        found.append(damage_threshold(response.time, response.background, response.rise, rate=rate, **where))
        found.append(boiling_threshold(response.background, response.rise, **where))
    return np.minimum.reduce(found) * bears * 1e-4


REASONS = {
    "cain-2006": "",
    "vincelette-2014": "; pigment decides at 1070 nm: of pigs with more than 4 % of melanosomes the median agrees",
}


def found(case):
    return thresholds(float(case["wavelength_nm"]) * 1e-9, float(case["duration_s"]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source']}-{case['duration_s']}s")
def test_median_with_its_interval(case, validated):
    low, middle, high = np.quantile(found(case), [0.05, 0.5, 0.95])
    published = float(case["ed50_j_cm2"])
    assert middle > 0.5 * published  # a factor of two downwards as well
    validated(
        "14e",
        f"ED50 of pig skin at {case['wavelength_nm']} nm, {case['duration_s']} s, median of drawn pigs",
        case["source"],
        float(middle),
        published,
        1.0,
        unit="J/cm²",
        note=f"5 and 95 % of drawn pigs: {low:.2g} and {high:.2g} J/cm²; a factor of two is allowed"
        + REASONS[case["source"]],
        expected_miss=case["expected"] == "misses",
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['source']}-{case['duration_s']}s")
def test_measured_threshold_lies_in_the_interval(case, validated):
    validated(
        "14f",
        f"share of drawn pigs harmed at the ED50 at {case['wavelength_nm']} nm, {case['duration_s']} s",
        case["source"],
        float(np.mean(found(case) <= float(case["ed50_j_cm2"]))),
        (0.05, 0.95),
        0.01,
        relative=False,
        note="half would be harmed if the model had no error; inside its interval it is between 5 and 95 %",
    )
