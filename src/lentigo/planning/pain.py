"""Pain of a plan's setting, with and without a numbing cream: from the heat where nerves lie, and published scores."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.goals import ABLATING
from lentigo.domain.numbness import NumbCourse
from lentigo.domain.numerics import Numerics
from lentigo.domain.pain import PainEstimate, PublishedPain
from lentigo.domain.plan import Band, Plan
from lentigo.errors import QuestionError
from lentigo.library.numbers import Number
from lentigo.modalities.photothermal import cells, heat
from lentigo.modalities.response import disruption_ratio
from lentigo.planning.dial import Combination, delivered_per_set
from lentigo.planning.question import Question
from lentigo.planning.reopen import combination_of, question_of
from lentigo.planning.sample import draw
from lentigo.planning.sobol import sobol_points

__all__ = ["NOT_ESTIMATED", "pain"]

NOT_ESTIMATED: Final = (
    "how much columns or a removed surface hurt is not estimated: no study was found that it could rest on"
)

Floats = NDArray[np.float64]

_SKINS: Final = 64
_AFTER: Final = 0.5
"""Seconds after the pulse in which heat may reach the fibres."""
_COLUMNS: Final = ("nerve", "a_delta", "c", "worst", "snap", "person", "block", "best")

PUBLISHED: Final = (
    PublishedPain(
        what="730 nm, 246 ps, 0.8-4.0 J/cm², lentigines, no cream told of", score_share=0.36, source="ps730-2022"
    ),
    PublishedPain(what="595 nm, 0.45 ms, 9 J/cm², port-wine stain, placebo", score_share=0.8, source="yu-2018"),
    PublishedPain(what="the same with lidocaine and prilocaine cream", score_share=0.315, source="yu-2018"),
)


def pain(plan: Plan, *, numbed: NumbCourse | None = None, numerics: Numerics | None = None) -> PainEstimate:
    """Estimate how much the recommended setting of a plan hurts.

    Heat counts from where C fibres begin to burn, at the depth of the endings below the epidermis; bursting
    melanosomes count as the mean score of a picosecond laser. A cream takes away at most what it took away in a trial,
    in proportion to the fibres that it blocks there. Scores of people differ by more than all of this.

    Parameters
    ----------
    plan : Plan
        With a recommended setting.
    numbed : NumbCourse, optional
        The course of a numbing cream that is allowed.
    numerics : Numerics, optional
        Threads and directions of the light; a small sample of skins is enough.

    Raises
    ------
    QuestionError
        If the plan recommends nothing, or light that opens the skin or makes columns in it: no study that this estimate
        rests on tells how that hurts.
    """
    best = plan.recommended
    if best is None or best.recommended is None:
        raise QuestionError("the plan recommends no setting, so there is no pain to estimate")
    if best.goal in ABLATING:
        raise QuestionError(NOT_ESTIMATED, hint="numb the skin as for such treatment is usual, and ask for the score")
    chosen = replace(Numerics() if numerics is None else numerics, skins=_SKINS)
    question = question_of(plan, numerics=chosen)
    combination = combination_of(plan, best)
    nerves = library.table("anaesthetics/nerves")
    z = _deviates(plan.seed)

    def drawn(number: Number, column: str) -> Floats:
        return draw(number, z[:, _COLUMNS.index(column)])

    depth = drawn(nerves["heat_nerve_depth_um"], "nerve") * units.um
    peak, burst = _peaks(question, combination, fluence=best.recommended.setting.fluence_j_cm2, depth=depth)
    a_delta = drawn(nerves["a_delta_threshold_c"], "a_delta")
    burning = a_delta - nerves["burning_below_a_delta_k"].value
    hot = np.clip((peak - burning) / drawn(nerves["worst_heat_k"], "worst"), 0.0, 1.0)
    snap = np.minimum(drawn(nerves["snap_share"], "snap"), 1.0) * np.minimum(burst, 1.0)
    error = nerves["score_error_share"].value / 1.645 * z[:, _COLUMNS.index("person")]
    felt = 1.0 - (1.0 - hot) * (1.0 - snap)
    # A person's own way of scoring: nothing that is not felt is scored, and nothing above the worst.
    without = np.clip(felt + error * np.minimum(felt / nerves["score_error_share"].value, 1.0), 0.0, 1.0)
    eased = None
    if numbed is not None:
        block = _from_band(numbed.nerve_block_share, z[:, _COLUMNS.index("block")])
        eased = without * (1.0 - np.minimum(drawn(nerves["cream_best_share"], "best"), 1.0) * block)
    return PainEstimate(
        without_cream_share=_band(without),
        with_cream_share=None if eased is None else _band(eased),
        nerve_peak_c=_band(peak),
        above_a_delta_share=float(np.mean(peak > a_delta)),
        above_c_share=float(np.mean(peak > drawn(nerves["c_threshold_c"], "c"))),
        snap_share=float(np.mean(burst >= 1.0)),
        published=PUBLISHED,
        remark=(
            "An estimate from few studies: how heat and snap become a score is assumed. Tender places, many passes and "
            "fear are not in it. Ask for the score after the first spots."
        ),
        sources=("churyukanov-2012", "plaghki-2010", "ps730-2022", "yu-2018"),
    )


def _peaks(question: Question, combination: Combination, *, fluence: float, depth: Floats) -> tuple[Floats, Floats]:
    """Highest temperature at a depth [°C], and fluence over the bursting threshold, in the lesion of each skin."""
    constants = question.constants(combination)
    exposure = combination.exposure
    radiant = fluence * units.j_cm2 * delivered_per_set(combination.device, combination.handpiece, combination.spot)
    lit = question.lights(combination, question.usual)
    finite = lit.joined.finite(exposure, constants=constants)
    lesion = slice(lit.count, 2 * lit.count)
    grid = cells(lit.sample.lesion)
    warmed = heat(
        lit.sample.lesion,
        finite.source[lesion],
        grid=grid,
        exposure=exposure,
        surroundings=constants.surroundings,
        cooling_scale=lit.sample.cooling_scale_of(combination.cooling.method),
        after=_AFTER,
        threads=question.numerics.threads,
    )
    highest = (warmed.background + radiant * warmed.rise).max(axis=1)
    stored = highest.shape[1]
    cell = np.minimum((grid.edges[:, 1 : stored + 1] < depth[:, None]).sum(axis=1), stored - 1)
    peak = np.take_along_axis(highest, cell[:, None], axis=1)[:, 0] - units.kelvin_at_0_celsius
    burst = np.array(
        [
            np.max(disruption_ratio(finite.fluence[:, n], exposure, radiant=radiant, constants=constants)[:stored])
            for n in range(lit.count, 2 * lit.count)
        ]
    )
    return peak, burst


def _deviates(seed: int) -> Floats:
    from scipy.special import ndtri

    z: Floats = ndtri(np.clip(sobol_points(_SKINS, quantities=len(_COLUMNS), seed=seed), 1e-6, 1 - 1e-6))
    return z


def _from_band(band: Band, z: Floats) -> Floats:
    """Values with the percentiles of a band, from standard normal deviates."""
    return np.interp(z, [-1.645, 0.0, 1.645], [band.p5, band.p50, band.p95])


def _band(values: Floats) -> Band:
    low, middle, high = np.percentile(values, (5.0, 50.0, 95.0))
    return Band(p5=float(low), p50=float(middle), p95=float(high))
