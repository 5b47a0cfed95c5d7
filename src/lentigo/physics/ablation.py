r"""How much tissue strongly absorbed light takes away, and how much heat it leaves: one law for craters and columns.

Light that is absorbed near the surface heats it. When the energy density there reaches the onset :math:`h_0`, tissue
begins to fly off. Until then light has spread it over the optical depth :math:`1/\mu`. Conduction takes away no more
than the sensible heat :math:`s` of tissue at its boiling point: heat that evaporates water raises no temperature. A
pulse of even power and of length :math:`\tau` removes nothing below

.. math:: H_0 = \frac{h_0}{\mu} + \tfrac12\,s\sqrt{\pi a\tau}.

From then on each volume that goes takes the heat of ablation :math:`h` with it, and the heated layer moves down with
the floor of the crater. The stationary layer below a floor that moves with the speed :math:`v = H/(h\tau)` holds

.. math:: H_\text{left} = \min\Bigl\{H_0,\ \frac{h_0}{\mu} + \frac{s\,a}{v}\Bigr\}

(the first moment of the heat equation in the moving frame), which is what stays in the tissue. The rest removes

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

__all__ = ["heat_left", "removal_depth", "removal_threshold"]

Floats = NDArray[np.float64]

BLAST = 1e-6
"""Time in which heated tissue begins to leave the surface [s]: shorter pulses find all of it still in place."""


def removal_depth(
    radiant_exposure: ArrayLike,
    *,
    absorption: ArrayLike,
    heat_of_ablation: ArrayLike,
    onset: ArrayLike | None = None,
    sensible: ArrayLike | None = None,
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
        Of the tissue while it is removed: hot water absorbs less near 2.9 µm than cold water does [1/m].
    heat_of_ablation : array
        Energy that leaves with each volume of tissue [J/m³].
    onset : array, optional
        Energy density of the surface at which removal begins [J/m³]; the heat of ablation if not given.
    sensible : array, optional
        Energy density of the tissue at its boiling point [J/m³]; the onset if not given.
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
    exposure, mua, heat, begin, warm, spread, length = _checked(
        radiant_exposure, absorption, heat_of_ablation, onset, sensible, pulse, diffusivity
    )
    if not blast > 0.0:
        raise OutOfValidityError(f"the time of a blast is {blast:g} s, must be above 0", where="ablation")
    least = begin / mua
    spent = np.maximum(exposure - _left(exposure, least, heat, warm, spread), 0.0)
    blasts = np.maximum(length / blast, 1.0)
    return np.asarray(blasts * least / heat * np.log1p(spent / (blasts * least)))


def heat_left(
    radiant_exposure: ArrayLike,
    *,
    absorption: ArrayLike,
    heat_of_ablation: ArrayLike,
    onset: ArrayLike | None = None,
    sensible: ArrayLike | None = None,
    pulse: ArrayLike = 0.0,
    diffusivity: ArrayLike = 0.0,
) -> Floats:
    """Heat that a pulse leaves in the tissue below the floor of the crater [J/m²]; all of it below the threshold.

    What entered is this plus what left with the tissue that was removed. Of what stays, part still leaves as steam.

    Parameters
    ----------
    radiant_exposure : array
        That enters the tissue [J/m²].
    absorption, pulse, diffusivity : array
        As for :func:`removal_depth` [1/m], [s], [m²/s].
    heat_of_ablation, onset, sensible : array
        As for :func:`removal_depth` [J/m³].

    Returns
    -------
    array
        Heat per area [J/m²].
    """
    exposure, mua, heat, begin, warm, spread, _ = _checked(
        radiant_exposure, absorption, heat_of_ablation, onset, sensible, pulse, diffusivity
    )
    return np.asarray(np.minimum(exposure, _left(exposure, begin / mua, heat, warm, spread)))


def removal_threshold(
    *,
    absorption: ArrayLike,
    onset: ArrayLike,
    sensible: ArrayLike | None = None,
    pulse: ArrayLike = 0.0,
    diffusivity: ArrayLike = 0.0,
) -> Floats:
    """Radiant exposure at which a pulse begins to remove tissue [J/m²].

    Parameters
    ----------
    absorption, pulse, diffusivity : array
        As for :func:`removal_depth` [1/m], [s], [m²/s].
    onset, sensible : array
        As for :func:`removal_depth` [J/m³].

    Returns
    -------
    array
        Radiant exposure [J/m²].
    """
    _, mua, _, begin, warm, spread, _ = _checked(0.0, absorption, onset, onset, sensible, pulse, diffusivity)
    return _threshold(begin / mua, warm, spread)


def _threshold(least: Floats, sensible: Floats, spread: Floats) -> Floats:
    """Threshold from the optical part [J/m²] and a τ [m²]."""
    return np.asarray(least + 0.5 * sensible * np.sqrt(np.pi * spread))


def _left(exposure: Floats, least: Floats, heat: Floats, sensible: Floats, spread: Floats) -> Floats:
    """Heat that stays once removal has begun [J/m²]; the threshold where it has not."""
    threshold = _threshold(least, sensible, spread)
    moving = least + sensible * heat * spread / np.maximum(exposure, threshold)
    return np.asarray(np.minimum(moving, threshold))


def _checked(  # noqa: PLR0917 - private
    exposure: ArrayLike,
    absorption: ArrayLike,
    heat: ArrayLike,
    onset: ArrayLike | None,
    sensible: ArrayLike | None,
    pulse: ArrayLike,
    diffusivity: ArrayLike,
) -> list[Floats]:
    """The values as arrays; in place of the diffusivity that times the pulse, and the pulse last."""
    begin = heat if onset is None else onset
    values = [
        np.asarray(a, dtype=np.float64)
        for a in (exposure, absorption, heat, begin, begin if sensible is None else sensible, diffusivity, pulse)
    ]
    names = (
        "radiant exposure",
        "absorption",
        "heat of ablation",
        "onset of removal",
        "sensible heat",
        "diffusivity",
        "pulse length",
    )
    for name, value, strict in zip(names, values, (False, True, True, True, False, False, False), strict=True):
        wrong = ~np.isfinite(value) | (value <= 0.0 if strict else value < 0.0)
        if np.any(wrong):
            least = "above 0" if strict else "0 or more"
            raise OutOfValidityError(
                f"a {name} is {float(value[wrong].flat[0]):g}; it must be finite and {least}", where="ablation"
            )
    values[5] = values[5] * values[6]
    return values
