"""Colour of groups and sites, each predicted from its individual typology angle alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lentigo.physics.colour import individual_typology_angle

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    GROUPS = list(csv.DictReader(line for line in file if not line.startswith("#")))

TOLERANCE = {"lightness": 3.0, "a_star": 3.0, "b_star": 4.0}

MISSES = {
    (
        "inner arm",
        "a_star",
    ): "all sites have one blood content here; the inner arm is paler than the forearm it was fitted on",
    ("face", "lightness"): "at the same angle these faces are duller than the forearms that the skins were fitted on",
    ("face", "b_star"): "at the same angle these faces are less yellow than the forearms that the skins were fitted on",
    ("hand", "b_star"): "at the same angle these hands are less yellow than the forearms that the skins were fitted on",
}
PART = {"forehead": "face", "cheek": "face", "back of hand": "hand", "inner arm": "inner arm"}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group['site']}, {group['group']}")
def test_colour_from_the_angle_alone(group, family, validated):
    published = {name: float(group[name]) for name in TOLERANCE}
    ours = family.colour_at(float(individual_typology_angle(published["lightness"], published["b_star"])), 2)
    for value, (name, tolerance) in zip(ours, TOLERANCE.items(), strict=True):
        misses = abs(value - published[name]) > tolerance
        validated(
            10,
            f"{name.replace('_star', '*')} of skin, {group['site']}, {group['group']}",
            "xiao-2017",
            float(value),
            published[name],
            tolerance,
            relative=False,
            expected_miss=misses,
            note=MISSES[PART[group["site"]], name] if misses else "",
        )
