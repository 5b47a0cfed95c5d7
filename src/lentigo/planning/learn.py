"""What test spots and sessions teach: the sampled skins weighed by how well each explains what was seen.

The prior is the window's own sample. Each of its skins is taken many times with fresh deviates of the laws that scale
its thresholds (damage, bursting, margin, output), which costs nothing, and weighed by the chance of every reading on
it. The weights are turned back into skins of equal weight, so that whatever plans with a sample plans with what was
learnt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.plan import Band
from lentigo.planning.caps import DarkMarkLaw
from lentigo.planning.chances import Scattered, knowledge, scatter
from lentigo.planning.dial import Combination, delivered_per_set, output_error
from lentigo.planning.likelihood import Ladder, likelihood, ln_values, reading_errors
from lentigo.planning.question import Evaluation, Question, ask
from lentigo.planning.sample import SkinSample
from lentigo.planning.sightings import Sighting
from lentigo.planning.sobol import sobol_points

Floats = NDArray[np.float64]
Index = NDArray[np.intp]

LAWS = ("damage", "melanosome", "harm_margin", "output")
"""Columns of the sample that only scale thresholds: they may be drawn anew for the same skin."""
_SIGNS = ("obvious", "beside", "purpura")
"""What is unknown of the signs themselves, per person."""

DRAWS = 32768
"""Draws of skin and laws together."""
SKINS_PER_SKIN = 2
"""Skins to learn with, for each skin to plan with."""
LEAST_EFFECTIVE = 300.0
"""Effective draws below which more skins are taken; below a third of it nothing that was learnt raises a limit."""
_REFINED = 4
"""How many times as many skins are taken where too few explain what was seen."""


@dataclass(frozen=True, slots=True)
class Draws:
    """P draws: a skin of the sample each, with its own deviates of the laws."""

    skin: Index
    laws: Mapping[str, Floats]
    local: Floats | None = None

    def column(self, quantity: str) -> Floats:
        """(P,) deviates of one law."""
        return self.laws[quantity]


@dataclass(frozen=True, slots=True)
class Prior:
    """All that is known before something is seen: skins, draws, and thresholds of the combinations in question."""

    question: Question
    draws: Draws
    scattered: Mapping[Combination, Scattered]
    ladders: Mapping[Combination, Ladder]
    marks: DarkMarkLaw


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known after it was seen."""

    prior: Prior
    weights: Floats
    """(P,) of the draws; they add to one."""
    ln_likelihood: Floats
    """(S, P) of each sighting by itself."""

    @property
    def effective_draws(self) -> float:
        """How many equally weighted draws tell as much."""
        return float(1 / np.sum(self.weights**2))

    @property
    def effective_skins(self) -> float:
        """How many equally weighted skins tell as much."""
        by_skin = np.bincount(self.prior.draws.skin, weights=self.weights)
        return float(1 / np.sum(by_skin**2))

    def harm(self, combination: Combination, *, weighed: bool = True) -> Band:
        """Band of the threshold of harm on the dial [J/cm²]."""
        return self._band(self.prior.scattered[combination].harm, combination, weighed=weighed)

    def effect(self, combination: Combination, *, weighed: bool = True) -> Band:
        """Band of the threshold of the effect on the dial [J/cm²]."""
        return self._band(self.prior.scattered[combination].effect, combination, weighed=weighed)

    def _band(self, values: Floats, combination: Combination, *, weighed: bool) -> Band:
        unit = units.j_cm2 * delivered_per_set(combination.device, combination.handpiece, combination.spot)
        weights = self.weights if weighed else np.full_like(self.weights, 1 / self.weights.size)
        p5, p50, p95 = (float(v) / unit for v in weighted_quantiles(values, weights, np.array([0.05, 0.5, 0.95])))
        return Band(p5=p5, p50=p50, p95=p95)


def prior(question: Question, tested: Sequence[Combination]) -> Prior:
    """Draws from the skins of a question, with thresholds of the tested combinations.

    Parameters
    ----------
    question : Question
        Its usual skins are the prior.
    tested : sequence of Combination
        Those that something was seen of.
    """
    count = question.usual.deviates.shape[0]
    draws = _draws(count, question.numerics.seed)
    scattered, ladders = {}, {}
    for combination in dict.fromkeys(tested):
        base = question.evaluate(combination).usual.take(draws.skin)
        known = knowledge(output_error(combination.device))
        pulse_class = combination.handpiece.pulse_class
        scattered[combination] = scatter(base, draws, known, pulse_class=pulse_class, goal=question.goal(combination))
        ladders[combination] = ladder(scattered[combination], draws.laws)
    law = question.dark_mark_law(tested[0])
    return Prior(question, draws, scattered, ladders, law)


@lru_cache(maxsize=4)
def _draws(count: int, seed: int) -> Draws:
    """Skins in turn, with standard normal deviates of the laws, evenly spread and paired at random."""
    from scipy.special import ndtri

    total = max(DRAWS, count)
    names = (*LAWS, *_SIGNS)
    rng = np.random.default_rng([seed, count, total])
    uniform = sobol_points(total, quantities=len(names), seed=int(rng.integers(2**31)))
    z = ndtri(np.clip(uniform, 1e-6, 1 - 1e-6))[rng.permutation(total)]
    z.setflags(write=False)
    return Draws(np.arange(total) % count, {name: z[:, k] for k, name in enumerate(names)})


def ladder(scattered: Scattered, laws: Mapping[str, Floats]) -> Ladder:
    """The steps of what is seen, from thresholds on the dial and what is unknown of the signs."""
    table = library.table("limits/observations")
    with np.errstate(divide="ignore"):
        effect, harm, mild, purpura = (
            np.log(t) for t in (scattered.effect, scattered.harm, scattered.mild, scattered.purpura)
        )
    return Ladder(
        effect=effect,
        obvious=effect + np.maximum(ln_values(table["obvious_ratio"], laws["obvious"]), 0.0),
        erythema=harm + np.minimum(ln_values(table["erythema_share"], laws["beside"]), 0.0),
        oedema=harm + np.minimum(ln_values(table["oedema_share"], laws["beside"]), 0.0),
        harm=harm,
        mild=mild,
        purpura=purpura + table["purpura_ln_spread"].value * laws["purpura"],
    )


def ln_dose(sighting: Sighting, laws: Mapping[str, Floats]) -> Floats:
    """Radiant exposure of a spot on the scale of the thresholds on the dial, as a logarithm; (P,) or (1,) [ln(J/m²)].

    What was measured is what arrived: the unknown output of the device, which the thresholds on the dial carry, does
    not count a second time.
    """
    c = sighting.combination
    if sighting.measured_j_cm2 is None:
        per_set = delivered_per_set(c.device, c.handpiece, c.spot)
        return np.array([np.log(sighting.set_j_cm2 * units.j_cm2 * per_set)])
    arrived: Floats = np.log(sighting.measured_j_cm2 * units.j_cm2) - output_error(c.device) * laws["output"]
    return arrived


def weigh(known: Prior, seen: Sequence[Sighting]) -> Posterior:
    """Weigh the draws by what was seen; the order of the spots changes nothing.

    Parameters
    ----------
    known : Prior
        Holding every combination that something was seen of.
    seen : sequence of Sighting
    """
    ordered = sorted(seen, key=lambda one: [str(part) for part in one.order])
    laws = known.draws.laws
    rows = np.zeros((len(ordered), known.draws.skin.size))
    for row, one in zip(rows, ordered, strict=True):
        chances = likelihood(known.ladders[one.combination], ln_dose(one, laws), one.signs, marks=known.marks)
        row[:] = np.log(chances)
    total = rows.sum(axis=0) + _of_meter(ordered, laws)
    weights = np.exp(total - total.max())
    return Posterior(known, weights / weights.sum(), rows)


def _of_meter(seen: Sequence[Sighting], laws: Mapping[str, Floats]) -> Floats:
    """Logarithm of the chance of what an energy meter showed beside what was set; one meter error for all spots."""
    error = library.number("limits/observations", "meter_error_percent").value / 100
    found = np.zeros_like(laws["output"])
    for device in sorted({one.combination.device.id for one in seen}):
        ratios = [
            np.log(one.measured_j_cm2 / (one.set_j_cm2 * delivered_per_set(c.device, c.handpiece, c.spot)))
            for one in seen
            if one.measured_j_cm2 is not None and (c := one.combination).device.id == device
        ]
        if ratios:
            spread = next(output_error(one.combination.device) for one in seen if one.combination.device.id == device)
            found = found - 0.5 * ((float(np.mean(ratios)) - spread * laws["output"]) / error) ** 2
    return found


def learn(question: Question, seen: Sequence[Sighting]) -> Posterior:
    """What was seen, learnt from as many skins as it takes.

    Parameters
    ----------
    question : Question
        What is asked, before anything was seen.
    seen : sequence of Sighting
    """
    tested = [one.combination for one in seen]
    for times in (SKINS_PER_SKIN, SKINS_PER_SKIN * _REFINED):
        numerics = replace(question.numerics, skins=min(times * question.numerics.skins, 65536))
        wide = ask(question.case, question.screening, numerics=numerics, estimate=question.estimate)
        found = weigh(prior(wide, tested), seen)
        if found.effective_draws >= LEAST_EFFECTIVE:
            break
    return found


def without_signs_beside(known: Prior, seen: Sequence[Sighting]) -> Posterior:
    """What was seen, without redness and swelling beside the lesion: their tie to harm is only assumed."""
    return weigh(known, [replace(one, signs=replace(one.signs, beside=None)) for one in seen])


def burn_limits(found: Posterior, *, share: float) -> dict[Combination, float]:
    """Setting on the dial at which the chance of a burn reaches a share, for each tested combination [J/cm²].

    Places of one person differ: their scatter is laid over what was learnt of the person.
    """
    draws = found.prior.draws
    local = np.exp(_places(draws.skin.size, seed=found.prior.question.numerics.seed))
    limits = {}
    for combination, scattered in found.prior.scattered.items():
        unit = units.j_cm2 * delivered_per_set(combination.device, combination.handpiece, combination.spot)
        (limit,) = weighted_quantiles(scattered.harm * local, found.weights, np.array([share]))
        limits[combination] = float(limit) / unit
    return limits


def resampled(found: Posterior, *, count: int) -> Question:
    """The question after what was seen: skins of equal weight, chosen in the order of their thresholds of harm.

    Choosing at even distances along that order keeps every share of harmed skins to within one skin.
    """
    draws, wide = found.prior.draws, found.prior.question
    first = next(iter(found.prior.scattered.values()))
    order = np.lexsort((first.effect, first.harm))
    reached = np.cumsum(found.weights[order])
    at = np.searchsorted(reached, (np.arange(count) + 0.5) / count * reached[-1])
    chosen = order[np.minimum(at, order.size - 1)]
    laws = {name: draws.laws[name][chosen] for name in LAWS}
    return chosen_of(wide, draws.skin[chosen], laws, _places(count, seed=wide.numerics.seed))


def _places(count: int, *, seed: int) -> Floats:
    """Logarithms of the local factor of so many places, evenly spread and in random order.

    A spot stands for one place, a treatment covers many: what was learnt of the person holds for each only so far.
    """
    from scipy.special import ndtri

    even = np.random.default_rng([seed, count]).permutation((np.arange(count) + 0.5) / count)
    factors: Floats = reading_errors().place * ndtri(even)
    return factors


def chosen_of(wide: Question, skin: Index, laws: Mapping[str, Floats], local: Floats) -> Question:
    """A question about chosen skins of another one, with other deviates of the laws."""

    def take(sample: SkinSample) -> SkinSample:
        return sample.take(skin, laws, local)

    usual = take(wide.usual)
    same = wide.usual is wide.adverse
    made = replace(
        wide,
        numerics=replace(wide.numerics, skins=skin.size),
        usual=usual,
        adverse=usual if same else take(wide.adverse),
        deeper=tuple((depth, take(sample)) for depth, sample in wide.deeper),
        _lights={},
        _evaluations={},
    )
    for combination, evaluation in wide.evaluated():
        shared = evaluation.usual is evaluation.adverse
        kept = evaluation.usual.take(skin)
        made.put(combination, Evaluation(usual=kept, adverse=kept if shared else evaluation.adverse.take(skin)))
    return made


def thinned(question: Question, *, count: int) -> Question:
    """The same question with fewer skins, evenly chosen."""
    have = question.usual.deviates.shape[0]
    if have <= count:
        return question
    index = np.floor((np.arange(count) + 0.5) * have / count).astype(np.intp)
    laws = {name: question.usual.column(name)[index] for name in LAWS}
    return chosen_of(question, index, laws, _places(count, seed=question.numerics.seed))


def weighted_quantiles(values: Floats, weights: Floats, shares: Floats) -> Floats:
    """Values below which given shares of the weight lie."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    at = np.searchsorted(reached, shares * reached[-1])
    quantiles: Floats = values[order][np.minimum(at, values.size - 1)]
    return quantiles


def narrowing_percent(before: Band, after: Band) -> float:
    """By how much a band has become narrower, on the scale of ratios [%]."""
    width = np.log(before.p95 / before.p5)
    return float(100 * (1 - np.log(after.p95 / after.p5) / width)) if width > 0 else 0.0
