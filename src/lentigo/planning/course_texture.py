"""How much less is seen of a scar, a stretch mark or a line over a course: new collagen after sessions, and a cream.

Ceilings differ between studies by more than between the sampled skins, so that each skin draws its own: the band over
the skins holds what is not known of both. Nothing ever passes the ceiling, which is below one: a texture becomes less
visible, it does not go away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import LesionKind
from lentigo.domain.strategy import CareWish
from lentigo.library.numbers import Number
from lentigo.physics.collagen import CollagenHistory, remodelled
from lentigo.planning.sample import draw

__all__ = ["RETINOIDS", "cream_profile", "texture_gain", "texture_sources"]

Floats = NDArray[np.float64]

_TABLE: Final = "collagen/improvement"
_CREAM: Final = "collagen/cream"
_MONTH: Final = 30.4375

RETINOIDS: Final = ("tretinoin", "triple_combination")
"""Drugs of the library that hold a retinoid."""


def texture_gain(
    kind: LesionKind, *, count: int, days: int, seed: int, collagen: CollagenHistory | None, care: Sequence[CareWish]
) -> Floats:
    r"""How much less is seen of a condition of the dermis, (T, N) [1].

    With the share :math:`R` that is gained of what can be, of the scale :math:`M_0`, the ceiling :math:`y` and what a
    cream gives, :math:`a < y`,

    .. math:: g = y - (y - a)\,(1 - R).

    Parameters
    ----------
    kind : str
        The condition.
    count : int
        Number of skins.
    days : int
        Number of days, from the first.
    seed : int
        Of what studies leave open; the same for all strategies.
    collagen : CollagenHistory, optional
        Of the sessions; none without any.
    care : sequence of CareWish
        Creams; those without a retinoid do nothing here.
    """
    table = library.table(_TABLE)
    ceiling = _drawn(table[f"{kind}.ceiling"], count, seed=seed, name="ceiling")
    half = _drawn(table[f"{kind}.half_um"], count, seed=seed, name="half") * units.um
    given = np.zeros((days, count))
    profile = cream_profile(kind, care, days=days)
    if profile.any():
        most = _drawn(library.number(_CREAM, f"{kind}.ceiling"), count, seed=seed, name="cream")
        given = profile[:, None] * np.minimum(most, 0.95 * ceiling)
    left = np.ones((days, count)) if collagen is None else 1.0 - remodelled(collagen, half=half)
    gain: Floats = ceiling - (ceiling - given) * left
    return gain


def cream_profile(kind: LesionKind, care: Sequence[CareWish], *, days: int) -> Floats:
    """What a retinoid cream gives day by day, as a share of what it may give at most, (T,) [1].

    It rises while the cream is used, by how often it is put on, and is lost again once it is left off.

    Parameters
    ----------
    kind : str
        The condition; nothing where no trial of a cream is known.
    care : sequence of CareWish
        Creams by day.
    days : int
        Number of days, from the first.
    """
    found = np.zeros(days)
    table = library.table(_CREAM)
    used = [wish for wish in care if wish.drug in RETINOIDS]
    if f"{kind}.rise_weeks" not in table or not used:
        return found
    rise, lost = 7.0 * table[f"{kind}.rise_weeks"].value, _MONTH * table["lost_months"].value
    for day in range(1, days):
        share = min(sum(w.applications_per_day for w in used if w.from_day <= day - 1 < w.to_day), 1.0)
        before = found[day - 1]
        # While it is used, towards the share in which it is put on; otherwise towards nothing.
        found[day] = before + max(share - before, 0.0) / rise - (before / lost if before > share else 0.0)
    return found


def texture_sources(kind: LesionKind, care: Sequence[CareWish]) -> tuple[str, ...]:
    """References of the numbers that a gain of texture rests on."""
    keys = [library.number(_TABLE, f"{kind}.{name}").source for name in ("ceiling", "half_um")]
    if any(wish.drug in RETINOIDS for wish in care) and f"{kind}.ceiling" in library.table(_CREAM):
        keys.append(library.number(_CREAM, f"{kind}.ceiling").source)
    return tuple(sorted({key for key in keys if key != "assumed"}))


def _drawn(number: Number, count: int, *, seed: int, name: str) -> Floats:
    """(N,) values of a number within its range; the range holds nine in ten, and nothing lies beyond it."""
    z = np.random.default_rng([seed, *f"texture.{name}".encode()]).standard_normal(count)
    return np.clip(draw(number, z), number.low, number.high)
