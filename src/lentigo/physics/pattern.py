r"""Many columns beside each other: how much they cover, when they touch, and how they heat what is between.

**Coverage.** Columns of one pass stand on a square grid (scanned) or at random (rolled). On a grid of the pitch p
discs of the diameter d cover :math:`n\pi d^2/4` until they touch at :math:`d = p`, and the whole surface from
:math:`d = \sqrt2\,p`. At random, places covered by none follow Poisson's law, :math:`1 - e^{-n\pi d^2/4}`. Passes lie
at random to one another: the share left bare multiplies.

**Touching.** A column of a random pattern has on average :math:`\lambda = N\pi d^2` others so near that they touch it.

**Heat between columns.** Conduction spreads the heat of the columns over the tissue between them, within a depth D in
which it was laid down. Seen from above the columns it is then a warm slab under the surface, whose upper edge cools as
:math:`\mathrm{erf}(D/\sqrt{4at})`, and perfusion carries heat away. Passes add.

References
----------
.. [1] P. Hall, Introduction to the Theory of Coverage Processes, Wiley, 1988.
.. [2] H. S. Carslaw, J. C. Jaeger, Conduction of Heat in Solids, 2nd ed., Oxford University Press, 1959.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import erf, pdtrc

from lentigo.errors import OutOfValidityError

__all__ = [
    "Placing",
    "bulk_rise",
    "chance_of_touching",
    "coverage",
    "densest",
    "grid_coverage",
    "pass_rises",
    "random_coverage",
    "width_at_coverage",
]

Floats = NDArray[np.float64]

Placing = Literal["scanned", "rolled"]
"""Columns of one pass on a square grid, or at random."""


def grid_coverage(density: ArrayLike, width: ArrayLike) -> Floats:
    """Share of a surface that equal discs on a square grid cover, with overlap [1].

    Parameters
    ----------
    density : array
        Discs per area [1/m²].
    width : array
        Diameter of the discs [m].
    """
    n, d = _checked(density, width)
    pitch = 1.0 / np.sqrt(np.maximum(n, 1e-300))
    r, half = 0.5 * d, 0.5 * pitch
    apart = np.pi * r**2 * n
    inside = np.clip(half / np.maximum(r, 1e-300), 0.0, 1.0)
    # Four caps of each disc reach beyond its own square; neighbours cover them already.
    cap = r**2 * np.arccos(inside) - half * np.sqrt(np.maximum(r**2 - half**2, 0.0))
    touching = (np.pi * r**2 - 4.0 * cap) * n
    share = np.where(d <= pitch, apart, np.where(d >= np.sqrt(2.0) * pitch, 1.0, touching))
    return np.asarray(np.minimum(np.where(n > 0.0, share, 0.0), 1.0))


def random_coverage(density: ArrayLike, width: ArrayLike) -> Floats:
    """Share of a surface that equal discs at random places cover [1].

    Parameters
    ----------
    density : array
        Discs per area [1/m²].
    width : array
        Diameter of the discs [m].
    """
    n, d = _checked(density, width)
    return np.asarray(-np.expm1(-n * np.pi * d**2 / 4.0))


def coverage(density: ArrayLike, width: ArrayLike, *, placing: Placing, passes: int = 1) -> Floats:
    """Share of a surface that the columns of all passes cover [1].

    Parameters
    ----------
    density : array
        Columns per area that one pass makes [1/m²].
    width : array
        Diameter of a column [m].
    placing : {"scanned", "rolled"}
        Of the columns of one pass [1].
    passes : int
        Passes, at random to one another [1].
    """
    if passes < 1:
        raise OutOfValidityError(f"{passes} passes; there must be at least 1", where="pattern")
    one = grid_coverage(density, width) if placing == "scanned" else random_coverage(density, width)
    return np.asarray(1.0 - (1.0 - one) ** passes)


def width_at_coverage(share: ArrayLike, *, density: float, placing: Placing, passes: int = 1) -> Floats:
    """Diameter of the columns at which all passes cover a share of the surface [m].

    Parameters
    ----------
    share : array
        Coverage that is asked for, below 1 [1].
    density : float
        Columns per area that one pass makes [1/m²].
    placing, passes
        As for :func:`coverage`.
    """
    wanted = np.asarray(share, dtype=np.float64)
    if np.any(~((wanted >= 0.0) & (wanted < 1.0))):
        raise OutOfValidityError("a coverage lies between 0 and 1, 1 excluded", where="pattern")
    if not density > 0.0:
        raise OutOfValidityError(f"{density:g} columns per area; there must be some", where="pattern")
    pitch = 1.0 / math.sqrt(density)
    low, high = np.zeros_like(wanted), np.full_like(wanted, 8.0 * pitch)
    for _ in range(60):
        middle = 0.5 * (low + high)
        short = coverage(density, middle, placing=placing, passes=passes) < wanted
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return np.asarray(0.5 * (low + high))


def densest(width: ArrayLike) -> Floats:
    """Columns per area at which columns on a square grid begin to touch [1/m²].

    Parameters
    ----------
    width : array
        Diameter of a column [m].
    """
    d = np.asarray(width, dtype=np.float64)
    if np.any(~(d > 0.0)):
        raise OutOfValidityError("columns without a width never touch: the width must be above 0", where="pattern")
    return np.asarray(1.0 / d**2)


def chance_of_touching(
    density: float, width: ArrayLike, *, neighbours: int, placing: Placing, passes: int = 1
) -> Floats:
    """Chance that at least so many others touch a column, by hot spots of a random pattern [1].

    Parameters
    ----------
    density : float
        Columns per area that one pass makes [1/m²].
    width : array
        Diameter of a column [m].
    neighbours : int
        Others that touch it, at least one [1].
    placing, passes
        As for :func:`coverage`: columns of one scanned pass keep apart until they touch all at once.
    """
    if neighbours < 1:
        raise OutOfValidityError(f"{neighbours} neighbours; ask for at least 1", where="pattern")
    n, d = _checked(density, width)
    others = passes if placing == "rolled" else passes - 1
    chance = pdtrc(neighbours - 1, others * n * np.pi * d**2)
    if placing == "scanned" and neighbours <= 4:
        chance = np.where(n * d**2 >= 1.0, 1.0, chance)
    return np.asarray(chance)


def bulk_rise(energy_per_area: ArrayLike, *, depth: ArrayLike, heat_capacity: float) -> Floats:
    """Rise of the mean temperature between the columns of one pass, once their heat has spread sideways [K].

    Parameters
    ----------
    energy_per_area : array
        Heat that one pass leaves in the skin [J/m²].
    depth : array
        Depth within which it was left [m].
    heat_capacity : float
        Per volume [J/(m³ K)].
    """
    q, d = _checked(energy_per_area, depth)
    return np.asarray(q / (heat_capacity * np.maximum(d, 1e-9)))


def pass_rises(
    time: ArrayLike,
    *,
    rise: ArrayLike,
    depth: float,
    passes: int,
    interval: float,
    spread_over: float,
    diffusivity: float,
    perfusion: float,
) -> Floats:
    """Rise of the surface between columns over time, all passes together [K].

    Parameters
    ----------
    time : (T,) array
        Since the first column near this place [s].
    rise : float or (N,) array
        Of one pass, from :func:`bulk_rise` [K].
    depth : float
        Of the heat [m].
    passes : int
        [1].
    interval : float
        From one pass over this place to the next [s].
    spread_over : float
        Time in which the columns around this place are made in one pass [s]; zero makes them at once.
    diffusivity : float
        Thermal diffusivity [m²/s].
    perfusion : float
        Heat carried away by blood, as a rate [1/s].

    Returns
    -------
    (T,) or (N, T) array
        [K].
    """
    at = np.atleast_1d(np.asarray(time, dtype=np.float64))
    if passes < 1 or interval < 0.0 or spread_over < 0.0 or not depth > 0.0:
        raise OutOfValidityError("passes and depth must be positive, times not negative", where="pattern")
    shape = np.zeros_like(at)
    parts = 1 if spread_over == 0.0 else 24
    for k in range(passes):
        for j in range(parts):
            since = at - k * interval - (j + 0.5) / parts * spread_over
            gone = np.maximum(since, 1e-12)
            left = erf(depth / np.sqrt(4.0 * diffusivity * gone)) * np.exp(-perfusion * gone)
            shape += np.where(since >= 0.0, left, 0.0) / parts
    return np.asarray(np.multiply.outer(np.asarray(rise, dtype=np.float64), shape))


def _checked(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    one, two = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if np.any(~(one >= 0.0)) or np.any(~(two >= 0.0)):
        raise OutOfValidityError(
            f"densities, widths, energies and depths must be 0 or more; found {min(np.min(one), np.min(two)):g}",
            where="pattern",
        )
    return one, two
