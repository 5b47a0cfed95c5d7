"""What people read on the terminal: complete, no wider than the page, and without meaning in colour alone."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import sample_plan
from rich.console import Console

from lentigo.cli.render.chart import bar, chance_at, window_chart
from lentigo.cli.render.comparison import best_of_each
from lentigo.cli.render.plan import findings_of, plan_page
from lentigo.cli.render.words import number, percent
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.plan import ChanceCurve

WIDTHS = (60, 80, 120)


def read(renderable, *, width, color_system=None):
    console = Console(
        file=io.StringIO(), width=width, highlight=False, emoji=False, markup=False, color_system=color_system,
        force_terminal=color_system is not None,
    )  # fmt: skip
    console.print(renderable)
    return console.file.getvalue()


def page(decision, *, width=80, **how):
    plan = sample_plan.BY_DECISION[decision]
    return read(plan_page(plan, width=width, cite=lambda key: f"The work called {key}"), width=width, **how)


def one_line(text):
    return re.sub(r"[\s│]+", " ", text)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("decision", sample_plan.BY_DECISION)
def test_no_line_is_wider_than_the_page(decision, width):
    assert max(len(line) for line in page(decision, width=width).splitlines()) <= width


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("decision", sample_plan.BY_DECISION)
def test_decision_headline_reasons_disclaimer_and_versions_stand_on_every_page(decision, width):
    plan = sample_plan.BY_DECISION[decision]
    text = one_line(page(decision, width=width))
    for needed in (plan.headline, *plan.why, DISCLAIMER, "lentigo 0.1.0", "library 8c0ffee8", "seed 1", "256 skins"):
        assert needed in text


@pytest.mark.parametrize("decision", sample_plan.BY_DECISION)
def test_nothing_is_said_by_colour_alone(decision):
    coloured = page(decision, color_system="truecolor")
    assert "\x1b[" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == page(decision)


def test_recommendation_stands_in_the_first_lines_with_its_dial_numbers_and_bands():
    first = one_line("\n".join(page("setting").splitlines()[:24]))
    for needed in (
        "SETTING",
        "Generic Q-switched Nd:YAG",
        "1.1 J/cm²",
        "Spot 3 mm",
        "Pulse 6 ns",
        "Rate 2 Hz",
        "effect 69 % 45 to 86 %",
        "burn 1.4 % <0.4 to 4.5 %",
        "dark marks 9.0 %",
    ):
        assert needed in first


def test_nurse_reads_endpoint_stop_signs_and_test_spots_before_anything_else():
    text = page("setting")
    order = ["SETTING", "YOU SHOULD SEE", "STOP IF YOU SEE", "TEST SPOTS FIRST", "WINDOW", "LIMITS", "DEVICES COMPARED"]
    order += ["INSTEAD OF LIGHT", "SKIN THAT WAS USED", "WHAT MATTERS MOST", "SCREENING", "CHECKS MADE", "TO KNOW"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "! blisters" in text
    assert one_line(text).count("0.9 J/cm² 50 % 0.5 %") == 1


def test_binding_limit_is_named_in_words():
    text = one_line(page("setting"))
    assert "burn 1.4 binds chance of a burn reaches 5 %" in text
    assert text.count(" binds ") == 1
    assert "highest published setting" in text
    assert "[kung-2019]" in text


@pytest.mark.parametrize("decision", ["refused", "not_now"])
def test_what_a_rule_forbids_has_no_chances_and_no_limits_to_aim_for(decision):
    plan = replace(sample_plan.BY_DECISION[decision], windows=(sample_plan.WINDOW,))
    text = read(plan_page(plan, width=80, cite=str), width=80)
    assert "rule " in text
    assert "J/cm²" not in text


def test_equal_setting_of_another_device_is_shown_only_where_a_setting_is_given():
    other = replace(sample_plan.WINDOW, handpiece="1064 nm", recommended=None, equivalent_j_cm2=3.7)
    for decision, shown in (("setting", True), ("blocked_by_verification", False)):
        plan = replace(sample_plan.BY_DECISION[decision], windows=(sample_plan.WINDOW, other))
        text = read(plan_page(plan, width=80, cite=str), width=80)
        assert ("3.7" in text.partition("DEVICES COMPARED")[2].partition("INSTEAD OF LIGHT")[0]) == shown


def test_no_window_gives_no_number_to_dial_and_says_what_would_open_one():
    text = one_line(page("no_window"))
    assert "WHAT WOULD OPEN A WINDOW" in text
    assert "a measured lesion contrast" in text
    for absent in ("START HERE", "YOU SHOULD SEE", "TEST SPOTS", "Fluence"):
        assert absent not in text
    assert "chance of a burn" in text


@pytest.mark.parametrize(("decision", "rule"), [("refused", "GO-01"), ("not_now", "IN-02")])
def test_refusal_gives_rule_reason_source_and_what_instead(decision, rule):
    plan = sample_plan.BY_DECISION[decision]
    text = one_line(page(decision))
    (why,) = plan.screening.reasons
    for needed in (f"rule {rule}", why.title, why.because, why.action, f"The work called {why.sources[0]}"):
        assert needed in text
    assert "WHAT INSTEAD" in text
    assert "J/cm²" not in text


def test_earliest_date_and_unread_source_are_told():
    text = one_line(page("not_now"))
    assert "Earliest date: 25 May 2026" in text
    assert "verify before relying" in text
    assert "(preferred)" in text


def test_blocked_plan_shows_the_failed_check_and_no_dial_numbers():
    text = one_line(page("blocked_by_verification"))
    assert "FAILED: the methods differ beyond" in text
    for absent in ("Fluence", "START HERE", "after test spots", "none 1.1"):
        assert absent not in text


def test_findings_of_plan_and_window_are_told_once_each():
    plan = replace(sample_plan.SETTING, findings=(*sample_plan.SETTING.findings, *sample_plan.WINDOW.findings))
    assert len(findings_of(plan)) == 2


def test_every_dial_step_above_the_limit_is_called_so():
    rows = read(window_chart(sample_plan.WINDOW, width=80, skins=256, advise=True), width=80).splitlines()[2:]
    steps = {float(row.split()[0]): row for row in rows if row.strip() and row.split()[0][0].isdigit()}
    assert min(steps) < 1.4 < max(steps)
    for fluence, row in steps.items():
        assert ("above the limit" in row) == (fluence > 1.4)
    assert "START HERE" in steps[1.1]
    assert "lowest that works" in steps[0.9]


def test_window_allowed_nowhere_has_only_steps_above_the_limit():
    closed = replace(sample_plan.NO_WINDOW.windows[0], highest_allowed_j_cm2=0.0)
    rows = read(window_chart(closed, width=80, skins=256, advise=True), width=80).splitlines()[2:]
    steps = [row for row in rows if row[:5].strip()]
    assert len(steps) > 5
    assert " ".join(rows).count("above") == len(steps)


def test_dial_of_one_step_is_drawn():
    curve = ChanceCurve(chance=(0.3,), low=(0.2,), high=(0.4,))
    window = replace(
        sample_plan.WINDOW,
        fluence_j_cm2=(1.1,),
        effect=curve,
        burn=curve,
        dark_marks=curve,
        lowest_effective_j_cm2=None,
    )
    assert "30 %" in read(window_chart(window, width=80, skins=256, advise=True), width=80)


def test_bars_are_as_long_as_the_chance():
    assert bar(0, width=4) == "····"
    assert bar(0.5, width=4) == "██··"
    assert bar(1, width=4) == "████"
    assert bar(0.51, width=4) == "██··"
    assert bar(0.56, width=4) == "██▎·"
    assert {len(bar(i / 50, width=7)) for i in range(51)} == {7}


def test_chance_between_dial_steps_is_linear_and_ends_with_the_dial():
    curve = ChanceCurve(chance=(0.0, 0.5), low=(0.0, 0.25), high=(0.0, 1.0))
    assert chance_at(curve, (1.0, 2.0), 1.5) == (0.25, 0.125, 0.5)
    assert chance_at(curve, (1.0, 2.0), 9.0) == (0.5, 0.25, 1.0)
    assert chance_at(curve, (1.0, 2.0), 0.1) == (0.0, 0.0, 0.0)


def test_best_window_of_each_handpiece_is_the_first_with_a_setting():
    other = replace(sample_plan.WINDOW, handpiece="1064 nm", wavelength_nm=1064)
    closed = replace(sample_plan.WINDOW, recommended=None, spot_mm=4.0)
    assert best_of_each([closed, sample_plan.WINDOW, other]) == [sample_plan.WINDOW, other]


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "<0.4 %"),
        (0.0038, "<0.4 %"),
        (0.004, "0.4 %"),
        (0.014, "1.4 %"),
        (0.0994, "9.9 %"),
        (0.0996, "10 %"),
        (0.69, "69 %"),
        (1, "100 %"),
    ],
)
def test_chances_below_ten_percent_keep_one_decimal(share, words):
    assert percent(share, skins=256) == words


def test_small_sample_does_not_promise_small_chances():
    assert percent(0.0, skins=64) == "<1.6 %"
    assert percent(0.0, skins=1000) == "<0.1 %"


def test_numbers_are_read_without_powers_of_ten_where_people_expect_none():
    assert [number(v) for v in (0, 0.0241, 3.0, 1234.0)] == ["0", "0.0241", "3", "1230"]
