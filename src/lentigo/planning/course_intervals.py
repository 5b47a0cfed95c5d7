"""Days between the sessions of a course: not before healing and the rules allow, and as long as waiting is worth it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.course import NotOffered
from lentigo.domain.device import Device
from lentigo.domain.plan import Finding, Plan
from lentigo.domain.strategy import ProtectionWish, Strategy
from lentigo.domain.strategy_template import StrategyTemplate
from lentigo.physics.healing import healing_times
from lentigo.planning.aftercare import aftercare
from lentigo.planning.course_measures import measures_of
from lentigo.planning.course_outcome import READ_AFTER
from lentigo.planning.course_sessions import SessionPhysics
from lentigo.planning.course_waits import Waits, WaitStore
from lentigo.planning.delivered import interval_weeks
from lentigo.planning.estimate import measured_ita
from lentigo.planning.healing import healing_constants, healing_deviates, healing_pace
from lentigo.planning.spot_dates import DARK_CLASSES

__all__ = ["FEWEST_SKINS", "Interval", "chosen", "interval", "marks_easily", "too_soon"]

Floats = NDArray[np.float64]

_INTERVAL = "course/interval"

GENTLE_ONLY: Final = ("melasma",)
"""Lesions whose light must not whiten and is given at short intervals: dark marks are not waited for."""

RULE: Final = "DV-15"

CAP: Final = "DX-10"
MOST_GENTLE: Final = 10
"""Sessions that this rule allows at most."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Days between the sessions of a strategy, and why."""

    days: int
    findings: tuple[Finding, ...]


def interval(
    case: Case,
    plan: Plan,
    template: StrategyTemplate,
    *,
    physics: SessionPhysics,
    store: WaitStore,
    protection: tuple[ProtectionWish, ...],
    horizon_days: int,
) -> Interval:
    """The interval between healing and return that leaves least, and the reasons in numbers.

    Not before the slowest 5 of 100 skins have healed, the rules allow it and, where skin marks easily, dark marks would
    have come. From there on in whole weeks every interval is followed: one that keeps dark marks within what is
    accepted, and leaves least of the extra melanin; the shortest of those that hardly differ.

    Parameters
    ----------
    case : Case
        Of today.
    plan : Plan
        Of the day of the first session.
    template : StrategyTemplate
        With the days that studies took, if they took any.
    physics : SessionPhysics
        Of the plan's first setting: what a first session leaves behind.
    store : WaitStore
        What waiting comes to, for all strategies of the case.
    protection : tuple of ProtectionWish
        The strategy's sunscreen.
    horizon_days : int
        No interval is chosen that leaves a session out which a shorter one would have room for.
    """
    least = _least(case, plan, template, physics=physics)
    by_pigment = _weighed_by_pigment(case, physics)
    start = least.days if by_pigment else 7 * math.ceil(least.days / 7)
    days = _candidates(start, template, horizon_days=horizon_days)
    known = store.of(
        physics, share=template.setting_share, days=days, sessions=template.sessions, protection=protection
    )
    if not by_pigment:
        place = _shortest_kept(known, accepted=case.caps.dark_mark_percent / 100.0)
        text = " ".join((_apart(days[place]), least.text, _weighed_by_marks(known, place)))
        return Interval(days=days[place], findings=(Finding(topic="model", text=text), *_too_few(physics)))
    place = chosen(known, accepted=case.caps.dark_mark_percent / 100.0)
    return Interval(
        days=days[place],
        findings=(
            Finding(topic="model", text=" ".join((_apart(days[place]), least.text, _weighed(known, place)))),
            *_against_return(known, days[place]),
            *_too_few(physics),
        ),
    )


def _weighed_by_pigment(case: Case, physics: SessionPhysics) -> bool:
    """Whether waiting is held against the return of pigment: where the lesion is that, and the light is aimed at it."""
    return measures_of(case.lesion.kind)[:1] == ("pigment",) and physics.goal not in ("vessels", "collagen")


def _shortest_kept(known: Waits, *, accepted: float) -> int:
    """Place of the shortest interval that keeps dark marks within what is accepted; of the one with fewest else."""
    hardly = library.number(_INTERVAL, "dark_marks_matter_share").value
    kept = known.dark_marks <= max(accepted, known.dark_marks_alone) + hardly
    if kept.any():
        return int(np.argmax(kept))
    # Marks that hardly differ are not waited for.
    return int(np.argmax(known.dark_marks <= known.dark_marks.min() + hardly))


def _weighed_by_marks(known: Waits, place: int) -> str:
    """Why no longer and no shorter wait, in numbers of dark marks."""
    fewer, shown = (f"{round(100 * float(known.dark_marks[k]))}" for k in (-1, place))
    slowly = "Closed vessels return slowly and new collagen is lost slowly, so that waiting costs little else but time."
    if len(known.days) == 1:
        return f"No longer wait was weighed. {slowly}"
    if place == 0:
        told = "as many" if fewer == shown else f"{fewer} instead of {shown}"
        return f"After {_long(known.days[-1])} {told} of 100 skins would have marked. {slowly}"
    first = f"{round(100 * float(known.dark_marks[0]))}"
    return (
        f"That wait is for dark marks: {shown} of 100 skins would have marked in the whole course instead of {first} "
        f"after {_long(known.days[0])}. {slowly}"
    )


@dataclass(frozen=True, slots=True)
class _Least:
    """The days before which no next session is planned, and what for."""

    days: int
    text: str


def _least(case: Case, plan: Plan, template: StrategyTemplate, *, physics: SessionPhysics) -> _Least:
    used = replace(physics.combination.device, handpieces=(physics.combination.handpiece,))
    ruled = math.ceil(7.0 * interval_weeks(plan.case, (used,)))
    first = physics.session(
        number=0,
        share=template.setting_share,
        passes=1,
        excess_left=np.ones(physics.question.numerics.skins),
        area_cm2=case.lesion.area_cm2,
    ).inside
    if template.interval_days != "after_healing" and case.lesion.kind in GENTLE_ONLY:
        pace = healing_pace(case.skin.site, healing_deviates(first.count))
        healing = healing_times(first, pace=pace, constants=healing_constants())
        healed = math.ceil(float(np.quantile(healing.healed, 0.95)) / units.day)
        return _Least(
            days=max(template.interval_days, ruled, healed),
            text=(
                f"Studies gave gentle light every {template.interval_days} days; rule {RULE} asks for {ruled} days at "
                f"least, and the slowest 5 of 100 skins have healed by day {healed}. Dark marks come two to six weeks "
                "later: look for them before each next session."
            ),
        )
    after = aftercare(first, site=case.skin.site, family=physics.family, marks_easily=marks_easily(case), session=None)
    healed = max(after.when("next_session").allowed_after_days, ruled)
    waited = ", dark marks would have shown" if marks_easily(case) else ""
    text = (
        f"Not before day {healed}: by then the slowest 5 of 100 skins have healed{waited}, and rule {RULE} allows the "
        "next one."
    )
    if template.interval_days == "after_healing":
        return _Least(days=7 * math.ceil(healed / 7), text=text)
    return _Least(
        days=max(template.interval_days, healed),
        text=f"{text} Custom waits {template.interval_days} days.",
    )


def _candidates(least: int, template: StrategyTemplate, *, horizon_days: int) -> tuple[int, ...]:
    """Intervals to weigh: the least one, and whole weeks more, while every session has room."""
    longest = 7 * int(library.number(_INTERVAL, "longest_weeks").value)
    room = (horizon_days - template.first_day) // max(template.sessions - 1, 1)
    return tuple(range(least, max(min(longest, room), least) + 1, 7))


def chosen(known: Waits, *, accepted: float) -> int:
    """Place of the interval to take, among those that were followed.

    Parameters
    ----------
    known : Waits
        Intervals from the least allowed one on, shortest first.
    accepted : float
        Chance of dark marks that is accepted [1]. Several sessions may pass it, or what one alone gives, by hardly
        anything; where no interval keeps to that, the longest is taken.
    """
    hardly = library.number(_INTERVAL, "dark_marks_matter_share").value
    kept = known.dark_marks <= max(accepted, known.dark_marks_alone) + hardly
    first = int(np.argmax(kept)) if kept.any() else len(known.days) - 1
    matters = library.number(_INTERVAL, "matters_share").value
    left = known.left[first:]
    return first + int(np.argmax(left <= left.min() + matters))


def _apart(days: int) -> str:
    return f"Sessions {days // 7} weeks apart." if days % 7 == 0 else f"Sessions every {days} days."


def _weighed(known: Waits, place: int) -> str:
    """What the interval was weighed against, in numbers."""
    if len(known.days) == 1:
        return (
            "No longer wait was weighed: it is as long as custom goes, or the time that is followed has no room; "
            f"{_instead(known, 0, 0)}."
        )
    matters = 100 * library.number(_INTERVAL, "matters_share").value
    if place == 0:
        return (
            f"Waiting longer was weighed and gains too little: after {_long(known.days[-1])} instead, "
            f"{_instead(known, -1, 0)}. Less than {matters:g} % of the melanin is not waited for (assumed)."
        )
    return f"To wait for that pays: against {_long(known.days[0])}, {_instead(known, place, 0)}."


def _instead(known: Waits, one: int, other: int) -> str:
    def told(values: Floats) -> str:
        new, old = (f"{round(100 * float(values[k]))}" for k in (one, other))
        return new if new == old else f"{new} instead of {old}"

    return (
        f"{told(known.left)} % of the extra melanin would be left {READ_AFTER // 7} weeks after the last session and "
        f"{told(known.dark_marks)} of 100 skins would have marked; of what a session clears, {told(known.clearing)} % "
        f"would still be on its way out at the next one, and {told(known.back)} % back"
    )


def _long(days: int) -> str:
    return f"{days // 7} weeks" if days % 7 == 0 else f"{days} days"


def _against_return(known: Waits, days: int) -> tuple[Finding, ...]:
    """Where return would have the next session sooner than healing, rules or dark marks let it come."""
    limit = library.number(_INTERVAL, "back_share").value
    place = known.days.index(days)
    if known.back[place] <= limit:
        return ()
    over = int(np.flatnonzero(known.back_by_week > limit)[0])
    why = (
        "The next session comes when skin may bear it, not when return would want it"
        if place == 0
        else "What the wait spares or still clears weighs more"
    )
    return (
        Finding(
            topic="model",
            text=(
                f"Healing and return are at odds: {100 * known.back[place]:.0f} % of what a session clears is back "
                f"after {_long(days)}, and more than {100 * limit:g} % from week {over} on. {why}; sessions add up "
                "less."
            ),
        ),
    )


FEWEST_SKINS: Final = 32
"""Below this the slowest 5 of 100 are one skin."""


def _too_few(physics: SessionPhysics) -> tuple[Finding, ...]:
    count = physics.question.numerics.skins
    if count >= FEWEST_SKINS:
        return ()
    return (
        Finding(
            topic="limit",
            text=(
                f"Only {count} skins were sampled: the slowest 5 of 100 are then a single one, and the days between "
                f"sessions may move by weeks with another seed. Take {FEWEST_SKINS} or more."
            ),
        ),
    )


def marks_easily(case: Case) -> bool:
    """Whether the next session must wait until dark marks would have come: only a clear no shortens it."""
    measured = measured_ita(case)
    dark = measured is not None and library.ita_class(measured) in DARK_CLASSES
    return dark or case.health.previous_dark_marks.value != "no" or case.person.phototype not in ("I", "II", "III")


def too_soon(case: Case, plan: Plan, strategy: Strategy) -> NotOffered | None:
    """A strategy whose sessions lie nearer to each other than rule DV-15 allows, or are more than DX-10 allows.

    Parameters
    ----------
    case : Case
        Its skin decides how long the rule waits.
    plan : Plan
        Its first device with a setting does the sessions that name none.
    strategy : Strategy
        Sessions in the order of their days.
    """
    first: dict[str | None, Device] = {}
    for window in plan.windows:
        if window.recommended is not None and window.device not in first:
            device = next(one for one in plan.devices if one.id == window.device)
            dialled = window.recommended.setting.handpiece
            pieces = tuple(piece for piece in device.handpieces if piece.name == dialled)
            first[window.device] = replace(device, handpieces=pieces)
            first.setdefault(None, first[window.device])
    if case.lesion.kind in GENTLE_ONLY and len(strategy.sessions) > MOST_GENTLE:
        return NotOffered(
            title=strategy.title,
            because=(
                f"{len(strategy.sessions)} sessions are more than the {MOST_GENTLE} that may be planned in melasma: "
                f"many weak pulses have left pale spots that stayed ({CAP})"
            ),
            sources=_sources(CAP),
        )
    by_day: dict[int, list[Device]] = {}
    for wish in strategy.sessions:
        by_day.setdefault(wish.day, []).append(first[wish.device])
    for (day, devices), (later, _) in pairwise(by_day.items()):
        least = math.ceil(7.0 * interval_weeks(case, devices))
        if later - day < least:
            return NotOffered(
                title=strategy.title,
                because=(
                    f"The session on day {later} comes {later - day} days after the one before; after such light at "
                    f"least {least} days must pass ({RULE})"
                ),
                sources=_sources(RULE),
            )
    return None


def _sources(rule_id: str) -> tuple[str, ...]:
    return next((rule.sources for rule in library.rules() if rule.id == rule_id), ())
