"""Which handpieces a rule touches."""

from __future__ import annotations

from lentigo.domain.device import Device, Handpiece
from lentigo.domain.rules import Clause, Scope


def address(device: Device, *, handpiece: Handpiece) -> str:
    """How reasons and plans name a handpiece."""
    return f"{device.id}/{handpiece.name}"


def fits(scope: Scope, *, device: Device, handpiece: Handpiece) -> bool:
    """Whether a handpiece fits every line of a scope. Any light inside a band of wavelengths counts, however little."""
    modality = "ipl" if device.family == "ipl" else "laser"
    low = scope.wavelength_low_nm or 0.0
    high = scope.wavelength_high_nm or float("inf")
    return (
        (not scope.modalities or modality in scope.modalities)
        and (not scope.families or device.family in scope.families)
        and (not scope.pulse_classes or handpiece.pulse_class in scope.pulse_classes)
        and any(low <= line.wavelength_nm <= high and line.share > 0 for line in handpiece.lines)
        and (not scope.cooling_methods or any(c.method in scope.cooling_methods for c in device.coolings))
    )


def touches(clause: Clause, *, device: Device, handpiece: Handpiece) -> bool:
    """Whether a clause touches a handpiece."""
    return not clause.scope or any(fits(scope, device=device, handpiece=handpiece) for scope in clause.scope)
