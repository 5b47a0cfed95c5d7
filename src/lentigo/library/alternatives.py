"""The ways that compete with light, as the library ships them."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.alternatives import AlternativeEntries, AlternativeEntry
from lentigo.domain.record import from_plain
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


@cache
def alternative_entries() -> tuple[AlternativeEntry, ...]:
    """All entries, file by file.

    Raises
    ------
    LibraryDataError
        If a file holds something that is no entry.
    """
    found: list[AlternativeEntry] = []
    for name in _files.names("alternatives"):
        path = f"alternatives/{name}.toml"
        try:
            found += from_plain(AlternativeEntries, _files.toml(path)).alternative
        except ValidationError as wrong:
            raise LibraryDataError(str(wrong), where=f"library/data/{path}") from wrong
    return tuple(found)
