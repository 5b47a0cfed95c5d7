"""Light that leaves a stack of layers through one of its faces, by radius and by angle."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo.physics._batches import Tally

__all__ = ["LightEscape"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LightEscape:
    """What leaves through one face, per incident energy, each with its standard error."""

    by_radius: Floats
    """(R,) energy that leaves per area of the face [1/m^2]."""
    by_radius_error: Floats
    """(R,) standard error of it [1/m^2]."""
    by_angle: Floats
    """(A,) energy that leaves per solid angle, whatever the radius [1/sr]."""
    by_angle_error: Floats
    """(A,) standard error of it [1/sr]."""
    by_radius_and_angle: Floats
    """(R, A) energy that leaves per area and solid angle [1/(m^2 sr)]."""
    by_radius_and_angle_error: Floats
    """(R, A) standard error of it [1/(m^2 sr)]."""
    beyond: float
    """Share that leaves beyond the last radius [1]."""
    beyond_error: float
    """Standard error of it [1]."""


def escapes(
    *, cells: Tally, by_ring: Tally, by_angle: Tally, rings: Floats, angle_edges: Floats
) -> tuple[LightEscape, LightEscape]:
    """What left upwards and downwards, by radius and angle.

    Parameters
    ----------
    cells : Tally
        Shares of the packets by side, ring and angle, (2, R+1, A) [1]; the last ring is all that lies beyond.
    by_ring, by_angle : Tally
        The same by side and ring, (2, R+1), and by side and angle, (2, A) [1].
    rings : (R+1,) array
        Edges of the rings [m].
    angle_edges : (A+1,) array
        Edges of the angles to the normal [rad].

    Returns
    -------
    tuple of LightEscape
        Upwards and downwards: shares per area, per solid angle, and both, each with its standard error.
    """
    area = np.pi * np.diff(rings**2)
    # The difference of two cosines, without the loss of digits near the normal.
    solid = 4.0 * np.pi * np.sin(0.5 * (angle_edges[1:] + angle_edges[:-1])) * np.sin(0.5 * np.diff(angle_edges))
    both, both_error = cells.mean()[:, :-1] / (area[:, None] * solid), cells.error()[:, :-1] / (area[:, None] * solid)
    ring, ring_error = by_ring.mean(), by_ring.error()
    angle, angle_error = by_angle.mean() / solid, by_angle.error() / solid
    up, down = (
        LightEscape(
            by_radius=ring[side, :-1] / area,
            by_radius_error=ring_error[side, :-1] / area,
            by_angle=angle[side],
            by_angle_error=angle_error[side],
            by_radius_and_angle=both[side],
            by_radius_and_angle_error=both_error[side],
            beyond=float(ring[side, -1]),
            beyond_error=float(ring_error[side, -1]),
        )
        for side in (0, 1)
    )
    return up, down
