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

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.plan import Finding
from lentigo.domain.reach import BandCurve, Reach
from lentigo.modalities.constants import Constants
from lentigo.modalities.skins import BASAL, FAT, PAPILLARY, RETICULAR, SPINOUS, UPPER_RETICULAR
from lentigo.physics.damage import DamageRate
from lentigo.physics.heated_band import band_threshold, heated_band, warmth_left
from lentigo.planning.chances import knowledge
from lentigo.planning.collagen_band import time_between_passes, wanted_band
from lentigo.planning.compose import injury_law
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.thresholds import LOWER, UPPER, Heated, Lights, Thresholds, heated

__all__ = ["collagen_findings", "collagen_reach", "collagen_thresholds"]

Floats = NDArray[np.float64]

_WARM_AGAIN = 0.05
"""Share of the rise left when a place is met again, from which it is told [1]."""


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
        ``effect`` warms the wanted volume, ``mild`` heat-shocks half of the living epidermis; nothing bursts. At these
        wavelengths the darkest skin need not be the most tender: the lowest of all sets counts.

    Raises
    ------
    QuestionError
        If the library knows no band for such a lesion.
    """
    law = injury_law()
    once = constants.epidermis_damage
    repeated = _over_passes(constants, combination.passes)
    warm = heated(lit, combination.exposure, constants=repeated, threads=threads, deepest_layer=RETICULAR)
    # A lesion without pigment of its own has the epidermis of the skin beside it.
    alike = np.array_equal(lit.sample.lesion_column, lit.sample.melanin_column)
    sets = (warm.beside, warm.palest) if alike else (warm.beside, warm.inside, warm.palest)
    epidermis = (warm.layer == SPINOUS) | (warm.layer == BASAL)
    shock = _faster(once, combination.passes / law.heat_shock_share)
    shocked = [warm.dead(k, epidermis, rate=shock, share=constants.criteria.epidermis_share) for k in sets]
    wanted = wanted_band(case, lit.sample, skins=lit.sample.lesion)
    effect = band_threshold(
        warm.response.time,
        warm.response.background[warm.inside],
        warm.response.rise[warm.inside],
        edges=warm.finite.cells.edges[warm.inside, : warm.layer.size + 1],
        top=wanted.top,
        bottom=wanted.bottom,
        volume=wanted.volume,
        rate=repeated.dermis_damage,
        heat_shock_share=law.heat_shock_share,
        lower=LOWER,
        upper=UPPER,
        threads=threads,
    )
    warmer = 1.0 + _left_by_earlier_passes(warm, combination, area_cm2=case.lesion.area_cm2)
    tender = _without_melanin(warm) / warmer

    never = np.full(warm.count, np.inf)
    return Thresholds(
        effect=effect,
        mild=np.minimum.reduce(shocked) * tender,
        epidermis=np.minimum.reduce([warm.epidermal(k) for k in sets]) * tender,
        dermis=warm.dermal() * tender,
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
    repeated = _over_passes(constants, combination.passes)
    warm = heated(lit, combination.exposure, constants=repeated, threads=threads, deepest_layer=RETICULAR)
    wanted = wanted_band(case, sample, skins=sample.lesion)
    known = knowledge(output_error(combination.device))
    # A skin whose cells bear more is heated as one that bears the usual would be by less light.
    unsure = np.exp(known.output * sample.column("output") - known.heat * sample.column("damage"))
    band = heated_band(
        warm.response.time,
        warm.response.background[warm.inside],
        warm.response.rise[warm.inside] * unsure[:, None, None],
        edges=warm.finite.cells.edges[warm.inside, : warm.layer.size + 1],
        dermis=warm.layer >= PAPILLARY,
        radiant=np.asarray(fluence_j_m2, dtype=np.float64),
        cells=repeated.dermis_damage,
        collagen=repeated.collagen_damage,
        heat_shock_share=injury_law().heat_shock_share,
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
            f"surface that stays whole. Where both edges of the band are equal nothing is warmed. The dermis ends at "
            f"{fat:.0f} µm; how much of it may die is told by the chance of a burn."
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
    mark = case.lesion.mark
    deepest = library.number("limits/collagen_band", f"{case.lesion.kind}.to_um").high
    if mark is not None and mark.depth_um != "unknown" and mark.depth_um > deepest:
        found.append(
            Finding(
                topic="limit",
                text=(
                    f"The mark reaches {mark.depth_um:g} µm down, deeper than such light is taken to help (about "
                    f"{deepest:g} µm): the chance of effect counts what is warmed above its floor, and the floor "
                    "would stay as it is."
                ),
            )
        )
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
        warm = heated(lit, combination.exposure, constants=constants, threads=threads)
        again = time_between_passes(combination, area_cm2=case.lesion.area_cm2)
        left = _left(warm, again)
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


def _over_passes(constants: Constants, passes: int) -> Constants:
    """Nature with the damage of so many passes over cooled skin, each by the same heat."""
    return replace(
        constants,
        epidermis_damage=_faster(constants.epidermis_damage, passes),
        dermis_damage=_faster(constants.dermis_damage, passes),
        collagen_damage=_faster(constants.collagen_damage, passes),
    )


def _faster(rate: DamageRate, factor: float) -> DamageRate:
    """A rate so many times as high, with all its processes."""
    return DamageRate(
        processes=tuple(replace(p, frequency_factor=p.frequency_factor * factor) for p in rate.processes),
        fast=None if rate.fast is None else replace(rate.fast, frequency_factor=rate.fast.frequency_factor * factor),
    )


def _without_melanin(warm: Heated) -> Floats:
    """How much less skin bears whose epidermis held water where the palest skin still has melanin (N,) [1].

    Where water takes up more than melanin does, a little melanin would otherwise raise a limit.
    """
    layers = [SPINOUS, BASAL]
    width = warm.skins.thickness[warm.palest][:, layers]
    melanin = (warm.skins.melanin_fraction[warm.palest][:, layers] * width).sum(axis=1) / width.sum(axis=1)
    return np.asarray(1.0 - melanin)


def _left(warm: Heated, after: float) -> float:
    """Largest share of the dermis' rise, over the skins, that is left some time after the light begins [1]."""
    upper = (warm.layer == PAPILLARY) | (warm.layer == UPPER_RETICULAR)
    share = warmth_left(warm.response.time, warm.response.rise, weight=np.where(upper, warm.width, 0.0), after=after)
    return float(share.max())


def _left_by_earlier_passes(warm: Heated, combination: Combination, *, area_cm2: float) -> float:
    """Share of one pass's rise that all earlier passes have left when the last begins [1]."""
    if combination.passes == 1:
        return 0.0
    again = time_between_passes(combination, area_cm2=area_cm2)
    return sum(_left(warm, again * k) for k in range(1, combination.passes))


def _percentiles(depth: Floats) -> BandCurve:
    """5th, 50th and 95th percentile over the skins of depths (H, N) [m], in micrometres."""
    low, middle, high = np.quantile(depth, [0.05, 0.5, 0.95], axis=1) / units.um

    def numbers(values: Floats) -> tuple[float, ...]:
        return tuple(round(float(v), 1) for v in values)

    return BandCurve(p5=numbers(low), p50=numbers(middle), p95=numbers(high))
