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
from lentigo.physics.convolution import check_response
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
        Response to a pencil beam of normal incidence, of a run with ``keep_batches``, with rings finer than the spot.
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
        If the diameter is not positive or wider than the response, a slice absorbs nothing, or the response is not that
        of a pencil beam at a right angle or holds no batches.

    Notes
    -----
    The factor is a ratio of two sums over the same packets. Its error is that of such a ratio, from the spread of
    batches: :math:`\sum_b n_b (N_b - F D_b)^2 / ((B - 1)\, n D^2)` with the numerators and denominators of batches per
    packet. That a packet leaves its energy in several rings is in it.
    """
    check_response(pencil)
    edges = pencil.radial_edges
    radius = 0.5 * diameter
    if not 0.0 < radius <= edges[-1]:
        raise OutOfValidityError(
            f"the diameter must be above 0 and at most {2e3 * edges[-1]:g} mm, the width of the response,"
            f" not {1e3 * diameter:g} mm"
        )
    if pencil.kept is None or pencil.kept_beyond is None or pencil.kept_packets is None:
        raise OutOfValidityError(
            "the response holds no batches, so that the factor's error cannot be told",
            hint="run monte_carlo with keep_batches=True",
        )
    square = edges**2
    area = np.diff(square)
    if beam == "top_hat":
        inside = np.clip(radius**2 - square[:-1], 0.0, area) / area
    else:
        fall = np.exp(-2.0 * square / radius**2)
        inside = 0.5 * radius**2 * -np.diff(fall) / area
    volume = np.pi * area[:, None] * np.diff(pencil.depth_edges)
    near = np.einsum("r,rz->z", inside, pencil.absorbed * volume)
    total = (pencil.absorbed * volume).sum(axis=0) + pencil.absorbed_beyond
    if np.any(total <= 0.0):
        raise OutOfValidityError("a slice that absorbs nothing has no factor")
    factor = near / total
    groups = pencil.kept_packets.size
    if groups == 1:
        return SpotFactor(factor=factor, error=np.full_like(factor, np.nan))
    near_of = np.einsum("r,brz->bz", inside, pencil.kept * volume)
    total_of = (pencil.kept * volume).sum(axis=1) + pencil.kept_beyond
    apart = near_of - factor * total_of
    variance = (pencil.kept_packets[:, None] * apart**2).sum(axis=0) / ((groups - 1) * pencil.kept_packets.sum())
    return SpotFactor(factor=factor, error=np.sqrt(variance) / total)
