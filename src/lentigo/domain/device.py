"""Devices as their makers sell them: handpieces, dial steps, cooling, measured output."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import Field

from lentigo.domain.record import Finite, Fraction, NonNegative, Positive, record

PulseClass = Literal["picosecond", "nanosecond", "millisecond"]
CoolingMethod = Literal["none", "air", "contact", "cryogen"]
SurfaceMedium = Literal["air", "gel", "water", "glass", "sapphire"]
NumberKind = Literal["measured", "fitted", "assumed", "manufacturer"]
"""How well a number is known."""


DeviceFamily = Literal[
    "q_switched",
    "picosecond",
    "long_pulse",
    "pulsed_dye",
    "ipl",
    "fractional_nonablative",
    "fractional_ablative",
    "full_field_ablative",
]
DEVICE_FAMILIES: tuple[str, ...] = get_args(DeviceFamily)
"""The families of light devices that a file can describe and a plan can compute."""

COLUMN_FAMILIES: tuple[str, ...] = ("fractional_nonablative", "fractional_ablative")
"""Families whose handpieces make columns: they have tips in place of spots."""

Wavelength = Annotated[float, Field(ge=350, le=11000)]
Count = Annotated[int, Field(ge=1, le=20)]


@record
class SpectralLine:
    """One wavelength and its share of the energy."""

    wavelength_nm: Wavelength
    share: Fraction


@record
class Spot:
    """One spot size and the radiant exposures its dial offers: a disc, or a rectangle with two sides."""

    diameter_mm: Positive | None = None
    width_mm: Positive | None = None
    length_mm: Positive | None = None
    fluence_low_j_cm2: Positive
    fluence_high_j_cm2: Positive
    fluence_step_j_cm2: Positive

    @property
    def equivalent_diameter_mm(self) -> float:
        """Diameter of the disc, or of the disc as wide as the rectangle's shorter side (the cautious reading)."""
        if self.diameter_mm is not None:
            return self.diameter_mm
        sides = [side for side in (self.width_mm, self.length_mm) if side is not None]
        return min(sides)

    @property
    def label(self) -> str:
        """The spot as a panel shows it."""
        if self.diameter_mm is not None:
            return f"{self.diameter_mm:g} mm"
        return f"{self.width_mm:g} × {self.length_mm:g} mm"


@record
class Tip:
    """What makes columns: narrow beams of one width, with what the panel offers for them."""

    beam_um: Positive
    """Diameter of one narrow beam on the skin."""
    energy_low_mj: Positive
    energy_high_mj: Positive
    energy_step_mj: Positive
    """Energy of one pulse of one beam."""
    densities_per_cm2: Annotated[tuple[Positive, ...], Field(min_length=1)]
    """Columns per area that one pass makes."""
    stacks: Annotated[tuple[Count, ...], Field(min_length=1)] = (1,)
    """Pulses that may follow each other on one place."""
    field_mm: Positive
    """Side of the scanned field, or width of the roller."""
    placing: Literal["scanned", "rolled"]
    """Columns of one pass on a grid, or at random."""
    known_energy_mj: Positive | None = None
    """Energy at which the maker, or a biopsy, tells how deep this tip drills."""
    known_depth_um: Positive | None = None
    """How deep it removes tissue with that energy: then its efficiency follows from it."""

    @property
    def mj_per_j_cm2(self) -> float:
        """Energy of one beam per radiant exposure inside it."""
        return math.pi / 4.0 * (self.beam_um * 1e-4) ** 2 * 1e3

    @property
    def equivalent_diameter_mm(self) -> float:
        """Diameter of the narrow beam."""
        return self.beam_um * 1e-3

    @property
    def label(self) -> str:
        """The tip as a panel shows it."""
        return f"{self.beam_um:g} µm beams"

    @property
    def fluence_low_j_cm2(self) -> float:
        """Radiant exposure inside one beam at the lowest energy."""
        return self.energy_low_mj / self.mj_per_j_cm2

    @property
    def fluence_high_j_cm2(self) -> float:
        """Radiant exposure inside one beam at the highest energy."""
        return self.energy_high_mj / self.mj_per_j_cm2

    @property
    def fluence_step_j_cm2(self) -> float:
        """Step of the energy as radiant exposure inside one beam."""
        return self.energy_step_mj / self.mj_per_j_cm2


Aperture = Spot | Tip
"""What the light leaves the handpiece by."""


@record
class PulseTrain:
    """Sub-pulses in one exposure, all alike."""

    pulses: Annotated[int, Field(ge=1, le=15)]
    duration_ms: Positive
    """Length of each sub-pulse."""
    gap_ms: NonNegative
    """From the end of one to the start of the next."""


@record
class Cooling:
    """How the surface is cooled before, during and after a pulse, and through what the light enters."""

    name: str
    method: CoolingMethod
    temperature_c: Finite
    """Temperature of the cold medium."""
    heat_transfer_w_m2_k: NonNegative
    """Heat-transfer coefficient between the skin's surface and the cold medium."""
    before_ms: NonNegative
    delay_ms: NonNegative
    """From the end of cooling before the pulse to the pulse."""
    during: bool
    after_ms: NonNegative
    surface_medium: SurfaceMedium
    """What lies on the skin while the light enters."""
    source: str
    kind: NumberKind


@record
class Handpiece:
    """One wavelength, or one filter of a broadband source, with what can be dialled."""

    name: str
    pulse_class: PulseClass
    wavelength_nm: Wavelength | None = None
    spectrum: tuple[SpectralLine, ...] | None = None
    """Share of the energy by wavelength, for a filtered broadband source."""
    cut_off_nm: Positive | None = None
    pulse_durations_s: tuple[Positive, ...] | None = None
    """The pulse lengths that can be chosen."""
    pulse_trains: tuple[PulseTrain, ...] | None = None
    beam: Literal["top_hat", "gaussian"]
    spots: tuple[Spot, ...] = ()
    tips: tuple[Tip, ...] = ()
    """Of a handpiece that makes columns, in place of spots."""
    passes: Annotated[tuple[Count, ...], Field(min_length=1)] = (1,)
    """Times that one session may go over the area."""
    repetition_rates_hz: Annotated[tuple[Positive, ...], Field(min_length=1)]

    @property
    def apertures(self) -> tuple[Aperture, ...]:
        """Its spots, or its tips."""
        return self.spots or self.tips

    @property
    def lines(self) -> tuple[SpectralLine, ...]:
        """The light as wavelengths with shares that add up to one."""
        if self.spectrum is not None:
            return self.spectrum
        assert self.wavelength_nm is not None
        return (SpectralLine(wavelength_nm=self.wavelength_nm, share=1.0),)


@record
class OutputCheck:
    """What an energy meter read where the dial said something."""

    handpiece: str
    spot_mm: Positive
    fluence_set_j_cm2: Positive
    fluence_measured_j_cm2: Positive
    measured: date


@record
class Device:
    """A product: what its maker lets one set, how sure its output is, what has been measured of it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    name: str
    family: DeviceFamily
    medium: str
    """What lases, or "flash lamp"."""
    handpieces: Annotated[tuple[Handpiece, ...], Field(min_length=1)]
    coolings: Annotated[tuple[Cooling, ...], Field(min_length=1)]
    output_error_percent: NonNegative | Literal["unknown"]
    """Standard deviation of delivered against set radiant exposure."""
    output_checks: tuple[OutputCheck, ...] = ()
    source: str
    kind: NumberKind
