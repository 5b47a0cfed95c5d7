r"""Light in skins that scatter alike and absorb differently: several sets of absorption carried on one path.

Packets fly with the least absorption of all sets in each layer, :math:`\mu_{a,0}`, and carry a factor for each set
:math:`k` that falls by what it absorbs more, as in [1]_:

.. math:: w_k = w \exp\Big(-\sum_l (\mu_{a,k} - \mu_{a,0})_l\, s_l\Big)

with :math:`s_l` the path in layer :math:`l`. No factor exceeds 1. Where a packet meets something, set k leaves
:math:`w_k\, \mu_{a,k} / (\mu_{a,0} + \mu_s)` in the cell of the grid; a layer takes by what :math:`w_k` fell in it.
Chance makes all sets of a path larger or smaller together, so that what they differ by is known much better than from
runs of their own.

References
----------
.. [1] R. Graaff, M. H. Koelink, F. F. M. de Mul et al., "Condensed Monte Carlo simulations for the description of
   light transport", Appl. Opt. 32, 426-434, 1993.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._batches import Kept, Tally
from lentigo.physics._lane_run import LaneRun
from lentigo.physics._lane_sets_desk import SETS
from lentigo.physics._lane_sets_run import SetTables, check_cells, of_set
from lentigo.physics._lane_stop import followed
from lentigo.physics._light_checks import Layers, as_angles, as_edges, as_layers, as_numbers, check_run
from lentigo.physics.fresnel import reflectance
from lentigo.physics.light_sources import LightSource
from lentigo.physics.monte_carlo import Beam, MonteCarloLight, light_of, source_of
from lentigo.physics.stopping import StoppingRule, quantity_place

__all__ = ["LightOfSets", "SetComparison", "monte_carlo_sets"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SetComparison:
    """One set beside another of the same path: a difference or a ratio of each quantity, with its standard error."""

    diffuse_reflectance: float
    """Of the share that enters and leaves above [1]."""
    diffuse_reflectance_error: float
    """Standard error of it [1]."""
    transmittance: float
    """Of the share that leaves below [1]."""
    transmittance_error: float
    """Standard error of it [1]."""
    absorbed_by_layer: Floats
    """(L,) of the share absorbed in each layer [1]."""
    absorbed_by_layer_error: Floats
    """(L,) standard error of it [1]."""
    absorbed: Floats
    """(R, Z) of the density of absorbed energy [1/m^3]; a ratio of it has no unit."""
    absorbed_error: Floats
    """(R, Z) standard error of it [1/m^3]; that of a ratio has no unit."""


@dataclass(frozen=True, slots=True)
class LightOfSets:
    """Where a beam's light goes for each set of absorption."""

    runs: tuple[MonteCarloLight, ...]
    """The light of each set."""
    against: int
    """The set that the others are compared with."""
    differences: tuple[SetComparison, ...]
    """Each set less that one."""
    ratios: tuple[SetComparison, ...]
    """Each set over that one; not a number where that one is nought."""


def monte_carlo_sets(
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
    beam: Beam | LightSource = "pencil",
    diameter: float = 0.0,
    cosine: float = 1.0,
    cover_index: ArrayLike = (),
    cover_thickness: ArrayLike = (),
    cover_absorption: ArrayLike = 0.0,
    angle_edges: ArrayLike | None = None,
    against: int = 0,
    keep_batches: bool = False,
    stop: StoppingRule | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> LightOfSets:
    """Follow packets of light once for several sets of absorption coefficients, with the fast engine.

    Parameters
    ----------
    absorption : (S, L) array
        Absorption coefficient of each set, layers from the surface down [1/m].
    scattering, anisotropy, thickness, refractive_index, index_above, index_below
        As :func:`lentigo.physics.monte_carlo.monte_carlo` takes them; the same for all sets.
    packets, seed, radial_edges, depth_edges, beam, diameter, cosine
        The same.
    cover_index, cover_thickness, cover_absorption, angle_edges
        The same.
    against : int
        Number of the set that the others are compared with [1].
    keep_batches : bool
        Keep the grids of up to 64 groups of batches of each set.
    stop : StoppingRule, optional
        Stop earlier; a quantity is that of the set to compare with.
    threads : int
        Threads to use [1].
    progress : callable, optional
        Called now and then with the packets done and to do; more than eight sets take several paths, one after the
        other, and packets are counted on each.

    Returns
    -------
    LightOfSets
        The light of each set with its standard errors, and how the sets compare.

    Raises
    ------
    OutOfValidityError
        As :func:`lentigo.physics.monte_carlo.monte_carlo`, and if in some layer a set absorbs more than five times as
        much as makes packets meet something there.
    ValueError
        If shapes or edges do not fit together.
    Cancelled
        If `progress` raises it.
    LentigoError
        If energy is not conserved, which would be a fault of the program.

    Notes
    -----
    Eight sets fly on one path, which costs about as much as two or three runs. Of more than eight, each path carries
    the set to compare with and seven others: their results depend on who flies with them, within the errors.

    What comes back, leaves, is lost by roulette and is taken by layers adds up to 1 for each set to the last digit,
    and every run checks it. Cells of the grid count where packets meet something, layers by how the weight falls: they
    agree exactly for a set that absorbs least in all layers, for others within their errors, and every run checks that
    too. A set that absorbs least in all layers is bit for bit what a run of its own finds.
    """
    sets = as_numbers("absorption", absorption)
    if sets.ndim != 2 or sets.shape[0] < 1:
        raise ValueError(f"absorption must hold sets by layers, (S, L), not {sets.shape}")
    if not 0 <= against < sets.shape[0]:
        raise ValueError(f"against must be the number of a set, 0 to {sets.shape[0] - 1}, not {against}")
    if stop is not None and keep_batches:
        raise OutOfValidityError(
            "batches cannot be kept in equal groups if it is not known how many there will be",
            hint="leave out the stopping rule, or repeat its run with the number of packets that it reached",
        )
    each = [
        as_layers(
            one,
            scattering,
            anisotropy,
            thickness,
            refractive_index=refractive_index,
            cover_index=cover_index,
            cover_thickness=cover_thickness,
            cover_absorption=cover_absorption,
        )
        for one in sets
    ]
    around, packets, seed = check_run(
        each[0], index_above=index_above, index_below=index_below, packets=packets, seed=seed
    )
    edges = (
        as_edges("radial_edges", radial_edges, from_zero=True),
        as_edges("depth_edges", depth_edges),
        as_angles(angle_edges),
    )
    source = source_of(beam, diameter=diameter, cosine=cosine)
    found: dict[int, _Found] = {}
    others = [number for number in range(len(each)) if number != against]
    for first in range(0, max(1, len(others)), SETS - 1):
        members = sorted({against, *others[first : first + SETS - 1]})
        place = members.index(against)
        tables = SetTables(
            each[0],
            source,
            sets=np.stack([each[number].absorption for number in members]),
            against=place,
            index_above=around[0],
            index_below=around[1],
            rings=edges[0],
            slices=edges[1],
            angle_edges=edges[2],
            seed=seed,
        )
        kept = Kept(packets, keep=keep_batches)
        run = LaneRun(tables, threads=threads, watch=kept.add)
        tallies = followed(run, packets=packets, stop=stop, place_of=_place_of(each[0], place), progress=progress)
        check_cells(tallies[5])
        at_surface = _at_surface(each[0], source, around[0])
        of_path = _of_path(
            tallies,
            place,
            specular=at_surface,
            covers=each[0].covers,
            edges=edges,
            packets=run.packets,
            source=source,
            kept=kept,
        )
        found = dict(zip(members, of_path, strict=True)) | found
    ordered = [found[number] for number in range(len(each))]
    return LightOfSets(
        runs=tuple(run for run, _, _ in ordered),
        against=against,
        differences=tuple(difference for _, difference, _ in ordered),
        ratios=tuple(ratio for _, _, ratio in ordered),
    )


_Known = tuple[ArrayLike, ArrayLike]
"""A value and its error."""

_Found = tuple[MonteCarloLight, SetComparison, SetComparison]
"""A set's light, its difference from the set to compare with, its ratio to that."""


def _place_of(layers: Layers, place: int) -> Callable[[str], tuple[int, int]]:
    """Where among the shares of all sets a quantity of one of them stands."""
    skin_layers = layers.absorption.size - layers.covers
    return lambda quantity: (place, quantity_place(quantity, layers=skin_layers, covers=layers.covers))


def _of_path(
    tallies: Sequence[Tally],
    place: int,
    *,
    specular: float | None,
    covers: int,
    edges: tuple[Floats, Floats, Floats],
    packets: int,
    source: LightSource,
    kept: Kept,
) -> list[_Found]:
    """What the tallies of one path say of each set that flew on it."""
    runs = [
        light_of(
            [of_set(tally, k) for tally in (*tallies[:3], *tallies[6:])],
            specular=specular,
            covers=covers,
            edges=edges,
            packets=packets,
            source=source,
            kept=kept,
            member=k,
        )
        for k in range(tallies[0].sum.shape[0])
    ]
    volume = np.pi * np.diff(edges[0] ** 2)[:, None] * np.diff(edges[1])
    return [
        (run, *_compared(run, runs[place], [of_set(tally, k) for tally in tallies[3:5]], covers=covers, volume=volume))
        for k, run in enumerate(runs)
    ]


def _at_surface(layers: Layers, source: LightSource, index_above: float) -> float | None:
    """What the surface sends back of parallel light, where there is no cover."""
    if not source.is_parallel or layers.covers:
        return None
    return float(reflectance(math.cos(source.angle), index_from=index_above, index_to=layers.index[0]))


def _compared(
    one: MonteCarloLight, other: MonteCarloLight, differences: list[Tally], *, covers: int, volume: Floats
) -> tuple[SetComparison, SetComparison]:
    """Difference and ratio of two sets, from tallies of their differences in shares and in cells."""
    shares, share_errors = differences[0].mean(), differences[0].error()
    cells, cell_errors = differences[1].mean()[:-1] / volume, differences[1].error()[:-1] / volume
    difference = SetComparison(
        diffuse_reflectance=float(shares[1]),
        diffuse_reflectance_error=float(share_errors[1]),
        transmittance=float(shares[2]),
        transmittance_error=float(share_errors[2]),
        absorbed_by_layer=shares[4 + covers :],
        absorbed_by_layer_error=share_errors[4 + covers :],
        absorbed=cells,
        absorbed_error=cell_errors,
    )
    ratios: dict[str, Any] = {}
    for name in ("diffuse_reflectance", "transmittance", "absorbed_by_layer", "absorbed"):
        ratio, error = _ratio(
            (getattr(one, name), getattr(one, f"{name}_error")),
            (getattr(other, name), getattr(other, f"{name}_error")),
            getattr(difference, f"{name}_error"),
        )
        plain = ratio.ndim == 0
        ratios[name], ratios[f"{name}_error"] = (ratio.item(), error.item()) if plain else (ratio, error)
    return difference, SetComparison(**ratios)


def _ratio(one: _Known, other: _Known, apart: ArrayLike) -> tuple[Floats, Floats]:
    """A ratio and its error; the error of the difference tells how far the two go up and down together."""
    value, error, base, base_error, between = (np.asarray(x, np.float64) for x in (*one, *other, apart))
    below = np.where(base != 0.0, base, np.nan)
    ratio: Floats = np.asarray(value / below)
    variance = (1.0 - ratio) * error**2 + ratio * between**2 - ratio * (1.0 - ratio) * base_error**2
    return ratio, np.asarray(np.sqrt(np.maximum(variance, 0.0)) / np.abs(below))
