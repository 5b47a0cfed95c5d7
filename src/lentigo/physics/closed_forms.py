"""Heat in closed form: what the solvers are checked against.

References
----------
.. [1] H. S. Carslaw and J. C. Jaeger, "Conduction of Heat in Solids", 2nd ed., Oxford, 1959.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import erf, erfc

from lentigo.errors import OutOfValidityError

__all__ = [
    "absorbed_impulse",
    "absorbed_pulse",
    "constant_flux_rise",
    "freezing_front",
    "instantaneous_source",
    "perfused_steady_temperature",
]

Array = NDArray[np.float64]


def absorbed_impulse(
    depth: ArrayLike, time: ArrayLike, *, absorption: float, diffusivity: float, heat_capacity: float
) -> Array:
    r"""Temperature rise per unit radiant exposure after an instant of light that is absorbed as by Beer and Lambert.

    .. math:: \frac{\Delta T}{H} = \frac{\mu}{2\rho c}\,e^{s^2}\bigl[e^{-\mu z}\operatorname{erfc}(s - y)
              + e^{\mu z}\operatorname{erfc}(s + y)\bigr],\quad s = \mu\sqrt{a t},\ y = \frac{z}{2\sqrt{a t}}

    Parameters
    ----------
    depth, time : array
        Depth [m] and time since the instant [s], broadcast against each other; no heat leaves through the surface.
    absorption : float
        Absorption coefficient [1/m].
    diffusivity, heat_capacity : float
        [m²/s], [J/(m³ K)].

    Returns
    -------
    array
        Temperature rise [K m²/J].

    References
    ----------
    .. [1] Carslaw and Jaeger, 1959, section 10.3: the image of the source in an insulated surface.
    """
    z, t = np.broadcast_arrays(np.asarray(depth, dtype=np.float64), np.asarray(time, dtype=np.float64))
    s = absorption * np.sqrt(diffusivity * t)
    with np.errstate(divide="ignore", invalid="ignore"):
        y = np.where(t > 0.0, z / (2.0 * np.sqrt(diffusivity * t)), np.inf)
    if np.any(s > 25.0):
        raise OutOfValidityError(
            f"absorption times diffusion length is {np.max(s):.3g}, must be at most 25",
            hint="so late, all light was absorbed at the surface",
        )
    with np.errstate(over="ignore", invalid="ignore"):
        far = np.where(y + s < 26.0, np.exp(s * s + absorption * z) * erfc(s + y), 0.0)
    near = np.exp(s * s - absorption * z) * erfc(s - y)
    return np.asarray(absorption / (2.0 * heat_capacity) * (near + np.nan_to_num(far)))


def absorbed_pulse(
    depth: ArrayLike,
    time: float,
    *,
    duration: float,
    absorption: float,
    diffusivity: float,
    heat_capacity: float,
) -> Array:
    """Temperature rise per unit radiant exposure during or after a pulse of constant power.

    Parameters
    ----------
    depth : array
        Depth [m].
    time : float
        Time since the start of the pulse [s].
    duration : float
        Duration of the pulse [s].
    absorption : float
        Absorption coefficient [1/m].
    diffusivity, heat_capacity : float
        [m²/s], [J/(m³ K)].

    Returns
    -------
    array
        Temperature rise [K m²/J]: :func:`absorbed_impulse` averaged over the pulse, by Gauss-Legendre points in the
        root of the age.
    """
    z = np.asarray(depth, dtype=np.float64)
    youngest, oldest = max(time - duration, 0.0), time
    points, weights = np.polynomial.legendre.leggauss(64)
    low, high = math.sqrt(youngest), math.sqrt(oldest)
    root = 0.5 * (high + low) + 0.5 * (high - low) * points
    share = weights * 0.5 * (high - low) * 2.0 * root / duration
    rises = absorbed_impulse(
        z[..., None], root**2, absorption=absorption, diffusivity=diffusivity, heat_capacity=heat_capacity
    )
    return np.asarray(np.sum(rises * share, axis=-1))


def constant_flux_rise(time: ArrayLike, *, flux: float, conductivity: float, heat_capacity: float) -> Array:
    r"""Rise of the surface of a half-space under a constant heat flux, :math:`2 q \sqrt{t/(\pi k \rho c)}`.

    Parameters
    ----------
    time : array
        Time since the flux began [s].
    flux : float
        Heat flux into the surface [W/m²].
    conductivity, heat_capacity : float
        [W/(m K)], [J/(m³ K)].

    Returns
    -------
    array
        Temperature rise of the surface [K].

    References
    ----------
    .. [1] Carslaw and Jaeger, 1959, section 2.9, equation (8).
    """
    return np.asarray(
        2.0 * flux * np.sqrt(np.asarray(time, dtype=np.float64) / (math.pi * conductivity * heat_capacity))
    )


def instantaneous_source(
    distance: ArrayLike, time: ArrayLike, *, strength: float, dimensions: int, diffusivity: float, heat_capacity: float
) -> Array:
    r"""Rise around heat released in an instant in a plane (1), along a line (2) or at a point (3) of unbounded tissue.

    .. math:: \Delta T = \frac{Q}{\rho c\,(4\pi a t)^{n/2}}\,e^{-r^2/4at}

    Parameters
    ----------
    distance, time : array
        Distance from the source [m] and time since the release [s].
    strength : float
        Heat per area, per length, or heat [J/m², J/m or J].
    dimensions : int
        Dimensions in which the heat spreads: 1, 2 or 3 [1].
    diffusivity, heat_capacity : float
        [m²/s], [J/(m³ K)].

    Returns
    -------
    array
        Temperature rise [K].

    References
    ----------
    .. [1] Carslaw and Jaeger, 1959, sections 10.2 and 10.3.
    """
    spread = 4.0 * diffusivity * np.asarray(time, dtype=np.float64)
    r = np.asarray(distance, dtype=np.float64)
    return np.asarray(strength / heat_capacity * (math.pi * spread) ** (-0.5 * dimensions) * np.exp(-(r**2) / spread))


def perfused_steady_temperature(
    depth: ArrayLike, *, surface_temperature: float, core_temperature: float, conductivity: float, perfusion: float
) -> Array:
    r"""Steady temperature of perfused tissue below a surface that is held at a temperature.

    .. math:: T = T_\text{core} + (T_s - T_\text{core})\,e^{-z\sqrt{w/k}}

    Parameters
    ----------
    depth : array
        Depth [m].
    surface_temperature, core_temperature : float
        [K].
    conductivity, perfusion : float
        [W/(m K)] and heat carried by blood per volume and degree [W/(m³ K)].

    Returns
    -------
    array
        Temperature [K].

    References
    ----------
    .. [1] H. H. Pennes, J. Appl. Physiol. 1, 93-122, 1948.
    """
    fall = np.exp(-np.asarray(depth, dtype=np.float64) * math.sqrt(perfusion / conductivity))
    return np.asarray(core_temperature + (surface_temperature - core_temperature) * fall)


def freezing_front(
    *,
    surface_temperature: float,
    freezing_temperature: float,
    initial_temperature: float,
    frozen_conductivity: float,
    frozen_heat_capacity: float,
    thawed_conductivity: float,
    thawed_heat_capacity: float,
    latent_heat: float,
) -> float:
    r"""Number :math:`\lambda` of Neumann's solution: a plane freezes to the depth :math:`2\lambda\sqrt{a_f t}`.

    .. math:: \frac{e^{-\lambda^2}}{\operatorname{erf}\lambda} + \frac{k_u}{k_f}\sqrt{\frac{a_f}{a_u}}\,
              \frac{T_m - T_0}{T_m - T_s}\,\frac{e^{-\lambda^2 a_f/a_u}}{\operatorname{erfc}(\lambda\sqrt{a_f/a_u})}
              = \frac{\lambda L \sqrt\pi}{c_f (T_m - T_s)}

    Parameters
    ----------
    surface_temperature, freezing_temperature, initial_temperature : float
        Temperatures, rising in this order [K].
    frozen_conductivity, thawed_conductivity : float
        [W/(m K)].
    frozen_heat_capacity, thawed_heat_capacity : float
        Per volume [J/(m³ K)]; the density is the same on both sides.
    latent_heat : float
        Per volume [J/m³].

    Returns
    -------
    float
        :math:`\lambda` [1].

    References
    ----------
    .. [1] Carslaw and Jaeger, 1959, section 11.2, equation (17).
    """
    if not surface_temperature < freezing_temperature <= initial_temperature:
        raise OutOfValidityError("the surface must be colder than freezing, and the tissue not")
    ratio = (frozen_conductivity / frozen_heat_capacity) / (thawed_conductivity / thawed_heat_capacity)
    drop = freezing_temperature - surface_temperature
    excess = initial_temperature - freezing_temperature

    def balance(number: float) -> float:
        frozen = math.exp(-(number**2)) / erf(number)
        below = math.exp(-ratio * number**2) / erfc(number * math.sqrt(ratio))
        thawed = thawed_conductivity / frozen_conductivity * math.sqrt(ratio) * -excess / drop * below
        return float(frozen + thawed - number * latent_heat * math.sqrt(math.pi) / (frozen_heat_capacity * drop))

    return float(brentq(balance, 1e-6, 5.0 / max(1.0, math.sqrt(ratio)), xtol=1e-14))
