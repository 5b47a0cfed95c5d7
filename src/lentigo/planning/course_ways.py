"""Strategies of sessions by the library's ways of light: as many as a way takes, with what has a setting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.domain.course import NotOffered
from lentigo.domain.plain_words import opened, spoken
from lentigo.domain.plan import Plan, Window
from lentigo.domain.strategy import Evidence
from lentigo.domain.strategy_template import StrategyTemplate
from lentigo.domain.ways import Way

__all__ = ["Sessions", "by_ways", "closed_ways"]

MOST_DEVICES: Final = 3
"""Devices that are compared: more would be a list, not a comparison."""
_WORST_FIRST: Final[tuple[Evidence, ...]] = ("model_only", "weak", "moderate", "strong")
_LONGEST_TITLE: Final = 80
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Sessions:
    """A template whose sessions are known, and with which devices they are done."""

    template: StrategyTemplate
    devices: tuple[str, ...]
    """In the order in which they follow each other in one visit."""


def by_ways(template: StrategyTemplate, plan: Plan, *, kind: LesionKind) -> tuple[Sessions, ...]:
    """The strategies that a template stands for with what is at hand; none where nothing has a setting.

    Parameters
    ----------
    template : StrategyTemplate
        With ``by_way``.
    plan : Plan
        Of the day of the first session.
    kind : str
        Kind of lesion.
    """
    found = _open_ways(plan, kind)
    if template.by_way == "together":
        # Vessels before columns: light must reach them through skin that is whole.
        vessels = next((one for one in found if one[1].goal == "vessels"), None)
        columns = next((one for one in found if one[1].goal == "columns"), None)
        if vessels is None or columns is None:
            return ()
        return (_course(template, (vessels, columns)),)
    if template.by_way == "first":
        return tuple(_course(template, (one,)) for one in found[:1])
    shared = [way.title for _, way in found]
    return tuple(_course(template, (one,), told_apart=shared.count(one[1].title) > 1) for one in found[:MOST_DEVICES])


def closed_ways(plan: Plan, *, kind: LesionKind) -> tuple[NotOffered, ...]:
    """Devices at hand whose way suits the lesion and which have no setting, with what stands against each.

    Parameters
    ----------
    plan : Plan
        Of the day of the first session.
    kind : str
        Kind of lesion.
    """
    done = {window.device for window, _ in _open_ways(plan, kind)}
    names = {device.id: device.name for device in plan.devices}
    found: dict[str, NotOffered] = {}
    for window in plan.windows:
        way = library.way_for(kind, family=window.family, wavelength_nm=window.wavelength_nm)
        if window.device in done or window.device in found or way is None:
            continue
        found[window.device] = NotOffered(
            title=f"{way.title}: {names[window.device]}",
            because=f"The plan gives it no setting: {_ended(window.binds)}",
            sources=(),
        )
    return tuple(found.values())


def _open_ways(plan: Plan, kind: LesionKind) -> list[tuple[Window, Way]]:
    """The first window with a setting of each device whose way is known, in the plan's order."""
    found: dict[str, tuple[Window, Way]] = {}
    for window in plan.windows:
        if window.recommended is None or window.device in found:
            continue
        way = library.way_for(kind, family=window.family, wavelength_nm=window.wavelength_nm)
        if way is not None:
            found[window.device] = (window, way)
    return list(found.values())


def _course(template: StrategyTemplate, chosen: Sequence[tuple[Window, Way]], *, told_apart: bool = False) -> Sessions:
    ways = [way for _, way in chosen]
    sessions = min(way.sessions_high for way in ways)
    named = " then ".join(way.title if place == 0 else opened(way.title) for place, way in enumerate(ways))
    if told_apart:
        named = opened(spoken(chosen[0][0].device), capital=True)
    count = "one session" if sessions == 1 else f"{sessions} sessions"
    title = template.title.format(way=opened(named), sessions=count)
    evidence = min((way.evidence for way in ways), key=_WORST_FIRST.index) if len(ways) == 1 else "model_only"
    sources: Iterator[str] = (key for way in ways for key in way.sources)
    return Sessions(
        template=replace(
            template,
            name=f"{template.name}_{chosen[0][0].device}"[:_LONGEST_NAME],
            title=opened(title, capital=True)[:_LONGEST_TITLE],
            sessions=sessions,
            interval_days=max(7, round(7 * max(way.interval_weeks for way in ways))),
            evidence=evidence if template.evidence == "strong" else _weaker(evidence, template.evidence),
            evidence_text=" ".join(
                dict.fromkeys((*(_ended(way.evidence_text) for way in ways), template.evidence_text))
            ).strip(),
            sources=tuple(dict.fromkeys((*sources, *(key for key in template.sources if key != "assumed")))),
        ),
        devices=tuple(window.device for window, _ in chosen),
    )


def _weaker(one: Evidence, other: Evidence) -> Evidence:
    return min(one, other, key=_WORST_FIRST.index)


def _ended(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
