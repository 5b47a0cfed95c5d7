"""Checks of a setting that makes columns, by methods that share no code with the plan; a disagreement blocks it.

Coagulated columns: the table's depth and width against Monte Carlo and heat in radius and depth of that very beam,
pulse and energy. Drilled ones: the closed form against a pulse followed blast by blast into a widening beam, and the
energy against what left and what stayed. The pattern: its formula against columns that were set and counted.
"""

from __future__ import annotations

import math

import numpy as np

from lentigo import units
from lentigo.domain.device import Tip
from lentigo.domain.plan import Check, Plan
from lentigo.modalities.columns import ColumnConstants, Columns
from lentigo.physics.column import rayleigh_range
from lentigo.physics.pattern import coverage
from lentigo.planning.checking import checked
from lentigo.planning.column_reference import column_light, reference_column
from lentigo.planning.column_thresholds import per_energy
from lentigo.planning.compose_columns import curve_of, known_depth, tip_constants
from lentigo.planning.dial import Combination
from lentigo.planning.question import Question

__all__ = ["checks", "counted_coverage", "drilled_by_blasts"]

_SIZE = 0.08
"""Largest difference of a size from its full computation: the table's errors stay below half of it [1]."""

_DRILLED = 0.05
_COUNTED = 0.05
_PACKETS = 300_000
_DOTS = 240_000
"""Places at which a counted pattern is looked at."""

_SIDE = 64
"""Columns along a side of the patch that is counted."""


def checks(plan: Plan, question: Question, combination: Combination, radiant: float) -> list[Check]:
    """Check one setting by other methods, in the central skin.

    Parameters
    ----------
    plan : Plan
        Not used: nothing of it but the setting is looked at.
    question : Question
        Its seed.
    combination : Combination
        Tip, pulse, density and passes.
    radiant : float
        Radiant exposure inside one beam that arrives [J/m²].
    """
    del plan
    tip = combination.spot
    assert isinstance(tip, Tip)
    assert combination.density_per_cm2 is not None
    energy = radiant / per_energy(tip)
    known = known_depth(tip)
    constants = tip_constants(combination.wavelength_nm, tip.beam_um, combination.pulse_s, known=known)
    # One pulse is checked; stacked pulses follow by their own rule.
    curve = curve_of(combination.wavelength_nm, tip.beam_um, combination.pulse_s, known=known)
    ours = curve.at(np.array([[energy]]), np.ones(1))
    if constants.ablates:
        made = _drilled(ours, constants, combination, energy=energy)
    else:
        made = _coagulated(ours, combination, energy=energy, seed=question.numerics.seed)
    width = float(ours.width[0, 0])
    if width > 0.0:
        made.append(_pattern(combination, tip, width=width, seed=question.numerics.seed))
    return made


def _coagulated(ours: Columns, combination: Combination, *, energy: float, seed: int) -> list[Check]:
    light = column_light(
        wavelength_nm=combination.wavelength_nm,
        beam_um=combination.spot.equivalent_diameter_mm * units.mm / units.um,
        packets=_PACKETS,
        seed=seed + 1,
    )
    full = reference_column(light, energy_mj=energy * 1e3, pulse_ms=combination.pulse_s / units.ms, refinement=2)
    found = []
    for name, mine, other in (("depth", ours.depth, full.depth), ("width", ours.width, full.width)):
        if mine[0, 0] > 0.0:
            found.append(
                checked(
                    name=f"{name} of a column",
                    method="Monte Carlo of this beam, heat in radius and depth with half the steps",
                    quantity=f"{name} of what one pulse coagulates, in micrometres",
                    ours=float(mine[0, 0]) / units.um,
                    other=other / units.um,
                    tolerance=_SIZE,
                )
            )
    return found


def _drilled(ours: Columns, constants: ColumnConstants, combination: Combination, *, energy: float) -> list[Check]:
    beam = combination.spot.equivalent_diameter_mm * units.mm
    depth = float(ours.removed_depth[0, 0])
    if depth == 0.0:
        return []
    law = constants.removal
    assert law is not None
    entering = energy * (1.0 - law.reflected)
    tissue = law.living
    cost = tissue.heat_of_ablation / constants.efficiency_of(beam)
    # What left with the channel, what stays, and what plume and wall took of the light account for all that entered.
    spent = cost * float(ours.removed_volume[0, 0]) + tissue.onset * math.pi * beam**2 / 4.0 / tissue.absorption
    return [
        checked(
            name="depth of a channel",
            method="the pulse followed blast by blast into a beam that widens",
            quantity="depth of what one pulse removes, in micrometres",
            ours=depth / units.um,
            other=drilled_by_blasts(constants, beam=beam, pulse=combination.pulse_s, energy=entering) / units.um,
            tolerance=_DRILLED,
        ),
        checked(
            name="energy of a channel",
            method="removed volume times what it costs, beside the energy that entered",
            quantity="share of the energy of a pulse that was there to be spent",
            ours=1.0,
            other=1.0 + max(spent / entering - 1.0, 0.0),
            tolerance=_DRILLED,
        ),
    ]


def drilled_by_blasts(constants: ColumnConstants, *, beam: float, pulse: float, energy: float) -> float:
    """Depth on the axis, blast by blast, from the energy that each brings to the floor [m].

    Parameters
    ----------
    constants : ColumnConstants
        Of beams that drill.
    beam : float
        Diameter of the beam [m].
    pulse : float
        [s].
    energy : float
        That enters [J].
    """
    law = constants.removal
    assert law is not None
    tissue = law.living
    blasts = max(round(pulse / law.blast), 1)
    peak = energy * (2.0 if constants.gaussian else 1.0) / (math.pi * (0.5 * beam) ** 2)
    each = peak / blasts
    widens = rayleigh_range(beam_diameter=beam, wavelength=constants.wavelength, quality=constants.quality)
    cost = tissue.heat_of_ablation / constants.efficiency_of(beam)
    optical = tissue.onset / tissue.absorption
    sensible = tissue.capacity * (law.boiling - law.resting)
    # A layer must be warm before it flies: its heat comes off the first blasts, by conduction along a moving floor.
    spread = tissue.diffusivity * pulse
    warm = min(
        optical + sensible * cost * spread / max(peak, 1e-300),
        optical + 0.5 * sensible * math.sqrt(math.pi * spread),
    )
    depth = 0.0
    left = warm
    for _ in range(blasts):
        given = each
        if left > 0.0:
            used = min(left, given)
            left, given = left - used, given - used
        if given > 0.0:
            flat = optical / cost * math.log1p(given / optical)
            depth += flat / (1.0 + (depth / widens) ** 2)
    return depth


def _pattern(combination: Combination, tip: Tip, *, width: float, seed: int) -> Check:
    assert combination.density_per_cm2 is not None
    density = combination.density_per_cm2 / units.cm2
    closed = float(coverage(density, width, placing=tip.placing, passes=combination.passes))
    return checked(
        name="coverage",
        method="columns set at their places and a surface counted",
        quantity="share of the surface that the columns of all passes cover",
        ours=closed,
        other=counted_coverage(density, width, placing=tip.placing, passes=combination.passes, seed=seed),
        # A rare thing that is counted scatters: four standard deviations of the count are allowed on top.
        tolerance=_COUNTED + 4.0 * math.sqrt((1.0 - closed) / (closed * _DOTS)),
    )


def counted_coverage(density: float, width: float, *, placing: str, passes: int, seed: int) -> float:
    """Share of a surface that discs cover, counted at many places of a patch without edges [1].

    Parameters
    ----------
    density : float
        Discs per area and pass [1/m²].
    width : float
        Diameter of a disc [m].
    placing : {"scanned", "rolled"}
        On a grid, shifted at random from pass to pass; or at random.
    passes : int
        [1].
    seed : int
        Of the places.
    """
    from scipy.spatial import cKDTree

    drawn = np.random.default_rng(seed)
    pitch = 1.0 / math.sqrt(density)
    bare = np.ones(_DOTS, dtype=bool)
    if placing == "scanned":
        for _ in range(passes):
            # Every place sees each pass shifted at random: what counts is how far the nearest column of the grid is.
            away = (drawn.random((_DOTS, 2)) - 0.5) * pitch
            bare &= np.hypot(away[:, 0], away[:, 1]) >= 0.5 * width
        return float(1.0 - bare.mean())
    length = _SIDE * pitch
    dots = drawn.random((_DOTS, 2)) * length
    for _ in range(passes):
        tree = cKDTree(drawn.random((_SIDE * _SIDE, 2)) * length, boxsize=np.array([length, length]))
        near, _ = tree.query(dots, distance_upper_bound=0.5 * width)
        bare &= ~np.isfinite(near)
    return float(1.0 - bare.mean())
