"""What matters most among what is not known, and what measuring it would buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.plan import Sensitivity
from lentigo.planning.caps import quantile_below
from lentigo.planning.sample import QUANTITIES

if TYPE_CHECKING:
    from lentigo.planning.allowed import Allowed
    from lentigo.planning.question import Question

Floats = NDArray[np.float64]

_BINS = 4
"""Parts into which the sample is cut to see what knowing one quantity would change."""
_SHOWN = 6
_CHANCE = 2.6
"""Correlations below this many over the root of the sample's size are what chance gives, 99 times in 100."""


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
    effect, harm = _finite(now.effect.effect), _finite(now.effect.harm)
    share = question.case.caps.burn_percent / 100
    ceiling = min((cap.fluence_j_cm2 for cap in now.caps if cap.name != "burn"), default=np.inf)
    ceiling *= units.j_cm2 * now.delivered
    present = _chance_inside(effect, harm, share, ceiling)
    found = []
    for index, (name, text) in enumerate(QUANTITIES.items()):
        z = sample.deviates[:, index]
        order = np.argsort(z, kind="stable")
        parts = np.array_split(order, _BINS)
        known_chance = np.mean([_chance_inside(effect[p], harm[p], share, ceiling) for p in parts])
        found.append(
            Sensitivity(
                quantity=name,
                text=text,
                rank_correlation_harm=round(rank_correlation(z, harm), 3),
                rank_correlation_effect=round(rank_correlation(z, effect), 3),
                gain_if_known=round(max(float(known_chance - present), 0.0), 3),
            )
        )

    def strength(one: Sensitivity) -> float:
        return max(abs(one.rank_correlation_harm), abs(one.rank_correlation_effect))

    least = _CHANCE / np.sqrt(sample.deviates.shape[0])
    return tuple(sorted((s for s in found if strength(s) > least), key=strength, reverse=True)[:_SHOWN])


def _finite(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, 1e9)


def _chance_inside(effect: Floats, harm: Floats, share: float, ceiling: float) -> float:
    """Chance of effect at the highest setting that keeps the chance of a burn at its cap."""
    limit = min(quantile_below(harm, share), ceiling)
    return float((effect <= limit).mean())
