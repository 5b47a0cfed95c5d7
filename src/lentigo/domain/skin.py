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

FACE: frozenset[Site] = frozenset({"face", "forehead", "cheek", "lip", "eyelid"})
"""Those of the face: elsewhere skin has fewer glands and hairs to heal from."""


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
class Barrier:
    """What is left of the skin's barrier against what is put on it.

    A whole barrier is what skin has until a step opens it, so that it needs no word: light that kills the epidermis, a
    peel and a plane take horny layer away; needles and columns of light leave channels.
    """

    stripped_share: Fraction = 0.0
    """Share of the horny layer's thickness that is gone, or no longer held by living cells."""
    channel_share: Fraction = 0.0
    """Share of the area that is open channel, filled with water."""
    channel_depth_um: NonNegative = 0.0
    """Depth of the channels below the surface."""

    @property
    def is_whole(self) -> bool:
        """Whether no step has opened it."""
        return self.stripped_share == 0.0 and (self.channel_share == 0.0 or self.channel_depth_um == 0.0)


WHOLE_BARRIER = Barrier()
"""That of skin which no step has opened."""


@record
class Skin:
    """The layers at one site, from the surface down, the slope of their melanin's spectrum, and their barrier."""

    site: Site
    layers: tuple[Layer, ...]
    melanin_slope: Positive
    """Power with which the absorption of melanin in living skin falls with wavelength."""
    barrier: Barrier = WHOLE_BARRIER
    """Whole, unless a step has opened it."""
