"""At which radiant exposure each sampled skin reaches the effect, and at which it is harmed.

Every chance that a plan prints is the distribution of these per-skin thresholds. They are computed for the energy that
arrives and with the central damage constants; spreads of knowledge and of the device's output are applied to them
afterwards (``chances``), because they scale a threshold without changing where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.case import DepthClass
from lentigo.domain.delivery import Exposure
from lentigo.domain.device import PulseClass
from lentigo.modalities.constants import Constants, Criteria
from lentigo.modalities.photothermal import Light, heat, light
from lentigo.modalities.skins import BASAL, FAT, PAPILLARY, SPINOUS, UPPER_RETICULAR, SkinArrays, join
from lentigo.physics.damage import DamageRate, boiling_threshold, damage_threshold
from lentigo.physics.photomechanics import sphere_loss_factor
from lentigo.physics.vessels import purpura_exposure
from lentigo.planning.sample import SkinSample

Floats = NDArray[np.float64]

Goal = Literal["whitening", "no_whitening"]
"""What nanosecond and picosecond pulses should do at once."""

LOWER, UPPER = 0.01 * units.j_cm2, 2000.0 * units.j_cm2
"""Between these radiant exposures thresholds are searched; beyond, none is reached."""

PURPURA_FROM, PURPURA_TO = 500 * units.nm, 610 * units.nm
"""Where blood, and not the melanin above it, is what such light heats."""

AFTER_PULSE = 3.0
"""Seconds after the pulse during which damage is followed: the skin has then lost 95 % of its rise."""


@dataclass(frozen=True, slots=True)
class Lights:
    """Broad-beam light in the three sets of skins, joined: beside the lesion, in it, and beside it at the palest."""

    sample: SkinSample
    joined: Light

    @property
    def count(self) -> int:
        """Skins in each set."""
        return self.sample.surroundings.count


def lights(sample: SkinSample, exposure: Exposure, *, constants: Constants, streams: int, threads: int) -> Lights:
    """Light of a broad beam in all skins of a sample; independent of spot and pulse, so computed once for all."""
    skins = join(sample.surroundings, sample.lesion, sample.palest)
    delivery = exposure.delivery
    return Lights(
        sample=sample,
        joined=light(
            skins,
            lines=delivery.lines,
            surface=delivery.cooling.surface_medium,
            constants=constants,
            streams=streams,
            threads=threads,
            estimate_error=False,  # it is told for the central skin
        ),
    )


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Radiant exposures that arrive at the surface, (N,) each [J/m²]; infinite where never reached."""

    effect: Floats
    mild: Floats
    """The effect, as caps on dark marks see it: without the shade that melanin throws on melanin."""
    epidermis: Floats
    """Thermal harm of the epidermis beside the lesion."""
    dermis: Floats
    """Thermal harm of the dermis, under the lesion or beside it."""
    mechanical: Floats
    """Photomechanical harm; infinite for millisecond pulses."""
    floor: Floats
    """Bursting of the first melanosomes beside the lesion: below it nothing is harmed mechanically."""
    purpura: Floats
    """Blood at its boiling point; reported by itself."""

    def take(self, index: NDArray[np.intp]) -> Thresholds:
        """The thresholds of the skins of the given indices."""
        return Thresholds(**{f.name: getattr(self, f.name)[index] for f in fields(self)})

    def worse_of(self, other: Thresholds) -> Thresholds:
        """The lower threshold of either, skin by skin; the effect stays this one's."""
        return Thresholds(
            effect=self.effect,
            mild=np.minimum(self.mild, other.mild),
            epidermis=np.minimum(self.epidermis, other.epidermis),
            dermis=np.minimum(self.dermis, other.dermis),
            mechanical=np.minimum(self.mechanical, other.mechanical),
            floor=np.minimum(self.floor, other.floor),
            purpura=np.minimum(self.purpura, other.purpura),
        )


def thresholds(
    lit: Lights,
    exposure: Exposure,
    *,
    pulse_class: PulseClass,
    depth: DepthClass,
    goal: Goal,
    constants: Constants,
    threads: int,
) -> Thresholds:
    """Per-skin thresholds of one exposure.

    Millisecond pulses: the effect is death or boiling of half of the living epidermis inside the lesion; harm is the
    same beside it, or what scars the dermis, under the lesion or beside it, or in the palest skin (melanin shades the
    dermis, and a limit must not rise with melanin): much of the papillary dermis' collagen coagulated, or cells dead
    nearly as deep as a wound that leaves a scar.

    Nanosecond and picosecond pulses: melanosomes must burst, and enough energy must go into the lesion: a share of what
    would kill it by heat alone, because bursting does part of the work. Harm is bulk heat as above; or a multiple of
    that share in the skin around the lesion (it whitens strongly) or in the lesion (it lifts and bleeds). The goal
    "no_whitening" (toning) wants bursting without that much energy. That clinical whitening lies between the bursting
    of single melanosomes and heat alone is a hypothesis; its two shares are named in the library.
    """
    sample, count = lit.sample, lit.count
    finite = lit.joined.finite(exposure, constants=constants)
    skins = join(sample.surroundings, sample.lesion, sample.palest)
    response = heat(
        skins,
        finite.source,
        grid=finite.cells,
        exposure=exposure,
        surroundings=constants.surroundings,
        cooling_scale=np.tile(sample.cooling_scale_of(exposure.delivery.cooling.method), 3),
        after=AFTER_PULSE,
        threads=threads,
        deepest_layer=UPPER_RETICULAR,
    )
    grid = finite.cells
    layer = grid.layer[: response.rise.shape[2]]
    width = grid.width[:, : layer.size]
    epidermis = (layer == SPINOUS) | (layer == BASAL)
    dermis = layer == PAPILLARY
    beside, inside, palest = (slice(k * count, (k + 1) * count) for k in range(3))
    never = np.full(count, np.inf)

    criteria = constants.criteria
    deepest = where_scars_begin(skins, grid.edges[:, : layer.size + 1], criteria=criteria)

    def dead(
        which: slice, mask: NDArray[np.bool_], *, rate: DamageRate, share: float, ceiling: Floats | None = None
    ) -> Floats:
        return damage_threshold(
            response.time,
            response.background[which],
            response.rise[which],
            weight=width[which],
            mask=mask,
            rate=rate,
            ceiling=ceiling,
            share=share,
            lower=LOWER,
            upper=UPPER,
            threads=threads,
        )

    def threshold(which: slice, mask: NDArray[np.bool_], *, rate: DamageRate, share: float) -> Floats:
        boiling = boiling_threshold(
            response.background[which],
            response.rise[which],
            weight=width[which],
            mask=mask,
            temperature=constants.boiling,
            share=share,
            lower=LOWER,
            upper=UPPER,
            threads=threads,
        )
        return np.minimum(dead(which, mask, rate=rate, share=share), boiling)

    def dermal() -> Floats:
        """The lowest of both signs in all three sets, each looked for only below those already found."""
        # No look at boiling: at 100 °C collagen lasts 0.05 ms.
        signs = (
            (deepest, constants.dermis_damage, 1.0),
            (np.broadcast_to(dermis, deepest.shape), constants.collagen_damage, criteria.collagen_share),
        )
        lowest = never
        for mask, rate, share in signs:
            # Under the lesion's melanin the dermis is hottest in most skins: to begin there spares most searches.
            for which in (inside, beside, palest):
                found = dead(which, mask[which], rate=rate, share=share, ceiling=lowest)
                lowest = np.minimum(lowest, found)
        return lowest

    def below(which: slice) -> Floats:
        target = layer == UPPER_RETICULAR
        return threshold(which, target, rate=constants.dermis_damage, share=criteria.dermal_lesion_share)

    both = slice(0, 2 * count)
    epidermal = threshold(both, epidermis, rate=constants.epidermis_damage, share=criteria.epidermis_share)
    thermal, inner = epidermal[beside], epidermal[inside]
    thermal_dermis = dermal()
    if pulse_class == "millisecond":
        effect = mild = inner
        if depth == "dermal":
            effect = below(inside)
            mild = np.minimum(effect, below(palest))
        mechanical, floor = never, never
    else:
        bursting, shaded = _bursting(lit, finite, exposure, depth=depth, constants=constants)
        law = constants.photomechanics
        dose = law.share(pulse_class)
        if depth == "dermal" or goal == "no_whitening":
            effect, mild = shaded, bursting
        else:
            effect, mild = np.maximum(shaded, dose * inner), np.maximum(bursting, dose * inner)
        worst = 1.0 if goal == "no_whitening" else law.disruption_multiple
        mechanical = np.maximum(bursting, dose * np.minimum(law.harm_multiple * thermal, worst * inner))
        floor = bursting
    return Thresholds(
        effect=effect,
        mild=mild,
        epidermis=thermal,
        dermis=thermal_dermis,
        mechanical=mechanical,
        floor=floor,
        purpura=_purpura(lit, finite, exposure, constants=constants),
    )


def where_scars_begin(skins: SkinArrays, edges: Floats, *, criteria: Criteria) -> NDArray[np.bool_]:
    """The one cell of each skin whose death counts as harm of the dermis, because all above it is dead too (N, Z).

    Heated from within it may die before what lies above: it counts all the same.

    Parameters
    ----------
    skins : SkinArrays
        N skins.
    edges : (N, Z+1) array
        Edges of the cells that are looked at [m]; the deepest is taken where the depth lies beyond it.
    criteria : Criteria
        The depth as a share of the skin's thickness; never less of the dermis than may coagulate of its upper layer.
    """
    top = skins.thickness[:, :PAPILLARY].sum(axis=1)
    least = top + criteria.collagen_share * skins.thickness[:, PAPILLARY]
    depth = np.maximum(criteria.scar_depth_share * skins.thickness[:, :FAT].sum(axis=1), least)
    cell = np.minimum((edges[:, 1:] < depth[:, None]).sum(axis=1), edges.shape[1] - 2)
    chosen: NDArray[np.bool_] = np.arange(edges.shape[1] - 1) == cell[:, None]
    return chosen


def _bursting(
    lit: Lights, finite: Light, exposure: Exposure, *, depth: DepthClass, constants: Constants
) -> tuple[Floats, Floats]:
    """Radiant exposure at which melanosomes burst: in the palest skin, and where the lesion's melanin lies [J/m²].

    A melanosome's threshold hardly depends on how many others there are; what differs is the light that reaches it.
    Where a limit is at stake the light is that of the palest skin: melanin must not protect against this.
    """
    law = constants.photomechanics
    sample, count = lit.sample, lit.count
    ratio = finite.lines[0].wavelength_nm / 532
    confined = sphere_loss_factor(
        exposure.pulse[0].duration_s, diameter=sample.melanosome_diameter, diffusivity=law.diffusivity
    )
    reference = sphere_loss_factor(
        law.reference_pulse, diameter=np.full(count, law.melanosome_diameter), diffusivity=law.diffusivity
    )
    fluence = law.in_vivo * law.threshold_532 * ratio**law.exponent * reference / confined
    if depth == "dermal":
        at = finite.dermal_fluence
        return fluence / at[0, 2 * count :], fluence / at[0, count : 2 * count]
    # Whitening is seen wherever the lesion's pigment lies, not in its most shaded row alone.
    inside = finite.melanin_fluence(sample.lesion, first=count)
    return fluence / finite.basal_fluence[0, 2 * count :], fluence / inside[0]


def _purpura(lit: Lights, finite: Light, exposure: Exposure, *, constants: Constants) -> Floats:
    """Radiant exposure at which a small vessel's blood boils beside the lesion [J/m²]; green lines heat together."""
    count = lit.count
    beside = finite.layer_fluence(PAPILLARY)[:, :count]
    skins = lit.sample.surroundings
    reached = np.zeros(count)
    for w, line in enumerate(finite.lines):
        wavelength = line.wavelength_nm * units.nm
        if not PURPURA_FROM <= wavelength <= PURPURA_TO:
            continue
        at = constants.spectra.at(wavelength)
        saturation = skins.oxygen_saturation[:, PAPILLARY]
        blood = saturation * at.oxyhaemoglobin + (1 - saturation) * at.deoxyhaemoglobin
        reached += 1 / purpura_exposure(
            wavelength=wavelength,
            absorption=blood,
            radius=skins.vessel_radius[:, PAPILLARY],
            fluence_factor=beside[w] * line.share,
            duration=exposure.duration_s,
            heat_capacity=constants.surroundings.blood_heat_capacity,
            diffusivity=constants.photomechanics.diffusivity,
            initial_temperature=constants.surroundings.core_temperature,
            boiling_temperature=constants.boiling,
        )
    with np.errstate(divide="ignore"):
        return 1 / reached
