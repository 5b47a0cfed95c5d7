"""Heat in radius and depth: against one dimension, closed forms, and the conservation of energy."""

from __future__ import annotations

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics import closed_forms
from lentigo.physics.heat import SurfacePhase, heat_response
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.heat_grid import graded_edges

DEPTH = graded_edges([[3e-6, 4e-3]], cells=(1, 47), uniform=1)[0]
RADIUS = np.concatenate([np.linspace(0.0, 2e-3, 21), 2e-3 + np.cumsum(1.1e-4 * 1.2 ** np.arange(10))])
PHASES = [SurfacePhase(-0.5, 0.3, 1500.0, 278.15), SurfacePhase(0.3, 5.0, 10.0, 295.15)]
BODY = {"core_temperature": 310.15, "surface_temperature": 305.65}
TISSUE = {"conductivity": 0.37, "heat_capacity": 3.8e6, "perfusion": 4e3}


def absorbed(absorption=3e3):
    fallen = np.exp(-absorption * DEPTH)
    return (fallen[:-1] - fallen[1:]) / np.diff(DEPTH)


def solve(source, **change):
    arguments = {
        **TISSUE,
        **BODY,
        "pulse": [(0.0, 3e-3, 1.0)],
        "phases": PHASES,
        "radiant_exposure": 4e4,
        "snapshots": [-0.1, 0.0, 3e-3, 0.05, 1.0],
        "estimate_error": False,
        **change,
    }
    return heat_axisymmetric(source, radial_edges=RADIUS, depth_edges=DEPTH, **arguments)


def wide(absorption=3e3):
    return np.tile(absorbed(absorption), (RADIUS.size - 1, 1))


def narrow(radius=1e-3):
    return np.where((RADIUS[1:] <= radius * 1.0001)[:, None], absorbed(), 0.0)


def test_wide_beam_agrees_with_one_dimension():
    found = solve(wide(), refinement=2)
    one = heat_response(
        absorbed()[None],
        edges=DEPTH[None],
        **TISSUE,
        **BODY,
        pulse=[(0.0, 3e-3, 1.0)],
        phases=PHASES,
        end=1.0,
        from_start=True,
        refinement=4,
    )
    for number, at in enumerate(found.time):
        places = np.flatnonzero(np.isclose(one.time, at, rtol=0.0, atol=1e-12))
        if places.size:
            expected = one.temperature(4e4)[0, places[-1]]
            np.testing.assert_allclose(found.temperature[number], np.tile(expected, (RADIUS.size - 1, 1)), atol=0.02)
    assert np.isin([0.0, 3e-3, 1.0], one.time).all()


def test_middle_of_a_wide_enough_beam_agrees_with_one_dimension_and_its_rim_does_not():
    found, reference = solve(narrow(1.5e-3)), solve(wide())
    np.testing.assert_allclose(found.temperature[3, 0], reference.temperature[3, 0], atol=1e-3)
    assert np.max(reference.temperature[3, 14] - found.temperature[3, 14]) > 0.5


def test_line_of_heat_spreads_as_in_the_closed_form():
    even = np.where(np.arange(RADIUS.size - 1)[:, None] == 0, 1.0, 0.0) * np.ones(DEPTH.size - 1)
    found = solve(
        even,
        perfusion=0.0,
        phases=[SurfacePhase(0.0, 5.0, 0.0, 300.0)],
        pulse=[(0.0, 1e-9, 1.0)],
        snapshots=[1.0],
        core_temperature=300.0,
        surface_temperature=300.0,
    )
    strength = 4e4 * np.pi * RADIUS[1] ** 2
    middle = 0.5 * (RADIUS[1:] + RADIUS[:-1])
    expected = closed_forms.instantaneous_source(
        middle, 1.0, strength=strength, dimensions=2, diffusivity=0.37 / 3.8e6, heat_capacity=3.8e6
    )
    np.testing.assert_allclose(found.temperature[0, :12, 5] - 300.0, expected[:12], rtol=0.02)


@pytest.mark.parametrize("latent", [None, 1.6e9])
@pytest.mark.parametrize("pulse", [[(0.0, 5e-9, 1.0)], [(0.0, 3e-3, 1.0)], [(0.0, 3e-3, 0.5), (0.02, 3e-3, 0.5)]])
def test_energy_is_conserved(latent, pulse):
    found = solve(narrow(), pulse=pulse, latent_heat=latent, radiant_exposure=2e5)
    assert abs(found.energy_error) < 1e-10


def test_rise_is_linear_until_tissue_boils():
    cold, half, whole = (solve(narrow(), radiant_exposure=h) for h in (0.0, 2e4, 4e4))
    assert half.linear
    np.testing.assert_allclose(
        whole.temperature - cold.temperature, 2.0 * (half.temperature - cold.temperature), atol=1e-9
    )
    assert not solve(narrow(), radiant_exposure=4e5).linear


def test_boiling_holds_the_temperature_until_the_water_is_gone():
    boiling = solve(narrow(), radiant_exposure=2e5, latent_heat=1.6e9)
    dry = solve(narrow(), radiant_exposure=2e5)
    assert boiling.temperature.max() == pytest.approx(373.15)
    assert dry.temperature.max() > 400.0
    assert 0.0 < boiling.evaporated.max() < 1.0
    assert not boiling.linear
    assert solve(narrow(), radiant_exposure=2e6, latent_heat=1e8).evaporated.max() == pytest.approx(1.0)
    assert solve(narrow(), radiant_exposure=2e6, latent_heat=1e8).temperature.max() > 373.15


def test_time_steps_converge_in_second_order():
    arguments = {"snapshots": [0.05], "pulse": [(0.0, 3e-3, 1.0)]}
    exact = solve(narrow(), **arguments, refinement=32).temperature
    errors = [np.max(np.abs(solve(narrow(), **arguments, refinement=n).temperature - exact)) for n in (1, 2, 4)]
    assert 3.4 < errors[0] / errors[1] < 4.6
    assert 3.4 < errors[1] / errors[2] < 4.6


def test_error_is_stated_and_shrinks_with_smoothness():
    rough = solve(narrow(), estimate_error=True, snapshots=[3e-3])
    smooth = solve(wide(1e3), estimate_error=True, snapshots=[3e-3])
    assert 0.0 < smooth.error < 0.05
    assert rough.error > smooth.error


@pytest.mark.parametrize(
    "change",
    [
        {"snapshots": []},
        {"snapshots": [1.0, 0.5]},
        {"conductivity": 0.0},
        {"phases": [SurfacePhase(0.5, 5.0, 10.0, 295.0)]},
        {"conductivity": 1e-300},
        {"heat_capacity": np.nan},
        {"snapshots": [np.nan]},
    ],
)
def test_wrong_questions_are_refused(change):
    with pytest.raises(OutOfValidityError):
        solve(wide(), **change)


def test_all_wrong_numbers_are_named_at_once():
    with pytest.raises(OutOfValidityError) as refused:
        solve(wide(), radiant_exposure=-1.0, core_temperature=0.0, latent_heat=np.nan, refinement=0)
    for words in ("core_temperature is 0,", "radiant_exposure is -1,", "latent_heat is nan", "refinement is 0,"):
        assert words in str(refused.value)


def test_wrong_shapes_are_refused():
    with pytest.raises(OutOfValidityError):
        solve(wide()[:, :-1])
    with pytest.raises(OutOfValidityError):
        heat_axisymmetric(
            wide(),
            radial_edges=RADIUS + 1e-4,
            depth_edges=DEPTH,
            **TISSUE,
            **BODY,
            pulse=[(0.0, 1e-3, 1.0)],
            phases=PHASES,
            radiant_exposure=1.0,
            snapshots=[1.0],
        )
