r"""How much tissue strongly absorbed light takes away, and how much heat it leaves: one law for craters and columns.

Light that is absorbed near the surface heats it. When the energy density there reaches the onset :math:`h_0`, tissue
begins to fly off; from then on each volume that goes takes the heat of ablation :math:`h` with it. Before that, light
spreads the energy over the optical depth :math:`1/\mu`, and conduction over a depth that grows with time, so that

.. math:: H_\text{left} = h_0\Bigl(\frac{1}{\mu} + \tfrac12\sqrt{\pi a t_0}\Bigr),\qquad
          t_0 = \tau\,\min\Bigl(1, \frac{H_\text{left}}{H}\Bigr)

is spent until the time :math:`t_0` at which removal begins, for a pulse of even power and length :math:`\tau`; and that
much heat stays in the tissue below the crater, because the heated layer moves down with its floor. The rest removes

.. math:: z = \frac{n h_0}{\mu h}\,\ln\Bigl(1 + \frac{\mu\,(H - H_\text{left})}{n h_0}\Bigr),
          \qquad n = \max\Bigl(1, \frac{\tau}{\tau_\text{blast}}\Bigr).

A pulse as short as a single blast (:math:`n = 1`) finds its tissue still in place and follows the blow-off law
:math:`\mu^{-1}\ln(H/H_0)`; a long one (:math:`n \to \infty`) removes tissue as it comes, :math:`z = (H - H_0)/h`;
between them the pulse acts as n blasts, each of which finds the heat that the one before has left.

The heat of ablation of explosive removal is below that of evaporation: most water leaves as drops. Light scattered or
absorbed by the plume is part of a measured heat of ablation.

References
----------
.. [1] J. T. Walsh and T. F. Deutsch, "Er:YAG laser ablation of tissue: measurement of ablation rates", Lasers Surg.
   Med. 9, 327-337, 1989.
.. [2] A. Vogel and V. Venugopalan, "Mechanisms of pulsed laser ablation of biological tissues", Chem. Rev. 103,
   577-644, 2003.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError

__all__ = ["heat_left", "heated_depth", "hot_absorption", "removal_depth", "removal_threshold"]

Floats = NDArray[np.float64]

BLAST = 1e-6
"""Time in which heated tissue begins to leave the surface [s]: shorter pulses find all of it still in place."""


def removal_depth(
    radiant_exposure: ArrayLike,
    *,
    absorption: ArrayLike,
    heat_of_ablation: ArrayLike,
    onset: ArrayLike | None = None,
    pulse: ArrayLike = 0.0,
    diffusivity: ArrayLike = 0.0,
    blast: float = BLAST,
) -> Floats:
    """Depth of tissue that one pulse takes away; zero below the threshold.

    All arrays are broadcast against each other: skins, exposures, layers.

    Parameters
    ----------
    radiant_exposure : array
        That enters the tissue [J/m²].
    absorption : array
        Of the tissue while it is removed (:func:`hot_absorption`) [1/m].
    heat_of_ablation : array
        Energy that leaves with each volume of tissue [J/m³].
    onset : array, optional
        Energy density of the surface at which removal begins [J/m³]; the heat of ablation if not given.
    pulse : array
        Length of the pulse [s].
    diffusivity : array
        Thermal diffusivity of the tissue [m²/s]; zero leaves conduction out.
    blast : float
        Time in which heated tissue begins to leave [s].

    Returns
    -------
    array
        Depth [m]. It never falls with the exposure.

    Raises
    ------
    OutOfValidityError
        If an exposure, a pulse length or a diffusivity is negative, or another quantity is not above zero.
    """
    exposure, mua, heat, begin, length, spread = _checked(
        radiant_exposure, absorption, heat_of_ablation, onset, pulse, diffusivity
    )
    if not blast > 0.0:
        raise OutOfValidityError(f"the time of a blast is {blast:g} s, must be above 0", where="ablation")
    least = begin / mua
    spent = np.maximum(exposure - _left(exposure, least, begin, length, spread), 0.0)
    blasts = np.maximum(length / blast, 1.0)
    return np.asarray(blasts * least / heat * np.log1p(spent / (blasts * least)))


def heat_left(
    radiant_exposure: ArrayLike,
    *,
    absorption: ArrayLike,
    onset: ArrayLike,
    pulse: ArrayLike = 0.0,
    diffusivity: ArrayLike = 0.0,
) -> Floats:
    """Heat that a pulse leaves in the tissue below the floor of the crater [J/m²]; all of it below the threshold.

    What entered is this plus what left with the tissue that was removed. Of what stays, part still leaves as steam.

    Parameters
    ----------
    radiant_exposure, absorption, onset, pulse, diffusivity : array
        As for :func:`removal_depth`.
    """
    exposure, mua, _, begin, length, spread = _checked(radiant_exposure, absorption, onset, onset, pulse, diffusivity)
    return np.asarray(np.minimum(exposure, _left(exposure, begin / mua, begin, length, spread)))


def removal_threshold(
    *, absorption: ArrayLike, onset: ArrayLike, pulse: ArrayLike = 0.0, diffusivity: ArrayLike = 0.0
) -> Floats:
    """Radiant exposure at which a pulse begins to remove tissue [J/m²].

    Parameters
    ----------
    absorption, onset, pulse, diffusivity : array
        As for :func:`removal_depth`.
    """
    _, _, _, begin, _, _ = _checked(0.0, absorption, onset, onset, pulse, diffusivity)
    return np.asarray(begin * heated_depth(absorption=absorption, pulse=pulse, diffusivity=diffusivity))


def heated_depth(*, absorption: ArrayLike, pulse: ArrayLike, diffusivity: ArrayLike) -> Floats:
    r"""Energy per area over energy density at the surface, at the end of a pulse that removes nothing [m].

    :math:`1/\mu + \tfrac12\sqrt{\pi a\tau}`: exact for a pulse without conduction and for light absorbed at the
    surface; between them no more than 6 % above the closed form of an absorbed pulse.

    Parameters
    ----------
    absorption, pulse, diffusivity : array
        As for :func:`removal_depth`.
    """
    _, mua, _, _, length, spread = _checked(0.0, absorption, 1.0, 1.0, pulse, diffusivity)
    return np.asarray(1.0 / mua + 0.5 * np.sqrt(np.pi * spread * length))


def hot_absorption(cold: ArrayLike, *, energy_density: ArrayLike, halving: ArrayLike) -> Floats:
    r"""Absorption of tissue while it is removed, :math:`\mu/(1 + h/h_\text{half})`.

    Heat breaks the hydrogen bonds of water, whose band near 2.9 µm then moves away: light reaches deeper.

    Parameters
    ----------
    cold : array
        Absorption at rest [1/m].
    energy_density : array
        Of the tissue [J/m³].
    halving : array
        Energy density at which half of the absorption is left [J/m³]; infinite where it does not change.
    """
    mua, density, half = (np.asarray(a, dtype=np.float64) for a in (cold, energy_density, halving))
    if np.any(mua < 0.0) or np.any(density < 0.0) or not np.all(half > 0.0):
        raise OutOfValidityError("absorption and energy densities must not be negative", where="ablation")
    return np.asarray(mua / (1.0 + density / half))


def _left(exposure: Floats, least: Floats, onset: Floats, length: Floats, spread: Floats) -> Floats:
    """Heat that stays once removal has begun [J/m²]; the whole threshold where it has not.

    With x² the heat: x² = least + b x / √H, where b holds conduction over the whole pulse; at the threshold H = x².
    """
    widest = 0.5 * onset * np.sqrt(np.pi * spread * length)
    threshold = least + widest
    slope = widest / np.sqrt(np.maximum(exposure, threshold))
    root = 0.5 * (slope + np.sqrt(slope * slope + 4.0 * least))
    return np.asarray(np.minimum(root * root, threshold))


def _checked(  # noqa: PLR0917 - private
    exposure: ArrayLike,
    absorption: ArrayLike,
    heat: ArrayLike,
    onset: ArrayLike | None,
    pulse: ArrayLike,
    diffusivity: ArrayLike,
) -> list[Floats]:
    values = [
        np.asarray(a, dtype=np.float64)
        for a in (exposure, absorption, heat, heat if onset is None else onset, pulse, diffusivity)
    ]
    names = ("radiant exposure", "absorption", "heat of ablation", "onset of removal", "pulse length", "diffusivity")
    for name, value, strict in zip(names, values, (False, True, True, True, False, False), strict=True):
        wrong = ~np.isfinite(value) | (value <= 0.0 if strict else value < 0.0)
        if np.any(wrong):
            least = "above 0" if strict else "0 or more"
            raise OutOfValidityError(
                f"a {name} is {float(value[wrong].flat[0]):g}; it must be finite and {least}", where="ablation"
            )
    return values
