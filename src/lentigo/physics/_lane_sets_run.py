"""Several absorptions on one path, from the outside: tables for the kernel, and what its records hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from lentigo.errors import LentigoError, OutOfValidityError
from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_sets_desk as of
from lentigo.physics import _lane_sets_kernel as kernel
from lentigo.physics._batches import Tally
from lentigo.physics._lane_intrinsics import LANES
from lentigo.physics._lane_run import Tables
from lentigo.physics._light_checks import Layers
from lentigo.physics.light_sources import LightSource

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

MOST_TAKEN = 5.0
"""Most that a set may absorb in a layer, relative to what makes packets meet something there [1]."""

_GRID_TOLERANCE = 1e-5
_FALSE_ALARMS = 1e-9
"""Chance of a sound run to be taken for an unsound one, for each set."""


class SetTables(Tables):
    """What all packets of a run share, with up to eight sets of absorption."""

    def __init__(
        self,
        layers: Layers,
        source: LightSource,
        *,
        sets: Floats,
        against: int,
        index_above: float,
        index_below: float,
        rings: Floats,
        slices: Floats,
        angle_edges: Floats,
        seed: int,
        count_grid: bool = True,
        keep_paths: bool = False,
    ) -> None:
        """``sets`` is (S, L) with the covers' absorption; ``layers`` are those of any of them."""
        least = sets.min(axis=0)
        super().__init__(
            replace(layers, absorption=least),
            source,
            index_above=index_above,
            index_below=index_below,
            rings=rings,
            slices=slices,
            angle_edges=angle_edges,
            seed=seed,
        )
        self.sets, self.against, self.count_grid, self.keep_paths = sets.shape[0], against, count_grid, keep_paths
        self.cells *= of.SETS
        self.block_size = of.LENGTHS + 4 * LANES * self.layers + 4 * at.ROW
        self.path_numbers = of.P_LENGTHS // 4 + self.layers
        self.paths: dict[int, NDArray[np.float32]] = {}
        path = 1.0 / np.maximum(least + layers.scattering, 1e-30)
        takes = sets * path
        if np.any(takes > MOST_TAKEN):
            worst = int(np.argmax(takes.max(axis=0)))
            raise OutOfValidityError(
                f"the sets differ too much for one path: in layer {worst + 1} (covers counted) absorption reaches "
                f"{sets[:, worst].max():.4g} /m, more than {MOST_TAKEN:g} times the {1.0 / path[worst]:.4g} /m at "
                "which packets meet something there",
                hint="follow sets of strong absorption in a run of their own",
            )
        # Each set less the least: exactly nought where it is the least.
        table = np.zeros((self.layers, 2, of.SETS), np.float32)
        table[:, 0, : self.sets] = (-np.log2(np.e) * (sets - least)).T
        table[:, 1, : self.sets] = takes.T
        self.sheet = np.zeros(of.LAYER_ROWS // 8 + table.nbytes // 8, np.int64)
        self.sheet[of.COUNTED // 8] = int(count_grid)
        self.sheet[of.PATH_NUMBERS // 8] = self.path_numbers
        self.sheet[of.LAYER_ROWS // 8 :] = table.ravel().view(np.int64)
        self.alike = np.all(sets == least, axis=1)
        """Sets that fly with their own absorption."""

    def trace(self, first: int, last: int, ends: Sequence[int]) -> Counts:
        """(B, cells) what the packets first..last-1 left in each batch that they belong to."""
        # Cells that straddle no line of the processor's cache.
        held: Counts = np.zeros(len(ends) * self.cells + of.SETS, np.int64)
        skipped = -held.ctypes.data % of.CELL_BYTES // 8
        records = held[skipped : skipped + len(ends) * self.cells].reshape(len(ends), self.cells)
        block = np.zeros(self.block_size + 64, np.uint8)
        desk, stops, sheet = self.desk.copy(), np.array(ends, np.int64), self.sheet.copy()
        for memory, place, value in (
            (desk.view(np.int64), at.NEXT, first),
            (desk.view(np.int64), at.LAST, last),
            (desk.view(np.int64), at.RECORDS, records.ctypes.data),
            (desk.view(np.int64), at.BATCH_END, stops.ctypes.data),
            (sheet, of.FIRST_PACKET, first),
        ):
            memory[place // 8] = value
        if self.keep_paths:
            written = np.zeros((last - first, self.path_numbers), np.float32)
            sheet[of.PATHS // 8] = written.ctypes.data
        start = block.ctypes.data
        kernel.trace_sets(start + -start % 64, desk.ctypes.data, sheet.ctypes.data)
        if self.keep_paths:
            gone = written[:, of.P_WEIGHT // 4] > 0.0
            numbers = np.arange(first, last)[gone]
            self.paths[first] = np.column_stack([written[gone], numbers.astype(np.uint32).view(np.float32)])
        return records

    def written(self) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
        """(N,) weight, (N, L) path [m], (N,) cell of a record and (N,) number of all packets that left."""
        rows = np.concatenate([self.paths[first] for first in sorted(self.paths)])
        words = rows.view(np.uint32)
        paths = np.ascontiguousarray(rows[:, of.P_LENGTHS // 4 : -1])
        return (
            rows[:, of.P_WEIGHT // 4].copy(),
            paths,
            words[:, of.P_CELL // 4].astype(np.int64),
            words[:, -1].astype(np.int64),
        )

    def parts(self, record: Counts, count: int) -> list[Floats]:
        """Of one record, in weights, of each set: shares, absorbed, escaped; then two differences and a balance.

        (S, 4+L) shares, (S, R+1, Z) absorbed, (S, 2, R+1, A) escaped, the first two less those of the set to compare
        with, and (S,) by how much cells took more than layers did. Energy is checked as far as it must be exact.
        """
        one = int(at.ONE)
        counted = np.ascontiguousarray(record.reshape(-1, of.SETS).T[: self.sets])
        taken = counted[:, at.FIRST_TAKEN : self.escaped]
        grid = counted[:, self.grid :].reshape(self.sets, self.rings + 1, self.slices + 2)
        escaped = counted[:, self.escaped : self.grid]
        ended = counted[:, [at.SPECULAR, at.GAMBLED, at.UP, at.DOWN]].sum(axis=1) + taken.sum(axis=1)
        surplus = grid.sum(axis=(1, 2)) - taken.sum(axis=1)
        if (
            np.any(counted[:, at.LAUNCHED] != count * one)
            or np.any(ended != count * one)
            or np.any(escaped.sum(axis=1) != counted[:, [at.UP, at.DOWN]].sum(axis=1))
            or (self.count_grid and np.any(np.abs(surplus[self.alike]) > _GRID_TOLERANCE * count * one))
        ):
            raise LentigoError(
                f"the light engine has lost or made energy: of {count} packets, {ended / one} ended",
                hint="this is a fault of the program, please report it",
            )
        shares = np.concatenate([counted[:, [at.SPECULAR, at.UP, at.DOWN, at.GAMBLED]], taken], axis=1) / at.ONE
        cells = grid[:, :, 1:-1] / at.ONE
        return [
            shares,
            cells,
            escaped.reshape(self.sets, 2, self.rings + 1, self.angles) / at.ONE,
            shares - shares[self.against],
            cells - cells[self.against],
            surplus / at.ONE,
        ]


def check_cells(surplus: Tally) -> None:
    """Refuse a run in which the cells of the grid took more or less than the layers did, beyond what chance allows."""
    if surplus.batches < 3:
        return
    bound = float(student.isf(0.5 * _FALSE_ALARMS, surplus.batches - 1))
    apart = np.abs(surplus.mean())
    if np.any(apart > bound * surplus.error() + _GRID_TOLERANCE):
        raise LentigoError(
            f"the light engine has lost or made energy: its cells and its layers differ by {apart.max():.3g}",
            hint="this is a fault of the program, please report it",
        )


def of_set(tally: Tally, number: int) -> Tally:
    """The part of a tally that belongs to one set."""
    part = Tally(tally.packets)
    part.batches, part.weights, part.cubes = tally.batches, tally.weights, tally.cubes
    part.sum, part.squares, part.products = tally.sum[number], tally.squares[number], tally.products[number]
    return part
