"""What three test spots teach, on 500 simulated patients: ``python benchmarks/learning.py --patients 500``.

For every device of a case: by how much the 5-95 % band of the threshold of harm gets narrower, and how often it covers
the truth. Once with all readings, once with the lesion's own endpoint and response alone, so that it can be seen what
the assumed tie between redness, swelling and harm contributes; with ``--wrong`` also in worlds where that tie is
another one than the learner believes. Ends with 1 if a goal is missed with all readings.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parent))

import lentigo
from lentigo import planning
from lentigo.domain.numerics import Numerics
from lentigo.planning.question import ask
from lentigo.planning.reopen import combination_of
from simulated_spots import TIES, answers

GOAL_NARROWER_PERCENT = 40.0
GOAL_COVERED = (0.85, 0.95)
EXAMPLES = Path(__file__).parents[1] / "examples"


def told(found):
    """One line, and whether the goals are met."""
    narrower = float(np.median([a.narrower_percent for a in found]))
    width = float(np.median([a.narrower_width_percent for a in found]))
    covered = float(np.mean([a.covered for a in found]))
    harmed = float(np.mean([a.harmed for a in found]))
    draws = np.quantile([a.effective_draws for a in found], [0.05, 0.5])
    line = (
        f"narrower by {narrower:.0f} % (ratios), {width:.0f} % (J/cm²); covers {100 * covered:.1f} %; "
        f"harmed by a spot {100 * harmed:.1f} %; effective draws {draws[1]:.0f}, in 1 of 20 below {draws[0]:.0f}"
    )
    return line, narrower >= GOAL_NARROWER_PERCENT and GOAL_COVERED[0] <= covered <= GOAL_COVERED[1]


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--patients", type=int, default=500)
    asked.add_argument("--case", type=Path, default=EXAMPLES / "hand_lentigines.toml")
    asked.add_argument("--skins", type=int, default=512, help="skins to learn with")
    asked.add_argument("--wrong", action="store_true", help="also worlds in which the assumed tie does not hold")
    given = asked.parse_args()
    case = lentigo.read_case(given.case)
    plan = planning.plan(case, numerics=Numerics(skins=256), verified=False)
    question = ask(case, plan.screening, numerics=Numerics(skins=given.skins))
    missed = 0
    for window in plan.windows:
        if window.recommended is None:
            continue
        combination = combination_of(plan, window)
        fluences = [spot.setting.fluence_j_cm2 for spot in window.test_spots]
        print(f"{combination.name}, {window.spot_label}, {window.pulse_label}: {fluences} J/cm²")
        asked_of = {"all readings": {}, "at once only": {"weeks": False}, "lesion alone": {"only_lesion": True}}
        if given.wrong:
            asked_of |= {tie: {"tie": tie} for tie in list(TIES)[1:]}
        for words, what in asked_of.items():
            start = perf_counter()
            line, met = told(list(answers(question, combination, fluences, count=given.patients, **what)))
            missed += not met and not what
            print(f"  {words}: {line} ({perf_counter() - start:.0f} s)", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
