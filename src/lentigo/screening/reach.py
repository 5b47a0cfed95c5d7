"""Which handpieces and treatments a rule touches."""

from __future__ import annotations

from lentigo.domain.device import Device, Handpiece
from lentigo.domain.rules import Clause, Scope


def address(device: Device, *, handpiece: Handpiece) -> str:
    """How reasons and plans name a handpiece."""
    return f"{device.id}/{handpiece.name}"


def fits(scope: Scope, *, device: Device, handpiece: Handpiece, site: str) -> bool:
    """Whether a handpiece fits every line of a scope. Any light inside a band of wavelengths counts, however little."""
    low = scope.wavelength_low_nm or 0.0
    high = scope.wavelength_high_nm or float("inf")
    return (
        (not scope.treatments or device.family in scope.treatments)
        and (not scope.sites or site in scope.sites)
        and (not scope.pulse_classes or handpiece.pulse_class in scope.pulse_classes)
        and any(low <= line.wavelength_nm <= high and line.share > 0 for line in handpiece.lines)
        and (not scope.cooling_methods or any(c.method in scope.cooling_methods for c in device.coolings))
    )


def touches(clause: Clause, *, device: Device, handpiece: Handpiece, site: str) -> bool:
    """Whether a clause touches a handpiece."""
    return not clause.scope or any(fits(scope, device=device, handpiece=handpiece, site=site) for scope in clause.scope)


def touches_treatment(clause: Clause, *, treatment: str, site: str) -> bool:
    """Whether a clause touches a way of treating for which no device is named."""
    return not clause.scope or any(
        (not scope.treatments or treatment in scope.treatments) and (not scope.sites or site in scope.sites)
        for scope in clause.scope
    )
