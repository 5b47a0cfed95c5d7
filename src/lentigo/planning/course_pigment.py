"""One strategy's melanin, wounds and collagen, day by day in every sampled skin: sessions, care and light together.

A session is a step of a fold: what it leaves behind depends on what the days before it, with their light, their drugs
and the earlier sessions, have made of the lesion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.case import Case
from lentigo.domain.numerics import Numerics
from lentigo.domain.strategy import ProtectionWish, Strategy, SunHabits
from lentigo.physics.collagen import CollagenHistory, collagen_course
from lentigo.physics.healing import HealingHistory, HealingTimes, healing_course, healing_times
from lentigo.physics.injury import Injury
from lentigo.physics.pigment import (
    AROUND,
    LESION,
    PigmentConstants,
    PigmentCourse,
    PigmentDrivers,
    PigmentStart,
    pigment_course,
)
from lentigo.planning.compose_care import (
    care_drivers,
    exposure_share,
    light_drivers,
    pigment_constants,
    protection_from,
)
from lentigo.planning.course_colour import dermal_unit, lesion_melanin
from lentigo.planning.course_measures import measures_of
from lentigo.planning.course_sessions import SessionPhysics, SessionResult
from lentigo.planning.course_texture import texture_gain
from lentigo.planning.course_vessels import VesselCourse, vessel_course
from lentigo.planning.healing import collagen_constants, healing_constants, healing_deviates, healing_pace
from lentigo.planning.numbed_skin import cream_of_visit
from lentigo.planning.question import Question
from lentigo.planning.sample import QUANTITIES, deviates

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Body:
    """What the days act on: the sampled skins of a case, and the laws by which their pigment moves."""

    case: Case
    question: Question
    start: date
    sun: SunHabits
    horizon_days: int
    """How far the person is told."""
    last_day: int
    """How far it is followed, so that return after the last step can be told."""
    laws: PigmentConstants
    contrast: Floats
    """(N,) epidermal melanin of the lesion over the skin around [1]."""
    dermal: Floats
    """(N,) dermal melanin of the lesion over the epidermal melanin around [1]."""
    dermal_unit: Floats
    """(N,) the same for a dermal lesion of the library [1]."""
    ita_deg: Floats
    """(N,) of the skin around [degrees]."""
    pace: Floats
    """(N,) how slowly each heals [1]."""
    without_steps: dict[tuple[ProtectionWish, ...], Floats] = field(default_factory=dict, init=False, repr=False)
    """(T, N) share of the extra melanin under a protection alone, once it has been asked for [1]."""

    @property
    def time(self) -> Floats:
        """(T,) daily, from the first to the last day [s]."""
        days: Floats = np.arange(self.last_day + 1, dtype=np.float64) * units.day
        return days


@dataclass(frozen=True, slots=True)
class Followed:
    """One strategy in N skins over T days."""

    pigment: PigmentCourse
    reaction: Floats
    """(H, N) melanin of the lesion that the sessions' inflammation has driven, to the horizon; relative to around on
    the first day [1]."""
    first_reaction: Floats
    """(N,) its height after the first session, had it been the only one [1]."""
    healing: tuple[HealingHistory, ...]
    times: tuple[HealingTimes, ...]
    collagen: CollagenHistory | None
    sessions: tuple[SessionResult, ...]
    excess_before: tuple[Floats, ...]
    """(N,) share of the extra melanin left before each session [1]."""
    epidermal: Floats
    """(T, 2, N) melanin that is seen, with what is dead and not yet shed; relative to around on the first day [1]."""

    vessels: VesselCourse | None
    """Where redness is a measure."""
    texture: Floats | None
    """(T, N) how much less is seen of a change of the dermis, where that is a measure [1]."""
    without: Floats
    """(T, N) the share of the extra melanin that would be left under the same protection, without sessions and care
    [1]."""

    @property
    def excess_share(self) -> Floats:
        """(T, N) extra melanin that is seen, over that before anything was done; 0 where there was none [1]."""
        seen = self.epidermal + self.pigment.dermal
        first = self.pigment.start_epidermal + self.pigment.start_dermal
        excess = seen[:, LESION] - seen[:, AROUND]
        start = np.broadcast_to(first[LESION] - first[AROUND], excess.shape)
        share: Floats = np.divide(excess, start, out=np.zeros_like(excess), where=start != 0.0)
        return share


def body_of(
    case: Case, question: Question, *, sun: SunHabits, horizon_days: int, last_day: int, numerics: Numerics
) -> Body:
    """The sampled skins of a case with the laws of their pigment, each constant drawn within its range."""
    sample = question.usual
    count = sample.surroundings.count
    unit = dermal_unit(sample.surroundings.thickness, sample.melanin_column)
    ratio = sample.lesion_column / sample.melanin_column
    contrast, dermal = lesion_melanin(ratio, kind=case.lesion.kind, depth=question.depth, unit=unit)
    z = deviates(count, numerics.seed)
    laws = pigment_constants(
        case.lesion.kind, site=case.skin.site, age_years=case.person.age_years, count=count, seed=numerics.seed
    )
    return Body(
        case=case,
        question=question,
        start=case.assessed,
        sun=sun,
        horizon_days=horizon_days,
        last_day=max(last_day, horizon_days),
        laws=laws,
        contrast=contrast,
        dermal=dermal,
        dermal_unit=unit,
        ita_deg=question.estimate.ita(z[:, list(QUANTITIES).index("ita")], adverse=False),
        pace=healing_pace(case.skin.site, healing_deviates(count)),
    )


def follow(
    body: Body,
    strategy: Strategy,
    *,
    physics: Callable[[str | None], SessionPhysics],
    tick: Callable[[], None],
) -> Followed:
    """One strategy, from the first day to the horizon.

    Parameters
    ----------
    body : Body
        The sampled skins.
    strategy : Strategy
        Sessions in the order of their days, care and protection.
    physics : callable
        The light of a device, by its id; the plan's first for none.
    tick : callable
        Called after each session; may raise ``Cancelled``.
    """
    time = body.time
    count = body.contrast.size
    drivers, start = _drivers(body, strategy)
    inside: list[tuple[int, Injury]] = []
    beside: list[tuple[int, Injury]] = []
    healing: list[HealingHistory] = []
    times: list[HealingTimes] = []
    results: list[SessionResult] = []
    left: list[Floats] = []
    inflamed, inflamed_around = np.zeros((time.size, count)), np.zeros((time.size, count))
    first = (inflamed, inflamed_around)

    constants = healing_constants()
    for number, wish in enumerate(strategy.sessions):
        until = wish.day + 1
        before = pigment_course(
            start,
            time=time[:until],
            drivers=_with(drivers, inflamed, inflamed_around, until=until),
            constants=body.laws,
            injuries=inside,
            injuries_around=beside,
        )
        excess = np.nan_to_num(before.excess_share[-1], nan=0.0)
        left.append(excess)
        cream, on_wound = cream_of_visit(strategy, number)
        result = (
            physics(wish.device)
            .numbed(cream, on_wound=on_wound)
            .session(
                number=number,
                share=wish.setting_share,
                passes=wish.passes,
                excess_left=np.clip(excess, 0.0, 1.0),
                area_cm2=body.case.lesion.area_cm2,
            )
        )
        results.append(result)
        inside.append((wish.day, result.inside))
        beside.append((wish.day, result.beside))
        since = time - time[wish.day]
        seen = healing_course(since, injury=result.inside, pace=body.pace, constants=constants)
        around = healing_course(since, injury=result.beside, pace=body.pace, constants=constants)
        if number == 0:
            first = (seen.inflammation, around.inflammation)
        healing.append(seen)
        times.append(healing_times(result.inside, pace=body.pace, constants=constants))
        inflamed += seen.inflammation
        inflamed_around += around.inflammation
        tick()

    calm = (np.zeros((time.size, count)),) * 2

    def run(signals: tuple[Floats, Floats], *, kept: int = len(strategy.sessions), until: int = time.size) -> Floats:
        return _lesion(course_with(signals, kept=kept, until=until))

    def course_with(signals: tuple[Floats, Floats], *, kept: int, until: int) -> PigmentCourse:
        return pigment_course(
            start,
            time=time[:until],
            drivers=_with(drivers, *signals, until=until),
            constants=body.laws,
            injuries=inside[:kept],
            injuries_around=beside[:kept],
        )

    made = course_with((inflamed, inflamed_around), kept=len(inside), until=time.size)
    # Against the same wounds without their inflammation; what a cream irritates is in both.
    told = min(body.horizon_days + 1, time.size)
    reaction = _lesion(made)[:told] - run(calm, until=told) if inside else np.zeros((told, count))
    alone = reaction
    if len(inside) > 1:
        until = min(strategy.sessions[0].day + REACTION_DAYS, time.size)
        alone = run(first, kept=1, until=until) - run(calm, kept=1, until=until)
    collagen = dermis_after(body, strategy, [injury for _, injury in inside])
    measures = measures_of(body.case.lesion.kind)
    vessels = vessels_after(body, strategy, results) if "redness" in measures else None
    epidermal = _not_shed(made, times, [wish.day for wish in strategy.sessions], time)
    return Followed(
        pigment=made,
        reaction=reaction,
        first_reaction=alone.max(axis=0),
        healing=tuple(healing),
        times=tuple(times),
        collagen=collagen,
        sessions=tuple(results),
        excess_before=tuple(left),
        epidermal=epidermal,
        without=_without(body, strategy),
        vessels=vessels,
        texture=(
            texture_gain(
                body.case.lesion.kind,
                count=count,
                days=time.size,
                seed=body.question.numerics.seed,
                collagen=collagen,
                care=strategy.care,
            )
            if "texture" in measures
            else None
        ),
    )


def vessels_after(
    body: Body, strategy: Strategy, results: Sequence[SessionResult], *, days: int | None = None
) -> VesselCourse:
    """The lesion's vessels through the first sessions; light on the dermis alone leaves them as they are.

    Parameters
    ----------
    body : Body
        The sampled skins.
    strategy : Strategy
        Its sessions have the days.
    results : sequence of SessionResult
        Of as many of them as are counted.
    days : int, optional
        How many days are followed; all that are known.
    """
    return vessel_course(
        body.case.lesion.kind,
        body.question.usual,
        days=body.time.size if days is None else days,
        seed=body.question.numerics.seed,
        sessions=[
            (wish.day, result.vessels_kept, result.vessels_weight)
            for wish, result in zip(strategy.sessions, results, strict=False)
            if result.vessels_kept is not None
        ],
    )


def _without(body: Body, strategy: Strategy) -> Floats:
    """(T, N) the share of the extra melanin under the protection of a strategy alone [1]."""
    known = body.without_steps
    if strategy.protection not in known:
        drivers, start = _drivers(body, replace(strategy, sessions=(), care=()))
        course = pigment_course(start, time=body.time, drivers=drivers, constants=body.laws)
        known[strategy.protection] = np.nan_to_num(course.excess_share, nan=0.0)
    return known[strategy.protection]


REACTION_DAYS = 150
"""Days within which the melanin that one session drives has passed its height."""


def _lesion(course: PigmentCourse) -> Floats:
    """(T, N) all melanin of the lesion [1]."""
    total: Floats = course.epidermal[:, LESION] + course.dermal[:, LESION]
    return total


_SHED_POWER = 8.0
"""How suddenly crusts come off, as in the laws of healing [1]."""
_LEAST_SHED = 4 * units.day
"""Melanin that was broken without a crust fades in days [s]."""


def _not_shed(pigment: PigmentCourse, times: Sequence[HealingTimes], sessions: Sequence[int], time: Floats) -> Floats:
    """Melanin that is seen: what a session has destroyed stays in sight until the crust is off."""
    seen = pigment.epidermal.copy()
    for day in sorted(set(sessions)):
        # Two steps on one day are one wound, whose crust is off when the slower of the two would be.
        shed = np.maximum.reduce([one.crust_shed for one, when in zip(times, sessions, strict=True) if when == day])
        before = pigment.removed[day - 1] if day else np.zeros_like(pigment.removed[0])
        destroyed = pigment.removed[day] - before
        since = np.maximum(time - time[day], 0.0)[:, None] / np.maximum(shed, _LEAST_SHED)
        kept = (time >= time[day])[:, None] / (1.0 + np.minimum(since, 1e3) ** _SHED_POWER)
        seen += kept[:, None, :] * destroyed
    return seen


def dermis_after(
    body: Body, strategy: Strategy, inside: Sequence[Injury], *, days: int | None = None
) -> CollagenHistory | None:
    """New collagen after the sessions, less what the sun takes of it; none without a session.

    Parameters
    ----------
    body : Body
        The sampled skins.
    strategy : Strategy
        Days of its sessions, and its sunscreen.
    inside : sequence of Injury
        What each session leaves behind in the lesion.
    days : int, optional
        How many days are followed; all that are known.
    """
    if not inside:
        return None
    share = exposure_share(body.sun.behaviour, site=body.case.skin.site, covered=body.sun.covered)
    # Long ultraviolet reaches the dermis.
    let_through = np.asarray(protection_from(strategy.protection, days=body.time.size).uva)[:, 0]
    time = body.time[:days]
    return collagen_course(
        time,
        injuries=[(wish.day, injury) for wish, injury in zip(strategy.sessions, inside, strict=True)],
        constants=collagen_constants(),
        sun=np.clip(share * let_through[: time.size], 0.0, 1.0),
    )


def _drivers(body: Body, strategy: Strategy) -> tuple[PigmentDrivers, PigmentStart]:
    """What light and drugs do day by day, and the balance in which the course begins."""
    days = body.time.size
    light, before = light_drivers(
        first_day_of_year=body.start.timetuple().tm_yday,
        days=days,
        latitude_deg=body.sun.latitude_deg,
        behaviour=body.sun.behaviour,
        covered=body.sun.covered,
        site=body.case.skin.site,
        ita_deg=body.ita_deg,
        protection=protection_from(strategy.protection, days=days),
    )
    uses: Sequence[tuple[str, float | None, float, float, float]] = [
        (wish.drug, wish.strength_percent, wish.applications_per_day, float(wish.from_day), float(wish.to_day))
        for wish in strategy.care
    ]
    cared = care_drivers(uses, time=body.time, count=body.contrast.size, seed=body.question.numerics.seed)
    return (
        PigmentDrivers(light=light, **cared),
        PigmentStart(contrast=body.contrast, dermal=body.dermal, light=before),
    )


def _with(drivers: PigmentDrivers, inflamed: Floats, around: Floats, *, until: int) -> PigmentDrivers:
    """The drivers of the first days, with the inflammation of wounds."""
    acting = {field.name: np.asarray(getattr(drivers, field.name)) for field in fields(drivers)}
    # Rows of days are cut; what holds for all days, or for each skin, stays.
    cut = {name: values[:until] if values.ndim == 2 else values for name, values in acting.items()}
    cut["inflammation"] = cut["inflammation"] + inflamed[:until]
    cut["inflammation_around"] = cut["inflammation_around"] + around[:until]
    return PigmentDrivers(**cut)
