"""Simulated patients: a truth drawn like the prior but with other deviates, and what three spots would show on it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lentigo import units
from lentigo.planning.dial import delivered_per_set
from lentigo.planning.learn import Prior, narrowing_percent, prior, weigh
from lentigo.planning.likelihood import Signs, chances_of_signs
from lentigo.planning.question import ask
from lentigo.planning.sightings import Sighting

OTHER_SEED = 7919
"""Of the truths; the learner never sees it."""


@dataclass(frozen=True)
class Answer:
    """What learning gave for one patient."""

    truth_j_cm2: float
    narrower_percent: float
    narrower_width_percent: float
    covered: bool
    harmed: bool
    effective_draws: float


def truths(question, combination, count, *, tie="as assumed"):
    """Patients: skins of another seed with deviates of their own, and redness and swelling tied to harm otherwise."""
    numerics = replace(question.numerics, seed=OTHER_SEED, skins=max(count, 16))
    made = prior(ask(question.case, question.screening, numerics=numerics, estimate=question.estimate), (combination,))
    return replace(made, ladders={combination: TIES[tie](made.ladders[combination])})


def shifted(ladder, factor):
    """Redness and swelling at another share of the harm."""
    signs = {name: np.minimum(getattr(ladder, name) + np.log(factor), ladder.harm) for name in ("erythema", "oedema")}
    return replace(ladder, **signs)


def untied(ladder):
    """Redness and swelling of somebody else."""
    other = np.random.default_rng(5).permutation(ladder.harm.size)
    return replace(
        ladder,
        erythema=ladder.erythema - ladder.harm + ladder.harm[other],
        oedema=ladder.oedema - ladder.harm + ladder.harm[other],
    )


TIES = {
    "as assumed": lambda ladder: ladder,
    "signs at two thirds of the shares": lambda ladder: shifted(ladder, 2 / 3),
    "signs at one and a half times the shares": lambda ladder: shifted(ladder, 1.5),
    "signs untied from harm": untied,
}
"""What the world may be like, while the learner believes the first."""


def seen_on(truth: Prior, patient: int, combination, fluences, rng, *, only_lesion=False, weeks=True):
    """What three spots show on one patient."""
    ladder = truth.ladders[combination]
    one = replace(ladder, **{name: getattr(ladder, name)[patient : patient + 1] for name in ladder.__slots__})
    per_set = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    found = []
    for number, fluence in enumerate(fluences):
        dose = np.array([np.log(fluence * units.j_cm2 * per_set)])
        chances = chances_of_signs(one, dose, rng.standard_normal(1), marks=truth.marks)
        lesion = int(rng.choice(3, p=chances.lesion[:, 0, 0]))
        beside = int(rng.choice(3, p=chances.beside[:, 0, 0]))
        harmed, responded, marked, purple = (
            bool(rng.random() < p[0, 0]) for p in (chances.harm, chances.responded, chances.dark_mark, chances.purpura)
        )
        signs = Signs(
            lesion=lesion,
            beside=None if only_lesion else beside,
            harm=("seen" if harmed else "not_seen") if weeks else ("unknown" if only_lesion else "not_yet"),
            responded=responded if weeks else None,
            dark_mark=marked if weeks else None,
            purpura=None if only_lesion else purple,
        )
        found.append(Sighting(str(number + 1), combination, fluence, None, signs, ("a blister",) * harmed, True))
    return tuple(found)


def answers(question, combination, fluences, *, count, seed=1, skins=None, tie="as assumed", **what):
    """Learning from three spots on each of so many patients."""
    numerics = question.numerics if skins is None else replace(question.numerics, skins=skins)
    known = prior(ask(question.case, question.screening, numerics=numerics, estimate=question.estimate), (combination,))
    truth = truths(question, combination, count, tie=tie)
    unit = units.j_cm2 * delivered_per_set(combination.device, combination.handpiece, combination.spot)
    for patient in range(count):
        rng = np.random.default_rng([seed, patient])
        found = weigh(known, seen_on(truth, patient, combination, fluences, rng, **what))
        before, after = found.harm(combination, weighed=False), found.harm(combination)
        harm = float(truth.scattered[combination].harm[patient]) / unit
        yield Answer(
            truth_j_cm2=harm,
            narrower_percent=narrowing_percent(before, after),
            narrower_width_percent=100 * (1 - (after.p95 - after.p5) / (before.p95 - before.p5)),
            covered=after.p5 <= harm <= after.p95,
            harmed=any(harm <= f for f in fluences),
            effective_draws=found.effective_draws,
        )
