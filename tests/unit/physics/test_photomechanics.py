"""Melanosomes and vessels: losses against numerical solutions, limits, thresholds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad, solve_ivp

from lentigo.errors import OutOfValidityError
from lentigo.physics import photomechanics, vessels

DIFFUSIVITY = 1.2e-7


def centre_by_finite_volumes(fourier, *, dimension, cells=400):
    """Centre of an evenly heated sphere (3) or cylinder (2) of radius one, relative to the adiabatic rise."""
    edges = np.concatenate([np.linspace(0.0, 2.0, cells // 2 + 1), np.geomspace(2.0, 60.0, cells // 2 + 1)[1:]])
    volume = np.diff(edges**dimension) / dimension
    centres = 0.5 * (edges[1:] + edges[:-1])
    link = edges[1:-1] ** (dimension - 1) / np.diff(centres)
    heated = np.where(edges[1:] <= 1.0 + 1e-12, 1.0, 0.0)

    def change(_, u):
        flow = link * np.diff(u)
        result = heated.copy()
        result[:-1] += flow / volume[:-1]
        result[1:] -= flow / volume[1:]
        return result

    solved = solve_ivp(change, (0.0, fourier), np.zeros(cells), method="LSODA", rtol=1e-7, atol=1e-10, lband=1, uband=1)
    return solved.y[0, -1] / fourier


@pytest.mark.parametrize("fourier", [0.05, 0.3, 3.0])
def test_sphere_against_a_numerical_solution(fourier):
    diameter = 1e-6
    factor = photomechanics.sphere_loss_factor(
        fourier * (0.5 * diameter) ** 2 / DIFFUSIVITY, diameter=diameter, diffusivity=DIFFUSIVITY
    )
    assert float(factor) == pytest.approx(centre_by_finite_volumes(fourier, dimension=3), rel=2e-3)


@pytest.mark.parametrize("fourier", [0.05, 0.3, 3.0])
def test_cylinder_against_a_numerical_solution(fourier):
    diameter = 5e-5
    factor = photomechanics.cylinder_loss_factor(
        fourier * (0.5 * diameter) ** 2 / DIFFUSIVITY, diameter=diameter, diffusivity=DIFFUSIVITY
    )
    assert float(factor) == pytest.approx(centre_by_finite_volumes(fourier, dimension=2), rel=2e-3)


def test_sphere_is_the_mean_of_its_instantaneous_response():
    def response(f):
        u = 0.5 / math.sqrt(f)
        return math.erf(u) - 2.0 * u / math.sqrt(math.pi) * math.exp(-u * u)

    for fourier in (0.1, 1.0, 10.0):
        mean = quad(response, 0.0, fourier, epsabs=1e-12, limit=200)[0] / fourier
        factor = photomechanics.sphere_loss_factor(
            fourier * 0.25e-12 / DIFFUSIVITY, diameter=1e-6, diffusivity=DIFFUSIVITY
        )
        assert float(factor) == pytest.approx(mean, rel=1e-9)


@pytest.mark.parametrize("factor", [photomechanics.sphere_loss_factor, photomechanics.cylinder_loss_factor])
def test_losses_grow_with_the_pulse_from_none(factor):
    duration = np.geomspace(1e-12, 10.0, 200)
    shares = factor(duration, diameter=0.7e-6, diffusivity=DIFFUSIVITY)
    assert factor(0.0, diameter=0.7e-6, diffusivity=DIFFUSIVITY) == pytest.approx(1.0)
    assert np.all(np.diff(shares) <= 1e-12)
    assert np.all((shares > 0.0) & (shares <= 1.0))


def test_long_pulses_on_a_sphere_reach_a_steady_rise():
    factor = photomechanics.sphere_loss_factor([1e-2, 1.0, 100.0], diameter=1e-6, diffusivity=DIFFUSIVITY)
    fourier = DIFFUSIVITY * np.array([1e-2, 1.0, 100.0]) / 0.25e-12
    np.testing.assert_allclose(factor * 2.0 * fourier, 1.0, rtol=1e-2)


def test_disruption_without_tissue_and_in_tissue():
    bare = photomechanics.disruption_exposure(
        absorption=55_200.0,
        fluence_factor=1.0,
        heat_capacity=4.2e6,
        critical_temperature=385.15,
        initial_temperature=295.15,
    )
    assert bare / 1e4 == pytest.approx(0.685, rel=1e-2)
    inside = photomechanics.disruption_exposure(
        absorption=55_200.0,
        fluence_factor=[1.0, 3.1],
        heat_capacity=4.2e6,
        critical_temperature=385.15,
        initial_temperature=295.15,
        loss_factor=0.5,
    )
    np.testing.assert_allclose(inside, [2.0 * bare, 2.0 * bare / 3.1], rtol=1e-12)


def test_fluence_threshold_is_a_power_law():
    found = photomechanics.fluence_threshold([532e-9, 1064e-9], at_reference=9500.0, reference=532e-9, exponent=2.77)
    np.testing.assert_allclose(found, [9500.0, 9500.0 * 2**2.77], rtol=1e-12)


def test_relaxation_times_of_the_field():
    half = photomechanics.relaxation_time(0.5e-6, diffusivity=DIFFUSIVITY, shape="sphere")
    assert 70e-9 < half < 120e-9
    epidermis = photomechanics.relaxation_time(100e-6, diffusivity=DIFFUSIVITY, shape="slab")
    assert 5e-3 < epidermis < 20e-3
    vessel = photomechanics.relaxation_time(100e-6, diffusivity=DIFFUSIVITY, shape="cylinder")
    assert vessel == pytest.approx(5e-3, rel=0.1)
    assert photomechanics.stress_confinement_time(0.5e-6, sound_speed=1540.0) == pytest.approx(0.32e-9, rel=0.02)


def test_wrong_questions_are_refused():
    with pytest.raises(OutOfValidityError):
        photomechanics.relaxation_time(1e-6, diffusivity=DIFFUSIVITY, shape="cube")
    with pytest.raises(OutOfValidityError):
        photomechanics.sphere_loss_factor(-1.0, diameter=1e-6, diffusivity=DIFFUSIVITY)
    with pytest.raises(OutOfValidityError):
        purpura(wavelength=1064e-9)


def purpura(**change):
    usual = {
        "wavelength": 532e-9,
        "absorption": 22_900.0,
        "radius": 10e-6,
        "fluence_factor": 2.2,
        "duration": 6e-9,
        "heat_capacity": 3.9e6,
        "diffusivity": DIFFUSIVITY,
        "initial_temperature": 306.15,
    }
    return float(vessels.purpura_exposure(**{**usual, **change}))


def test_purpura_of_nanosecond_green_light():
    assert 0.45e4 < purpura() < 0.85e4


def test_purpura_needs_more_light_for_longer_pulses_larger_vessels_and_colder_skin():
    assert purpura(duration=20e-3) > purpura(duration=0.45e-3) > purpura()
    assert purpura(radius=40e-6) > purpura()
    assert purpura(initial_temperature=290.0) > purpura()
    assert purpura(fluence_factor=3.0) < purpura()


def test_self_shading_goes_from_none_to_the_surface():
    shares = vessels.self_shading(22_900.0, radius=[0.0, 5e-6, 50e-6, 1e-3])
    assert shares[0] == pytest.approx(1.0)
    assert np.all(np.diff(shares) < 0.0)
    assert shares[-1] == pytest.approx(1.0 / (2 * 22.9), rel=1e-6)
