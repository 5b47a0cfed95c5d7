"""The compiled march of diffusion through layers: one skin after the other, two implicit stages a step."""
# ruff: noqa: PLR0912, PLR0917, C901 - a kernel takes plain arrays, and splitting the march would hide its order

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

GAMMA = 1.0 - math.sqrt(0.5)
"""Diagonal coefficient of the L-stable two-stage scheme (SDIRK2)."""

MIX = (1.0 - GAMMA) / GAMMA
"""Weight of the first stage's increment in the right-hand side of the second."""

PLAIN = 4
"""Steps of one stage (implicit Euler) after either event."""

Array = NDArray[np.float64]
Places = NDArray[np.int64]


@njit(cache=True, nogil=True)
def march(
    first: int,
    last: int,
    held: Array,
    link: Array,
    clearance: Array,
    factor: Array,
    time: Array,
    removal: int,
    free: Array,
    cream: Array,
    cleared: Array,
    below: Array,
) -> None:
    """Free concentration in all cells of the skins first..last-1, with what has been cleared and has left below.

    Cell 0 is the cream. ``held`` (N, Z+1) is amount per area and free concentration [m], ``link`` (N, Z+1) leads from a
    cell to the one below it and from the last out of the skin [m/s], ``clearance`` (N, Z+1) [1/s]. The results ``free``
    (N, T, Z), ``cream``, ``cleared`` and ``below`` (N, T) hold the first instant already.
    """
    cells = held.shape[1]
    now, stage, right = np.empty(cells), np.empty(cells), np.empty(cells)
    inverse, upper = np.empty(cells), np.empty(cells)
    for n in range(first, last):
        now[0] = cream[n, 0] / held[n, 0]
        for i in range(1, cells):
            now[i] = free[n, 0, i - 1]
        for t in range(1, time.size):
            if t - 1 == removal:
                now[0] = 0.0
            step = time[t] - time[t - 1]
            # The jump when cream comes on or off is damped without undershoot by a few steps of one stage.
            plain = t <= PLAIN or 0 < t - removal <= PLAIN
            part = step if plain else GAMMA * step
            top = 0.0 if t - 1 >= removal >= 0 else link[n, 0]
            scale = factor[n, t - 1]
            for i in range(cells):
                above = 0.0 if i == 0 else (top if i == 1 else link[n, i - 1])
                under = top if i == 0 else link[n, i]
                diagonal = held[n, i] * (1.0 + part * scale * clearance[n, i]) + part * (above + under)
                if i > 0:
                    diagonal -= part * above * upper[i - 1]
                inverse[i] = 1.0 / diagonal
                upper[i] = part * under * inverse[i]
            gone = 0.0
            out = 0.0
            for turn in range(1 if plain else 2):
                for i in range(cells):
                    before = now[i] if turn == 0 else now[i] + MIX * (stage[i] - now[i])
                    right[i] = held[n, i] * before
                    if i > 0:
                        above = top if i == 1 else link[n, i - 1]
                        right[i] += part * above * right[i - 1]
                    right[i] *= inverse[i]
                for i in range(cells - 2, -1, -1):
                    right[i] += upper[i] * right[i + 1]
                weight = part if plain or turn == 1 else step * (1.0 - GAMMA)
                for i in range(cells):
                    gone += weight * scale * clearance[n, i] * held[n, i] * right[i]
                out += weight * link[n, cells - 1] * right[cells - 1]
                if turn == 0:
                    for i in range(cells):
                        stage[i] = right[i]
            for i in range(cells):
                now[i] = right[i]
            for i in range(1, cells):
                free[n, t, i - 1] = now[i]
            cream[n, t] = held[n, 0] * now[0]
            cleared[n, t] = cleared[n, t - 1] + gone
            below[n, t] = below[n, t - 1] + out
