"""A plan names numbers, evidence and sources of the models that it has used, and of no other."""

from __future__ import annotations

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from lentigo import library
from lentigo.reports.content import document
from lentigo.reports.evidence import evidence
from lentigo.reports.page import page
from lentigo.reports.used import ALWAYS, LIGHT, part_of_row, part_of_table, used_rows, used_tables

MONTHS = SimpleNamespace(strategies=(SimpleNamespace(strategy=SimpleNamespace(sessions=(1,))),))
"""What matters of a course here: that there is one, with a session of light."""


def tables_of(plan, **more):
    return set(used_tables(plan, library.tables(), **more))


def rows_of(plan, **more):
    return {row.row for row in used_rows(plan, evidence(), **more)}


def without_short_pulses(plan):
    long = [d for d in plan.devices if all(h.pulse_class == "millisecond" for h in d.handpieces)]
    return replace(plan, devices=tuple(long))


def test_every_table_and_row_belongs_to_a_part_of_the_models():
    """Whoever adds one says in ``reports/used.py`` which plans rest on it."""
    assert [name for name in library.tables() if part_of_table(name) is None] == []
    assert {row.row for row in evidence() if part_of_row(row.row) is None} == set()


def test_light_heat_harm_and_caps_are_part_of_every_plan(plans):
    needed = {
        "limits/caps", "limits/criteria", "limits/dark_marks", "limits/knowledge", "damage/henriques-1947",
        "damage/maitland-collagen", "damage/fast-process", "conditions/surroundings", "tissues/dermis", "skins/family",
    }  # fmt: skip
    for plan in plans.values():
        assert needed <= tables_of(plan)
        assert {"1", "5", "7", "8", "14", "17"} <= rows_of(plan)
    assert all(part_of_table(name) in {ALWAYS, LIGHT} for name in needed)


def test_creams_sun_and_months_have_no_part_without_a_course(plans):
    plan = plans["setting"]
    without, with_it = tables_of(plan), tables_of(plan, course=MONTHS)
    months = {"sun/sky", "pigment/melasma", "anaesthetics/creams", "healing/general", "course/visit"}
    assert not months & without
    assert months <= with_it
    assert not {"20", "27", "29", "C1", "H1"} & rows_of(plan)
    assert {"20", "27", "29", "C1", "H1"} <= rows_of(plan, course=MONTHS)


def test_bursting_counts_where_a_device_has_short_pulses(plans):
    plan = plans["setting"]
    assert any(h.pulse_class != "millisecond" for d in plan.devices for h in d.handpieces)
    long = without_short_pulses(plan)
    assert long.devices
    assert "photomechanics/melanosomes" in tables_of(plan)
    assert "photomechanics/melanosomes" not in tables_of(long)
    assert "11" in rows_of(plan)
    assert "11" not in rows_of(long)


@pytest.mark.parametrize(
    ("goal", "table"),
    [
        ("vessels", "limits/vessels"),
        ("collagen", "limits/collagen_band"),
        ("columns", "columns/tissue"),
        ("removal", "tissues/removal"),
    ],
)
def test_other_goals_bring_their_own(plans, goal, table):
    plan = plans["setting"]
    aimed = replace(plan, windows=tuple(replace(w, goal=goal) for w in plan.windows))
    assert table not in tables_of(plan)
    assert table in tables_of(aimed)


@pytest.mark.parametrize("goal", ["columns", "removal"])
def test_light_that_spreads_has_no_part_where_water_takes_all_up(plans, goal):
    plan = plans["setting"]
    wounds = replace(plan, windows=tuple(replace(w, goal=goal) for w in plan.windows))
    assert {"1", "8", "14c"} <= rows_of(plan)
    assert not {"1", "8", "14c", "11"} & rows_of(wounds)
    assert "limits/dark_marks" not in tables_of(wounds)
    assert f"limits/dark_marks_{goal}" in tables_of(wounds)
    both = replace(plan, windows=(replace(plan.windows[0], goal=goal), *plan.windows[1:]))
    assert {"1", "8", "14c"} <= rows_of(both)


def test_rows_on_other_goals_belong_to_them():
    told = {row: part_of_row(row) for row in ("18a", "19c", "22b", "V1", "removal", "14g")}
    assert told == {
        "18a": "columns", "19c": "columns", "22b": "columns", "V1": "vessels", "removal": "removal", "14g": "collagen",
    }  # fmt: skip


def test_what_was_seen_brings_how_it_was_weighed(plans):
    plan = plans["setting"]
    assert "limits/observations" not in tables_of(plan)
    taught = SimpleNamespace(windows=plan.windows, devices=plan.devices, case=plan.case, learnt=object())
    assert "limits/observations" in tables_of(taught)


def test_only_the_site_of_the_case_is_named(plans):
    plan = plans["setting"]
    assert {name for name in tables_of(plan) if name.startswith("sites/")} == {f"sites/{plan.case.skin.site}"}


def test_what_nothing_is_said_of_is_shown(plans):
    new = replace(evidence()[0], row="a row of tomorrow")
    assert used_rows(plans["setting"], [new]) == (new,)
    assert used_tables(plans["setting"], ["tomorrow/table"]) == ("tomorrow/table",)


def test_sources_are_of_what_was_used_and_the_rest_is_told(plans):
    """All rows and tables of the library would be more than twice as many."""
    everything = {row.source for row in evidence()}
    everything |= {number.source for name in library.tables() for number in library.table(name).values()}
    made = document(plans["setting"])
    listed = {key for _, key, _ in made.sources}
    assert len(listed) < 0.6 * len(everything)
    assert not {"EMLApk", "del-rosario-2018", "orringer-2005", "sabburg-2001"} & listed
    assert {"carslaw-jaeger-1959", "astm-f1930", "vandehulst-1980"} <= listed
    text = re.sub(r"<[^>]+>", " ", page(plans["setting"]))
    assert re.search(r"Rows on models that had no part in this plan are left out \(\d+\)", text)
    assert re.search(r"The other \d+ tables of the library had no part in this plan", text)
