"""Heat in radius and depth against everything that is known in closed form, and against the whole matrix."""

from __future__ import annotations

import numpy as np
import pytest
from llvmlite import binding
from numba import njit

from lentigo.errors import OutOfValidityError
from lentigo.physics import _axisymmetric_kernel, closed_forms, cooling
from lentigo.physics import heat_axisymmetric as module
from lentigo.physics.heat_axisymmetric import heat_axisymmetric
from lentigo.physics.heat_grid import graded_edges
from lentigo.physics.heat_steps import SurfacePhase, heat_steps

K, C = 0.44, 4e6
A = K / C
EVEN = {"core_temperature": 300.0, "surface_temperature": 300.0}
INSULATED = [SurfacePhase(0.0, 1e4, 0.0, 300.0)]
FLASH = [(0.0, 1e-9, 1.0)]
FEW = np.linspace(0.0, 3e-3, 4)


def solve(source, radius, depth, **change):
    arguments = {
        "conductivity": K,
        "heat_capacity": C,
        "perfusion": 0.0,
        **EVEN,
        "pulse": FLASH,
        "phases": INSULATED,
        "radiant_exposure": 1e4,
        "estimate_error": False,
        **change,
    }
    return heat_axisymmetric(source, radial_edges=radius, depth_edges=depth, **arguments)


def middles(edges):
    return 0.5 * (edges[1:] + edges[:-1])


def beer_lambert(absorption, depth):
    fallen = np.exp(-absorption * depth)
    return (fallen[:-1] - fallen[1:]) / np.diff(depth)


def ring_means(radius, waist):
    """Mean over each ring of exp(-2 r²/waist²)."""
    whole = np.exp(-2.0 * (radius / waist) ** 2)
    return (whole[:-1] - whole[1:]) * waist**2 / 2.0 / np.diff(radius**2)


def tissue_depth(first=1e-6, deepest=5e-3, cells=74):
    return graded_edges([[first, deepest]], cells=(1, cells), uniform=1)[0]


def test_light_of_an_instant():
    """(a) 10 000/m, 1 J/cm²: kelvins at 0, 50, 100 and 200 µm, computed from the closed form elsewhere."""
    depth = tissue_depth()
    published = {
        1e-4: (24.091, 15.180, 9.207, 3.387),
        1e-3: (22.296, 15.330, 9.299, 3.421),
        1e-2: (17.834, 15.138, 10.125, 3.777),
        1e-1: (10.365, 9.988, 8.943, 5.822),
    }
    found = solve(np.tile(beer_lambert(1e4, depth), (3, 1)), FEW, depth, snapshots=list(published))
    at = middles(depth)
    for shown, expected in zip(found.temperature, published.values(), strict=True):
        inner = np.interp([5e-5, 1e-4, 2e-4], at, shown[1] - 300.0)
        surface = shown[1, 0] - 300.0
        np.testing.assert_allclose([surface, *inner], expected, rtol=0.004)  # straight between cells
    for shown, time in zip(found.temperature, published, strict=True):
        rise = 1e4 * closed_forms.absorbed_impulse(at, time, absorption=1e4, diffusivity=A, heat_capacity=C)
        upper = at < 1e-3
        np.testing.assert_allclose(shown[0, upper] - 300.0, rise[upper], rtol=0.0, atol=0.0012 * rise.max())


@pytest.mark.parametrize("duration", [1e-3, 2e-2])
def test_light_of_a_pulse(duration):
    """(b) During, at the end of and after a pulse."""
    depth = tissue_depth()
    times = [0.5 * duration, duration, 4.0 * duration]
    found = solve(
        np.tile(beer_lambert(1e4, depth), (3, 1)),
        FEW,
        depth,
        pulse=[(0.0, duration, 1.0)],
        snapshots=times,
        refinement=2,
    )
    at = middles(depth)
    for shown, time in zip(found.temperature, times, strict=True):
        rise = 1e4 * closed_forms.absorbed_pulse(
            at, time, duration=duration, absorption=1e4, diffusivity=A, heat_capacity=C
        )
        np.testing.assert_allclose(shown[0] - 300.0, rise, rtol=0.0, atol=0.0008 * rise.max())


def test_constant_flux():
    """(c) A medium so hot and so far that its flux is constant: 9.566 K after 1 s, 30.250 K after 10 s."""
    k, c, flux, transfer = 0.37, 1109 * 3391, 1e4, 1e-3
    depth = tissue_depth(2e-6, 16e-3, 90)
    found = solve(
        np.zeros((3, depth.size - 1)),
        FEW,
        depth,
        conductivity=k,
        heat_capacity=c,
        radiant_exposure=0.0,
        phases=[SurfacePhase(0.0, 20.0, transfer, 300.0 + flux / transfer)],
        snapshots=[1.0, 10.0],
    )
    surface = found.temperature[:, 1, 0] - 300.0 + flux * 0.5 * depth[1] / k
    np.testing.assert_allclose(surface, [9.566, 30.250], rtol=1e-3)
    np.testing.assert_allclose(
        surface,
        closed_forms.constant_flux_rise([1.0, 10.0], flux=flux, conductivity=k, heat_capacity=c),
        rtol=1e-3,
    )


@pytest.mark.parametrize("transfer", [300.0, 1500.0, 5500.0])
def test_contact_with_a_coefficient(transfer):
    """(d) Skin that a cold medium touches, at the surface and below."""
    depth = tissue_depth(2e-6, 8e-3, 90)
    times = [0.05, 0.5, 2.0]
    found = solve(
        np.zeros((3, depth.size - 1)),
        FEW,
        depth,
        radiant_exposure=0.0,
        phases=[SurfacePhase(0.0, 5.0, transfer, 278.15)],
        snapshots=times,
        refinement=2,
    )
    at = middles(depth)
    for shown, time in zip(found.temperature, times, strict=True):
        expected = cooling.contact_temperature(
            at,
            time,
            heat_transfer=transfer,
            medium_temperature=278.15,
            skin_temperature=300.0,
            conductivity=K,
            heat_capacity=C,
        )
        np.testing.assert_allclose(shown[1], expected, atol=0.006)


def test_plane_of_heat():
    """(e) A plane in the depth; both ends are far."""
    depth = np.linspace(0.0, 4e-3, 402)
    source = np.zeros((3, 401))
    source[:, 200] = 1.0 / np.diff(depth)[200]
    found = solve(source, FEW, depth, snapshots=[0.2, 1.0])
    at = middles(depth)
    for shown, time in zip(found.temperature, (0.2, 1.0), strict=True):
        rise = closed_forms.instantaneous_source(
            at - at[200], time, strength=1e4, dimensions=1, diffusivity=A, heat_capacity=C
        )
        np.testing.assert_allclose(shown[0] - 300.0, rise, atol=0.0015 * rise.max())


def test_line_of_heat():
    """(e) A line along the axis; what is in the first ring counts as the line once heat has left it far behind."""
    radius = np.linspace(0.0, 4e-3, 201)
    source = np.zeros((200, 4))
    source[0] = 1.0 / (np.pi * radius[1] ** 2)
    found = solve(source, radius, np.array([0.0, 2e-5, 10e-3, 20e-3, 40e-3]), snapshots=[0.3, 1.0])
    for shown, time in zip(found.temperature, (0.3, 1.0), strict=True):
        rise = closed_forms.instantaneous_source(
            middles(radius), time, strength=1e4, dimensions=2, diffusivity=A, heat_capacity=C
        )
        np.testing.assert_allclose(shown[:, 1] - 300.0, rise, atol=0.0045 * rise.max())


def test_point_of_heat():
    """(e) A point on an insulated surface: its image doubles it."""
    radius, depth = np.linspace(0.0, 3e-3, 121), np.linspace(0.0, 3e-3, 121)
    source = np.zeros((120, 120))
    source[0, 0] = 1.0 / (np.pi * radius[1] ** 2 * depth[1])
    found = solve(source, radius, depth, snapshots=[0.1, 0.4], radiant_exposure=1e-3, refinement=2)
    r, z = middles(radius)[:, None], middles(depth)[None, :]
    for shown, time in zip(found.temperature, (0.1, 0.4), strict=True):
        rise = closed_forms.instantaneous_source(
            np.hypot(r, z), time, strength=2e-3, dimensions=3, diffusivity=A, heat_capacity=C
        )
        np.testing.assert_allclose(shown - 300.0, rise, atol=0.0045 * rise.max())


def test_steady_perfused_tissue():
    """(f) Below a surface that is held, after long: from the even temperature of the body, not from the answer."""
    depth = tissue_depth(5e-6, 30e-3, 80)
    found = solve(
        np.zeros((3, depth.size - 1)),
        FEW,
        depth,
        perfusion=3e4,
        core_temperature=310.0,
        surface_temperature=310.0,
        radiant_exposure=0.0,
        phases=[SurfacePhase(0.0, 3e3, 1e7, 290.0)],
        snapshots=[3e3],
    )
    expected = closed_forms.perfused_steady_temperature(
        middles(depth), surface_temperature=290.0, core_temperature=310.0, conductivity=K, perfusion=3e4
    )
    np.testing.assert_allclose(found.temperature[0, 1], expected, atol=0.012)


def gaussian_in_tissue(r, z, time, *, waist, absorption, perfusion):
    """Gaussian beam of an instant, absorbed as by Beer and Lambert, in perfused and insulated tissue: exact."""
    wide = waist**2 + 8.0 * A * time
    across = waist**2 / wide * np.exp(-2.0 * r**2 / wide)
    down = closed_forms.absorbed_impulse(z, time, absorption=absorption, diffusivity=A, heat_capacity=C)
    return 1e4 * across * down * np.exp(-perfusion / C * time)


def gaussian_case(cells):
    """Error of a Gaussian beam with that many rings and cells, as a share of the highest rise."""
    radius, depth = np.linspace(0.0, 2.4e-3, cells + 1), np.linspace(0.0, 2.4e-3, cells + 1)
    waist, absorption, perfusion, time = 0.7e-3, 3e3, 4e5, 0.3
    found = solve(
        ring_means(radius, waist)[:, None] * beer_lambert(absorption, depth)[None, :],
        radius,
        depth,
        perfusion=perfusion,
        snapshots=[time],
        refinement=8,
    )
    exact = gaussian_in_tissue(
        middles(radius)[:, None],
        middles(depth)[None, :],
        time,
        waist=waist,
        absorption=absorption,
        perfusion=perfusion,
    )
    inside = np.s_[: cells // 2, : cells // 2]
    return float(np.max(np.abs(found.temperature[0] - 300.0 - exact)[inside]) / exact.max())


def test_gaussian_beam_spreads_in_second_order_of_the_cells():
    errors = [gaussian_case(cells) for cells in (16, 32, 64)]
    assert errors[2] < 8e-4
    assert 3.5 < errors[0] / errors[1] < 4.5
    assert 3.5 < errors[1] / errors[2] < 4.5


def whole_matrix(radius, depth, conductivity, capacity, perfusion):
    """Heat held, conductances, and the surface's own, of all (ring, cell) pairs: nothing separated."""
    volumes, width = np.pi * np.diff(radius**2), np.diff(depth)
    rings, cells = volumes.size, width.size
    matrix = np.zeros((rings * cells, rings * cells))

    def couple(one, other, flow):
        matrix[one, one] += flow
        matrix[other, other] += flow
        matrix[one, other] -= flow
        matrix[other, one] -= flow

    for r in range(rings):
        for i in range(cells):
            here = r * cells + i
            matrix[here, here] += perfusion[i] * width[i] * volumes[r]
            if i + 1 < cells:
                half = 0.5 * width / conductivity
                couple(here, here + 1, volumes[r] / (half[i] + half[i + 1]))
            else:
                matrix[here, here] += volumes[r] * 2.0 * conductivity[i] / width[i]
            if r + 1 < rings:
                apart = 0.5 * (radius[r + 2] - radius[r])
                couple(here, here + cells, 2.0 * np.pi * radius[r + 1] * width[i] * conductivity[i] / apart)
    held = np.outer(volumes, capacity * width).ravel()
    return held, matrix, volumes, width


@pytest.mark.parametrize("rings", [3, 5, 18])
def test_modes_agree_with_the_whole_matrix(rings):
    """The same scheme of time by dense elimination of all cells at once, in layers with blood, cooling and a train."""
    generator = np.random.default_rng(7)
    radius = np.concatenate([[0.0], np.cumsum(generator.uniform(5e-5, 3e-4, rings))])
    depth = np.concatenate([[0.0], np.cumsum(generator.uniform(1e-5, 2e-4, 7))])
    k, c, w = generator.uniform(0.2, 0.5, 7), generator.uniform(2e6, 4e6, 7), generator.uniform(0.0, 5e4, 7)
    source = generator.uniform(0.0, 3e3, (rings, 7))
    pulse = [(0.0, 1e-12, 0.4), (0.05, 0.02, 0.6)]
    phases = [SurfacePhase(-0.2, 0.03, 2e3, 275.0), SurfacePhase(0.03, 1.0, 20.0, 296.0)]
    times = [-0.1, 0.0, 0.06, 0.3]
    body = {"core_temperature": 310.0, "surface_temperature": 305.0}
    found = solve(
        source,
        radius,
        depth,
        conductivity=k,
        heat_capacity=c,
        perfusion=w,
        pulse=pulse,
        phases=phases,
        snapshots=times,
        **body,
    )
    held, matrix, volumes, width = whole_matrix(radius, depth, k, c, w)
    top = np.arange(rings) * 7
    steps = heat_steps(
        pulse=pulse,
        phases=phases,
        end=times[-1],
        relaxation=float(np.min(width**2 * c / k)),
        effusivity=float(np.sqrt(k[0] * c[0])),
        from_start=True,
    ).recorded_at(times)
    half = 0.5 * width[0] / k[0]

    def with_surface(conductance, medium):
        """Conductances with the surface's, and what the medium sends in."""
        own, sent = matrix.copy(), np.zeros(held.size)
        own[top, top] += volumes * conductance
        sent[top] = volumes * conductance * (medium - 310.0)
        return own, sent

    resting, sent = with_surface(1.0 / half, 305.0)
    state = np.linalg.solve(resting, sent)
    light = 1e4 * (volumes[:, None] * source * width).ravel()
    share = 2.0 - np.sqrt(2.0)
    shown = {}
    for s in range(steps.step.size):
        state = state + steps.impulse[s] * light / held
        if steps.record_after[s] >= 0:
            shown[int(steps.record_after[s])] = 310.0 + state.reshape(rings, 7)
        dt = steps.step[s]
        if dt > 0.0:
            transfer = steps.transfer[s]
            own, sent = with_surface(transfer / (1.0 + transfer * half), steps.medium[s])
            sent = sent + steps.power[s] * light
            left = np.diag(held) + 0.5 * share * dt * own
            right = held * state - 0.5 * share * dt * (own @ state) + share * dt * sent
            middle = np.linalg.solve(left, right)
            right = held * (middle - (1.0 - share) ** 2 * state) / (share * (2.0 - share)) + 0.5 * share * dt * sent
            state = np.linalg.solve(left, right)
    for number in range(len(times)):
        np.testing.assert_allclose(found.temperature[number], shown[number], rtol=0.0, atol=1e-9)
    assert abs(found.energy_error) < 1e-10


@pytest.mark.parametrize("rings", [3, 15, 16, 17, 33])
def test_rings_that_fill_no_block_change_nothing(rings):
    depth = tissue_depth(2e-6, 4e-3, 30)
    found = solve(
        np.tile(beer_lambert(1e4, depth), (rings, 1)),
        np.linspace(0.0, 3e-3, rings + 1),
        depth,
        perfusion=4e3,
        phases=[SurfacePhase(0.0, 5.0, 800.0, 278.0)],
        snapshots=[0.01, 1.0],
    )
    few = solve(
        np.tile(beer_lambert(1e4, depth), (3, 1)),
        FEW,
        depth,
        perfusion=4e3,
        phases=[SurfacePhase(0.0, 5.0, 800.0, 278.0)],
        snapshots=[0.01, 1.0],
    )
    for number in range(2):
        expected = np.tile(few.temperature[number, 0], (rings, 1))
        np.testing.assert_allclose(found.temperature[number], expected, rtol=0.0, atol=1e-10)


def cooled_beam(**change):
    radius, depth = np.linspace(0.0, 3e-3, 41), tissue_depth(2e-6, 4e-3, 40)
    return solve(
        ring_means(radius, 0.8e-3)[:, None] * beer_lambert(4e3, depth)[None, :],
        radius,
        depth,
        pulse=[(0.0, 4e-3, 1.0)],
        phases=[SurfacePhase(-0.2, 0.2, 1500.0, 278.0), SurfacePhase(0.2, 5.0, 10.0, 296.0)],
        perfusion=3e3,
        snapshots=[-0.1, 4e-3, 0.3, 2.0],
        **change,
    )


@pytest.mark.parametrize("latent", [None, 1.6e9])
def test_threads_change_no_bit(latent):
    one = cooled_beam(radiant_exposure=2e5, latent_heat=latent, threads=1)
    for threads in (2, 5):
        other = cooled_beam(radiant_exposure=2e5, latent_heat=latent, threads=threads)
        assert np.array_equal(one.temperature, other.temperature)
        assert np.array_equal(one.evaporated, other.evaporated)
        assert one.energy_error == other.energy_error


def test_heat_that_goes_missing_is_refused(monkeypatch):
    march = module.march_modes

    def leaks(*arguments):
        march(*arguments)
        arguments[4][...] *= 1.0 - 1e-9  # the state

    cooled_beam()
    monkeypatch.setattr(module, "march_modes", leaks)
    with pytest.raises(OutOfValidityError, match="unaccounted"):
        cooled_beam()


def test_boiling_after_an_instant_is_counted_once():
    """All heat of an instant above boiling goes into steam; heat that leaves afterwards is too little to matter."""
    depth = tissue_depth(2e-6, 4e-3, 40)
    found = solve(
        np.tile(beer_lambert(1e4, depth), (3, 1)),
        FEW,
        depth,
        radiant_exposure=6e4,
        latent_heat=1.6e9,
        snapshots=[0.0, 1e-6],
    )
    hot = 300.0 + 6e4 * beer_lambert(1e4, depth) / C
    steam = np.maximum(hot - 373.15, 0.0) * C / 1.6e9
    assert steam.max() > 0.1
    np.testing.assert_allclose(found.evaporated, np.tile(steam, (3, 1)), atol=2e-5)
    np.testing.assert_allclose(found.temperature[0], np.tile(np.minimum(hot, 373.15), (3, 1)), atol=1e-9)
    assert abs(found.energy_error) < 1e-10


@pytest.mark.parametrize(
    "change",
    [
        {"perfusion": -1.0},
        {"perfusion": np.nan},
        {"heat_capacity": np.nan},
        {"conductivity": [0.4, 0.4]},
        {"pulse": []},
        {"pulse": [(0.0, 1e-3, 0.5)]},
    ],
)
def test_impossible_tissue_and_light_are_refused(change):
    with pytest.raises((OutOfValidityError, ValueError)):
        solve(np.ones((3, 5)), FEW, np.linspace(0.0, 1e-3, 6), snapshots=[0.1], **change)


@pytest.mark.parametrize("place", ["radius", "depth", "source"])
def test_cells_without_size_and_light_without_number_are_refused(place):
    radius, depth, source = FEW.copy(), np.linspace(0.0, 1e-3, 6), np.ones((3, 5))
    if place == "radius":
        radius[2] = radius[1]
    elif place == "depth":
        depth[2] = depth[1]
    else:
        source[1, 1] = np.nan
    with pytest.raises(OutOfValidityError):
        solve(source, radius, depth, snapshots=[0.1])


def test_a_march_of_a_moment_is_not_refused_for_the_rounding_of_what_the_body_holds():
    radius, depth = np.linspace(0.0, 3e-3, 20), tissue_depth(2e-6, 4e-3, 40)
    found = solve(
        np.zeros((19, depth.size - 1)),
        radius,
        depth,
        core_temperature=310.15,
        surface_temperature=305.65,
        radiant_exposure=0.0,
        phases=[SurfacePhase(0.0, 1.0, 10.0, 295.15)],
        snapshots=[1e-9],
    )
    assert found.energy_error == 0.0


def widest_registers():
    """What this processor has for rows of numbers, by what its compiler names."""
    features = binding.get_host_cpu_features()
    for feature, name in (("avx512f", "zmm"), ("avx", "ymm")):
        if features.get(feature):
            return name
    return None


def test_compiled_march_holds_the_widest_registers():
    name = widest_registers()
    if name is None:
        pytest.skip("this processor has no wide registers that are named so")
    advance = njit(error_model="numpy")(_axisymmetric_kernel._advance.py_func)
    cold = [np.zeros((4, 16)), np.zeros((4, 16)), np.zeros(16), np.zeros((9, 16)), np.ones((5, 5))]
    advance(*cold, 0.0, 1.0, 0.0, 0.0, 0.0, np.zeros(4), np.zeros(3))
    (text,) = advance.inspect_asm().values()
    wide = [line for line in text.splitlines() if name in line]
    assert sum("divpd" in line for line in wide) >= 1
    assert sum("mulpd" in line for line in wide) >= 8
