"""Skin as a value: layers at one site, each homogeneous, from the surface down."""

from __future__ import annotations

from typing import Literal

from lentigo.domain.record import Fraction, NonNegative, Positive, record

Site = Literal[
    "face",
    "forehead",
    "cheek",
    "eyelid",
    "lip",
    "neck",
    "decollete",
    "chest",
    "back",
    "abdomen",
    "forearm",
    "back_of_hand",
    "thigh",
    "buttock",
]
"""Body sites that the library knows layers for."""


def site_in_words(site: str) -> str:
    """A site as people say it, such as "back of the hand"."""
    return site.replace("_of_", "_of_the_").replace("_", " ").replace("decollete", "décolleté")


LayerName = Literal[
    "horny_layer",
    "spinous_layer",
    "basal_layer",
    "papillary_dermis",
    "upper_reticular_dermis",
    "reticular_dermis",
    "fat",
]
"""The layers of every skin, from the surface down."""


@record
class Layer:
    """A homogeneous slab of skin: what it is made of, how it scatters light and conducts heat."""

    name: LayerName
    thickness_um: Positive
    melanin_fraction: Fraction
    """Share of the layer's volume that is melanosome."""
    blood_fraction: Fraction
    oxygen_saturation: Fraction
    vessel_radius_um: Positive
    """Mean radius of the vessels that hold the blood: packed blood shades itself."""
    water_fraction: Fraction
    fat_fraction: Fraction
    reduced_scattering_500_per_cm: Positive
    """Reduced scattering coefficient at 500 nm."""
    rayleigh_fraction: Fraction
    """Share of the reduced scattering at 500 nm that falls as the fourth power of the wavelength."""
    scattering_power: NonNegative
    """Power with which the rest falls with wavelength."""
    anisotropy_at_500_nm: Fraction
    anisotropy_per_um: NonNegative
    """Rise of the anisotropy per micrometre of wavelength."""
    refractive_index: Positive
    conductivity_w_m_k: Positive
    density_kg_m3: Positive
    specific_heat_j_kg_k: Positive
    perfusion_per_s: NonNegative
    """Volume of blood per volume of tissue and second."""


@record
class Skin:
    """The layers at one site, from the surface down, and the slope of their melanin's spectrum."""

    site: Site
    layers: tuple[Layer, ...]
    melanin_slope: Positive
    """Power with which the absorption of melanin in living skin falls with wavelength."""
