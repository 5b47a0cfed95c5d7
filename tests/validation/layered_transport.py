r"""Light in layers that each have their own refractive index, solved without chance: a referee for Monte Carlo.

It shares no line with :mod:`lentigo.physics`, and no method with Monte Carlo or with adding-doubling. Written to be
read; one stack takes some thousandths of a second.

- A stream is a direction told by s = (n sin(theta))^2, which refraction keeps (Snell). In a medium of index n its
  cosine is sqrt(1 - s / n^2); where s > n^2 it does not exist, and a surface to such a medium sends all of it back.
- Between two neighbouring indices of the stack the streams are Gauss points in the normal part n cos(theta) of the
  lesser of those media in which they exist: light that leaves a dense medium near its critical angle changes with the
  root of the angle beyond it, but smoothly with this. So every critical angle of the stack is the end of an interval,
  and light that is trapped in a denser layer has streams of its own.
- Of each stream an amplitude is followed: radiance over n^2, times the root of the power e = n^2 cos(theta) dcos(theta)
  that such a radiance carries. Refraction keeps both, so surfaces are diagonal and all matrices symmetric.
- In a layer, sum S and difference D of the amplitudes down and up obey dS/dz = -Y D and dD/dz = -X S with symmetric X
  and Y. One eigenproblem solves this in closed form for any thickness: no slices, no doubling, no first step.
- Layers and surfaces are alike: both reflect and let through. They are put together from below, and the light is
  followed down again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

STREAMS = 48
"""Streams of the densest layer that scatters, about."""

_FEWEST_OF_AN_INTERVAL = 4
_BEAM_POWER = 1e-10
"""What the beam's own stream weighs in integrals over angle: nothing."""
_KEPT = 1e-14
"""Light that a clear layer can never let go must die out, or its round trips would not add up."""


@dataclass(frozen=True)
class Shares:
    """Where a broad beam's light goes, per incident light [1]."""

    specular: float
    """Sent back before it has been in a layer that scatters, or below one."""
    diffuse_reflectance: float
    transmittance: float
    absorbed: Floats
    """(L,) by layer, covers too."""


@dataclass(frozen=True)
class _Streams:
    square: Floats
    """s = (n sin(theta))^2."""
    power: Floats
    """Power per n^2 and radiance."""

    def normal(self, index: float) -> Floats:
        """The index times the cosine; 0 where the stream does not exist."""
        return np.sqrt(np.maximum(index**2 - self.square, 0.0))


def layered_transport(
    absorption: ArrayLike,
    scattering: ArrayLike,
    anisotropy: ArrayLike,
    thickness: ArrayLike,
    *,
    index: ArrayLike,
    index_above: float,
    index_below: float,
    cosine: float = 1.0,
    streams: int = STREAMS,
) -> Shares:
    """Follow a broad beam through layers [1/m, 1/m, 1, m, 1]; covers are layers that do not scatter."""
    mua, mus, g, thick, inside = (
        np.atleast_1d(np.asarray(a, float)) for a in (absorption, scattering, anisotropy, thickness, index)
    )
    media = [float(index_above), *(float(n) for n in inside), float(index_below)]
    used = _streams(media, float(inside[mus > 0.0].max(initial=1.0)), cosine, streams)
    elements = [_surface(media[0], media[1], used)]
    for layer, n in enumerate(inside):
        elements.append(_layer(mua[layer], mus[layer], g[layer], thick[layer], float(n), used))
        elements.append(_surface(media[layer + 1], media[layer + 2], used))
    incident = np.zeros(used.square.size)
    incident[-1] = _BEAM_POWER**-0.5

    net = _net_fluxes(elements, incident, used)
    first = int(np.argmax(mus > 0.0)) if np.any(mus > 0.0) else len(inside)
    # What covers and the skin's surface send back if the skin itself is black.
    of_covers = _net_fluxes(elements[: 2 * first + 1], incident, used)
    specular = 1.0 - of_covers[0]
    return Shares(
        specular=specular,
        diffuse_reflectance=1.0 - net[0] - specular,
        transmittance=net[-1],
        absorbed=np.array(net[1::2][: len(inside)]) - np.array(net[2::2]),
    )


def _streams(media: Sequence[float], densest: float, cosine: float, count: int) -> _Streams:
    """Points between all critical angles, and the beam's own stream last."""
    ends = [0.0, *sorted({n for n in media if n < densest}), densest]
    squares, powers = [], []
    for low, high in pairwise(ends):
        share = (math.sqrt(densest**2 - low**2) - math.sqrt(densest**2 - high**2)) / densest
        points, weights = np.polynomial.legendre.leggauss(max(_FEWEST_OF_AN_INTERVAL, round(count * share)))
        widest = math.sqrt(high**2 - low**2)
        normal = 0.5 * widest * (points + 1.0)
        squares.append(high**2 - normal**2)
        powers.append(0.5 * widest * weights * normal)
    return _Streams(
        square=np.concatenate([*squares, [media[0] ** 2 * (1.0 - cosine**2)]]),
        power=np.concatenate([*powers, [_BEAM_POWER]]),
    )


def fresnel(first: Floats, second: Floats, index_first: float, index_second: float) -> Floats:
    """Reflectance of unpolarised light [1] from n cos(theta) on both sides; where one side is 0, all."""
    across = (first - second) / np.where(first + second > 0.0, first + second, 1.0)
    a, b = first * index_second**2, second * index_first**2
    along = (a - b) / np.where(a + b > 0.0, a + b, 1.0)
    return np.where((first > 0.0) & (second > 0.0), 0.5 * (across**2 + along**2), 1.0)


def _surface(above: float, below: float, used: _Streams) -> tuple[Floats, Floats]:
    reflected = fresnel(used.normal(above), used.normal(below), above, below)
    return np.diag(reflected), np.diag(1.0 - reflected)


def _layer(mua: float, mus: float, g: float, thick: float, index: float, used: _Streams) -> tuple[Floats, Floats]:
    """Reflection and transmission of a layer between media of its own index."""
    count = used.square.size
    r, t = np.zeros((count, count)), np.zeros((count, count))
    cosine = used.normal(index) / index
    here = np.flatnonzero(cosine > 0.0)
    mu = cosine[here]
    moments = here.size - 1
    scattered = mus * (1.0 - g**moments)
    if scattered == 0.0:
        t[here, here] = np.exp(-np.maximum(mua * thick / mu, _KEPT))
        return r, t
    half = 0.5 * (mua + scattered) * thick
    x, y = _generators(mu, used.power[here] / (index**2 * mu), g, scattered / (mua + scattered), moments)
    # S = C u with Y = C C' turns the pair into u'' = (C' X C) u.
    factor = np.linalg.cholesky(y)
    squares, modes = np.linalg.eigh(factor.T @ x @ factor)
    rate = np.sqrt(np.maximum(squares, 0.0))
    total, difference = factor @ modes, np.linalg.solve(factor.T, modes)
    damped = np.tanh(rate * half)
    slow = np.where(rate * half > 1e-6, damped / np.maximum(rate, 1e-300), half)
    # Light from both sides, alike (t + r) and opposed (r - t), about the middle.
    alike = _sent_back(total, difference * (rate * damped))
    opposed = _sent_back(total * slow, difference)
    r[np.ix_(here, here)] = 0.5 * (alike + opposed)
    t[np.ix_(here, here)] = 0.5 * (alike - opposed)
    return r, t


def _sent_back(total: Floats, difference: Floats) -> Floats:
    """Matrix that makes the light up, (S - D) / 2, of the light down, (S + D) / 2."""
    return np.linalg.solve((total + difference).T, (total - difference).T).T


def _generators(mu: Floats, weight: Floats, g: float, albedo: float, moments: int) -> tuple[Floats, Floats]:
    """X and Y of a layer that scatters by Henyey and Greenstein's law, its forward peak counted as not scattered."""
    order = np.arange(moments)
    peak = g**moments
    strength = (2 * order + 1) * (g**order - peak) / (1.0 - peak)
    legendre = np.polynomial.legendre.legvander(mu, moments - 1)
    root = np.sqrt(weight)
    forward = 0.5 * albedo * root[:, None] * ((legendre * strength) @ legendre.T) * root
    backward = 0.5 * albedo * root[:, None] * ((legendre * strength * (-1.0) ** order) @ legendre.T) * root
    # What leaves a stream must arrive somewhere: the rest of the quadrature stays in the stream.
    arrived = ((forward + backward) * root[:, None]).sum(axis=0) / root
    forward += np.diag(albedo - arrived)
    loss = np.diag(1.0 / mu)
    scale = np.sqrt(mu)[:, None] * np.sqrt(mu)
    return loss - (forward + backward) / scale, loss - (forward - backward) / scale


def _net_fluxes(elements: Sequence[tuple[Floats, Floats]], incident: Floats, used: _Streams) -> list[float]:
    """Net light down above each element and below the last."""
    identity = np.eye(incident.size)
    below = [np.zeros_like(identity)]
    through = []
    for r, t in reversed(elements):
        through.append(np.linalg.solve(identity - r @ below[-1], t))
        reflection = r + t @ below[-1] @ through[-1]
        below.append(0.5 * (reflection + reflection.T))
    carried = np.sqrt(used.power)
    net, going = [], incident
    for reflection, onward in zip(reversed(below), [*reversed(through), identity], strict=True):
        net.append(float(carried @ (going - reflection @ going)))
        going = onward @ going
    return net
