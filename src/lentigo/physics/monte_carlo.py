r"""Light in layered skin under a beam of finite size, by Monte Carlo: the reference, and the verifier of plans.

Packets of light are followed from the lamp until they are absorbed or escape, as in [1]_. It shares no method with
:mod:`lentigo.physics.adding_doubling`, which is why the two can check each other.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics import _monte_carlo_kernel as kernel
from lentigo.physics.fresnel import reflectance

__all__ = ["Beam", "MonteCarloLight", "monte_carlo"]

Floats = NDArray[np.float64]

Beam = Literal["pencil", "top_hat", "gaussian"]
"""Shape of the beam on the surface."""

_BEAMS = {"pencil": kernel.PENCIL, "top_hat": kernel.TOP_HAT, "gaussian": kernel.GAUSSIAN}

_FEWEST_BATCHES = 40
_LARGEST_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class MonteCarloLight:
    """Where a beam's light goes, per incident energy, each with its standard error."""

    specular: float
    """Share that the surface itself reflects [1]; from Fresnel's formula, without error."""
    diffuse_reflectance: float
    """Share that enters and leaves above [1]."""
    diffuse_reflectance_error: float
    """Standard error of it [1]."""
    transmittance: float
    """Share that leaves below, scattered or not [1]."""
    transmittance_error: float
    """Standard error of it [1]."""
    absorbed_by_layer: Floats
    """(L,) share absorbed in each layer [1]."""
    absorbed_by_layer_error: Floats
    """(L,) standard error of it [1]."""
    absorbed: Floats
    """(R, Z) density of absorbed energy per incident energy [1/m^3]."""
    absorbed_error: Floats
    """(R, Z) standard error of it [1/m^3]."""
    absorbed_beyond: Floats
    """(Z,) share absorbed at each depth beyond the last radius [1]."""
    absorbed_beyond_error: Floats
    """(Z,) standard error of it [1]."""
    radial_edges: Floats
    """(R+1,) edges of the rings [m]."""
    depth_edges: Floats
    """(Z+1,) edges of the slices [m]."""
    packets: int
    """Packets followed [1]."""

    @property
    def reflectance(self) -> float:
        """Share sent back, with what the surface itself reflects [1]."""
        return self.specular + self.diffuse_reflectance


def monte_carlo(
    absorption: ArrayLike,
    scattering: ArrayLike,
    anisotropy: ArrayLike,
    thickness: ArrayLike,
    *,
    refractive_index: ArrayLike,
    index_above: float,
    index_below: float,
    packets: int,
    seed: int,
    radial_edges: ArrayLike,
    depth_edges: ArrayLike,
    beam: Beam = "pencil",
    diameter: float = 0.0,
    cosine: float = 1.0,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> MonteCarloLight:
    """Follow packets of light through one stack of layers.

    Parameters
    ----------
    absorption, scattering : (L,) array
        Absorption and scattering coefficients, layers from the surface down [1/m].
    anisotropy : (L,) array
        Mean cosine of scattering (Henyey-Greenstein), between -1 and 1 [1].
    thickness : (L,) array
        Thickness of the layers [m]; the last may be infinite.
    refractive_index : (L,) array
        Refractive index of each layer; light is reflected and refracted wherever it changes [1].
    index_above, index_below : float
        Refractive indices of the media above and below [1].
    packets : int
        Packets to follow [1]; the errors fall with its square root.
    seed : int
        Seed of the random numbers [1]; same seed, same result, with any number of threads.
    radial_edges : (R+1,) array
        Edges of the rings about the beam's axis, increasing from 0 [m].
    depth_edges : (Z+1,) array
        Edges of the slices, increasing [m].
    beam : {"pencil", "top_hat", "gaussian"}
        Shape of the beam on the surface [1].
    diameter : float
        Diameter of the beam on the surface [m]; of a Gaussian, where the irradiance has fallen to exp(-2).
    cosine : float
        Cosine of the angle of incidence in the medium above [1]. An oblique beam enters at the axis towards one side;
        the rings average over azimuth.
    threads : int
        Threads to use [1].
    progress : callable, optional
        Called with the packets done and to do after each batch; may raise :class:`lentigo.errors.Cancelled`.

    Returns
    -------
    MonteCarloLight
        Shares and densities with standard errors from the spread of batches.

    Raises
    ------
    OutOfValidityError
        If a coefficient, an index, the beam or the number of packets lies outside its range.
    ValueError
        If shapes or edges do not fit together.
    Cancelled
        If `progress` raises it.

    Notes
    -----
    Packets are weakened at each scattering; below a weight of 1e-4 nine of ten end and the tenth carries on with the
    weight of all (roulette), so shares add up to 1 on average but not exactly: their sum is off by less than 1e-4.
    Random numbers: xoroshiro128+ seeded for each packet by splitmix64 [2]_. Batches are of fixed size and summed in
    their order, which makes the result independent of the number of threads, bit for bit.

    References
    ----------
    .. [1] L. Wang, S. L. Jacques and L. Zheng, "MCML - Monte Carlo modeling of light transport in multi-layered
       tissues", Comput. Methods Programs Biomed. 47, 131-146, 1995.
    .. [2] D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM Trans. Math. Softw. 47,
       article 36, 2021.
    """
    layers = tuple(
        np.ascontiguousarray(np.atleast_1d(np.asarray(a, np.float64)))
        for a in (absorption, scattering, anisotropy, thickness, refractive_index)
    )
    rings = np.ascontiguousarray(radial_edges, np.float64)
    slices = np.ascontiguousarray(depth_edges, np.float64)
    _check_layers(layers)
    indices = np.array([index_above, *layers[-1], index_below], np.float64)
    _check_beam(indices, packets=packets, beam=beam, diameter=diameter, cosine=cosine)
    _check_edges(rings, slices)
    mua, mus, g, thick, index = layers
    edges = np.concatenate(([0.0], np.cumsum(thick)))

    batches = max(min(_FEWEST_BATCHES, packets), -(-packets // _LARGEST_BATCH))
    bounds = [packets * i // batches for i in range(batches + 1)]

    def trace(batch: int) -> tuple[Floats, Floats]:
        by_layer = np.zeros(mua.size)
        grid = np.zeros((rings.size, slices.size - 1))
        up, down = kernel.trace_packets(
            bounds[batch],
            bounds[batch + 1],
            seed,
            mua,
            mus,
            g,
            edges,
            index,
            float(index_above),
            float(index_below),
            _BEAMS[beam],
            0.5 * diameter,
            float(cosine),
            rings,
            _is_even(rings),
            slices,
            _is_even(slices),
            by_layer,
            grid,
        )
        return np.array([up, down, *by_layer]), grid

    shares, grid = _Tally(packets), _Tally(packets)
    pool = ThreadPoolExecutor(max_workers=max(1, threads))
    try:
        # A few batches ahead of the tally at most, so that waiting grids do not pile up.
        waiting = [pool.submit(trace, batch) for batch in range(min(2 * threads, batches))]
        for batch in range(batches):
            of_batch = waiting.pop(0).result()
            if batch + 2 * threads < batches:
                waiting.append(pool.submit(trace, batch + 2 * threads))
            count = bounds[batch + 1] - bounds[batch]
            shares.add(of_batch[0], count)
            grid.add(of_batch[1], count)
            if progress is not None:
                progress(bounds[batch + 1], packets)
    finally:
        pool.shutdown(cancel_futures=True)

    volume = np.pi * np.diff(rings**2)[:, None] * np.diff(slices)
    share, share_error = shares.mean(), shares.error()
    per_cell, per_cell_error = grid.mean(), grid.error()
    return MonteCarloLight(
        specular=float(reflectance(cosine, index_from=index_above, index_to=index[0])),
        diffuse_reflectance=float(share[0]),
        diffuse_reflectance_error=float(share_error[0]),
        transmittance=float(share[1]),
        transmittance_error=float(share_error[1]),
        absorbed_by_layer=share[2:],
        absorbed_by_layer_error=share_error[2:],
        absorbed=per_cell[:-1] / volume,
        absorbed_error=per_cell_error[:-1] / volume,
        absorbed_beyond=per_cell[-1],
        absorbed_beyond_error=per_cell_error[-1],
        radial_edges=rings,
        depth_edges=slices,
        packets=packets,
    )


class _Tally:
    """Sums over batches, in their order, and the standard error that their spread shows."""

    def __init__(self, packets: int) -> None:
        self.packets = packets
        self.batches = 0
        self.sum: Floats = np.zeros(())
        self.squares: Floats = np.zeros(())

    def add(self, total: Floats, count: int) -> None:
        self.batches += 1
        self.sum = self.sum + total
        self.squares = self.squares + total**2 / count

    def mean(self) -> Floats:
        return self.sum / self.packets

    def error(self) -> Floats:
        if self.batches == 1:
            return np.full(self.sum.shape, np.nan)
        # With x the mean of a batch of n packets, the sum of n (x - mean)^2 estimates the variance of one packet.
        variance = (self.squares - self.sum**2 / self.packets) / (self.batches - 1)
        error: Floats = np.sqrt(np.maximum(variance, 0.0) / self.packets)
        return error


def _is_even(edges: Floats) -> bool:
    width = np.diff(edges)
    return bool(np.allclose(width, width[0], rtol=1e-9))


def _check_layers(layers: tuple[Floats, ...]) -> None:
    mua, mus, g, thick, _ = layers
    if len({a.shape for a in layers}) != 1 or mua.ndim != 1:
        raise ValueError(f"layers do not fit: {[a.shape for a in layers]}")
    for name, values in (("absorption [1/m]", mua), ("scattering [1/m]", mus)):
        if not np.all(np.isfinite(values)) or np.any(values < 0.0):
            raise OutOfValidityError(f"{name} must be finite and not negative; found {values.min()}")
    if not np.all(thick > 0.0) or not np.all(np.isfinite(thick[:-1])):
        raise OutOfValidityError(f"thickness [m] must be positive, and finite above the last layer; found {thick}")
    if np.isinf(thick[-1]) and mua[-1] == 0.0:
        raise OutOfValidityError("an infinite layer that absorbs nothing keeps its light for ever; give it an end")
    if not np.all(np.abs(g) < 1.0):
        raise OutOfValidityError(f"anisotropy must lie between -1 and 1, both excluded; found {g.min()} to {g.max()}")


def _check_beam(indices: Floats, *, packets: int, beam: str, diameter: float, cosine: float) -> None:
    if not np.all(indices >= 1.0):
        raise OutOfValidityError(f"refractive indices must be at least 1; found {indices.min()}")
    if packets < 1:
        raise OutOfValidityError(f"packets must be at least 1, not {packets}")
    if not 0.0 < cosine <= 1.0:
        raise OutOfValidityError(f"cosine of incidence must be above 0 and at most 1, not {cosine}")
    if beam not in _BEAMS:
        raise OutOfValidityError(f'there is no beam called "{beam}"', hint="known: " + ", ".join(_BEAMS))
    if beam != "pencil" and not diameter > 0.0:
        raise OutOfValidityError(f"a {beam} beam needs a positive diameter [m], not {diameter}")


def _check_edges(rings: Floats, slices: Floats) -> None:
    for name, edges in (("radial_edges", rings), ("depth_edges", slices)):
        if edges.ndim != 1 or edges.size < 2 or np.any(np.diff(edges) <= 0.0) or not np.all(np.isfinite(edges)):
            raise ValueError(f"{name} must be at least two increasing numbers")
    if rings[0] != 0.0:
        raise ValueError("radial_edges must begin at 0")
