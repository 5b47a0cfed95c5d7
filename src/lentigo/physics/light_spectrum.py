r"""Light of many wavelengths in layered skin, by Monte Carlo: a flash lamp's spectrum, or what gives skin its colour.

Every wavelength is a run of its own (:func:`lentigo.physics.monte_carlo.monte_carlo`) with random numbers of its own,
so that errors of different wavelengths are independent and add up in quadrature. The energy of the lamp is divided
among them as it is given, not as chance has it (stratified sampling): a sum over wavelengths is then known better than
by drawing the wavelength of each packet, with as many packets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._light_checks import as_layers, as_numbers, as_whole, check_indices
from lentigo.physics.light_sources import LightSource
from lentigo.physics.monte_carlo import Beam, Engine, MonteCarloLight, monte_carlo

__all__ = ["FEWEST_PACKETS", "SpectralLight", "Spread", "monte_carlo_spectrum"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

Spread = Literal["by_power", "evenly"]
"""How packets are divided among wavelengths: for sums over the beam, or for a spectrum of reflectance."""

FEWEST_PACKETS = 192
"""Packets of a wavelength, however little energy it has: six batches of the fast engine, so that it has an error."""


@dataclass(frozen=True, slots=True)
class SpectralLight:
    """Where the light of a whole spectrum goes, per incident energy of the whole, each with its standard error."""

    power: Floats
    """(W,) share of the beam's energy at each wavelength [1]."""
    reflectance: Floats
    """(W,) share of a wavelength's own energy that comes back, with what the surface itself reflects [1]."""
    reflectance_error: Floats
    """(W,) standard error of it [1]."""
    total_reflectance: float
    """Share of the whole energy that comes back [1]."""
    total_reflectance_error: float
    """Standard error of it [1]."""
    total_transmittance: float
    """Share of the whole energy that leaves below [1]."""
    total_transmittance_error: float
    """Standard error of it [1]."""
    absorbed_by_layer: Floats
    """(L,) share of the whole energy absorbed in each layer [1]."""
    absorbed_by_layer_error: Floats
    """(L,) standard error of it [1]."""
    absorbed: Floats
    """(R, Z) density of absorbed energy per incident energy of the whole [1/m^3]."""
    absorbed_error: Floats
    """(R, Z) standard error of it [1/m^3]."""
    radial_edges: Floats
    """(R+1,) edges of the rings [m]."""
    depth_edges: Floats
    """(Z+1,) edges of the slices [m]."""
    runs: tuple[MonteCarloLight, ...]
    """The run of each wavelength, per incident energy of that wavelength."""

    @property
    def packets(self) -> int:
        """Packets followed, all wavelengths together [1]."""
        return sum(run.packets for run in self.runs)

    def absorbed_weighed(self, weight: ArrayLike) -> tuple[Floats, Floats]:
        """Sum over wavelengths of the density of absorbed energy, each weighed once more.

        Parameters
        ----------
        weight : (W,) or (W, Z) array
            Factor by wavelength, or by wavelength and slice, in any unit; the inverse of the absorption coefficient
            gives fluence.

        Returns
        -------
        tuple of (R, Z) array
            The density and its standard error, in that unit per m^3.
        """
        factor = np.asarray(weight, np.float64)
        factor = factor[:, None] if factor.ndim == 1 else factor
        if factor.shape not in ((self.power.size, 1), (self.power.size, self.depth_edges.size - 1)):
            raise ValueError(
                f"weight of shape {np.shape(weight)} does not fit {self.power.size} wavelengths and "
                f"{self.depth_edges.size - 1} slices"
            )
        share = (self.power[:, None] * factor)[:, None, :]
        total = _sum(share * np.stack([run.absorbed for run in self.runs]))
        error = _quadrature(share * np.stack([run.absorbed_error for run in self.runs]))
        return total, error


def monte_carlo_spectrum(
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
    power: ArrayLike | None = None,
    spread: Spread = "by_power",
    beam: Beam | LightSource = "pencil",
    diameter: float = 0.0,
    cosine: float = 1.0,
    cover_index: ArrayLike = (),
    cover_thickness: ArrayLike = (),
    cover_absorption: ArrayLike = 0.0,
    engine: Engine = "fast",
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> SpectralLight:
    r"""Follow packets of light of several wavelengths through one stack of layers.

    .. math:: A = \sum_\lambda p_\lambda A_\lambda, \qquad
              \sigma_A^2 = \sum_\lambda p_\lambda^2 \sigma_{A_\lambda}^2

    Parameters
    ----------
    absorption, scattering : (W, L) array
        Absorption and scattering coefficients at each wavelength, layers from the surface down [1/m].
    anisotropy : (L,) or (W, L) array
        Mean cosine of scattering (Henyey-Greenstein) [1].
    thickness : (L,) array
        Thickness of the layers [m]; the last may be infinite.
    refractive_index : (L,) or (W, L) array
        Refractive index of each layer [1].
    index_above, index_below : float
        Refractive indices of the media above and below [1].
    packets : int
        Packets to follow, all wavelengths together [1].
    seed : int
        Seed of the random numbers [1]. The first wavelength takes it as it is, the others seeds made from it.
    radial_edges : (R+1,) array
        Edges of the rings about the beam's axis, increasing from 0 [m].
    depth_edges : (Z+1,) array
        Edges of the slices, increasing [m].
    power : (W,) array, optional
        Energy of the beam at each wavelength, relative to the others [1]; the same at all if not given.
    spread : {"by_power", "evenly"}
        How packets are divided. By power, sums over the beam are known best; evenly, a spectrum of reflectance.
    beam, diameter, cosine, cover_index, cover_thickness, cover_absorption, engine
        The beam, what lies on the skin, and the engine, as in :func:`lentigo.physics.monte_carlo.monte_carlo`.
    threads : int
        Threads to use [1].
    progress : callable, optional
        Called now and then with the packets done and to do, of all wavelengths; may raise
        :class:`lentigo.errors.Cancelled`.

    Returns
    -------
    SpectralLight
        Sums over the beam and the run of each wavelength, with standard errors.

    Raises
    ------
    OutOfValidityError
        If a coefficient, an index, a power or the number of packets lies outside its range: all of them at once.
    ValueError
        If shapes or edges do not fit together.
    Cancelled
        If `progress` raises it.

    Notes
    -----
    Every wavelength has 192 packets at least; the rest is divided in proportion, rounded so that all are used. Weights
    are the powers and not the packets: however they are divided, nothing is biased. Same seed, same result, with any
    number of threads; a single wavelength is the run of :func:`~lentigo.physics.monte_carlo.monte_carlo`, bit for bit.
    The error of reflectance takes that of the surface's share as independent where it has one.

    References
    ----------
    .. [1] W. G. Cochran, "Sampling Techniques", 3rd edition, Wiley, 1977, chapter 5 (stratified random sampling).
    """
    packets, seed = as_whole("packets", packets), as_whole("seed", seed)
    mua, mus = np.atleast_2d(as_numbers("absorption", absorption)), np.atleast_2d(as_numbers("scattering", scattering))
    thick = np.atleast_1d(as_numbers("thickness", thickness))
    wavelengths, layers = mua.shape[0], thick.size
    g = _by_wavelength(as_numbers("anisotropy", anisotropy), wavelengths)
    index = _by_wavelength(as_numbers("refractive_index", refractive_index), wavelengths)
    given = {"absorption": mua, "scattering": mus, "anisotropy": g, "refractive_index": index}
    shares = np.ones(wavelengths) if power is None else np.atleast_1d(as_numbers("power", power))
    _check_shapes(given, shares, shape=(wavelengths, layers))
    covers: dict[str, ArrayLike] = {"cover_index": cover_index, "cover_thickness": cover_thickness}
    covers["cover_absorption"] = cover_absorption
    around = (index_above, index_below)
    _check_values(given, thick, shares, covers, around=around, packets=packets, spread=spread)
    shares = shares / shares.sum()
    counts = _divided(packets, shares if spread == "by_power" else np.full(wavelengths, 1.0 / wavelengths))
    runs: list[MonteCarloLight] = []
    done = 0
    for w, (count, own) in enumerate(zip(counts, _seeds(seed, wavelengths), strict=True)):
        runs.append(
            monte_carlo(
                mua[w],
                mus[w],
                g[w],
                thick,
                refractive_index=index[w],
                index_above=index_above,
                index_below=index_below,
                packets=int(count),
                seed=own,
                radial_edges=radial_edges,
                depth_edges=depth_edges,
                beam=beam,
                diameter=diameter,
                cosine=cosine,
                cover_index=cover_index,
                cover_thickness=cover_thickness,
                cover_absorption=cover_absorption,
                engine=engine,
                threads=threads,
                progress=_of_whole(progress, before=done, packets=packets),
            )
        )
        done += int(count)
    return _summed(shares, tuple(runs))


def _by_wavelength(values: Floats, wavelengths: int) -> Floats:
    """(W, L) of values that may be the same at all wavelengths."""
    return values if values.ndim == 2 else np.tile(np.atleast_1d(values), (wavelengths, 1))


def _check_shapes(given: dict[str, Floats], shares: Floats, *, shape: tuple[int, int]) -> None:
    wrong = [f"{name} {values.shape}" for name, values in given.items() if values.shape != shape]
    if shares.shape != shape[:1]:
        wrong.append(f"power {shares.shape}")
    if wrong:
        raise ValueError(f"{', '.join(wrong)} do not fit {shape[0]} wavelengths and {shape[1]} layers")


def _check_values(
    given: dict[str, Floats],
    thick: Floats,
    shares: Floats,
    covers: dict[str, ArrayLike],
    *,
    around: tuple[float, float],
    packets: int,
    spread: str,
) -> None:
    """Refuse what cannot be, and name everything that cannot."""
    found = list(_mistakes(given, thick))
    found += [told for told in (_complaint(thick.size, **covers), _complaint(2, refractive_index=around)) if told]
    if not np.all(np.isfinite(shares)) or np.any(shares < 0.0) or not shares.sum() > 0.0:
        found.append(f"power must be finite, not negative, and above 0 somewhere; found {shares.min():g}")
    if packets < FEWEST_PACKETS * shares.size:
        found.append(
            f"packets must be at least {FEWEST_PACKETS} for each of the {shares.size} wavelengths, not {packets}"
        )
    if spread not in get_args(Spread):
        found.append(f'packets cannot be spread "{spread}": known are {", ".join(get_args(Spread))}')
    if found:
        raise OutOfValidityError("; ".join(found))


def _mistakes(given: dict[str, Floats], thick: Floats) -> Iterator[str]:
    """What is wrong with each argument by itself, and where nothing is, with all of them together."""
    count = given["absorption"].shape[0]
    said: dict[str, list[int]] = {}
    for w in range(count):
        own: dict[str, ArrayLike] = {name: values[w] for name, values in given.items()} | {"thickness": thick}
        alone = [told for name, values in own.items() if (told := _complaint(thick.size, **{name: values}))]
        together = None if alone else _complaint(thick.size, **own)
        for told in [*alone, *filter(None, [together])]:
            said.setdefault(told, []).append(w + 1)
    for told, where in said.items():
        places = ", ".join(str(w) for w in where)
        yield told if len(where) == count else f"at wavelength {places} of {count}: {told}"


def _complaint(layers: int, **values: ArrayLike) -> str | None:
    """What the checks of a single run say of some arguments beside good ones."""
    ones, zeros = np.ones(layers), np.zeros(layers)
    stack: dict[str, ArrayLike] = {"absorption": ones, "scattering": ones, "anisotropy": zeros, "thickness": ones}
    bare: dict[str, ArrayLike] = {"cover_index": (), "cover_thickness": (), "cover_absorption": 0.0}
    try:
        checked = as_layers(**{**stack, "refractive_index": ones, **bare, **values})
        check_indices(checked.index)
    except OutOfValidityError as problem:
        return problem.message
    return None


def _divided(packets: int, shares: Floats) -> Integers:
    """(W,) packets of each wavelength: the fewest that serve, and the rest in proportion."""
    rest = packets - FEWEST_PACKETS * shares.size
    bounds = np.rint(rest * np.minimum(np.cumsum(shares), 1.0)).astype(np.int64)
    bounds[-1] = rest
    counts: Integers = FEWEST_PACKETS + np.diff(bounds, prepend=0)
    return counts


def _seeds(seed: int, count: int) -> list[int]:
    """A seed for each wavelength; the first is the one given."""
    first = int(seed) % 2**64
    return [seed, *(int(np.random.SeedSequence([first, w]).generate_state(1, np.uint64)[0]) for w in range(1, count))]


def _of_whole(
    progress: Callable[[int, int], None] | None, *, before: int, packets: int
) -> Callable[[int, int], None] | None:
    """How one wavelength tells how far the whole is."""
    return None if progress is None else lambda done, _: progress(before + done, packets)


def _summed(shares: Floats, runs: tuple[MonteCarloLight, ...]) -> SpectralLight:
    def total(name: str) -> tuple[Floats, Floats]:
        mean, error = (np.array([getattr(run, name + end) for run in runs]) for end in ("", "_error"))
        weight = shares.reshape((-1,) + (1,) * (mean.ndim - 1))
        return _sum(weight * mean), _quadrature(weight * error)

    reflectance = np.array([run.reflectance for run in runs])
    error = np.array([np.hypot(run.specular_error, run.diffuse_reflectance_error) for run in runs])
    by_layer, by_layer_error = total("absorbed_by_layer")
    absorbed, absorbed_error = total("absorbed")
    below, below_error = total("transmittance")
    return SpectralLight(
        power=shares,
        reflectance=reflectance,
        reflectance_error=error,
        total_reflectance=float(_sum(shares * reflectance)),
        total_reflectance_error=float(_quadrature(shares * error)),
        total_transmittance=float(below),
        total_transmittance_error=float(below_error),
        absorbed_by_layer=by_layer,
        absorbed_by_layer_error=by_layer_error,
        absorbed=absorbed,
        absorbed_error=absorbed_error,
        radial_edges=runs[0].radial_edges,
        depth_edges=runs[0].depth_edges,
        runs=runs,
    )


def _sum(values: Floats) -> Floats:
    """Sum over wavelengths."""
    total: Floats = np.sum(values, axis=0)
    return total


def _quadrature(errors: Floats) -> Floats:
    """Error of a sum of independent terms."""
    total: Floats = np.sqrt(np.sum(errors**2, axis=0))
    return total
