r"""From a reflectance spectrum to the colour that an eye or an instrument sees, and to the indices made from it.

The tables of the observer and of the light are arguments: what is measured is not built into physics.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError

__all__ = [
    "colour_difference",
    "individual_typology_angle",
    "lab_from_reflectance",
    "lab_from_tristimulus",
    "melanin_index",
    "srgb_from_tristimulus",
    "tristimulus",
    "tristimulus_from_lab",
]

Floats = NDArray[np.float64]

_EDGE = (6.0 / 29.0) ** 3
_SLOPE = (29.0 / 6.0) ** 2 / 3.0
_OFFSET = 4.0 / 29.0


def tristimulus(reflectance: ArrayLike, *, colour_matching: ArrayLike, illuminant: ArrayLike) -> Floats:
    r"""CIE tristimulus values of reflecting surfaces; the perfect diffuser has Y = 100.

    .. math:: X = k \sum_\lambda S(\lambda)\, R(\lambda)\, \bar x(\lambda), \qquad
              k = 100 \Big/ \sum_\lambda S(\lambda)\, \bar y(\lambda)

    Parameters
    ----------
    reflectance : (..., W) array
        Reflectance factor at even steps of wavelength [1].
    colour_matching : (W, 3) array
        Colour-matching functions of the observer at the same wavelengths [1].
    illuminant : (W,) array
        Relative spectral power of the light at the same wavelengths [1].

    Returns
    -------
    (..., 3) array
        X, Y, Z [1].

    References
    ----------
    .. [1] CIE 015:2018, "Colorimetry", 4th edition, section 7, 2018.
    """
    weight = np.asarray(illuminant, float)[:, None] * np.asarray(colour_matching, float)
    spectra = np.asarray(reflectance, float)
    if spectra.shape[-1] != weight.shape[0]:
        raise ValueError(f"{spectra.shape[-1]} reflectances do not fit {weight.shape[0]} wavelengths")
    # An explicit sum, not a BLAS product: the same bits with any number of threads.
    total: Floats = np.sum(spectra[..., :, None] * weight, axis=-2) * (100.0 / weight[:, 1].sum())
    return total


def lab_from_tristimulus(values: ArrayLike, *, white: ArrayLike) -> Floats:
    """CIE 1976 L*a*b* of tristimulus values.

    Parameters
    ----------
    values : (..., 3) array
        X, Y, Z [1].
    white : (3,) array
        X, Y, Z of the perfect diffuser under the same light [1].

    Returns
    -------
    (..., 3) array
        L*, a*, b* [1].

    References
    ----------
    .. [1] CIE 015:2018, "Colorimetry", 4th edition, section 8.2.1, 2018.
    """
    t = np.asarray(values, float) / np.asarray(white, float)
    f = np.where(t > _EDGE, np.cbrt(t), _SLOPE * t + _OFFSET)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)], axis=-1)


def tristimulus_from_lab(lab: ArrayLike, *, white: ArrayLike) -> Floats:
    """Tristimulus values of a colour in CIE 1976 L*a*b*: the inverse of :func:`lab_from_tristimulus`.

    Parameters
    ----------
    lab : (..., 3) array
        L*, a*, b* [1].
    white : (3,) array
        X, Y, Z of the perfect diffuser under the same light [1].

    Returns
    -------
    (..., 3) array
        X, Y, Z [1].
    """
    colour = np.asarray(lab, float)
    y = (colour[..., 0] + 16.0) / 116.0
    f = np.stack([y + colour[..., 1] / 500.0, y, y - colour[..., 2] / 200.0], axis=-1)
    ratio = np.where(f > 6.0 / 29.0, f**3, (f - _OFFSET) / _SLOPE)
    values: Floats = ratio * np.asarray(white, float)
    return values


def lab_from_reflectance(reflectance: ArrayLike, *, colour_matching: ArrayLike, illuminant: ArrayLike) -> Floats:
    """CIE 1976 L*a*b* of reflecting surfaces, seen by one observer in one light.

    Parameters
    ----------
    reflectance : (..., W) array
        Reflectance factor at even steps of wavelength [1].
    colour_matching : (W, 3) array
        Colour-matching functions of the observer at the same wavelengths [1].
    illuminant : (W,) array
        Relative spectral power of the light at the same wavelengths [1].

    Returns
    -------
    (..., 3) array
        L*, a*, b* [1].
    """
    spectra = np.asarray(reflectance, float)
    white = tristimulus(np.ones(spectra.shape[-1]), colour_matching=colour_matching, illuminant=illuminant)
    values = tristimulus(spectra, colour_matching=colour_matching, illuminant=illuminant)
    return lab_from_tristimulus(values, white=white)


def srgb_from_tristimulus(values: ArrayLike) -> Floats:
    """Colour for a screen; what a screen cannot show is cut to its nearest red, green and blue.

    Parameters
    ----------
    values : (..., 3) array
        X, Y, Z for D65 and the 2-degree observer, Y of white 100 [1].

    Returns
    -------
    (..., 3) array
        Red, green, blue, each 0 to 1 [1].

    References
    ----------
    .. [1] IEC 61966-2-1:1999, "Multimedia systems and equipment - Colour measurement and management - Part 2-1:
       Default RGB colour space - sRGB".
    """
    xyz = np.asarray(values, float) / 100.0
    matrix = np.array([[3.2406, -1.5372, -0.4986], [-0.9689, 1.8758, 0.0415], [0.0557, -0.2040, 1.0570]])
    linear = np.clip(np.sum(xyz[..., None, :] * matrix, axis=-1), 0.0, 1.0)
    curve = 1.055 * np.maximum(linear, 0.0031308) ** (1.0 / 2.4) - 0.055
    shown: Floats = np.where(linear <= 0.0031308, 12.92 * linear, curve)
    return shown


def individual_typology_angle(lightness: ArrayLike, b_star: ArrayLike) -> Floats:
    r"""Individual typology angle: how light a skin is, from its colour.

    .. math:: \mathrm{ITA} = \frac{180°}{\pi} \arctan\frac{L^* - 50}{b^*}

    Parameters
    ----------
    lightness, b_star : array
        L* and b* of the skin [1].

    Returns
    -------
    array
        Angle [deg]: above 55 very light, 41-55 light, 28-41 intermediate, 10-28 tan, -30-10 brown, below dark.

    Raises
    ------
    OutOfValidityError
        If b* is not positive: the angle then says nothing about lightness.

    References
    ----------
    .. [1] A. Chardon, I. Cretois and C. Hourseau, "Skin colour typology and suntanning pathways", Int. J. Cosmet. Sci.
       13, 191-208, 1991.
    """
    b = np.asarray(b_star, float)
    if not np.all(b > 0.0):
        raise OutOfValidityError(f"the individual typology angle needs b* above 0; found {np.min(b):.3g}")
    angle: Floats = np.degrees(np.arctan((np.asarray(lightness, float) - 50.0) / b))
    return angle


def melanin_index(reflectance_655_nm: ArrayLike) -> Floats:
    r"""Melanin index of a reflectance in the red.

    .. math:: M = 100 \log_{10}(1 / R_{655})

    Parameters
    ----------
    reflectance_655_nm : array
        Reflectance at 655 nm, above 0 [1].

    Returns
    -------
    array
        Melanin index [1]. Indices of instruments on scales of their own are not this one.

    References
    ----------
    .. [1] H. Takiwaki, S. Shirai, Y. Kanno, Y. Watanabe and S. Arase, "Quantification of erythema and pigmentation
       using a videomicroscope and a computer", Br. J. Dermatol. 131, 85-92, 1994.
    """
    r = np.asarray(reflectance_655_nm, float)
    if not np.all(r > 0.0):
        raise OutOfValidityError(f"a melanin index needs a reflectance above 0; found {np.min(r):.3g}")
    index: Floats = -100.0 * np.log10(r)
    return index


def colour_difference(first: ArrayLike, second: ArrayLike) -> Floats:
    """CIEDE2000 difference of two colours; about 1 is just seen side by side.

    Parameters
    ----------
    first, second : (..., 3) array
        L*, a*, b* [1].

    Returns
    -------
    array
        Difference [1], for weights of 1.

    References
    ----------
    .. [1] G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula: implementation notes,
       supplementary test data, and mathematical observations", Color Res. Appl. 30, 21-30, 2005.
    """
    one, two = np.broadcast_arrays(np.asarray(first, float), np.asarray(second, float))
    chroma = 0.5 * (np.hypot(one[..., 1], one[..., 2]) + np.hypot(two[..., 1], two[..., 2]))
    stretch = 1.5 - 0.5 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    a1, a2 = one[..., 1] * stretch, two[..., 1] * stretch
    c1, c2 = np.hypot(a1, one[..., 2]), np.hypot(a2, two[..., 2])
    h1 = np.degrees(np.arctan2(one[..., 2], a1)) % 360.0
    h2 = np.degrees(np.arctan2(two[..., 2], a2)) % 360.0
    grey = c1 * c2 == 0.0
    turn = (h2 - h1 + 180.0) % 360.0 - 180.0
    # Opposite hues: the formula as published turns by +180, not -180.
    turn = np.where((turn == -180.0) & (h2 > h1), 180.0, turn)
    turn = np.where(grey, 0.0, turn)
    delta_l = two[..., 0] - one[..., 0]
    delta_c = c2 - c1
    delta_h = 2.0 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2.0))
    mean_l = 0.5 * (one[..., 0] + two[..., 0])
    mean_c = 0.5 * (c1 + c2)
    total = h1 + h2
    apart = np.abs(h1 - h2) > 180.0
    mean_h = np.where(apart, np.where(total < 360.0, 0.5 * (total + 360.0), 0.5 * (total - 360.0)), 0.5 * total)
    mean_h = np.where(grey, total, mean_h)
    angle = np.radians(mean_h)
    t = (
        1.0
        - 0.17 * np.cos(angle - np.radians(30.0))
        + 0.24 * np.cos(2.0 * angle)
        + 0.32 * np.cos(3.0 * angle + np.radians(6.0))
        - 0.20 * np.cos(4.0 * angle - np.radians(63.0))
    )
    rotation = 30.0 * np.exp(-(((mean_h - 275.0) / 25.0) ** 2))
    weight_c = 2.0 * np.sqrt(mean_c**7 / (mean_c**7 + 25.0**7))
    lightness = delta_l / (1.0 + 0.015 * (mean_l - 50.0) ** 2 / np.sqrt(20.0 + (mean_l - 50.0) ** 2))
    saturation = delta_c / (1.0 + 0.045 * mean_c)
    hue = delta_h / (1.0 + 0.015 * mean_c * t)
    mixed = -np.sin(np.radians(2.0 * rotation)) * weight_c * saturation * hue
    difference: Floats = np.sqrt(lightness**2 + saturation**2 + hue**2 + mixed)
    return difference
