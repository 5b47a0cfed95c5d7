"""Where to put cells: fine where light is absorbed and heat flows at once, coarse where nothing happens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError

__all__ = ["cell_means", "graded_edges", "layer_of_cell"]


def graded_edges(thickness: ArrayLike, *, cells: Sequence[int], uniform: int) -> NDArray[np.float64]:
    """Edges of cells in layered skins: every interface is an edge, and deeper cells grow.

    The uppermost layers are divided evenly. Below them each layer begins with cells as thick as the last one above and
    grows by a constant ratio so as to fill the layer exactly (evenly, where it is too thin for growth).

    Parameters
    ----------
    thickness : (N, L) array
        Thickness of the layers of N skins, from the surface down [m].
    cells : sequence of int
        Cells in each layer [1]; the same for all skins.
    uniform : int
        Number of uppermost layers that are divided evenly [1].

    Returns
    -------
    (N, Z+1) array
        Edges of the cells [m]; Z is the sum of ``cells``.

    Raises
    ------
    OutOfValidityError
        If a layer has no thickness or no cell.
    """
    layers = np.atleast_2d(np.asarray(thickness, dtype=np.float64))
    if layers.shape[1] != len(cells):
        raise OutOfValidityError(f"{len(cells)} numbers of cells are given for {layers.shape[1]} layers")
    if min(cells) < 1 or not np.all(layers > 0.0) or uniform < 1:
        raise OutOfValidityError("every layer must have a thickness and at least one cell, the first an even division")
    widths: list[NDArray[np.float64]] = []
    for number, count in enumerate(cells):
        total = layers[:, number]
        if number < uniform:
            widths.append(np.repeat((total / count)[:, None], count, axis=1))
            continue
        ratio = _growth(total / widths[-1][:, -1], count)
        sizes = ratio[:, None] ** np.arange(count)
        widths.append(sizes * (total / np.sum(sizes, axis=1))[:, None])
    edges = np.zeros((layers.shape[0], sum(cells) + 1))
    np.cumsum(np.concatenate(widths, axis=1), axis=1, out=edges[:, 1:])
    places = np.cumsum(cells)
    edges[:, places] = np.cumsum(layers, axis=1)  # interfaces exactly, free of summed rounding
    return edges


def layer_of_cell(cells: Sequence[int]) -> NDArray[np.int64]:
    """Number of the layer in which each cell lies.

    Parameters
    ----------
    cells : sequence of int
        Cells in each layer [1].

    Returns
    -------
    (Z,) array of int
        Number of the layer, from 0 at the surface [1].
    """
    return np.repeat(np.arange(len(cells)), cells)


def cell_means(edges: ArrayLike, *, absorption: ArrayLike, fluence: ArrayLike) -> NDArray[np.float64]:
    r"""Mean absorbed light in cells between whose edges the fluence falls exponentially.

    .. math:: \bar q = \mu_a\,\frac{\phi_0 - \phi_1}{\ln(\phi_0/\phi_1)}

    Parameters
    ----------
    edges : (N, Z+1) array
        Edges of the cells [m]; their number and order only are used.
    absorption : (N, Z) array
        Absorption coefficient of the cells [1/m].
    fluence : (N, Z+1) array
        Fluence at the edges per unit radiant exposure [1].

    Returns
    -------
    (N, Z) array
        Light absorbed per volume and unit irradiance [1/m].
    """
    at = np.asarray(fluence, dtype=np.float64)
    if at.shape != np.shape(edges):
        raise OutOfValidityError(f"the fluence has shape {at.shape}, must be that of the edges {np.shape(edges)}")
    upper, lower = at[:, :-1], at[:, 1:]
    with np.errstate(divide="ignore", invalid="ignore"):
        fall = np.log(upper / lower)
        mean = np.where(np.abs(fall) > 1e-6, (upper - lower) / fall, 0.5 * (upper + lower))
    mean = np.where(np.isfinite(mean), mean, 0.5 * (upper + lower))
    return np.asarray(np.asarray(absorption, dtype=np.float64) * mean)


def _growth(relative: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Ratio of a geometric series of ``count`` members that starts at one and sums to ``relative`` (at least one)."""
    low = np.zeros_like(relative)
    high = np.log(np.maximum(relative, 1.0)) / max(count - 1, 1)  # the last member alone would fill the layer
    for _ in range(60):
        middle = 0.5 * (low + high)
        total = np.sum(np.exp(middle[:, None] * np.arange(count)), axis=1)
        short = total < relative
        low = np.where(short, middle, low)
        high = np.where(short, high, middle)
    return np.asarray(np.exp(low))
