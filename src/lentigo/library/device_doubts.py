"""What in a device file is seldom so: numbers outside those of ``limits/devices``, told and not refused.

A clinic may have what nobody else has. But a panel that shows the energy of a whole field, or a sum over several
pulses, reads like a number of one beam, and a plan believes it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Final

from lentigo import units
from lentigo.domain.device import Device, Handpiece, Tip
from lentigo.library.numbers import number, table, unit_of

__all__ = ["device_doubts"]

_TABLE: Final = "limits/devices"
_ABLATIVE: Final = ("fractional_ablative", "full_field_ablative")
_ROUNDING: Final = 1e-9


def device_doubts(device: Device) -> tuple[str, ...]:
    """What is seldom so in a device that makes columns or takes the surface away, in the order of its file.

    Parameters
    ----------
    device : Device
        Read, and free of contradictions.

    Returns
    -------
    tuple of str
        A sentence for each number beyond what is usual, with the usual range; empty where nothing is, and for families
        of which the library says nothing.
    """
    known = tuple(key.partition(".")[2] for key in table(_TABLE) if key.startswith(f"{device.family}."))
    return tuple(
        dict.fromkeys(
            f"{handpiece.name}: {doubt}"
            for handpiece in device.handpieces
            for doubt in _of_handpiece(device, handpiece, known=known)
        )
    )


def _of_handpiece(device: Device, handpiece: Handpiece, *, known: tuple[str, ...]) -> Iterator[str]:
    if device.family in _ABLATIVE:
        yield from _of_light(handpiece)
    for words, name, value in _numbers(handpiece):
        if name not in known:
            continue
        usual = number(_TABLE, f"{device.family}.{name}")
        if usual.low * (1 - _ROUNDING) <= value <= usual.high * (1 + _ROUNDING):
            continue
        unit = unit_of(name)
        ends = f"{usual.low:g} to {usual.high:g}" + (f" {unit}" if unit else "")
        yield f"{words} {float(f'{value:.3g}'):g}{f' {unit}' if unit else ''}; {ends} are usual. {usual.text}"
    for tip in handpiece.tips:
        yield from _of_tip(tip)


def _of_light(handpiece: Handpiece) -> Iterator[str]:
    lasers = [one for key, one in table(_TABLE).items() if key.startswith("lines.")]
    for line in handpiece.lines:
        if not any(laser.low <= line.wavelength_nm <= laser.high for laser in lasers):
            known = ", ".join(f"{laser.text} at {laser.value:g} nm" for laser in lasers)
            yield f"no laser that takes skin off is known at {line.wavelength_nm:g} nm; known are {known}."


def _numbers(handpiece: Handpiece) -> Iterator[tuple[str, str, float]]:
    """Words for a number of a handpiece, the name under which the library knows what is usual, and the number."""
    lengths = [length / units.ms for length in handpiece.pulse_durations_s or ()]
    lengths += [train.duration_ms for train in handpiece.pulse_trains or ()]
    for length in lengths:
        yield "a pulse lasts", "pulse_ms", length
    for tip in handpiece.tips:
        of = f"the tip with {tip.label}"
        yield f"{of} has beams of", "beam_um", tip.beam_um
        yield f"{of} begins at", "energy_mj", tip.energy_low_mj
        yield f"{of} goes up to", "energy_mj", tip.energy_high_mj
        beam_cm2 = math.pi / 4.0 * (tip.beam_um * 1e-4) ** 2
        for density in tip.densities_per_cm2:
            covered = f"{of} hits in one pass with {density:g} columns per cm² a share of"
            yield covered, "pass_coverage_percent", 100.0 * density * beam_cm2
        for stack in tip.stacks:
            yield f"{of} puts on one place", "stacked_multiple", stack
        yield f"{of} has a field of", "field_mm", tip.field_mm
        if tip.known_depth_um is not None:
            yield f"{of} is said to drill to", "known_depth_um", tip.known_depth_um
    for spot in handpiece.spots:
        yield "a spot is as wide as", "spot_mm", spot.equivalent_diameter_mm
        yield f"the spot of {spot.label} begins at", "fluence_j_cm2", spot.fluence_low_j_cm2
        yield f"the spot of {spot.label} goes up to", "fluence_j_cm2", spot.fluence_high_j_cm2
    for passes in handpiece.passes:
        yield "passes in one session are", "passes", passes


def _of_tip(tip: Tip) -> Iterator[str]:
    known, low, high = tip.known_energy_mj, tip.energy_low_mj, tip.energy_high_mj
    if known is not None and not low * (1 - _ROUNDING) <= known <= high * (1 + _ROUNDING):
        yield (
            f"the tip with {tip.label} is said to drill {tip.known_depth_um:g} µm with {known:g} mJ, which its own dial"
            f" of {low:g} to {high:g} mJ does not have. Is the depth that of this tip?"
        )
