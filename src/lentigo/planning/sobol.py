"""Scrambled Sobol points: evenly spread samples of many uncertain quantities at once.

The sequence is that of ``scipy.stats.qmc.Sobol``, and a test holds the two together bit for bit. It is written here
because importing ``scipy.stats`` takes longer than everything else that a plan imports.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lentigo.errors import OutOfValidityError

_BITS = 30

_PRIMITIVE: tuple[tuple[int, int, tuple[int, ...]], ...] = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
    (5, 11, (1, 1, 5, 1, 1)),
    (5, 13, (1, 1, 1, 3, 11)),
    (5, 14, (1, 3, 5, 5, 31)),
    (6, 1, (1, 3, 3, 9, 7, 49)),
    (6, 13, (1, 1, 1, 15, 21, 21)),
    (6, 16, (1, 3, 1, 13, 27, 49)),
    (6, 19, (1, 1, 1, 15, 7, 5)),
    (6, 22, (1, 3, 1, 15, 13, 25)),
    (6, 25, (1, 1, 5, 5, 19, 61)),
    (7, 1, (1, 3, 7, 11, 23, 15, 103)),
    (7, 4, (1, 3, 7, 13, 13, 15, 69)),
)
"""Degree and coefficients of the primitive polynomial, and the first direction numbers, of dimensions 2 to 21: Joe and
Kuo (2008), SIAM J. Sci. Comput. 30, 2635, the set of their search criterion D(6)."""

MOST_QUANTITIES = len(_PRIMITIVE) + 1


def _directions(quantities: int) -> NDArray[np.uint64]:
    """Direction numbers (quantities, bits), the first bit of a point in the highest place."""
    if not 1 <= quantities <= MOST_QUANTITIES:
        raise OutOfValidityError(f"Sobol points of {quantities} quantities, must be 1 to {MOST_QUANTITIES}")
    directions = np.zeros((quantities, _BITS), dtype=np.uint64)
    directions[0] = [1 << (_BITS - 1 - bit) for bit in range(_BITS)]
    for row, (degree, polynomial, first) in enumerate(_PRIMITIVE[: quantities - 1], start=1):
        numbers = list(first)
        for bit in range(degree, _BITS):
            number = numbers[bit - degree] ^ (numbers[bit - degree] << degree)
            for term in range(1, degree):
                if polynomial >> (degree - 1 - term) & 1:
                    number ^= numbers[bit - term] << term
            numbers.append(number)
        directions[row] = [number << (_BITS - 1 - bit) for bit, number in enumerate(numbers)]
    return directions


def _scrambled(directions: NDArray[np.uint64], rng: np.random.Generator) -> NDArray[np.uint64]:
    """Direction numbers after a random linear scrambling: each digit is mixed with those before it (Matousek 1998)."""
    places = np.arange(_BITS - 1, -1, -1, dtype=np.uint64)
    mixed = np.empty_like(directions)
    for row, numbers in enumerate(directions):
        matrix = np.tril(rng.integers(0, 2, size=(_BITS, _BITS), dtype=np.uint64))
        np.fill_diagonal(matrix, 1)
        digits = (numbers[None, :] >> places[:, None]) & np.uint64(1)
        mixed[row] = np.sum(((matrix @ digits) & np.uint64(1)) << places[:, None], axis=0, dtype=np.uint64)
    return mixed


def sobol_points(count: int, *, quantities: int, seed: int | None, first: int = 0) -> NDArray[np.float64]:
    """The first ``count`` Sobol points, scrambled and shifted by a seed.

    Parameters
    ----------
    count : int
        Points [1]; a power of two is balanced in every quantity.
    quantities : int
        Dimensions, 1 to 21 [1].
    seed : int or None
        Of the scrambling; None leaves the sequence as it is, starting at the origin.
    first : int
        Dimensions that are left out before these, and scrambled apart from them: points that are added to others [1].

    Returns
    -------
    ndarray
        (count, quantities) points in [0, 1).

    Raises
    ------
    OutOfValidityError
        More quantities than there are direction numbers for.

    References
    ----------
    Joe and Kuo (2008), SIAM J. Sci. Comput. 30, 2635; Matousek (1998), J. Complexity 14, 527.
    """
    directions = _directions(first + quantities)[first:]
    shift = np.zeros(quantities, dtype=np.uint64)
    if seed is not None:
        rng = np.random.default_rng(seed if first == 0 else (seed, first))
        directions = _scrambled(directions, rng)
        shift = rng.integers(0, 1 << _BITS, size=quantities, dtype=np.uint64)
    index = np.arange(count, dtype=np.uint64)
    # In Gray code one point differs from the one before it by one direction number; the set of 2^m points is the same.
    gray = index ^ (index >> np.uint64(1))
    points = np.broadcast_to(shift, (count, quantities)).copy()
    for bit in range(max(count - 1, 0).bit_length()):
        chosen = (gray >> np.uint64(bit)) & np.uint64(1)
        points ^= chosen[:, None] * directions[None, :, bit]
    return points / float(1 << _BITS)
