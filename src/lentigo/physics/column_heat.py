r"""A column coagulated by a narrow beam that removes nothing: heat in radius and depth, and where collagen gives way.

What a beam of a tenth of a millimetre heats is as narrow as the way of heat within its pulse, so that neither a plane
nor a point will do: the heat of the absorbed light spreads sideways while the pulse lasts. The temperature is that of
:func:`lentigo.physics.heat_axisymmetric.heat_axisymmetric` with the tissue's water boiling at 100 °C: heat above it
goes into steam until the water is gone. A place belongs to the column where the damage integral of collagen reaches
one: that is what is seen under the microscope as a column without birefringence.

Water that has boiled away no longer absorbs, and lets light pass to greater depth. With the share :math:`D` of the
water that is gone when the pulse ends, half of it is taken as missing over the pulse,

.. math:: A(r, z) = A_0(r, z)\,\bigl(1 - \tfrac12 D\bigr)\,
          \exp\Bigl(\int_0^z \tfrac12 D\,\mu\,\mathrm{d}z'\Bigr),

and the heat is computed again until that settles.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics.damage import DamageRate, accumulated_damage
from lentigo.physics.heat_axisymmetric import WATER_BOILS, AxisymmetricHeat, heat_axisymmetric
from lentigo.physics.heat_steps import SurfacePhase

__all__ = ["HeatedColumn", "column_extent", "heated_column"]

Floats = NDArray[np.float64]

HOTTEST = 600.0
"""Dry tissue is not followed above this temperature [K]: collagen there is gone within any step."""

DRYING_ROUNDS = 3
"""Times that the heat is computed again with the water that the round before has left."""

_HARDLY_DRY = 0.02

STEPS_AFTER, STEPS_DURING = 26, 10
"""Instants after and during the pulse at which the damage integral takes the temperature."""

FOLLOWED = 0.4
"""Seconds after the pulse: heat within half a millimetre has then gone [s]."""


@dataclass(frozen=True, slots=True)
class HeatedColumn:
    """What one pulse of a narrow beam has coagulated and killed."""

    top: float
    """Upper edge of what is coagulated, on the axis [m]; not a number where nothing is."""
    depth: float
    """Lower edge of what is coagulated, on the axis [m]; zero where nothing is."""
    width: float
    """Largest diameter of what is coagulated [m]."""
    volume: float
    """Volume of what is coagulated [m³]."""
    peak: float
    """Highest temperature [K]."""
    dried: float
    """Largest share of the tissue's water that has boiled away anywhere [1]."""
    energy_error: float
    """Absorbed energy that the solver has lost, as a share [1]."""


def heated_column(
    absorbed: ArrayLike,
    *,
    radial_edges: ArrayLike,
    depth_edges: ArrayLike,
    energy: float,
    pulse: float,
    absorption: ArrayLike,
    conductivity: ArrayLike,
    heat_capacity: ArrayLike,
    latent_heat: float,
    collagen: DamageRate,
    resting_surface: float,
    core_temperature: float,
    room_temperature: float,
    heat_transfer: float,
    boiling: float = WATER_BOILS,
    refinement: int = 1,
) -> HeatedColumn:
    """The column that one pulse coagulates.

    Parameters
    ----------
    absorbed : (R, Z) array
        Density of absorbed energy per incident energy [1/m³], mean over each cell.
    radial_edges, depth_edges : (R+1,), (Z+1,) array
        Edges of the rings, from the axis out, and of the cells, from the surface down [m].
    energy : float
        Energy of the pulse that arrives at the surface [J].
    pulse : float
        Its length [s].
    absorption : (Z,) array
        Absorption coefficient of the tissue's water [1/m].
    conductivity, heat_capacity : (Z,) array
        [W/(m K)], per volume [J/(m³ K)].
    latent_heat : float
        Heat that boils away all water of the tissue, per volume [J/m³].
    collagen : DamageRate
        Coagulation of collagen.
    resting_surface, core_temperature, room_temperature : float
        [K].
    heat_transfer : float
        From the surface to what lies on it [W/(m² K)].
    boiling : float
        [K].
    refinement : int
        Steps into which each step of time is divided [1].

    Returns
    -------
    HeatedColumn

    Raises
    ------
    OutOfValidityError
        If the energy is negative or the pulse not positive.
    """
    if not energy >= 0.0 or not pulse > 0.0:
        raise OutOfValidityError(
            f"a pulse of {energy:g} J and {pulse:g} s: the energy must be 0 or more and the time above 0"
        )
    rings = np.asarray(radial_edges, dtype=np.float64)
    slices = np.asarray(depth_edges, dtype=np.float64)
    wet = np.asarray(absorbed, dtype=np.float64)
    if energy == 0.0:
        return HeatedColumn(np.nan, 0.0, 0.0, 0.0, core_temperature, 0.0, 0.0)
    during = pulse * np.linspace(0.0, 1.0, STEPS_DURING + 1)[1:]
    after = pulse + np.geomspace(0.02 * pulse, FOLLOWED, STEPS_AFTER)

    def run(source: Floats) -> AxisymmetricHeat:
        return heat_axisymmetric(
            source,
            radial_edges=rings,
            depth_edges=slices,
            conductivity=conductivity,
            heat_capacity=heat_capacity,
            perfusion=0.0,
            pulse=[(0.0, pulse, 1.0)],
            phases=[SurfacePhase(0.0, pulse + FOLLOWED, heat_transfer, room_temperature)],
            core_temperature=core_temperature,
            surface_temperature=resting_surface,
            radiant_exposure=energy,  # the source is per incident energy, so that energy stands for the exposure
            snapshots=[*during, *after],
            latent_heat=latent_heat,
            boiling_temperature=boiling,
            refinement=refinement,
            estimate_error=False,
        )

    heated = run(wet)
    path = np.asarray(absorption, dtype=np.float64) * np.diff(slices)
    gone = np.zeros_like(wet)
    for _ in range(DRYING_ROUNDS):
        if float(heated.evaporated.max()) < _HARDLY_DRY:
            break
        gone = 0.5 * (gone + heated.evaporated)
        missing = 0.5 * gone * path
        passed = np.cumsum(missing, axis=1) - missing
        heated = run(wet * (1.0 - 0.5 * gone) * np.exp(passed))
    time = np.concatenate([[0.0], heated.time])
    start = np.broadcast_to(core_temperature, heated.temperature.shape[1:])
    history = np.concatenate([start[None], np.minimum(heated.temperature, HOTTEST)])
    coagulated = accumulated_damage(history, time, rate=collagen)[-1]
    top, depth, width, volume = column_extent(coagulated, radial_edges=rings, depth_edges=slices)
    return HeatedColumn(
        top=top,
        depth=depth,
        width=width,
        volume=volume,
        peak=float(heated.temperature.max()),
        dried=float(heated.evaporated.max()),
        energy_error=heated.energy_error,
    )


def column_extent(
    damage: ArrayLike, *, radial_edges: ArrayLike, depth_edges: ArrayLike
) -> tuple[float, float, float, float]:
    """Upper edge, lower edge, largest diameter and volume of where damage reaches one.

    Parameters
    ----------
    damage : (R, Z) array
        Damage at the cells' centres [1].
    radial_edges, depth_edges : (R+1,), (Z+1,) array
        [m].

    Returns
    -------
    (float, float, float, float)
        [m], [m], [m], [m³]; the first is not a number and the others are zero where damage reaches one nowhere.
        Edges lie where the logarithm of the damage, taken as linear between centres, crosses zero.
    """
    rings, slices = np.asarray(radial_edges, np.float64), np.asarray(depth_edges, np.float64)
    logs = np.log(np.maximum(np.asarray(damage, np.float64), 1e-300))
    radius, depth = 0.5 * (rings[1:] + rings[:-1]), 0.5 * (slices[1:] + slices[:-1])
    if not np.any(logs >= 0.0):
        return float("nan"), 0.0, 0.0, 0.0
    reach = np.array([_outermost(radius, logs[:, k]) for k in range(depth.size)])
    inside = np.flatnonzero(logs[0] >= 0.0)
    if inside.size == 0:
        inside = np.flatnonzero(reach > 0.0)
    first, last = int(inside[0]), int(inside[-1])
    axis = logs[0]
    upper = 0.0 if first == 0 else _crossing(depth[first], depth[first - 1], axis[first], axis[first - 1])
    lower = (
        float(slices[-1])
        if last == depth.size - 1
        else _crossing(depth[last], depth[last + 1], axis[last], axis[last + 1])
    )
    volume = float(np.sum(np.pi * reach**2 * np.diff(slices)))
    return float(upper), float(lower), float(2.0 * reach.max()), volume


def _outermost(radius: Floats, logs: Floats) -> float:
    """Radius to which a row is damaged, zero where it is not."""
    damaged = np.flatnonzero(logs >= 0.0)
    if damaged.size == 0:
        return 0.0
    last = int(damaged[-1])
    if last == radius.size - 1:
        return float(radius[-1])
    return _crossing(radius[last], radius[last + 1], logs[last], logs[last + 1])


def _crossing(inner: float, outer: float, above: float, below: float) -> float:
    """Where a logarithm falls through zero between two places."""
    if above <= below:
        return float(inner)
    share = min(above / (above - below), 1.0)
    return float(inner + share * (outer - inner))
