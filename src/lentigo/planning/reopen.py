"""A plan that lies before us, opened again: the question it answered, the combination of one of its windows."""

from __future__ import annotations

from dataclasses import replace

from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Plan, Window
from lentigo.planning.dial import Combination, combinations
from lentigo.planning.question import Question, ask


def combination_of(plan: Plan, window: Window) -> Combination:
    """The combination that a window of a plan was computed for."""
    device = next(d for d in plan.devices if d.id == window.device)
    return next(
        c
        for c in combinations(device)
        if c.handpiece.name == window.handpiece
        and c.spot.label == window.spot_label
        and c.pulse_label == window.pulse_label
        and c.cooling.name == window.cooling
        and (c.density_per_cm2, c.passes, c.stacked) == (window.density_per_cm2, window.passes, window.stacked)
    )


def question_of(plan: Plan, *, numerics: Numerics) -> Question:
    """The question that a plan answered, with its own seed."""
    return ask(plan.case, plan.screening, numerics=replace(numerics, seed=plan.seed))
