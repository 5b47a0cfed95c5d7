"""The compiled march of the one-dimensional bioheat equation, a block of skins abreast.

In all work arrays the skins of a block are the inner dimension, so that the compiler can treat several at once.
"""
# ruff: noqa: PLR0912, PLR0915, PLR0917, C901 - a kernel takes plain arrays, and splitting the march would hide its order

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numba.extending import register_jitable
from numpy.typing import NDArray

LANES = 32
"""Skins marched side by side."""

GAMMA = 1.0 - math.sqrt(0.5)
"""Diagonal coefficient of the L-stable two-stage scheme (SDIRK2)."""

MIX = (1.0 - GAMMA) / GAMMA
"""Weight of the first stage's increment in the right-hand side of the second."""

Array = NDArray[np.float64]
Places = NDArray[np.int64]


@register_jitable
def _factor(
    capacity: Array, washed: Array, link: Array, surface: Array, part: float, inverse: Array, factor: Array
) -> None:
    """Factor the symmetric matrix of both stages."""
    cells = capacity.shape[0]
    for j in range(LANES):
        factor[0, j] = 0.0
        factor[cells, j] = 0.0
        inverse[0, j] = 1.0 / (capacity[0, j] + part * (surface[j] + link[1, j] + washed[0, j]))
    for i in range(1, cells):
        for j in range(LANES):
            pull = part * link[i, j]
            factor[i, j] = pull * inverse[i - 1, j]
            inverse[i, j] = 1.0 / (
                capacity[i, j] + part * (link[i, j] + link[i + 1, j] + washed[i, j]) - pull * factor[i, j]
            )


@register_jitable
def _sweep_up(into: Array, inverse: Array, factor: Array, guess: Array) -> None:
    """Second half of the solution of one stage, from the lowest cell up."""
    cells = guess.shape[0]
    for j in range(LANES):
        into[cells - 1, j] = guess[cells - 1, j] * inverse[cells - 1, j]
    for i in range(cells - 2, -1, -1):
        for j in range(LANES):
            into[i, j] = guess[i, j] * inverse[i, j] + factor[i + 1, j] * into[i + 1, j]


@register_jitable
def _add_losses(stage: Array, washed: Array, link: Array, surface: Array, weight: float, loss: Array) -> None:
    """Add what leaves through the surface, the lowest edge and the blood during part of a step."""
    cells = stage.shape[0]
    for j in range(LANES):
        loss[j] += weight * (surface[j] * stage[0, j] + link[cells, j] * stage[cells - 1, j])
    for i in range(cells):
        for j in range(LANES):
            loss[j] += weight * washed[i, j] * stage[i, j]


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
    stored = background.shape[2]
    capacity = np.empty((cells, LANES))
    absorbed = np.empty((cells, LANES))
    washed = np.empty((cells, LANES))
    link = np.zeros((cells + 1, LANES))
    inverse = np.empty((cells, LANES))
    factor = np.empty((cells + 1, LANES))
    cold = np.empty((cells, LANES))
    warm = np.empty((cells, LANES))
    stage = np.empty((cells, LANES))
    above = np.empty(LANES)
    scale = np.empty(LANES)
    surface = np.empty(LANES)
    loss = np.empty(LANES)

    for base in range(first, last, LANES):
        used = min(LANES, last - base)
        for j in range(LANES):
            n = base + min(j, used - 1)  # unused lanes repeat the last skin
            scale[j] = transfer_scale[n]
            loss[j] = 0.0
            before = 0.0
            for i in range(cells):
                width = edges[n, i + 1] - edges[n, i]
                half = 0.5 * width / conductivity[n, i]
                capacity[i, j] = heat_capacity[n, i] * width
                absorbed[i, j] = source[n, i] * width
                washed[i, j] = perfusion[n, i] * width
                cold[i, j] = initial[n, i]
                warm[i, j] = 0.0
                if i == 0:
                    above[j] = half
                else:
                    link[i, j] = 1.0 / (before + half)
                before = half
            link[cells, j] = 1.0 / before

        lit = False
        for s in range(step.size):
            for after in range(2):
                if after == 1 and impulse[s] > 0.0:
                    lit = True
                    for i in range(cells):
                        for j in range(LANES):
                            warm[i, j] += impulse[s] * absorbed[i, j] / capacity[i, j]
                place = record_after[s] if after == 1 else record_before[s]
                if place >= 0:
                    for j in range(used):
                        for i in range(stored):
                            background[base + j, place, i] = core + cold[i, j]
                            rise[base + j, place, i] = warm[i, j]
            dt = step[s]
            if dt <= 0.0:
                continue
            lit = lit or power[s] > 0.0
            part = GAMMA * dt
            shine = part * power[s]
            chill = part * (medium[s] - core)
            for j in range(LANES):
                h = transfer[s] * scale[j]
                surface[j] = h / (1.0 + h * above[j])
            _factor(capacity, washed, link, surface, part, inverse, factor)

            for j in range(LANES):
                stage[0, j] = capacity[0, j] * cold[0, j] + chill * surface[j]
            for i in range(1, cells):
                for j in range(LANES):
                    stage[i, j] = capacity[i, j] * cold[i, j] + factor[i, j] * stage[i - 1, j]
            _sweep_up(stage, inverse, factor, stage)
            for j in range(LANES):
                mixed = cold[0, j] + MIX * (stage[0, j] - cold[0, j])
                stage[0, j] = capacity[0, j] * mixed + chill * surface[j]
            for i in range(1, cells):
                for j in range(LANES):
                    mixed = cold[i, j] + MIX * (stage[i, j] - cold[i, j])
                    stage[i, j] = capacity[i, j] * mixed + factor[i, j] * stage[i - 1, j]
            _sweep_up(cold, inverse, factor, stage)
            if not lit:
                continue

            for j in range(LANES):
                stage[0, j] = capacity[0, j] * warm[0, j] + shine * absorbed[0, j]
            for i in range(1, cells):
                for j in range(LANES):
                    stage[i, j] = capacity[i, j] * warm[i, j] + shine * absorbed[i, j] + factor[i, j] * stage[i - 1, j]
            _sweep_up(stage, inverse, factor, stage)
            _add_losses(stage, washed, link, surface, dt - part, loss)
            for j in range(LANES):
                mixed = warm[0, j] + MIX * (stage[0, j] - warm[0, j])
                stage[0, j] = capacity[0, j] * mixed + shine * absorbed[0, j]
            for i in range(1, cells):
                for j in range(LANES):
                    mixed = warm[i, j] + MIX * (stage[i, j] - warm[i, j])
                    stage[i, j] = capacity[i, j] * mixed + shine * absorbed[i, j] + factor[i, j] * stage[i - 1, j]
            _sweep_up(warm, inverse, factor, stage)
            _add_losses(warm, washed, link, surface, part, loss)
        for j in range(used):
            content = 0.0
            for i in range(cells):
                content += capacity[i, j] * warm[i, j]
            kept[base + j] = content
            lost[base + j] = loss[j]
