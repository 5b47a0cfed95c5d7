"""The offline explorer's table: chances and pictures over skin colour, cooling and dial, around one plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.explorer import ExplorerTable
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Plan
from lentigo.errors import QuestionError
from lentigo.planning.allowed import allowed
from lentigo.planning.caps import dark_mark_law, no_cooling
from lentigo.planning.chances import chance, dark_marks, knowledge
from lentigo.planning.dial import Combination, delivered_per_set, dial_steps, output_error
from lentigo.planning.estimate import Estimate
from lentigo.planning.fields import PICTURE_DEPTH, axisymmetric
from lentigo.planning.median import median_skin
from lentigo.planning.question import ask
from lentigo.planning.reopen import combination_of
from lentigo.planning.seen_colours import shown_colours

Floats = NDArray[np.float64]

COLOURS = (60.0, 50.0, 40.0, 30.0, 20.0, 10.0, 0.0, -15.0, -30.0)
"""ITA of the explored skins [degrees]; the case's own takes the place of the nearest."""
EXPLORED_SKINS = 64
_MOST_STEPS = 40


def explore(
    plan: Plan, *, numerics: Numerics | None = None, progress: Callable[[int, int], None] | None = None
) -> ExplorerTable:
    """Chances, limits and heat pictures around the best window of a plan, for other colours and coolings.

    The chances are those before test spots, also where the plan has learnt from some; then no limit of the table lies
    above the plan's own.

    Raises
    ------
    QuestionError
        If the plan computed no window.
    """
    if not plan.windows:
        raise QuestionError("the plan holds no window to explore")
    best = plan.recommended or plan.windows[0]
    most = np.inf if plan.learnt is None else best.highest_allowed_j_cm2
    combination = combination_of(plan, best)
    numerics = replace(Numerics() if numerics is None else numerics, seed=plan.seed, skins=EXPLORED_SKINS)
    coolings = tuple(c for c in combination.device.coolings if c.method == "none" or not no_cooling(plan.screening))
    axis = _axis(combination)
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    exposures = axis * units.j_cm2 * delivered
    law = dark_mark_law(plan.case, plan.screening, goal=best.goal)
    colours = _colours(plan)
    total, done = len(colours) * len(coolings), 0
    effect, burn, marks, highest, rise, skin_colour, lesion_colour = [], [], [], [], [], [], []
    background: list[tuple[float, ...]] = []
    radius: Floats = np.zeros(0)
    depth: Floats = np.zeros(0)
    for colour in colours:
        estimate = _at(plan, colour)
        question = ask(plan.case, plan.screening, numerics=numerics, estimate=estimate)
        rows: tuple[list[tuple[float, ...]], ...] = ([], [], [])
        limits, pictures = [], []
        for cooling in coolings:
            one = replace(combination, cooling=cooling)
            now = allowed(question, one, question.evaluate(one), knowledge(output_error(one.device)))
            rows[0].append(_rounded(chance(now.effect.effect, exposures)))
            rows[1].append(_rounded(chance(now.limit.harm, exposures)))
            rows[2].append(
                _rounded(dark_marks(now.limit.mild, exposures, odds=law.odds, intercept=law.intercept, slope=law.slope))
            )
            # The table knows nothing of what was seen on this skin; no limit of it may lie above one that does.
            limits.append(round(min(now.highest_j_cm2, most), 4))
            median = median_skin(question, one)
            picture = axisymmetric(median, 1, question, one, after=0.0)
            middle = 0.5 * (picture.radial_edges[1:] + picture.radial_edges[:-1])
            if not radius.size:
                radius = middle
                # Fine across the epidermis, whose basal layer is 12 µm thin.
                depth = np.concatenate(
                    [np.linspace(0.0, 150 * units.um, 38), np.geomspace(170 * units.um, PICTURE_DEPTH, 12)]
                )
            grid = 0.5 * (picture.depth_edges[1:] + picture.depth_edges[:-1])
            per_dial = picture.rise_end * units.j_cm2 * delivered
            pictures.append(
                tuple(
                    _rounded(np.array([np.interp(z, grid, per_dial[r]) for r in range(radius.size)]), 3) for z in depth
                )
            )
            if len(background) < len(coolings):
                background.append(
                    _rounded(np.interp(depth, grid, picture.background_end[0]) - units.kelvin_at_0_celsius, 2)
                )
            done += 1
            if progress is not None:
                progress(done, total)
        effect.append(tuple(rows[0]))
        burn.append(tuple(rows[1]))
        marks.append(tuple(rows[2]))
        highest.append(tuple(limits))
        rise.append(tuple(pictures))
        skin, lesion = shown_colours(question)
        skin_colour.append(skin)
        lesion_colour.append(lesion)
    return ExplorerTable(
        device=combination.device.name,
        handpiece=combination.handpiece.name,
        spot_label=combination.spot.label,
        pulse_label=combination.pulse_label,
        ita_deg=colours,
        coolings=tuple(c.name for c in coolings),
        fluence_j_cm2=tuple(float(v) for v in axis),
        effect_chance=tuple(effect),
        burn_chance=tuple(burn),
        dark_mark_chance=tuple(marks),
        highest_allowed_j_cm2=tuple(highest),
        skin_srgb=tuple(skin_colour),
        lesion_srgb=tuple(lesion_colour),
        radius_mm=tuple(float(r) for r in np.round(radius / units.mm, 4)),
        depth_um=tuple(float(z) for z in np.round(depth / units.um, 2)),
        background_c=tuple(background),
        rise_k_per_j_cm2=tuple(rise),
        case_ita_deg=plan.skin.ita_deg if plan.skin is not None else 0.0,
        case_cooling=combination.cooling.name,
        case_fluence_j_cm2=None if best.recommended is None else best.recommended.setting.fluence_j_cm2,
    )


def _colours(plan: Plan) -> tuple[float, ...]:
    own = plan.skin.ita_deg if plan.skin is not None else COLOURS[0]
    nearest = min(COLOURS, key=lambda colour: abs(colour - own))
    return tuple(sorted({own if colour == nearest else colour for colour in COLOURS}, reverse=True))


def _axis(combination: Combination) -> Floats:
    steps = dial_steps(combination.spot)
    if steps.size <= _MOST_STEPS:
        return steps
    kept = np.unique(np.round(np.linspace(0, steps.size - 1, _MOST_STEPS)).astype(np.intp))
    return steps[kept]


def _rounded(values: Floats, digits: int = 4) -> tuple[float, ...]:
    return tuple(round(float(v), digits) for v in values)


def _contrast(plan: Plan) -> float:
    return plan.skin.lesion_contrast.p50 if plan.skin is not None else 2.5


def _at(plan: Plan, colour: float) -> Estimate:
    """The case's estimate with another measured colour and its contrast kept."""
    from lentigo.planning.estimate import estimate_skin

    known = estimate_skin(plan.case)
    return replace(known, ita_deg=colour, ita_known=True, lesion_ita_deg=None, contrast_median=_contrast(plan))
