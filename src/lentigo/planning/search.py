"""Which of a device's many combinations to compute in full: a coarse look at all, a full look at the best."""

from __future__ import annotations

from collections.abc import Sequence

from lentigo.domain.case import Case
from lentigo.domain.device import Device, Spot
from lentigo.domain.plan import Screening
from lentigo.planning.dial import Combination, combinations

_SPOTS = 3


def candidates(case: Case, device: Device, screening: Screening) -> tuple[Combination, ...]:
    """The combinations worth computing: spots that suit the lesion, every pulse, cooling unless it must stay off."""
    mild = any(reason.rule == "PT-47" for reason in screening.reasons)
    diameter = case.lesion.diameter_mm
    chosen = []
    for combination in combinations(device):
        cooling = combination.cooling
        if mild and cooling.method != "none":
            continue
        if not mild and cooling.method == "none" and _has_other_cooling(device):
            continue
        if combination.spot not in suitable_spots(combination.handpiece.spots, diameter):
            continue
        chosen.append(combination)
    return tuple(chosen)


def _has_other_cooling(device: Device) -> bool:
    return any(cooling.method != "none" for cooling in device.coolings)


def suitable_spots(spots: Sequence[Spot], diameter: float | str) -> tuple[Spot, ...]:
    """The spots nearest to the lesion's size: the smallest that covers it and its neighbours."""
    ordered = sorted(spots, key=lambda spot: spot.equivalent_diameter_mm)
    if diameter == "unknown":
        start = len(ordered) // 2
    else:
        start = next(
            (k for k, spot in enumerate(ordered) if spot.equivalent_diameter_mm >= float(diameter)), len(ordered) - 1
        )
    low = max(0, min(start - 1, len(ordered) - _SPOTS))
    return tuple(ordered[low : low + _SPOTS])
