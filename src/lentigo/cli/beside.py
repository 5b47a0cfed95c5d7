"""What stands beside a plan: the pain of its setting, and the command that follows the case over months."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import RenderableType

    from lentigo.domain.numerics import Numerics
    from lentigo.domain.plan import Plan


def beside_plan(plan: Plan, *, case: str | None, numerics: Numerics) -> RenderableType:
    """The lines beside a plan.

    The second stands only where it is known what becomes of such a lesion over months, and where nobody must look at it
    first.

    Parameters
    ----------
    plan : Plan
    case : str
        The case file as it was named on the command line; none where the months stand on the page already.
    numerics : Numerics
        Threads of the estimate of pain.
    """
    from lentigo import planning
    from lentigo.cli.render.besides import besides
    from lentigo.planning.course_measures import measures_of
    from lentigo.planning.course_pain import plain_score

    best = plan.recommended if plan.decision == "setting" else None
    asleep = best is not None and best.goal == "removal"
    hurts = None
    if best is not None and not asleep:
        computed = None if best.goal == "columns" else planning.pain(plan, numerics=numerics)
        hurts = plain_score(best, computed)
    followed = (
        case is not None and measures_of(plan.case.lesion.kind) and plan.screening.verdict not in ("ABSOLUTE", "REFER")
    )
    return besides(hurts, f"lentigo course {case}" if followed else None, anaesthetic=asleep)
