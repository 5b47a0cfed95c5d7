"""The skins that colour is calibrated on: one structure, any constants, any melanin, and what they reflect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.modalities.constants import Coefficients, Spectra
from lentigo.modalities.skins import BASAL, FAT, HORNY, SPINOUS, SkinArrays, repeat, stack
from lentigo.physics.adding_doubling import LayeredLight, layered_light
from lentigo.physics.colour import lab_from_reflectance

Floats = NDArray[np.float64]

THICKNESS_UM = (12.0, 53.0, 12.0, 150.0, 450.0, 800.0)
"""Horny, spinous and basal layer (the last two 65 together); papillary, upper reticular, reticular dermis (1.4 mm)."""

COLOUR_NM = np.arange(380.0, 781.0, 5.0)


def reference_skins(constants: Mapping[str, float], melanin_fraction: Floats) -> SkinArrays:
    """Skins of the reference structure with the given constants of the family, one per melanin fraction."""
    count = melanin_fraction.size
    skins = repeat(stack([library.skin(site="forearm", melanin_fraction=0.0)]), count)
    thickness = skins.thickness.copy()
    thickness[:, :FAT] = np.array(THICKNESS_UM) * units.um
    fraction = np.zeros_like(thickness)
    for i, mean in enumerate(melanin_fraction):
        fraction[i, SPINOUS], fraction[i, BASAL] = library.share_melanin(
            float(mean),
            spinous_um=THICKNESS_UM[SPINOUS],
            basal_um=THICKNESS_UM[BASAL],
            basal_share=constants["basal_share"],
            # Colours darker than full layers can be are still asked for: then both layers are equally full.
            largest=max(constants["melanin_ceiling"], float(mean)),
        )
    epidermis, dermis = slice(HORNY, BASAL + 1), slice(BASAL + 1, FAT)
    blood, radius = skins.blood_fraction.copy(), skins.vessel_radius.copy()
    scattering, rayleigh, power = (
        skins.reduced_scattering_500.copy(),
        skins.rayleigh_fraction.copy(),
        skins.scattering_power.copy(),
    )
    blood[:, dermis] = constants["blood_fraction"]
    radius[:] = constants["vessel_radius_um"] * units.um
    for part, where in (("epidermal", epidermis), ("dermal", dermis)):
        scattering[:, where] = constants[f"{part}_reduced_scattering_500_per_cm"] * units.per_cm
        rayleigh[:, where] = constants[f"{part}_rayleigh_fraction"]
        power[:, where] = constants[f"{part}_scattering_power"]
    return replace(
        skins,
        thickness=thickness,
        melanin_fraction=fraction,
        blood_fraction=blood,
        oxygen_saturation=np.full_like(blood, constants["oxygen_saturation"]),
        vessel_radius=radius,
        reduced_scattering_500=scattering,
        rayleigh_fraction=rayleigh,
        scattering_power=power,
        melanin_slope=np.full(count, constants["melanin_slope"]),
    )


def spectra(constants: Mapping[str, float], wavelength_nm: Floats) -> Spectra:
    """Absorption of the chromophores at these wavelengths, with the family's melanin and baseline."""

    def absorption(name: str) -> Floats:
        return library.chromophore(name).absorption(wavelength_nm * units.nm)

    names = ("oxyhaemoglobin", "deoxyhaemoglobin", "water", "fat")
    columns = [absorption(name) for name in names] + [absorption("baseline") * constants["baseline_scale"]]
    return Spectra(
        melanin_532=constants["melanin_absorption_532_per_cm"] * units.per_cm,
        by_wavelength={
            round(float(nm), 3): Coefficients(*(float(column[i]) for column in columns))
            for i, nm in enumerate(wavelength_nm)
        },
    )


def layers(
    constants: Mapping[str, float], melanin_fraction: Floats, wavelength_nm: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Absorption, scattering [1/m], anisotropy [1] and thickness [m], each (wavelengths, skins, layers)."""
    skins = reference_skins(constants, melanin_fraction)
    at = spectra(constants, wavelength_nm)
    columns = [
        np.array([of(float(nm) * units.nm) for nm in wavelength_nm])
        for of in (lambda w: skins.absorption(w, at), skins.scattering, skins.anisotropy)
    ]
    return columns[0], columns[1], columns[2], np.broadcast_to(skins.thickness, columns[0].shape)


def broad_light(
    constants: Mapping[str, float], melanin_fraction: Floats, wavelength_nm: Floats, *, cosine: float = 1.0
) -> LayeredLight:
    """Broad light in each skin at each wavelength, (wavelengths x skins,)."""
    columns = [c.reshape(-1, c.shape[-1]) for c in layers(constants, melanin_fraction, wavelength_nm)]
    index = library.number("tissues/dermis", "refractive_index").value
    return layered_light(
        *columns,
        index_inside=index,
        index_above=1.0,
        index_below=index,
        sublayers=[1] * columns[0].shape[1],
        cosine=cosine,
        threads=2,
    )


def reflectance(constants: Mapping[str, float], melanin_fraction: Floats, wavelength_nm: Floats) -> Floats:
    """Reflectance with the specular part [1], (skins, wavelengths)."""
    lit = broad_light(constants, melanin_fraction, wavelength_nm)
    return lit.reflectance.reshape(wavelength_nm.size, melanin_fraction.size).T


def lab(constants: Mapping[str, float], melanin_fraction: Floats, *, observer_deg: int = 2) -> Floats:
    """CIE L*a*b* under D65 of each skin, (skins, 3)."""
    table = library.colour_matching(observer_deg)
    spectrum = reflectance(constants, melanin_fraction, table.wavelength / units.nm)
    return lab_from_reflectance(spectrum, colour_matching=table.functions, illuminant=table.illuminant)
