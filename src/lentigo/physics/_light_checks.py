"""What the Monte Carlo functions ask of layers, covers and grids, in words that name the bound and the remedy."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import LentigoError, OutOfValidityError

Floats = NDArray[np.float64]

_DENSEST = 10.0
"""Refractive index above all matter [1]."""
_STRONGEST = 1e9
"""Coefficient of absorption or scattering above all matter [1/m]: within a nanometre light is no ray."""
_THICKEST = 1e3
"""Thickness, and depth that light may reach, above all problems [m]."""
_MOST_MEETINGS = 1e7
"""Scatterings of a packet in a layer above which a run would have no end [1]; a second's work for the reference."""
_MOST_PACKETS = 2**62
"""Packets that can be numbered [1]."""


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
    given = (absorption, scattering, anisotropy, thickness, refractive_index)
    names = ("absorption", "scattering", "anisotropy", "thickness", "refractive_index")
    mua, mus, g, thick, index = (_row(name, values) for name, values in zip(names, given, strict=True))
    check_layers((mua, mus, g, thick, index))
    above_index, above_thick = _row("cover_index", cover_index), _row("cover_thickness", cover_thickness)
    above_mua = _row("cover_absorption", cover_absorption)
    if above_mua.size == 1 and above_index.size != 1:
        above_mua = np.full(above_index.shape, above_mua[0])
    if not above_index.shape == above_thick.shape == above_mua.shape:
        raise ValueError(
            f"covers do not fit: {above_index.size} indices, {above_thick.size} thicknesses, "
            f"{above_mua.size} absorptions"
        )
    good = (above_thick > 0.0) & (above_thick <= _THICKEST)
    if not np.all(good):
        raise OutOfValidityError(
            f"the thickness of a cover must be above 0 m and finite, at most {_THICKEST:g} m; found "
            f"{above_thick[~good][0]:g}",
            hint="a cover too thick to matter is the medium above: give its index as index_above",
        )
    good = (above_mua >= 0.0) & (above_mua <= _STRONGEST)
    if not np.all(good):
        raise OutOfValidityError(
            f"the absorption of a cover must be finite and 0 /m or more, at most {_STRONGEST:g} /m; found "
            f"{above_mua[~good][0]:g}"
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
        good = np.isfinite(values) & (values >= 0.0)
        if not np.all(good):
            raise OutOfValidityError(f"{name} must be finite and not negative; found {values[~good][0]}")
        check_coefficients(name, values)
    if not np.all(thick > 0.0) or not np.all(np.isfinite(thick[:-1])):
        raise OutOfValidityError(
            f"thickness [m] must be positive, and finite above the last layer; found {thick}",
            hint="leave out a layer without thickness",
        )
    if np.any(thick[np.isfinite(thick)] > _THICKEST):
        raise OutOfValidityError(
            f"thickness [m] must be at most {_THICKEST:g}, beyond which numbers cannot tell the surface of the skin "
            f"from itself; found {thick[np.isfinite(thick)].max():g}",
            hint="the last layer may be infinite",
        )
    good = np.abs(g) < 1.0
    if not np.all(good):
        raise OutOfValidityError(f"anisotropy must lie between -1 and 1, both excluded; found {g[~good][0]}")
    _check_lengths(mua, mus, g, thick)


def check_coefficients(name: str, values: Floats) -> None:
    """Refuse coefficients above those of all matter."""
    if np.any(values > _STRONGEST):
        raise OutOfValidityError(
            f"{name} must be at most {_STRONGEST:g}: over less than a nanometre light is no ray; found {values.max():g}"
        )


def _check_lengths(mua: Floats, mus: Floats, g: Floats, thick: Floats) -> None:
    """Refuse layers in which packets would fly for ever, or as good as that."""
    if np.isinf(thick[-1]) and mua[-1] == 0.0:
        raise OutOfValidityError("an infinite layer that absorbs nothing keeps its light for ever; give it an end")
    with np.errstate(divide="ignore"):
        reached = 1.0 / np.sqrt(3.0 * mua * (mua + mus * (1.0 - g)))  # how deep light falls to 1/e
    if np.isinf(thick[-1]) and reached[-1] > _THICKEST:
        raise OutOfValidityError(
            f"in the infinite layer light would reach {reached[-1]:.3g} m deep, more than the {_THICKEST:g} m that a "
            f"layer may have; its absorption is {mua[-1]:g} /m",
            hint="give the layer an end, or more absorption",
        )
    meetings = mus * np.minimum(thick, reached)
    if np.any(meetings > _MOST_MEETINGS):
        worst = int(np.argmax(meetings))
        raise OutOfValidityError(
            f"in layer {worst + 1} a packet would be scattered {meetings[worst]:.2g} times; {_MOST_MEETINGS:g} is the "
            "most with which a run comes to an end",
            hint="make the layer thinner, or scale scattering and anisotropy together: mu_s (1 - g) is what counts",
        )


def check_indices(indices: Floats) -> None:
    """Refuse indices below 1 and above those of all matter."""
    good = (indices >= 1.0) & (indices <= _DENSEST)
    if not np.all(good):
        raise OutOfValidityError(
            f"refractive indices must be at least 1 and at most {_DENSEST:g}; found {indices[~good][0]}"
        )


def check_run(
    layers: Layers, *, index_above: float, index_below: float, packets: int, seed: int
) -> tuple[tuple[float, float], int, int]:
    """Indices of the media around, packets and seed, if there are such.

    The seed is that of the same last 64 bits, which both engines take.
    """
    around = (as_number("index_above", index_above), as_number("index_below", index_below))
    check_indices(np.array([around[0], *layers.index, around[1]]))
    count, start = as_whole("packets", packets), as_whole("seed", seed)
    if not 1 <= count <= _MOST_PACKETS:
        raise OutOfValidityError(f"packets must be at least 1 and at most 2**62, not {count}")
    return around, count, (start + 2**63) % 2**64 - 2**63


def as_whole(name: str, value: Any) -> int:
    """A whole number, of whatever type."""
    try:
        return operator.index(value)
    except TypeError:
        pass
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return int(value)
    raise OutOfValidityError(f"{name} must be a whole number, not {value!r}")


def as_number(name: str, value: Any) -> float:
    """A real number, of whatever type."""
    values = as_numbers(name, value)
    if values.size != 1:
        raise OutOfValidityError(f"{name} must be one number; found {values.size}")
    return float(values.item())


def as_numbers(name: str, values: ArrayLike) -> Floats:
    """Real numbers, of whatever type."""
    try:
        found = np.asarray(values)
    except ValueError as ragged:
        raise ValueError(f"{name} does not fit into rows of one length: {values!r}") from ragged
    if found.dtype.kind in "biufO":
        try:
            return np.asarray(found, np.float64)
        except (TypeError, ValueError):  # objects that are no numbers
            pass
    raise OutOfValidityError(f"{name} must be real numbers; found {values!r}")


def as_edges(name: str, edges: ArrayLike, *, from_zero: bool = False) -> Floats:
    """Edges of a grid's cells, if they increase."""
    values = np.ascontiguousarray(as_numbers(name, edges))
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


def _row(name: str, values: ArrayLike) -> Floats:
    return np.ascontiguousarray(np.atleast_1d(as_numbers(name, values)))
