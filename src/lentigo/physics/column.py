r"""One column that a narrow beam drills: how deep and wide tissue is taken away, and the rim that its heat coagulates.

**Depth.** On the axis of a Gaussian beam of the energy E, the radiant exposure is :math:`H_0 = 2E/(\pi w^2)`. Of it
the share :math:`\eta`, one efficiency for each tip, drills once drilling has begun; plume, splash and light beside the
channel take the rest, so that a volume costs :math:`h/\eta`. With that, by the steady law of
:func:`lentigo.physics.ablation.removal_depth`, a wide beam would remove :math:`F(H_0)`. A narrow beam
widens on its way down, by diffraction, so that its axis is the thinner lit the deeper the floor lies, and the light
beside it meets the wall:

.. math:: \frac{\mathrm{d}z}{\mathrm{d}F} = \frac{1}{1 + (z/z_R)^2},\qquad z_R = \frac{\pi w^2}{\lambda M^2}
          \quad\Rightarrow\quad z + \frac{z^3}{3 z_R^2} = F.

**Shape.** Each radius drills as deep as its own exposure lets it: the channel tapers to a point, and the longer it is,
the sharper.

**Rim.** Heat stays behind in two ways: that of the layer which was heated and not removed, per area of the beam, the
same however long the channel; and a share of the energy that did not drill, per volume of the channel. Its way through
tissue takes tens of milliseconds, longer than the pulse, so that the rim depends on how much heat there is and not on
:math:`\sqrt{a\tau}`. Around the channel heat spreads from a wall into a cylinder; below its point, only the heat that
stayed near the point counts, and a longer channel of the same beam has less of it there: the rim below the floor
becomes thinner as the energy rises, while the rim around the channel does not.

References
----------
.. [1] H. S. Carslaw, J. C. Jaeger, Conduction of Heat in Solids, 2nd ed., Oxford University Press, 1959.
.. [2] A. E. Siegman, Lasers, University Science Books, 1986 (width of a Gaussian beam along its way).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics.ablation import BLAST, heat_left, removal_depth, removal_threshold
from lentigo.physics.damage import DamageRate

__all__ = [
    "DrilledColumns",
    "coagulation_temperature",
    "drilled_columns",
    "drilling_threshold",
    "rayleigh_range",
    "wall_rim",
]

Floats = NDArray[np.float64]

_PLACES = 48
"""Depths at which the shape of a channel is taken."""

_INSTANTS = 20
_HALVINGS = 24

_WALL_HEAT = np.array([0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0])
_WALL_RIM = np.array([0.00481, 0.01435, 0.04661, 0.13119, 0.37338, 0.87078, 1.97451, 3.87235, 7.68294, 13.92079])
"""Rim over radius by heat over what warms a square of the radius; see :func:`wall_rim`."""


@dataclass(frozen=True, slots=True)
class DrilledColumns:
    """Columns of one tip at H energies; arrays (H,) in [m] and [m³]."""

    removed_depth: Floats
    """Depth of what was taken away, on the axis; zero below the threshold."""
    removed_width: Floats
    """Its diameter at the surface."""
    removed_volume: Floats
    depth: Floats
    """Depth of what was taken away or coagulated."""
    width: Floats
    """Its diameter at the surface."""
    volume: Floats
    """Its volume: what was coagulated is this less what was removed."""
    heat: Floats
    """Heat that stays in the skin [J]."""

    @property
    def rim_below(self) -> Floats:
        """Thickness of what is coagulated below the floor [m]."""
        return self.depth - self.removed_depth

    @property
    def rim_beside(self) -> Floats:
        """Thickness of what is coagulated around the channel, at the surface [m]."""
        return 0.5 * (self.width - self.removed_width)

    @property
    def coagulated_volume(self) -> Floats:
        """Volume that is coagulated and left in place [m³]."""
        return self.volume - self.removed_volume


def rayleigh_range(*, beam_diameter: float, wavelength: float, quality: float) -> float:
    r"""Way over which a beam widens by the root of two, :math:`\pi w^2/(\lambda M^2)` [m].

    Parameters
    ----------
    beam_diameter : float
        At its waist, where the irradiance has fallen to exp(-2) [m].
    wavelength : float
        [m].
    quality : float
        Divergence over that of an ideal Gaussian beam, M² [1].
    """
    if not (beam_diameter > 0.0 and wavelength > 0.0 and quality >= 1.0):
        raise OutOfValidityError("a beam needs a diameter and a wavelength above 0, and a quality of at least 1")
    return float(np.pi * (0.5 * beam_diameter) ** 2 / (wavelength * quality))


def coagulation_temperature(rate: DamageRate, *, duration: float) -> float:
    """Temperature that coagulates within a time [K]: where the rate is the inverse of the time.

    Parameters
    ----------
    rate : DamageRate
        Of the damage that counts.
    duration : float
        [s].
    """
    if not duration > 0.0:
        raise OutOfValidityError(f"a time of {duration:g} s coagulates nothing; it must be above 0")
    low, high, wanted = 300.0, 1000.0, -np.log(duration)
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if float(rate.log_rate(middle)) < wanted else (low, middle)
    return 0.5 * (low + high)


def wall_rim(heat_per_area: ArrayLike, *, radius: ArrayLike, heat_capacity: float, rise: float) -> Floats:
    r"""How far heat that a channel's wall was given at once warms tissue by a rise, beyond the wall [m].

    Heat spreads outward only: the channel is empty. With :math:`u = q/(\rho c\,\Delta T\,R)` the rim over the radius
    depends on u alone: :math:`2u/\sqrt{2\pi e}` for a wide channel, :math:`\sqrt{2u/e} - 1` for a narrow one; between
    them a numerical solution of the radial equation of heat is interpolated.

    Parameters
    ----------
    heat_per_area : array
        Heat given to the wall [J/m²].
    radius : array
        Of the channel [m].
    heat_capacity : float
        Of the tissue, per volume [J/(m³ K)].
    rise : float
        Rise of temperature that coagulates [K].
    """
    wide = np.maximum(np.asarray(radius, dtype=np.float64), 1e-12)
    u = np.asarray(heat_per_area, dtype=np.float64) / (heat_capacity * rise * wide)
    between = np.exp(np.interp(np.log(np.maximum(u, 1e-30)), np.log(_WALL_HEAT), np.log(_WALL_RIM)))
    plane = _WALL_RIM[0] * u / _WALL_HEAT[0]
    line = (_WALL_RIM[-1] + 1.0) * np.sqrt(u / _WALL_HEAT[-1]) - 1.0
    ratio = np.where(u < _WALL_HEAT[0], plane, np.where(u > _WALL_HEAT[-1], line, between))
    return np.asarray(wide * ratio)


def drilling_threshold(
    *,
    beam_diameter: float,
    gaussian: bool,
    pulse: float,
    absorption: float,
    onset: float,
    sensible: float,
    diffusivity: float,
) -> float:
    """Energy of a pulse below which nothing is removed, not even on the axis [J].

    Parameters
    ----------
    beam_diameter, gaussian, pulse, absorption, onset, sensible, diffusivity
        As for :func:`drilled_columns`.
    """
    exposure = float(
        removal_threshold(absorption=absorption, onset=onset, sensible=sensible, pulse=pulse, diffusivity=diffusivity)
    )
    return exposure * np.pi * (0.5 * beam_diameter) ** 2 / (2.0 if gaussian else 1.0)


def drilled_columns(
    energy: ArrayLike,
    *,
    beam_diameter: float,
    gaussian: bool,
    pulse: float,
    efficiency: float,
    absorption: float,
    heat_of_ablation: float,
    onset: float,
    sensible: float,
    rayleigh: float,
    wall_share: float,
    diffusivity: float,
    heat_capacity: float,
    rise: float,
    stacked: int = 1,
) -> DrilledColumns:
    """Columns that a tip drills and coagulates at several energies.

    Parameters
    ----------
    energy : (H,) array
        Of one pulse, increasing or not [J].
    beam_diameter : float
        Where the irradiance has fallen to exp(-2), or of the even disc [m].
    gaussian : bool
        Whether the beam is Gaussian; else an even disc.
    pulse : float
        Length of a pulse [s].
    efficiency : float
        Share of the light that drills, once drilling has begun [1].
    absorption : float
        Of the tissue while it is removed [1/m].
    heat_of_ablation, onset : float
        Energy that leaves with a volume of tissue, and energy density at which removal begins [J/m³].
    sensible : float
        Heat of tissue at its boiling point, above rest [J/m³].
    rayleigh : float
        Way over which the beam widens, from :func:`rayleigh_range`; infinite leaves that out [m].
    wall_share : float
        Share of the energy that does not drill, while the channel grows, which stays in its wall as heat [1].
    diffusivity : float
        Thermal diffusivity of the tissue [m²/s].
    heat_capacity : float
        Per volume [J/(m³ K)].
    rise : float
        Rise of temperature that coagulates [K].
    stacked : int
        Pulses on one place, each going on where the one before has ended [1].

    Returns
    -------
    DrilledColumns
        Zero where the energy lies below the threshold: then light only warms the skin.

    Raises
    ------
    OutOfValidityError
        If an energy is negative, or a size or share lies outside its range.
    """
    given = np.atleast_1d(np.asarray(energy, dtype=np.float64))
    _check(given, beam_diameter, pulse, efficiency, wall_share, rise, stacked)
    waist = 0.5 * beam_diameter
    peak = given * (2.0 if gaussian else 1.0) / (np.pi * waist**2)
    law = {
        "absorption": absorption,
        "heat_of_ablation": heat_of_ablation / efficiency,
        "onset": onset,
        "sensible": sensible,
        "pulse": pulse,
        "diffusivity": diffusivity,
    }
    flat = stacked * removal_depth(peak, **law)
    depth = 2.0 * rayleigh * np.sinh(np.arcsinh(1.5 * flat / rayleigh) / 3.0) if np.isfinite(rayleigh) else flat
    left = heat_left(peak, **law)
    drills = depth > 0.0
    # Slices are thinnest at the floor, where the channel ends in a point.
    edges = depth[:, None] * (1.0 - (1.0 - np.linspace(0.0, 1.0, _PLACES + 1)) ** 3)
    below_top, height = 0.5 * (edges[:, 1:] + edges[:, :-1]), np.diff(edges, axis=1)
    # What a wide beam would remove where this one has come to a depth, and the exposure that takes.
    reached = below_top * (1.0 + below_top**2 / (3.0 * rayleigh**2)) / stacked
    # The law of removal, solved for the exposure: what the blasts find in place makes it bend.
    bend = max(pulse / BLAST, 1.0) * onset / absorption
    spent = left[:, None] + bend * np.expm1(heat_of_ablation / efficiency * reached / bend)
    ratio = peak[:, None] / np.maximum(spent, 1e-300)
    at_top = peak / np.maximum(left, 1e-300)

    def area(of: Floats) -> Floats:
        spread = 0.5 * np.log(np.maximum(of, 1.0)) if gaussian else np.ones_like(of)
        return np.asarray(np.pi * waist**2 * spread)

    section = np.where(drills[:, None], area(ratio), 0.0)
    mouth = np.where(drills, area(at_top), 0.0)
    volume = (section * height).sum(axis=1)
    per_volume = wall_share * heat_of_ablation * (1.0 - efficiency) / efficiency
    floor = np.abs(np.diff(np.concatenate([mouth[:, None], section], axis=1), axis=1))
    heat = per_volume * section * height + left[:, None] * floor
    flat_heat = left * section[:, -1]
    # What lies beside the mouth is warmed by the wings of the beam, and not removed.
    wings = given * left / np.maximum(peak, 1e-300) if gaussian else np.zeros_like(given)
    radius, top = np.sqrt(section / np.pi), np.sqrt(mouth / np.pi)
    # A shallow crater has little wall: its heat goes down, not sideways.
    wall = depth**2 / np.maximum(depth**2 + top**2, 1e-300)
    rim = wall_rim(0.5 * per_volume * wall[:, None] * radius, radius=radius, heat_capacity=heat_capacity, rise=rise)
    beside = wall_rim(0.5 * per_volume * wall * top, radius=top, heat_capacity=heat_capacity, rise=rise)
    below = _rim_below(
        heat,
        depth[:, None] - below_top,
        radius,
        flat=flat_heat,
        cone=depth / np.maximum(top, 1e-12),
        warms=heat_capacity * rise,
    )
    below = np.where(drills, below, 0.0)
    outer = (np.pi * (radius + rim) ** 2 * height).sum(axis=1)
    tip = 2.0 / 3.0 * np.pi * (radius[:, -1] + rim[:, -1]) ** 2 * below
    return DrilledColumns(
        removed_depth=depth,
        removed_width=2.0 * top,
        removed_volume=volume,
        depth=depth + below,
        width=np.where(drills, 2.0 * (top + beside), 0.0),
        volume=np.where(drills, np.maximum(outer + tip, volume), 0.0),
        heat=np.where(drills, heat.sum(axis=1) + flat_heat + wings, stacked * given),
    )


def _rim_below(heat: Floats, height: Floats, radius: Floats, *, flat: Floats, cone: Floats, warms: float) -> Floats:
    """How far below the floor the heat of the channel warms the axis enough [m], (H,).

    Each slice is a ring of heat given at once, what is flat of the floor a disc; the largest rise over all times
    counts. Above a flat floor there is no tissue to share the heat with, beside a long channel there is: the factor
    goes from two to one.
    """
    share = 1.0 + 1.0 / np.sqrt(1.0 + cone**2)
    low, high = np.full(cone.shape, 1e-7), np.full(cone.shape, 2e-3)
    disc = np.maximum(radius[:, -1], 1e-12) ** 2
    for _ in range(_HALVINGS):
        middle = np.sqrt(low * high)
        away = (middle[:, None] + height) ** 2 + radius**2
        # Four diffusivities times the time, from the rim's own scale up to many times it.
        spread = middle[:, None] ** 2 * np.geomspace(0.3, 300.0, _INSTANTS)
        kernel = np.exp(-away[:, None, :] / spread[:, :, None]) / (np.pi * spread[:, :, None]) ** 1.5
        rings = (kernel * heat[:, None, :]).sum(axis=2)
        even = -np.expm1(-disc[:, None] / spread) * spread / disc[:, None]
        below = flat[:, None] * even * np.exp(-(middle[:, None] ** 2) / spread) / (np.pi * spread) ** 1.5
        warmest = share * (rings + below).max(axis=1)
        enough = warmest >= warms
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    return np.where(low > 1.001e-7, low, 0.0)


def _check(  # noqa: PLR0917 - private, and called once
    energy: Floats, diameter: float, pulse: float, efficiency: float, wall_share: float, rise: float, stacked: int
) -> None:
    if not np.all(np.isfinite(energy) & (energy >= 0.0)):
        raise OutOfValidityError("an energy must be finite and 0 mJ or more", where="column")
    if not (diameter > 0.0 and pulse > 0.0 and rise > 0.0):
        raise OutOfValidityError(
            f"a beam of {diameter * 1e6:g} µm, a pulse of {pulse:g} s, a rise of {rise:g} K: all must be above 0",
            where="column",
        )
    if not (0.0 < efficiency <= 1.0 and 0.0 <= wall_share <= 1.0):
        raise OutOfValidityError("an efficiency lies above 0 and at most at 1, a share between 0 and 1", where="column")
    if stacked < 1:
        raise OutOfValidityError(f"{stacked} pulses on one place; there must be at least 1", where="column")
