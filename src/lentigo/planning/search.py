"""Which of a device's many combinations to compute in full: a coarse look at all, a full look at the best."""

from __future__ import annotations

from collections.abc import Sequence

from lentigo import library, units
from lentigo.domain.case import Case, LesionKind
from lentigo.domain.device import Device, Spot
from lentigo.domain.goals import ABLATING
from lentigo.domain.plan import Finding, Screening
from lentigo.planning.aims import goal_of
from lentigo.planning.caps import no_cooling
from lentigo.planning.dial import Combination, combinations

_SPOTS = 3


def candidates(case: Case, device: Device, screening: Screening) -> tuple[Combination, ...]:
    """The combinations worth computing: spots that suit the lesion, every pulse, cooling unless it must stay off."""
    warm = bool(no_cooling(screening))
    diameter = case.lesion.diameter_mm
    chosen = []
    for combination in combinations(device):
        cold = combination.cooling.method != "none"
        if warm and cold:
            continue
        if not warm and not cold and _has_other_cooling(device):
            continue
        if combination.handpiece.spots and combination.spot not in suitable_spots(
            combination.handpiece.spots, diameter
        ):
            continue
        if why_left_out(combination, case.lesion.kind) is None:
            chosen.append(combination)
    return tuple(chosen)


def why_left_out(combination: Combination, kind: LesionKind) -> str | None:
    """Why nothing is computed for a combination in a kind of lesion, if nothing is."""
    goal = goal_of(kind, combination)
    if goal is None:
        return f"the library knows no use of such light for {kind.replace('_', ' ')}"
    return None if goal in ABLATING else outside_validity(combination)


def outside_validity(combination: Combination) -> str | None:
    """Why light of this combination cannot be computed in a finite spot, if it cannot."""
    table = library.spot_factors(combination.cooling.surface_medium)
    low, high = table.wavelength[0] / units.nm, table.wavelength[-1] / units.nm
    narrowest = table.diameter[0] / units.mm
    for line in combination.handpiece.lines:
        if not low <= line.wavelength_nm <= high:
            return f"light is computed from {low:.0f} to {high:.0f} nm, not at {line.wavelength_nm:g} nm"
    if combination.spot.equivalent_diameter_mm < narrowest:
        return f"spots are computed from {narrowest:g} mm, not at {combination.spot.label}"
    return None


def left_out(device: Device, kind: LesionKind) -> tuple[Finding, ...]:
    """A finding for each reason why something of a device was not computed."""
    reasons = {(c.handpiece.name, why) for c in combinations(device) if (why := why_left_out(c, kind)) is not None}
    return tuple(
        Finding(topic="device", text=f"{device.name}, {name}: left out, {why}.") for name, why in sorted(reasons)
    )


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
