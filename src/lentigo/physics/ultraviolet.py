r"""Daylight that skin meets: erythemal, long ultraviolet and visible doses of a day, and what sunscreen lets through.

The clear-sky erythemal irradiance follows the height of the sun and the ozone column by a published formula; long
ultraviolet and visible light follow powers of the sun's height. All are integrated over the day and thinned by the mean
transmission of clouds. What reaches a person is a share of it that behaviour sets.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError

__all__ = [
    "DailyLight",
    "Film",
    "PigmentThresholds",
    "Protection",
    "Sky",
    "daily_light",
    "effective_factor",
    "minimal_erythema_dose",
    "pigmenting_light",
    "solar_declination",
    "sunscreen_transmission",
    "ultraviolet_index",
]

Floats = NDArray[np.float64]

INDEX_IRRADIANCE = 0.025
"""Erythemal irradiance of one unit of the ultraviolet index [W/m²]; its definition."""

_DAY = 86400.0
_YEAR_DAYS = 365.25
_OBLIQUITY = np.radians(23.45)
_ECCENTRICITY = 0.033
"""Amplitude of the yearly course of the sun's irradiance [1]."""
_STEPS = 96
"""Parts of the half day over which light is summed: the midpoint rule is then right to a thousandth."""


@dataclass(frozen=True, slots=True)
class Sky:
    """What is between the sun and the ground."""

    ozone: float
    """Ozone column [DU]."""
    cloud_transmission: float
    """Mean share of clear-sky light that clouds let through [1]."""
    index_overhead: float
    """Ultraviolet index under a clear sky with the sun overhead and 300 DU [1]."""
    index_exponent: float
    """Power of the cosine of the sun's distance from overhead [1]."""
    ozone_exponent: float
    """Power with which the index falls with ozone [1]."""
    uva_overhead: float
    """Irradiance between 320 and 400 nm, clear sky, sun overhead [W/m²]."""
    uva_exponent: float
    """[1]."""
    visible_overhead: float
    """Irradiance between 400 and 700 nm, clear sky, sun overhead [W/m²]."""
    visible_exponent: float
    """[1]."""


@dataclass(frozen=True, slots=True)
class DailyLight:
    """Doses of whole days on a horizontal plane in the open; arrays of one shape."""

    erythemal: Floats
    """Weighted by the erythemal action spectrum [J/m²]."""
    uva: Floats
    """Long ultraviolet [J/m²]."""
    visible: Floats
    """Visible light [J/m²]."""


@dataclass(frozen=True, slots=True)
class Film:
    """How a layer of sunscreen on people differs from the one on its label."""

    labelled_amount: float
    """Amount at which labels are measured [kg/m²]."""
    linearity: float
    """0: protection falls exponentially with less cream; 1: in proportion; between: between the two [1]."""
    missed_first: float
    """Share of the skin that one application misses [1]."""
    missed_again: float
    """Share of what was missed that another application of the day misses again [1]."""
    wear_time: float
    """Time in which the amount falls to 1/e [s]."""
    daylight: float
    """Hours of the day over which the cream is asked to protect [s]."""


def solar_declination(day_of_year: ArrayLike) -> Floats:
    """Angle of the sun above the equator.

    Parameters
    ----------
    day_of_year : array
        1 for 1 January [days].

    Returns
    -------
    array
        Declination [rad].

    References
    ----------
    .. [1] P. I. Cooper, "The absorption of radiation in solar stills", Solar Energy 12, 333-346, 1969.
    """
    day = np.asarray(day_of_year, float)
    angle: Floats = _OBLIQUITY * np.sin(2.0 * np.pi * (284.0 + day) / _YEAR_DAYS)
    return angle


def ultraviolet_index(cosine: ArrayLike, *, sky: Sky) -> Floats:
    r"""Clear-sky ultraviolet index.

    .. math:: \mathrm{UVI} = 12.5\, \mu_0^{2.42}\, (\Omega / 300)^{-1.23}

    Parameters
    ----------
    cosine : array
        Cosine of the sun's distance from overhead; below the horizon nothing shines [1].
    sky : Sky
        Ozone and the coefficients.

    Returns
    -------
    array
        Index [1].

    References
    ----------
    .. [1] S. Madronich, "Analytic formula for the clear-sky UV index", Photochem. Photobiol. 83, 1537-1538, 2007.
    """
    height = np.maximum(np.asarray(cosine, float), 0.0)
    index: Floats = sky.index_overhead * height**sky.index_exponent * (sky.ozone / 300.0) ** -sky.ozone_exponent
    return index


def daily_light(day_of_year: ArrayLike, *, latitude: float, sky: Sky) -> DailyLight:
    """Doses of whole days in the open.

    Parameters
    ----------
    day_of_year : (T,) array
        1 for 1 January [days].
    latitude : float
        North is positive [rad].
    sky : Sky
        Ozone, clouds and irradiances.

    Returns
    -------
    DailyLight
        Doses [J/m²], each (T,).

    Raises
    ------
    OutOfValidityError
        If the latitude lies beyond a pole.
    """
    if not abs(latitude) <= np.pi / 2.0:
        raise OutOfValidityError(f"a latitude of {latitude:g} rad lies beyond the pole")
    day = np.atleast_1d(np.asarray(day_of_year, float))
    declination = solar_declination(day)[:, None]
    hour_angle = (np.arange(_STEPS) + 0.5) * (np.pi / _STEPS)
    cosine = np.sin(latitude) * np.sin(declination) + np.cos(latitude) * np.cos(declination) * np.cos(hour_angle)
    height = np.maximum(cosine, 0.0)
    distance = 1.0 + _ECCENTRICITY * np.cos(2.0 * np.pi * day / _YEAR_DAYS)
    weight = distance * sky.cloud_transmission * (_DAY / _STEPS)

    def dose(irradiance: Floats) -> Floats:
        total: Floats = weight * np.sum(irradiance, axis=1)
        return total

    return DailyLight(
        erythemal=dose(INDEX_IRRADIANCE * ultraviolet_index(cosine, sky=sky)),
        uva=dose(sky.uva_overhead * height**sky.uva_exponent),
        visible=dose(sky.visible_overhead * height**sky.visible_exponent),
    )


def minimal_erythema_dose(lightness: ArrayLike, *, reference_dose: float, reference: float, slope: float) -> Floats:
    r"""Erythemal dose that just reddens skin of a lightness.

    .. math:: H = H_0 \exp(-k (L^* - L_0))

    Parameters
    ----------
    lightness : array
        L* of the skin [1].
    reference_dose : float
        Dose of the skin of the reference lightness [J/m²].
    reference : float
        That lightness [1].
    slope : float
        Fall of the logarithm of the dose per unit of lightness [1].

    Returns
    -------
    array
        Dose [J/m²].
    """
    dose: Floats = reference_dose * np.exp(-slope * (np.asarray(lightness, float) - reference))
    return dose


def effective_factor(factor: ArrayLike, *, amount: ArrayLike, film: Film) -> Floats:
    r"""Protection factor of a sunscreen that is spread thinner than on its label.

    Measurements disagree: the factor falls exponentially with the amount, :math:`F^{d/d_0}`, or in proportion,
    :math:`1 + (F-1)\,d/d_0`. What is taken is the geometric mean of the two with the weight ``linearity``. More cream
    than the label's does not count as more protection.

    Parameters
    ----------
    factor : array
        Factor on the label, at least 1 [1].
    amount : array
        Amount on the skin [kg/m²].
    film : Film
        The label's amount and the weight.

    Returns
    -------
    array
        Factor [1].

    References
    ----------
    .. [1] A. Faurschou and H. C. Wulf, "The relation between sun protection factor and amount of suncreen applied in
       vivo", Br. J. Dermatol. 156, 716-719, 2007.
    .. [2] H. Ou-Yang et al., "High-SPF sunscreens (SPF >= 70) may provide ultraviolet protection above minimal
       recommended levels by adequately compensating for lower sunscreen user application amounts", J. Am. Acad.
       Dermatol. 67, 1220-1227, 2012.
    """
    label = np.asarray(factor, float)
    share = np.clip(np.asarray(amount, float) / film.labelled_amount, 0.0, 1.0)
    exponential = label**share
    proportional = 1.0 + (label - 1.0) * share
    mixed: Floats = exponential ** (1.0 - film.linearity) * proportional**film.linearity
    return mixed


def sunscreen_transmission(factor: ArrayLike, *, amount: ArrayLike, applications_per_day: float, film: Film) -> Floats:
    """Mean share of a day's light that a sunscreen lets through.

    Applications are spread evenly over the daylight; each adds its amount to what has not yet worn off. A number of
    applications that is not whole stands for days with one more and days with one less.

    Parameters
    ----------
    factor : array
        Factor on the label [1]; 1 and more.
    amount : array
        Amount of each application [kg/m²].
    applications_per_day : float
        Mean number of applications [1].
    film : Film
        Spreading, gaps and wear.

    Returns
    -------
    array
        Share, 1 where nothing protects [1].

    Raises
    ------
    OutOfValidityError
        If the factor is below 1, or an amount or the number of applications is negative.
    """
    label, layer = np.broadcast_arrays(np.asarray(factor, float), np.asarray(amount, float))
    if not np.all(label >= 1.0):
        raise OutOfValidityError(f"a protection factor is at least 1; found {np.min(label):g}")
    if not (np.all(layer >= 0.0) and applications_per_day >= 0.0):
        raise OutOfValidityError("an amount of sunscreen and its applications are not negative")
    whole = int(applications_per_day)
    rest = applications_per_day - whole
    low = _day_transmission(label, layer, times=whole, film=film)
    if rest == 0.0:
        return low
    high = _day_transmission(label, layer, times=whole + 1, film=film)
    mixed: Floats = (1.0 - rest) * low + rest * high
    return mixed


_MOMENTS = 24
"""Moments of the daylight at which the worn layer is looked at between two applications of the least number."""


def _day_transmission(factor: Floats, amount: Floats, *, times: int, film: Film) -> Floats:
    """Mean transmission of a day with a whole number of applications [1]."""
    if times == 0:
        return np.ones_like(factor)
    interval = film.daylight / times
    moments = max(_MOMENTS // times, 4)
    fade = np.exp(-(np.arange(moments) + 0.5) * (interval / moments) / film.wear_time)
    left, total = np.zeros_like(amount), np.zeros_like(factor)
    for application in range(times):
        left = left * np.exp(-interval / film.wear_time) * (application > 0) + amount
        missed = film.missed_first * film.missed_again**application
        for kept in fade:
            covered = 1.0 / effective_factor(factor, amount=left * kept, film=film)
            # Skin that was missed is bare only where there is cream at all.
            gap = np.where(amount > 0.0, missed, 0.0)
            total = total + gap + (1.0 - gap) * covered
    mean: Floats = total / (times * moments)
    return mean


@dataclass(frozen=True, slots=True)
class PigmentThresholds:
    """Doses that just pigment a skin; each a number or (N,)."""

    erythemal: ArrayLike
    """[J/m²]."""
    uva: ArrayLike
    """[J/m²]."""
    visible: ArrayLike
    """Infinite in skin that visible light does not pigment [J/m²]."""


@dataclass(frozen=True, slots=True)
class Protection:
    """Shares of light that reach the skin; numbers, (T, 1) or (T, N)."""

    erythemal: ArrayLike = 1.0
    """[1]."""
    uva: ArrayLike = 1.0
    """[1]."""
    visible: ArrayLike = 1.0
    """[1]."""


def pigmenting_light(
    light: DailyLight, *, exposure: ArrayLike, thresholds: PigmentThresholds, protection: Protection
) -> Floats:
    r"""Light that reaches the skin, in doses that just pigment it.

    .. math:: u = x \sum_i T_i H_i / H_i^\mathrm{threshold}

    over erythemal, long ultraviolet and visible light: doses of the three are taken to add up.

    Parameters
    ----------
    light : DailyLight
        Doses of T days in the open.
    exposure : float or (N,) array
        Share of it that behaviour and clothes let reach the site [1].
    thresholds : PigmentThresholds
        Of the N skins.
    protection : Protection
        What sunscreen lets through.

    Returns
    -------
    (T, N) array
        Thresholds per day [thresholds/day].
    """

    def part(dose: Floats, threshold: ArrayLike, kept: ArrayLike) -> Floats:
        reaching: Floats = np.asarray(kept, float) * dose[:, None] / np.atleast_1d(np.asarray(threshold, float))
        return reaching

    total: Floats = np.atleast_1d(np.asarray(exposure, float)) * (
        part(light.erythemal, thresholds.erythemal, protection.erythemal)
        + part(light.uva, thresholds.uva, protection.uva)
        + part(light.visible, thresholds.visible, protection.visible)
    )
    return total
