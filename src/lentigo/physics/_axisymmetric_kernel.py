"""The compiled march of heat in radius and depth, sixteen radial modes abreast.

Modes lie in blocks of :data:`lentigo.physics._mode_lanes.LANES`, (blocks, cells, lanes), padded with modes that are
zero. Without boiling no block knows of another: each marches through all steps while it lies in the innermost caches,
and threads share the blocks. With boiling all blocks take each step together.

``tissue`` holds five rows of one number more than cells: heat held, conductance outwards, link to the cell above (none
for the first, and none after the last), spreading, and heat carried by blood; in the last place of the first two stand
the conductance through the lowest edge and the resistance between the surface and the middle of the first cell.
"""
# ruff: noqa: PLR0912, PLR0917, C901 - a kernel takes plain arrays, and splitting it costs time to compile

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numba.extending import register_jitable
from numpy.typing import NDArray

from lentigo.physics._mode_lanes import LANES, continue_down, eliminate_down, substitute_up

Array = NDArray[np.float64]
Places = NDArray[np.int64]

ROOT = 2.0 - math.sqrt(2.0)
"""Share of a step that the trapezoidal stage takes."""

IMPLICIT = 0.5 * ROOT
"""Share of a step that stands on the left of both stages."""

MIX = 2.0 / (ROOT * (2.0 - ROOT))
"""Weight of the first stage's increment in the right-hand side of the second."""

HELD, OUTWARD, LINK, SIDE, WASHED = range(5)
"""Rows of ``tissue``."""

ABSORBED, LOST, PASSED = range(3)
"""Places of a balance: heat absorbed, lost through the surface, and passed through it either way."""


@njit(cache=True, nogil=True, error_model="numpy")
def _advance(
    state: Array,
    source: Array,
    decay: Array,
    scratch: Array,
    tissue: Array,
    even: float,
    dt: float,
    transfer: float,
    above_core: float,
    shine: float,
    warmth: Array,
    balance: Array,
) -> None:
    """Take one step with one block.

    ``even`` is what an even temperature of one is in the first mode, and zero for all blocks but the first; ``scratch``
    is (2 cells + 1, lanes); ``warmth`` gathers the time integral of the first mode in every cell. The conductance of
    the uppermost cell in ``tissue`` is changed and set back: every thread needs its own.
    """
    cells = state.shape[0]
    row = 8 * (cells + 1)
    held = tissue.ctypes.data
    link = held + LINK * row
    stage = scratch.ctypes.data
    inverse, chill = stage + 8 * LANES * cells, stage + 16 * LANES * cells
    part = IMPLICIT * dt
    surface = transfer / (1.0 + transfer * tissue[OUTWARD, cells])
    first = tissue[OUTWARD, 0]
    tissue[OUTWARD, 0] = first + surface
    scratch[2 * cells, 0] = part * surface * above_core * even
    base, light = state.ctypes.data, source.ctypes.data

    # The trapezoidal stage is a fully implicit step of half its length, extrapolated; only that step is kept.
    eliminate_down(
        base,
        stage,
        inverse,
        light,
        decay.ctypes.data,
        held,
        held + OUTWARD * row,
        link,
        held + SIDE * row,
        cells,
        part,
        part * shine,
        chill,
    )
    substitute_up(stage, stage, inverse, link, cells, part)
    if even > 0.0:
        _count(scratch, dt - part, surface, above_core, even, warmth, balance)

    # The backward difference of second order.
    continue_down(base, stage, inverse, light, held, link, cells, part, MIX, part * shine, chill)
    substitute_up(base, stage, inverse, link, cells, part)
    if even > 0.0:
        _count(state, part, surface, above_core, even, warmth, balance)
        for i in range(cells):
            balance[ABSORBED] += dt * shine * source[i, 0] * even
    tissue[OUTWARD, 0] = first


@register_jitable
def _count(
    state: Array, weight: float, surface: float, above_core: float, even: float, warmth: Array, balance: Array
) -> None:
    """Add part of a step to what has left."""
    for i in range(warmth.size):
        warmth[i] += weight * state[i, 0]
    flow = weight * surface * even * (state[0, 0] - above_core * even)
    balance[LOST] += flow
    balance[PASSED] += abs(flow)


@njit(cache=True, nogil=True, error_model="numpy")
def march_modes(
    begin: int,
    end: int,
    first: int,
    last: int,
    state: Array,
    source: Array,
    decay: Array,
    tissue: Array,
    even: float,
    core: float,
    exposure: float,
    step: Array,
    transfer: Array,
    medium: Array,
    power: Array,
    impulse: Array,
    record: Places,
    spectra: Array,
    scratch: Array,
    warmth: Array,
    balance: Array,
) -> None:
    """March the blocks begin..end-1 through the steps first..last-1, none of them boiling.

    ``state`` and ``source`` are (blocks, cells, lanes), ``decay`` (blocks, lanes), ``spectra`` (snapshots, blocks,
    cells, lanes). ``balance`` and ``warmth`` are written by whoever has the first block; ``tissue`` and ``scratch``
    belong to this call alone.
    """
    cells = warmth.size
    for b in range(begin, end):
        mean = even if b == 0 else 0.0
        for s in range(first, last):
            if impulse[s] > 0.0:
                for i in range(cells):
                    each = impulse[s] * exposure / tissue[HELD, i]
                    for m in range(LANES):
                        state[b, i, m] += each * source[b, i, m]
                    balance[ABSORBED] += impulse[s] * exposure * source[b, i, 0] * mean
            if record[s] >= 0:
                for i in range(cells):
                    for m in range(LANES):
                        spectra[record[s], b, i, m] = state[b, i, m]
            if step[s] > 0.0:
                _advance(
                    state[b],
                    source[b],
                    decay[b],
                    scratch,
                    tissue,
                    mean,
                    step[s],
                    transfer[s],
                    medium[s] - core,
                    power[s] * exposure,
                    warmth,
                    balance,
                )


@njit(cache=True, nogil=True, error_model="numpy")
def march_boiling(
    state: Array,
    source: Array,
    decay: Array,
    tissue: Array,
    even: float,
    core: float,
    exposure: float,
    step: Array,
    transfer: Array,
    medium: Array,
    power: Array,
    impulse: Array,
    record: Places,
    spectra: Array,
    scratch: Array,
    warmth: Array,
    balance: Array,
    modes: Array,
    highest: Array,
    volumes: Array,
    boiling: float,
    latent: Array,
    evaporated: Array,
    row: Array,
) -> float:
    """March all blocks step by step, boiling after each; gives the heat spent on steam.

    What is recorded at a step is the state before it: a step with an impulse must record nothing and have no length.
    """
    spent = 0.0
    for s in range(step.size):
        march_modes(
            0,
            source.shape[0],
            s,
            s + 1,
            state,
            source,
            decay,
            tissue,
            even,
            core,
            exposure,
            step,
            transfer,
            medium,
            power,
            impulse,
            record,
            spectra,
            scratch,
            warmth,
            balance,
        )
        spent += _boil(state, modes, highest, volumes, tissue, boiling, latent, evaporated, row)
    return spent


@njit(cache=True, nogil=True, error_model="numpy")
def _boil(
    state: Array,
    modes: Array,
    highest: Array,
    volumes: Array,
    tissue: Array,
    boiling: float,
    latent: Array,
    evaporated: Array,
    row: Array,
) -> float:
    """Spend heat above ``boiling`` on the water of the tissue until it is gone; gives the heat spent.

    ``modes`` is (blocks, lanes, rings), ``highest`` (blocks, lanes) the largest size of each, ``latent`` what boils a
    cell dry per area, ``evaporated`` (cells, rings), ``row`` room for as many numbers as rings or
    lanes.
    """
    blocks, cells = state.shape[0], state.shape[1]
    rings = volumes.size
    spent = 0.0
    for i in range(cells):
        for m in range(LANES):
            row[m] = 0.0
        for b in range(blocks):
            for m in range(LANES):
                row[m] += abs(state[b, i, m]) * highest[b, m]
        bound = 0.0
        for m in range(LANES):
            bound += row[m]
        if bound <= boiling:  # no ring is hotter than all modes at their highest
            continue
        for r in range(rings):
            row[r] = 0.0
        for b in range(blocks):
            for m in range(LANES):
                for r in range(rings):
                    row[r] += state[b, i, m] * modes[b, m, r]
        for r in range(rings):
            if row[r] > boiling and evaporated[i, r] < 1.0:
                heat = min(tissue[HELD, i] * (row[r] - boiling), latent[i] * (1.0 - evaporated[i, r]))
                evaporated[i, r] += heat / latent[i]
                spent += heat * volumes[r]
                drop = heat / tissue[HELD, i] * volumes[r]
                for b in range(blocks):
                    for m in range(LANES):
                        state[b, i, m] -= drop * modes[b, m, r]
    return spent


@njit(cache=True, nogil=True, error_model="numpy")
def show_modes(begin: int, end: int, modes: Array, spectra: Array, core: float, room: Array, snapshots: Array) -> None:
    """Temperature in the rings (snapshots, rings, cells) of the snapshots begin..end-1; ``room`` is (lanes, cells)."""
    blocks, cells = spectra.shape[1], spectra.shape[2]
    for t in range(begin, end):
        for b in range(blocks):
            for m in range(LANES):
                for i in range(cells):
                    room[m, i] = spectra[t, b, i, m]
            for r in range(snapshots.shape[1]):
                if b == 0:
                    for i in range(cells):
                        snapshots[t, r, i] = core
                for m in range(LANES):
                    for i in range(cells):
                        snapshots[t, r, i] += modes[b, m, r] * room[m, i]
