"""One column: what drills, what tapers, what stays as heat; closed forms beside numerical solutions."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.ablation import removal_depth
from lentigo.physics.column import (
    coagulation_temperature,
    drilled_columns,
    drilling_threshold,
    rayleigh_range,
    wall_rim,
)
from lentigo.physics.column_heat import column_extent, heated_column
from lentigo.physics.damage import ArrheniusProcess, DamageRate
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.heat_steps import SurfacePhase

CAPACITY = 3.68e6
COLLAGEN = DamageRate((ArrheniusProcess(2.87e56, 372400.0 / 8.314),))
LAW = {
    "absorption": 5.5e4,
    "onset": 1.7e9,
    "sensible": 2.4e8,
    "diffusivity": 1e-7,
}
TIP = {
    "beam_diameter": 120e-6,
    "gaussian": True,
    "pulse": 2e-3,
    "efficiency": 0.2,
    "heat_of_ablation": 4.2e9,
    "rayleigh": 0.89e-3,
    "wall_share": 0.06,
    "heat_capacity": CAPACITY,
    "rise": 50.0,
    **LAW,
}
ENERGIES = np.geomspace(0.05e-3, 0.2, 40)


def drilled(energy=ENERGIES, **other):
    return drilled_columns(energy, **{**TIP, **other})


def test_a_wide_parallel_beam_drills_as_the_law_of_removal():
    made = drilled(gaussian=False, rayleigh=np.inf, beam_diameter=5e-3, efficiency=1.0, wall_share=0.0)
    exposure = ENERGIES / (np.pi * 2.5e-3**2)
    wanted = removal_depth(exposure, heat_of_ablation=4.2e9, pulse=2e-3, **LAW)
    assert np.allclose(made.removed_depth, wanted, rtol=1e-12)
    assert np.allclose(made.removed_volume, wanted * np.pi * 2.5e-3**2, rtol=1e-9)


def test_a_widening_beam_follows_its_own_equation():
    flat = drilled(rayleigh=np.inf).removed_depth
    made = drilled().removed_depth
    assert np.allclose(made + made**3 / (3 * 0.89e-3**2), flat, rtol=1e-9)
    assert np.all(made <= flat)


def test_below_the_threshold_nothing_is_removed():
    begins = drilling_threshold(beam_diameter=120e-6, gaussian=True, pulse=2e-3, **LAW)
    made = drilled(np.array([0.0, 0.99, 1.01]) * begins)
    assert made.removed_depth[0] == made.removed_depth[1] == made.depth[1] == made.width[1] == 0.0
    assert made.heat[1] == pytest.approx(0.99 * begins)
    assert made.removed_depth[2] > 0.0


def test_more_energy_is_deeper_wider_and_more():
    made = drilled()
    for name in ("removed_depth", "removed_width", "removed_volume", "width"):
        assert np.all(np.diff(getattr(made, name)) >= 0.0), name
    drills = made.removed_depth > 20e-6
    assert np.all(np.diff(made.depth[drills]) > 0.0)
    assert np.all(made.coagulated_volume[drills] > 0.0)
    assert np.all(made.volume >= made.removed_volume)


def test_no_channel_costs_more_than_the_pulse_had():
    made = drilled()
    spent = 4.2e9 / 0.2 * made.removed_volume
    assert np.all(spent <= ENERGIES * (1 + 1e-3))
    assert np.all(made.heat <= ENERGIES)


def test_the_rim_below_a_narrow_channel_thins_as_it_deepens_and_the_rim_beside_it_does_not():
    made = drilled(np.array([0.02, 0.04, 0.08, 0.16]))
    assert np.all(np.diff(made.rim_below) < 0.0)
    assert np.all(np.diff(made.rim_beside) > 0.0)


def test_a_flat_floor_is_coagulated_as_a_plane_of_heat_is():
    made = drilled(np.array([0.3]), gaussian=False, beam_diameter=3e-3, wall_share=0.0, efficiency=1.0)
    left = 1.7e9 / 5.5e4  # optical part of the heat; conduction adds a little
    plane = 2 * left / (CAPACITY * 50.0 * np.sqrt(2 * np.pi * np.e))
    assert plane < made.rim_below[0] < 1.3 * plane


def test_stacked_pulses_drill_on():
    one, three = (drilled(np.array([0.01]), stacked=n).removed_depth[0] for n in (1, 3))
    assert 2.5 * one < three < 3.0 * one


def test_a_better_tip_drills_deeper_and_chars_less():
    worse, better = (drilled(np.array([0.02]), efficiency=share) for share in (0.2, 0.8))
    assert better.removed_depth > 2.5 * worse.removed_depth
    assert better.rim_beside < worse.rim_beside


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"efficiency": 0.0}, "efficiency"),
        ({"efficiency": 1.2}, "efficiency"),
        ({"wall_share": -0.1}, "share"),
        ({"beam_diameter": 0.0}, "above 0"),
        ({"rise": 0.0}, "above 0"),
        ({"stacked": 0}, "at least 1"),
    ],
)
def test_nonsense_is_refused(change, match):
    with pytest.raises(OutOfValidityError, match=match):
        drilled(**change)


def test_a_negative_energy_is_refused():
    with pytest.raises(OutOfValidityError, match="0 mJ or more"):
        drilled(np.array([-1e-3]))


def test_the_rayleigh_range_of_carbon_dioxide_light():
    assert rayleigh_range(beam_diameter=120e-6, wavelength=10.6e-6, quality=1.0) == pytest.approx(1.067e-3, rel=1e-3)
    with pytest.raises(OutOfValidityError, match="at least 1"):
        rayleigh_range(beam_diameter=120e-6, wavelength=10.6e-6, quality=0.5)


def test_what_coagulates_within_a_time_has_the_rate_of_its_inverse():
    at = coagulation_temperature(COLLAGEN, duration=0.012)
    assert float(np.exp(COLLAGEN.log_rate(at))) * 0.012 == pytest.approx(1.0, rel=1e-6)
    assert coagulation_temperature(COLLAGEN, duration=1e-3) > at
    with pytest.raises(OutOfValidityError, match="above 0"):
        coagulation_temperature(COLLAGEN, duration=0.0)


def test_the_rim_of_a_wall_against_a_numerical_cylinder():
    radius, heat, rise = 100e-6, 4e3, 50.0
    edges = radius + np.concatenate([[0.0], np.geomspace(0.2e-6, 4e-3, 500)])
    ring = np.pi * np.diff(edges**2)
    centre = 0.5 * (edges[1:] + edges[:-1])
    flow = 2 * np.pi * edges[1:-1] * 0.37 / np.diff(centre)
    warm = np.zeros(centre.size)
    warm[0] = heat * 2 * np.pi * radius / (ring[0] * CAPACITY)
    peak, time, step = warm.copy(), 0.0, 1e-8
    while time < 0.3:
        held = ring * CAPACITY / step
        matrix = np.diag(held) + np.diag(np.append(flow, 0)) + np.diag(np.insert(flow, 0, 0))
        matrix -= np.diag(flow, 1) + np.diag(flow, -1)
        warm = np.linalg.solve(matrix, held * warm)
        peak = np.maximum(peak, warm)
        time, step = time + step, 0.08 * (time + step)
    numerical = np.interp(-rise, -peak, centre) - radius
    closed = float(wall_rim(heat, radius=radius, heat_capacity=CAPACITY, rise=rise))
    assert closed == pytest.approx(numerical, rel=0.06)


def test_the_rim_of_a_wall_has_its_limits():
    wide = float(wall_rim(100.0, radius=1.0, heat_capacity=CAPACITY, rise=50.0))
    assert wide == pytest.approx(2 * 100.0 / (CAPACITY * 50.0 * np.sqrt(2 * np.pi * np.e)), rel=0.01)
    radius = 1e-7
    heat = 1e4
    line = np.sqrt(2 * heat * radius / (CAPACITY * 50.0 * np.e))
    assert float(wall_rim(heat, radius=radius, heat_capacity=CAPACITY, rise=50.0)) == pytest.approx(
        line - radius, rel=0.02
    )


RINGS = np.concatenate([np.linspace(0, 200e-6, 21), np.geomspace(230e-6, 2e-3, 12)])
SLICES = np.concatenate([np.linspace(0, 600e-6, 41), np.geomspace(650e-6, 3e-3, 14)])
BEAM = 70e-6


def absorbed():
    middle = 0.5 * (RINGS[1:] + RINGS[:-1])
    depth = 0.5 * (SLICES[1:] + SLICES[:-1])
    beam = 2 / (np.pi * BEAM**2) * np.exp(-2 * middle**2 / BEAM**2)
    return 1000.0 * np.exp(-1500.0 * depth)[None, :] * beam[:, None]


HEATED = {
    "radial_edges": RINGS,
    "depth_edges": SLICES,
    "absorption": np.full(SLICES.size - 1, 1000.0),
    "conductivity": np.full(SLICES.size - 1, 0.37),
    "heat_capacity": np.full(SLICES.size - 1, CAPACITY),
    "latent_heat": 1.6e9,
    "collagen": COLLAGEN,
    "resting_surface": 306.0,
    "core_temperature": 310.0,
    "room_temperature": 295.0,
    "heat_transfer": 10.0,
}


def column(energy, pulse=2e-3, **other):
    return heated_column(absorbed(), energy=energy, pulse=pulse, **{**HEATED, **other})


def test_more_energy_coagulates_a_larger_column():
    made = [column(energy) for energy in (0.0, 1e-3, 4e-3, 8e-3, 16e-3, 40e-3)]
    assert made[0].depth == made[1].depth == 0.0
    for less, more in pairwise(made[2:]):
        assert more.depth > less.depth
        assert more.width > less.width
        assert more.volume > less.volume
    assert all(abs(one.energy_error) < 1e-8 for one in made)


def test_boiling_holds_the_temperature_until_the_water_is_gone():
    wet, dry = column(8e-3), column(60e-3)
    assert wet.peak == pytest.approx(373.15, abs=0.1)
    assert 0.0 < wet.dried < 1.0
    assert dry.dried == 1.0
    assert dry.peak > 380.0


def test_dried_tissue_lets_light_pass():
    bleached, black = column(60e-3), column(60e-3, absorption=np.zeros(SLICES.size - 1))
    assert bleached.depth > black.depth


def test_a_longer_pulse_needs_more_for_the_same_and_is_wider_for_its_depth():
    short, long = column(8e-3, pulse=5e-4), column(8e-3, pulse=2e-2)
    assert long.depth < short.depth


def test_what_does_not_boil_is_the_plain_solution_of_heat():
    made = column(2e-3)
    plain = heat_axisymmetric(
        absorbed(),
        radial_edges=RINGS,
        depth_edges=SLICES,
        conductivity=0.37,
        heat_capacity=CAPACITY,
        perfusion=0.0,
        pulse=[(0.0, 2e-3, 1.0)],
        phases=[SurfacePhase(0.0, 0.402, 10.0, 295.0)],
        core_temperature=310.0,
        surface_temperature=306.0,
        radiant_exposure=2e-3,
        snapshots=[2e-3],
        estimate_error=False,
    )
    assert made.dried == 0.0
    assert made.peak == pytest.approx(float(plain.temperature.max()), rel=1e-3)


def test_an_impossible_pulse_is_refused():
    with pytest.raises(OutOfValidityError, match="above 0"):
        column(1e-3, pulse=0.0)
    with pytest.raises(OutOfValidityError, match="0 or more"):
        column(-1e-3)


def test_edges_lie_where_the_damage_passes_one():
    rings, slices = np.linspace(0, 1, 11), np.linspace(0, 1, 11)
    middle = 0.5 * (rings[1:] + rings[:-1])
    damage = np.exp(20 * (0.52 - np.maximum(middle[:, None], middle[None, :])))
    top, depth, width, volume = column_extent(damage, radial_edges=rings, depth_edges=slices)
    assert top == 0.0
    assert depth == pytest.approx(0.52, abs=1e-6)
    assert width == pytest.approx(1.04, abs=1e-6)
    assert volume == pytest.approx(np.pi * 0.52**2 * 0.5, rel=1e-6)
    nothing = column_extent(0.5 * np.ones((10, 10)), radial_edges=rings, depth_edges=slices)
    assert np.isnan(nothing[0])
    assert nothing[1:] == (0.0, 0.0, 0.0)
