"""What keeps parts of a device from being planned for: light or spots outside the tables, or nothing published."""

from __future__ import annotations

from collections.abc import Iterator

from lentigo import units
from lentigo.domain.device import COLUMN_FAMILIES, Device, Handpiece
from lentigo.library.limits import NO_PUBLISHED_SETTING, hard_caps
from lentigo.library.spots import spot_factors

_ROUNDING = 1e-9

_ABSORBED_AT_ONCE = (*COLUMN_FAMILIES, "full_field_ablative")
"""Families whose light water stops before it is scattered: no table of finite spots is asked for them."""


def device_problems(device: Device) -> tuple[str, ...]:
    """Why no setting of some handpieces or spots can be planned; empty where all of them can.

    Light and spots are computed inside the tables of finite spots of the surface media that the device's coolings name
    (but where water stops the light at once), and no setting is recommended where none is published for the kind of
    pulse and light, or for the width of a tip's narrow beam.

    Parameters
    ----------
    device : Device
        Read, and free of contradictions.

    Returns
    -------
    tuple of str
        A sentence for each handpiece and reason, handpieces in the order of the device.
    """
    tables = [spot_factors(medium) for medium in sorted({cooling.surface_medium for cooling in device.coolings})]
    light_nm = (
        max(table.wavelength[0] for table in tables) / units.nm,
        min(table.wavelength[-1] for table in tables) / units.nm,
    )
    narrowest_mm = max(table.diameter[0] for table in tables) / units.mm
    return tuple(
        f"{handpiece.name}: {problem}."
        for handpiece in device.handpieces
        for problem in _of_handpiece(device, handpiece, light_nm=light_nm, narrowest_mm=narrowest_mm)
    )


def _of_handpiece(
    device: Device, handpiece: Handpiece, *, light_nm: tuple[float, float], narrowest_mm: float
) -> Iterator[str]:
    low, high = light_nm[0] * (1 - _ROUNDING), light_nm[1] * (1 + _ROUNDING)
    lines = [line.wavelength_nm for line in handpiece.lines if line.share > 0]
    outside = [nm for nm in lines if not low <= nm <= high]
    scattered = device.family not in _ABSORBED_AT_ONCE
    if outside and scattered:
        words = ", ".join(f"{nm:g} nm" for nm in outside)
        yield f"light is computed from {light_nm[0]:g} to {light_nm[1]:g} nm, not at {words}: nothing is planned for it"
    narrow = [spot for spot in handpiece.spots if spot.equivalent_diameter_mm < narrowest_mm * (1 - _ROUNDING)]
    if narrow and scattered:
        words = ", ".join(spot.label for spot in narrow)
        yield f"spots are computed from {narrowest_mm:g} mm upwards, not {words}: nothing is planned for them"
    shares = sum(line.share for line in handpiece.lines)
    mean = sum(line.wavelength_nm * line.share for line in handpiece.lines) / shares
    said: set[str] = set()
    widths: tuple[float | None, ...] = tuple(tip.beam_um for tip in handpiece.tips) or (None,)
    for beam_um in widths:
        for cap in hard_caps(
            family=device.family,
            pulse_class=handpiece.pulse_class,
            wavelength_nm=mean,
            wavelengths_nm=lines,
            beam_um=beam_um,
        ):
            if cap.key == NO_PUBLISHED_SETTING and cap.text not in said:
                said.add(cap.text)
                yield cap.text
