"""Intense pulsed light: a filtered flash in one or several sub-pulses through a cooled light guide."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lentigo import units
from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, SpectralLine
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import NonNegative, Positive, record
from lentigo.domain.skin import Skin
from lentigo.modalities.constants import Constants
from lentigo.modalities.response import Response, expose


@record
class Settings:
    """One flash."""

    fluence_j_cm2: NonNegative
    width_mm: Positive
    """Shorter side of the light guide."""
    pulses: Annotated[int, Field(ge=1, le=15)]
    pulse_ms: Positive
    """Length of each sub-pulse."""
    gap_ms: NonNegative
    """From the end of one sub-pulse to the start of the next."""


example = Settings(fluence_j_cm2=15.0, width_mm=10.0, pulses=2, pulse_ms=4.0, gap_ms=20.0)

example_delivery = Delivery(
    lines=tuple(
        SpectralLine(wavelength_nm=w, share=s)
        for w, s in ((570, 0.2), (620, 0.22), (680, 0.2), (760, 0.16), (860, 0.12), (980, 0.06), (1080, 0.04))
    ),
    beam="top_hat",
    cooling=Cooling(
        name="contact",
        method="contact",
        temperature_c=5.0,
        heat_transfer_w_m2_k=1500.0,
        before_ms=500.0,
        delay_ms=0.0,
        during=True,
        after_ms=100.0,
        surface_medium="sapphire",
        source="lentigo",
        kind="assumed",
    ),
)
"""A delivery that fits the example, for contract tests and first steps."""

sources = ("prahl-1993", "pennes-1948", "henriques-1947", "simanovskii-2006")


def exposure(settings: Settings, *, delivery: Delivery) -> Exposure:
    """The exposure of unit radiant exposure that these settings make of a delivery."""
    duration, gap = settings.pulse_ms * units.ms, settings.gap_ms * units.ms
    return Exposure(
        delivery=delivery,
        pulse=tuple(
            SubPulse(start_s=k * (duration + gap), duration_s=duration, share=1 / settings.pulses)
            for k in range(settings.pulses)
        ),
        spot_mm=settings.width_mm,
    )


def simulate(
    skin: Skin, settings: Settings, *, delivery: Delivery, constants: Constants, numerics: Numerics
) -> Response:
    """Light, temperature and damage by depth under the middle of the light guide, and the skin afterwards.

    The rectangular guide is computed as the disc that fits inside it: its long side would only add light. Photons that
    the guide sends back into the skin are not modelled; they would raise the fluence.

    Parameters
    ----------
    skin : Skin
        The layers at the site.
    settings : Settings
        What is dialled.
    delivery : Delivery
        Filtered spectrum and cooling.
    constants : Constants
        Spectra, surroundings and damage laws at the spectrum's lines.
    numerics : Numerics
        Directions of the light computation.

    Returns
    -------
    Response
        Fields by depth and time, SI units in their attributes.

    Raises
    ------
    lentigo.errors.OutOfValidityError
        For a guide narrower than the finite-spot table, or a line outside a chromophore's data.
    """
    return expose(
        skin,
        exposure(settings, delivery=delivery),
        fluence_j_cm2=settings.fluence_j_cm2,
        constants=constants,
        numerics=numerics,
    )
