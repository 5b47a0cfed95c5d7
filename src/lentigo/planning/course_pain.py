"""How much each session of a course hurts, without and with the numbing cream that its strategy names.

Light that heats is estimated from where nerves lie. Columns go by published scores: nothing is known of how depth,
density and passes add to them. A surface is not taken off without anaesthesia, so that there is no score.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.case import Case
from lentigo.domain.pain import PainEstimate
from lentigo.domain.plan import Band, Finding, Plan, Window
from lentigo.domain.strategy import Numbing
from lentigo.planning.course_sessions import SessionPhysics, SessionResult
from lentigo.planning.numbed_skin import cream_request
from lentigo.planning.numbness import numbness
from lentigo.planning.pain import pain

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SessionPain:
    """Scores from 0 to 10."""

    plain: Band | None
    """None where nobody is treated without anaesthesia."""
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
    window = _window(plan, device)
    numbed: Band | None = None
    if window.goal == "removal":
        return SessionPain(plain=None, numbed=None, felt=np.zeros(count), findings=(*findings, _ANAESTHESIA))
    if window.goal == "columns":
        plain = plain_score(window, None)
        numbed = None if course is None else _scored(window, "with_cream_index")
        findings.append(_SCORED)
    else:
        estimate = pain(_with_setting(plan, window, fluence_j_cm2), numbed=course)
        plain = plain_score(window, estimate)
        numbed = None if estimate.with_cream_share is None else _ten(estimate.with_cream_share)
        if window.goal == "vessels":
            numbed = None if numbed is None else _more(numbed, _eased(_vessel_score()))
            findings.append(_SCORED_VESSELS)
    score = plain if numbed is None else numbed
    rank = (np.arange(count) + 0.5) / count
    return SessionPain(
        plain=plain,
        numbed=numbed,
        felt=np.interp(rank, [0.05, 0.5, 0.95], [score.p5, score.p50, score.p95]),
        findings=tuple(findings),
    )


def plain_score(window: Window, estimate: PainEstimate | None) -> Band:
    """Score without a cream, from 0 to 10, as plan and course tell it.

    Parameters
    ----------
    window : Window
        Light that makes columns goes by published scores.
    estimate : PainEstimate, optional
        What is computed from heat where nerves lie; none for columns.
    """
    if estimate is None:
        return _scored(window, "score_index")
    computed = _ten(estimate.without_cream_share)
    # Vessels flash as hot as they must: the estimate sees the skin between them alone.
    return _more(computed, _vessel_score()) if window.goal == "vessels" else computed


_ANAESTHESIA: Final = Finding(
    topic="limit",
    text=(
        "A surface is not taken off without anaesthesia: injections, nerve blocks or sedation, by those who may give "
        "them. In one series of full faces, tablets, an injection against pain and cream were enough for 190 of 200 "
        "persons. No score of pain is estimated, and what the anaesthesia itself may do is not in this course."
    ),
    sources=("kilmer-2003", "gaitan-2012"),
)

_SCORED: Final = Finding(
    topic="model",
    text=(
        "Pain of columns is told by published scores of such lasers: how depth, density and passes add to it is not "
        "known. Ask for the score after the first columns, and use less where it is above what the person will bear."
    ),
    sources=("fractional-side-effects-2005", "articaine-fractional-2018", "tian-2016"),
)


_SCORED_VESSELS: Final = Finding(
    topic="model",
    text=(
        "Pain of light on vessels is told by published scores where heat between the vessels would give less. Ask for "
        "the score after the first pulses."
    ),
    sources=("kakar-2014", "yu-2018"),
)


def _vessel_score() -> Band:
    number = library.number("course/pain", "vessels.score_index")
    return Band(p5=number.low, p50=number.value, p95=number.high)


def _eased(score: Band) -> Band:
    ratio = library.number("course/pain", "vessels.with_cream_ratio")
    return Band(
        p5=round(score.p5 * ratio.low, 1), p50=round(score.p50 * ratio.value, 1), p95=round(score.p95 * ratio.high, 1)
    )


def _more(one: Band, other: Band) -> Band:
    return Band(p5=max(one.p5, other.p5), p50=max(one.p50, other.p50), p95=max(one.p95, other.p95))


def _scored(window: Window, name: str) -> Band:
    """A published score of a family of lasers that make columns."""
    table = library.table("course/pain")
    family = window.family if f"{window.family}.{name}" in table else "fractional_ablative"
    number = table[f"{family}.{name}"]
    return Band(p5=number.low, p50=number.value, p95=number.high)


def _window(plan: Plan, device: str) -> Window:
    return next(one for one in plan.windows if one.device == device and one.recommended is not None)


def _with_setting(plan: Plan, first: Window, fluence_j_cm2: float) -> Plan:
    """The plan with one window first, at the radiant exposure of a session."""
    assert first.recommended is not None
    setting = replace(first.recommended.setting, fluence_j_cm2=fluence_j_cm2)
    asked = replace(first, recommended=replace(first.recommended, setting=setting))
    return replace(plan, windows=(asked, *(one for one in plan.windows if one is not first)))


def _ten(share: Band) -> Band:
    return Band(p5=round(10 * share.p5, 1), p50=round(10 * share.p50, 1), p95=round(10 * share.p95, 1))
