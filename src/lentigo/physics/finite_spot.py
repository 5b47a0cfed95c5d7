r"""How much of a broad beam's light a spot of finite size keeps on its axis.

Light that a narrow beam loses sideways, a broad beam gets back from its neighbourhood. In layers that are the same
everywhere, the light on the axis of a spot is the light of one thin ray, summed over the places where rays of the spot
enter: one pencil-beam response serves every diameter and shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics.monte_carlo import MonteCarloLight

__all__ = ["SpotFactor", "spot_factor"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SpotFactor:
    """Light on the axis of a spot relative to a broad beam of the same radiant exposure there."""

    factor: Floats
    """(Z,) factor on the absorbed energy, and so on the fluence, of each slice [1]."""
    error: Floats
    """(Z,) standard error of it [1]."""


def spot_factor(
    pencil: MonteCarloLight, *, diameter: float, beam: Literal["top_hat", "gaussian"] = "top_hat"
) -> SpotFactor:
    r"""Light on the axis of a spot, by depth, relative to a broad beam.

    .. math:: F(z) = \frac{\int_0^\infty s(r)\, A(r, z)\, 2\pi r\, dr}{\int_0^\infty A(r, z)\, 2\pi r\, dr}

    with the pencil beam's absorbed energy :math:`A` and the spot's irradiance :math:`s` relative to its axis: 1 inside
    the radius of a top hat, :math:`\exp(-2 r^2 / w^2)` for a Gaussian.

    Parameters
    ----------
    pencil : MonteCarloLight
        Response to a pencil beam of normal incidence, with rings finer than the spot.
    diameter : float
        Diameter of the spot on the surface [m]; of a Gaussian, where the irradiance has fallen to exp(-2).
    beam : {"top_hat", "gaussian"}
        Shape of the spot [1].

    Returns
    -------
    SpotFactor
        Factor of each slice of the response, with its standard error.

    Raises
    ------
    OutOfValidityError
        If the diameter is not positive or wider than the response, or a slice absorbs nothing.

    Notes
    -----
    The error takes rings as independent of each other. A packet leaves its energy in several rings, so that the error
    of wide bands is somewhat larger than stated.
    """
    edges = pencil.radial_edges
    radius = 0.5 * diameter
    if not 0.0 < radius <= edges[-1]:
        raise OutOfValidityError(
            f"the diameter must be above 0 and at most {2e3 * edges[-1]:g} mm, the width of the response,"
            f" not {1e3 * diameter:g} mm"
        )
    square = edges**2
    area = np.diff(square)
    if beam == "top_hat":
        inside = np.clip(radius**2 - square[:-1], 0.0, area) / area
    else:
        fall = np.exp(-2.0 * square / radius**2)
        inside = 0.5 * radius**2 * -np.diff(fall) / area
    volume = np.pi * area[:, None] * np.diff(pencil.depth_edges)
    share = np.concatenate([pencil.absorbed * volume, pencil.absorbed_beyond[None]])
    error = np.concatenate([pencil.absorbed_error * volume, pencil.absorbed_beyond_error[None]])
    weight = np.append(inside, 0.0)[:, None]
    total = share.sum(axis=0)
    if np.any(total <= 0.0):
        raise OutOfValidityError("a slice that absorbs nothing has no factor")
    factor = (weight * share).sum(axis=0) / total
    spread: Floats = np.sqrt((((weight - factor) * error) ** 2).sum(axis=0)) / total
    return SpotFactor(factor=factor, error=spread)
