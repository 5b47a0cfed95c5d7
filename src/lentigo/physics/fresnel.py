r"""Reflection and refraction of unpolarised light where the refractive index changes.

All functions take the cosine of the angle to the surface's normal, in the medium the light comes from.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import ArrayLike, NDArray

__all__ = ["critical_cosine", "reflectance", "refracted_cosine"]


@njit(cache=True, nogil=True)
def reflectance_of_ray(cosine: float, index_from: float, index_to: float) -> float:  # pragma: no cover - compiled
    """Fresnel reflectance [1] of one ray; the scalar that the light kernels share."""
    if index_from == index_to:
        return 0.0
    ratio = index_from / index_to
    sine_squared = ratio * ratio * (1.0 - cosine * cosine)
    if sine_squared >= 1.0:
        return 1.0
    refracted = math.sqrt(1.0 - sine_squared)
    # Written with both cosines it needs no angle and holds at normal incidence.
    perpendicular = (index_from * cosine - index_to * refracted) / (index_from * cosine + index_to * refracted)
    parallel = (index_from * refracted - index_to * cosine) / (index_from * refracted + index_to * cosine)
    return 0.5 * (perpendicular * perpendicular + parallel * parallel)


def reflectance(cosine: ArrayLike, *, index_from: ArrayLike, index_to: ArrayLike) -> NDArray[np.float64]:
    r"""Share of unpolarised light that a plane surface between two media sends back.

    .. math:: r = \tfrac12\left[\left(\frac{n_1 c_1 - n_2 c_2}{n_1 c_1 + n_2 c_2}\right)^2
                + \left(\frac{n_1 c_2 - n_2 c_1}{n_1 c_2 + n_2 c_1}\right)^2\right]

    with the cosines :math:`c_1`, :math:`c_2` of incidence and refraction; 1 beyond the critical angle.

    Parameters
    ----------
    cosine : array
        Cosine of the angle of incidence, between 0 and 1 [1].
    index_from, index_to : array
        Refractive indices of the medium the light comes from and of the one it meets [1].

    Returns
    -------
    array
        Reflectance [1], in the shape the arguments broadcast to.

    References
    ----------
    .. [1] M. Born and E. Wolf, "Principles of Optics", 7th ed., section 1.5, Cambridge University Press, 1999.
    """
    c, n1, n2 = np.broadcast_arrays(
        np.asarray(cosine, float), np.asarray(index_from, float), np.asarray(index_to, float)
    )
    inside = refracted_cosine(c, index_from=n1, index_to=n2)
    total = np.isnan(inside)
    c2 = np.where(total, 0.0, inside)
    with np.errstate(invalid="ignore", divide="ignore"):
        perpendicular = (n1 * c - n2 * c2) / (n1 * c + n2 * c2)
        parallel = (n1 * c2 - n2 * c) / (n1 * c2 + n2 * c)
    value = 0.5 * (perpendicular**2 + parallel**2)
    value = np.where(total | (c == 0.0), 1.0, value)
    return np.where(n1 == n2, 0.0, value)


def refracted_cosine(cosine: ArrayLike, *, index_from: ArrayLike, index_to: ArrayLike) -> NDArray[np.float64]:
    """Cosine of the angle at which a ray goes on behind the surface (Snell's law).

    Parameters
    ----------
    cosine : array
        Cosine of the angle of incidence [1].
    index_from, index_to : array
        Refractive indices [1].

    Returns
    -------
    array
        Cosine of the angle of refraction [1]; nan where the ray is totally reflected.
    """
    c = np.asarray(cosine, float)
    ratio = np.asarray(index_from, float) / np.asarray(index_to, float)
    square = 1.0 - ratio**2 * (1.0 - c**2)
    cosines: NDArray[np.float64] = np.sqrt(np.where(square > 0.0, square, np.nan))
    return cosines


def critical_cosine(*, index_from: ArrayLike, index_to: ArrayLike) -> NDArray[np.float64]:
    """Cosine below which light cannot leave the denser medium.

    Parameters
    ----------
    index_from, index_to : array
        Refractive indices [1].

    Returns
    -------
    array
        Cosine of the critical angle [1]; 0 where the second medium is as dense or denser.
    """
    ratio = np.asarray(index_to, float) / np.asarray(index_from, float)
    cosines: NDArray[np.float64] = np.sqrt(np.maximum(0.0, 1.0 - ratio**2))
    return cosines
