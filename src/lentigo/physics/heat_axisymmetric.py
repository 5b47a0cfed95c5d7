r"""Heat of one exposure in radius and depth: what verifies the planner's one-dimensional heat, and what is drawn.

Thermal properties depend on depth alone, so the radial part of the equation separates. It is written in finite volumes
and solved exactly by its eigenvectors; each of them then obeys an equation in depth in which spreading sideways acts
like additional perfusion, :math:`k(z)\,\lambda_m`. No direction is split from the other, so that neither needs sweeps
of its own nor pays for them with an error of splitting, and the modes are independent of each other until water boils.
In time the trapezoidal rule and the backward difference of second order alternate (TR-BDF2), which damps all stiff
parts. The solver shares no code with :mod:`lentigo.physics.heat` but the choice of time steps; while light and cooling
are constant both schemes of time agree, so that halved steps are the check of time, and cells and method that of space.

All heat is accounted for: what is absorbed must be held, lost or boiled away, or the run is refused.

References
----------
.. [1] R. E. Bank et al., "Transient simulation of silicon devices and circuits", IEEE Trans. Electron Devices 32,
   1992-2007, 1985.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import eigh_tridiagonal, solve_banded

from lentigo.errors import OutOfValidityError
from lentigo.physics._arrays import kernel_array
from lentigo.physics._axisymmetric_kernel import (
    HELD,
    LINK,
    OUTWARD,
    SIDE,
    WASHED,
    march_boiling,
    march_modes,
    show_modes,
)
from lentigo.physics._mode_lanes import LANES
from lentigo.physics._threads import for_chunks
from lentigo.physics.heat_steps import Steps, SurfacePhase, heat_steps

__all__ = ["AxisymmetricHeat", "heat_axisymmetric"]

Array = NDArray[np.float64]

_ACCOUNTED = 1e-10
"""Share of the heat that moved which may be missing in the end [1]."""
_ROUNDING = 1e-13
"""Share of the heat by which the resting tissue differs from the core that may be missing [1]: what is held at first
and in the end cannot be told apart better where hardly any heat has moved."""

_LEAST, _MOST = 1e-9, 1e15
"""Bounds far beyond all matter, within which nothing overflows."""

WATER_BOILS = 373.15
"""Temperature at which water boils at sea level [K]."""


@dataclass(frozen=True, slots=True)
class AxisymmetricHeat:
    """Temperature of one exposure at T instants, in R rings and Z cells of depth."""

    time: Array
    """(T,) instants [s]; the pulse starts at 0."""
    temperature: Array
    """(T, R, Z) temperature [K]."""
    evaporated: Array
    """(R, Z) share of the tissue's water that was boiled away [1]; zero without evaporation."""
    error: float
    """Estimated error [K]: four thirds of the largest difference from the same problem with cells and steps halved; nan
    if it was not asked for."""
    energy_error: float
    """Absorbed energy minus what the tissue holds, lost and boiled away, as a share of what was absorbed [1].

    More than 1e-10 of all heat that moved, that of cooling and blood included, is refused."""
    linear: bool
    """Whether the rise is proportional to the radiant exposure: no snapshot shows tissue at the boiling of water."""


def heat_axisymmetric(
    source: ArrayLike,
    *,
    radial_edges: ArrayLike,
    depth_edges: ArrayLike,
    conductivity: ArrayLike,
    heat_capacity: ArrayLike,
    perfusion: ArrayLike,
    pulse: Sequence[tuple[float, float, float]],
    phases: Sequence[SurfacePhase],
    core_temperature: float,
    surface_temperature: float,
    radiant_exposure: float,
    snapshots: Sequence[float],
    latent_heat: float | None = None,
    boiling_temperature: float = WATER_BOILS,
    refinement: int = 1,
    estimate_error: bool = True,
    threads: int = 1,
) -> AxisymmetricHeat:
    """Temperature over time, radius and depth after one exposure.

    Parameters
    ----------
    source : (R, Z) array
        Light absorbed per volume, per unit irradiance on the surface [1/m]: mean over each cell.
    radial_edges : (R+1,) array
        Edges of the rings, from the axis (0) outwards [m]; no heat passes the last. Steps of time follow the thinnest
        cell of the depth: where rings are thinner than that, ask for refinement.
    depth_edges : (Z+1,) array
        Edges of the cells, from the surface (0) down [m].
    conductivity, heat_capacity, perfusion : (Z,) array
        Thermal conductivity [W/(m K)], heat capacity per volume [J/(m³ K)], heat carried by blood [W/(m³ K)].
    pulse : sequence of (start, duration, share)
        Stretches of light of constant power: [s], [s], share of the radiant exposure [1].
    phases : sequence of SurfacePhase
        What touches the surface, at all radii alike.
    core_temperature, surface_temperature : float
        Temperature of the body, at the lowest edge, and of the resting surface, before the first phase [K].
    radiant_exposure : float
        Radiant exposure to which ``source`` relates [J/m²].
    snapshots : sequence of float
        Instants to return, increasing [s].
    latent_heat : float, optional
        Heat that boils away all water of the tissue, per volume [J/m³] (70 % water: 1.6e9). If given, no tissue passes
        the boiling temperature before its water is gone: heat above it goes into steam, which leaves. The rise is then
        no longer proportional to the radiant exposure.
    boiling_temperature : float
        Temperature at which tissue water boils [K].
    refinement : int
        Number of steps into which each step is divided [1].
    estimate_error : bool
        Solve again with cells and steps halved.
    threads : int
        Threads to use [1]; the result does not depend on it. With ``latent_heat`` one thread marches.

    Returns
    -------
    AxisymmetricHeat

    Raises
    ------
    OutOfValidityError
        If a number lies outside its range (all of them are named), shapes do not fit, edges do not increase, phases
        leave a gap, or heat is unaccounted for.
    """
    _check_numbers(
        {
            "core_temperature": (core_temperature, 0.0, "above 0 K"),
            "surface_temperature": (surface_temperature, 0.0, "above 0 K"),
            "boiling_temperature": (boiling_temperature, 0.0, "above 0 K"),
            "radiant_exposure": (radiant_exposure, -1e-300, "0 J/m² or more"),
            "latent_heat": (0.0 if latent_heat is None else latent_heat, -1e-300, "0 J/m³ or more"),
            "refinement": (refinement, 0.5, "at least 1"),
            "the first snapshot": (snapshots[0] if snapshots else 0.0, -np.inf, "finite"),
            "the last snapshot": (snapshots[-1] if snapshots else 0.0, -np.inf, "finite"),
        }
    )
    grid = _checked(source, radial_edges, depth_edges, conductivity, heat_capacity, perfusion)
    width = np.diff(grid.depth_edges)
    steps = heat_steps(
        pulse=pulse,
        phases=phases,
        end=float(snapshots[-1]) if snapshots else 0.0,
        relaxation=float(np.min(width**2 * grid.heat_capacity / grid.conductivity)),
        effusivity=float(np.sqrt(grid.conductivity[0] * grid.heat_capacity[0])),
        from_start=True,
    ).recorded_at(snapshots)
    if refinement > 1:
        steps = steps.refined(refinement)
    values = _March(
        core=core_temperature,
        surface=surface_temperature,
        exposure=radiant_exposure,
        boiling=boiling_temperature,
        latent=latent_heat or 0.0,
    )
    temperature, evaporated, balance = _run(grid, steps, values, threads=threads)
    error = float("nan")
    if estimate_error:
        fine, _, _ = _run(grid.halved(), steps.refined(2), values, threads=threads)
        rings = np.diff(_with_middles(grid.radial_edges) ** 2)
        inner = (rings[0::2] / (rings[0::2] + rings[1::2]))[:, None]
        halves = 0.5 * (fine[:, :, 0::2] + fine[:, :, 1::2])
        mean = inner * halves[:, 0::2] + (1.0 - inner) * halves[:, 1::2]
        error = 4.0 / 3.0 * float(np.max(np.abs(temperature - mean)))
    return AxisymmetricHeat(
        time=steps.time,
        temperature=temperature,
        evaporated=evaporated,
        error=error,
        energy_error=balance,
        linear=bool(np.max(temperature) < boiling_temperature) and not bool(np.any(evaporated > 0.0)),
    )


@dataclass(frozen=True, slots=True)
class _March:
    core: float
    surface: float
    exposure: float
    boiling: float
    latent: float


@dataclass(frozen=True, slots=True)
class _Grid:
    source: Array
    radial_edges: Array
    depth_edges: Array
    conductivity: Array
    heat_capacity: Array
    perfusion: Array

    def halved(self) -> _Grid:
        """The same tissue with every cell cut in two each way; the source in depth follows its neighbours' slope."""
        width = np.diff(self.depth_edges)
        slope = np.diff(self.source, axis=1) / (0.5 * (width[:-1] + width[1:]))
        gentlest = np.zeros_like(self.source)
        size = np.minimum(np.abs(slope[:, :-1]), np.abs(slope[:, 1:]))
        gentlest[:, 1:-1] = np.where(slope[:, :-1] * slope[:, 1:] > 0.0, np.sign(slope[:, 1:]) * size, 0.0)
        gentlest[:, 0], gentlest[:, -1] = slope[:, 0], slope[:, -1]
        tilt = np.clip(0.25 * width * gentlest, -self.source, self.source)
        source = np.repeat(self.source, 2, axis=1)
        source[:, 0::2] -= tilt
        source[:, 1::2] += tilt
        return _Grid(
            source=np.repeat(source, 2, axis=0),
            radial_edges=_with_middles(self.radial_edges),
            depth_edges=_with_middles(self.depth_edges),
            conductivity=np.repeat(self.conductivity, 2),
            heat_capacity=np.repeat(self.heat_capacity, 2),
            perfusion=np.repeat(self.perfusion, 2),
        )


def _with_middles(edges: Array) -> Array:
    result = np.empty(2 * edges.size - 1)
    result[0::2] = edges
    result[1::2] = 0.5 * (edges[:-1] + edges[1:])
    return result


def _check_numbers(told: dict[str, tuple[float, float, str]]) -> None:
    """Refuse numbers that cannot be, all at once; each with what it must lie above, and that in words."""
    wrong = [
        f"{name} is {value:g}, must be finite and {words}"
        for name, (value, above, words) in told.items()
        if not above < value < np.inf
    ]
    if wrong:
        raise OutOfValidityError("; ".join(wrong))


def _checked(  # noqa: PLR0917 - private, and called once
    source: ArrayLike,
    radial_edges: ArrayLike,
    depth_edges: ArrayLike,
    conductivity: ArrayLike,
    heat_capacity: ArrayLike,
    perfusion: ArrayLike,
) -> _Grid:
    absorbed = np.asarray(source, dtype=np.float64)
    radial = np.asarray(radial_edges, dtype=np.float64)
    depth = np.asarray(depth_edges, dtype=np.float64)
    shape = (radial.size - 1, depth.size - 1)
    if absorbed.shape != shape or min(shape) < 3:
        raise OutOfValidityError(f"the source has shape {absorbed.shape}, the edges ask for {shape}, at least (3, 3)")
    increasing = all(np.all(np.isfinite(edges)) and np.all(np.diff(edges) > 0.0) for edges in (radial, depth))
    if radial[0] != 0.0 or depth[0] != 0.0 or not increasing:
        raise OutOfValidityError(
            f"edges must start at 0 and increase; radial edges start at {radial[0]:g} m, depth edges at {depth[0]:g} m"
        )
    k, c, w = (
        kernel_array(np.broadcast_to(np.asarray(a, dtype=np.float64), (shape[1],)))
        for a in (conductivity, heat_capacity, perfusion)
    )
    for name, values, low in (
        ("conductivity", k, _LEAST), ("heat_capacity", c, _LEAST), ("perfusion", w, 0.0), ("source", absorbed, 0.0),
    ):  # fmt: skip
        if not np.all((values >= low) & (values <= _MOST)):
            worst = values[~((values >= low) & (values <= _MOST))].flat[0]
            raise OutOfValidityError(f"a value of {name} is {worst:g}, must be from {low:g} to {_MOST:g} in SI units")
    return _Grid(absorbed, radial, depth, k, c, w)


def _radial_modes(edges: Array) -> tuple[Array, Array, Array]:
    """Modes (R, R) in columns, their decay per conductivity (R,) [1/m²], areas of the rings (R,) [m²]."""
    volumes = np.pi * np.diff(edges**2)
    centres = 0.5 * (edges[1:] + edges[:-1])
    links = 2.0 * np.pi * edges[1:-1] / np.diff(centres)
    diagonal = np.zeros(volumes.size)
    diagonal[:-1] += links
    diagonal[1:] += links
    root = np.sqrt(volumes)
    values, vectors = eigh_tridiagonal(diagonal / volumes, -links / (root[:-1] * root[1:]))
    values[0] = 0.0
    vectors[:, 0] = root / np.sqrt(np.sum(volumes))
    return vectors / root[:, None], np.maximum(values, 0.0), volumes


def _run(grid: _Grid, steps: Steps, values: _March, *, threads: int) -> tuple[Array, Array, float]:
    modes, decay, volumes = _radial_modes(grid.radial_edges)
    rings, cells = grid.source.shape
    blocks = -(-rings // LANES)
    width = np.diff(grid.depth_edges)
    even = float(np.sqrt(np.sum(volumes)))
    spread = np.zeros((blocks * LANES, rings))
    spread[:rings] = modes.T
    source = _in_blocks(np.einsum("rm,rz->zm", modes, volumes[:, None] * grid.source, optimize=False) * width[:, None])
    initial = np.zeros_like(source)
    initial[0, :, 0] = (_resting(grid, values) - values.core) * even
    rates = np.zeros((blocks, LANES))
    rates.flat[:rings] = decay
    state = initial.copy()
    spectra = np.empty((steps.time.size, *source.shape))
    evaporated = np.zeros((cells, rings))
    warmth, balance = np.zeros(cells), np.zeros(3)
    tissue = _tissue(grid)
    shapes = spread.reshape(blocks, LANES, rings)
    if values.latent > 0.0:
        steps = _flashes_apart(steps)
    march = (
        even,
        float(values.core),
        float(values.exposure),
        steps.step,
        steps.transfer,
        steps.medium,
        steps.power,
        steps.impulse,
        steps.record_after,
        spectra,
    )
    vapour = 0.0
    if values.latent > 0.0:
        vapour = march_boiling(
            state,
            source,
            rates,
            tissue.copy(),
            *march,
            np.zeros((2 * cells + 1, LANES)),
            warmth,
            balance,
            shapes,
            np.max(np.abs(shapes), axis=2),
            volumes,
            float(values.boiling - values.core),
            values.latent * width,
            evaporated,
            np.zeros(max(rings, LANES)),
        )
    else:

        def work(begin: int, end: int) -> None:
            room = np.zeros((2 * cells + 1, LANES))
            march_modes(
                begin, end, 0, steps.step.size, state, source, rates, tissue.copy(), *march, room, warmth, balance
            )

        for_chunks(work, size=blocks, chunk=1, threads=threads)
    snapshots = np.empty((steps.time.size, rings, cells))

    def show(begin: int, end: int) -> None:
        show_modes(begin, end, shapes, spectra, float(values.core), np.zeros((LANES, cells)), snapshots)

    for_chunks(show, size=steps.time.size, chunk=1, threads=threads)
    # The first mode alone carries heat: all others are zero on average over each plane.
    kept = even * float(np.sum(tissue[HELD, :cells] * (state[0, :, 0] - initial[0, :, 0])))
    washed = even * float(np.sum(tissue[WASHED, :cells] * warmth))
    lowest = even * float(tissue[HELD, cells] * warmth[-1])
    absorbed, lost, passed = balance.tolist()
    missing = absorbed - kept - lost - washed - lowest - vapour
    moved = absorbed + passed + abs(kept) + abs(washed) + abs(lowest)
    content = even * float(np.sum(tissue[HELD, :cells] * np.abs(initial[0, :, 0])))
    if not abs(missing) <= _ACCOUNTED * moved + _ROUNDING * content:
        raise OutOfValidityError(
            f"{missing:.3g} J of {moved:.3g} J that moved are unaccounted for",
            hint="give cells whose sizes and properties differ by fewer orders of magnitude",
        )
    return snapshots, evaporated.T, missing / absorbed if absorbed > 0.0 else 0.0


def _flashes_apart(steps: Steps) -> Steps:
    """The same march, each impulse in a step of its own that records nothing and has no length."""
    flash = steps.impulse > 0.0
    old = np.repeat(np.arange(flash.size), 1 + flash)
    alone = np.append(old[1:] == old[:-1], False)  # the first of two
    second = np.insert(old[1:] == old[:-1], 0, False)
    return replace(
        steps,
        step=np.where(alone, 0.0, steps.step[old]),
        transfer=steps.transfer[old],
        medium=steps.medium[old],
        power=steps.power[old],
        impulse=np.where(second, 0.0, steps.impulse[old]),
        record_before=np.full(old.size, -1, dtype=np.int64),
        record_after=np.where(alone, -1, steps.record_after[old]),
    )


def _in_blocks(values: Array) -> Array:
    """Modes in blocks of lanes (blocks, cells, lanes) from (cells, modes), padded with zeros."""
    cells, count = values.shape
    blocks = -(-count // LANES)
    padded = np.zeros((cells, blocks * LANES))
    padded[:, :count] = values
    return np.ascontiguousarray(padded.reshape(cells, blocks, LANES).transpose(1, 0, 2))


def _tissue(grid: _Grid) -> Array:
    """What the kernel needs of the cells, as it describes it."""
    width = np.diff(grid.depth_edges)
    half = 0.5 * width / grid.conductivity
    tissue = np.zeros((5, width.size + 1))
    link = 1.0 / (half[:-1] + half[1:])
    tissue[HELD] = np.append(grid.heat_capacity * width, 1.0 / half[-1])
    tissue[LINK, 1:-1] = link
    tissue[SIDE, :-1] = grid.conductivity * width
    tissue[WASHED, :-1] = grid.perfusion * width
    tissue[OUTWARD, :-1] = tissue[LINK, :-1] + tissue[LINK, 1:] + tissue[WASHED, :-1]
    tissue[OUTWARD, -2:] += 1.0 / half[-1], half[0]
    return tissue


def _resting(grid: _Grid, values: _March) -> Array:
    """Steady temperature between the resting surface and the core, by elimination."""
    tissue = _tissue(grid)
    cells = grid.conductivity.size
    link, washed, bottom = tissue[LINK], tissue[WASHED, :-1], tissue[HELD, -1]
    surface = 1.0 / tissue[OUTWARD, -1]
    band = np.zeros((3, cells))
    band[0, 1:] = band[2, :-1] = -link[1:-1]
    band[1] = tissue[OUTWARD, :-1]
    band[1, 0] += surface
    right = washed * values.core
    right[0] += surface * values.surface
    right[-1] += bottom * values.core
    return np.asarray(solve_banded((1, 1), band, right))
