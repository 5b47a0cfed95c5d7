"""Medicines by active substance: what they do to skin and to its treatment."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from pydantic import ValidationError

from lentigo.domain.medicines import MedicineEntry
from lentigo.domain.record import from_plain
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

_FILE = "medicines.toml"


@cache
def medicines() -> tuple[MedicineEntry, ...]:
    """Every medicine that the library knows.

    Raises
    ------
    LibraryDataError
        If the file holds something that is no medicine, or a name twice.
    """
    try:
        found = tuple(from_plain(MedicineEntry, entry) for entry in _files.toml(_FILE)["medicine"])
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=f"library/data/{_FILE}") from wrong
    names = [name for entry in found for name in (entry.substance, *entry.also)]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise LibraryDataError(f"names that stand twice: {twice}", where=f"library/data/{_FILE}")
    return found


@cache
def _by_name() -> Mapping[str, MedicineEntry]:
    return {name: entry for entry in medicines() for name in (entry.substance, *entry.also)}


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


def medicine_called(name: str) -> MedicineEntry | None:
    """The medicine of a name, whatever its case; none where the library does not know it."""
    return _by_name().get(_plain(name))


def medicines_like(name: str) -> tuple[str, ...]:
    """Names in the library that look like one that it does not know, the closest first."""
    return tuple(get_close_matches(_plain(name), _by_name(), n=3, cutoff=0.7))
