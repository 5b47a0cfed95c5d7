"""Columns of one tip over energy, in skins that scatter differently: coagulated by water's warmth, or drilled.

Beams of 1.5 to 2 µm coagulate a column and leave it in place; the sizes come from a table that was computed in full
(Monte Carlo, heat in radius and depth). Beams that water absorbs at once drill; there the law of removal holds.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import units
from lentigo.errors import OutOfValidityError
from lentigo.modalities.removal import RemovalConstants
from lentigo.physics.column import (
    coagulation_temperature,
    drilled_columns,
    drilling_threshold,
    rayleigh_range,
)
from lentigo.physics.damage import DamageRate

__all__ = [
    "ENERGIES",
    "ColumnConstants",
    "ColumnCurve",
    "Columns",
    "Sizes",
    "column_curve",
    "efficiency_from",
    "energy_of_drilling",
]

Floats = NDArray[np.float64]

ENERGIES = np.geomspace(0.02, 600.0, 96) * 1e-3
"""Energies of one pulse of one beam at which the columns of a tip are told [J]."""

_LEAST_EFFICIENT = 0.01

_MANY_MODES = 3.0
"""Beam quality from which the irradiance is taken as even [1]."""

_ONLY_ONE = np.array([1.0])


@dataclass(frozen=True, slots=True)
class Sizes:
    """The library's table of coagulated columns at one wavelength; see :class:`lentigo.library.columns`."""

    beam: Floats
    pulse: Floats
    scattering: Floats
    ratio: Floats
    onset: Floats
    """(B, P, S) [J]."""
    top: Floats
    """(B, P, S, K) [m], as the next two."""
    depth: Floats
    width: Floats
    volume: Floats
    """(B, P, S, K) [m³]."""


@dataclass(frozen=True, slots=True)
class ColumnConstants:
    """What nature is to narrow beams of one wavelength."""

    wavelength: float
    """[m]."""
    sizes: Sizes | None
    """Of beams that coagulate; none where they drill."""
    removal: RemovalConstants | None
    """Of beams that drill."""
    efficiency: tuple[tuple[float, float], ...]
    """Beam [m] and efficiency [1] of the tips that are known, by width."""
    efficiency_high: tuple[tuple[float, float], ...]
    """The same at the deepest that tips of such a width are known to drill, for limits."""
    quality: float
    """Divergence over that of an ideal beam [1]."""
    wall_share: float
    """Share of the energy that does not drill which stays in the wall [1]."""
    rim_time: float
    """For which heat stays within a rim [s]."""
    collagen_damage: DamageRate
    epidermis_damage: DamageRate
    heat_reach: float
    """Depth over which the light itself lays its heat down, however shallow the column [m]."""
    absorbed_share: float
    """Share of the light that stays in the skin as heat, of beams that coagulate [1]."""
    heat_capacity: float
    """Of the dermis, per volume [J/(m³ K)]."""
    conductivity: float
    """[W/(m K)]."""
    perfusion: float
    """Heat carried away by blood, as a rate [1/s]."""
    resting: float
    """Temperature of the skin's surface [K]."""
    inflammation_per_epidermis: float
    """Inflammation if all of the living epidermis died [1]."""
    inflammation_per_dermis: float
    """Inflammation per thickness of coagulated dermis [1/m]."""
    heated_share: float
    """Dermis heat-shocked around a column, over what is coagulated [1]."""
    shed_share: float
    """Share of the melanin under a column that leaves with it [1]."""

    @property
    def ablates(self) -> bool:
        """Whether the beams take tissue away."""
        return self.removal is not None

    @property
    def gaussian(self) -> bool:
        """Whether the beam is Gaussian: beams of many modes are nearly even."""
        return self.quality < _MANY_MODES

    @property
    def diffusivity(self) -> float:
        """Thermal diffusivity of the dermis [m²/s]."""
        return self.conductivity / self.heat_capacity

    def efficiency_of(self, beam: float) -> float:
        """Efficiency of a tip [1]: by the logarithm of the width between known tips, beyond them the last one's."""
        beams, values = (np.log([pair[k] for pair in self.efficiency]) for k in (0, 1))
        return float(np.exp(np.interp(math.log(beam), beams, values)))


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns in N skins at H energies, or at one energy each: arrays of the same shape [m], [m³], [J]."""

    removed_depth: Floats
    removed_width: Floats
    removed_volume: Floats
    top: Floats
    """Upper edge of what is coagulated, on the axis."""
    depth: Floats
    """Lower edge of what is taken away or coagulated."""
    width: Floats
    """Largest diameter of that."""
    volume: Floats
    """Volume of that."""
    heat: Floats
    """Heat that one column leaves in the skin."""


_NAMES = ("removed_depth", "removed_width", "removed_volume", "top", "depth", "width", "volume", "heat")


@dataclass(frozen=True, slots=True)
class ColumnCurve:
    """Columns of one tip over :data:`ENERGIES`, for several scatterings: arrays (S, M)."""

    scattering: Floats
    """(S,) factor on the scattering of living skin [1]."""
    columns: Columns

    def rows(self, scattering: ArrayLike) -> Columns:
        """Columns over :data:`ENERGIES` in N skins of these scatterings (N,): arrays (N, M)."""
        s = np.asarray(scattering, dtype=np.float64)
        if self.scattering.size == 1:
            return Columns(**{n: np.broadcast_to(getattr(self.columns, n), (s.size, ENERGIES.size)) for n in _NAMES})
        place = np.interp(np.log(s), np.log(self.scattering), np.arange(self.scattering.size))
        low = np.minimum(place.astype(np.intp), self.scattering.size - 2)
        part = (place - low)[:, None]

        def mixed(values: Floats) -> Floats:
            return np.asarray((1.0 - part) * values[low] + part * values[low + 1])

        return Columns(**{name: mixed(getattr(self.columns, name)) for name in _NAMES})

    def at(self, energy: ArrayLike, scattering: ArrayLike) -> Columns:
        """Columns at energies (N, H) in N skins of these scatterings (N,).

        Raises
        ------
        OutOfValidityError
            If an energy is negative or above the last that is told.
        """
        given = np.asarray(energy, dtype=np.float64)
        if np.any(~(given >= 0.0)) or np.any(given > ENERGIES[-1]):
            raise OutOfValidityError(
                f"columns are told for 0 to {ENERGIES[-1] * 1e3:g} mJ a beam, not for {np.max(given) * 1e3:g} mJ",
                where="column",
                hint="an energy is that of one pulse of one narrow beam",
            )
        rows = self.rows(scattering)
        place = np.interp(np.log(np.maximum(given, ENERGIES[0])), np.log(ENERGIES), np.arange(ENERGIES.size))
        low = np.minimum(place.astype(np.intp), ENERGIES.size - 2)
        part = place - low
        # Below the first energy there is no column, but what little heat there is.
        faint = np.where(given < ENERGIES[0], given / ENERGIES[0], 1.0)

        def mixed(values: Floats) -> Floats:
            first, second = np.take_along_axis(values, low, 1), np.take_along_axis(values, low + 1, 1)
            return np.asarray(faint * ((1.0 - part) * first + part * second))

        return Columns(**{name: mixed(getattr(rows, name)) for name in _NAMES})


def energy_of_drilling(constants: ColumnConstants, *, beam: float, pulse: float) -> float:
    """Energy of a pulse below which a beam removes nothing [J]; infinite for beams that only coagulate.

    Parameters
    ----------
    constants : ColumnConstants
        At one wavelength.
    beam : float
        Diameter of the beam [m].
    pulse : float
        [s].
    """
    law = constants.removal
    if law is None:
        return math.inf
    tissue = law.living
    entering = drilling_threshold(
        beam_diameter=beam,
        gaussian=constants.gaussian,
        pulse=pulse,
        absorption=tissue.absorption,
        onset=tissue.onset,
        sensible=tissue.capacity * (law.boiling - law.resting),
        diffusivity=tissue.diffusivity,
    )
    return entering / (1.0 - law.reflected)


def efficiency_from(constants: ColumnConstants, *, beam: float, pulse: float, energy: float, depth: float) -> float:
    """Efficiency of a tip that is known to remove to a depth with an energy [1].

    Parameters
    ----------
    constants : ColumnConstants
        Of beams that drill.
    beam : float
        Diameter of the beam [m].
    pulse : float
        [s].
    energy : float
        Of one pulse [J].
    depth : float
        That it removes [m].

    Raises
    ------
    OutOfValidityError
        If no efficiency between a hundredth and all of the light gives that depth.
    """
    low, high = math.log(_LEAST_EFFICIENT), 0.0

    def reached(ln_share: float) -> float:
        tip = replace(constants, efficiency=((beam, math.exp(ln_share)),))
        made = _drilled(tip, beam, pulse, 1, energies=np.array([energy]))
        return float(made.columns.removed_depth[0, 0])

    shallowest, deepest = reached(low), reached(high)
    if not shallowest <= depth <= deepest:
        raise OutOfValidityError(
            f"{energy * 1e3:g} mJ in a beam of {beam / units.um:g} µm cannot remove {depth / units.um:g} µm of skin; "
            f"between {shallowest / units.um:.0f} and {deepest / units.um:.0f} µm are possible",
            where="known_depth_um",
            hint="give the depth of what one pulse removes, without its rim",
        )
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if reached(middle) < depth else (low, middle)
    return math.exp(0.5 * (low + high))


def column_curve(
    constants: ColumnConstants, *, beam: float, pulse: float, stacked: int = 1, pause: float = 0.0
) -> ColumnCurve:
    """Columns of one tip over energy.

    Parameters
    ----------
    constants : ColumnConstants
        At one wavelength.
    beam : float
        Diameter of the beam [m]; Gaussian, but for beams of many modes that drill.
    pulse : float
        Length of one pulse [s].
    stacked : int
        Pulses on one place. Drilling goes on where the pulse before has ended. Where beams only coagulate, each pulse
        finds what warmth the ones before have left, as a line of heat as wide as the beam keeps it: then they act as
        one pulse of so much more energy.
    pause : float
        From one pulse on a place to the next [s].

    Raises
    ------
    OutOfValidityError
        If the beam or the pulse lies outside what is known.
    """
    if stacked < 1:
        raise OutOfValidityError(f"{stacked} pulses on one place; there must be at least 1", where="column")
    made = _drilled(constants, beam, pulse, stacked) if constants.ablates else None
    return made if made is not None else _coagulated(constants, beam, pulse, _added(constants, beam, stacked, pause))


def _drilled(
    constants: ColumnConstants, beam: float, pulse: float, stacked: int, *, energies: Floats = ENERGIES
) -> ColumnCurve:
    law = constants.removal
    assert law is not None
    if not 20 * units.um <= beam <= 1500 * units.um:
        raise OutOfValidityError(
            f"a beam that drills is {beam / units.um:g} µm wide; from 20 to 1500 µm can be computed", where="column"
        )
    tissue = law.living
    critical = coagulation_temperature(constants.collagen_damage, duration=constants.rim_time + pulse)
    made = drilled_columns(
        energies * (1.0 - law.reflected),
        beam_diameter=beam,
        gaussian=constants.gaussian,
        pulse=pulse,
        efficiency=constants.efficiency_of(beam),
        absorption=tissue.absorption,
        heat_of_ablation=tissue.heat_of_ablation,
        onset=tissue.onset,
        sensible=tissue.capacity * (law.boiling - law.resting),
        rayleigh=rayleigh_range(beam_diameter=beam, wavelength=constants.wavelength, quality=constants.quality),
        wall_share=constants.wall_share,
        diffusivity=tissue.diffusivity,
        heat_capacity=tissue.capacity,
        rise=critical - law.resting,
        stacked=stacked,
    )

    def row(values: Floats) -> Floats:
        # More energy never drills less; rims are computed to a hundredth of a micrometre only.
        return np.maximum.accumulate(values)[None, :]

    return ColumnCurve(
        scattering=_ONLY_ONE,
        columns=Columns(
            removed_depth=row(made.removed_depth),
            removed_width=row(made.removed_width),
            removed_volume=row(made.removed_volume),
            top=np.zeros((1, energies.size)),
            depth=row(made.depth),
            width=row(made.width),
            volume=row(made.volume),
            heat=made.heat[None, :],
        ),
    )


def _added(constants: ColumnConstants, beam: float, stacked: int, pause: float) -> float:
    """Energy of one pulse that does what stacked ones do, over the energy of one of them [1]."""
    passed = pause * np.arange(stacked)
    return float(np.sum(1.0 / (1.0 + 16.0 * constants.diffusivity * passed / beam**2)))


def _coagulated(constants: ColumnConstants, beam: float, pulse: float, added: float) -> ColumnCurve:
    sizes = constants.sizes
    assert sizes is not None
    for value, axis, unit, name, symbol in (
        (beam, sizes.beam, units.um, "beam", "µm"),
        (pulse, sizes.pulse, units.ms, "pulse", "ms"),
    ):
        if not axis[0] * (1 - 1e-9) <= value <= axis[-1] * (1 + 1e-9):
            raise OutOfValidityError(
                f"columns were computed for a {name} of {axis[0] / unit:g} to {axis[-1] / unit:g} {symbol},"
                f" not of {value / unit:g} {symbol}",
                where="column",
                hint="give the width of one narrow beam and the length of one of its pulses",
            )
    corners = [(b, p, wb * wp) for b, wb in _between(sizes.beam, beam) for p, wp in _between(sizes.pulse, pulse)]

    def mixed(values: Floats, *, logs: bool) -> Floats:
        each = np.log(np.maximum(values, 1e-30)) if logs else values
        total = sum(weight * each[b, p] for b, p, weight in corners)
        return np.asarray(np.exp(total) if logs else total)

    onset = mixed(sizes.onset, logs=True)
    ln_ratio = np.log(sizes.ratio)
    energy = added * ENERGIES
    at = np.log(energy[None, :] / onset[:, None])
    shape = (sizes.scattering.size, ENERGIES.size)

    def curve(values: Floats, *, logs: bool = True) -> Floats:
        known = mixed(values, logs=logs)
        found = np.empty(shape)
        for s in range(shape[0]):
            if not logs:
                found[s] = np.interp(at[s], ln_ratio, known[s])
                continue
            ln_known = np.log(np.maximum.accumulate(known[s]))
            steep = (ln_known[-1] - ln_known[-2]) / (ln_ratio[-1] - ln_ratio[-2])
            beyond = np.maximum(at[s] - ln_ratio[-1], 0.0)
            found[s] = np.exp(np.interp(at[s], ln_ratio, ln_known) + steep * beyond)
            # Between where a column begins and the first that is told it grows from nothing.
            found[s] *= np.clip(at[s] / ln_ratio[0], 0.0, 1.0)
        return found

    zero = np.zeros(shape)
    return ColumnCurve(
        scattering=sizes.scattering,
        columns=Columns(
            removed_depth=zero,
            removed_width=zero,
            removed_volume=zero,
            top=curve(sizes.top, logs=False),
            depth=curve(sizes.depth),
            width=curve(sizes.width),
            volume=curve(sizes.volume),
            heat=np.broadcast_to(constants.absorbed_share * energy, shape),
        ),
    )


def _between(axis: Floats, value: float) -> tuple[tuple[int, float], tuple[int, float]]:
    """Neighbours of a value on an axis with their weights, by its logarithm."""
    place = float(np.interp(math.log(value), np.log(axis), np.arange(axis.size)))
    low = min(int(place), axis.size - 2)
    return (low, 1.0 - (place - low)), (low + 1, place - low)
