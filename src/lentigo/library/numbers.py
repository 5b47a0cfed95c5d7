"""Numbers with value, range, source and kind, and the tables that hold them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final, get_args

from lentigo.domain.device import NumberKind
from lentigo.errors import UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

FOLDERS: Final = (
    "anaesthetics",
    "colour",
    "collagen",
    "columns",
    "conditions",
    "consent",
    "cooling",
    "course",
    "damage",
    "healing",
    "limits",
    "photomechanics",
    "pigment",
    "sites",
    "skins",
    "sun",
    "tissues",
)
"""Folders of data whose TOML files are tables of numbers."""

Z95: Final = 1.6448536269514722
"""Standard deviations from the middle to either end of a range of the middle 90 %: the deviate that 5 % exceed."""

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "_ug_cm2_h": "µg/(cm²·h)",
        "_ml_min_kg": "ml/(min·kg)",
        "_l_kg": "l/kg",
        "_ug_ml": "µg/ml",
        "_mg_ml": "mg/ml",
        "_per_cm": "1/cm",
        "_per_m": "1/m",
        "_per_um": "1/µm",
        "_per_s": "1/s",
        "_per_day": "1/day",
        "_w_m_k": "W/(m·K)",
        "_w_m2_k": "W/(m²·K)",
        "_w_m2": "W/m²",
        "_j_m2": "J/m²",
        "_mg_cm2": "mg/cm²",
        "_dobson": "DU",
        "_kg_m3": "kg/m³",
        "_g_l": "g/l",
        "_w_m3": "W/m³",
        "_j_kg_k": "J/(kg·K)",
        "_j_m3_k": "J/(m³·K)",
        "_j_mm3": "J/mm³",
        "_j_kg": "J/kg",
        "_j_mol": "J/mol",
        "_j_cm2": "J/cm²",
        "_ev": "eV",
        "_mm2_s": "mm²/s",
        "_um": "µm",
        "_mm": "mm",
        "_nm": "nm",
        "_ms": "ms",
        "_us": "µs",
        "_ns": "ns",
        "_deg": "°",
        "_mrad": "mrad",
        "_mg_kg": "mg/kg",
        "_mg": "mg",
        "_mj": "mJ",
        "_kg": "kg",
        "_cm2": "cm²",
        "_percent": "%",
        "_minutes": "min",
        "_hours": "h",
        "_days": "days",
        "_weeks": "weeks",
        "_months": "months",
        "_s": "s",
        "_c": "°C",
        "_k": "K",
        "_hz": "Hz",
    }
)
"""Unit by ending of a name, longest endings first; every other number is dimensionless."""

FAMILY: Final = "skins/family"
"""The family of skins: what is calibrated, laid over the central values of ``skins/central``."""

_AT_A_WAVELENGTH: Final = re.compile(r"_at_\d+_nm$")
"""Ending of a name that says where a dimensionless number holds, not its unit."""

_FIELDS: Final = {"value", "low", "high", "source", "where", "kind", "text"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that can be asked where it comes from.

    ``low`` and ``high`` bound the middle 90 % of what the source, or the sources together, leave open.
    """

    value: float
    low: float
    high: float
    source: str
    """Key of a reference."""
    where: str
    """Place in the source: table, figure, equation, or how the value follows."""
    kind: NumberKind
    text: str = ""
    """What a reader should know of it."""

    @property
    def spread(self) -> float:
        """Half the width of the 5-95 % range relative to the value [1]."""
        return (self.high - self.low) / (2 * abs(self.value)) if self.value else 0.0


def unit_of(name: str) -> str:
    """Unit that the ending of a name stands for; empty for a dimensionless number."""
    last = name.rsplit(".", 1)[-1]
    if _AT_A_WAVELENGTH.search(last):
        return ""
    return next((unit for ending, unit in UNITS.items() if last.endswith(ending)), "")


def number_from(plain: Mapping[str, Any], *, where: str) -> Number:
    """A number from its fields in a data file.

    Raises
    ------
    LibraryDataError
        If a field is missing or unknown, the kind is none, or the value lies outside its own range.
    """
    missing = sorted(_FIELDS - {"text"} - plain.keys())
    unknown = sorted(plain.keys() - _FIELDS)
    if missing or unknown:
        said = [f"has no {', '.join(missing)}"] if missing else []
        said += [f"does not know {', '.join(unknown)}"] if unknown else []
        raise LibraryDataError(" and ".join(said), where=where)
    value, low, high = (float(plain[field]) for field in ("value", "low", "high"))
    if not (math.isfinite(low) and low <= value <= high and math.isfinite(high)):
        raise LibraryDataError(f"needs low <= value <= high, has {low:g}, {value:g}, {high:g}", where=where)
    if plain["kind"] not in get_args(NumberKind):
        raise LibraryDataError(f'has the kind "{plain["kind"]}"', where=where)
    return Number(
        value=value,
        low=low,
        high=high,
        source=plain["source"],
        where=plain["where"],
        kind=plain["kind"],
        text=plain.get("text", ""),
    )


@cache
def tables() -> tuple[str, ...]:
    """Names of all tables of numbers, as ``number`` and ``table`` take them."""
    files = {f"{folder}/{name}" for folder in FOLDERS for name in _files.names(folder)}
    return tuple(sorted(files | {FAMILY}))


@cache
def _table(name: str) -> Mapping[str, Number]:
    if name not in tables():
        raise UnknownNameError(name, kind="table", known=tables())
    if name == FAMILY:
        return MappingProxyType(
            {**_read("skins/central"), **(_read(FAMILY) if "family" in _files.names("skins") else {})}
        )
    return _read(name)


@cache
def _read(name: str) -> Mapping[str, Number]:
    path = f"{name}.toml"
    return MappingProxyType(dict(_numbers_in(_files.toml(path), prefix="", place=f"library/data/{path}")))


def _numbers_in(plain: Mapping[str, Any], *, prefix: str, place: str) -> Iterator[tuple[str, Number]]:
    for key, content in plain.items():
        if not isinstance(content, Mapping):
            if not isinstance(content, str):
                raise LibraryDataError(
                    "must be a table with value, low, high, source, where, kind", where=f"{place}: {key}"
                )
        elif "value" in content:
            yield prefix + key, number_from(content, where=f"{place}: {prefix}{key}")
        else:
            yield from _numbers_in(content, prefix=f"{prefix}{key}.", place=place)


def table(name: str) -> dict[str, Number]:
    """The numbers of a table by name; numbers of a part of it are called ``part.number``.

    Raises
    ------
    UnknownNameError
        If there is no such table.
    """
    return dict(_table(name))


def title(name: str) -> str:
    """What a table is about, in words."""
    _table(name)
    path = "skins/central.toml" if name == FAMILY and "family" not in _files.names("skins") else f"{name}.toml"
    return str(_files.toml(path).get("title", name))


def number(table: str, name: str) -> Number:
    """One number of a table.

    Raises
    ------
    UnknownNameError
        If there is no such table, or no such number in it.
    """
    numbers = _table(table)
    if name not in numbers:
        raise UnknownNameError(name, kind=f"number in {table}", known=numbers)
    return numbers[name]
