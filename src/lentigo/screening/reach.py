"""Which handpieces and treatments a rule touches."""

from __future__ import annotations

from typing import Final

from lentigo.domain.device import COLUMN_FAMILIES, DEVICE_FAMILIES, Device, Handpiece
from lentigo.domain.rules import Clause, Scope
from lentigo.domain.treatments import LIGHT_FAMILIES, LIGHT_OF

_UNNAMED: Final = frozenset(DEVICE_FAMILIES) - {*COLUMN_FAMILIES, "full_field_ablative"}
"""Families of devices that are thought of where none is named."""

ALL_TREATMENT: Final = ""
"""Stands for all treatment where a clause has no scope, or one that leaves no light out."""


def address(device: Device, *, handpiece: Handpiece) -> str:
    """How reasons and plans name a handpiece."""
    return f"{device.id}/{handpiece.name}"


def fits(scope: Scope, *, device: Device, handpiece: Handpiece, site: str) -> bool:
    """Whether a handpiece fits every line of a scope. Any light inside a band of wavelengths counts, however little."""
    low = scope.wavelength_low_nm or 0.0
    high = scope.wavelength_high_nm or float("inf")
    return (
        (not scope.named or device.family in scope.named)
        and _at(scope, site=site)
        and (not scope.pulse_classes or handpiece.pulse_class in scope.pulse_classes)
        and any(low <= line.wavelength_nm <= high and line.share > 0 for line in handpiece.lines)
        and (not scope.cooling_methods or any(c.method in scope.cooling_methods for c in device.coolings))
    )


def touches(clause: Clause, *, device: Device, handpiece: Handpiece, site: str) -> bool:
    """Whether a clause touches a handpiece."""
    return not clause.scope or any(fits(scope, device=device, handpiece=handpiece, site=site) for scope in clause.scope)


def touches_treatment(clause: Clause, *, treatment: str, site: str) -> bool:
    """Whether a clause touches a way of treating for which no device is named.

    What is no light has neither wavelength nor pulse nor device cooling, and fits no scope that asks for them. Light of
    an unnamed device may have any wavelength and cooling, and any pulse that its family has.
    """
    return not clause.scope or any(_fits_treatment(scope, treatment=treatment, site=site) for scope in clause.scope)


def may_touch_a_device(scope: Scope, *, site: str) -> bool:
    """Whether some device for light may fit a scope, where none is named.

    Light that wounds on purpose is not thought of unless somebody names it, as a device or as a treatment: its rules
    would otherwise be the verdict of everybody.
    """
    return _at(scope, site=site) and (not scope.named or bool(scope.named & _UNNAMED))


def touches_all_light(clause: Clause, *, site: str) -> bool:
    """Whether no device for light, whichever it be, is left out of a clause."""
    return not clause.scope or any(
        not _asks_for_light(scope) and scope.named.issuperset(LIGHT_FAMILIES) and _at(scope, site=site)
        for scope in clause.scope
    )


def _fits_treatment(scope: Scope, *, treatment: str, site: str) -> bool:
    if (scope.named and treatment not in scope.named) or not _at(scope, site=site):
        return False
    if not _asks_for_light(scope):
        return True
    pulses = LIGHT_OF.get(treatment, ())
    return bool(pulses) and (not scope.pulse_classes or bool(set(pulses) & set(scope.pulse_classes)))


def _asks_for_light(scope: Scope) -> bool:
    """Whether a scope speaks of what only light has."""
    return bool(
        scope.pulse_classes
        or scope.cooling_methods
        or scope.wavelength_low_nm is not None
        or scope.wavelength_high_nm is not None
    )


def _at(scope: Scope, *, site: str) -> bool:
    """Whether a scope holds at a site; one that nobody has named may be any."""
    return not scope.sites or not site or site in scope.sites
