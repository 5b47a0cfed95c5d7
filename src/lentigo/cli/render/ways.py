"""Which way of light comes first for which lesion, as a page of the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from rich.console import Group, RenderableType
from rich.text import Text

from lentigo.cli.cite import citation
from lentigo.cli.render.console import bullets, pairs, section
from lentigo.cli.render.course_table import EVIDENCE
from lentigo.domain.case import LesionKind
from lentigo.domain.goals import Goal
from lentigo.domain.plain_words import opened, spoken
from lentigo.domain.plan import Plan
from lentigo.domain.ways import Way
from lentigo.library.ways import ways, ways_for
from lentigo.planning.closed import STATES, shut_by
from lentigo.planning.which_way import lesion_words, way_of_window

AIMS: Final[Mapping[Goal, str]] = {
    "whitening": "melanin, which whitens",
    "no_whitening": "melanin, which must not whiten",
    "vessels": "blood vessels",
    "collagen": "a band of the dermis below a cooled surface",
    "columns": "narrow columns through the skin",
    "removal": "the whole surface, taken off to a depth",
}
"""What light is aimed at, in plain words."""


def ways_page() -> RenderableType:
    """For each kind of lesion its ways by order, with why, sessions and evidence."""
    kinds: tuple[LesionKind, ...] = tuple(dict.fromkeys(kind for way in ways() for kind in way.kinds))
    return Group(
        Text("Ways of light by lesion, the first choice first", style="bold"),
        Text("Where a rule or the physics of a skin closes one, the next that is open stands first in the plan."),
        *(_kind(kind) for kind in kinds),
        section(
            "Sources",
            pairs((key, citation(key)) for key in sorted({k for w in ways() for k in w.sources}, key=str.casefold)),
        ),
    )


def ways_first(plan: Plan) -> Iterator[RenderableType]:
    """Which way of light comes first for the lesion of a plan and why, and which of them this plan holds."""
    kind = plan.case.lesion.kind
    known = ways_for(kind)
    if not known:
        return
    state = {way.name: _state(plan, way) for way in known}
    yield section(
        "Which way of light first",
        bullets(
            Text.assemble((f"{way.order}. {way.title}. {state[way.name]}", "bold"), f" {_told(way)}") for way in known
        ),
        note=lesion_words(kind),
    )


def _state(plan: Plan, way: Way) -> str:
    """What a plan holds of a way."""
    kind = plan.case.lesion.kind
    found = [window for window in plan.windows if way_of_window(kind, window) == way]
    if plan.recommended is not None and plan.recommended in found:
        return "Chosen."
    if not found:
        return "Not at hand."
    if any(window.recommended is not None for window in found):
        return "Open."
    state = STATES[shut_by(found[0])]
    return f"{state[:1].upper()}{state[1:]}."


def _kind(kind: LesionKind) -> RenderableType:
    return section(
        opened(spoken(kind), capital=True), pairs((f"{way.order}. {way.title}", _told(way)) for way in ways_for(kind))
    )


def _told(way: Way) -> str:
    sessions = (
        f"{way.sessions_low}" if way.sessions_low == way.sessions_high else f"{way.sessions_low}-{way.sessions_high}"
    )
    noun = "session" if sessions == "1" else "sessions"
    apart = "" if sessions == "1" else f", {way.interval_weeks:g} weeks or more apart"
    return (
        f"Aimed at {AIMS[way.goal]}. {way.why} {sessions} {noun}{apart}. "
        f"Evidence: {EVIDENCE[way.evidence]}. {way.evidence_text} [{', '.join(way.sources)}]"
    )
