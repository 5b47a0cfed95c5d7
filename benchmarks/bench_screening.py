"""How fast the rules are put to a case, against the goal of 50 ms. Run with ``make bench``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lentigo import library
from lentigo.domain.files import read_case
from lentigo.domain.treatments import TREATMENTS
from lentigo.screening import screen

CASE = Path(__file__).parents[1] / "examples" / "hand_lentigines.toml"
GOAL_S = 0.05


@pytest.mark.parametrize("treatments", [(), TREATMENTS], ids=["devices", "devices and every treatment"])
def test_screening(benchmark, treatments):
    case = replace(read_case(CASE), treatments=treatments)
    devices = tuple(library.device(name) for name in library.devices())
    screening = benchmark(screen, case, devices=devices)
    assert screening.reasons
    assert benchmark.stats.stats.median <= GOAL_S
