"""What a device delivers for one setting: light in wavelength, time and space, with its cooling."""

from __future__ import annotations

from typing import Literal

from lentigo.domain.device import Cooling, SpectralLine
from lentigo.domain.record import Fraction, NonNegative, Positive, record


@record
class SubPulse:
    """A stretch of light of constant power."""

    start_s: NonNegative
    duration_s: Positive
    share: Fraction
    """Share of the exposure's energy."""


@record
class Delivery:
    """Spectrum, pulse shape, beam and cooling of one exposure of unit radiant exposure."""

    lines: tuple[SpectralLine, ...]
    pulse: tuple[SubPulse, ...]
    spot_mm: Positive
    """Diameter of the spot on the skin."""
    beam: Literal["top_hat", "gaussian"]
    cooling: Cooling

    @property
    def duration_s(self) -> float:
        """From the start of the first sub-pulse to the end of the last."""
        return max(p.start_s + p.duration_s for p in self.pulse)
