"""The steps in the life of a packet of light, one packet at a time: the scalars that the light kernels share.

Each function is one equation with numbers in and numbers out, and those that need chance are handed it as shares in
[0, 1). Nothing here knows of batches, tallies or threads.
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

PENCIL, TOP_HAT, GAUSSIAN, MEASURED, RECTANGLE = 0, 1, 2, 3, 4
"""Shapes of a beam across its axis."""

HALF_X, HALF_Y, TILT_COSINE, TILT_SINE, FOCUS = 0, 1, 2, 3, 4
"""Places of a beam's numbers; :mod:`lentigo.physics.light_sources` fills them."""

CYLINDER, DISC = 0, 1
"""Kinds of solid."""


@njit(cache=True, nogil=True)
def splitmix(state: np.uint64) -> np.uint64:
    """One step of splitmix64: an integer that looks unrelated to the state."""
    z = uint64(state)
    z = (z ^ (z >> uint64(30))) * uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> uint64(27))) * uint64(0x94D049BB133111EB)
    return z ^ (z >> uint64(31))


@njit(cache=True, nogil=True)
def seed_packet(seed: int, packet: int, random: NDArray[np.uint64]) -> None:
    """Begin the random sequence that belongs to this packet."""
    golden = uint64(0x9E3779B97F4A7C15)
    state = splitmix(uint64(seed) + golden) ^ (uint64(packet) * golden)
    for i in range(2):
        state += golden
        random[i] = splitmix(state)


@njit(cache=True, nogil=True)
def uniform(random: NDArray[np.uint64]) -> float:
    """Next number in [0, 1) of xoroshiro128+."""
    a = random[0]
    b = random[1]
    value = a + b
    b ^= a
    random[0] = ((a << uint64(24)) | (a >> uint64(40))) ^ b ^ (b << uint64(16))
    random[1] = (b << uint64(37)) | (b >> uint64(27))
    return float(value >> uint64(11)) * (1.0 / 9007199254740992.0)


@njit(cache=True, nogil=True)
def bin_of(value: float, edges: Floats, even: bool) -> int:
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
def measured_radius(table: Floats, share: float) -> float:
    """Radius [m] within which this share of a measured profile's power lies.

    ``table`` is (3, N): radii [m], irradiance there, power within them relative to all of it [1]. Between two radii
    the irradiance is a straight line, so that the power is a cubic; it rises, and halving finds where it has the share.
    """
    low = 0
    high = table.shape[1] - 1
    while high - low > 1:
        middle = (low + high) // 2
        if share >= table[2, middle]:
            low = middle
        else:
            high = middle
    inner = table[0, low]
    slope = (table[1, high] - table[1, low]) / (table[0, high] - inner)
    level = table[1, low] - slope * inner
    full = table[2, high] - table[2, low]

    # Power within r of this ring, but for a factor.
    begin = level * inner * inner / 2.0 + slope * inner**3 / 3.0
    end = level * table[0, high] ** 2 / 2.0 + slope * table[0, high] ** 3 / 3.0
    wanted = begin + (end - begin) * ((share - table[2, low]) / full if full > 0.0 else 0.0)
    outer = table[0, high]
    for _ in range(52):
        middle_radius = 0.5 * (inner + outer)
        if level * middle_radius * middle_radius / 2.0 + slope * middle_radius**3 / 3.0 > wanted:
            outer = middle_radius
        else:
            inner = middle_radius
    return float(0.5 * (inner + outer))


@njit(cache=True, nogil=True)
def across_beam(shape: int, numbers: Floats, table: Floats, share: float, turn: float) -> tuple[float, float]:
    """Where a packet crosses the plane through the origin across the beam's axis [m], from two even shares."""
    if shape == PENCIL:
        return 0.0, 0.0
    if shape == RECTANGLE:
        return numbers[HALF_X] * (2.0 * share - 1.0), numbers[HALF_Y] * (2.0 * turn - 1.0)
    if shape == TOP_HAT:
        distance = numbers[HALF_X] * math.sqrt(share)
    elif shape == GAUSSIAN:  # the irradiance falls to exp(-2) at the radius
        distance = numbers[HALF_X] * math.sqrt(-0.5 * math.log(1.0 - share))
    else:
        distance = measured_radius(table, share)
    angle = 2.0 * math.pi * turn
    return distance * math.cos(angle), distance * math.sin(angle)


@njit(cache=True, nogil=True)
def launched(
    shape: int, numbers: Floats, table: Floats, top: float, share: float, turn: float
) -> tuple[float, float, float, float, float]:
    """Place (x, y) at the depth ``top`` where a packet meets the outermost surface, and its direction before it.

    The beam's axis leans by the tilt in the x-z plane and meets the skin's surface at the origin, where the beam has
    its shape across the axis; rays of a converging beam point at the focus. Behind a cover, rays are traced back from
    the skin to the cover's outer face in straight lines: the beam is what it would be without cover.
    """
    u, v = across_beam(shape, numbers, table, share, turn)
    du = 0.0
    dv = 0.0
    dw = 1.0
    if numbers[FOCUS] < math.inf:
        length = math.sqrt(u * u + v * v + numbers[FOCUS] * numbers[FOCUS])
        du = -u / length
        dv = -v / length
        dw = numbers[FOCUS] / length
    cosine = numbers[TILT_COSINE]
    sine = numbers[TILT_SINE]
    ux = du * cosine + dw * sine
    uz = dw * cosine - du * sine
    if uz <= 0.0:
        return 0.0, 0.0, ux, dv, uz  # passes above the skin
    along = (top + u * sine) / uz
    return u * cosine + ux * along, v + dv * along, ux, dv, uz


@njit(cache=True, nogil=True)
def edge_ahead(z: float, uz: float, top: float, bottom: float) -> tuple[float, float]:
    """Depth of the edge that a packet in a layer flies to, and its distance [m]; infinite for one that flies level."""
    edge = bottom if uz > 0.0 else top
    return edge, (edge - z) / uz if uz != 0.0 else math.inf


@njit(cache=True, nogil=True)
def layer_ahead(layer: int, uz: float, index: Floats, above: float, below: float) -> tuple[int, float]:
    """Number and refractive index of what lies behind that edge: -1 is the medium above, as many as layers below."""
    beyond = layer + 1 if uz > 0.0 else layer - 1
    if beyond < 0:
        return beyond, above
    if beyond == index.size:
        return beyond, below
    return beyond, index[beyond]


@njit(cache=True, nogil=True)
def bent(ux: float, uy: float, uz: float, index_from: float, index_to: float) -> tuple[float, float, float]:
    """Direction behind a level surface, by the law of Snell; not for rays that are totally reflected."""
    bend = index_from / index_to
    down = math.sqrt(max(0.0, 1.0 - bend * bend * (1.0 - uz * uz)))
    return bend * ux, bend * uy, math.copysign(down, uz)


@njit(cache=True, nogil=True)
def is_reflected(uz: float, index_from: float, index_to: float, share: float) -> bool:
    """Whether a packet turns back at a level surface: by chance, as often as Fresnel's reflectance says."""
    return share < reflectance_of_ray(abs(uz), index_from, index_to)


@njit(cache=True, nogil=True)
def met_surface(
    ux: float, uy: float, uz: float, index_from: float, index_to: float, share: float
) -> tuple[bool, float, float, float]:
    """Whether a packet passes a level surface, and its direction thereafter."""
    if is_reflected(uz, index_from, index_to, share):
        return False, ux, uy, -uz
    ux, uy, uz = bent(ux, uy, uz, index_from, index_to)
    return True, ux, uy, uz


@njit(cache=True, nogil=True)
def entered(
    shape: int,
    numbers: Floats,
    table: Floats,
    top: float,
    index_from: float,
    index_to: float,
    share: float,
    turn: float,
) -> tuple[float, float, float, float, float, float]:
    """Place (x, y) and direction of a packet of the beam behind the outermost surface, and the share it sends back."""
    x, y, ux, uy, uz = launched(shape, numbers, table, top, share, turn)
    sent_back = reflectance_of_ray(uz, index_from, index_to) if uz > 0.0 else 1.0
    if sent_back < 1.0:
        ux, uy, uz = bent(ux, uy, uz, index_from, index_to)
    return x, y, ux, uy, uz, sent_back


@njit(cache=True, nogil=True)
def turned_cosine(g: float, share: float) -> float:
    """Cosine of the angle of scattering, from Henyey and Greenstein's law."""
    if abs(g) < 1e-6:
        return 2.0 * share - 1.0
    part = (1.0 - g * g) / (1.0 - g + 2.0 * g * share)
    return min(1.0, max(-1.0, (1.0 + g * g - part * part) / (2.0 * g)))


@njit(cache=True, nogil=True)
def scattered(ux: float, uy: float, uz: float, g: float, share: float, turn: float) -> tuple[float, float, float]:
    """Direction after one scattering: Henyey-Greenstein about the old direction, every azimuth alike."""
    cosine = turned_cosine(g, share)
    sine = math.sqrt(1.0 - cosine * cosine)
    angle = 2.0 * math.pi * turn
    a = sine * math.cos(angle)
    b = sine * math.sin(angle)
    beside = ux * ux + uy * uy
    if beside < 1e-24:
        vx = a
        vy = b
        vz = math.copysign(cosine, uz * cosine)
    else:
        across = math.sqrt(beside)
        vx = a * (ux * uz / across) - b * (uy / across) + ux * cosine
        vy = a * (uy * uz / across) + b * (ux / across) + uy * cosine
        vz = -a * across + uz * cosine
    norm = 1.0 / math.sqrt(vx * vx + vy * vy + vz * vz)
    return vx * norm, vy * norm, vz * norm


@njit(cache=True, nogil=True)
def is_inside(kind: int, shape: Floats, x: float, y: float, z: float) -> bool:
    """Whether a point lies in a solid.

    ``shape`` holds, of a cylinder along y, (x of its axis, depth of its axis, radius, 0, 0); of an upright disc,
    (x, y of its axis, radius, depth of its top, depth of its bottom); all [m].
    """
    if kind == CYLINDER:
        dx = x - shape[0]
        dz = z - shape[1]
        return bool(dx * dx + dz * dz < shape[2] * shape[2])
    dx = x - shape[0]
    dy = y - shape[1]
    return bool(shape[3] <= z < shape[4] and dx * dx + dy * dy < shape[2] * shape[2])
