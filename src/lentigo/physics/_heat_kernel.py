"""The compiled march of the one-dimensional bioheat equation, sixteen skins abreast.

All quantities of a block of skins lie in one work array: a row for every cell, with a row of zeros above the first and
below the last, and in each row sixteen numbers (one per skin) for each quantity. The last row holds what belongs to a
skin rather than to a cell.
"""
# ruff: noqa: PLR0912, PLR0917, C901 - a kernel takes plain arrays, and splitting the march would hide its order

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numba.extending import register_jitable
from numpy.typing import NDArray

from lentigo.physics._lanes import LANES, add_product, eliminate, sweep_down, sweep_up

GAMMA = 1.0 - math.sqrt(0.5)
"""Diagonal coefficient of the L-stable two-stage scheme (SDIRK2)."""

MIX = (1.0 - GAMMA) / GAMMA
"""Weight of the first stage's increment in the right-hand side of the second."""

Array = NDArray[np.float64]
Places = NDArray[np.int64]

# Places in the row of a cell. Conductances and capacities are per area; LINK leads to the cell above.
HELD, ABSORBED, WASHED, LINK, OUTWARD, INVERSE, FACTOR, COLD, COLD_STAGE, WARM, WARM_STAGE = (
    k * LANES for k in range(11)
)
ROW = 11 * LANES
# Places in the last row.
HALF, SCALE, SURFACE, BOTTOM, FIRST_OUTWARD, ONES, LOST = (k * LANES for k in range(7))


@register_jitable
def _load(
    w: Array,
    base: int,
    used: int,
    source: Array,
    edges: Array,
    conductivity: Array,
    heat_capacity: Array,
    perfusion: Array,
    transfer_scale: Array,
    initial: Array,
) -> None:
    """Lay a block of skins into the work array; unused lanes repeat the last skin."""
    cells = source.shape[1]
    own = (cells + 2) * ROW
    for k in range(w.size):
        w[k] = 0.0
    for j in range(LANES):
        n = base + min(j, used - 1)
        before = 0.0
        for i in range(cells):
            row = (i + 1) * ROW + j
            width = edges[n, i + 1] - edges[n, i]
            half = 0.5 * width / conductivity[n, i]
            w[row + HELD] = heat_capacity[n, i] * width
            w[row + ABSORBED] = source[n, i] * width
            w[row + WASHED] = perfusion[n, i] * width
            w[row + COLD] = initial[n, i]
            w[row + OUTWARD] = perfusion[n, i] * width
            if i > 0:
                link = 1.0 / (before + half)
                w[row + LINK] = link
                w[row + OUTWARD] += link
                w[row - ROW + OUTWARD] += link
            before = half
        w[cells * ROW + j + OUTWARD] += 1.0 / before
        w[own + BOTTOM + j] = 1.0 / before
        w[own + HALF + j] = 0.5 * (edges[n, 1] - edges[n, 0]) / conductivity[n, 0]
        w[own + FIRST_OUTWARD + j] = w[ROW + OUTWARD + j]
        w[own + SCALE + j] = transfer_scale[n]
        w[own + ONES + j] = 1.0


@register_jitable
def _store(w: Array, base: int, used: int, place: int, core: float, background: Array, rise: Array) -> None:
    for j in range(used):
        for i in range(background.shape[2]):
            row = (i + 1) * ROW + j
            background[base + j, place, i] = core + w[row + COLD]
            rise[base + j, place, i] = w[row + WARM]


@register_jitable
def _solve_stage(address: int, cells: int, mix: float, shine: float, chill: float, lit: bool) -> None:  # noqa: FBT001
    """Solve one stage of background and, once there was light, rise; the first (mix = 0) stays in its own place."""
    own = (cells + 2) * ROW
    for i in range(1, cells + 1):
        b = i * ROW
        sweep_down(
            address, b + COLD_STAGE, b + HELD, b + COLD, mix, b + ABSORBED, 0.0, b + FACTOR, b - ROW + COLD_STAGE
        )
        if i == 1:
            add_product(address, b + COLD_STAGE, chill, own + SURFACE, own + ONES)
        if lit:
            sweep_down(
                address, b + WARM_STAGE, b + HELD, b + WARM, mix, b + ABSORBED, shine, b + FACTOR, b - ROW + WARM_STAGE
            )
    cold = COLD if mix > 0.0 else COLD_STAGE
    warm = WARM if mix > 0.0 else WARM_STAGE
    for k in range(cells):
        b = (cells - k) * ROW
        sweep_up(address, b + cold, b + COLD_STAGE, b + INVERSE, b + ROW + FACTOR, b + ROW + cold)
        if lit:
            sweep_up(address, b + warm, b + WARM_STAGE, b + INVERSE, b + ROW + FACTOR, b + ROW + warm)


@register_jitable
def _add_losses(address: int, cells: int, stage: int, weight: float) -> None:
    """Add what leaves through the surface, the lowest edge and the blood during part of a step."""
    own = (cells + 2) * ROW
    add_product(address, own + LOST, weight, own + SURFACE, ROW + stage)
    add_product(address, own + LOST, weight, own + BOTTOM, cells * ROW + stage)
    for i in range(1, cells + 1):
        add_product(address, own + LOST, weight, i * ROW + WASHED, i * ROW + stage)


@njit(cache=True, nogil=True, error_model="numpy")
def march(
    first: int,
    last: int,
    source: Array,
    edges: Array,
    conductivity: Array,
    heat_capacity: Array,
    perfusion: Array,
    transfer_scale: Array,
    initial: Array,
    core: float,
    step: Array,
    transfer: Array,
    medium: Array,
    power: Array,
    impulse: Array,
    record_before: Places,
    record_after: Places,
    background: Array,
    rise: Array,
    kept: Array,
    lost: Array,
) -> None:
    """March the skins first..last-1 through all steps; ``initial`` is relative to the core."""
    cells = source.shape[1]
    own = (cells + 2) * ROW
    w = np.empty((cells + 3) * ROW)
    address = w.ctypes.data
    for base in range(first, last, LANES):
        used = min(LANES, last - base)
        _load(w, base, used, source, edges, conductivity, heat_capacity, perfusion, transfer_scale, initial)
        lit = False
        for s in range(step.size):
            if record_before[s] >= 0:
                _store(w, base, used, record_before[s], core, background, rise)
            if impulse[s] > 0.0:
                lit = True
                for i in range(1, cells + 1):
                    for k in range(i * ROW, i * ROW + LANES):
                        w[k + WARM] += impulse[s] * w[k + ABSORBED] / w[k + HELD]
            if record_after[s] >= 0:
                _store(w, base, used, record_after[s], core, background, rise)
            dt = step[s]
            if dt <= 0.0:
                continue
            lit = lit or power[s] > 0.0
            part = GAMMA * dt
            shine = part * power[s]
            chill = part * (medium[s] - core)
            for j in range(LANES):
                h = transfer[s] * w[own + SCALE + j]
                surface = h / (1.0 + h * w[own + HALF + j])
                w[own + SURFACE + j] = surface
                w[ROW + OUTWARD + j] = w[own + FIRST_OUTWARD + j] + surface
            for i in range(1, cells + 1):
                b = i * ROW
                eliminate(address, b + INVERSE, b + FACTOR, b + HELD, b + OUTWARD, b + LINK, b - ROW + INVERSE, part)
            _solve_stage(address, cells, 0.0, shine, chill, lit)
            if lit:
                _add_losses(address, cells, WARM_STAGE, dt - part)
            _solve_stage(address, cells, MIX, shine, chill, lit)
            if lit:
                _add_losses(address, cells, WARM, part)
        for j in range(used):
            content = 0.0
            for i in range(1, cells + 1):
                content += w[i * ROW + HELD + j] * w[i * ROW + WARM + j]
            kept[base + j] = content
            lost[base + j] = w[own + LOST + j]
