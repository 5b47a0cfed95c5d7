"""The properties of the rules on five thousand random people: ``python benchmarks/screening.py --people 5000``.

Being worse off, or known less of, is never answered more mildly, lifts no block and brings no date forward; and of two
thousand routine people few are turned away, each for a reason that is printed. Ends with 1 if one fails.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "properties"))

from screening_people import kept_waiting, milder, refused, routine, someone, worse

SEED = 11
ROUTINE = 2000
MOST_TURNED_AWAY = 0.05
SHOWN = 20


def looked_at(number: int) -> tuple[int, list[str]]:
    """How many comparisons were made of one person, and what was wrong."""
    one = someone(number, seed=SEED)
    before = one.screened()
    every = list(worse(one, seed=SEED, most=24))
    return len(every), [said for case in every for said in milder(before, case)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    begun = perf_counter()
    with ProcessPoolExecutor(asked.processes) as pool:
        answers = list(pool.map(looked_at, range(asked.people), chunksize=50))
    compared = sum(count for count, _ in answers)
    wrong = [said for _, found in answers for said in found]
    print(f"{asked.people} people, {compared} comparisons, {len(wrong)} answered more mildly or sooner.")
    for said in wrong[:SHOWN]:
        print(f"  {said}")
    people = [routine(number, seed=SEED) for number in range(ROUTINE)]
    turned, waiting = refused(people), kept_waiting(people)
    print(f"{len(turned)} of {ROUTINE} routine people are asked to come later ({len(turned) / ROUTINE:.1%}):")
    for why, count in Counter(why for _, why in turned).most_common():
        print(f"  {count:4} {why}")
    print(f"{len(waiting)} need a written reason ({len(waiting) / ROUTINE:.1%}):")
    for why, count in Counter(why for _, why in waiting).most_common():
        print(f"  {count:4} {why}")
    print(f"{perf_counter() - begun:.0f} s")
    return int(bool(wrong) or len(turned) > MOST_TURNED_AWAY * ROUTINE)


if __name__ == "__main__":
    sys.exit(main())
