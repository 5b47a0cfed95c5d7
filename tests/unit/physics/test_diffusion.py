"""Diffusion against closed forms, its own error estimate, and the conservation of mass."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError
from lentigo.physics.diffusion import (
    apparent_diffusivity,
    body_level,
    diffuse,
    diffusion_steps,
    unionised_share,
    with_channels,
)

HOUR = 3600.0
THICK, SLOW = 15e-6, 1e-14
LAG = THICK**2 / (6.0 * SLOW)
"""Lag time of the membrane [s]."""
ENDLESS = 1e4
"""A cream so thick that nothing lowers what it drives with [m]."""


def even(depth, cells, count=1):
    return np.repeat(np.linspace(0.0, depth, cells + 1)[None], count, axis=0)


def membrane(*, cream=ENDLESS, cells=60, hours=12.0, capacity=3.0, contact=None, longest=100.0, **more):
    """A membrane over a sink, with a free concentration of 1 kg/m³ above it at first."""
    end = hours * HOUR
    contact = end * (1 - 1e-9) if contact is None else contact
    return diffuse(
        [cream],
        edges=even(THICK, cells),
        diffusivity=SLOW,
        capacity=capacity,
        clearance=0.0,
        cream=[cream],
        contact=contact,
        time=diffusion_steps(contact=contact, end=end, first=0.01, longest=longest),
        sink_below=True,
        **more,
    )


def through(time, capacity=3.0):
    """What has gone through a membrane over a sink by a time [kg/m²]; Crank, equation 4.24."""
    n = np.arange(1, 200)
    x = SLOW * np.asarray(time)[:, None] / THICK**2
    row = ((-1.0) ** n / n**2 * np.exp(-SLOW * n**2 * math.pi**2 * np.asarray(time)[:, None] / THICK**2)).sum(axis=1)
    return capacity * THICK * (x[:, 0] - 1 / 6 - 2 / math.pi**2 * row)


def test_what_goes_through_a_membrane_over_time():
    run = membrane()
    expected = through(run.time[1:])
    assert run.below[0, 1:] == pytest.approx(expected, abs=2e-4 * expected[-1])


def test_steady_flux_and_lag_time():
    run = membrane(hours=16.0)
    late = run.time > 8 * LAG
    late[-1] = False
    slope, start = np.polyfit(run.time[late], run.below[0, late], 1)
    assert slope == pytest.approx(SLOW * 3.0 / THICK, rel=2e-4)
    assert -start / slope == pytest.approx(LAG, rel=1e-3)


def test_a_finite_dose_runs_dry():
    """As the heat of a stirred body over a slab whose far side is cold; Carslaw and Jaeger, section 3.13."""
    cream = 10e-6
    run = membrane(cream=cream, hours=40.0)
    held = 3.0 * THICK / cream
    roots = np.array([_root(held, n) for n in range(400)])
    late = run.time[1:-1] > 60.0
    decay = np.exp(-np.outer(SLOW * run.time[1:-1][late] / THICK**2, roots**2))
    expected = (2 * held / (held**2 + held + roots**2) * decay).sum(axis=1)
    assert run.cream[0, 1:-1][late] / cream == pytest.approx(expected, abs=2e-3)
    assert expected[-1] < 0.02


def _root(held, n):
    """The root of b tan b = h between n pi and n pi + pi/2."""
    from scipy.optimize import brentq

    return brentq(
        lambda b: b * math.sin(b) - held * math.cos(b), n * math.pi + 1e-12, n * math.pi + math.pi / 2 - 1e-12
    )


def test_a_half_space_with_a_held_surface():
    depth, rate = 16e-3, 3e-10
    run = diffuse(
        [ENDLESS],
        edges=even(depth, 400),
        diffusivity=rate,
        capacity=2.0,
        clearance=0.0,
        cream=[ENDLESS],
        contact=2 * HOUR,
        time=diffusion_steps(contact=2 * HOUR, end=3 * HOUR, first=0.05, longest=60.0),
    )
    at = int(np.flatnonzero(run.time == 2 * HOUR)[0])
    middle = 0.5 * (run.edges[0, 1:] + run.edges[0, :-1])
    expected = [math.erfc(z / (2 * math.sqrt(rate * run.time[at]))) for z in middle]
    assert run.free[0, at] == pytest.approx(expected, abs=5e-4)


def test_clearance_holds_a_steady_profile():
    depth, rate, cleared = 4e-3, 3e-10, 1e-3
    run = diffuse(
        [ENDLESS],
        edges=even(depth, 300),
        diffusivity=rate,
        capacity=2.0,
        clearance=cleared,
        cream=[ENDLESS],
        contact=7 * HOUR,
        time=diffusion_steps(contact=7 * HOUR, end=8 * HOUR, first=0.05, longest=120.0),
    )
    at = int(np.flatnonzero(run.time == 7 * HOUR)[0])
    middle = 0.5 * (run.edges[0, 1:] + run.edges[0, :-1])
    expected = np.exp(-middle * math.sqrt(cleared / rate))
    assert run.free[0, at] == pytest.approx(expected, abs=1e-3)


def test_partition_leaves_the_free_concentration_whole():
    """Layers of unlike capacity in rest hold the same free concentration."""
    edges = even(30e-6, 30)
    capacity = np.where(np.arange(30) < 15, 10.0, 1.0)[None]
    run = diffuse(
        [1e-5],
        edges=edges,
        diffusivity=1e-12,
        capacity=capacity,
        clearance=0.0,
        cream=[1e-5],
        contact=2 * HOUR,
        time=diffusion_steps(contact=2 * HOUR, end=3 * HOUR, first=0.01, longest=60.0),
    )
    at = int(np.flatnonzero(run.time == 2 * HOUR)[0]) - 1
    rest = 1e-5 / (1e-5 + 15e-6 * 11.0)
    assert run.free[0, at] == pytest.approx(rest, rel=1e-6)


def test_the_error_estimate_bounds_and_shrinks():
    coarse = membrane(cells=12, hours=3.0, longest=300.0, estimate_error=True)
    finer = membrane(cells=24, hours=3.0, longest=150.0, estimate_error=True)
    assert 0 < finer.error < coarse.error < 0.05
    exact = through(coarse.time[1:])
    assert np.max(np.abs(coarse.below[0, 1:] - exact)) / exact[-1] < coarse.error


LAYERS = st.fixed_dictionaries(
    {
        "contact": st.floats(60, 5 * HOUR),
        "dose": st.floats(1e-6, 0.1),
        "cream": st.floats(1e-6, 10.0),
        "clearance": st.floats(0, 1e-2),
        "capacity": st.floats(1e-3, 1e3),
        "rate": st.floats(-14, -9),
        "sink": st.booleans(),
    }
)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(LAYERS)
def test_mass_is_conserved_and_nothing_is_negative(of):
    capacity = np.where(np.arange(40) < 10, of["capacity"], 2.0)[None]
    run = diffuse(
        [of["dose"]],
        edges=np.concatenate([np.linspace(0, 15e-6, 11), 15e-6 + np.geomspace(2e-6, 8e-3, 30)])[None],
        diffusivity=np.where(np.arange(40) < 10, 10.0 ** of["rate"], 3e-10)[None],
        capacity=capacity,
        clearance=of["clearance"],
        cream=[of["cream"]],
        contact=of["contact"],
        time=diffusion_steps(contact=of["contact"], end=of["contact"] + 6 * HOUR, first=1.0, longest=300.0),
        sink_below=of["sink"],
    )
    assert abs(run.mass_error[0]) < 1e-9
    assert np.all(np.isfinite(run.free))
    assert run.free.min() > -1e-6 * run.free.max()
    assert np.all(np.diff(run.cleared) >= -1e-6 * of["dose"])
    assert run.entered()[0, -1] + run.wiped[0] == pytest.approx(of["dose"], rel=1e-9)


def test_results_do_not_depend_on_threads_or_neighbours():
    generator = np.random.default_rng(3)
    dose = generator.uniform(1e-3, 1e-2, 70)
    common = {
        "diffusivity": 1e-12,
        "capacity": 2.0,
        "clearance": 1e-4,
        "contact": HOUR,
        "time": diffusion_steps(contact=HOUR, end=2 * HOUR, first=1.0, longest=300.0),
    }
    all_of = diffuse(dose, edges=even(1e-4, 20, 70), cream=dose, threads=3, **common)
    one = diffuse(dose[41:42], edges=even(1e-4, 20), cream=dose[41:42], threads=1, **common)
    assert np.array_equal(all_of.free[41], one.free[0])


def test_vessels_that_narrow_keep_the_substance_longer():
    time = diffusion_steps(contact=HOUR, end=4 * HOUR, first=1.0, longest=300.0)
    runs = [
        diffuse(
            [1e-3],
            edges=even(2e-3, 60),
            diffusivity=2e-10,
            capacity=2.0,
            clearance=2e-4,
            cream=[1e-3],
            contact=HOUR,
            time=time,
            clearance_factor=factor,
        )
        for factor in (1.0, np.full((1, time.size - 1), 0.3))
    ]
    assert runs[1].cleared[0, -1] < runs[0].cleared[0, -1]
    assert runs[1].free[0, -1].sum() > runs[0].free[0, -1].sum()


def test_channels_add_their_own_water():
    rate, held = with_channels(
        np.full((1, 2), 1e-14),
        capacity=np.full((1, 2), 3.0),
        edges=even(20e-6, 2),
        share=[0.01],
        depth=[15e-6],
        water=8e-10,
    )
    # The upper cell is crossed wholly, the lower one by half its depth.
    assert rate[0] * held[0] == pytest.approx([0.99 * 3e-14 + 8e-12, 0.995 * 3e-14 + 4e-12])
    assert held[0] == pytest.approx([0.99 * 3 + 0.01, 0.995 * 3 + 0.005])


def test_binding_and_charge_slow_a_drug():
    assert apparent_diffusivity(4e-10, bound_per_free=3.0) == pytest.approx(1e-10)
    assert unionised_share(7.9, pka=7.9) == pytest.approx(0.5)
    assert unionised_share(np.array([5.5, 9.0]), pka=7.9) == pytest.approx([1 / (1 + 10**2.4), 1 / (1 + 10**-1.1)])


def test_level_in_blood_of_a_constant_inflow():
    """Inflow over clearance in the end; exact in between whatever the steps."""
    time = np.array([0.0, 100.0, 1e3, 5e3, 2e4, 1e5])
    level = body_level(2e-9 * time[None], time=time, elimination=[1e-4], volume=[0.1])
    assert level[0] == pytest.approx(2e-9 / (1e-4 * 0.1) * -np.expm1(-1e-4 * time))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time": np.array([0.0, 5.0, 4.0])}, "must rise"),
        ({"contact": 33.0}, "one of the instants"),
        ({"diffusivity": 0.0}, "must be positive"),
        ({"capacity": -1.0}, "must be positive"),
        ({"clearance": -1.0}, "not negative"),
        ({"dose": [-1.0]}, "must not be negative"),
        ({"cream": [0.0]}, "must have a thickness"),
        ({"clearance_factor": -1.0}, "must not be negative"),
        ({"edges": np.array([[0.0, 2e-6, 1e-6]])}, "rise from the surface"),
    ],
)
def test_bad_input_is_refused(wrong, said):
    given_values = {
        "dose": [1.0],
        "edges": even(1e-5, 2),
        "diffusivity": 1e-12,
        "capacity": 1.0,
        "clearance": 0.0,
        "cream": [1.0],
        "contact": 10.0,
        "time": np.array([0.0, 10.0, 20.0]),
    } | wrong
    dose = given_values.pop("dose")
    with pytest.raises(OutOfValidityError, match=said):
        diffuse(dose, **given_values)


@pytest.mark.parametrize("wrong", [{"contact": 0.0}, {"contact": 30.0}, {"first": 0.0}, {"growth": 1.0}])
def test_bad_steps_are_refused(wrong):
    with pytest.raises(OutOfValidityError, match="must end after it begins"):
        diffusion_steps(**({"contact": 10.0, "end": 20.0, "first": 1.0, "longest": 5.0} | wrong))
