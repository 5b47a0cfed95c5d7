"""Numbers of one device file that cannot be, whatever else the file says, with the reason of each bound.

They are wide: they catch a slip of the unit (90 mm for 90 µm), a digit too many, and light that cannot do what its
family does. What can be but is seldom so is a remark of ``lentigo device check``, from ``limits/devices``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lentigo.domain.complaints import shown
from lentigo.domain.device import COLUMN_FAMILIES
from lentigo.domain.shape import Path
from lentigo.domain.told import Contradiction, Told

__all__ = ["BOUNDS", "Bound", "beyond_bounds"]

_ABLATIVE: Final = ("fractional_ablative", "full_field_ablative")
_WATER: Final = ("fractional_nonablative", *_ABLATIVE)


@dataclass(frozen=True, slots=True)
class Bound:
    """What a number of a device cannot leave, in devices of some families."""

    place: tuple[str, ...]
    """Keys below a handpiece; of a list, every entry is meant."""
    families: tuple[str, ...]
    low: float
    high: float
    reason: str
    """Why nothing beyond can be true (assumed, wide)."""


BOUNDS: Final = (
    Bound(
        ("wavelength_nm",),
        _ABLATIVE,
        2600.0,
        11000.0,
        "water soaks up shorter light so little that it cooks skin far deeper than it takes any off; lasers that take"
        " skin off are CO2 (9300 to 10600 nm), Er:YAG (2940 nm) and Er,Cr:YSGG (2790 nm)",
    ),
    Bound(
        ("wavelength_nm",),
        ("fractional_nonablative",),
        350.0,
        2600.0,
        "water stops longer light within micrometres: it takes skin off, and its family is fractional_ablative",
    ),
    Bound(
        ("tips", "beam_um"),
        COLUMN_FAMILIES,
        20.0,
        3000.0,
        "narrower than a cell row or wider than a spot is no narrow beam; is it in µm?",
    ),
    Bound(
        ("tips", "energy_low_mj"),
        COLUMN_FAMILIES,
        0.0,
        1000.0,
        "it is the energy of one pulse of one narrow beam, and nobody gives a joule in one; not of the whole field",
    ),
    Bound(
        ("tips", "energy_high_mj"),
        COLUMN_FAMILIES,
        0.0,
        1000.0,
        "it is the energy of one pulse of one narrow beam, and nobody gives a joule in one; not of the whole field",
    ),
    Bound(
        ("tips", "known_depth_um"),
        COLUMN_FAMILIES,
        5.0,
        5000.0,
        "skin is 1 to 4 mm thick, and no pulse drills deeper than that; is it in µm?",
    ),
    Bound(
        ("tips", "known_energy_mj"),
        COLUMN_FAMILIES,
        0.0,
        1000.0,
        "it is the energy of one pulse of one narrow beam, and nobody gives a joule in one",
    ),
    Bound(
        ("tips", "field_mm"),
        COLUMN_FAMILIES,
        1.0,
        100.0,
        "it is one side of the field of a handpiece held to the skin; is it in mm?",
    ),
    Bound(
        ("repetition_rates_hz",),
        _WATER,
        0.05,
        20000.0,
        "a slower laser is fired by hand, and a faster one has no pulses apart from each other; is it in Hz?",
    ),
    Bound(
        ("spots", "diameter_mm"),
        ("full_field_ablative",),
        0.1,
        30.0,
        "such lasers have spots of a millimetre to a centimetre; is it in mm?",
    ),
    Bound(
        ("spots", "fluence_high_j_cm2"),
        ("full_field_ablative",),
        0.0,
        400.0,
        "more would take the whole thickness of skin off in one pulse",
    ),
)
"""What a device cannot be."""

_ROUNDING: Final = 1e-9


def beyond_bounds(told: Told) -> Iterator[Contradiction]:
    """Every number of a device that cannot be, with the bound and its reason."""
    family = told.text("family")
    for place in range(len(told.many("handpieces"))):
        for bound in BOUNDS:
            if family in bound.families:
                yield from _beyond(told, ("handpieces", place), bound.place, bound)


def _beyond(told: Told, at: Path, rest: tuple[str, ...], bound: Bound) -> Iterator[Contradiction]:
    if not rest:
        value = told.number(*at)
        if value is None or bound.low * (1 - _ROUNDING) <= value <= bound.high * (1 + _ROUNDING):
            return
        wanted = f"at most {bound.high:g}" if value > bound.high else f"at least {bound.low:g}"
        family = " for this family" if at[-1] == "wavelength_nm" else ""
        yield Contradiction(at, f"is {shown(value)}, must be {wanted}{family}", bound.reason)
        return
    entries = told.many(*at, rest[0])
    if not entries:
        yield from _beyond(told, (*at, rest[0]), rest[1:], bound)
    for place in range(len(entries)):
        yield from _beyond(told, (*at, rest[0], place), rest[1:], bound)
