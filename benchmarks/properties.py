"""The properties of the window on a thousand random patients: ``python benchmarks/properties.py --patients 1000``.

Two families, as in the test suite: being worse off never raises the highest allowed setting; and the burns of every
recommendation stay at their cap, in the skins that were drawn and in others. Ends with 1 if one fails.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "properties"))

import random_patients as patients_of

from lentigo import units
from lentigo.domain.numerics import Numerics
from lentigo.planning.allowed import recommend
from lentigo.planning.chances import chance
from lentigo.planning.dial import delivered_per_set

DOUBT = 1e-6
"""Chance that one honest comparison fails by sampling alone: a thousand of them then fail once in a thousand runs."""


@dataclass
class Answer:
    """What was found for one patient."""

    compared: int = 0
    binds: str = ""
    recommended: bool = False
    burns: float = 0.0
    """Share of the other skins that the recommended setting burns."""
    wrong: list[str] = field(default_factory=list)


def look(number: int, seed: int, skins: int, other_skins: int) -> Answer:
    """Ask everything of one patient."""
    one = patients_of.patient(number, seed=seed)
    small = Numerics(skins=skins, threads=1)
    answer = Answer(compared=len(list(patients_of.worse(one, seed=seed))))
    raised = patients_of.raised_limits(one, seed=seed, numerics=small)
    answer.wrong = [f"limit raised, {found.said()}" for found in raised]
    question = patients_of.asked(one, numerics=small)
    now = patients_of.limits(one, numerics=small, evaluation=question.evaluate(one.combination))
    answer.binds = now.caps[0].name
    recommended = recommend(one.combination, now)
    if recommended is None:
        return answer
    answer.recommended = True
    cap = one.case.caps.burn_percent / 100
    if recommended.chance_burn > cap:
        answer.wrong.append(f"burns {recommended.chance_burn:.1%} in the skins drawn, {one.said()}")
    c = one.combination
    delivered = delivered_per_set(c.device, c.handpiece, c.spot)
    exposure = np.array([recommended.setting.fluence_j_cm2 * units.j_cm2 * delivered])
    other = Numerics(skins=other_skins, seed=seed + 1, threads=1)
    answer.burns = float(chance(patients_of.limits(one, numerics=other).limit.harm, exposure)[0])
    most = patients_of.most_burns(cap, skins=skins, seen=other_skins, doubt=DOUBT)
    if answer.burns > most:
        answer.wrong.append(f"burns {answer.burns:.1%} in other skins, allowed {most:.1%}, {one.said()}")
    return answer


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--patients", type=int, default=1000)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--skins", type=int, default=256, help="skins of each comparison")
    asked.add_argument("--other-skins", type=int, default=1024, help="skins in which recommendations are tried again")
    asked.add_argument("--processes", type=int, default=2)
    given = asked.parse_args()
    start = perf_counter()
    answers = []
    with ProcessPoolExecutor(given.processes) as pool:
        waiting = [
            pool.submit(look, number, given.seed, given.skins, given.other_skins) for number in range(given.patients)
        ]
        for number, one in enumerate(waiting, start=1):
            answers.append(one.result())
            for wrong in answers[-1].wrong:
                print(wrong, flush=True)
            if number % 100 == 0:
                print(f"{number} patients, {perf_counter() - start:.0f} s", flush=True)
    settings = [answer for answer in answers if answer.recommended]
    wrong = sum(len(answer.wrong) for answer in answers)
    binds = ", ".join(f"{name} {count}" for name, count in Counter(a.binds for a in answers).most_common())
    print(f"{len(answers)} patients, {sum(a.compared for a in answers)} comparisons; what binds: {binds}")
    if settings:
        burns = np.array([answer.burns for answer in settings])
        print(f"{len(settings)} settings; burns in other skins: mean {burns.mean():.2%}, most {burns.max():.2%}")
    print(f"{wrong} wrong; {perf_counter() - start:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
