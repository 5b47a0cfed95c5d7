"""Dye-laser courses on red vessels beside what studies counted: nothing here fixed a constant."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import lentigo
from lentigo import library, planning
from lentigo.domain.health import health_answered
from lentigo.domain.numerics import Numerics
from lentigo.domain.strategy import SessionWish, Strategy, SunHabits
from lentigo.planning.course_colour import colour_table
from lentigo.planning.course_gains import redness_of_vessels
from lentigo.planning.course_pigment import body_of, follow
from lentigo.planning.course_sessions import SessionStore
from lentigo.planning.question import ask

HERE = Path(__file__).parent
CHEEK = HERE.parents[2] / "examples" / "telangiectasia_cheek.toml"
NUMERICS = Numerics(skins=64, packets=4000, threads=2)

with (HERE / "redness.csv").open(encoding="utf-8") as file:
    ROWS = list(csv.DictReader(line for line in file if not line.startswith("#")))


@cache
def followed(kind, days, last_day):
    """Vessels and redness a* of a cheek after sessions with the plan's setting of a dye laser."""
    given = lentigo.read_case(CHEEK)
    case = replace(given, health=health_answered(), lesion=replace(given.lesion, kind=kind))
    plan = planning.plan(case, (library.device("pulsed_dye"),), numerics=NUMERICS, verified=False)
    assert plan.decision == "setting", plan.headline
    question = ask(case, plan.screening, numerics=NUMERICS)
    store = SessionStore(question)
    sun = SunHabits(latitude_deg=45.0, behaviour="mixed", covered="no")
    body = body_of(case, question, sun=sun, horizon_days=last_day, last_day=last_day, numerics=NUMERICS)
    strategy = Strategy(name="trial", title="trial", sessions=tuple(SessionWish(day=day) for day in days))
    found = follow(body, strategy, physics=lambda one: store.of(plan, one), tick=lambda: None)
    column = question.usual.melanin_column
    blood = found.vessels.blood[[0, -1]]
    red = redness_of_vessels(blood, np.broadcast_to(column, blood.shape), colour_table(case.skin.site, dermal=False))
    # A few of the sampled lesions hold no more blood than the skin around, which is no redness to lose.
    return found.vessels.open_share[-1], (red[1] / np.maximum(red[0], 1e-9))[red[0] > 0.0]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["source"])
def test_dye_laser(row, validated):
    days = tuple(int(row["interval_days"]) * session for session in range(int(row["sessions"])))
    left, red = followed(row["kind"], days, days[-1] + int(row["read_after_days"]))
    ours = {
        "cleared": 100.0 * float((left <= 0.25).mean()),
        "vessels": 100.0 * float(np.median(left) - 1.0),
        "redness": 100.0 * float(np.median(red) - 1.0),
    }[row["measure"]]
    low, high = float(row["low"]), float(row["high"])
    validated(
        row=row["row"],
        quantity=row["quantity"],
        source=row["source"],
        ours=ours,
        published=low if low == high else (low, high),
        tolerance=float(row["tolerance"]),
        relative=False,
        unit="%",
        kind="validation",
        note=row["note"],
        expected_miss=row["expected"] == "misses",
    )


def test_more_sessions_leave_fewer_vessels():
    left = [np.median(followed("telangiectasia", days, 175)[0]) for days in ((0,), (0, 42), (0, 42, 84))]
    assert left[0] > left[1] > left[2] > 0.0
