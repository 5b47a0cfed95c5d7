"""What may be dialled under a state of knowledge, and what to start with inside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lentigo import library, units
from lentigo.domain.goals import Goal
from lentigo.domain.plan import Cap, Recommendation
from lentigo.planning.caps import DarkMarkLaw, burn_limit, caps, dark_mark_limit, mild_limit
from lentigo.planning.chances import Knowledge, Scattered, chance, chance_without_harm, dark_marks, scatter
from lentigo.planning.dial import Combination, delivered_per_set, dial_steps
from lentigo.planning.enough import least_effect
from lentigo.planning.question import Evaluation, Question


@dataclass(frozen=True, slots=True)
class Allowed:
    """What may be dialled with what is known."""

    caps: tuple[Cap, ...]
    highest_j_cm2: float
    """Highest dial step inside every cap; zero where none is."""
    effect: Scattered
    """Thresholds in the skins as they may be."""
    limit: Scattered
    """Thresholds in the skins as limits see them."""
    delivered: float
    """Measured over set radiant exposure [1]."""
    goal: Goal
    law: DarkMarkLaw
    """Of dark marks, against the dial."""


def allowed(question: Question, combination: Combination, evaluation: Evaluation, known: Knowledge) -> Allowed:
    """Caps and highest dial step under a state of knowledge."""
    pulse_class, goal = combination.handpiece.pulse_class, question.goal(combination)
    law = question.dark_mark_law(combination)
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    case = question.case
    effect = scatter(evaluation.usual, question.usual, known, pulse_class=pulse_class, goal=goal)
    limit = scatter(evaluation.adverse, question.adverse, known, pulse_class=pulse_class, goal=goal)
    burn = burn_limit(
        evaluation.adverse,
        question.adverse,
        known,
        combination=combination,
        share=case.caps.burn_percent / 100,
        goal=goal,
    )
    marks = dark_mark_limit(limit, law, case.caps.dark_mark_percent / 100)
    bounds = caps(
        case,
        combination,
        screening=question.screening,
        burn=burn / delivered,
        dark_mark=marks / delivered,
        ita_adverse_deg=question.estimate.ita_adverse_deg,
        ita_deg=question.estimate.ita_deg,
        endpoint=mild_limit(limit) / delivered,
        goal=goal,
    )
    if question.caution is not None:
        found = question.caution.caps(combination)
        bounds = tuple(sorted((*bounds, *found), key=lambda cap: cap.fluence_j_cm2))
    steps = dial_steps(combination.spot)
    inside = steps[steps <= bounds[0].fluence_j_cm2 * (1 + 1e-12)]
    return Allowed(bounds, float(inside[-1]) if inside.size else 0.0, effect, limit, delivered, goal, law)


def recommend(combination: Combination, now: Allowed) -> Recommendation | None:
    """The setting to start with: the lowest that reaches its goal, or the best inside the caps; none below the least.

    For nanosecond and picosecond pulses the goal is the mild endpoint in most skins, for millisecond pulses nearly all:
    more energy than that buys no clearance and costs dark marks.
    """
    steps = dial_steps(combination.spot)
    inside = steps[steps <= now.highest_j_cm2 + 1e-9]
    if not inside.size:
        return None
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    exposures = inside * units.j_cm2 * delivered
    effect = chance(now.effect.effect, exposures)
    goal = (
        "goal_short_pulses_percent"
        if combination.handpiece.pulse_class != "millisecond"
        else "goal_long_pulses_percent"
    )
    enough = np.flatnonzero(effect >= library.number("limits/caps", goal).value / 100)
    best = int(enough[0]) if enough.size else inside.size - 1
    if effect[best] < least_effect(now.goal):
        return None
    law = now.law
    chosen = exposures[best : best + 1]
    return Recommendation(
        setting=combination.setting(float(inside[best])),
        chance_effect=round(float(effect[best]), 6),
        chance_burn=round(float(chance(now.limit.harm, chosen)[0]), 6),
        chance_dark_marks=round(
            float(dark_marks(now.limit.mild, chosen, odds=law.odds, intercept=law.intercept, slope=law.slope)[0]), 6
        ),
        chance_effect_without_burn=round(float(chance_without_harm(now.effect.effect, now.limit.harm, chosen)[0]), 6),
    )
