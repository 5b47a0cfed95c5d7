"""Numbing creams that are licensed somewhere, with what their labels allow."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.creams import CreamProduct
from lentigo.domain.record import from_plain
from lentigo.errors import UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


@cache
def cream(name: str) -> CreamProduct:
    """A cream by its name.

    Raises
    ------
    UnknownNameError
        If the library knows no such cream.
    LibraryDataError
        If its file holds something that is no cream.
    """
    if name not in _files.names("creams"):
        raise UnknownNameError(name, kind="numbing cream", known=(*_files.names("creams"), "other"))
    path = f"creams/{name}.toml"
    try:
        found = from_plain(CreamProduct, _files.toml(path))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=f"library/data/{path}") from wrong
    if found.id != name:
        raise LibraryDataError(f"calls itself {found.id}", where=f"library/data/{path}")
    return found


def creams() -> tuple[CreamProduct, ...]:
    """Every cream that the library knows, by name."""
    return tuple(cream(name) for name in _files.names("creams"))
