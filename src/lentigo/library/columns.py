"""The columns that narrow beams coagulate without removing, by wavelength, beam, pulse and scattering."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.library import _files
from lentigo.library._files import LibraryDataError

Floats = NDArray[np.float64]

_AXES = ("wavelength_nm", "beam_um", "pulse_ms", "scattering")
_SIZES = (("top_um", units.um), ("depth_um", units.um), ("width_um", units.um), ("volume_nl", 1e-12))


@dataclass(frozen=True, eq=False, slots=True)
class CoagulatedTable:
    """Sizes of columns at multiples of the energy at which they begin."""

    wavelength: Floats
    """(W,) [m]."""
    beam: Floats
    """(B,) diameters where the irradiance has fallen to exp(-2) [m]."""
    pulse: Floats
    """(P,) [s]."""
    scattering: Floats
    """(S,) factors on the scattering of living skin [1]."""
    ratio: Floats
    """(K,) energy over that at which a column begins [1]."""
    onset: Floats
    """(W, B, P, S) energy at which a column begins [J]."""
    top: Floats
    """(W, B, P, S, K) upper edge on the axis [m]."""
    depth: Floats
    """(W, B, P, S, K) lower edge on the axis [m]."""
    width: Floats
    """(W, B, P, S, K) largest diameter [m]."""
    volume: Floats
    """(W, B, P, S, K) [m³]."""


@cache
def coagulated_columns() -> CoagulatedTable:
    """The table that ``tools/make_columns.py`` has written.

    Raises
    ------
    LibraryDataError
        If the rows are not a full grid, in this order.
    """
    onset, rows = _files.columns("columns/onset.csv"), _files.columns("columns/coagulated.csv")
    axes = [np.unique(onset[name]) for name in _AXES]
    ratio = np.unique(rows["ratio"])
    _full(onset, axes, _AXES, "onset")
    _full(rows, [*axes, ratio], (*_AXES, "ratio"), "coagulated")
    shape = tuple(axis.size for axis in axes)
    top, depth, width, volume = (np.array(rows[name]).reshape(*shape, ratio.size) * unit for name, unit in _SIZES)
    return CoagulatedTable(
        wavelength=axes[0] * units.nm,
        beam=axes[1] * units.um,
        pulse=axes[2] * units.ms,
        scattering=axes[3],
        ratio=ratio,
        onset=np.array(onset["onset_mj"]).reshape(shape) * 1e-3,
        top=top,
        depth=depth,
        width=width,
        volume=volume,
    )


def _full(columns: dict[str, tuple[float, ...]], axes: list[Floats], names: tuple[str, ...], file: str) -> None:
    grid = np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])
    rows = np.array([columns[name] for name in names])
    if rows.shape != grid.shape or not np.array_equal(rows, grid):
        raise LibraryDataError("must hold every combination, sorted", where=f"library/data/columns/{file}.csv")
