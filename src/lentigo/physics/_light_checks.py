"""What the Monte Carlo functions ask of layers, covers and grids, in words that name the bound and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import LentigoError, OutOfValidityError

Floats = NDArray[np.float64]

_DENSEST = 10.0
"""Refractive index above all matter [1]."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Layers as the kernels take them: covers first, then the skin from its surface down."""

    absorption: Floats
    scattering: Floats
    anisotropy: Floats
    index: Floats
    depth: Floats
    """(L+1,) edges; the skin's surface is at 0 exactly [m]."""
    covers: int
    """Layers that lie on the skin."""


def as_layers(
    absorption: ArrayLike,
    scattering: ArrayLike,
    anisotropy: ArrayLike,
    thickness: ArrayLike,
    *,
    refractive_index: ArrayLike,
    cover_index: ArrayLike,
    cover_thickness: ArrayLike,
    cover_absorption: ArrayLike,
) -> Layers:
    """Check layers and covers and put them together."""
    mua, mus, g, thick, index = (_row(a) for a in (absorption, scattering, anisotropy, thickness, refractive_index))
    check_layers((mua, mus, g, thick, index))
    above_index, above_thick = _row(cover_index), _row(cover_thickness)
    above_mua = _row(cover_absorption)
    if above_mua.size == 1 and above_index.size != 1:
        above_mua = np.full(above_index.shape, above_mua[0])
    if not above_index.shape == above_thick.shape == above_mua.shape:
        raise ValueError(
            f"covers do not fit: {above_index.size} indices, {above_thick.size} thicknesses, "
            f"{above_mua.size} absorptions"
        )
    if not np.all((above_thick > 0.0) & np.isfinite(above_thick)):
        raise OutOfValidityError(
            f"the thickness of a cover must be above 0 m and finite; found {above_thick.min():g}",
            hint="a cover too thick to matter is the medium above: give its index as index_above",
        )
    if not np.all((above_mua >= 0.0) & np.isfinite(above_mua)):
        raise OutOfValidityError(
            f"the absorption of a cover must be finite and 0 /m or more; found {above_mua.min():g}"
        )
    nothing = np.zeros(above_mua.size)
    return Layers(
        absorption=np.concatenate([above_mua, mua]),
        scattering=np.concatenate([nothing, mus]),
        anisotropy=np.concatenate([nothing, g]),
        index=np.concatenate([above_index, index]),
        depth=np.concatenate([-np.cumsum(above_thick[::-1])[::-1], [0.0], np.cumsum(thick)]),
        covers=above_mua.size,
    )


def check_layers(layers: Sequence[Floats]) -> None:
    """Refuse layers whose arrays do not fit or whose numbers cannot be."""
    mua, mus, g, thick, _ = layers
    if len({a.shape for a in layers}) != 1 or mua.ndim != 1 or not mua.size:
        raise ValueError(f"layers do not fit: {[a.shape for a in layers]}")
    for name, values in (("absorption [1/m]", mua), ("scattering [1/m]", mus)):
        if not np.all(np.isfinite(values)) or np.any(values < 0.0):
            raise OutOfValidityError(f"{name} must be finite and not negative; found {values.min()}")
    if not np.all(thick > 0.0) or not np.all(np.isfinite(thick[:-1])):
        raise OutOfValidityError(
            f"thickness [m] must be positive, and finite above the last layer; found {thick}",
            hint="leave out a layer without thickness",
        )
    if np.isinf(thick[-1]) and mua[-1] == 0.0:
        raise OutOfValidityError("an infinite layer that absorbs nothing keeps its light for ever; give it an end")
    if not np.all(np.abs(g) < 1.0):
        raise OutOfValidityError(f"anisotropy must lie between -1 and 1, both excluded; found {g.min()} to {g.max()}")


def check_run(indices: Floats, *, packets: int) -> None:
    """Refuse indices below 1 and runs without packets."""
    if not np.all((indices >= 1.0) & (indices <= _DENSEST)):
        raise OutOfValidityError(
            f"refractive indices must be at least 1 and at most {_DENSEST:g}; found {indices.min()} to {indices.max()}"
        )
    if packets < 1:
        raise OutOfValidityError(f"packets must be at least 1, not {packets}")


def as_edges(name: str, edges: ArrayLike, *, from_zero: bool = False) -> Floats:
    """Edges of a grid's cells, if they increase."""
    values = np.ascontiguousarray(edges, np.float64)
    if values.ndim != 1 or values.size < 2 or np.any(np.diff(values) <= 0.0) or not np.all(np.isfinite(values)):
        raise ValueError(f"{name} must be at least two increasing numbers")
    if from_zero and values[0] != 0.0:
        raise ValueError(f"{name} must begin at 0")
    return values


def as_angles(edges: ArrayLike | None) -> Floats:
    """Edges of angles from 0 to a right angle; 18 even ones if none are given."""
    values = np.linspace(0.0, 0.5 * np.pi, 19) if edges is None else as_edges("angle_edges", edges, from_zero=True)
    if not np.isclose(values[-1], 0.5 * np.pi, rtol=1e-9):
        raise ValueError(f"angle_edges must end at pi/2 rad, not at {values[-1]:g} rad")
    return values


def check_balance(shares: Floats) -> None:
    """Refuse a run whose shares, with what roulette took, do not add up to one."""
    if not abs(float(shares.sum()) - 1.0) < 1e-9:
        raise LentigoError(
            f"the light engine has lost or made energy: shares add up to {shares.sum():.12f}",
            hint="this is a fault of the program, please report it",
        )


def is_even(edges: Floats) -> bool:
    """Whether all cells are equally wide, so that the one that holds a value can be computed."""
    width = np.diff(edges)
    return bool(np.allclose(width, width[0], rtol=1e-9, atol=0.0))


def _row(values: ArrayLike) -> Floats:
    return np.ascontiguousarray(np.atleast_1d(np.asarray(values, np.float64)))
