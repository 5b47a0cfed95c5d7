"""No claim in what is printed for five hundred random cases: ``python benchmarks/claims.py --cases 500 --plans 20``.

Screening sheet, referral letter, and what the terminal says, for every case; of the first cases in which some light is
left, the whole plan with all its papers. Ends with 1 if a claim is found.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "unit" / "reports"))

import random_cases
from test_claims import said_of

from lentigo import planning
from lentigo.domain.numerics import Numerics
from lentigo.planning.laser_safety import laser_safety
from lentigo.planning.test_spots import planned_spots
from lentigo.reports.papers.material import Material
from lentigo.screening import BLOCKING, screen
from lentigo.screening.phrases import claims_in
from lentigo.screening.referral import referrals

SMALL = Numerics(skins=32, threads=2)


def main() -> int:
    """Look at the cases and print what was found."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--cases", type=int, default=500)
    options.add_argument("--plans", type=int, default=20)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    begun = perf_counter()
    verdicts: Counter[str] = Counter()
    decisions: Counter[str] = Counter()
    letters = words = found = 0
    for number, (case, devices) in enumerate(random_cases.cases(asked.cases, seed=asked.seed)):
        screening = screen(case, devices=devices)
        of = Material(case=case, screening=screening, devices=devices, referrals=referrals(case, screening))
        if screening.verdict not in BLOCKING and decisions.total() < asked.plans:
            plan = planning.plan(case, devices, numerics=SMALL)
            decisions[plan.decision] += 1
            safety = tuple(laser_safety(device, site=case.skin.site) for device in devices)
            of = replace(of, plan=plan, screening=plan.screening, spots=planned_spots(plan), safety=safety)
        said = said_of(of)
        verdicts[screening.verdict] += 1
        letters += len(of.referrals)
        words += len(said.split())
        for claim in claims_in(said):
            found += 1
            print(f"case {number}: {claim.name}: {claim.phrases[0]}")
    print(f"{asked.cases} cases of seed {asked.seed}, {words} words, {letters} letters: {found} claims")
    print("verdicts: " + ", ".join(f"{name} {count}" for name, count in verdicts.most_common()))
    print("plans: " + ", ".join(f"{name} {count}" for name, count in decisions.most_common()))
    print(f"{perf_counter() - begun:.0f} s")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
