"""The vessels of a red lesion over a course: which are left after each session, and what returns between and after.

In each sampled skin the lesion has several vessels, over the sizes and depths of its kind. A session closes those that
it coagulates; the same vessel is not met alike in the next, so that sessions add. Blood counts by the section of the
vessels: redness is carried by what blood is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.modalities.constants import Constants
from lentigo.modalities.photothermal import Cells
from lentigo.modalities.skins import RETICULAR
from lentigo.modalities.vessel_warmth import coagulation_exposure, vessel_warmth
from lentigo.physics.vessels import regrown, surviving_vessels
from lentigo.planning.chances import Knowledge
from lentigo.planning.compose_vessels import spread_vessels, vessel_kind, vessel_law
from lentigo.planning.dial import Combination
from lentigo.planning.sample import SkinSample, draw
from lentigo.planning.thresholds import LOWER, UPPER, Lights, heated

__all__ = ["VESSELS", "VesselPopulation", "lesion_blood", "redness_over_time", "vessel_population"]

Floats = NDArray[np.float64]

VESSELS = 8
"""Vessels that stand for those of a lesion, in each skin."""

_GOLDEN = 0.6180339887498949
_MONTH = 30.4375 * units.day


@dataclass(frozen=True, slots=True)
class VesselPopulation:
    """K vessels in each of N skins: what coagulates each, what it counts, and how much of its like is left."""

    threshold: Floats
    """(N, K) radiant exposure that coagulates it, with the central laws [J/m²]; infinite where none does."""
    weight: Floats
    """(N, K) its share of the lesion's blood [1]."""
    left: Floats
    """(N, K) share of its like that is open [1]."""

    @property
    def blood_left(self) -> Floats:
        """(N,) blood of the lesion's vessels as a share of that at the start [1]."""
        found: Floats = (self.weight * self.left).sum(axis=1)
        return found

    def after_session(
        self, fluence_j_cm2: ArrayLike, *, sample: SkinSample, known: Knowledge | None = None
    ) -> VesselPopulation:
        """The vessels after a session.

        Parameters
        ----------
        fluence_j_cm2 : float or (N,) array
            Radiant exposure that is delivered where the device gives what it shows [J/cm²].
        sample : SkinSample
            The skins: their deviates say where each lies in what is unknown.
        known : Knowledge, optional
            Spreads of the laws and the device, laid over each skin as for the chances; without it every skin has the
            central laws.
        """
        radiant = np.broadcast_to(np.asarray(fluence_j_cm2, dtype=np.float64) * units.j_cm2, self.left.shape[:1])
        if known is not None:
            ln = known.output * sample.column("output") - known.heat * sample.column("damage")
            radiant = radiant * np.exp(ln if sample.local is None else ln - sample.local)
        spread = library.number("conditions/lesion_vessels", "course.met_ln_spread").value
        return replace(self, left=self.left * surviving_vessels(self.threshold, radiant[:, None], spread=spread))

    def after(self, months: float) -> VesselPopulation:
        """The vessels after months without treatment."""
        yearly = library.number("conditions/lesion_vessels", "course.yearly_regrowth_fraction").value
        rate = -np.log1p(-yearly) / (12.0 * _MONTH)
        return replace(self, left=regrown(self.left, duration=months * _MONTH, rate=float(rate)))


def vessel_population(
    lit: Lights,
    combination: Combination,
    *,
    case: Case,
    constants: Constants,
    threads: int,
    vessels: int = VESSELS,
) -> VesselPopulation:
    """The vessels of a lesion before its first session, and what coagulates each of them.

    Parameters
    ----------
    lit : Lights
        Broad-beam light in the sampled skins.
    combination : Combination
        What is dialled in the sessions.
    case : Case
        Its lesion says which vessels.
    constants : Constants
        Of nature.
    threads : int
        Threads to use; the result does not depend on it.
    vessels : int
        Vessels in each skin.
    """
    warm = heated(lit, combination.exposure, constants=constants, threads=threads, deepest_layer=RETICULAR)
    count, sample = warm.count, lit.sample
    place = (np.arange(vessels) + 0.5) / vessels
    each = spread_vessels(
        case.lesion,
        sample,
        diameter=np.tile(ndtri(place), count),
        depth=np.tile(ndtri((place * vessels * _GOLDEN) % 1.0), count),
        repeats=vessels,
    )
    rows = np.repeat(np.arange(count) + warm.inside.start, vessels)
    cells = warm.finite.cells
    finite = replace(
        warm.finite,
        cells=Cells(edges=cells.edges[rows], layer=cells.layer, part=cells.part),
        absorbed=warm.finite.absorbed[:, rows],
        fluence=warm.finite.fluence[:, rows],
    )
    response = replace(warm.response, background=warm.response.background[rows], rise=warm.response.rise[rows])
    law = vessel_law()
    temperatures = vessel_warmth(
        finite,
        response,
        rows=slice(0, rows.size),
        skins=warm.skins.take(rows),
        vessels=each,
        exposure=combination.exposure,
        law=law,
        constants=constants,
    )
    threshold = coagulation_exposure(temperatures, law=law, lower=LOWER, upper=UPPER, threads=threads)
    section = (each.diameter**2).reshape(count, vessels)
    return VesselPopulation(
        threshold=threshold.reshape(count, vessels),
        weight=section / section.sum(axis=1, keepdims=True),
        left=np.ones((count, vessels)),
    )


def lesion_blood(kind: str, sample: SkinSample, blood_left: ArrayLike) -> Floats:
    """Blood of the lesion's dermis over that beside it, as the table of colours takes it (..., N) [1].

    Parameters
    ----------
    kind : str
        Kind of lesion: how much more blood it held at the start.
    sample : SkinSample
        N skins.
    blood_left : (..., N) array
        Blood of the lesion's vessels as a share of that at the start [1].
    """
    number = library.number("conditions/lesion_vessels", f"{vessel_kind(kind)}.blood_multiple")
    more = np.maximum(draw(number, sample.column("blood_fraction")) - 1.0, 0.0)
    found: Floats = 1.0 + more * np.asarray(blood_left, dtype=np.float64)
    return found


def redness_over_time(
    population: VesselPopulation,
    sessions: Sequence[tuple[float, float]],
    days: ArrayLike,
    *,
    sample: SkinSample,
    known: Knowledge | None = None,
) -> Floats:
    """Blood that is seen of the lesion's vessels over a course, as a share of that at the start (D, N) [1].

    Coagulated vessels are seen until they are resorbed; open ones return slowly.

    Parameters
    ----------
    population : VesselPopulation
        Before the first session.
    sessions : sequence of (day, radiant exposure)
        In order [days], [J/cm²].
    days : (D,) array
        Days on which to look, increasing, from 0 on; a day of a session is looked at before it.
    sample : SkinSample
        The skins.
    known : Knowledge, optional
        Spreads of the laws and the device, laid over each skin.
    """
    fading = library.number("conditions/lesion_vessels", "course.resorbed_weeks").value * 7.0
    at = np.asarray(days, dtype=np.float64)
    open_now, clotted, now = population, np.zeros(population.left.shape[0]), 0.0
    waiting, seen = list(sessions), []
    for day in at:
        while waiting and waiting[0][0] < day:
            due, fluence = waiting.pop(0)
            open_now, clotted = open_now.after((due - now) * units.day / _MONTH), clotted * np.exp((now - due) / fading)
            treated = open_now.after_session(fluence, sample=sample, known=known)
            clotted = clotted + open_now.blood_left - treated.blood_left
            open_now, now = treated, due
        open_now, clotted = open_now.after((day - now) * units.day / _MONTH), clotted * np.exp((now - day) / fading)
        now = float(day)
        seen.append(open_now.blood_left + clotted)
    visible: Floats = np.minimum(np.array(seen), 1.0)
    return visible
