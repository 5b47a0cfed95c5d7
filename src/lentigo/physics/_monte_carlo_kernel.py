"""The compiled part of the Monte Carlo reference: one packet of light at a time, from the lamp to its end.

Written to be read beside the paper, not to be fast. Every packet has its own random sequence, made from the seed and
the packet's number alone, so that no result depends on which thread carried it.
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
    layer_ahead,
    met_surface,
    scattered,
    seed_packet,
    uniform,
)
from lentigo.physics._packet_steps import splitmix as _splitmix

__all__ = ["_splitmix", "trace_packets"]

Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def trace_packets(  # noqa: C901, PLR0912, PLR0915 - the life of a packet reads best in one piece
    first: int,
    last: int,
    seed: int,
    mua: Floats,
    mus: Floats,
    anisotropy: Floats,
    depth: Floats,
    index: Floats,
    above: float,
    below: float,
    covers: int,
    shape: int,
    numbers: Floats,
    table: Floats,
    radial_edges: Floats,
    radial_even: bool,
    depth_edges: Floats,
    depth_even: bool,
    cosines: Floats,
    by_layer: Floats,
    escaped: Floats,
    grid: Floats,
) -> tuple[float, float, float, float]:
    """Trace the packets first..last-1; add what they leave to by_layer, escaped and grid.

    ``depth`` holds the layers' edges (L+1,), of which the first ``covers`` lie on the skin; ``grid`` is (R+1, Z): its
    last row is what lies beyond the last radius, as in ``escaped``, (2, R+1, A), up and down; ``cosines`` ends each of
    its angles. Returns what never reaches the skin, what escapes up and down, and what roulette takes on balance.
    """
    random = np.empty(2, np.uint64)
    layers = mua.size
    radial_bins = radial_edges.size - 1
    depth_bins = depth_edges.size - 1
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
        # Optical depth left until the next scattering or absorption; it carries on across edges.
        left = -math.log(1.0 - uniform(random))
        while True:
            extinction = mua[layer] + mus[layer]
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
                if beyond < 0 and not touched:
                    specular += weight
                    break
                if beyond < 0 or beyond == layers:
                    side = 0 if beyond < 0 else 1
                    if side == 0:
                        up += weight
                    else:
                        down += weight
                    ring = bin_of(math.sqrt(x * x + y * y), radial_edges, radial_even)
                    angle = 0
                    while angle < cosines.size - 1 and abs(uz) <= cosines[angle]:
                        angle += 1
                    escaped[side, ring, angle] += weight
                    break
                layer = beyond
                touched = touched or layer >= covers
                continue
            step = left / extinction
            x += ux * step
            y += uy * step
            z += uz * step
            if mua[layer] > 0.0:
                dropped = weight * mua[layer] / extinction
                weight -= dropped
                by_layer[layer] += dropped
                iz = bin_of(z, depth_edges, depth_even)
                if 0 <= iz < depth_bins:
                    ir = bin_of(math.sqrt(x * x + y * y), radial_edges, radial_even)
                    if 0 <= ir <= radial_bins:
                        grid[ir, iz] += dropped
                if weight < WEAK:
                    gambled += weight
                    if weight <= 0.0 or uniform(random) >= SURVIVAL:
                        break
                    weight /= SURVIVAL
                    gambled -= weight
            share = uniform(random)
            ux, uy, uz = scattered(ux, uy, uz, anisotropy[layer], share, uniform(random))
            left = -math.log(1.0 - uniform(random))
    return specular, up, down, gambled
