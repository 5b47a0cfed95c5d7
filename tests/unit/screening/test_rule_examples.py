"""Every rule that the library ships, held to its own examples, and every clause of it heard at least once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lentigo.domain.rules import RuleExample
from lentigo.errors import UnknownNameError
from lentigo.library.rules import rule_set, rule_sets, rules
from lentigo.screening.facts import fact_of
from lentigo.screening.gate import judge
from lentigo.screening.routine import ASSESSED, routine_case, routine_facts
from lentigo.screening.rule_coverage import coverage, facts_read
from lentigo.screening.rule_examples import fired_clauses, hear

EXAMPLES = [(rule, number) for rule in rules() for number in range(1, len(rule.example) + 1)]
COUNTS = {"DX": 14, "PT": 48, "AN": 15, "DV": 16}
FROM_MEMORY = {
    *("DX-04", "DX-05", "DX-07", "DX-11", "DX-12", "DX-14"),
    *("PT-14", "PT-22", "PT-24", "PT-25", "PT-38", "PT-40", "PT-42", "PT-43", "PT-48"),
    *("AN-06", "AN-14", "DV-14"),
}


@pytest.mark.parametrize(("rule", "number"), EXAMPLES, ids=[f"{rule.id}-{number}" for rule, number in EXAMPLES])
def test_a_rule_says_what_its_example_says(rule, number):
    assert hear(rule, rule.example[number - 1]).wrong == ""


def test_every_one_of_the_93_rules_is_there():
    shipped = {rule.id for rule in rules()}
    assert {f"{kind}-{number:02d}" for kind, count in COUNTS.items() for number in range(1, count + 1)} <= shipped


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_clause_of_a_rule_is_heard_and_some_example_keeps_it_quiet(rule):
    assert fired_clauses(rule) == set(range(1, len(rule.clause) + 1))
    verdicts = [example.verdict for example in rule.example]
    assert "none" in verdicts
    assert set(verdicts) - {"none"}


def test_rules_known_from_memory_alone_say_so():
    assert {rule.id for rule in rules() if rule.from_memory} >= FROM_MEMORY
    checked = {rule.id for rule in rules() if not rule.from_memory}
    assert {"PT-21", "DV-01", "DX-08", "AN-03"} <= checked


def test_the_routine_person_triggers_nothing_but_what_belongs_to_every_cream_and_session():
    said = judge(routine_facts(("cream", "session")), rules(), assessed=ASSESSED)
    assert {reason.rule for reason in said if not reason.scope} == {"AN-14", "AN-15"}
    assert routine_case().assessed == ASSESSED


def test_an_example_that_is_wrong_is_told_with_what_it_says():
    gold = next(rule for rule in rules() if rule.id == "PT-21")
    wrong = RuleExample(facts={"health.gold_therapy": "yes"}, on="qs_ruby/694 nm", verdict="INFO")
    assert hear(gold, wrong).wrong == "says ABSOLUTE of qs_ruby/694 nm, should say INFO"
    late = next(example for example in _rule("PT-14").example if example.earliest_in_days)
    assert "should wait 3" in hear(_rule("PT-14"), replace(late, earliest_in_days=3)).wrong


@pytest.mark.parametrize("on", ["qs_rubin/694 nm", "qs_ruby/695 nm", "lasering"])
def test_an_example_about_what_there_is_not_is_refused_with_a_suggestion(on):
    with pytest.raises(UnknownNameError):
        hear(_rule("PT-21"), RuleExample(on=on, verdict="none"))


def test_every_set_says_who_wrote_it_and_when_it_is_reviewed():
    for one in rule_sets():
        assert one == rule_set(one.name)
        assert one.author
        assert one.reviewer
        assert all(rule.review_by <= one.review_by for rule in one.rule)


def test_coverage_names_what_no_rule_asks_for_and_what_can_close_each_treatment():
    found = coverage(rules(), cases={"routine": routine_case()})
    assert found.silent == ()
    assert found.by_case == {"routine": ()}
    assert "health.gold_therapy" in found.read
    assert "lesion.area_cm2" in found.unread
    assert set(found.read) == facts_read(rules())
    assert not set(found.read) & set(found.unread)
    assert "PT-34" in found.treatments["cryotherapy"]
    assert all(found.treatments.values()), "every treatment can be closed by some rule"


def test_every_health_fact_but_those_about_the_asking_is_read_by_some_rule():
    unread = {name for name in routine_facts() if name.startswith("health.")} - facts_read(rules())
    assert unread == {"health.medicines_asked", "health.procedures_asked"}
    assert fact_of(routine_facts(), name="health.smoker").value == "no"


def _rule(name):
    return next(rule for rule in rules() if rule.id == name)
