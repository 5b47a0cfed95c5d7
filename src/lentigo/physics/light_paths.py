r"""What leaves a skin for other absorptions than those of the run: packets weighed anew by the paths that they took.

One run keeps, for each packet that leaves, its weight, where and at which angle it left, and its path :math:`s_l` in
each layer. For other absorption coefficients :math:`\mu_a'` and the same scattering, the weight is [1]_

.. math:: w' = w \exp\Big(-\sum_l (\mu_a' - \mu_a)_l\, s_l\Big) .

The farther the absorption lies from the run's, the fewer packets carry most of the weight. How many count is told by
:math:`N = (\sum w')^2 / \sum w'^2`; where too few are left for the error to be believed, there is no result.

References
----------
.. [1] R. Graaff, M. H. Koelink, F. F. M. de Mul et al., "Condensed Monte Carlo simulations for the description of
   light transport", Appl. Opt. 32, 426-434, 1993.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics._batches import Tally
from lentigo.physics._lane_desk import ONE
from lentigo.physics._lane_run import LaneRun, batch_ends
from lentigo.physics._lane_sets_run import SetTables
from lentigo.physics._light_checks import as_angles, as_edges, as_layers, as_numbers, check_run
from lentigo.physics._packet_steps import WEAK
from lentigo.physics.light_escape import LightEscape, escapes
from lentigo.physics.light_sources import LightSource
from lentigo.physics.monte_carlo import Beam, source_of

__all__ = ["LightPaths", "ReweightedLight", "monte_carlo_paths", "reweighted"]

Floats = NDArray[np.float64]

MOST_BYTES = 2**30
"""Memory that the paths of a run may take while it lasts."""

FEWEST_EFFECTIVE = 100.0
"""Packets that must count for a result to be given, unless as many count in the run itself [1]."""

LARGEST_SHARE = 0.05
"""Share of what leaves a face that a single packet may carry, unless it does in the run itself [1]."""

LARGEST_LOST = 0.01
"""Share of what leaves a face that packets may carry which the run itself had all but absorbed [1]: it keeps one of ten
of them, of longer paths fewer still, so that of light that absorbs much less the heaviest packets are not seen."""

_LOST = -math.log(WEAK)
"""Optical path at which packets are weak enough for roulette [1]."""


@dataclass(frozen=True, slots=True)
class LightPaths:
    """The packets of a run that left the skin, and the paths that they took."""

    weight: NDArray[np.float32]
    """(N,) weight of each packet as it left [1]."""
    cell: NDArray[np.int64]
    """(N,) place of its way out among 2 faces, R+1 rings and A angles [1]."""
    batch: NDArray[np.int64]
    """(N,) batch of the run that it belongs to [1]."""
    path: NDArray[np.float32]
    """(N, C+L) path of each packet in each cover and layer [m]."""
    absorption: Floats
    """(L,) absorption coefficients of the run [1/m]."""
    covers: int
    """Covers on the skin [1]."""
    radial_edges: Floats
    """(R+1,) edges of the rings [m]."""
    angle_edges: Floats
    """(A+1,) edges of the angles to the normal at which light leaves [rad]."""
    packets: int
    """Packets followed [1]."""

    @property
    def memory(self) -> int:
        """Bytes that the paths take."""
        return sum(part.nbytes for part in (self.weight, self.cell, self.batch, self.path))


@dataclass(frozen=True, slots=True)
class ReweightedLight:
    """What leaves the skin for one set of absorption, per incident energy, each with its standard error."""

    diffuse_reflectance: float
    """Share that enters and leaves above [1]."""
    diffuse_reflectance_error: float
    """Standard error of it [1]."""
    transmittance: float
    """Share that leaves below [1]."""
    transmittance_error: float
    """Standard error of it [1]."""
    reflected: LightEscape
    """Diffuse reflectance by radius and angle in the medium above."""
    transmitted: LightEscape
    """Transmittance by radius and angle in the medium below."""
    effective_reflected: float
    """Packets that the diffuse reflectance rests on, as if all had the same weight [1]."""
    effective_transmitted: float
    """Packets that the transmittance rests on [1]."""


def monte_carlo_paths(
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
    beam: Beam | LightSource = "pencil",
    diameter: float = 0.0,
    cosine: float = 1.0,
    cover_index: ArrayLike = (),
    cover_thickness: ArrayLike = (),
    cover_absorption: ArrayLike = 0.0,
    angle_edges: ArrayLike | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> LightPaths:
    """Follow packets of light and keep the paths of those that leave the skin, with the fast engine.

    Parameters
    ----------
    absorption : (L,) array
        Absorption coefficients, layers from the surface down [1/m]; best near the least that will be asked for.
    scattering, anisotropy, thickness, refractive_index, index_above, index_below
        As :func:`lentigo.physics.monte_carlo.monte_carlo` takes them.
    packets, seed, radial_edges, beam, diameter, cosine
        The same; packets that leave take 4 bytes for each layer and 20 more.
    cover_index, cover_thickness, cover_absorption, angle_edges, threads, progress
        The same.

    Returns
    -------
    LightPaths
        For :func:`reweighted`.

    Raises
    ------
    OutOfValidityError
        As :func:`lentigo.physics.monte_carlo.monte_carlo`, and if the paths could take more than 1 GiB.
    ValueError
        If shapes or edges do not fit together.
    Cancelled
        If `progress` raises it.
    LentigoError
        If energy is not conserved, which would be a fault of the program.
    """
    layers = as_layers(
        absorption,
        scattering,
        anisotropy,
        thickness,
        refractive_index=refractive_index,
        cover_index=cover_index,
        cover_thickness=cover_thickness,
        cover_absorption=cover_absorption,
    )
    around, packets, seed = check_run(
        layers, index_above=index_above, index_below=index_below, packets=packets, seed=seed
    )
    rings = as_edges("radial_edges", radial_edges, from_zero=True)
    angles = as_angles(angle_edges)
    bytes_each = 4 * layers.absorption.size + 20
    if packets * bytes_each > MOST_BYTES:
        raise OutOfValidityError(
            f"the paths of {packets} packets could take {packets * bytes_each / 2**30:.1f} GiB; 1 GiB is the most",
            hint=f"follow at most {MOST_BYTES // bytes_each} packets",
        )
    tables = SetTables(
        layers,
        source_of(beam, diameter=diameter, cosine=cosine),
        sets=layers.absorption[None],
        against=0,
        index_above=around[0],
        index_below=around[1],
        rings=rings,
        slices=np.array([0.0, 1.0]),
        angle_edges=angles,
        seed=seed,
        count_grid=False,
        keep_paths=True,
    )
    run = LaneRun(tables, threads=threads)
    run.extend(packets, progress=None if progress is None else lambda done: progress(done, packets))
    run.tallies()  # checks the energy of the last batch, too
    if progress is not None:
        progress(packets, packets)
    weight, path, cell, number = tables.written()
    inside = cell >= tables.escaped  # the rest came back from a cover
    return LightPaths(
        weight=weight[inside],
        cell=cell[inside] - tables.escaped,
        batch=np.searchsorted(batch_ends(packets), number[inside], side="right"),
        path=path[inside],
        absorption=layers.absorption[layers.covers :],
        covers=layers.covers,
        radial_edges=rings,
        angle_edges=angles,
        packets=packets,
    )


def reweighted(paths: LightPaths, absorption: ArrayLike) -> tuple[ReweightedLight, ...]:
    """Reflectance and transmittance for other absorption coefficients than those of the run.

    Parameters
    ----------
    paths : LightPaths
        A run whose paths were kept.
    absorption : (S, L) array
        Absorption coefficients of each set, layers from the surface down [1/m].

    Returns
    -------
    tuple of ReweightedLight
        What leaves the skin for each set, with standard errors from the run's batches and the number of packets that
        count. For the run's own absorption it is what :func:`lentigo.physics.monte_carlo.monte_carlo` finds with that
        seed, bit for bit.

    Raises
    ------
    OutOfValidityError
        If coefficients are negative, or so far from the run's that the error could not be believed: fewer than 100
        packets count, one of them carries more than 5 % of what leaves a face, or more than 1 % is carried by packets
        that the run itself had all but absorbed. In a half space that is reached at a quarter of the run's absorption.
    ValueError
        If the sets do not have the run's layers.
    """
    sets = as_numbers("absorption", absorption)
    if sets.ndim != 2 or sets.shape[1] != paths.absorption.size:
        raise ValueError(f"absorption must hold sets by layers, (S, {paths.absorption.size}), not {sets.shape}")
    if not np.all(np.isfinite(sets)) or np.any(sets < 0.0):
        raise OutOfValidityError(f"absorption [1/m] must be finite and not negative; found {sets.min()}")
    return tuple(_one_set(paths, one, number) for number, one in enumerate(sets))


def _one_set(paths: LightPaths, absorption: Floats, number: int) -> ReweightedLight:
    rings, angles = paths.radial_edges.size - 1, paths.angle_edges.size - 1
    down = paths.cell >= (rings + 1) * angles
    own = paths.weight.astype(np.float64)
    path = paths.path[:, paths.covers :].astype(np.float64)
    weight = own * np.exp(-(path @ (absorption - paths.absorption)))
    lost = path @ paths.absorption > _LOST
    effective = [_effective(weight[face], own[face], lost[face], number) for face in (~down, down)]
    # Whole numbers, as the run counts: sums do not depend on their order.
    counted = (weight * ONE).astype(np.int64)
    ends = [end for end in batch_ends(paths.packets) if end < paths.packets] + [paths.packets]
    shape = (len(ends), 2, rings + 1, angles)
    cells = np.zeros((len(ends), 2 * (rings + 1) * angles), np.int64)
    np.add.at(cells, (paths.batch, paths.cell), counted)
    tallies = [Tally(paths.packets) for _ in range(4)]
    first = 0
    for batch, end in zip(cells.reshape(shape), ends, strict=True):
        shares = batch / ONE
        faces = batch.sum(axis=(1, 2)) / ONE
        for tally, values in zip(tallies, (shares, shares.sum(axis=2), shares.sum(axis=1), faces), strict=True):
            tally.add(values, end - first)
        first = end
    up, below = escapes(
        cells=tallies[0],
        by_ring=tallies[1],
        by_angle=tallies[2],
        rings=paths.radial_edges,
        angle_edges=paths.angle_edges,
    )
    mean, error = tallies[3].mean(), tallies[3].error()
    return ReweightedLight(
        diffuse_reflectance=float(mean[0]),
        diffuse_reflectance_error=float(error[0]),
        transmittance=float(mean[1]),
        transmittance_error=float(error[1]),
        reflected=up,
        transmitted=below,
        effective_reflected=effective[0],
        effective_transmitted=effective[1],
    )


def _effective(weight: Floats, own: Floats, lost: NDArray[np.bool_], number: int) -> float:
    """Packets that count on one face; refuses where too few do."""
    count, share = _spread(weight)
    own_count, own_share = _spread(own)
    thin, own_thin = (float(each[lost].sum() / each.sum()) if each.any() else 0.0 for each in (weight, own))
    if not (
        count >= min(FEWEST_EFFECTIVE, own_count)
        and share <= max(LARGEST_SHARE, own_share)
        and thin <= max(LARGEST_LOST, own_thin)
    ):
        raise OutOfValidityError(
            f"the absorption of set {number} lies too far from the run's: the result would rest on {count:.0f} "
            f"packets, the heaviest with {100 * share:.0f} % of it, and with {100 * thin:.0f} % on light that the run "
            "had all but absorbed, so that its error could not be believed",
            hint="follow paths with an absorption nearer to it, or with more packets",
        )
    return count


def _spread(weight: Floats) -> tuple[float, float]:
    """Number of packets of equal weight that would tell as much, and the share of the heaviest."""
    largest = weight.max(initial=0.0)
    if largest == 0.0:
        return 0.0, 0.0
    relative = weight / largest  # squares of small weights are not lost
    total = relative.sum()
    return float(total**2 / (relative**2).sum()), float(1.0 / total)
