"""Redness of a lesion over a course: vessels that sessions of any kind close, that fade, and that return.

The vessels themselves, and what closes them, are those of :mod:`lentigo.planning.vessel_course`; here several sessions
with different devices meet the same vessels, and each skin draws how soon vessels return.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.modalities.skins import PAPILLARY, UPPER_RETICULAR, SkinArrays
from lentigo.physics.injury import Injury
from lentigo.planning.chances import Knowledge
from lentigo.planning.sample import SkinSample, draw
from lentigo.planning.vessel_course import VESSELS, VesselPopulation, lesion_blood

__all__ = ["VesselCourse", "vessel_course", "vessels_kept_by_columns", "vessels_kept_by_light"]

Floats = NDArray[np.float64]

_LESION: Final = "conditions/lesion_vessels"
_REDNESS: Final = "course/redness"
_MONTH: Final = 30.4375


@dataclass(frozen=True, slots=True)
class VesselCourse:
    """Blood of a lesion's vessels, day by day."""

    open_share: Floats
    """(T, N) of what is open, over that on the first day [1]."""
    blood: Floats
    """(T, N) blood of the lesion's dermis over that beside it, with what is closed and still seen [1]."""


def vessels_kept_by_light(
    population: VesselPopulation, fluence_j_cm2: float, *, sample: SkinSample, known: Knowledge
) -> Floats:
    """Share of each vessel's like that a session of light leaves open, (N, K) [1].

    Parameters
    ----------
    population : VesselPopulation
        Before the first session, with what closes each of its vessels.
    fluence_j_cm2 : float
        Radiant exposure that arrives where the device gives what it shows [J/cm²].
    sample : SkinSample
        The skins.
    known : Knowledge
        Spreads of the laws and the device, laid over each skin.
    """
    untouched = replace(population, left=np.ones_like(population.left))
    return untouched.after_session(fluence_j_cm2, sample=sample, known=known).left


def vessels_kept_by_columns(skins: SkinArrays, injury: Injury) -> Floats:
    """The same where columns or a removed surface take the vessels that lie within them, (N, 1) [1].

    Parameters
    ----------
    skins : SkinArrays
        The lesion's skins.
    injury : Injury
        What the session leaves behind in them.
    """
    upper = skins.thickness[:, PAPILLARY : UPPER_RETICULAR + 1].sum(axis=1)
    gone = (injury.dermis_coagulated + injury.dermis_removed) / upper
    share = library.number(_REDNESS, "column_vessel_share").value
    kept: Floats = 1.0 - share * np.clip(gone, 0.0, 1.0)
    return kept[:, None]


def vessel_course(
    kind: LesionKind, sample: SkinSample, *, days: int, seed: int, sessions: Sequence[tuple[int, Floats, Floats | None]]
) -> VesselCourse:
    r"""Follow the vessels of a lesion through its sessions.

    Between sessions what was closed returns, :math:`L = 1 - (1 - L_0)\,e^{-kt}`, and what is closed fades from sight.
    Marks that turn white by themselves lose their redness with or without sessions.

    Parameters
    ----------
    kind : str
        Kind of lesion.
    sample : SkinSample
        N skins.
    days : int
        Number of days, from the first.
    seed : int
        Of what is not known of return and fading; the same for all strategies.
    sessions : sequence of (day, (N, K) or (N, 1) array, (N, K) array or None)
        In order: day, the share of each vessel's like that the session leaves open [1], and what each vessel counts [1]
        where the session tells vessels apart.
    """
    count = sample.surroundings.count
    rate = -np.log1p(-_drawn(_LESION, "course.yearly_regrowth_fraction", count, seed=seed)) / (12.0 * _MONTH)
    fading = 7.0 * library.number(_LESION, "course.resorbed_weeks").value
    weight = next((one for _, _, one in sessions if one is not None), np.full((count, VESSELS), 1.0 / VESSELS))
    gone, clotted = np.zeros((count, weight.shape[1])), np.zeros(count)
    open_share, seen = np.empty((days, count)), np.empty((days, count))
    due = list(sessions)
    for day in range(days):
        if day:
            gone = gone * np.exp(-rate)[:, None]
            clotted = clotted * np.exp(-1.0 / fading)
        while due and due[0][0] == day:
            _, kept, _ = due.pop(0)
            closed = (1.0 - gone) * (1.0 - kept)
            gone = gone + closed
            clotted = clotted + (weight * closed).sum(axis=1)
        open_share[day] = 1.0 - (weight * gone).sum(axis=1)
        seen[day] = np.minimum(open_share[day] + clotted, 1.0)
    itself = _by_itself(kind, count=count, days=days, seed=seed)
    return VesselCourse(open_share=open_share * itself, blood=lesion_blood(kind, sample, seen * itself))


def _by_itself(kind: LesionKind, *, count: int, days: int, seed: int) -> Floats:
    """(T, N) what is left of the vessels of a mark that turns white without treatment [1]."""
    name = f"{kind}.fading_months"
    if name not in library.table(_REDNESS):
        return np.ones((days, count))
    time = _MONTH * _drawn(_REDNESS, name, count, seed=seed)
    left: Floats = np.exp(-np.arange(days)[:, None] / time)
    return left


def _drawn(table: str, name: str, count: int, *, seed: int) -> Floats:
    number = library.number(table, name)
    z = np.random.default_rng([seed, *f"redness.{name}".encode()]).standard_normal(count)
    return np.clip(draw(number, z), number.low, number.high)
