"""At which energy of one beam each sampled skin has the columns that are wanted, and at which they are too much.

The effect is reached where columns are as deep, and cover as much, as is wanted. Too deep for the site counts as harm
of the dermis. Harm of the epidermis is whatever wounds it as one: columns that touch, hot spots of a random pattern,
skin between the columns overheated by them and by the passes before, or more of the surface wounded than is allowed
there. Melanin takes no part in what water absorbs; it lowers the coverage that is allowed. All exposures are those
inside one beam: its energy over its area.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.device import Tip
from lentigo.domain.reach import BandCurve, Reach
from lentigo.errors import QuestionError
from lentigo.modalities.columns import ENERGIES, ColumnConstants, ColumnCurve, Columns
from lentigo.physics.column import coagulation_temperature
from lentigo.physics.pattern import bulk_rise, chance_of_touching, coverage, pass_rises, width_at_coverage
from lentigo.planning.caps import DarkMarkLaw
from lentigo.planning.chances import knowledge
from lentigo.planning.column_limits import aims_of
from lentigo.planning.compose_columns import (
    SOURCES_COAGULATING,
    SOURCES_DRILLING,
    column_constants,
    curve_of,
    known_depth,
)
from lentigo.planning.dial import Combination, output_error
from lentigo.planning.sample import SkinSample
from lentigo.planning.thresholds import Thresholds

__all__ = [
    "ColumnPattern",
    "bulk_limit",
    "column_reach",
    "column_thresholds",
    "columns_in",
    "confluent_width",
    "pass_interval",
    "pattern_of",
    "per_energy",
]

Floats = NDArray[np.float64]

_LONGEST = 0.9
"""Share of the surface above which its coverage is no longer told apart from all of it."""


_LEAST_POWER, _FEWEST = 0.02, 3
"""Coverage grows at least so little with energy [1]; fewer energies than this tell no trend."""


@dataclass(frozen=True, slots=True)
class ColumnPattern:
    """What a combination makes of columns."""

    tip: Tip
    density: float
    """Columns per area and pass [1/m²]."""
    passes: int

    def coverage(self, width: Floats) -> Floats:
        """Of all passes [1]."""
        return coverage(self.density, width, placing=self.tip.placing, passes=self.passes)


def column_thresholds(sample: SkinSample, combination: Combination, *, case: Case, threads: int) -> Thresholds:
    """Per-skin thresholds of one combination that makes columns.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        Tip, pulse, density, passes and stacked pulses.
    case : Case
        Kind of lesion, its measured depth if there is one, site, phototype and area.
    threads : int
        Not used: columns of a tip are read from a curve.

    Returns
    -------
    Thresholds
        Radiant exposure inside one beam: ``effect`` reaches depth and coverage, ``mild`` the coverage at which the law
        of dark marks stands, ``epidermis`` and ``dermis`` are harmed as told above.

    Raises
    ------
    QuestionError
        If the combination makes no columns, or nobody makes them for such a lesion.
    OutOfValidityError
        If nothing is known of columns at the wavelength, or of such a beam or pulse.
    """
    del threads
    pattern = pattern_of(combination)
    constants = column_constants(combination.wavelength_nm)
    aims = aims_of(case, sample, ablates=constants.ablates)
    columns, width = _columns(sample, combination)
    covered = pattern.coverage(width)
    count = sample.surroundings.count
    touching = np.full(count, confluent_width(pattern.tip, pattern.density, pattern.passes))
    heated = np.full(count, bulk_limit(combination, case=case))
    confluent = np.minimum(_first(covered, aims.highest), _first(width, touching))
    per = per_energy(pattern.tip)
    never = np.full(count, np.inf)
    return Thresholds(
        effect=per
        * np.maximum(_first(columns.depth, aims.wanted), _first(covered, np.full(count, aims.wanted_coverage))),
        mild=per * _mild_energy(combination, covered, aims.reference),
        epidermis=per * np.minimum(confluent, heated),
        dermis=per * _first(_curve(combination, deepest=True).rows(_scattering(sample)).depth, aims.allowed),
        mechanical=never,
        floor=never,
        purpura=never,
    )


def column_reach(
    sample: SkinSample, combination: Combination, *, fluence_j_m2: Floats, case: Case, threads: int
) -> Reach:
    """Depth, width and coverage of columns along a dial, beside what is wanted and what is allowed.

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        Tip, pulse, density, passes and stacked pulses.
    fluence_j_m2 : (H,) array
        Radiant exposures inside one beam that arrive [J/m²].
    case : Case
        Kind of lesion, its measured depth if there is one, site and phototype.
    threads : int
        Not used.
    """
    del threads
    pattern = pattern_of(combination)
    constants = column_constants(combination.wavelength_nm)
    aims = aims_of(case, sample, ablates=constants.ablates)
    known = knowledge(output_error(combination.device))
    # What a skin needs more of than is usual acts in it as so much less energy.
    unsure = np.exp(known.output * sample.column("output") - known.ablation * sample.column("ablation"))
    energy = unsure[:, None] * np.asarray(fluence_j_m2, dtype=np.float64)[None, :] / per_energy(pattern.tip)
    columns = _curve(combination).at(np.minimum(energy, ENERGIES[-1]), _scattering(sample))
    width = columns.width * _width_factor(sample)[:, None]
    shown = columns.depth > 0.0
    spared = np.where(shown, np.maximum(columns.top, 0.0), 0.0)
    sources = SOURCES_DRILLING if constants.ablates else SOURCES_COAGULATING
    return Reach(
        depth_um=_percentiles(columns.depth / units.um),
        removed_um=_percentiles(columns.removed_depth / units.um) if constants.ablates else None,
        from_um=None if constants.ablates else _percentiles(spared / units.um),
        width_um=_percentiles(width / units.um),
        coverage_percent=_percentiles(100 * pattern.coverage(width)),
        wanted_depth_um=round(float(np.median(aims.wanted)) / units.um, 1),
        deepest_allowed_um=round(float(np.median(aims.allowed)) / units.um, 1),
        wanted_coverage_percent=round(100 * aims.wanted_coverage, 2),
        highest_coverage_percent=round(100 * float(np.median(aims.highest)), 2),
        text=aims.text,
        sources=tuple(dict.fromkeys((*aims.sources, *sources))),
    )


def per_energy(tip: Tip) -> float:
    """Radiant exposure inside one beam per energy of its pulse [1/m²]."""
    return units.j_cm2 / (tip.mj_per_j_cm2 * 1e-3)


@lru_cache(maxsize=256)
def confluent_width(tip: Tip, density: float, passes: int) -> float:
    """Width at which the columns of all passes begin to make common wounds [m].

    Parameters
    ----------
    tip : Tip
        How its columns are placed.
    density : float
        Columns per area and pass [1/m²].
    passes : int
        [1].
    """
    table = library.table("limits/columns")
    neighbours, share = round(table["hot_spot_neighbours"].value), table["hot_spot_share"].value
    low, high = 0.0, float(width_at_coverage(_LONGEST, density=density, placing=tip.placing, passes=passes))
    if tip.placing == "scanned":
        high = min(high, 1.0 / math.sqrt(density))
    for _ in range(60):
        middle = 0.5 * (low + high)
        apart = chance_of_touching(density, middle, neighbours=neighbours, placing=tip.placing, passes=passes) < share
        low, high = (middle, high) if apart else (low, middle)
    return 0.5 * (low + high)


def pass_interval(combination: Combination, *, area_cm2: float) -> tuple[float, float]:
    """From one pass over a place to the next, and how long a field's width takes within a pass [s].

    A tip with a low rate sets all columns of a field at once; otherwise the rate is that of single columns. The fastest
    rate that the handpiece offers counts: less time to cool.

    Parameters
    ----------
    combination : Combination
        Tip, density and rates.
    area_cm2 : float
        Area that is gone over.
    """
    pattern, table = pattern_of(combination), library.table("limits/columns")
    rate = max(combination.handpiece.repetition_rates_hz)
    field = pattern.tip.field_mm * units.mm
    stamped = pattern.tip.placing == "scanned" and rate < table["stamped_below_hz"].value
    per_place = rate * field**2 if stamped else rate / pattern.density
    interval = area_cm2 * units.cm2 / per_place
    within = 0.0 if stamped else field * pattern.density / rate
    return max(interval, table["shortest_interval_s"].value), within


def bulk_limit(combination: Combination, *, case: Case) -> float:
    """Energy of a beam at which the skin between the columns burns by the heat of all passes [J]; infinite if never.

    Parameters
    ----------
    combination : Combination
        Tip, pulse, density, passes, rate and cooling.
    case : Case
        Area that is gone over.
    """
    return _bulk_limit(combination, area_cm2=case.lesion.area_cm2)


@lru_cache(maxsize=1024)
def _bulk_limit(combination: Combination, *, area_cm2: float) -> float:
    pattern = pattern_of(combination)
    constants = column_constants(combination.wavelength_nm)
    curve = _curve(combination)
    middle = curve.rows(np.ones(1))
    deep = np.maximum(middle.depth[0], constants.heat_reach)
    rise = bulk_rise(pattern.density * middle.heat[0], depth=deep, heat_capacity=constants.heat_capacity)
    interval, across = pass_interval(combination, area_cm2=area_cm2)
    peak = np.array([_peak(float(d), pattern.passes, interval, across, constants) for d in _DEPTHS])
    total = rise * np.exp(np.interp(np.log(deep), np.log(_DEPTHS), np.log(peak)))
    # How long the warmth lasts decides which temperature burns.
    lasts = np.maximum(deep**2 / (4.0 * constants.diffusivity), 0.05)
    burns = np.array([coagulation_temperature(constants.epidermis_damage, duration=float(t)) for t in lasts[::8]])
    critical = np.interp(np.arange(lasts.size), np.arange(0, lasts.size, 8), burns)
    allowed = critical - _surface_before(combination, constants)
    return float(_first(total[None, :] / allowed[None, :], np.ones(1))[0])


_DEPTHS = np.geomspace(5e-5, 5e-3, 8)
"""Depths of heat at which the sum over passes is computed [m]."""


def _peak(depth: float, passes: int, interval: float, across: float, constants: ColumnConstants) -> float:
    """Highest rise of the surface over all passes, over that of one pass at once [1]."""
    # Columns nearer than twice the depth warm this place: they are made while the beam crosses that way.
    spread = across * 2.0 * depth
    ends = np.concatenate([k * interval + np.array([0.25, 0.5, 1.0, 1.25]) * spread + 1e-6 for k in range(passes)])
    return float(
        np.max(
            pass_rises(
                ends,
                rise=1.0,
                depth=depth,
                passes=passes,
                interval=interval,
                spread_over=spread,
                diffusivity=constants.diffusivity,
                perfusion=constants.perfusion,
            )
        )
    )


def _surface_before(combination: Combination, constants: ColumnConstants) -> float:
    """Temperature of the surface when the columns come [K]: cooled before and during, where the device does."""
    cooling = combination.cooling
    seconds = cooling.before_ms * units.ms
    if cooling.method == "none" or not cooling.during or seconds <= 0.0:
        return constants.resting
    effusivity = math.sqrt(constants.conductivity * constants.heat_capacity)
    left = float(erfcx(cooling.heat_transfer_w_m2_k * math.sqrt(seconds) / effusivity))
    cold = units.kelvin(cooling.temperature_c)
    return cold + (constants.resting - cold) * left


def pattern_of(combination: Combination) -> ColumnPattern:
    """What a combination makes of columns.

    Raises
    ------
    QuestionError
        If it makes none.
    """
    tip = combination.spot
    if not isinstance(tip, Tip) or combination.density_per_cm2 is None:
        raise QuestionError(
            f"{combination.name} makes no columns: it has a spot, and no tip with a density",
            where="device",
            hint="give the handpiece tips in place of spots",
        )
    return ColumnPattern(tip=tip, density=combination.density_per_cm2 / units.cm2, passes=combination.passes)


def columns_in(sample: SkinSample, combination: Combination, energy: Floats) -> Columns:
    """The columns of one energy each in every skin, (N,).

    Parameters
    ----------
    sample : SkinSample
        Skins.
    combination : Combination
        Tip, pulse and stacked pulses.
    energy : (N,) array
        Of one pulse that arrives [J].
    """
    at = _curve(combination).at(energy[:, None], _scattering(sample))
    factor = _width_factor(sample)
    # A wider column holds more in proportion to its cross-section.
    return Columns(
        removed_depth=at.removed_depth[:, 0],
        removed_width=at.removed_width[:, 0] * factor,
        removed_volume=at.removed_volume[:, 0] * factor**2,
        top=at.top[:, 0],
        depth=at.depth[:, 0],
        width=at.width[:, 0] * factor,
        volume=at.volume[:, 0] * factor**2,
        heat=at.heat[:, 0],
    )


def _columns(sample: SkinSample, combination: Combination) -> tuple[Columns, Floats]:
    """Columns over :data:`ENERGIES` in every skin, and their widths (N, M) [m]."""
    columns = _curve(combination).rows(_scattering(sample))
    return columns, columns.width * _width_factor(sample)[:, None]


def _curve(combination: Combination, *, deepest: bool = False) -> ColumnCurve:
    """Columns of the combination's tip; stacked pulses follow each other at the slowest rate that is offered.

    Limits look at the deepest that such a tip is known to drill, where nothing is known of this one.
    """
    tip = combination.spot
    assert isinstance(tip, Tip)
    pause = 1.0 / min(combination.handpiece.repetition_rates_hz) if combination.stacked > 1 else 0.0
    return curve_of(
        combination.wavelength_nm,
        tip.beam_um,
        combination.pulse_s,
        stacked=combination.stacked,
        pause_s=pause,
        known=known_depth(tip),
        deepest=deepest,
    )


def _scattering(sample: SkinSample) -> Floats:
    """Factor on the scattering of living skin (N,) [1]."""
    spread = library.number("columns/tissue", "scattering_ln_spread").value
    return np.asarray(np.exp(np.clip(spread * sample.column("scattering_scale"), math.log(0.5), math.log(2.0))))


def _width_factor(sample: SkinSample) -> Floats:
    spread = library.number("limits/columns", "width_ln_spread").value
    return np.asarray(np.exp(spread * sample.column("column_width")))


def coverage_power(combination: Combination) -> float:
    """Power with which the covered share of the surface grows with the energy of a beam, over the tip's dial [1].

    Columns that are drilled grow deeper more than wider; columns that are coagulated grow wider as well.
    """
    energy, share = _central_coverage(combination)
    return max(float(np.polyfit(np.log(energy), np.log(share), 1)[0]), _LEAST_POWER)


def by_coverage(law: DarkMarkLaw, combination: Combination) -> DarkMarkLaw:
    """The law of dark marks after columns, which goes by the covered share, as a law of this tip's energy."""
    table = library.table("limits/dark_marks_columns")
    covered = table["aggressive_coverage_percent"].value / table["reference_coverage_percent"].value
    steeper = coverage_power(combination) * np.log(table["aggressive_ratio"].value) / np.log(covered)
    return replace(
        law,
        slope=law.slope * steeper,
        low=(law.low[0], law.low[1] * steeper),
        high=(law.high[0], law.high[1] * steeper),
    )


def _central_coverage(combination: Combination) -> tuple[Floats, Floats]:
    """Energies of the tip's dial [J] and the share that columns cover in the middle skin, where they cover any."""
    pattern = pattern_of(combination)
    curve = _curve(combination)
    middle = np.array([np.median(curve.scattering)])
    share = pattern.coverage(curve.rows(middle).width)[0]
    low, high = pattern.tip.energy_low_mj * 1e-3, pattern.tip.energy_high_mj * 1e-3
    counts = (0.999 * low <= ENERGIES) & (1.001 * high >= ENERGIES) & (share > 0.0)
    if np.count_nonzero(counts) < _FEWEST:
        counts = share > 0.0
    return ENERGIES[counts], share[counts]


def _mild_energy(combination: Combination, covered: Floats, wanted: Floats) -> Floats:
    """Energy at which each skin (N,) would be covered to the wanted share, by the power law of its tip [J].

    Told from the middle of the dial, so that the law of dark marks meets the computed coverage there.
    """
    energy, _ = _central_coverage(combination)
    middle = float(np.exp(np.mean(np.log(energy[[0, -1]]))))
    here = np.array([np.interp(np.log(middle), np.log(ENERGIES), row) for row in covered])
    with np.errstate(divide="ignore", over="ignore"):
        ratio = np.where(here > 0.0, wanted / np.maximum(here, 1e-12), np.inf)
        return middle * ratio ** (1.0 / coverage_power(combination))


def _first(values: Floats, wanted: Floats) -> Floats:
    """Energy at which values (N, M) over :data:`ENERGIES` first reach the wanted ones (N,) [J]; infinite if never."""
    reached = values >= wanted[:, None]
    index = np.argmax(reached, axis=1)
    rows = np.arange(values.shape[0])
    before = np.maximum(index - 1, 0)
    high, low = values[rows, index], values[rows, before]
    rise = high - low
    part = np.divide(wanted - low, rise, out=np.ones_like(rise), where=rise > 0.0)
    ln = np.log(ENERGIES)
    found = np.exp(ln[before] + np.clip(part, 0.0, 1.0) * (ln[index] - ln[before]))
    return np.where(reached.any(axis=1), np.where(index == 0, ENERGIES[0], found), np.inf)


def _percentiles(values: Floats) -> BandCurve:
    """5th, 50th and 95th percentile over the skins of values (N, H)."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=0)

    def numbers(row: Floats) -> tuple[float, ...]:
        return tuple(round(float(v), 2) for v in row)

    return BandCurve(p5=numbers(low), p50=numbers(middle), p95=numbers(high))
