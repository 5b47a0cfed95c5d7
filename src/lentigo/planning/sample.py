"""A sample of the skins that this person may have: what is known drawn within its error, what is not within its spread.

One Sobol set serves every comparison (common random numbers), so that a question such as "what if she were darker" is
answered without noise. Each uncertain quantity has one column of standard normal deviates, whatever its distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import DepthClass
from lentigo.domain.device import CoolingMethod
from lentigo.domain.goals import Goal
from lentigo.domain.skin import Site
from lentigo.library.numbers import Z95, Number
from lentigo.modalities.skins import (
    BASAL,
    HORNY,
    PAPILLARY,
    RETICULAR,
    SPINOUS,
    UPPER_RETICULAR,
    SkinArrays,
    join,
    repeat,
    stack,
    with_melanin,
)
from lentigo.planning.estimate import Estimate
from lentigo.planning.sobol import sobol_points

Floats = NDArray[np.float64]

QUANTITIES: Mapping[str, str] = {
    "ita": "colour of the skin (ITA)",
    "lesion_contrast": "how much darker the lesion is than the skin around it",
    "melanin_slope": "how fast melanin's absorption falls with wavelength",
    "epidermis_scale": "thickness of the epidermis",
    "basal_share": "share of the melanin in the basal layer",
    "blood_fraction": "blood in the dermis",
    "oxygen_saturation": "oxygen in that blood",
    "scattering_scale": "scattering of the dermis",
    "cooling_scale": "how well the cooling touches the skin",
    "output": "true output of the device",
    "damage": "how skin cells die from heat",
    "melanosome": "how melanosomes burst",
    "harm_margin": "how much bursting skin bears",
    "melanosome_diameter": "size of the melanosomes",
}
"""What is uncertain wherever light is computed, in plain words, in the order of the sample's columns."""

FURTHER_QUANTITIES: Mapping[str, str] = {
    "vessel_diameter": "width of the vessels",
    "vessel_depth": "depth of the vessels",
    "ablation": "how deep a given energy removes or coagulates",
    "column_width": "how wide a column becomes",
    "dermis_scale": "thickness of the dermis",
    "wanted_depth": "how deep the change lies that is to be reached",
    "coagulation": "what it takes to close a vessel",
}
"""What is uncertain where light is not aimed at melanin. Drawn apart, so that the skins stay those of every other
question."""

QUANTITIES_OF: Mapping[Goal, tuple[str, ...]] = {
    "vessels": ("vessel_diameter", "vessel_depth", "coagulation"),
    "collagen": ("dermis_scale", "wanted_depth"),
    "columns": ("ablation", "column_width", "dermis_scale", "wanted_depth"),
    "removal": ("ablation", "dermis_scale", "wanted_depth"),
}
"""The further quantities that count for a goal."""

_COLUMN = {name: index for index, name in enumerate((*QUANTITIES, *FURTHER_QUANTITIES))}


@lru_cache(maxsize=8)
def deviates(count: int, seed: int) -> Floats:
    """Standard normal deviates of a scrambled Sobol sequence, (count, quantities); the same for every question."""
    from scipy.special import ndtri

    both = [
        sobol_points(count, quantities=len(QUANTITIES), seed=seed),
        sobol_points(count, quantities=len(FURTHER_QUANTITIES), first=len(QUANTITIES), seed=seed),
    ]
    z: Floats = ndtri(np.clip(np.concatenate(both, axis=1), 1e-6, 1 - 1e-6))
    z.setflags(write=False)
    return z


def draw(number: Number, z: Floats) -> Floats:
    """Values of a number whose ``low`` and ``high`` are its 5 and 95 % points, from standard normal deviates.

    Each side has its own width on a logarithmic scale, so that the median, 5 % and 95 % points are the library's.
    """
    below = np.log(number.value / number.low) / Z95
    above = np.log(number.high / number.value) / Z95
    values: Floats = number.value * np.exp(np.where(z < 0, below, above) * z)
    return values


@dataclass(frozen=True, slots=True)
class SkinSample:
    """N skins that this person may have, with the lesion in each."""

    surroundings: SkinArrays
    """Perilesional skin."""
    lesion: SkinArrays
    palest: SkinArrays
    """Perilesional skin with the least melanin: what its melanin would otherwise shade. The dermal pigment of a lesion
    lies in it: the epidermis above would otherwise shade that too."""
    melanin_column: Floats
    """(N,) melanosome fraction times thickness of the living epidermis, beside the lesion [m]."""
    lesion_column: Floats
    """(N,) the same in the lesion [m]."""
    deviates: Floats
    """(N, Q) in the order of :data:`QUANTITIES`, then of :data:`FURTHER_QUANTITIES`."""
    cooling_scale: Floats
    """(N,) factor on the heat transfer of contact and cryogen [1]."""
    air_cooling_scale: Floats
    """(N,) factor on the heat transfer of a stream of air, which is held by hand [1]."""
    melanosome_diameter: Floats
    """(N,) [m]."""
    local: Floats | None = None
    """(N,) logarithm of how far a place lies from what was learnt of the person; none where nothing was learnt.

    Before that it drowns in what is not known of the person. Where there is one, deviates are not standard normal."""

    def take(self, index: NDArray[np.intp], laws: Mapping[str, Floats], local: Floats) -> SkinSample:
        """The skins of the given indices, with what was learnt of the laws that scale their thresholds."""
        z = self.deviates[index]
        for name, column in laws.items():
            z[:, _COLUMN[name]] = column
        z.setflags(write=False)
        return SkinSample(
            surroundings=self.surroundings.take(index),
            lesion=self.lesion.take(index),
            palest=self.palest.take(index),
            melanin_column=self.melanin_column[index],
            lesion_column=self.lesion_column[index],
            deviates=z,
            cooling_scale=self.cooling_scale[index],
            air_cooling_scale=self.air_cooling_scale[index],
            melanosome_diameter=self.melanosome_diameter[index],
            local=local,
        )

    def cooling_scale_of(self, method: CoolingMethod) -> Floats:
        """(N,) factor on the heat transfer of a way of cooling [1]."""
        return self.air_cooling_scale if method == "air" else self.cooling_scale

    def column(self, quantity: str) -> Floats:
        """(N,) deviates of one quantity."""
        return self.deviates[:, _COLUMN[quantity]]


def sample_skins(
    estimate: Estimate, *, site: Site, depth: DepthClass, count: int, seed: int, adverse: bool
) -> SkinSample:
    """Draw skins around what is known of this person.

    Parameters
    ----------
    estimate : Estimate
        Colour and lesion contrast with their spreads.
    site : Site
        Body site.
    depth : DepthClass
        Where the lesion's melanin lies.
    count, seed : int
        Size of the Sobol sample and its scrambling.
    adverse : bool
        Put what is unknown at the adverse 95 % bound of its prior: for limits. Otherwise draw it from its prior.
    """
    z = deviates(count, seed)
    spreads = library.spreads(site)

    def column(name: str) -> Floats:
        return z[:, _COLUMN[name]]

    ita = estimate.ita(column("ita"), adverse=adverse)
    contrast_ita = estimate.lesion_ita(column("lesion_contrast"))
    reference = library.number("skins/family", "reference_epidermis_um").value * units.um
    melanin = library.melanin_from_ita(ita) * reference
    if contrast_ita is None:
        contrast = estimate.contrast(column("lesion_contrast"), adverse=adverse)
        lesion_melanin = melanin * contrast
    else:
        # The lesion's own colour is known: its melanin is that of the colour, and never less than beside it.
        lesion_melanin = np.maximum(library.melanin_from_ita(contrast_ita) * reference, melanin)

    central = stack([library.skin(site=site, melanin_fraction=0.0)])
    base = repeat(central, count)
    thickness = base.thickness.copy()
    thickness[:, [HORNY, SPINOUS, BASAL]] *= draw(spreads["epidermis_scale"], column("epidermis_scale"))[:, None]
    dermis = [PAPILLARY, UPPER_RETICULAR, RETICULAR]
    blood, saturation = base.blood_fraction.copy(), base.oxygen_saturation.copy()
    blood[:, dermis] *= (draw(spreads["blood_fraction"], column("blood_fraction")) / spreads["blood_fraction"].value)[
        :, None
    ]
    saturation[:, dermis] = np.minimum(draw(spreads["oxygen_saturation"], column("oxygen_saturation")), 0.98)[:, None]
    scattering = base.reduced_scattering_500.copy()
    scattering[:, dermis] *= draw(spreads["scattering_scale"], column("scattering_scale"))[:, None]
    base = replace(
        base,
        thickness=thickness,
        blood_fraction=blood,
        oxygen_saturation=saturation,
        reduced_scattering_500=scattering,
        melanin_slope=draw(spreads["melanin_slope"], _slope_deviates(column("melanin_slope"), ita)),
    )
    share = np.minimum(draw(spreads["basal_share"], column("basal_share")), 0.95)
    ceiling = library.number("skins/family", "melanin_ceiling").value
    palest = np.minimum(
        library.melanin_from_ita(library.number("skins/family", "palest_ita_deg").value) * reference, melanin
    )
    shaded: DepthClass = depth if depth in ("dermal", "mixed") else "epidermal"
    dermal = library.number("skins/family", "dermal_lesion_melanin_fraction").value
    return SkinSample(
        surroundings=with_melanin(base, melanin, share=share, ceiling=ceiling),
        lesion=with_lesion(base, melanin, lesion_melanin, share=share, ceiling=ceiling, depth=depth, dermal=dermal),
        palest=with_lesion(base, palest, palest, share=share, ceiling=ceiling, depth=shaded, dermal=dermal),
        melanin_column=melanin,
        lesion_column=lesion_melanin,
        deviates=z,
        cooling_scale=draw(spreads["cooling_scale"], column("cooling_scale")),
        air_cooling_scale=draw(spreads["air_cooling_scale"], column("cooling_scale")),
        melanosome_diameter=draw(spreads["melanosome_diameter_um"], column("melanosome_diameter")) * units.um,
    )


def _slope_deviates(z: Floats, ita: Floats) -> Floats:
    """Deviates of the slope of melanin's spectrum, wider toward strong absorption where no spectrum was measured.

    Only toward that side: skin of which less is known must never be allowed more.
    """
    family = library.table("skins/family")
    unmeasured = (ita < family["darkest_calibrated_ita_deg"].value) & (z < 0)
    return np.where(unmeasured, z * family["dark_slope_scale"].value, z)


def central_skins(estimate: Estimate, *, site: Site, depth: DepthClass) -> SkinArrays:
    """Two skins, beside and inside the lesion, whose uncertain quantities all have their central values."""
    family = library.table("skins/family")
    reference = family["reference_epidermis_um"].value * units.um
    melanin = library.melanin_from_ita(np.array([estimate.ita_deg])) * reference
    zero = np.zeros(1)
    own = estimate.lesion_ita(zero)
    if own is None:
        lesion = melanin * estimate.contrast(zero, adverse=False)
    else:
        lesion = np.maximum(library.melanin_from_ita(own) * reference, melanin)
    base = stack([library.skin(site=site, melanin_fraction=0.0)])
    share = np.array([library.spreads(site)["basal_share"].value])
    ceiling = family["melanin_ceiling"].value
    dermal = family["dermal_lesion_melanin_fraction"].value
    return join(
        with_melanin(base, melanin, share=share, ceiling=ceiling),
        with_lesion(base, melanin, lesion, share=share, ceiling=ceiling, depth=depth, dermal=dermal),
    )


def with_lesion(
    skins: SkinArrays,
    column: Floats,
    lesion_column: Floats,
    *,
    share: Floats,
    ceiling: float,
    depth: DepthClass,
    dermal: float,
) -> SkinArrays:
    """Skins inside a lesion: its extra melanin where its depth class puts it."""
    if depth in ("epidermal", "unknown"):
        return with_melanin(skins, lesion_column, share=share, ceiling=ceiling)
    inside = with_melanin(skins, column, share=share, ceiling=ceiling)
    fraction = inside.melanin_fraction.copy()
    extra = lesion_column - column
    if depth == "junctional":
        fraction[:, BASAL] = np.minimum(fraction[:, BASAL] + extra / skins.thickness[:, BASAL], ceiling)
    else:
        if depth == "mixed":
            mixed = with_melanin(skins, lesion_column, share=share, ceiling=ceiling)
            fraction = mixed.melanin_fraction.copy()
        fraction[:, [PAPILLARY, UPPER_RETICULAR]] = dermal
    return replace(inside, melanin_fraction=fraction)
