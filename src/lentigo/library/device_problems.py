"""What keeps parts of a device from being planned for: what lies outside the tables, and nothing published."""

from __future__ import annotations

from collections.abc import Iterator

from lentigo import units
from lentigo.domain.device import COLUMN_FAMILIES, Device, Handpiece
from lentigo.library.columns import coagulated_columns
from lentigo.library.limits import NO_PUBLISHED_SETTING, hard_caps
from lentigo.library.numbers import table
from lentigo.library.spots import spot_factors

_ROUNDING = 1e-9

_ABSORBED_AT_ONCE = (*COLUMN_FAMILIES, "full_field_ablative")
"""Families whose light water stops before it is scattered: no table of finite spots is asked for them."""

_NEAR_COLUMNS = 0.003
"""A wavelength within this of one for which columns were computed takes its table [1]."""

_NEAR_REMOVAL = 0.05
"""A wavelength within this of one at which removal was measured takes its heat of ablation [1]."""

_DRILLING_UM = (20.0, 1500.0)
"""Widths of beam for which drilled columns can be computed [µm]."""

_HIGHEST_MJ = 600.0
"""Energy of one beam up to which columns are told [mJ]."""


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
    if not scattered:
        yield from _of_water(device, handpiece, lines)
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


def _of_water(device: Device, handpiece: Handpiece, lines: list[float]) -> Iterator[str]:
    """What lies outside the tables of light that water stops: removal that was measured, columns that were computed."""
    sizes = coagulated_columns()
    coagulates = device.family == "fractional_nonablative"
    if coagulates:
        known, near, what = [float(w) / units.nm for w in sizes.wavelength], _NEAR_COLUMNS, "columns were computed"
    else:
        names = {key.split(".")[0] for key in table("tissues/removal") if key.startswith("at_")}
        known = sorted(float(name.removeprefix("at_").removesuffix("_nm")) for name in names)
        near, what = _NEAR_REMOVAL, "removal of skin was measured"
    words = ", ".join(f"{one:g}" for one in known)
    for nm in lines:
        if not any(abs(one / nm - 1.0) <= near for one in known):
            yield f"{what} at {words} nm, not near {nm:g} nm: nothing is planned for it"
    low, high = (float(sizes.beam[0]) / units.um, float(sizes.beam[-1]) / units.um) if coagulates else _DRILLING_UM
    for tip in handpiece.tips:
        if not low * (1 - _ROUNDING) <= tip.beam_um <= high * (1 + _ROUNDING):
            yield f"columns are computed for beams of {low:g} to {high:g} µm, not {tip.beam_um:g} µm: none is planned"
        if tip.energy_high_mj > _HIGHEST_MJ:
            yield f"columns are computed up to {_HIGHEST_MJ:g} mJ a beam: no more is planned for {tip.label}"
    if coagulates:
        yield from _of_pulses(handpiece, float(sizes.pulse[0]), float(sizes.pulse[-1]))


def _of_pulses(handpiece: Handpiece, first: float, last: float) -> Iterator[str]:
    """Pulses shorter or longer [s] than those for which columns that coagulate were computed."""
    lengths = [*(handpiece.pulse_durations_s or ()), *(t.duration_ms * 1e-3 for t in handpiece.pulse_trains or ())]
    for length in lengths:
        if not first * (1 - _ROUNDING) <= length <= last * (1 + _ROUNDING):
            ends = f"{first / units.ms:g} to {last / units.ms:g} ms"
            yield f"columns are computed for pulses of {ends}, not {length / units.ms:g} ms: none is planned"
