r"""Thermal damage: accumulation over a temperature history, and the radiant exposure that just harms.

A first-order process with the rate of Arrhenius,

.. math:: \Omega(t) = \int_0^t k\bigl(T(\tau)\bigr)\,d\tau, \qquad k(T) = A\,e^{-E/T},

with the activation energy in kelvin, :math:`E = E_a/R`. Constants fitted to burns of seconds and minutes have
activation energies above 600 kJ/mol; taken to milliseconds they promise damage long before it is seen. Cells heated for
0.3-100 ms follow about 1 eV [2]_. Two processes in series, :math:`1/k = 1/k_\text{slow} + 1/k_\text{fast}`, join both.

References
----------
.. [1] F. C. Henriques, "Studies of thermal injury V", Arch. Pathol. 43, 489-502, 1947.
.. [2] D. M. Simanovskii et al., "Cellular tolerance to pulsed hyperthermia", Phys. Rev. E 74, 011915, 2006.
.. [3] S. A. Sapareto and W. C. Dewey, "Thermal dose determination in cancer therapy", Int. J. Radiat. Oncol. Biol.
   Phys. 10, 787-800, 1984.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._damage_kernel import damage_thresholds, temperature_thresholds
from lentigo.physics._threads import for_chunks

__all__ = [
    "ArrheniusProcess",
    "DamageRate",
    "accumulated_damage",
    "arrhenius_damage",
    "boiling_threshold",
    "cem43",
    "damage_threshold",
    "surviving_fraction",
]

GAS_CONSTANT = 8.314462618
"""Molar gas constant [J/(mol K)], exact since 2019."""

Array = NDArray[np.float64]

_COLDEST, _HOTTEST, _STEP = 200.0, 1200.0, 0.25  # range and spacing of the table of logarithmic rates [K]
_CHUNK = 32


@dataclass(frozen=True, slots=True)
class ArrheniusProcess:
    """One first-order process, over the temperatures where its constants hold."""

    frequency_factor: float
    """[1/s]."""
    activation_temperature: float
    """Activation energy over the gas constant [K]."""
    above: float = 0.0
    """The process runs above this temperature [K]; colder tissue takes the process before it, or none."""

    def log_rate(self, temperature: ArrayLike) -> Array:
        """Natural logarithm of the rate in 1/s [1] at a temperature [K]."""
        t = np.asarray(temperature, dtype=np.float64)
        return np.asarray(np.log(self.frequency_factor) - self.activation_temperature / t)


@dataclass(frozen=True, slots=True)
class DamageRate:
    """A rate of damage: processes that take turns by temperature, in series with a fast one if given."""

    processes: tuple[ArrheniusProcess, ...]
    """In order of the temperatures above which they run."""
    fast: ArrheniusProcess | None = None
    """A process in series, which alone limits the rate of very short heating."""

    def log_rate(self, temperature: ArrayLike) -> Array:
        """Natural logarithm of the rate in 1/s [1] at a temperature [K]; -1000 where nothing runs."""
        t = np.asarray(temperature, dtype=np.float64)
        result = np.full(t.shape, -1000.0)
        for process in self.processes:
            result = np.where(t >= process.above, process.log_rate(t), result)
        if self.fast is not None:
            result = -np.logaddexp(-result, -self.fast.log_rate(t))
        return np.asarray(result)


def arrhenius_damage(
    temperature: ArrayLike, time: ArrayLike, *, frequency_factor: float, activation_energy: float
) -> Array:
    r"""Accumulate thermal damage over a temperature history.

    .. math:: \Omega(t) = \int_0^t A \exp\!\left(-\frac{E_a}{R\,T(\tau)}\right) d\tau

    Parameters
    ----------
    temperature : (time, ...) array
        Tissue temperature [K].
    time : (time,) array
        Instants of the temperatures, increasing [s].
    frequency_factor, activation_energy : float
        :math:`A` [1/s] and :math:`E_a` [J/mol] of one process.

    Returns
    -------
    (time, ...) array
        Damage since the first instant [1]; the surviving fraction is exp(-damage).

    References
    ----------
    .. [1] F. C. Henriques, "Studies of thermal injury V", Arch. Pathol. 43, 489-502, 1947.
    """
    rate = DamageRate((ArrheniusProcess(frequency_factor, activation_energy / GAS_CONSTANT),))
    return accumulated_damage(temperature, time, rate=rate)


def accumulated_damage(temperature: ArrayLike, time: ArrayLike, *, rate: DamageRate) -> Array:
    """Accumulate damage of any rate over a temperature history.

    Between two instants the logarithm of the rate is taken as linear in time, which is nearly exact for the steep rates
    of burns and allows steps in which the rate changes by orders of magnitude.

    Parameters
    ----------
    temperature : (time, ...) array
        Tissue temperature [K].
    time : (time,) array
        Instants of the temperatures, not decreasing [s].
    rate : DamageRate
        The rate of damage.

    Returns
    -------
    (time, ...) array
        Damage since the first instant [1].

    Raises
    ------
    OutOfValidityError
        If the instants decrease or a temperature is not positive.
    """
    t = np.asarray(temperature, dtype=np.float64)
    at = np.asarray(time, dtype=np.float64)
    if np.any(np.diff(at) < 0.0):
        raise OutOfValidityError("the instants of a temperature history must not decrease")
    if not np.all(t > 0.0):
        raise OutOfValidityError(
            f"a temperature is {np.min(t)} K, must be above 0 K", hint="temperatures are in kelvin"
        )
    logs = rate.log_rate(t)
    steps = np.diff(at).reshape(-1, *([1] * (t.ndim - 1)))
    change = np.diff(logs, axis=0)
    with np.errstate(over="ignore"):
        rates = np.exp(logs)
    gentle = np.abs(change) < 1e-3
    mean = np.where(gentle, 0.5 * (rates[1:] + rates[:-1]), (rates[1:] - rates[:-1]) / np.where(gentle, 1.0, change))
    result = np.zeros_like(t)
    np.cumsum(steps * mean, axis=0, out=result[1:])
    return result


def surviving_fraction(damage: ArrayLike) -> Array:
    """Share of the cells that survive a damage [1], exp(-damage).

    Parameters
    ----------
    damage : array
        Accumulated damage [1].

    Returns
    -------
    array
        Share that survives [1].
    """
    return np.exp(-np.asarray(damage, dtype=np.float64))


def cem43(temperature: ArrayLike, time: ArrayLike) -> Array:
    r"""Accumulate thermal dose as minutes at 43 °C that would do the same.

    .. math:: \mathrm{CEM43} = \int R^{\,43 - T}\,dt, \qquad R = 0.5\ (T \ge 43),\ 0.25\ (39 < T < 43),\ 0\ (T \le 39)

    Parameters
    ----------
    temperature : (time, ...) array
        Tissue temperature [K].
    time : (time,) array
        Instants of the temperatures, not decreasing [s].

    Returns
    -------
    (time, ...) array
        Equivalent time since the first instant [min]. The dose was established between 39 and about 57 °C; outside
        it is an extrapolation.

    References
    ----------
    .. [1] S. A. Sapareto and W. C. Dewey, Int. J. Radiat. Oncol. Biol. Phys. 10, 787-800, 1984.
    """
    celsius = np.asarray(temperature, dtype=np.float64) - 273.15
    at = np.asarray(time, dtype=np.float64)
    base = np.where(celsius >= 43.0, 0.5, 0.25)
    speed = np.where(celsius > 39.0, base ** (43.0 - celsius), 0.0)
    steps = np.diff(at).reshape(-1, *([1] * (celsius.ndim - 1)))
    result = np.zeros_like(celsius)
    np.cumsum(steps * 0.5 * (speed[1:] + speed[:-1]) / 60.0, axis=0, out=result[1:])
    return result


def damage_threshold(
    time: ArrayLike,
    background: ArrayLike,
    rise: ArrayLike,
    *,
    weight: ArrayLike,
    mask: ArrayLike,
    rate: DamageRate,
    lower: float,
    upper: float,
    rate_factor: ArrayLike | None = None,
    ceiling: ArrayLike | None = None,
    share: float = 0.5,
    threads: int = 1,
) -> Array:
    """Lowest radiant exposure at which a share of the chosen cells is damaged (damage of one or more), by skin.

    Parameters
    ----------
    time : (T,) array
        Instants, not decreasing [s].
    background, rise : (N, T, Z) array
        Temperature without light [K] and rise per unit radiant exposure [K m²/J], from
        :func:`lentigo.physics.heat.heat_response`.
    weight : (N, Z) or (Z,) array
        How much each cell counts, for example its thickness [m]; any unit will do.
    mask : (N, Z) or (Z,) array of bool
        The cells that are looked at.
    rate : DamageRate
        Rate of damage.
    lower, upper : float
        Range in which to look [J/m²]. Skins harmed already at ``lower`` get ``lower``.
    rate_factor : (N,) array, optional
        Factor on the rate, by skin [1]: uncertain damage constants.
    ceiling : (N,) array, optional
        Radiant exposure above which a skin's threshold does not matter, because something else harms it first [J/m²]:
        one look there spares the search in most skins.
    share : float
        Share of the cells by weight [1], more than 0.
    threads : int
        Threads to use [1]; the result does not depend on it.

    Returns
    -------
    (N,) array
        Radiant exposure [J/m²], within a millionth; infinite where neither ``upper`` nor the ceiling reaches it.
    """
    at, cold, warm, weights = _prepared(time, background, rise, weight, mask, share=share, lower=lower, upper=upper)
    skins = cold.shape[0]
    factor = np.ones(skins) if rate_factor is None else np.asarray(rate_factor, dtype=np.float64)
    if factor.shape != (skins,) or not np.all(factor > 0.0):
        raise OutOfValidityError(f"rate_factor must be {skins} positive numbers")
    highest = np.full(skins, np.inf) if ceiling is None else np.ascontiguousarray(ceiling, dtype=np.float64)
    if highest.shape != (skins,) or not np.all(highest > 0.0):
        raise OutOfValidityError(f"ceiling must be {skins} positive numbers")
    logs, table = _tables(rate)
    demand = -np.log(factor)
    result = np.empty(skins)

    def work(first: int, last: int) -> None:
        damage_thresholds(
            first,
            last,
            at,
            cold,
            warm,
            weights,
            logs,
            table,
            _COLDEST,
            _STEP,
            demand,
            highest,
            share,
            lower,
            upper,
            result,
        )

    for_chunks(work, size=skins, chunk=_CHUNK, threads=threads)
    return result


def boiling_threshold(
    background: ArrayLike,
    rise: ArrayLike,
    *,
    weight: ArrayLike,
    mask: ArrayLike,
    lower: float,
    upper: float,
    temperature: float = 373.15,
    share: float = 0.0,
    threads: int = 1,
) -> Array:
    """Lowest radiant exposure at which the chosen cells come to boil, by skin.

    Parameters
    ----------
    background, rise : (N, T, Z) array
        Temperature without light [K] and rise per unit radiant exposure [K m²/J].
    weight : (N, Z) or (Z,) array
        How much each cell counts [m]; any unit will do.
    mask : (N, Z) or (Z,) array of bool
        The cells that are looked at.
    lower, upper : float
        Range in which to look [J/m²]. Skins that boil already at ``lower`` get ``lower``.
    temperature : float
        Temperature to be reached at any instant [K]; that of boiling water at sea level unless given.
    share : float
        Share of the cells by weight that must reach it [1]; 0 means that one cell is enough.
    threads : int
        Threads to use [1]; the result does not depend on it.

    Returns
    -------
    (N,) array
        Radiant exposure [J/m²]; infinite where ``upper`` does not reach it.
    """
    _, cold, warm, weights = _prepared(None, background, rise, weight, mask, share=share, lower=lower, upper=upper)
    result = np.empty(cold.shape[0])

    def work(first: int, last: int) -> None:
        temperature_thresholds(first, last, cold, warm, weights, temperature, share, lower, upper, result)

    for_chunks(work, size=cold.shape[0], chunk=_CHUNK, threads=threads)
    return result


@lru_cache(maxsize=16)
def _tables(rate: DamageRate) -> tuple[Array, Array]:
    """Logarithms of a rate by temperature, and rows of logarithm, its rise to the next row, and rate."""
    logs = rate.log_rate(np.arange(_COLDEST, _HOTTEST + 0.5 * _STEP, _STEP))
    # One exponential at a time: vector units of different machines differ in the last digit.
    rates = [math.exp(value) for value in logs[:-1].tolist()]
    return logs, np.ascontiguousarray(np.stack([logs[:-1], np.diff(logs), rates], axis=1))


def _prepared(
    time: ArrayLike | None,
    background: ArrayLike,
    rise: ArrayLike,
    weight: ArrayLike,
    mask: ArrayLike,
    *,
    share: float,
    lower: float,
    upper: float,
) -> tuple[Array, Array, Array, Array]:
    cold = np.ascontiguousarray(background, dtype=np.float64)
    warm = np.ascontiguousarray(rise, dtype=np.float64)
    if cold.ndim != 3 or cold.shape != warm.shape:
        raise OutOfValidityError(f"background {cold.shape} and rise {warm.shape} must both be (skins, instants, cells)")
    skins, instants, cells = cold.shape
    at = np.zeros(instants) if time is None else np.ascontiguousarray(time, dtype=np.float64)
    if at.shape != (instants,) or np.any(np.diff(at) < 0.0):
        raise OutOfValidityError(f"time must be {instants} instants that do not decrease")
    chosen = np.broadcast_to(np.asarray(mask, dtype=bool), (skins, cells))
    weights = np.where(chosen, np.broadcast_to(np.asarray(weight, dtype=np.float64), (skins, cells)), 0.0)
    if np.any(weights < 0.0) or not np.all(np.sum(weights, axis=1) > 0.0):
        raise OutOfValidityError("every skin must have a chosen cell with a positive weight")
    if not (0.0 <= share <= 1.0 and 0.0 < lower < upper):
        raise OutOfValidityError(f"share is {share}, must be 0 to 1; the range {lower} to {upper} must be positive")
    return at, cold, warm, np.ascontiguousarray(weights)


def processes(constants: Sequence[tuple[float, float, float]]) -> tuple[ArrheniusProcess, ...]:
    """Processes that take turns by temperature.

    Parameters
    ----------
    constants : sequence of (frequency factor, activation temperature, lowest temperature)
        [1/s], [K] and [K], in any order.

    Returns
    -------
    tuple of ArrheniusProcess
        In order of the temperatures above which they run.
    """
    return tuple(ArrheniusProcess(*one) for one in sorted(constants, key=lambda c: c[2]))
