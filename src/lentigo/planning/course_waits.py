"""What waiting between sessions costs and brings: every interval followed in a few skins, in steps of a week.

A longer wait lets inflammation fade and broken pigment be carried off, and lets what was cleared come back. Both are in
the laws of pigment that follow a course day by day; here the same laws go through each interval at their mean light of
the year, so that neither a summer nor a cream that ends makes one interval look better than another.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.case import Case
from lentigo.domain.strategy import ProtectionWish, SunHabits
from lentigo.physics.healing import healing_course
from lentigo.physics.injury import Injury
from lentigo.physics.pigment import (
    LESION,
    PigmentConstants,
    PigmentCourse,
    PigmentDrivers,
    PigmentStart,
    pigment_course,
)
from lentigo.planning.compose_care import light_drivers, protection_from
from lentigo.planning.course_outcome import READ_AFTER, who_marks
from lentigo.planning.course_pigment import REACTION_DAYS, Body, body_of
from lentigo.planning.course_sessions import SessionPhysics
from lentigo.planning.healing import healing_constants, healing_deviates, healing_pace

__all__ = ["FEW", "WaitStore", "Waits", "Wounds", "waits", "wounds"]

Floats = NDArray[np.float64]

FEW: Final = 64
"""Skins in which waiting is followed: the first of the sample, which fill its space evenly by themselves."""
SESSIONS: Final = 6
"""Sessions that are followed at most; later ones repeat what these show."""
STEP_DAYS: Final = 7.0
"""Length of a step, nearly."""
_INFLAMED_DAYS: Final = 84
"""Days after which nothing of a session's inflammation is left."""
_LEFT: Final = (0.0, 0.25, 0.6, 1.0)
"""Shares of the extra melanin at which a session is computed; between them its wound is read off [1]."""
_LEAST_LEFT: Final = 0.05
"""Share of the extra melanin below which nothing is divided by it."""
_YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class Waits:
    """What each of C intervals comes to."""

    days: tuple[int, ...]
    """Shortest first."""
    left: Floats
    """(C,) extra melanin left eight weeks after the last session, over what protection alone would leave; mean of the
    skins [1]."""
    dark_marks: Floats
    """(C,) share of skins with a dark mark in the whole course, of a lesion that does not return [1]."""
    dark_marks_alone: float
    """The same after one session [1]."""
    back: Floats
    """(C,) share of what the first session would have cleared by the day of the next one, and return has taken back;
    mean of the skins [1]."""
    back_by_week: Floats
    """(W,) the same at the end of each week after a session, from week 0 on [1]."""
    clearing: Floats
    """(C,) share of what the first session clears that is still to go when the next one is due; mean of the
    skins [1]."""


@dataclass(frozen=True, slots=True)
class Wounds:
    """What one session leaves behind in M skins, by how much of the lesion it meets."""

    inside: tuple[Injury, ...]
    """At each of the shares that are computed."""
    beside: Injury
    chance_dark_marks: float
    """Of one session alone [1]."""

    @property
    def count(self) -> int:
        """Number of skins."""
        return self.beside.count

    def at(self, left: Floats) -> Injury:
        """(M,) the wound inside a lesion of which a share is left [1]."""
        values = np.clip(left, 0.0, 1.0)
        nodes = np.array(_LEFT)
        below = np.clip(np.searchsorted(nodes, values, side="right") - 1, 0, nodes.size - 2)
        share = (values - nodes[below]) / (nodes[below + 1] - nodes[below])
        skins = np.arange(values.size)
        found = {}
        for field in fields(Injury):
            stacked = np.stack([getattr(one, field.name) for one in self.inside])
            found[field.name] = stacked[below, skins] * (1.0 - share) + stacked[below + 1, skins] * share
        return Injury(**found)


def wounds(physics: SessionPhysics, *, share: float, area_cm2: float) -> Wounds:
    """A session of the given share of the recommended setting, in the first skins of the sample."""
    count = physics.question.numerics.skins
    results = [
        physics.session(number=0, share=share, passes=1, excess_left=np.full(count, left), area_cm2=area_cm2)
        for left in _LEFT
    ]
    return Wounds(
        inside=tuple(_first(one.inside) for one in results),
        beside=_first(results[-1].beside),
        chance_dark_marks=results[-1].chance_dark_marks,
    )


def _first(injury: Injury) -> Injury:
    return Injury(**{field.name: getattr(injury, field.name)[:FEW] for field in fields(Injury)})


def waits(
    body: Body, wound: Wounds, *, days: Sequence[int], sessions: int, protection: tuple[ProtectionWish, ...]
) -> Waits:
    """Follow a course once for each interval.

    Parameters
    ----------
    body : Body
        The sampled skins with the laws of their pigment; the first of them are followed.
    wound : Wounds
        What a session leaves behind in those.
    days : sequence of int
        Intervals to follow, shortest first.
    sessions : int
        How many sessions there are; at least 2.
    protection : tuple of ProtectionWish
        Sunscreen, as of the strategy; care is left out.
    """
    scene = _Scene.of(body, wound, protection)
    followed = min(sessions, SESSIONS)
    idle = scene.idle(max(days) * (followed - 1) + READ_AFTER)
    first = scene.reaction(_Grid.of(STEP_DAYS, sessions=1, until=REACTION_DAYS), as_known=True).max(axis=0)
    alone = wound.chance_dark_marks
    left, marks = [], []
    for apart in days:
        grid = _Grid.of(float(apart), sessions=followed, until=READ_AFTER)
        kept = max(float(np.interp(grid.days[-1], idle.days, idle.share.mean(axis=1))), _LEAST_LEFT)
        left.append(float(scene.left(grid).mean()) / kept)
        marked, _ = who_marks(scene.reaction(grid), first=first, chance=alone, single=alone)
        marks.append(max(float(marked.mean()), alone))
    back, going, weeks = _back(scene, idle, until=max(*days, REACTION_DAYS))
    return Waits(
        days=tuple(days),
        left=np.array(left),
        dark_marks=np.array(marks),
        dark_marks_alone=alone,
        back=np.interp(days, weeks, back),
        back_by_week=back,
        clearing=np.interp(days, weeks, going),
    )


def _back(scene: _Scene, idle: _Idle, *, until: int) -> tuple[Floats, Floats, Floats]:
    """Week by week after one session: what has come back, what is still to go [1]; and the weeks [days]."""
    grid = _Grid.of(STEP_DAYS, sessions=1, until=until)
    without = np.maximum(np.interp(grid.days, idle.days, idle.share.mean(axis=1)), _LEAST_LEFT)
    # Of skins that nothing inflamed: what inflammation darkens is no return of the lesion.
    shown, still = (one.left_after_one(grid).mean(axis=1) / without for one in (scene, scene.without_return))
    cleared = 1.0 - still
    told = cleared >= _LEAST_LEFT
    back = np.divide(np.maximum(shown - still, 0.0), cleared, out=np.zeros_like(cleared), where=told)
    going = (cleared.max() - np.maximum.accumulate(cleared)) / max(float(cleared.max()), _LEAST_LEFT)
    return back, np.where(told, going, 0.0), grid.days


@dataclass(frozen=True, slots=True)
class _Grid:
    """Days of the steps: some between two sessions, then weeks until the result is read."""

    days: Floats
    """(T,)."""
    sessions: tuple[int, ...]
    """Places of the sessions among them."""

    @classmethod
    def of(cls, apart: float, *, sessions: int, until: int) -> _Grid:
        steps = max(round(apart / STEP_DAYS), 1)
        between = np.arange(steps * (sessions - 1) + 1) * (apart / steps)
        after = between[-1] + STEP_DAYS * np.arange(1, math.ceil(until / STEP_DAYS) + 1)
        return cls(days=np.concatenate([between, after]), sessions=tuple(steps * k for k in range(sessions)))


@dataclass(frozen=True, slots=True)
class _Idle:
    """The lesion under protection alone."""

    days: Floats
    """(T,)."""
    share: Floats
    """(T, M) extra melanin, over that before anything was done [1]."""


Signals = tuple[Floats, Floats]
"""(T, M) inflammation in the lesion and around it, mean of each step [1]."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """The first skins of a sample, under even light."""

    wound: Wounds
    pace: Floats
    """(M,) how slowly each heals [1]."""
    usual_pace: Floats
    """(M,) the same, as the law of dark marks was put on its scale: who heals more slowly marks sooner [1]."""
    light: Floats
    """(M,) [thresholds/day]."""
    start: PigmentStart
    laws: dict[str, Floats]

    @property
    def count(self) -> int:
        """Number of skins."""
        return self.wound.count

    @property
    def without_return(self) -> _Scene:
        """The same skins, with lesions that do not come back."""
        return replace(self, laws=self.laws | {"drive_time": np.array(np.inf)})

    @classmethod
    def of(cls, body: Body, wound: Wounds, protection: tuple[ProtectionWish, ...]) -> _Scene:
        count = wound.count
        light, before = light_drivers(
            first_day_of_year=1,
            days=_YEAR,
            latitude_deg=body.sun.latitude_deg,
            behaviour=body.sun.behaviour,
            covered=body.sun.covered,
            site=body.case.skin.site,
            ita_deg=body.ita_deg[:count],
            protection=protection_from(protection, days=_YEAR),
        )
        laws = {field.name: np.asarray(getattr(body.laws, field.name)) for field in fields(PigmentConstants)}
        return cls(
            wound=wound,
            pace=body.pace[:count],
            usual_pace=healing_pace(body.case.skin.site, healing_deviates(count)),
            light=light.mean(axis=0),
            start=PigmentStart(contrast=body.contrast[:count], dermal=body.dermal[:count], light=before),
            laws={name: value[:count] if value.ndim else value for name, value in laws.items()},
        )

    def idle(self, until: int) -> _Idle:
        """The lesion without sessions."""
        days = _Grid.of(STEP_DAYS, sessions=1, until=until).days
        return _Idle(days=days, share=_share(self._course(days, self._calm(days), (), ())))

    def left_after_one(self, grid: _Grid) -> Floats:
        """(T, M) extra melanin after one session that inflames nothing [1]."""
        whole = self.wound.inside[-1]
        return _share(self._course(grid.days, self._calm(grid.days), [(0, whole)], self._beside(grid)))

    def left(self, grid: _Grid) -> Floats:
        """(M,) extra melanin on the last day, over that before anything was done [1]."""
        inside: list[tuple[int, Injury]] = []
        signals = self._calm(grid.days)
        for place in grid.sessions:
            met = self.met(place, grid.days, signals, inside)
            inside.append((place, met))
            signals = self._with(signals, grid.days - grid.days[place], met, pace=self.pace)
        left: Floats = _share(self._course(grid.days, signals, inside, self._beside(grid)))[-1]
        return left

    def reaction(self, grid: _Grid, *, as_known: bool = False) -> Floats:
        """(T, M) melanin that the sessions' inflammation drives, relative to around on the first day [1].

        Later sessions meet what calm skin has kept of a lesion that does not come back, and no drive of its own adds to
        what inflammation makes. So the reaction grows with nothing but wounds and the time that they take to heal.
        """
        still = self.without_return
        calm = self._calm(grid.days)
        inside: list[tuple[int, Injury]] = []
        signals = calm
        for place in grid.sessions:
            met = still.met(place, grid.days, calm, inside)
            inside.append((place, met))
            pace = self.usual_pace if as_known else self.pace
            signals = self._with(signals, grid.days - grid.days[place], met, pace=pace)
        twice = pigment_course(
            PigmentStart(contrast=np.ones(2 * self.count), light=np.tile(self.start.light, 2)),
            time=grid.days * units.day,
            drivers=PigmentDrivers(light=np.tile(self.light, 2), inflammation=np.hstack([signals[0], calm[0]])),
            constants=PigmentConstants(**{n: np.tile(v, 2) if v.ndim else v for n, v in self.laws.items()}),
            injuries=[(place, _twice(met)) for place, met in inside],
        )
        lesion = twice.epidermal[:, LESION] + twice.dermal[:, LESION]
        return lesion[:, : self.count] - lesion[:, self.count :]

    def met(self, place: int, days: Floats, signals: Signals, inside: Sequence[tuple[int, Injury]]) -> Injury:
        """The wound of a session at a place, in what the earlier ones have left."""
        if not inside:
            return self.wound.inside[-1]
        beside = [(earlier, self.wound.beside) for earlier, _ in inside]
        return self.wound.at(_share(self._course(days[: place + 1], signals, inside, beside))[-1])

    def _beside(self, grid: _Grid) -> list[tuple[int, Injury]]:
        return [(place, self.wound.beside) for place in grid.sessions]

    def _course(
        self,
        days: Floats,
        signals: Signals,
        inside: Sequence[tuple[int, Injury]],
        beside: Sequence[tuple[int, Injury]],
    ) -> PigmentCourse:
        inflamed, around = (signal[: days.size] for signal in signals)
        return pigment_course(
            self.start,
            time=days * units.day,
            drivers=PigmentDrivers(light=self.light, inflammation=inflamed, inflammation_around=around),
            constants=PigmentConstants(**self.laws),
            injuries=inside,
            injuries_around=beside,
        )

    def _calm(self, days: Floats) -> Signals:
        nothing = np.zeros((days.size, self.count))
        return nothing, nothing

    def _with(self, signals: Signals, since: Floats, met: Injury, *, pace: Floats) -> Signals:
        """The signals, and those of one session more."""
        return (
            signals[0] + _inflamed(met, since, pace=pace),
            signals[1] + _inflamed(self.wound.beside, since, pace=pace),
        )


def _share(course: PigmentCourse) -> Floats:
    """(T, M) extra melanin, over that before anything was done; 0 where there was none [1]."""
    share: Floats = np.nan_to_num(course.excess_share, nan=0.0)
    return share


def _inflamed(injury: Injury, since: Floats, *, pace: Floats) -> Floats:
    """(T, M) mean inflammation of each step, from one that starts so many days after a session [1]."""
    middle = (np.arange(_INFLAMED_DAYS) + 0.5) * units.day
    daily = healing_course(middle, injury=injury, pace=pace, constants=healing_constants()).inflammation
    so_far = np.vstack([np.zeros(injury.count), np.cumsum(daily, axis=0)])
    edge = np.clip(since, 0.0, _INFLAMED_DAYS)
    below = np.minimum(edge.astype(np.intp), _INFLAMED_DAYS - 1)
    whole = so_far[below] + (edge - below)[:, None] * (so_far[below + 1] - so_far[below])
    found = np.zeros((since.size, injury.count))
    found[:-1] = np.diff(whole, axis=0) / np.diff(since)[:, None]
    return found


def _twice(injury: Injury) -> Injury:
    return Injury(**{field.name: np.tile(getattr(injury, field.name), 2) for field in fields(Injury)})


class WaitStore:
    """What waiting comes to, computed once for ways that differ in nothing that it depends on.

    Parameters
    ----------
    case : Case
        Of today.
    sun : SunHabits
        Whose mean of the year shines on every interval.
    """

    def __init__(self, case: Case, *, sun: SunHabits) -> None:
        self._case = case
        self._sun = sun
        self._bodies: dict[int, Body] = {}
        self._wounds: dict[tuple[int, float], Wounds] = {}
        self._waits: dict[tuple[int, float, int, tuple[int, ...], tuple[ProtectionWish, ...]], Waits] = {}
        self._kept: list[SessionPhysics] = []

    def of(
        self,
        physics: SessionPhysics,
        *,
        share: float,
        days: tuple[int, ...],
        sessions: int,
        protection: tuple[ProtectionWish, ...],
    ) -> Waits:
        """As :func:`waits`, of sessions with the given share of a recommended setting."""
        whose = id(physics)
        if whose not in self._bodies:
            self._kept.append(physics)  # Kept, so that its identity stays its own.
            self._bodies[whose] = body_of(
                self._case,
                physics.question,
                sun=self._sun,
                horizon_days=_YEAR,
                last_day=_YEAR,
                numerics=physics.question.numerics,
            )
        key = (whose, share, min(sessions, SESSIONS), days, protection)
        if key not in self._waits:
            if key[:2] not in self._wounds:
                self._wounds[key[:2]] = wounds(physics, share=share, area_cm2=self._case.lesion.area_cm2)
            self._waits[key] = waits(
                self._bodies[whose], self._wounds[key[:2]], days=days, sessions=sessions, protection=protection
            )
        return self._waits[key]
