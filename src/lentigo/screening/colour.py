"""How dark the skin of a case is, as far as it was measured."""

from __future__ import annotations

import math
from typing import Final

from lentigo.domain.case import Case, Colour, ItaReading, LabReading, Phototype

PHOTOTYPES: Final[tuple[Phototype, ...]] = ("I", "II", "III", "IV", "V", "VI")

CLASS_BOUNDS_DEG: Final = (55.0, 41.0, 28.0, 10.0, -30.0)
"""Bounds of the six classes of the individual typology angle, from very light to dark."""

LEAST_ERROR_DEG: Final = 0.5
"""No reading of the angle is surer than this, however sure its coordinates are [degrees]."""


def measured_ita(colour: Colour) -> float | None:
    """Individual typology angle of a reading that gives one directly [degrees]; none for the other kinds of reading.

    An L*a*b* reading gives arctan((L* - 50) / b*), which means something only for a yellowish skin (b* above zero).
    """
    if isinstance(colour, ItaReading):
        return colour.ita_deg
    if isinstance(colour, LabReading) and colour.b_star > 0:
        return math.degrees(math.atan((colour.lightness - 50.0) / colour.b_star))
    return None


def lab_ita_error_deg(colour: LabReading) -> float | None:
    """What the error of an L*a*b* reading makes of its individual typology angle [degrees]; none where not given."""
    if colour.lab_error == "unknown":
        return None
    return max(math.degrees(colour.lab_error / math.hypot(colour.lightness - 50.0, colour.b_star)), LEAST_ERROR_DEG)


def phototype_rank(phototype: Phototype) -> int:
    """Place of a phototype from pale to dark: I is 0, VI is 5."""
    return PHOTOTYPES.index(phototype)


def ita_rank(ita_deg: float) -> int:
    """Place of a measured angle among the six classes, from very light (0) to dark (5)."""
    return sum(ita_deg <= bound for bound in CLASS_BOUNDS_DEG)


def phototype_and_colour(case: Case) -> str:
    """Whether phototype and measured colour "agree", "disagree" by two classes or more, or "cannot be compared"."""
    ita_deg = measured_ita(case.skin.colour)
    if ita_deg is None or case.person.phototype == "unknown":
        return "cannot be compared"
    apart = abs(ita_rank(ita_deg) - phototype_rank(case.person.phototype))
    return "disagree" if apart >= 2 else "agree"
