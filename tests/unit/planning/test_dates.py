"""The day from which light may be thought of again: the latest of all that defer, and none where one has none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lentigo import library, planning
from lentigo.domain.health import Fact, health_answered
from lentigo.reports.answer import _earliest, blocking
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.room import content

DEVICES = (library.device("qs_ndyag"), library.device("lp_alexandrite"))
FEED, CHEMO = "2026-01-05", "2026-03-01"
"""Last days of breastfeeding and of a cancer's treatment: three and six months on lie 6 April and 31 August."""


def dated(when):
    return Fact(value="yes", when=when)


@pytest.fixture
def deferred(hand):
    """Plans of the routine hand with some facts of health changed."""

    def plan(**facts):
        case = replace(
            hand, person=replace(hand.person, age_years=40.0), health=health_answered(**facts), assessed=hand.assessed
        )
        return planning.plan(case, DEVICES, verified=False)

    return plan


def on_the_card(plan):
    """What the card of the room says of the day."""
    say = Catalogue("en")
    return dict(content(plan, say=say).see)[say("room-date")]


def test_of_two_deferrals_the_later_day_counts(deferred):
    plan = deferred(breastfeeding=dated(FEED), cancer_treatment_in_6_months=dated(CHEMO))
    assert plan.decision == "not_now"
    assert plan.headline.endswith("Earliest date: 31 August 2026.")
    assert "immunotherapy" in plan.headline
    assert _earliest(blocking(plan)) == "31 August 2026."
    assert on_the_card(plan) == ("31 August 2026",)


@pytest.mark.parametrize("open_fact", [{"pregnancy": "yes"}, {"skin_cancer_at_site": "unknown"}])
def test_beside_what_has_no_day_no_day_is_promised(deferred, open_fact):
    plan = deferred(breastfeeding=dated(FEED), **open_fact)
    assert "Earliest date" not in plan.headline
    assert plan.headline.endswith("Not before 6 April 2026, and not while anything else stands against it.")
    assert _earliest(blocking(plan)) == "Not before 6 April 2026, and only when every condition above is met."
    assert "2026" not in " ".join(on_the_card(plan))


def test_a_condition_without_a_day_is_told_as_one(deferred):
    plan = deferred(pregnancy="yes")
    assert plan.headline.endswith("fades by itself.")
    assert _earliest(blocking(plan)) == "When the condition above is met."


def test_a_question_ends_once(deferred):
    plan = deferred(pregnancy="unknown")
    assert "?." not in plan.headline + " ".join(plan.why)
    assert plan.headline.endswith("?")
