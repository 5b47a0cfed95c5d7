"""Independent checks of the recommended setting: other methods, sharing no code with the first; disagreement blocks.

Light: Monte Carlo of the finite spot at all its wavelengths, with each layer's own refractive index, against
adding-doubling times the finite-spot factor. Heat: an axisymmetric solver on finer cells against the one-dimensional
planner. Both in the central skin, around and inside the lesion. Vessels, collagen, columns and removal bring checks of
their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.goals import ABLATING
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Check, Finding, Plan
from lentigo.modalities.photothermal import cells, heat
from lentigo.modalities.skins import BASAL, SPINOUS
from lentigo.physics.light_spectrum import SpectralLight
from lentigo.planning.by_goal import goal_checks
from lentigo.planning.checking import axis_absorption, checked, monte_carlo_of
from lentigo.planning.dial import Combination, delivered_per_set
from lentigo.planning.fields import axisymmetric
from lentigo.planning.median import Median, median_skin
from lentigo.planning.question import Question
from lentigo.planning.reopen import combination_of, question_of

Floats = NDArray[np.float64]


def verify(plan: Plan, *, numerics: Numerics | None = None) -> Plan:
    """Check the recommended setting by other methods; a disagreement beyond the stated errors blocks the plan.

    Returns
    -------
    Plan
        The same plan with its checks; ``decision`` becomes "blocked_by_verification" if one fails.
    """
    best = plan.recommended
    if best is None or best.recommended is None:
        return plan
    chosen = Numerics() if numerics is None else numerics
    question = question_of(plan, numerics=replace(chosen, skins=16))
    combination = combination_of(plan, best)
    delivered = delivered_per_set(combination.device, combination.handpiece, combination.spot)
    radiant = best.recommended.setting.fluence_j_cm2 * units.j_cm2 * delivered
    checks = [
        *(_pulse_checks(question, combination, radiant, chosen) if best.goal not in ABLATING else ()),
        *goal_checks(plan, question, combination, radiant, numerics=chosen),
    ]
    made = replace(plan, checks=tuple(checks))
    failed = [check for check in checks if not check.passed]
    if not failed:
        return made
    return replace(
        made,
        decision="blocked_by_verification",
        headline="No setting is given: an independent computation disagrees with the plan's.",
        why=tuple(check.text for check in failed) + plan.why,
        findings=(*plan.findings, *(Finding(topic="verification", text=check.text) for check in failed)),
    )


def _pulse_checks(question: Question, combination: Combination, radiant: float, numerics: Numerics) -> Iterator[Check]:
    """Light and heat of one pulse in the epidermis, beside the lesion and in it: what every spot of light keeps."""
    median = median_skin(question, combination)
    for index, place in enumerate(("beside the lesion", "in the lesion")):
        reference = monte_carlo_of(median.skins, index, question, combination, numerics)
        yield _light_check(median, reference, index, place, combination)
        yield _heat_check(median, index, place, question=question, combination=combination, radiant=radiant)
    yield _energy_check(median)


def _light_check(median: Median, reference: SpectralLight, index: int, place: str, combination: Combination) -> Check:
    grid = cells(median.skins)
    epidermis = (grid.layer == SPINOUS) | (grid.layer == BASAL)
    ours = float((median.finite.source[index] * grid.width[index])[epidermis].sum())
    edges = np.concatenate([[0.0], np.cumsum(median.skins.thickness[index])])
    spot = combination.exposure.spot_mm * units.mm
    other, error = axis_absorption(reference, edges[SPINOUS], edges[BASAL + 1], spot)
    model = library.table("limits/verification")
    tolerance = 3 * error / ours + model["light_model_percent"].value / 100
    return checked(
        name=f"light {place}",
        method="Monte Carlo of the finite spot, each layer with its own refractive index",
        quantity="share of the light that the living epidermis absorbs on the axis of the spot",
        ours=ours,
        other=other,
        tolerance=tolerance,
    )


def _heat_check(
    median: Median, index: int, place: str, *, question: Question, combination: Combination, radiant: float
) -> Check:
    constants = question.constants(combination)
    skins = median.skins.take([index])
    grid = cells(skins)
    after = 0.05
    planned = heat(
        skins,
        median.finite.source[index : index + 1],
        grid=grid,
        exposure=combination.exposure,
        surroundings=constants.surroundings,
        cooling_scale=None,
        after=after,
        threads=1,
    )
    basal = grid.layer == BASAL
    weight = grid.width[0, basal] / grid.width[0, basal].sum()
    ours = float((planned.rise[0][:, basal] @ weight).max()) * radiant
    other = axisymmetric(median, index, question, combination, after=after, finer=True)
    model = library.number("limits/verification", "heat_model_percent").value / 100
    return checked(
        name=f"heat {place}",
        method="axisymmetric (r, z) solver on cells half as large",
        quantity="highest rise of the basal layer's mean temperature, in kelvin",
        ours=ours,
        other=other.peak_basal_rise * radiant,
        tolerance=model + other.error * radiant / ours,
    )


def _energy_check(median: Median) -> Check:
    absorbed = (median.broad.absorbed * cells(median.skins).width).sum(axis=2)
    shares = absorbed + median.broad.reflectance + median.broad.transmittance
    return checked(
        name="energy",
        method="sum of what is reflected, absorbed in the cells and transmitted, farthest from one of all lines",
        quantity="share of the incident energy accounted for",
        ours=1.0,
        other=float(shares.flat[int(np.argmax(np.abs(shares - 1)))]),
        tolerance=library.number("limits/verification", "energy_percent").value / 100,
    )
