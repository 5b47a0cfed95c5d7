"""What chromophores absorb and how media refract, by wavelength, each inside its range."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Literal, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import units
from lentigo.domain.device import NumberKind
from lentigo.errors import OutOfValidityError, UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

Floats = NDArray[np.float64]

_ROUNDING: Final = 1e-9
"""Wavelengths are compared to this relative precision, so that 1064 * nm is 1064 nm."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a spectrum with a source of its own."""

    low_m: float
    high_m: float
    source: str
    where: str
    kind: NumberKind
    factor_low: float = 1.0
    factor_high: float = 1.0
    """The middle 90 % of what the values may truly be, as multiples of those given; both 1 where nothing is said."""


@dataclass(frozen=True, eq=False, slots=True)
class Spectrum:
    """A quantity against the wavelength, from a table or a law, inside a range."""

    name: str
    title: str
    parts: tuple[Part, ...]
    """Stretches from short to long wavelengths, without gaps."""
    between: Literal["linear", "log-linear", "law"]
    """How values between the points of a table follow; a law has no points."""
    wavelength_m: Floats
    """Points of the table [m]; the ends of the range for a law; the end of a law and the points that go on from it."""
    value: Floats
    """Values at the points [1/m], or [1] for a refractive index."""
    law: Mapping[str, Any] | None
    law_high_m: float
    """Where the law ends and a table goes on, log-linear between its points; the shortest wavelength where none is."""

    @property
    def low_m(self) -> float:
        """Shortest wavelength [m]."""
        return self.parts[0].low_m

    @property
    def high_m(self) -> float:
        """Longest wavelength [m]."""
        return self.parts[-1].high_m

    @property
    def source(self) -> str:
        """Key of the reference of the longest part that is more than assumed."""
        return self._main.source

    @property
    def where(self) -> str:
        """Place in that reference."""
        return self._main.where

    @property
    def kind(self) -> NumberKind:
        """How well that part is known."""
        return self._main.kind

    @property
    def _main(self) -> Part:
        return max(self.parts, key=lambda part: (part.kind != "assumed", part.high_m - part.low_m))

    def part_at(self, wavelength_m: float) -> Part:
        """The part of the spectrum that holds a wavelength [m]; at a border the shorter one.

        Raises
        ------
        OutOfValidityError
            If the wavelength lies outside the range.
        """
        self.at(wavelength_m)
        return next((part for part in self.parts if wavelength_m <= part.high_m * (1 + _ROUNDING)), self.parts[-1])

    def at(self, wavelength_m: ArrayLike) -> Floats:
        """Values at wavelengths [m], of the same shape.

        Raises
        ------
        OutOfValidityError
            If a wavelength lies outside the range; nothing is extrapolated.
        """
        asked = np.asarray(wavelength_m, dtype=np.float64)
        outside = (asked < self.low_m * (1 - _ROUNDING)) | (asked > self.high_m * (1 + _ROUNDING)) | ~np.isfinite(asked)
        if outside.any():
            first = float(asked[outside].flat[0])
            raise OutOfValidityError(
                f"{self.name} is known from {self.low_m / units.nm:.0f} to {self.high_m / units.nm:.0f} nm, "
                f"not at {first / units.nm:.6g} nm"
            )
        if self.law is not None:
            beyond = asked > self.law_high_m * (1 + _ROUNDING)
            if not beyond.any():
                return _law(self.law, asked)
            table = np.exp(np.interp(asked, self.wavelength_m, np.log(self.value)))
            return np.where(beyond, table, _law(self.law, asked))
        if self.between == "log-linear":
            return cast("Floats", np.exp(np.interp(asked, self.wavelength_m, np.log(self.value))))
        return cast("Floats", np.interp(asked, self.wavelength_m, self.value))


@dataclass(frozen=True, eq=False, slots=True)
class Chromophore:
    """What absorbs in skin, and how strongly by wavelength."""

    spectrum: Spectrum

    @property
    def name(self) -> str:
        """Name in the library."""
        return self.spectrum.name

    @property
    def low_m(self) -> float:
        """Shortest wavelength [m]."""
        return self.spectrum.low_m

    @property
    def high_m(self) -> float:
        """Longest wavelength [m]."""
        return self.spectrum.high_m

    @property
    def source(self) -> str:
        """Key of the reference of most of the spectrum; ``spectrum.parts`` has them all."""
        return self.spectrum.source

    @property
    def where(self) -> str:
        """Place in that reference."""
        return self.spectrum.where

    @property
    def kind(self) -> NumberKind:
        """How well most of the spectrum is known."""
        return self.spectrum.kind

    def absorption(self, wavelength_m: ArrayLike) -> Floats:
        """Absorption coefficient [1/m] of the pure chromophore, as its title says, at wavelengths [m].

        Raises
        ------
        OutOfValidityError
            If a wavelength lies outside the range of the data.
        """
        return self.spectrum.at(wavelength_m)


def _law(law: Mapping[str, Any], wavelength_m: Floats) -> Floats:
    nanometres = wavelength_m / units.nm
    if law["form"] == "power":  # c λ^-p
        return cast(
            "Floats", law["at_reference"] * (nanometres / law["reference_nm"]) ** (-law["power"]) * units.per_cm
        )
    if law["form"] == "floor_and_exponential":  # a + b exp(-(λ - λ0) / s)
        rise = law["rise"] * np.exp(-(nanometres - law["reference_nm"]) / law["scale_nm"])
        return cast("Floats", (law["floor"] + rise) * units.per_cm)
    if law["form"] == "cauchy":  # a + b / λ² + c / λ⁴
        return cast("Floats", law["a"] + law["b_nm2"] / nanometres**2 + law["c_nm4"] / nanometres**4)
    if law["form"] == "sellmeier":  # n² = 1 + Σ b λ² / (λ² - c)
        micrometres2 = (wavelength_m / units.um) ** 2
        terms = zip(law["b"], law["c_um2"], strict=True)
        total = sum((b * micrometres2 / (micrometres2 - c) for b, c in terms), start=np.ones_like(micrometres2))
        return cast("Floats", np.sqrt(total))
    if law["form"] == "constant":
        return np.full_like(wavelength_m, law["value"])
    raise LibraryDataError(f'there is no law of the form "{law["form"]}"')


def _in_si(part: Mapping[str, Any], value: Floats, wavelength_m: Floats, *, place: str) -> Floats:
    """Values as printed, in SI: absorption [1/m], or a refractive index [1]."""
    decadic = math.log(10) * units.per_cm
    match part["quantity"]:
        case "absorption_per_cm":
            return value * units.per_cm
        case "absorption_per_mm":
            return value * units.per_mm
        case "absorption_per_m" | "refractive_index":
            return value
        case "molar_extinction_per_cm_m":  # decadic, 1/cm for one mole per litre
            return cast("Floats", value * decadic * part["concentration_g_l"] / part["molar_mass_g_mol"])
        case "extinction_per_cm_g_l":  # decadic, 1/cm for one gram per litre
            return cast("Floats", value * decadic * part["concentration_g_l"])
        case "extinction_index":  # imaginary part of the refractive index
            return 4 * np.pi * value / wavelength_m
        case unknown:
            raise LibraryDataError(f'does not know the quantity "{unknown}"', where=place)


@cache
def _spectrum(folder: str, name: str, kind: str) -> Spectrum:
    if name not in _files.names(folder):
        raise UnknownNameError(name, kind=kind, known=_files.names(folder))
    place = f"library/data/{folder}/{name}.toml"
    plain = _files.toml(f"{folder}/{name}.toml")
    parts = tuple(
        Part(
            low_m=part["low_nm"] * units.nm,
            high_m=part["high_nm"] * units.nm,
            source=part["source"],
            where=part["where"],
            kind=part["kind"],
            factor_low=part.get("factor_low", 1.0),
            factor_high=part.get("factor_high", 1.0),
        )
        for part in plain["part"]
    )
    if any(not math.isclose(a.high_m, b.low_m) for a, b in itertools.pairwise(parts)):
        raise LibraryDataError("has gaps between its parts", where=place)
    if "law" in plain:
        law, table = plain["law"], [part for part in plain["part"] if "file" in part]
        if not table:
            ends = np.array([parts[0].low_m, parts[-1].high_m])
            return Spectrum(name, plain["title"], parts, "law", ends, _law(law, ends), law, parts[-1].high_m)
        if table != plain["part"][-1:]:
            raise LibraryDataError("must be a law first and one table after it", where=place)
        points, values = _points(folder, table[0], place=place)
        return Spectrum(name, plain["title"], parts, "law", points, values, law, parts[-1].low_m)
    pieces = [_points(folder, part, place=place) for part in plain["part"]]
    wavelength_m = np.concatenate([points for points, _ in pieces])
    value = np.concatenate([values for _, values in pieces])
    if np.any(np.diff(wavelength_m) <= 0):
        raise LibraryDataError("must increase in wavelength", where=place)
    if not (
        wavelength_m[0] <= parts[0].low_m * (1 + _ROUNDING) and wavelength_m[-1] >= parts[-1].high_m * (1 - _ROUNDING)
    ):
        raise LibraryDataError("has no points at the ends of its range", where=place)
    return Spectrum(name, plain["title"], parts, plain["between"], wavelength_m, value, None, parts[0].low_m)


def _points(folder: str, part: Mapping[str, Any], *, place: str) -> tuple[Floats, Floats]:
    """Wavelengths [m] and values in SI of one part of a spectrum: from a file, or a share of another spectrum."""
    if "of" in part:
        whole = _spectrum(folder, part["of"], "spectrum")
        low, high = part["low_nm"] * units.nm * (1 + _ROUNDING), part["high_nm"] * units.nm
        inside = whole.wavelength_m[(whole.wavelength_m > low) & (whole.wavelength_m < high)]
        points = np.append(inside, high)
        return points, part["share"] * whole.at(points) + part.get("rest", 0.0)
    columns = _files.columns(f"{folder}/{part['file']}.csv")
    axis = next(iter(columns))
    wavelength_m = np.array(columns[axis]) * {"wavelength_nm": units.nm, "wavelength_um": units.um}[axis]
    return wavelength_m, _in_si(part, np.array(columns[part["column"]]), wavelength_m, place=place)


def chromophores() -> tuple[str, ...]:
    """Names of all chromophores."""
    return _files.names("spectra")


@cache
def chromophore(name: str) -> Chromophore:
    """A chromophore by its name.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    return Chromophore(_spectrum("spectra", name, "chromophore"))


def media() -> tuple[str, ...]:
    """Names of all media with a refractive index."""
    return _files.names("indices")


def refraction(name: str) -> Spectrum:
    """Refractive index of a medium [1] against the wavelength, with its range and sources.

    Raises
    ------
    UnknownNameError
        If there is no such medium.
    """
    return _spectrum("indices", name, "medium with a refractive index")


def refractive_index(name: str, wavelength_m: ArrayLike) -> Floats:
    """Refractive index of a medium [1] at wavelengths [m].

    Raises
    ------
    UnknownNameError
        If there is no such medium.
    OutOfValidityError
        If a wavelength lies outside the range of the data.
    """
    return refraction(name).at(wavelength_m)
