"""What nanosecond and picosecond pulses do to a melanosome: heat it before heat can leave, and burst it.

References
----------
.. [1] S. L. Jacques and D. J. McAuliffe, "The melanosome: threshold temperature for explosive vaporization and internal
   absorption coefficient during pulsed laser irradiation", Photochem. Photobiol. 53, 769-775, 1991.
.. [2] R. R. Anderson and J. A. Parrish, "Selective photothermolysis", Science 220, 524-527, 1983.
.. [3] H. S. Carslaw and J. C. Jaeger, "Conduction of Heat in Solids", 2nd ed., Oxford, 1959.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf, erfc, exp1

from lentigo.errors import OutOfValidityError

__all__ = [
    "cylinder_loss_factor",
    "disruption_exposure",
    "fluence_threshold",
    "relaxation_time",
    "sphere_loss_factor",
    "stress_confinement_time",
]

Array = NDArray[np.float64]
Shape = Literal["slab", "cylinder", "sphere"]

_RELAXATION: dict[Shape, float] = {"slab": 8.0, "cylinder": 16.0, "sphere": 24.0}


def disruption_exposure(
    *,
    absorption: ArrayLike,
    fluence_factor: ArrayLike,
    heat_capacity: float,
    critical_temperature: float,
    initial_temperature: float,
    loss_factor: ArrayLike = 1.0,
) -> Array:
    r"""Radiant exposure on the skin at which a melanosome reaches the temperature that bursts it.

    .. math:: H = \frac{\rho c\,(T_c - T_0)}{\mu_a\,(\phi/E_0)\,f}

    Parameters
    ----------
    absorption : array
        Absorption coefficient inside the melanosome [1/m].
    fluence_factor : array
        Fluence at the melanosome per unit radiant exposure on the skin [1]: 3-4 in pale epidermis, 1 without tissue.
    heat_capacity : float
        Heat capacity of the melanosome per volume [J/(m³ K)].
    critical_temperature, initial_temperature : float
        Temperature at which it bursts, and before the pulse [K].
    loss_factor : array
        Share of the adiabatic rise that is reached, from :func:`sphere_loss_factor` [1].

    Returns
    -------
    array
        Radiant exposure [J/m²].

    References
    ----------
    .. [1] Jacques and McAuliffe, Photochem. Photobiol. 53, 769-775, 1991.
    """
    warming = heat_capacity * (critical_temperature - initial_temperature)
    return np.asarray(
        warming / (np.asarray(absorption, dtype=np.float64) * np.asarray(fluence_factor) * np.asarray(loss_factor))
    )


def fluence_threshold(wavelength: ArrayLike, *, at_reference: float, reference: float, exponent: float) -> Array:
    r"""Fluence that bursts melanosomes, by wavelength, as a power law through measured thresholds.

    .. math:: \phi_c(\lambda) = \phi_c(\lambda_0)\,(\lambda/\lambda_0)^{p}

    Parameters
    ----------
    wavelength : array
        Wavelength [m].
    at_reference : float
        Threshold at the reference wavelength [J/m²].
    reference : float
        Reference wavelength [m].
    exponent : float
        Power with which the threshold rises, because melanin absorbs less [1].

    Returns
    -------
    array
        Fluence at the melanosome [J/m²].
    """
    return np.asarray(at_reference * (np.asarray(wavelength, dtype=np.float64) / reference) ** exponent)


def sphere_loss_factor(duration: ArrayLike, *, diameter: ArrayLike, diffusivity: float) -> Array:
    r"""Temperature of a sphere's centre at the end of a pulse, as a share of what it would be without losses.

    A sphere of radius :math:`R` heated evenly at constant power, in a medium of the same properties. With
    :math:`F = a\tau/R^2` and :math:`u = 1/(2\sqrt F)`, the instantaneous response
    :math:`\operatorname{erf}u - (2u/\sqrt\pi)\,e^{-u^2}` averaged over the pulse is

    .. math:: f = \operatorname{erf} u - \frac{e^{-u^2}}{\sqrt{\pi F}} + \frac{\operatorname{erfc} u}{2 F},

    which falls to :math:`1/(2F)` for long pulses.

    Parameters
    ----------
    duration : array
        Duration of the pulse [s]; zero gives one.
    diameter : array
        Diameter of the sphere [m].
    diffusivity : float
        Thermal diffusivity [m²/s].

    Returns
    -------
    array
        Share of the adiabatic rise [1].

    References
    ----------
    .. [1] Carslaw and Jaeger, 1959, section 10.3: a sphere initially warm in an unbounded medium; averaged here.
    """
    fourier = _fourier(duration, diameter, diffusivity)
    u = 0.5 / np.sqrt(fourier)
    exact = erf(u) - np.exp(-u * u) / np.sqrt(math.pi * fourier) + 0.5 * erfc(u) / fourier
    late = 0.5 / fourier - 1.0 / (6.0 * math.sqrt(math.pi)) * fourier**-1.5
    return np.asarray(np.where(fourier > 1e6, late, exact))


def cylinder_loss_factor(duration: ArrayLike, *, diameter: ArrayLike, diffusivity: float) -> Array:
    r"""Temperature of a long cylinder's axis at the end of a pulse, as a share of what it would be without losses.

    With :math:`u = R^2/(4 a \tau)`, the instantaneous response :math:`1 - e^{-R^2/4at}` averaged over the pulse is

    .. math:: f = 1 - e^{-u} + u\,E_1(u).

    Parameters
    ----------
    duration : array
        Duration of the pulse [s]; zero gives one.
    diameter : array
        Diameter of the cylinder [m].
    diffusivity : float
        Thermal diffusivity [m²/s].

    Returns
    -------
    array
        Share of the adiabatic rise [1].

    References
    ----------
    .. [1] Carslaw and Jaeger, 1959, section 10.3: a cylinder initially warm in an unbounded medium; averaged here.
    """
    u = 0.25 / _fourier(duration, diameter, diffusivity)
    return np.asarray(-np.expm1(-u) + np.where(u < 700.0, u * exp1(np.minimum(u, 700.0)), 0.0))


def relaxation_time(size: ArrayLike, *, diffusivity: float, shape: Shape) -> Array:
    r"""Time in which a warmed body loses most of its heat, :math:`d^2/(g a)`, with g = 8, 16, 24 by shape.

    Parameters
    ----------
    size : array
        Thickness of a slab, diameter of a cylinder or sphere [m].
    diffusivity : float
        Thermal diffusivity [m²/s].
    shape : {"slab", "cylinder", "sphere"}
        Directions in which heat can leave.

    Returns
    -------
    array
        Relaxation time [s]. An order of magnitude, not a constant of nature: authors use g of 4 to 27.

    References
    ----------
    .. [1] Anderson and Parrish, Science 220, 524-527, 1983.
    """
    if shape not in _RELAXATION:
        raise OutOfValidityError(f'the shape is "{shape}", must be one of {", ".join(_RELAXATION)}')
    return np.asarray(np.asarray(size, dtype=np.float64) ** 2 / (_RELAXATION[shape] * diffusivity))


def stress_confinement_time(size: ArrayLike, *, sound_speed: float) -> Array:
    """Time that sound needs to cross a body: shorter pulses build up pressure inside it.

    Parameters
    ----------
    size : array
        Diameter [m].
    sound_speed : float
        Speed of sound [m/s].

    Returns
    -------
    array
        Time [s].
    """
    return np.asarray(np.asarray(size, dtype=np.float64) / sound_speed)


def _fourier(duration: ArrayLike, diameter: ArrayLike, diffusivity: float) -> Array:
    tau = np.asarray(duration, dtype=np.float64)
    if np.any(tau < 0.0):
        raise OutOfValidityError(f"a pulse lasts {np.min(tau)} s, must not be negative")
    return np.asarray(np.maximum(diffusivity * tau / (0.5 * np.asarray(diameter, dtype=np.float64)) ** 2, 1e-12))
