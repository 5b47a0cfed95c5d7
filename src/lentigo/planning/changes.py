"""What rules change in a plan: each with what it asks for, and what the plan has done about it by itself.

A rule's effects are obeyed where they are computed (caps, coolings, skins, test spots); here they are told, with the
numbers of the plan at hand. What a rule asks for beyond its effects is for people to do, and stands as its action.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from lentigo import library
from lentigo.domain.dials import dialled
from lentigo.domain.plan import Effect, Plan, PlanChange, Reason, Window
from lentigo.screening import BLOCKING

__all__ = ["changes_of", "told_changes"]


def told_changes(plan: Plan) -> Plan:
    """The plan with the rules that change it."""
    return replace(plan, changes=changes_of(plan))


def changes_of(plan: Plan) -> tuple[PlanChange, ...]:
    """Every rule that changes the plan, in the order of the screening.

    A rule that needs a written reason counts where it has effects, overridden or not: a written reason lets one go on,
    and takes back none of them.
    """
    found: dict[tuple[str, str], PlanChange] = {}
    for reason in plan.screening.reasons:
        if reason.verdict in BLOCKING or not (reason.verdict == "MODIFY" or reason.effects):
            continue
        done = tuple(said for effect in reason.effects if (said := _TOLD[effect](plan, reason)))
        change = PlanChange(rule=reason.rule, title=reason.title, action=reason.action, done=done, scope=reason.scope)
        found.setdefault((reason.rule, reason.action), change)
    return tuple(found.values())


def _windows(plan: Plan, reason: Reason) -> list[Window]:
    """The computed windows that a reason touches, best first."""
    return [w for w in plan.windows if not reason.scope or f"{w.device}/{w.handpiece}" in reason.scope]


def _no_cooling(plan: Plan) -> str:
    cooled = [d.name for d in plan.devices if all(cooling.method != "none" for cooling in d.coolings)]
    left_out = f" Left out, for nothing switches their cooling off: {_listed(cooled)}." if cooled else ""
    said = "Every window is computed without cooling." if plan.windows else "Nothing that cools the skin is computed."
    return said + left_out


def _mild_endpoint(plan: Plan, reason: Reason) -> str:
    touched = _windows(plan, reason)
    if not touched:
        return ""
    said = "The endpoint to look for is the mild one"
    names = {device.id: device.name for device in plan.devices}
    bounds = [
        f"{dialled(cap.fluence_j_cm2, window)} on {names.get(window.device, window.device)}, {window.handpiece}"
        for window in touched
        for cap in window.caps
        if cap.name == "endpoint"
    ]
    # Whoever must wait, or needs a written reason first, is shown no number to dial.
    shown = bounds and plan.decision in ("setting", "no_window")
    return f"{said}. That caps the dial at {_listed(bounds)}; other caps may lie lower." if shown else f"{said}."


def _test_spots_first(plan: Plan) -> str:
    spots = plan.test_spots
    if spots is None or not spots.needed:
        return ""
    levels = _listed(dialled(level.setting.fluence_j_cm2, level.setting) for level in spots.levels)
    return f"Test spots come before a treatment, at {levels}."


def _late_reading(plan: Plan) -> str:
    late = next((one for one in plan.test_spots.readings if one.name == "late"), None) if plan.test_spots else None
    if late is None or plan.test_spots is None:
        return ""
    days = (late.from_day - plan.test_spots.day).days
    return f"Test spots are read for the last time {days / 7:g} weeks after them, from {late.from_day:%-d %B %Y} on."


def _darker_colour(plan: Plan) -> str:
    skin = plan.skin
    if skin is None:
        return ""
    return f"Limits are computed for ITA {skin.ita_adverse_deg:.0f}°, the dark end of ITA {skin.ita_deg:.0f}°."


def _dark_marks(plan: Plan) -> str:
    odds = library.number("limits/dark_marks", "odds_after_previous").value
    if not plan.windows:
        return ""
    return f"The odds of dark marks are multiplied by {odds:g} in every window, which lowers the limit for them."


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    return every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}"


_TOLD: Final[Mapping[Effect, Callable[[Plan, Reason], str]]] = {
    "no_cooling": lambda plan, _: _no_cooling(plan),
    "mild_endpoint": _mild_endpoint,
    "test_spots_first": lambda plan, _: _test_spots_first(plan),
    "late_reading": lambda plan, _: _late_reading(plan),
    "darker_colour_counts": lambda plan, _: _darker_colour(plan),
    "dark_marks_likelier": lambda plan, _: _dark_marks(plan),
}
