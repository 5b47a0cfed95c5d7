"""Many skins at once: the layers of N skins as arrays in SI, and the absorption and scattering they have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import units
from lentigo.domain.skin import Skin
from lentigo.modalities.constants import Spectra

Floats = NDArray[np.float64]

LAYERS = (
    "horny_layer",
    "spinous_layer",
    "basal_layer",
    "papillary_dermis",
    "upper_reticular_dermis",
    "reticular_dermis",
    "fat",
)
"""Order of the layers in every skin, from the surface down."""
HORNY, SPINOUS, BASAL, PAPILLARY, UPPER_RETICULAR, RETICULAR, FAT = range(7)


@dataclass(frozen=True, slots=True)
class SkinArrays:
    """N skins of the same layers, in SI units.

    Each array is (N, L), but what belongs to no layer is (N,): the slope of melanin's spectrum, and the barrier.
    """

    thickness: Floats
    melanin_fraction: Floats
    blood_fraction: Floats
    oxygen_saturation: Floats
    vessel_radius: Floats
    water_fraction: Floats
    fat_fraction: Floats
    reduced_scattering_500: Floats
    rayleigh_fraction: Floats
    scattering_power: Floats
    anisotropy_at_500_nm: Floats
    anisotropy_per_m: Floats
    refractive_index: Floats
    conductivity: Floats
    heat_capacity: Floats
    """Volumetric [J/(m³ K)]."""
    perfusion: Floats
    """Volume of blood per volume of tissue and second [1/s]."""
    melanin_slope: Floats
    stripped_share: Floats
    """Share of the horny layer's thickness that is gone [1]."""
    channel_share: Floats
    """Share of the area that is open channel [1]."""
    channel_depth: Floats
    """Depth of the channels [m]."""

    @property
    def count(self) -> int:
        """Number of skins."""
        return int(self.thickness.shape[0])

    @property
    def melanin_column(self) -> Floats:
        """(N,) melanin of the epidermis as a layer by itself: fraction times thickness, summed [m]."""
        epidermis = slice(HORNY, BASAL + 1)
        column: Floats = (self.melanin_fraction[:, epidermis] * self.thickness[:, epidermis]).sum(axis=1)
        return column

    def take(self, index: ArrayLike) -> SkinArrays:
        """The skins of the given indices."""
        chosen = np.asarray(index)
        return SkinArrays(**{f.name: getattr(self, f.name)[chosen] for f in fields(self)})

    def absorption(self, wavelength: float, spectra: Spectra) -> Floats:
        """Absorption coefficient of each layer, shape (N, L) [1/m], at a wavelength [m].

        Volume-weighted sum of the chromophores. Melanin of living skin follows a power of the wavelength whose slope
        belongs to the skin. Blood in vessels of finite radius shades itself: the packing correction of Svaasand and
        Verkruysse, (1 - exp(-2 µ r)) / (2 µ r).
        """
        at = spectra.at(wavelength)
        melanin = spectra.melanin_532 * (wavelength / (532 * units.nm)) ** (-self.melanin_slope)
        blood = self.oxygen_saturation * at.oxyhaemoglobin + (1 - self.oxygen_saturation) * at.deoxyhaemoglobin
        path = 2 * blood * self.vessel_radius
        packing = -np.expm1(-path) / path
        rest = 1 - self.melanin_fraction - self.blood_fraction
        absorption: Floats = (
            self.melanin_fraction * melanin[:, None]
            + self.blood_fraction * packing * blood
            + rest * (self.water_fraction * at.water + self.fat_fraction * at.fat + at.baseline)
        )
        return absorption

    def anisotropy(self, wavelength: float) -> Floats:
        """Mean cosine of the scattering angle of each layer, shape (N, L) [1]."""
        rise = self.anisotropy_per_m * (wavelength - 500 * units.nm)
        return np.minimum(self.anisotropy_at_500_nm + rise, 0.95)

    def scattering(self, wavelength: float) -> Floats:
        """Scattering coefficient of each layer, shape (N, L) [1/m].

        Beyond 1600 nm the law is carried on, to a factor of two (``tissues/infrared``): little beside absorption.
        """
        ratio = wavelength / (500 * units.nm)
        shape = self.rayleigh_fraction * ratio**-4.0 + (1 - self.rayleigh_fraction) * ratio ** (-self.scattering_power)
        scattering: Floats = self.reduced_scattering_500 * shape / (1 - self.anisotropy(wavelength))
        return scattering


def stack(skins: Sequence[Skin]) -> SkinArrays:
    """The given skins as arrays.

    Raises
    ------
    ValueError
        If a skin has other layers than :data:`LAYERS`, in that order.
    """
    for skin in skins:
        if tuple(layer.name for layer in skin.layers) != LAYERS:
            raise ValueError(f"a skin must have the layers {', '.join(LAYERS)}, in this order")

    def column(name: str, unit: float = 1.0) -> Floats:
        return np.array([[getattr(layer, name) for layer in skin.layers] for skin in skins], dtype=np.float64) * unit

    return SkinArrays(
        thickness=column("thickness_um", units.um),
        melanin_fraction=column("melanin_fraction"),
        blood_fraction=column("blood_fraction"),
        oxygen_saturation=column("oxygen_saturation"),
        vessel_radius=column("vessel_radius_um", units.um),
        water_fraction=column("water_fraction"),
        fat_fraction=column("fat_fraction"),
        reduced_scattering_500=column("reduced_scattering_500_per_cm", units.per_cm),
        rayleigh_fraction=column("rayleigh_fraction"),
        scattering_power=column("scattering_power"),
        anisotropy_at_500_nm=column("anisotropy_at_500_nm"),
        anisotropy_per_m=column("anisotropy_per_um", 1 / units.um),
        refractive_index=column("refractive_index"),
        conductivity=column("conductivity_w_m_k"),
        heat_capacity=column("density_kg_m3") * column("specific_heat_j_kg_k"),
        perfusion=column("perfusion_per_s"),
        melanin_slope=np.array([skin.melanin_slope for skin in skins], dtype=np.float64),
        stripped_share=np.array([skin.barrier.stripped_share for skin in skins], dtype=np.float64),
        channel_share=np.array([skin.barrier.channel_share for skin in skins], dtype=np.float64),
        channel_depth=np.array([skin.barrier.channel_depth_um for skin in skins], dtype=np.float64) * units.um,
    )


def repeat(skins: SkinArrays, count: int) -> SkinArrays:
    """One skin as ``count`` equal ones."""
    return skins.take(np.zeros(count, dtype=np.intp))


def join(*parts: SkinArrays) -> SkinArrays:
    """Several sets of skins as one, in order."""
    return SkinArrays(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(SkinArrays)})


def with_melanin(skins: SkinArrays, column: Floats, *, share: Floats, ceiling: float) -> SkinArrays:
    """Skins with a melanin column [m] in their living epidermis, a share of it in the basal layer.

    The basal layer takes its share until it is full; the spinous layer takes the rest until it is full too: no more
    than ``ceiling`` of a layer's volume can be melanosome.
    """
    fraction = skins.melanin_fraction.copy()
    basal, spinous = skins.thickness[:, BASAL], skins.thickness[:, SPINOUS]
    even = basal / (basal + spinous)
    fraction[:, BASAL] = np.minimum(column * np.maximum(share, even) / basal, ceiling)
    left = column - fraction[:, BASAL] * basal
    fraction[:, SPINOUS] = np.minimum(left / spinous, ceiling)
    return replace(skins, melanin_fraction=fraction)


def with_papillary_blood(skins: SkinArrays, factor: ArrayLike) -> SkinArrays:
    """Skins whose papillary dermis holds another amount of blood, as after a numbing cream; nothing else changes.

    Parameters
    ----------
    skins : SkinArrays
        N skins.
    factor : float or (N,) array
        Blood as a share of before [1].
    """
    blood = skins.blood_fraction.copy()
    blood[:, PAPILLARY] = np.minimum(blood[:, PAPILLARY] * np.asarray(factor, dtype=np.float64), 1.0)
    return replace(skins, blood_fraction=blood)
