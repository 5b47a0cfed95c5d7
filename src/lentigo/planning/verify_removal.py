"""Checks of a setting that takes the surface off: a column of cells that heat, boil and leave, against the closed form.

The column shares the constants of nature with the law of removal, and no formula. A disagreement blocks the plan.
"""

from __future__ import annotations

import numpy as np

from lentigo import library, units
from lentigo.domain.plan import Check, Plan
from lentigo.modalities.removal import remove, residue
from lentigo.modalities.skins import SkinArrays
from lentigo.physics.ablation import removal_depth
from lentigo.physics.residual_heat import Floor, heat_below
from lentigo.planning.compose_removal import removal_constants
from lentigo.planning.dial import Combination
from lentigo.planning.question import Question

__all__ = ["checks"]

_FINER = 3
"""How much finer the cells and steps of the check are [1]."""


def checks(plan: Plan, question: Question, combination: Combination, radiant: float) -> list[Check]:
    """Check one setting by another method.

    Parameters
    ----------
    plan : Plan
        Not used: nothing of it but the setting is looked at.
    question : Question
        Its central skin.
    combination : Combination
        What is dialled.
    radiant : float
        Radiant exposure of a pass that arrives [J/m²].
    """
    del plan
    constants = removal_constants(combination.wavelength_nm)
    entering = radiant * (1.0 - constants.reflected)
    tissue = constants.living
    fine = heat_below(
        entering,
        pulse=combination.pulse_s,
        tissue=tissue,
        cell_damage=constants.cell_damage,
        collagen_damage=constants.collagen_damage,
        resting_temperature=constants.resting,
        boiling_temperature=constants.boiling,
        steam_escaping=constants.steam_escaping,
        dried_share=constants.dried_share,
        refinement=_FINER,
    )
    law = float(
        removal_depth(
            entering,
            absorption=tissue.absorption,
            heat_of_ablation=tissue.heat_of_ablation,
            onset=tissue.onset,
            sensible=tissue.capacity * (constants.boiling - constants.resting),
            pulse=combination.pulse_s,
            diffusivity=tissue.diffusivity,
            blast=constants.blast,
        )
    )
    return [
        _wound(crater=law, fine=fine, combination=combination, entering=entering),
        _column_energy(fine, entering=entering),
        _skin_energy(question.usual.surroundings, combination, radiant),
    ]


def _wound(*, crater: float, fine: Floor, combination: Combination, entering: float) -> Check:
    table = residue(removal_constants(combination.wavelength_nm), combination.pulse_s)
    rim = float(table.at(np.array([entering]), table.coagulated)[0])
    ours = (crater + rim) / units.um
    other = (fine.removed + max(fine.coagulated, fine.dead, fine.dried)) / units.um
    return _check(
        name="wound of one pass",
        method="a column of cells three times finer, which heat, boil and leave one by one",
        quantity="depth of the wound that one pass makes in dermis, in micrometres",
        ours=ours,
        other=other,
        tolerance=library.number("limits/removal", "check.wound_percent").value / 100,
    )


def _column_energy(fine: Floor, *, entering: float) -> Check:
    return _check(
        name="energy of the column",
        method="sum of what left with tissue and plume, of steam, and of heat that stays",
        quantity="share of the light that entered which is accounted for",
        ours=1.0,
        other=(fine.carried + fine.steam + fine.conducted) / entering,
        tolerance=library.number("limits/verification", "energy_percent").value / 100,
    )


def _skin_energy(skins: SkinArrays, combination: Combination, radiant: float) -> Check:
    passes = combination.passes * combination.stacked
    wound = remove(
        skins,
        np.array([radiant]),
        pulse=combination.pulse_s,
        passes=passes,
        constants=removal_constants(combination.wavelength_nm),
    )
    shares = (wound.carried + wound.left + wound.reflected)[:, 0] / (passes * radiant)
    return _check(
        name="energy of all passes",
        method="sum of what is reflected, carried away and left, farthest from one of all skins",
        quantity="share of the incident energy accounted for, layer by layer",
        ours=1.0,
        other=float(shares[int(np.argmax(np.abs(shares - 1.0)))]),
        tolerance=library.number("limits/verification", "energy_percent").value / 100,
    )


def _check(*, name: str, method: str, quantity: str, ours: float, other: float, tolerance: float) -> Check:
    difference = abs(other - ours) / abs(ours)
    passed = bool(difference <= tolerance)
    text = (
        f"{name}: {quantity}: {ours:.4g} by the plan, {other:.4g} by the check ({method}); they "
        f"{'agree' if passed else 'disagree'} ({100 * difference:.1f} %, allowed {100 * tolerance:.1f} %)."
    )
    return Check(
        name=name,
        method=method,
        quantity=quantity,
        ours=ours,
        other=other,
        tolerance=tolerance,
        passed=passed,
        text=text,
    )
