"""The fast engine with solids from the outside: what its kernel needs beside the layers, and what its records say."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo.errors import LentigoError, OutOfValidityError
from lentigo.physics import _lane_desk as at
from lentigo.physics import _lane_solids as kernel
from lentigo.physics import _lane_solids_desk as on
from lentigo.physics._lane_run import Counts, Tables, check_steepness, fine_bins, guide, single_depths
from lentigo.physics._light_checks import Layers, is_even
from lentigo.physics._packet_steps import CYLINDER
from lentigo.physics.light_sources import LightSource
from lentigo.physics.solids import Solid

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

_MOST_BOXES = 2**24
"""Boxes that can be numbered in single precision."""
_MANY_BOXES, _FEW_BATCHES = 2**16, 2
"""Boxes from which on adding batches up takes longer than tracing them, and batches of a size then."""
_FINEST = 16.0
"""Steps of single precision that a solid must measure, where it lies."""
_CLEAREST = 1e-30
"""Extinction of what is as good as clear [1/m]."""
_ANGLES = np.array([0.0, 0.5 * np.pi])
_ONE_CELL = np.array([0.0, 1.0])


@dataclass(frozen=True, slots=True)
class Slabs:
    """Layers cut where solids begin and end, in single precision: what differs by less is one edge."""

    layers: Layers
    """The slabs as layers, without their solids."""
    layer_of: NDArray[np.int64]
    """(B,) layer that each is a part of."""
    most: Floats
    """(B,) largest extinction in each [1/m]."""


def cut(layers: Layers, solids: Sequence[Solid]) -> Slabs:
    """Cut layers where solids begin and end."""
    edges = single_depths(layers.depth)
    tops = np.array([solid.top for solid in solids], np.float32)
    bottoms = np.array([solid.bottom for solid in solids], np.float32)
    depth = np.unique(np.concatenate([edges, tops, bottoms]))
    layer_of = np.searchsorted(edges, depth[:-1], side="right") - 1
    slabs = Layers(
        absorption=layers.absorption[layer_of],
        scattering=layers.scattering[layer_of],
        anisotropy=layers.anisotropy[layer_of],
        index=layers.index[layer_of],
        depth=depth.astype(np.float64),
        covers=layers.covers,
    )
    most = slabs.absorption + slabs.scattering
    for solid, top, bottom in zip(solids, tops, bottoms, strict=True):
        within = (depth[:-1] >= top) & (depth[1:] <= bottom)
        most[within] = np.maximum(most[within], solid.absorption + solid.scattering)
    return Slabs(layers=slabs, layer_of=layer_of, most=most)


class SolidTables(Tables):
    """What all packets of a run with solids share; the arrays live as long as this does."""

    block_size = on.BLOCK

    def __init__(
        self,
        layers: Layers,
        source: LightSource,
        *,
        solids: Sequence[Solid],
        index_above: float,
        index_below: float,
        edges: tuple[Floats, Floats, Floats],
        seed: int,
    ) -> None:
        self.slabs = cut(layers, solids)
        super().__init__(
            self.slabs.layers,
            source,
            index_above=index_above,
            index_below=index_below,
            rings=_ONE_CELL,
            slices=_ONE_CELL,
            angle_edges=_ANGLES,
            seed=seed,
        )
        _check(solids)
        self.layers_cut, self.solids = layers.absorption.size, len(solids)
        self.boxes = tuple(edge.size + 1 for edge in edges)
        # Solids and boxes stand in a record where others have their grid.
        self.taken = self.grid
        self.given = self.taken + self.solids
        self.grid = self.given + self.layers
        self.cells = self.grid + math.prod(self.boxes)
        if self.cells - self.grid > _MOST_BOXES:
            raise OutOfValidityError(
                f"the fast engine counts in {_MOST_BOXES} boxes at most; the grid has {self.cells - self.grid} with "
                "those around it",
                hint='make the cells larger or the grid smaller, or use engine="reference"',
            )
        if self.cells - self.grid > _MANY_BOXES:
            self.batches_of_a_size = _FEW_BATCHES
        self._wholes({at.RECORD_CELLS: self.cells, at.GRID_START: self.grid})
        of_layer = self.desk[at.FIRST_LAYER // 8 :].reshape(self.layers, at.LAYER_CELLS)
        of_layer[:, at.L_PATH // 8] = 1.0 / np.maximum(self.slabs.most, _CLEAREST)
        self.shelf = np.zeros(on.SHELF // 8)
        self._shelve(solids)
        for axis, name in enumerate(("x_edges", "y_edges", "z_edges")):
            self._set_axis(axis, edges[axis], name=name, stride=math.prod(self.boxes[axis + 1 :]))

    def _shelve(self, solids: Sequence[Solid]) -> None:
        """Lay the solids out, and what slabs have around them."""
        slabs = self.slabs.layers
        extinction = slabs.absorption + slabs.scattering
        around = np.stack([extinction, 1.0 / np.maximum(extinction, _CLEAREST)], axis=1).astype(np.float32)
        bodies = np.zeros((self.solids, on.SOLID_SIZE // 4), np.float32)
        for row, solid in zip(bodies, solids, strict=True):
            x, second, radius, _, _ = solid.numbers
            own = solid.absorption + solid.scattering
            round_through = solid.kind == CYLINDER
            row.view(np.uint32)[on.KIND // 4] = solid.kind
            for place, value in (
                (on.X, x),
                (on.Y, 0.0 if round_through else second),
                (on.TOP, solid.top),
                (on.BOTTOM, solid.bottom),
                (on.SIZE, 2.0 * radius if round_through else radius**2),
                (on.PER_DIAMETER, 0.5 / radius),
                (on.SHARE, solid.absorption / max(own, _CLEAREST)),
                (on.MEAN_COSINE, solid.anisotropy),
                (on.EXTINCTION, own),
            ):
                row[place // 4] = value
        least = min((solid.numbers[2] for solid in solids), default=1.0)
        wholes = self.shelf.view(np.int64)
        for place, whole in (
            (on.SOLIDS, self.solids),
            (on.TAKEN, self.taken - 1),  # the kernel counts solids from 1
            (on.GIVEN, self.given),
            (on.FIRST_SLAB, self._address(around)),
            (on.FIRST_SOLID, self._address(bodies)),
        ):
            wholes[place // 8] = whole
        for place, value in ((on.RADIUS, least), (on.DIAMETER, 2.0 * least), (on.RADIUS_SQUARED, least**2)):
            self.shelf[place // 8] = value

    def _set_axis(self, axis: int, edges: Floats, *, name: str, stride: int) -> None:
        """Lay out the edges of the boxes along one axis; box 0 and the last lie outside of them."""
        single = np.append(edges, np.inf).astype(np.float32)
        even = is_even(edges)
        bins, shift, last = (edges.size - 1, 1.0, float(edges.size)) if even else (fine_bins(edges, name), 0.0, np.nan)
        scale = bins / (edges[-1] - edges[0])
        table = single if even else guide(single, edges[0], edges[-1], bins)
        wholes = self.shelf.view(np.int64)
        for place, whole in (
            (on.UNEVEN, int(not even)),
            (on.EDGES, self._address(single)),
            (on.GUIDE, self._address(table)),
            (on.STRIDE, stride),
        ):
            wholes[place // 8 + axis] = whole
        for place, value in (
            (on.SCALE, scale),
            (on.SHIFT, shift - edges[0] * scale),
            (on.LAST, last if even else float(bins)),
            (on.EVEN_STRIDE, stride if even else 0.0),
        ):
            self.shelf[place // 8 + axis] = value

    def _fly(self, block: int, desk: int) -> None:
        kernel.trace_lanes_in_solids(block, desk, self.shelf.ctypes.data)

    def parts(self, record: Counts, count: int) -> list[Floats]:
        """Shares with those of layers and solids, (X, Y, Z) absorbed, and what escaped; energy is checked."""
        counted, one = record, int(at.ONE)
        lost = counted[at.FIRST_TAKEN : self.escaped]
        escaped = counted[self.escaped : self.taken]
        taken, given = counted[self.taken : self.given], counted[self.given : self.grid]
        grid = counted[self.grid :].reshape(self.boxes)
        ended = counted[[at.SPECULAR, at.GAMBLED, at.UP, at.DOWN]].sum() + lost.sum()
        if (
            counted[at.LAUNCHED] != count * one
            or ended != count * one
            or escaped.sum() != counted[[at.UP, at.DOWN]].sum()
            or grid.sum() != lost.sum()
            or taken.sum() != given.sum()
            or np.any(given > lost)
        ):
            raise LentigoError(
                f"the light engine has lost or made energy: of {count} packets, {ended / one:.6f} ended, slabs took "
                f"{lost.sum() / one:.6f} and boxes {grid.sum() / one:.6f}, solids took {taken.sum() / one:.6f} and "
                f"slabs gave them {given.sum() / one:.6f}",
                hint="this is a fault of the program, please report it; the reference engine may serve meanwhile",
            )
        own = np.zeros(self.layers_cut, np.int64)
        np.add.at(own, self.slabs.layer_of, lost - given)
        shares = counted[[at.SPECULAR, at.UP, at.DOWN, at.GAMBLED]]
        return [
            np.concatenate([shares, own, taken]) / at.ONE,
            grid[1:-1, 1:-1, 1:-1] / at.ONE,
            escaped.reshape(2, -1, 1) / at.ONE,
        ]


def _check(solids: Sequence[Solid]) -> None:
    """Refuse solids that single precision cannot tell."""
    check_steepness(np.array([solid.anisotropy for solid in solids]))
    for solid in solids:
        x, second, radius, _, _ = solid.numbers
        beside = abs(x) + radius if solid.kind == CYLINDER else max(abs(x), abs(second)) + radius
        finest = max(
            np.spacing(np.float32(beside)) / radius, np.spacing(np.float32(solid.bottom)) / (solid.bottom - solid.top)
        )
        if finest * _FINEST > 1.0:
            raise OutOfValidityError(
                f"a solid at x = {x:g} m from {solid.top:g} m to {solid.bottom:g} m is too small, or lies too far off, "
                "for single precision",
                hint='use engine="reference"',
            )
