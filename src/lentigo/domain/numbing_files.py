"""Requests for numbing creams from and to files, every mistake told at once with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lentigo.domain.disk import read_text, write_text
from lentigo.domain.numbing import NumbingRequest
from lentigo.domain.reading import Parsed, adapter, parsed_json, parsed_toml, record_from
from lentigo.domain.writing import as_tables, as_toml

__all__ = ["numbing_from_plain", "numbing_from_toml", "numbing_to_toml", "read_numbing", "write_numbing"]


def read_numbing(path: str | Path) -> NumbingRequest:
    """The request that a TOML file holds, or a JSON file by its suffix.

    Raises
    ------
    FileProblemsError
        With every mistake of the file, each with its line, its field and its remedy.
    """
    text = read_text(Path(path), shown=str(path), what="numbing cream")
    parse = parsed_json if Path(path).suffix.lower() == ".json" else parsed_toml
    return record_from(parse(text, file=str(path)), NumbingRequest)


def numbing_from_toml(text: str, name: str = "cream.toml") -> NumbingRequest:
    """The request that a TOML text holds.

    Raises
    ------
    FileProblemsError
        With every mistake of the text.
    """
    return record_from(parsed_toml(text, file=name), NumbingRequest)


def numbing_from_plain(
    plain: Mapping[str, Any], name: str = "cream", *, base: NumbingRequest | None = None
) -> NumbingRequest:
    """The request that keys and values describe as a file would, over those of another request where one is given.

    Raises
    ------
    FileProblemsError
        With every mistake, without lines.
    """
    under = {} if base is None else adapter(NumbingRequest).dump_python(base, mode="json")
    return record_from(Parsed(under | dict(plain), file=name, lines={}), NumbingRequest)


def numbing_to_toml(request: NumbingRequest) -> str:
    """A request as the TOML text that is read back into the same request."""
    return as_toml(as_tables(request))


def write_numbing(request: NumbingRequest, path: str | Path) -> None:
    """Write a request as TOML, whole or not at all.

    Raises
    ------
    QuestionError
        If the place cannot be written to.
    """
    write_text(Path(path), numbing_to_toml(request))
