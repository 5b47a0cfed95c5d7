"""The constants of columns, composed from the library for one wavelength; columns of a tip, computed once."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np

from lentigo import library, units
from lentigo.domain.device import SpectralLine, Tip
from lentigo.errors import OutOfValidityError
from lentigo.library.columns import coagulated_columns
from lentigo.modalities.columns import ColumnConstants, ColumnCurve, Sizes, column_curve, efficiency_from
from lentigo.planning.column_reference import reduced_scattering
from lentigo.planning.compose import constants_for, damage_rate
from lentigo.planning.compose_removal import removal_constants, removal_wavelengths

__all__ = [
    "SOURCES_COAGULATING",
    "SOURCES_DRILLING",
    "column_constants",
    "column_wavelengths",
    "curve_of",
    "known_depth",
    "tip_constants",
]

SOURCES_COAGULATING = ("jonasson-2018", "segelstein-1981", "maitland-1997")
SOURCES_DRILLING = ("eco2-depth", "walsh-deutsch-1988", "walsh-deutsch-1989", "maitland-1997")
"""What the laws of columns rest on."""

_SHALLOWEST = 1e-4
"""Heat of a shallow crater has spread over this depth before anything burns [m]."""

_NEAR = 0.003
"""A wavelength within this of one that was computed takes its table [1]: water's bands are narrow."""


def column_wavelengths() -> tuple[float, ...]:
    """Wavelengths at which the library knows what columns become [nm]."""
    coagulating = (float(w) / units.nm for w in coagulated_columns().wavelength)
    return tuple(sorted({*(round(w, 3) for w in coagulating), *removal_wavelengths()}))


@lru_cache(maxsize=16)
def column_constants(wavelength_nm: float) -> ColumnConstants:
    """What nature is to narrow beams of one wavelength.

    Raises
    ------
    OutOfValidityError
        If no columns were computed near the wavelength.
    """
    nearest = min(column_wavelengths(), key=lambda known: abs(known - wavelength_nm))
    ablates = nearest in removal_wavelengths()
    if abs(nearest / wavelength_nm - 1.0) > (0.05 if ablates else _NEAR):
        known = ", ".join(f"{value:g}" for value in column_wavelengths())
        raise OutOfValidityError(
            f"columns were computed at {known} nm, not near {wavelength_nm:g} nm",
            where="column",
            hint="tools/make_columns.py computes the table for another wavelength",
        )
    tips, tissue, dermis = (library.table(n) for n in ("columns/ablative", "columns/tissue", "tissues/dermis"))
    at = constants_for((SpectralLine(wavelength_nm=wavelength_nm, share=1.0),))
    key = f"at_{nearest:.0f}_nm."
    of_tips = sorted(
        (float(name.split(".")[1].removeprefix("tip_")) * units.um, number.value, number.high)
        for name, number in tips.items()
        if name.startswith(f"{key}tip_")
    )
    return ColumnConstants(
        wavelength=wavelength_nm * units.nm,
        sizes=None if ablates else _sizes(nearest),
        removal=removal_constants(wavelength_nm) if ablates else None,
        efficiency=tuple((beam, usual) for beam, usual, _ in of_tips),
        efficiency_high=tuple((beam, high) for beam, _, high in of_tips),
        quality=tips[f"{key}beam_quality_multiple"].value if ablates else 1.0,
        wall_share=tips[f"{key}wall_share"].value if ablates else 0.0,
        rim_time=tips["rim_ms"].value * units.ms,
        collagen_damage=damage_rate("maitland-collagen"),
        epidermis_damage=at.epidermis_damage,
        heat_reach=_SHALLOWEST if ablates else _reach(wavelength_nm),
        absorbed_share=tissue["absorbed_share"].value,
        heat_capacity=dermis["density_kg_m3"].value * dermis["specific_heat_j_kg_k"].value,
        conductivity=dermis["conductivity_w_m_k"].value,
        perfusion=dermis["perfusion_per_s"].value,
        resting=at.surroundings.resting_surface,
        inflammation_per_epidermis=at.injury.inflammation_per_epidermis,
        inflammation_per_dermis=at.injury.inflammation_per_dermis,
        heated_share=tissue["heated_ratio"].value,
        shed_share=tissue["melanin_shed_share"].value,
    )


def _reach(wavelength_nm: float) -> float:
    """Depth over which light that is scattered and absorbed falls to 1/e [m]."""
    line = SpectralLine(wavelength_nm=wavelength_nm, share=1.0)
    water = constants_for((line,)).spectra.at(wavelength_nm * units.nm).water
    absorbed = water * library.number("columns/tissue", "water_fraction").value
    return 1.0 / math.sqrt(3.0 * absorbed * (absorbed + reduced_scattering(wavelength_nm)))


def _sizes(wavelength_nm: float) -> Sizes:
    table = coagulated_columns()
    w = int(np.argmin(np.abs(table.wavelength - wavelength_nm * units.nm)))
    return Sizes(
        beam=table.beam,
        pulse=table.pulse,
        scattering=table.scattering,
        ratio=table.ratio,
        onset=table.onset[w],
        top=table.top[w],
        depth=table.depth[w],
        width=table.width[w],
        volume=table.volume[w],
    )


@lru_cache(maxsize=64)
def tip_constants(
    wavelength_nm: float,
    beam_um: float,
    pulse_s: float,
    *,
    known: tuple[float, float] | None = None,
    deepest: bool = False,
) -> ColumnConstants:
    """The constants of one tip: with the efficiency that a known depth gives, where one is known.

    Parameters
    ----------
    wavelength_nm, beam_um, pulse_s : float
        Of the tip's light.
    known : (float, float), optional
        Energy [mJ], and the depth that it removes [µm].
    deepest : bool
        Where no depth is known: as deep as any such tip is known to drill, for limits.
    """
    constants = column_constants(wavelength_nm)
    if known is None or not constants.ablates:
        return replace(constants, efficiency=constants.efficiency_high) if deepest else constants
    beam = beam_um * units.um
    share = efficiency_from(constants, beam=beam, pulse=pulse_s, energy=known[0] * 1e-3, depth=known[1] * units.um)
    return replace(constants, efficiency=((beam, share),))


@lru_cache(maxsize=256)
def curve_of(
    wavelength_nm: float,
    beam_um: float,
    pulse_s: float,
    *,
    stacked: int = 1,
    pause_s: float = 0.0,
    known: tuple[float, float] | None = None,
    deepest: bool = False,
) -> ColumnCurve:
    """Columns of one tip over energy; the same for every density, pass and skin."""
    return column_curve(
        tip_constants(wavelength_nm, beam_um, pulse_s, known=known, deepest=deepest),
        beam=beam_um * units.um,
        pulse=pulse_s,
        stacked=stacked,
        pause=pause_s,
    )


def known_depth(tip: Tip) -> tuple[float, float] | None:
    """Energy [mJ] and depth [µm] that are known of a tip; none where they are not."""
    if tip.known_energy_mj is None or tip.known_depth_um is None:
        return None
    return tip.known_energy_mj, tip.known_depth_um
