r"""How much a drug does at another dose than that of its trial, how it sets in and fades, and how several add up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError

__all__ = ["drug_level", "effect_at_dose", "together"]

Floats = NDArray[np.float64]


def effect_at_dose(effect: ArrayLike, *, dose: ArrayLike, greatest: float = np.inf) -> Floats:
    r"""Effect of another dose than the one at which it was measured.

    .. math:: E(x) = E(1)\, \frac{2x}{1 + x}

    with the dose :math:`x` relative to the measured one: more is never less, and no dose does twice as much.

    Parameters
    ----------
    effect : array
        At the measured dose [1].
    dose : array
        Dose over the measured one [1].
    greatest : float
        Bound of the effect [1].

    Returns
    -------
    array
        Effect [1].

    Raises
    ------
    OutOfValidityError
        If a dose is negative.
    """
    ratio = np.asarray(dose, float)
    if not np.all(ratio >= 0.0):
        raise OutOfValidityError(f"a dose is not negative; found {np.min(ratio):g}")
    found: Floats = np.minimum(np.asarray(effect, float) * 2.0 * ratio / (1.0 + ratio), greatest)
    return found


def drug_level(time: ArrayLike, *, start: float, stop: float, onset: float) -> Floats:
    r"""How far the action of a drug has set in: rises from its start, falls from its stop, both exponentially.

    Parameters
    ----------
    time : (T,) array
        [s].
    start, stop : float
        First and last moment of use [s].
    onset : float
        Time in which the action sets in and fades [s].

    Returns
    -------
    (T,) array
        0 before, towards 1 in use [1].
    """
    t = np.asarray(time, float)
    if stop <= start:
        return np.zeros_like(t)
    rising = -np.expm1(-np.maximum(t - start, 0.0) / onset)
    falling = -np.expm1(-(stop - start) / onset) * np.exp(-np.maximum(t - stop, 0.0) / onset)
    level: Floats = np.where(t <= stop, rising, falling)
    return level


def together(shares: Sequence[ArrayLike]) -> Floats:
    """Share that several drugs hold back together, each of what the others leave.

    Parameters
    ----------
    shares : sequence of array
        Each between 0 and 1 [1].

    Returns
    -------
    array
        Between 0 and 1 [1].
    """
    left: Floats = np.ones(())
    for share in shares:
        left = left * (1.0 - np.asarray(share, float))
    held: Floats = 1.0 - left
    return held
