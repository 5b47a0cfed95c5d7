"""What physics says a step does: fields with units, and the skin afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.delivery import Exposure
from lentigo.domain.numerics import Numerics
from lentigo.domain.skin import Skin
from lentigo.modalities.constants import Constants
from lentigo.modalities.photothermal import Cells, heat, light
from lentigo.modalities.skins import BASAL, LAYERS, SPINOUS, stack
from lentigo.physics.damage import accumulated_damage
from lentigo.physics.photomechanics import sphere_loss_factor

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

AFTER_PULSE = 3.0
"""Seconds after the pulse during which damage is followed."""

CONFINED = 1e-6
"""Pulses shorter than this confine heat to melanosomes, so that disruption is computed [s]."""


@dataclass(frozen=True, slots=True)
class Response:
    """Fields of one exposure, and the skin afterwards."""

    fields: xarray.Dataset
    """``depth`` [m], ``time`` [s]: temperature [K], fluence [1], absorbed [1/m], damage [1], disruption [1]."""
    skin_after: Skin
    """The skin when what was destroyed has been shed: its melanin is gone."""


def expose(
    skin: Skin, exposure: Exposure, *, fluence_j_cm2: float, constants: Constants, numerics: Numerics
) -> Response:
    """Light, heat and damage of one exposure of one skin.

    Linear in the radiant exposure up to 100 °C; above it the tissue's water boils, which is not modelled here: the
    attribute ``boils`` of the fields then says so.
    """
    import xarray

    skins = stack([skin])
    delivery = exposure.delivery
    radiant = fluence_j_cm2 * units.j_cm2
    broad = light(
        skins,
        lines=delivery.lines,
        surface=delivery.cooling.surface_medium,
        constants=constants,
        streams=numerics.streams,
        threads=1,
    )
    lit = broad.finite(exposure, constants=constants)
    warmed = heat(
        skins,
        lit.source,
        grid=lit.cells,
        exposure=exposure,
        surroundings=constants.surroundings,
        cooling_scale=None,
        after=AFTER_PULSE,
        threads=1,
    )
    temperature = warmed.background[0] + radiant * warmed.rise[0]
    damage = accumulated_damage(temperature, warmed.time, rate=constants.epidermis_damage)[-1]
    disruption = disruption_ratio(lit.fluence[:, 0], exposure, radiant=radiant, constants=constants)
    shares = np.array([line.share for line in delivery.lines])
    depth = lit.cells.middle[0]
    peak = float(temperature.max())
    fields = xarray.Dataset(
        {
            "temperature": (("time", "depth"), temperature, {"units": "K", "long_name": "temperature"}),
            "fluence": (
                "depth",
                np.einsum("w,wz->z", shares, lit.fluence[:, 0], optimize=False),
                {"units": "1", "long_name": "fluence per radiant exposure"},
            ),
            "absorbed": (
                "depth",
                lit.source[0],
                {"units": "1/m", "long_name": "absorbed share of the radiant exposure per depth"},
            ),
            "damage": ("depth", damage, {"units": "1", "long_name": "Arrhenius damage"}),
            "disruption": (
                "depth",
                disruption,
                {"units": "1", "long_name": "fluence over the melanosome disruption threshold"},
            ),
        },
        coords={
            "time": ("time", warmed.time, {"units": "s", "long_name": "time from the start of the pulse"}),
            "depth": ("depth", depth, {"units": "m", "long_name": "depth below the surface"}),
        },
        attrs={
            "reflectance": float(np.dot(shares, lit.reflectance[:, 0])),
            "transmittance": float(np.dot(shares, lit.transmittance[:, 0])),
            "light_error": float(np.max(lit.error)),
            "heat_error": float(np.max(warmed.error)),
            "boils": int(peak >= constants.boiling),
            "peak_temperature_k": peak,
        },
    )
    return Response(fields=fields, skin_after=_shed(skin, lit.cells, damage, disruption))


def disruption_ratio(fluence: Floats, exposure: Exposure, *, radiant: float, constants: Constants) -> Floats:
    """Fluence over the threshold at which melanosomes burst, by depth [1]; zero for pulses that let heat escape.

    Parameters
    ----------
    fluence : (W, Z) array
        Per radiant exposure, by line [1].
    exposure : Exposure
        Its first line and sub-pulse count; pulses this short come from lasers of one wavelength.
    radiant : float
        Radiant exposure [J/m²].
    constants : Constants
        The disruption law.
    """
    if exposure.pulse[0].duration_s > CONFINED:
        return np.zeros(fluence.shape[1])
    law = constants.photomechanics
    diameter = np.array([law.melanosome_diameter])
    confined = sphere_loss_factor(exposure.pulse[0].duration_s, diameter=diameter, diffusivity=law.diffusivity)[0]
    reference = sphere_loss_factor(law.reference_pulse, diameter=diameter, diffusivity=law.diffusivity)[0]
    ratio = exposure.delivery.lines[0].wavelength_nm / 532
    threshold = law.in_vivo * law.threshold_532 * ratio**law.exponent * reference / confined
    share: Floats = radiant * fluence[0] / threshold
    return share


def _shed(skin: Skin, grid: Cells, damage: Floats, disruption: Floats) -> Skin:
    """The skin when what was destroyed has gone: dead epidermis is shed, burst melanosomes are cleared."""
    width = grid.width[0]
    layers = []
    for index, layer in enumerate(skin.layers):
        chosen = grid.layer == index
        gone = (damage >= 1.0) & chosen & np.isin(grid.layer, (SPINOUS, BASAL))
        gone |= (disruption >= 1.0) & chosen & (grid.layer != LAYERS.index("horny_layer"))
        lost = float(width[gone].sum() / width[chosen].sum())
        layers.append(replace(layer, melanin_fraction=layer.melanin_fraction * (1 - lost)))
    return replace(skin, layers=tuple(layers))
