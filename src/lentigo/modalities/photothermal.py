"""Light and heat in many skins at once: the mechanism that every modality of light shares.

Light is computed once per wavelength and surface medium (a broad beam, by adding-doubling); a finite spot multiplies it
by a depth-dependent factor; heat is computed once per pulse and cooling, for unit radiant exposure. Temperature is
linear in the radiant exposure while properties stay constant, so that the whole dial follows from one computation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.delivery import Exposure
from lentigo.domain.device import Cooling, SpectralLine, SurfaceMedium
from lentigo.modalities.constants import Constants, Surroundings
from lentigo.modalities.skins import BASAL, LAYERS, SPINOUS, UPPER_RETICULAR, SkinArrays
from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.heat import HeatResponse, SurfacePhase, heat_response

Floats = NDArray[np.float64]

SUBLAYERS = (1, 3, 2, 3, 4, 4, 2)
"""Equal parts in which light is computed, by layer."""

_GRADING = 1.7
"""Ratio of neighbouring cells where a part is graded downward."""
_CELLS: tuple[tuple[tuple[float, ...], ...], ...] = (
    ((1, 1, 1),),
    ((1, 1, 1, 1),) * 3,
    ((1, 1, 1),) * 2,
    (tuple(_GRADING**k for k in range(5)), (1, 1), (1, 1)),
    ((1, 1),) * 4,
    ((1,), (1,), (1,), (1,)),
    (tuple(_GRADING**k for k in range(4)), (1, 1)),
)
"""Relative widths of the heat cells inside each part of each layer: fine where melanin ends and heat flows out."""


@dataclass(frozen=True, slots=True)
class Cells:
    """The grid that light and heat share; Z cells in N skins."""

    edges: Floats
    """(N, Z+1) [m]."""
    layer: NDArray[np.intp]
    """(Z,) layer of each cell."""
    part: NDArray[np.intp]
    """(Z,) part (sublayer) of each cell."""

    @property
    def middle(self) -> Floats:
        """(N, Z) depths of the cells' centres [m]."""
        return 0.5 * (self.edges[:, 1:] + self.edges[:, :-1])

    @property
    def width(self) -> Floats:
        """(N, Z) [m]."""
        return np.diff(self.edges, axis=1)


def cells(skins: SkinArrays) -> Cells:
    """The grid of cells in each skin: every layer boundary is an edge."""
    widths, layer, part = [], [], []
    number = 0
    for index, parts in enumerate(_CELLS):
        for shares in parts:
            total = sum(shares)
            for share in shares:
                widths.append(skins.thickness[:, index] * share / (total * len(parts)))
                layer.append(index)
                part.append(number)
            number += 1
    edges = np.concatenate([np.zeros((skins.count, 1)), np.cumsum(np.array(widths).T, axis=1)], axis=1)
    return Cells(edges=edges, layer=np.array(layer), part=np.array(part))


@dataclass(frozen=True, slots=True)
class Light:
    """A broad beam of unit radiant exposure in N skins, by spectral line."""

    lines: tuple[SpectralLine, ...]
    cells: Cells
    absorbed: Floats
    """(W, N, Z) share of the incident energy absorbed per metre of depth [1/m]."""
    fluence: Floats
    """(W, N, Z) fluence per radiant exposure at the cells' centres [1]."""
    reflectance: Floats
    """(W, N) total, with the specular part [1]."""
    transmittance: Floats
    """(W, N) what leaves below the fat [1]."""
    error: Floats
    """(W, N) error made by the number of directions [1]; not a number where it was not estimated."""
    melanin: Floats
    """(N,) melanin of the epidermis as a layer by itself, which decides what a small spot lacks [m]."""

    def finite(self, exposure: Exposure, *, constants: Constants) -> Light:
        """The same on the axis of the exposure's spot.

        The table is that of an even spot. A Gaussian beam, whose spot is the diameter where the irradiance has fallen
        to exp(-2), has twice its mean radiant exposure on the axis.
        """
        delivery = exposure.delivery
        table = constants.spot_factors[delivery.cooling.surface_medium]
        peak = 2.0 if delivery.beam == "gaussian" else 1.0
        absorbed, fluence = self.absorbed.copy(), self.fluence.copy()
        for w, line in enumerate(self.lines):
            factor = peak * table.at(
                wavelength=line.wavelength_nm * units.nm,
                diameter=exposure.spot_mm * units.mm,
                depth=self.cells.middle,
                melanin=self.melanin,
            )
            absorbed[w] *= factor
            fluence[w] *= factor
        return replace(self, absorbed=absorbed, fluence=fluence)

    @property
    def source(self) -> Floats:
        """(N, Z) absorbed share per metre of depth, all lines together [1/m]."""
        shares = np.array([line.share for line in self.lines])
        total: Floats = np.einsum("w,wnz->nz", shares, self.absorbed, optimize=False)
        return total

    def layer_fluence(self, layer: int) -> Floats:
        """(W, N) mean fluence in a layer per radiant exposure [1]."""
        chosen = self.cells.layer == layer
        width = self.cells.width[:, chosen]
        mean: Floats = np.sum(self.fluence[:, :, chosen] * width, axis=2) / np.sum(width, axis=1)
        return mean

    def melanin_fluence(self, skins: SkinArrays, *, first: int = 0) -> Floats:
        """(W, n) fluence per radiant exposure in the living epidermis of n skins, each cell weighed by its melanin [1].

        Parameters
        ----------
        skins : SkinArrays
            The n skins.
        first : int
            Index of the first of them among the skins of this light.
        """
        epidermis = (self.cells.layer == SPINOUS) | (self.cells.layer == BASAL)
        rows = slice(first, first + skins.count)
        weight = self.cells.width[rows, epidermis] * skins.melanin_fraction[:, self.cells.layer[epidermis]]
        mean: Floats = (self.fluence[:, rows, epidermis] * weight).sum(axis=2) / weight.sum(axis=1)
        return mean

    @property
    def basal_fluence(self) -> Floats:
        """(W, N) mean fluence in the basal layer per radiant exposure [1]."""
        return self.layer_fluence(BASAL)

    @property
    def dermal_fluence(self) -> Floats:
        """(W, N) mean fluence in the upper reticular dermis per radiant exposure [1]."""
        return self.layer_fluence(UPPER_RETICULAR)


def light(
    skins: SkinArrays,
    *,
    lines: Sequence[SpectralLine],
    surface: SurfaceMedium,
    constants: Constants,
    streams: int,
    threads: int,
    estimate_error: bool = True,
) -> Light:
    """A broad beam of unit radiant exposure in each skin, at each line of a spectrum.

    One refractive index is used inside each skin (that of its dermis): the jumps between layers are below 0.07, and
    adding-doubling then needs Fresnel reflection at the surface only. The verifying Monte Carlo keeps each layer's own.
    """
    grid = cells(skins)
    count, width = skins.count, len(lines)
    absorption = np.concatenate([skins.absorption(line.wavelength_nm * units.nm, constants.spectra) for line in lines])
    scattering = np.concatenate([skins.scattering(line.wavelength_nm * units.nm) for line in lines])
    anisotropy = np.concatenate([skins.anisotropy(line.wavelength_nm * units.nm) for line in lines])
    result = layered_light(
        absorption,
        scattering,
        anisotropy,
        np.tile(skins.thickness, (width, 1)),
        index_inside=np.tile(skins.refractive_index[:, LAYERS.index("papillary_dermis")], width),
        index_above=constants.surroundings.surface_index[surface],
        index_below=np.tile(skins.refractive_index[:, LAYERS.index("papillary_dermis")], width),
        streams=streams,
        sublayers=SUBLAYERS,
        threads=threads,
        estimate_error=estimate_error,
    )
    edges = np.tile(grid.edges, (width, 1))
    top, bottom = result.edges[:, grid.part], result.edges[:, grid.part + 1]
    place = (0.5 * (edges[:, 1:] + edges[:, :-1]) - top) / (bottom - top)
    log_fluence = np.log(np.maximum(result.fluence, 1e-30))
    fluence = np.exp((1 - place) * log_fluence[:, grid.part] + place * log_fluence[:, grid.part + 1])
    # Inside a part the absorbed density follows the fluence; the part's total is adding-doubling's own, so that the
    # energy of the heat computation is the energy of the light computation.
    cell_width = np.diff(edges, axis=1)
    weight = fluence * cell_width
    totals = np.zeros((count * width, result.absorbed.shape[1]))
    for part in range(totals.shape[1]):
        totals[:, part] = weight[:, grid.part == part].sum(axis=1)
    density = result.absorbed[:, grid.part] * fluence / totals[:, grid.part]
    shape = (width, count, grid.layer.size)
    return Light(
        lines=tuple(lines),
        cells=grid,
        absorbed=density.reshape(shape),
        fluence=fluence.reshape(shape),
        reflectance=result.reflectance.reshape(width, count),
        transmittance=result.transmittance.reshape(width, count),
        error=result.error.reshape(width, count),
        melanin=skins.melanin_column,
    )


def cooling_phases(
    cooling: Cooling, *, pulse_end: float, after: float, surroundings: Surroundings
) -> tuple[SurfacePhase, ...]:
    """What the surface feels from the start of cooling until ``after`` seconds past the pulse."""
    air, room = surroundings.still_air, surroundings.room_temperature
    before = cooling.before_ms * units.ms
    delay = cooling.delay_ms * units.ms
    cold = units.kelvin(cooling.temperature_c)
    phases = []
    if cooling.method != "none" and before > 0:
        phases.append(SurfacePhase(-delay - before, -delay, cooling.heat_transfer_w_m2_k, cold))
    during = cooling.method != "none" and cooling.during
    if delay > 0 and before > 0 and cooling.method != "none":
        # A cryogen film goes on boiling through the delay; held cold stays where it is.
        kept = cooling.heat_transfer_w_m2_k if during else air
        phases.append(SurfacePhase(-delay, 0.0, kept, cold if during else room))
    end = pulse_end + (cooling.after_ms * units.ms if cooling.method != "none" else 0.0)
    if during:
        phases.append(SurfacePhase(0.0, max(end, pulse_end), cooling.heat_transfer_w_m2_k, cold))
    elif cooling.after_ms > 0 and cooling.method != "none":
        phases.append(SurfacePhase(0.0, pulse_end, air, room))
        phases.append(SurfacePhase(pulse_end, end, cooling.heat_transfer_w_m2_k, cold))
    last = phases[-1].end if phases else 0.0
    if last < pulse_end + after:
        phases.append(SurfacePhase(max(last, 0.0), pulse_end + after, air, room))
    return tuple(phases)


def heat(
    skins: SkinArrays,
    source: Floats,
    *,
    grid: Cells,
    exposure: Exposure,
    surroundings: Surroundings,
    cooling_scale: Floats | None,
    after: float,
    threads: int,
    deepest_layer: int | None = None,
) -> HeatResponse:
    """Background and rise of temperature per unit radiant exposure for one pulse and cooling.

    Parameters
    ----------
    skins : SkinArrays
        N skins.
    source : (N, Z) array
        Absorbed share per metre of depth [1/m].
    grid : Cells
        The cells of ``source``.
    exposure : Exposure
        Pulse and cooling.
    surroundings : Surroundings
        Room, blood and core.
    cooling_scale : (N,) array, optional
        Factor on the cooling's heat-transfer coefficient [1].
    after : float
        How long to follow the skin past the pulse [s].
    threads : int
        Threads to use.
    deepest_layer : int, optional
        Keep the temperatures of no deeper layer than this; all if not given.
    """
    return heat_response(
        source,
        edges=grid.edges,
        conductivity=skins.conductivity[:, grid.layer],
        heat_capacity=skins.heat_capacity[:, grid.layer],
        perfusion=skins.perfusion[:, grid.layer] * surroundings.blood_heat_capacity,
        pulse=[(p.start_s, p.duration_s, p.share) for p in exposure.pulse],
        phases=cooling_phases(
            exposure.delivery.cooling, pulse_end=exposure.duration_s, after=after, surroundings=surroundings
        ),
        core_temperature=surroundings.core_temperature,
        surface_temperature=surroundings.resting_surface,
        heat_transfer_scale=cooling_scale,
        end=exposure.duration_s + after,
        stored_cells=None if deepest_layer is None else int(np.count_nonzero(grid.layer <= deepest_layer)),
        threads=threads,
    )
