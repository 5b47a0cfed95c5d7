"""At which radiant exposure each sampled skin reaches the effect, and at which it is harmed.

Every chance that a plan prints is the distribution of these per-skin thresholds. They are computed for the energy that
arrives and with the central damage constants; spreads of knowledge and of the device's output are applied to them
afterwards (``chances``), because they scale a threshold without changing where it comes from.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import DepthClass
from lentigo.domain.delivery import Exposure
from lentigo.domain.device import PulseClass
from lentigo.domain.goals import Goal
from lentigo.modalities.constants import Constants, Criteria
from lentigo.modalities.photothermal import Light, heat, light
from lentigo.modalities.skins import BASAL, FAT, PAPILLARY, SPINOUS, UPPER_RETICULAR, SkinArrays, join
from lentigo.physics.damage import DamageRate, boiling_threshold, damage_threshold
from lentigo.physics.heat import HeatResponse
from lentigo.physics.photomechanics import sphere_loss_factor
from lentigo.physics.vessels import purpura_exposure
from lentigo.planning.sample import SkinSample

Floats = NDArray[np.float64]

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


@dataclass(frozen=True, slots=True)
class Heated:
    """Light and heat of unit radiant exposure in the three sets of skins, ready to be asked at what each is harmed."""

    count: int
    """Skins in each set."""
    skins: SkinArrays
    """Of the three sets, joined: beside the lesion, in it, and beside it at the palest."""
    finite: Light
    """On the axis of the spot."""
    response: HeatResponse
    constants: Constants
    threads: int

    @property
    def beside(self) -> slice:
        """Rows of the skins beside the lesion."""
        return slice(0, self.count)

    @property
    def inside(self) -> slice:
        """Rows of the skins in the lesion."""
        return slice(self.count, 2 * self.count)

    @property
    def palest(self) -> slice:
        """Rows of the skins at their palest."""
        return slice(2 * self.count, 3 * self.count)

    @property
    def layer(self) -> NDArray[np.intp]:
        """(Z,) layer of each cell whose temperature is kept."""
        return self.finite.cells.layer[: self.response.rise.shape[2]]

    @property
    def width(self) -> Floats:
        """(3N, Z) of these cells [m]."""
        return self.finite.cells.width[:, : self.layer.size]

    def dead(
        self,
        which: slice,
        mask: NDArray[np.bool_],
        *,
        rate: DamageRate,
        share: float,
        ceiling: Floats | None = None,
    ) -> Floats:
        """Radiant exposure at which a share of the chosen cells is dead in some of the skins [J/m²]."""
        return damage_threshold(
            self.response.time,
            self.response.background[which],
            self.response.rise[which],
            weight=self.width[which],
            mask=mask,
            rate=rate,
            ceiling=ceiling,
            share=share,
            lower=LOWER,
            upper=UPPER,
            threads=self.threads,
        )

    def threshold(self, which: slice, mask: NDArray[np.bool_], *, rate: DamageRate, share: float) -> Floats:
        """Radiant exposure at which a share of the chosen cells is dead or boils in some of the skins [J/m²]."""
        boiling = boiling_threshold(
            self.response.background[which],
            self.response.rise[which],
            weight=self.width[which],
            mask=mask,
            temperature=self.constants.boiling,
            share=share,
            lower=LOWER,
            upper=UPPER,
            threads=self.threads,
        )
        return np.minimum(self.dead(which, mask, rate=rate, share=share), boiling)

    def epidermal(self, which: slice) -> Floats:
        """Radiant exposure that harms the epidermis of some of the skins [J/m²]."""
        epidermis = (self.layer == SPINOUS) | (self.layer == BASAL)
        share = self.constants.criteria.epidermis_share
        return self.threshold(which, epidermis, rate=self.constants.epidermis_damage, share=share)

    def dermal(self) -> Floats:
        """Radiant exposure that harms the dermis under the lesion, beside it or in the palest skin (N,) [J/m²].

        The lowest of both signs in all three sets, each looked for only below those already found.
        """
        criteria, size = self.constants.criteria, self.layer.size
        edges = self.finite.cells.edges[:, : size + 1]
        deepest = where_scars_begin(self.skins, edges, criteria=criteria)
        # No look at boiling: at 100 °C collagen lasts 0.05 ms.
        signs = (
            (deepest, self.constants.dermis_damage, 1.0),
            (
                np.broadcast_to(self.layer == PAPILLARY, deepest.shape),
                self.constants.collagen_damage,
                criteria.collagen_share,
            ),
        )
        lowest = np.full(self.count, np.inf)
        for mask, rate, share in signs:
            # Under the lesion's melanin the dermis is hottest in most skins: to begin there spares most searches.
            for which in (self.inside, self.beside, self.palest):
                found = self.dead(which, mask[which], rate=rate, share=share, ceiling=lowest)
                lowest = np.minimum(lowest, found)
        return lowest


def heated(
    lit: Lights, exposure: Exposure, *, constants: Constants, threads: int, deepest_layer: int = UPPER_RETICULAR
) -> Heated:
    """Light on the axis of a spot and heat of one pulse in the three sets of skins.

    Parameters
    ----------
    lit : Lights
        Broad-beam light in them.
    exposure : Exposure
        Pulse, spot and cooling.
    constants : Constants
        Of nature.
    threads : int
        Threads to use; the result does not depend on it.
    deepest_layer : int
        Keep the temperatures of no deeper layer than this.
    """
    sample = lit.sample
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
        deepest_layer=deepest_layer,
    )
    return Heated(lit.count, skins, finite, response, constants, threads)


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
    warm = heated(lit, exposure, constants=constants, threads=threads)
    never = np.full(warm.count, np.inf)
    epidermal = warm.epidermal(slice(0, 2 * warm.count))
    margin = darkest_margin(lit.sample)
    thermal, inner = epidermal[warm.beside] * margin, epidermal[warm.inside]
    thermal_dermis = warm.dermal()

    def below(which: slice) -> Floats:
        """The target of a dermal lesion."""
        share = constants.criteria.dermal_lesion_share
        return warm.threshold(which, warm.layer == UPPER_RETICULAR, rate=constants.dermis_damage, share=share)

    if pulse_class == "millisecond":
        effect = mild = inner
        if depth == "dermal":
            effect = below(warm.inside)
            mild = np.minimum(effect, below(warm.palest))
        mechanical, floor = never, never
    else:
        bursting, shaded = _bursting(lit, warm.finite, exposure, depth=depth, constants=constants)
        law = constants.photomechanics
        dose = law.share(pulse_class)
        if depth == "dermal" or goal == "no_whitening":
            effect, mild = shaded, bursting
        else:
            effect, mild = np.maximum(shaded, dose * inner), np.maximum(bursting, dose * inner)
        worst = 1.0 if goal == "no_whitening" else law.disruption_multiple
        mechanical = np.maximum(bursting, dose * np.minimum(law.harm_multiple * thermal, worst * inner * margin))
        floor = bursting
    return Thresholds(
        effect=effect,
        mild=mild,
        epidermis=thermal,
        dermis=thermal_dermis,
        mechanical=mechanical,
        floor=floor,
        purpura=purpura(lit, warm.finite, exposure, constants=constants),
    )


def darkest_margin(sample: SkinSample) -> Floats:
    """Factor on thresholds of the epidermis beside a lesion in skin so dark that its layers hold no more melanin (N,).

    There the computed thresholds waver with melanin where they should fall; limits must fall.
    """
    family = library.table("skins/family")
    reference = family["reference_epidermis_um"].value * units.um
    saturated = library.melanin_from_ita(family["saturated_ita_deg"].value) * reference
    return np.minimum(1.0, (saturated / sample.melanin_column) ** family["saturated_power"].value)


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


def purpura(lit: Lights, finite: Light, exposure: Exposure, *, constants: Constants) -> Floats:
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
