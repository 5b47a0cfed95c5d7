"""Reports and papers of light that is aimed at vessels, collagen, columns or the whole surface."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from drawing import collisions, outside
from goal_plans import PLANNED, planned
from reading import Reader, one, plain

from lentigo import planning
from lentigo.domain.dials import on_dial
from lentigo.domain.goals import GOALS
from lentigo.domain.numerics import Numerics
from lentigo.domain.reach import BandCurve
from lentigo.library.ways import ways, ways_for
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.content import document
from lentigo.reports.goals import common_labels, labels_of
from lentigo.reports.page import page
from lentigo.reports.papers.consent import consent
from lentigo.reports.papers.consent_risks import concerning
from lentigo.reports.papers.html import html
from lentigo.reports.reach import not_gone
from lentigo.reports.reach_figures import at_setting, reach_chart
from lentigo.reports.wound_figures import columns_picture, passes_picture, vessel_chart
from lentigo.screening.phrases import claims_in

COLUMNS = ("columns", "holes")
SMALL = Numerics(skins=32, threads=2)


@pytest.fixture(scope="module")
def fields():
    return {name: planning.fields(planned(name), numerics=SMALL) for name in ("columns", "removal", "vessels")}


@pytest.fixture(scope="module")
def told(fields):
    return {name: Reader(without_scripts(page(planned(name), fields=fields.get(name)))).text for name in PLANNED}


def without_scripts(made: str) -> str:
    return re.sub(r"<script.*?</script>", "", made, flags=re.DOTALL)


def sections(name, **more):
    return {section.id: section for section in document(planned(name), **more).sections}


def answer_of(text):
    return text[: text.index("The window")]


# What the panel shows.


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_told_in_energy_density_and_passes(name, told):
    plan = planned(name)
    setting = plan.recommended.recommended.setting
    text = answer_of(told[name])
    assert f"Energy of one beam {setting.energy_mj:g} mJ" in text
    assert f"Density {setting.density_per_cm2:g} per cm²" in text
    assert f"Passes {setting.passes}" in text
    assert "J/cm²" not in text
    levels = sorted({on_dial(spot.setting.fluence_j_cm2, setting) for spot in plan.recommended.test_spots})
    assert all(re.search(rf"\b{level:g}\b", text) for level in levels)
    body = told[name][: told[name].index("Assumed values, remarks")]
    window = "".join(body[body.index(f"The {word}") :][:1500] for word in ("window",))
    assert "mJ" in window
    assert "J/cm²" not in window


def test_passes_of_a_removal_stand_beside_its_exposure(told):
    setting = planned("removal").recommended.recommended.setting
    text = answer_of(told["removal"])
    assert f"Radiant exposure {setting.fluence_j_cm2:g} J/cm²" in text
    assert f"Passes {setting.passes}" in text


@pytest.mark.parametrize("name", PLANNED)
def test_effect_and_harm_are_called_by_their_goal(name, told):
    named = labels_of(planned(name).recommended.goal)
    assert named.effect in answer_of(told[name])
    assert named.harm in answer_of(told[name])
    assert "The spot responds" not in told[name]


def test_every_goal_has_its_labels_and_mixed_ones_are_common():
    assert {labels_of(goal).effect for goal in GOALS} >= {"The spot responds", "Deep enough"}
    window = planned("removal").windows[0]
    assert common_labels([window, window]) is labels_of("removal")
    mixed = common_labels([window, planned("vessels").windows[0]])
    assert (mixed.effect, mixed.harm) == ("Goal reached", "Harm")


def test_a_number_of_the_panel_has_the_decimals_of_its_energy_step():
    plan = planned("columns")
    window = plan.recommended
    assert words.dial_number(plan, window, window.recommended.setting.fluence_j_cm2) == "24"
    assert words.dialled(plan, window, window.recommended.setting.fluence_j_cm2) == "24 mJ"
    low, high = window.fluence_j_cm2[0], window.highest_allowed_j_cm2
    assert words.dial_span(plan, window, low_j_cm2=low, high_j_cm2=high).endswith("–24 mJ")
    assert words.dial_span(plan, window, low_j_cm2=high, high_j_cm2=high) == "24 mJ"


# Sections.


def test_depth_is_told_where_the_goal_is_told_by_depth():
    for name in PLANNED:
        assert ("reach" in sections(name)) == (planned(name).recommended.reach is not None)
    assert "reach" not in sections("vessels")


def test_pictures_of_heat_and_the_explorer_stand_only_where_heat_tells_it(fields, explorer):
    for name in ("columns", "removal"):
        found = sections(name, fields=fields[name], explorer=explorer)
        assert not {"inside", "explorer"} & set(found)
    assert "inside" in sections("vessels", fields=fields["vessels"], explorer=explorer)


def pictures(section):
    return {block.name for block in section.blocks if hasattr(block, "svg")}


def test_wounds_are_drawn(fields):
    assert pictures(sections("columns")["reach"]) == {"reach", "columns"}
    assert pictures(sections("removal", fields=fields["removal"])["reach"]) == {"reach", "passes"}
    assert pictures(sections("removal")["reach"]) == {"reach"}
    assert "vessels" in pictures(sections("vessels", fields=fields["vessels"])["inside"])


def test_the_depth_at_the_setting_stands_beside_what_is_wanted_and_allowed(told):
    for name in ("columns", "holes", "removal"):
        window = planned(name).recommended
        low, middle, high = at_setting(window.reach.depth_um, window, window.recommended.setting.fluence_j_cm2)
        assert low <= middle <= high
        said = f"{words.significant(middle)} ({words.significant(low)}–{words.significant(high)}) µm; wanted"
        assert said in told[name]
        assert f"wanted {window.reach.wanted_depth_um:.0f} µm" in told[name]
        assert f"allowed to {window.reach.deepest_allowed_um:.0f} µm" in told[name]
        assert plain(window.reach.text) in told[name]


def test_the_chosen_dials_say_what_the_answer_says_and_are_marked():
    plan = planned("columns")
    table = next(block for block in sections("columns")["trade_off"].blocks if hasattr(block, "strong_row"))
    row = table.rows[table.strong_row]
    assert row[0].endswith("(chosen)")
    assert row[1] == "24 mJ"
    assert row[2] == words.percent(plan.recommended.recommended.chance_effect)
    assert sum("(chosen)" in one[0] for one in table.rows) == 1
    assert len(table.rows) == min(len(plan.recommended.trade_off), 8)


def test_one_choice_is_no_trade_off():
    assert len(planned("vessels").recommended.trade_off) == 1
    assert "trade_off" not in sections("vessels")


@pytest.mark.parametrize("name", PLANNED)
def test_ways_are_told_in_order_with_evidence_sessions_and_the_chosen_one(name, told):
    kind = planned(name).case.lesion.kind
    table = next(block for block in sections(name)["ways"].blocks if hasattr(block, "strong_row"))
    assert [row[0].split(".")[0] for row in table.rows] == [str(way.order) for way in ways_for(kind)]
    assert table.rows[table.strong_row][1] == "chosen"
    for way in ways_for(kind):
        assert plain(way.why) in told[name]
        assert plain(way.evidence_text) in told[name]


def test_nobody_is_told_that_marks_scars_or_lines_go_away(told):
    for name in ("columns", "holes", "removal"):
        assert not_gone(planned(name).case.lesion.kind) in told[name]
        assert re.search(r"\bstays?\b", not_gone(planned(name).case.lesion.kind))
    beyond_pigment = {kind for way in ways() for kind in way.kinds} - {"solar_lentigo", "melasma", "poikiloderma"}
    assert all(not_gone(kind) for kind in beyond_pigment)
    assert not_gone("freckle") is None


@pytest.mark.parametrize("name", PLANNED)
def test_no_report_makes_a_claim(name, told):
    assert claims_in(told[name]) == ()


def test_contrast_of_melanin_is_not_told_where_there_is_none(told):
    assert "times the melanin" not in told["removal"]


# Pictures.


def drawn(name, fields):
    plan = planned(name)
    window = plan.recommended
    if name == "vessels":
        return [vessel_chart(fields["vessels"], plan, window)]
    found = [reach_chart(plan, window)]
    if window.goal == "columns":
        found.append(columns_picture(plan, window))
    if window.goal == "removal":
        found.append(passes_picture(fields["removal"], plan, window))
    return found


@pytest.mark.parametrize("name", PLANNED)
def test_words_in_pictures_do_not_lie_on_one_another(name, fields):
    for figure in drawn(name, fields):
        assert collisions(figure) == []
        assert outside(figure) == []


@pytest.mark.parametrize("name", PLANNED)
def test_axes_of_pictures_have_units(name, fields):
    for figure in drawn(name, fields):
        labels = [label for axes in figure.axes for label in (axes.get_xlabel(), axes.get_ylabel()) if label]
        assert labels
        for label in labels:
            assert re.search(r"\[(J/cm²|mJ|%|µm|mm)\]", label) or label == "Passes made", label


def lines_at(axes, value):
    return [line for line in axes.lines if len(set(line.get_ydata())) == 1 and line.get_ydata()[0] == value]


def solid_at(axes, value):
    """Whether a solid upright line stands at a place; that of the limit is broken."""
    upright = [line for line in axes.lines if len(set(line.get_xdata())) == 1 and line.get_linestyle() == "-"]
    return any(np.isclose(line.get_xdata()[0], value) for line in upright)


def test_wanted_and_allowed_are_lines_and_the_setting_is_upright_on_the_panels_scale():
    plan = planned("columns")
    window = plan.recommended
    depth, cover = reach_chart(plan, window).axes
    assert lines_at(depth, window.reach.wanted_depth_um)
    assert lines_at(depth, window.reach.deepest_allowed_um)
    assert lines_at(cover, window.reach.wanted_coverage_percent)
    assert lines_at(cover, window.reach.highest_coverage_percent)
    assert solid_at(depth, window.recommended.setting.energy_mj)
    refused = replace(plan, decision="blocked_by_verification")
    assert not solid_at(reach_chart(refused, window).axes[0], window.recommended.setting.energy_mj)


def test_columns_are_drawn_as_deep_and_wide_as_computed_and_as_many_as_set():
    plan = planned("columns")
    window = plan.recommended
    cut, above = columns_picture(plan, window).axes
    at = window.recommended.setting.fluence_j_cm2
    depth = at_setting(window.reach.depth_um, window, at)[1]
    width = at_setting(window.reach.width_um, window, at)[1]
    corners = cut.patches[-1].get_xy()
    assert np.ptp(corners[:, 1]) == pytest.approx(depth)
    assert np.ptp(corners[:, 0]) == pytest.approx(width)
    across, down = (abs(np.subtract(*limits)) for limits in (cut.get_xlim(), cut.get_ylim()))
    size = cut.get_window_extent()
    assert across / size.width == pytest.approx(down / size.height, rel=0.01)  # to scale both ways
    set_in_square = window.density_per_cm2 / 100 * 4 * window.passes
    assert len(above.patches) == pytest.approx(set_in_square, rel=0.2)


def test_each_pass_goes_deeper(fields):
    wound = np.asarray(fields["removal"]["wound_depth"])
    gone = np.asarray(fields["removal"]["wound_removed"])
    assert wound.shape == (3, planned("removal").recommended.passes)
    assert np.all(np.diff(wound, axis=1) > 0)
    assert np.all(gone <= wound)
    window = planned("removal").recommended
    at = at_setting(window.reach.depth_um, window, window.recommended.setting.fluence_j_cm2)
    assert wound[1, -1] * 1e6 == pytest.approx(at[1], rel=0.15)  # other skins


def test_wide_and_deep_vessels_need_more(fields):
    needed = np.asarray(fields["vessels"]["vessel_exposure"])
    known = np.isfinite(needed)
    assert known[:, -1].all()
    assert needed[-1, -1] > needed[0, -1]
    assert not np.isfinite(needed[-1, 0])  # so wide a vessel would reach into the epidermis
    assert np.asarray(fields["vessels"]["vessel_depth"])[0] == pytest.approx(100e-6)


# Papers.


def paper(name, kind):
    return Reader(html(one(name, kind))).text


@pytest.mark.parametrize("name", COLUMNS)
def test_room_card_of_columns_holds_every_dial(name):
    setting = planned(name).recommended.recommended.setting
    text = paper(name, "room")
    for said in (
        f"Energy of one beam {setting.energy_mj:g} mJ",
        f"Density {setting.density_per_cm2:g} per cm²",
        f"Passes {setting.passes}",
        f"Beam {setting.spot_label.removesuffix(' beams')}",
    ):
        assert said in text, said
    assert "J/cm²" not in text


def test_room_card_asks_for_smoke_eyes_and_herpes_where_skin_is_opened():
    for name in ("holes", "removal"):
        text = paper(name, "room")
        assert "Smoke extractor on" in text
        assert "The medicine against herpes has been begun" in text
        assert re.search(r"Eyewear for (10600|2940) nm, optical density \d+\.\d or more", text)
        assert "Metal shields over the closed lids" in text
    assert "Wipe off and look after each pass" in paper("removal", "room")
    for name in ("columns", "vessels"):
        assert "Smoke" not in paper(name, "room")
    assert "herpes" not in paper("columns", "room")


def test_eyewear_of_the_card_is_that_of_the_safety_sheet():
    said = re.search(r"Eyewear for 2940 nm, optical density (\d+\.\d)", paper("removal", "room")).group(1)
    assert f"2940 nm {said}" in paper("removal", "laser_safety")


def test_safety_sheet_tells_narrow_beams_in_energy():
    text = paper("holes", "laser_safety")
    assert re.search(r"\d+ µm, [\d.]+ ms, [\d.]+ mJ", text)
    assert "falls on a cornea" in text


AIMS = {
    "columns": ("many tiny wounds", "The laser heats many small columns"),
    "holes": ("many tiny holes", "The laser burns many small holes"),
    "removal": ("takes off the surface of the skin", "It leaves an open wound"),
    "vessels": ("small blood vessels", "the vessels close"),
    "collagen": ("warms the skin below its surface", "The surface is cooled meanwhile"),
}


@pytest.mark.parametrize("name", PLANNED)
@pytest.mark.shows("S1-42")
def test_consent_says_what_is_done_how_often_and_what_follows(name):
    text = paper(name, "consent")
    for said in AIMS[name]:
        assert said in text
    assert "brown pigment" not in text
    assert "The spot" not in text
    assert re.search(r"Studies used (one visit|\d+ to \d+ visits, at least \d+ weeks apart)", text)
    assert "Can it come back? Yes" not in text


def test_consent_to_wounds_names_their_own_risks_and_the_front_of_the_eye():
    text = paper("removal", "consent")
    assert "An injury of the front of the eye" in text
    assert "Redness that lasts for weeks or months more than 99 in 100" in text
    assert "A lower eyelid that turns outward" in text
    assert "The laser makes smoke." in text
    assert "a medicine against cold sores" in text
    assert "even blindness" in paper("vessels", "consent")
    assert "The laser makes smoke." not in paper("columns", "consent")
    assert "They do not go away." in paper("columns", "consent")


@pytest.mark.parametrize("name", PLANNED)
def test_no_risk_is_named_twice(name):
    plan = planned(name)
    names = [risk.name for risk in concerning(plan, plan.recommended)]
    assert len(names) == len(set(names))
    assert {"eye", "scar", "pain"} <= set(names)
    assert ("long_redness" in names) == (name in {"removal", "columns"})


@pytest.mark.parametrize(
    ("width_um", "words"),
    [
        (90.0, "each about 0.1 mm wide, like a thick hair."),
        (310.0, "each about 0.3 mm wide, like a sewing thread."),
        (700.0, "each about 0.7 mm wide, like the tip of a ballpoint pen."),
        (1180.0, "each about 1.2 mm wide, like the head of a pin."),
    ],
)
@pytest.mark.parametrize("name", COLUMNS)
def test_consent_likens_columns_to_what_is_as_wide_as_they_are(name, width_um, words):
    plan = planned(name)
    (window,) = (one for one in plan.windows if one.recommended is not None)
    flat = (width_um,) * len(window.fluence_j_cm2)
    reach = replace(window.reach, width_um=BandCurve(p5=flat, p50=flat, p95=flat))
    paper = consent(replace(plan, windows=(replace(window, reach=reach),)), say=Catalogue())
    assert words in str(paper)
    alone = replace(window, reach=None)
    assert "like a thick hair" in str(consent(replace(plan, windows=(alone,)), say=Catalogue()))


def test_a_consent_to_resurfacing_does_not_liken_it_to_a_rubber_band():
    told = paper("removal", "consent")
    assert "Your skin is made numb first" in told
    assert "rubber band" not in told
    for name in ("vessels", "columns", "holes"):
        assert "rubber band" in paper(name, "consent"), name


def test_spot_card_is_set_as_the_panel_is():
    text = paper("columns", "test_spots")
    assert "Set, mJ" in text
    assert "8 passes" in text
    assert "Highest setting allowed here: 24 mJ" in text
    assert "Deep and dense enough in" in text
    assert "J/cm²" not in text
    assert "Set, J/cm²" in paper("removal", "test_spots")


# The months.


@pytest.fixture(scope="module")
def months():
    """A way with light that opens the skin, followed for half a year."""
    from lentigo.planning.course import course

    plan = planned("removal")
    return plan, course(plan.case, plan, horizon_days=200, numerics=Numerics(skins=16, threads=2))


def sheet(months, **more):
    from reading import SAY

    from lentigo.reports.papers.aftercare import aftercare_sheet

    plan, course = months
    lit = next(one for one in course.strategies if one.sessions)
    return Reader(html(aftercare_sheet(course, say=SAY, way=lit.strategy.name, screening=plan.screening, **more))).text


def test_aftercare_sheet_tells_gains_in_the_words_of_the_lesion(months):
    text = sheet(months)
    assert "At least 25 % less is seen, as doctors would score pictures" in text
    assert "Lines can become finer. Some stay" in text
    assert "A burn, or a wound that is too deep" in text
    assert "Enough gained" in text
    for said in ("The spot", "extra colour", "Three quarters lighter", "some spots clear"):
        assert said not in text
    assert claims_in(text) == ()


def test_aftercare_sheet_reminds_of_the_medicine_against_herpes_where_a_rule_asks_for_it(months):
    plan, course = months
    assert "PT-10" in {reason.rule for reason in plan.screening.reasons}
    assert "A medicine against cold sores" in sheet(months)
    others = tuple(reason for reason in plan.screening.reasons if reason.rule != "PT-10")
    without = replace(plan, screening=replace(plan.screening, reasons=others))
    assert "A medicine against cold sores" not in sheet((without, course))
