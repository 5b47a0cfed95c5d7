"""What physics says a step does: fields with units, the skin afterwards, and the injury of which time makes the rest.

The skin afterwards is what the next step of the same session meets; the injury is what healing, pigment and collagen
read for hours, weeks and months. Both are told of the same cells (:class:`~lentigo.modalities.harm.Harm`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.delivery import Exposure
from lentigo.domain.device import PulseClass
from lentigo.domain.numerics import Numerics
from lentigo.domain.skin import Skin
from lentigo.modalities.constants import Constants
from lentigo.modalities.harm import light_harm, warmth_of
from lentigo.modalities.injuries import injury_of, shed
from lentigo.modalities.photothermal import heat, light
from lentigo.modalities.skins import stack
from lentigo.physics.damage import accumulated_damage
from lentigo.physics.injury import Injury
from lentigo.physics.photomechanics import sphere_loss_factor

if TYPE_CHECKING:
    import xarray

Floats = NDArray[np.float64]

AFTER_PULSE = 3.0
"""Seconds after the pulse during which damage is followed."""

CONFINED = 1e-6
"""Pulses shorter than this confine heat to melanosomes, so that disruption is computed [s]."""

PRESSURE = 1e-9
"""Pulses shorter than this count as those of picosecond devices, which also make pressure [s]."""


@dataclass(frozen=True, slots=True)
class Response:
    """Fields of one exposure, the skin afterwards, and what is left for time."""

    fields: xarray.Dataset
    """``depth`` [m], ``time`` [s]: temperature [K], absorbed [1/m]; fluence, damage, disruption, dead, cleared [1]."""
    skin_after: Skin
    """The skin when what was destroyed has been shed: its melanin is gone, its barrier open where epidermis died."""
    injury: Injury
    """The same as the laws of healing, pigment and collagen read it; of one skin."""


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
    harm = light_harm(
        warmth_of(
            lit,
            warmed,
            skins=skins,
            pulse_s=exposure.pulse[0].duration_s,
            melanosome_diameter=np.array([constants.photomechanics.melanosome_diameter]),
            pulse_class=pulse_class_of(exposure),
            constants=constants,
        ),
        radiant=radiant,
        law=constants.injury,
        constants=constants,
    )
    below = np.zeros(lit.cells.layer.size - harm.layer.size)
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
            "dead": (
                "depth",
                np.concatenate([harm.dead[0], below]),
                {"units": "1", "long_name": "share of the cells that die"},
            ),
            "cleared": (
                "depth",
                np.concatenate([harm.cleared[0], below]),
                {"units": "1", "long_name": "share of the melanin that goes"},
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
    return Response(fields=fields, skin_after=shed(skin, harm), injury=injury_of(harm, law=constants.injury))


def pulse_class_of(exposure: Exposure) -> PulseClass:
    """The class of an exposure's pulses by their length alone, for light of which no device's class is known."""
    duration = exposure.pulse[0].duration_s
    if duration > CONFINED:
        return "millisecond"
    return "nanosecond" if duration >= PRESSURE else "picosecond"


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
