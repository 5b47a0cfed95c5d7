"""Numbing then light: the blood that the cream leaves is in the skin that the light meets, and never widens a limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from lentigo import library, planning
from lentigo.domain.health import health_answered
from lentigo.domain.numerics import Numerics
from lentigo.domain.strategy import CourseWishes, Numbing, SessionWish, Strategy, SunHabits
from lentigo.errors import OutOfValidityError
from lentigo.modalities.skins import PAPILLARY
from lentigo.planning.course import course
from lentigo.planning.course_numbing import paler_by_cream
from lentigo.planning.course_sessions import SessionStore
from lentigo.planning.numbed_skin import (
    blood_at_session,
    cream_of_visit,
    cream_request,
    with_dermal_blood,
    with_session_blood,
)
from lentigo.planning.numbness import numbness
from lentigo.planning.question import ask
from lentigo.screening.phrases import claims_in

FEW = Numerics(skins=16, packets=4000)
CREAM = Numbing(cream="emla", amount_g=5.0, contact_minutes=90.0)
LONGER = Numbing(cream="emla", amount_g=5.0, contact_minutes=120.0)
SUN = SunHabits(latitude_deg=25.0, behaviour="mixed", covered="no")


@pytest.fixture(scope="module")
def case(hand):
    """The routine hand of an adult whom nothing keeps from a cream."""
    person = replace(hand.person, age_years=40.0, weight_kg=70.0)
    return replace(hand, person=person, health=health_answered(), course=CourseWishes(sun=SUN))


@pytest.fixture(scope="module")
def plan(case):
    devices = (library.device("qs_ndyag"), library.device("qs_ruby"))
    return planning.plan(case, devices, numerics=FEW, verified=False)


@pytest.fixture(scope="module")
def question(case, plan):
    return ask(case, plan.screening, numerics=FEW)


@pytest.fixture(scope="module")
def physics(plan, question):
    return SessionStore(question).of(plan, "qs_ndyag")


def session(physics, left=1.0):
    return physics.session(number=0, share=1.0, passes=1, excess_left=np.full(FEW.skins, left), area_cm2=10.0)


def strategy(*sessions, name="numbed"):
    return Strategy(name=name, title=name, sessions=sessions)


def test_the_sample_takes_the_blood_and_keeps_all_else(question):
    sample = question.usual
    factor = np.linspace(0.3, 1.2, sample.surroundings.count)
    paler = with_dermal_blood(sample, factor)
    for name in ("surroundings", "lesion", "palest"):
        before, after = getattr(sample, name), getattr(paler, name)
        ratio = after.blood_fraction / np.where(before.blood_fraction > 0, before.blood_fraction, 1.0)
        assert ratio[:, PAPILLARY] == pytest.approx(factor)
        others = np.arange(ratio.shape[1]) != PAPILLARY
        assert np.array_equal(after.blood_fraction[:, others], before.blood_fraction[:, others])
        assert np.array_equal(after.melanin_fraction, before.melanin_fraction)
    assert paler.deviates is sample.deviates
    same = with_dermal_blood(sample, 1.0)
    assert np.array_equal(same.lesion.blood_fraction, sample.lesion.blood_fraction)


@pytest.mark.parametrize("factor", [-0.1, float("nan"), float("inf")])
def test_blood_that_cannot_be_is_refused(question, factor):
    with pytest.raises(OutOfValidityError, match="blood"):
        with_dermal_blood(question.usual, factor)


def test_each_skin_has_the_blood_that_the_cream_tells_of(case):
    request = cream_request(case, CREAM)
    blood = blood_at_session(case, request, numerics=Numerics(skins=256))
    told = numbness(case, request, numerics=Numerics(skins=256)).course.blood_share
    assert np.percentile(blood, (5, 50, 95)) == pytest.approx([told.p5, told.p50, told.p95], abs=5e-3)
    assert np.array_equal(blood, blood_at_session(case, request, numerics=Numerics(skins=256)))
    assert blood.max() <= 1.0
    later = blood_at_session(case, cream_request(case, LONGER), numerics=Numerics(skins=256))
    assert np.all(later >= blood - 1e-12), "vessels open again while the cream stays on past their narrowest"


def test_a_cream_that_is_refused_or_leaves_vessels_alone_changes_nothing(case, physics):
    pregnant = replace(
        case, health=replace(case.health, methaemoglobinaemia=replace(case.health.methaemoglobinaemia, value="yes"))
    )
    assert blood_at_session(pregnant, cream_request(pregnant, CREAM), numerics=FEW) is None
    assert blood_at_session(case, cream_request(case, CREAM, on_wound=True), numerics=FEW) is None
    assert physics.numbed(None) is physics
    assert physics.numbed(CREAM, on_wound=True) is physics
    assert physics.numbed(CREAM) is physics.numbed(CREAM), "computed once"


def test_one_is_the_skin_without_a_cream(question, physics):
    same = with_session_blood(question, 1.0)
    ours = same.evaluate(physics.combination).usual
    usual = question.evaluate(physics.combination).usual
    assert np.array_equal(ours.effect, usual.effect)
    assert np.array_equal(ours.epidermis, usual.epidermis)
    assert (same.usual is same.adverse) == (question.usual is question.adverse)


def test_less_blood_lets_less_light_do_the_same(question, physics):
    effects = [
        with_session_blood(question, share).evaluate(physics.combination).usual.effect for share in (0.2, 0.6, 1.0, 1.3)
    ]
    middle = [float(np.median(effect)) for effect in effects]
    assert middle == sorted(middle)
    assert middle[0] < middle[-1]


def test_the_session_is_computed_in_the_skin_of_that_instant(physics):
    plain, numbed = session(physics), session(physics.numbed(CREAM))
    assert numbed.chance_effect >= plain.chance_effect
    assert np.all(numbed.inside.melanin_cleared >= plain.inside.melanin_cleared - 1e-9)
    assert float(np.mean(numbed.inside.melanin_cleared - plain.inside.melanin_cleared)) > 0
    assert float(np.max(numbed.inside.melanin_cleared - plain.inside.melanin_cleared)) < 0.1


def test_no_cream_makes_a_limit_wider(physics):
    plain, numbed = physics.evaluation.adverse, physics.numbed(CREAM).evaluation.adverse
    for name in ("mild", "epidermis", "dermis", "mechanical", "floor"):
        assert np.all(getattr(numbed, name) <= getattr(plain, name)), name
    assert session(physics.numbed(CREAM)).chance_dark_marks >= session(physics).chance_dark_marks
    assert np.all(session(physics.numbed(CREAM)).burnt >= session(physics).burnt)


def test_a_cream_lasts_for_the_visit_and_none_comes_between_two_steps():
    first, second = SessionWish(day=0, numbing=CREAM), SessionWish(day=0)
    assert cream_of_visit(strategy(first, second), 1) == (CREAM, False)
    assert cream_of_visit(strategy(first, replace(second, numbing=CREAM)), 1) == (CREAM, False)
    assert cream_of_visit(strategy(replace(first, numbing=None), replace(second, numbing=CREAM)), 1) == (CREAM, True)
    assert cream_of_visit(strategy(first, replace(second, numbing=LONGER)), 1) == (LONGER, True)
    assert cream_of_visit(strategy(first, SessionWish(day=56)), 1) == (None, False)


def test_the_finding_tells_blood_and_thresholds(physics):
    wishes = strategy(SessionWish(day=0, numbing=CREAM), SessionWish(day=56, numbing=CREAM), SessionWish(day=112))
    (found,) = paler_by_cream(wishes, physics=lambda _: physics)
    assert "days 0, 56 comes" in found.text
    assert "% less light" in found.text
    assert not claims_in(found.text)
    assert all(library.reference(key).key == key for key in found.sources)
    assert not list(paler_by_cream(strategy(SessionWish(day=0)), physics=lambda _: physics))


def test_a_course_moves_only_where_a_cream_is_named(case, plan):
    devices = tuple(window.device for window in plan.windows if window.recommended is not None)
    assert len(devices) == 2
    between = (SessionWish(day=0, device=devices[0]), SessionWish(day=0, device=devices[1], numbing=CREAM))
    ways = (
        strategy(SessionWish(day=0, numbing=CREAM), name="numbed"),
        strategy(SessionWish(day=0), name="plain"),
        strategy(*between, name="between"),
    )
    made = course(case, plan, strategies=ways, horizon_days=91, numerics=FEW)
    by_name = {one.strategy.name: one for one in made.strategies}
    numbed, plain, between = (by_name[name] for name in ("numbed", "plain", "between"))
    assert numbed.lesion_melanin_share != plain.lesion_melanin_share
    assert numbed.sessions[0].chance_burn >= plain.sessions[0].chance_burn
    assert not any("usual blood" in found.text for found in (*plain.findings, *between.findings))
    assert any("not given as asked for" in found.text for found in between.findings)
    assert between.sessions[1].pain_with_cream_0_to_10 is None
    assert made.start == case.assessed
    assert isinstance(made.start, date)
