"""Light on vessels: pulsed dye, green and infrared lasers of milliseconds that coagulate blood under spared skin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pydantic import Field

from lentigo import units
from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, SpectralLine
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import Fraction, NonNegative, Positive, record
from lentigo.domain.skin import Skin
from lentigo.errors import OutOfValidityError
from lentigo.modalities.constants import Constants
from lentigo.modalities.photothermal import Cells, Light, heat, light
from lentigo.modalities.response import Response, expose
from lentigo.modalities.skins import BASAL, FAT, PAPILLARY, SkinArrays, repeat, stack
from lentigo.modalities.vessel_warmth import (
    AFTER_PULSE,
    VesselLaw,
    Vessels,
    VesselWarmth,
    coagulation_exposure,
    rupture_exposure,
    vessel_warmth,
)
from lentigo.physics.damage import accumulated_damage, surviving_fraction
from lentigo.physics.heat import HeatResponse

Floats = NDArray[np.float64]

_LOWER, _UPPER = 1e-3 * units.j_cm2, 1e4 * units.j_cm2
"""Between these radiant exposures thresholds are searched [J/m²]."""


@record
class Settings:
    """One pulse on skin with vessels of one size."""

    fluence_j_cm2: NonNegative
    spot_mm: Positive
    pulse_s: Positive
    vessel_diameter_um: Annotated[float, Field(ge=8, le=2000)]
    """Width of the vessel."""
    vessel_depth_um: Annotated[float, Field(ge=50, le=5000)]
    """From the surface to its middle."""
    vessel_oxygen_saturation: Fraction
    """Share of its haemoglobin that carries oxygen."""


example = Settings(
    fluence_j_cm2=8.0,
    spot_mm=7.0,
    pulse_s=0.006,
    vessel_diameter_um=100.0,
    vessel_depth_um=300.0,
    vessel_oxygen_saturation=0.6,
)

example_delivery = Delivery(
    lines=(SpectralLine(wavelength_nm=595.0, share=1.0),),
    beam="top_hat",
    cooling=Cooling(
        name="cryogen spray, 30 ms, delay 30 ms",
        method="cryogen",
        temperature_c=-26.0,
        heat_transfer_w_m2_k=4700.0,
        before_ms=30.0,
        delay_ms=30.0,
        during=False,
        after_ms=0.0,
        surface_medium="air",
        source="anvari-1998",
        kind="fitted",
    ),
)
"""A delivery that fits the example, for contract tests and first steps."""

sources = ("prahl-1993", "anderson-parrish-1981", "svaasand-1995", "pfefer-1999", "agah-1994", "tanghetti-2002")


def exposure(settings: Settings, *, delivery: Delivery) -> Exposure:
    """The exposure of unit radiant exposure that these settings make of a delivery."""
    return Exposure(
        delivery=delivery,
        pulse=(SubPulse(start_s=0.0, duration_s=settings.pulse_s, share=1.0),),
        spot_mm=settings.spot_mm,
    )


def simulate(
    skin: Skin,
    settings: Settings,
    *,
    delivery: Delivery,
    constants: Constants,
    law: VesselLaw,
    numerics: Numerics,
) -> Response:
    """Light, temperature and damage by depth, the vessel's temperature over time, and the skin afterwards.

    Parameters
    ----------
    skin : Skin
        The layers at the site.
    settings : Settings
        What is dialled, and which vessel is looked at.
    delivery : Delivery
        Wavelength, beam and cooling of the device.
    constants : Constants
        Spectra, surroundings and damage laws at that wavelength.
    law : VesselLaw
        When vessels coagulate and burst.
    numerics : Numerics
        Directions of the light computation.

    Returns
    -------
    Response
        Fields by depth and time. ``coagulated`` says at which depths a vessel of this size would be coagulated; the
        blood of a layer afterwards falls by the share of its thickness in which it is, as if all of its blood ran in
        such vessels.

    Raises
    ------
    lentigo.errors.OutOfValidityError
        For a vessel that would reach into the epidermis or below the dermis; for a spot or wavelength outside the
        finite-spot table, or a wavelength outside a chromophore's data.
    """
    made = exposure(settings, delivery=delivery)
    base = expose(skin, made, fluence_j_cm2=settings.fluence_j_cm2, constants=constants, numerics=numerics)
    radiant = settings.fluence_j_cm2 * units.j_cm2
    _inside_the_dermis(skin, settings)
    lit = _lit(skin, made, constants=constants, numerics=numerics)
    dermal = _places(lit, diameter=settings.vessel_diameter_um * units.um)
    depth = np.append(lit.finite.cells.middle[0, dermal], settings.vessel_depth_um * units.um)
    warm = _vessels(
        lit,
        made,
        diameter=np.full(depth.size, settings.vessel_diameter_um * units.um),
        depth=depth,
        oxygen_saturation=settings.vessel_oxygen_saturation,
        law=law,
        constants=constants,
    )
    needed = coagulation_exposure(warm, law=law, lower=_LOWER, upper=_UPPER, threads=1)
    bursting = rupture_exposure(warm, law=law)
    coagulated = np.zeros(lit.finite.cells.layer.size)
    coagulated[dermal] = needed[:-1] <= radiant
    axis, wall = (warm.temperature(radiant, place)[-1] for place in ("axis", "wall"))
    alive = [
        surviving_fraction(accumulated_damage(history, warm.time, rate=rate) / law.coagulated_damage)
        for history, rate in ((axis, law.lumen_damage), (wall, law.wall_damage))
    ]

    def of_time(values: Floats, unit: str, words: str) -> tuple[str, Floats, dict[str, str]]:
        return "vessel_time", values, {"units": unit, "long_name": words}

    fields = base.fields.assign(
        axis_temperature=of_time(axis, "K", "temperature of the blood on the vessel's axis"),
        wall_temperature=of_time(wall, "K", "temperature of the vessel's wall"),
        coagulated_share=of_time(
            1.0 - 0.5 * (alive[0] + alive[1]), "1", "share of the vessel coagulated, mean of its axis and its wall"
        ),
        coagulated=(
            "depth",
            coagulated,
            {"units": "1", "long_name": "whether a vessel of this size would be coagulated at this depth"},
        ),
    ).assign_coords(
        vessel_time=("vessel_time", warm.time, {"units": "s", "long_name": "time from the start of the pulse"})
    )
    fields.attrs["vessel_fluence"] = float(warm.fluence[-1])
    fields.attrs["vessel_coagulates_at_j_cm2"] = float(needed[-1]) / units.j_cm2
    fields.attrs["vessel_bursts_at_j_cm2"] = float(bursting[-1]) / units.j_cm2
    return replace(base, fields=fields, skin_after=_bled_out(base.skin_after, lit.finite.cells, coagulated))


@dataclass(frozen=True, slots=True)
class VesselTable:
    """Radiant exposures by size and depth of a vessel, (D, Z) each [J/m²]; infinite where never reached."""

    diameter: Floats
    """(D,) [m]."""
    depth: Floats
    """(Z,) [m]."""
    coagulation: Floats
    """A vessel is coagulated over its diameter; not a number where it would reach into the epidermis."""
    rupture: Floats
    """It bursts; not a number where it would reach into the epidermis."""


def exposure_table(
    skin: Skin,
    made: Exposure,
    *,
    diameter: ArrayLike,
    depth: ArrayLike,
    oxygen_saturation: float,
    law: VesselLaw,
    constants: Constants,
    numerics: Numerics,
) -> VesselTable:
    """Radiant exposure that coagulates a vessel, and that bursts it, by its size and depth in one skin.

    Parameters
    ----------
    skin : Skin
        The layers at the site.
    made : Exposure
        Pulse, spot and cooling.
    diameter, depth : (D,) and (Z,) arrays
        Of the vessels, depth to their axis [m].
    oxygen_saturation : float
        Share of their haemoglobin that carries oxygen [1].
    law : VesselLaw
        When vessels coagulate and burst.
    constants : Constants
        Of nature.
    numerics : Numerics
        Directions of the light computation.
    """
    wide, deep = (np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in (diameter, depth))
    pairs = np.array([(d, z) for d in wide for z in deep])
    lit = _lit(skin, made, constants=constants, numerics=numerics)
    warm = _vessels(
        lit,
        made,
        diameter=pairs[:, 0],
        depth=pairs[:, 1],
        oxygen_saturation=oxygen_saturation,
        law=law,
        constants=constants,
    )
    top = float(lit.skins.thickness[0, : BASAL + 1].sum())
    shape = (wide.size, deep.size)
    reaches = (pairs[:, 1] - 0.5 * pairs[:, 0] < top).reshape(shape)
    needed = coagulation_exposure(warm, law=law, lower=_LOWER, upper=_UPPER, threads=numerics.threads).reshape(shape)
    bursting = rupture_exposure(warm, law=law).reshape(shape)
    return VesselTable(wide, deep, np.where(reaches, np.nan, needed), np.where(reaches, np.nan, bursting))


@dataclass(frozen=True, slots=True)
class _Lit:
    """One skin with its light and heat."""

    skins: SkinArrays
    finite: Light
    response: HeatResponse


def _lit(skin: Skin, made: Exposure, *, constants: Constants, numerics: Numerics) -> _Lit:
    skins = stack([skin])
    finite = light(
        skins,
        lines=made.delivery.lines,
        surface=made.delivery.cooling.surface_medium,
        constants=constants,
        streams=numerics.streams,
        threads=1,
        estimate_error=False,
    ).finite(made, constants=constants)
    response = heat(
        skins,
        finite.source,
        grid=finite.cells,
        exposure=made,
        surroundings=constants.surroundings,
        cooling_scale=None,
        after=AFTER_PULSE,
        threads=1,
    )
    return _Lit(skins, finite, response)


def _vessels(
    lit: _Lit,
    made: Exposure,
    *,
    diameter: Floats,
    depth: Floats,
    oxygen_saturation: float,
    law: VesselLaw,
    constants: Constants,
) -> VesselWarmth:
    """Vessels in copies of one skin."""
    count = diameter.size
    same = np.zeros(count, dtype=np.intp)
    finite, cells, response = lit.finite, lit.finite.cells, lit.response
    many = replace(
        finite,
        cells=Cells(edges=cells.edges[same], layer=cells.layer, part=cells.part),
        absorbed=finite.absorbed[:, same],
        fluence=finite.fluence[:, same],
    )
    return vessel_warmth(
        many,
        replace(response, background=response.background[same], rise=response.rise[same]),
        rows=slice(0, count),
        skins=repeat(lit.skins, count),
        vessels=Vessels(diameter, depth, np.full(count, oxygen_saturation)),
        exposure=made,
        law=law,
        constants=constants,
    )


def _places(lit: _Lit, *, diameter: float) -> NDArray[np.intp]:
    """Cells of the dermis in which the axis of a vessel can lie."""
    cells = lit.finite.cells
    top = float(lit.skins.thickness[0, : BASAL + 1].sum())
    dermis = (cells.layer >= PAPILLARY) & (cells.layer < FAT)
    return np.flatnonzero(dermis & (cells.middle[0] >= top + 0.5 * diameter))


def _inside_the_dermis(skin: Skin, settings: Settings) -> None:
    """Refuse a vessel that would lie where there are none."""
    top = sum(layer.thickness_um for layer in skin.layers[: BASAL + 1])
    bottom = sum(layer.thickness_um for layer in skin.layers[:FAT])
    least = top + 0.5 * settings.vessel_diameter_um
    if not least <= settings.vessel_depth_um <= bottom:
        raise OutOfValidityError(
            f"a vessel {settings.vessel_diameter_um:g} µm wide at {settings.vessel_depth_um:g} µm does not lie in the "
            f"dermis, which reaches from {top:.0f} to {bottom:.0f} µm here",
            where="vessel_depth_um",
            hint=f"give the depth of its middle, {least:.0f} to {bottom:.0f} µm",
        )


def _bled_out(skin: Skin, cells: Cells, coagulated: Floats) -> Skin:
    """The skin when coagulated vessels have been taken away: their layers hold less blood."""
    width = cells.width[0]
    layers = []
    for index, layer in enumerate(skin.layers):
        chosen = cells.layer == index
        lost = float((width * coagulated)[chosen].sum() / width[chosen].sum())
        layers.append(replace(layer, blood_fraction=layer.blood_fraction * (1.0 - lost)))
    return replace(skin, layers=tuple(layers))
