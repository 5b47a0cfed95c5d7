"""The constants of removal by light, composed from the library for one wavelength."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.errors import OutOfValidityError
from lentigo.modalities.removal import RemovalConstants
from lentigo.planning.compose import constants_for, damage_rate

__all__ = ["SOURCES", "removal_constants", "removal_wavelengths"]

SOURCES = ("walsh-deutsch-1989", "walsh-deutsch-1988", "fitzpatrick-1999", "segelstein-1981", "maitland-1997")
"""What the law of removal rests on."""

_NEAR = 0.05
"""A wavelength within this of one that was measured takes its heat of ablation [1]."""


def removal_wavelengths() -> tuple[float, ...]:
    """Wavelengths at which the library knows what removal takes [nm]."""
    found = [key.split(".")[0] for key in library.table("tissues/removal") if key.startswith("at_")]
    return tuple(sorted(float(name.removeprefix("at_").removesuffix("_nm")) for name in found))


@lru_cache(maxsize=16)
def removal_constants(wavelength_nm: float) -> RemovalConstants:
    """What nature is to light of one wavelength that removes tissue.

    Raises
    ------
    OutOfValidityError
        If nothing was measured near the wavelength.
    """
    nearest = min(removal_wavelengths(), key=lambda known: abs(known - wavelength_nm))
    if abs(nearest / wavelength_nm - 1.0) > _NEAR:
        known = " and ".join(f"{value:g}" for value in removal_wavelengths())
        raise OutOfValidityError(
            f"removal of skin was measured at {known} nm, not near {wavelength_nm:g} nm",
            where="removal",
            hint="light that water absorbs little burns deep before it takes anything off",
        )
    return _constants(wavelength_nm, key=f"at_{nearest:.0f}_nm")


def _constants(wavelength_nm: float, *, key: str) -> RemovalConstants:
    table, hot = library.table("tissues/removal"), library.table("tissues/hot_water")
    heat_name, hot_name = f"{key}.heat_of_ablation_j_mm3", f"{key}.absorption_share"
    at = constants_for((SpectralLine(wavelength_nm=wavelength_nm, share=1.0),))
    cold = at.spectra.at(wavelength_nm * units.nm)
    index = float(library.refractive_index("epidermis", np.array([wavelength_nm * units.nm]))[0])
    dermis = library.table("tissues/dermis")
    return RemovalConstants(
        wavelength=wavelength_nm * units.nm,
        water=cold.water * (hot[hot_name].value if hot_name in hot else 1.0),
        dry=cold.baseline,
        reflected=((index - 1.0) / (index + 1.0)) ** 2,
        heat_of_ablation=table[heat_name].value * 1e9,
        blast=table["blast_us"].value * units.us,
        latent=table["latent_heat_j_mm3"].value * 1e9,
        resting=at.surroundings.resting_surface,
        boiling=at.boiling,
        dried_share=table["dried_share"].value,
        steam_escaping=table["steam_escaping_share"].value,
        residue_loss=table["residue_loss_share"].value,
        residual_factor=table["residual_damage_ratio"].value,
        cell_damage=at.dermis_damage,
        collagen_damage=damage_rate("maitland-collagen"),
        inflammation_per_epidermis=at.injury.inflammation_per_epidermis,
        inflammation_per_dermis=at.injury.inflammation_per_dermis,
        shocked_share=at.injury.heat_shock_share,
        living_water=dermis["water_fraction"].value,
        living_capacity=dermis["density_kg_m3"].value * dermis["specific_heat_j_kg_k"].value,
        living_conductivity=dermis["conductivity_w_m_k"].value,
    )
