"""What must hold of the days between sessions: never before healing and rules, never longer for faster return."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lentigo
from lentigo import library, planning
from lentigo.domain.device import Device
from lentigo.domain.health import health_answered
from lentigo.domain.numerics import Numerics
from lentigo.domain.strategy import ProtectionWish, SunHabits
from lentigo.domain.strategy_template import StrategyTemplate
from lentigo.planning.aftercare import aftercare
from lentigo.planning.course_intervals import chosen, interval, marks_easily
from lentigo.planning.course_pigment import body_of
from lentigo.planning.course_sessions import SessionStore
from lentigo.planning.course_waits import Waits, WaitStore, waits, wounds
from lentigo.planning.delivered import interval_weeks
from lentigo.planning.question import ask

SKINS = 32
NUMERICS = Numerics(skins=SKINS, packets=4000, threads=2)
HAND = lentigo.read_case(Path(__file__).parents[2] / "examples" / "hand_lentigines.toml")
KINDS = ("solar_lentigo", "freckle", "melasma", "post_inflammatory_hyperpigmentation", "naevus_of_ota")
FILM = (ProtectionWish(factor=50.0, amount_mg_cm2=0.8, applications_per_day=2.0, to_day=3650),)
WEEKS = tuple(range(14, 85, 14))


@cache
def planned(phototype, marked, threads=2):
    case = replace(
        HAND,
        person=replace(HAND.person, phototype=phototype),
        health=health_answered(previous_dark_marks=marked),
    )
    numerics = replace(NUMERICS, threads=threads)
    made = planning.plan(case, (library.device("qs_ndyag"),), numerics=numerics, verified=False)
    assert made.decision == "setting", made.headline
    question = ask(case, made.screening, numerics=numerics)
    return case, made, SessionStore(question)


def template(**parts):
    return StrategyTemplate(
        name="way",
        title="way",
        kinds=("solar_lentigo",),
        sunscreen=True,
        why="test",
        evidence="model_only",
        evidence_text="none",
        sources=("assumed",),
        **parts,
    )


def between(case, made, store, one, *, horizon_days=365, latitude=30.0):
    sun = SunHabits(latitude_deg=latitude, behaviour="mixed", covered="no")
    return interval(
        case,
        made,
        one,
        physics=store.of(made),
        store=WaitStore(case, sun=sun),
        protection=FILM,
        horizon_days=horizon_days,
    )


@given(
    phototype=st.sampled_from(["II", "III"]),
    marked=st.sampled_from(["yes", "no", "unknown"]),
    share=st.sampled_from([0.6, 0.8, 1.0]),
    sessions=st.integers(2, 6),
    days=st.sampled_from(["after_healing", 7, 84]),
    horizon=st.integers(28, 400),
)
@settings(max_examples=12, deadline=None, derandomize=True)
def test_never_before_healing_rules_and_custom(phototype, marked, share, sessions, days, horizon):
    case, made, store = planned(phototype, marked)
    one = template(sessions=sessions, setting_share=share, interval_days=days)
    found = between(case, made, store, one, horizon_days=horizon)
    physics = store.of(made)
    first = physics.session(
        number=0, share=share, passes=1, excess_left=np.ones(SKINS), area_cm2=case.lesion.area_cm2
    ).inside
    after = aftercare(first, site=case.skin.site, family=physics.family, marks_easily=marks_easily(case))
    used: Device = replace(physics.combination.device, handpieces=(physics.combination.handpiece,))
    assert found.days >= after.when("next_session").allowed_after_days
    assert found.days >= 7 * interval_weeks(case, (used,))
    assert days == "after_healing" or found.days >= days
    assert (
        f"{found.days // 7} weeks apart" in found.findings[0].text
        or f"every {found.days} days" in found.findings[0].text
    )
    assert "left" in found.findings[0].text or "No longer wait" in found.findings[0].text


@cache
def scene(kind, share):
    case, made, _ = planned("III", "no")
    other = replace(case, lesion=replace(case.lesion, kind=kind, depth="unknown"))
    question = ask(other, made.screening, numerics=NUMERICS)
    physics = SessionStore(question).of(made)
    sun = SunHabits(latitude_deg=30.0, behaviour="mixed", covered="no")
    body = body_of(other, question, sun=sun, horizon_days=365, last_day=365, numerics=NUMERICS)
    return body, wounds(physics, share=share, area_cm2=other.lesion.area_cm2)


def waited(body, wound, *, sessions, least=0):
    days = tuple(day for day in WEEKS if day >= least)
    known = waits(body, wound, days=days, sessions=sessions, protection=FILM)
    return known, days[chosen(known, accepted=0.15)]


scenes = st.tuples(st.sampled_from(KINDS), st.sampled_from([0.6, 1.0]))


@given(which=scenes, sessions=st.integers(2, 5), faster=st.floats(0.1, 0.9), slower=st.floats(0.1, 1.0))
@settings(max_examples=14, deadline=None, derandomize=True)
def test_faster_return_never_lengthens_it(which, sessions, faster, slower):
    body, wound = scene(*which)
    usual = replace(body, laws=replace(body.laws, drive_time=body.laws.drive_time * slower))
    quick = replace(body, laws=replace(body.laws, drive_time=body.laws.drive_time * slower * faster))
    (known, long), (sooner, short) = (waited(one, wound, sessions=sessions) for one in (usual, quick))
    assert short <= long
    assert np.all(sooner.back >= known.back - 1e-9)
    # Dark marks are weighed in a lesion that does not return: return cannot make skin look calmer, or less so.
    assert np.array_equal(sooner.dark_marks, known.dark_marks)


@given(which=scenes, sessions=st.integers(2, 5), slower=st.floats(1.1, 3.0), start=st.floats(0.7, 1.5))
@settings(max_examples=14, deadline=None, derandomize=True)
def test_slower_healing_never_shortens_it(which, sessions, slower, start):
    body, wound = scene(*which)
    usual, slow = (replace(body, pace=body.pace * factor) for factor in (start, start * slower))
    (known, soon), (later, late) = (
        waited(one, wound, sessions=sessions, least=14 * factor) for one, factor in ((usual, 1), (slow, slower))
    )
    assert late >= soon
    shared = [known.days.index(day) for day in later.days]
    assert np.all(later.dark_marks >= known.dark_marks[shared] - 1e-9)


numbers = st.lists(st.floats(0.0, 1.0), min_size=6, max_size=6).map(np.array)


@given(left=numbers, marks=numbers, alone=st.floats(0.0, 0.5), accepted=st.floats(0.01, 0.5), more=st.floats(0.0, 0.3))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_more_dark_marks_never_bring_the_next_session_forward(left, marks, alone, accepted, more):
    def known(dark):
        return Waits(WEEKS, left, np.maximum(dark, alone), alone, left, left, left)

    assert chosen(known(marks + more), accepted=accepted) >= chosen(known(marks), accepted=accepted)


def test_what_hardly_differs_is_not_waited_for():
    matters = library.number("course/interval", "matters_share").value
    calm = np.zeros(6)
    for gain, place in ((0.9 * matters, 0), (1.1 * matters, 5)):
        left = np.array([0.3, 0.3, 0.3, 0.3, 0.3, 0.3 - gain])
        assert chosen(Waits(WEEKS, left, calm, 0.0, calm, calm, calm), accepted=0.1) == place


@pytest.mark.parametrize("sessions", [2, 6])
def test_the_same_for_any_number_of_threads(sessions):
    found = [between(*planned("III", "no", threads), template(sessions=sessions)) for threads in (1, 2, 2)]
    assert found[0] == found[1] == found[2]


def test_strong_return_is_told_where_healing_takes_longer():
    case, made, store = planned("III", "no")
    freckle = replace(case, lesion=replace(case.lesion, kind="freckle"))
    question = ask(freckle, made.screening, numerics=NUMERICS)
    told = between(freckle, made, SessionStore(question), template(sessions=2, interval_days=91))
    assert told.days == 91
    assert any("Healing and return are at odds" in one.text for one in told.findings)
    assert not any("at odds" in one.text for one in between(case, made, store, template(sessions=2)).findings)


def test_a_long_series_stays_within_the_time_that_is_followed():
    case, made, store = planned("III", "no")
    found = between(case, made, store, template(sessions=6), horizon_days=5 * 35)
    assert found.days <= 35


def test_few_skins_are_told():
    case, made, _ = planned("III", "no")
    few = ask(case, made.screening, numerics=replace(NUMERICS, skins=16))
    for store, told in ((SessionStore(few), True), (planned("III", "no")[2], False)):
        findings = between(case, made, store, template(sessions=2)).findings
        assert any("skins were sampled" in one.text for one in findings) == told
