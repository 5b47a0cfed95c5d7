"""How fast courses over months are followed, against the goal of three seconds for six sessions in 256 skins: warm.

The plan is made beforehand: its own time is told by its own benchmark. Two threads.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lentigo import library, planning
from lentigo.domain.files import read_case
from lentigo.domain.numerics import Numerics
from lentigo.domain.strategy import CourseWishes, SessionWish, Strategy, SunHabits
from lentigo.planning.course import course
from lentigo.planning.course_colour import colour_table

HAND = read_case(Path(__file__).parents[1] / "examples" / "hand_lentigines.toml")
LINES = read_case(Path(__file__).parents[1] / "examples" / "lines_nonablative_1540.toml")
CASE = replace(HAND, course=CourseWishes(sun=SunHabits(latitude_deg=48.0, behaviour="mixed")))
NUMERICS = Numerics(skins=256, threads=2)
SIX = Strategy(name="six", title="Six", sessions=tuple(SessionWish(day=28 * k, setting_share=0.7) for k in range(6)))
GOAL_S = 3.0


@pytest.fixture(scope="module")
def plan():
    return planning.plan(CASE, (library.device("qs_ndyag"),), numerics=NUMERICS, verified=False)


def test_six_sessions_over_a_year(benchmark, plan):
    found = benchmark.pedantic(
        lambda: course(CASE, plan, strategies=(SIX,), numerics=NUMERICS), rounds=3, warmup_rounds=1
    )
    assert len(found.strategies[0].sessions) == 6
    _tell(benchmark, f"six sessions over a year (goal {GOAL_S:g} s)")


@pytest.mark.parametrize(
    ("kind", "site", "device"),
    [
        ("acne_scar", "face", "fractional_erbium_glass"),
        ("photoageing", "face", "full_field_er_yag"),
        ("rosacea", "cheek", "pulsed_dye"),
    ],
)
def test_six_sessions_of_columns_resurfacing_and_vessels(benchmark, kind, site, device):
    case = replace(
        LINES,
        skin=replace(LINES.skin, site=site),
        lesion=replace(LINES.lesion, kind=kind, mark=None),
        course=CASE.course,
    )
    made = planning.plan(case, (library.device(device),), numerics=NUMERICS, verified=False)
    six = replace(SIX, sessions=tuple(SessionWish(day=60 * k) for k in range(6)))
    found = benchmark.pedantic(
        lambda: course(case, made, strategies=(six,), numerics=NUMERICS), rounds=3, warmup_rounds=1
    )
    assert len(found.strategies[0].sessions) == 6
    _tell(benchmark, f"six sessions on {kind.replace('_', ' ')} with {device} (goal {GOAL_S:g} s)")


def test_every_default_strategy(benchmark, plan):
    found = benchmark.pedantic(lambda: course(CASE, plan, numerics=NUMERICS), rounds=3, warmup_rounds=1)
    _tell(benchmark, f"{len(found.strategies)} strategies of the library over a year")


def test_colour_table(benchmark):
    benchmark.pedantic(lambda: colour_table.__wrapped__("cheek", dermal=True, threads=2), rounds=3, warmup_rounds=1)
    _tell(benchmark, "colours of a site, kept for the rest of a run")


def _tell(benchmark, what):
    if benchmark.stats is not None:
        print(f"\n{what}: {benchmark.stats.stats.median:.2f} s")
