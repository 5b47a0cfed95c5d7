"""The works that the library's numbers and rules come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from lentigo.errors import UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


@dataclass(frozen=True, slots=True)
class Reference:
    """A published work, or a plain statement that something is assumed."""

    key: str
    citation: str
    doi: str | None
    address: str | None
    checked: bool
    """The work, its abstract or its data have been read for what is taken from it; otherwise verify before relying."""


@cache
def _entries() -> tuple[tuple[str, Reference], ...]:
    """Every entry of every file, with the place where it stands."""
    found: list[tuple[str, Reference]] = []
    for name in _files.names("references"):
        for key, plain in _files.toml(f"references/{name}.toml").items():
            place = f"library/data/references/{name}.toml: {key}"
            try:
                entry = Reference(
                    key=key,
                    citation=plain["citation"],
                    doi=plain.get("doi"),
                    address=plain.get("address"),
                    checked=plain["checked"],
                )
            except (KeyError, TypeError, AttributeError) as wrong:
                raise LibraryDataError(f"needs citation and checked: {wrong}", where=place) from wrong
            found.append((place, entry))
    return tuple(found)


@cache
def _all() -> Mapping[str, Reference]:
    found: dict[str, Reference] = {}
    for _, entry in _entries():
        found.setdefault(entry.key, entry)
    return MappingProxyType(found)


def contradictions() -> tuple[str, ...]:
    """Places of entries that say something else than an earlier entry with the same key."""
    return tuple(place for place, entry in _entries() if _all()[entry.key] != entry)


def references() -> tuple[Reference, ...]:
    """All references, sorted by key."""
    return tuple(_all()[key] for key in sorted(_all(), key=str.casefold))


def reference(key: str) -> Reference:
    """The reference with the given key.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if key not in _all():
        raise UnknownNameError(key, kind="reference", known=_all())
    return _all()[key]
