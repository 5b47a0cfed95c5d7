"""The weighing of causes as a page of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from lentigo.cli.render.console import bullets, pairs, section, table
from lentigo.cli.render.reasons import Cite
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.causes import WeighedCause, Weighing, Weight

_BAR: Final = 16
_MOST_TOLD: Final = 4
"""Of so many causes every reason is shown."""
_LEAST: Final = -4.0
_MOST: Final = 8.0
"""Points from which on bars are drawn, and up to which."""


def causes_page(weighing: Weighing, *, cite: Cite) -> RenderableType:
    """The ranking, the reasons of those ahead, the next question, what is open and what must be referred."""
    return Group(*_parts(weighing, cite=cite))


def _parts(weighing: Weighing, *, cite: Cite) -> Iterator[RenderableType]:
    yield Text(weighing.headline, style="bold")
    yield Text(weighing.statement)
    if weighing.referrals:
        yield section(
            "Refer whatever the ranking says",
            bullets(
                [f"{g.title}: {g.because}. {g.ask}. [{', '.join(g.sources)}]" for g in weighing.referrals], sign="!"
            ),
        )
    yield section("Causes", _ranking(weighing), note="one point doubles the odds; what is not known adds nothing")
    told = [cause for cause in weighing.causes if cause.reasons_for and cause.points > 0][:_MOST_TOLD]
    for cause in told:
        yield section(cause.title, *_reasons(cause), note=f"{cause.points:+.1f} points")
    against = [
        f"{cause.title}: {'; '.join(f'{w.because} ({w.points:+.1f})' for w in cause.reasons_against)}"
        for cause in weighing.causes
        if cause.reasons_against and cause not in told
    ]
    if against:
        yield section("What speaks against the others", bullets(against))
    if weighing.next_question is not None:
        asked = weighing.next_question
        yield section("Ask next", Text(f" {asked.ask}", style="bold"), Text(f" Why: {asked.because}."))
    if weighing.not_known:
        yield section("Not known", bullets([question.ask for question in weighing.not_known]))
    keys = dict.fromkeys(
        [key for cause in weighing.causes for weight in _weights(cause) for key in weight.sources if key != "assumed"]
        + [key for ground in weighing.referrals for key in ground.sources]
    )
    yield section("Sources", pairs((key, cite(key)) for key in sorted(keys, key=str.casefold)))
    yield Text(f"\n{DISCLAIMER}", style="italic")


def _weights(cause: WeighedCause) -> tuple[Weight, ...]:
    return (*cause.reasons_for, *cause.reasons_against)


def _ranking(weighing: Weighing) -> RenderableType:
    rows = table(("cause", "left"), ("points", "right"), ("", "left"), ("", "left"))
    for cause in weighing.causes:
        share = (min(max(cause.points, _LEAST), _MOST) - _LEAST) / (_MOST - _LEAST)
        said = "may add, never leads" if cause.role == "modifier" else "a strong sign" if cause.strong else ""
        style = "bold" if cause.name == weighing.leading else ""
        rows.add_row(Text(cause.title, style=style), f"{cause.points:+.1f}", "█" * round(share * _BAR), said)
    return Padding(rows, (0, 0, 0, 1))


def _reasons(cause: WeighedCause) -> Iterator[RenderableType]:
    lines = [f"{w.points:+.1f}  {w.because} ({w.kind}){_keys(w)}" for w in _weights(cause)]
    yield bullets([f"{cause.start:+.1f}  before anything is known (assumed)", *lines])
    yield Text(f" If it is the cause: {cause.follows}")


def _keys(weight: Weight) -> str:
    works = [key for key in weight.sources if key != "assumed"]
    return f" [{', '.join(works)}]" if works else ""
