"""The library as plain rows: for a terminal, a report or a page of the manual."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lentigo.domain.device import NumberKind
from lentigo.library.devices import device, devices
from lentigo.library.limits import all_hard_caps, published_ranges
from lentigo.library.medicines import medicines
from lentigo.library.numbers import table, tables, unit_of
from lentigo.library.references import references
from lentigo.library.spectra import chromophore, chromophores, media, refraction


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One number of a table, ready to print."""

    name: str
    value: float
    low: float
    high: float
    unit: str
    kind: NumberKind
    source: str
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One reference and how many numbers rest on it, ready to print."""

    key: str
    citation: str
    address: str
    """Resolvable address of the DOI, or the page; empty where there is neither."""
    used: int
    checked: bool


def number_rows(name: str) -> list[NumberRow]:
    """The numbers of a table in the order of its file.

    Raises
    ------
    UnknownNameError
        If there is no such table.
    """
    return [
        NumberRow(
            name=key,
            value=one.value,
            low=one.low,
            high=one.high,
            unit=unit_of(key),
            kind=one.kind,
            source=one.source,
            where=one.where,
            text=one.text,
        )
        for key, one in table(name).items()
    ]


def uses() -> Counter[str]:
    """How many numbers, stretches of spectra, devices, medicines, ranges and bounds rest on each reference, by key."""
    found: Counter[str] = Counter()
    for name in tables():
        found.update(one.source for one in table(name).values())
    spectra = [chromophore(name).spectrum for name in chromophores()] + [refraction(name) for name in media()]
    for spectrum in spectra:
        found.update(part.source for part in spectrum.parts)
    for one in map(device, devices()):
        found.update([one.source, *(cooling.source for cooling in one.coolings)])
    found.update(row.source for row in published_ranges())
    found.update(row.source for row in all_hard_caps())
    found.update(key for one in medicines() for key in one.sources)
    return found


def source_rows() -> list[SourceRow]:
    """All references, sorted by key, with how often they are used."""
    used = uses()
    return [
        SourceRow(
            key=one.key,
            citation=one.citation,
            address=f"https://doi.org/{one.doi}" if one.doi else one.address or "",
            used=used[one.key],
            checked=one.checked,
        )
        for one in references()
    ]
