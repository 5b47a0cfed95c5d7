"""The explorer knows nothing of test spots, and so shows no limit above that of a plan that does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lentigo import library, planning
from lentigo.domain.files import read_case, read_observed
from lentigo.domain.numerics import Numerics

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_no_limit_of_the_sliders_lies_above_one_that_test_spots_lowered():
    case = read_case(EXAMPLES / "hand_lentigines.toml")
    seen = read_observed(EXAMPLES / "observed_hand.toml")
    device = library.device("ps_ndyag_alexandrite")
    few = Numerics(skins=32, threads=1)
    made = planning.plan(case, (device,), observed=seen, numerics=few, verified=False)
    assert made.learnt is not None
    # As if the spots had lowered it: nothing that the table computes for itself may show through.
    lowest = replace(made.recommended, highest_allowed_j_cm2=0.6)
    bad = replace(made, windows=(lowest, *made.windows[1:]))
    assert max(map(max, planning.explore(bad, numerics=few).highest_allowed_j_cm2)) <= 0.6
    free = replace(bad, learnt=None)
    assert max(map(max, planning.explore(free, numerics=few).highest_allowed_j_cm2)) > 0.6
