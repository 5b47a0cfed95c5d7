"""Colour of groups and sites, each predicted from its individual typology angle alone."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from lentigo.physics.colour import individual_typology_angle

with (Path(__file__).parent / "table.csv").open(encoding="utf-8") as file:
    GROUPS = list(csv.DictReader(line for line in file if not line.startswith("#")))

TOLERANCE = {"lightness": 3.0, "a_star": 3.0, "b_star": 4.0}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: f"{group['site']}, {group['group']}")
def test_colour_from_the_angle_alone(group, family, validated):
    published = {name: float(group[name]) for name in TOLERANCE}
    ours = family.colour_at(float(individual_typology_angle(published["lightness"], published["b_star"])), 10)
    for value, (name, tolerance) in zip(ours, TOLERANCE.items(), strict=True):
        quantity = f"{name.replace('_star', '*')} of skin, {group['site']}, {group['group']}"
        validated(10, quantity, "alaluf-2002", float(value), published[name], tolerance, relative=False)
