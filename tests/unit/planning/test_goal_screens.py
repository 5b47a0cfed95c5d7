"""What is asked and told around columns and resurfacing: checks, simulations, patches, lessons, pain, sessions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lentigo import library, planning
from lentigo.domain.files import read_case, read_observed, session_from_toml, session_to_toml
from lentigo.domain.numerics import Numerics
from lentigo.errors import FileProblemsError, QuestionError
from lentigo.planning.delivered import compare_delivered
from lentigo.planning.session_start import planned_session
from lentigo.screening.phrases import claims_in

EXAMPLES = Path(__file__).parents[3] / "examples"
SMALL = Numerics(skins=32)
ROLLER = {"handpiece": "1550 nm, roller", "spot_mm": 0.14, "density_per_cm2": 50.0, "passes": 8}
GLASS = library.device("fractional_erbium_glass")
RESURFACING = library.device("full_field_er_yag")


@pytest.fixture(scope="module")
def white_marks():
    return read_case(EXAMPLES / "striae_albae_abdomen.toml")


@pytest.fixture(scope="module")
def lines():
    return read_case(EXAMPLES / "rhytides_perioral_er_yag.toml")


@pytest.fixture(scope="module")
def columns(white_marks):
    made = planning.plan(white_marks, (GLASS,), numerics=SMALL, verified=False)
    assert made.decision == "setting"
    return made


@pytest.fixture(scope="module")
def removal(lines):
    made = planning.plan(lines, (RESURFACING,), numerics=SMALL, verified=False)
    assert made.decision == "setting"
    return made


def test_a_setting_of_columns_is_checked_in_the_words_of_its_panel(white_marks):
    low = planning.check_setting(white_marks, GLASS, energy_mj=20.0, numerics=SMALL, **ROLLER)
    high = planning.check_setting(white_marks, GLASS, energy_mj=70.0, numerics=SMALL, **ROLLER)
    assert (low.allowed, high.allowed) == (True, False)
    assert low.text.startswith("20 mJ, 50 columns per cm² and pass, 8 passes lie inside every cap")
    assert "above the limit of" in high.text
    assert "J/cm²" not in low.text + high.text
    assert low.chance_effect <= high.chance_effect
    assert low.setting.energy_mj == pytest.approx(20.0)


def test_simulations_tell_what_is_gone_and_what_is_coagulated(white_marks, lines):
    fields = planning.simulate_case(white_marks, GLASS, energy_mj=20.0, numerics=SMALL, **ROLLER)
    assert fields.attrs["energy_mj"] == pytest.approx(20.0)
    assert fields.attrs["nothing_removed"] == 1
    assert 0.0 < float(fields["coagulated"].max()) < 0.3
    gentle, strong = (
        planning.simulate_case(
            lines, RESURFACING, fluence_j_cm2=fluence, spot_mm=5.0, pulse_s=0.25e-3, passes=2, numerics=SMALL
        )
        for fluence in (1.0, 10.0)
    )
    assert float(gentle.attrs["removed_depth_m"]) < float(strong.attrs["removed_depth_m"])
    assert gentle.attrs["passes"] == 2


def test_patches_of_columns_go_no_higher_than_the_setting(columns):
    best, patches = columns.recommended, columns.test_spots
    energies = [one.setting.energy_mj for one in patches.levels]
    assert energies == sorted(energies)
    assert energies[-1] == pytest.approx(best.recommended.setting.energy_mj)
    assert best.after_test_spots is None
    assert (patches.readings[-1].from_day - patches.day).days >= 28
    text = " ".join((patches.place, *patches.how, *(one.text for one in patches.readings)))
    assert "all 8 passes" in text
    assert "How deep it went does not show" in text
    assert "is the lesion lighter" not in text
    assert claims_in(text) == ()


def test_one_patch_where_the_whole_surface_is_taken_off(removal):
    patches = removal.test_spots
    assert [one.setting for one in patches.levels] == [removal.recommended.recommended.setting]
    assert "behind it" in patches.place
    assert claims_in(" ".join((patches.place, *patches.how))) == ()


@pytest.mark.parametrize("made", ["columns", "removal"])
def test_a_plan_says_which_way_it_took_and_that_pain_is_not_estimated(made, request):
    plan = request.getfixturevalue(made)
    assert any(" choice for " in line for line in plan.why)
    assert plan.recommended.harm_by
    assert claims_in(" ".join((plan.headline, *plan.why))) == ()
    with pytest.raises(QuestionError, match="not estimated"):
        planning.pain(plan)


def test_nothing_is_learnt_from_a_patch_of_columns(white_marks):
    seen = read_observed(EXAMPLES / "observed_hand.toml")
    patch = replace(seen.spots[0], device=GLASS.id, handpiece="1550 nm, roller", spot="140 µm beams", pulse="3 ms")
    with pytest.raises(QuestionError, match="nothing can be learnt from it here") as told:
        planning.learn(white_marks, replace(seen, spots=(patch,)), (GLASS,), numerics=SMALL)
    assert "previous_dark_marks" in told.value.hint
    assert told.value.where == "spots#1.device"


def test_light_on_vessels_is_learnt_from_without_whitening_and_redness():
    from lentigo.planning.sightings import sightings

    case = read_case(EXAMPLES / "telangiectasia_cheek.toml")
    seen = read_observed(EXAMPLES / "observed_hand.toml")
    dye = library.device("pulsed_dye")
    spot = replace(
        seen.spots[0], device="pulsed_dye", handpiece="595 nm", spot="7 mm", pulse="450 µs", fluence_set_j_cm2=5.0,
        fluence_measured_j_cm2="unknown", cooling=dye.coolings[0].name, endpoints=("erythema", "slight_darkening"),
    )  # fmt: skip
    (one,) = sightings(replace(seen, spots=(spot,)), case, (dye,), ita_deg=38.0)
    assert (one.signs.lesion, one.signs.beside) == (None, None)
    with pytest.raises(QuestionError, match="passes are not offered"):
        sightings(replace(seen, spots=(replace(spot, passes=3),)), case, (dye,), ita_deg=38.0)


@pytest.fixture(scope="module")
def session(columns):
    return planned_session(columns, today=date(2026, 5, 1))


def test_a_session_of_columns_starts_with_what_the_panel_shows(columns, session):
    (one,), setting = session.passes, columns.recommended.recommended.setting
    assert (one.energy_set_mj, one.density_set_per_cm2, one.stacked, one.passes) == (
        setting.energy_mj,
        setting.density_per_cm2,
        setting.stacked,
        setting.passes,
    )
    assert session_from_toml(session_to_toml(session)) == session
    rows = {row.quantity: row for row in compare_delivered(columns, session).comparisons}
    assert (rows["energy"].unit, rows["energy"].flag) == ("mJ", "as_planned")
    assert rows["density"].flag == rows["passes"].flag == "as_planned"
    assert "fluence" not in rows


def changed(session, **changes):
    (one,) = session.passes
    return replace(session, passes=(replace(one, **changes),))


def test_too_much_energy_and_too_many_passes_lie_outside(columns, session):
    (one,) = session.passes
    more = changed(session, energy_set_mj=1.5 * one.energy_set_mj, fluence_set_j_cm2=1.5 * one.fluence_set_j_cm2)
    report = compare_delivered(columns, more)
    text = next(alarm.text for alarm in report.alarms if alarm.kind == "outside_window")
    assert " mJ was set, above the highest that the plan allows" in text
    again = compare_delivered(columns, changed(session, passes=one.passes + 2))
    assert any("gone over 10 times" in alarm.text for alarm in again.alarms)
    assert {row.quantity: row.flag for row in again.comparisons}["passes"] == "outside"
    other = compare_delivered(columns, changed(session, density_set_per_cm2=2 * one.density_set_per_cm2))
    assert any("the plan holds no window" in alarm.text for alarm in other.alarms)


def test_measured_energy_counts(columns, session):
    (one,) = session.passes
    found = compare_delivered(columns, changed(session, energy_measured_mj=1.3 * one.energy_set_mj))
    row = next(row for row in found.comparisons if row.quantity == "energy")
    assert row.measured_deviation_percent == pytest.approx(30.0, abs=0.2)


def test_bleeding_is_a_sign_to_stop_only_where_the_skin_stays_closed(columns, removal, session):
    assert compare_delivered(columns, changed(session, endpoints=("pinpoint_bleed",))).stop_now
    opened = planned_session(removal, today=date(2026, 5, 1))
    assert not compare_delivered(removal, changed(opened, endpoints=("pinpoint_bleed",))).stop_now
    assert compare_delivered(removal, changed(opened, endpoints=("blister",))).stop_now


def test_an_energy_that_is_not_that_of_its_radiant_exposure_is_a_slip(session):
    (one,) = session.passes
    text = session_to_toml(session).replace(f"energy_set_mj = {one.energy_set_mj}", "energy_set_mj = 3.0")
    with pytest.raises(FileProblemsError, match="3 mJ in a beam of"):
        session_from_toml(text)
    text = session_to_toml(session).replace(f"energy_set_mj = {one.energy_set_mj}\n", "")
    with pytest.raises(FileProblemsError, match="no energy of a beam was set"):
        session_from_toml(text)
