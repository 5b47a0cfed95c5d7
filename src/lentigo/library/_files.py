"""Where the library's data lie and how they are read: pure functions, cached, with errors that name file and key."""

from __future__ import annotations

import csv
import hashlib
import tomllib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from lentigo.errors import LentigoError


class LibraryDataError(LentigoError):
    """A data file of the library is wrong: the program is at fault, not the question."""


@cache
def root() -> Path:
    """The folder that holds the library's data files."""
    return Path(str(resources.files("lentigo.library"))) / "data"


@cache
def names(folder: str, *, ending: str = ".toml") -> tuple[str, ...]:
    """Names, without their ending, of the data files of a folder, sorted."""
    place = root() / folder
    return tuple(sorted(p.name.removesuffix(ending) for p in place.glob(f"*{ending}"))) if place.is_dir() else ()


@cache
def toml(path: str) -> dict[str, Any]:
    """Content of a TOML data file, given by its path below the data folder.

    Raises
    ------
    LibraryDataError
        If the file cannot be read as TOML.
    """
    try:
        return tomllib.loads((root() / path).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as wrong:
        raise LibraryDataError(f"cannot be read: {wrong}", where=f"library/data/{path}") from wrong


@cache
def columns(path: str) -> dict[str, tuple[float, ...]]:
    """Columns of numbers of a CSV data file; lines that start with ``#`` are remarks.

    Raises
    ------
    LibraryDataError
        If a cell is no number or a row has another length than the header.
    """
    place = f"library/data/{path}"
    text = (root() / path).read_text(encoding="utf-8")
    rows = [row for row in csv.reader(line for line in text.splitlines() if line and not line.startswith("#")) if row]
    header, body = rows[0], rows[1:]
    try:
        cells = [tuple(float(cell) for cell in row) for row in body]
    except ValueError as wrong:
        raise LibraryDataError(f"holds something that is no number: {wrong}", where=place) from wrong
    if any(len(row) != len(header) for row in cells):
        raise LibraryDataError(f"must have {len(header)} cells in every row", where=place)
    return {name.strip(): tuple(row[i] for row in cells) for i, name in enumerate(header)}


@cache
def digest() -> str:
    """SHA-256 over the names and contents of all data files but the evidence, as 64 hexadecimal digits.

    ``evidence.json`` is what the tests found out about the library, not part of what a plan is computed from.
    """
    total = hashlib.sha256()
    for path in sorted(p for p in root().rglob("*") if p.is_file() and p.suffix in {".toml", ".csv"}):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        total.update(path.relative_to(root()).as_posix().encode())
        total.update(len(content).to_bytes(8, "big"))
        total.update(content)
    return total.hexdigest()
