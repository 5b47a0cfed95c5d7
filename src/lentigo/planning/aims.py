"""What a handpiece is aimed at in a kind of lesion: melanin, vessels, collagen, columns, removal; or nothing."""

from __future__ import annotations

from functools import cache
from typing import Final

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.domain.goals import Goal
from lentigo.domain.ways import Way
from lentigo.library.indications import indications
from lentigo.planning.dial import Combination

__all__ = ["NOT_WHITENED", "PIGMENT_FAMILIES", "goal_of", "has_pigment", "way_of"]

PIGMENT_FAMILIES: Final = ("q_switched", "picosecond", "long_pulse", "pulsed_dye", "ipl")
"""Families whose light is aimed at melanin where no other way of the library takes them."""

NOT_WHITENED: Final = ("melasma", "post_inflammatory_hyperpigmentation")
"""Kinds of lesion that short pulses must never whiten."""

_AIMED_ELSEWHERE: Final[tuple[Goal, ...]] = ("vessels", "collagen", "removal")


def way_of(kind: LesionKind, combination: Combination) -> Way | None:
    """The library's way in which a combination treats a kind of lesion; none where it aims at melanin or nothing."""
    return library.way_for(kind, family=combination.device.family, wavelength_nm=combination.wavelength_nm)


def has_pigment(kind: LesionKind) -> bool:
    """Whether the lesion itself is melanin: its contrast then counts."""
    ways = library.ways_for(kind)
    if kind == "poikiloderma" or not ways:
        return True
    return _holds_melanin(kind) and not any(way.goal in _AIMED_ELSEWHERE for way in ways)


@cache
def _holds_melanin(kind: LesionKind) -> bool:
    """Whether light on such a lesion is aimed at melanin by the library's own word: not in scars and white marks."""
    return any("melanin" in target for one in indications() if kind in one.kinds for target in one.target)


def goal_of(kind: LesionKind, combination: Combination) -> Goal | None:
    """What a combination is aimed at in a kind of lesion; none where the library knows nothing that it could do.

    Parameters
    ----------
    kind : str
        Kind of lesion.
    combination : Combination
        Its family and wavelength decide.
    """
    way = way_of(kind, combination)
    if way is not None:
        return way.goal
    if kind == "poikiloderma" or not has_pigment(kind) or combination.device.family not in PIGMENT_FAMILIES:
        return None
    return "no_whitening" if kind in NOT_WHITENED else "whitening"
