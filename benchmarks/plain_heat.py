"""The march of heat in radius and depth as it was first written: number by number, all modes in each step.

What :mod:`lentigo.physics.heat_axisymmetric` is timed against, and must agree with. No boiling.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lentigo.physics.heat_axisymmetric import _radial_modes
from lentigo.physics.heat_steps import Steps

Array = NDArray[np.float64]

ROOT = 2.0 - math.sqrt(2.0)
_NEW = 1.0 / (ROOT * (2.0 - ROOT))
_OLD = (1.0 - ROOT) ** 2 * _NEW


def plain_heat(  # noqa: PLR0917 - as the kernel
    source: Array,
    radial_edges: Array,
    depth_edges: Array,
    conductivity: Array,
    heat_capacity: Array,
    perfusion: Array,
    initial: Array,
    core: float,
    exposure: float,
    steps: Steps,
) -> Array:
    """Temperature (T, R, Z) from an even start ``initial`` (Z,) [K]."""
    modes, decay, volumes = _radial_modes(radial_edges)
    in_modes = np.ascontiguousarray(np.einsum("rm,r,rz->zm", modes, volumes, source))
    state = np.zeros_like(in_modes)
    state[:, 0] = (initial - core) * np.sum(volumes * modes[:, 0])
    shown = np.empty((steps.time.size, volumes.size, initial.size))
    _march(
        np.ascontiguousarray(modes),
        decay,
        np.diff(depth_edges),
        conductivity,
        heat_capacity,
        perfusion,
        exposure * in_modes,
        state,
        core,
        math.sqrt(float(np.sum(volumes))),
        steps.step,
        steps.transfer,
        steps.medium,
        steps.power,
        steps.impulse,
        steps.record_after,
        shown,
    )
    return shown


@njit(cache=True, nogil=True, error_model="numpy")
def _march(  # noqa: PLR0912, PLR0917, C901
    modes,
    decay,
    widths,
    conductivity,
    heat_capacity,
    perfusion,
    source,
    state,
    core,
    even,
    step,
    transfer,
    medium,
    power,
    impulse,
    record,
    shown,
):
    radii, cells = decay.size, widths.size
    above, below = np.zeros(cells), np.zeros(cells)
    for i in range(1, cells):
        above[i] = 2.0 / (widths[i - 1] / conductivity[i - 1] + widths[i] / conductivity[i])
        below[i - 1] = above[i]
    held, side = heat_capacity * widths, conductivity * widths
    outward = above + below + perfusion * widths
    outward[cells - 1] += 2.0 * conductivity[cells - 1] / widths[cells - 1]
    middle, inverse, factor = np.empty((cells, radii)), np.empty((cells, radii)), np.empty((cells, radii))
    for s in range(step.size):
        if impulse[s] > 0.0:
            for i in range(cells):
                for m in range(radii):
                    state[i, m] += impulse[s] * source[i, m] / heat_capacity[i]
        if record[s] >= 0:
            for i in range(cells):
                for r in range(radii):
                    total = core
                    for m in range(radii):
                        total += modes[r, m] * state[i, m]
                    shown[record[s], r, i] = total
        if step[s] <= 0.0:
            continue
        part = 0.5 * ROOT * step[s]
        surface = transfer[s] / (1.0 + transfer[s] * 0.5 * widths[0] / conductivity[0])
        chill = surface * (medium[s] - core) * even
        first = outward[0]
        outward[0] += surface
        for i in range(cells):
            up = max(i - 1, 0)
            pull = part * above[i]
            own, spread = held[i] + part * outward[i], part * side[i]
            for m in range(radii):
                factor[i, m] = 0.0 if i == 0 else pull * inverse[up, m]
                inverse[i, m] = 1.0 / (own + spread * decay[m] - pull * factor[i, m])
        for i in range(cells):
            up, down = max(i - 1, 0), min(i + 1, cells - 1)
            heat = 2.0 * part * power[s] * widths[i]
            keep, spread = held[i] - part * outward[i], part * side[i]
            flow, flow_down = part * above[i], part * below[i]
            for m in range(radii):
                middle[i, m] = (
                    (keep - spread * decay[m]) * state[i, m]
                    + flow * state[up, m]
                    + flow_down * state[down, m]
                    + heat * source[i, m]
                )
        middle[0, 0] += 2.0 * part * chill
        _solve(middle, inverse, factor)
        for i in range(cells):
            heat = part * power[s] * widths[i]
            new, old = held[i] * _NEW, held[i] * _OLD
            for m in range(radii):
                middle[i, m] = new * middle[i, m] - old * state[i, m] + heat * source[i, m]
        middle[0, 0] += part * chill
        _solve(middle, inverse, factor)
        for i in range(cells):
            for m in range(radii):
                state[i, m] = middle[i, m]
        outward[0] = first


@njit(cache=True, nogil=True, error_model="numpy")
def _solve(values, inverse, factor):
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
