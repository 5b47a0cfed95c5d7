"""The laws of healing and of collagen, composed from the library, with the pace of a site and of a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import library, units
from lentigo.domain.case import LesionKind
from lentigo.domain.skin import Site
from lentigo.physics.collagen import CollagenConstants, CollagenHistory, ImprovementConstants, improvement
from lentigo.physics.healing import HealingConstants
from lentigo.planning.sample import draw

Floats = NDArray[np.float64]

Edge = Literal["value", "low", "high"]
"""Which end of what is not known a constant is taken from."""

_EDGES: tuple[Edge, ...] = ("value", "low", "high")
_MONTH = 30.4375 * units.day


@lru_cache(maxsize=1)
def healing_constants() -> HealingConstants:
    """The laws of healing for the face."""
    table = library.table("healing/general")
    thickness = 100.0 * units.um
    return HealingConstants(
        epidermis_scale=table["epidermis_scale_um"].value * units.um,
        column_time=table["column_days"].value * units.day,
        surface_time=table["surface_days"].value * units.day,
        closure_per_dermis=table["closure_per_100_um_days"].value * units.day / thickness,
        crust_time=table["crust_days"].value * units.day,
        crust_column_share=table["crust_column_share"].value,
        crust_onset=table["crust_onset_hours"].value * units.hour,
        oedema_time=table["oedema_days"].value * units.day,
        oedema_strength=table["oedema_doubling_ratio"].value,
        redness_per_inflammation=table["redness_mild_days"].value * units.day,
        redness_per_dermis=table["redness_per_100_um_days"].value * units.day / thickness,
        inflammation_rise=table["inflammation_rise_hours"].value * units.hour,
        inflammation_time=table["inflammation_days"].value * units.day,
        open_inflammation=table["open_inflammation_ratio"].value,
    )


def healing_pace(site: Site, z: ArrayLike = 0.0) -> Floats:
    """How slowly a site of a person heals, as a multiple of the face of a middle-aged adult.

    Parameters
    ----------
    site : Site
        Place on the body.
    z : float or (N,) array
        Standard normal deviates of what is not known of the person and the site together; 1.645 is slower than 95 of
        100.
    """
    person, place = (
        library.number("healing/general", "pace_ratio"),
        library.number("healing/sites", f"{site}.pace_ratio"),
    )
    deviates = np.asarray(z, dtype=np.float64)
    # Two unknowns that do not depend on each other: each takes its share of the deviate, by its variance.
    wide = np.hypot(_ln_width(person.low, person.high), _ln_width(place.low, place.high))
    first = _ln_width(person.low, person.high) / wide
    second = _ln_width(place.low, place.high) / wide
    pace: Floats = draw(person, deviates * first) * draw(place, deviates * second)
    return pace


@lru_cache(maxsize=8)
def healing_deviates(count: int) -> Floats:
    """Standard normal deviates of how fast each of ``count`` sampled persons heals; independent of their skins.

    Steps of the golden ratio fill the unit interval evenly for any count and do not follow the order of the sample.
    """
    from scipy.special import ndtri

    golden = 0.5 * (np.sqrt(5.0) - 1.0)
    z: Floats = ndtri((0.5 + golden * np.arange(count)) % 1.0 * (1 - 2e-6) + 1e-6)
    z.setflags(write=False)
    return z


def _ln_width(low: float, high: float) -> float:
    return float(np.log(high / low))


def collagen_constants() -> CollagenConstants:
    """How the dermis answers, by the library."""
    table = library.table("collagen/dermis")
    return CollagenConstants(
        heated_weight=table["heated_ratio"].value,
        peak_ceiling=table["peak_ceiling"].value,
        peak_stimulus=table["peak_stimulus_um"].value * units.um,
        wave_time=table["wave_days"].value * units.day,
        ripening_time=table["ripening_days"].value * units.day,
        loss_time=table["loss_months"].value * _MONTH,
        sun_loss=1.0 / (table["sun_loss_months"].value * _MONTH),
    )


TEXTURE: tuple[LesionKind, ...] = (
    "acne_scar",
    "scar",
    "stretch_marks_white",
    "stretch_marks_red",
    "fine_lines",
    "photoageing",
)
"""What is treated by new collagen, and has numbers for it."""


def improvement_constants(kind: LesionKind, edge: Edge = "value") -> ImprovementConstants | None:
    """What is seen of new collagen in a condition; none where collagen is not what it is treated by.

    Parameters
    ----------
    kind : LesionKind
        The condition.
    edge : str
        ``low`` is the least that studies leave open (low ceiling, much collagen needed), ``high`` the most.
    """
    if kind not in TEXTURE:
        return None
    table = library.table("collagen/improvement")
    against = {"low": "high", "high": "low", "value": "value"}[edge]
    return ImprovementConstants(
        ceiling=getattr(table[f"{kind}.ceiling"], edge), half=getattr(table[f"{kind}.half_um"], against) * units.um
    )


@dataclass(frozen=True, slots=True)
class ImprovementBands:
    """Improvement over time, (T,) each [1]: the middle 90 % of the sampled skins and of what studies leave open."""

    low: Floats
    middle: Floats
    high: Floats
    sources: tuple[str, ...]


def improvement_bands(history: CollagenHistory, *, kind: LesionKind) -> ImprovementBands | None:
    """How much less a condition is seen, with its band; none where collagen is not what it is treated by."""
    middle, low, high = (improvement_constants(kind, edge) for edge in _EDGES)
    if middle is None or low is None or high is None:
        return None
    table = library.table("collagen/improvement")
    used = (table[f"{kind}.ceiling"].source, table[f"{kind}.half_um"].source)
    return ImprovementBands(
        low=np.quantile(improvement(history, constants=low), 0.05, axis=1),
        middle=np.quantile(improvement(history, constants=middle), 0.5, axis=1),
        high=np.quantile(improvement(history, constants=high), 0.95, axis=1),
        sources=tuple(sorted({source for source in used if source != "assumed"})),
    )


def own_collagen_left(years: Sequence[float] | Floats) -> Floats:
    """Share of a person's own collagen that is left after years of ordinary ageing [1], whatever is treated."""
    time = np.asarray(years, dtype=np.float64)
    left: Floats = np.exp(-12.0 * time / library.number("collagen/dermis", "ageing_months").value)
    return left
