"""How fast windows and plans are, against the goals: on two threads, warm, at the sizes that users get.

Run with ``make bench``. Memory and the first answer of the terminal are measured in processes of their own.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest

import lentigo
from lentigo import library, planning
from lentigo.domain.numerics import Numerics
from lentigo.planning.dial import Combination
from lentigo.planning.question import ask
from lentigo.planning.window import window
from lentigo.screening import screen

CASE = Path(__file__).parents[1] / "examples" / "hand_lentigines.toml"
DEVICE = "lp_alexandrite"
PULSES_S = (0.003, 0.004, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.04)
FULL = Numerics(skins=256, threads=2)
GOALS_S = {"window": 2.0, "plan": 15.0, "another": 0.3, "help": 0.25}
GOAL_MB = 600


@pytest.fixture(scope="module")
def case():
    return lentigo.read_case(CASE)


def asked(case):
    device = library.device(DEVICE)
    return ask(case, screen(case, devices=(device,), today=case.assessed), numerics=FULL)


def combinations_of_the_goal():
    """Five spots and eight pulse lengths with one cooling: forty combinations."""
    device = library.device(DEVICE)
    handpiece = device.handpieces[0]
    cooling = next(c for c in device.coolings if c.method == "cryogen")
    found = [Combination(device, handpiece, spot, pulse, cooling) for spot in handpiece.spots for pulse in PULSES_S]
    assert len(found) == 40
    return found


def report(benchmark, name, *, parts=1):
    """Say the median beside its goal."""
    if benchmark.stats is None:
        return
    median = benchmark.stats.stats.median
    each = f", {1000 * median / parts:.1f} ms each of {parts}" if parts > 1 else ""
    print(f"\n{name}: {median:.2f} s (goal {GOALS_S[name]:g} s){each}")


def test_window_of_forty_combinations(benchmark, case):
    """Thresholds of 256 skins, beside and in the lesion, and every curve of the window, for each combination."""
    every = combinations_of_the_goal()

    def run():
        question = asked(case)
        return [window(question, combination) for combination in every]

    made = benchmark.pedantic(run, rounds=3, warmup_rounds=1)
    assert len(made) == 40
    report(benchmark, "window", parts=40)


def test_thresholds_of_forty_combinations(benchmark, case):
    """The same without what a plan says of each window."""
    every = combinations_of_the_goal()

    def run():
        question = asked(case)
        return [question.evaluate(combination) for combination in every]

    benchmark.pedantic(run, rounds=3, warmup_rounds=1)
    if benchmark.stats is not None:
        print(f"\nthresholds: {1000 * benchmark.stats.stats.median / 40:.1f} ms each of 40")


def test_plan_of_four_devices(benchmark, case):
    """Search, windows, decision and verification."""
    assert len(case.devices) == 4
    made = benchmark.pedantic(lambda: planning.plan(case, numerics=FULL), rounds=3, warmup_rounds=1)
    assert made.checks
    report(benchmark, "plan")


def test_another_colour_is_answered(benchmark, case):
    """The chances of a setting in a skin five degrees darker."""
    device = library.device(DEVICE)
    colours = iter(range(1000))

    def run():
        darker = replace(case.skin.colour, ita_deg=45.0 - 0.01 * next(colours))
        other = replace(case, skin=replace(case.skin, colour=darker))
        return planning.check_setting(other, device, fluence_j_cm2=15.0, spot_mm=10.0, pulse_s=0.01, numerics=FULL)

    benchmark.pedantic(run, rounds=5, warmup_rounds=1)
    report(benchmark, "another")


def test_another_radiant_exposure_is_answered(benchmark, case):
    """The chances of another setting in the same skin."""
    device = library.device(DEVICE)
    levels = iter([15.0, 16.0, 17.0, 18.0, 19.0, 20.0])

    def run():
        return planning.check_setting(
            case, device, fluence_j_cm2=next(levels), spot_mm=10.0, pulse_s=0.01, numerics=FULL
        )  # fmt: skip

    benchmark.pedantic(run, rounds=5, warmup_rounds=1)
    report(benchmark, "another")


def test_the_terminal_helps_at_once(benchmark):
    """``lentigo --help`` in a process of its own."""

    def run():
        subprocess.run([sys.executable, "-m", "lentigo", "--help"], check=True, capture_output=True)

    benchmark.pedantic(run, rounds=5, warmup_rounds=1)
    report(benchmark, "help")


MEMORY = """
import resource
import lentigo
from lentigo import planning

planning.plan(lentigo.read_case({case!r}))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_and_first_call_of_a_plan(benchmark):
    """Peak memory of a process that makes one plan, and how long it takes from nothing."""
    start = perf_counter()
    told = benchmark.pedantic(
        lambda: subprocess.run(  # noqa: S603 - our own interpreter with our own line
            [sys.executable, "-c", MEMORY.format(case=str(CASE))], check=True, capture_output=True, text=True
        ),
        rounds=1,
    )
    peak = int(told.stdout) / 1024
    print(f"\nmemory: {peak:.0f} MB (goal {GOAL_MB} MB); a plan in a new process: {perf_counter() - start:.1f} s")
    assert peak <= GOAL_MB
