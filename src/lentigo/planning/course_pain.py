"""How much each session of a course hurts, without and with the numbing cream that its strategy names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lentigo.domain.case import Case
from lentigo.domain.plan import Band, Finding, Plan
from lentigo.domain.strategy import Numbing
from lentigo.planning.course_sessions import SessionPhysics, SessionResult
from lentigo.planning.numbed_skin import cream_request
from lentigo.planning.numbness import numbness
from lentigo.planning.pain import pain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SessionPain:
    """Scores from 0 to 10."""

    plain: Band
    numbed: Band | None
    """With the cream; none where none is named, or the cream is refused."""
    felt: Floats
    """(N,) the score of each skin, with the cream where it is named."""
    findings: tuple[Finding, ...]


def session_pain(
    physics: SessionPhysics,
    result: SessionResult,
    *,
    numbing: Numbing | None,
    case: Case,
    count: int,
    on_wound: bool = False,
) -> SessionPain:
    """Pain of one session; the lesion is taken as it was at first, so that later sessions hurt no more than told.

    Parameters
    ----------
    physics : SessionPhysics
        Device and plan.
    result : SessionResult
        Its setting is what is felt.
    numbing : Numbing, optional
        The cream.
    case : Case
        The person, for whom the cream must be allowed.
    count : int
        Number of skins.
    on_wound : bool
        An earlier step of the same visit has opened the skin, where no cream may be put on.
    """
    return _pain(
        physics.plan,
        physics.device,
        fluence_j_cm2=result.setting.fluence_j_cm2,
        numbing=numbing,
        case=case,
        count=count,
        on_wound=on_wound,
    )


@lru_cache(maxsize=64)
def _pain(
    plan: Plan,
    device: str,
    *,
    fluence_j_cm2: float,
    numbing: Numbing | None,
    case: Case,
    count: int,
    on_wound: bool,
) -> SessionPain:
    course, findings = None, []
    if numbing is not None:
        answer = numbness(case, cream_request(case, numbing, on_wound=on_wound), today=case.assessed)
        course = answer.course
        if course is None:
            why = "; ".join(reason.title for reason in answer.answer.reasons)
            findings.append(Finding(topic="limit", text=f"The numbing cream is not given as asked for: {why}"))
    estimate = pain(_with_setting(plan, device, fluence_j_cm2), numbed=course)
    plain = _ten(estimate.without_cream_share)
    numbed = None if estimate.with_cream_share is None else _ten(estimate.with_cream_share)
    score = plain if numbed is None else numbed
    rank = (np.arange(count) + 0.5) / count
    return SessionPain(
        plain=plain,
        numbed=numbed,
        felt=np.interp(rank, [0.05, 0.5, 0.95], [score.p5, score.p50, score.p95]),
        findings=tuple(findings),
    )


def _with_setting(plan: Plan, device: str, fluence_j_cm2: float) -> Plan:
    """The plan with one device first, at the radiant exposure of a session."""
    first = next(one for one in plan.windows if one.device == device and one.recommended is not None)
    assert first.recommended is not None
    setting = replace(first.recommended.setting, fluence_j_cm2=fluence_j_cm2)
    asked = replace(first, recommended=replace(first.recommended, setting=setting))
    return replace(plan, windows=(asked, *(one for one in plan.windows if one is not first)))


def _ten(share: Band) -> Band:
    return Band(p5=round(10 * share.p5, 1), p50=round(10 * share.p50, 1), p95=round(10 * share.p95, 1))
