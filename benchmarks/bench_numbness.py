"""How fast one call says how numb a cream makes, against the goal of one second for 256 skins: on two threads, warm."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from lentigo.domain.files import read_case
from lentigo.domain.health import health_answered
from lentigo.domain.numbing import asked_and_nothing
from lentigo.domain.numerics import Numerics
from lentigo.planning.numbness import numbness

CASE = read_case(Path(__file__).parents[1] / "examples" / "hand_lentigines.toml")
GOAL_S = 1.0


@pytest.mark.parametrize("minutes", [60.0, 120.0])
def test_numbness(benchmark, minutes):
    """Screening, sample, two drugs with their error, course and levels."""
    person = replace(CASE, health=health_answered(), person=replace(CASE.person, age_years=40.0, weight_kg=70.0))
    request = asked_and_nothing(
        product="emla",
        expires=date(2031, 1, 31),
        amount_g=60.0,
        area_cm2=400.0,
        contact_minutes=minutes,
        sites=("back",),
    )
    found = benchmark.pedantic(
        lambda: numbness(person, request, numerics=Numerics(skins=256, threads=2)), rounds=5, warmup_rounds=1
    )
    assert found.course is not None
    if benchmark.stats is not None:
        print(f"\n{minutes:g} min: {benchmark.stats.stats.median:.2f} s (goal {GOAL_S:g} s)")
