"""The compiled part of the Monte Carlo reference with solids in the layers, tallied by place.

The same steps as the kernel of layers alone; what differs is how a packet finds out where it is. In a slab that solids
reach into, its steps are drawn for the most that any place of the slab takes out of a ray; arrived, it looks where it
is, and with the share that the place lacks of the most nothing happens there and it flies on. No surface of a solid
is ever intersected, and the mean is exact.
"""
# ruff: noqa: FBT001, PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lentigo.physics._packet_steps import (
    PENCIL,
    SURVIVAL,
    WEAK,
    bin_of,
    edge_ahead,
    entered,
    is_inside,
    layer_ahead,
    met_surface,
    scattered,
    seed_packet,
    uniform,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@njit(cache=True, nogil=True)
def region_at(
    layer: int, layers: int, first: Integers, last: Integers, kinds: Integers, shapes: Floats, place: Floats
) -> int:
    """Number of the material at a place in a layer: the layer's own, or that of the last solid that holds the place.

    Solids ``first[layer]`` to ``last[layer]`` - 1 are looked at; material ``layers + s`` is that of solid s.
    """
    for s in range(last[layer] - 1, first[layer] - 1, -1):
        if is_inside(kinds[s], shapes[s], place[0], place[1], place[2]):
            return layers + s
    return layer


@njit(cache=True, nogil=True)
def trace_packets_in_solids(  # noqa: C901, PLR0912, PLR0915 - the life of a packet reads best in one piece
    first: int,
    last: int,
    seed: int,
    mua: Floats,
    mus: Floats,
    anisotropy: Floats,
    depth: Floats,
    index: Floats,
    most: Floats,
    first_solid: Integers,
    last_solid: Integers,
    kinds: Integers,
    shapes: Floats,
    above: float,
    below: float,
    covers: int,
    shape: int,
    numbers: Floats,
    table: Floats,
    x_edges: Floats,
    x_even: bool,
    y_edges: Floats,
    y_even: bool,
    z_edges: Floats,
    z_even: bool,
    by_material: Floats,
    grid: Floats,
) -> tuple[float, float, float, float]:
    """Trace the packets first..last-1; add what they leave to by_material and grid.

    Materials are the slabs' (as many as ``most``, the largest extinction in each slab) and then the solids'; ``grid``
    is (X, Y, Z). Returns what never reaches the skin, what escapes up and down, and what roulette takes on balance.
    """
    random = np.empty(2, np.uint64)
    place = np.empty(3)
    layers = most.size
    bins_x = x_edges.size - 1
    bins_y = y_edges.size - 1
    bins_z = z_edges.size - 1
    specular = 0.0
    up = 0.0
    down = 0.0
    gambled = 0.0

    for packet in range(first, last):
        seed_packet(seed, packet, random)
        share = 0.0
        turn = 0.0
        if shape != PENCIL:
            share = uniform(random)
            turn = uniform(random)
        x, y, ux, uy, uz, sent_back = entered(shape, numbers, table, depth[0], above, index[0], share, turn)
        specular += sent_back
        weight = 1.0 - sent_back
        if weight <= 0.0:
            continue
        z = depth[0]
        layer = 0
        touched = covers == 0
        # Optical depth left until the next place to look; it carries on across edges.
        left = -math.log(1.0 - uniform(random))
        while True:
            extinction = most[layer]
            edge, to_edge = edge_ahead(z, uz, depth[layer], depth[layer + 1])
            if extinction == 0.0 or extinction * to_edge <= left:
                # The edge comes first.
                if to_edge == math.inf:
                    gambled += weight
                    break  # Runs level in a layer that does nothing: it is gone.
                x += ux * to_edge
                y += uy * to_edge
                z = edge
                left -= extinction * to_edge
                beyond, outer = layer_ahead(layer, uz, index, above, below)
                if outer != index[layer]:
                    passes, ux, uy, uz = met_surface(ux, uy, uz, index[layer], outer, uniform(random))
                    if not passes:
                        continue
                if beyond < 0:
                    if touched:
                        up += weight
                    else:
                        specular += weight
                    break
                if beyond == layers:
                    down += weight
                    break
                layer = beyond
                touched = touched or layer >= covers
                continue
            step = left / extinction
            x += ux * step
            y += uy * step
            z += uz * step
            place[0] = x
            place[1] = y
            place[2] = z
            here = region_at(layer, layers, first_solid, last_solid, kinds, shapes, place)
            own = mua[here] + mus[here]
            # Only where something is missing does chance decide: elsewhere every look is a meeting.
            if own < extinction and uniform(random) * extinction >= own:
                left = -math.log(1.0 - uniform(random))
                continue
            if mua[here] > 0.0:
                dropped = weight * mua[here] / own
                weight -= dropped
                by_material[here] += dropped
                iz = bin_of(z, z_edges, z_even)
                if 0 <= iz < bins_z:
                    ix = bin_of(x, x_edges, x_even)
                    if 0 <= ix < bins_x:
                        iy = bin_of(y, y_edges, y_even)
                        if 0 <= iy < bins_y:
                            grid[ix, iy, iz] += dropped
                if weight < WEAK:
                    gambled += weight
                    if weight <= 0.0 or uniform(random) >= SURVIVAL:
                        break
                    weight /= SURVIVAL
                    gambled -= weight
            share = uniform(random)
            ux, uy, uz = scattered(ux, uy, uz, anisotropy[here], share, uniform(random))
            left = -math.log(1.0 - uniform(random))
    return specular, up, down, gambled
