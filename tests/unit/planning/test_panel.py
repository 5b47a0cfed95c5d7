"""Settings as panels take them: radiant exposure of a spot, energy, density, passes and stacking of a tip."""

from __future__ import annotations

import pytest

from lentigo import library
from lentigo.errors import QuestionError
from lentigo.planning.panel import Dialled, dialled, set_on

CO2 = library.device("fractional_co2")
GLASS = library.device("fractional_erbium_glass")
DYE = library.device("pulsed_dye")
RESURFACING = library.device("full_field_er_yag")
GOOD = {"energy_mj": 50.0, "spot_mm": 0.12, "density_per_cm2": 100.0, "passes": 1}


def test_columns_are_set_by_the_energy_of_one_beam():
    combination, inside = set_on(CO2, Dialled(**GOOD))
    assert combination.setting(inside).energy_mj == pytest.approx(50.0)
    assert inside == pytest.approx(50e-3 / (3.14159265 / 4 * 0.012**2), rel=1e-5)
    assert (combination.density_per_cm2, combination.passes, combination.stacked) == (100.0, 1, 1)
    assert set_on(CO2, Dialled(**GOOD, stacked=2))[0].stacked == 2


def test_every_step_of_every_tip_can_be_set():
    for device in (CO2, GLASS):
        for piece in device.handpieces:
            for tip in piece.tips:
                for energy in (tip.energy_low_mj, tip.energy_low_mj + tip.energy_step_mj):
                    said = Dialled(
                        energy_mj=energy,
                        spot_mm=tip.equivalent_diameter_mm,
                        density_per_cm2=tip.densities_per_cm2[-1],
                        passes=piece.passes[-1],
                        stacked=tip.stacks[-1],
                        pulse_s=piece.pulse_durations_s[0],
                    )
                    made, inside = set_on(device, said, handpiece=piece.name)
                    assert made.setting(inside).energy_mj == pytest.approx(energy, abs=1e-3)


@pytest.mark.parametrize(
    ("device", "changes", "where", "says"),
    [
        (CO2, {"energy_mj": None, "fluence_j_cm2": 100.0}, "--fluence", "give --energy-mj, from 10 to 160 mJ"),
        (CO2, {"energy_mj": None}, "--energy-mj", "in steps of 5"),
        (CO2, {"energy_mj": 52.0}, "--energy-mj", "the nearest steps are 50 and 55"),
        (CO2, {"energy_mj": 500.0}, "--energy-mj", "10 to 160 mJ"),
        (CO2, {"energy_mj": 1.0}, "--energy-mj", "outside the dial"),
        (CO2, {"density_per_cm2": None}, "--density", "50, 100, 150, 200"),
        (CO2, {"density_per_cm2": 120.0}, "--density", "the nearest are 100 and 150"),
        (CO2, {"density_per_cm2": 9000.0}, "--density", "at most 200"),
        (CO2, {"passes": None}, "--passes", "choose one of 1, 2"),
        (CO2, {"passes": 7}, "--passes", "at most 2"),
        (CO2, {"stacked": 9}, "--stacked", "at most 2"),
        (CO2, {"spot_mm": None}, "--spot", "120 µm beams (--spot 0.12)"),
        (CO2, {"spot_mm": 0.2}, "--spot", "120 µm beams"),
        (CO2, {"density_per_cm2": float("nan")}, "--density", "choose one of 50, 100, 150, 200"),
    ],
)
def test_what_a_tip_cannot_do_is_said_with_what_it_can(device, changes, where, says):
    with pytest.raises(QuestionError) as told:
        set_on(device, Dialled(**(GOOD | changes)))
    assert told.value.where == where
    assert says in f"{told.value} {told.value.hint or ''}"


@pytest.mark.parametrize(
    ("changes", "where", "says"),
    [
        ({"fluence_j_cm2": None, "energy_mj": 10.0}, "--energy-mj", "give --fluence, from 2 to 15 J/cm²"),
        ({"fluence_j_cm2": None}, "--fluence", "radiant exposure is missing"),
        ({"density_per_cm2": 50.0}, "--density", "leave --density out"),
        ({"stacked": 2}, "--stacked", "leave --stacked out"),
        ({"passes": 2}, "--passes", "the nearest is 1"),
        ({"pulse_s": 3.3e-3}, "--pulse-ms", "no pulse of 3.3 ms"),
        ({"pulse_s": 0.0}, "--pulse-ms", "no pulse of 0 s"),
    ],
)
def test_a_spot_takes_no_numbers_of_columns(changes, where, says):
    said = {"fluence_j_cm2": 6.0, "spot_mm": 7.0, "pulse_s": 0.45e-3, **changes}
    with pytest.raises(QuestionError) as told:
        dialled(DYE, handpiece="595 nm", **said)
    assert told.value.where == where
    assert says in f"{told.value} {told.value.hint or ''}"


def test_passes_over_a_whole_surface_are_asked_for():
    said = {"fluence_j_cm2": 5.0, "spot_mm": 5.0, "pulse_s": 0.25e-3}
    with pytest.raises(QuestionError, match="1, 2, 4, 6 times"):
        dialled(RESURFACING, handpiece=None, **said)
    assert dialled(RESURFACING, handpiece=None, passes=4, **said).passes == 4


def test_names_of_handpieces_with_commas_in_them_are_told_apart():
    with pytest.raises(QuestionError) as told:
        set_on(library.device("fractional_erbium_glass"), Dialled(energy_mj=20.0))
    assert '"1550 nm, roller", "1540 nm, stamp"' in (told.value.hint or "")
