"""The compiled part of the fast light engine: rows of packets, flown abreast through layered skin.

The loop has no branches: all lanes hop, absorb and scatter; those that met an edge or grew weak are attended to
afterwards, one by one, and a lane whose packet ended takes the next at once. Memory is laid out in ``_lane_desk``.
"""

from __future__ import annotations

from typing import Any

from numba import njit, uint32

from lentigo.physics import _lane_desk as at
from lentigo.physics._lane_events import aim, attend, launch
from lentigo.physics._lane_intrinsics import (
    LANES,
    choose,
    floored,
    fma,
    load_double,
    load_long,
    load_number,
    load_numbers,
    load_word,
    load_words,
    marks_of,
    positive_share,
    prefer_wide_registers,
    root,
    signed_share,
    store_counted,
    store_long,
    store_numbers,
    store_word,
    store_words,
    whole,
)
from lentigo.physics._lane_steps import azimuth, next_word, normalised, optical_depth, scattered
from lentigo.physics._packet_steps import WEAK


@njit(cache=True, forceinline=True)
def hop(block: int, word: Any) -> Any:
    """How far each packet of a row flies to its next meeting [m], by a random word, and which meet an edge before.

    A packet that meets the edge stays where it is until it is attended to; its free path begins anew there, which an
    exponential law allows.
    """
    path = optical_depth(positive_share(word)) * load_numbers(block + at.PATH)
    ahead = fma(load_numbers(block + at.UZ), path, load_numbers(block + at.Z))
    hit = (ahead < load_numbers(block + at.TOP)) | (ahead >= load_numbers(block + at.BOTTOM))
    return choose(hit, 0.0, path), hit


@njit(cache=True, forceinline=True)
def fly(block: int, desk: int, even: bool) -> Any:  # noqa: FBT001
    """Move a row of packets by one step; return which lanes met an edge and which grew weak."""
    a = load_words(block + at.RANDOM)
    b = load_words(block + at.RANDOM + at.ROW)
    c = load_words(block + at.RANDOM + 2 * at.ROW)
    d = load_words(block + at.RANDOM + 3 * at.ROW)
    first, a, b, c, d = next_word(a, b, c, d)
    second, a, b, c, d = next_word(a, b, c, d)
    third, a, b, c, d = next_word(a, b, c, d)
    store_words(block + at.RANDOM, a)
    store_words(block + at.RANDOM + at.ROW, b)
    store_words(block + at.RANDOM + 2 * at.ROW, c)
    store_words(block + at.RANDOM + 3 * at.ROW, d)
    ux = load_numbers(block + at.UX)
    uy = load_numbers(block + at.UY)
    uz = load_numbers(block + at.UZ)
    z = load_numbers(block + at.Z)
    path, hit = hop(block, first)
    x = fma(ux, path, load_numbers(block + at.X))
    y = fma(uy, path, load_numbers(block + at.Y))
    z = fma(uz, path, z)
    store_numbers(block + at.X, x)
    store_numbers(block + at.Y, y)
    store_numbers(block + at.Z, z)
    weight = load_numbers(block + at.WEIGHT)
    taken = weight * choose(hit, 0.0, load_numbers(block + at.SHARE))
    # What rounding keeps from the weight is owed to it at the next step: a layer that takes 1e-5 at each of ten
    # thousand steps would else be wrong by a percent.
    owed = taken + load_numbers(block + at.OWED)
    left = weight - owed
    store_numbers(block + at.OWED, owed - (weight - left))
    store_numbers(block + at.WEIGHT, left)
    store_counted(block + at.ENERGY, taken, at.ONE)
    radius = root(fma(x, x, y * y))
    ring = radius * load_double(desk + at.RING_SCALE)
    ring = choose(ring < load_double(desk + at.RING_LAST), ring, load_double(desk + at.RING_LAST))
    slot = fma(z, load_double(desk + at.SLICE_SCALE), load_double(desk + at.SLICE_SHIFT))
    slot = choose(slot < 0.0, 0.0, slot)
    slot = choose(slot < load_double(desk + at.SLICE_LAST), slot, load_double(desk + at.SLICE_LAST))
    if even:
        column = whole(load_double(desk + at.COLUMN_NUMBER) * floored(ring))
        store_words(block + at.CELL, column + whole(slot) + load_words(block + at.GRID))
    else:
        store_words(block + at.RING, whole(ring))
        store_words(block + at.SLICE, whole(slot))
        store_numbers(block + at.RADIUS, radius)
    along, across = azimuth(third)
    vx, vy, vz = scattered(ux, uy, uz, load_numbers(block + at.MEAN_COSINE), signed_share(second), along, across)
    vx, vy, vz = normalised(choose(hit, ux, vx), choose(hit, uy, vy), choose(hit, uz, vz))
    store_numbers(block + at.UX, vx)
    store_numbers(block + at.UY, vy)
    store_numbers(block + at.UZ, vz)
    return marks_of(hit), marks_of(left < WEAK)


@njit(cache=True, forceinline=True)
def count(block: int, records: int) -> None:
    """Add what each packet of a row has left to the cell where it left it."""
    for lane in range(LANES):
        place = records + 8 * int(load_word(block + at.CELL + 4 * lane))
        store_long(place, load_long(place) + load_long(block + at.ENERGY + 8 * lane))


@njit(cache=True, forceinline=True)
def search(block: int, desk: int) -> None:
    """Find the cells where rings or slices are not evenly spaced: look near, then step to the right edge."""
    rings = load_long(desk + at.RING_EDGES)
    slices = load_long(desk + at.SLICE_EDGES)
    ring_guide = load_long(desk + at.RING_GUIDE)
    slice_guide = load_long(desk + at.SLICE_GUIDE)
    column = load_long(desk + at.COLUMN)
    for lane in range(block, block + at.ROW, 4):
        ring = int(load_word(ring_guide + 4 * int(load_word(lane + at.RING))))
        slot = int(load_word(slice_guide + 4 * int(load_word(lane + at.SLICE))))
        # Steps are counted, not branched upon: the processor could not guess them.
        ring += int(load_number(lane + at.RADIUS) >= load_number(rings + 4 * ring))
        slot += int(load_number(lane + at.Z) >= load_number(slices + 4 * slot))
        store_word(lane + at.CELL, uint32(int(load_word(lane + at.GRID)) + ring * column + slot))


@njit(cache=True, nogil=True)
def trace_lanes(block: int, desk: int) -> None:
    """Trace the packets that the desk names, to the last of them."""
    prefer_wide_registers()
    store_long(desk + at.ALIVE, LANES)
    aim(desk, 0.0, 0.0)
    for lane in range(LANES):
        launch(block + 4 * lane, desk)
    records = load_long(desk + at.RECORDS)
    even = load_long(desk + at.EVEN) != 0
    while load_long(desk + at.ALIVE) > 0:
        hit, weak = fly(block, desk, even)
        if not even:
            search(block, desk)
        count(block, records)
        if hit | weak:
            attend(block, desk, hit, weak)
