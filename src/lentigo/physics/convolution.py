r"""Light under a spot of any shape, from the response to a pencil beam.

Where layers are the same everywhere, each part of a spot does what a pencil beam does, moved to its place [1]_. With
the response :math:`A(\rho, z)` and the profile :math:`p`, the density of absorbed energy at a place :math:`\vec r` is

.. math:: D(\vec r, z) = \int A(|\vec r - \vec r'|, z)\, p(\vec r')\, dA'
          = \int_0^\infty A(\rho, z)\, \frac{dP}{d\rho}\, d\rho ,

where :math:`P(\rho)` is the share of the beam's power that falls within the distance :math:`\rho` of that place. For
discs and rectangles it is the area that two figures share, for a Gaussian the non-central chi-square law, for a
measured profile a sum over discs, so that neither grid nor transform adds an error. What is left is that the response
is one number per ring: :func:`pencil_rings` makes rings that are narrow where it is steep. What wider ones would change
is part of the error, and where it is too much there is no result.

References
----------
.. [1] L. Wang, S. L. Jacques and L. Zheng, "CONV - convolution for responses to a finite diameter photon beam incident
   on multi-layered tissues", Comput. Methods Programs Biomed. 54, 141-150, 1997.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chndtr

from lentigo.errors import OutOfValidityError
from lentigo.physics._light_checks import as_edges
from lentigo.physics.light_sources import LightSource, irradiance, reach
from lentigo.physics.monte_carlo import MonteCarloLight

__all__ = ["PlaneLight", "SpotLight", "pencil_rings", "power_within", "spot_on_plane", "spot_on_rings"]

Floats = NDArray[np.float64]

_CORE = 5e-5
"""Radius of the first ring relative to that of the last [1]: light that has not been scattered lies on the axis, hardly
any other within this."""

_MOST_OF_RINGS = 0.05
"""Error of the rings that a result may have, relative to the largest value at its depth [1]."""

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(4)
_PART_NODES, _PART_WEIGHTS = np.polynomial.legendre.leggauss(8)


@dataclass(frozen=True, slots=True)
class SpotLight:
    """Light under a round spot, per incident energy."""

    absorbed: Floats
    """(R, Z) density of absorbed energy [1/m^3]."""
    absorbed_error: Floats
    """(R, Z) standard error of it [1/m^3]."""
    radial_edges: Floats
    """(R+1,) edges of the rings [m]."""
    depth_edges: Floats
    """(Z+1,) edges of the slices [m]."""


@dataclass(frozen=True, slots=True)
class PlaneLight:
    """Light under a spot of any shape, by place, per incident energy."""

    absorbed: Floats
    """(X, Y, Z) density of absorbed energy [1/m^3]."""
    absorbed_error: Floats
    """(X, Y, Z) standard error of it [1/m^3]."""
    x_edges: Floats
    """(X+1,) edges of the cells [m]."""
    y_edges: Floats
    """(Y+1,) edges of the cells [m]."""
    slices: NDArray[np.int64]
    """(Z,) slices of the response that were asked for."""


def pencil_rings(radius: float, *, finest: float = 5e-6, widest: float = 5e-5, growth: float = 1.04) -> Floats:
    """Edges of rings for the response to a pencil beam: narrow at the axis, wider outwards.

    The first ring, narrower than any other by far, holds the light that has not been scattered.

    Parameters
    ----------
    radius : float
        Radius of the last edge, at least [m]: that of the spot and that of the farthest place together.
    finest, widest : float
        Width of the second ring, and of the widest [m].
    growth : float
        Width of a ring relative to the one inside it, 1 or more [1].

    Returns
    -------
    (R+1,) array
        The edges [m].

    Notes
    -----
    Within a ring the response counts as even. In skin at 755 nm under a spot of 3 mm this is wrong by less than 0.05 %
    with the widths given; with rings up to 0.25 mm that grow by 1.15, by 0.3 % inside the spot and 0.8 % outside.

    Raises
    ------
    OutOfValidityError
        If a width is not positive, or the rings shrink.
    """
    core = _CORE * radius
    if not (0.0 < core < finest <= widest and growth >= 1.0 and finest < radius < np.inf):
        raise OutOfValidityError(
            f"rings need a finest width above {core:g} m, not above the widest and below the radius, and growth of 1 "
            f"or more; found finest {finest:g} m, widest {widest:g} m, radius {radius:g} m, growth {growth:g}"
        )
    edges, width = [0.0, core], finest
    while edges[-1] < radius:
        edges.append(edges[-1] + width)
        width = min(widest, width * growth)
    return np.array(edges)


def power_within(source: LightSource, x: ArrayLike, y: ArrayLike, distance: ArrayLike) -> Floats:
    """Share of the power of a beam, at a right angle on the skin, that falls within a distance of a place.

    Parameters
    ----------
    source : LightSource
        The beam.
    x, y : array
        The place, from the beam's axis [m].
    distance : array
        Distance from the place [m].

    Returns
    -------
    array
        The share [1], in the shape the arguments broadcast to.
    """
    along, beside, rho = np.broadcast_arrays(*(np.asarray(a, np.float64) for a in (x, y, distance)))
    away = np.hypot(along, beside)
    if source.profile == "pencil":
        return np.where(away < rho, 1.0, 0.0)
    if source.profile == "rectangle":
        area = np.zeros(rho.shape)
        for side, sign_x in ((source.half_x, 1.0), (-source.half_x, -1.0)):
            for end, sign_y in ((source.half_y, 1.0), (-source.half_y, -1.0)):
                area += sign_x * sign_y * _corner_area(side - along, end - beside, rho)
        return np.asarray(area / (4.0 * source.half_x * source.half_y))
    if source.profile == "gaussian":
        deviation = 0.5 * source.half_x
        return np.asarray(chndtr((rho / deviation) ** 2, 2.0, (away / deviation) ** 2))
    if source.profile == "top_hat":
        return np.asarray(_shared_area(away, rho, source.half_x) / (np.pi * source.half_x**2))
    # A profile of straight lines is a sum of discs: each step down of the irradiance ends one.
    radius, level = source.table[0], source.table[1]
    share: Floats = level[-1] * _shared_area(away, rho, float(radius[-1]))
    for k in range(radius.size - 1):
        drop = level[k] - level[k + 1]
        if drop == 0.0:
            continue
        share = share + drop / (radius[k + 1] - radius[k]) * _discs(away, rho, radius[k], radius[k + 1])
    return share


def spot_on_rings(pencil: MonteCarloLight, source: LightSource, *, radial_edges: ArrayLike) -> SpotLight:
    """Light under a round spot, averaged over rings.

    Parameters
    ----------
    pencil : MonteCarloLight
        Response to a pencil beam at a right angle, of a run with ``keep_batches``, best on :func:`pencil_rings`.
    source : LightSource
        The spot: round, parallel, at a right angle.
    radial_edges : (R+1,) array
        Edges of the rings, increasing from 0 [m].

    Returns
    -------
    SpotLight
        Density of absorbed energy with its standard error; divided by the absorption coefficient, the fluence.

    Raises
    ------
    OutOfValidityError
        If the spot is not round, leans or converges, reaches beyond the response, or has its light where the rings of
        the response are too wide; if the response is not that of a pencil beam at a right angle, or holds no batches.

    Notes
    -----
    The error is that of the spread of batches after the convolution: that rings of one batch go up and down together
    is in it. In quadrature with it stands the error of the rings: by how much the result would change if the rings were
    merged in pairs, and by how much if the light of the first were all on the axis. Where the response is smooth, an
    error goes with the square of the width and this is three times as much as it is; near the axis, where the response
    goes with the inverse of the distance, it goes with the width and this is as much as it is.
    """
    edges = as_edges("radial_edges", radial_edges, from_zero=True)
    if source.profile == "rectangle":
        raise OutOfValidityError("a rectangular spot is not the same all around", hint="take spot_on_plane")
    _check(pencil, source, float(edges[-1]))
    # The irradiance may end at the beam's radius or bend at those of its table: no ring is averaged across them.
    bends = np.append(source.table[0], source.half_x)
    fine = np.unique(np.concatenate([edges, bends[bends < edges[-1]]]))
    square = fine**2
    places = np.sqrt(0.5 * (square[1:] + square[:-1])[:, None] + 0.5 * np.diff(square)[:, None] * _NODES)
    within = power_within(source, places[..., None], 0.0, pencil.radial_edges)
    part = np.einsum("tnr,n->tr", np.diff(within, axis=-1), 0.5 * _WEIGHTS)
    owner = np.searchsorted(edges, fine[:-1], side="right") - 1
    weights = np.zeros((edges.size - 1, part.shape[1]))
    np.add.at(weights, owner, part * np.diff(square)[:, None])
    weights /= np.diff(edges**2)[:, None]
    on_axis = np.zeros(edges.size - 1)
    np.add.at(on_axis, owner, irradiance(source, places, 0.0) @ (0.5 * _WEIGHTS) * np.diff(square))
    on_axis /= np.diff(edges**2)
    absorbed, error = _convolved(pencil, weights, on_axis, np.arange(pencil.depth_edges.size - 1))
    return SpotLight(absorbed=absorbed, absorbed_error=error, radial_edges=edges, depth_edges=pencil.depth_edges)


def spot_on_plane(
    pencil: MonteCarloLight,
    source: LightSource,
    *,
    x_edges: ArrayLike,
    y_edges: ArrayLike,
    slices: ArrayLike | None = None,
) -> PlaneLight:
    """Light under a spot of any shape, averaged over the cells of a plane at chosen depths.

    Parameters
    ----------
    pencil : MonteCarloLight
        Response to a pencil beam at a right angle, of a run with ``keep_batches``, best on :func:`pencil_rings`.
    source : LightSource
        The spot: parallel, at a right angle; rectangular or round.
    x_edges, y_edges : (X+1,) and (Y+1,) array
        Edges of the cells, increasing [m].
    slices : (Z,) array of int, optional
        Slices of the response to compute [1]; all unless given.

    Returns
    -------
    PlaneLight
        Density of absorbed energy with its standard error.

    Raises
    ------
    OutOfValidityError
        If the spot leans or converges, reaches beyond the response, or has its light where the rings of the response
        are too wide; if the response is not that of a pencil beam at a right angle, or holds no batches.

    Notes
    -----
    The error is made up as that of :func:`spot_on_rings`.
    """
    across, down = as_edges("x_edges", x_edges), as_edges("y_edges", y_edges)
    _check(pencil, source, float(np.hypot(np.abs(across).max(), np.abs(down).max())))
    x, x_weight, x_owner = _places(across, source.half_x)
    y, y_weight, y_owner = _places(down, source.half_y)
    weights = np.zeros((across.size - 1, down.size - 1, pencil.radial_edges.size - 1))
    on_axis = np.zeros(weights.shape[:2])
    for place, weight, owner in zip(x, x_weight, x_owner, strict=True):
        np.add.at(on_axis[owner], y_owner, weight * y_weight * irradiance(source, place, y))
        part = np.diff(power_within(source, place, y[:, None], pencil.radial_edges), axis=-1)
        np.add.at(weights[owner], y_owner, weight * y_weight[:, None] * part)
    chosen = np.arange(pencil.depth_edges.size - 1) if slices is None else np.atleast_1d(np.asarray(slices, np.int64))
    if np.any(chosen < 0) or np.any(chosen >= pencil.depth_edges.size - 1):
        raise OutOfValidityError(f"slices must lie in 0 to {pencil.depth_edges.size - 2}; found {chosen}")
    flat = weights.reshape(-1, weights.shape[-1])
    absorbed, error = _convolved(pencil, flat, on_axis.ravel(), chosen)
    shape = (*weights.shape[:2], chosen.size)
    return PlaneLight(
        absorbed=absorbed.reshape(shape),
        absorbed_error=error.reshape(shape),
        x_edges=across,
        y_edges=down,
        slices=chosen,
    )


def check_response(pencil: MonteCarloLight) -> None:
    """Refuse what is not the response to a pencil beam at a right angle.

    Parameters
    ----------
    pencil : MonteCarloLight
        What should be one.

    Raises
    ------
    OutOfValidityError
        If its beam was another.
    """
    source = pencil.source
    if source.profile != "pencil" or not source.is_plain:
        leaning = "" if source.is_plain else " that leans or converges"
        raise OutOfValidityError(
            f'the response is that of a beam "{source.profile}"{leaning}, not of a pencil beam at a right angle',
            hint='run monte_carlo with beam="pencil" and without a cosine',
        )


def _convolved(
    pencil: MonteCarloLight, weights: Floats, on_axis: Floats, slices: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Weighted sum over rings, and its error from the batches and from the width of the rings.

    ``weights`` is (T, R) for places by rings, ``on_axis`` (T,) the irradiance at the places [1/m^2].
    """
    absorbed, error = _weighted(pencil, weights, slices)
    area = np.pi * np.diff(pencil.radial_edges**2)
    # The first ring, whose light is on the axis as good as all, and the others in pairs; one may be left over.
    first = np.zeros_like(weights)
    first[:, 0] = on_axis * area[0] - weights[:, 0]
    pairs = np.zeros_like(weights)
    inner = np.arange(1, area.size - 1, 2)
    both = (weights[:, inner] + weights[:, inner + 1]) / (area[inner] + area[inner + 1])
    for ring in (inner, inner + 1):
        pairs[:, ring] = both * area[ring] - weights[:, ring]
    squares = np.zeros_like(error)
    for change in (first, pairs):
        apart, noise = _weighted(pencil, change, slices)
        # Chance alone makes rings differ, which the spread of batches tells already.
        squares += np.maximum(apart**2 - noise**2, 0.0)
    excess = np.sqrt(squares) - 3.0 * error
    largest = absorbed.max(axis=0)
    if np.any(excess > _MOST_OF_RINGS * largest):
        share = np.max(excess[:, largest > 0.0] / largest[largest > 0.0])
        needed = pencil.radial_edges[-1]
        raise OutOfValidityError(
            f"the rings of the response are too wide for this spot: they make it wrong by up to {100 * share:.2g} % of "
            f"its largest value; {100 * _MOST_OF_RINGS:g} % is the most",
            hint=f"run the pencil beam on pencil_rings({needed:g}), for spots of less than half a millimetre with a "
            "finest width of a hundredth of the diameter or less",
        )
    return absorbed, np.hypot(error, np.sqrt(squares))


def _weighted(pencil: MonteCarloLight, weights: Floats, slices: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Weighted sum over rings, and its standard error from the batches."""
    assert pencil.kept is not None
    assert pencil.kept_packets is not None
    mean = np.einsum("tr,rz->tz", weights, pencil.absorbed[:, slices])
    spread = np.zeros_like(mean)
    for grid, count in zip(pencil.kept, pencil.kept_packets, strict=True):
        spread += count * (np.einsum("tr,rz->tz", weights, grid[:, slices]) - mean) ** 2
    groups = pencil.kept_packets.size
    if groups == 1:
        return mean, np.full_like(mean, np.nan)
    return mean, np.sqrt(spread / ((groups - 1) * pencil.packets))


def _places(edges: Floats, half: float) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Places in the cells, their weights in the cell's mean, their cells; none is averaged across the beam's edge."""
    inner = [edge for edge in (-half, half) if edges[0] < edge < edges[-1]]
    fine = np.unique(np.append(edges, inner))
    width = np.diff(fine)
    places = 0.5 * (fine[1:] + fine[:-1])[:, None] + 0.5 * width[:, None] * _NODES
    owner = np.searchsorted(edges, fine[:-1], side="right") - 1
    weights = 0.5 * _WEIGHTS * (width / np.diff(edges)[owner])[:, None]
    return places.ravel(), weights.ravel(), np.repeat(owner, _NODES.size)


def _shared_area(away: Floats, first: Floats, second: Floats | float) -> Floats:
    """Area that two discs share, by the distance of their centres and their radii."""
    small, large = np.minimum(first, second), np.maximum(first, second)
    nested, apart = away <= large - small, away >= large + small
    crossing = ~nested & ~apart
    safe = np.where(crossing, away, 1.0)
    one = np.where(crossing, first, 1.0)
    other = np.where(crossing, second, 1.0)
    angle = np.arccos(np.clip((safe**2 + one**2 - other**2) / (2.0 * safe * one), -1.0, 1.0))
    facing = np.arccos(np.clip((safe**2 + other**2 - one**2) / (2.0 * safe * other), -1.0, 1.0))
    kite = (one + other - safe) * (safe + one - other) * (safe - one + other) * (safe + one + other)
    lens = one**2 * angle + other**2 * facing - 0.5 * np.sqrt(np.maximum(kite, 0.0))
    return np.where(crossing, lens, np.where(nested, np.pi * small**2, 0.0))


def _discs(away: Floats, rho: Floats, least: float, most: float) -> Floats:
    """Area shared with discs about the axis, integrated over their radius from least to most."""
    low, high = np.abs(away - rho), away + rho
    whole = np.pi * rho**2 * np.maximum(most - np.maximum(high, least), 0.0)
    held = np.clip(rho - away, least, most)  # discs up to this radius lie within
    within = np.pi / 3.0 * (held**3 - least**3)
    first, last = np.clip(low, least, most), np.clip(high, least, most)
    crossed = np.zeros(rho.shape)
    for node, weight in zip(_PART_NODES, _PART_WEIGHTS, strict=True):
        radius = 0.5 * (first + last) + 0.5 * node * (last - first)
        crossed += 0.5 * weight * (last - first) * _shared_area(away, rho, radius)
    return whole + within + crossed


def _corner_area(u: Floats, v: Floats, radius: Floats) -> Floats:
    """Area of the disc about the origin that lies left of u and below v."""
    disc = np.pi * radius**2
    left, below = _left_of(u, radius), _left_of(v, radius)
    inside = u**2 + v**2 < radius**2
    outside = np.where(u >= 0.0, np.where(v >= 0.0, left + below - disc, below), np.where(v >= 0.0, left, 0.0))
    return np.where(inside, 0.5 * (left + below) - 0.25 * disc + u * v, outside)


def _left_of(u: Floats, radius: Floats) -> Floats:
    """Area of the disc about the origin that lies left of u."""
    part = np.clip(u / np.where(radius > 0.0, radius, 1.0), -1.0, 1.0)
    return radius**2 * (0.5 * np.pi + np.arcsin(part) + part * np.sqrt(1.0 - part**2))


def _check(pencil: MonteCarloLight, source: LightSource, farthest: float) -> None:
    if not source.is_plain:
        raise OutOfValidityError(
            "the response to a pencil beam at a right angle says nothing of a beam that leans or converges",
            hint="simulate it: hand the LightSource to monte_carlo as its beam",
        )
    if source.profile == "pencil":
        raise OutOfValidityError("a pencil beam is the response itself", hint="give a beam with a diameter")
    check_response(pencil)
    needed = reach(source) + farthest
    if needed > pencil.radial_edges[-1] * (1.0 + 1e-9):
        raise OutOfValidityError(
            f"the spot reaches {1e3 * reach(source):g} mm and the places {1e3 * farthest:g} mm from the axis; the "
            f"response ends at {1e3 * pencil.radial_edges[-1]:g} mm",
            hint=f"run the pencil beam on rings up to {1e3 * needed:g} mm, or ask for places nearer to the axis",
        )
    if pencil.kept is None or pencil.kept_packets is None:
        raise OutOfValidityError(
            "the response holds no batches, so that the spot's error cannot be told",
            hint="run monte_carlo with keep_batches=True",
        )
