"""How fast each way of light is planned, against the goal of five seconds with 256 skins: warm, two threads, checked.

One device each of the cases of the examples; kernels are compiled and tables read beforehand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from lentigo import library, planning
from lentigo.domain.files import read_case
from lentigo.domain.numerics import Numerics

EXAMPLES = Path(__file__).parents[1] / "examples"
NUMERICS = Numerics(skins=256, threads=2)
GOAL_S = 5.0
WAYS = (
    ("vascular, pulsed dye", "telangiectasia_cheek", "pulsed_dye"),
    ("vascular, intense pulsed light", "poikiloderma_neck", "ipl"),
    ("non-ablative with cooling", "lines_nonablative_1540", "lp_er_glass_1540"),
    ("columns, non-ablative", "striae_albae_abdomen", "fractional_erbium_glass"),
    ("columns, ablative", "acne_scars_columns", "fractional_co2"),
    ("full resurfacing", "rhytides_perioral_er_yag", "full_field_er_yag"),
)


@pytest.mark.parametrize(("name", "example", "device"), WAYS, ids=[way[0] for way in WAYS])
def test_one_way_planned(benchmark, name, example, device):
    case, at_hand = read_case(EXAMPLES / f"{example}.toml"), (library.device(device),)
    made = benchmark.pedantic(lambda: planning.plan(case, at_hand, numerics=NUMERICS), rounds=3, warmup_rounds=1)
    assert made.windows
    if benchmark.stats is not None:
        took = benchmark.stats.stats.median
        print(f"\n{name}: {took:.2f} s (goal {GOAL_S:g} s), {made.decision}")
