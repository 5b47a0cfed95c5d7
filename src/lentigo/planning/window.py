"""The window of one combination: chances of effect, burn and dark marks against the dial, and what to set.

As radiotherapy weighs tumour control against complication: every sampled skin has its own thresholds, every chance is
the share of skins beyond theirs, and the recommendation is the best chance of effect inside every cap.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import LesionKind
from lentigo.domain.device import Tip
from lentigo.domain.goals import ABLATING, Goal
from lentigo.domain.plan import Finding, Recommendation, Window
from lentigo.library.numbers import Z95
from lentigo.planning.allowed import Allowed, allowed, recommend
from lentigo.planning.by_goal import goal_findings, goal_reach
from lentigo.planning.caps import mild_asked
from lentigo.planning.caution import doctor_first_elsewhere
from lentigo.planning.chances import (
    Scattered,
    band,
    chance,
    curve,
    dark_marks,
    knowledge,
    scatter,
)
from lentigo.planning.dial import Combination, delivered_per_set, dial_steps, output_error
from lentigo.planning.enough import least_effect
from lentigo.planning.goal_words import words_of
from lentigo.planning.question import Evaluation, Question
from lentigo.planning.sensitivity import sensitivities
from lentigo.planning.test_spots import ladder
from lentigo.planning.which_way import NO_PUBLISHED_USE
from lentigo.planning.words import binds, endpoint, openers, stop_signs

Floats = NDArray[np.float64]


def window(question: Question, combination: Combination, *, evaluation: Evaluation | None = None) -> Window:
    """The window of one combination in the skin of a case."""
    evaluation = question.evaluate(combination) if evaluation is None else evaluation
    known = knowledge(output_error(combination.device))
    now = allowed(question, combination, evaluation, known)
    # Where spots have been read, what they could teach is known already.
    learnt = question.caution is not None
    # Spots of columns, and patches, show how skin heals and marks; how deep they went nobody sees.
    taught = learnt or question.goal(combination) in ABLATING
    later = now if taught else allowed(question, combination, evaluation, known.after_test_spots())
    recommended = recommend(combination, now)
    mild = bool(mild_asked(question.screening, combination))
    axis = _axis(combination, now)
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    exposures = axis * units.j_cm2 * delivered
    pulse_class, goal = combination.handpiece.pulse_class, question.goal(combination)
    shifted = [
        (
            scatter(evaluation.usual, question.usual, known, pulse_class=pulse_class, goal=goal, shift=sign * Z95),
            scatter(evaluation.adverse, question.adverse, known, pulse_class=pulse_class, goal=goal, shift=sign * Z95),
        )
        for sign in (-1, 1)
    ]
    law = question.dark_mark_law(combination)

    def marks(constants: tuple[float, float]) -> Floats:
        return dark_marks(now.limit.mild, exposures, odds=law.odds, intercept=constants[0], slope=constants[1])

    effect_chance = chance(now.effect.effect, exposures)
    steps = dial_steps(combination.spot)
    reached = steps[chance(now.effect.effect, steps * units.j_cm2 * delivered) >= least_effect(goal)]
    unit = units.j_cm2 * delivered
    effect_threshold = band(now.effect.effect, unit)
    purpura = band(now.effect.purpura, unit)
    return Window(
        device=combination.device.id,
        handpiece=combination.handpiece.name,
        family=combination.device.family,
        wavelength_nm=round(combination.wavelength_nm, 1),
        spot_mm=combination.spot.equivalent_diameter_mm,
        spot_label=combination.spot.label,
        pulse_s=combination.pulse_s,
        pulse_label=combination.pulse_label,
        cooling=combination.cooling.name,
        fluence_j_cm2=tuple(float(v) for v in axis),
        effect=curve(effect_chance, *(chance(s[0].effect, exposures) for s in shifted)),
        burn=curve(chance(now.limit.harm, exposures), *(chance(s[1].harm, exposures) for s in shifted)),
        dark_marks=curve(marks((law.intercept, law.slope)), marks(law.low), marks(law.high)),
        effect_threshold_j_cm2=effect_threshold,
        burn_threshold_j_cm2=band(now.limit.harm, unit),
        purpura_threshold_j_cm2=purpura if purpura.p5 < combination.spot.fluence_high_j_cm2 else None,
        caps=now.caps,
        highest_allowed_j_cm2=now.highest_j_cm2,
        lowest_effective_j_cm2=float(reached[0]) if reached.size else None,
        recommended=recommended,
        after_test_spots=None if taught else recommend(combination, later),
        test_spots=ladder(combination, now, recommended),
        binds=binds(now.caps, needed_j_cm2=_needed(now.effect, goal) / unit, goal=goal),
        openers=openers(question, combination, now.caps, recommended=recommended, later=later.highest_j_cm2),
        endpoint=endpoint(pulse_class, goal, family=combination.device.family, mild=mild),
        stop_signs=stop_signs(pulse_class, goal, family=combination.device.family, mild=mild),
        harm_by=_harm_by(now.limit, goal),
        sensitivities=() if learnt else sensitivities(question, now),
        findings=_findings(question, combination, recommended),
        goal=goal,
        mj_per_j_cm2=combination.mj_per_j_cm2,
        density_per_cm2=combination.density_per_cm2,
        passes=combination.passes,
        stacked=combination.stacked,
        reach=goal_reach(question, combination, exposures),
    )


def _axis(combination: Combination, now: Allowed, most: int = 80) -> Floats:
    """The dial's steps, thinned where there are many; never the recommended ones' neighbourhood only."""
    steps = dial_steps(combination.spot)
    if steps.size <= most:
        return steps
    kept = np.unique(np.round(np.linspace(0, steps.size - 1, most)).astype(np.intp))
    return np.unique(np.append(steps[kept], now.highest_j_cm2 if now.highest_j_cm2 > 0 else steps[0]))


def _needed(effect: Scattered, goal: Goal) -> float:
    """Radiant exposure at which enough of the skins respond [J/m²]."""
    from lentigo.planning.thresholds import UPPER

    return float(np.quantile(np.minimum(effect.effect, UPPER), least_effect(goal), method="inverted_cdf"))


def _harm_by(limit: Scattered, goal: Goal) -> str:
    """Where harm comes first in most skins, in the words of the goal."""
    if not np.isfinite(np.median(limit.harm)):
        return "nothing on this dial, in most such skins"
    first = np.argmin(np.array([limit.epidermis, limit.dermis, limit.mechanical]), axis=0)
    return words_of(goal).places[int(np.bincount(first, minlength=3).argmax())]


def has_published_use(combination: Combination, kind: LesionKind) -> bool:
    """Whether the library holds a published setting of this class of devices for this kind of lesion."""
    return bool(
        library.published_range(
            family=combination.device.family,
            pulse_class=combination.handpiece.pulse_class,
            wavelength_nm=combination.wavelength_nm,
            indication=kind,
            beam_um=combination.spot.beam_um if isinstance(combination.spot, Tip) else None,
        )
    )


def _findings(question: Question, combination: Combination, recommended: Recommendation | None) -> tuple[Finding, ...]:
    found = list(goal_findings(question, combination))
    if question.caution is not None:
        found = [*doctor_first_elsewhere(question.caution.seen, combination), *found]
    if not has_published_use(combination, question.case.lesion.kind):
        found.append(
            Finding(
                topic="validity",
                text=(
                    f"{NO_PUBLISHED_USE}: what is computed here rests on physics alone, and stands behind every device "
                    "with published use."
                ),
            )
        )
    if combination.device.output_error_percent == "unknown":
        found.append(
            Finding(
                topic="assumed",
                text=(
                    f"The output error of {combination.device.name} is unknown; "
                    f"± {100 * output_error(combination.device):g} % is assumed. An energy meter would tell."
                ),
                sources=(library.number("limits/knowledge", "unknown_output_error_percent").source,),
            )
        )
    if question.estimate.ita_adverse_deg < library.number("skins/family", "darkest_calibrated_ita_deg").value:
        found.append(
            Finding(
                topic="validity",
                text="No in-vivo spectra calibrate skin this dark: its melanin is extrapolated.",
            )
        )
    if recommended is not None and recommended.setting.fluence_j_cm2 >= 0.9 * combination.spot.fluence_high_j_cm2:
        found.append(Finding(topic="limit", text="The recommended setting is near the end of the dial."))
    return tuple(found)
