"""The compiled part of the Monte Carlo reference: one packet of light at a time, from the lamp to its end.

Written to be read beside the paper, not to be fast. Every packet has its own random sequence, made from the seed and
the packet's number alone, so that no result depends on which thread carried it.
"""
# ruff: noqa: FBT001, PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import math

import numpy as np
from numba import njit, uint64
from numpy.typing import NDArray

from lentigo.physics.fresnel import reflectance_of_ray

Floats = NDArray[np.float64]

WEAK = 1e-4
"""Weight below which a packet plays roulette."""

SURVIVAL = 0.1
"""Chance to survive the roulette, with the weight divided by it."""

PENCIL, TOP_HAT, GAUSSIAN = 0, 1, 2


@njit(cache=True, nogil=True)
def _splitmix(state: np.uint64) -> np.uint64:
    """One step of splitmix64: an integer that looks unrelated to the state."""
    z = uint64(state)
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@njit(cache=True, nogil=True)
def _seed_packet(seed: int, packet: int, random: NDArray[np.uint64]) -> None:
    golden = uint64(0x9E3779B97F4A7C15)
    state = _splitmix(uint64(seed) + golden) ^ (uint64(packet) * golden)
    for i in range(2):
        state += golden
        random[i] = _splitmix(state)


@njit(cache=True, nogil=True)
def _uniform(random: NDArray[np.uint64]) -> float:
    """Next number in [0, 1) of xoroshiro128+."""
    a = random[0]
    b = random[1]
    value = a + b
    b ^= a
    random[0] = ((a << uint64(24)) | (a >> uint64(40))) ^ b ^ (b << uint64(16))
    random[1] = (b << uint64(37)) | (b >> uint64(27))
    return float(value >> uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def _bin(value: float, edges: Floats, even: bool) -> int:
    """Index of the interval that holds the value; -1 below the first edge, the number of intervals above the last."""
    last = edges.size - 1
    if value < edges[0]:
        return -1
    if value >= edges[last]:
        return last
    if even:
        guess = int((value - edges[0]) / (edges[last] - edges[0]) * last)
        guess = min(guess, last - 1)
        # Rounding can land one interval off.
        if value < edges[guess]:
            return guess - 1
        if value >= edges[guess + 1]:
            return guess + 1
        return guess
    low = 0
    high = last
    while high - low > 1:
        middle = (low + high) // 2
        if value >= edges[middle]:
            low = middle
        else:
            high = middle
    return low


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
    beam: int,
    radius: float,
    cosine: float,
    radial_edges: Floats,
    radial_even: bool,
    depth_edges: Floats,
    depth_even: bool,
    by_layer: Floats,
    grid: Floats,
) -> tuple[float, float]:
    """Trace the packets first..last-1; add what they leave to by_layer and grid; return what escapes up and down.

    ``depth`` holds the layers' edges (L+1,); ``grid`` is (R+1, Z): its last row is what lies beyond the last radius.
    """
    random = np.empty(2, np.uint64)
    layers = mua.size
    radial_bins = radial_edges.size - 1
    depth_bins = depth_edges.size - 1
    entering = 1.0 - reflectance_of_ray(cosine, above, index[0])
    up = 0.0
    down = 0.0
    if entering <= 0.0:
        return up, down
    ratio = above / index[0]
    first_uz = math.sqrt(1.0 - ratio * ratio * (1.0 - cosine * cosine))
    first_ux = ratio * math.sqrt(1.0 - cosine * cosine)

    for packet in range(first, last):
        _seed_packet(seed, packet, random)
        weight = entering
        x = 0.0
        y = 0.0
        if beam != PENCIL:
            share = _uniform(random)
            # Top hat: even over the disc. Gaussian: the intensity falls to exp(-2) at the radius.
            distance = math.sqrt(share) if beam == TOP_HAT else math.sqrt(-0.5 * math.log(1.0 - share))
            angle = 2.0 * math.pi * _uniform(random)
            x = radius * distance * math.cos(angle)
            y = radius * distance * math.sin(angle)
        z = 0.0
        ux = first_ux
        uy = 0.0
        uz = first_uz
        layer = 0
        # Optical depth left until the next scattering or absorption; it carries on across edges.
        left = -math.log(1.0 - _uniform(random))
        while True:
            extinction = mua[layer] + mus[layer]
            edge = depth[layer + 1] if uz > 0.0 else depth[layer]
            to_edge = (edge - z) / uz if uz != 0.0 else math.inf
            if extinction * to_edge <= left:
                # The edge comes first.
                if to_edge == math.inf:
                    break  # Runs level in a layer that does nothing: it is gone.
                x += ux * to_edge
                y += uy * to_edge
                z = edge
                left -= extinction * to_edge
                beyond = layer + 1 if uz > 0.0 else layer - 1
                if beyond < 0:
                    outer = above
                elif beyond == layers:
                    outer = below
                else:
                    outer = index[beyond]
                if outer != index[layer]:
                    if _uniform(random) < reflectance_of_ray(abs(uz), index[layer], outer):
                        uz = -uz
                        continue
                    bend = index[layer] / outer
                    ux *= bend
                    uy *= bend
                    uz = math.copysign(math.sqrt(max(0.0, 1.0 - bend * bend * (1.0 - uz * uz))), uz)
                if beyond < 0:
                    up += weight
                    break
                if beyond == layers:
                    down += weight
                    break
                layer = beyond
                continue
            step = left / extinction
            x += ux * step
            y += uy * step
            z += uz * step
            if mua[layer] > 0.0:
                dropped = weight * mua[layer] / extinction
                weight -= dropped
                by_layer[layer] += dropped
                iz = _bin(z, depth_edges, depth_even)
                if 0 <= iz < depth_bins:
                    ir = _bin(math.sqrt(x * x + y * y), radial_edges, radial_even)
                    if 0 <= ir <= radial_bins:
                        grid[ir, iz] += dropped
                if weight < WEAK:
                    if weight <= 0.0 or _uniform(random) >= SURVIVAL:
                        break
                    weight /= SURVIVAL
            # Scatter: Henyey-Greenstein about the old direction.
            g = anisotropy[layer]
            if abs(g) < 1e-6:
                turn = 2.0 * _uniform(random) - 1.0
            else:
                part = (1.0 - g * g) / (1.0 - g + 2.0 * g * _uniform(random))
                turn = (1.0 + g * g - part * part) / (2.0 * g)
                turn = min(1.0, max(-1.0, turn))
            sine = math.sqrt(1.0 - turn * turn)
            angle = 2.0 * math.pi * _uniform(random)
            a = sine * math.cos(angle)
            b = sine * math.sin(angle)
            if abs(uz) > 0.99999:
                ux = a
                uy = b
                uz = math.copysign(turn, uz * turn)
            else:
                across = math.sqrt(1.0 - uz * uz)
                vx = a * (ux * uz / across) - b * (uy / across) + ux * turn
                vy = a * (uy * uz / across) + b * (ux / across) + uy * turn
                uz = -a * across + uz * turn
                ux = vx
                uy = vy
            norm = 1.0 / math.sqrt(ux * ux + uy * uy + uz * uz)
            ux *= norm
            uy *= norm
            uz *= norm
            left = -math.log(1.0 - _uniform(random))
    return up, down
