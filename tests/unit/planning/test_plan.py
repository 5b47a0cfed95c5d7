"""From a case to a plan: its answers, its determinism, and how it is kept, opened and pictured."""

from __future__ import annotations

import importlib
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lentigo
from lentigo import library, planning
from lentigo.domain.case import Caps, DeviceChoice, Diagnosis
from lentigo.domain.health import Fact
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Cap, Plan
from lentigo.domain.record import as_plain, from_plain
from lentigo.errors import Cancelled, QuestionError
from lentigo.planning.decide import devices_of
from lentigo.planning.reopen import combination_of
from lentigo.planning.verdict import _of_100
from lentigo.planning.words import binds, figures, named

EXAMPLES = Path(__file__).parents[3] / "examples"
QS = library.device("qs_ndyag")


def as_json(plan) -> str:
    return json.dumps(as_plain(plan), sort_keys=True)


def planned(case, small, *devices):
    return planning.plan(case, devices or (QS,), numerics=small, verified=False)


def test_a_routine_case_gets_a_setting(plan_of_hand):
    assert plan_of_hand.decision == "setting"
    best = plan_of_hand.recommended
    assert best is plan_of_hand.windows[0]
    setting = best.recommended.setting
    assert setting.fluence_j_cm2 <= best.highest_allowed_j_cm2
    assert f"{setting.fluence_j_cm2:g} J/cm²" in plan_of_hand.headline
    assert best.binds == best.caps[0].text
    assert len(plan_of_hand.why) >= 2
    assert best.endpoint
    assert best.stop_signs
    assert plan_of_hand.alternatives


@pytest.mark.parametrize(
    ("chance", "said"),
    [(0.0, "fewer than 1"), (0.004, "fewer than 1"), (0.5, "50"), (0.996, "more than 99"), (1.0, "more than 99")],
)
def test_what_every_drawn_skin_shows_is_not_told_as_certain(chance, said):
    assert _of_100(chance) == said


def test_every_number_of_a_window_fits_the_others(plan_of_hand):
    for window in plan_of_hand.windows:
        axis = window.fluence_j_cm2
        for curve in (window.effect, window.burn, window.dark_marks):
            assert len(curve.chance) == len(curve.low) == len(curve.high) == len(axis)
            assert list(curve.chance) == sorted(curve.chance)
            assert all(a <= b <= c for a, b, c in zip(curve.low, curve.chance, curve.high, strict=True))
        for threshold in (window.effect_threshold_j_cm2, window.burn_threshold_j_cm2):
            assert threshold.p5 <= threshold.p50 <= threshold.p95
        if window.recommended is None:
            continue
        recommended = window.recommended
        assert recommended.chance_effect_without_burn <= recommended.chance_effect
        assert recommended.chance_effect >= 0.5
        assert recommended.chance_burn <= plan_of_hand.case.caps.burn_percent / 100
        assert recommended.chance_dark_marks <= plan_of_hand.case.caps.dark_mark_percent / 100
        assert window.lowest_effective_j_cm2 <= recommended.setting.fluence_j_cm2
        ladder = [spot.setting.fluence_j_cm2 for spot in window.test_spots]
        assert ladder == sorted(set(ladder))
        assert ladder[-1] == recommended.setting.fluence_j_cm2
        assert [spot.chance_burn for spot in window.test_spots] == sorted(s.chance_burn for s in window.test_spots)


def test_test_spots_never_lower_what_may_be_set(plan_of_hand):
    for window in plan_of_hand.windows:
        if window.recommended is not None:
            assert window.after_test_spots is not None


def test_short_pulses_get_the_lowest_setting_that_reaches_its_goal(hand, small):
    goal = library.number("limits/caps", "goal_short_pulses_percent").value / 100
    pale = replace(
        hand,
        person=replace(hand.person, phototype="II"),  # in darker skin a rule asks for no more than the mild endpoint
        skin=replace(hand.skin, colour=replace(hand.skin.colour, ita_deg=52.0)),
    )
    best = planned(
        replace(pale, caps=Caps(dark_mark_percent=30.0)), small, library.device("qs_alexandrite")
    ).recommended
    setting = best.recommended.setting.fluence_j_cm2
    reached = dict(zip(best.fluence_j_cm2, best.effect.chance, strict=True))
    assert reached[setting] >= goal
    assert setting < best.highest_allowed_j_cm2
    assert all(chance < goal for fluence, chance in reached.items() if fluence < setting)


def test_the_same_seed_makes_the_same_plan_and_another_does_not(hand, small, plan_of_hand):
    again = planned(hand, small)
    assert as_json(again) == as_json(plan_of_hand)
    other = planned(hand, replace(small, seed=2))
    assert other.windows[0].effect.chance != plan_of_hand.windows[0].effect.chance


def test_a_plan_is_the_same_on_one_and_on_two_threads(hand):
    devices = tuple(library.device(name) for name in ("qs_ndyag", "lp_alexandrite"))
    plans = [
        planning.plan(hand, devices, numerics=Numerics(skins=32, packets=4000, threads=threads))
        for threads in (1, 2)
    ]  # fmt: skip
    assert plans[0].checks
    assert as_json(plans[0]) == as_json(plans[1])


def test_devices_come_from_the_case_unless_given(hand, small):
    assert [device.id for device in devices_of(hand)] == [choice.device for choice in hand.devices]
    one = replace(hand, devices=(DeviceChoice(device="qs_ruby"),))
    made = planning.plan(one, numerics=small, verified=False)
    assert {window.device for window in made.windows} == {"qs_ruby"}
    with pytest.raises(QuestionError, match="names no device"):
        planning.plan(replace(hand, devices=()), numerics=small)
    with pytest.raises(QuestionError, match="device file"):
        devices_of(replace(hand, devices=(DeviceChoice(file="own.toml"),)))


def test_every_handpiece_is_compared_and_the_best_comes_first(hand, small):
    devices = tuple(library.device(name) for name in ("qs_ruby", "qs_ndyag"))
    made = planning.compare(hand, devices, numerics=small)
    assert {(w.device, w.handpiece) for w in made.windows} == {
        ("qs_ruby", "694 nm"), ("qs_ndyag", "532 nm"), ("qs_ndyag", "1064 nm"),
    }  # fmt: skip
    settings = [window.recommended is not None for window in made.windows]
    assert settings == sorted(settings, reverse=True)
    scores = [
        window.recommended.chance_effect_without_burn - window.recommended.chance_dark_marks
        for window in made.windows
        if window.recommended is not None
    ]
    assert scores == sorted(scores, reverse=True)
    assert not made.checks


def test_the_window_of_one_device_is_its_plans_best(hand, small, plan_of_hand):
    assert planning.window(hand, QS, numerics=small) == plan_of_hand.windows[0]
    gold = replace(hand, diagnosis=Diagnosis(recorded="no", by="unknown", dermatoscopy="unknown"))
    with pytest.raises(QuestionError):
        planning.window(gold, QS, numerics=small)


def test_no_diagnosis_no_setting(hand, small):
    undiagnosed = replace(hand, diagnosis=Diagnosis(recorded="no", by="unknown", dermatoscopy="unknown"))
    made = planned(undiagnosed, small)
    assert made.decision in {"not_now", "refused"}
    assert not made.windows
    assert made.recommended is None
    assert made.why


def test_gold_refuses_short_pulses_only(hand, small):
    gold = replace(hand, health=replace(hand.health, gold_therapy=Fact(value="yes", when="20 years ago")))
    refused = planned(gold, small)
    assert refused.decision == "refused"
    assert any("gold" in text.lower() for text in (refused.headline, *refused.why))
    both = planned(gold, small, QS, library.device("lp_alexandrite"))
    assert both.decision != "refused"
    assert all(window.highest_allowed_j_cm2 == 0 for window in both.windows if window.device == "qs_ndyag")


def test_the_headline_says_what_binds_where_a_rule_and_physics_both_close_a_window(small):
    made = planned(lentigo.read_case(EXAMPLES / "back_lentigines_dark.toml"), small, QS)
    green = planned(made.case, small, replace(QS, handpieces=QS.handpieces[:1]))
    (window,) = green.windows
    assert green.decision == "no_window"
    assert window.caps[0].name == "blocked"
    assert window.binds.rstrip(".") in green.headline
    assert "even without that rule the chance of" in window.binds
    assert "not used in phototype V-VI" in window.binds
    # Several handpieces, each with its own reason: the sentence names both kinds.
    assert "safe" not in (green.headline + made.headline)
    assert all(device.id not in " ".join(green.why) for device in green.devices)


@pytest.mark.parametrize(
    ("caps", "said"),
    [
        ((("burn", 2.0), ("dial", 9.0)), "burn at 2"),
        ((("blocked", 0.0), ("burn", 5.0)), "blocked at 0"),
        ((("blocked", 0.0),), "blocked at 0"),
        (
            (("blocked", 0.0), ("blocked", 0.0), ("burn", 2.0), ("dial", 9.0)),
            "blocked at 0; and even without that rule burn at 2 before the lesion responds in half of such skins",
        ),
    ],
)
def test_what_binds_names_what_would_close_a_window_without_the_rule(caps, said):
    made = [Cap(name=name, fluence_j_cm2=at, text=f"{name} at {at:g}", sources=(), kind="assumed") for name, at in caps]
    assert binds(made, needed_j_cm2=3.0) == said


def test_two_devices_of_one_name_are_told_apart():
    assert named((QS,), QS.id) == QS.name
    assert named((QS, replace(QS, id="other")), "other") == f"{QS.name} (other)"
    assert named((QS,), "gone") == "gone"
    assert [figures(value, digits=2) for value in (174.0, 0.0551, 1.0)] == ["170", "0.055", "1"]


def test_dark_skin_and_a_green_laser_have_no_window(hand, small):
    dark = replace(
        hand,
        person=replace(hand.person, phototype="V"),
        skin=replace(hand.skin, site="back", colour=replace(hand.skin.colour, ita_deg=-20.0)),
        lesion=replace(hand.lesion, contrast=1.5),
    )
    green = replace(QS, handpieces=QS.handpieces[:1])
    made = planned(dark, small, green)
    assert made.decision in {"no_window", "refused"}
    assert made.recommended is None
    assert made.windows[0].recommended is None
    assert made.windows[0].openers
    assert made.windows[0].highest_allowed_j_cm2 == 0
    assert any(finding.topic == "validity" for finding in made.windows[0].findings)


def test_an_unknown_output_is_a_finding(hand, small):
    unsure = replace(QS, output_error_percent="unknown")
    made = planned(hand, small, unsure)
    assert any("output error" in finding.text for finding in made.windows[0].findings)


def test_a_device_that_gives_more_than_it_says_is_set_lower(hand, small, plan_of_hand):
    from datetime import date

    from lentigo.domain.device import OutputCheck

    checks = tuple(
        OutputCheck(
            handpiece=handpiece.name,
            spot_mm=spot.equivalent_diameter_mm,
            fluence_set_j_cm2=1.0,
            fluence_measured_j_cm2=1.5,
            measured=date(2026, 1, 9),
        )
        for handpiece in QS.handpieces
        for spot in handpiece.spots
    )
    hot = planned(hand, small, replace(QS, output_checks=checks))

    def burn(plan):
        window = next(w for w in plan.windows if w.handpiece == "532 nm")
        return window.spot_label, window.burn_threshold_j_cm2.p50

    (spot, threshold), (other_spot, usual) = burn(hot), burn(plan_of_hand)
    if spot == other_spot:
        assert threshold == pytest.approx(usual / 1.5)
    assert threshold < 0.8 * usual


def test_progress_runs_to_its_end_and_may_be_cancelled(hand, small):
    told: list[tuple[int, int]] = []
    planning.plan(hand, (QS,), numerics=small, verified=False, progress=lambda done, of: told.append((done, of)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len({of for _, of in told}) == 1
    assert told[-1][0] == told[-1][1]

    def stop(done: int, of: int) -> None:
        if 2 * done >= of:
            raise Cancelled("stop")

    with pytest.raises(Cancelled):
        planning.plan(hand, (QS,), numerics=small, verified=False, progress=stop)


def test_a_plan_goes_to_json_and_back(plan_of_hand):
    assert from_plain(Plan, json.loads(as_json(plan_of_hand))) == plan_of_hand


def test_a_window_finds_its_combination_again(plan_of_hand):
    for window in plan_of_hand.windows:
        made = combination_of(plan_of_hand, window)
        assert (made.device.id, made.handpiece.name) == (window.device, window.handpiece)
        assert (made.spot.label, made.pulse_label, made.cooling.name) == (
            window.spot_label, window.pulse_label, window.cooling,
        )  # fmt: skip


def test_fields_of_a_plan_are_labelled_and_hold_together(plan_of_hand, small):
    fields = planning.fields(plan_of_hand, numerics=small)
    for variable in [*fields.data_vars, *fields.coords]:
        assert fields[variable].attrs["units"] in {"1", "1/m", "K", "m", "s"}, variable
        assert fields[variable].attrs["long_name"], variable
        assert np.all(np.isfinite(fields[variable])), variable
    setting = plan_of_hand.recommended.recommended.setting
    assert fields.attrs["fluence_j_cm2"] == setting.fluence_j_cm2
    assert fields.attrs["spot_mm"] == setting.spot_mm
    inside, beside = float(fields.temperature_lesion.max()), float(fields.temperature.max())
    assert inside > beside > 305
    peak = fields.peak_temperature_lesion
    assert np.all(np.diff(peak, axis=0) >= 0), "percentiles rise"
    on_axis, outside = fields.temperature_rz.isel(radius=0), fields.temperature_rz.isel(radius=-1)
    assert float(on_axis.max()) > float(outside.max()) + 5
    assert float(on_axis.max()) == pytest.approx(float(fields.temperature_lesion.isel(time=-1).max()), abs=200)
    assert np.all(fields.absorbed_lesion >= 0)


def test_nothing_is_pictured_where_nothing_is_recommended(plan_of_hand):
    closed = replace(plan_of_hand, decision="no_window")
    with pytest.raises(QuestionError):
        planning.fields(closed)


def test_a_plan_is_stored_with_its_fields(tmp_path, plan_of_hand, small):
    fields = planning.fields(plan_of_hand, numerics=small)
    planning.save(plan_of_hand, tmp_path / "plan.nc", fields=fields)
    again, read = planning.load(tmp_path / "plan.nc")
    assert again == plan_of_hand
    assert set(read.data_vars) == set(fields.data_vars)
    for variable in fields.data_vars:
        assert np.array_equal(read[variable], fields[variable])
        assert read[variable].attrs == fields[variable].attrs
    assert read.attrs == fields.attrs
    assert [path.name for path in tmp_path.iterdir()] == ["plan.nc"], "nothing half written is left"


def test_a_plan_is_stored_without_fields(tmp_path, plan_of_hand):
    planning.save(plan_of_hand, str(tmp_path / "plan.nc"))
    again, read = planning.load(str(tmp_path / "plan.nc"))
    assert again == plan_of_hand
    assert not read.data_vars


def test_what_is_no_plan_is_said_to_be_none(tmp_path):
    import xarray

    with pytest.raises(QuestionError, match="there is no file"):
        planning.load(tmp_path / "none.nc")
    (tmp_path / "text.nc").write_text("no netCDF")
    with pytest.raises(QuestionError, match="not a netCDF"):
        planning.load(tmp_path / "text.nc")
    xarray.Dataset({"a": 1.0}).to_netcdf(tmp_path / "other.nc", engine="h5netcdf")
    with pytest.raises(QuestionError, match="holds no plan"):
        planning.load(tmp_path / "other.nc")


def test_the_explorer_holds_what_the_plan_says(plan_of_hand, small, monkeypatch):
    room = importlib.import_module("lentigo.planning.explore")
    monkeypatch.setattr(room, "COLOURS", (52.0, 38.0, 15.0))
    told = []
    table = planning.explore(plan_of_hand, numerics=small, progress=lambda *at: told.append(at))
    best = plan_of_hand.recommended
    assert table.ita_deg == (52.0, 38.0, 15.0)
    assert table.case_fluence_j_cm2 == best.recommended.setting.fluence_j_cm2
    assert table.case_cooling == best.cooling
    assert told[-1] == (3 * len(table.coolings), 3 * len(table.coolings))
    cooling = table.coolings.index(best.cooling)
    for part in (table.effect_chance, table.burn_chance, table.dark_mark_chance):
        for colour in part:
            assert list(colour[cooling]) == sorted(colour[cooling])
    highest = [row[cooling] for row in table.highest_allowed_j_cm2]
    assert highest == sorted(highest, reverse=True)
    skins = [sum(colour) for colour in table.skin_srgb]
    assert skins == sorted(skins, reverse=True)
    assert all(sum(lesion) < sum(skin) for lesion, skin in zip(table.lesion_srgb, table.skin_srgb, strict=True))
    # 64 skins here, 32 in the plan: the same person, so nearly the same chance.
    at = table.fluence_j_cm2.index(table.case_fluence_j_cm2)
    assert table.effect_chance[1][cooling][at] == pytest.approx(best.recommended.chance_effect, abs=0.1)
    warm = np.array(table.rise_k_per_j_cm2)
    assert np.all(warm[2].max(axis=(1, 2)) > warm[0].max(axis=(1, 2))), "darker lesions get hotter"


def test_there_is_nothing_to_explore_without_a_window(plan_of_hand):
    with pytest.raises(QuestionError):
        planning.explore(replace(plan_of_hand, windows=()))
