"""Tissues, chromophores, devices, limits, rules and evidence: data files with sources.

Every number has value, low, high, source, where and kind; every spectrum says its range and refuses to leave it.
Functions here read files and are cached; nothing is written.
"""

from typing import Final

from lentigo.library._files import LibraryDataError, digest
from lentigo.library.colour import ita_by_phototype, ita_class, ita_from_melanin, ita_range_deg, melanin_from_ita
from lentigo.library.damage import DamageBand, DamageSet, damage_set, damage_sets
from lentigo.library.devices import device, devices
from lentigo.library.limits import HardCap, PublishedRange, hard_caps, published_range
from lentigo.library.numbers import Number, number, table, tables, title, unit_of
from lentigo.library.references import Reference, reference, references
from lentigo.library.spectra import (
    Chromophore,
    Part,
    Spectrum,
    chromophore,
    chromophores,
    media,
    refraction,
    refractive_index,
)
from lentigo.library.tissues import family, share_melanin, sites, skin, spreads

version: Final = "1"
"""Version of the library's data as people cite it; ``digest()`` tells two copies apart."""
model_version: Final = "1"
"""Version of the laws that the data are used with."""

__all__ = [
    "Chromophore",
    "DamageBand",
    "DamageSet",
    "HardCap",
    "LibraryDataError",
    "Number",
    "Part",
    "PublishedRange",
    "Reference",
    "Spectrum",
    "chromophore",
    "chromophores",
    "damage_set",
    "damage_sets",
    "device",
    "devices",
    "digest",
    "family",
    "hard_caps",
    "ita_by_phototype",
    "ita_class",
    "ita_from_melanin",
    "ita_range_deg",
    "media",
    "melanin_from_ita",
    "model_version",
    "number",
    "published_range",
    "reference",
    "references",
    "refraction",
    "refractive_index",
    "share_melanin",
    "sites",
    "skin",
    "spreads",
    "table",
    "tables",
    "title",
    "unit_of",
    "version",
]
