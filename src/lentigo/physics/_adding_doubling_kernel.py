"""The compiled part of adding-doubling: one stack of layers at a time, its small matrices written out.

Matrices act on radiances: element (i, j) is the radiance sent into stream i per radiance in stream j. ``count`` is the
number of streams in use; the arrays are one wider, for the beam's own stream.
"""

# ruff: noqa: PLR0917 - compiled functions take their arguments by position

from __future__ import annotations

import math

import numpy as np
from numba import njit
from numpy.typing import NDArray

from lentigo.physics.fresnel import reflectance_of_ray

Floats = NDArray[np.float64]


@njit(cache=True, nogil=True)
def _multiply(a: Floats, b: Floats, out: Floats, count: int) -> None:
    for i in range(count):
        for j in range(count):
            out[i, j] = 0.0
        for k in range(count):
            factor = a[i, k]
            for j in range(count):
                out[i, j] += factor * b[k, j]


@njit(cache=True, nogil=True)
def _eliminate(a: Floats, b: Floats, count: int) -> None:
    """Overwrite b with the solution of a x = b; a is I minus light that comes back, and needs no pivots."""
    for k in range(count):
        pivot = 1.0 / a[k, k]
        for i in range(k + 1, count):
            factor = a[i, k] * pivot
            for j in range(k + 1, count):
                a[i, j] -= factor * a[k, j]
            for j in range(count):
                b[i, j] -= factor * b[k, j]
    for k in range(count - 1, -1, -1):
        pivot = 1.0 / a[k, k]
        for j in range(count):
            b[k, j] *= pivot
        for i in range(k):
            factor = a[i, k]
            for j in range(count):
                b[i, j] -= factor * b[k, j]


@njit(cache=True, nogil=True)
def _join(r: Floats, t: Floats, below: Floats, through: Floats, work: Floats, other: Floats, count: int) -> None:
    """Put a layer (r, t) over what reflects as `below`.

    Leaves in `through` the light that enters what lies below per light that enters the layer, and in `below` the
    reflection of both together.
    """
    _multiply(r, below, work, count)
    for i in range(count):
        for j in range(count):
            through[i, j] = t[i, j]
            work[i, j] = -work[i, j]
        work[i, i] += 1.0
    _eliminate(work, through, count)
    _multiply(below, through, other, count)
    _multiply(t, other, work, count)
    for i in range(count):
        for j in range(count):
            below[i, j] = r[i, j] + work[i, j]


@njit(cache=True, nogil=True)
def _double(r: Floats, t: Floats, through: Floats, work: Floats, other: Floats, under: Floats, count: int) -> None:
    for i in range(count):
        for j in range(count):
            under[i, j] = r[i, j]
    _join(r, t, under, through, work, other, count)
    _multiply(t, through, work, count)
    for i in range(count):
        for j in range(count):
            r[i, j] = under[i, j]
            t[i, j] = work[i, j]


@njit(cache=True, nogil=True)
def _diamond(
    depth: float, forward: Floats, backward: Floats, mu: Floats, r: Floats, t: Floats, spare: Floats, count: int
) -> None:
    """Reflection and transmission of a slice of the optical depth `depth` by the diamond rule.

    Light entering from both sides alike, and with opposite signs, decouples: one solution each gives t + r and t - r.
    """
    for sign in (1.0, -1.0):
        target = t if sign > 0.0 else r
        for i in range(count):
            step = 0.5 * depth / mu[i]
            for j in range(count):
                change = -step * (forward[i, j] + sign * backward[i, j])
                unit = 0.0
                if i == j:
                    unit = 1.0
                    change += step
                spare[i, j] = unit + change
                target[i, j] = unit - change
        _eliminate(spare, target, count)
    for i in range(count):
        for j in range(count):
            both = t[i, j]
            opposite = r[i, j]
            t[i, j] = 0.5 * (both + opposite)
            r[i, j] = 0.5 * (both - opposite)


@njit(cache=True, nogil=True)
def _scattering_matrices(
    albedo: float,
    g: float,
    legendre: Floats,
    weight: Floats,
    forward: Floats,
    backward: Floats,
    moments: int,
    count: int,
) -> None:
    """Light scattered from stream j into stream i of the same and of the other hemisphere, per optical depth."""
    peak = g**moments
    for i in range(count):
        for j in range(count):
            same = 0.0
            across = 0.0
            power = 1.0
            sign = 1.0
            for k in range(moments):
                term = (2 * k + 1) * (power - peak) / (1.0 - peak) * legendre[k, i] * legendre[k, j]
                same += term
                across += sign * term
                power *= g
                sign = -sign
            forward[i, j] = 0.5 * albedo * same * weight[j]
            backward[i, j] = 0.5 * albedo * across * weight[j]
    for i in range(count):
        # What leaves stream i must arrive somewhere: the rest of rounding and quadrature stays in the stream.
        lost = albedo
        for j in range(count):
            if weight[i] > 0.0:
                lost -= (forward[j, i] + backward[j, i]) * weight[j] / weight[i]
        forward[i, i] += lost


@njit(cache=True, nogil=True)
def _surface_reflectance(
    mu: Floats, weight: Floats, inside: float, outside: float, beam: int, out: Floats, count: int
) -> None:
    """Fresnel reflectance of each stream from inside, with the diffuse average exact."""
    passing = 0.0
    of_beam = 0.0
    for i in range(count):
        out[i] = reflectance_of_ray(mu[i], inside, outside)
        passing += 2.0 * mu[i] * weight[i] * (1.0 - out[i])
        if i == beam:
            of_beam = 2.0 * mu[i] * weight[i] * (1.0 - out[i])
    n = max(inside, outside) / min(inside, outside)
    if n < 1.001 or passing <= of_beam:
        return
    n2 = n * n
    n4 = n2 * n2
    exact = 0.5 - (n - 1.0) * (3.0 * n + 1.0) / (6.0 * (n + 1.0) ** 2)
    exact -= n2 * (n2 - 1.0) ** 2 / (n2 + 1.0) ** 3 * math.log((n - 1.0) / (n + 1.0))
    exact += 2.0 * n2 * n * (n2 + 2.0 * n - 1.0) / ((n2 + 1.0) * (n4 - 1.0))
    exact -= 8.0 * n4 * (n4 + 1.0) / ((n2 + 1.0) * (n4 - 1.0) ** 2) * math.log(n)
    if inside > outside:
        exact /= n2
    scale = (exact - of_beam) / (passing - of_beam)
    for i in range(count):
        if i != beam:
            out[i] = 1.0 - scale * (1.0 - out[i])


@njit(cache=True, nogil=True)
def _place_streams(
    inside: float,
    above: float,
    below: float,
    gauss_node: Floats,
    gauss_weight: Floats,
    radau_node: Floats,
    radau_weight: Floats,
    mu: Floats,
    weight: Floats,
    moments: int,
) -> None:
    """Put the streams between the cosines where total reflection at either surface ends.

    Row n - 1 of each table holds the n points of a rule on [0, 1], or their weights.
    """
    high = 0.0
    low = 0.0
    ratio = above / inside
    if ratio < 1.0:
        high = math.sqrt(1.0 - ratio * ratio)
    ratio = below / inside
    if ratio < 1.0:
        low = math.sqrt(1.0 - ratio * ratio)
    if low > high:
        low, high = high, low
    of_low = 0
    of_middle = moments // 2
    if high < 0.05:  # so little is totally reflected that splitting would only waste streams
        of_middle = 0
        low = high = 0.0
    elif low < 0.02 or high - low < 1e-6 or moments < 6:  # likewise, or too few streams for three parts
        low = 0.0
    else:
        # By the roots of the widths: best for random thin skins between two media, also where a part is narrow.
        part_low = 0.45 * math.sqrt(low)
        part_middle = 0.65 * math.sqrt(high - low)
        part_top = 0.6 * math.sqrt(1.0 - high)
        each = moments / (part_low + part_middle + part_top)
        top = min(max(round(each * part_top), 2), moments - 2)
        of_low = min(max(round(each * part_low), 1), moments - top - 1)
        of_middle = moments - top - of_low
    for i in range(of_low):
        mu[i] = low * gauss_node[of_low - 1, i]
        weight[i] = low * gauss_weight[of_low - 1, i]
    for i in range(of_middle):
        mu[of_low + i] = low + (high - low) * gauss_node[of_middle - 1, i]
        weight[of_low + i] = (high - low) * gauss_weight[of_middle - 1, i]
    first = of_low + of_middle
    last = moments - first - 1
    for i in range(last + 1):
        mu[first + i] = high + (1.0 - high) * radau_node[last, i]
        weight[first + i] = (1.0 - high) * radau_weight[last, i]


@njit(cache=True, nogil=True)
def solve_stacks(  # noqa: C901, PLR0912, PLR0915 - one pass over a stack reads best in one piece
    first: int,
    last: int,
    mua: Floats,
    mus: Floats,
    anisotropy: Floats,
    thickness: Floats,
    inside: Floats,
    above: Floats,
    below: Floats,
    parts: NDArray[np.int64],
    cosine: float,
    moments: int,
    gauss_node: Floats,
    gauss_weight: Floats,
    radau_node: Floats,
    radau_weight: Floats,
    reflected: Floats,
    specular: Floats,
    transmitted: Floats,
    absorbed: Floats,
    fluence: Floats,
) -> None:
    """Solve the stacks first..last-1 and write their results, the last five arguments."""
    most = moments + 1
    layers = parts.size
    total = 0
    for layer in range(layers):
        total += parts[layer]
    mu = np.empty(most)
    weight = np.empty(most)
    legendre = np.empty((moments, most))
    forward = np.empty((most, most))
    backward = np.empty((most, most))
    r = np.empty((most, most))
    t = np.empty((most, most))
    r_half = np.empty((most, most))
    t_half = np.empty((most, most))
    under = np.empty((most, most))
    work = np.empty((most, most))
    other = np.empty((most, most))
    bottom = np.empty((most, most))
    reflections = np.empty((total + 1, most, most))
    throughs = np.empty((total, most, most))
    down = np.empty((most, most))
    going = np.empty(most)
    back = np.empty(most)
    inner = np.empty(most)

    for stack in range(first, last):
        # Streams.
        media = (inside[stack], above[stack], below[stack])
        _place_streams(*media, gauss_node, gauss_weight, radau_node, radau_weight, mu, weight, moments)
        count = moments
        beam = moments - 1
        surface = reflectance_of_ray(cosine, above[stack], inside[stack])
        if cosine < 1.0 and surface < 1.0:
            ratio = above[stack] / inside[stack]
            beam = moments
            count = moments + 1
            mu[beam] = math.sqrt(1.0 - ratio * ratio * (1.0 - cosine * cosine))
            weight[beam] = 1e-13
        smallest = mu[0]
        for i in range(count):
            smallest = min(smallest, mu[i])
            legendre[0, i] = 1.0
            legendre[1, i] = mu[i]
            for k in range(2, moments):
                legendre[k, i] = ((2 * k - 1) * mu[i] * legendre[k - 1, i] - (k - 1) * legendre[k - 2, i]) / k

        # From the bottom up: what everything below each edge reflects.
        _surface_reflectance(mu, weight, inside[stack], below[stack], beam, inner, count)
        for i in range(count):
            for j in range(count):
                bottom[i, j] = 0.0
            bottom[i, i] = inner[i]
        edge = total
        for i in range(count):
            for j in range(count):
                reflections[edge, i, j] = bottom[i, j]
        for layer in range(layers - 1, -1, -1):
            g = anisotropy[stack, layer]
            thick = thickness[stack, layer] / parts[layer]
            effective = mus[stack, layer] * (1.0 - g**moments)
            optical = (mua[stack, layer] + effective) * thick
            if effective == 0.0 or thick == 0.0:
                for i in range(count):
                    for j in range(count):
                        r[i, j] = 0.0
                        t[i, j] = 0.0
                    # Light that a clear layer can never let go must die out, or its round trips would not add up.
                    t[i, i] = math.exp(-max(optical / mu[i], 1e-14))
            else:
                _scattering_matrices(
                    effective / (mua[stack, layer] + effective), g, legendre, weight, forward, backward, moments, count
                )
                doublings = 0
                slice_ = optical
                while slice_ > smallest:
                    slice_ *= 0.5
                    doublings += 1
                _diamond(slice_, forward, backward, mu, r, t, work, count)
                _diamond(0.5 * slice_, forward, backward, mu, r_half, t_half, work, count)
                _double(r_half, t_half, down, work, other, under, count)
                for i in range(count):
                    for j in range(count):
                        r[i, j] = (4.0 * r_half[i, j] - r[i, j]) / 3.0
                        t[i, j] = (4.0 * t_half[i, j] - t[i, j]) / 3.0
                for _ in range(doublings):
                    _double(r, t, down, work, other, under, count)
            for _ in range(parts[layer]):
                _join(r, t, bottom, down, work, other, count)
                edge -= 1
                for i in range(count):
                    for j in range(count):
                        throughs[edge, i, j] = down[i, j]
                        reflections[edge, i, j] = bottom[i, j]

        # The surface: the beam enters, and light that comes back is partly reflected again.
        _surface_reflectance(mu, weight, inside[stack], above[stack], beam, inner, count)
        for i in range(count):
            for j in range(count):
                work[i, j] = -inner[i] * bottom[i, j]
                other[i, j] = 0.0
            work[i, i] += 1.0
        if surface < 1.0:
            other[beam, 0] = (1.0 - surface) / (2.0 * mu[beam] * weight[beam])
        _eliminate(work, other, count)
        for i in range(count):
            going[i] = other[i, 0]

        # And down again.
        escaping = 0.0
        previous = 0.0
        for edge in range(total + 1):
            net = 0.0
            sphere = 0.0
            for i in range(count):
                value = 0.0
                for j in range(count):
                    value += reflections[edge, i, j] * going[j]
                back[i] = value
                net += 2.0 * mu[i] * weight[i] * (going[i] - value)
                sphere += 2.0 * weight[i] * (going[i] + value)
            fluence[stack, edge] = sphere
            if edge == 0:
                for i in range(count):
                    escaping += 2.0 * mu[i] * weight[i] * (1.0 - inner[i]) * back[i]
            else:
                absorbed[stack, edge - 1] = previous - net
            previous = net
            if edge < total:
                for i in range(count):
                    value = 0.0
                    for j in range(count):
                        value += throughs[edge, i, j] * going[j]
                    back[i] = value
                for i in range(count):
                    going[i] = back[i]
        specular[stack] = surface
        reflected[stack] = surface + escaping
        transmitted[stack] = previous
