"""The compiled part of the fast light engine with solids in the layers, tallied in boxes.

The loop of ``_lane_kernel`` but for two things. A packet's steps are drawn for the largest extinction of its slab, and
at their end something happens there by chance only: no surface of a solid is ever intersected. And as far as the
nearest solid is away, steps are drawn for what surely lies there, so that a dense vessel makes steps short near it and
not in all of its slab. Both are exact.
"""

from __future__ import annotations

from typing import Any

from numba import float32, njit, uint32

from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_solids_desk as on
from lentigo.physics._lane_events import add, aim, attend, launch, record_of
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
    lowest_mark,
    marks_of,
    positive_share,
    prefer_wide_registers,
    root,
    signed_share,
    store_counted_loss,
    store_long,
    store_number,
    store_numbers,
    store_word,
    store_words,
    whole,
)
from lentigo.physics._lane_kernel import count
from lentigo.physics._lane_steps import azimuth, next_word, normalised, optical_depth, scattered
from lentigo.physics._packet_steps import CYLINDER, WEAK

FAR = 1e30
"""As far as nothing is."""


@njit(cache=True, forceinline=True)
def outside(solid: int, x: Any, y: Any, z: Any) -> Any:
    """How far places lie outside of a solid, as a square: that of the distance from its axis less that of its radius.

    Of a cylinder it is computed from its top, which single precision tells better than its axis.
    """
    dx = x - load_number(solid + on.X)
    if load_word(solid + on.KIND) == CYLINDER:
        below = z - load_number(solid + on.TOP)
        return fma(dx, dx, below * (below - load_number(solid + on.SIZE)))
    dy = y - load_number(solid + on.Y)
    beside = fma(dx, dx, fma(dy, dy, 0.0 - load_number(solid + on.SIZE)))
    # A disc fills the slabs that it lies in from top to bottom: in others it is not near.
    beside = choose(z < load_number(solid + on.TOP), FAR, beside)
    return choose(z < load_number(solid + on.BOTTOM), beside, FAR)


@njit(cache=True, forceinline=True)
def boxed(block: int, shelf: int, axis: int, value: Any) -> Any:
    """What an axis adds to the number of a packet's box, if its edges are even; else keep where to search."""
    slot = fma(value, load_double(shelf + on.SCALE + 8 * axis), load_double(shelf + on.SHIFT + 8 * axis))
    slot = choose(slot < 0.0, 0.0, slot)
    last = load_double(shelf + on.LAST + 8 * axis)
    slot = floored(choose(slot < last, slot, last))
    store_words(block + on.BIN + axis * at.ROW, whole(slot))
    return slot * load_double(shelf + on.EVEN_STRIDE + 8 * axis)


@njit(cache=True, forceinline=True)
def fly_in_solids(block: int, shelf: int) -> Any:  # noqa: PLR0915 - the life of a packet reads best in one piece
    """Move a row of packets by one step; return which met an edge, grew weak, or left something in a solid."""
    a = load_words(block + at.RANDOM)
    b = load_words(block + at.RANDOM + at.ROW)
    c = load_words(block + at.RANDOM + 2 * at.ROW)
    d = load_words(block + at.RANDOM + 3 * at.ROW)
    first, a, b, c, d = next_word(a, b, c, d)
    second, a, b, c, d = next_word(a, b, c, d)
    third, a, b, c, d = next_word(a, b, c, d)
    fourth, a, b, c, d = next_word(a, b, c, d)
    store_words(block + at.RANDOM, a)
    store_words(block + at.RANDOM + at.ROW, b)
    store_words(block + at.RANDOM + 2 * at.ROW, c)
    store_words(block + at.RANDOM + 3 * at.ROW, d)
    ux = load_numbers(block + at.UX)
    uy = load_numbers(block + at.UY)
    uz = load_numbers(block + at.UZ)
    z = load_numbers(block + at.Z)
    most = load_numbers(block + at.PATH)
    depth = optical_depth(positive_share(first))
    # As far as no solid is, the slab's own extinction holds; beyond, the largest there is.
    clear = load_numbers(block + on.CLEAR)
    beyond = fma(0.0 - clear, load_numbers(block + on.OWN), depth)
    near = beyond < 0.0
    path = choose(near, depth * load_numbers(block + on.FREE), fma(beyond, most, clear))
    ahead = fma(uz, path, z)
    hit = (ahead < load_numbers(block + at.TOP)) | (ahead >= load_numbers(block + at.BOTTOM))
    # A packet that meets the edge stays where it is until it is attended to; its free path begins anew there.
    path = choose(hit, 0.0, path)
    x = fma(ux, path, load_numbers(block + at.X))
    y = fma(uy, path, load_numbers(block + at.Y))
    z = fma(uz, path, z)
    store_numbers(block + at.X, x)
    store_numbers(block + at.Y, y)
    store_numbers(block + at.Z, z)
    # What is there: the slab's own, or the last solid that holds the place.
    own = load_numbers(block + on.OWN)
    share = load_numbers(block + at.SHARE)
    g = load_numbers(block + at.MEAN_COSINE)
    number = own * 0.0
    closest = number + FAR
    solid = load_long(shelf + on.FIRST_SOLID)
    for s in range(load_long(shelf + on.SOLIDS)):
        square = outside(solid, x, y, z)
        inside = square < 0.0
        own = choose(inside, load_number(solid + on.EXTINCTION), own)
        share = choose(inside, load_number(solid + on.SHARE), share)
        g = choose(inside, load_number(solid + on.MEAN_COSINE), g)
        number = choose(inside, float(s + 1), number)
        scaled = square * load_number(solid + on.PER_DIAMETER)
        closest = choose(scaled < closest, scaled, closest)
        solid += on.SOLID_SIZE
    # Of all radii the least makes the distance the least.
    reach = fma(closest, load_double(shelf + on.DIAMETER), load_double(shelf + on.RADIUS_SQUARED))
    reach = root(choose(closest < 0.0, 0.0, reach)) - load_double(shelf + on.RADIUS)
    store_numbers(block + on.CLEAR, choose(closest < 0.0, 0.0, reach))
    real = choose(near, 2.0, own * most)
    still = hit | (real < positive_share(fourth))
    weight = load_numbers(block + at.WEIGHT)
    owed = fma(weight, choose(still, 0.0, share), load_numbers(block + at.OWED))
    left = weight - owed
    store_numbers(block + at.OWED, owed - (weight - left))
    store_numbers(block + at.WEIGHT, left)
    store_counted_loss(block + at.ENERGY, weight, left, at.ONE)
    box = boxed(block, shelf, 0, x) + boxed(block, shelf, 1, y) + boxed(block, shelf, 2, z)
    store_words(block + at.CELL, whole(box) + load_words(block + at.GRID))
    store_words(block + on.SOLID, whole(number))
    along, across = azimuth(third)
    vx, vy, vz = scattered(ux, uy, uz, g, signed_share(second), along, across)
    vx, vy, vz = normalised(choose(still, ux, vx), choose(still, uy, vy), choose(still, uz, vz))
    store_numbers(block + at.UX, vx)
    store_numbers(block + at.UY, vy)
    store_numbers(block + at.UZ, vz)
    return marks_of(hit), marks_of(left < WEAK), marks_of(choose(still, 0.0, number) >= 1.0)


@njit(cache=True, forceinline=True)
def search(block: int, shelf: int, axis: int) -> None:
    """Add to the boxes' numbers what an axis of uneven edges does: look near, then step to the right edge."""
    edges = load_long(shelf + on.EDGES + 8 * axis)
    guide = load_long(shelf + on.GUIDE + 8 * axis)
    stride = load_long(shelf + on.STRIDE + 8 * axis)
    row = axis * at.ROW
    for lane in range(block, block + at.ROW, 4):
        slot = int(load_word(guide + 4 * int(load_word(lane + on.BIN + row))))
        slot += int(load_number(lane + at.X + row) >= load_number(edges + 4 * slot))
        store_word(lane + at.CELL, uint32(int(load_word(lane + at.CELL)) + stride * slot))


@njit(cache=True)
def give(block: int, desk: int, shelf: int, inside: Any) -> None:
    """Write down what solids took of a row's packets in this step."""
    taken = load_long(shelf + on.TAKEN)
    given = load_long(shelf + on.GIVEN)
    while inside:
        number = lowest_mark(inside)
        lane = block + 4 * number
        energy = load_long(block + at.ENERGY + 8 * number)
        record = record_of(lane, desk)
        add(record, taken + int(load_word(lane + on.SOLID)), energy)
        add(record, given + int(load_word(lane + at.LAYER)), energy)
        inside = uint32(inside & uint32(inside - uint32(1)))


@njit(cache=True)
def surround(block: int, shelf: int, changed: Any) -> None:
    """Give packets that may have come into another slab what it has around its solids."""
    slabs = load_long(shelf + on.FIRST_SLAB)
    while changed:
        lane = block + 4 * lowest_mark(changed)
        slab = slabs + on.SLAB * int(load_word(lane + at.LAYER))
        # A lane without a packet has no way ahead of it, and must not find one.
        flies = load_number(lane + at.PATH) > 0.0
        store_number(lane + on.OWN, load_number(slab + on.S_OWN) if flies else float32(0.0))
        store_number(lane + on.FREE, load_number(slab + on.S_FREE) if flies else float32(0.0))
        store_number(lane + on.CLEAR, float32(0.0))
        changed = uint32(changed & uint32(changed - uint32(1)))


@njit(cache=True, nogil=True)
def trace_lanes_in_solids(block: int, desk: int, shelf: int) -> None:
    """Trace the packets that the desk names, to the last of them."""
    prefer_wide_registers()
    store_long(desk + at.ALIVE, LANES)
    aim(desk, 0.0, 0.0)
    for lane in range(LANES):
        launch(block + 4 * lane, desk)
    surround(block, shelf, uint32(0xFFFFFFFF))
    records = load_long(desk + at.RECORDS)
    while load_long(desk + at.ALIVE) > 0:
        hit, weak, inside = fly_in_solids(block, shelf)
        for axis in range(3):
            if load_long(shelf + on.UNEVEN + 8 * axis):
                search(block, shelf, axis)
        count(block, records)
        if inside:
            give(block, desk, shelf, inside)
        if hit | weak:
            attend(block, desk, hit, weak)
            surround(block, shelf, uint32(hit | weak))
