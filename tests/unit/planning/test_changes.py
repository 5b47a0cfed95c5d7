"""A rule that changes the plan really does: what is computed obeys it, and what is left for people is shown."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from lentigo import library, planning
from lentigo.cli.render.changes import change_parts
from lentigo.cli.render.reasons import reason as shown_reason
from lentigo.domain.files import from_json, to_json
from lentigo.domain.health import Fact
from lentigo.domain.plan import Plan, Reason, Screening
from lentigo.library.rules import rules
from lentigo.planning.allowed import allowed, recommend
from lentigo.planning.caps import dark_mark_law
from lentigo.planning.chances import knowledge
from lentigo.planning.changes import told_changes
from lentigo.planning.dial import combinations, output_error
from lentigo.planning.explore import explore
from lentigo.planning.question import ask
from lentigo.planning.search import candidates
from lentigo.planning.test_spots import planned_spots
from lentigo.planning.window import window
from lentigo.reports.grounds import screening_section
from lentigo.reports.sources import Sources
from lentigo.screening.conditions import asks_of
from lentigo.screening.gate import judge
from lentigo.screening.routine import ASSESSED
from lentigo.screening.rule_examples import example_facts

CHANGING = [
    pytest.param(rule, clause, id=f"{rule.id} clause {number}")
    for rule in rules()
    for number, clause in enumerate(rule.clause, start=1)
    if clause.verdict == "MODIFY" or clause.effects
]
"""Every clause of the library's rules that changes a plan."""

ELSEWHERE = ("cream", "session")
"""What is asked about these is answered by the numbing answer and the record of a session, not by a plan."""


def reason_of(rule, clause):
    """The reason that a clause gives, in the first of the rule's own examples that makes it speak."""
    for example in rule.example:
        chosen = clause.policy or example.policy
        policy = {} if chosen is None else {chosen.topic: chosen.opinion}
        treatments = () if "/" in example.on or example.on == "all" else (example.on,)
        facts = example_facts(rule, example)
        said = judge(facts, (rule,), assessed=ASSESSED, treatments=treatments, policy=policy)
        for one in said:
            if one.action == clause.action and one.verdict == clause.verdict:
                return one
    pytest.fail(f"no example of {rule.id} makes this clause speak: {clause.because}")


def printed(*parts):
    out = io.StringIO()
    console = Console(file=out, width=4000)
    for part in parts:
        console.print(part)
    return " ".join(out.getvalue().split())


def text_of(section):
    return " ".join(repr(section).split())


def with_rule(plan, *reasons):
    """A plan as it would be told with these reasons."""
    return told_changes(replace(plan, screening=Screening(verdict="MODIFY", reasons=reasons)))


@pytest.mark.parametrize(("rule", "clause"), CHANGING)
def test_every_rule_that_changes_a_plan_is_shown_with_what_it_asks_for(rule, clause, plan_of_hand):
    reason = reason_of(rule, clause)
    subjects = {asks_of(condition).partition(".")[0] for condition in (*clause.all, *clause.any)} | {clause.whenever}
    if subjects & set(ELSEWHERE):
        assert clause.action in printed(shown_reason(reason, cite=str))
        assert not clause.effects
        return
    plan = with_rule(plan_of_hand, reason)
    (change,) = plan.changes
    assert (change.rule, change.action) == (rule.id, clause.action)
    assert clause.action in printed(*change_parts(plan))
    assert from_json(Plan, to_json(plan)).changes == plan.changes
    report = text_of(screening_section(plan, Sources()))
    assert clause.action.rstrip(".") in report
    assert "What rules change in this plan" in report


SCOPED = ("qs_ndyag/532 nm", "qs_ndyag/1064 nm")


def asking(*effects, scope=()):
    """A rule of a clinic's own that asks for changes of the plan."""
    return Reason(
        rule="CL-07", verdict="MODIFY", title="Our own", because="We go by it", action="Do it so.", sources=("Leeds",),
        from_memory=False, effects=effects, scope=scope,
    )  # fmt: skip


CLEAR = Screening(verdict="CLEAR", reasons=())


def changed(*effects, scope=()):
    return Screening(verdict="MODIFY", reasons=(asking(*effects, scope=scope),))


@pytest.fixture(scope="module")
def laser():
    return library.device("qs_ndyag")


@pytest.fixture(scope="module")
def combination(laser):
    return next(c for c in combinations(laser) if c.handpiece.name == "532 nm" and c.spot.label == "3 mm")


def allowed_for(case, combination, screening, small):
    question = ask(case, screening, numerics=small)
    known = knowledge(output_error(combination.device))
    now = allowed(question, combination, question.evaluate(combination), known)
    return question, now


def test_no_cooling_leaves_only_what_does_not_cool(hand, laser):
    cold = candidates(hand, laser, CLEAR)
    assert {c.cooling.method for c in cold} != {"none"}
    warm = candidates(hand, laser, changed("no_cooling"))
    assert warm
    assert {c.cooling.method for c in warm} == {"none"}


def test_a_cold_disorder_recomputes_every_window_without_cooling_and_says_so(hand, small):
    sick = replace(hand, health=replace(hand.health, cold_disorder=Fact(value="yes")))
    devices = (library.device("qs_ndyag"), library.device("lp_alexandrite"))
    made = planning.plan(sick, devices, numerics=small, verified=False)
    assert {w.cooling for w in made.windows} == {"none"}
    usual = planning.plan(hand, devices, numerics=small, verified=False)
    for device in ("lp_alexandrite",):
        (warm,) = [w for w in made.windows if w.device == device]
        (cold,) = [w for w in usual.windows if w.device == device]
        assert warm.highest_allowed_j_cm2 < cold.highest_allowed_j_cm2
    (change,) = [c for c in made.changes if c.rule == "PT-47"]
    assert change.done == ("Every window is computed without cooling.",)
    assert set(explore(made, numerics=small).coolings) == {"none"}


def test_the_mild_endpoint_caps_the_dial_where_other_risks_are_accepted(hand, combination, small):
    bold = replace(hand, caps=replace(hand.caps, burn_percent=10.0, dark_mark_percent=30.0))
    _, free = allowed_for(bold, combination, CLEAR, small)
    assert "endpoint" not in {cap.name for cap in free.caps}
    _, mild = allowed_for(bold, combination, changed("mild_endpoint"), small)
    (cap,) = [cap for cap in mild.caps if cap.name == "endpoint"]
    assert "CL-07" in cap.text
    risks = {c.name: c.fluence_j_cm2 for c in free.caps}
    assert cap.fluence_j_cm2 < risks["dark_marks"]
    assert mild.highest_j_cm2 <= cap.fluence_j_cm2
    assert mild.highest_j_cm2 <= free.highest_j_cm2


def test_the_mild_endpoint_counts_only_where_its_rule_holds(hand, combination, small):
    _, elsewhere = allowed_for(hand, combination, changed("mild_endpoint", scope=("qs_ndyag/1064 nm",)), small)
    assert "endpoint" not in {cap.name for cap in elsewhere.caps}


def test_the_mild_endpoint_is_what_the_operator_is_told(hand, combination, small):
    told = window(ask(hand, changed("mild_endpoint"), numerics=small), combination)
    free = window(ask(hand, CLEAR, numerics=small), combination)
    assert "Do not aim at more" in told.endpoint
    assert "Do not aim at more" not in free.endpoint
    assert set(told.stop_signs) - set(free.stop_signs) == {"bright, obvious whitening of the lesion"}


def test_likelier_dark_marks_double_the_odds_and_lower_the_limit(hand, combination, small):
    assert hand.health.previous_dark_marks.value == "no"
    assert dark_mark_law(hand, CLEAR).odds == 1.0
    odds = library.number("limits/dark_marks", "odds_after_previous").value
    assert dark_mark_law(hand, changed("dark_marks_likelier")).odds == odds
    limits = [
        next(cap.fluence_j_cm2 for cap in allowed_for(hand, combination, s, small)[1].caps if cap.name == "dark_marks")
        for s in (CLEAR, changed("dark_marks_likelier"))
    ]
    assert limits[1] < 0.95 * limits[0]


def test_the_darker_colour_lowers_every_limit(hand, combination, small):
    usual, before = allowed_for(hand, combination, CLEAR, small)
    darker, after = allowed_for(hand, combination, changed("darker_colour_counts"), small)
    assert darker.estimate.ita_adverse_deg < usual.estimate.ita_adverse_deg == hand.skin.colour.ita_deg
    for name in ("burn", "dark_marks"):
        first, then = (next(c.fluence_j_cm2 for c in now.caps if c.name == name) for now in (before, after))
        assert then <= first
    assert recommend(combination, before) is not None


def test_only_a_phototype_means_limits_at_the_dark_end(coloured, small):
    from lentigo.domain.case import PhototypeOnly

    made = planning.plan(
        coloured(PhototypeOnly(given_as="phototype")), (library.device("qs_ndyag"),), numerics=small, verified=False
    )
    (change,) = [c for c in made.changes if c.rule == "DV-08"]
    assert f"ITA {made.skin.ita_adverse_deg:.0f}°" in change.done[0]
    assert made.skin.ita_adverse_deg < made.skin.ita_deg


@pytest.mark.parametrize("effect", ["test_spots_first", "late_reading"])
def test_a_rule_that_asks_for_test_spots_makes_them_needed(effect, plan_of_hand):
    spots = planned_spots(with_rule(plan_of_hand, asking(effect)))
    assert spots.needed
    assert any(line.startswith("CL-07") for line in spots.why)


def test_a_late_reading_is_as_late_as_in_dark_skin(plan_of_hand):
    soon = planned_spots(with_rule(plan_of_hand, asking("test_spots_first"))).readings[-1]
    late = planned_spots(with_rule(plan_of_hand, asking("late_reading"))).readings[-1]
    day = plan_of_hand.test_spots.day
    assert soon.from_day - day < timedelta(weeks=4)
    assert late.from_day - day == timedelta(weeks=4)


def test_a_still_vitiligo_is_read_late(hand, small):
    still = replace(hand.health, vitiligo=Fact(value="yes", when="2010"))
    made = planning.plan(replace(hand, health=still), (library.device("qs_ndyag"),), numerics=small, verified=False)
    (change,) = [c for c in made.changes if c.rule == "PT-27"]
    assert any("4 weeks" in said for said in change.done)


def test_whoever_must_wait_is_shown_no_number_to_dial(hand, small):
    sun = replace(hand, health=replace(hand.health, sun_or_sunbed_in_6_weeks=Fact(value="yes")))
    made = planning.plan(sun, (library.device("qs_ruby"),), numerics=small, verified=False)
    assert made.decision == "not_now"
    assert made.changes
    assert not any("J/cm²" in said for change in made.changes for said in change.done)


def test_a_written_reason_takes_no_effect_back(plan_of_hand):
    overridden = replace(asking("test_spots_first"), verdict="INFO")
    assert [c.rule for c in with_rule(plan_of_hand, overridden).changes] == ["CL-07"]
    blocked = replace(asking("test_spots_first"), verdict="DEFER")
    assert with_rule(plan_of_hand, blocked).changes == ()
