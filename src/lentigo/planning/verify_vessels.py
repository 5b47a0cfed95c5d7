"""Independent checks of a setting on vessels: light at their depth, heat in and around them, and what coagulates them.

In the central skin, for the lesion's median vessel: light by Monte Carlo of the very spot; heat by finite volumes in
the radius, with the properties of blood inside and those of dermis outside; the radiant exposure that coagulates by
adding up damage over those temperatures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from lentigo import library, units
from lentigo.domain.case import Lesion
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Check, Plan
from lentigo.modalities.photothermal import heat
from lentigo.modalities.skins import PAPILLARY
from lentigo.modalities.vessel_warmth import (
    Vessels,
    VesselWarmth,
    blood_absorption,
    coagulation_exposure,
    deep_enough,
    vessel_warmth,
)
from lentigo.physics.damage import DamageRate, accumulated_damage
from lentigo.physics.vessel_heat import Place, heating_profile, radial_heat
from lentigo.physics.vessels import self_shading
from lentigo.planning.checking import checked, monte_carlo_of
from lentigo.planning.compose_vessels import vessel_law, vessel_numbers
from lentigo.planning.dial import Combination
from lentigo.planning.median import Median, median_skin
from lentigo.planning.question import Question
from lentigo.planning.thresholds import AFTER_PULSE, LOWER, UPPER

__all__ = ["checks"]

Floats = NDArray[np.float64]

_INSIDE = 1
"""The skin in the lesion, of the two central ones."""


def checks(
    plan: Plan, question: Question, combination: Combination, radiant: float, *, numerics: Numerics | None = None
) -> list[Check]:
    """What other methods say of a setting on vessels.

    Parameters
    ----------
    plan : Plan
        The plan; its case says which vessels.
    question : Question
        The same, ready to be computed.
    combination : Combination
        What is dialled.
    radiant : float
        Radiant exposure that arrives [J/m²].
    numerics : Numerics, optional
        Packets of the Monte Carlo run; the question's if not given.
    """
    median = median_skin(question, combination)
    vessels = central_vessel(plan.case.lesion, median)
    warm = _planned(question, combination, median, vessels)
    chosen = question.numerics if numerics is None else numerics
    histories = _numerical(question, combination, median, vessels, warm)
    return [
        _light_check(question, combination, median, vessels, numerics=chosen),
        *_heat_checks(warm, histories, radiant=radiant),
        _coagulation_check(warm, histories),
    ]


def central_vessel(lesion: Lesion, median: Median) -> Vessels:
    """The lesion's vessel with its median width and depth, or those that were measured."""
    numbers, known = vessel_numbers(lesion.kind), lesion.vessels

    def value(name: str, scale: float) -> Floats:
        measured = None if known is None else getattr(known, name)
        one = numbers[name].value if measured is None or isinstance(measured, str) else float(measured)
        return np.array([one * scale])

    found = Vessels(
        diameter=value("diameter_um", units.um),
        depth=value("depth_um", units.um),
        oxygen_saturation=np.minimum(value("oxygen_saturation", 1.0), 0.98),
    )
    return deep_enough(found, median.skins.take([_INSIDE]))


def _planned(question: Question, combination: Combination, median: Median, vessels: Vessels) -> VesselWarmth:
    """The vessel's temperatures as the plan computes them."""
    constants = question.constants(combination)
    response = heat(
        median.skins,
        median.finite.source,
        grid=median.finite.cells,
        exposure=combination.exposure,
        surroundings=constants.surroundings,
        cooling_scale=None,
        after=AFTER_PULSE,
        threads=1,
    )
    return vessel_warmth(
        median.finite,
        response,
        rows=slice(_INSIDE, _INSIDE + 1),
        skins=median.skins.take([_INSIDE]),
        vessels=vessels,
        exposure=combination.exposure,
        law=vessel_law(),
        constants=constants,
    )


def _light_check(
    question: Question,
    combination: Combination,
    median: Median,
    vessels: Vessels,
    *,
    numerics: Numerics,
) -> Check:
    """Fluence around the vessel, from what a slice of dermis there absorbs in a Monte Carlo run.

    Of several wavelengths each counts by what blood takes up of it: that is what heats the vessel.
    """
    reference = monte_carlo_of(median.skins, _INSIDE, question, combination, numerics)
    lines = combination.handpiece.lines
    constants = question.constants(combination)
    absorption = np.stack(
        [median.skins.absorption(line.wavelength_nm * units.nm, constants.spectra)[_INSIDE] for line in lines]
    )
    taken = np.array(
        [blood_absorption(line.wavelength_nm, vessels.oxygen_saturation, constants=constants)[0] for line in lines]
    )
    counts = taken / (reference.power * taken).sum()
    spot = combination.exposure.spot_mm * units.mm
    rings = reference.radial_edges[1:] <= spot / 4 + 1e-12
    middle = 0.5 * (reference.depth_edges[1:] + reference.depth_edges[:-1])
    layer = np.searchsorted(np.cumsum(median.skins.thickness[_INSIDE]), middle).clip(0, absorption.shape[1] - 1)
    area = np.diff(reference.radial_edges**2)[rings] * np.pi
    fluence, fluence_error = reference.absorbed_weighed(counts[:, None] / absorption[:, layer])
    density = (fluence[rings] * area[:, None]).sum(axis=0) / area.sum()
    error = np.sqrt(((fluence_error[rings] * area[:, None]) ** 2).sum(axis=0)) / area.sum()
    scale = np.pi * (spot / 2) ** 2
    # Over the slices within 0.15 mm of the vessel: single slices are noisy.
    near = np.abs(middle - vessels.depth[0]) <= 0.15 * units.mm
    near[int(np.argmin(np.abs(middle - vessels.depth[0])))] = True
    width = np.diff(reference.depth_edges) * near
    other = float((density * scale * width).sum() / width.sum())
    noise = float(np.sqrt(((error * scale * width) ** 2).sum()) / width.sum())
    planned = ((reference.power * counts)[:, None] * median.finite.fluence[:, _INSIDE]).sum(axis=0)
    ours = float((np.interp(middle, median.finite.cells.middle[_INSIDE], planned) * width).sum() / width.sum())
    return checked(
        name="light at the vessels",
        method="Monte Carlo of the finite spot, each layer with its own refractive index",
        quantity="fluence around the lesion's middle vessel per radiant exposure"
        + (", each wavelength counted by what blood takes up of it" if len(lines) > 1 else ""),
        ours=ours,
        other=other,
        tolerance=3 * noise / ours + library.number("limits/verification", "light_model_percent").value / 100,
    )


def _numerical(
    question: Question, combination: Combination, median: Median, vessels: Vessels, warm: VesselWarmth
) -> dict[Place, Floats]:
    """(T,) rise of the vessel per unit radiant exposure by finite volumes in the radius [K m²/J], with the layers'."""
    constants, law = question.constants(combination), vessel_law()
    radius, depth = 0.5 * float(vessels.diameter[0]), float(vessels.depth[0])
    middle = median.finite.cells.middle[_INSIDE]
    share = np.linspace(0.0, 1.0, 200)
    released = np.zeros(share.size)
    for w, line in enumerate(combination.handpiece.lines):
        blood = float(blood_absorption(line.wavelength_nm, vessels.oxygen_saturation, constants=constants)[0])
        shade = float(self_shading(blood, radius=radius))
        fluence = float(np.interp(depth, middle, median.finite.fluence[w, _INSIDE])) * line.share
        released += law.uptake_share * fluence * blood * shade * heating_profile(share, optical_radius=blood * radius)
        released -= line.share * float(np.interp(depth, middle, median.finite.absorbed[w, _INSIDE]))
    skins = median.skins
    blood_capacity = constants.surroundings.blood_heat_capacity
    dermis = float(skins.conductivity[_INSIDE, PAPILLARY]), float(skins.heat_capacity[_INSIDE, PAPILLARY])
    place, rise = radial_heat(
        warm.time,
        diameter=2.0 * radius,
        heating=released,
        radius_share=share,
        pulse=[(p.start_s, p.duration_s, p.share) for p in combination.exposure.pulse],
        conductivity=(dermis[0] * blood_capacity / dermis[1], dermis[0]),
        heat_capacity=(blood_capacity, dermis[1]),
        steps=120,
    )
    edge = int(np.searchsorted(place, radius))
    own = {"axis": rise[:, 0], "wall": 0.5 * (rise[:, edge - 1] + rise[:, edge])}
    layers = _layers(question, combination, median, depth=depth, time=warm.time)
    return {"axis": own["axis"] + layers, "wall": own["wall"] + layers}


def _layers(question: Question, combination: Combination, median: Median, *, depth: float, time: Floats) -> Floats:
    """(T,) rise of the dermis at a depth, blood spread evenly in it [K m²/J]."""
    constants = question.constants(combination)
    response = heat(
        median.skins,
        median.finite.source,
        grid=median.finite.cells,
        exposure=combination.exposure,
        surroundings=constants.surroundings,
        cooling_scale=None,
        after=AFTER_PULSE,
        threads=1,
    )
    middle = median.finite.cells.middle[_INSIDE, : response.rise.shape[2]]
    at_depth = np.array([np.interp(depth, middle, row) for row in response.rise[_INSIDE]])
    found: Floats = np.interp(time, response.time, at_depth)
    return found


def _heat_checks(warm: VesselWarmth, histories: dict[Place, Floats], *, radiant: float) -> list[Check]:
    tolerance = library.number("limits/verification", "vessel_heat_percent").value / 100
    planned: tuple[tuple[Place, str, Floats], ...] = (
        ("axis", "blood on the axis", warm.axis[0]),
        ("wall", "wall", warm.wall[0]),
    )
    return [
        checked(
            name=f"heat of the vessel's {place}",
            method="finite volumes in the radius, blood inside and dermis outside",
            quantity=f"highest rise of the {words} of the lesion's middle vessel, in kelvin",
            ours=float(rise.max()) * radiant,
            other=float(histories[place].max()) * radiant,
            tolerance=tolerance,
        )
        for place, words, rise in planned
    ]


def _coagulation_check(warm: VesselWarmth, histories: dict[Place, Floats]) -> Check:
    law = vessel_law()
    ours = float(coagulation_exposure(warm, law=law, lower=LOWER, upper=UPPER, threads=1)[0])

    def needed(rise: Floats, rate: DamageRate) -> float:
        def beyond(ln_radiant: float) -> float:
            temperature = warm.background[0] + np.exp(ln_radiant) * rise
            damage = float(accumulated_damage(temperature, warm.time, rate=rate)[-1])
            return float(np.log(max(damage, 1e-300) / law.coagulated_damage))

        low, high = np.log(LOWER), np.log(UPPER)
        return float(np.exp(brentq(beyond, low, high, xtol=1e-6))) if beyond(high) > 0.0 else float(UPPER)

    other = max(needed(histories["axis"], law.lumen_damage), needed(histories["wall"], law.wall_damage))
    return checked(
        name="coagulation of the vessel",
        method="damage added up over the temperatures of the finite volumes",
        quantity="radiant exposure that coagulates the lesion's middle vessel, in J/cm²",
        ours=min(ours, float(UPPER)) / units.j_cm2,
        other=other / units.j_cm2,
        tolerance=library.number("limits/verification", "vessel_heat_percent").value / 100,
    )
