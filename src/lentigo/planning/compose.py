"""The constants of nature that a modality needs, composed from the library for the wavelengths of a delivery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from lentigo import library, units
from lentigo.domain.device import SpectralLine, SurfaceMedium
from lentigo.modalities.constants import (
    Coefficients,
    Constants,
    Criteria,
    InjuryLaw,
    Photomechanics,
    Spectra,
    SpotFactors,
    Surroundings,
)
from lentigo.physics.damage import ArrheniusProcess, DamageRate


@lru_cache(maxsize=64)
def _coefficients(wavelength_nm: float) -> Coefficients:
    wavelength = np.array([wavelength_nm * units.nm])

    def absorption(name: str) -> float:
        return float(library.chromophore(name).absorption(wavelength)[0])

    scale = library.number("skins/family", "baseline_scale").value
    return Coefficients(
        oxyhaemoglobin=absorption("oxyhaemoglobin"),
        deoxyhaemoglobin=absorption("deoxyhaemoglobin"),
        water=absorption("water"),
        fat=absorption("fat"),
        baseline=absorption("baseline") * scale,
    )


def damage_rate(name: str) -> DamageRate:
    """A set of damage constants of the library; cells die no faster than the fast process lets them."""
    constants = library.damage_set(name)
    processes = tuple(
        ArrheniusProcess(
            frequency_factor=band.frequency_factor_per_s.value,
            activation_temperature=band.activation_temperature_k,
            above=max(units.kelvin(band.above_c), 0.0),
        )
        for band in constants.bands
    )
    if constants.tissue == "collagen":
        return DamageRate(processes=processes)
    fast = library.table("damage/fast-process")
    return DamageRate(
        processes=processes,
        fast=ArrheniusProcess(
            frequency_factor=fast["frequency_factor_per_s"].value,
            activation_temperature=fast["activation_temperature_k"].value,
        ),
    )


def _spot_factors(surface: SurfaceMedium) -> SpotFactors:
    table = library.spot_factors(surface)
    return SpotFactors(
        melanin=table.melanin,
        wavelength=table.wavelength,
        diameter=table.diameter,
        depth=table.depth,
        factor=table.factor,
        error=table.error,
    )


@lru_cache(maxsize=1)
def _unchanging() -> tuple[Mapping[SurfaceMedium, SpotFactors], Surroundings, DamageRate, Photomechanics]:
    around = library.table("conditions/surroundings")
    law = library.table("photomechanics/melanosomes")
    surroundings = Surroundings(
        room_temperature=units.kelvin(around["room_temperature_c"].value),
        core_temperature=units.kelvin(around["core_temperature_c"].value),
        resting_surface=units.kelvin(around["surface_temperature_c"].value),
        still_air=around["still_air_w_m2_k"].value,
        blood_heat_capacity=around["blood_density_kg_m3"].value * around["blood_specific_heat_j_kg_k"].value,
        surface_index={
            "air": 1.0,
            **{
                medium: float(library.refractive_index(medium, np.array([800 * units.nm]))[0])
                for medium in ("gel", "water", "glass", "sapphire")
            },
        },
    )
    photomechanics = Photomechanics(
        threshold_532=law["threshold_532_j_cm2"].value * units.j_cm2,
        exponent=law["threshold_exponent"].value,
        in_vivo=law["in_vivo_share"].value,
        melanosome_diameter=law["melanosome_diameter_um"].value * units.um,
        diffusivity=law["diffusivity_mm2_s"].value * units.mm2,
        share_nanosecond=law["share_nanosecond"].value,
        share_picosecond=law["share_picosecond"].value,
        reference_pulse=law["reference_pulse_ns"].value * units.ns,
        harm_multiple=law["harm_multiple"].value,
        disruption_multiple=law["disruption_multiple"].value,
    )
    factors = {medium: _spot_factors(medium) for medium in surroundings.surface_index}
    return factors, surroundings, damage_rate("henriques-1947"), photomechanics


@lru_cache(maxsize=1)
def injury_law() -> InjuryLaw:
    """What bursting and heat count for in an injury, by the library."""
    table = library.table("healing/light")
    return InjuryLaw(
        heat_shock_share=table["heat_shock_share"].value,
        bursting_sharpness=table["bursting_exponent"].value,
        bursting_cleared=table["bursting_cleared_share"].value,
        inflammation_per_epidermis=table["epidermis_inflammation_ratio"].value,
        inflammation_per_bursting=table["bursting_inflammation_ratio"].value,
        inflammation_per_dermis=1.0 / (table["inflaming_dermis_um"].value * units.um),
    )


@lru_cache(maxsize=64)
def constants_for(lines: tuple[SpectralLine, ...]) -> Constants:
    """Everything that a modality needs of nature at the wavelengths of these lines.

    Raises
    ------
    lentigo.errors.OutOfValidityError
        If a chromophore's data do not reach one of the wavelengths.
    """
    factors, surroundings, rate, photomechanics = _unchanging()
    family = library.table("skins/family")
    return Constants(
        spectra=Spectra(
            melanin_532=family["melanin_absorption_532_per_cm"].value * units.per_cm,
            by_wavelength=_by_wavelength(lines),
        ),
        spot_factors=factors,
        surroundings=surroundings,
        epidermis_damage=rate,
        dermis_damage=rate,
        collagen_damage=damage_rate("maitland-collagen"),
        photomechanics=photomechanics,
        criteria=Criteria(**{name: number.value for name, number in library.table("limits/criteria").items()}),
        injury=injury_law(),
        boiling=units.kelvin(library.number("conditions/surroundings", "boiling_c").value),
    )


def _by_wavelength(lines: Sequence[SpectralLine]) -> dict[float, Coefficients]:
    return {round(line.wavelength_nm, 3): _coefficients(line.wavelength_nm) for line in lines}
