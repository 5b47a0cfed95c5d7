"""Settings that others have published, and the upper bounds that follow: above them nothing is ever recommended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from lentigo.domain.device import NumberKind, PulseClass
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.references import reference

PHOTOTYPES: Final = ("I", "II", "III", "IV", "V", "VI")


@dataclass(frozen=True, slots=True)
class DeviceClass:
    """Which devices a row is about: family, pulse class and a band of wavelengths."""

    family: str
    pulse_class: PulseClass
    wavelength_low_nm: float
    wavelength_high_nm: float

    def holds(self, *, family: str, pulse_class: str, wavelength_nm: float) -> bool:
        """Whether a handpiece is of this class."""
        return (self.family, self.pulse_class) == (
            family,
            pulse_class,
        ) and self.wavelength_low_nm <= wavelength_nm <= self.wavelength_high_nm


@dataclass(frozen=True, slots=True)
class PublishedRange:
    """Radiant exposures that a source reports for a class of devices, an indication and kinds of skin."""

    key: str
    devices: DeviceClass
    indications: tuple[str, ...]
    """Kinds of lesion; ``normal_skin`` where only the tolerance of normal skin was reported."""
    spot_low_mm: float
    spot_high_mm: float
    pulse_low_s: float
    pulse_high_s: float
    fluence_low_j_cm2: float
    fluence_high_j_cm2: float
    phototypes: tuple[str, ...]
    ita_low_deg: float
    ita_high_deg: float
    endpoint: str
    source: str
    where: str
    kind: NumberKind

    @property
    def checked(self) -> bool:
        """The source has been read for this range."""
        return reference(self.source).checked


@dataclass(frozen=True, slots=True)
class HardCap:
    """An upper bound from published settings; zero blocks.

    It holds for the skin it names and for all darker skin, so that a darker skin never has the higher bound.
    """

    key: str
    devices: DeviceClass
    indications: tuple[str, ...]
    """Kinds of lesion; empty for all."""
    from_phototype: str
    """Holds from this phototype on, or ..."""
    below_ita_deg: float
    """... for skin darker than this individual typology angle."""
    fluence_high_j_cm2: float
    rule: str
    """Screening rule that says the same; empty where there is none."""
    text: str
    source: str
    where: str
    kind: NumberKind

    @property
    def blocks(self) -> bool:
        """No setting at all may be given."""
        return self.fluence_high_j_cm2 == 0


def _device_class(plain: Mapping[str, Any]) -> DeviceClass:
    return DeviceClass(
        family=plain["family"],
        pulse_class=plain["pulse_class"],
        wavelength_low_nm=float(plain["wavelength_low_nm"]),
        wavelength_high_nm=float(plain["wavelength_high_nm"]),
    )


@cache
def published_ranges() -> tuple[PublishedRange, ...]:
    """All published ranges, in the order of their file."""
    place = "settings/published.toml"
    found = []
    for key, plain in _files.toml(place).items():
        try:
            found.append(
                PublishedRange(
                    key=key,
                    devices=_device_class(plain),
                    indications=tuple(plain["indications"]),
                    spot_low_mm=plain["spot_low_mm"],
                    spot_high_mm=plain["spot_high_mm"],
                    pulse_low_s=plain["pulse_low_s"],
                    pulse_high_s=plain["pulse_high_s"],
                    fluence_low_j_cm2=plain["fluence_low_j_cm2"],
                    fluence_high_j_cm2=plain["fluence_high_j_cm2"],
                    phototypes=tuple(plain["phototypes"]),
                    ita_low_deg=plain["ita_low_deg"],
                    ita_high_deg=plain["ita_high_deg"],
                    endpoint=plain["endpoint"],
                    source=plain["source"],
                    where=plain["where"],
                    kind=plain["kind"],
                )
            )
        except KeyError as wrong:
            raise LibraryDataError(f"has no {wrong}", where=f"library/data/{place}: {key}") from wrong
    return tuple(found)


@cache
def all_hard_caps() -> tuple[HardCap, ...]:
    """All upper bounds, in the order of their file."""
    place = "settings/hard_caps.toml"
    found = []
    for key, plain in _files.toml(place).items():
        try:
            found.append(
                HardCap(
                    key=key,
                    devices=_device_class(plain),
                    indications=tuple(plain.get("indications", ())),
                    from_phototype=plain["from_phototype"],
                    below_ita_deg=plain["below_ita_deg"],
                    fluence_high_j_cm2=plain["fluence_high_j_cm2"],
                    rule=plain.get("rule", ""),
                    text=plain["text"],
                    source=plain["source"],
                    where=plain["where"],
                    kind=plain["kind"],
                )
            )
        except KeyError as wrong:
            raise LibraryDataError(f"has no {wrong}", where=f"library/data/{place}: {key}") from wrong
    return tuple(found)


def published_range(
    *,
    family: str,
    pulse_class: str,
    wavelength_nm: float,
    indication: str,
    phototype: str | None = None,
    ita_deg: float | None = None,
) -> list[PublishedRange]:
    """Published ranges for a class of devices, an indication and a skin.

    Parameters
    ----------
    family, pulse_class : str
        As in a device's record.
    wavelength_nm : float
        Wavelength; the energy-weighted mean, or the cut-off, of a filtered broadband source.
    indication : str
        Kind of lesion.
    phototype : str, optional
        Fitzpatrick phototype; anything else leaves it out of account.
    ita_deg : float, optional
        Individual typology angle; where it is given it decides, otherwise the phototype does.
    """
    return [
        row
        for row in published_ranges()
        if row.devices.holds(family=family, pulse_class=pulse_class, wavelength_nm=wavelength_nm)
        and indication in row.indications
        and _skin_fits(row, phototype=phototype, ita_deg=ita_deg)
    ]


def _skin_fits(row: PublishedRange, *, phototype: str | None, ita_deg: float | None) -> bool:
    if ita_deg is not None:
        return row.ita_low_deg <= ita_deg <= row.ita_high_deg
    return phototype not in PHOTOTYPES or phototype in row.phototypes


def hard_caps(
    *,
    family: str,
    pulse_class: str,
    wavelength_nm: float,
    indication: str | None = None,
    phototype: str | None = None,
    ita_deg: float | None = None,
) -> list[HardCap]:
    """Upper bounds that hold for a class of devices, an indication and a skin, lowest first.

    A row holds if the phototype **or** the colour says so: the darker of the two decides.

    Parameters
    ----------
    family, pulse_class : str
        As in a device's record.
    wavelength_nm : float
        Wavelength; the energy-weighted mean, or the cut-off, of a filtered broadband source.
    indication : str, optional
        Kind of lesion; rows for particular kinds hold only for those.
    phototype : str, optional
        Fitzpatrick phototype; anything else leaves it out of account.
    ita_deg : float, optional
        Individual typology angle of the skin around the lesion, at its adverse bound where it is unsure.
    """

    def dark_enough(row: HardCap) -> bool:
        by_type = phototype in PHOTOTYPES and PHOTOTYPES.index(phototype) >= PHOTOTYPES.index(row.from_phototype)
        by_colour = ita_deg is not None and ita_deg < row.below_ita_deg
        return by_type or by_colour or row.from_phototype == PHOTOTYPES[0]

    rows = [
        row
        for row in all_hard_caps()
        if row.devices.holds(family=family, pulse_class=pulse_class, wavelength_nm=wavelength_nm)
        and (not row.indications or indication in row.indications)
        and dark_enough(row)
    ]
    return sorted(rows, key=lambda row: row.fluence_high_j_cm2)
