"""Independent checks of a setting on collagen: light in the wanted band, heat in it, and what warms the wanted volume.

In the central skin: light by Monte Carlo of the very spot; heat by the axisymmetric solver on cells half as large, on
the axis; the radiant exposure that warms the wanted volume by adding up damage over those temperatures cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from lentigo import library, units
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Check, Plan
from lentigo.modalities.photothermal import cells, cooling_phases, heat
from lentigo.modalities.skins import FAT, RETICULAR
from lentigo.physics.damage import accumulated_damage
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.heated_band import band_threshold
from lentigo.planning.checking import axis_absorption, checked, monte_carlo_of
from lentigo.planning.collagen_band import central_band
from lentigo.planning.dial import Combination
from lentigo.planning.fields import beam_profile
from lentigo.planning.median import Median, median_skin
from lentigo.planning.question import Question
from lentigo.planning.thresholds import AFTER_PULSE, LOWER, UPPER

__all__ = ["checks"]

Floats = NDArray[np.float64]

_INSIDE = 1
"""The skin in the lesion, of the two central ones."""

_IN_PULSE, _BETWEEN = 5, 16
"""Instants that are looked at during each pulse, and from its end to the next or to the end."""


@dataclass(frozen=True, slots=True)
class _History:
    """Temperatures on the axis by the axisymmetric solver."""

    time: Floats
    """(T,) [s]."""
    background: Floats
    """(T, Z) [K]."""
    rise: Floats
    """(T, Z) per radiant exposure [K m²/J]."""
    edges: Floats
    """(Z+1,) [m]."""


def checks(
    plan: Plan, question: Question, combination: Combination, radiant: float, *, numerics: Numerics | None = None
) -> list[Check]:
    """What other methods say of a setting on collagen.

    Parameters
    ----------
    plan : Plan
        The plan; its case says which band is wanted.
    question : Question
        The same, ready to be computed.
    combination : Combination
        What is dialled.
    radiant : float
        Radiant exposure that arrives [J/m²].
    numerics : Numerics, optional
        Packets of the Monte Carlo run; the question's if not given.
    """
    median = median_skin(question, combination)
    top, bottom, volume = central_band(plan.case, skins=median.skins.take([_INSIDE]))
    chosen = question.numerics if numerics is None else numerics
    history = _axis(question, combination, median)
    return [
        _light_check(question, combination, median, chosen, top=top, bottom=bottom),
        *_heat_checks(question, combination, median, history, radiant=radiant, top=top, bottom=bottom, volume=volume),
    ]


def _light_check(
    question: Question,
    combination: Combination,
    median: Median,
    numerics: Numerics,
    *,
    top: float,
    bottom: float,
) -> Check:
    """Light taken up in the wanted band, on the axis; bounds moved to the nearest edges of the Monte Carlo grid."""
    reference = monte_carlo_of(median.skins, _INSIDE, question, combination, numerics)
    edges = reference.depth_edges
    above = float(edges[np.argmin(np.abs(edges - top))])
    below = float(edges[max(int(np.argmin(np.abs(edges - bottom))), int(np.argmin(np.abs(edges - top))) + 1)])
    grid = median.finite.cells
    inside = _overlap(grid.edges[_INSIDE], above, below)
    ours = float((median.finite.source[_INSIDE] * inside).sum())
    other, error = axis_absorption(reference, above, below, combination.exposure.spot_mm * units.mm)
    model = library.number("limits/verification", "light_model_percent").value / 100
    return checked(
        name="light in the band",
        method="Monte Carlo of the finite spot, each layer with its own refractive index",
        quantity=f"share of the light taken up from {above / units.um:.0f} to {below / units.um:.0f} µm on the axis",
        ours=ours,
        other=other,
        tolerance=3 * error / ours + model,
    )


def _heat_checks(
    question: Question,
    combination: Combination,
    median: Median,
    history: _History,
    *,
    radiant: float,
    top: float,
    bottom: float,
    volume: float,
) -> list[Check]:
    constants = question.constants(combination)
    skins = median.skins.take([_INSIDE])
    planned = heat(
        skins,
        median.finite.source[_INSIDE : _INSIDE + 1],
        grid=cells(skins),
        exposure=combination.exposure,
        surroundings=constants.surroundings,
        cooling_scale=None,
        after=AFTER_PULSE,
        threads=1,
        deepest_layer=RETICULAR,
    )
    stored = planned.rise.shape[2]
    edges = median.finite.cells.edges[_INSIDE : _INSIDE + 1, : stored + 1]
    weight = _overlap(edges[0], top, bottom)
    ours = float((planned.rise[0] @ (weight / weight.sum())).max())
    theirs = _overlap(history.edges, top, bottom)
    other = float((history.rise @ (theirs / theirs.sum())).max())
    model = library.number("limits/verification", "heat_model_percent").value / 100
    share, passes = constants.injury.heat_shock_share, combination.passes
    needed = float(
        band_threshold(
            planned.time,
            planned.background,
            planned.rise,
            edges=edges,
            top=top,
            bottom=bottom,
            volume=volume,
            rate=constants.dermis_damage,
            heat_shock_share=share,
            lower=LOWER,
            upper=UPPER,
            passes=float(passes),
        )[0]
    )

    def lacking(ln_radiant: float) -> float:
        temperature = history.background + np.exp(ln_radiant) * history.rise
        omega = passes * accumulated_damage(temperature, history.time, rate=constants.dermis_damage)[-1]
        made = float((-np.expm1(-omega / share) * theirs).sum())
        return float(np.log(max(made, 1e-300) / volume))

    found = float(np.exp(brentq(lacking, np.log(needed) - 1.0, np.log(needed) + 1.0, xtol=1e-5)))
    return [
        checked(
            name="heat in the band",
            method="axisymmetric (r, z) solver on cells half as large",
            quantity="highest rise of the wanted band's mean temperature, in kelvin",
            ours=ours * radiant,
            other=other * radiant,
            tolerance=model,
        ),
        checked(
            name="warmed volume",
            method="damage added up over the axisymmetric temperatures",
            quantity=f"radiant exposure that warms {volume / units.um:.0f} µm of the wanted band, in J/cm²",
            ours=needed / units.j_cm2,
            other=found / units.j_cm2,
            tolerance=model,
        ),
    ]


def _axis(question: Question, combination: Combination, median: Median) -> _History:
    """Temperatures on the axis of the spot in radius and depth, in the central skin of the lesion."""
    constants, exposure = question.constants(combination), combination.exposure
    grid = median.finite.cells
    kept = grid.layer < FAT
    upper = grid.edges[_INSIDE, : int(kept.sum()) + 1]
    upper = np.sort(np.concatenate([upper, 0.5 * (upper[1:] + upper[:-1])]))
    lower = upper[-1] + np.cumsum(np.geomspace(0.1, 1.2, 10)) * units.mm
    edges = np.concatenate([upper, lower])
    source = np.concatenate([np.repeat(median.finite.source[_INSIDE, kept], 2), np.zeros(lower.size)])
    layer = np.concatenate([np.repeat(grid.layer[kept], 2), np.full(lower.size, FAT)])
    spot = exposure.spot_mm * units.mm
    rings = np.concatenate([np.linspace(0, spot / 2, 17), spot / 2 + np.cumsum(np.geomspace(0.05, 0.8, 12)) * units.mm])
    ring, depth = 0.5 * (rings[1:] + rings[:-1]), 0.5 * (edges[1:] + edges[:-1])
    profile = beam_profile(ring[:, None], depth[None, :], spot=spot, beam=combination.handpiece.beam)
    skins = median.skins.take([_INSIDE])
    pulse = [(p.start_s, p.duration_s, p.share) for p in exposure.pulse]
    instants = _instants(pulse, end=exposure.duration_s + AFTER_PULSE)

    def solve(radiant: float) -> Floats:
        solved = heat_axisymmetric(
            source[None, :] * profile,
            radial_edges=rings,
            depth_edges=edges,
            conductivity=skins.conductivity[0, layer],
            heat_capacity=skins.heat_capacity[0, layer],
            perfusion=skins.perfusion[0, layer] * constants.surroundings.blood_heat_capacity,
            pulse=pulse,
            phases=cooling_phases(
                exposure.delivery.cooling,
                pulse_end=exposure.duration_s,
                after=AFTER_PULSE,
                surroundings=constants.surroundings,
            ),
            core_temperature=constants.surroundings.core_temperature,
            surface_temperature=constants.surroundings.resting_surface,
            radiant_exposure=radiant,
            snapshots=instants,
            estimate_error=False,
        )
        on_axis: Floats = solved.temperature[:, 0]
        return on_axis

    cold = solve(0.0)
    return _History(np.array(instants), cold, (solve(units.j_cm2) - cold) / units.j_cm2, edges)


def _instants(pulse: list[tuple[float, float, float]], *, end: float) -> tuple[float, ...]:
    """Where temperatures are kept: some in each pulse, then ever further apart until the next begins."""
    found: list[float] = []
    for k, (start, duration, _) in enumerate(pulse):
        stop = pulse[k + 1][0] if k + 1 < len(pulse) else end
        found += list(start + duration * np.linspace(0.0, 1.0, _IN_PULSE + 1)[1:])
        gap = stop - start - duration
        if gap > 0.0:
            found += list(start + duration + gap * np.geomspace(1e-3, 1.0, _BETWEEN))
    return tuple(float(v) for v in np.unique(np.minimum(np.round(found, 9), end - 1e-9)))


def _overlap(edges: Floats, top: float, bottom: float) -> Floats:
    """Thickness of each cell that lies between two depths (Z,) [m]."""
    inside: Floats = np.clip(np.minimum(edges[1:], bottom) - np.maximum(edges[:-1], top), 0.0, None)
    return inside
