"""The fast light engine from the outside: tables for its kernel, packets shared among threads, records added up.

Packets are numbered, and batches are ranges of those numbers that get longer as the run goes on, whatever its length.
A run of more packets is therefore a shorter one continued. Records hold whole numbers, so that it does not matter in
which pieces a batch was traced.
"""

from __future__ import annotations

import copy
import threading
import time
from bisect import bisect_right
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from lentigo.errors import LentigoError, OutOfValidityError
from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_kernel as kernel
from lentigo.physics._batches import Tally
from lentigo.physics._light_checks import Layers, is_even
from lentigo.physics._threads import for_chunks
from lentigo.physics.light_sources import LightSource, half_angle

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Watch = Callable[[Sequence[Floats], int], None]

_SMALLEST_BATCH, _LARGEST_BATCH, _BATCHES_OF_A_SIZE = 32, 2**20, 6
_SMALLEST_PIECE, _LARGEST_PIECE = 2048, 2**20
_FIRST_TARGET = 2**26
_SHORTEST_PIECE = 512
"""Packets of a piece however long they fly: a row of lanes sixteen times over."""
_SECONDS_OF_A_PIECE = 0.1
"""How long a thread works between two looks at whether it should stop."""
_PIECES_OF_A_ROUND = 32
"""Pieces for each thread before their size is looked at again; one at first."""
_MOST_CELLS = 4_000_000
"""Cells of the records of one piece: 32 MB."""
_FINEST_GUIDE = 65_536
_MOST_GRID_CELLS = 2**24
"""Cells that can be numbered in single precision."""
_STEEPEST = 0.9999
"""Mean cosine up to which backward scattering is still computed well in single precision."""
_GRID_TOLERANCE = 1e-5
_FLATTEST = 1e-3
"""Cosine down to which a ray's way across a layer survives rounding to single precision."""
_ROUNDED = 1e-3
"""Share of a layer's thickness or of a cell's width that rounding to single precision may take or give."""


def batch_ends(last: int, *, of_a_size: int = _BATCHES_OF_A_SIZE) -> list[int]:
    """Numbers of packets at which batches end, as far as one that holds all packets before ``last``."""
    ends: list[int] = []
    size, end = _SMALLEST_BATCH, 0
    while end < last:
        for _ in range(of_a_size):
            end += size
            ends.append(end)
        size = min(2 * size, _LARGEST_BATCH)
    return ends


class Tables:
    """What all packets of a run share, laid out for the kernel; the arrays live as long as this does."""

    block_size = at.BLOCK
    """Bytes that the kernel keeps of a row of packets."""
    batches_of_a_size = _BATCHES_OF_A_SIZE

    def __init__(
        self,
        layers: Layers,
        source: LightSource,
        *,
        index_above: float,
        index_below: float,
        rings: Floats,
        slices: Floats,
        angle_edges: Floats,
        seed: int,
    ) -> None:
        self.layers = layers.absorption.size
        self.rings, self.slices, self.angles = rings.size - 1, slices.size - 1, angle_edges.size - 1
        self.escaped = at.FIRST_TAKEN + self.layers
        self.grid = self.escaped + 2 * (self.rings + 1) * self.angles
        self.cells = self.grid + (self.rings + 1) * (self.slices + 2)
        if self.cells - self.grid > _MOST_GRID_CELLS:
            raise OutOfValidityError(
                f"the fast engine counts in {_MOST_GRID_CELLS} cells at most; the grid has {self.cells - self.grid}",
                hint='take fewer rings or slices, or use engine="reference"',
            )
        check_lean(source)
        self.desk = np.zeros(at.FIRST_LAYER // 8 + self.layers * at.LAYER_CELLS)
        self.held: list[NDArray[np.generic]] = []
        self._set_layers(layers)
        even = is_even(rings) and is_even(slices)
        self._set_edges(rings, slices, even=even)
        shape, numbers, table = source.kernel_arguments()
        self._wholes(
            {
                at.SEED: int(np.uint64(seed % 2**64).view(np.int64)),
                at.RECORD_CELLS: self.cells,
                at.GRID_START: self.grid,
                at.LAYERS: self.layers,
                at.COVERS: layers.covers,
                at.RINGS: self.rings,
                at.ANGLES: self.angles,
                at.COLUMN: self.slices + 2,
                at.ESCAPED: self.escaped,
                at.EVEN: int(even),
                at.COSINES: self._address(np.cos(angle_edges[1:])),
                at.SHAPE: shape,
                at.BEAM: self._address(numbers),
                at.PROFILE: self._address(table),
                at.PROFILE_POINTS: table.shape[1],
            }
        )
        self._numbers(
            {
                at.START: layers.depth[0],
                at.ABOVE: index_above,
                at.BELOW: index_below,
                at.COLUMN_NUMBER: self.slices + 2,
            }
        )

    def _set_layers(self, layers: Layers) -> None:
        depth = single_depths(layers.depth)
        check_steepness(layers.anisotropy)
        extinction = layers.absorption + layers.scattering
        path = 1.0 / np.maximum(extinction, 1e-30)  # a clear layer: farther than any edge
        cells = self.desk[at.FIRST_LAYER // 8 :].reshape(self.layers, at.LAYER_CELLS)
        for place, values in (
            (at.L_TOP, depth[:-1]),
            (at.L_BOTTOM, depth[1:]),
            (at.L_INSIDE, np.nextafter(depth[1:], np.float32(-np.inf))),
            (at.L_PATH, path),
            (at.L_SHARE, layers.absorption * path),
            (at.L_MEAN_COSINE, layers.anisotropy),
            (at.L_INDEX, layers.index),
        ):
            cells[:, place // 8] = values

    def _set_edges(self, rings: Floats, slices: Floats, *, even: bool) -> None:
        for name, edges in (("radial_edges", rings), ("depth_edges", slices)):
            apart = np.spacing(np.maximum(np.abs(edges[:-1]), np.abs(edges[1:])).astype(np.float32)).astype(np.float64)
            if np.any(apart > 2.0 * _ROUNDED * np.diff(edges)):
                raise OutOfValidityError(
                    f"a cell between {name} is too narrow for its place to be told in single precision: "
                    f"{np.diff(edges)[np.argmax(apart / np.diff(edges))]:.3g} m",
                    hint='make it wider, or use engine="reference"',
                )
        ring_edges = np.append(rings[1:], np.inf).astype(np.float32)
        slice_edges = np.append(slices, np.inf).astype(np.float32)
        if even:
            ring_bins, slice_bins, shift = self.rings, self.slices, 1.0
            last = self.slices + 1.0
        else:
            ring_bins, slice_bins, shift = fine_bins(rings, "radial_edges"), fine_bins(slices, "depth_edges"), 0.0
            last = float(slice_bins)
            self._wholes(
                {
                    at.RING_GUIDE: self._address(guide(ring_edges, 0.0, rings[-1], ring_bins)),
                    at.SLICE_GUIDE: self._address(guide(slice_edges, slices[0], slices[-1], slice_bins)),
                }
            )
        scale = slice_bins / (slices[-1] - slices[0])
        self._wholes({at.RING_EDGES: self._address(ring_edges), at.SLICE_EDGES: self._address(slice_edges)})
        self._numbers(
            {
                at.RING_SCALE: ring_bins / rings[-1],
                at.RING_LAST: ring_bins,
                at.SLICE_SCALE: scale,
                at.SLICE_SHIFT: shift - slices[0] * scale,
                at.SLICE_LAST: last,
            }
        )

    def _address(self, values: NDArray[np.generic]) -> int:
        kept = np.ascontiguousarray(values)
        self.held.append(kept)
        return int(kept.ctypes.data)

    def _wholes(self, values: dict[int, int]) -> None:
        for place, value in values.items():
            self.desk.view(np.int64)[place // 8] = value

    def _numbers(self, values: dict[int, float]) -> None:
        for place, value in values.items():
            self.desk[place // 8] = value

    def trace(self, first: int, last: int, ends: Sequence[int]) -> Counts:
        """(B, cells) what the packets first..last-1 left in each batch that they belong to."""
        records: Counts = np.zeros((len(ends), self.cells), np.int64)
        block = np.zeros(self.block_size + 64, np.uint8)
        desk, stops = self.desk.copy(), np.array(ends, np.int64)
        wholes = desk.view(np.int64)
        for place, value in (
            (at.NEXT, first),
            (at.LAST, last),
            (at.RECORDS, records.ctypes.data),
            (at.BATCH_END, stops.ctypes.data),
        ):
            wholes[place // 8] = value
        start = block.ctypes.data
        self._fly(start + -start % 64, desk.ctypes.data)
        return records

    def _fly(self, block: int, desk: int) -> None:
        """Trace what the desk names, with this memory for the packets in flight."""
        kernel.trace_lanes(block, desk)

    def parts(self, record: Counts, count: int) -> list[Floats]:
        """Shares, (R+1, Z) absorbed and (2, R+1, A) escaped of one record, in weights; energy is checked."""
        counted, one = record.astype(np.int64), int(at.ONE)
        taken = counted[at.FIRST_TAKEN : self.escaped]
        grid = counted[self.grid :].reshape(self.rings + 1, self.slices + 2)
        escaped = counted[self.escaped : self.grid]
        ended = counted[[at.SPECULAR, at.GAMBLED, at.UP, at.DOWN]].sum() + taken.sum()
        if (
            counted[at.LAUNCHED] != count * one
            or ended != count * one
            or escaped.sum() != counted[[at.UP, at.DOWN]].sum()
            or abs(int(grid.sum()) - int(taken.sum())) > _GRID_TOLERANCE * count * one
        ):
            raise LentigoError(
                f"the light engine has lost or made energy: of {count} packets, {ended / one:.6f} ended, layers took "
                f"{taken.sum() / one:.6f} and cells {grid.sum() / one:.6f}",
                hint="this is a fault of the program, please report it; the reference engine may serve meanwhile",
            )
        shares = counted[[at.SPECULAR, at.UP, at.DOWN, at.GAMBLED]]
        return [
            np.concatenate([shares, taken]) / at.ONE,
            grid[:, 1:-1] / at.ONE,
            escaped.reshape(2, self.rings + 1, self.angles) / at.ONE,
        ]


def single_depths(depth: Floats) -> NDArray[np.float32]:
    """Depths of layers' edges in single precision [m], if the layers keep their thickness there."""
    single = depth.astype(np.float32)
    finite = depth[np.isfinite(depth)]
    thickness, kept = np.diff(finite), np.diff(single[: finite.size].astype(np.float64))
    if np.any(np.abs(kept - thickness) > _ROUNDED * thickness):
        raise OutOfValidityError(
            "a layer is too thin for its depth to be told apart in single precision",
            hint='use engine="reference"',
        )
    return single


def check_lean(source: LightSource) -> None:
    """Refuse beams whose rays run along the surface, where rounding would hold them."""
    flattest = float(np.cos(source.angle + half_angle(source)))
    if flattest < _FLATTEST:
        raise OutOfValidityError(
            f"the beam leans so far that the cosine of its rays falls to {flattest:.3g}; the fast engine takes "
            f"{_FLATTEST:g} and above",
            hint='use engine="reference"',
        )


def check_steepness(anisotropy: Floats) -> None:
    """Refuse scattering too steep for single precision."""
    if np.any(np.abs(anisotropy) > _STEEPEST):
        raise OutOfValidityError(
            f"the fast engine takes anisotropy from -{_STEEPEST} to {_STEEPEST}; found "
            f"{anisotropy.min():.9g} to {anisotropy.max():.9g}",
            hint='use engine="reference"',
        )


def fine_bins(edges: Floats, name: str) -> int:
    """Number of even bins so fine that none holds two edges."""
    count = int(np.ceil(2.0 * (edges[-1] - edges[0]) / np.diff(edges).min()))
    if count > _FINEST_GUIDE:
        raise OutOfValidityError(
            f"the finest of {name} is 1/{count // 2} of their range; the fast engine tells {_FINEST_GUIDE // 2} apart",
            hint='make the grid less uneven, or use engine="reference"',
        )
    return count


def guide(edges: NDArray[np.float32], start: float, end: float, bins: int) -> NDArray[np.uint32]:
    """How many edges surely lie at or before the values of each bin; rounding may put a value into the next bin."""
    lower = start + (end - start) * (np.arange(bins + 1) - 1e-2) / bins
    return np.searchsorted(edges, lower.astype(np.float32), side="right").astype(np.uint32)


class LaneRun:
    """A run of the fast engine that can be carried on."""

    def __init__(self, tables: Tables, *, threads: int, watch: Watch | None = None) -> None:
        self.tables, self.threads, self.watch = tables, max(1, threads), watch
        self.packets = 0
        self._tallies: list[Tally] = []
        self._open: Counts = np.zeros(tables.cells, np.int64)
        self._opened = 0
        self._piece, self._pieces_of_a_round = _SMALLEST_PIECE, 1
        self._lock = threading.Lock()

    def extend(
        self,
        to: int,
        *,
        deadline: float = np.inf,
        progress: Callable[[int], None] | None = None,
    ) -> None:
        """Trace until so many packets are done, or until the deadline [s] of ``time.monotonic`` has passed."""
        near = 0
        # A deadline that has passed already lets one piece fly: a run without packets has no result.
        while self.packets < to and (not self.packets or time.monotonic() < deadline):
            if self.packets >= near:  # never all the batches of a run that may not be meant to reach its end
                near = min(to, max(_FIRST_TARGET, 2 * self.packets))
                ends = batch_ends(near, of_a_size=self.tables.batches_of_a_size)
            self._round(self._pieces(near, ends), ends, deadline=deadline, progress=progress)

    def _pieces(self, to: int, ends: Sequence[int]) -> list[tuple[int, int]]:
        """Ranges of packets of the next round."""
        most = max(1, _MOST_CELLS // self.tables.cells)
        pieces: list[tuple[int, int]] = []
        first = self.packets
        # No thread should wait long for the last piece of another.
        size = min(self._piece, max(_SMALLEST_PIECE, -(-(to - first) // (4 * self.threads))))
        while first < to and len(pieces) < self._pieces_of_a_round * self.threads:
            holds = bisect_right(ends, first)
            last = min(first + size, to, ends[min(holds + most, len(ends)) - 1])
            pieces.append((first, last))
            first = last
        return pieces

    def _round(
        self,
        pieces: Sequence[tuple[int, int]],
        ends: Sequence[int],
        *,
        deadline: float,
        progress: Callable[[int], None] | None,
    ) -> None:
        caller = threading.get_ident()
        waiting: dict[int, tuple[Counts, Sequence[int]]] = {}
        following = 0
        longest = 0.0

        def work(number: int, _end: int) -> None:
            nonlocal following, longest
            began = time.monotonic()
            if number and began >= deadline:
                return  # Pieces are handed out in order: none after this one is begun either.
            first, last = pieces[number]
            of_piece = ends[bisect_right(ends, first) : bisect_right(ends, last - 1) + 1]
            records = self.tables.trace(first, last, of_piece)
            with self._lock:
                longest = max(longest, (time.monotonic() - began) / (last - first))
                waiting[number] = records, of_piece
                while following in waiting:
                    records, of_piece = waiting.pop(following)
                    self._add(records, of_piece, pieces[following][1])
                    following += 1
            if progress is not None and threading.get_ident() == caller:
                progress(self.packets)

        for_chunks(work, size=len(pieces), chunk=1, threads=self.threads)
        # The size of a piece changes how often a thread looks up, never the result.
        wanted = int(_SECONDS_OF_A_PIECE / max(longest, 1e-12))
        # Where few packets fly on long after the others, shorter pieces would only leave more lanes empty.
        self._piece = min(max(wanted, _SHORTEST_PIECE), _LARGEST_PIECE)
        self._pieces_of_a_round = _PIECES_OF_A_ROUND

    def _add(self, records: Counts, ends: Sequence[int], last: int) -> None:
        for record, end in zip(records, ends, strict=True):
            self._open += record
            if end <= last:
                self._close(self._tallies, end - self._opened, self.watch)
                self._open[:] = 0
                self._opened = end
        self.packets = last

    def _close(self, tallies: list[Tally], count: int, watch: Watch | None) -> None:
        parts = self.tables.parts(self._open, count)
        if not tallies:
            tallies.extend(Tally(0) for _ in range(len(parts) + 2))
        by_ring, by_angle = parts[2].sum(axis=-1), parts[2].sum(axis=-2)
        for tally, values in zip(tallies, [*parts, by_ring, by_angle], strict=True):
            tally.add(values, count)
        if watch is not None:
            watch(parts, count)

    def tallies(self, *, final: bool = False) -> list[Tally]:
        """Tallies of shares, the grid, escapes by ring and angle, by ring, and by angle, as of now."""
        tallies = [copy.copy(tally) for tally in self._tallies]
        if self.packets > self._opened:
            self._close(tallies, self.packets - self._opened, self.watch if final else None)
        for tally in tallies:
            tally.packets = self.packets
        return tallies
