"""Vessels in lit skin: how hot the blood on their axis and their wall become, and at which exposure they coagulate.

Heat is linear, so that two fields add up: the layered skin, in which blood is spread evenly, and the vessel, whose
blood takes up more than the tissue in its place would. The first comes from the heat of layers, the second from exact
conduction around a cylinder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.delivery import Exposure
from lentigo.modalities.constants import Constants
from lentigo.modalities.photothermal import Light
from lentigo.modalities.skins import BASAL, PAPILLARY, SkinArrays
from lentigo.physics.damage import DamageRate, damage_threshold
from lentigo.physics.heat import HeatResponse
from lentigo.physics.vessel_heat import Place, vessel_share, vessel_times
from lentigo.physics.vessels import self_shading

Floats = NDArray[np.float64]

AFTER_PULSE = 1.0
"""Seconds after the pulse during which a vessel is followed: the largest has lost nine tenths of its rise."""


@dataclass(frozen=True, slots=True)
class VesselLaw:
    """When vessels coagulate and when they burst."""

    lumen_damage: DamageRate
    """Coagulation of blood."""
    wall_damage: DamageRate
    """Coagulation of the wall."""
    coagulated_damage: float
    """Damage at which either counts as coagulated [1]."""
    rupture: float
    """Temperature at which blood turns to vapour so fast that the vessel bursts [K]."""
    uptake_share: float
    """Heat that a vessel in skin takes up, as a share of that of whole blood in the fluence that is computed [1]."""


@dataclass(frozen=True, slots=True)
class Vessels:
    """One vessel in each of N skins."""

    diameter: Floats
    """(N,) [m]."""
    depth: Floats
    """(N,) from the surface to the axis [m]."""
    oxygen_saturation: Floats
    """(N,) [1]."""


@dataclass(frozen=True, slots=True)
class VesselWarmth:
    """Temperatures of one vessel in each of N skins, before light and per unit radiant exposure."""

    time: Floats
    """(T,) [s]."""
    background: Floats
    """(N, T) temperature without light [K]."""
    axis: Floats
    """(N, T) rise of the blood on the axis [K m²/J]."""
    wall: Floats
    """(N, T) rise of the wall [K m²/J]."""
    fluence: Floats
    """(N,) fluence around the vessel per radiant exposure, all lines together [1]."""

    def temperature(self, radiant: Floats | float, place: Place) -> Floats:
        """(N, T) temperature at a radiant exposure [J/m²], one or one a skin [K]."""
        rise = self.axis if place == "axis" else self.wall
        found: Floats = self.background + np.asarray(radiant, dtype=np.float64).reshape(-1, 1) * rise
        return found


def deep_enough(vessels: Vessels, skins: SkinArrays) -> Vessels:
    """The same vessels, none of which reaches into the epidermis or below what is computed."""
    top = skins.thickness[:, : BASAL + 1].sum(axis=1)
    depth = np.maximum(vessels.depth, top + 0.5 * vessels.diameter)
    return Vessels(vessels.diameter, depth, vessels.oxygen_saturation)


def vessel_warmth(
    finite: Light,
    response: HeatResponse,
    *,
    rows: slice,
    skins: SkinArrays,
    vessels: Vessels,
    exposure: Exposure,
    law: VesselLaw,
    constants: Constants,
) -> VesselWarmth:
    """Temperatures of one vessel in each of some of the skins of a light.

    Parameters
    ----------
    finite : Light
        On the axis of the spot.
    response : HeatResponse
        Heat of the layers by that light.
    rows : slice
        Which of the skins of the light.
    skins : SkinArrays
        The N skins of these rows.
    vessels : Vessels
        One in each.
    exposure : Exposure
        Pulse and cooling.
    law : VesselLaw
        How much of the light its blood takes up.
    constants : Constants
        Of nature.
    """
    there = deep_enough(vessels, skins)
    index, weight = _between(finite.cells.middle[rows], there.depth)
    pulse = [(p.start_s, p.duration_s, p.share) for p in exposure.pulse]
    time = vessel_times(pulse, after=AFTER_PULSE)
    heat, optical, fluence = _heating(
        finite, rows, index=index, weight=weight, vessels=there, uptake=law.uptake_share, constants=constants
    )
    diffusivity = skins.conductivity[:, PAPILLARY] / skins.heat_capacity[:, PAPILLARY]
    per_capacity = heat / constants.surroundings.blood_heat_capacity

    def of_the_layers(field: Floats) -> Floats:
        stored = field.shape[2]
        low = np.minimum(index, stored - 2)
        share = np.where(index < stored - 1, weight, 1.0)[:, None]
        row = np.arange(low.size)
        by_time = (1.0 - share) * field[rows][row, :, low] + share * field[rows][row, :, low + 1]
        later, part = _between(np.broadcast_to(response.time, (1, response.time.size)), time[:, None].ravel())
        found: Floats = (1.0 - part) * by_time[:, later] + part * by_time[:, later + 1]
        return found

    def own(place: Place) -> Floats:
        share = vessel_share(
            time, diameter=there.diameter, absorption=optical, diffusivity=diffusivity, pulse=pulse, place=place
        )
        found: Floats = per_capacity[:, None] * share
        return found

    layers = of_the_layers(response.rise)
    return VesselWarmth(
        time=time,
        background=of_the_layers(response.background),
        axis=layers + own("axis"),
        wall=layers + own("wall"),
        fluence=fluence,
    )


def _between(middle: Floats, at: Floats) -> tuple[NDArray[np.intp], Floats]:
    """Lower neighbours of places among increasing points (N or 1, Z), and the weights of the upper ones [1]."""
    points = np.broadcast_to(middle, (at.size, middle.shape[1]))
    lower = np.clip((points <= at[:, None]).sum(axis=1) - 1, 0, middle.shape[1] - 2)
    row = np.arange(at.size)
    below, above = points[row, lower], points[row, lower + 1]
    return lower, np.clip((at - below) / (above - below), 0.0, 1.0)


def _heating(
    finite: Light,
    rows: slice,
    *,
    index: NDArray[np.intp],
    weight: Floats,
    vessels: Vessels,
    uptake: float,
    constants: Constants,
) -> tuple[Floats, Floats, Floats]:
    """Heat of a vessel beyond that of the tissue in its place [1/m], how strongly its blood absorbs [1/m], fluence."""
    row = np.arange(index.size)
    total, heat, depth, fluence = (np.zeros(index.size) for _ in range(4))
    for w, line in enumerate(finite.lines):
        blood = blood_absorption(line.wavelength_nm, vessels.oxygen_saturation, constants=constants)
        around, tissue = (
            (1.0 - weight) * field[w, rows][row, index] + weight * field[w, rows][row, index + 1]
            for field in (finite.fluence, finite.absorbed)
        )
        taken = uptake * line.share * around * blood * self_shading(blood, radius=0.5 * vessels.diameter)
        total += taken
        heat += taken - line.share * tissue
        depth += taken * blood
        fluence += line.share * around
    return np.maximum(heat, 0.0), depth / total, fluence


def blood_absorption(wavelength_nm: float, oxygen_saturation: Floats, *, constants: Constants) -> Floats:
    """Absorption coefficient of whole blood at one of the light's lines [1/m]."""
    at = constants.spectra.at(wavelength_nm * units.nm)
    found: Floats = oxygen_saturation * at.oxyhaemoglobin + (1.0 - oxygen_saturation) * at.deoxyhaemoglobin
    return found


def coagulation_exposure(warm: VesselWarmth, *, law: VesselLaw, lower: float, upper: float, threads: int) -> Floats:
    """Radiant exposure at which the blood on a vessel's axis and its wall have both coagulated (N,) [J/m²]."""

    def dead(rise: Floats, rate: DamageRate) -> Floats:
        return damage_threshold(
            warm.time,
            warm.background[:, :, None],
            rise[:, :, None],
            weight=np.ones(1),
            mask=np.ones(1, dtype=bool),
            rate=rate,
            rate_factor=np.full(rise.shape[0], 1.0 / law.coagulated_damage),
            share=1.0,
            lower=lower,
            upper=upper,
            threads=threads,
        )

    return np.maximum(dead(warm.axis, law.lumen_damage), dead(warm.wall, law.wall_damage))


def rupture_exposure(warm: VesselWarmth, *, law: VesselLaw) -> Floats:
    """Radiant exposure at which a vessel's hottest blood turns to vapour, so that it bursts (N,) [J/m²]."""
    lowest = np.full(warm.background.shape[0], np.inf)
    for rise in (warm.axis, warm.wall):
        with np.errstate(divide="ignore"):
            needed = (law.rupture - warm.background) / np.where(rise > 0.0, rise, 0.0)
        lowest = np.minimum(lowest, needed.min(axis=1))
    return lowest


def coagulated_share(exposures: Floats, thresholds: Sequence[float] | Floats) -> Floats:
    """Share of the vessels that coagulate at each radiant exposure [1], shape of ``exposures``."""
    ordered = np.sort(np.asarray(thresholds, dtype=np.float64))
    found: Floats = np.searchsorted(ordered, exposures, side="right") / ordered.size
    return found
