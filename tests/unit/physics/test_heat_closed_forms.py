"""Closed forms against tables of their values, limits, and the equation they solve."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics import closed_forms, cooling

IMPULSE = {"absorption": 1e4, "diffusivity": 1.1e-7, "heat_capacity": 4e6}
CONTACT = {
    "heat_transfer": 1500.0,
    "medium_temperature": 278.15,
    "skin_temperature": 303.15,
    "conductivity": 0.37,
    "heat_capacity": 3.76e6,
}


def test_impulse_at_once_is_adiabatic():
    depth = np.array([0.0, 1e-4, 5e-4])
    np.testing.assert_allclose(
        closed_forms.absorbed_impulse(depth, 0.0, **IMPULSE), 1e4 / 4e6 * np.exp(-1e4 * depth), rtol=1e-12
    )


def test_impulse_obeys_the_heat_equation_and_keeps_its_heat():
    z, t, dz, dt = 8e-5, 5e-3, 1e-6, 1e-6
    form = closed_forms.absorbed_impulse
    in_time = (form(z, t + dt, **IMPULSE) - form(z, t - dt, **IMPULSE)) / (2 * dt)
    in_space = (form(z + dz, t, **IMPULSE) - 2 * form(z, t, **IMPULSE) + form(z - dz, t, **IMPULSE)) / dz**2
    assert in_time == pytest.approx(1.1e-7 * in_space, rel=1e-3)
    depth = np.linspace(0.0, 4e-3, 20_001)
    assert np.trapezoid(form(depth, 0.05, **IMPULSE), depth) * 4e6 == pytest.approx(1.0, rel=1e-5)


def test_impulse_refuses_what_it_cannot_compute():
    with pytest.raises(OutOfValidityError):
        closed_forms.absorbed_impulse(0.0, 1e3, **IMPULSE)


def test_short_pulse_is_an_impulse_and_a_long_one_is_cooler():
    depth = np.array([0.0, 1e-4])
    short = closed_forms.absorbed_pulse(depth, 0.01, duration=1e-6, **IMPULSE)
    np.testing.assert_allclose(short, closed_forms.absorbed_impulse(depth, 0.01, **IMPULSE), rtol=1e-4)
    assert closed_forms.absorbed_pulse(0.0, 0.02, duration=0.02, **IMPULSE) < closed_forms.absorbed_impulse(
        0.0, 1e-9, **IMPULSE
    )


def test_half_of_a_pulse_gives_part_of_its_heat():
    depth = np.linspace(0.0, 4e-3, 20_001)
    half = closed_forms.absorbed_pulse(depth, 0.01, duration=0.02, **IMPULSE)
    assert np.trapezoid(half, depth) * 4e6 == pytest.approx(0.5, rel=1e-4)


def test_constant_flux():
    rise = closed_forms.constant_flux_rise([1.0, 10.0], flux=1e4, conductivity=0.37, heat_capacity=1109 * 3391)
    np.testing.assert_allclose(rise, [9.566, 30.250], rtol=1e-4)


@pytest.mark.parametrize(("dimensions", "shell"), [(1, 2.0), (2, 2 * math.pi), (3, 4 * math.pi)])
def test_instantaneous_sources_keep_their_heat(dimensions, shell):
    r = np.linspace(1e-9, 5e-3, 50_001)
    rise = closed_forms.instantaneous_source(
        r, 0.5, strength=3.0, dimensions=dimensions, diffusivity=1.1e-7, heat_capacity=4e6
    )
    assert np.trapezoid(rise * shell * r ** (dimensions - 1), r) * 4e6 == pytest.approx(3.0, rel=1e-3)


@pytest.mark.parametrize(("surface", "number"), [(-196.0, 0.5958), (-100.0, 0.4429), (-60.0, 0.3458)])
def test_freezing_front(surface, number):
    found = closed_forms.freezing_front(
        surface_temperature=surface + 273.15,
        freezing_temperature=272.15,
        initial_temperature=306.15,
        frozen_conductivity=2.0,
        frozen_heat_capacity=1050 * 1800,
        thawed_conductivity=0.45,
        thawed_heat_capacity=1050 * 3600,
        latent_heat=1050 * 2.5e5,
    )
    assert found == pytest.approx(number, abs=1e-4)


def test_front_needs_cold():
    with pytest.raises(OutOfValidityError):
        closed_forms.freezing_front(
            surface_temperature=275.0,
            freezing_temperature=272.15,
            initial_temperature=306.15,
            frozen_conductivity=2.0,
            frozen_heat_capacity=1.9e6,
            thawed_conductivity=0.45,
            thawed_heat_capacity=3.8e6,
            latent_heat=2.6e8,
        )


def test_contact_begins_at_skin_and_tends_to_the_medium():
    early = cooling.contact_temperature([0.0, 1e-3], 1e-9, **CONTACT)
    np.testing.assert_allclose(early, 303.15, atol=0.01)
    late = cooling.contact_temperature(0.0, 1e5, **CONTACT)
    assert late == pytest.approx(278.15, abs=0.1)


def test_contact_obeys_its_boundary():
    dz = 1e-8
    at = cooling.contact_temperature([0.0, dz, 2 * dz], 0.5, **CONTACT)
    slope = (-1.5 * at[0] + 2.0 * at[1] - 0.5 * at[2]) / dz
    assert 0.37 * slope == pytest.approx(1500.0 * (at[0] - 278.15), rel=1e-3)


def test_heat_removed_is_what_the_skin_misses():
    depth = np.linspace(0.0, 8e-3, 100_001)
    missing = 303.15 - cooling.contact_temperature(depth, 1.0, **CONTACT)
    assert cooling.heat_removed(1.0, **CONTACT) == pytest.approx(np.trapezoid(missing, depth) * 3.76e6, rel=1e-6)


def test_perfect_contact_lies_between_and_near_the_better_conductor():
    skin = cooling.thermal_effusivity(conductivity=0.37, heat_capacity=3.76e6)
    sapphire = cooling.thermal_effusivity(conductivity=35.0, heat_capacity=3980 * 760)
    between = cooling.perfect_contact_temperature(
        skin_temperature=306.15, skin_effusivity=skin, window_temperature=278.15, window_effusivity=sapphire
    )
    assert between - 273.15 == pytest.approx(7.9, abs=0.1)
