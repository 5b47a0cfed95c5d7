r"""Beams: their shape across the axis, where they are focused, and how they lean.

A beam is described as it would be without whatever lies on the skin: its shape belongs to the plane across its axis
through the point where the axis meets the skin. There its irradiance, relative to its power, is the profile

.. math:: \int p \, dA = 1 .

A leaning beam therefore lights an ellipse that is longer by one over the cosine of its angle; it leans towards x.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics import _packet_steps as steps

__all__ = [
    "LightSource",
    "Profile",
    "converging",
    "focused",
    "gaussian",
    "half_angle",
    "irradiance",
    "launch",
    "measured",
    "pencil",
    "reach",
    "rectangle",
    "tilted",
    "top_hat",
]

Floats = NDArray[np.float64]

Profile = Literal["pencil", "top_hat", "gaussian", "measured", "rectangle"]
"""Shape of a beam across its axis."""

_SHAPES: dict[Profile, int] = {
    "pencil": steps.PENCIL,
    "top_hat": steps.TOP_HAT,
    "gaussian": steps.GAUSSIAN,
    "measured": steps.MEASURED,
    "rectangle": steps.RECTANGLE,
}

GAUSSIAN_REACH = 2.5
"""Radii within which a Gaussian counts as ended: 4e-6 of its power lies beyond [1]."""


@dataclass(frozen=True, slots=True, eq=False)
class LightSource:
    """One beam; made by the functions of this module, which check it."""

    profile: Profile = "pencil"
    """Shape across the axis."""
    half_x: float = 0.0
    """Radius of a round beam (of a Gaussian, where the irradiance has fallen to exp(-2)), or half of the rectangle's
    side along x [m]."""
    half_y: float = 0.0
    """Half of the rectangle's side along y; otherwise the radius again [m]."""
    angle: float = 0.0
    """Angle between the axis and the normal of the skin, in the medium above [rad]."""
    focus: float = math.inf
    """Distance along the axis from the skin's surface to the point where all rays would meet without skin [m]."""
    table: Floats = field(default_factory=lambda: np.zeros((3, 1)))
    """(3, N) of a measured profile: radius [m], irradiance relative to power [1/m^2], share of the power within [1]."""

    def __post_init__(self) -> None:
        if self.profile not in _SHAPES:
            raise OutOfValidityError(
                f'there is no profile called "{self.profile}"', hint="known: " + ", ".join(_SHAPES)
            )
        sides = () if self.profile == "pencil" else (self.half_x, self.half_y)
        if not all(0.0 < side < math.inf for side in sides):
            raise OutOfValidityError(
                f"half of a beam's sides are {self.half_x:g} m and {self.half_y:g} m; they must be above 0 and finite"
            )
        if not 0.0 <= self.angle < 0.5 * math.pi:
            raise OutOfValidityError(
                f"the angle of incidence is {self.angle:g} rad; it must be 0 or more and below pi/2"
            )
        if not self.focus > 0.0:
            raise OutOfValidityError(f"the focus lies {self.focus:g} m below the surface; it must lie below it")
        if self.profile == "measured" and not (
            self.table.shape[1:] >= (2,) and self.table.shape[0] == 3 and np.all(np.isfinite(self.table))
        ):
            raise OutOfValidityError("a measured beam needs a table of finite numbers", hint="make it with measured()")

    @property
    def is_parallel(self) -> bool:
        """Whether all rays have the direction of the axis."""
        return math.isinf(self.focus)

    @property
    def is_plain(self) -> bool:
        """Whether all rays meet the skin at a right angle."""
        return self.angle == 0.0 and math.isinf(self.focus)

    def kernel_arguments(self) -> tuple[int, Floats, Floats]:
        """Shape, numbers and table as the compiled steps take them."""
        numbers = np.zeros(5)
        numbers[steps.HALF_X], numbers[steps.HALF_Y] = self.half_x, self.half_y
        numbers[steps.TILT_COSINE], numbers[steps.TILT_SINE] = math.cos(self.angle), math.sin(self.angle)
        numbers[steps.FOCUS] = self.focus
        return _SHAPES[self.profile], numbers, np.require(self.table, np.float64, ("C", "W"))


def pencil() -> LightSource:
    """Beam without width."""
    return LightSource()


def top_hat(*, diameter: float) -> LightSource:
    """Round beam, even over its disc.

    Parameters
    ----------
    diameter : float
        Diameter [m].

    Returns
    -------
    LightSource
        The beam.
    """
    return _round("top_hat", diameter)


def gaussian(*, diameter: float) -> LightSource:
    r"""Round beam whose irradiance falls as :math:`e^{-2 r^2/w^2}`.

    Parameters
    ----------
    diameter : float
        Diameter :math:`2w`, where the irradiance has fallen to exp(-2) of that on the axis [m].

    Returns
    -------
    LightSource
        The beam.
    """
    return _round("gaussian", diameter)


def measured(radius: ArrayLike, irradiance: ArrayLike) -> LightSource:
    """Round beam with a profile from a table; straight lines between its radii, nothing beyond the last.

    Parameters
    ----------
    radius : (N,) array
        Distances from the axis, increasing from 0 [m].
    irradiance : (N,) array
        Irradiance there, in any unit, not negative [1].

    Returns
    -------
    LightSource
        The beam.

    Raises
    ------
    OutOfValidityError
        If the table is no profile.
    """
    r, p = np.asarray(radius, np.float64), np.asarray(irradiance, np.float64)
    if r.ndim != 1 or r.shape != p.shape or r.size < 2:
        raise OutOfValidityError(
            f"a measured profile needs as many irradiances as radii, two or more; found {p.shape} and {r.shape}"
        )
    if r[0] != 0.0 or np.any(np.diff(r) <= 0.0) or not np.all(np.isfinite(r)):
        raise OutOfValidityError(
            f"the radii of a profile must increase from 0; the first is {r[0]:g} m",
            hint="measure from the axis of the beam and sort the table",
        )
    if np.any(p < 0.0) or not np.all(np.isfinite(p)):
        raise OutOfValidityError(
            f"irradiance must be finite and 0 or more; the lowest is {np.min(p):g}",
            hint="take the camera's dark level off and set what is below it to 0",
        )
    # The integral of 2 pi r p over a ring, exact for straight lines.
    slope = np.diff(p) / np.diff(r)
    level = p[:-1] - slope * r[:-1]
    ring = np.pi * level * np.diff(r**2) + 2.0 / 3.0 * np.pi * slope * np.diff(r**3)
    within = np.concatenate([[0.0], np.cumsum(np.maximum(ring, 0.0))])
    if within[-1] <= 0.0:
        raise OutOfValidityError("the measured profile holds no light: every irradiance is 0")
    return LightSource(
        profile="measured",
        half_x=float(r[-1]),
        half_y=float(r[-1]),
        table=np.stack([r, p / within[-1], within / within[-1]]),
    )


def rectangle(*, width: float, length: float) -> LightSource:
    """Rectangular beam, even over its area: the window of a flash lamp.

    Parameters
    ----------
    width, length : float
        Sides along x and along y [m].

    Returns
    -------
    LightSource
        The beam.
    """
    for name, side in (("width", width), ("length", length)):
        _above_zero(f"the {name} of a rectangular beam", side)
    return LightSource(profile="rectangle", half_x=0.5 * width, half_y=0.5 * length)


def focused(source: LightSource, *, focus: float) -> LightSource:
    """Beam whose rays all point at a place below the skin's surface.

    Parameters
    ----------
    source : LightSource
        Shape of the beam where it meets the skin.
    focus : float
        Distance along the axis from the surface to the focus, as if the medium above went on; what is denser moves
        the true focus deeper [m].

    Returns
    -------
    LightSource
        The beam.

    Raises
    ------
    OutOfValidityError
        If the focus does not lie below the surface, or the beam has no width.
    """
    if not focus > 0.0 or math.isinf(focus):
        raise OutOfValidityError(
            f"the focus lies {focus:g} m below the surface; it must lie below it, above 0 m and finite",
            hint="for parallel light leave the focus out; a beam that spreads beyond its focus is not computed",
        )
    if source.profile == "pencil":
        raise OutOfValidityError("a pencil beam has no rays to focus", hint="give a beam with a diameter")
    return _whole(replace(source, focus=float(focus)))


def converging(*, focus: float, half_angle: float) -> LightSource:
    """Cone of light, even over its disc on the skin, with its tip at the focus.

    Parameters
    ----------
    focus : float
        Depth of the focus below the surface, as if the medium above went on [m].
    half_angle : float
        Angle between the axis and the outermost rays, in the medium above, below a right angle [rad].

    Returns
    -------
    LightSource
        The beam.
    """
    if not 0.0 < half_angle < 0.5 * math.pi:
        raise OutOfValidityError(f"the half angle is {half_angle:g} rad; it must be above 0 and below pi/2")
    if not focus > 0.0:
        raise OutOfValidityError(
            f"the focus lies {focus:g} m below the surface; it must lie below it, above 0 m",
            hint="a beam that spreads beyond its focus is not computed",
        )
    return focused(top_hat(diameter=2.0 * focus * math.tan(half_angle)), focus=focus)


def tilted(source: LightSource, *, angle: float) -> LightSource:
    """The same beam, leaning towards x.

    Parameters
    ----------
    source : LightSource
        The beam.
    angle : float
        Angle of incidence of the axis in the medium above, 0 or more and below a right angle [rad].

    Returns
    -------
    LightSource
        The leaning beam.
    """
    if not 0.0 <= angle < 0.5 * math.pi:
        raise OutOfValidityError(f"the angle of incidence is {angle:g} rad; it must be 0 or more and below pi/2")
    return _whole(replace(source, angle=float(angle)))


def half_angle(source: LightSource) -> float:
    """Angle between the axis and the ray at the beam's radius [rad]; 0 for parallel light.

    Parameters
    ----------
    source : LightSource
        The beam.

    Returns
    -------
    float
        The angle [rad].
    """
    return math.atan(math.hypot(source.half_x, source.half_y if source.profile == "rectangle" else 0.0) / source.focus)


def reach(source: LightSource) -> float:
    """Distance from the axis beyond which the beam, at a right angle on the skin, has no light.

    Parameters
    ----------
    source : LightSource
        The beam; a Gaussian counts as ended at two and a half of its radii, where 4e-6 of its power is left out.

    Returns
    -------
    float
        The distance [m].
    """
    if source.profile == "rectangle":
        return math.hypot(source.half_x, source.half_y)
    return source.half_x * (GAUSSIAN_REACH if source.profile == "gaussian" else 1.0)


def irradiance(source: LightSource, x: ArrayLike, y: ArrayLike) -> Floats:
    """Irradiance across the axis relative to the beam's power.

    Parameters
    ----------
    source : LightSource
        The beam; not a pencil, whose irradiance is infinite.
    x, y : array
        Place in the plane across the axis, from the axis [m].

    Returns
    -------
    array
        Irradiance relative to power [1/m^2].
    """
    if source.profile == "pencil":
        raise OutOfValidityError("the irradiance of a pencil beam is infinite", hint="give a beam with a diameter")
    along, beside = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
    distance = np.hypot(along, beside)
    if source.profile == "top_hat":
        return np.where(distance < source.half_x, 1.0 / (np.pi * source.half_x**2), 0.0)
    if source.profile == "gaussian":
        width = source.half_x
        return np.asarray(2.0 / (np.pi * width**2) * np.exp(-2.0 * (distance / width) ** 2))
    if source.profile == "rectangle":
        inside = (np.abs(along) < source.half_x) & (np.abs(beside) < source.half_y)
        return np.where(inside, 0.25 / (source.half_x * source.half_y), 0.0)
    return np.asarray(np.interp(distance, source.table[0], source.table[1], right=0.0))


def launch(source: LightSource, shares: ArrayLike, *, height: float = 0.0) -> tuple[Floats, Floats]:
    """Rays of the beam for given even random shares, as the light kernels begin them.

    Parameters
    ----------
    source : LightSource
        The beam.
    shares : (N, 2) array
        Even random numbers in [0, 1) [1].
    height : float
        Height of the outermost surface above the skin's, 0 without cover [m].

    Returns
    -------
    tuple of (N, 2) array, (N, 3) array
        Where the rays meet the outermost surface (x, y) [m], and their directions in the medium above [1].
    """
    pairs = np.asarray(shares, np.float64).reshape(-1, 2)
    shape, numbers, table = source.kernel_arguments()
    rays = np.array([steps.launched(shape, numbers, table, -float(height), a, b) for a, b in pairs])
    return rays[:, :2], rays[:, 2:]


def _round(profile: Profile, diameter: float) -> LightSource:
    _above_zero(f"the diameter of a {profile.replace('_', ' ')} beam", diameter)
    return LightSource(profile=profile, half_x=0.5 * diameter, half_y=0.5 * diameter)


def _above_zero(what: str, value: float) -> None:
    if not 0.0 < value < math.inf:
        raise OutOfValidityError(
            f"{what} is {value:g} m; it must be above 0 and finite", hint='for a beam without width take "pencil"'
        )


def _whole(source: LightSource) -> LightSource:
    """The beam, if all of its rays come down on the skin; tails of a Gaussian apart."""
    if source.angle + half_angle(source) >= 0.5 * math.pi:
        raise OutOfValidityError(
            f"the beam leans by {source.angle:g} rad and converges by {half_angle(source):g} rad: together they must "
            "stay below pi/2, or some rays would pass above the skin",
            hint="lean it less or focus it deeper",
        )
    return source
