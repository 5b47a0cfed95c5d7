"""What a paper consists of, before it becomes HTML or PDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from lentigo.reports.blocks import Bullets, Facts, Notice, Paragraph, Table, Tone

__all__ = [
    "Blanks",
    "Bullets",
    "Card",
    "Chance",
    "Choices",
    "Dials",
    "Facts",
    "Notice",
    "Paper",
    "Paragraph",
    "Part",
    "Section",
    "Signatures",
    "Source",
    "Table",
    "Tone",
]


@dataclass(frozen=True, slots=True)
class Card:
    """Something that is decided, under a label: what, why, what to do."""

    tone: Tone
    label: str
    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Chance:
    """A chance as people of a hundred, with its interval."""

    title: str
    sentence: str
    picture: str
    """What the picture of a hundred people shows, for those who do not see it."""
    share: float
    low: float
    high: float
    note: str


@dataclass(frozen=True, slots=True)
class Choices:
    """Boxes to tick: each line with its own answers."""

    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to write on: each with its label and the number of lines."""

    rows: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Who signs: a row for each person, with space for name, signature and date."""

    caption: str
    head: tuple[str, ...]
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dials:
    """Numbers to be read at a glance: label, value, unit."""

    items: tuple[tuple[str, str, str], ...]


Part = Paragraph | Bullets | Facts | Table | Notice | Card | Chance | Choices | Blanks | Signatures | Dials


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a paper under a heading."""

    id: str
    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A work that the paper points to."""

    number: int
    citation: str
    address: str
    doubt: str
    """That it has not been read, where that is so."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A whole paper."""

    name: str
    """Its kind, which is the name of its file."""
    language: str
    """As HTML and PDF name it."""
    brand: str
    title: str
    subtitle: str
    lead: tuple[Part, ...]
    """What stands before the first heading."""
    sections: tuple[Section, ...]
    sources: tuple[Source, ...]
    sources_title: str
    source_label: str
    """What a screen reader says of a pointer to a source; the number follows."""
    skip: str
    disclaimer: str
    versions: str
    made: date
    """The day that the paper speaks of: the assessment. The same records give the same bytes."""
