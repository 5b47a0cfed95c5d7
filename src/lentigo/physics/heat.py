r"""Transient heat in layered skin, many skins at once.

The one-dimensional bioheat equation of Pennes,

.. math:: \rho c\,\frac{\partial T}{\partial t}
          = \frac{\partial}{\partial z}\Bigl(k\,\frac{\partial T}{\partial z}\Bigr) + w\,(T_\text{core} - T) + q(z, t),
          \qquad k\,\frac{\partial T}{\partial z}\Bigr|_{z=0} = h(t)\,(T - T_\text{medium}(t)),

is linear in the light's heat :math:`q` while properties are constant. The temperature is therefore the background (all
that cooling and the body do) plus the radiant exposure times the rise per unit radiant exposure, and both are computed
once for all radiant exposures. This ends where tissue water boils or changes, at about 100 °C.

Finite volumes on nonuniform cells; in time the two-stage diagonally implicit scheme of second order that damps all
stiff parts (SDIRK2 of Alexander), with graded steps that begin anew at every event: pulse, its end, change of cooling.

References
----------
.. [1] H. H. Pennes, "Analysis of tissue and arterial blood temperatures in the resting human forearm",
   J. Appl. Physiol. 1, 93-122, 1948.
.. [2] R. Alexander, "Diagonally implicit Runge-Kutta methods for stiff O.D.E.'s", SIAM J. Numer. Anal. 14, 1006-1021,
   1977.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._arrays import kernel_array
from lentigo.physics._heat_kernel import march
from lentigo.physics._lanes import LANES
from lentigo.physics._threads import for_chunks
from lentigo.physics.heat_steps import Steps, SurfacePhase, heat_steps

__all__ = ["HeatResponse", "SurfacePhase", "heat_response", "resting_temperature"]

_CHUNK = 4 * LANES
_PROBES = 8

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeatResponse:
    """What heat does in N skins over T instants in the Z stored cells."""

    time: Array
    """(T,) instants [s]; the pulse starts at 0. An impulse within appears twice: before it and after it."""
    background: Array
    """(N, T, Z) temperature without light [K]."""
    rise: Array
    """(N, T, Z) temperature rise per unit radiant exposure [K m²/J]."""
    error: float
    """Estimated error of the rise, as a share of the largest rise [1]; nan if it was not asked for.

    The same problem with every cell and every step halved, for a few skins spread over the sample: four thirds of the
    largest difference at any instant in any stored cell, which is the error of a method of second order. After an
    impulse the first instants decide, in cells beside a jump of the source: it is an upper bound for what matters."""
    background_error: float
    """Estimated error of the background [K], found in the same way; nan if it was not asked for."""
    energy_error: Array
    """(N,) absorbed energy minus what the skin holds and what has left it, as a share of what was absorbed [1]."""

    def temperature(self, radiant_exposure: ArrayLike) -> Array:
        """Temperature [K] of shape (N, T, Z) at a radiant exposure [J/m²], one for all or one per skin."""
        exposure = np.asarray(radiant_exposure, dtype=np.float64)
        return self.background + exposure.reshape(-1, 1, 1) * self.rise


def heat_response(
    source: ArrayLike,
    *,
    edges: ArrayLike,
    conductivity: ArrayLike,
    heat_capacity: ArrayLike,
    perfusion: ArrayLike,
    pulse: Sequence[tuple[float, float, float]],
    phases: Sequence[SurfacePhase],
    core_temperature: float,
    surface_temperature: float,
    end: float,
    heat_transfer_scale: ArrayLike | None = None,
    stored_cells: int | None = None,
    from_start: bool = False,
    refinement: int = 1,
    estimate_error: bool = False,
    threads: int = 1,
) -> HeatResponse:
    """Temperature over time and depth in many skins, apart into background and rise per unit radiant exposure.

    Parameters
    ----------
    source : (N, Z) array
        Light absorbed per volume, per unit irradiance on the surface [1/m]: mean over each cell.
    edges : (N, Z+1) array
        Edges of the cells, from the surface (0) down [m]; :func:`lentigo.physics.heat_grid.graded_edges` makes them.
    conductivity, heat_capacity, perfusion : (N, Z) array
        Thermal conductivity [W/(m K)], heat capacity per volume [J/(m³ K)], heat that blood carries away per volume and
        degree (perfusion times the heat capacity of blood) [W/(m³ K)].
    pulse : sequence of (start, duration, share)
        Stretches of light of constant power: start [s], duration [s], share of the radiant exposure [1]. A stretch far
        shorter than the relaxation of the thinnest cell is taken as an instant.
    phases : sequence of SurfacePhase
        What touches the surface, without gaps from the first phase's start to ``end``.
    core_temperature : float
        Temperature of the body and its blood [K], held at the lowest edge: put that edge 4 mm or more down.
    surface_temperature : float
        Temperature of the resting skin's surface, before the first phase [K]. The skin starts from the steady profile
        between it and the core.
    end : float
        Last instant [s].
    heat_transfer_scale : (N,) array, optional
        Factor on every phase's heat transfer coefficient, by skin [1]: uncertain cooling.
    stored_cells : int, optional
        Number of cells, from the surface down, to return [1]; all if not given.
    from_start : bool
        Return the instants before the pulse as well.
    refinement : int
        Number of steps into which each step is divided [1].
    estimate_error : bool
        Estimate the error on a few skins; costs a fraction of the run for a large sample.
    threads : int
        Threads to use [1]; the result does not depend on it.

    Returns
    -------
    HeatResponse

    Raises
    ------
    OutOfValidityError
        If the phases leave a gap, shares do not add up to one, or a property is not positive.
    """
    values = _checked(source, edges, conductivity, heat_capacity, perfusion, heat_transfer_scale)
    skins, cells = values.source.shape
    steps = heat_steps(
        pulse=pulse,
        phases=phases,
        end=end,
        relaxation=values.relaxation(),
        effusivity=values.effusivity(),
        from_start=from_start,
    )
    if refinement > 1:
        steps = steps.refined(refinement)
    stored = cells if stored_cells is None else min(stored_cells, cells)
    rest = {"core": core_temperature, "surface": surface_temperature}
    background, rise, balance = _run(values, steps, stored=stored, threads=threads, **rest)
    error = background_error = float("nan")
    if estimate_error:
        chosen = np.unique(np.linspace(0, skins - 1, min(skins, _PROBES)).round().astype(int))
        probes = values.taken(chosen).halved()
        fine_background, fine_rise, _ = _run(probes, steps.refined(2), stored=2 * stored, threads=1, **rest)
        largest = float(np.max(rise[chosen]))
        difference = _largest_difference(rise[chosen], fine_rise)
        error = 4.0 / 3.0 * difference / largest if largest > 0.0 else 0.0
        background_error = 4.0 / 3.0 * _largest_difference(background[chosen], fine_background)
    return HeatResponse(
        time=steps.time,
        background=background,
        rise=rise,
        error=error,
        background_error=background_error,
        energy_error=balance,
    )


def resting_temperature(
    *,
    edges: ArrayLike,
    conductivity: ArrayLike,
    perfusion: ArrayLike,
    core_temperature: float,
    surface_temperature: float,
) -> Array:
    """Steady temperature of resting skin between its surface and the core.

    Parameters
    ----------
    edges : (N, Z+1) array
        Edges of the cells [m].
    conductivity, perfusion : (N, Z) array
        Thermal conductivity [W/(m K)] and heat carried by blood per volume and degree [W/(m³ K)].
    core_temperature, surface_temperature : float
        Temperature of blood and of the lowest edge, and of the surface [K].

    Returns
    -------
    (N, Z) array
        Temperature in the middle of the cells [K].
    """
    width = np.diff(np.asarray(edges, dtype=np.float64), axis=1)
    k = np.asarray(conductivity, dtype=np.float64)
    washed = np.asarray(perfusion, dtype=np.float64) * width
    half = 0.5 * width / k
    link = np.concatenate([1.0 / half[:, :1], 1.0 / (half[:, :-1] + half[:, 1:]), 1.0 / half[:, -1:]], axis=1)
    diagonal = link[:, :-1] + link[:, 1:] + washed
    right = np.zeros_like(width)
    right[:, 0] = link[:, 0] * (surface_temperature - core_temperature)
    factor = np.zeros_like(width)
    for i in range(width.shape[1]):
        if i > 0:
            diagonal[:, i] -= link[:, i] * factor[:, i - 1]
            right[:, i] += factor[:, i - 1] * right[:, i - 1]
        factor[:, i] = link[:, i + 1] / diagonal[:, i]
    result = right / diagonal
    for i in range(width.shape[1] - 2, -1, -1):
        result[:, i] += factor[:, i] * result[:, i + 1]
    return np.asarray(core_temperature + result)


def _largest_difference(coarse: Array, fine: Array) -> float:
    """Largest difference between cells and the means of their halves."""
    return float(np.max(np.abs(coarse - 0.5 * (fine[:, :, 0::2] + fine[:, :, 1::2]))))


@dataclass(frozen=True, slots=True)
class _Values:
    """The properties of N skins, contiguous and checked."""

    source: Array
    edges: Array
    conductivity: Array
    heat_capacity: Array
    perfusion: Array
    scale: Array

    def relaxation(self) -> float:
        """Relaxation of the thinnest cell [s]."""
        width = np.diff(self.edges, axis=1)
        return float(np.min(width**2 * self.heat_capacity / self.conductivity))

    def effusivity(self) -> float:
        """Smallest thermal effusivity of the uppermost cells over the largest scale of cooling [W s^½/(m² K)]."""
        product = self.conductivity[:, 0] * self.heat_capacity[:, 0]
        return float(np.sqrt(np.min(product)) / max(float(np.max(self.scale)), 1e-6))

    def taken(self, chosen: NDArray[np.int64]) -> _Values:
        """Some of the skins."""
        return _Values(
            self.source[chosen],
            self.edges[chosen],
            self.conductivity[chosen],
            self.heat_capacity[chosen],
            self.perfusion[chosen],
            self.scale[chosen],
        )

    def halved(self) -> _Values:
        """The same skins with every cell cut in two; the source within a cell follows its neighbours' slope."""
        middle = 0.5 * (self.edges[:, :-1] + self.edges[:, 1:])
        edges = np.empty((self.edges.shape[0], 2 * middle.shape[1] + 1))
        edges[:, 0::2] = self.edges
        edges[:, 1::2] = middle
        width = np.diff(self.edges, axis=1)
        slope = np.diff(self.source, axis=1) / (0.5 * (width[:, :-1] + width[:, 1:]))
        gentlest = np.zeros_like(self.source)
        same = slope[:, :-1] * slope[:, 1:] > 0.0
        gentlest[:, 1:-1] = np.where(
            same, np.sign(slope[:, 1:]) * np.minimum(np.abs(slope[:, :-1]), np.abs(slope[:, 1:])), 0.0
        )
        gentlest[:, 0], gentlest[:, -1] = slope[:, 0], slope[:, -1]
        tilt = np.clip(0.25 * width * gentlest, -self.source, self.source)
        source = np.repeat(self.source, 2, axis=1)
        source[:, 0::2] -= tilt
        source[:, 1::2] += tilt
        conductivity, heat_capacity, perfusion = (
            np.repeat(a, 2, axis=1) for a in (self.conductivity, self.heat_capacity, self.perfusion)
        )
        return _Values(source, edges, conductivity, heat_capacity, perfusion, self.scale)


def _checked(  # noqa: PLR0917 - private, and called once
    source: ArrayLike,
    edges: ArrayLike,
    conductivity: ArrayLike,
    heat_capacity: ArrayLike,
    perfusion: ArrayLike,
    scale: ArrayLike | None,
) -> _Values:
    absorbed = kernel_array(source)
    if absorbed.ndim != 2 or absorbed.shape[1] < 3:
        raise OutOfValidityError(
            f"the heat source has shape {absorbed.shape}, must be (skins, cells) with at least 3 cells"
        )
    skins, cells = absorbed.shape
    grid = kernel_array(np.broadcast_to(np.asarray(edges, dtype=np.float64), (skins, cells + 1)))
    properties = [
        kernel_array(np.broadcast_to(np.asarray(a, dtype=np.float64), (skins, cells)))
        for a in (conductivity, heat_capacity, perfusion)
    ]
    factor = np.ones(skins) if scale is None else kernel_array(scale)
    if factor.shape != (skins,):
        raise OutOfValidityError(f"heat_transfer_scale has shape {factor.shape}, must be ({skins},)")
    if not np.all(np.diff(grid, axis=1) > 0.0):
        raise OutOfValidityError("the edges of the cells must increase with depth")
    for name, array, least in (
        ("conductivity", properties[0], np.finfo(float).tiny),
        ("heat capacity", properties[1], np.finfo(float).tiny),
        ("perfusion", properties[2], 0.0),
        ("heat source", absorbed, 0.0),
        ("heat_transfer_scale", factor, 0.0),
    ):
        if not (np.all(np.isfinite(array)) and np.all(array >= least)):
            bound = "zero or more" if least == 0.0 else "more than zero"
            raise OutOfValidityError(f"a value of {name} is {np.min(array)}, must be finite and {bound}")
    return _Values(absorbed, grid, properties[0], properties[1], properties[2], factor)


def _run(
    values: _Values, steps: Steps, *, stored: int, core: float, surface: float, threads: int
) -> tuple[Array, Array, Array]:
    """Background, rise and energy balance of all skins."""
    skins = values.source.shape[0]
    # One block: it is of a size that the C library keeps for the next run instead of giving it back page by page.
    background, rise = np.empty((2, skins, steps.time.size, stored))
    kept = np.empty(skins)
    lost = np.empty(skins)
    rest = resting_temperature(
        edges=values.edges,
        conductivity=values.conductivity,
        perfusion=values.perfusion,
        core_temperature=core,
        surface_temperature=surface,
    )
    initial = np.ascontiguousarray(rest - core)

    def work(first: int, last: int) -> None:
        march(
            first,
            last,
            values.source,
            values.edges,
            values.conductivity,
            values.heat_capacity,
            values.perfusion,
            values.scale,
            initial,
            float(core),
            steps.step,
            steps.transfer,
            steps.medium,
            steps.power,
            steps.impulse,
            steps.record_before,
            steps.record_after,
            background,
            rise,
            kept,
            lost,
        )

    for_chunks(work, size=skins, chunk=_CHUNK, threads=threads)
    given = steps.delivered * np.sum(values.source * np.diff(values.edges, axis=1), axis=1)
    balance = np.divide(given - kept - lost, given, out=np.zeros(skins), where=given > 0.0)
    return background, rise, balance
