"""True, false and not known: how conditions join, and what days do to them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from lentigo.domain.facts import Stated
from lentigo.domain.health import Fact, Medicine, Procedure, health_answered
from lentigo.domain.record import from_plain
from lentigo.domain.rules import Clause, FactAbove, FactAmong, FactBelow, FactNotAmong, FactWithin
from lentigo.screening.conditions import Truth, applies, holds, is_put, subjects_of
from lentigo.screening.facts import case_facts
from lentigo.screening.gate import judge
from lentigo.screening.routine import ASSESSED, routine_case, routine_facts

TODAY = date(2026, 3, 2)
SAID = {"yes": Truth.TRUE, "no": Truth.FALSE, "unknown": Truth.NOT_KNOWN}


def clause(**more):
    said = {"verdict": "INFO", "unknown": "INFO", "because": "b", "question": "q", "action": "a"}
    return from_plain(Clause, said | more)


def yes(name):
    return {"fact": name, "among": ["yes"]}


@pytest.mark.parametrize(("one", "other"), list(product(SAID, SAID)))
def test_all_is_the_least_and_any_the_greatest(one, other):
    facts = {"health.smoker": Stated(one), "health.keloid": Stated(other)}
    both = clause(all=[yes("health.smoker"), yes("health.keloid")])
    either = clause(any=[yes("health.smoker"), yes("health.keloid")])
    assert applies(facts, clause=both, today=TODAY) == min(SAID[one], SAID[other])
    assert applies(facts, clause=either, today=TODAY) == max(SAID[one], SAID[other])


@pytest.mark.parametrize(
    ("value", "condition", "truth"),
    [
        ("unknown", FactAmong(fact="health.smoker", among=("no", "unknown")), Truth.TRUE),
        ("unknown", FactNotAmong(fact="health.smoker", not_among=("yes",)), Truth.NOT_KNOWN),
        ("no", FactNotAmong(fact="health.smoker", not_among=("yes",)), Truth.TRUE),
        (18.0, FactBelow(fact="health.smoker", below=18), Truth.FALSE),
        (17.9, FactBelow(fact="health.smoker", below=18), Truth.TRUE),
        (18.0, FactAbove(fact="health.smoker", above=18), Truth.FALSE),
        ("unknown", FactAbove(fact="health.smoker", above=18), Truth.NOT_KNOWN),
    ],
)
def test_one_condition(value, condition, truth):
    assert holds({"health.smoker": Stated(value)}, condition=condition, today=TODAY) is truth


@pytest.mark.parametrize(
    ("value", "days_ago", "undated", "truth"),
    [
        ("yes", 0, "ask", Truth.TRUE),
        ("yes", 27, "ask", Truth.TRUE),
        ("yes", 28, "ask", Truth.FALSE),
        ("yes", None, "ask", Truth.NOT_KNOWN),
        ("yes", None, "today", Truth.TRUE),
        ("unknown", None, "today", Truth.NOT_KNOWN),
        ("unknown", 27, "ask", Truth.NOT_KNOWN),
        ("unknown", 28, "ask", Truth.FALSE),
        ("no", 3, "today", Truth.FALSE),
    ],
)
def test_days_count_from_the_day_itself_to_the_one_before_the_last(value, days_ago, undated, truth):
    day = None if days_ago is None else TODAY - timedelta(days=days_ago)
    condition = FactWithin(fact="procedure.filler", within_days=28, undated=undated)
    assert holds({"procedure.filler": Stated(value, day=day)}, condition=condition, today=TODAY) is truth


def test_a_clause_about_what_is_not_there_is_not_put():
    person = subjects_of(routine_facts())
    assert is_put(clause(all=[yes("health.smoker")]), subjects=person)
    assert not is_put(clause(all=[yes("session.stop_sign_seen")]), subjects=person)
    assert not is_put(clause(whenever="cream"), subjects=person)
    assert is_put(clause(whenever="cream"), subjects=subjects_of(routine_facts(("cream",))))


@pytest.mark.parametrize(
    ("procedures", "value", "day"),
    [
        ([("filler", 300, "yes"), ("filler", 5, "unknown")], "yes", None),
        ([("filler", 300, "yes"), ("filler", None, "unknown")], "yes", None),
        ([("filler", 5, "yes"), ("filler", 300, "unknown")], "yes", ASSESSED - timedelta(days=5)),
        ([("filler", 5, "yes"), ("filler", 300, "yes")], "yes", ASSESSED - timedelta(days=5)),
        ([("filler", 300, "unknown"), ("filler", 5, "no")], "unknown", ASSESSED - timedelta(days=300)),
        ([("toxin", 5, "yes")], "no", None),
    ],
)
def test_of_several_procedures_the_gravest_counts_and_a_later_doubt_takes_the_day(procedures, value, day):
    told = tuple(
        Procedure(kind=kind, day="unknown" if ago is None else ASSESSED - timedelta(days=ago), at_site=site)
        for kind, ago, site in procedures
    )
    found = facts_of(procedures=told)["procedure.filler"]
    assert (found.value, found.day) == (value, day)


def test_a_medicine_that_nobody_knows_leaves_every_class_open_and_is_named():
    strange = Medicine(substance="Wonderpill", taken="now")
    found = facts_of(medicines=(strange,))
    assert found["medicine.gold"].value == "unknown"
    facts = routine_facts() | {"medicine.pdt_porfimer": found["medicine.pdt_porfimer"]}
    (rule,) = [one for one in _rules() if one.id == "PT-18"]
    (reason,) = judge(facts, (rule,), assessed=ASSESSED)
    assert reason.verdict == "DEFER"
    assert '"Wonderpill" is no medicine that is known here' in reason.because


def test_an_old_dose_and_a_strange_medicine_make_a_day_that_nobody_knows():
    old = Medicine(substance="isotretinoin", taken="stopped", last_taken=ASSESSED - timedelta(days=300))
    strange = Medicine(substance="Wonderpill", taken="now")
    assert facts_of(medicines=(old,))["medicine.isotretinoin"].day == ASSESSED - timedelta(days=300)
    assert facts_of(medicines=(old, strange))["medicine.isotretinoin"] == Stated(
        "yes", day=None, when=facts_of(medicines=(old,))["medicine.isotretinoin"].when
    )


def test_silence_about_medicines_leaves_every_class_open():
    found = facts_of(medicines_asked=Fact(value="unknown"))
    assert found["medicine.gold"] == Stated("unknown")
    assert facts_of()["medicine.gold"] == Stated("no")


def facts_of(**health):
    from dataclasses import replace

    return case_facts(replace(routine_case(), health=health_answered(**health)))


def _rules():
    from lentigo.library.rules import rules

    return rules()
