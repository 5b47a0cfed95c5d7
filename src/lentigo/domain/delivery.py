"""What a device delivers, and one exposure of it: light in wavelength, time and space, with its cooling."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.device import Cooling, SpectralLine
from lentigo.domain.record import Fraction, NonNegative, Positive, record


@record
class Delivery:
    """What the device gives to every exposure: spectrum, beam profile, cooling."""

    lines: Annotated[tuple[SpectralLine, ...], Field(min_length=1)]
    beam: Literal["top_hat", "gaussian"]
    cooling: Cooling


@record
class SubPulse:
    """A stretch of light of constant power."""

    start_s: NonNegative
    duration_s: Positive
    share: Fraction
    """Share of the exposure's energy."""


@record
class Exposure:
    """One delivery of light at one place, of unit radiant exposure."""

    delivery: Delivery
    pulse: Annotated[tuple[SubPulse, ...], Field(min_length=1)]
    spot_mm: Positive
    """Diameter of the spot on the skin."""

    @property
    def duration_s(self) -> float:
        """From the start of the first sub-pulse to the end of the last."""
        return max(p.start_s + p.duration_s for p in self.pulse)
