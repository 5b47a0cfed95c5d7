"""The compiled part of the fast light engine for several absorptions on one path.

Packets fly as in ``_lane_kernel``, with the smallest absorption of all sets in each layer. Beside its weight a packet
carries, for each set, the logarithm of a factor that falls along its path by what the set absorbs more.
"""

from __future__ import annotations

from numba import njit

from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_sets_desk as of
from lentigo.physics._lane_events import aim
from lentigo.physics._lane_intrinsics import (
    LANES,
    choose,
    fma,
    load_long,
    load_numbers,
    load_words,
    prefer_wide_registers,
    store_long,
    store_numbers,
)
from lentigo.physics._lane_kernel import fly, hop, search
from lentigo.physics._lane_sets_events import attend_sets, launch_sets
from lentigo.physics._lane_sets_intrinsics import TOGETHER, add_row, fetch_cells, load_of_lanes
from lentigo.physics._lane_steps import power_of_two


@njit(cache=True, forceinline=True)
def count_sets(block: int, records: int) -> None:
    """Add what each packet of a row has left of each set to the cell where it left it."""
    for lane in range(0, LANES, TOGETHER):
        lanes = block + 4 * lane
        sets = block + of.EIGHT * lane
        logarithm = fma(load_of_lanes(lanes + of.WAY), load_numbers(sets + of.SLOPE), load_numbers(sets + of.LOGARITHM))
        taken = load_of_lanes(lanes + of.MET) * load_numbers(sets + of.TAKES)
        add_row(records, lanes + at.CELL, taken * power_of_two(logarithm))


@njit(cache=True, nogil=True)
def trace_sets(block: int, desk: int, sheet: int) -> None:
    """Trace the packets that the desk names, to the last of them, with the absorptions of the sheet."""
    prefer_wide_registers()
    store_long(desk + at.ALIVE, LANES)
    aim(desk, 0.0, 0.0)
    for number in range(LANES):
        launch_sets(block, number, desk, sheet)
    records = load_long(desk + at.RECORDS)
    even = load_long(desk + at.EVEN) != 0
    counted = load_long(sheet + of.COUNTED) != 0
    while load_long(desk + at.ALIVE) > 0:
        # The word that the flight is about to draw, and what follows from it: the compiler computes it once.
        word = load_words(block + at.RANDOM) + load_words(block + at.RANDOM + 3 * at.ROW)
        path, hit_edge = hop(block, word)
        weight = load_numbers(block + at.WEIGHT)
        hit, weak = fly(block, desk, even)
        store_numbers(block + of.WAY, load_numbers(block + of.WAY) + path)
        if counted:
            store_numbers(block + of.MET, choose(hit_edge, 0.0, weight * at.ONE))
            if not even:
                search(block, desk)
            fetch_cells(records, block + at.CELL)
            count_sets(block, records)
        if hit | weak:
            attend_sets(block, desk, sheet, hit, weak)
