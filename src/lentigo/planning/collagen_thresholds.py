"""At which radiant exposure each sampled skin has its band of dermis warmed, and at which it is harmed.

The effect is a volume of dermis, heat-shocked or coagulated, inside the band that the kind of lesion asks for; what is
warmed above or below it does not count. Harm is that of every pulse of milliseconds: half of the living epidermis dead
or boiling, much of the papillary dermis' collagen coagulated, or cells dead at a depth from which wounds scar. It is
looked at beside the lesion, in it, and in the palest such skin, so that more melanin never raises a limit; at 1450 and
1540 nm melanin even takes the place of a little water.

Dark marks follow the heat shock of the epidermis: that is the mild point of their law here.

Passes over cooled skin add their damage. What warmth is left when a place is met again is counted against the limits
and never for the effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.plan import BandCurve, Finding, Reach
from lentigo.modalities.constants import Constants
from lentigo.modalities.photothermal import Cells, Light, heat
from lentigo.modalities.skins import BASAL, FAT, PAPILLARY, RETICULAR, SPINOUS, UPPER_RETICULAR, SkinArrays, join
from lentigo.physics.damage import DamageRate, boiling_threshold, damage_threshold
from lentigo.physics.heat import HeatResponse
from lentigo.physics.heated_band import band_threshold, heated_band, warmth_left
from lentigo.planning.chances import knowledge
from lentigo.planning.collagen_band import time_between_passes, wanted_band
from lentigo.planning.compose import injury_law
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.sample import SkinSample
from lentigo.planning.thresholds import AFTER_PULSE, LOWER, UPPER, Lights, Thresholds, where_scars_begin

__all__ = ["collagen_findings", "collagen_reach", "collagen_thresholds"]

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

_WARM_AGAIN = 0.05
"""Share of the rise left when a place is met again, from which it is told [1]."""


@dataclass(frozen=True, slots=True)
class _Warmed:
    """Heat of unit radiant exposure in sets of skins, with what is looked at in it."""

    skins: SkinArrays
    response: HeatResponse
    edges: Floats
    """(M, Z+1) [m]."""
    layer: NDArray[np.intp]
    """(Z,)."""

    @property
    def width(self) -> Floats:
        """(M, Z) [m]."""
        return np.diff(self.edges, axis=1)

    def left(self, after: float) -> float:
        """Largest share of the dermis' rise, over the skins, that is left some time after the light begins [1]."""
        upper = (self.layer == PAPILLARY) | (self.layer == UPPER_RETICULAR)
        started = self.response.time >= 0.0
        share = warmth_left(
            self.response.time[started],
            self.response.rise[:, started],
            weight=np.where(upper, self.width, 0.0),
            after=after,
        )
        return float(share.max())


def collagen_thresholds(
    lit: Lights, combination: Combination, *, case: Case, constants: Constants, threads: int
) -> Thresholds:
    """Per-skin thresholds of one combination aimed at the dermis' collagen.

    Parameters
    ----------
    lit : Lights
        Broad-beam light beside the lesion, in it, and in the palest such skin.
    combination : Combination
        Handpiece, spot, pulse, cooling and passes.
    case : Case
        Its lesion says which band is wanted, its area how soon a place is met again.
    constants : Constants
        Of nature, at the wavelengths of the handpiece.
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    Thresholds
        ``effect`` warms the wanted volume, ``mild`` heat-shocks half of the living epidermis; nothing bursts.

    Raises
    ------
    QuestionError
        If the library knows no band for such a lesion.
    """
    sample, count = lit.sample, lit.count
    warmed = _warmed(lit, combination, sets=(0, 1, 2), constants=constants, threads=threads)
    response, layer = warmed.response, warmed.layer
    passes = float(combination.passes)
    beside, inside, palest = (slice(k * count, (k + 1) * count) for k in range(3))
    epidermis = (layer == SPINOUS) | (layer == BASAL)
    criteria, share = constants.criteria, injury_law().heat_shock_share
    wanted = wanted_band(case, sample, skins=sample.lesion)

    def dead(which: slice, mask: Mask, *, rate: DamageRate, part: float, faster: float = 1.0) -> Floats:
        return damage_threshold(
            response.time,
            response.background[which],
            response.rise[which],
            weight=warmed.width[which],
            mask=mask,
            rate=rate,
            rate_factor=np.full(which.stop - which.start, passes * faster),
            share=part,
            lower=LOWER,
            upper=UPPER,
            threads=threads,
        )

    every = slice(0, 3 * count)
    boiling = boiling_threshold(
        response.background,
        response.rise,
        weight=warmed.width,
        mask=epidermis,
        temperature=constants.boiling,
        share=criteria.epidermis_share,
        lower=LOWER,
        upper=UPPER,
        threads=threads,
    )
    killed = dead(every, epidermis, rate=constants.epidermis_damage, part=criteria.epidermis_share)
    shocked = dead(every, epidermis, rate=constants.epidermis_damage, part=criteria.epidermis_share, faster=1.0 / share)
    deepest = where_scars_begin(warmed.skins, warmed.edges, criteria=criteria)
    scarred = np.minimum(
        dead(every, layer == PAPILLARY, rate=constants.collagen_damage, part=criteria.collagen_share),
        dead(every, deepest, rate=constants.dermis_damage, part=1.0),
    )
    effect = band_threshold(
        response.time,
        response.background[inside],
        response.rise[inside],
        edges=warmed.edges[inside],
        top=wanted.top,
        bottom=wanted.bottom,
        volume=wanted.volume,
        rate=constants.dermis_damage,
        heat_shock_share=share,
        lower=LOWER,
        upper=UPPER,
        passes=passes,
        threads=threads,
    )
    warmer = 1.0 + _still_warm(warmed, combination, area_cm2=case.lesion.area_cm2)

    def lowest(values: Floats) -> Floats:
        least: Floats = np.minimum.reduce([values[k] for k in (beside, inside, palest)]) / warmer
        return least

    never = np.full(count, np.inf)
    return Thresholds(
        effect=effect,
        mild=lowest(shocked),
        epidermis=lowest(np.minimum(killed, boiling)),
        dermis=lowest(scarred),
        mechanical=never,
        floor=never,
        purpura=never,
    )


def collagen_reach(
    lit: Lights,
    combination: Combination,
    *,
    fluence_j_m2: Floats,
    case: Case,
    constants: Constants,
    threads: int,
) -> Reach:
    """The warmed band by depth along a dial.

    Parameters
    ----------
    lit : Lights
        Broad-beam light in the sampled skins.
    combination : Combination
        Handpiece, spot, pulse, cooling and passes.
    fluence_j_m2 : (H,) array
        Radiant exposures that arrive [J/m²].
    case : Case
        Its lesion says which band is wanted.
    constants : Constants
        Of nature, at the wavelengths of the handpiece.
    threads : int
        Threads to use; the result does not depend on it.

    Returns
    -------
    Reach
        ``from_um`` and ``depth_um`` are the edges of the band; where nothing is warmed they fall together.

    Raises
    ------
    QuestionError
        If the library knows no band for such a lesion.
    """
    sample = lit.sample
    warmed = _warmed(lit, combination, sets=(1,), constants=constants, threads=threads)
    wanted = wanted_band(case, sample, skins=sample.lesion)
    known = knowledge(output_error(combination.device))
    # A skin whose cells bear more is heated as one that bears the usual would be by less light.
    unsure = np.exp(known.output * sample.column("output") - known.heat * sample.column("damage"))
    band = heated_band(
        warmed.response.time,
        warmed.response.background,
        warmed.response.rise * unsure[:, None, None],
        edges=warmed.edges,
        dermis=warmed.layer >= PAPILLARY,
        radiant=np.asarray(fluence_j_m2, dtype=np.float64),
        cells=constants.dermis_damage,
        collagen=constants.collagen_damage,
        heat_shock_share=injury_law().heat_shock_share,
        passes=float(combination.passes),
        threads=threads,
    )
    volume = float(np.median(wanted.volume)) / units.um
    top, bottom = (float(np.median(values)) / units.um for values in (wanted.top, wanted.bottom))
    fat = float(np.median(sample.lesion.thickness[:, :FAT].sum(axis=1))) / units.um
    return Reach(
        depth_um=_percentiles(band.lower),
        from_um=_percentiles(band.upper),
        wanted_depth_um=round(bottom, 1),
        deepest_allowed_um=round(fat, 1),
        text=(
            f"Wanted: {volume:.0f} µm of dermis warmed to a heat shock between {top:.0f} and {bottom:.0f} µm, under a "
            f"surface that stays whole. The dermis ends at {fat:.0f} µm; how much of it may die is told by the chance "
            "of a burn."
        ),
        sources=tuple(dict.fromkeys(("assumed", "paithankar-2003", "orringer-2005"))),
    )


def collagen_findings(
    lit: Lights, combination: Combination, *, case: Case, constants: Constants, threads: int
) -> tuple[Finding, ...]:
    """What a reader of such a window must know beside its numbers.

    Parameters
    ----------
    lit : Lights
        Broad-beam light in the sampled skins.
    combination : Combination
        What is dialled.
    case : Case
        Its area says how soon a place is met again.
    constants : Constants
        Of nature, at the wavelengths of the handpiece.
    threads : int
        Threads to use.
    """
    found = [
        Finding(
            topic="assumed",
            text=(
                "Which band of the dermis should be warmed, and how much of it, is assumed. Thresholds of harm are "
                "held against pig skin; no measured depth of change in human dermis at these wavelengths was read."
            ),
        )
    ]
    if combination.cooling.method == "cryogen":
        cold = library.number("limits/dark_marks_collagen", "cold_alone_percent")
        found.append(
            Finding(
                topic="skin",
                text=(
                    f"Cryogen by itself can leave brown marks: {cold.value:.0f} of 100 persons in one early series of "
                    "nine, also where no light was given, gone within a week. The chance of dark marks here is that of "
                    "heat alone; do not spray twice on one place."
                ),
            )
        )
    if combination.passes > 1:
        warmed = _warmed(lit, combination, sets=(0,), constants=constants, threads=threads)
        again = time_between_passes(combination, area_cm2=case.lesion.area_cm2)
        left = warmed.left(again)
        if left >= _WARM_AGAIN:
            found.append(
                Finding(
                    topic="limit",
                    text=(
                        f"At the highest rate a place is met again after {again:.0f} s, when up to {100 * left:.0f} % "
                        "of the dermis' warmth is still there. The limits count it; waiting a minute between passes "
                        "lets the skin cool."
                    ),
                )
            )
    return tuple(found)


def _still_warm(warmed: _Warmed, combination: Combination, *, area_cm2: float) -> float:
    """Share of one pass's rise that all earlier passes have left when the last begins [1]."""
    if combination.passes == 1:
        return 0.0
    again = time_between_passes(combination, area_cm2=area_cm2)
    return sum(warmed.left(again * k) for k in range(1, combination.passes))


def _warmed(
    lit: Lights, combination: Combination, *, sets: tuple[int, ...], constants: Constants, threads: int
) -> _Warmed:
    """Heat in some of the three sets of skins: beside the lesion (0), in it (1), in the palest (2)."""
    sample, count = lit.sample, lit.count
    rows = np.concatenate([np.arange(k * count, (k + 1) * count) for k in sets])
    exposure = combination.exposure
    finite = _rows(lit.joined, rows).finite(exposure, constants=constants)
    skins = join(*(_set(sample, k) for k in sets))
    response = heat(
        skins,
        finite.source,
        grid=finite.cells,
        exposure=exposure,
        surroundings=constants.surroundings,
        cooling_scale=np.tile(sample.cooling_scale_of(exposure.delivery.cooling.method), len(sets)),
        after=AFTER_PULSE,
        threads=threads,
        deepest_layer=RETICULAR,
    )
    stored = response.rise.shape[2]
    return _Warmed(skins, response, finite.cells.edges[:, : stored + 1], finite.cells.layer[:stored])


def _set(sample: SkinSample, index: int) -> SkinArrays:
    return (sample.surroundings, sample.lesion, sample.palest)[index]


def _rows(whole: Light, rows: NDArray[np.intp]) -> Light:
    """The light of some of the skins."""
    if rows.size == whole.cells.edges.shape[0]:
        return whole
    return Light(
        lines=whole.lines,
        cells=Cells(edges=whole.cells.edges[rows], layer=whole.cells.layer, part=whole.cells.part),
        absorbed=whole.absorbed[:, rows],
        fluence=whole.fluence[:, rows],
        reflectance=whole.reflectance[:, rows],
        transmittance=whole.transmittance[:, rows],
        error=whole.error[:, rows],
    )


def _percentiles(depth: Floats) -> BandCurve:
    """5th, 50th and 95th percentile over the skins of depths (H, N) [m], in micrometres."""
    low, middle, high = np.quantile(depth, [0.05, 0.5, 0.95], axis=1) / units.um

    def numbers(values: Floats) -> tuple[float, ...]:
        return tuple(round(float(v), 1) for v in values)

    return BandCurve(p5=numbers(low), p50=numbers(middle), p95=numbers(high))
