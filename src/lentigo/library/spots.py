"""How much of a wide beam's fluence a spot of finite size keeps on its axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class SpotTable:
    """Fluence on the axis of a spot relative to a wide beam's, by wavelength, diameter and depth."""

    wavelength: Floats
    """(W,) [m]."""
    diameter: Floats
    """(D,) [m]."""
    depth: Floats
    """(B,) centres of the bands of depth [m]."""
    factor: Floats
    """(W, D, B) [1]."""
    error: Floats
    """(W, D, B) standard error of the factor [1]."""


@cache
def spot_factors() -> SpotTable:
    """The table of finite spots: the computed one where there is one, else a coarse one for light skin.

    Raises
    ------
    LibraryDataError
        If the rows are not a full grid of wavelengths, diameters and depths, in this order.
    """
    name = "factors" if "factors" in _files.names("spots", ending=".csv") else "factors_central"
    columns = _files.columns(f"spots/{name}.csv")
    axes = [np.unique(columns[axis]) for axis in ("wavelength_nm", "diameter_mm", "depth_um")]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
    rows = np.array([columns[axis] for axis in ("wavelength_nm", "diameter_mm", "depth_um")])
    if rows.shape != grid.shape or not np.array_equal(rows, grid):
        raise LibraryDataError("must hold every combination, sorted", where=f"library/data/spots/{name}.csv")
    shape = tuple(axis.size for axis in axes)
    return SpotTable(
        wavelength=axes[0] * units.nm,
        diameter=axes[1] * units.mm,
        depth=axes[2] * units.um,
        factor=np.array(columns["factor"]).reshape(shape),
        error=np.array(columns["error"]).reshape(shape),
    )
