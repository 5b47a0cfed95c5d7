"""Laser: one wavelength, one pulse, from picoseconds to tenths of a second."""

from __future__ import annotations

from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, SpectralLine
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import NonNegative, Positive, record
from lentigo.domain.skin import Skin
from lentigo.modalities.constants import Constants
from lentigo.modalities.response import Response, expose


@record
class Settings:
    """One exposure."""

    fluence_j_cm2: NonNegative
    spot_mm: Positive
    """Diameter of the spot on the skin."""
    pulse_s: Positive


example = Settings(fluence_j_cm2=10.0, spot_mm=6.0, pulse_s=0.003)

example_delivery = Delivery(
    lines=(SpectralLine(wavelength_nm=755, share=1.0),),
    beam="top_hat",
    cooling=Cooling(
        name="none",
        method="none",
        temperature_c=22.0,
        heat_transfer_w_m2_k=0.0,
        before_ms=0.0,
        delay_ms=0.0,
        during=False,
        after_ms=0.0,
        surface_medium="air",
        source="lentigo",
        kind="assumed",
    ),
)
"""A delivery that fits the example, for contract tests and first steps."""

sources = ("prahl-1993", "pennes-1948", "henriques-1947", "simanovskii-2006", "shimojo-2024")


def exposure(settings: Settings, *, delivery: Delivery) -> Exposure:
    """The exposure of unit radiant exposure that these settings make of a delivery."""
    return Exposure(
        delivery=delivery,
        pulse=(SubPulse(start_s=0.0, duration_s=settings.pulse_s, share=1.0),),
        spot_mm=settings.spot_mm,
    )


def simulate(
    skin: Skin, settings: Settings, *, delivery: Delivery, constants: Constants, numerics: Numerics
) -> Response:
    """Light, temperature and damage by depth on the axis of the spot, and the skin afterwards.

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
        Fields by depth and time, SI units in their attributes.

    Raises
    ------
    lentigo.errors.OutOfValidityError
        For a spot or wavelength outside the finite-spot table, or a wavelength outside a chromophore's data.
    """
    return expose(
        skin,
        exposure(settings, delivery=delivery),
        fluence_j_cm2=settings.fluence_j_cm2,
        constants=constants,
        numerics=numerics,
    )
