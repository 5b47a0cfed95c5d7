"""From per-skin thresholds to chances: what is not known about damage, bursting and the device is laid over them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lentigo import library, units
from lentigo.domain.device import PulseClass
from lentigo.domain.goals import ABLATING, Goal
from lentigo.domain.plan import Band, ChanceCurve
from lentigo.planning.thresholds import Thresholds

Floats = NDArray[np.float64]


class Drawn(Protocol):
    """Skins with the standard deviates of what is unknown of each."""

    def column(self, quantity: str) -> Floats:
        """(N,) deviates of one quantity."""

    @property
    def local(self) -> Floats | None:
        """(N,) logarithm of how far a place of each skin lies from what was learnt of the person; none before that."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """How widely what is not known of the laws and the device scatters a threshold (standard deviations of ln H)."""

    heat: float
    """Damage by heat, beside what optics already explains [1]."""
    bursting: float
    """Disruption of melanosomes [1]."""
    margin: float
    """How much bursting skin bears beyond first whitening [1]."""
    output: float
    """Delivered against set radiant exposure [1]."""
    ablation: float = 0.0
    """Depth that is removed or coagulated, as the energy that it takes [1]."""
    coagulation: float = 0.0
    """Closing of a vessel, beside its width and depth [1]."""

    def after_test_spots(self) -> Knowledge:
        """What is left of it once test spots have been read."""
        left = library.number("limits/knowledge", "share_left_after_test_spots").value
        return Knowledge(
            heat=self.heat * left,
            bursting=self.bursting * left,
            margin=self.margin * left,
            output=self.output,
            ablation=self.ablation * left,
            coagulation=self.coagulation * left,
        )


def knowledge(output_error: float) -> Knowledge:
    """The library's spreads, with the device's output error (standard deviation, relative) [1]."""
    table = library.table("limits/knowledge")
    return Knowledge(
        heat=table["heat_ln_spread"].value,
        bursting=table["bursting_ln_spread"].value,
        margin=table["margin_ln_spread"].value,
        output=output_error,
        ablation=table["ablation_ln_spread"].value,
        coagulation=table["coagulation_ln_spread"].value,
    )


@dataclass(frozen=True, slots=True)
class Scattered:
    """Thresholds on the device's dial, per skin, with everything unknown laid over them (N,) [J/m²]."""

    effect: Floats
    mild: Floats
    harm: Floats
    dermis: Floats
    epidermis: Floats
    mechanical: Floats
    purpura: Floats


def scatter(
    base: Thresholds,
    sample: Drawn,
    known: Knowledge,
    *,
    pulse_class: PulseClass,
    goal: Goal = "whitening",
    shift: float = 0.0,
) -> Scattered:
    """Lay what is not known over the thresholds.

    Parameters
    ----------
    base : Thresholds
        With central constants.
    sample : Drawn
        Its deviates say where each skin lies in what is unknown.
    known : Knowledge
        The spreads.
    pulse_class : str
        Effect follows heat for millisecond pulses and bursting for shorter ones.
    goal : str
        Columns and removal follow their own law of depth, effect and harm together; vessels have one for the effect.
    shift : float
        Standard deviates by which the laws themselves are moved instead of scattered: for the bands of a curve. Zero
        scatters.
    """
    delivered = np.exp(-known.output * sample.column("output"))
    if sample.local is not None:
        delivered = delivered * np.exp(sample.local)

    def law(name: str, spread: float) -> Floats:
        ln_factor = spread * sample.column(name) if shift == 0.0 else shifted((spread, name))
        factor: Floats = np.exp(ln_factor) * delivered
        return factor

    def shifted(*laws: tuple[float, str]) -> float:
        """Where laws lie together at the shift: of what was learnt, at the same share of what is left of it."""
        if sample.local is None:
            return float(np.hypot.reduce([spread for spread, _ in laws])) * shift
        together = np.sum([spread * sample.column(name) for spread, name in laws], axis=0)
        return float(np.quantile(together, NormalDist().cdf(shift)))

    depth = goal in ABLATING
    heat = law("ablation", known.ablation) if depth else law("damage", known.heat)
    bursting = law("melanosome", known.bursting)
    if shift == 0.0:
        both = bursting * law("harm_margin", known.margin) / delivered
    else:
        # Two independent unknowns are not both at their 5 % point in 5 of 100 worlds: their spreads add in squares.
        both = np.exp(shifted((known.bursting, "melanosome"), (known.margin, "harm_margin"))) * delivered
    mechanical = base.mechanical * both
    if np.all(np.isfinite(base.mechanical)):
        # However unsure the margin is, skin is not harmed before the melanosomes around the lesion burst at all.
        mechanical = np.maximum(mechanical, base.floor * bursting)
    epidermis, dermis = base.epidermis * heat, base.dermis * heat
    effect = heat if pulse_class == "millisecond" else bursting
    mild = effect
    if goal == "vessels":
        # Blood and wall die by laws of their own; what shows first in the epidermis follows the epidermis.
        effect = law("coagulation", known.coagulation)
    return Scattered(
        effect=base.effect * effect,
        mild=base.mild * mild,
        harm=np.minimum.reduce([epidermis, dermis, mechanical]),
        dermis=dermis,
        epidermis=epidermis,
        mechanical=mechanical,
        purpura=base.purpura * delivered,
    )


def arriving(
    fluence_j_cm2: ArrayLike, sample: Drawn, known: Knowledge | None, *, count: int, ablating: bool = False
) -> Floats:
    """Radiant exposure that arrives in each skin for one on the dial (N,) [J/m²]: what a threshold is, seen from below.

    Parameters
    ----------
    fluence_j_cm2 : float or (N,) array
        On the dial [J/cm²].
    sample : Drawn
        Its deviates say where each skin lies in what is unknown.
    known : Knowledge, optional
        The spreads; without it every skin has the central laws.
    count : int
        Number of skins [1].
    ablating : bool
        Lay the law of depth over it too, as for columns and removal.
    """
    radiant: Floats = np.broadcast_to(np.asarray(fluence_j_cm2, dtype=np.float64) * units.j_cm2, (count,))
    if known is None:
        return radiant
    delivered = known.output * sample.column("output")
    if ablating:
        delivered = delivered - known.ablation * sample.column("ablation")
    if sample.local is not None:
        delivered = delivered - sample.local
    return radiant * np.exp(delivered)


def chance(thresholds: Floats, exposures: Floats) -> Floats:
    """Share of the skins whose threshold is reached at each radiant exposure, shape of ``exposures`` [1]."""
    ordered = np.sort(thresholds)
    share: Floats = np.searchsorted(ordered, exposures, side="right") / ordered.size
    return share


def chance_without_harm(effect: Floats, harm: Floats, exposures: Floats) -> Floats:
    """Share of the skins in which the effect is reached and harm is not, jointly per skin [1]."""
    reached = (effect[:, None] <= exposures[None, :]) & (harm[:, None] > exposures[None, :])
    share: Floats = reached.mean(axis=0)
    return share


def dark_marks(effect: Floats, exposures: Floats, *, odds: float, intercept: float, slope: float) -> Floats:
    """Chance of post-inflammatory hyperpigmentation at each radiant exposure [1].

    A logistic law in the logarithm of the ratio of the setting to the mild endpoint, averaged over the skins. Its two
    constants come from four published arms with unpublished fluences: weak evidence, so the curve carries their band.

    Parameters
    ----------
    effect : (N,) array
        Radiant exposure of the mild endpoint in each skin [J/m²].
    exposures : (H,) array
        [J/m²].
    odds : float
        Factor on the odds for a person who has had such marks before [1].
    intercept : float
        Log-odds at the mild endpoint [1].
    slope : float
        Rise of the log-odds per factor e above it [1].
    """
    ratio = np.log(exposures[None, :]) - np.log(effect[:, None])
    logit = intercept + np.log(odds) + slope * ratio
    share: Floats = (1 / (1 + np.exp(-np.clip(logit, -50, 50)))).mean(axis=0)
    return share


def band(values: Floats, unit: float) -> Band:
    """5, 50 and 95 % points; what is never reached counts as the search's end."""
    from lentigo.planning.thresholds import UPPER

    finite = np.where(np.isfinite(values), values, UPPER)
    p5, p50, p95 = (float(v) / unit for v in np.quantile(finite, [0.05, 0.5, 0.95], method="inverted_cdf"))
    return Band(p5=p5, p50=p50, p95=p95)


def curve(central: Floats, one: Floats, other: Floats) -> ChanceCurve:
    """A chance with the band spanned by two others."""
    low, high = np.minimum.reduce([central, one, other]), np.maximum.reduce([central, one, other])

    def numbers(values: Floats) -> tuple[float, ...]:
        return tuple(round(float(v), 6) for v in values)

    return ChanceCurve(chance=numbers(central), low=numbers(low), high=numbers(high))
