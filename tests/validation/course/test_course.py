"""Courses of trials, followed by the whole engine: settings of the plan, sessions as a fold, sun and care together."""

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
from lentigo.planning.course_outcome import MONTHS_6, MONTHS_12, recurred, sessions_needed
from lentigo.planning.course_pigment import body_of, follow
from lentigo.planning.course_sessions import SessionStore
from lentigo.planning.course_strategies import sunscreen
from lentigo.planning.question import ask

HERE = Path(__file__).parent
EXAMPLES = HERE.parents[2] / "examples"
NUMERICS = Numerics(skins=64, packets=4000, threads=2)

with (HERE / "table.csv").open(encoding="utf-8") as file:
    ROWS = {row["quantity"]: row for row in csv.DictReader(line for line in file if not line.startswith("#"))}


def record(validated, quantity, ours):
    row = ROWS[quantity]
    validated(
        row=row["row"],
        quantity=quantity,
        source=row["source"],
        ours=ours,
        published=float(row["published"]),
        tolerance=float(row["tolerance"]),
        relative=False,
        unit=row["unit"],
        kind="calibration" if row["use"] == "calibration" else "validation",
        note=row["note"],
        expected_miss=row["use"] == "miss",
    )


@cache
def followed(case, device, days, last_day, *, latitude):
    """A course of sessions with the plan's setting of one device, with sunscreen."""
    plan = planning.plan(case, (library.device(device),), numerics=NUMERICS, verified=False)
    assert plan.decision == "setting", plan.headline
    question = ask(case, plan.screening, numerics=NUMERICS)
    store = SessionStore(question)
    sun = SunHabits(latitude_deg=latitude, behaviour="mixed", covered="no")
    body = body_of(case, question, sun=sun, horizon_days=last_day, last_day=last_day, numerics=NUMERICS)
    sessions = tuple(SessionWish(day=day) for day in days)
    strategy = Strategy(name="trial", title="trial", sessions=sessions, protection=(sunscreen(tinted=False),))
    return follow(body, strategy, physics=lambda one: store.of(plan, one), tick=lambda: None)


@cache
def melasma():
    given = lentigo.read_case(EXAMPLES / "cheek_melasma.toml")
    cared = replace(given.diagnosis, first_line_care_weeks=14.0)
    return replace(given, diagnosis=cared, health=health_answered())


TONING = tuple(14 * k for k in range(8))


def test_toning_and_its_relapse(validated):
    found = followed(melasma(), "qs_ndyag", TONING, TONING[-1] + MONTHS_12, latitude=25.0)
    index = 6.7 * np.median(found.excess_share / found.without, axis=1)
    record(validated, "severity index of melasma after eight sessions of the course", index[TONING[-1] + 14])
    record(validated, "severity index of melasma a year after the course", index[-1])
    back = recurred(found, after=MONTHS_12, last_step=TONING[-1])
    record(validated, "persons with recurrence within a year of the course", 100 * back)


def test_weekly_toning_in_a_split_face(validated):
    days = tuple(7 * k for k in range(5))
    found = followed(melasma(), "qs_ndyag", days, days[-1] + 28, latitude=14.0)
    left = np.median(found.excess_share[-1])
    record(validated, "change of severity of melasma four weeks after five weekly sessions", 100 * (left - 1))


def test_freckles_after_pulsed_light(validated):
    freckles = lentigo.read_case(EXAMPLES / "face_freckles.toml")
    measured = lentigo.read_case(EXAMPLES / "hand_lentigines.toml").skin.colour
    case = replace(
        freckles,
        health=health_answered(),
        person=replace(freckles.person, phototype="III"),
        skin=replace(freckles.skin, colour=replace(measured, ita_deg=38.0)),
    )
    found = followed(case, "ipl", (0, 28), 28 + MONTHS_6, latitude=24.0)
    change = 100 * (np.median(found.excess_share, axis=1) - 1)
    record(validated, "change of severity of freckles 12 weeks after pulsed light", change[28 + 84])
    record(validated, "change of severity of freckles 6 months after pulsed light", change[-1])


def test_sessions_needed(validated):
    hand = lentigo.read_case(EXAMPLES / "hand_lentigines.toml")
    colour = replace(hand.skin.colour, ita_deg=30.0)
    case = replace(hand, health=health_answered(), skin=replace(hand.skin, site="cheek", colour=colour))
    days = tuple(35 * k for k in range(4))
    means = []
    for device in ("qs_ndyag", "lp_alexandrite"):
        found = followed(case, device, days, days[-1] + 56, latitude=22.0)
        shares = np.array(sessions_needed(found, days))
        means.append(float(shares @ np.arange(1, 5) / shares.sum()))
    record(validated, "sessions until lentigines and freckles are cleared", float(np.mean(means)))


def test_every_published_number_is_compared():
    assert {row["use"] for row in ROWS.values()} == {"calibration", "validation", "miss"}
    assert all(row["note"] for row in ROWS.values())


@pytest.mark.parametrize("source", sorted({row["source"] for row in ROWS.values()}))
def test_every_source_is_known(source):
    assert source in {reference.key for reference in library.references()}
