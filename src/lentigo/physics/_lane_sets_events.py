"""What seldom befalls a packet that carries several absorptions: its start, edges, roulette and escape.

The flight is that of ``_lane_events``, number by number; what is written down is written for all sets at once. The two
stand apart because splitting the plain events into parts that both could use made a slab 5 % slower.
"""
# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba import float32, njit, uint32

from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_sets_desk as of
from lentigo.physics._lane_events import SMALLEST_COSINE, aim, begin, draw, enter, idle, ring_of
from lentigo.physics._lane_intrinsics import (
    fma,
    load_double,
    load_long,
    load_number,
    load_word,
    lowest_mark,
    store_long,
    store_number,
    store_word,
)
from lentigo.physics._lane_sets_intrinsics import add_sets, load_sets, store_sets, subtract_sets
from lentigo.physics._lane_steps import power_of_two
from lentigo.physics._packet_steps import PENCIL, SURVIVAL, bent, is_reflected


@njit(cache=True, forceinline=True)
def cell_at(lane: int, desk: int, cell: int) -> int:
    """Address of a cell in the record of the lane's batch."""
    start = int(load_word(lane + at.GRID)) - load_long(desk + at.GRID_START)
    return int(load_long(desk + at.RECORDS) + of.CELL_BYTES * (start + cell))


@njit(cache=True, forceinline=True)
def logarithms(block: int, number: int) -> Any:
    """Binary logarithms of the factors of a lane's sets, where the packet is."""
    sets = block + of.EIGHT * number
    way = load_number(block + of.WAY + 4 * number)
    return fma(load_sets(sets + of.SLOPE), way, load_sets(sets + of.LOGARITHM))


@njit(cache=True, forceinline=True)
def weights(block: int, number: int) -> Any:
    """Weights of a lane's sets, where the packet is."""
    return power_of_two(logarithms(block, number)) * load_number(block + at.WEIGHT + 4 * number)


@njit(cache=True)
def settle_sets(block: int, number: int, desk: int) -> None:
    """Write down what the layer took of each set since the packet came in."""
    lane = block + 4 * number
    layer = int(load_word(lane + at.LAYER))
    cell = cell_at(lane, desk, at.FIRST_TAKEN + layer)
    # Both weights are counted before they are subtracted: what is taken and what is left add up to the last digit.
    add_sets(cell, load_sets(block + of.EIGHT * number + of.CAME_IN))
    subtract_sets(cell, weights(block, number))


@njit(cache=True)
def enter_sets(block: int, number: int, desk: int, sheet: int, layer: int) -> None:
    """Give the lane what belongs to a layer; its factors begin from their logarithms at LOGARITHM."""
    enter(block + 4 * number, desk, layer)
    sets = block + of.EIGHT * number
    rows = sheet + of.LAYER_ROWS + 2 * of.EIGHT * layer
    store_sets(sets + of.SLOPE, load_sets(rows))
    store_sets(sets + of.TAKES, load_sets(rows + of.EIGHT))
    store_number(block + 4 * number + of.WAY, float32(0.0))
    store_sets(sets + of.CAME_IN, weights(block, number))


@njit(cache=True, forceinline=True)
def leave(block: int, number: int, desk: int, sheet: int) -> None:
    """Keep a packet's path through the layer that it is about to leave."""
    if load_long(sheet + of.PATHS):
        lane = block + 4 * number
        layer = int(load_word(lane + at.LAYER))
        place = block + of.LENGTHS + 4 * (load_long(desk + at.LAYERS) * number + layer)
        store_number(place, load_number(place) + load_number(lane + of.WAY))


@njit(cache=True)
def launch_sets(block: int, number: int, desk: int, sheet: int) -> None:
    """Start the next packet in a lane; packets that the surface sends back at once are done with here."""
    lane = block + 4 * number
    sets = block + of.EIGHT * number
    none = load_sets(sets + of.SLOPE) * 0.0
    while load_long(desk + at.NEXT) < load_long(desk + at.LAST):
        packet = load_long(desk + at.NEXT)
        store_long(desk + at.NEXT, packet + 1)
        begin(lane, desk, packet)
        if load_long(desk + at.SHAPE) != PENCIL:
            share = draw(lane)
            aim(desk, share, draw(lane))
        weight = float32(load_double(desk + at.FIRST_WEIGHT))
        add_sets(cell_at(lane, desk, at.LAUNCHED), none + 1.0)
        specular = cell_at(lane, desk, at.SPECULAR)
        add_sets(specular, none + 1.0)
        subtract_sets(specular, none + weight)
        if weight > 0.0:
            store_number(lane + at.X, float32(load_double(desk + at.FIRST_X)))
            store_number(lane + at.Y, float32(load_double(desk + at.FIRST_Y)))
            store_number(lane + at.Z, float32(load_double(desk + at.START)))
            store_number(lane + at.UX, float32(load_double(desk + at.FIRST_UX)))
            store_number(lane + at.UY, float32(load_double(desk + at.FIRST_UY)))
            store_number(lane + at.UZ, float32(load_double(desk + at.FIRST_UZ)))
            store_number(lane + at.WEIGHT, weight)
            store_number(lane + at.OWED, float32(0.0))
            store_word(lane + at.TOUCHED, uint32(0))
            store_word(lane + of.PACKET, uint32(packet - load_long(sheet + of.FIRST_PACKET)))
            store_sets(sets + of.LOGARITHM, none)
            if load_long(sheet + of.PATHS):
                layers = load_long(desk + at.LAYERS)
                for layer in range(layers):
                    store_number(block + of.LENGTHS + 4 * (layers * number + layer), float32(0.0))
            enter_sets(block, number, desk, sheet, 0)
            return
    store_sets(sets + of.TAKES, none)
    idle(lane, desk)


@njit(cache=True)
def write_path(block: int, number: int, desk: int, sheet: int, cell: int) -> None:
    """Write down the path of a packet that leaves."""
    lane = block + 4 * number
    leave(block, number, desk, sheet)
    layers = load_long(desk + at.LAYERS)
    row = load_long(sheet + of.PATHS) + 4 * load_long(sheet + of.PATH_NUMBERS) * int(load_word(lane + of.PACKET))
    store_number(row + of.P_WEIGHT, load_number(lane + at.WEIGHT))
    store_word(row + of.P_CELL, uint32(cell))
    for layer in range(layers):
        length = load_number(block + of.LENGTHS + 4 * (layers * number + layer))
        store_number(row + of.P_LENGTHS + 4 * layer, length)


@njit(cache=True)
def escape_sets(block: int, number: int, desk: int, sheet: int, cosine: float, down: int) -> None:
    """Write down a packet that leaves, by radius and angle, and start the next."""
    lane = block + 4 * number
    settle_sets(block, number, desk)
    left = weights(block, number)
    cell = at.SPECULAR
    if down or load_word(lane + at.TOUCHED):
        add_sets(cell_at(lane, desk, at.DOWN if down else at.UP), left)
        x = float(load_number(lane + at.X))
        y = float(load_number(lane + at.Y))
        ring = ring_of(float32(math.sqrt(x * x + y * y)), desk)
        angles = load_long(desk + at.ANGLES)
        angle = 0
        while angle < angles - 1 and cosine <= load_double(load_long(desk + at.COSINES) + 8 * angle):
            angle += 1
        side = down * (load_long(desk + at.RINGS) + 1)
        cell = int(load_long(desk + at.ESCAPED) + (side + ring) * angles + angle)
    add_sets(cell_at(lane, desk, cell), left)
    if load_long(sheet + of.PATHS):
        write_path(block, number, desk, sheet, cell)
    launch_sets(block, number, desk, sheet)


@njit(cache=True)
def meet_edge_sets(block: int, number: int, desk: int, sheet: int) -> None:
    """Carry a packet to the edge of its layer, and reflect it there, or let it through."""
    lane = block + 4 * number
    uz = float(load_number(lane + at.UZ))
    layer = int(load_word(lane + at.LAYER))
    row = desk + at.FIRST_LAYER + 8 * at.LAYER_CELLS * layer
    down = 1 if uz > 0.0 else 0
    edge = load_double(row + (at.L_BOTTOM if down else at.L_TOP))
    to_edge = (edge - float(load_number(lane + at.Z))) / uz
    ux = float(load_number(lane + at.UX))
    uy = float(load_number(lane + at.UY))
    store_number(lane + at.X, float32(float(load_number(lane + at.X)) + ux * to_edge))
    store_number(lane + at.Y, float32(float(load_number(lane + at.Y)) + uy * to_edge))
    store_number(lane + of.WAY, load_number(lane + of.WAY) + float32(to_edge))
    beyond = layer + 1 if down else layer - 1
    next_row = row + (8 * at.LAYER_CELLS if down else -8 * at.LAYER_CELLS)
    layers = load_long(desk + at.LAYERS)
    here = load_double(row + at.L_INDEX)
    if beyond < 0:
        outer = load_double(desk + at.ABOVE)
    elif beyond == layers:
        outer = load_double(desk + at.BELOW)
    else:
        outer = load_double(next_row + at.L_INDEX)
    if outer != here:
        if is_reflected(uz, here, outer, draw(lane)):
            store_number(lane + at.UZ, float32(-uz))
            # On the inner side of the edge, where the packet still is.
            store_number(lane + at.Z, float32(load_double(row + at.L_INSIDE) if down else edge))
            return
        ux, uy, uz = bent(ux, uy, uz, here, outer)
        store_number(lane + at.UX, float32(ux))
        store_number(lane + at.UY, float32(uy))
        store_number(lane + at.UZ, float32(math.copysign(max(abs(uz), SMALLEST_COSINE), uz)))
    if beyond < 0 or beyond == layers:
        escape_sets(block, number, desk, sheet, abs(uz), down)
        return
    settle_sets(block, number, desk)
    leave(block, number, desk, sheet)
    store_sets(block + of.EIGHT * number + of.LOGARITHM, logarithms(block, number))
    store_number(lane + at.Z, float32(edge if down else load_double(next_row + at.L_INSIDE)))
    enter_sets(block, number, desk, sheet, beyond)


@njit(cache=True)
def gamble_sets(block: int, number: int, desk: int, sheet: int) -> None:
    """Roulette: one weak packet of ten carries on, with the weights of all."""
    lane = block + 4 * number
    settle_sets(block, number, desk)
    cell = cell_at(lane, desk, at.GAMBLED)
    add_sets(cell, weights(block, number))
    weight = float(load_number(lane + at.WEIGHT))
    if weight <= 0.0 or draw(lane) >= SURVIVAL:
        launch_sets(block, number, desk, sheet)
        return
    more = float32(weight / SURVIVAL)
    store_number(lane + at.WEIGHT, more)
    store_number(lane + at.ENTERED, more)
    now = weights(block, number)
    subtract_sets(cell, now)
    store_sets(block + of.EIGHT * number + of.CAME_IN, now)


@njit(cache=True)
def attend_sets(block: int, desk: int, sheet: int, hit: np.uint32, weak: np.uint32) -> None:
    """See to the lanes of a row that met an edge or grew weak."""
    # One that did both may have been given another packet at the edge; if not, it is still weak after the next step.
    weak = uint32(weak & uint32(~hit))
    while hit:
        meet_edge_sets(block, lowest_mark(hit), desk, sheet)
        hit = uint32(hit & uint32(hit - uint32(1)))
    while weak:
        gamble_sets(block, lowest_mark(weak), desk, sheet)
        weak = uint32(weak & uint32(weak - uint32(1)))
