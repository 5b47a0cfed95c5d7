"""Settings that others have published, and the upper bounds that follow: above them nothing is ever recommended.

Where nothing is published for a kind of pulse and light, the bound is zero: no row means no recommendation. For lasers
that make columns settings are published as the energy of one narrow beam: the rows hold millijoules and the widths of
beam they are about, and become radiant exposures inside a beam (`fluence_in_beam`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, cast

from lentigo.domain.device import NumberKind, PulseClass
from lentigo.domain.skin import FACE
from lentigo.errors import QuestionError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError
from lentigo.library.references import reference

PHOTOTYPES: Final = ("I", "II", "III", "IV", "V", "VI")

NO_PUBLISHED_SETTING: Final = "no-published-setting"
"""Key of the bound of zero that holds where no row does."""

_OWN_KIND: Final = frozenset(
    {"ipl", "pulsed_dye", "fractional_nonablative", "fractional_ablative", "full_field_ablative"}
)
"""Families that are another kind of light, or lay it down in another way; the others only name what lases, and their
pulse class tells them apart."""

_WORDS: Final = {
    "ipl": "intense pulsed light",
    "pulsed_dye": "pulsed dye laser",
    "fractional_nonablative": "non-ablative fractional laser",
    "fractional_ablative": "ablative fractional laser",
    "full_field_ablative": "full-field ablative laser",
}


def fluence_in_beam(energy_mj: float, *, beam_um: float) -> float:
    """Radiant exposure inside a narrow beam [J/cm²] from the energy of its pulse [mJ] and its diameter [µm]."""
    return energy_mj / (math.pi / 4.0 * (beam_um * 1e-4) ** 2 * 1e3)


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
    energy_low_mj: float | None = None
    energy_high_mj: float | None = None
    """Of one narrow beam, where columns are made; the radiant exposures are those inside the widest beam."""
    beam_low_um: float = 0.0
    beam_high_um: float = math.inf
    density_low_per_cm2: float | None = None
    density_high_per_cm2: float | None = None
    """Columns per area of a whole session, where the source tells them."""

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
    not_indications: tuple[str, ...] = ()
    """Kinds of lesion that have rows of their own in place of this one."""
    energy_high_mj: float | None = None
    """Of one narrow beam, where columns are made; the radiant exposure is then that inside the widest beam."""
    beam_low_um: float = 0.0
    beam_high_um: float = math.inf
    """Widths of narrow beam that the row is about."""
    spot_low_mm: float = 0.0
    spot_high_mm: float = math.inf
    """Spots that the row is about."""
    sub_pulses_high: int = 1
    """Sub-pulses of a train that may each have the bound; a train of more shares what so many may have."""
    off_face: bool = False
    """Holds outside the face alone."""
    stacked_high: int = 0
    """Pulses on one place that the source gave, each with the bound; 0 where it tells of none."""

    @property
    def blocks(self) -> bool:
        """No setting at all may be given."""
        return self.fluence_high_j_cm2 == 0

    def for_light(self, *, beam_um: float | None = None, sub_pulses: int = 1, stacked: int = 1) -> HardCap:
        """The same bound for one width of narrow beam [µm], and for so many sub-pulses and pulses on one place."""
        bound, text = self.fluence_high_j_cm2, self.text
        if self.energy_high_mj is not None and beam_um is not None:
            bound = fluence_in_beam(self.energy_high_mj, beam_um=beam_um)
        if 0 < self.stacked_high < stacked:
            # More pulses on one place than anybody has told of share what those had in all.
            bound *= self.stacked_high / stacked
            text += f", with {self.stacked_high} pulses on one place; {stacked} may have as much in all"
        return replace(self, fluence_high_j_cm2=bound * min(max(sub_pulses, 1), self.sub_pulses_high), text=text)


def _beams(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a row about columns: widths of beam, energies, and the radiant exposures that they are."""
    if "energy_high_mj" not in plain:
        return {}
    found: dict[str, Any] = {name: plain[name] for name in ("energy_high_mj", "beam_low_um", "beam_high_um")}
    found["fluence_high_j_cm2"] = fluence_in_beam(plain["energy_high_mj"], beam_um=plain["beam_high_um"])
    return found


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
            columns = _beams(plain)
            if columns:
                columns |= {name: plain.get(name) for name in ("density_low_per_cm2", "density_high_per_cm2")}
                columns["energy_low_mj"] = plain["energy_low_mj"]
                columns["fluence_low_j_cm2"] = fluence_in_beam(plain["energy_low_mj"], beam_um=plain["beam_high_um"])
                columns |= {f"spot_{end}_mm": plain[f"beam_{end}_um"] * 1e-3 for end in ("low", "high")}
            else:
                columns = {
                    name: plain[name]
                    for name in ("spot_low_mm", "spot_high_mm", "fluence_low_j_cm2", "fluence_high_j_cm2")
                }
            found.append(
                PublishedRange(
                    key=key,
                    devices=_device_class(plain),
                    indications=tuple(plain["indications"]),
                    pulse_low_s=plain["pulse_low_s"],
                    pulse_high_s=plain["pulse_high_s"],
                    phototypes=tuple(plain["phototypes"]),
                    ita_low_deg=plain["ita_low_deg"],
                    ita_high_deg=plain["ita_high_deg"],
                    endpoint=plain["endpoint"],
                    source=plain["source"],
                    where=plain["where"],
                    kind=plain["kind"],
                    **columns,
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
            columns = _beams(plain) or {"fluence_high_j_cm2": plain["fluence_high_j_cm2"]}
            more = ("spot_low_mm", "spot_high_mm", "sub_pulses_high", "off_face", "stacked_high")
            found.append(
                HardCap(
                    key=key,
                    devices=_device_class(plain),
                    indications=tuple(plain.get("indications", ())),
                    from_phototype=plain["from_phototype"],
                    below_ita_deg=plain["below_ita_deg"],
                    rule=plain.get("rule", ""),
                    text=plain["text"],
                    source=plain["source"],
                    where=plain["where"],
                    kind=plain["kind"],
                    not_indications=tuple(plain.get("not_indications", ())),
                    **columns,
                    **{name: plain[name] for name in more if name in plain},
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
    beam_um: float | None = None,
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
    beam_um : float, optional
        Width of a narrow beam, of a device that makes columns: rows about other widths are left out, and the radiant
        exposures are those inside such a beam.
    """
    rows = [
        row
        for row in published_ranges()
        if row.devices.holds(family=family, pulse_class=pulse_class, wavelength_nm=wavelength_nm)
        and indication in row.indications
        and _skin_fits(row, phototype=phototype, ita_deg=ita_deg)
        and (beam_um is None or row.beam_low_um <= beam_um <= row.beam_high_um)
    ]
    return rows if beam_um is None else [_in_beam(row, beam_um) for row in rows]


def _in_beam(row: PublishedRange, beam_um: float) -> PublishedRange:
    if row.energy_low_mj is None or row.energy_high_mj is None:
        return row
    return replace(
        row,
        fluence_low_j_cm2=fluence_in_beam(row.energy_low_mj, beam_um=beam_um),
        fluence_high_j_cm2=fluence_in_beam(row.energy_high_mj, beam_um=beam_um),
    )


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
    beam_um: float | None = None,
    spot_mm: float | None = None,
    sub_pulses: int = 1,
    stacked: int = 1,
    site: str | None = None,
) -> list[HardCap]:
    """Upper bounds that hold for a class of devices, an indication and a skin, lowest first; never none.

    A row holds if the phototype **or** the colour says so: the darker of the two decides. Each line of a laser needs a
    row of its own; where a line has none, the first bound is zero and its key is ``NO_PUBLISHED_SETTING``.

    Parameters
    ----------
    family, pulse_class : str
        As in a device's record. Of the families intense pulsed light, pulsed dye, and those that make columns or take
        the surface away are kept apart.
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
    beam_um : float, optional
        Width of a narrow beam, of a device that makes columns; without it every width counts, at the widest of its row.
    spot_mm : float, optional
        Width of the spot; without it rows about any spot count.
    sub_pulses : int
        Sub-pulses of an exposure; only rows that say so allow more for a train than for a single pulse.
    stacked : int
        Pulses on one place: where a row tells how many its source gave, more share what those had in all.
    site : str, optional
        Where on the body; without it rows that hold outside the face are left out of account.

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

    def about(row: HardCap) -> bool:
        wide_enough = beam_um is None or row.beam_low_um <= beam_um <= row.beam_high_um
        large_enough = spot_mm is None or row.spot_low_mm <= spot_mm <= row.spot_high_mm
        meant = (not row.indications or indication in row.indications) and indication not in row.not_indications
        here = not row.off_face or (site is not None and site not in FACE)
        return wide_enough and large_enough and meant and here

    fitting = [
        row.for_light(beam_um=beam_um, sub_pulses=sub_pulses, stacked=stacked)
        for row in all_hard_caps()
        if about(row) and dark_enough(row)
    ]
    found: dict[str, HardCap] = {}
    uncovered: list[float] = []
    for line in lines:
        rows = [row for row in fitting if row.devices.holds(family=family, pulse_class=pulse_class, wavelength_nm=line)]
        found |= {row.key: row for row in rows}
        uncovered += [] if rows else [line]
    caps = [*found.values()]
    if uncovered:
        caps.append(
            _nothing_published(family=family, pulse_class=pulse_class, wavelengths_nm=uncovered, beam_um=beam_um)
        )
    return sorted(caps, key=lambda row: (row.fluence_high_j_cm2, row.key != NO_PUBLISHED_SETTING))


def _nothing_published(
    *, family: str, pulse_class: str, wavelengths_nm: Sequence[float], beam_um: float | None
) -> HardCap:
    """The bound of zero for light of which no row speaks."""
    light = " and ".join(f"{nm:g}" for nm in sorted(set(wavelengths_nm)))
    kind = _WORDS.get(family, "laser")
    beams = "" if beam_um is None else f" in beams of {beam_um:g} µm"
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
            f" ({kind}, {pulse_class} pulses at {light} nm{beams}), and without one none is recommended"
        ),
        source="assumed",
        where="no row of the library's upper bounds",
        kind="assumed",
    )
