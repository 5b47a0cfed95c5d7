"""Non-ablative rejuvenation: infrared light that heats a band of the dermis while cooling spares the surface."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import numpy as np
from pydantic import Field

from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, SpectralLine
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import NonNegative, Positive, record
from lentigo.domain.skin import Skin
from lentigo.errors import OutOfValidityError
from lentigo.modalities.constants import Constants
from lentigo.modalities.photothermal import cells
from lentigo.modalities.response import Response, expose
from lentigo.modalities.skins import FAT, PAPILLARY, stack
from lentigo.physics.heated_band import damage_by_depth, heated_band

MOST_PULSES = 15
"""Pulses of one train, as a device's file allows."""


@record
class Settings:
    """One exposure: a pulse, or a train of equal pulses on one place."""

    fluence_j_cm2: NonNegative
    """Of all pulses together."""
    spot_mm: Positive
    """Diameter of the spot on the skin."""
    pulse_s: Positive
    """Length of each pulse."""
    pulses: Annotated[int, Field(ge=1, le=MOST_PULSES)]
    interval_s: Positive
    """From the start of one pulse to the start of the next."""


example = Settings(fluence_j_cm2=24.0, spot_mm=6.0, pulse_s=0.01, pulses=2, interval_s=0.05)

example_delivery = Delivery(
    lines=(SpectralLine(wavelength_nm=1320.0, share=1.0),),
    beam="top_hat",
    cooling=Cooling(
        name="cryogen spray, 30 ms, delay 10 ms",
        method="cryogen",
        temperature_c=-26.0,
        heat_transfer_w_m2_k=4700.0,
        before_ms=30.0,
        delay_ms=10.0,
        during=False,
        after_ms=0.0,
        surface_medium="air",
        source="anvari-1998",
        kind="fitted",
    ),
)
"""A delivery that fits the example, for contract tests and first steps."""

sources = ("prahl-1993", "pennes-1948", "henriques-1947", "simanovskii-2006", "maitland-1997", "paithankar-2003")


def exposure(settings: Settings, *, delivery: Delivery) -> Exposure:
    """The exposure of unit radiant exposure that these settings make of a delivery.

    Raises
    ------
    OutOfValidityError
        If the pulses of a train would overlap.
    """
    if settings.pulses > 1 and settings.interval_s < settings.pulse_s:
        raise OutOfValidityError(
            f"pulses of {settings.pulse_s:g} s every {settings.interval_s:g} s would overlap",
            where="interval_s",
            hint=f"give an interval of {settings.pulse_s:g} s or more, or a shorter pulse",
        )
    return Exposure(
        delivery=delivery,
        pulse=tuple(
            SubPulse(start_s=k * settings.interval_s, duration_s=settings.pulse_s, share=1.0 / settings.pulses)
            for k in range(settings.pulses)
        ),
        spot_mm=settings.spot_mm,
    )


def simulate(
    skin: Skin, settings: Settings, *, delivery: Delivery, constants: Constants, numerics: Numerics
) -> Response:
    """Light, temperature, damage and the heated band by depth on the axis of the spot, and the skin afterwards.

    Parameters
    ----------
    skin : Skin
        The layers at the site.
    settings : Settings
        What is dialled.
    delivery : Delivery
        Wavelength, beam and cooling of the device.
    constants : Constants
        Spectra, surroundings and damage laws at that wavelength.
    numerics : Numerics
        Directions of the light computation.

    Returns
    -------
    Response
        Beside the fields of every light: shares of cells heat-shocked and of collagen without its order by depth, the
        edges of the heated band (equal where there is none) and its volumes per area.

    Raises
    ------
    lentigo.errors.OutOfValidityError
        If pulses overlap; for a spot or wavelength outside the finite-spot table, or a wavelength outside a
        chromophore's data.
    """
    made = exposure(settings, delivery=delivery)
    base = expose(skin, made, fluence_j_cm2=settings.fluence_j_cm2, constants=constants, numerics=numerics)
    grid = cells(stack([skin]))
    dermis = (grid.layer >= PAPILLARY) & (grid.layer < FAT)
    # Temperatures with this light are known: they are the history, and no more is added to it.
    history = base.fields.temperature.to_numpy()[None]
    still = np.zeros_like(history)
    time = base.fields.time.to_numpy()
    share = constants.injury.heat_shock_share
    band = heated_band(
        time,
        history,
        still,
        edges=grid.edges,
        dermis=dermis,
        radiant=[0.0],
        cells=constants.dermis_damage,
        collagen=constants.collagen_damage,
        heat_shock_share=share,
    )
    lethal, order = (
        damage_by_depth(time, history, still, radiant=[0.0], mask=dermis, rate=rate)[0, 0]
        for rate in (constants.dermis_damage, constants.collagen_damage)
    )

    def of_depth(values: np.ndarray, words: str) -> tuple[str, np.ndarray, dict[str, str]]:
        return "depth", values, {"units": "1", "long_name": words}

    def thickness(values: np.ndarray, words: str) -> tuple[tuple[()], float, dict[str, str]]:
        return (), float(values[0, 0]), {"units": "m", "long_name": words}

    fields = base.fields.assign(
        heat_shocked=of_depth(-np.expm1(-lethal / share), "share of the dermis' cells heat-shocked or dead"),
        denatured=of_depth(-np.expm1(-order), "share of the dermis' collagen that has lost its order"),
        band_from=thickness(band.upper, "upper edge of the heated band"),
        band_to=thickness(band.lower, "lower edge of the heated band"),
        dermis_heated=thickness(band.heated, "dermis heat-shocked and alive, as volume per area"),
        dermis_coagulated=thickness(band.coagulated, "dermis whose cells die, as volume per area"),
        collagen_denatured=thickness(band.denatured, "dermis whose collagen has lost its order, as volume per area"),
    )
    return replace(base, fields=fields)
