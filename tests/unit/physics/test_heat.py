"""One-dimensional heat: order, energy, threads, linearity, cooling, trains."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.errors import OutOfValidityError
from lentigo.physics import closed_forms, cooling
from lentigo.physics.heat import SurfacePhase, heat_response, resting_temperature
from lentigo.physics.heat_grid import cell_means, graded_edges, layer_of_cell
from lentigo.physics.heat_steps import heat_steps

CELLS = (3, 8, 6, 12, 8)
AIR = [SurfacePhase(-1.0, 10.0, 10.0, 295.15)]
BODY = {"core_temperature": 310.15, "surface_temperature": 305.65}


def skins(n, *, seed=1):
    """Random layered skins with absorbing basal layers, and their arguments."""
    generator = np.random.default_rng(seed)
    thickness = np.array([12e-6, 53e-6, 12e-6, 400e-6, 4e-3]) * generator.uniform(0.8, 1.25, (n, 5))
    edges = graded_edges(thickness, cells=CELLS, uniform=3)
    layer = layer_of_cell(CELLS)
    absorption = np.array([50.0, 500.0, 3000.0, 60.0, 20.0])[layer] * generator.uniform(0.7, 1.4, (n, 1))
    return absorption * np.exp(-300.0 * edges[:, 1:]), {
        "edges": edges,
        "conductivity": np.array([0.21, 0.24, 0.24, 0.37, 0.20])[layer],
        "heat_capacity": np.array([3.5e6, 3.9e6, 3.9e6, 3.8e6, 2.2e6])[layer],
        "perfusion": np.array([0.0, 0.0, 0.0, 6e3, 2e3])[layer],
    }


def beer_lambert(*, refined=1, absorption=1e4):
    edges = graded_edges([[2e-6, 5.1e-3]], cells=(refined, 54 * refined), uniform=1)
    attenuated = np.exp(-absorption * edges)
    source = (attenuated[:, :-1] - attenuated[:, 1:]) / np.diff(edges)
    properties = {"edges": edges, "conductivity": 0.44, "heat_capacity": 4e6, "perfusion": 0.0}
    return source, properties


def cell_average(form, edges):
    points, weights = np.polynomial.legendre.leggauss(6)
    middle, half = 0.5 * (edges[:-1] + edges[1:]), 0.5 * np.diff(edges)
    return np.sum(form(middle[:, None] + half[:, None] * points) * 0.5 * weights, axis=1)


def test_impulse_follows_the_closed_form_within_four_hundredths_of_a_percent():
    source, properties = beer_lambert()
    phases = [SurfacePhase(0.0, 1.0, 0.0, 300.0)]
    result = heat_response(source, **properties, pulse=[(0, 5e-9, 1)], phases=phases, end=1.0, **BODY)
    edges = properties["edges"][0]
    largest = result.rise.max()
    for number in range(1, result.time.size):
        exact = cell_average(
            lambda z, t=result.time[number]: closed_forms.absorbed_impulse(
                z, t, absorption=1e4, diffusivity=1.1e-7, heat_capacity=4e6
            ),
            edges,
        )
        assert np.max(np.abs(result.rise[0, number] - exact)) < 4e-4 * largest


def test_long_pulse_follows_the_closed_form():
    source, properties = beer_lambert()
    phases = [SurfacePhase(0.0, 1.0, 0.0, 300.0)]
    result = heat_response(source, **properties, pulse=[(0, 0.02, 1)], phases=phases, end=1.0, **BODY)
    largest = result.rise.max()
    for number in (5, 10, -20, -1):
        t = float(result.time[number])
        exact = cell_average(
            lambda z, t=t: (
                closed_forms.absorbed_pulse(z, t, duration=0.02, absorption=1e4, diffusivity=1.1e-7, heat_capacity=4e6)
                * min(1.0, 1.0)
            ),
            properties["edges"][0],
        )
        assert np.max(np.abs(result.rise[0, number] - exact)) < 1e-3 * largest


def test_time_steps_converge_in_second_order():
    source, properties = skins(1)
    arguments = {**properties, "pulse": [(0, 3e-3, 1)], "phases": AIR, "end": 1.0, **BODY}
    exact = heat_response(source, **arguments, refinement=32)
    end_of_pulse = int(np.flatnonzero(np.isclose(exact.time, 3e-3))[0])
    for place in (end_of_pulse, -1):
        errors = [
            np.max(np.abs(heat_response(source, **arguments, refinement=n).rise[0, place] - exact.rise[0, place]))
            for n in (1, 2, 4)
        ]
        assert 3.5 < errors[0] / errors[1] < 4.5
        assert 3.5 < errors[1] / errors[2] < 4.5


def test_cells_converge_in_second_order():
    errors = []
    for refined in (1, 2, 4):
        source, properties = beer_lambert(refined=refined)
        phases = [SurfacePhase(0.0, 0.1, 0.0, 300.0)]
        result = heat_response(source, **properties, pulse=[(0, 5e-9, 1)], phases=phases, end=0.1, refinement=4, **BODY)
        edges = properties["edges"][0]
        exact = cell_average(
            lambda z: closed_forms.absorbed_impulse(z, 0.1, absorption=1e4, diffusivity=1.1e-7, heat_capacity=4e6),
            edges,
        )
        errors.append(np.sum(np.abs(result.rise[0, -1] - exact) * np.diff(edges)))
    assert errors[0] / errors[1] > 3.0
    assert errors[1] / errors[2] > 3.0


def test_stated_error_bounds_the_true_one_without_exaggeration():
    source, properties = beer_lambert()
    phases = [SurfacePhase(0.0, 0.1, 0.0, 300.0)]
    arguments = {**properties, "pulse": [(0, 5e-9, 1)], "phases": phases, "end": 0.1, **BODY}
    result = heat_response(source, **arguments, estimate_error=True)
    exact = np.array(
        [
            cell_average(
                lambda z, t=t: closed_forms.absorbed_impulse(
                    z, t, absorption=1e4, diffusivity=1.1e-7, heat_capacity=4e6
                ),
                properties["edges"][0],
            )
            for t in result.time[1:]
        ]
    )
    true = np.max(np.abs(result.rise[0, 1:] - exact)) / result.rise.max()
    assert 0.7 * true < result.error < 3.0 * true


@pytest.mark.parametrize("pulse", [[(0, 1e-10, 1)], [(0, 3e-3, 1)], [(0, 1.0, 1)], [(0, 2e-3, 0.5), (0.02, 2e-3, 0.5)]])
def test_energy_is_conserved(pulse):
    source, properties = skins(5)
    phases = [SurfacePhase(-0.5, 0.3, 1500.0, 278.15), SurfacePhase(0.3, 5.0, 10.0, 295.15)]
    result = heat_response(source, **properties, pulse=pulse, phases=phases, end=5.0, **BODY)
    assert np.max(np.abs(result.energy_error)) < 1e-10


def test_without_losses_all_heat_stays():
    source, properties = skins(3)
    insulated = [SurfacePhase(0.0, 0.05, 0.0, 300.0)]
    properties["perfusion"] = 0.0
    source = np.where(properties["edges"][:, 1:] < 3e-4, source, 0.0)  # far from the lowest edge, which leaks
    result = heat_response(source, **properties, pulse=[(0, 3e-3, 1)], phases=insulated, end=0.05, **BODY)
    width = np.diff(properties["edges"], axis=1)
    held = np.sum(result.rise[:, -1] * properties["heat_capacity"] * width, axis=1)
    np.testing.assert_allclose(held, np.sum(source * width, axis=1), rtol=1e-9)


def test_threads_and_company_do_not_change_a_bit():
    source, properties = skins(150)
    arguments = {"pulse": [(0, 3e-3, 1)], "phases": AIR, "end": 1.0, **BODY}
    one = heat_response(source, **properties, **arguments, threads=1)
    three = heat_response(source, **properties, **arguments, threads=3)
    assert one.rise.tobytes() == three.rise.tobytes()
    assert one.background.tobytes() == three.background.tobytes()
    alone = heat_response(source[37:38], **{**properties, "edges": properties["edges"][37:38]}, **arguments)
    if np.array_equal(alone.time, one.time):  # the thinnest cell of the company sets the steps
        assert alone.rise.tobytes() == one.rise[37:38].tobytes()
    else:
        np.testing.assert_allclose(alone.rise[0].max(), one.rise[37].max(), rtol=1e-3)


def test_rise_is_linear_in_the_source():
    source, properties = skins(4)
    arguments = {**properties, "pulse": [(0, 3e-3, 1)], "phases": AIR, "end": 1.0, **BODY}
    first, second = skins(4, seed=2)[0], source
    together = heat_response(2.0 * first + second, **arguments).rise
    apart = 2.0 * heat_response(first, **arguments).rise + heat_response(second, **arguments).rise
    np.testing.assert_allclose(together, apart, rtol=1e-11, atol=1e-18)


def test_temperature_is_background_plus_exposure_times_rise():
    source, properties = skins(2)
    result = heat_response(source, **properties, pulse=[(0, 3e-3, 1)], phases=AIR, end=0.1, **BODY)
    np.testing.assert_allclose(
        result.temperature([1e4, 3e4])[1], result.background[1] + 3e4 * result.rise[1], rtol=1e-15
    )


def test_train_is_the_sum_of_its_pulses():
    source, properties = skins(2)
    arguments = {**properties, "phases": AIR, "end": 1.0, "refinement": 8, **BODY}
    train = heat_response(source, pulse=[(0.0, 4e-3, 0.3), (0.03, 4e-3, 0.7)], **arguments)
    single = heat_response(source, pulse=[(0.0, 4e-3, 1.0)], **arguments)
    later = heat_response(source, pulse=[(0.03, 4e-3, 1.0)], **arguments)
    summed = 0.3 * single.rise[:, -1] + 0.7 * later.rise[:, -1]
    np.testing.assert_allclose(train.rise[:, -1], summed, atol=2e-4 * float(train.rise[:, -1].max()))


def test_fifteen_impulses_appear_before_and_after():
    source, properties = skins(1)
    pulse = [(0.01 * n, 5e-9, 1 / 15) for n in range(15)]
    result = heat_response(source, **properties, pulse=pulse, phases=AIR, end=1.0, **BODY)
    twice = np.flatnonzero(np.diff(result.time) == 0.0)
    assert twice.size == 14
    jump = result.rise[0, twice + 1] - result.rise[0, twice]
    np.testing.assert_allclose(jump, np.tile(source[0] / properties["heat_capacity"] / 15, (14, 1)), rtol=1e-9)


def test_contact_follows_the_closed_form():
    edges = graded_edges([[2e-6, 8e-3]], cells=(1, 80), uniform=1)
    phases = [SurfacePhase(0.0, 1.0, 1500.0, 278.15)]
    result = heat_response(
        np.zeros((1, 81)),
        edges=edges,
        conductivity=0.37,
        heat_capacity=3.76e6,
        perfusion=0.0,
        pulse=[(0.0, 1e-9, 1.0)],
        phases=phases,
        core_temperature=305.15,
        surface_temperature=305.15,
        end=1.0,
        estimate_error=True,
    )
    exact = cooling.contact_temperature(
        0.5 * (edges[0, 1:] + edges[0, :-1]),
        1.0,
        heat_transfer=1500.0,
        medium_temperature=278.15,
        skin_temperature=305.15,
        conductivity=0.37,
        heat_capacity=3.76e6,
    )
    assert np.max(np.abs(result.background[0, -1] - exact)) < 0.01
    assert result.background_error < 0.2


def test_colder_and_stronger_cooling_is_colder_everywhere():
    source, properties = skins(1)

    def background(h, medium, scale=1.0):
        phases = [SurfacePhase(-0.5, 1.0, h, medium)]
        return heat_response(
            source,
            **properties,
            pulse=[(0, 3e-3, 1)],
            phases=phases,
            end=1.0,
            heat_transfer_scale=[scale],
            from_start=True,
            **BODY,
        ).background

    usual = background(1500.0, 278.15)
    assert np.all(background(1500.0, 273.15) <= usual + 1e-9)
    np.testing.assert_allclose(background(1500.0, 278.15, 1.2)[:, -1], background(1800.0, 278.15)[:, -1], atol=0.02)


def test_scale_of_cooling_belongs_to_its_skin():
    source, properties = skins(1)
    twice = {k: np.repeat(np.broadcast_to(v, (1, np.shape(v)[-1])), 2, axis=0) for k, v in properties.items()}
    phases = [SurfacePhase(-0.5, 1.0, 1500.0, 278.15)]
    result = heat_response(
        np.repeat(source, 2, axis=0),
        **twice,
        pulse=[(0, 3e-3, 1)],
        phases=phases,
        end=1.0,
        heat_transfer_scale=[1.0, 2.0],
        **BODY,
    )
    assert np.all(result.background[1, 0, :10] < result.background[0, 0, :10] - 1.0)


def test_rest_is_a_steady_state():
    source, properties = skins(2)
    rest = resting_temperature(
        edges=properties["edges"],
        conductivity=np.broadcast_to(properties["conductivity"], source.shape),
        perfusion=np.broadcast_to(properties["perfusion"], source.shape),
        core_temperature=310.15,
        surface_temperature=305.65,
    )
    touch = [SurfacePhase(0.0, 3.0, 1e9, 305.65)]  # a surface held at its resting temperature
    result = heat_response(source, **properties, pulse=[(0, 3e-3, 1)], phases=touch, end=3.0, **BODY)
    np.testing.assert_allclose(result.background[:, -1], rest, atol=1e-6)
    assert np.all(np.diff(rest, axis=1) > 0.0)


def test_rest_of_perfused_tissue_follows_pennes():
    edges = graded_edges([[1e-5, 8e-2]], cells=(1, 150), uniform=1)
    rest = resting_temperature(
        edges=edges,
        conductivity=np.full((1, 151), 0.37),
        perfusion=np.full((1, 151), 6e3),
        core_temperature=310.15,
        surface_temperature=303.15,
    )
    middle = 0.5 * (edges[0, 1:] + edges[0, :-1])
    exact = closed_forms.perfused_steady_temperature(
        middle, surface_temperature=303.15, core_temperature=310.15, conductivity=0.37, perfusion=6e3
    )
    assert np.max(np.abs(rest[0] - exact)) < 0.01


def test_stored_cells_are_the_uppermost():
    source, properties = skins(2)
    arguments = {**properties, "pulse": [(0, 3e-3, 1)], "phases": AIR, "end": 0.5, **BODY}
    whole, part = heat_response(source, **arguments), heat_response(source, **arguments, stored_cells=9)
    assert part.rise.shape[2] == 9
    assert np.array_equal(part.rise, whole.rise[:, :, :9])


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    duration=st.floats(1e-10, 1.0),
    heat_transfer=st.floats(0.0, 2e4),
    medium=st.floats(200.0, 330.0),
    absorption=st.floats(1.0, 1e5),
)
def test_light_never_cools_and_energy_balances(duration, heat_transfer, medium, absorption):
    edges = graded_edges([[12e-6, 65e-6, 4e-3]], cells=(3, 8, 14), uniform=2)
    source = absorption * np.exp(-absorption * edges[:, 1:])
    phases = [SurfacePhase(-0.1, 3.0, heat_transfer, medium)]
    result = heat_response(
        source,
        edges=edges,
        conductivity=0.3,
        heat_capacity=3.9e6,
        perfusion=2e3,
        pulse=[(0.0, duration, 1.0)],
        phases=phases,
        end=3.0,
        **BODY,
    )
    assert result.rise.min() > -1e-3 * result.rise.max()
    assert abs(result.energy_error[0]) < 1e-10
    assert min(medium, 305.65) - 1.0 < result.background.min()
    assert result.background.max() < max(medium, 310.15) + 1.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"phases": [SurfacePhase(0.5, 1.0, 10.0, 295.0)]}, "outside"),
        ({"phases": [SurfacePhase(-1.0, 0.1, 10.0, 295.0), SurfacePhase(0.2, 1.0, 10.0, 295.0)]}, "gap"),
        ({"phases": [SurfacePhase(-1.0, 0.5, 10.0, 295.0)]}, "must reach"),
        ({"phases": []}, "must be given"),
        ({"phases": [SurfacePhase(-1.0, 1.0, -1.0, 295.0)]}, "negative"),
        ({"pulse": [(0.0, 1e-3, 0.5)]}, "add up"),
        ({"pulse": [(0.0, -1e-3, 1.0)]}, "negative"),
        ({"conductivity": 0.0}, "more than zero"),
        ({"perfusion": np.nan}, "finite"),
        ({"heat_transfer_scale": [1.0, 1.0]}, "shape"),
        ({"edges": np.zeros((1, 38))}, "increase"),
    ],
)
def test_wrong_questions_are_refused(change, said):
    source, properties = skins(1)
    arguments = {**properties, "pulse": [(0, 3e-3, 1)], "phases": AIR, "end": 1.0, **BODY}
    with pytest.raises(OutOfValidityError, match=said):
        heat_response(source, **{**arguments, **change})


def test_flat_source_is_refused():
    with pytest.raises(OutOfValidityError, match="cells"):
        heat_response(np.ones(5), **{**skins(1)[1], "pulse": [(0, 1, 1)], "phases": AIR, "end": 1.0, **BODY})


def test_edges_keep_interfaces_and_grow_downwards():
    thickness = np.array([[12e-6, 53e-6, 12e-6, 400e-6, 4e-3], [9e-6, 70e-6, 10e-6, 300e-6, 5e-3]])
    edges = graded_edges(thickness, cells=CELLS, uniform=3)
    places = np.cumsum(CELLS)
    np.testing.assert_allclose(edges[:, places], np.cumsum(thickness, axis=1), rtol=1e-15)
    width = np.diff(edges, axis=1)
    assert np.all(width > 0.0)
    deep = width[:, places[2] :]
    assert np.all(deep[:, 1:] > 0.999 * deep[:, :-1])
    np.testing.assert_allclose(deep[:, 0], width[:, places[2] - 1], rtol=1e-6)


def test_impossible_grids_are_refused():
    with pytest.raises(OutOfValidityError):
        graded_edges([[1e-5, 0.0]], cells=(2, 2), uniform=1)
    with pytest.raises(OutOfValidityError):
        graded_edges([[1e-5, 1e-3]], cells=(2,), uniform=1)


def test_means_of_cells_are_exact_where_light_falls_exponentially():
    edges = graded_edges([[1e-5, 2e-3]], cells=(2, 20), uniform=1)
    fluence = 3.0 * np.exp(-700.0 * edges)
    means = cell_means(edges, absorption=np.full((1, 22), 200.0), fluence=fluence)
    exact = 200.0 * (fluence[:, :-1] - fluence[:, 1:]) / 700.0 / np.diff(edges)
    np.testing.assert_allclose(means, exact, rtol=1e-9)
    np.testing.assert_allclose(
        cell_means(edges, absorption=np.full((1, 22), 200.0), fluence=np.full((1, 23), 2.0)), 400.0, rtol=1e-12
    )
    with pytest.raises(OutOfValidityError):
        cell_means(edges, absorption=np.full((1, 22), 200.0), fluence=np.ones((1, 22)))


def test_steps_deliver_the_whole_pulse_and_end_where_asked():
    for pulse in ([(0.0, 1e-12, 1.0)], [(0.0, 1.0, 1.0)], [(0.02 * n, 5e-3, 1 / 15) for n in range(15)]):
        steps = heat_steps(pulse=pulse, phases=AIR, end=3.0, relaxation=1e-5, effusivity=1200.0, from_start=True)
        assert steps.delivered == pytest.approx(1.0, rel=1e-12)
        assert steps.start + steps.step.sum() == pytest.approx(3.0)
        assert steps.time[0] == -1.0
        assert steps.time[-1] == 3.0
        assert steps.refined(3).delivered == pytest.approx(1.0, rel=1e-12)


def test_snapshots_split_steps_and_keep_the_light():
    steps = heat_steps(
        pulse=[(0.0, 3e-3, 0.5), (0.02, 1e-9, 0.5)],
        phases=AIR,
        end=1.0,
        relaxation=1e-5,
        effusivity=1200.0,
        from_start=False,
    )
    shown = steps.recorded_at([-0.5, 0.0, 1e-3, 0.02, 0.5, 1.0])
    assert shown.delivered == pytest.approx(1.0, rel=1e-12)
    assert np.array_equal(shown.time, [-0.5, 0.0, 1e-3, 0.02, 0.5, 1.0])
    instants = shown.start + np.concatenate([[0.0], np.cumsum(shown.step)[:-1]])
    np.testing.assert_allclose(instants[shown.record_after >= 0], shown.time, atol=1e-12)
    with pytest.raises(OutOfValidityError):
        steps.recorded_at([0.5, 0.2])
    with pytest.raises(OutOfValidityError):
        steps.recorded_at([0.5, 2.0])
