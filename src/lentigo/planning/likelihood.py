"""How likely it is to see what was seen on a spot, given the thresholds of the skin under it.

A spot has a local factor of its own on every threshold (melanin, contact, one pulse against the next). The lesion shows
a grade: nothing below its effect threshold, a mild endpoint above it, an obvious one further up. The skin beside it
shows nothing, redness, swelling, harm, each at its share of the threshold of harm. At weeks the lesion has responded
or not, a dark mark has come or not. Every reading may be wrong by a little; that nobody looked is no evidence at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from statistics import NormalDist
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.library.numbers import Number
from lentigo.planning.caps import DarkMarkLaw

Floats = NDArray[np.float64]

Harm = Literal["seen", "not_seen", "not_yet", "unknown"]
"""Signs of harm: seen; looked for at both readings and not seen; not seen at once and not read late; not looked for."""

_Z95 = NormalDist().inv_cdf(0.95)
_NODES = 7
"""Places at which the local factor of a spot is averaged: the bands of a threshold move by less than 1 % beyond."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What was seen on one spot; none where nobody looked or where it says nothing."""

    lesion: int | None = None
    """Grade of the lesion at minutes: 0 nothing, 1 mild, 2 obvious."""
    beside: int | None = None
    """The skin beside it at minutes: 0 nothing, 1 redness, 2 swelling."""
    harm: Harm = "unknown"
    responded: bool | None = None
    """The lesion is lighter, gone or shed its crust at the late reading."""
    dark_mark: bool | None = None
    purpura: bool | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """Thresholds of P drawn skins on the dial of one combination, as logarithms of J/m², (P,) each."""

    effect: Floats
    obvious: Floats
    erythema: Floats
    oedema: Floats
    harm: Floats
    mild: Floats
    purpura: Floats


@dataclass(frozen=True, slots=True)
class ReadingErrors:
    """How often readings are wrong, and how much spots of one person differ."""

    place: float
    grade: float
    late: float
    missed: float
    unexplained: float
    at_once: float


@cache
def reading_errors() -> ReadingErrors:
    """The library's numbers."""
    table = library.table("limits/observations")
    return ReadingErrors(
        place=table["place_ln_spread"].value,
        grade=table["misread_grade_percent"].value / 100,
        late=table["misread_late_percent"].value / 100,
        missed=table["missed_harm_percent"].value / 100,
        unexplained=table["unexplained_harm_percent"].value / 100,
        at_once=table["harm_at_once_percent"].value / 100,
    )


def ln_values(number: Number, z: Floats) -> Floats:
    """Logarithms of a number drawn from its range with standard normal deviates."""
    spread = np.log(number.high / number.low) / (2 * _Z95)
    values: Floats = np.log(number.value) + spread * z
    return values


def local_factors() -> tuple[Floats, Floats]:
    """Nodes of the local factor's logarithm, in its standard deviations, and their weights."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return nodes, weights / weights.sum()


@dataclass(frozen=True, slots=True)
class Chances:
    """Chances of everything that may be read on one spot, for P skins and Q values of the local factor."""

    lesion: Floats
    """(3, P, Q) of each grade."""
    beside: Floats
    """(3, P, Q) of each grade."""
    harm: Floats
    """(P, Q) that signs of harm are seen at one of the two readings."""
    harm_at_once: Floats
    """(P, Q) that they are seen within minutes."""
    responded: Floats
    """(P, Q)."""
    dark_mark: Floats
    """(P, Q)."""
    purpura: Floats
    """(P, Q)."""

    def of(self, signs: Signs) -> Floats:
        """(P, Q) chance of all that was seen together; what nobody looked at counts one."""
        found = np.ones_like(self.harm)
        if signs.lesion is not None:
            found = found * self.lesion[signs.lesion]
        if signs.beside is not None and signs.harm != "seen":
            found = found * self.beside[signs.beside]
        if signs.harm == "seen":
            found = found * self.harm
        elif signs.harm == "not_seen":
            found = found * (1 - self.harm)
        elif signs.harm == "not_yet":
            found = found * (1 - self.harm_at_once)
        for seen, chance in (
            (signs.responded, self.responded),
            (signs.dark_mark, self.dark_mark),
            (signs.purpura, self.purpura),
        ):
            if seen is not None:
                found = found * (chance if seen else 1 - chance)
        return found


def chances_of_signs(ladder: Ladder, ln_dose: Floats, local: Floats, *, marks: DarkMarkLaw) -> Chances:
    """Chances of everything that may be read on one spot.

    Parameters
    ----------
    ladder : Ladder
        Thresholds of the skins.
    ln_dose : (P,) or (1,) array
        Logarithm of the radiant exposure on the dial [ln(J/m²)].
    local : (Q,) or (P, Q) array
        Local factor in its standard deviations.
    marks : DarkMarkLaw
        Law of dark marks for this person.
    """
    errors = reading_errors()
    dose = ln_dose[:, None] + errors.place * np.atleast_2d(local)

    def beyond(thresholds: Floats) -> NDArray[np.bool_]:
        return dose >= thresholds[:, None]

    harmed, reached = beyond(ladder.harm), beyond(ladder.effect)
    harm = np.where(harmed, 1 - errors.missed, errors.unexplained)
    log_odds = marks.intercept + np.log(marks.odds) + marks.slope * (dose - ladder.mild[:, None])
    return Chances(
        lesion=_grades(reached.astype(np.intp) + beyond(ladder.obvious), errors.grade),
        beside=_grades(beyond(ladder.erythema).astype(np.intp) + beyond(ladder.oedema), errors.grade),
        harm=harm,
        harm_at_once=harm * errors.at_once,
        responded=np.where(reached, 1 - errors.late, errors.late),
        dark_mark=1 / (1 + np.exp(-np.clip(log_odds, -50, 50))),
        purpura=np.where(beyond(ladder.purpura), 1 - errors.grade, errors.grade),
    )


def _grades(true: NDArray[np.intp], error: float) -> Floats:
    """Chances of reading each of three grades: the neighbour with the error's chance, the next with its square."""
    far = np.abs(np.arange(3)[:, None] - np.arange(3)[None, :])
    table = error**far
    table = table / table.sum(axis=0)
    chances: Floats = table[:, true]
    return chances


def likelihood(ladder: Ladder, ln_dose: Floats, signs: Signs, *, marks: DarkMarkLaw) -> Floats:
    """(P,) chance of what was seen on one spot in each drawn skin, over all values of its local factor."""
    nodes, weights = local_factors()
    found: Floats = chances_of_signs(ladder, ln_dose, nodes, marks=marks).of(signs) @ weights
    return found
