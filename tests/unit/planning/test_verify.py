"""The independent checks: they agree with the plan, and they find a fault that is planted in it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lentigo import library, planning
from lentigo.modalities import photothermal
from lentigo.modalities.constants import SpotFactors

FAULT = 1.3
"""Size of the planted faults; the checks allow 10 to 14 %."""


@pytest.fixture(scope="module")
def packets(small):
    return replace(small, packets=20_000)


def failed(plan):
    return {check.name for check in plan.checks if not check.passed}


def test_the_checks_agree_with_the_plan(plan_of_hand, packets):
    made = planning.verify(plan_of_hand, numerics=packets)
    assert made.decision == "setting"
    assert failed(made) == set()
    names = {check.name for check in made.checks}
    assert names == {
        "light beside the lesion", "light in the lesion", "heat beside the lesion", "heat in the lesion", "energy",
    }  # fmt: skip
    assert replace(made, checks=()) == plan_of_hand
    for check in made.checks:
        assert check.name == "energy" or check.ours != check.other, "a check that shares its numbers checks nothing"
        assert abs(check.ours - check.other) <= check.tolerance * check.ours
        assert "agree" in check.text


def test_a_plan_without_a_setting_has_nothing_to_check(plan_of_hand, packets):
    closed = replace(plan_of_hand, decision="no_window")
    assert planning.verify(closed, numerics=packets) is closed


def blocked(plan, numerics):
    made = planning.verify(plan, numerics=numerics)
    assert made.decision == "blocked_by_verification"
    assert made.recommended is None
    assert "No setting is given" in made.headline
    assert any(finding.topic == "verification" for finding in made.findings)
    assert any("disagree" in text for text in made.why)
    return failed(made)


def test_a_wrong_table_of_finite_spots_blocks_the_plan(plan_of_hand, packets, monkeypatch):
    right = SpotFactors.at
    monkeypatch.setattr(SpotFactors, "at", lambda self, **at: right(self, **at) * FAULT)
    assert blocked(plan_of_hand, packets) == {"light beside the lesion", "light in the lesion"}


def test_wrong_absorption_in_the_planners_light_blocks_the_plan(plan_of_hand, packets, monkeypatch):
    right = photothermal.layered_light
    monkeypatch.setattr(
        photothermal, "layered_light", lambda absorption, *layers, **rest: right(absorption * FAULT, *layers, **rest)
    )
    assert "light beside the lesion" in blocked(plan_of_hand, packets)


def test_wrong_absorption_at_a_side_line_of_a_lamp_blocks_the_plan(hand, packets, monkeypatch):
    """All lines of a filtered spectrum are checked, not only the one with most energy."""
    lamp = library.device("ipl")
    made = planning.plan(hand, (lamp,), numerics=packets, verified=False)
    assert made.recommended is not None
    piece = next(h for h in lamp.handpieces if h.name == made.recommended.handpiece)
    side = int(np.argsort([line.share for line in piece.lines])[-2])
    assert failed(planning.verify(made, numerics=packets)) == set()
    right = photothermal.layered_light

    def darker(absorption, *layers, **rest):
        rows = len(absorption) // len(piece.lines)
        wrong = absorption.copy()
        wrong[side * rows : (side + 1) * rows] *= 3
        return right(wrong, *layers, **rest)

    monkeypatch.setattr(photothermal, "layered_light", darker)
    assert blocked(made, packets) >= {"light beside the lesion", "light in the lesion"}


def test_wrong_heat_in_the_planner_blocks_the_plan(plan_of_hand, packets, monkeypatch):
    right = photothermal.heat_response

    def hot(*given, **rest):
        response = right(*given, **rest)
        return replace(response, rise=response.rise * FAULT)

    monkeypatch.setattr(photothermal, "heat_response", hot)
    assert blocked(plan_of_hand, packets) == {"heat beside the lesion", "heat in the lesion"}


def test_lost_energy_blocks_the_plan(plan_of_hand, packets, monkeypatch):
    right = photothermal.layered_light

    def leaking(*given, **rest):
        light = right(*given, **rest)
        return replace(light, reflectance=light.reflectance * 0.99)

    monkeypatch.setattr(photothermal, "layered_light", leaking)
    assert blocked(plan_of_hand, packets) == {"energy"}
