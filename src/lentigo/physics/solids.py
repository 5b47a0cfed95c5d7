"""Solids in the skin, as the light kernels take them: vessels as cylinders, a lesion as an upright disc."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lentigo.errors import OutOfValidityError
from lentigo.physics import _packet_steps as steps

__all__ = ["Solid", "lesion_disc", "vessel"]


@dataclass(frozen=True, slots=True)
class Solid:
    """A body of one material in the skin; made by :func:`vessel` and :func:`lesion_disc`, which check it."""

    kind: int
    """Cylinder or disc, as the kernel counts them."""
    numbers: tuple[float, float, float, float, float]
    """Place and size, as the kernel takes them [m]."""
    top: float
    """Depth of its highest point [m]."""
    bottom: float
    """Depth of its lowest point [m]."""
    absorption: float
    """Absorption coefficient [1/m]."""
    scattering: float
    """Scattering coefficient [1/m]."""
    anisotropy: float
    """Mean cosine of scattering [1]."""


def vessel(
    *, depth: float, radius: float, absorption: float, scattering: float, anisotropy: float, x: float = 0.0
) -> Solid:
    """Straight vessel along y, without end.

    Parameters
    ----------
    depth : float
        Depth of its axis below the skin's surface [m].
    radius : float
        Radius [m].
    absorption, scattering : float
        Absorption and scattering coefficient of what it holds [1/m].
    anisotropy : float
        Mean cosine of scattering in it [1].
    x : float
        Distance of its axis from that of the beam, to one side [m].

    Returns
    -------
    Solid
        The vessel.

    Raises
    ------
    OutOfValidityError
        If a number cannot be, or the vessel stands out of the skin.
    """
    _check_size("the radius of a vessel", radius)
    if not radius <= depth < np.inf:
        raise OutOfValidityError(
            f"the axis of a vessel of radius {radius:g} m lies {depth:g} m deep; it must lie at least as deep as its "
            "radius, or it stands out of the skin",
            hint="put it deeper or make it thinner",
        )
    _check_material(absorption, scattering, anisotropy)
    return Solid(
        kind=steps.CYLINDER,
        numbers=(float(x), float(depth), float(radius), 0.0, 0.0),
        top=float(depth - radius),
        bottom=float(depth + radius),
        absorption=float(absorption),
        scattering=float(scattering),
        anisotropy=float(anisotropy),
    )


def lesion_disc(
    *,
    radius: float,
    top: float,
    bottom: float,
    absorption: float,
    scattering: float,
    anisotropy: float,
    x: float = 0.0,
    y: float = 0.0,
) -> Solid:
    """Round lesion with an upright edge.

    Parameters
    ----------
    radius : float
        Radius [m].
    top, bottom : float
        Depths between which it lies [m]; those of the epidermis' edges for a lesion of the epidermis.
    absorption, scattering : float
        Absorption and scattering coefficient in it [1/m].
    anisotropy : float
        Mean cosine of scattering in it [1].
    x, y : float
        Place of its axis [m].

    Returns
    -------
    Solid
        The lesion.

    Raises
    ------
    OutOfValidityError
        If a number cannot be, or the disc has no thickness.
    """
    _check_size("the radius of a lesion", radius)
    if not 0.0 <= top < bottom < np.inf:
        raise OutOfValidityError(
            f"a lesion from {top:g} m to {bottom:g} m: its top must be at 0 m or deeper and its bottom below its top",
            hint="leave out a lesion without thickness",
        )
    _check_material(absorption, scattering, anisotropy)
    return Solid(
        kind=steps.DISC,
        numbers=(float(x), float(y), float(radius), float(top), float(bottom)),
        top=float(top),
        bottom=float(bottom),
        absorption=float(absorption),
        scattering=float(scattering),
        anisotropy=float(anisotropy),
    )


def _check_size(what: str, value: float) -> None:
    if not 0.0 < value < np.inf:
        raise OutOfValidityError(
            f"{what} is {value:g} m; it must be above 0 and finite", hint="leave out a solid without size"
        )


def _check_material(absorption: float, scattering: float, anisotropy: float) -> None:
    for name, value in (("absorption", absorption), ("scattering", scattering)):
        if not 0.0 <= value < np.inf:
            raise OutOfValidityError(f"the {name} of a solid is {value:g} /m; it must be finite and 0 /m or more")
    if not abs(anisotropy) < 1.0:
        raise OutOfValidityError(
            f"the anisotropy of a solid is {anisotropy:g}; it must lie between -1 and 1, both excluded"
        )
