"""How fast three test spots are learnt from, against the goal of two seconds: on two threads, warm."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import lentigo
from lentigo import planning
from lentigo.domain.files import read_observed
from lentigo.domain.numerics import Numerics

EXAMPLES = Path(__file__).parents[1] / "examples"
FULL = Numerics(skins=256, threads=2)
GOAL_S = 2.0
OTHERS = {
    "picosecond": {},
    "long pulse": {
        "device": "lp_alexandrite",
        "spot": "10 mm",
        "pulse": "10 ms",
        "cooling": "contact, sapphire at 5 °C",
        "scale": 13.0,
    },
}


@pytest.mark.parametrize("name", OTHERS)
def test_learning_from_three_spots(benchmark, name):
    """Skins, thresholds, weights, the window before and after."""
    case = lentigo.read_case(EXAMPLES / "hand_lentigines.toml")
    seen = read_observed(EXAMPLES / "observed_hand.toml")
    other = dict(OTHERS[name])
    scale = other.pop("scale", 1.0)
    spots = tuple(
        replace(s, fluence_set_j_cm2=round(s.fluence_set_j_cm2 * scale), **other) if other else s for s in seen.spots
    )
    seen = replace(seen, spots=spots)
    learnt = benchmark.pedantic(lambda: planning.learn(case, seen, numerics=FULL), rounds=3, warmup_rounds=1)
    assert learnt.windows
    if benchmark.stats is not None:
        print(f"\n{name}: {benchmark.stats.stats.median:.2f} s (goal {GOAL_S:g} s)")
