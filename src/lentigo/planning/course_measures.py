"""What there is of a kind of lesion that may become less over a course: pigment, redness, or its texture."""

from __future__ import annotations

from functools import cache
from typing import Final, get_args

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.domain.course import Measure
from lentigo.library.indications import indications
from lentigo.planning.aims import has_pigment
from lentigo.planning.compose_care import PIGMENT_TABLES
from lentigo.planning.healing import TEXTURE

__all__ = ["care_first", "enough", "followed_kinds", "measures_of"]

_VISIT: Final = "course/visit"


@cache
def measures_of(kind: LesionKind) -> tuple[Measure, ...]:
    """Every measure of a kind of lesion, the first one deciding; none where nobody knows what becomes of it.

    Parameters
    ----------
    kind : str
        Kind of lesion.
    """
    found: list[Measure] = []
    if kind in PIGMENT_TABLES and has_pigment(kind):
        found.append("pigment")
    if any(way.goal == "vessels" for way in library.ways_for(kind)):
        found.append("redness")
    if kind in TEXTURE:
        found.append("texture")
    return tuple(found)


def followed_kinds() -> tuple[LesionKind, ...]:
    """Every kind of lesion that can be followed over months."""
    kinds: tuple[LesionKind, ...] = get_args(LesionKind)
    return tuple(sorted(kind for kind in kinds if measures_of(kind)))


def enough(measure: Measure) -> float:
    """The gain that counts as enough, as a share of what there was on the first day [1].

    Spots and vessels are counted from three quarters on. A texture never goes away: a quarter better is what people and
    masked doctors see on the scales of studies.
    """
    if measure == "texture":
        return library.number("collagen/improvement", "wanted_share").value
    return 1.0 - library.number(_VISIT, "cleared_share").value


@cache
def care_first(kind: LesionKind) -> bool:
    """Whether a kind of lesion goes to creams and protection before any device, by the library's indications."""
    return any(kind in one.kinds and one.first == "topical" for one in indications())
