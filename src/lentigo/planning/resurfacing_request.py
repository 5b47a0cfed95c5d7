"""A wish to have the surface taken off by a laser that cannot: why not, in numbers, and what instead.

The wish is a case that names ``full_field_ablative`` among its treatments, or that is resurfaced by nobody's device at
hand. Neodymium lasers are meant most often: 1064 nm goes millimetres deep, and water hardly absorbs it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.device import Device, Handpiece
from lentigo.domain.plan import Finding
from lentigo.modalities.photothermal import light
from lentigo.modalities.skins import FAT, HORNY, stack
from lentigo.physics.ablation import removal_threshold
from lentigo.planning.compose import constants_for
from lentigo.planning.compose_removal import removal_constants, removal_wavelengths
from lentigo.planning.removal_depths import may_be_taken_off

__all__ = ["CannotRemove", "cannot_remove", "resurfacing_request"]

_FAMILY = "full_field_ablative"
_ERBIUM = 2940.0
_PULSE = 2.5e-4
"""Pulse of the comparison, that of a usual Er:YAG laser [s]."""
_COAGULATED = 70.0
"""Temperature at which collagen of skin is coagulated in a second [°C]."""
_STREAMS = 8
_WATER_FROM = 900.0
"""From this wavelength on water, and not melanin or blood, is what could remove tissue [nm]."""


@dataclass(frozen=True, slots=True)
class CannotRemove:
    """What light that water absorbs little does to skin, beside light that takes it off."""

    wavelength_nm: float
    removes_at: float
    """Radiant exposure at which the tissue that it heats most would begin to leave [J/m²]."""
    burns_at: float
    """Radiant exposure at which the dermis is coagulated where it is hottest [J/m²]."""
    burnt_depth: float
    """Depth of what is coagulated when removal would begin, or of the skin if that is less [m]."""
    erbium_removes_at: float
    """Radiant exposure at which 2940 nm begins to remove the same skin [J/m²]."""


def cannot_remove(case: Case, handpiece: Handpiece) -> CannotRemove:
    """What a laser does instead of taking the surface off, in the central skin of the site without its melanin.

    Heat that spreads during the pulse is left out, which favours removal.

    Parameters
    ----------
    case : Case
        Its site.
    handpiece : Handpiece
        Of the laser that was wished for.
    """
    line = max(handpiece.lines, key=lambda one: one.share)
    skins = stack([library.skin(site=case.skin.site, melanin_fraction=0.0)])
    constants = constants_for((line,))
    lit = light(
        skins,
        lines=(line,),
        surface="air",
        constants=constants,
        streams=_STREAMS,
        threads=1,
        estimate_error=False,
    )
    grid = lit.cells
    inside = (grid.layer > HORNY) & (grid.layer < FAT)
    layer = grid.layer[inside]
    density, depth = lit.absorbed[0, 0, inside], grid.edges[0, 1:][inside]
    capacity, water = skins.heat_capacity[0, layer], skins.water_fraction[0, layer]
    removal = removal_constants(_ERBIUM)
    onset = capacity * (removal.boiling - removal.resting) + water * removal.latent
    removes_at = float(np.min(onset / density))
    burning = capacity * (units.kelvin(_COAGULATED) - removal.resting) / density
    burnt = depth[burning <= removes_at]
    living = removal.living
    return CannotRemove(
        wavelength_nm=line.wavelength_nm,
        removes_at=removes_at,
        burns_at=float(np.min(burning)),
        burnt_depth=float(burnt.max()) if burnt.size else 0.0,
        erbium_removes_at=float(
            removal_threshold(
                absorption=living.absorption,
                onset=living.onset,
                sensible=living.capacity * (removal.boiling - removal.resting),
                pulse=_PULSE,
                diffusivity=living.diffusivity,
            )
        ),
    )


def resurfacing_request(case: Case, devices: Sequence[Device]) -> tuple[Finding, ...]:
    """Answer a wish to have the surface taken off by lasers that cannot do it; nothing where none was uttered.

    Parameters
    ----------
    case : Case
        Names ``full_field_ablative`` among its treatments.
    devices : sequence of Device
        At hand.
    """
    if _FAMILY not in case.treatments or any(device.family == _FAMILY for device in devices):
        return ()
    return tuple(
        Finding(topic="device", text=_answer(case, device, handpiece), sources=("segelstein-1981",))
        for device in devices
        for handpiece in device.handpieces
        if _asked(device, handpiece)
    )


def _asked(device: Device, handpiece: Handpiece) -> bool:
    line = max(handpiece.lines, key=lambda one: one.share).wavelength_nm
    ablates = min(removal_wavelengths()) * 0.9
    return line < ablates and not device.family.startswith("fractional")


def _answer(case: Case, device: Device, handpiece: Handpiece) -> str:
    told = cannot_remove(case, handpiece)
    infrared = told.wavelength_nm >= _WATER_FROM
    why = (
        f"Water hardly absorbs {told.wavelength_nm:.0f} nm, which goes millimetres deep"
        if infrared
        else f"Melanin and blood absorb {told.wavelength_nm:.0f} nm, water does not"
    )
    thickness = sum(
        layer.thickness_um for layer in library.skin(site=case.skin.site, melanin_fraction=0.0).layers[:FAT]
    )
    whole = told.burnt_depth >= 0.95 * thickness * units.um
    depth = "through its whole thickness" if whole else f"to {told.burnt_depth / units.mm:.1f} mm"
    instead = (
        "What takes a surface off is Er:YAG (2940 nm) or CO2 (10 600 nm)"
        if may_be_taken_off(case.skin.site)
        else "At this site no laser should take the whole surface off; columns leave skin between them"
    )
    if 1000.0 <= told.wavelength_nm <= 1100.0:
        instead += (
            "; light of 1064 nm under cooling can warm the dermis so that it slowly makes collagen anew, which does "
            "little for lines and takes nothing off"
        )
    return (
        f"{device.name}, {handpiece.name}, cannot resurface. {why}: skin would begin to leave at about "
        f"{_rounded(told.removes_at)} J/cm², while the dermis is cooked from {_rounded(told.burns_at)} J/cm² on, and "
        f"would by then be dead {depth}. At 2940 nm the same skin leaves from "
        f"{told.erbium_removes_at / units.j_cm2:.1f} J/cm² on, micrometre by micrometre. {instead}."
    )


def _rounded(exposure: float) -> str:
    return f"{float(f'{exposure / units.j_cm2:.2g}'):g}"
