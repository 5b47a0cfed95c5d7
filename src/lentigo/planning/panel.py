"""What somebody dials, made into the combination and the radiant exposure that it means; or why it cannot be dialled.

The panel of a spot shows radiant exposure; that of a tip, which makes columns, the energy of one narrow beam, how many
columns it makes in an area, and pulses on each place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo.domain.device import Aperture, Device, Handpiece, PulseTrain, Tip
from lentigo.errors import QuestionError, UnknownNameError
from lentigo.planning.dial import Combination, dial_steps, sub_pulses

__all__ = ["Dialled", "dialled", "set_on"]


@dataclass(frozen=True, slots=True)
class Dialled:
    """A setting as a panel takes it; what is left out is what the panel offers alone."""

    fluence_j_cm2: float | None = None
    """Radiant exposure of a spot."""
    energy_mj: float | None = None
    """Energy of one narrow beam of a tip."""
    spot_mm: float | None = None
    """Diameter of the spot, or of the narrow beam of a tip."""
    pulse_s: float | None = None
    cooling: str | None = None
    density_per_cm2: float | None = None
    """Columns per area that one pass makes."""
    passes: int | None = None
    """Times over the area."""
    stacked: int | None = None
    """Pulses on one place in a pass."""


def dialled(
    device: Device,
    *,
    handpiece: str | None,
    fluence_j_cm2: float | None = None,
    spot_mm: float | None = None,
    pulse_s: float | None = None,
    cooling: str | None = None,
    warm: bool = False,
    energy_mj: float | None = None,
    density_per_cm2: float | None = None,
    passes: int | None = None,
    stacked: int | None = None,
) -> Combination:
    """The combination that somebody's setting means on a device; as :func:`set_on`, without the radiant exposure.

    Raises
    ------
    QuestionError
        If the device lacks a part of it, or its dial the radiant exposure or energy.
    """
    said = Dialled(
        fluence_j_cm2=fluence_j_cm2,
        energy_mj=energy_mj,
        spot_mm=spot_mm,
        pulse_s=pulse_s,
        cooling=cooling,
        density_per_cm2=density_per_cm2,
        passes=passes,
        stacked=stacked,
    )
    return set_on(device, said, handpiece=handpiece, warm=warm)[0]


def set_on(
    device: Device, said: Dialled, *, handpiece: str | None = None, warm: bool = False
) -> tuple[Combination, float]:
    """The combination that a setting means on a device, and its radiant exposure [J/cm²].

    Parameters
    ----------
    device : Device
    said : Dialled
        Where no cooling is named, the device's first; none where the skin must stay ``warm``. Where no stacking is
        named, the fewest pulses on each place that there are.
    handpiece : str, optional
        Needed where the device has more than one.
    warm : bool
        No cold may touch the skin.

    Raises
    ------
    QuestionError
        If the device lacks the handpiece, spot, pulse, cooling, density, number of passes or stacking, or its dial the
        radiant exposure or energy.
    """
    piece = _handpiece(device, handpiece)
    spot = _spot(device, piece, said.spot_mm)
    fluence = _fluence(device, piece, spot, said)
    pulse = _pulse(device, piece, spot, said.pulse_s)
    density, stacked = _pattern(piece, spot, said)
    passes = _one_of(
        said.passes, piece.passes, what=f"{piece.name} goes over the area", unit="times", option="--passes"
    )
    if said.cooling is None:
        chosen = next((c for c in device.coolings if warm and c.method == "none"), device.coolings[0])
    else:
        known = {c.name: c for c in device.coolings}
        if said.cooling not in known:
            raise UnknownNameError(said.cooling, kind=f"cooling on {device.name}", known=known, where="--cooling")
        chosen = known[said.cooling]
    return Combination(device, piece, spot, pulse, chosen, density, int(passes), int(stacked)), fluence


def _handpiece(device: Device, name: str | None) -> Handpiece:
    known = {piece.name: piece for piece in device.handpieces}
    if name is None:
        if len(known) > 1:
            raise QuestionError(
                f"{device.name} has several handpieces",
                where="--handpiece",
                hint="choose one of " + ", ".join(f'"{one}"' for one in known),
            )
        return device.handpieces[0]
    if name not in known:
        raise UnknownNameError(name, kind=f"handpiece on {device.name}", known=known, where="--handpiece")
    return known[name]


def _spot(device: Device, piece: Handpiece, spot_mm: float | None) -> Aperture:
    known = ", ".join(
        f"{spot.label} (--spot {spot.equivalent_diameter_mm:g})" if isinstance(spot, Tip) else spot.label
        for spot in piece.apertures
    )
    if spot_mm is None:
        if len(piece.apertures) == 1:
            return piece.apertures[0]
        several = "tips" if piece.tips else "spots"
        raise QuestionError(
            f"{device.name}, {piece.name}, has several {several}", where="--spot", hint=f"choose one of {known}"
        )
    for spot in piece.apertures:
        if abs(spot.equivalent_diameter_mm - spot_mm) < 1e-6:
            return spot
    one = "tip with beams of" if piece.tips else ""
    raise QuestionError(
        f"{piece.name} has no {one} {spot_mm:g} mm{'' if one else ' spot'}".replace("  ", " "),
        where="--spot",
        hint=f"it has {known}",
    )


def _fluence(device: Device, piece: Handpiece, spot: Aperture, said: Dialled) -> float:
    """The radiant exposure that is meant, a step of the dial [J/cm²]."""
    place = f"{device.name}, {piece.name}, {spot.label}"
    if isinstance(spot, Tip):
        ends = f"--energy-mj, from {spot.energy_low_mj:g} to {spot.energy_high_mj:g} mJ in steps of "
        ends += f"{spot.energy_step_mj:g}"
        if said.fluence_j_cm2 is not None:
            raise QuestionError(
                f"{place}, makes columns: its panel sets the energy of one narrow beam, not J/cm²",
                where="--fluence",
                hint=f"give {ends}",
            )
        if said.energy_mj is None:
            raise QuestionError("the energy of one narrow beam is missing", where="--energy-mj", hint=f"give {ends}")
        steps = dial_steps(spot)
        energies = np.round(steps * spot.mj_per_j_cm2, 4)
        at = _on_dial(said.energy_mj, energies, unit="mJ", place=place, where="--energy-mj")
        return float(steps[at])
    ends = f"--fluence, from {spot.fluence_low_j_cm2:g} to {spot.fluence_high_j_cm2:g} J/cm²"
    if said.energy_mj is not None:
        raise QuestionError(
            f"{place}, has a spot and makes no columns: its panel sets J/cm², not mJ",
            where="--energy-mj",
            hint=f"give {ends}",
        )
    if said.fluence_j_cm2 is None:
        raise QuestionError("the radiant exposure is missing", where="--fluence", hint=f"give {ends}")
    _on_dial(said.fluence_j_cm2, dial_steps(spot), unit="J/cm²", place=place, where="--fluence")
    return said.fluence_j_cm2


def _on_dial(value: float, steps: NDArray[np.float64], *, unit: str, place: str, where: str) -> int:
    """Which step of the dial a number is."""
    if not steps[0] - 1e-9 <= value <= steps[-1] + 1e-9:
        raise QuestionError(
            f"{value:g} {unit} is outside the dial of {place}: {steps[0]:g} to {steps[-1]:g} {unit}", where=where
        )
    nearest = int(np.argmin(np.abs(steps - value)))
    if abs(steps[nearest] - value) > (1e-6 if unit != "mJ" else 1e-3):
        around = [s for s in (steps[steps < value][-1:], steps[steps > value][:1]) if s.size]
        raise QuestionError(
            f"{value:g} {unit} is no step of the dial of {place}",
            where=where,
            hint="the nearest steps are " + " and ".join(f"{float(s[0]):g}" for s in around),
        )
    return nearest


def _pattern(piece: Handpiece, spot: Aperture, said: Dialled) -> tuple[float | None, float]:
    """Columns per area, and pulses on each place."""
    if isinstance(spot, Tip):
        density = _one_of(
            said.density_per_cm2,
            spot.densities_per_cm2,
            what=f"{piece.name}, {spot.label}, makes",
            unit="columns per cm²",
            option="--density",
        )
        stacked = min(spot.stacks) if said.stacked is None else said.stacked
        named = f"{piece.name}, {spot.label}, gives"
        return density, _one_of(stacked, spot.stacks, what=named, unit="pulses on each place", option="--stacked")
    for value, option in ((said.density_per_cm2, "--density"), (said.stacked, "--stacked")):
        if value is not None and not (option == "--stacked" and value == 1):
            said_so = f"{piece.name} has a spot and makes no columns, so there is nothing to set"
            raise QuestionError(said_so, where=option, hint=f"leave {option} out")
    return None, 1


def _one_of(value: float | None, offered: Sequence[float], *, what: str, unit: str, option: str) -> float:
    """The value that is meant among those that a panel offers."""
    known = ", ".join(f"{one:g}" for one in offered)
    if value is None:
        if len(offered) == 1:
            return offered[0]
        raise QuestionError(f"{what} {known} {unit}: which is meant?", where=option, hint=f"choose one of {known}")
    for one in offered:
        if abs(one - value) <= 1e-6 * abs(one):
            return one
    ordered = sorted(offered)
    around = [*[one for one in ordered if one < value][-1:], *[one for one in ordered if one > value][:1]]
    beyond = f", at most {ordered[-1]:g}" if value > ordered[-1] else ""
    near = f"the nearest {'is' if len(around) == 1 else 'are'} {' and '.join(f'{one:g}' for one in around)}{beyond}"
    if not around:  # what was given is no number
        near = f"choose one of {known}"
    raise QuestionError(f"{what} {known} {unit}, not {value:g}", where=option, hint=near)


def _pulse(device: Device, piece: Handpiece, spot: Aperture, pulse_s: float | None) -> float | PulseTrain:
    pulses: tuple[float | PulseTrain, ...] = piece.pulse_trains or piece.pulse_durations_s or ()

    def total(pulse: float | PulseTrain) -> float:
        return max(p.start_s + p.duration_s for p in sub_pulses(pulse))

    labels = ", ".join(Combination(device, piece, spot, p, device.coolings[0]).pulse_label for p in pulses)
    if pulse_s is None:
        if len(pulses) > 1:
            raise QuestionError(
                f"{piece.name} has several pulse lengths", where="--pulse-ms", hint=f"choose one of {labels}"
            )
        return pulses[0]
    for pulse in pulses:
        if abs(total(pulse) - pulse_s) <= 1e-3 * pulse_s:
            return pulse
    asked = (
        Combination(device, piece, spot, pulse_s, device.coolings[0]).pulse_label if pulse_s > 0 else f"{pulse_s:g} s"
    )
    raise QuestionError(f"{piece.name} has no pulse of {asked}", where="--pulse-ms", hint=f"it has {labels}")
