"""What may be expected of a case over months: strategies followed in the same skins, and put side by side.

A session is a step of a fold over days in which light, drugs and healing act on melanin; every strategy meets the same
sampled skins, so that their differences are theirs and not the sample's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from lentigo import library
from lentigo.domain.aftercare import Aftercare
from lentigo.domain.case import Case, LesionKind
from lentigo.domain.course import Course, Improvement, Outcome, StrategyCourse, Trace
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Band, Finding, Plan
from lentigo.domain.rules import RuleSet
from lentigo.domain.strategy import CourseWishes, Strategy, SunHabits
from lentigo.domain.treatments import LightFamily
from lentigo.errors import QuestionError
from lentigo.library.drugs import drug
from lentigo.modalities.skins import PAPILLARY, RETICULAR, UPPER_RETICULAR
from lentigo.physics.injury import combined
from lentigo.physics.pigment import AROUND
from lentigo.planning.aftercare import aftercare
from lentigo.planning.course_calendar import calendar, listed_risks, published_marks, published_redness
from lentigo.planning.course_colour import ColourTable, colour_table
from lentigo.planning.course_gains import measured_gains, redness_of_vessels
from lentigo.planning.course_intervals import marks_easily
from lentigo.planning.course_measures import measures_of
from lentigo.planning.course_numbing import paler_by_cream
from lentigo.planning.course_order import course_findings, headline, in_order, reasons
from lentigo.planning.course_outcome import (
    MONTHS_12,
    band_of,
    colours,
    dark_marks,
    days_told,
    discomfort,
    downtime,
    forecasts,
    paler,
    redness,
    redness_days,
    returning,
    swatches,
    trace,
)
from lentigo.planning.course_pain import session_pain
from lentigo.planning.course_pigment import Body, Followed, body_of, follow
from lentigo.planning.course_questions import checked_horizon
from lentigo.planning.course_sessions import SessionPhysics, SessionStore
from lentigo.planning.course_strategies import Offer, judged_by, offers
from lentigo.planning.course_texture import texture_sources
from lentigo.planning.decide import plan as make_plan
from lentigo.planning.healing import improvement_bands
from lentigo.planning.numbed_skin import cream_of_visit
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
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
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
    rules, policy : optional
        A clinic's own rules, and what it goes by where sources disagree, as for :func:`plan`.
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
        If the lesion has no melanin whose course is known, a strategy names what is not known, the horizon is longer
        than anything that is known, or the plan is of another case.
    """
    numerics = Numerics() if numerics is None else numerics
    wishes = case.course or CourseWishes(sun=SunHabits(latitude_deg="unknown", behaviour="unknown"))
    if horizon_days is not None or strategies is not None:
        wishes = replace(
            wishes,
            horizon_days=wishes.horizon_days if horizon_days is None else checked_horizon(horizon_days),
            strategies=wishes.strategies if strategies is None else tuple(strategies),
        )
    if plan is not None and _as_planned(plan.case) != _as_planned(case):
        raise QuestionError(
            "the plan is of another case, so that its setting does not hold here",
            where="plan",
            hint="make the plan anew from this case, or leave it out",
        )
    made = make_plan(case, rules=rules, policy=policy, numerics=numerics, verified=False) if plan is None else plan
    question = ask(case, made.screening, numerics=numerics)
    store = SessionStore(question)
    offered, left_out = offers(
        case, made, wishes, by=judged_by(case, numerics=numerics, rules=rules, policy=policy), store=store
    )
    done = 0
    total = sum(1 + len(offer.strategy.sessions) for offer in offered)

    def tick() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    body = body_of(
        case,
        question,
        sun=wishes.sun,
        horizon_days=wishes.horizon_days,
        last_day=max((_last_step(offer.strategy, wishes.horizon_days) for offer in offered), default=0) + MONTHS_12,
        numerics=numerics,
    )

    def physics_for(offer: Offer) -> Callable[[str | None], SessionPhysics]:
        return lambda device: store.of(offer.plan, device)

    found = []
    for offer in offered:
        followed = follow(body, offer.strategy, physics=physics_for(offer), tick=tick)
        found.append(_told(offer, followed, body=body, physics=physics_for(offer), numerics=numerics))
        tick()
    ordered = in_order(found, case=case, plan=made)
    return Course(
        case=case,
        start=case.assessed,
        horizon_days=wishes.horizon_days,
        sun=wishes.sun,
        skins=numerics.skins,
        seed=numerics.seed,
        versions=replace(versions(), rules=made.versions.rules),
        strategies=ordered,
        not_offered=tuple(left_out),
        headline=headline(ordered, plan=made),
        why=reasons(ordered),
        findings=course_findings(wishes, case),
        measures=measures_of(case.lesion.kind),
    )


def _as_planned(case: Case) -> Case:
    """The case without what no plan depends on."""
    return replace(case, course=None, wellbeing=None)


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
    creams = [cream_of_visit(strategy, place) for place in range(len(strategy.sessions))]
    pain = [
        session_pain(
            physics(wish.device), result, numbing=cream, case=body.case, count=body.contrast.size, on_wound=on_wound
        )
        for wish, result, (cream, on_wound) in zip(strategy.sessions, followed.sessions, creams, strict=True)
    ]
    felt = discomfort(followed, body, [(day, one.felt) for day, one in zip(when, pain, strict=True)])
    marks = dark_marks(followed, when, days)
    measures = measures_of(body.case.lesion.kind)
    burnt = (
        np.logical_or.reduce([result.burnt for result in followed.sessions])
        if followed.sessions
        else np.zeros(body.contrast.size, dtype=bool)
    )
    steps = [*when, *(wish.to_day for wish in strategy.care)]
    last_step = max(steps) if steps else None
    gains = measured_gains(followed, body, strategy, table=table, days=days, last_step=last_step)
    first = gains[0]
    contrast = around.ita_deg - lesion.ita_deg
    middle = np.median(contrast, axis=1)
    best = int(np.argmin(middle))
    after = _aftercare(followed, body, physics, strategy)
    return StrategyCourse(
        strategy=strategy,
        days=days,
        contrast_ita_deg=trace(contrast, range(len(days))),
        contrast_delta_e=trace(around.distance(lesion), range(len(days))),
        lesion_melanin_share=trace(followed.excess_share, days),
        redness_delta_a=trace(redness(followed, body, table, days), range(len(days))),
        discomfort_0_to_10=trace(felt, days),
        dark_marks_share=marks.shares,
        collagen_gain_percent=_collagen(followed, body, days),
        swatches=swatches(followed, body, table, _shown(body.horizon_days)),
        sessions=forecasts(followed, when, [(one.plain, one.numbed) for one in pain]),
        sessions_needed=first.sessions_needed,
        calendar=calendar(body, strategy, after, followed),
        aftercare=after,
        risks=listed_risks(body.case, offer, followed),
        outcome=Outcome(
            chance_cleared=first.chance_enough,
            chance_dark_marks=marks.chance,
            chance_burn=round(float(burnt.mean()), 4),
            pain_0_to_10=_worst([one.plain for one in pain]),
            downtime_days=band_of(downtime(followed, body, when)),
            visits=len(set(when)),
            duration_minutes=round(sum(result.minutes for result in followed.sessions), 1),
            recurred_by_6_months=first.back_by_6_months,
            recurred_by_12_months=first.back_by_12_months,
            best_day=days[best] if measures[0] == "pigment" else first.best_day,
            contrast_best_ita_deg=band_of(contrast[best]),
            contrast_end_ita_deg=band_of(contrast[-1]),
            evidence=offer.evidence,
            evidence_text=offer.evidence_text,
            sources=offer.sources,
            redness_days=band_of(redness_days(followed, body)) if when else None,
        ),
        findings=(
            *offer.findings,
            *dict.fromkeys(found for one in pain for found in one.findings),
            *paler_by_cream(strategy, physics=physics),
            *paler(followed, when),
            *(returning(followed, when) if "pigment" in measures else ()),
            *published_marks(offer, followed, chance=marks.chance),
            *published_redness(body, followed),
            *_on_wounds(strategy, after),
        ),
        improvement=(
            _texture(followed, body, offer, days) if "texture" in measures else _improvement(followed, body, days)
        ),
        gains=gains,
        lesion_redness_delta_a=_lesion_redness(followed, body, table, days),
        vessels_open_percent=None if followed.vessels is None else trace(100.0 * followed.vessels.open_share, days),
    )


def _worst(felt: Sequence[Band | None]) -> Band | None:
    """Pain of the worst session; none where one of them is done under anaesthesia."""
    known = [one for one in felt if one is not None]
    if len(known) < len(felt):
        return None
    return max(known, key=lambda band: band.p50, default=band_of(np.zeros(1)))


def _lesion_redness(followed: Followed, body: Body, table: ColourTable, days: Sequence[int]) -> Trace | None:
    """Redness of the lesion's own vessels in the skin of each day."""
    if followed.vessels is None:
        return None
    rows = np.asarray(days)
    column = body.question.usual.melanin_column * followed.pigment.epidermal[rows, AROUND]
    return trace(redness_of_vessels(followed.vessels.blood[rows], column, table), range(len(days)))


def _on_wounds(strategy: Strategy, after: Aftercare | None) -> Iterator[Finding]:
    """A drug for the skin that is put on before the skin has healed from a session."""
    if after is None:
        return
    rest = after.when("retinoids").allowed_after_days
    for wish in strategy.care:
        known = drug(wish.drug)
        soon = [
            session.day
            for session in strategy.sessions
            if wish.from_day < session.day + rest and wish.to_day > session.day and known.route == "skin"
        ]
        if soon:
            days = ", ".join(str(day) for day in soon)
            yield Finding(
                topic="limit",
                text=(
                    f"{known.name} would be put on skin that heals from the session on day {days}: leave it off for "
                    f"{rest} days after each. What it does to healing skin is not computed."
                ),
                sources=(),
            )


def _aftercare(
    followed: Followed, body: Body, physics: Callable[[str | None], SessionPhysics], strategy: Strategy
) -> Aftercare | None:
    """The calendar after the first session; none where there is none."""
    if not followed.sessions:
        return None
    first = strategy.sessions[0]
    # All steps of the first visit are one wound; the family that heals most slowly speaks for it.
    count = sum(1 for wish in strategy.sessions if wish.day == first.day)
    same = followed.sessions[:count]
    wound = same[0].inside
    for one in same[1:]:
        wound = combined(wound, one.inside)
    families = [physics(wish.device).family for wish in strategy.sessions[:count]]
    return aftercare(
        wound,
        site=body.case.skin.site,
        family=max(families, key=_BY_HEALING.index),
        marks_easily=marks_easily(body.case),
        bruised_share=max(float(one.purpura.mean()) for one in same),
        session=body.start + timedelta(days=first.day),
    )


_BY_HEALING: tuple[LightFamily, ...] = (
    "fractional_nonablative",
    "picosecond",
    "long_pulse",
    "ipl",
    "pulsed_dye",
    "q_switched",
    "fractional_ablative",
    "full_field_ablative",
)
"""Families by how careful the days after are: where wounds lie open they decide."""


def _collagen(followed: Followed, body: Body, days: Sequence[int]) -> Trace | None:
    if followed.collagen is None:
        return None
    dermis = body.question.usual.surroundings.thickness[:, [PAPILLARY, UPPER_RETICULAR, RETICULAR]].sum(axis=1)
    gain = 100.0 * (followed.collagen.ripe + followed.collagen.new) / dermis
    return trace(gain, days) if float(gain.max()) >= _LEAST_COLLAGEN_PERCENT else None


def _improvement(followed: Followed, body: Body, days: Sequence[int]) -> Improvement | None:
    """What new collagen may give sun-damaged skin; only told where collagen is."""
    condition = _BESIDE.get(body.case.lesion.kind)
    if condition is None or followed.collagen is None or _collagen(followed, body, days) is None:
        return None
    bands = improvement_bands(followed.collagen, kind=condition)
    if bands is None:
        return None
    low, middle, high = (
        tuple(round(100.0 * float(edge[day]), 2) for day in days) for edge in (bands.low, bands.middle, bands.high)
    )
    return Improvement(
        condition=condition,
        low_percent=low,
        middle_percent=middle,
        high_percent=high,
        evidence="weak",
        text=(
            "What heat in the dermis may give the texture of sun-damaged skin where it was lit: a by-product, not what "
            "these sessions are for. Studies of such light differ by more than this band, few had controls, and people "
            "age on. What steps made for it would do (columns of light, resurfacing) is asked of a case of that kind."
        ),
        sources=bands.sources,
    )


def _texture(followed: Followed, body: Body, offer: Offer, days: Sequence[int]) -> Improvement | None:
    """How much less is seen of what is treated; nothing here says that it goes away."""
    kind, strategy = body.case.lesion.kind, offer.strategy
    if followed.texture is None or not (strategy.sessions or strategy.care):
        return None
    low, middle, high = np.quantile(100.0 * followed.texture[np.asarray(days)], (0.05, 0.5, 0.95), axis=1)
    ceiling = library.number("collagen/improvement", f"{kind}.ceiling")

    def told(values: Floats) -> tuple[float, ...]:
        return tuple(round(float(v), 2) for v in values)

    return Improvement(
        condition=kind,
        low_percent=told(low),
        middle_percent=told(middle),
        high_percent=told(high),
        evidence=offer.evidence if measures_of(kind)[0] == "texture" else "weak",
        text=(
            "How much less is seen of it, by the scores that doctors give to pictures; it does not go away. By what "
            f"studies leave open, no number of sessions gives more than {100 * ceiling.low:.0f} to "
            f"{100 * ceiling.high:.0f} %. New collagen ripens over half a year. The band holds 90 of 100 skins."
        ),
        sources=texture_sources(kind, strategy.care),
    )


_BESIDE: Mapping[LesionKind, LesionKind] = {"solar_lentigo": "photoageing"}
"""Conditions of the dermis that go with a lesion of the epidermis, by the sun that made both."""

_LEAST_COLLAGEN_PERCENT = 0.1
"""New collagen below this share of the dermis is not told."""


def _shown(horizon: int) -> tuple[int, ...]:
    """Days on which colours are drawn."""
    return tuple(day for day in (0, 3, 14, 42, 84, 182, 365, 730) if day <= horizon)
