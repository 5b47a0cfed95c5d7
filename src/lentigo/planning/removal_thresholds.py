"""At which radiant exposure a pass, so often repeated, takes each sampled skin off to the wanted depth, or too deep.

The effect is a wound as deep as the change lies: what is gone and what is coagulated below it, for both are made anew.
Too deep is a wound from which scars begin at that site, or more coagulated tissue below the floor than heals; there the
computed residual damage is multiplied by what measurements have shown beyond it. Melanin takes no part: water absorbs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.case import Case
from lentigo.domain.plain_words import spoken
from lentigo.domain.reach import BandCurve, Reach
from lentigo.domain.skin import site_in_words
from lentigo.modalities.removal import Wound, remove, residue
from lentigo.planning.chances import knowledge
from lentigo.planning.compose_removal import SOURCES, removal_constants
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.removal_depths import depths_of
from lentigo.planning.sample import SkinSample
from lentigo.planning.thresholds import Thresholds

__all__ = ["removal_reach", "removal_thresholds", "wound_of"]

Floats = NDArray[np.float64]

_EXPOSURES = np.geomspace(0.2, 120.0, 40) * units.j_cm2
"""Radiant exposures of a pass at which depths are computed; between them lines are straight in the logarithm."""


def removal_thresholds(sample: SkinSample, combination: Combination, *, case: Case, threads: int) -> Thresholds:
    """Per-skin thresholds of one combination that takes the whole surface off.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        Handpiece, pulse and number of passes.
    case : Case
        Kind of lesion, its measured depth if there is one, and the site.
    threads : int
        Not used: the law is a closed form.

    Returns
    -------
    Thresholds
        Radiant exposure of each pass: ``effect`` reaches the wanted depth, ``mild`` the wound of the series in which
        dark marks were counted, ``dermis`` goes too deep. The epidermis is meant to go. Where nothing may be taken off,
        ``dermis`` is zero.

    Raises
    ------
    OutOfValidityError
        If nothing is known of removal near the wavelength.
    QuestionError
        If nobody takes a surface off for such a lesion.
    """
    del threads
    depths = depths_of(case, sample)
    wound = wound_of(sample, combination, _EXPOSURES)
    deep = _first(wound.worst, depths.allowed)
    scorched = _scorching(combination, limit=depths.coagulated)
    never = np.full(sample.surroundings.count, np.inf)
    return Thresholds(
        effect=_first(wound.coagulated, depths.wanted),
        mild=_first(wound.coagulated, depths.mild),
        epidermis=never,
        dermis=np.where(depths.allowed > 0.0, np.minimum(deep, scorched), 0.0),
        mechanical=never,
        floor=never,
        purpura=never,
    )


def removal_reach(
    sample: SkinSample, combination: Combination, *, fluence_j_m2: Floats, case: Case, threads: int
) -> Reach:
    """Depth of crater and wound along a dial, beside what is wanted and what is allowed.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        Handpiece, pulse and number of passes.
    fluence_j_m2 : (H,) array
        Radiant exposures of a pass that arrive [J/m²].
    case : Case
        Kind of lesion, its measured depth if there is one, and the site.
    threads : int
        Not used: the law is a closed form.
    """
    del threads
    depths = depths_of(case, sample)
    known = knowledge(output_error(combination.device))
    # What a skin needs more of than is usual acts in it as so much less light.
    unsure = np.exp(known.output * sample.column("output") - known.ablation * sample.column("ablation"))
    dial = np.asarray(fluence_j_m2, dtype=np.float64)
    wound = wound_of(sample, combination, unsure[:, None] * dial[None, :])
    wanted, allowed = (float(np.median(values)) / units.um for values in (depths.wanted, depths.allowed))
    lesion = spoken(case.lesion.kind)
    passes = "one pass" if combination.passes == 1 else f"{combination.passes} passes"
    limit = f"may enter the {depths.layer} here, down to {allowed:.0f} µm"
    if allowed == 0.0:
        limit = f"is not made here ({site_in_words(case.skin.site)}): no whole surface is taken off outside the face"
    return Reach(
        depth_um=_percentiles(wound.coagulated),
        removed_um=_percentiles(wound.removed),
        wanted_depth_um=round(wanted, 1),
        deepest_allowed_um=max(round(allowed, 1), 0.1),
        text=(
            f"Wanted for {lesion}: a wound {wanted:.0f} µm deep after {passes}, what is gone and what is coagulated "
            f"below it together. Such a wound {limit}."
        ),
        sources=tuple(dict.fromkeys((*depths.sources, *SOURCES))),
    )


def wound_of(sample: SkinSample, combination: Combination, radiant: Floats) -> Wound:
    """The wound in the skin of every sample, at radiant exposures (H,) or (N, H) of a pass [J/m²]."""
    return remove(
        sample.surroundings,
        radiant,
        pulse=combination.pulse_s,
        passes=combination.passes * combination.stacked,
        constants=removal_constants(combination.wavelength_nm),
    )


def _scorching(combination: Combination, *, limit: float) -> float:
    """Lowest radiant exposure that coagulates more below the floor than heals [J/m²]; infinite if none does."""
    constants = removal_constants(combination.wavelength_nm)
    table = residue(constants, combination.pulse_s)
    thick = np.maximum.accumulate(constants.residual_factor * (table.coagulated - table.dried))
    return float(_first(thick[None, :], np.array([limit]), at=table.exposure / (1.0 - constants.reflected))[0])


def _first(depth: Floats, wanted: Floats, *, at: Floats = _EXPOSURES) -> Floats:
    """Exposure at which depths (N, H) first reach the wanted ones (N,), interpolated [J/m²]; infinite if never."""
    reached = depth >= wanted[:, None]
    index = np.argmax(reached, axis=1)
    rows = np.arange(depth.shape[0])
    before = np.maximum(index - 1, 0)
    high, low = depth[rows, index], depth[rows, before]
    rise = high - low
    part = np.divide(wanted - low, rise, out=np.ones_like(rise), where=rise > 0.0)
    ln = np.log(at)
    found = np.exp(ln[before] + np.clip(part, 0.0, 1.0) * (ln[index] - ln[before]))
    return np.where(reached.any(axis=1), np.where(index == 0, at[0], found), np.inf)


def _percentiles(depth: Floats) -> BandCurve:
    """5th, 50th and 95th percentile over the skins of depths (N, H) [m], in micrometres."""
    low, middle, high = np.quantile(depth, [0.05, 0.5, 0.95], axis=0) / units.um

    def numbers(values: Floats) -> tuple[float, ...]:
        return tuple(round(float(v), 1) for v in values)

    return BandCurve(p5=numbers(low), p50=numbers(middle), p95=numbers(high))
