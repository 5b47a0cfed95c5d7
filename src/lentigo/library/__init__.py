"""Tissues, chromophores, devices, limits, rules and evidence: data files with sources.

Every number has value, low, high, source, where and kind; every spectrum says its range and refuses to leave it.
Functions here read files and are cached; nothing is written.
"""

from typing import Final

from lentigo.library._files import LibraryDataError, digest
from lentigo.library.colour import ita_by_phototype, ita_class, ita_from_melanin, ita_range_deg, melanin_from_ita
from lentigo.library.damage import DamageBand, DamageSet, damage_set, damage_sets
from lentigo.library.daylight import ColourMatching, colour_matching
from lentigo.library.device_doubts import device_doubts
from lentigo.library.device_problems import device_problems
from lentigo.library.devices import device, devices
from lentigo.library.limits import HardCap, PublishedRange, hard_caps, published_range
from lentigo.library.numbers import Number, number, table, tables, title, unit_of
from lentigo.library.references import Reference, reference, references
from lentigo.library.rules import rules, rules_version
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
from lentigo.library.spots import SpotTable, spot_factors
from lentigo.library.tissues import family, share_melanin, sites, skin, spreads
from lentigo.library.ways import way_for, ways, ways_for

version: Final = "1"
"""Version of the library's data as people cite it; ``digest()`` tells two copies apart."""
model_version: Final = "1"
"""Version of the laws that the data are used with."""

__all__ = [
    "Chromophore",
    "ColourMatching",
    "DamageBand",
    "DamageSet",
    "HardCap",
    "LibraryDataError",
    "Number",
    "Part",
    "PublishedRange",
    "Reference",
    "Spectrum",
    "SpotTable",
    "chromophore",
    "chromophores",
    "colour_matching",
    "damage_set",
    "damage_sets",
    "device",
    "device_doubts",
    "device_problems",
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
    "rules",
    "rules_version",
    "share_melanin",
    "sites",
    "skin",
    "spot_factors",
    "spreads",
    "table",
    "tables",
    "title",
    "unit_of",
    "version",
    "way_for",
    "ways",
    "ways_for",
]
