r"""Light in layered skin with solids in it: vessels as cylinders, a lesion as a disc, tallied by place.

A solid has its own absorption and scattering and the refractive index of the layer around it, so that its surface
bends nothing. Where it reaches into a layer, steps are drawn for the largest extinction :math:`M` of the slab, and at
their end something happens with the chance :math:`\mu_t(\vec r)/M` only. This is exact, needs no surface to be
intersected, and costs steps in those slabs alone, since layers are cut where solids begin and end. The fast engine
draws steps for :math:`M` only beyond the distance to the nearest solid: nearer, what lies there is known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics import _solids_kernel as kernel
from lentigo.physics._batches import tallied
from lentigo.physics._lane_run import LaneRun
from lentigo.physics._lane_solids_run import SolidTables
from lentigo.physics._lane_stop import followed
from lentigo.physics._light_checks import (
    Layers,
    as_edges,
    as_layers,
    check_balance,
    check_coefficients,
    check_run,
    is_even,
)
from lentigo.physics.fresnel import reflectance
from lentigo.physics.light_sources import LightSource
from lentigo.physics.monte_carlo import Engine
from lentigo.physics.solids import Solid, lesion_disc, vessel
from lentigo.physics.stopping import StoppingRule, quantity_place

__all__ = ["Solid", "SolidLight", "lesion_disc", "monte_carlo_with_solids", "vessel"]

Floats = NDArray[np.float64]

_MOST_CELLS = 10_000_000


@dataclass(frozen=True, slots=True)
class SolidLight:
    """Where a beam's light goes in layers with solids, per incident energy, each with its standard error."""

    specular: float
    """Share that comes back without having been in the skin [1]."""
    specular_error: float
    """Standard error of it [1]."""
    diffuse_reflectance: float
    """Share that enters and leaves above [1]."""
    diffuse_reflectance_error: float
    """Standard error of it [1]."""
    transmittance: float
    """Share that leaves below [1]."""
    transmittance_error: float
    """Standard error of it [1]."""
    absorbed_by_layer: Floats
    """(L,) share absorbed in each layer, without the solids in it [1]."""
    absorbed_by_layer_error: Floats
    """(L,) standard error of it [1]."""
    absorbed_by_solid: Floats
    """(S,) share absorbed in each solid, all of its length [1]."""
    absorbed_by_solid_error: Floats
    """(S,) standard error of it [1]."""
    absorbed_by_cover: Floats
    """(C,) share absorbed in each cover [1]."""
    absorbed_by_cover_error: Floats
    """(C,) standard error of it [1]."""
    roulette: float
    """Share that roulette took, less what it gave [1]: with it all shares add up to 1."""
    roulette_error: float
    """Standard error of it [1]."""
    absorbed: Floats
    """(X, Y, Z) density of absorbed energy per incident energy [1/m^3]."""
    absorbed_error: Floats
    """(X, Y, Z) standard error of it [1/m^3]."""
    absorbed_outside: float
    """Share absorbed outside of the grid [1]."""
    x_edges: Floats
    """(X+1,) edges of the cells [m]."""
    y_edges: Floats
    """(Y+1,) edges of the cells [m]."""
    z_edges: Floats
    """(Z+1,) edges of the cells, depth below the skin's surface [m]."""
    packets: int
    """Packets followed [1]."""


def monte_carlo_with_solids(
    absorption: ArrayLike,
    scattering: ArrayLike,
    anisotropy: ArrayLike,
    thickness: ArrayLike,
    *,
    refractive_index: ArrayLike,
    index_above: float,
    index_below: float,
    solids: Sequence[Solid],
    source: LightSource,
    packets: int,
    seed: int,
    x_edges: ArrayLike,
    y_edges: ArrayLike,
    z_edges: ArrayLike,
    cover_index: ArrayLike = (),
    cover_thickness: ArrayLike = (),
    cover_absorption: ArrayLike = 0.0,
    engine: Engine = "fast",
    stop: StoppingRule | None = None,
    threads: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> SolidLight:
    """Follow packets of light through a stack of layers with solids in it.

    Parameters
    ----------
    absorption, scattering : (L,) array
        Absorption and scattering coefficients, layers from the surface down [1/m].
    anisotropy : (L,) array
        Mean cosine of scattering (Henyey-Greenstein), between -1 and 1 [1].
    thickness : (L,) array
        Thickness of the layers [m]; the last may be infinite.
    refractive_index : (L,) array
        Refractive index of each layer and of the solids in it [1].
    index_above, index_below : float
        Refractive indices of the media above and below [1].
    solids : sequence of Solid
        Vessels and lesions; where two overlap, the later one holds. None leaves the layers as they are.
    source : LightSource
        The beam.
    packets : int
        Packets to follow [1], with a stopping rule the most of them.
    seed : int
        Seed of the random numbers [1]; same seed, same result, with any number of threads.
    x_edges, y_edges : (X+1,) and (Y+1,) array
        Edges of the cells beside the beam's axis, increasing [m]. What is absorbed beyond them counts in the shares and
        in ``absorbed_outside``.
    z_edges : (Z+1,) array
        Edges of the cells in depth, increasing [m].
    cover_index, cover_thickness : (C,) array
        Refractive index [1] and thickness [m] of what lies on the skin, from the outside down.
    cover_absorption : float or (C,) array
        Absorption coefficient of the covers [1/m].
    engine : {"fast", "reference"}
        Which engine follows the packets [1]: the fast one in single precision, or the reference, which is slower by
        an order of magnitude and simple enough to be read. Their random numbers differ, their means do not.
    stop : StoppingRule, optional
        Stop earlier: after a time, or once a quantity is known well enough, such as "absorbed fraction of solid 1".
        For the fast engine alone.
    threads : int
        Threads to use [1].
    progress : callable, optional
        Called now and then with the packets done and to do, from the thread that waits; may raise
        :class:`lentigo.errors.Cancelled`.

    Returns
    -------
    SolidLight
        Shares and densities with standard errors from the spread of batches.

    Raises
    ------
    OutOfValidityError
        If a coefficient, an index or the number of packets lies outside its range, a solid reaches below the last
        layer, or the grid has more than ten million cells.
    ValueError
        If shapes or edges do not fit together.
    Cancelled
        If `progress` raises it.
    LentigoError
        If energy is not conserved, which would be a fault of the program.

    Notes
    -----
    Steps in slabs with solids follow [1]_: in the reference they are as short as in the densest solid there, so that a
    solid of a hundred times the extinction around it makes its slab about a hundred times slower. The fast engine draws
    them for what surely lies around the packet as far as the nearest solid, and only beyond for the densest. A solid of
    the properties of its surroundings changes nothing; all else is as in
    :func:`lentigo.physics.monte_carlo.monte_carlo`, with which each engine shares its steps, also that energy is
    checked and that threads change no bit.

    References
    ----------
    .. [1] E. R. Woodcock, T. Murphy, P. J. Hemmings and T. C. Longworth, "Techniques used in the GEM code for Monte
       Carlo neutronics calculations in reactors and other systems of complex geometry", Argonne National Laboratory
       report ANL-7050, 557-579, 1965.
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
    x, y, z = edges = as_edges("x_edges", x_edges), as_edges("y_edges", y_edges), as_edges("z_edges", z_edges)
    cells = (x.size - 1) * (y.size - 1) * (z.size - 1)
    if cells > _MOST_CELLS:
        raise OutOfValidityError(
            f"the grid has {cells} cells, at most {_MOST_CELLS}", hint="make the cells larger or the grid smaller"
        )
    _check_solids(layers, solids)
    count = layers.absorption.size
    if engine == "fast":
        tables = SolidTables(
            layers,
            source,
            solids=solids,
            index_above=around[0],
            index_below=around[1],
            edges=edges,
            seed=seed,
        )
        run = LaneRun(tables, threads=threads)
        shares, grid, *_ = followed(
            run,
            packets=packets,
            stop=stop,
            place_of=lambda quantity: quantity_place(
                quantity, layers=count - layers.covers, covers=layers.covers, solids=len(solids)
            ),
            progress=progress,
        )
        packets = run.packets
    elif engine == "reference":
        if stop is not None:
            raise OutOfValidityError("the reference engine knows no stopping rule", hint='use engine="fast"')
        trace = _reference(layers, solids, source, around=around, edges=edges, seed=seed)
        shares, grid = tallied(trace, packets=packets, threads=threads, progress=progress)
        check_balance(shares.mean())
    else:
        raise OutOfValidityError(f'there is no engine called "{engine}"', hint="known: fast, reference")
    share, error = shares.mean(), shares.error()
    if source.is_parallel and not layers.covers:
        # Every ray meets the surface alike.
        at_surface = reflectance(math.cos(source.angle), index_from=around[0], index_to=layers.index[0])
        share[0], error[0] = float(at_surface), 0.0
    volume = np.diff(x)[:, None, None] * np.diff(y)[:, None] * np.diff(z)
    own = slice(4 + layers.covers, 4 + count)
    return SolidLight(
        specular=float(share[0]),
        specular_error=float(error[0]),
        diffuse_reflectance=float(share[1]),
        diffuse_reflectance_error=float(error[1]),
        transmittance=float(share[2]),
        transmittance_error=float(error[2]),
        absorbed_by_layer=share[own],
        absorbed_by_layer_error=error[own],
        absorbed_by_solid=share[4 + count :],
        absorbed_by_solid_error=error[4 + count :],
        absorbed_by_cover=share[4 : 4 + layers.covers],
        absorbed_by_cover_error=error[4 : 4 + layers.covers],
        roulette=float(share[3]),
        roulette_error=float(error[3]),
        absorbed=grid.mean() / volume,
        absorbed_error=grid.error() / volume,
        absorbed_outside=max(0.0, float(share[4:].sum() - grid.mean().sum())),
        x_edges=x,
        y_edges=y,
        z_edges=z,
        packets=packets,
    )


def _reference(
    layers: Layers,
    solids: Sequence[Solid],
    source: LightSource,
    *,
    around: tuple[float, float],
    edges: tuple[Floats, Floats, Floats],
    seed: int,
) -> Callable[[int, int], tuple[Floats, Floats]]:
    """How the reference traces a batch."""
    cut = _cut(layers, solids)
    shape, numbers, table = source.kernel_arguments()
    x, y, z = edges

    def trace(first: int, last: int) -> tuple[Floats, Floats]:
        by_material = np.zeros(cut.absorption.size)
        grid = np.zeros((x.size - 1, y.size - 1, z.size - 1))
        shares = kernel.trace_packets_in_solids(
            first,
            last,
            seed,
            cut.absorption,
            cut.scattering,
            cut.anisotropy,
            cut.depth,
            cut.index,
            cut.most,
            cut.first_solid,
            cut.last_solid,
            cut.kinds,
            cut.shapes,
            *around,
            layers.covers,
            shape,
            numbers,
            table,
            x,
            is_even(x),
            y,
            is_even(y),
            z,
            is_even(z),
            by_material,
            grid,
        )
        by_layer = np.bincount(cut.layer_of, by_material[: cut.most.size], minlength=layers.absorption.size)
        return np.array([*shares, *by_layer, *by_material[cut.most.size :]]), grid

    return trace


@dataclass(slots=True)
class _Cut:
    """Layers cut where solids begin and end, and the materials: those of the slabs, then those of the solids."""

    depth: Floats
    layer_of: NDArray[np.int64]
    index: Floats
    absorption: Floats
    scattering: Floats
    anisotropy: Floats
    first_solid: NDArray[np.int64]
    last_solid: NDArray[np.int64]
    kinds: NDArray[np.int64]
    shapes: Floats
    most: Floats = field(init=False)

    def __post_init__(self) -> None:
        slabs = self.layer_of.size
        extinction = self.absorption + self.scattering
        self.most = extinction[:slabs].copy()
        for slab in range(slabs):
            of_solids = extinction[slabs + self.first_solid[slab] : slabs + self.last_solid[slab]]
            self.most[slab] = max(self.most[slab], *of_solids, 0.0)


def _check_solids(layers: Layers, solids: Sequence[Solid]) -> None:
    for solid in solids:
        check_coefficients("absorption of a solid [1/m]", np.array([solid.absorption]))
        check_coefficients("scattering of a solid [1/m]", np.array([solid.scattering]))
        if solid.bottom > layers.depth[-1]:
            raise OutOfValidityError(
                f"a solid reaches {solid.bottom:g} m deep, the layers end at {layers.depth[-1]:g} m",
                hint="make the last layer thicker",
            )


def _cut(layers: Layers, solids: Sequence[Solid]) -> _Cut:
    ends = [end for solid in solids for end in (solid.top, solid.bottom)]
    depth = np.unique(np.append(layers.depth, ends))
    layer_of = np.searchsorted(layers.depth, depth[:-1], side="right") - 1
    first, last = np.zeros(layer_of.size, np.int64), np.zeros(layer_of.size, np.int64)
    for slab in range(layer_of.size):
        found = [s for s, solid in enumerate(solids) if solid.top < depth[slab + 1] and solid.bottom > depth[slab]]
        if found:
            first[slab], last[slab] = found[0], found[-1] + 1
    return _Cut(
        depth=depth,
        layer_of=layer_of,
        index=layers.index[layer_of],
        absorption=np.array([*layers.absorption[layer_of], *(solid.absorption for solid in solids)]),
        scattering=np.array([*layers.scattering[layer_of], *(solid.scattering for solid in solids)]),
        anisotropy=np.array([*layers.anisotropy[layer_of], *(solid.anisotropy for solid in solids)]),
        first_solid=first,
        last_solid=last,
        kinds=np.array([solid.kind for solid in solids], np.int64),
        shapes=np.array([solid.numbers for solid in solids], np.float64).reshape(-1, 5),
    )
