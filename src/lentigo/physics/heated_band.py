r"""The band of dermis that light heats under a spared surface: its edges, its volume, and the exposure that makes it.

Cooling takes heat from the surface and light gives it to the depth, so that the dermis is hottest some hundred
micrometres down. With the damage to cells :math:`\Omega(z)` (see :mod:`lentigo.physics.damage`), the share of the cells
that die and the share that die or live on after a heat shock are

.. math:: d(z) = 1 - e^{-\Omega}, \qquad s(z) = 1 - e^{-\Omega / w},

with the share :math:`w` of the lethal damage from which a living cell answers to heat. Their integrals over the dermis
are thicknesses, volumes per treated area: :math:`V_d = \int d\,dz` is coagulated, :math:`V_s - V_d` is heat-shocked and
alive, and the collagen that loses its order has its own constants, :math:`V_c = \int (1 - e^{-\Omega_c})\,dz`. The band
reaches from the shallowest to the deepest depth at which at least half of the cells are heat-shocked,
:math:`\Omega = w \ln 2`.

Several passes over cooled skin do not meet: their damage adds. Pulses that follow each other while the skin is warm are
one train, and their heat adds before any damage is computed.

References
----------
.. [1] D. Y. Paithankar et al., "Subsurface skin renewal by treatment with a 1450-nm laser in combination with dynamic
   cooling", J. Biomed. Opt. 8, 545-551, 2003.
.. [2] J. S. Orringer et al., "Dermal matrix remodeling after nonablative laser therapy", J. Am. Acad. Dermatol. 53,
   775-782, 2005.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._band_kernel import damage_by_cell
from lentigo.physics._threads import for_chunks
from lentigo.physics.damage import DamageRate

__all__ = ["HeatedBand", "band_threshold", "damage_by_depth", "heated_band", "warmth_left"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_CHUNK = 16
_COLDEST, _HOTTEST, _STEP = 250.0, 1200.0, 0.25  # range and spacing of the table of logarithmic rates [K]
_COOL = 313.15
"""Below this temperature seconds do no damage that counts [K]."""
_FEVER, _BEYOND = 318.15, 368.15
"""Temperatures of the hottest cell between which a search begins [K]."""
_ROUNDS, _NEAR, _LEAST = 60, 2e-5, 1e-300
"""Most steps of a search, the logarithm at which it ends, and the least volume that has one [m]."""


@dataclass(frozen=True, slots=True)
class HeatedBand:
    """The heated band of N skins at H radiant exposures, (H, N) each."""

    upper: Floats
    """Depth of the shallowest dermis of which half of the cells are heat-shocked [m]. Where there is none, both edges
    lie where the dermis is damaged most: a band opens there when the exposure rises."""
    lower: Floats
    """The deepest [m]."""
    heated: Floats
    """Dermis heat-shocked and alive, as volume per area [m]."""
    coagulated: Floats
    """Dermis whose cells die, as volume per area [m]."""
    denatured: Floats
    """Dermis whose collagen has lost its order, as volume per area [m]."""

    @property
    def reached(self) -> Floats:
        """Dermis heat-shocked or coagulated, as volume per area [m]; it never falls with the exposure."""
        total: Floats = self.heated + self.coagulated
        return total


def damage_by_depth(
    time: ArrayLike,
    background: ArrayLike,
    rise: ArrayLike,
    *,
    radiant: ArrayLike,
    mask: ArrayLike,
    rate: DamageRate,
    passes: float = 1.0,
    threads: int = 1,
) -> Floats:
    """Damage of each chosen cell at each radiant exposure.

    Parameters
    ----------
    time : (T,) array
        Instants, not decreasing [s].
    background, rise : (N, T, Z) array
        Temperature without light [K] and rise per unit radiant exposure [K m²/J].
    radiant : (H,) or (N, H) array
        Radiant exposures, the same for all skins or each its own [J/m²].
    mask : (Z,) or (N, Z) array of bool
        Cells to look at; the others keep zero.
    rate : DamageRate
        Rate of damage.
    passes : float
        How often the skin is gone over, cooled in between [1].
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    (N, H, Z) array
        Damage [1].

    Raises
    ------
    OutOfValidityError
        If shapes do not fit, instants decrease, or a radiant exposure or the passes are negative.
    """
    history = _History.of(time, background, rise, mask=mask)
    skins = history.background.shape[0]
    exposures = np.asarray(radiant, dtype=np.float64)
    exposures = np.ascontiguousarray(np.broadcast_to(exposures, (skins, exposures.shape[-1])))
    if not np.all(np.isfinite(exposures) & (exposures >= 0.0)):
        raise OutOfValidityError("a radiant exposure must be 0 J/cm² or more")
    if not passes >= 0.0:
        raise OutOfValidityError(f"passes is {passes:g}, must be 0 or more")
    return passes * history.damage(exposures, table=_table(rate), threads=threads)


@dataclass(frozen=True, slots=True)
class _History:
    """Temperatures of chosen cells, laid so that one cell's history lies together."""

    step: Floats
    """(T-1,) [s]."""
    background: Floats
    """(N, Z, T) [K]."""
    rise: Floats
    """(N, Z, T) [K m²/J]."""
    chosen: Mask
    """(N, Z)."""

    @classmethod
    def of(cls, time: ArrayLike, background: ArrayLike, rise: ArrayLike, *, mask: ArrayLike) -> _History:
        """From arrays as the heat computation gives them; shapes are checked."""
        cold, warm = (np.asarray(a, dtype=np.float64) for a in (background, rise))
        if cold.ndim != 3 or cold.shape != warm.shape:
            raise OutOfValidityError(
                f"background {cold.shape} and rise {warm.shape} must both be (skins, instants, cells)"
            )
        skins, instants, cells = cold.shape
        at = np.asarray(time, dtype=np.float64)
        if at.shape != (instants,) or np.any(np.diff(at) < 0.0):
            raise OutOfValidityError(f"time must be {instants} instants that do not decrease")
        return cls(
            step=np.ascontiguousarray(np.diff(at)),
            background=np.ascontiguousarray(cold.transpose(0, 2, 1)),
            rise=np.ascontiguousarray(warm.transpose(0, 2, 1)),
            chosen=np.ascontiguousarray(np.broadcast_to(np.asarray(mask, dtype=bool), (skins, cells))),
        )

    def damage(self, radiant: Floats, *, table: Floats, threads: int) -> Floats:
        """Damage (N, H, Z) at radiant exposures (N, H) [1]."""
        skins, cells = self.chosen.shape
        result = np.zeros((skins, radiant.shape[1], cells))

        def work(first: int, last: int) -> None:
            damage_by_cell(
                first,
                last,
                self.step,
                self.background,
                self.rise,
                self.chosen,
                radiant,
                table,
                _COLDEST,
                1.0 / _STEP,
                _COOL,
                result,
            )

        for_chunks(work, size=skins, chunk=_CHUNK, threads=threads)
        return result

    def exposure_at(self, temperature: float, *, lower: float, upper: float) -> Floats:
        """Radiant exposure (N,) at which the hottest chosen cell reaches a temperature [J/m²], inside a range."""
        gap = np.where(self.chosen[:, :, None], temperature - self.background, np.inf)
        needed = np.divide(gap, self.rise, out=np.full(gap.shape, np.inf), where=self.rise > 0.0)
        return np.asarray(np.clip(needed.min(axis=(1, 2)), lower, upper))


def _table(rate: DamageRate) -> Floats:
    """Logarithms of a rate by temperature."""
    return np.asarray(rate.log_rate(np.arange(_COLDEST, _HOTTEST + 0.5 * _STEP, _STEP)))


def heated_band(
    time: ArrayLike,
    background: ArrayLike,
    rise: ArrayLike,
    *,
    edges: ArrayLike,
    dermis: ArrayLike,
    radiant: ArrayLike,
    cells: DamageRate,
    collagen: DamageRate,
    heat_shock_share: float,
    passes: float = 1.0,
    threads: int = 1,
) -> HeatedBand:
    """Edges and volumes of the heated band in each skin at each radiant exposure.

    Parameters
    ----------
    time : (T,) array
        Instants, not decreasing [s].
    background, rise : (N, T, Z) array
        Temperature without light [K] and rise per unit radiant exposure [K m²/J].
    edges : (N, Z+1) array
        Edges of the cells [m].
    dermis : (Z,) array of bool
        Cells of the dermis, neighbours of each other.
    radiant : (H,) array
        Radiant exposures [J/m²].
    cells, collagen : DamageRate
        Death of cells, and loss of order of collagen.
    heat_shock_share : float
        Share of the lethal damage from which a living cell is heat-shocked [1], between 0 and 1.
    passes : float
        How often the skin is gone over, cooled in between [1].
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    HeatedBand

    Raises
    ------
    OutOfValidityError
        If shapes do not fit, there is no cell of dermis, or the share lies outside 0 to 1.
    """
    share = _checked(heat_shock_share)
    grid = np.asarray(edges, dtype=np.float64)
    chosen = np.flatnonzero(np.asarray(dermis, dtype=bool))
    if chosen.size == 0 or chosen[-1] - chosen[0] + 1 != chosen.size:
        raise OutOfValidityError("the dermis must be at least one cell, without gaps")
    rows = slice(int(chosen[0]), int(chosen[-1]) + 1)
    cold, warm = (np.asarray(a, dtype=np.float64)[:, :, rows] for a in (background, rise))
    every = np.ones(chosen.size, dtype=bool)
    lethal, order = (
        damage_by_depth(
            time, cold, warm, radiant=radiant, mask=every, rate=rate, passes=passes, threads=threads
        ).transpose(1, 0, 2)
        for rate in (cells, collagen)
    )
    top, bottom = grid[:, rows.start], grid[:, rows.stop]
    width = np.diff(grid[:, rows.start : rows.stop + 1], axis=1)
    middle = 0.5 * (grid[:, rows.start : rows.stop] + grid[:, rows.start + 1 : rows.stop + 1])
    dead = -np.expm1(-lethal)
    shocked = -np.expm1(-lethal / share)
    upper, lower = _edges(lethal, middle, top, bottom, level=share * math.log(2.0))
    return HeatedBand(
        upper=upper,
        lower=lower,
        heated=((shocked - dead) * width).sum(axis=2),
        coagulated=(dead * width).sum(axis=2),
        denatured=(-np.expm1(-order) * width).sum(axis=2),
    )


def band_threshold(
    time: ArrayLike,
    background: ArrayLike,
    rise: ArrayLike,
    *,
    edges: ArrayLike,
    top: ArrayLike,
    bottom: ArrayLike,
    volume: ArrayLike,
    rate: DamageRate,
    heat_shock_share: float,
    lower: float,
    upper: float,
    passes: float = 1.0,
    threads: int = 1,
) -> Floats:
    """Lowest radiant exposure that heats a wanted volume between two depths, by skin.

    Parameters
    ----------
    time : (T,) array
        Instants, not decreasing [s].
    background, rise : (N, T, Z) array
        Temperature without light [K] and rise per unit radiant exposure [K m²/J].
    edges : (N, Z+1) array
        Edges of the cells [m].
    top, bottom : float or (N,) array
        Range of depth that is wanted [m]; what is heated outside it does not count.
    volume : float or (N,) array
        Wanted volume per area, heat-shocked or coagulated [m]; more than the range holds is never reached.
    rate : DamageRate
        Death of cells.
    heat_shock_share : float
        Share of the lethal damage from which a living cell is heat-shocked [1].
    lower, upper : float
        Range in which to look [J/m²]. Skins heated enough already at ``lower`` get ``lower``.
    passes : float
        How often the skin is gone over, cooled in between [1].
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    (N,) array
        Radiant exposure [J/m²], within a part in ten thousand; infinite where ``upper`` does not reach it.

    Raises
    ------
    OutOfValidityError
        If shapes do not fit, a wanted volume is not positive, or the range is empty.
    """
    share = _checked(heat_shock_share)
    grid = np.asarray(edges, dtype=np.float64)
    skins = grid.shape[0]
    above, below, wanted = (np.broadcast_to(np.asarray(a, dtype=np.float64), (skins,)) for a in (top, bottom, volume))
    if not np.all(wanted > 0.0):
        raise OutOfValidityError("the wanted volume must be more than 0 µm")
    if not 0.0 < lower < upper:
        raise OutOfValidityError(f"the range {lower:g} to {upper:g} J/m² must be positive")
    counts = np.clip(np.minimum(grid[:, 1:], below[:, None]) - np.maximum(grid[:, :-1], above[:, None]), 0.0, None)
    used = np.flatnonzero(counts.any(axis=0))
    if used.size == 0:
        return np.full(skins, np.inf)
    cells = slice(int(used[0]), int(used[-1]) + 1)
    counts = counts[:, cells]
    cold, warm = (np.asarray(a, dtype=np.float64)[:, :, cells] for a in (background, rise))
    history = _History.of(time, cold, warm, mask=counts > 0.0)
    table = _table(rate)
    goal = np.log(wanted)

    def beyond(ln_radiant: Floats) -> Floats:
        """Logarithm of the heated volume over the wanted one; it never falls with the exposure."""
        omega = passes * history.damage(np.exp(ln_radiant)[:, None], table=table, threads=threads)[:, 0]
        made = (-np.expm1(-omega / share) * counts).sum(axis=1)
        return np.asarray(np.log(np.maximum(made, _LEAST)) - goal)

    # Between a fever and far beyond death of the hottest cell: there the answer lies, but for strange skins.
    low = np.log(history.exposure_at(_FEVER, lower=lower, upper=upper))
    high = np.log(history.exposure_at(_BEYOND, lower=lower, upper=upper))
    at_low, at_high = beyond(low), beyond(high)
    stray = (at_low >= 0.0) | (at_high < 0.0)
    if np.any(stray):
        low = np.where(stray, math.log(lower), low)
        high = np.where(stray, math.log(upper), high)
        at_low, at_high = beyond(low), beyond(high)
    already, never = at_low >= 0.0, at_high < 0.0
    ended = already | never
    middle = low.copy()
    for k in range(_ROUNDS):
        # A secant of the logarithms, drawn from nearer ends; every third point halves what is left.
        span = at_high - at_low
        part = np.divide(-at_low, span, out=np.full(skins, 0.5), where=span > 0.0)
        part = np.full(skins, 0.5) if k % 3 == 2 else np.clip(part, 0.02, 0.98)
        middle = np.where(ended, middle, low + part * (high - low))
        value = beyond(middle)
        under = value < 0.0
        low, at_low = np.where(under, middle, low), np.where(under, value, at_low)
        high, at_high = np.where(under, high, middle), np.where(under, at_high, value)
        ended |= (np.abs(value) < _NEAR) | (high - low < _NEAR)
        if np.all(ended):
            break
    found = np.exp(middle)
    return np.where(never, np.inf, np.where(already, lower, found))


def warmth_left(time: ArrayLike, rise: ArrayLike, *, weight: ArrayLike, after: float) -> Floats:
    """Share of the highest mean rise that is left some time later, by skin: what the next pass would start from.

    Parameters
    ----------
    time : (T,) array
        Instants, not decreasing [s].
    rise : (N, T, Z) array
        Rise per unit radiant exposure [K m²/J].
    weight : (N, Z) or (Z,) array
        How much each cell counts, for example its thickness [m]; any unit will do.
    after : float
        Time from the first instant [s]; later than the last instant, heat is taken to leave as a slab cools, with the
        inverse square root of time.

    Returns
    -------
    (N,) array
        Share [1], between 0 and 1.
    """
    at = np.asarray(time, dtype=np.float64) - float(np.asarray(time, dtype=np.float64)[0])
    warm = np.asarray(rise, dtype=np.float64)
    shares = np.broadcast_to(np.asarray(weight, dtype=np.float64), (warm.shape[0], warm.shape[2]))
    mean = np.einsum("ntz,nz->nt", warm, shares, optimize=False) / shares.sum(axis=1)[:, None]
    highest = mean.max(axis=1)
    if not np.all(highest > 0.0):
        raise OutOfValidityError("the chosen cells are not heated")
    if after <= at[-1]:
        left = np.array([np.interp(after, at, one) for one in mean])
    else:
        left = mean[:, -1] * math.sqrt(at[-1] / after)
    return np.asarray(np.clip(left / highest, 0.0, 1.0))


def _edges(omega: Floats, middle: Floats, top: Floats, bottom: Floats, *, level: float) -> tuple[Floats, Floats]:
    """Depths (H, N) at which the damage first and last stands at a level, by the logarithm between cells' centres."""
    logs = np.log(np.maximum(omega, 1e-300)) - math.log(level)
    over = logs >= 0.0
    any_over = over.any(axis=2)
    cells = omega.shape[2]
    first = np.argmax(over, axis=2)
    last = cells - 1 - np.argmax(over[:, :, ::-1], axis=2)
    hottest = np.argmax(logs, axis=2)
    skin = np.arange(middle.shape[0])[None, :]

    def taken(index: NDArray[np.intp]) -> Floats:
        chosen: Floats = np.take_along_axis(logs, index[:, :, None], axis=2)[:, :, 0]
        return chosen

    def crossing(inner: NDArray[np.intp], outer: NDArray[np.intp], end: Floats) -> Floats:
        outside = (outer < 0) | (outer >= cells)
        safe = np.clip(outer, 0, cells - 1)
        here, there = taken(inner), taken(safe)
        span = here - there
        part = np.divide(here, span, out=np.zeros_like(here), where=span > 0.0)
        z = middle[skin, inner] + np.clip(part, 0.0, 1.0) * (middle[skin, safe] - middle[skin, inner])
        return np.where(outside, np.broadcast_to(end, here.shape), z)

    at = middle[skin, hottest]
    upper = np.where(any_over, crossing(first, first - 1, top), at)
    lower = np.where(any_over, crossing(last, last + 1, bottom), at)
    return upper, lower


def _checked(heat_shock_share: float) -> float:
    if not 0.0 < heat_shock_share <= 1.0:
        raise OutOfValidityError(
            f"heat_shock_share is {heat_shock_share:g}, must be more than 0 and no more than 1",
            hint="it is the share of the lethal damage from which a living cell answers to heat",
        )
    return float(heat_shock_share)
