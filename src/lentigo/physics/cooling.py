"""Cooling of the skin's surface in closed form: one medium that touches a half-space.

The planner cools with :mod:`lentigo.physics.heat`; these forms say how deep and how cold it gets, and check it.

References
----------
.. [1] H. S. Carslaw and J. C. Jaeger, "Conduction of Heat in Solids", 2nd ed., Oxford, 1959, sections 2.7 and 2.16.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erfc, erfcx

__all__ = ["contact_temperature", "heat_removed", "perfect_contact_temperature", "thermal_effusivity"]

Array = NDArray[np.float64]


def thermal_effusivity(*, conductivity: float, heat_capacity: float) -> float:
    """How strongly a surface holds its temperature: the root of conductivity times heat capacity.

    Parameters
    ----------
    conductivity : float
        Thermal conductivity [W/(m K)].
    heat_capacity : float
        Heat capacity per volume [J/(m³ K)].

    Returns
    -------
    float
        Thermal effusivity [W s^½/(m² K)].
    """
    return math.sqrt(conductivity * heat_capacity)


def contact_temperature(
    depth: ArrayLike,
    time: ArrayLike,
    *,
    heat_transfer: float,
    medium_temperature: float,
    skin_temperature: float,
    conductivity: float,
    heat_capacity: float,
) -> Array:
    r"""Temperature of skin that a medium has touched for a time.

    .. math:: \frac{T - T_0}{T_m - T_0} = \operatorname{erfc} y - e^{2 y s + s^2} \operatorname{erfc}(y + s), \quad
              y = \frac{z}{2\sqrt{a t}},\ s = \frac{h \sqrt{a t}}{k}

    Parameters
    ----------
    depth, time : array
        Depth [m] and time since the touch [s], broadcast against each other; time is more than zero.
    heat_transfer : float
        Heat transfer coefficient [W/(m² K)].
    medium_temperature, skin_temperature : float
        Temperature of the medium and, at first, of all the skin [K].
    conductivity, heat_capacity : float
        [W/(m K)], [J/(m³ K)].

    Returns
    -------
    array
        Temperature [K].

    References
    ----------
    .. [1] Carslaw and Jaeger, 1959, section 2.7, equation (1).
    """
    root = np.sqrt(conductivity / heat_capacity * np.asarray(time, dtype=np.float64))
    y = np.asarray(depth, dtype=np.float64) / (2.0 * root)
    s = heat_transfer * root / conductivity
    share = erfc(y) - np.exp(-(y**2)) * erfcx(y + s)
    return np.asarray(skin_temperature + (medium_temperature - skin_temperature) * share)


def heat_removed(
    time: ArrayLike,
    *,
    heat_transfer: float,
    medium_temperature: float,
    skin_temperature: float,
    conductivity: float,
    heat_capacity: float,
) -> Array:
    r"""Heat per area that a touching medium has taken from the skin.

    .. math:: Q = (T_0 - T_m)\,\frac{e^2}{h}\Bigl(e^{s^2}\operatorname{erfc} s - 1 + \frac{2 s}{\sqrt\pi}\Bigr),
              \quad s = \frac{h\sqrt t}{e}

    Parameters
    ----------
    time : array
        Time since the touch [s].
    heat_transfer : float
        Heat transfer coefficient [W/(m² K)].
    medium_temperature, skin_temperature : float
        Temperature of the medium and, at first, of all the skin [K].
    conductivity, heat_capacity : float
        [W/(m K)], [J/(m³ K)].

    Returns
    -------
    array
        Heat taken [J/m²].
    """
    effusivity = thermal_effusivity(conductivity=conductivity, heat_capacity=heat_capacity)
    s = heat_transfer * np.sqrt(np.asarray(time, dtype=np.float64)) / effusivity
    difference = skin_temperature - medium_temperature
    return np.asarray(difference * effusivity**2 / heat_transfer * (erfcx(s) - 1.0 + 2.0 * s / math.sqrt(math.pi)))


def perfect_contact_temperature(
    *, skin_temperature: float, skin_effusivity: float, window_temperature: float, window_effusivity: float
) -> float:
    """Temperature between skin and a thick window that touch without any resistance: the coldest that contact can be.

    Parameters
    ----------
    skin_temperature, window_temperature : float
        Temperatures before the touch [K].
    skin_effusivity, window_effusivity : float
        Thermal effusivities [W s^½/(m² K)].

    Returns
    -------
    float
        Temperature of the interface [K].
    """
    total = skin_effusivity + window_effusivity
    return (skin_temperature * skin_effusivity + window_temperature * window_effusivity) / total
