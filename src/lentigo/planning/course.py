"""What may be expected of a case over months: strategies followed in the same skins, and put side by side.

A session is a step of a fold over days in which light, drugs and healing act on melanin; every strategy meets the same
sampled skins, so that their differences are theirs and not the sample's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from lentigo.domain.aftercare import Aftercare
from lentigo.domain.case import Case
from lentigo.domain.course import Course, Outcome, StrategyCourse, Trace
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Finding, Plan
from lentigo.domain.strategy import CourseWishes, Evidence, Strategy, SunHabits
from lentigo.errors import QuestionError
from lentigo.planning.aftercare import aftercare
from lentigo.planning.course_calendar import calendar, listed_risks
from lentigo.planning.course_colour import colour_table
from lentigo.planning.course_outcome import (
    MONTHS_6,
    MONTHS_12,
    band_of,
    chance_cleared,
    colours,
    dark_marks,
    days_told,
    discomfort,
    downtime,
    forecasts,
    recurred,
    redness,
    sessions_needed,
    swatches,
    trace,
)
from lentigo.planning.course_pain import session_pain
from lentigo.planning.course_pigment import Body, Followed, body_of, follow
from lentigo.planning.course_sessions import SessionPhysics, physics_of
from lentigo.planning.course_strategies import Offer, marks_easily, offers
from lentigo.planning.decide import plan as make_plan
from lentigo.planning.question import ask
from lentigo.planning.verdict import versions

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]


def course(
    case: Case,
    plan: Plan | None = None,
    *,
    strategies: Sequence[Strategy] | None = None,
    horizon_days: int | None = None,
    numerics: Numerics | None = None,
    progress: Progress | None = None,
) -> Course:
    """Follow every strategy of a case over months.

    Parameters
    ----------
    case : Case
        Its table ``course`` holds sun, horizon and strategies; without strategies those are compared that anybody would
        compare for such a lesion.
    plan : Plan, optional
        Of this case; made here if not given. Its recommended setting is what sessions are done with.
    strategies : sequence of Strategy, optional
        Instead of those of the case.
    horizon_days : int, optional
        How far to follow; the case's, otherwise a year.
    numerics : Numerics, optional
        Size of the sample, seed, threads. The result does not depend on the threads.
    progress : callable, optional
        Called with (done, of); may raise ``Cancelled``.

    Returns
    -------
    Course
        The preferred strategy first; what could not be offered, with its reason.

    Raises
    ------
    QuestionError
        If the lesion has no melanin whose course is known, a strategy names what is not known, or the horizon is longer
        than anything that is known.
    """
    numerics = Numerics() if numerics is None else numerics
    wishes = case.course or CourseWishes(sun=SunHabits(latitude_deg="unknown", behaviour="unknown"))
    if horizon_days is not None or strategies is not None:
        wishes = replace(
            wishes,
            horizon_days=wishes.horizon_days if horizon_days is None else _bounded(horizon_days),
            strategies=wishes.strategies if strategies is None else tuple(strategies),
        )
    made = make_plan(case, numerics=numerics, verified=False) if plan is None else plan
    offered, left_out = offers(case, made, wishes, numerics=numerics)
    done = 0
    total = sum(1 + len(offer.strategy.sessions) for offer in offered)

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    question = ask(case, made.screening, numerics=numerics)
    body = body_of(
        case,
        question,
        sun=wishes.sun,
        horizon_days=wishes.horizon_days,
        last_day=max((_last_step(offer.strategy, wishes.horizon_days) for offer in offered), default=0) + MONTHS_12,
        numerics=numerics,
    )
    known: dict[tuple[int, str | None], SessionPhysics] = {}

    def physics_for(offer: Offer) -> Callable[[str | None], SessionPhysics]:
        def physics(device: str | None) -> SessionPhysics:
            key = (id(offer.plan), device)
            if key not in known:
                known[key] = physics_of(offer.plan, device=device, question=question)
            return known[key]

        return physics

    found = []
    for offer in offered:
        followed = follow(body, offer.strategy, physics=physics_for(offer), tick=tick)
        found.append(_told(offer, followed, body=body, physics=physics_for(offer), numerics=numerics))
        tick()
    ordered = tuple(sorted(found, key=lambda one: _rank(one, made), reverse=True))
    return Course(
        case=case,
        start=case.assessed,
        horizon_days=wishes.horizon_days,
        sun=wishes.sun,
        skins=numerics.skins,
        seed=numerics.seed,
        versions=versions(),
        strategies=ordered,
        not_offered=tuple(left_out),
        headline=_headline(ordered, made),
        why=_why(ordered),
        findings=_findings(wishes, case),
    )


def _bounded(days: int) -> int:
    from lentigo.domain.strategy import LONGEST_COURSE_DAYS

    if not 28 <= days <= LONGEST_COURSE_DAYS:
        raise QuestionError(
            f"a course of {days} days cannot be followed: it must be 28 to {LONGEST_COURSE_DAYS} days",
            where="--days",
            hint="nothing that is known of pigment and of its return reaches further than five years",
        )
    return days


def _last_step(strategy: Strategy, horizon: int) -> int:
    """The day of the last session, or on which the last care ends."""
    return max([0, *(wish.day for wish in strategy.sessions), *(min(w.to_day, horizon) for w in strategy.care)])


def _told(
    offer: Offer, followed: Followed, *, body: Body, physics: Callable[[str | None], SessionPhysics], numerics: Numerics
) -> StrategyCourse:
    """One followed strategy as records."""
    strategy = offer.strategy
    when = [wish.day for wish in strategy.sessions]
    days = days_told(body.horizon_days, when)
    deep = body.question.depth in ("dermal", "mixed") or bool(when)
    table = colour_table(body.case.skin.site, dermal=deep, threads=numerics.threads)
    around, lesion = colours(followed, body, table, days)
    share = followed.pigment.excess_share
    pain = [
        session_pain(physics(wish.device), result, numbing=wish.numbing, case=body.case, count=body.contrast.size)
        for wish, result in zip(strategy.sessions, followed.sessions, strict=True)
    ]
    felt = discomfort(followed, body, [(day, one.felt) for day, one in zip(when, pain, strict=True)])
    marks = dark_marks(followed, when, days)
    burnt = (
        np.logical_or.reduce([result.burnt for result in followed.sessions])
        if followed.sessions
        else np.zeros(body.contrast.size, dtype=bool)
    )
    last_care = _last_step(strategy, body.horizon_days)
    contrast = around.ita_deg - lesion.ita_deg
    middle = np.median(contrast, axis=1)
    best = int(np.argmin(middle))
    nothing = np.zeros(1)
    after = _aftercare(followed, body, physics, strategy)
    return StrategyCourse(
        strategy=strategy,
        days=days,
        contrast_ita_deg=trace(contrast, range(len(days))),
        contrast_delta_e=trace(around.distance(lesion), range(len(days))),
        lesion_melanin_share=trace(np.nan_to_num(share, nan=0.0), days),
        redness_delta_a=trace(redness(followed, body, table, days), range(len(days))),
        discomfort_0_to_10=trace(felt, days),
        dark_marks_share=marks.shares,
        collagen_gain_percent=_collagen(followed, body, days),
        swatches=swatches(followed, body, table, _shown(body.horizon_days)),
        sessions=forecasts(followed, when, [(one.plain, one.numbed) for one in pain]),
        sessions_needed=sessions_needed(followed, when),
        calendar=calendar(body, strategy, after, followed),
        aftercare=after,
        risks=listed_risks(body.case, offer, followed),
        outcome=Outcome(
            chance_cleared=chance_cleared(followed, when),
            chance_dark_marks=marks.chance,
            chance_burn=round(float(burnt.mean()), 4),
            pain_0_to_10=max((one.plain for one in pain), key=lambda b: b.p50, default=band_of(nothing)),
            downtime_days=band_of(downtime(followed, body)),
            visits=len(when),
            duration_minutes=round(sum(result.minutes for result in followed.sessions), 1),
            recurred_by_6_months=recurred(followed, after=MONTHS_6, last_care=last_care),
            recurred_by_12_months=recurred(followed, after=MONTHS_12, last_care=last_care),
            best_day=days[best],
            contrast_best_ita_deg=band_of(contrast[best]),
            contrast_end_ita_deg=band_of(contrast[-1]),
            evidence=offer.evidence,
            evidence_text=offer.evidence_text,
            sources=offer.sources,
        ),
        findings=(*offer.findings, *dict.fromkeys(found for one in pain for found in one.findings)),
    )


def _aftercare(
    followed: Followed, body: Body, physics: Callable[[str | None], SessionPhysics], strategy: Strategy
) -> Aftercare | None:
    """The calendar after the first session; none where there is none."""
    if not followed.sessions:
        return None
    first = strategy.sessions[0]
    return aftercare(
        followed.sessions[0].inside,
        site=body.case.skin.site,
        family=physics(first.device).family,
        marks_easily=marks_easily(body.case),
        session=body.start + timedelta(days=first.day),
    )


def _collagen(followed: Followed, body: Body, days: Sequence[int]) -> Trace | None:
    if followed.collagen is None:
        return None
    dermis = body.question.usual.surroundings.thickness[:, 3:6].sum(axis=1)
    gain = 100.0 * (followed.collagen.ripe + followed.collagen.new) / dermis
    return trace(gain, days) if float(gain.max()) >= _LEAST_COLLAGEN_PERCENT else None


_LEAST_COLLAGEN_PERCENT = 0.1
"""New collagen below this share of the dermis is not told."""


def _shown(horizon: int) -> tuple[int, ...]:
    """Days on which colours are drawn."""
    return tuple(day for day in (0, 3, 14, 42, 84, 182, 365, 730) if day <= horizon)


_ORDER: dict[Evidence, int] = {"model_only": 0, "weak": 1, "moderate": 2, "strong": 3}


def _gains(one: StrategyCourse) -> tuple[float, float]:
    """Share of the extra melanin that the median skin has lost at its best, and at the end [1]."""
    left = one.lesion_melanin_share.p50
    return min(1.0 - min(left), 1.0), min(1.0 - left[-1], 1.0)


def _rank(one: StrategyCourse, made: Plan) -> tuple[bool, float]:
    """Care first where the plan gives no setting; then what is gained, at its best and at the end, less its price."""
    care_first = made.decision != "setting" and not one.strategy.sessions and bool(one.strategy.care)
    price = one.outcome.chance_dark_marks + 2.0 * one.outcome.chance_burn
    return care_first, round(0.5 * sum(_gains(one)) - price, 6)


def _headline(ordered: Sequence[StrategyCourse], made: Plan) -> str:
    if not ordered:
        return made.headline
    first = ordered[0]
    gained = 1.0 - first.lesion_melanin_share.p50[-1]
    title = first.strategy.title
    if gained < 0.05:
        return f"Nothing here lightens the spot much for long; {title[0].lower()}{title[1:]} does as well as any."
    return (
        f"{title}: at the end the median skin has {100 * gained:.0f} % less of the extra melanin "
        f"(contrast {first.contrast_ita_deg.p50[0]:.0f}° to {first.contrast_ita_deg.p50[-1]:.0f}°), "
        f"with dark marks in {100 * first.outcome.chance_dark_marks:.0f} of 100."
    )


def _why(ordered: Sequence[StrategyCourse]) -> tuple[str, ...]:
    """What speaks for and against, strategy by strategy, in one line each."""
    lines = []
    for one in ordered:
        best, end = (100.0 * gain for gain in _gains(one))
        low, high = (
            100.0 * min(1.0 - edge[-1], 1.0) for edge in (one.lesion_melanin_share.p95, one.lesion_melanin_share.p5)
        )
        lines.append(
            f"{one.strategy.title}: {best:.0f} % less extra melanin at its best, {end:.0f} % at the end ({low:.0f} to "
            f"{high:.0f} %), dark marks in {100 * one.outcome.chance_dark_marks:.0f} of 100, "
            f"{one.outcome.visits} visits."
        )
    return tuple(lines)


def _findings(wishes: CourseWishes, case: Case) -> tuple[Finding, ...]:
    found = [
        Finding(
            topic="model",
            text=(
                "How pigment returns, how inflammation darkens and what drugs hold back rests on few trials; most "
                "rates are assumed with wide ranges, and the bands here are at least as wide as they say."
            ),
            sources=(),
        )
    ]
    if wishes.sun.latitude_deg == "unknown" or wishes.sun.behaviour == "unknown":
        found.append(
            Finding(
                topic="assumed",
                text=(
                    "Where the person lives, or how much time is spent outside, is not known: a sunny country and a "
                    "mixed day are taken. Write both under [course.sun]."
                ),
                sources=(),
            )
        )
    if case.lesion.kind == "melasma":
        found.append(
            Finding(
                topic="model",
                text="Melasma comes back: its drive is not removed by light or creams. Sun protection never ends.",
                sources=("jocd-12253",),
            )
        )
    return tuple(found)
