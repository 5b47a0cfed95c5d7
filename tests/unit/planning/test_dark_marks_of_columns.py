"""Dark marks after columns go by the covered share of the surface, however it was covered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.files import read_case
from lentigo.domain.numerics import Numerics
from lentigo.planning.chances import dark_marks
from lentigo.planning.column_thresholds import column_reach, coverage_power
from lentigo.planning.dial import combinations, dial_steps
from lentigo.planning.question import ask
from lentigo.planning.screened import screened

CASE = read_case(Path(__file__).parents[3] / "examples" / "striae_albae_abdomen.toml")


def told(device, tip):
    """Covered share [%] and chance of dark marks of the middle half of the dial, for every density and pass."""
    laser = library.device(device)
    question = ask(CASE, screened(CASE, (laser,)), numerics=Numerics(skins=32))
    found = []
    for one in combinations(laser):
        if one.spot.label != tip or one.stacked > 1 or one.cooling != laser.coolings[0]:
            continue
        steps = dial_steps(one.spot)
        at = np.quantile(steps, [0.3, 0.5, 0.7], method="nearest") * units.j_cm2
        law = question.dark_mark_law(one)
        mild = question.evaluate(one).usual.mild
        chance = dark_marks(mild, at, odds=law.odds, intercept=law.intercept, slope=law.slope)
        reach = column_reach(question.usual, one, fluence_j_m2=at, case=CASE, threads=1)
        found += list(zip(reach.coverage_percent.p50, chance, strict=True))
    return np.array(sorted(found)).T


@pytest.mark.parametrize(
    ("device", "tip"), [("fractional_co2", "120 µm beams"), ("fractional_erbium_glass", "140 µm beams")]
)
def test_more_of_the_surface_is_more_dark_marks_and_nothing_else_is(device, tip):
    covered, chance = told(device, tip)
    assert np.corrcoef(np.argsort(np.argsort(covered)), np.argsort(np.argsort(chance)))[0, 1] > 0.98
    # Settings that cover within a tenth as much darken within a third as often.
    for share, marks in zip(covered, chance, strict=True):
        alike = chance[np.abs(covered / share - 1) < 0.1]
        assert alike.max() < 1.5 * marks + 0.01


def test_drilled_columns_grow_deeper_more_than_wider():
    powers = {}
    for device in ("fractional_co2", "fractional_erbium_glass"):
        powers[device] = coverage_power(next(combinations(library.device(device))))
    assert 0 < powers["fractional_co2"] < powers["fractional_erbium_glass"] < 2
