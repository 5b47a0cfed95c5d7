"""How much of a wide beam's fluence a spot of finite size keeps on its axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.device import SurfaceMedium
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class SpotTable:
    """Fluence on the axis of a spot relative to a wide beam's, by melanin, wavelength, diameter and depth."""

    melanin: Floats
    """(M,) melanin of the epidermis as a layer by itself [m]."""
    wavelength: Floats
    """(W,) [m]."""
    diameter: Floats
    """(D,) [m]."""
    depth: Floats
    """(B,) centres of the bands of depth [m]."""
    factor: Floats
    """(M, W, D, B) [1]."""
    error: Floats
    """(M, W, D, B) standard error of the factor [1]."""


SURFACES: Final = {"air": "factors", "gel": "factors_gel", "water": "factors_gel"}
"""The table that holds under each medium; behind glass and sapphire no light is totally reflected: they share one."""


_AXES: Final = ("melanin_um", "wavelength_nm", "diameter_mm", "depth_um")


@cache
def spot_factors(surface: SurfaceMedium = "air") -> SpotTable:
    """The table of finite spots under what lies on the skin: under glass less light is lost sideways than under air.

    Raises
    ------
    LibraryDataError
        If the rows are not a full grid of melanin, wavelengths, diameters and depths, in this order.
    """
    name = SURFACES.get(surface, "factors_sapphire")
    columns = _files.columns(f"spots/{name}.csv")
    axes = [np.unique(columns[axis]) for axis in _AXES]
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
    rows = np.array([columns[axis] for axis in _AXES])
    if rows.shape != grid.shape or not np.array_equal(rows, grid):
        raise LibraryDataError("must hold every combination, sorted", where=f"library/data/spots/{name}.csv")
    shape = tuple(axis.size for axis in axes)
    return SpotTable(
        melanin=axes[0] * units.um,
        wavelength=axes[1] * units.nm,
        diameter=axes[2] * units.mm,
        depth=axes[3] * units.um,
        factor=np.array(columns["factor"]).reshape(shape),
        error=np.array(columns["error"]).reshape(shape),
    )
