"""The compiled march of heat in radius and depth, one radial mode beside the other."""
# ruff: noqa: PLR0912, PLR0915, PLR0917, C901 - a kernel takes plain arrays, and splitting the march would hide its order

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

Array = NDArray[np.float64]
Places = NDArray[np.int64]

ROOT = 2.0 - math.sqrt(2.0)
"""Share of a step that the trapezoidal stage takes."""

_NEW = 1.0 / (ROOT * (2.0 - ROOT))
_OLD = (1.0 - ROOT) ** 2 * _NEW
_WEIGHT = math.sqrt(2.0) / 4.0


@njit(cache=True, nogil=True, error_model="numpy")
def march_modes(
    modes: Array,
    eigenvalues: Array,
    volumes: Array,
    widths: Array,
    conductivity: Array,
    heat_capacity: Array,
    perfusion: Array,
    source: Array,
    initial: Array,
    exposure: float,
    boiling: float,
    latent: float,
    core: float,
    step: Array,
    transfer: Array,
    medium: Array,
    power: Array,
    impulse: Array,
    record: Places,
    snapshots: Array,
    evaporated: Array,
    balance: Array,
) -> None:
    """March all modes; ``modes[r, m]`` are orthonormal under the radial volumes, the first one is even.

    ``source`` and ``initial`` are (cells, modes); ``latent`` of zero leaves evaporation out. ``balance`` gets the heat
    absorbed, held above the start, lost, and evaporated.
    """
    radii, cells = volumes.size, widths.size
    held = np.empty(cells)
    side = np.empty(cells)
    washed = np.empty(cells)
    above = np.zeros(cells)  # conductance to the cell above, none for the first
    below = np.zeros(cells)  # and below, none for the last
    outward = np.empty(cells)
    for i in range(1, cells):
        above[i] = 2.0 / (widths[i - 1] / conductivity[i - 1] + widths[i] / conductivity[i])
        below[i - 1] = above[i]
    bottom = 2.0 * conductivity[cells - 1] / widths[cells - 1]
    for i in range(cells):
        held[i] = heat_capacity[i] * widths[i]
        side[i] = conductivity[i] * widths[i]
        washed[i] = perfusion[i] * widths[i]
        outward[i] = above[i] + below[i] + washed[i]
    outward[cells - 1] += bottom
    state = np.empty((cells, radii))
    for i in range(cells):
        for m in range(radii):
            state[i, m] = initial[i, m]
    middle = np.empty((cells, radii))
    inverse = np.empty((cells, radii))
    factor = np.empty((cells, radii))
    even = 1.0 / modes[0, 0]  # an even temperature of one is this much of the first mode
    absorbed = lost = vapour = 0.0
    for s in range(step.size):
        if impulse[s] > 0.0:
            for i in range(cells):
                for m in range(radii):
                    state[i, m] += impulse[s] * exposure * source[i, m] / heat_capacity[i]
                absorbed += impulse[s] * exposure * source[i, 0] * widths[i] * even
            if latent > 0.0:
                vapour += _boil(state, modes, volumes, widths, heat_capacity, boiling - core, latent, evaporated)
        if record[s] >= 0:
            _show(state, modes, core, snapshots[record[s]])
        dt = step[s]
        if dt <= 0.0:
            continue
        part = 0.5 * ROOT * dt
        surface = transfer[s] / (1.0 + transfer[s] * 0.5 * widths[0] / conductivity[0])
        chill = surface * (medium[s] - core) * even
        shine = power[s] * exposure
        first = outward[0]
        outward[0] += surface
        _factor(held, outward, above, side, eigenvalues, part, inverse, factor)

        # The trapezoidal stage.
        for i in range(cells):
            up, down = max(i - 1, 0), min(i + 1, cells - 1)
            heat = 2.0 * part * shine * widths[i]
            keep, flow, spread = held[i] - part * outward[i], part * above[i], part * side[i]
            flow_down = part * below[i]
            for m in range(radii):
                middle[i, m] = (
                    (keep - spread * eigenvalues[m]) * state[i, m]
                    + flow * state[up, m]
                    + flow_down * state[down, m]
                    + heat * source[i, m]
                )
        middle[0, 0] += 2.0 * part * chill
        _solve(middle, inverse, factor)
        lost += dt * _WEIGHT * even * _leaving(state, washed, surface, bottom)
        lost += dt * _WEIGHT * even * _leaving(middle, washed, surface, bottom)

        # The backward difference of second order.
        for i in range(cells):
            heat = part * shine * widths[i]
            new, old = held[i] * _NEW, held[i] * _OLD
            for m in range(radii):
                middle[i, m] = new * middle[i, m] - old * state[i, m] + heat * source[i, m]
            absorbed += dt * shine * source[i, 0] * widths[i] * even
        middle[0, 0] += part * chill
        _solve(middle, inverse, factor)
        lost += part * even * _leaving(middle, washed, surface, bottom) - dt * even * chill
        for i in range(cells):
            for m in range(radii):
                state[i, m] = middle[i, m]
        outward[0] = first
        if latent > 0.0:
            vapour += _boil(state, modes, volumes, widths, heat_capacity, boiling - core, latent, evaporated)
    kept = 0.0
    for i in range(cells):
        kept += held[i] * (state[i, 0] - initial[i, 0]) * even
    balance[0], balance[1], balance[2], balance[3] = absorbed, kept, lost, vapour


@njit(cache=True, nogil=True, error_model="numpy")
def _factor(
    held: Array,
    outward: Array,
    above: Array,
    side: Array,
    eigenvalues: Array,
    part: float,
    inverse: Array,
    factor: Array,
) -> None:
    """Factor the matrix of both stages for every mode."""
    for i in range(held.size):
        up = max(i - 1, 0)
        pull = part * above[i]
        own, spread = held[i] + part * outward[i], part * side[i]
        for m in range(eigenvalues.size):
            factor[i, m] = 0.0 if i == 0 else pull * inverse[up, m]
            inverse[i, m] = 1.0 / (own + spread * eigenvalues[m] - pull * factor[i, m])


@njit(cache=True, nogil=True, error_model="numpy")
def _solve(values: Array, inverse: Array, factor: Array) -> None:
    """Solve for every mode in place."""
    cells, radii = values.shape
    for i in range(1, cells):
        for m in range(radii):
            values[i, m] += factor[i, m] * values[i - 1, m]
    for m in range(radii):
        values[cells - 1, m] *= inverse[cells - 1, m]
    for k in range(1, cells):
        i = cells - 1 - k
        for m in range(radii):
            values[i, m] = values[i, m] * inverse[i, m] + factor[i + 1, m] * values[i + 1, m]


@njit(cache=True, nogil=True, error_model="numpy")
def _show(state: Array, modes: Array, core: float, snapshot: Array) -> None:
    """Temperature in rings and cells from the modes."""
    cells, radii = state.shape
    for i in range(cells):
        for r in range(radii):
            total = core
            for m in range(radii):
                total += modes[r, m] * state[i, m]
            snapshot[r, i] = total


@njit(cache=True, nogil=True, error_model="numpy")
def _leaving(state: Array, washed: Array, surface: float, bottom: float) -> float:
    """Power that leaves the first mode through the surface, the lowest edge and the blood, but for the medium's own."""
    cells = washed.size
    total = surface * state[0, 0] + bottom * state[cells - 1, 0]
    for i in range(cells):
        total += washed[i] * state[i, 0]
    return float(total)


@njit(cache=True, nogil=True, error_model="numpy")
def _boil(
    state: Array,
    modes: Array,
    volumes: Array,
    widths: Array,
    heat_capacity: Array,
    boiling: float,
    latent: float,
    evaporated: Array,
) -> float:
    """Spend heat above boiling on tissue water until it is gone; gives the heat spent."""
    radii, cells = volumes.size, widths.size
    spent = 0.0
    row = np.empty(radii)
    for i in range(cells):
        hot = False
        for r in range(radii):
            total = 0.0
            for m in range(radii):
                total += modes[r, m] * state[i, m]
            row[r] = total
            hot = hot or (total > boiling and evaporated[r, i] < 1.0)
        if not hot:
            continue
        for r in range(radii):
            if row[r] > boiling and evaporated[r, i] < 1.0:
                heat = min(heat_capacity[i] * (row[r] - boiling), latent * (1.0 - evaporated[r, i]))
                evaporated[r, i] += heat / latent
                row[r] -= heat / heat_capacity[i]
                spent += heat * widths[i] * volumes[r]
        for m in range(radii):
            total = 0.0
            for r in range(radii):
                total += modes[r, m] * volumes[r] * row[r]
            state[i, m] = total
    return spent
