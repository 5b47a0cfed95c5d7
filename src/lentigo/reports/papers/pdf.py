"""A paper as a tagged PDF (PDF/UA-1) with its letters inside; the same records give the same bytes."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from importlib import resources
from pathlib import Path
from typing import Any, Final

from lentigo.reports import words
from lentigo.reports.papers.html import hundred
from lentigo.reports.papers.parts import (
    Blanks,
    Bullets,
    Card,
    Chance,
    Choices,
    Dials,
    Facts,
    Notice,
    Paper,
    Paragraph,
    Part,
    Signatures,
    Table,
)

_MARKS: Final = re.compile(r"((?:⟦\d+⟧)+)")
_NUMBER: Final = re.compile(r"\d+")


def pdf(paper: Paper, path: str | Path, *, large: bool = False) -> Path:
    """Write a paper as a PDF; in large print no letter is smaller than 18 points.

    Returns
    -------
    Path
        The file that was written.
    """
    pictures: dict[str, str] = {}
    language, _, region = paper.language.partition("-")
    content = {
        "name": paper.name,
        "large": large,
        "lang": language,
        "region": region or None,
        "brand": paper.brand,
        "title": paper.title,
        "subtitle": words.bound(paper.subtitle),
        "day": f"{paper.title}",
        "lead": [_part(part, pictures) for part in paper.lead],
        "sections": [
            {"title": section.title, "parts": [_part(part, pictures) for part in section.parts]}
            for section in paper.sections
        ],
        "sources-title": paper.sources_title,
        "sources": [(s.number, _joined(s.citation, s.address, s.doubt)) for s in paper.sources],
        "disclaimer": paper.disclaimer,
        "versions": paper.versions,
    }
    return typeset("papers/paper.typ", {"paper.json": json.dumps(content), **pictures}, Path(path), made=paper.made)


def typeset(template: str, files: Mapping[str, str], path: Path, *, made: date) -> Path:
    """Set a template of this room with its files, in a folder of its own.

    Parameters
    ----------
    template : str
        Its place below this room.
    files : mapping of str to str
        Content of the files that it reads, by name.
    path : Path
        The file to write.
    made : date
        Stands in the file as the day on which it was made.

    Returns
    -------
    Path
        The file that was written.
    """
    import matplotlib as mpl
    import typst

    fonts = Path(mpl.get_data_path()) / "fonts" / "ttf"
    moment = datetime.combine(made, time(), tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        source = resources.files("lentigo.reports").joinpath(template).read_text(encoding="utf-8")
        for name, content in {"main.typ": source, **files}.items():
            (place / name).write_text(content, encoding="utf-8")
        compiler = typst.Compiler(root=folder, font_paths=[str(fonts)], ignore_system_fonts=True)
        done = compiler.compile(
            input=str(place / "main.typ"), format="pdf", pdf_standards=["ua-1"], timestamp=int(moment.timestamp())
        )
    assert isinstance(done, bytes)
    path.write_bytes(done)
    return path


def runs(said: str) -> list[str | list[int]]:
    """A text as pieces: words, and numbers of sources that stand together."""
    pieces = _MARKS.split(words.bound(said))
    return [[int(n) for n in _NUMBER.findall(piece)] if i % 2 else piece for i, piece in enumerate(pieces) if piece]


def _joined(*pieces: str) -> str:
    return " ".join(piece for piece in pieces if piece)


def _part(part: Part, pictures: dict[str, str]) -> dict[str, Any]:  # noqa: C901, PLR0911 - one for each kind
    match part:
        case Paragraph():
            return {"kind": "paragraph", "text": runs(part.text), "quiet": part.quiet}
        case Bullets():
            return {"kind": "bullets", "items": [runs(item) for item in part.items], "ordered": part.ordered}
        case Facts():
            return {"kind": "facts", "rows": [(term, runs(said)) for term, said in part.rows]}
        case Table():
            return {
                "kind": "table",
                "caption": runs(part.caption),
                "head": part.head,
                "numeric": sorted(part.numeric),
                "rows": [[runs(cell) for cell in row] for row in part.rows],
                "strong_row": part.strong_row,
                "widths": part.widths,
            }
        case Notice():
            lines = [runs(line) for line in part.lines]
            title = words.bound(part.title)
            return {"kind": "notice", "tone": part.tone, "title": title, "lines": lines, "listed": part.listed}
        case Card():
            rows = [(term, [runs(line) for line in said]) for term, said in part.rows]
            return {"kind": "card", "tone": part.tone, "label": part.label, "title": part.title, "rows": rows}
        case Chance():
            file = f"chance-{len(pictures) + 1}.svg"
            pictures[file] = hundred(part).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
            return {
                "kind": "chance",
                "title": part.title,
                "sentence": runs(part.sentence),
                "note": runs(part.note),
                "picture": part.picture,
                "file": file,
            }
        case Choices():
            rows_of = [(runs(question), [runs(answer) for answer in answers]) for question, answers in part.rows]
            return {"kind": "choices", "rows": rows_of}
        case Blanks():
            return {"kind": "blanks", "rows": part.rows}
        case Signatures():
            return {"kind": "signatures", "caption": part.caption, "head": part.head, "who": part.who}
        case Dials():
            return {"kind": "dials", "items": part.items}
