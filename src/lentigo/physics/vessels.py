"""Vessels in light: how they shade their own blood, how hot they get, and when the skin turns purple.

References
----------
.. [1] W. Verkruysse et al., "Modelling light distributions of homogeneous versus discrete absorbers in light irradiated
   turbid media", Phys. Med. Biol. 42, 51-65, 1997: vessels absorb less than the same blood evenly spread.
.. [2] L. O. Svaasand et al., "Therapeutic response during pulsed laser treatment of port-wine stains: dependence on
   vessel diameter and depth in dermis", Lasers Med. Sci. 10, 1995.
.. [3] R. R. Anderson and J. A. Parrish, "Microvasculature can be selectively damaged using dye lasers", Lasers Surg.
   Med. 1, 263-276, 1981.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from lentigo.errors import OutOfValidityError
from lentigo.physics.photomechanics import cylinder_loss_factor

__all__ = ["purpura_exposure", "regrown", "self_shading", "surviving_vessels", "vessel_rise"]

Array = NDArray[np.float64]

_SHORTEST, _LONGEST = 500e-9, 610e-9


def self_shading(absorption: ArrayLike, *, radius: ArrayLike) -> Array:
    r"""Mean light inside a vessel relative to the light around it.

    .. math:: \frac{1 - e^{-2\mu_a r}}{2\mu_a r}

    Parameters
    ----------
    absorption : array
        Absorption coefficient of blood [1/m].
    radius : array
        Radius of the vessel [m].

    Returns
    -------
    array
        Share of the surrounding fluence [1].
    """
    depth = 2.0 * np.asarray(absorption, dtype=np.float64) * np.asarray(radius, dtype=np.float64)
    safe = np.maximum(depth, 1e-12)
    return np.asarray(-np.expm1(-safe) / safe)


def vessel_rise(
    *,
    absorption: ArrayLike,
    radius: ArrayLike,
    fluence_factor: ArrayLike,
    duration: ArrayLike,
    heat_capacity: float,
    diffusivity: float,
) -> Array:
    """Temperature rise of a vessel at the end of a pulse, per unit radiant exposure on the skin.

    The blood is heated evenly by the mean light inside the vessel and loses heat to tissue of the same properties.

    Parameters
    ----------
    absorption : array
        Absorption coefficient of blood [1/m].
    radius : array
        Radius of the vessel [m].
    fluence_factor : array
        Fluence around the vessel per unit radiant exposure on the skin [1].
    duration : array
        Duration of the pulse [s].
    heat_capacity : float
        Heat capacity of blood per volume [J/(m³ K)].
    diffusivity : float
        Thermal diffusivity [m²/s].

    Returns
    -------
    array
        Temperature rise [K m²/J].
    """
    mean = np.asarray(absorption, dtype=np.float64) * self_shading(absorption, radius=radius)
    loss = cylinder_loss_factor(duration, diameter=2.0 * np.asarray(radius, dtype=np.float64), diffusivity=diffusivity)
    return np.asarray(mean * np.asarray(fluence_factor) * loss / heat_capacity)


def purpura_exposure(
    *,
    wavelength: float,
    absorption: ArrayLike,
    radius: ArrayLike,
    fluence_factor: ArrayLike,
    duration: ArrayLike,
    heat_capacity: float,
    diffusivity: float,
    initial_temperature: float,
    boiling_temperature: float = 373.15,
) -> Array:
    """Radiant exposure at which blood in a vessel comes to boil: purple skin follows pulses of up to about 1.5 ms.

    Parameters
    ----------
    wavelength : float
        Wavelength [m], where blood is the target: 500-610 nm.
    absorption, radius, fluence_factor, duration, heat_capacity, diffusivity
        As in :func:`vessel_rise`.
    initial_temperature : float
        Temperature of the vessel before the pulse [K].
    boiling_temperature : float
        Temperature at which blood boils [K]; that of water at sea level unless given.

    Returns
    -------
    array
        Radiant exposure [J/m²].

    Raises
    ------
    OutOfValidityError
        Outside 500-610 nm.
    """
    if not _SHORTEST <= wavelength <= _LONGEST:
        raise OutOfValidityError(f"the wavelength is {wavelength * 1e9:.4g} nm, must be 500 to 610 nm for purpura")
    rise = vessel_rise(
        absorption=absorption,
        radius=radius,
        fluence_factor=fluence_factor,
        duration=duration,
        heat_capacity=heat_capacity,
        diffusivity=diffusivity,
    )
    return np.asarray((boiling_temperature - initial_temperature) / rise)


def surviving_vessels(threshold: ArrayLike, radiant: ArrayLike, *, spread: float) -> Array:
    r"""Share of vessels that one session leaves open.

    The same vessel is not met alike in each session: spots overlap, blood comes and goes. With the spread
    :math:`\sigma` of the logarithm of what reaches it,

    .. math:: S = 1 - \Phi\!\left(\frac{\ln(H/H_c)}{\sigma}\right),

    and sessions multiply.

    Parameters
    ----------
    threshold : array
        Radiant exposure that coagulates the vessels [J/m²]; infinite where none does.
    radiant : array
        Radiant exposure of the session, not negative [J/m²].
    spread : float
        Standard deviation of the logarithm of what reaches a vessel, above 0 [1].

    Returns
    -------
    array
        Share that stays open [1].
    """
    needed, given = np.asarray(threshold, dtype=np.float64), np.asarray(radiant, dtype=np.float64)
    if np.any(given < 0.0) or spread <= 0.0:
        raise OutOfValidityError("a radiant exposure must be 0 J/cm² or more, and its spread above 0")
    with np.errstate(divide="ignore"):
        reached = (np.log(given) - np.log(needed)) / spread
    return np.asarray(ndtr(-reached))


def regrown(left: ArrayLike, *, duration: ArrayLike, rate: float) -> Array:
    r"""Share of vessels open after a time without treatment: what is gone returns at a slow, constant rate.

    .. math:: L(t) = 1 - (1 - L_0)\,e^{-k t}

    Parameters
    ----------
    left : array
        Share open at the start [1].
    duration : array
        Time since, not negative [s].
    rate : float
        Rate of return [1/s].

    Returns
    -------
    array
        Share open afterwards [1].
    """
    time = np.asarray(duration, dtype=np.float64)
    if np.any(time < 0.0) or rate < 0.0:
        raise OutOfValidityError("a time and a rate of return must not be negative")
    return np.asarray(1.0 - (1.0 - np.asarray(left, dtype=np.float64)) * np.exp(-rate * time))
