"""Depths that a device file tells of its tips, held against what the energy that it names can drill at all."""

from __future__ import annotations

from lentigo.domain.device import Device
from lentigo.domain.shape import Path
from lentigo.errors import OutOfValidityError
from lentigo.planning.compose_columns import known_depth, tip_constants

__all__ = ["impossible_depths"]


def impossible_depths(device: Device) -> list[tuple[Path, str, str | None]]:
    """Every known depth that no efficiency of its tip can give, as its place, what is wrong, and the remedy.

    A depth must fit every pulse length that the handpiece has: a plan may choose any of them. Light for which no
    removal is known is left out; of that the library tells by itself.

    Parameters
    ----------
    device : Device
        Read, and free of contradictions.
    """
    found: list[tuple[Path, str, str | None]] = []
    for piece, handpiece in enumerate(device.handpieces):
        if handpiece.wavelength_nm is None:
            continue
        for place, tip in enumerate(handpiece.tips):
            known = known_depth(tip)
            for pulse_s in handpiece.pulse_durations_s or ():
                if known is None:
                    break
                try:
                    tip_constants(handpiece.wavelength_nm, tip.beam_um, pulse_s, known=known)
                except OutOfValidityError as error:
                    if error.where != "known_depth_um":
                        break
                    path: Path = ("handpieces", piece, "tips", place, "known_depth_um")
                    found.append((path, f"is {known[1]:g}, but {error.message}", error.hint))
                    break
    return found
