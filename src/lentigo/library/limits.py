"""Settings that others have published, and the upper bounds that follow: above them nothing is ever recommended.

Where nothing is published for a kind of pulse and light, the bound is zero: no row means no recommendation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, cast

from lentigo.domain.device import NumberKind, PulseClass
from lentigo.errors import QuestionError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.references import reference

PHOTOTYPES: Final = ("I", "II", "III", "IV", "V", "VI")

NO_PUBLISHED_SETTING: Final = "no-published-setting"
"""Key of the bound of zero that holds where no row does."""

_OWN_KIND: Final = frozenset({"ipl", "pulsed_dye"})
"""Families that are another kind of light; the others only name what lases, and their pulse class tells them apart."""


@dataclass(frozen=True, slots=True)
class DeviceClass:
    """Which devices a row is about: pulse class, a band of wavelengths, and whether lamp, dye or other laser."""

    family: str
    pulse_class: PulseClass
    wavelength_low_nm: float
    wavelength_high_nm: float

    def holds(self, *, family: str, pulse_class: str, wavelength_nm: float) -> bool:
        """Whether a handpiece is of this class."""
        alike = family == self.family or not {family, self.family} & _OWN_KIND
        return (
            alike
            and pulse_class == self.pulse_class
            and self.wavelength_low_nm <= wavelength_nm <= self.wavelength_high_nm
        )


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
    wavelength_nm: float | None = None,
    wavelengths_nm: Sequence[float] = (),
    indication: str | None = None,
    phototype: str | None = None,
    ita_deg: float | None = None,
) -> list[HardCap]:
    """Upper bounds that hold for a class of devices, an indication and a skin, lowest first; never none.

    A row holds if the phototype **or** the colour says so: the darker of the two decides. Each line of a laser needs a
    row of its own; where a line has none, the first bound is zero and its key is ``NO_PUBLISHED_SETTING``.

    Parameters
    ----------
    family, pulse_class : str
        As in a device's record. Of the families only intense pulsed light and pulsed dye are kept apart.
    wavelength_nm : float, optional
        Wavelength; the energy-weighted mean, or the cut-off, of a filtered broadband source.
    wavelengths_nm : sequence of float, optional
        Every line of a laser; they count in place of ``wavelength_nm``. Of a filtered broadband source the lines count
        only where no mean is given.
    indication : str, optional
        Kind of lesion; rows for particular kinds hold only for those.
    phototype : str, optional
        Fitzpatrick phototype; anything else leaves it out of account.
    ita_deg : float, optional
        Individual typology angle of the skin around the lesion, at its adverse bound where it is unsure.

    Raises
    ------
    QuestionError
        If neither a wavelength nor lines are given.
    """
    single = () if wavelength_nm is None else (wavelength_nm,)
    lines = single or tuple(wavelengths_nm) if family == "ipl" else tuple(wavelengths_nm) or single
    if not lines:
        raise QuestionError("an upper bound is asked for without light", hint="give wavelength_nm or wavelengths_nm")

    def dark_enough(row: HardCap) -> bool:
        by_type = phototype in PHOTOTYPES and PHOTOTYPES.index(phototype) >= PHOTOTYPES.index(row.from_phototype)
        by_colour = ita_deg is not None and ita_deg < row.below_ita_deg
        return by_type or by_colour or row.from_phototype == PHOTOTYPES[0]

    fitting = [
        row for row in all_hard_caps() if (not row.indications or indication in row.indications) and dark_enough(row)
    ]
    found: dict[str, HardCap] = {}
    uncovered: list[float] = []
    for line in lines:
        rows = [row for row in fitting if row.devices.holds(family=family, pulse_class=pulse_class, wavelength_nm=line)]
        found |= {row.key: row for row in rows}
        uncovered += [] if rows else [line]
    caps = [*found.values()]
    if uncovered:
        caps.append(_nothing_published(family=family, pulse_class=pulse_class, wavelengths_nm=uncovered))
    return sorted(caps, key=lambda row: (row.fluence_high_j_cm2, row.key != NO_PUBLISHED_SETTING))


def _nothing_published(*, family: str, pulse_class: str, wavelengths_nm: Sequence[float]) -> HardCap:
    """The bound of zero for light of which no row speaks."""
    light = " and ".join(f"{nm:g}" for nm in sorted(set(wavelengths_nm)))
    kind = {"ipl": "intense pulsed light", "pulsed_dye": "pulsed dye laser"}.get(family, "laser")
    return HardCap(
        key=NO_PUBLISHED_SETTING,
        devices=DeviceClass(
            family=family,
            pulse_class=cast("PulseClass", pulse_class),
            wavelength_low_nm=min(wavelengths_nm),
            wavelength_high_nm=max(wavelengths_nm),
        ),
        indications=(),
        from_phototype=PHOTOTYPES[0],
        below_ita_deg=90.0,
        fluence_high_j_cm2=0.0,
        rule="",
        text=(
            "no published setting was found for this kind of device and light"
            f" ({kind}, {pulse_class} pulses at {light} nm), and without one none is recommended"
        ),
        source="assumed",
        where="no row of the library's upper bounds",
        kind="assumed",
    )
