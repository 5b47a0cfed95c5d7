"""One place that knows which module answers for which goal: thresholds, reach, and what is to be said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from lentigo.domain.case import DepthClass
from lentigo.domain.goals import ABLATING
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Check, Finding, Plan
from lentigo.domain.reach import Reach
from lentigo.planning.thresholds import Thresholds, thresholds

if TYPE_CHECKING:
    from lentigo.planning.dial import Combination
    from lentigo.planning.question import Question
    from lentigo.planning.sample import SkinSample

Floats = NDArray[np.float64]

__all__ = ["goal_checks", "goal_findings", "goal_reach", "goal_thresholds"]


def goal_thresholds(question: Question, combination: Combination, sample: SkinSample, depth: DepthClass) -> Thresholds:
    """Per-skin thresholds of a combination, by what it is aimed at.

    Parameters
    ----------
    question : Question
        Its case, light and threads.
    combination : Combination
        What is dialled.
    sample : SkinSample
        Skins of the question.
    depth : str
        Where the lesion's melanin lies, where it has any.
    """
    goal, case, threads = question.goal(combination), question.case, question.numerics.threads
    if goal == "columns":
        from lentigo.planning.column_thresholds import column_thresholds

        return column_thresholds(sample, combination, case=case, threads=threads)
    if goal == "removal":
        from lentigo.planning.removal_thresholds import removal_thresholds

        return removal_thresholds(sample, combination, case=case, threads=threads)
    lit, constants = question.lights(combination, sample), question.constants(combination)
    if goal == "vessels":
        from lentigo.planning.vessel_thresholds import vessel_thresholds

        return vessel_thresholds(lit, combination, case=case, constants=constants, threads=threads)
    if goal == "collagen":
        from lentigo.planning.collagen_thresholds import collagen_thresholds

        return collagen_thresholds(lit, combination, case=case, constants=constants, threads=threads)
    return thresholds(
        lit,
        combination.exposure,
        pulse_class=combination.handpiece.pulse_class,
        depth=depth,
        goal=goal,
        constants=constants,
        threads=threads,
    )


def goal_reach(question: Question, combination: Combination, exposures: Floats) -> Reach | None:
    """How deep and densely each setting of a dial reaches; none where light is aimed at melanin or vessels.

    Parameters
    ----------
    question : Question
        Its usual skins are looked at.
    combination : Combination
        What is dialled.
    exposures : (H,) array
        Radiant exposures along the dial that arrive [J/m²].
    """
    goal, case, threads = question.goal(combination), question.case, question.numerics.threads
    if goal in ABLATING:
        if goal == "columns":
            from lentigo.planning.column_thresholds import column_reach as reach
        else:
            from lentigo.planning.removal_thresholds import removal_reach as reach

        return reach(question.usual, combination, fluence_j_m2=exposures, case=case, threads=threads)
    if goal == "collagen":
        from lentigo.planning.collagen_thresholds import collagen_reach

        return collagen_reach(
            question.lights(combination, question.usual),
            combination,
            fluence_j_m2=exposures,
            case=case,
            constants=question.constants(combination),
            threads=threads,
        )
    return None


def goal_findings(question: Question, combination: Combination) -> tuple[Finding, ...]:
    """What a reader of the window must know of its goal beside the numbers."""
    goal = question.goal(combination)
    if goal == "columns":
        from lentigo.planning.column_findings import column_findings

        return column_findings(question.usual, combination, case=question.case)
    if goal == "removal":
        from lentigo.planning.removal_findings import removal_findings

        return removal_findings(question.usual, combination, case=question.case)
    if goal == "vessels":
        from lentigo.planning.vessel_findings import vessel_findings

        return vessel_findings(question.usual, combination, case=question.case)
    if goal != "collagen":
        return ()
    from lentigo.planning.collagen_thresholds import collagen_findings

    return collagen_findings(
        question.lights(combination, question.usual),
        combination,
        case=question.case,
        constants=question.constants(combination),
        threads=question.numerics.threads,
    )


def goal_checks(
    plan: Plan, question: Question, combination: Combination, radiant: float, *, numerics: Numerics
) -> list[Check]:
    """What other methods say of a setting beyond light and heat of one pulse, by what it is aimed at.

    Parameters
    ----------
    plan : Plan
        The plan.
    question : Question
        The same, ready to be computed.
    combination : Combination
        What is dialled.
    radiant : float
        Radiant exposure that arrives [J/m²].
    numerics : Numerics
        Packets and seeds of the checks.
    """
    goal = question.goal(combination)
    if goal == "columns":
        from lentigo.planning.verify_columns import checks as of_columns

        return of_columns(plan, question, combination, radiant)
    if goal == "removal":
        from lentigo.planning.verify_removal import checks as of_removal

        return of_removal(plan, question, combination, radiant)
    if goal == "vessels":
        from lentigo.planning.verify_vessels import checks as of_vessels

        return of_vessels(plan, question, combination, radiant, numerics=numerics)
    if goal == "collagen":
        from lentigo.planning.verify_collagen import checks as of_collagen

        return of_collagen(plan, question, combination, radiant, numerics=numerics)
    return []
