"""Constants of thermal damage, by the paper that gives them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from lentigo.errors import UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.numbers import Number, table

GAS_CONSTANT: Final = 8.314462618
"""Molar gas constant [J/(mol K)], exact by definition of the mole and the kelvin."""

_FREQUENCY: Final = "frequency_factor_per_s"
_ENERGY: Final = "activation_energy_j_mol"
_TEMPERATURE: Final = "activation_temperature_k"


@dataclass(frozen=True, slots=True)
class DamageBand:
    """One Arrhenius process, valid from a temperature upwards until the next band begins."""

    above_c: float
    """Lower end of the band; minus infinity where the process has none."""
    frequency_factor_per_s: Number
    activation_temperature_k: float
    """Activation energy over the gas constant."""
    activation: Number
    """The activation as printed: an energy [J/mol] or a temperature [K]."""


@dataclass(frozen=True, slots=True)
class DamageSet:
    """A set of constants, named by its paper."""

    name: str
    title: str
    tissue: str
    bands: tuple[DamageBand, ...]


def damage_sets() -> tuple[str, ...]:
    """Names of all sets of constants."""
    return tuple(name for name in _files.names("damage") if "tissue" in _files.toml(f"damage/{name}.toml"))


@cache
def damage_set(name: str) -> DamageSet:
    """A set of damage constants by its name.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if name not in damage_sets():
        raise UnknownNameError(name, kind="set of damage constants", known=damage_sets())
    numbers = table(f"damage/{name}")
    prefixes = {key.rpartition(".")[0] for key in numbers if key.rpartition(".")[2] == _FREQUENCY}
    if not prefixes:
        raise LibraryDataError(f"has no {_FREQUENCY}", where=f"library/data/damage/{name}.toml")
    plain = _files.toml(f"damage/{name}.toml")
    bands = sorted((_band(numbers, prefix, name) for prefix in prefixes), key=lambda band: band.above_c)
    return DamageSet(name=name, title=plain["title"], tissue=plain["tissue"], bands=tuple(bands))


def _band(numbers: dict[str, Number], prefix: str, name: str) -> DamageBand:
    start = f"{prefix}." if prefix else ""
    by_energy, by_temperature = numbers.get(start + _ENERGY), numbers.get(start + _TEMPERATURE)
    activation = by_energy or by_temperature
    if activation is None or (by_energy and by_temperature):
        raise LibraryDataError(f"needs {_ENERGY} or {_TEMPERATURE}", where=f"library/data/damage/{name}.toml")
    above = numbers.get(f"{start}above_c")
    return DamageBand(
        above_c=above.value if above else float("-inf"),
        frequency_factor_per_s=numbers[start + _FREQUENCY],
        activation_temperature_k=activation.value / (GAS_CONSTANT if by_energy else 1.0),
        activation=activation,
    )
