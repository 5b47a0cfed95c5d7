"""Predicted beside published: the rows that the validation tests recorded, misses included."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from lentigo.reports import words

_COLUMNS = ("Row", "Quantity", "Published", "Ours", "Unit", "Allowed difference", "Verdict", "Kind")


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One published number beside ours."""

    row: str
    quantity: str
    source: str
    published: float | tuple[float, float]
    """A number, or the ends of an interval."""
    ours: float
    unit: str
    tolerance: float
    relative: bool
    verdict: str
    kind: str
    """A calibration row fixed a constant and never counts as proof; a validation row did not."""
    note: str
    factor: float | None = None

    @property
    def agrees(self) -> bool:
        """Ours lies within the tolerance of the published number."""
        return self.verdict == "agrees"

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of :func:`columns`."""
        unit = "" if self.unit == "1" else self.unit
        allowed = (
            f"{words.significant(100 * self.tolerance)} %"
            if self.relative
            else f"{words.significant(self.tolerance)} {unit}".strip()
        )
        verdict = self.verdict if self.factor is None else f"{self.verdict}, {words.significant(self.factor)} times"
        return (
            self.row,
            self.quantity,
            _published(self.published),
            words.significant(self.ours, digits=3),
            unit or "–",
            f"± {allowed}",
            verdict,
            self.kind,
        )


def columns() -> tuple[str, ...]:
    """Headings of the evidence table."""
    return _COLUMNS


def evidence(path: Path | None = None) -> tuple[EvidenceRow, ...]:
    """The rows that come with the library, or those of a file; none where no row has been recorded."""
    place = resources.files("lentigo.library") / "data" / "evidence.json" if path is None else path
    if not place.is_file():
        return ()
    found: list[dict[str, Any]] = json.loads(place.read_text(encoding="utf-8"))
    return tuple(_row(plain) for plain in found)


def summary(rows: Sequence[EvidenceRow]) -> str:
    """How many published numbers were met, in one sentence, calibration apart."""
    proof = [row for row in rows if row.kind == "validation"]
    met = sum(row.agrees for row in proof)
    rest = len(rows) - len(proof)
    text = f"{met} of {len(proof)} published numbers that fixed no constant are met within their stated tolerance"
    if met < len(proof):
        text += f"; {len(proof) - met} are missed and stay listed"
    return f"{text}. {rest} further rows fixed constants and prove nothing." if rest else f"{text}."


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """The rows of one paper and kind, counted."""

    source: str
    kind: str
    example: str
    """The first quantity, and how many others."""
    count: int
    met: int


def groups(rows: Sequence[EvidenceRow]) -> tuple[EvidenceGroup, ...]:
    """The rows by paper and kind, in the order in which the papers first appear."""
    found: dict[tuple[str, str], list[EvidenceRow]] = {}
    for row in rows:
        found.setdefault((row.source, row.kind), []).append(row)
    return tuple(
        EvidenceGroup(
            source=source,
            kind=kind,
            example=members[0].quantity + (f", and {len(members) - 1} others" if len(members) > 1 else ""),
            count=len(members),
            met=sum(row.agrees for row in members),
        )
        for (source, kind), members in found.items()
    )


@dataclass(frozen=True, slots=True)
class PlausibilityRow:
    """A range that others use beside the window that is computed for such skin."""

    row: str
    device: str
    handpiece: str
    setting: str
    """Spot, pulse and cooling."""
    indication: str
    phototypes: str
    ita_deg: float
    site: str
    contrast: float
    published_j_cm2: tuple[float, float]
    ours_j_cm2: tuple[float, float]
    """Effect in half of the skins, and the limit; the limit twice where only tolerance is compared."""
    ratio: float
    """Middle of ours over middle of theirs; of a tolerance, our limit over their upper end."""
    verdict: str
    """overlaps, low, high or closed."""
    factor: float | None
    """Between the ends that face each other, where they do not overlap."""
    kind: str
    """pigment, vessels, or tolerance of normal skin."""
    source: str
    reason: str
    """Why it misses."""

    @property
    def overlaps(self) -> bool:
        """The two ranges meet."""
        return self.verdict == "overlaps"


def plausibility_rows(path: Path | None = None) -> tuple[PlausibilityRow, ...]:
    """The published ranges that come with the library, or those of a file, each beside its computed window."""
    place = resources.files("lentigo.library") / "data" / "plausibility.json" if path is None else path
    if not place.is_file():
        return ()
    found: list[dict[str, Any]] = json.loads(place.read_text(encoding="utf-8"))
    pairs = ("published_j_cm2", "ours_j_cm2")
    return tuple(PlausibilityRow(**plain | {name: tuple(plain[name]) for name in pairs}) for plain in found)


def _row(plain: dict[str, Any]) -> EvidenceRow:
    published = plain["published"]
    interval = (float(published[0]), float(published[1])) if isinstance(published, list) else float(published)
    return EvidenceRow(
        row=str(plain["row"]),
        quantity=plain["quantity"],
        source=plain["source"],
        published=interval,
        ours=float(plain["ours"]),
        unit=plain["unit"],
        tolerance=float(plain["tolerance"]),
        relative=bool(plain["relative"]),
        verdict=plain["verdict"],
        kind=plain["kind"],
        note=plain.get("note") or "",
        factor=plain.get("factor"),
    )


def _published(value: float | tuple[float, float]) -> str:
    if isinstance(value, tuple):
        return "–".join(words.significant(v, digits=3) for v in value)
    return words.significant(value, digits=3)
