"""Days between the sessions of a course: not before healing and the rules allow, and no later than need be."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.course import NotOffered
from lentigo.domain.device import Device
from lentigo.domain.plan import Plan
from lentigo.domain.strategy import Strategy
from lentigo.domain.strategy_template import StrategyTemplate
from lentigo.physics.healing import healing_times
from lentigo.planning.aftercare import aftercare
from lentigo.planning.course_sessions import SessionPhysics
from lentigo.planning.delivered import interval_weeks
from lentigo.planning.estimate import measured_ita
from lentigo.planning.healing import healing_constants, healing_deviates, healing_pace
from lentigo.planning.spot_dates import DARK_CLASSES

__all__ = ["interval", "marks_easily", "too_soon"]

GENTLE_ONLY: Final = ("melasma",)
"""Lesions whose light must not whiten and is given at short intervals: dark marks are not waited for."""

RULE: Final = "DV-15"

CAP: Final = "DX-10"
MOST_GENTLE: Final = 10
"""Sessions that this rule allows at most."""


def interval(case: Case, plan: Plan, template: StrategyTemplate, *, physics: SessionPhysics) -> tuple[int, str]:
    """Days between sessions, and why.

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
    """
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
        days = max(template.interval_days, ruled, healed)
        return days, (
            f"Sessions every {days} days, as gentle light is given; rule {RULE} asks for {ruled} days at least, and "
            f"the slowest 5 of 100 skins have healed by day {healed}. Dark marks come two to six weeks later: look for "
            "them before each next session."
        )
    after = aftercare(first, site=case.skin.site, family=physics.family, marks_easily=marks_easily(case), session=None)
    healed = max(after.when("next_session").allowed_after_days, ruled)
    if template.interval_days != "after_healing":
        days = max(template.interval_days, healed)
        return days, f"Sessions every {days} days: custom, and not before day {healed}, when skin has healed."
    days = 7 * math.ceil(healed / 7)
    waited = ", dark marks would have shown" if marks_easily(case) else ""
    return days, (
        f"Sessions {days // 7} weeks apart: by day {healed} the slowest 5 of 100 skins have healed{waited}, and rule "
        f"{RULE} allows the next one. Waiting longer gains nothing and gives pigment time to return."
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
