"""What a report consists of, before it becomes HTML or paper: blocks of plain text, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from lentigo.domain.explorer import ExplorerTable
from lentigo.library import Reference

Tone = Literal["go", "stop", "wait", "note"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a quiet one explains."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; a numbered one where the order counts."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms with what is to be said of them."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a heading row; numeric columns are set flush right."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()
    strong_row: int | None = None
    widths: tuple[float, ...] | None = None
    """Relative widths of the columns on paper."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with what it shows in words."""

    name: str
    svg: str
    title: str
    caption: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A remark that must not be overlooked."""

    tone: Tone
    title: str
    lines: tuple[str, ...]
    listed: bool = False
    """The lines are a list under the title, not sentences one after the other."""


@dataclass(frozen=True, slots=True)
class More:
    """Blocks shown on demand; on paper only where they say so."""

    summary: str
    blocks: tuple[Block, ...]
    on_paper: bool = True


@dataclass(frozen=True, slots=True)
class Explorer:
    """The sliders; on a screen only."""

    table: ExplorerTable
    step_j_cm2: float | None
    effect: str = "The spot responds"
    """What counts as an effect, in front of its chance."""
    spotted: bool = True
    """The lesion is melanin: it is shown in the skin's colour."""


Block = Paragraph | Bullets | Facts | Table | Picture | Notice | More | Explorer


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report under a heading."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Dial:
    """One thing to set on the panel."""

    label: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class ChanceLine:
    """One chance: its name, its number, its words and its interval."""

    label: str
    colour: str
    hatch: bool
    share: float
    low: float
    high: float
    percent: str
    words: str
    interval: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision, as it stands in the first lines."""

    tone: Tone
    label: str
    headline: str
    device: str
    dials: tuple[Dial, ...]
    chances: tuple[ChanceLine, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    """What to see and when to stop; or the reason, the date, what would change it."""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report."""

    title: str
    subtitle: str
    answer: Answer
    sections: tuple[Section, ...]
    sources: tuple[tuple[int, str, Reference | None], ...]
    disclaimer: str
    versions: str
    lead: tuple[str, ...] = field(default=())
    brand: str = "Lentigo treatment plan"


def marked(numbers: Sequence[int]) -> str:
    """The mark that a renderer turns into a pointer to the list of sources."""
    return "".join(f"⟦{n}⟧" for n in numbers)
