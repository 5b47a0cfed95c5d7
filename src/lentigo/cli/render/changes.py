"""What rules change in a plan, on the terminal: what the plan has done by itself, and what is left for people to do."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from lentigo.cli.render.console import bullets, section
from lentigo.cli.render.reasons import places
from lentigo.domain.plan import Plan, PlanChange


def change_parts(plan: Plan) -> Iterator[RenderableType]:
    """Each rule with what was done about it, then each with what it asks people to do."""
    done = [f"{_named(one)} {' '.join(one.done)}" for one in plan.changes if one.done]
    to_do = [f"{_named(one)} {one.action}{_where(plan, one)}" for one in plan.changes]
    if not to_do:
        return
    parts: list[RenderableType] = []
    if done:
        parts += [Text(" Done in this plan:"), bullets(done)]
    yield section("What rules change", *parts, Text(" For people to do:"), bullets(to_do))


def _named(change: PlanChange) -> str:
    return f"{change.rule}, {change.title}:"


def _where(plan: Plan, change: PlanChange) -> str:
    return f" ({'; '.join(places(change.scope, devices=plan.devices))})" if change.scope else ""
