"""The two consoles, and the few shapes that every page of the terminal is made of."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Final

from rich import box
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

WIDEST: Final = 120
"""Longer lines are hard to read."""

NARROWEST: Final = 60


class _Answers(Console):
    """A console whose reader may leave early, as `head` does: that is no answer of "no"."""

    def on_broken_pipe(self) -> None:
        """Let the door end the command."""
        raise BrokenPipeError


def answers(*, width: int | None = None) -> Console:
    """The console for answers: standard output, no wider than a page."""
    console = _Answers(file=sys.stdout, width=width, highlight=False, emoji=False, markup=False)
    console.width = max(NARROWEST, min(console.width, WIDEST))
    return console


def remarks() -> Console:
    """The console for progress and errors: standard error."""
    return Console(file=sys.stderr, highlight=False, emoji=False, markup=False)


def heading(words: str, *, note: str = "") -> Text:
    """A heading in capitals, so that it stands out without colour, with a quiet note after it."""
    text = Text("\n")
    text.append(words.upper(), style="bold cyan")
    if note:
        text.append(f"  {note}", style="dim")
    return text


def bullets(lines: Iterable[str | Text], *, sign: str = "-") -> RenderableType:
    """Lines with a hanging sign, wrapped with care for the indent."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(width=len(sign), no_wrap=True)
    grid.add_column()
    for line in lines:
        grid.add_row(sign, line)
    return Padding(grid, (0, 0, 0, 1))


def table(*columns: tuple[str, str]) -> Table:
    """A table with a head and no frame; each column is (name, "left" or "right")."""
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for name, side in columns:
        made.add_column(name, justify="right" if side == "right" else "left", vertical="top")
    return made


def pairs(rows: Iterable[tuple[str, str | Text]], *, indent: int = 1) -> RenderableType:
    """Names and values in two columns."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column()
    for name, value in rows:
        grid.add_row(name, value)
    return Padding(grid, (0, 0, 0, indent))


def section(words: str, *parts: RenderableType, note: str = "") -> Group:
    """A heading with what stands under it."""
    return Group(heading(words, note=note), *parts)
