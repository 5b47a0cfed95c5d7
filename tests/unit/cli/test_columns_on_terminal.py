"""Pages of columns and resurfacing: the panel's own numbers, depth along the dial, the other dials, which way first."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import sample_plan
from rich.console import Console

from lentigo.cli.render.chart import window_chart
from lentigo.cli.render.plan import plan_page
from lentigo.cli.render.reach import reach_parts
from lentigo.domain.dials import dialled
from lentigo.domain.plan import TradeOff
from lentigo.domain.reach import BandCurve, Reach
from lentigo.planning.goal_words import seen_of, words_of
from lentigo.screening.phrases import claims_in

FACTOR = 0.1
"""Energy of a beam per radiant exposure inside it [mJ cm²/J]."""
DIAL = tuple(float(10 * k) for k in range(1, 40))


def along(low, middle, high):
    return BandCurve(p5=tuple(low * f for f in DIAL), p50=tuple(middle * f for f in DIAL),
                     p95=tuple(high * f for f in DIAL))  # fmt: skip


REACH = Reach(
    depth_um=along(2.0, 3.0, 4.5),
    removed_um=along(1.0, 2.0, 3.0),
    width_um=along(0.4, 0.6, 0.9),
    coverage_percent=along(0.03, 0.05, 0.08),
    wanted_depth_um=600.0,
    deepest_allowed_um=1000.0,
    wanted_coverage_percent=10.0,
    highest_coverage_percent=20.0,
    text="Wanted: columns 600 µm deep on 10 % of the surface.",
    sources=("jonasson-2018",),
)


def of_columns(setting):
    return replace(
        setting, fluence_j_cm2=200.0, spot_mm=0.12, spot_label="120 µm beams", energy_mj=20.0, density_per_cm2=100.0,
        passes=2, stacked=2,
    )  # fmt: skip


SETTING = of_columns(sample_plan.WINDOW.recommended.setting)
CHOICE = TradeOff(
    setting=SETTING, spot_label="120 µm beams", pulse_label="1 ms", cooling="cold air", density_per_cm2=100.0,
    passes=2, stacked=2, highest_allowed_j_cm2=250.0, chance_effect=0.7, chance_burn=0.01, chance_dark_marks=0.1,
    binds="the chance of harm reaches 5 %", chosen=True,
)  # fmt: skip
CLOSED = replace(CHOICE, setting=None, density_per_cm2=200.0, chance_effect=None, chance_burn=None,
                 chance_dark_marks=None, binds="columns that touch", chosen=False)  # fmt: skip


def stretched(curve):
    return replace(curve, chance=curve.chance[:39], low=curve.low[:39], high=curve.high[:39])


WINDOW = replace(
    sample_plan.WINDOW,
    family="fractional_ablative", wavelength_nm=10600.0, handpiece="scanner", spot_mm=0.12, spot_label="120 µm beams",
    fluence_j_cm2=DIAL, effect=stretched(sample_plan.WINDOW.effect), burn=stretched(sample_plan.WINDOW.burn),
    dark_marks=stretched(sample_plan.WINDOW.dark_marks),
    caps=tuple(replace(cap, fluence_j_cm2=150 * cap.fluence_j_cm2) for cap in sample_plan.WINDOW.caps),
    highest_allowed_j_cm2=210.0, lowest_effective_j_cm2=180.0,
    recommended=replace(sample_plan.WINDOW.recommended, setting=SETTING), after_test_spots=None,
    test_spots=tuple(replace(one, setting=of_columns(one.setting)) for one in sample_plan.WINDOW.test_spots[:2]),
    purpura_threshold_j_cm2=None, goal="columns", mj_per_j_cm2=FACTOR, density_per_cm2=100.0, passes=2, stacked=2,
    reach=REACH, trade_off=(CHOICE, CLOSED),
)  # fmt: skip
CASE = replace(sample_plan.CASE, lesion=replace(sample_plan.CASE.lesion, kind="acne_scar"))
PLAN = replace(
    sample_plan.SETTING, case=CASE, windows=(WINDOW,), headline="Scanner: 20 mJ.", why=(), changes=(), checks=()
)


def read(renderable, *, width=80):
    console = Console(file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False, color_system=None)
    console.print(renderable)
    return console.file.getvalue()


def page(width=80, plan=PLAN):
    return read(plan_page(plan, width=width, cite=str), width=width)


def one_line(text):
    return re.sub(r"[\s│]+", " ", text)


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_plan_of_columns_shows_what_its_panel_shows(width):
    text = page(width)
    assert max(len(line) for line in text.splitlines()) <= width
    told = one_line(text)
    for needed in (
        "Energy of one beam 20 mJ", "Tip 120 µm beams", "Density 100 columns per cm² and pass", "Passes 2",
        "Stacked 2 pulses on each place", "Highest allowed: 21 mJ", "DEPTH REACHED", "THE OTHER DIALS",
        "WHICH WAY OF LIGHT FIRST", "Fractional CO2 or Er:YAG laser. Chosen.", "Wanted to be covered: 10 %",
    ):  # fmt: skip
        assert needed in told, needed
    assert "J/cm²" not in text
    assert claims_in(text) == ()


def test_the_chart_runs_along_the_energy_of_a_beam():
    text = read(window_chart(WINDOW, width=80, skins=256, advise=True))
    assert text.splitlines()[0].split()[:3] == ["mJ", "effect", "harm"]
    row = next(line for line in text.splitlines() if "START HERE" in line)
    assert float(row.split()[0]) == 20.0


def test_depth_is_shown_with_its_band_against_what_is_wanted_and_allowed():
    text = read(next(reach_parts(WINDOW, width=80)))
    row = next(line for line in text.splitlines() if "START HERE" in line)
    assert "600 (400-900)" in row
    drawn = re.search(r"[█▓░·w!]{8,}", row)[0]
    assert drawn.index("w") < drawn.index("!")
    assert drawn.count("█") > 0
    assert "YOURS" in read(next(reach_parts(WINDOW, width=80, at=150.0)))
    assert list(reach_parts(replace(WINDOW, reach=None), width=80)) == []


def test_a_band_under_a_whole_surface_has_two_edges():
    spared = replace(REACH, removed_um=None, width_um=None, coverage_percent=None, wanted_coverage_percent=None,
                     highest_coverage_percent=None, from_um=along(0.5, 1.0, 1.5))  # fmt: skip
    text = read(next(reach_parts(replace(WINDOW, goal="collagen", reach=spared), width=80)))
    assert "BAND OF THE DERMIS" in text
    assert "from µm" in text
    row = next(line for line in text.splitlines() if "START HERE" in line)
    assert "200 (100-300)" in row
    assert "600 (400-900)" in row


def test_nothing_allowed_is_said_and_not_drawn():
    shut = replace(REACH, deepest_allowed_um=0.1)
    text = read(next(reach_parts(replace(WINDOW, reach=shut), width=80)))
    assert "nothing is allowed here" in one_line(text)
    assert "!" not in text


def test_choices_without_a_setting_say_what_holds_them_down():
    shut = replace(WINDOW, trade_off=(replace(CLOSED, chosen=True), replace(CLOSED, passes=1)), recommended=None)
    told = one_line(page(plan=replace(PLAN, windows=(shut,), decision="no_window")))
    assert "columns that touch" in told
    assert "None of them has a setting" in told


@pytest.mark.parametrize("goal", ["vessels", "collagen", "columns", "removal"])
@pytest.mark.parametrize("family", ["", "fractional_nonablative", "fractional_ablative", "full_field_ablative"])
def test_signs_and_words_of_every_goal_are_plain(goal, family):
    seen, words = seen_of(goal, family=family), words_of(goal)
    text = " ".join([seen.endpoint, *seen.stop_signs, words.reached, words.harm, words.chance_of_harm, *words.places])
    assert claims_in(text) == ()
    assert "pain out of proportion" in seen.stop_signs
    assert seen_of("whitening") is None


def test_open_skin_may_bleed_and_closed_skin_may_not():
    assert "nothing bleeds" in seen_of("columns", family="fractional_nonablative").endpoint
    assert "pinpoint bleeding" in seen_of("columns", family="fractional_ablative").endpoint
    assert not any("pinpoint" in sign for sign in seen_of("columns", family="fractional_ablative").stop_signs)


def test_numbers_round_as_the_panel_shows_them():
    assert dialled(199.99999, SETTING, digits=4) == "20 mJ"
