"""The units that may stand at the end of a key, and what to do about a key that carries the wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

__all__ = ["UNITS", "UnitName", "WrongUnit", "split_unit", "wrong_unit"]


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as it stands at the end of a key: what it measures, how large it is, how it is printed."""

    dimension: str
    size: float
    """How much of the dimension's first unit below it is."""
    label: str


UNITS: Final[dict[str, UnitName]] = {
    "m": UnitName("length", 1.0, "m"),
    "cm": UnitName("length", 1e-2, "cm"),
    "mm": UnitName("length", 1e-3, "mm"),
    "um": UnitName("length", 1e-6, "µm"),
    "nm": UnitName("length", 1e-9, "nm"),
    "m2": UnitName("area", 1.0, "m²"),
    "cm2": UnitName("area", 1e-4, "cm²"),
    "mm2": UnitName("area", 1e-6, "mm²"),
    "s": UnitName("time", 1.0, "s"),
    "ms": UnitName("time", 1e-3, "ms"),
    "us": UnitName("time", 1e-6, "µs"),
    "ns": UnitName("time", 1e-9, "ns"),
    "ps": UnitName("time", 1e-12, "ps"),
    "minutes": UnitName("time", 60.0, "minutes"),
    "hours": UnitName("time", 3600.0, "hours"),
    "days": UnitName("time", 86400.0, "days"),
    "weeks": UnitName("time", 604800.0, "weeks"),
    "months": UnitName("time", 2629746.0, "months"),
    "years": UnitName("time", 31556952.0, "years"),
    "ug_ml": UnitName("concentration", 1.0, "µg/mL"),
    "j": UnitName("energy", 1.0, "J"),
    "mj": UnitName("energy", 1e-3, "mJ"),
    "j_m2": UnitName("radiant exposure", 1.0, "J/m²"),
    "j_cm2": UnitName("radiant exposure", 1e4, "J/cm²"),
    "mj_cm2": UnitName("radiant exposure", 10.0, "mJ/cm²"),
    "j_mm2": UnitName("radiant exposure", 1e6, "J/mm²"),
    "w_m2": UnitName("irradiance", 1.0, "W/m²"),
    "w_cm2": UnitName("irradiance", 1e4, "W/cm²"),
    "deg": UnitName("angle", 1.0, "degrees"),
    "rad": UnitName("angle", 57.29577951308232, "rad"),
    "hz": UnitName("rate", 1.0, "Hz"),
    "khz": UnitName("rate", 1e3, "kHz"),
    "percent": UnitName("share", 1.0, "percent"),
    "fraction": UnitName("share", 100.0, "(a share between 0 and 1)"),
    "c": UnitName("temperature", 1.0, "°C"),
    "k": UnitName("temperature", 1.0, "K"),
    "f": UnitName("temperature", 1.0, "°F"),
    "per_m": UnitName("per length", 1.0, "1/m"),
    "per_cm": UnitName("per length", 1e2, "1/cm"),
    "per_mm": UnitName("per length", 1e3, "1/mm"),
    "per_um": UnitName("per length", 1e6, "1/µm"),
    "per_s": UnitName("per time", 1.0, "1/s"),
    "w_m_k": UnitName("thermal conductivity", 1.0, "W/(m K)"),
    "w_m2_k": UnitName("heat transfer", 1.0, "W/(m² K)"),
    "w_cm2_k": UnitName("heat transfer", 1e4, "W/(cm² K)"),
    "j_kg_k": UnitName("specific heat", 1.0, "J/(kg K)"),
    "kg_m3": UnitName("density", 1.0, "kg/m³"),
    "g_cm3": UnitName("density", 1e3, "g/cm³"),
    "kg": UnitName("mass", 1.0, "kg"),
    "lb": UnitName("mass", 0.45359237, "lb"),
    "g": UnitName("mass", 1e-3, "g"),
    "mg": UnitName("mass", 1e-6, "mg"),
    "mg_kg": UnitName("dose by body weight", 1.0, "mg/kg"),
    "mg_g": UnitName("strength", 1.0, "mg/g"),
    "g_cm2": UnitName("mass by area", 1.0, "g/cm²"),
    "cm_g": UnitName("length of ribbon by mass", 1.0, "cm/g"),
}

_TO_CELSIUS: Final = {"k": "°C = K − 273.15", "f": "°C = (°F − 32) / 1.8"}


@dataclass(frozen=True, slots=True)
class WrongUnit:
    """A key whose quantity is known here under another unit."""

    right: str
    """The key to write."""
    message: str
    hint: str


def split_unit(key: str) -> tuple[str, str | None]:
    """A key without its unit, and the unit: ``fluence_j_cm2`` is ``fluence`` in ``j_cm2``."""
    for suffix in sorted(UNITS, key=len, reverse=True):
        if key.endswith("_" + suffix):
            return key[: -len(suffix) - 1], suffix
    return key, None


def wrong_unit(key: str, value: object, known: Iterable[str]) -> WrongUnit | None:
    """What is wrong with a key that names a known quantity in another unit, or in none; none where it is not that."""
    stem, given = split_unit(key.lower())
    for right in known:
        right_stem, wanted = split_unit(right)
        if wanted is None or right_stem != stem or right == key.lower():
            continue
        label = UNITS[wanted].label
        if given is None:
            return WrongUnit(right, "does not say its unit", f"write {right}, in {label}")
        there = f"is in {UNITS[given].label}, must be in {label}"
        return WrongUnit(right, there, _conversion(given, wanted, right=right, value=value))
    return None


def _conversion(given: str, wanted: str, *, right: str, value: object) -> str:
    """How to turn a value into the unit that is wanted, in words."""
    source, target = UNITS[given], UNITS[wanted]
    if source.dimension != target.dimension:
        return f"write {right}: {target.label} is {_a(target.dimension)}, {source.label} is {_a(source.dimension)}"
    if source.dimension == "temperature":
        return f"write {right}, with {_TO_CELSIUS.get(given, 'the value in °C')}"
    factor = source.size / target.size
    rule = f"1 {source.label} is {factor:.6g} {target.label}"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"write {right} = {value * factor:.6g} ({rule})"
    return f"write {right} ({rule})"


def _a(noun: str) -> str:
    """A noun with its article."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
