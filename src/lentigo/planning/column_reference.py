"""The column that one narrow beam coagulates, computed in full: what the planner's table is made from and checked by.

Light is followed by Monte Carlo through the skin at rest, heat in radius and depth. Living skin scatters narrow beams
less than excised skin does; the scattering is that of people, carried on beyond the wavelengths where it was measured.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.modalities.skins import FAT, LAYERS, stack
from lentigo.physics.column_heat import HeatedColumn, heated_column
from lentigo.physics.monte_carlo import monte_carlo
from lentigo.planning.compose import constants_for, damage_rate

__all__ = ["ColumnLight", "column_light", "reduced_scattering", "reference_column"]

Floats = NDArray[np.float64]

DEEP_DERMIS_UM = 4000.0
"""Dermis of the reference skin: so thick that no column leaves it [µm]."""


def _graded(*parts: tuple[float, int]) -> Floats:
    edges = [0.0]
    for end, cells in parts:
        edges += list(np.linspace(edges[-1], end, cells + 1)[1:])
    return np.array(edges) * units.um


_RINGS = ((100.0, 10), (200.0, 7), (400.0, 8), (1000.0, 8), (2500.0, 5))
_SLICES = ((12.0, 1), (100.0, 7), (600.0, 22), (1400.0, 20), (2600.0, 12), (5000.0, 6))


@dataclass(frozen=True, slots=True)
class ColumnLight:
    """Where the light of one narrow beam is absorbed, with the tissue that absorbs it."""

    absorbed: Floats
    """(R, Z) energy per incident energy [1/m³]."""
    radial_edges: Floats
    """(R+1,) [m]."""
    depth_edges: Floats
    """(Z+1,) [m]."""
    absorption: Floats
    """(Z,) [1/m]."""
    conductivity: Floats
    """(Z,) [W/(m K)]."""
    heat_capacity: Floats
    """(Z,) per volume [J/(m³ K)]."""
    reflectance: float
    """Share sent back [1]."""


def reduced_scattering(wavelength_nm: float) -> float:
    """Reduced scattering coefficient that narrow beams meet in living skin [1/m]."""
    tissue = library.table("columns/tissue")
    at_850 = tissue["reduced_scattering_850_per_cm"].value * units.per_cm
    return float(at_850 * (850.0 / wavelength_nm) ** tissue["scattering_power"].value)


def column_light(
    *,
    wavelength_nm: float,
    beam_um: float,
    scattering: float = 1.0,
    packets: int,
    seed: int,
    threads: int = 1,
    finer: int = 1,
) -> ColumnLight:
    """Light of one Gaussian beam in the reference skin, by Monte Carlo.

    Parameters
    ----------
    wavelength_nm, beam_um : float
        Wavelength; diameter of the beam where the irradiance has fallen to exp(-2).
    scattering : float
        Factor on the scattering of living skin [1].
    packets, seed, threads : int
        Of the Monte Carlo run.
    finer : int
        Parts into which each ring and slice is divided [1].
    """
    line = SpectralLine(wavelength_nm=wavelength_nm, share=1.0)
    skin = stack([library.skin(site="face", melanin_fraction=0.03)])
    wavelength = wavelength_nm * units.nm
    thickness = skin.thickness[0].copy()
    thickness[FAT - 1] = DEEP_DERMIS_UM * units.um
    mua = skin.absorption(wavelength, constants_for((line,)).spectra)[0]
    g = skin.anisotropy(wavelength)[0]
    # Scattering of the epidermis was not told apart from that of the dermis where it was measured.
    mus = scattering * reduced_scattering(wavelength_nm) / (1.0 - g)
    rings = _graded(*((end, finer * cells) for end, cells in _RINGS))
    slices = _graded(*((end, finer * cells) for end, cells in _SLICES))
    run = monte_carlo(
        mua,
        mus,
        g,
        thickness,
        refractive_index=skin.refractive_index[0],
        index_above=1.0,
        index_below=float(skin.refractive_index[0, -1]),
        packets=packets,
        seed=seed,
        radial_edges=rings,
        depth_edges=slices,
        beam="gaussian",
        diameter=beam_um * units.um,
        threads=threads,
    )
    bounds = np.cumsum(thickness)
    middle = 0.5 * (slices[1:] + slices[:-1])
    layer = np.minimum(np.searchsorted(bounds, middle), len(LAYERS) - 1)
    return ColumnLight(
        absorbed=run.absorbed,
        radial_edges=rings,
        depth_edges=slices,
        absorption=mua[layer],
        conductivity=skin.conductivity[0, layer],
        heat_capacity=skin.heat_capacity[0, layer],
        reflectance=run.reflectance,
    )


def reference_column(light: ColumnLight, *, energy_mj: float, pulse_ms: float, refinement: int = 1) -> HeatedColumn:
    """The column that one pulse coagulates, by heat in radius and depth."""
    tissue = library.table("columns/tissue")
    density = library.number("tissues/dermis", "density_kg_m3").value
    latent = tissue["water_fraction"].value * density * tissue["latent_heat_j_kg"].value
    constants = constants_for((SpectralLine(wavelength_nm=1550.0, share=1.0),))
    around = constants.surroundings
    return heated_column(
        light.absorbed,
        radial_edges=light.radial_edges,
        depth_edges=light.depth_edges,
        energy=energy_mj * 1e-3,
        pulse=pulse_ms * units.ms,
        absorption=light.absorption,
        conductivity=light.conductivity,
        heat_capacity=light.heat_capacity,
        latent_heat=latent,
        collagen=damage_rate("maitland-collagen"),
        resting_surface=around.resting_surface,
        core_temperature=around.core_temperature,
        room_temperature=around.room_temperature,
        heat_transfer=around.still_air,
        boiling=constants.boiling,
        refinement=refinement,
    )
