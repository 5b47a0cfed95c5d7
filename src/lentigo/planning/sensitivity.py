"""What matters most among what is not known, and what measuring it would buy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.plan import Sensitivity
from lentigo.planning.caps import dark_mark_limit, quantile_below
from lentigo.planning.chances import dark_marks
from lentigo.planning.sample import FURTHER_QUANTITIES, QUANTITIES, QUANTITIES_OF

if TYPE_CHECKING:
    from lentigo.planning.allowed import Allowed
    from lentigo.planning.question import Question

Floats = NDArray[np.float64]

_VALUES = tuple(NormalDist().inv_cdf((k + 0.5) / 12) for k in range(12))
"""Deviates that one quantity may turn out to have once it is known; each as likely as the next."""
_Z95 = NormalDist().inv_cdf(0.95)
_SHOWN = 6
_CHANCE = 2.6
"""Correlations below this many over the root of the sample's size are what chance gives, 99 times in 100."""
_LEAST_REACHED = 16
"""Fewer skins than this whose threshold is reached show no trend."""


def rank_correlation(one: Floats, other: Floats) -> float:
    """Spearman's rank correlation [1]; zero where one does not vary."""
    first, second = (np.argsort(np.argsort(values)).astype(np.float64) for values in (one, other))
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def sensitivities(question: Question, now: Allowed) -> tuple[Sensitivity, ...]:
    """The quantities that move the window most, by rank correlation with the thresholds, strongest first.

    What correlates no more than by chance is left out: half of the quantities have no part in a given pulse.
    """
    sample = question.usual
    least = _CHANCE / np.sqrt(sample.deviates.shape[0])
    ranked = []
    words = {**QUANTITIES, **FURTHER_QUANTITIES}
    for name in (*QUANTITIES, *QUANTITIES_OF.get(now.goal, ())):
        z = sample.column(name)
        harm, effect = (rank_correlation(z, _finite(t)) for t in (now.effect.harm, now.effect.effect))
        strength = max(abs(harm), abs(effect))
        if strength > least:
            ranked.append((strength, name, harm, effect))
    ranked.sort(key=lambda found: -found[0])
    return tuple(
        Sensitivity(
            quantity=name,
            text=words[name],
            rank_correlation_harm=round(harm, 3),
            rank_correlation_effect=round(effect, 3),
            gain_if_known=round(max(_gain(question, now, name), 0.0), 3),
        )
        for _, name, harm, effect in ranked[:_SHOWN]
    )


def _gain(question: Question, now: Allowed, name: str) -> float:
    """What knowing one quantity exactly would add to the chance of effect at the highest allowed setting [1].

    Each value that it may have is tried in turn. The thresholds of all skins are carried to that value along their own
    trend with the quantity, so that every value is judged on the whole sample: cutting the sample into parts instead
    leaves the limit of each part to three or four skins. A colour or contrast that is unknown now, and therefore stands
    at its adverse bound where limits are computed, comes down from it.
    """
    z = question.usual.column(name)
    usual, limit = now.effect, now.limit
    estimate = question.estimate
    unknown = {"ita": not estimate.ita_known, "lesion_contrast": not estimate.contrast_known}.get(name, False)
    seen_by = usual if unknown else limit
    held = np.full_like(z, _Z95) if unknown else z
    effect, harm, mild = (_Trend.of(t, z) for t in (usual.effect, seen_by.harm, seen_by.mild))
    law, caps = now.law, question.case.caps
    fixed = min((cap.fluence_j_cm2 for cap in now.caps if cap.name not in {"burn", "dark_marks"}), default=np.inf)
    fixed *= units.j_cm2 * now.delivered
    if fixed <= 0:
        return 0.0  # a rule forbids this light, whatever is known

    def chance(effects: Floats, harms: Floats, milds: Floats) -> float:
        highest = min(quantile_below(harms, caps.burn_percent / 100), fixed)
        marks = dark_marks(milds, np.array([highest]), odds=law.odds, intercept=law.intercept, slope=law.slope)
        if marks[0] > caps.dark_mark_percent / 100:
            highest = dark_mark_limit(replace(limit, mild=milds), law, caps.dark_mark_percent / 100)
        return float((effects <= highest).mean())

    known = [
        (
            effect.carried(usual.effect, start=z, to=value),
            harm.carried(limit.harm, start=held, to=value),
            mild.carried(limit.mild, start=held, to=value),
        )
        for value in _VALUES
    ]
    # What is only drawn within its error is compared with all its values together: the same skins on both sides.
    now_seen = (
        (usual.effect, limit.harm, limit.mild) if unknown else [np.concatenate(t) for t in zip(*known, strict=True)]
    )
    return float(np.mean([chance(*value) for value in known])) - chance(*now_seen)


@dataclass(frozen=True, slots=True)
class _Trend:
    """How the logarithm of a threshold goes with the deviate of one quantity: a parabola."""

    slope: float
    bend: float

    @classmethod
    def of(cls, thresholds: Floats, z: Floats) -> _Trend:
        reached = np.isfinite(thresholds) & (thresholds > 0)  # harm without any light has no logarithm
        if np.count_nonzero(reached) < _LEAST_REACHED:
            return cls(0.0, 0.0)
        bend, slope, _ = np.polyfit(z[reached], np.log(thresholds[reached]), 2)
        return cls(float(slope), float(bend))

    def carried(self, thresholds: Floats, *, start: Floats, to: float) -> Floats:
        """Thresholds of skins whose quantity moves from one deviate to another."""
        moved: Floats = thresholds * np.exp(self.slope * (to - start) + self.bend * (to**2 - start**2))
        return moved


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, 1e9)
