"""The device's dial: its steps, its handpieces' exposures, and what is delivered when it is set."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Aperture, Cooling, Device, Handpiece, PulseTrain, Tip
from lentigo.domain.plan import DialSetting

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Combination:
    """One handpiece, spot, pulse and cooling of a device: all that is dialled but the energy."""

    device: Device
    handpiece: Handpiece
    spot: Aperture
    """A spot, or the tip that makes columns."""
    pulse: float | PulseTrain
    """Length of the pulse [s], or a train."""
    cooling: Cooling
    density_per_cm2: float | None = None
    """Columns per area that one pass makes; none where no columns are made."""
    passes: int = 1
    """Times over the area in one session."""
    stacked: int = 1
    """Pulses that follow each other on one place."""

    @property
    def name(self) -> str:
        """How screening rules and reports address the handpiece."""
        return f"{self.device.id}/{self.handpiece.name}"

    @property
    def wavelength_nm(self) -> float:
        """The wavelength, or the energy-weighted mean of a filtered spectrum."""
        lines = self.handpiece.lines
        return sum(line.wavelength_nm * line.share for line in lines) / sum(line.share for line in lines)

    @property
    def mj_per_j_cm2(self) -> float | None:
        """Energy of one narrow beam per radiant exposure in it; none where no columns are made."""
        return self.spot.mj_per_j_cm2 if isinstance(self.spot, Tip) else None

    @property
    def exposure(self) -> Exposure:
        """The exposure of unit radiant exposure."""
        delivery = Delivery(lines=self.handpiece.lines, beam=self.handpiece.beam, cooling=self.cooling)
        return Exposure(delivery=delivery, pulse=sub_pulses(self.pulse), spot_mm=self.spot.equivalent_diameter_mm)

    @property
    def pulse_s(self) -> float:
        """From the start of the first to the end of the last sub-pulse [s]."""
        return self.exposure.duration_s

    @property
    def pulse_label(self) -> str:
        """The pulse as a panel shows it."""
        if isinstance(self.pulse, PulseTrain):
            if self.pulse.pulses == 1:
                return f"{self.pulse.duration_ms:g} ms"
            return f"{self.pulse.pulses} × {self.pulse.duration_ms:g} ms, {self.pulse.gap_ms:g} ms apart"
        for unit, name in ((1.0, "s"), (units.ms, "ms"), (units.us, "µs"), (units.ns, "ns"), (units.ps, "ps")):
            if self.pulse >= 0.999 * unit:
                return f"{self.pulse / unit:.4g} {name}"
        return f"{self.pulse:g} s"

    @property
    def spot_word(self) -> str:
        """What its aperture is called: this spot, or this tip."""
        return "this tip" if isinstance(self.spot, Tip) else "this spot"

    def reads(self, fluence_j_cm2: float, *, digits: int = 3) -> str:
        """A radiant exposure as it reads on the panel: "12 J/cm²", or "20 mJ" where columns are made."""
        factor = self.mj_per_j_cm2
        value, unit = (fluence_j_cm2, "J/cm²") if factor is None else (fluence_j_cm2 * factor, "mJ")
        return f"{float(f'{value:.{digits}g}'):g} {unit}"

    def setting(self, fluence_j_cm2: float) -> DialSetting:
        """What the operator dials for a radiant exposure."""
        return DialSetting(
            device=self.device.id,
            handpiece=self.handpiece.name,
            fluence_j_cm2=round(fluence_j_cm2, 6),
            spot_mm=self.spot.equivalent_diameter_mm,
            spot_label=self.spot.label,
            pulse_s=self.pulse_s,
            pulse_label=self.pulse_label,
            repetition_rate_hz=min(self.handpiece.repetition_rates_hz),
            cooling=self.cooling.name,
            energy_mj=None if self.mj_per_j_cm2 is None else round(fluence_j_cm2 * self.mj_per_j_cm2, 4),
            density_per_cm2=self.density_per_cm2,
            passes=self.passes,
            stacked=self.stacked,
        )


def sub_pulses(pulse: float | PulseTrain) -> tuple[SubPulse, ...]:
    """A pulse length [s] or a train as stretches of constant power."""
    if isinstance(pulse, PulseTrain):
        duration, gap = pulse.duration_ms * units.ms, pulse.gap_ms * units.ms
        return tuple(
            SubPulse(start_s=k * (duration + gap), duration_s=duration, share=1 / pulse.pulses)
            for k in range(pulse.pulses)
        )
    return (SubPulse(start_s=0.0, duration_s=pulse, share=1.0),)


def combinations(device: Device) -> Iterator[Combination]:
    """Every handpiece, spot or tip, pulse, cooling, density, number of passes and of stacked pulses of a device."""
    for handpiece in device.handpieces:
        pulses: Sequence[float | PulseTrain] = handpiece.pulse_trains or handpiece.pulse_durations_s or ()
        for spot, pulse, cooling in product(handpiece.apertures, pulses, device.coolings):
            densities, stacks = (spot.densities_per_cm2, spot.stacks) if isinstance(spot, Tip) else ((None,), (1,))
            for density, passes, stacked in product(densities, handpiece.passes, stacks):
                yield Combination(device, handpiece, spot, pulse, cooling, density, passes, stacked)


def dial_steps(spot: Aperture) -> Floats:
    """Every radiant exposure that the dial offers for a spot or inside the beams of a tip, increasing [J/cm²]."""
    if isinstance(spot, Tip):
        # Steps of energy, so that rounding never leaves the panel's own numbers.
        count = math.floor((spot.energy_high_mj - spot.energy_low_mj) / spot.energy_step_mj + 1e-9) + 1
        energies = np.round(spot.energy_low_mj + spot.energy_step_mj * np.arange(count), 6)
        return np.round(energies / spot.mj_per_j_cm2, 6)
    low, high, step = spot.fluence_low_j_cm2, spot.fluence_high_j_cm2, spot.fluence_step_j_cm2
    count = math.floor((high - low) / step + 1e-9) + 1
    return np.round(low + step * np.arange(count), 6)


def delivered_per_set(device: Device, handpiece: Handpiece, spot: Aperture) -> float:
    """Measured over set radiant exposure, from the device's commissioning; one where nothing was measured [1]."""
    ratios = [
        check.fluence_measured_j_cm2 / check.fluence_set_j_cm2
        for check in device.output_checks
        if check.handpiece == handpiece.name and math.isclose(check.spot_mm, spot.equivalent_diameter_mm)
    ]
    return float(np.median(ratios)) if ratios else 1.0


def output_error(device: Device) -> float:
    """Relative standard deviation of delivered against set; where unknown, the adverse end of the library's [1]."""
    if device.output_error_percent == "unknown":
        return library.number("limits/knowledge", "unknown_output_error_percent").high / 100
    return device.output_error_percent / 100
