"""What test spots have taught, on the terminal: the window before and after, what was odd, what may be set next."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from lentigo.cli.render.chart import window_chart
from lentigo.cli.render.console import bullets, section, table
from lentigo.cli.render.words import band, fluence, number, percent, settings_in_words, sources_in_words
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.dials import dialled, unit_on_dial
from lentigo.domain.plan import Learnt, LearntWindow, Window
from lentigo.planning.caution import DOCTOR_FIRST


def learnt_page(learnt: Learnt, *, width: int, skins: int) -> RenderableType:
    """Everything that was learnt, the next setting first."""
    return Group(*_parts(learnt, width=width, skins=skins))


def learnt_parts(learnt: Learnt | None) -> Iterator[RenderableType]:
    """What was learnt, in short, inside a plan or the check of a setting."""
    if learnt is None:
        return
    yield from _caution(learnt)
    yield section("Learnt from what was seen", *(_thresholds(w) for w in learnt.windows))


def _parts(learnt: Learnt, *, width: int, skins: int) -> Iterator[RenderableType]:
    body: list[RenderableType] = [
        Text(f"{learnt.title}, set on {learnt.treated_on:%-d %B %Y}, used on {learnt.as_of:%-d %B %Y}", style="dim")
    ]
    for one in learnt.windows:
        body += [Text(settings_in_words(one.after), style="bold"), _next(one, skins=skins)]
    allowed = all(one.after.recommended is not None for one in learnt.windows)
    yield Panel(
        Group(*body),
        title=Text(" NEXT SETTING " if allowed else " NO SETTING NOW ", style="bold"),
        title_align="left",
        border_style="green" if allowed and not learnt.bad else "yellow",
        padding=(1, 2),
    )
    yield from _caution(learnt)
    for one in learnt.windows:
        yield section("Thresholds of this skin", _thresholds(one), note=settings_in_words(one.after))
        yield section(
            "Window before",
            window_chart(one.before, width=width, skins=skins, advise=one.before.recommended is not None),
        )
        yield section(
            "Window after", window_chart(one.after, width=width, skins=skins, advise=one.after.recommended is not None)
        )
        yield section("What bounds it now", bullets(_bounds(one.after)))
    yield section("What was used", bullets(learnt.used))
    told = (
        f" {learnt.drawn} draws of skin weighed; they tell as much as {learnt.effective_draws:.0f} equal ones, from "
        f"{learnt.effective_skins:.0f} equal skins."
    )
    yield Text(told, style="dim")
    if learnt.findings:
        told_above = [one for one in learnt.findings if one.text.startswith(DOCTOR_FIRST)]
        left = [one for one in learnt.findings if one not in told_above]
        found = [f"{one.topic}: {one.text} {sources_in_words(one.sources)}".strip() for one in left]
        if found:
            yield section("To know", bullets(found))
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _next(one: LearntWindow, *, skins: int) -> RenderableType:
    grid = table(("", "left"), ("before", "right"), ("after", "right"))
    highest = [fluence(w.highest_allowed_j_cm2, w) for w in (one.before, one.after)]
    grid.add_row("highest allowed", *highest)
    grid.add_row("setting", *(_setting(w) for w in (one.before, one.after)))
    for name in ("effect", "burn", "dark_marks"):
        chances = (
            "-" if w.recommended is None else percent(getattr(w.recommended, f"chance_{name}"), skins=skins)
            for w in (one.before, one.after)
        )
        grid.add_row(f"chance of {name.replace('_', ' ')}", *chances)
    return grid


def _setting(window: Window) -> Text:
    given = window.recommended
    return Text("none" if given is None else fluence(given.setting.fluence_j_cm2, window), style="bold")


def _thresholds(one: LearntWindow) -> RenderableType:
    grid = table((f"threshold, {unit_on_dial(one.before)}", "left"), ("before", "left"), ("after", "left"))
    grid.add_row("effect", band(one.effect_before_j_cm2), band(one.effect_after_j_cm2))
    grid.add_row("harm", band(one.harm_before_j_cm2), band(one.harm_after_j_cm2))
    change = one.harm_narrower_percent
    said = "narrower" if change >= 0 else "wider"
    told = f" The 5-95 % band of the threshold of harm is {number(abs(change))} % {said}, on the scale of ratios."
    return Group(grid, Text(told, style="dim"))


def _caution(learnt: Learnt) -> Iterator[RenderableType]:
    if learnt.bad:
        yield section("Bad reactions: the limit is lowered", bullets(learnt.bad, sign="!"))
    first = [one.text for one in learnt.findings if one.text.startswith(DOCTOR_FIRST)]
    if first:
        yield section("Before any more light", bullets(first, sign="!"))
    if learnt.surprises:
        yield section("Contradictions", bullets((one.text for one in learnt.surprises), sign="!"))
    if learnt.holds:
        yield section("Nothing is raised, because", bullets(learnt.holds))


def _bounds(window: Window) -> Iterator[str]:
    for cap in window.caps:
        yield f"{dialled(cap.fluence_j_cm2, window)}: {cap.text} {sources_in_words(cap.sources)}".strip()
