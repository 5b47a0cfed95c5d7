r"""How a vessel warms in light and cools by conduction: the blood on its axis and its wall, for any train of pulses.

A long cylinder of radius :math:`R` is lit from all sides. Blood of absorption :math:`\mu` shades itself, so that the
fluence inside falls from the wall inwards. With :math:`\rho = r/R` and :math:`\kappa = 2\mu R` it is taken as

.. math:: \frac{\phi(\rho)}{\bar\phi} = \frac{\kappa\,I_0(\kappa\rho)}{2\,I_1(\kappa)},

whose mean is one: even in thin vessels, and half of the light around it at the wall of thick ones, because half of the
directions come through the vessel. In tissue of the same properties heat released at an instant with this profile
gives, after the dimensionless time :math:`F = a t/R^2`, at the place :math:`\rho_0`

.. math::

    w(F;\rho_0) = \int_0^1 \frac{\phi(\rho)}{\bar\phi}\,\frac{\rho}{2F}\,
                  e^{-(\rho^2 + \rho_0^2)/4F}\,I_0\!\left(\frac{\rho\rho_0}{2F}\right) d\rho

of the mean adiabatic rise; a pulse averages it. In thin vessels this is :math:`1 - e^{-1/4F}` on the axis and
:math:`\tfrac12[1 - e^{-1/2F} I_0(1/2F)]` at the wall.

References
----------
.. [1] H. S. Carslaw and J. C. Jaeger, "Conduction of Heat in Solids", 2nd ed., Oxford, 1959, sections 10.3 and 13.8.
.. [2] R. R. Anderson and J. A. Parrish, "Microvasculature can be selectively damaged using dye lasers", Lasers Surg.
   Med. 1, 263-276, 1981.
.. [3] L. O. Svaasand et al., "Therapeutic response during pulsed laser treatment of port-wine stains: dependence on
   vessel diameter and depth in dermis", Lasers Med. Sci. 10, 235-243, 1995.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solve_banded
from scipy.special import i0e, i1e

from lentigo.errors import OutOfValidityError

__all__ = ["Place", "heating_profile", "instant_share", "radial_heat", "vessel_share", "vessel_times"]

Array = NDArray[np.float64]
Place = Literal["axis", "wall"]

THINNEST, THICKEST = 5e-6, 2e-3
"""Diameters of vessels for which this holds [m]: below, blood is single cells; above, flow carries heat away."""

_DEPTHS = np.concatenate([[0.0], np.geomspace(0.02, 40.0, 40)])
"""Optical radii of the table [1]."""
_LN_FIRST, _PER_E = np.log(1e-6), 16
_TIMES = np.exp(_LN_FIRST + np.arange(28 * _PER_E) / _PER_E)
"""Dimensionless times of the tables [1]."""
_BRIEF = 8.0
"""A pulse this many times shorter than the time since it ended is taken as an instant."""
_RADII, _RADIAL_WEIGHTS = np.polynomial.legendre.leggauss(400)


def heating_profile(radius_share: ArrayLike, *, optical_radius: ArrayLike) -> Array:
    r"""Heating at a place in a vessel relative to its mean over the cross-section.

    Parameters
    ----------
    radius_share : array
        Distance from the axis over the radius, 0 to 1 [1].
    optical_radius : array
        Absorption of the blood times the radius of the vessel [1].

    Returns
    -------
    array
        Relative heating [1]; one everywhere in a thin vessel.
    """
    rho = np.asarray(radius_share, dtype=np.float64)
    kappa = np.maximum(2.0 * np.asarray(optical_radius, dtype=np.float64), 1e-9)
    return np.asarray(0.5 * kappa * i0e(kappa * rho) / i1e(kappa) * np.exp(kappa * (rho - 1.0)))


def instant_share(fourier: ArrayLike, *, optical_radius: float, place: Place) -> Array:
    """Temperature after heat released at an instant, as a share of the mean adiabatic rise.

    Parameters
    ----------
    fourier : array
        Diffusivity times time over the square of the radius, above 0 [1].
    optical_radius : float
        Absorption of the blood times the radius of the vessel [1].
    place : {"axis", "wall"}
        Where in the vessel.

    Returns
    -------
    array
        Share of the mean adiabatic rise [1].
    """
    found = _instant_shares(np.asarray(fourier, dtype=np.float64).ravel(), np.array([optical_radius]), place)
    return np.asarray(found[0].reshape(np.shape(fourier)))


def _instant_shares(fourier: Array, depths: Array, place: Place) -> Array:
    """The same for several optical radii, (depths, times)."""
    rho, where = 0.5 * (_RADII + 1.0), 0.0 if place == "axis" else 1.0
    spread = fourier[:, None]
    kernel = rho / (2.0 * spread) * np.exp(-((rho - where) ** 2) / (4.0 * spread)) * i0e(rho * where / (2.0 * spread))
    source = heating_profile(rho, optical_radius=depths[:, None]) * 0.5 * _RADIAL_WEIGHTS
    exact = np.einsum("dr,tr->dt", source, kernel, optimize=False)
    # So early that the kernel is narrower than the points lie apart, nothing has moved but across the wall.
    start = heating_profile(where, optical_radius=depths[:, None]) * (1.0 if place == "axis" else 0.5)
    return np.asarray(np.where(fourier < _EARLY, start, exact))


_EARLY = 1e-5
"""Before this dimensionless time the profile is as it was released [1]."""


@lru_cache(maxsize=2)
def _tables(place: Place) -> tuple[Array, Array]:
    """Instant shares, and their means from the start, by optical radius and logarithm of time, (depths, times) each."""
    instant = _instant_shares(_TIMES, _DEPTHS, place)
    # Linear in the logarithm of time between two instants, its integral over time is exact.
    slope = np.diff(instant, axis=1) * _PER_E
    part = instant[:, 1:] * _TIMES[1:] - instant[:, :-1] * _TIMES[:-1] - slope * np.diff(_TIMES)
    whole = np.cumsum(np.concatenate([instant[:, :1] * _TIMES[0], part], axis=1), axis=1)
    mean = whole / _TIMES
    for one in (instant, mean):
        one.setflags(write=False)
    return instant, mean


def vessel_share(
    time: ArrayLike,
    *,
    diameter: ArrayLike,
    absorption: ArrayLike,
    diffusivity: ArrayLike,
    pulse: Sequence[tuple[float, float, float]],
    place: Place,
) -> Array:
    """Temperature rise of vessels at given instants, as a share of what the pulse would give without losses.

    Parameters
    ----------
    time : (T,) array
        Instants from the start of the first pulse [s].
    diameter : (N,) array
        Diameters of the vessels, 5 µm to 2 mm [m].
    absorption : (N,) array
        Absorption coefficient of their blood [1/m]: how unevenly they are heated.
    diffusivity : (N,) array or float
        Thermal diffusivity of the tissue around them [m²/s].
    pulse : sequence of (start, duration, share)
        Stretches of constant power: start [s], duration above 0 [s], share of the energy [1].
    place : {"axis", "wall"}
        Where in the vessel.

    Returns
    -------
    (N, T) array
        Share of the mean adiabatic rise [1]; multiplied by absorption, self-shading and fluence over the heat capacity
        per volume it is the temperature rise per unit radiant exposure.

    Raises
    ------
    OutOfValidityError
        For a diameter outside 5 µm to 2 mm, a negative absorption or a stretch without duration.
    """
    if place not in get_args(Place):
        raise OutOfValidityError(f'the place is "{place}", must be axis or wall')
    wide = np.atleast_1d(np.asarray(diameter, dtype=np.float64))
    if not np.all((wide >= THINNEST) & (wide <= THICKEST)):
        worst = float(wide[(wide < THINNEST) | (wide > THICKEST) | ~np.isfinite(wide)][0])
        raise OutOfValidityError(
            f"a vessel is {worst * 1e6:.4g} µm wide, must be 5 to 2000 µm",
            hint="give the diameter of the vessel itself, not of the lesion",
        )
    depth = np.broadcast_to(np.asarray(absorption, dtype=np.float64) * 0.5 * wide, wide.shape)
    if not np.all(depth >= 0.0):
        raise OutOfValidityError("the absorption of blood must not be negative")
    speed = np.broadcast_to(np.asarray(diffusivity, dtype=np.float64), wide.shape) / (0.5 * wide) ** 2
    at = np.asarray(time, dtype=np.float64)
    instant, mean = (_rows(table, np.minimum(depth, _DEPTHS[-1])) for table in _tables(place))
    total = np.zeros((wide.size, at.size))
    for start, duration, share in pulse:
        if duration <= 0.0:
            raise OutOfValidityError(f"a stretch of light lasts {duration} s, must be above 0")
        since = speed[:, None] * np.maximum(at - start, 0.0)
        until = speed[:, None] * np.maximum(at - start - duration, 0.0)
        total += share * _gathered(instant, mean, until, since) / (speed[:, None] * duration)
    return total


def _rows(table: Array, depth: Array) -> Array:
    """A table's rows at the optical radii of the vessels, (N, times)."""
    upper = np.clip(np.searchsorted(_DEPTHS, depth), 1, _DEPTHS.size - 1)
    weight = ((depth - _DEPTHS[upper - 1]) / (_DEPTHS[upper] - _DEPTHS[upper - 1]))[:, None]
    return np.asarray((1.0 - weight) * table[upper - 1] + weight * table[upper])


def _gathered(instant: Array, mean: Array, first: Array, last: Array) -> Array:
    """Integral of the instant shares between two dimensionless times, (N, T).

    By the difference of two integrals from the start; long after a pulse, where these are nearly equal, by the middle.
    """
    whole = last * _looked_up(mean, last) - first * _looked_up(mean, first)
    length = last - first
    return np.asarray(np.where(first > _BRIEF * length, length * _looked_up(instant, 0.5 * (first + last)), whole))


def _looked_up(rows: Array, fourier: Array) -> Array:
    """Rows of a table at dimensionless times, (N, T)."""
    place = np.clip((np.log(np.maximum(fourier, 1e-300)) - _LN_FIRST) * _PER_E, 0.0, _TIMES.size - 1.000001)
    index = place.astype(np.intp)
    weight, row = place - index, np.arange(rows.shape[0])[:, None]
    return np.asarray((1.0 - weight) * rows[row, index] + weight * rows[row, index + 1])


def vessel_times(pulse: Sequence[tuple[float, float, float]], *, after: float) -> Array:
    """Instants at which a vessel's temperature is worth knowing: dense where it rises, and where it falls fast.

    Parameters
    ----------
    pulse : sequence of (start, duration, share)
        Stretches of light, in order [s], [s], [1].
    after : float
        How long to follow the vessel past the last of them [s].

    Returns
    -------
    (T,) array
        Instants, increasing, from the start of the first stretch [s].
    """
    found = []
    starts = [start for start, _, _ in pulse]
    for k, (start, duration, _) in enumerate(pulse):
        end = start + duration
        found.append(start + duration * np.concatenate([[0.0, 0.05, 0.15], np.linspace(0.3, 1.0, 11)]))
        gap = (starts[k + 1] - end) if k + 1 < len(pulse) else after
        if gap > 0.0:
            found.append(end + np.geomspace(min(1e-2 * duration, 1e-2 * gap), gap, 10 if k + 1 < len(pulse) else 26))
    return np.unique(np.concatenate(found))


def radial_heat(
    time: ArrayLike,
    *,
    diameter: float,
    heating: ArrayLike,
    radius_share: ArrayLike,
    pulse: Sequence[tuple[float, float, float]],
    conductivity: tuple[float, float],
    heat_capacity: tuple[float, float],
    cells: int = 60,
    steps: int = 400,
) -> tuple[Array, Array]:
    """Temperature around one vessel by finite volumes in the radius: the reference of :func:`vessel_share`.

    Implicit in time, second order (SDIRK2), with steps that start small at every change of power.

    Parameters
    ----------
    time : (T,) array
        Instants from the start of the first pulse, increasing [s].
    diameter : float
        Of the vessel [m].
    heating, radius_share : (P,) arrays
        Energy released in all pulses per volume [J/m³] at distances from the axis over the radius, 0 to 1 [1];
        interpolated between.
    pulse : sequence of (start, duration, share)
        Stretches of constant power [s], [s], [1].
    conductivity, heat_capacity : (inside, outside)
        Of blood and of tissue [W/(m K)], [J/(m³ K)].
    cells : int
        Cells inside the vessel.
    steps : int
        Steps of time in each stretch with constant power.

    Returns
    -------
    radius : (R,) array
        Centres of the cells [m].
    rise : (T, R) array
        Temperature rise [K].
    """
    at = np.asarray(time, dtype=np.float64)
    radius = 0.5 * diameter
    reach = 8.0 * np.sqrt(max(at[-1], 1e-9) * conductivity[1] / heat_capacity[1]) + 2.0 * radius
    inner = np.linspace(0.0, radius, cells + 1)
    width, outer = inner[1], [radius]
    while outer[-1] < reach:
        outer.append(outer[-1] + width)
        width *= 1.04
    edges = np.concatenate([inner, outer[1:]])
    middle = 0.5 * (edges[1:] + edges[:-1])
    inside = middle < radius
    k = np.where(inside, conductivity[0], conductivity[1])
    capacity = np.where(inside, heat_capacity[0], heat_capacity[1]) * 0.5 * np.diff(edges**2)
    resistance = 0.5 * np.diff(edges) / k
    coupling = edges[1:-1] / (resistance[1:] + resistance[:-1])
    share = np.interp(middle / radius, np.asarray(radius_share), np.asarray(heating))
    energy = np.where(inside, share, 0.0) * 0.5 * np.diff(edges**2)
    diagonal = np.zeros(middle.size)
    diagonal[:-1] -= coupling
    diagonal[1:] -= coupling

    def flow(rise: Array, power: float) -> Array:
        result = diagonal * rise + power * energy
        result[:-1] += coupling * rise[1:]
        result[1:] += coupling * rise[:-1]
        return result / capacity

    gamma = 1.0 - np.sqrt(0.5)

    def step(rise: Array, size: float, power: float) -> Array:
        band = np.zeros((3, middle.size))
        band[1] = 1.0 - gamma * size * diagonal / capacity
        band[0, 1:] = -gamma * size * coupling / capacity[:-1]
        band[2, :-1] = -gamma * size * coupling / capacity[1:]
        one = solve_banded((1, 1), band, flow(rise, power))
        two = solve_banded((1, 1), band, flow(rise + (1.0 - gamma) * size * one, power))
        return np.asarray(rise + size * ((1.0 - gamma) * one + gamma * two))

    marks = np.unique(np.concatenate([[0.0], at, *[[s, s + d] for s, d, _ in pulse]]))
    rise, found, last_change = np.zeros(middle.size), {0.0: np.zeros(middle.size)}, 0.0
    for begin, end in pairwise(marks):
        centre = 0.5 * (begin + end)
        power = sum(share / duration for start, duration, share in pulse if start <= centre < start + duration)
        if any(np.isclose(begin, edge, rtol=1e-12, atol=0.0) for s, d, _ in pulse for edge in (s, s + d)):
            last_change = begin
        count = max(int(np.ceil(steps * (end - begin) / max(end - last_change, 1e-12))), 4)
        grade = np.linspace(0.0, 1.0, count + 1) ** (2.0 if begin == last_change else 1.0)
        for size in np.diff(grade) * (end - begin):
            rise = step(rise, float(size), float(power))
        found[float(end)] = rise.copy()
    return middle, np.array([found[float(t)] for t in at])
