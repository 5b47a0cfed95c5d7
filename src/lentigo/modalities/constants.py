"""All that a modality knows of nature, as arguments: spectra, finite spots, surroundings, damage, photomechanics.

Planning composes these from the library, so that a plan holds everything that was computed with.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import units
from lentigo.domain.device import PulseClass, SurfaceMedium
from lentigo.errors import OutOfValidityError
from lentigo.physics.damage import DamageRate

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Coefficients:
    """Absorption of the pure chromophores at one wavelength [1/m]."""

    oxyhaemoglobin: float
    """Whole blood, all haemoglobin oxygenated."""
    deoxyhaemoglobin: float
    water: float
    fat: float
    baseline: float
    """Bloodless tissue without melanin."""


@dataclass(frozen=True, slots=True)
class SpotFactors:
    """How much of a broad beam's fluence a spot of finite size keeps on its axis; computed by Monte Carlo.

    Light that a small spot lacks would come from the side, through the epidermis or under it: the more melanin waits
    there, the less there is to lack.
    """

    melanin: Floats
    """(M,) melanin of the epidermis as a layer by itself, from the palest skin to the darkest [m]."""
    wavelength: Floats
    """(W,) [m]."""
    diameter: Floats
    """(D,) [m]."""
    depth: Floats
    """(B,) centres of the bands [m]."""
    factor: Floats
    """(M, W, D, B) [1]."""
    error: Floats
    """(M, W, D, B) standard error of the factor [1]."""

    def at(self, *, wavelength: float, diameter: float, depth: Floats, melanin: Floats) -> Floats:
        """Factor in N skins, linear between what the table holds, in logarithms of melanin and diameter.

        Parameters
        ----------
        wavelength, diameter : float
            [m]. The widest spot of the table stands for wider ones.
        depth : (N, Z) array
            Depths in each skin [m].
        melanin : (N,) array
            Melanin of each skin's epidermis as a layer by itself [m]; the palest and the darkest skin of the table
            stand for those beyond them.

        Returns
        -------
        (N, Z) array
            [1].

        Raises
        ------
        OutOfValidityError
            For a spot narrower, or a wavelength shorter or longer, than the table's.
        """
        if not self.wavelength[0] <= wavelength <= self.wavelength[-1]:
            raise OutOfValidityError(
                f"the finite-spot table holds from {self.wavelength[0] / units.nm:.0f} to "
                f"{self.wavelength[-1] / units.nm:.0f} nm, not at {wavelength / units.nm:.0f} nm"
            )
        if diameter < self.diameter[0]:
            raise OutOfValidityError(
                f"the finite-spot table starts at {self.diameter[0] / units.mm:g} mm, "
                f"the spot is {diameter / units.mm:g} mm"
            )
        at, part = _between(np.log(self.diameter), np.log(diameter))
        of_spot = (1.0 - part) * self.factor[:, :, at] + part * self.factor[:, :, at + 1]
        at, part = _between(self.wavelength, wavelength)
        of_light = (1.0 - part) * of_spot[:, at] + part * of_spot[:, at + 1]
        at, part = _between(np.log(self.melanin), np.log(np.maximum(melanin, self.melanin[0])))
        of_skin = (1.0 - part)[:, None] * of_light[at] + part[:, None] * of_light[at + 1]
        at, part = _between(self.depth, depth)
        above, below = (np.take_along_axis(of_skin, band, axis=1) for band in (at, at + 1))
        factor: Floats = (1.0 - part) * above + part * below
        return factor


def _between(axis: Floats, values: ArrayLike) -> tuple[NDArray[np.intp], Floats]:
    """Number of the point of an axis below each value, and how far the value lies towards the next; ends are ends."""
    asked = np.clip(values, axis[0], axis[-1])
    at = np.clip(np.searchsorted(axis, asked, side="right") - 1, 0, axis.size - 2)
    return at, (asked - axis[at]) / (axis[at + 1] - axis[at])


@dataclass(frozen=True, slots=True)
class Spectra:
    """What the chromophores absorb, by wavelength."""

    melanin_532: float
    """Absorption of melanosomes at 532 nm in living skin [1/m]."""
    by_wavelength: Mapping[float, Coefficients]
    """Keyed by wavelength in nanometres, to a thousandth."""

    def at(self, wavelength: float) -> Coefficients:
        """Coefficients at one of the delivery's wavelengths [m]."""
        return self.by_wavelength[round(wavelength / units.nm, 3)]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What lies around the skin that is treated."""

    room_temperature: float
    """[K]."""
    core_temperature: float
    """[K]."""
    resting_surface: float
    """Temperature of the skin's surface before anything touches it [K]."""
    still_air: float
    """Heat transfer from bare skin by free convection and radiation [W/(m² K)]."""
    blood_heat_capacity: float
    """Volumetric [J/(m³ K)]."""
    surface_index: Mapping[SurfaceMedium, float]
    """Refractive index of what lies on the skin [1]."""


@dataclass(frozen=True, slots=True)
class Photomechanics:
    """What nanosecond and picosecond pulses do to melanosomes, and to the tissue around them."""

    threshold_532: float
    """Radiant exposure that disrupts isolated melanosomes at 532 nm with pulses that confine the heat [J/m²]."""
    exponent: float
    """Power with which that threshold rises with wavelength [1]."""
    in_vivo: float
    """Share of it, as fluence in tissue, at which skin begins to whiten [1]."""
    melanosome_diameter: float
    """[m]."""
    diffusivity: float
    """Thermal diffusivity around a melanosome [m²/s]."""
    share_nanosecond: float
    """Share of the energy that kills by heat alone at which bursting melanosomes kill too, nanosecond pulses [1]."""
    share_picosecond: float
    """The same for picosecond pulses, which also make pressure [1]."""
    reference_pulse: float
    """Pulse length of the measurement that fixed ``in_vivo`` [s]."""
    harm_multiple: float
    """Multiple of that at which the skin around the lesion is harmed [1]."""
    disruption_multiple: float
    """Multiple of it at which the lesion's own epidermis lifts or bleeds [1]."""

    def share(self, pulse_class: PulseClass) -> float:
        """Share of the energy that kills by heat alone at which a pulse of this class kills [1]."""
        return self.share_picosecond if pulse_class == "picosecond" else self.share_nanosecond


@dataclass(frozen=True, slots=True)
class Criteria:
    """When a layer counts as reached or harmed."""

    epidermis_share: float
    """Share of the living epidermis whose cells are dead or boil [1]."""
    collagen_share: float
    """Share of the papillary dermis whose collagen is coagulated [1]."""
    scar_depth_share: float
    """Depth at which cells are dead, as a share of the skin's thickness [1]."""
    dermal_lesion_share: float
    """Share of the upper reticular dermis whose cells are dead: the effect on a dermal lesion [1]."""


@dataclass(frozen=True, slots=True)
class InjuryLaw:
    """What bursting and heat count for in an injury, beside what the thresholds already hold."""

    heat_shock_share: float
    """Share of the lethal damage from which a cell that lives is heat-shocked [1]."""
    bursting_sharpness: float
    """How suddenly melanosomes burst around their threshold [1]."""
    bursting_cleared: float
    """Share of the melanin of burst melanosomes that goes although the cell lives [1]."""
    inflammation_per_epidermis: float
    """Inflammation if all of the living epidermis died [1]."""
    inflammation_per_bursting: float
    """Inflammation if all melanosomes of the epidermis burst and every cell lived [1]."""
    inflammation_per_dermis: float
    """Inflammation per thickness of coagulated dermis [1/m]."""


@dataclass(frozen=True, slots=True)
class Constants:
    """Everything together."""

    spectra: Spectra
    spot_factors: Mapping[SurfaceMedium, SpotFactors]
    """By what lies on the skin."""
    surroundings: Surroundings
    epidermis_damage: DamageRate
    dermis_damage: DamageRate
    """Death of the dermis' cells."""
    collagen_damage: DamageRate
    """Coagulation of the dermis' collagen."""
    photomechanics: Photomechanics
    criteria: Criteria
    injury: InjuryLaw
    boiling: float
    """Temperature at which tissue water boils [K]."""
