"""A plan on paper: the report as a tagged PDF."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lentigo.domain.course import Course
from lentigo.domain.plan import Plan
from lentigo.library import Reference
from lentigo.reports import words
from lentigo.reports.blocks import (
    Answer,
    Block,
    Bullets,
    Document,
    Explorer,
    Facts,
    More,
    Notice,
    Paragraph,
    Picture,
    Table,
)
from lentigo.reports.content import document
from lentigo.reports.papers.pdf import runs as _runs
from lentigo.reports.papers.pdf import typeset as set_template

if TYPE_CHECKING:
    import xarray

_MARK: Final = re.compile(r"⟦(\d+)⟧")


def pdf(
    plan: Plan,
    path: str | Path,
    *,
    fields: xarray.Dataset | None = None,
    sources: Mapping[str, Reference] | None = None,
    evidence_file: Path | None = None,
) -> Path:
    """Write the report as a PDF with tags for screen readers (PDF/UA-1).

    Parameters
    ----------
    plan : Plan
    path : str or Path
        The file to write.
    fields : xarray.Dataset, optional
        Light, temperature and damage at the recommended setting.
    sources : mapping of str to Reference, optional
        References by key; without it those of the library.
    evidence_file : Path, optional
        Rows of predicted against published numbers; without it those of the library.

    Returns
    -------
    Path
        The file that was written.
    """
    return typeset(plan, document(plan, fields=fields, sources=sources, evidence_file=evidence_file), Path(path))


def typeset(told: Plan | Course, made: Document, path: Path) -> Path:
    """Write a document as a PDF."""
    pictures: dict[str, str] = {}
    content = {
        "brand": made.brand,
        "title": made.title,
        "subtitle": made.subtitle,
        "answer": _answer(made.answer),
        "sections": [
            {"title": section.title, "blocks": _blocks(section.blocks, pictures)}
            for section in made.sections
            if _blocks(section.blocks, {})
        ],
        "sources": [(number, _citation(key, reference)) for number, key, reference in made.sources],
        "disclaimer": made.disclaimer,
        "versions": made.versions,
    }
    files = {"report.json": json.dumps(content), **pictures}
    return set_template("report.typ", files, path, made=told.case.assessed)


def _answer(made: Answer) -> dict[str, Any]:
    return {
        "tone": made.tone,
        "label": made.label,
        "headline": _runs(made.headline),
        "device": made.device,
        "dials": [{"label": d.label, "value": d.value, "unit": d.unit} for d in made.dials],
        "chances": [
            {
                "label": line.label,
                "colour": line.colour,
                "share": line.share,
                "low": line.low,
                "high": line.high,
                "percent": words.bound(line.percent),
                "words": line.words,
                "interval": words.bound(line.interval),
            }
            for line in made.chances
        ],
        "lines": [(term, [_runs(line) for line in said]) for term, said in made.lines],
    }


def _blocks(blocks: tuple[Block, ...], pictures: dict[str, str]) -> list[dict[str, Any]]:
    return [made for block in blocks if (made := _block(block, pictures)) is not None]


def _block(block: Block, pictures: dict[str, str]) -> dict[str, Any] | None:  # noqa: PLR0911 - one for each kind of block
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": _runs(block.text), "quiet": block.quiet}
        case Bullets():
            return {"kind": "bullets", "items": [_runs(item) for item in block.items]}
        case Facts():
            return {"kind": "facts", "rows": [(term, _runs(said)) for term, said in block.rows]}
        case Table():
            return {
                "kind": "table",
                "caption": block.caption,
                "head": block.head,
                "numeric": sorted(block.numeric),
                "rows": [[_runs(cell) for cell in row] for row in block.rows],
                "strong_row": block.strong_row,
                "widths": block.widths,
            }
        case Picture():
            file = f"{block.name}.svg"
            pictures[file] = block.svg
            return {
                "kind": "picture",
                "title": block.title,
                "file": file,
                "alt": _bare(f"{block.title}. {block.caption}"),
                "caption": _runs(block.caption),
            }
        case Notice():
            lines = [_runs(line) for line in block.lines]
            return {"kind": "notice", "tone": block.tone, "title": block.title, "lines": lines}
        case More():
            inner = _blocks(block.blocks, pictures)
            return {"kind": "more", "summary": block.summary, "blocks": inner} if block.on_paper and inner else None
        case Explorer():
            return None


def _bare(said: str) -> str:
    return words.bound(_MARK.sub("", said))


def _citation(key: str, reference: Reference | None) -> str:
    if reference is None:
        return f"{key}: not in the library of references."
    address = f" doi:{reference.doi}" if reference.doi else f" {reference.address}" if reference.address else ""
    doubt = "" if reference.checked else " Not read: verify before relying on it."
    return f"{reference.citation}{address}{doubt}"
