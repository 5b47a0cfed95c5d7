r"""Light in layered skin under a beam of finite size, by Monte Carlo: the reference, and the verifier of plans.

Packets of light are followed from the lamp until they are absorbed or escape, as in [1]_. It shares no method with
:mod:`lentigo.physics.adding_doubling`, which is why the two can check each other. Two engines do the same: one is
written to be read and computes in double precision, the other flies many packets abreast in single precision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo.errors import OutOfValidityError
from lentigo.physics import _monte_carlo_kernel as kernel
from lentigo.physics import light_sources
from lentigo.physics._batches import Kept, Tally, tallied
from lentigo.physics._lane_run import LaneRun, Tables
from lentigo.physics._lane_stop import followed
from lentigo.physics._light_checks import (
    Layers,
    as_angles,
    as_edges,
    as_layers,
    as_number,
    check_balance,
    check_run,
    is_even,
)
from lentigo.physics.fresnel import reflectance
from lentigo.physics.light_escape import LightEscape, escapes
from lentigo.physics.light_sources import LightSource
from lentigo.physics.stopping import StoppingRule, quantity_place

__all__ = ["Beam", "Engine", "MonteCarloLight", "monte_carlo"]

Floats = NDArray[np.float64]

Beam = Literal["pencil", "top_hat", "gaussian"]
"""Shape of a beam that needs no more than a name and a diameter."""

Engine = Literal["fast", "reference"]
"""Which of the two engines follows the packets."""


@dataclass(frozen=True, slots=True)
class MonteCarloLight:
    """Where a beam's light goes, per incident energy, each with its standard error."""

    specular: float
    """Share that comes back without having been in the skin [1]: without cover, of parallel light, from Fresnel's
    formula and without error."""
    specular_error: float
    """Standard error of it [1]."""
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
    absorbed_by_cover: Floats
    """(C,) share absorbed in each cover [1]."""
    absorbed_by_cover_error: Floats
    """(C,) standard error of it [1]."""
    absorbed: Floats
    """(R, Z) density of absorbed energy per incident energy [1/m^3]."""
    absorbed_error: Floats
    """(R, Z) standard error of it [1/m^3]."""
    absorbed_beyond: Floats
    """(Z,) share absorbed at each depth beyond the last radius [1]."""
    absorbed_beyond_error: Floats
    """(Z,) standard error of it [1]."""
    reflected: LightEscape
    """Diffuse reflectance by radius and angle in the medium above."""
    transmitted: LightEscape
    """Transmittance by radius and angle in the medium below."""
    roulette: float
    """Share that roulette took, less what it gave [1]: with it all shares add up to 1."""
    roulette_error: float
    """Standard error of it [1]."""
    radial_edges: Floats
    """(R+1,) edges of the rings [m]."""
    depth_edges: Floats
    """(Z+1,) edges of the slices [m]."""
    angle_edges: Floats
    """(A+1,) edges of the angles to the normal at which light leaves [rad]."""
    packets: int
    """Packets followed [1]."""
    source: LightSource
    """The beam that the packets came in."""
    kept: Floats | None = None
    """(B, R, Z) density of absorbed energy of groups of batches [1/m^3], if they were to be kept."""
    kept_packets: Floats | None = None
    """(B,) packets of each group [1]."""
    kept_beyond: Floats | None = None
    """(B, Z) share that each group absorbed at each depth beyond the last radius [1], if they were to be kept."""

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
    beam: Beam | LightSource = "pencil",
    diameter: float = 0.0,
    cosine: float = 1.0,
    cover_index: ArrayLike = (),
    cover_thickness: ArrayLike = (),
    cover_absorption: ArrayLike = 0.0,
    angle_edges: ArrayLike | None = None,
    keep_batches: bool = False,
    engine: Engine = "fast",
    stop: StoppingRule | None = None,
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
        Packets to follow [1], with a stopping rule the most of them; the errors fall with its square root.
    seed : int
        Seed of the random numbers [1], any whole number, of which the last 64 bits count; same seed, same result, with
        any number of threads.
    radial_edges : (R+1,) array
        Edges of the rings about the beam's axis, increasing from 0 [m].
    depth_edges : (Z+1,) array
        Edges of the slices, increasing [m].
    beam : {"pencil", "top_hat", "gaussian"} or LightSource
        The beam [1]: a name, or any beam of :mod:`lentigo.physics.light_sources`, which tells its own diameter and
        angle.
    diameter : float
        Diameter across the axis of a beam given by name [m], 0 of a pencil; of a Gaussian, where the irradiance has
        fallen to exp(-2).
    cosine : float
        Cosine of the angle of incidence, in the medium above, of a beam given by name [1]. An oblique beam leans to
        one side; the rings average over azimuth.
    cover_index, cover_thickness : (C,) array
        Refractive index [1] and thickness [m] of what lies on the skin (gel, water, glass, sapphire), from the
        outside down; the medium above lies on top of them. Light is reflected at both faces of each, without
        interference: right for covers thicker than the light's coherence, or uneven.
    cover_absorption : float or (C,) array
        Absorption coefficient of the covers [1/m].
    angle_edges : (A+1,) array, optional
        Edges of the angles at which light leaves, increasing from 0 to pi/2 [rad]; 18 even ones if not given.
    keep_batches : bool
        Keep the grids of up to 64 groups of batches, which the error of a convolution needs.
    engine : {"fast", "reference"}
        Which engine follows the packets [1]: the fast one in single precision, or the reference, which is slower by
        an order of magnitude and simple enough to be read. Their random numbers differ, their means do not.
    stop : StoppingRule, optional
        Stop earlier: after a time, or once a quantity is known well enough. For the fast engine alone.
    threads : int
        Threads to use [1].
    progress : callable, optional
        Called now and then with the packets done and to do, from the thread that waits; may raise
        :class:`lentigo.errors.Cancelled`.

    Returns
    -------
    MonteCarloLight
        Shares and densities with standard errors from the spread of batches.

    Raises
    ------
    OutOfValidityError
        If an argument is no number of its kind, or a coefficient, an index, a thickness, the beam or the number of
        packets lies outside its range.
    ValueError
        If shapes or edges do not fit together.
    Cancelled
        If `progress` raises it.
    LentigoError
        If energy is not conserved, which would be a fault of the program.

    Notes
    -----
    Packets are weakened at each scattering; below a weight of 1e-4 nine of ten end and the tenth carries on with the
    weight of all (roulette), so shares add up to 1 on average but not exactly: their sum is off by less than 1e-4.
    Every run checks that with what roulette took they do: to 1e-9 in the reference, to the last digit in the fast
    engine, which counts in whole numbers.
    Random numbers: xoroshiro128+, in the fast engine xoshiro128+, seeded for each packet by splitmix64 [2]_. Batches
    are ranges of packets that do not depend on threads, and are summed in their order: so neither does the result, bit
    for bit. In the fast engine they do not depend on the number of packets either: more packets continue the stream.

    References
    ----------
    .. [1] L. Wang, S. L. Jacques and L. Zheng, "MCML - Monte Carlo modeling of light transport in multi-layered
       tissues", Comput. Methods Programs Biomed. 47, 131-146, 1995.
    .. [2] D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM Trans. Math. Softw. 47,
       article 36, 2021.
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
    slices = as_edges("depth_edges", depth_edges)
    angles = as_angles(angle_edges)
    source = source_of(beam, diameter=diameter, cosine=cosine)
    covers = layers.covers
    kept = Kept(packets, keep=keep_batches)
    grid_edges = (rings, slices, angles)
    if engine == "fast":
        if stop is not None and keep_batches:
            raise OutOfValidityError(
                "batches cannot be kept in equal groups if it is not known how many there will be",
                hint="leave out the stopping rule, or repeat its run with the number of packets that it reached",
            )
        tables = Tables(
            layers,
            source,
            index_above=around[0],
            index_below=around[1],
            rings=rings,
            slices=slices,
            angle_edges=angles,
            seed=seed,
        )
        fast = LaneRun(tables, threads=threads, watch=kept.add)
        skin_layers = layers.absorption.size - covers
        tallies = followed(
            fast,
            packets=packets,
            stop=stop,
            place_of=lambda quantity: quantity_place(quantity, layers=skin_layers, covers=covers),
            progress=progress,
        )
        packets = fast.packets
    elif engine == "reference":
        if stop is not None:
            raise OutOfValidityError("the reference engine knows no stopping rule", hint='use engine="fast"')
        trace = _reference(layers, source, around, grid_edges, seed)
        tallies = tallied(trace, packets=packets, threads=threads, progress=progress, watch=kept.add)
        check_balance(tallies[0].mean())
    else:
        raise OutOfValidityError(f'there is no engine called "{engine}"', hint="known: fast, reference")
    specular = None
    if source.is_parallel and not covers:
        # Every ray meets the surface alike.
        at_surface = reflectance(math.cos(source.angle), index_from=around[0], index_to=layers.index[0])
        specular = float(at_surface)
    return light_of(
        tallies, specular=specular, covers=covers, edges=grid_edges, packets=packets, source=source, kept=kept
    )


def light_of(
    tallies: Sequence[Tally],
    *,
    specular: float | None,
    covers: int,
    edges: tuple[Floats, Floats, Floats],
    packets: int,
    source: LightSource,
    kept: Kept,
    member: int | None = None,
) -> MonteCarloLight:
    """What tallies say, per area, volume and solid angle.

    Parameters
    ----------
    tallies : sequence of Tally
        Of shares, of the grid, and of what escaped: by ring and angle, by ring, by angle.
    specular : float, optional
        Share that the surface sends back, where it is known without error [1].
    covers : int
        Layers that lie on the skin [1].
    edges : tuple of arrays
        Of rings [m], slices [m] and angles [rad].
    packets : int
        Packets followed [1].
    source : LightSource
        The beam.
    kept : Kept
        Batches that were to be kept.
    member : int, optional
        Which of several sets, where kept batches hold more than one [1].

    Returns
    -------
    MonteCarloLight
        Means with their standard errors.
    """
    shares, grid, escaped, by_ring, by_angle = tallies
    rings, slices, angles = edges
    volume = np.pi * np.diff(rings**2)[:, None] * np.diff(slices)
    share, share_error = shares.mean(), shares.error()
    per_cell, per_cell_error = grid.mean(), grid.error()
    if specular is not None:
        share[0], share_error[0] = specular, 0.0
    up, down = escapes(cells=escaped, by_ring=by_ring, by_angle=by_angle, rings=rings, angle_edges=angles)
    return MonteCarloLight(
        specular=float(share[0]),
        specular_error=float(share_error[0]),
        diffuse_reflectance=float(share[1]),
        diffuse_reflectance_error=float(share_error[1]),
        transmittance=float(share[2]),
        transmittance_error=float(share_error[2]),
        absorbed_by_layer=share[4 + covers :],
        absorbed_by_layer_error=share_error[4 + covers :],
        absorbed_by_cover=share[4 : 4 + covers],
        absorbed_by_cover_error=share_error[4 : 4 + covers],
        absorbed=per_cell[:-1] / volume,
        absorbed_error=per_cell_error[:-1] / volume,
        absorbed_beyond=per_cell[-1],
        absorbed_beyond_error=per_cell_error[-1],
        reflected=up,
        transmitted=down,
        roulette=float(share[3]),
        roulette_error=float(share_error[3]),
        radial_edges=rings,
        depth_edges=slices,
        angle_edges=angles,
        packets=packets,
        source=source,
        kept=kept.density(volume, member=member),
        kept_packets=kept.counts(),
        kept_beyond=kept.beyond(member=member),
    )


def _reference(
    layers: Layers,
    source: LightSource,
    around: tuple[float, float],
    edges: tuple[Floats, Floats, Floats],
    seed: int,
) -> Callable[[int, int], list[Floats]]:
    """How the reference traces a batch."""
    rings, slices, angles = edges
    shape, numbers, table = source.kernel_arguments()
    cosines = np.cos(angles[1:])

    def trace(first: int, last: int) -> list[Floats]:
        by_layer = np.zeros(layers.absorption.size)
        grid = np.zeros((rings.size, slices.size - 1))
        escaped = np.zeros((2, rings.size, cosines.size))
        shares = kernel.trace_packets(
            first,
            last,
            seed,
            layers.absorption,
            layers.scattering,
            layers.anisotropy,
            layers.depth,
            layers.index,
            *around,
            layers.covers,
            shape,
            numbers,
            table,
            rings,
            is_even(rings),
            slices,
            is_even(slices),
            cosines,
            by_layer,
            escaped,
            grid,
        )
        return [np.array([*shares, *by_layer]), grid, escaped, escaped.sum(axis=2), escaped.sum(axis=1)]

    return trace


def source_of(beam: Beam | LightSource, *, diameter: float, cosine: float) -> LightSource:
    """The beam that a name, a diameter and a cosine stand for, or the beam itself.

    Parameters
    ----------
    beam : str or LightSource
        As :func:`monte_carlo` takes it [1].
    diameter : float
        Diameter of a beam given by name [m].
    cosine : float
        Cosine of its angle of incidence [1].

    Returns
    -------
    LightSource
        The beam.

    Raises
    ------
    OutOfValidityError
        If there is no such beam, a pencil is given a diameter, or a beam that tells its own diameter and angle others.
    """
    if isinstance(beam, LightSource):
        if diameter != 0.0 or cosine != 1.0:
            raise OutOfValidityError(
                "a LightSource tells its own diameter and angle",
                hint="leave diameter and cosine out, or lean it with light_sources.tilted",
            )
        return beam
    diameter, cosine = as_number("diameter", diameter), as_number("cosine", cosine)
    if not 0.0 < cosine <= 1.0:
        raise OutOfValidityError(f"cosine of incidence must be above 0 and at most 1, not {cosine}")
    made: LightSource
    if beam == "pencil":
        if diameter != 0.0:
            raise OutOfValidityError(
                f"a pencil beam has no diameter; found {diameter:g} m",
                hint='leave the diameter out, or give beam="top_hat" or beam="gaussian"',
            )
        made = light_sources.pencil()
    elif beam == "top_hat":
        made = light_sources.top_hat(diameter=diameter)
    elif beam == "gaussian":
        made = light_sources.gaussian(diameter=diameter)
    else:
        raise OutOfValidityError(
            f'there is no beam called "{beam}"', hint="known: pencil, top_hat, gaussian; others are a LightSource"
        )
    return light_sources.tilted(made, angle=math.acos(cosine)) if cosine < 1.0 else made
