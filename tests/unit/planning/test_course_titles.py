"""Titles of strategies name devices as people write them."""

from __future__ import annotations

from types import SimpleNamespace

from lentigo import library
from lentigo.library.strategies import strategies_for
from lentigo.planning.course_ways import by_ways


def window(device):
    """What the titles look at: the device, its light, and that it has a setting."""
    made = library.device(device)
    wavelength = made.handpieces[0].lines[0].wavelength_nm
    return SimpleNamespace(device=device, family=made.family, wavelength_nm=wavelength, recommended=object())


def titles(kind, *devices):
    plan = SimpleNamespace(windows=[window(device) for device in devices])
    ways = [one for one in strategies_for(kind) if one.by_way == "each"]
    return [sessions.template.title for one in ways for sessions in by_ways(one, plan, kind=kind)]


def test_two_devices_of_one_way_are_told_apart_in_words():
    assert titles("fine_lines", "full_field_co2", "full_field_er_yag")[:2] == [
        "Full-field CO2, one session",
        "Full-field Er:YAG, one session",
    ]
    assert "Fractional Er:YAG" in titles("acne_scar", "fractional_er_yag", "fractional_co2")[0]


def test_one_device_of_a_way_is_called_by_its_way():
    (title, *_) = titles("fine_lines", "full_field_co2", "fractional_erbium_glass")
    assert title == "Full resurfacing by CO2 or Er:YAG laser, one session"
