r"""Light in layered skin under a broad beam, by adding and doubling.

Radiative transport in plane layers is solved on a few streams per hemisphere. A slice so thin that light is
scattered in it at most a few times is doubled until it is a sublayer; sublayers are then added from the bottom up,
and the light is followed down again. Nothing random, no fit: the only errors are the number of streams and the
thinness of the first slice.

The choices, and why:

- Half of the streams are Gauss points between grazing and the critical angle, half are Radau points between the
  critical angle and the normal [1]_: the radiance jumps at the critical angle, and the normal is a stream of its own.
  Where the media above and below have two critical angles, the streams are shared out between grazing, the one, the
  other and the normal. Where no light is totally reflected inside, all streams are Radau points.
- Oblique incidence adds one stream at the refracted angle with a vanishing weight: it carries the beam, but the
  integrals over angle stay those of the other streams.
- Henyey-Greenstein scattering is cut after as many moments as there are streams, its forward peak counted as not
  scattered (delta-M [2]_); the forward-to-forward element is then set so that no energy is lost.
- The first slice is solved by the diamond rule [3]_ at two thicknesses and extrapolated (Richardson).
- Eight streams integrate Fresnel's formula 0.6 % too high. The share that diffuse light loses through a surface is
  known in closed form [4]_, so all streams but the beam's are scaled to it: this takes away most of the error.
- All matrices act on radiances, so a stream with vanishing weight needs no special case.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._adding_doubling_kernel import solve_stacks
from lentigo.physics._threads import for_chunks

__all__ = ["LayeredLight", "layered_light"]

Floats = NDArray[np.float64]

_CHUNK = 8
"""Stacks that a thread takes at a time; fixed, and each stack is computed alone, so threads cannot change a bit."""

_FEWEST_STREAMS = 4
_MOST_STREAMS = 32


@dataclass(frozen=True, slots=True)
class LayeredLight:
    """Where a broad beam's light goes in N stacks of layers, per incident irradiance."""

    reflectance: Floats
    """(N,) share sent back, with what the surface itself reflects [1]."""
    specular: Floats
    """(N,) share that the surface itself reflects [1]."""
    transmittance: Floats
    """(N,) share that leaves below [1]."""
    absorbed: Floats
    """(N, S) share absorbed in each sublayer [1]; differences of net flux, so that nothing is lost."""
    edges: Floats
    """(N, S+1) depths of the sublayers' edges [m]."""
    fluence: Floats
    """(N, S+1) fluence from all sides at the edges, just inside, per incident radiant exposure [1]."""
    layer_of: NDArray[np.int64]
    """(S,) index of the layer that each sublayer belongs to."""
    error: Floats
    """(N,) largest difference of the reflectance, transmittance and absorbed share of any layer from a second
    solution with two streams fewer [1]: with up to 8 streams an upper estimate of the error made by their number, with
    more about as large as that error. Not a number where it was not asked for."""


def layered_light(
    absorption: ArrayLike,
    scattering: ArrayLike,
    anisotropy: ArrayLike,
    thickness: ArrayLike,
    *,
    index_inside: ArrayLike,
    index_above: ArrayLike,
    index_below: ArrayLike,
    sublayers: Sequence[int],
    streams: int = 8,
    cosine: float = 1.0,
    threads: int = 1,
    estimate_error: bool = True,
) -> LayeredLight:
    """Follow a broad beam through N independent stacks of layers.

    Parameters
    ----------
    absorption, scattering : (N, L) array
        Absorption and scattering coefficients, layers from the surface down [1/m]. Either may be 0: a layer
        without scattering only dims, one without absorption only scatters.
    anisotropy : (N, L) array
        Mean cosine of scattering (Henyey-Greenstein), between -1 and 1 [1].
    thickness : (N, L) array
        Thickness of the layers [m]. A half-space is a last layer thick enough to let nothing through.
    index_inside : float or (N,) array
        Refractive index of the tissue, the same in all layers of a stack [1].
    index_above, index_below : float or (N,) array
        Refractive indices of the media above and below [1]. The light comes from inside the medium above: what a
        window loses at its own outer face is the caller's to subtract.
    sublayers : L integers
        Number of equal parts that each layer is reported in [1].
    streams : int
        Directions per hemisphere, even, 4 to 32 [1].
    cosine : float
        Cosine of the angle of incidence in the medium above, above 0 to 1 [1]; below 1 a cone of rays, averaged
        over azimuth, which in layers is the same as one oblique ray.
    threads : int
        Threads to use; the result does not depend on it [1].
    estimate_error : bool
        Solve a second time with fewer streams. Otherwise the error is not a number: for many skins of one kind, of
        which some are solved with it.

    Returns
    -------
    LayeredLight
        Reflectance, transmittance, absorbed shares, fluence, and the estimated error.

    Raises
    ------
    OutOfValidityError
        If a coefficient, an index, the cosine or the number of streams lies outside its range.
    ValueError
        If the shapes do not fit together.

    Notes
    -----
    Shares add up to 1 within 1e-10. Between 532 and 1064 nm, 8 streams agree with 16 within 0.15 % in the fluence at
    the basal layer of skin and within 0.5 % everywhere in it. The shares of thin skins between any two media are right
    within 0.01 with 8 streams and within 0.0002 with 32, on average within 0.0005 and 0.00002. Polarisation,
    interference and steps of the index between layers are left out
    (:func:`lentigo.physics.monte_carlo.monte_carlo` knows the last).

    References
    ----------
    .. [1] S. A. Prahl, M. J. C. van Gemert and A. J. Welch, "Determining the optical properties of turbid media by
       using the adding-doubling method", Appl. Opt. 32, 559-568, 1993.
    .. [2] W. J. Wiscombe, "The delta-M method: rapid yet accurate radiative flux calculations for strongly
       asymmetric phase functions", J. Atmos. Sci. 34, 1408-1422, 1977.
    .. [3] W. J. Wiscombe, "On initialization, error and flux conservation in the doubling method", J. Quant.
       Spectrosc. Radiat. Transf. 16, 637-658, 1976.
    .. [4] J. W. T. Walsh, "The reflection factor of a polished glass surface for diffused light", Dept. Sci. Ind. Res.
       Illum. Res. Tech. Paper 2, 10-16, London, 1926.
    """
    mua, mus, g, depth = (
        np.ascontiguousarray(np.atleast_2d(np.asarray(a, np.float64)))
        for a in (absorption, scattering, anisotropy, thickness)
    )
    stacks, layers = mua.shape
    if np.ndim(index_inside) > 1:
        raise ValueError(
            f"index_inside must be one number, or one for each stack, not of the shape {np.shape(index_inside)}: "
            "the layers of a stack share it; monte_carlo takes one for each layer"
        )
    parts = np.asarray(sublayers, np.int64)
    if not (mus.shape == g.shape == depth.shape == (stacks, layers)):
        raise ValueError(f"layers do not fit: {mua.shape}, {mus.shape}, {g.shape}, {depth.shape}")
    if parts.shape != (layers,) or np.any(parts < 1):
        raise ValueError(f"sublayers must be {layers} positive integers, not {tuple(sublayers)}")
    inside, above, below = (
        np.ascontiguousarray(np.broadcast_to(np.asarray(n, np.float64), (stacks,)))
        for n in (index_inside, index_above, index_below)
    )
    _check(mua, mus, g, depth, (inside, above, below), streams=streams, cosine=cosine)

    stack = (mua, mus, g, depth)
    media = (inside, above, below)
    fine = _solve_all(stack, media, parts, streams=streams, cosine=cosine, threads=threads)
    reflected, specular, transmitted, absorbed, fluence = fine
    layer_of = np.repeat(np.arange(layers), parts)
    error = np.full(stacks, np.nan)
    if estimate_error:
        whole = np.ones(layers, np.int64)
        coarse = _solve_all(stack, media, whole, streams=streams - 2, cosine=cosine, threads=threads)
        per_layer = np.add.reduceat(absorbed, np.concatenate(([0], np.cumsum(parts)[:-1])), axis=1)
        error = np.maximum(np.abs(reflected - coarse[0]), np.abs(transmitted - coarse[2]))
        error = np.maximum(error, np.abs(per_layer - coarse[3]).max(axis=1))

    edges = np.zeros((stacks, layer_of.size + 1))
    np.cumsum((depth / parts)[:, layer_of], axis=1, out=edges[:, 1:])
    return LayeredLight(
        reflectance=reflected,
        specular=specular,
        transmittance=transmitted,
        absorbed=absorbed,
        edges=edges,
        fluence=fluence,
        layer_of=layer_of,
        error=error,
    )


def _check(
    mua: Floats,
    mus: Floats,
    g: Floats,
    depth: Floats,
    indices: tuple[Floats, Floats, Floats],
    *,
    streams: int,
    cosine: float,
) -> None:
    for name, values in (("absorption [1/m]", mua), ("scattering [1/m]", mus), ("thickness [m]", depth)):
        if not np.all(np.isfinite(values)) or np.any(values < 0.0):
            raise OutOfValidityError(f"{name} must be finite and not negative; found {values.min()}")
    if not np.all(np.abs(g) < 1.0):
        raise OutOfValidityError(f"anisotropy must lie between -1 and 1, both excluded; found {g.min()} to {g.max()}")
    for values in indices:
        if not np.all(np.isfinite(values)) or np.any(values < 1.0):
            raise OutOfValidityError(f"refractive indices must be at least 1; found {values.min()}")
    if streams % 2 or not _FEWEST_STREAMS <= streams <= _MOST_STREAMS:
        raise OutOfValidityError(f"streams must be even, {_FEWEST_STREAMS} to {_MOST_STREAMS}, not {streams}")
    if not 0.0 < cosine <= 1.0:
        raise OutOfValidityError(f"cosine of incidence must be above 0 and at most 1, not {cosine}")


@lru_cache(maxsize=64)
def _gauss(count: int) -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on [0, 1]."""
    x, w = np.polynomial.legendre.leggauss(count)
    return 0.5 * (x + 1.0), 0.5 * w


@lru_cache(maxsize=64)
def _radau(count: int) -> tuple[Floats, Floats]:
    """Radau nodes and weights on [0, 1] with the last node at 1."""
    if count == 1:
        return np.ones(1), np.ones(1)
    series = np.zeros(count + 1)
    series[count - 1], series[count] = 1.0, -1.0
    x = np.sort(np.polynomial.legendre.legroots(series))
    slope = np.polynomial.legendre.legder(series)
    for _ in range(3):
        x[:-1] -= np.polynomial.legendre.legval(x[:-1], series) / np.polynomial.legendre.legval(x[:-1], slope)
    x[-1] = 1.0
    previous = np.zeros(count)
    previous[count - 1] = 1.0
    w = (1.0 + x) / (count * np.polynomial.legendre.legval(x, previous)) ** 2
    return 0.5 * (x + 1.0), 0.5 * w


@lru_cache(maxsize=64)
def _rules(rule: Callable[[int], tuple[Floats, Floats]], most: int) -> tuple[Floats, Floats]:
    """Nodes and weights of a rule with 1 to `most` points, one rule in each row."""
    nodes, weights = np.zeros((most, most)), np.zeros((most, most))
    for count in range(1, most + 1):
        nodes[count - 1, :count], weights[count - 1, :count] = rule(count)
    return nodes, weights


def _solve_all(
    layers: tuple[Floats, Floats, Floats, Floats],
    indices: tuple[Floats, Floats, Floats],
    parts: NDArray[np.int64],
    *,
    streams: int,
    cosine: float,
    threads: int,
) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    stacks = layers[0].shape[0]
    total = int(parts.sum())
    results = (
        np.empty(stacks),
        np.empty(stacks),
        np.empty(stacks),
        np.empty((stacks, total)),
        np.empty((stacks, total + 1)),
    )
    rules = (*_rules(_gauss, streams), *_rules(_radau, streams))

    def work(first: int, last: int) -> None:
        solve_stacks(first, last, *layers, *indices, parts, cosine, streams, *rules, *results)

    for_chunks(work, size=stacks, chunk=_CHUNK, threads=threads)
    return results
