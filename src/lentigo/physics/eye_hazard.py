r"""Largest permitted exposures of eye and skin to a laser beam, what eyewear must hold back, how far a beam reaches.

The limits are those of the guidelines of 2013 [1]_, which the standards of 2014 took over [2]_ [3]_, for a small source
(a beam looked into, the most dangerous case): the larger limits of extended sources are not used. Where the documents
differ, the lower value stands here, and the function says so. They are a tool for the laser protection adviser, not a
border between harmless and harmful: the limits lie well below the exposures that injure half of the eyes.

Older editions (1996 to 2007) permitted 2.5 times as much for pulses from about 1 ns to 18 µs: 5e-3 J/m² in the visible
and 5e-2 J/m² at 1064 nm, against 2e-3 and 2e-2 J/m² here. For pulses from 18 µs (50 µs above 1050 nm) to 10 s they
agree. Exposures of less than 10 ps were limited more strictly then.

References
----------
.. [1] ICNIRP, "Guidelines on limits of exposure to laser radiation of wavelengths between 180 nm and 1,000 µm", Health
   Phys. 105(3), 271-295, 2013.
.. [2] IEC 60825-1:2014, "Safety of laser products - Part 1", annex A, tables A.1 (eye) and A.5 (skin).
.. [3] ANSI Z136.1-2014, "Safe use of lasers", tables 5b and 5c (eye).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError

__all__ = [
    "PUPIL",
    "diffuse_hazard_distance",
    "eye_limit",
    "eye_limit_repetitive",
    "hazard_distance",
    "infrared_factor",
    "limiting_aperture",
    "optical_density",
    "red_factor",
    "skin_limit",
]

Array = NDArray[np.float64]

PUPIL: Final = 7e-3
"""Diameter of a wide pupil, over which exposures of the retina are averaged [m]."""

_SHORTEST, _LONGEST = 315e-9, 1e-3
_BRIEFEST, _SLOWEST = 1e-13, 10.0
_MANY_PULSES: Final = 600
"""Up to so many pulses, short ones do not add up beyond what their mean does."""


def red_factor(wavelength: ArrayLike) -> Array:
    r"""How much more melanin of the retina lets through than in the visible: :math:`C_A` [1]_, :math:`C_4` [2]_.

    .. math:: C_4 = 10^{2\,(\lambda - 0.7)}\quad(\lambda\text{ in µm, 0.7 to 1.05}),\qquad 5\text{ beyond}

    Parameters
    ----------
    wavelength : array
        Wavelength [m].

    Returns
    -------
    array
        Factor, 1 to 5 [1].
    """
    micrometres = np.asarray(wavelength, dtype=np.float64) / 1e-6
    return np.asarray(np.minimum(10.0 ** (2.0 * np.maximum(micrometres - 0.7, 0.0)), 5.0))


def infrared_factor(wavelength: ArrayLike) -> Array:
    r"""How much the eye's own water takes away before the retina, 1150 to 1400 nm: :math:`C_C` [1]_, :math:`C_7` [2]_.

    .. math:: C_7 = 10^{18(\lambda-1.15)}\ (1.15\text{ to }1.2),\qquad 8 + 10^{40(\lambda-1.25)}\ (1.2\text{ to }1.4)

    Parameters
    ----------
    wavelength : array
        Wavelength [m].

    Returns
    -------
    array
        Factor, 1 below 1150 nm [1].
    """
    micrometres = np.asarray(wavelength, dtype=np.float64) / 1e-6
    middle = 10.0 ** (18.0 * np.clip(micrometres - 1.15, 0.0, 0.05))
    long = 8.0 + 10.0 ** (40.0 * np.clip(micrometres - 1.25, -0.05, 0.15))
    return np.asarray(np.where(micrometres < 1.2, middle, long))


def eye_limit(wavelength: ArrayLike, duration: ArrayLike) -> Array:
    r"""Largest permitted radiant exposure of the cornea for one exposure to a small source.

    In the visible, for example, 1e-3 J/m² up to 10 ps, 2e-3 J/m² up to 5 µs, and :math:`18\,t^{3/4}` J/m² up to 10 s;
    beyond 1050 nm 2e-2 :math:`C_7` J/m² up to 13 µs and :math:`90\,C_7\,t^{3/4}` J/m². From 1200 to 1400 nm, where
    little reaches the retina, the limit of the skin holds for the cornea too.

    Parameters
    ----------
    wavelength : array
        Wavelength [m], 315 nm to 1 mm.
    duration : array
        Duration of the exposure [s], 100 fs to 10 s.

    Returns
    -------
    array
        Radiant exposure, averaged over :func:`limiting_aperture` [J/m²].

    Raises
    ------
    OutOfValidityError
        Outside these ranges.

    Notes
    -----
    Below 10 ps the limit of 1e-3 J/m² is used to 1400 nm without the factor of the red (as [2]_ does to 1050 nm), and
    with :math:`C_7` beyond (as [3]_); some tables give ten times as much beyond 1050 nm.
    """
    light, time = _checked(wavelength, duration)
    retina = _retina(light, time)
    front = _front_of_the_eye(light, time)
    both = np.minimum(retina, _skin(light, time))
    return np.asarray(np.where((light < 400e-9) | (light >= 1400e-9), front, np.where(light >= 1200e-9, both, retina)))


def skin_limit(wavelength: ArrayLike, duration: ArrayLike) -> Array:
    r"""Largest permitted radiant exposure of the skin for one exposure.

    From 400 to 1400 nm: 200 :math:`C_4` J/m² from 1 to 100 ns, :math:`1.1\cdot10^4\,C_4\,t^{1/4}` J/m² up to 10 s.
    Treatment exceeds it on purpose; it is meant for everyone else's skin.

    Parameters
    ----------
    wavelength : array
        Wavelength [m], 315 nm to 1 mm.
    duration : array
        Duration of the exposure [s], 100 fs to 10 s.

    Returns
    -------
    array
        Radiant exposure [J/m²].

    Raises
    ------
    OutOfValidityError
        Outside these ranges.
    """
    light, time = _checked(wavelength, duration)
    inside = (light >= 400e-9) & (light < 1400e-9)
    return np.asarray(np.where(inside, _skin(light, time), _front_of_the_eye(light, time)))


def eye_limit_repetitive(
    wavelength: ArrayLike, pulse_duration: ArrayLike, *, rate: ArrayLike, exposure_duration: ArrayLike
) -> Array:
    r"""Largest permitted radiant exposure of the cornea by each pulse of a series of like pulses.

    The lower of what one pulse may give, times :math:`C_5`, and of what the whole exposure may give, shared by its
    :math:`N` pulses. For a small source :math:`C_5` is 1, but for pulses of at most 5 µs (13 µs from 1050 nm), of
    which there are more than 600: :math:`\max(0.4,\ 5\,N^{-1/4})`.

    Parameters
    ----------
    wavelength : array
        Wavelength [m].
    pulse_duration : array
        Duration of one pulse [s].
    rate : array
        Pulses per second [1/s].
    exposure_duration : array
        How long somebody looks into the beam [s].

    Returns
    -------
    array
        Radiant exposure of one pulse [J/m²]; never more than :func:`eye_limit` of one pulse.
    """
    light, time = _checked(wavelength, pulse_duration)
    whole = np.clip(np.asarray(exposure_duration, dtype=np.float64), time, _SLOWEST)
    pulses = np.maximum(1.0, np.floor(whole * np.asarray(rate, dtype=np.float64) + 1e-9))
    short = time <= np.where(light < 1050e-9, 5e-6, 13e-6)
    many = np.where(short & (pulses > _MANY_PULSES), np.maximum(0.4, 5.0 * pulses**-0.25), 1.0)
    return np.asarray(np.minimum(eye_limit(light, time) * many, eye_limit(light, whole) / pulses))


def limiting_aperture(wavelength: ArrayLike, duration: ArrayLike) -> Array:
    """Diameter over which an exposure of the eye is averaged.

    Parameters
    ----------
    wavelength : array
        Wavelength [m].
    duration : array
        Duration of the exposure [s].

    Returns
    -------
    array
        The wide pupil where light reaches the retina (400 to 1400 nm), else 1 mm up to 0.35 s and more beyond, as
        eyes move; 11 mm from 0.1 mm of wavelength [m].
    """
    light, time = _checked(wavelength, duration)
    front = np.where(light >= 1e-4, 11e-3, 1e-3 * np.maximum(1.0, 1.5 * np.minimum(time, 10.0) ** 0.375))
    return np.asarray(np.where((light >= 400e-9) & (light < 1400e-9), PUPIL, front))


def optical_density(exposure: ArrayLike, limit: ArrayLike) -> Array:
    r"""Optical density that brings an exposure down to its limit, :math:`\log_{10}(H/H_\text{limit})`, at least 0.

    Parameters
    ----------
    exposure : array
        Radiant exposure at the eye without eyewear [J/m²].
    limit : array
        Largest permitted radiant exposure [J/m²].

    Returns
    -------
    array
        Optical density [1].
    """
    ratio = np.asarray(exposure, dtype=np.float64) / np.asarray(limit, dtype=np.float64)
    return np.asarray(np.log10(np.maximum(ratio, 1.0)))


def hazard_distance(energy: ArrayLike, limit: ArrayLike, *, divergence: ArrayLike, diameter: ArrayLike) -> Array:
    r"""Distance along a beam beyond which its radiant exposure is within the limit.

    .. math:: r = \frac{1}{\varphi}\left(\sqrt{\frac{4Q}{\pi H}} - d_0\right)

    Of an even beam in clear air; where the middle of a beam is brighter, 2.5 times the energy is usually put in.

    Parameters
    ----------
    energy : array
        Energy of one exposure [J].
    limit : array
        Largest permitted radiant exposure [J/m²].
    divergence : array
        Full angle by which the beam widens [rad].
    diameter : array
        Diameter where it leaves the handpiece [m].

    Returns
    -------
    array
        Distance from the handpiece, 0 where the beam is within the limit already there [m].
    """
    widest = np.sqrt(4.0 * np.asarray(energy, dtype=np.float64) / (np.pi * np.asarray(limit, dtype=np.float64)))
    reach = (widest - np.asarray(diameter, dtype=np.float64)) / np.asarray(divergence, dtype=np.float64)
    return np.asarray(np.maximum(reach, 0.0))


def diffuse_hazard_distance(energy: ArrayLike, limit: ArrayLike, *, reflectance: ArrayLike) -> Array:
    r"""Distance from a matt surface beyond which the light that it scatters is within the limit of a small source.

    .. math:: r = \sqrt{\frac{\rho\,Q}{\pi\,H}}

    Seen straight on, where a matt surface is brightest.

    Parameters
    ----------
    energy : array
        Energy of one exposure [J].
    limit : array
        Largest permitted radiant exposure [J/m²].
    reflectance : array
        Share of the energy that the surface sends back [1].

    Returns
    -------
    array
        Distance [m].
    """
    back = np.asarray(reflectance, dtype=np.float64) * np.asarray(energy, dtype=np.float64)
    return np.asarray(np.sqrt(back / (np.pi * np.asarray(limit, dtype=np.float64))))


def _checked(wavelength: ArrayLike, duration: ArrayLike) -> tuple[Array, Array]:
    light = np.asarray(wavelength, dtype=np.float64)
    time = np.asarray(duration, dtype=np.float64)
    if not (np.all(light >= _SHORTEST * (1 - 1e-12)) and np.all(light <= _LONGEST)):
        raise OutOfValidityError("a wavelength lies outside 315 nm to 1 mm, for which limits are known here")
    if not (np.all(time >= _BRIEFEST) and np.all(time <= _SLOWEST)):
        raise OutOfValidityError("a duration lies outside 100 fs to 10 s, for which limits are known here")
    light, time = np.broadcast_arrays(light, time)
    return light, time


def _retina(light: Array, time: Array) -> Array:
    """Limits from 400 to 1400 nm; where two intervals meet, the lower value."""
    red, infrared = red_factor(light), infrared_factor(light)
    far = light >= 1050e-9
    ultrashort = np.where(far, 1e-3 * infrared, 1e-3)
    short = np.where(far, 2e-2 * infrared, 2e-3 * red)
    long = np.where(far, 90.0 * infrared, 18.0 * red) * time**0.75
    until = np.where(far, 13e-6, 5e-6)
    return np.asarray(np.where(time <= 1e-11, ultrashort, np.where(time <= until, short, long)))


def _skin(light: Array, time: Array) -> Array:
    """Limits of the skin from 400 to 1400 nm."""
    red = red_factor(light)
    brief = np.where(time < 1e-9, 2e11 * time, 200.0)
    return np.asarray(red * np.where(time <= 1e-7, brief, 1.1e4 * time**0.25))


def _front_of_the_eye(light: Array, time: Array) -> Array:
    """Limits where light is taken up before the retina, the same for eye and skin: below 400 nm and from 1400 nm."""
    heat = 5600.0 * time**0.25
    ultraviolet = np.where(time < 1e-9, 3e10 * time, heat)
    near = np.where(time < 1e-9, 1e12 * time, np.where(time <= 1e-3, 1e3, heat))
    middle = np.where(time < 1e-9, 1e13 * time, 1e4)
    far = np.where(time < 1e-9, 1e11 * time, np.where(time <= 1e-7, 100.0, heat))
    infrared = np.where(light < 1500e-9, near, np.where(light < 1800e-9, middle, np.where(light < 2600e-9, near, far)))
    return np.asarray(np.where(light < 400e-9, ultraviolet, infrared))
