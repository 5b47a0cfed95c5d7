"""What seldom befalls a packet, one at a time: its start, the edge of a layer, roulette and escape."""

from __future__ import annotations

import math

import numpy as np
from numba import carray, float32, njit, uint32, uint64  # type: ignore[attr-defined]  # carray is public

from lentigo.physics import _lane_desk as at
from lentigo.physics._lane_intrinsics import (
    load_double,
    load_long,
    load_number,
    load_word,
    lowest_mark,
    pointer,
    store_double,
    store_long,
    store_number,
    store_word,
)
from lentigo.physics._packet_steps import PENCIL, SURVIVAL, bent, entered, is_reflected, splitmix

SMALLEST_COSINE = 1e-9
"""Least cosine behind an edge: a packet that runs level in a layer without scattering would never leave it."""


@njit(cache=True)
def draw(lane: int) -> float:
    """Next number in [0, 1) of the lane's own sequence."""
    state = lane + at.RANDOM
    a = load_word(state)
    b = load_word(state + at.ROW)
    c = load_word(state + 2 * at.ROW)
    d = load_word(state + 3 * at.ROW)
    word = uint32(a + d)
    shifted = uint32(b << uint32(9))
    c = uint32(c ^ a)
    d = uint32(d ^ b)
    b = uint32(b ^ c)
    a = uint32(a ^ d)
    store_word(state, a)
    store_word(state + at.ROW, b)
    store_word(state + 2 * at.ROW, uint32(c ^ shifted))
    store_word(state + 3 * at.ROW, uint32((d << uint32(11)) | (d >> uint32(21))))
    return float(word) * (1.0 / 4294967296.0)


@njit(cache=True)
def record_of(lane: int, desk: int) -> int:
    """Address of the record of the lane's batch."""
    start = int(load_word(lane + at.GRID)) - load_long(desk + at.GRID_START)
    return int(load_long(desk + at.RECORDS) + 8 * start)


@njit(cache=True)
def counted(weight: float) -> int:
    """A weight as records count it."""
    return int(weight * at.ONE)


@njit(cache=True)
def add(record: int, cell: int, amount: int) -> None:
    """Add a counted weight to a cell of a record."""
    store_long(record + 8 * cell, load_long(record + 8 * cell) + amount)


@njit(cache=True)
def settle(lane: int, desk: int) -> float:
    """Write down what the layer took from the packet since it came in; return the weight left."""
    weight = float(load_number(lane + at.WEIGHT))
    # Both weights are counted before they are subtracted: what is taken and what is left add up to the last digit.
    taken = counted(float(load_number(lane + at.ENTERED))) - counted(weight)
    add(record_of(lane, desk), at.FIRST_TAKEN + int(load_word(lane + at.LAYER)), taken)
    return weight


@njit(cache=True)
def enter(lane: int, desk: int, layer: int) -> None:
    """Give the lane what belongs to a layer."""
    row = desk + at.FIRST_LAYER + 8 * at.LAYER_CELLS * layer
    store_word(lane + at.LAYER, uint32(layer))
    store_number(lane + at.TOP, float32(load_double(row + at.L_TOP)))
    store_number(lane + at.BOTTOM, float32(load_double(row + at.L_BOTTOM)))
    store_number(lane + at.PATH, float32(load_double(row + at.L_PATH)))
    store_number(lane + at.SHARE, float32(load_double(row + at.L_SHARE)))
    store_number(lane + at.MEAN_COSINE, float32(load_double(row + at.L_MEAN_COSINE)))
    store_number(lane + at.ENTERED, load_number(lane + at.WEIGHT))
    if layer >= load_long(desk + at.COVERS):
        store_word(lane + at.TOUCHED, uint32(1))


@njit(cache=True)
def idle(lane: int, desk: int) -> None:
    """Leave a lane without a packet: it stands still, hits nothing and absorbs nothing."""
    for row in (at.X, at.Y, at.Z, at.UX, at.UY, at.UZ, at.OWED, at.PATH, at.SHARE, at.MEAN_COSINE):
        store_number(lane + row, float32(0.0))
    store_number(lane + at.WEIGHT, float32(1.0))
    store_number(lane + at.TOP, float32(-np.inf))
    store_number(lane + at.BOTTOM, float32(np.inf))
    store_word(lane + at.GRID, uint32(load_long(desk + at.GRID_START)))
    store_long(desk + at.ALIVE, load_long(desk + at.ALIVE) - 1)


@njit(cache=True)
def begin(lane: int, desk: int, packet: int) -> None:
    """Give a lane the packet's own random numbers, and the record of its batch."""
    golden = uint64(0x9E3779B97F4A7C15)
    state = splitmix(uint64(load_long(desk + at.SEED)) + golden) ^ (uint64(packet) * golden)
    for i in range(2):
        state += golden
        word = splitmix(state)
        store_word(lane + at.RANDOM + 2 * i * at.ROW, uint32(word & uint64(0xFFFFFFFF)))
        store_word(lane + at.RANDOM + (2 * i + 1) * at.ROW, uint32(word >> uint64(32)))
    # Packets start in the order of their numbers, so that batches end one after the other.
    while packet >= load_long(load_long(desk + at.BATCH_END)):
        store_long(desk + at.BATCH_END, load_long(desk + at.BATCH_END) + 8)
        store_long(desk + at.CURRENT, load_long(desk + at.CURRENT) + load_long(desk + at.RECORD_CELLS))
    store_word(lane + at.GRID, uint32(load_long(desk + at.CURRENT) + load_long(desk + at.GRID_START)))


@njit(cache=True)
def aim(desk: int, share: float, turn: float) -> None:
    """Find where and how a packet of the beam goes on behind the outermost surface, from two even shares."""
    numbers = carray(pointer(load_long(desk + at.BEAM)), (5,), np.float64)
    profile = carray(pointer(load_long(desk + at.PROFILE)), (3, load_long(desk + at.PROFILE_POINTS)), np.float64)
    above = load_double(desk + at.ABOVE)
    index = load_double(desk + at.FIRST_LAYER + at.L_INDEX)
    shape = load_long(desk + at.SHAPE)
    start = load_double(desk + at.START)
    x, y, ux, uy, uz, sent_back = entered(shape, numbers, profile, start, above, index, share, turn)
    store_double(desk + at.FIRST_X, x)
    store_double(desk + at.FIRST_Y, y)
    store_double(desk + at.FIRST_UX, ux)
    store_double(desk + at.FIRST_UY, uy)
    store_double(desk + at.FIRST_UZ, uz)
    store_double(desk + at.FIRST_WEIGHT, 1.0 - sent_back)


@njit(cache=True)
def launch(lane: int, desk: int) -> None:
    """Start the next packet in a lane; packets that the surface sends back at once are done with here."""
    while load_long(desk + at.NEXT) < load_long(desk + at.LAST):
        packet = load_long(desk + at.NEXT)
        store_long(desk + at.NEXT, packet + 1)
        begin(lane, desk, packet)
        if load_long(desk + at.SHAPE) != PENCIL:
            share = draw(lane)
            aim(desk, share, draw(lane))
        weight = float32(load_double(desk + at.FIRST_WEIGHT))
        record = record_of(lane, desk)
        add(record, at.LAUNCHED, counted(1.0))
        add(record, at.SPECULAR, counted(1.0) - counted(float(weight)))
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
            enter(lane, desk, 0)
            return
    idle(lane, desk)


@njit(cache=True)
def ring_of(radius: np.float32, desk: int) -> int:
    """Number of the ring that holds a radius; that of rings where it lies beyond all."""
    edges = load_long(desk + at.RING_EDGES)
    scaled = min(load_double(desk + at.RING_LAST), float(radius) * load_double(desk + at.RING_SCALE))
    if load_long(desk + at.EVEN):
        return int(scaled)
    ring = int(load_word(load_long(desk + at.RING_GUIDE) + 4 * int(scaled)))
    return ring + int(radius >= load_number(edges + 4 * ring))


@njit(cache=True)
def escape(lane: int, desk: int, cosine: float, down: int) -> None:
    """Write down a packet that leaves, by radius and angle, and start the next."""
    weight = counted(settle(lane, desk))
    record = record_of(lane, desk)
    if not down and not load_word(lane + at.TOUCHED):
        add(record, at.SPECULAR, weight)
    else:
        add(record, at.DOWN if down else at.UP, weight)
        x = float(load_number(lane + at.X))
        y = float(load_number(lane + at.Y))
        ring = ring_of(float32(math.sqrt(x * x + y * y)), desk)
        angles = load_long(desk + at.ANGLES)
        angle = 0
        while angle < angles - 1 and cosine <= load_double(load_long(desk + at.COSINES) + 8 * angle):
            angle += 1
        side = down * (load_long(desk + at.RINGS) + 1)
        add(record, load_long(desk + at.ESCAPED) + (side + ring) * angles + angle, weight)
    launch(lane, desk)


@njit(cache=True)
def meet_edge(lane: int, desk: int) -> None:
    """Carry a packet to the edge of its layer, and reflect it there, or let it through."""
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
        escape(lane, desk, abs(uz), down)
        return
    settle(lane, desk)
    store_number(lane + at.Z, float32(edge if down else load_double(next_row + at.L_INSIDE)))
    enter(lane, desk, beyond)


@njit(cache=True)
def gamble(lane: int, desk: int) -> None:
    """Roulette: one weak packet of ten carries on, with the weight of all."""
    weight = settle(lane, desk)
    record = record_of(lane, desk)
    add(record, at.GAMBLED, counted(weight))
    if weight <= 0.0 or draw(lane) >= SURVIVAL:
        launch(lane, desk)
        return
    more = float32(weight / SURVIVAL)
    add(record, at.GAMBLED, -counted(float(more)))
    store_number(lane + at.WEIGHT, more)
    store_number(lane + at.ENTERED, more)


@njit(cache=True)
def attend(block: int, desk: int, hit: np.uint32, weak: np.uint32) -> None:
    """See to the lanes of a row that met an edge or grew weak."""
    # One that did both may have been given another packet at the edge; if not, it is still weak after the next step.
    weak = uint32(weak & uint32(~hit))
    while hit:
        meet_edge(block + 4 * lowest_mark(hit), desk)
        hit = uint32(hit & uint32(hit - uint32(1)))
    while weak:
        gamble(block + 4 * lowest_mark(weak), desk)
        weak = uint32(weak & uint32(weak - uint32(1)))
