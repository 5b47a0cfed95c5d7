"""What may have made a spot: weighed in the open, and never called a diagnosis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from histories import HISTORIES, case_with, yes
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.domain.causes import NOT_A_DIAGNOSIS
from lentigo.domain.facts import Stated, fact_kinds
from lentigo.domain.record import as_plain
from lentigo.domain.rules import FactAbove, FactAmong, FactBelow
from lentigo.errors import QuestionError
from lentigo.library.causes import cause_entries, fact_of_condition
from lentigo.library.references import reference
from lentigo.screening.causes import weigh, weigh_facts
from lentigo.screening.conditions import Truth, holds
from lentigo.screening.facts import case_facts
from lentigo.screening.phrases import claims_in

DAY = date(2026, 3, 31)
TABLE = cause_entries()
ANSWERED = sorted(
    {
        name
        for cause in TABLE.cause
        for sign in cause.sign
        for name in map(fact_of_condition, sign.when)
        if name and fact_kinds()[name].kind == "answer"
    }
)


def nothing_told():
    return {name: Stated("unknown") for name in case_facts(case_with())}


def points(weighing):
    return {cause.name: cause.points for cause in weighing.causes}


@pytest.mark.shows("S0-04", "S0-05", "S0-06", "S0-07", "S0-08", "S0-09", "S2-01")
@pytest.mark.parametrize("history", HISTORIES)
def test_a_typical_history_ranks_its_cause_first(history):
    expected, facts = HISTORIES[history]
    weighing = weigh(case_with(facts, findings="unknown"))
    assert weighing.causes[0].name == expected
    assert weighing.causes[0].strong or weighing.leading is None


def test_the_histories_are_many_and_reach_every_cause():
    assert len(HISTORIES) >= 25
    assert {cause for cause, _ in HISTORIES.values()} == {c.name for c in TABLE.cause if c.role == "cause"}


def test_it_always_says_that_it_is_no_diagnosis():
    for facts in ({}, {"findings.since_birth": "yes"}):
        weighing = weigh(case_with(facts, findings="unknown"))
        assert weighing.statement == NOT_A_DIAGNOSIS
        assert "no diagnosis" in weighing.headline
        assert claims_in(str(as_plain(weighing))) == ()


def test_what_is_not_known_adds_nothing_and_is_listed():
    weighing = weigh_facts(nothing_told(), today=DAY)
    for cause in weighing.causes:
        assert cause.points == cause.start
        assert cause.reasons_for == cause.reasons_against == ()
    assert weighing.leading is None
    assert {question.fact for question in weighing.not_known} == {question.fact for question in TABLE.question}


@settings(max_examples=12, derandomize=True, deadline=None)
@given(answers=st.lists(st.sampled_from(("yes", "no", "unknown")), min_size=len(ANSWERED), max_size=len(ANSWERED)))
def test_a_sign_for_a_cause_never_lowers_it(answers):
    facts = nothing_told() | {name: Stated(said) for name, said in zip(ANSWERED, answers, strict=True)}
    before = points(weigh_facts(facts, today=DAY))
    for cause in TABLE.cause:
        for sign in cause.sign:
            names = [fact_of_condition(condition) for condition in sign.when]
            if sign.points <= 0 or any(name not in ANSWERED for name in names):
                continue
            told = {c.fact: Stated(c.among[0]) for c in sign.when if isinstance(c, FactAmong)}
            assert points(weigh_facts(facts | told, today=DAY))[cause.name] >= before[cause.name]


def test_no_fact_speaks_for_and_against_a_cause_at_once():
    for cause in TABLE.cause:
        for name in ANSWERED:
            for answer in ("yes", "no"):
                facts = {n: Stated("unknown") for n in fact_kinds()} | {name: Stated(answer)}
                shown = [s.points for s in cause.sign if all(_true(c, facts) for c in s.when)]
                assert min(shown, default=0) >= 0 or max(shown, default=0) <= 0, (cause.name, name, answer)


def _true(condition, facts):
    return holds(facts, condition=condition, today=DAY) is Truth.TRUE


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    facts=st.dictionaries(
        st.sampled_from([n for n in ANSWERED if n != "findings.stress_or_illness"]), st.sampled_from(("yes", "no"))
    )
)
def test_stress_never_leads_nor_stands_before_a_cause(facts):
    told = nothing_told() | {name: Stated(said) for name, said in facts.items()}
    weighing = weigh_facts(told | {"findings.stress_or_illness": Stated("yes")}, today=DAY)
    assert weighing.leading != "stress"
    assert weighing.causes[-1].name == "stress"
    calm = weigh_facts(told | {"findings.stress_or_illness": Stated("no")}, today=DAY)
    assert [c.name for c in weighing.causes] == [c.name for c in calm.causes]


def test_age_counts_once_it_is_known():
    def at(age):
        return points(weigh(case_with({"person.age_years": age}, findings="unknown")))["age"]

    assert at(20.0) < at("unknown") < at(50.0) < at(70.0)


@pytest.mark.shows("S0-09")
def test_a_medicine_is_found_by_its_substance():
    taking = weigh(case_with({"health.medicines": [{"substance": "amiodarone", "taken": "now"}]}, findings="unknown"))
    none = weigh(case_with({"health.medicines": []}, findings="unknown"))
    strange = weigh(case_with({"health.medicines": [{"substance": "qqqqq", "taken": "now"}]}, findings="unknown"))
    assert points(none)["medicines"] < points(strange)["medicines"] < points(taking)["medicines"]
    assert "medicine.pigmenting" in [question.fact for question in strange.not_known]


@pytest.mark.shows("S1-13", "S1-31")
@pytest.mark.parametrize(
    ("finding", "to"),
    [
        ("generalised", "general_practice"),
        ("mucosal_or_flexural", "general_practice"),
        ("endocrine_sign", "endocrinology"),
        ("deficiency_sign", "general_practice"),
        ("gut_complaint", "gastroenterology"),
        ("neuro_psychiatric_complaint", "neurology"),
        ("scale_or_infection_sign", "general_practice"),
    ],
)
def test_signs_of_an_illness_are_referred_whatever_the_ranking_says(finding, to):
    calm = weigh(case_with(findings="no"))
    assert calm.referrals == ()
    weighing = weigh(case_with(yes(finding), findings="no"))
    assert to in {ground.to for ground in weighing.referrals}


@pytest.mark.parametrize("finding", ["gut_complaint", "neuro_psychiatric_complaint", "endocrine_sign"])
def test_illnesses_behind_pigment_are_no_causes_that_win(finding):
    before = weigh(case_with(findings="unknown")).causes[0].name
    assert weigh(case_with(yes(finding), findings="unknown")).causes[0].name == before


def test_the_next_question_is_the_one_that_tells_most():
    weighing = weigh(case_with({"lesion.kind": "unknown", "lesion.depth": "unknown"}, findings="unknown"))
    asked = weighing.next_question
    assert asked is not None
    assert asked.fact in {question.fact for question in weighing.not_known}
    assert 0 < asked.expected_change <= 1
    assert asked.because
    answered = weigh(
        case_with({"lesion.kind": "unknown", "lesion.depth": "unknown", asked.fact: "yes"}, findings="unknown")
    )
    assert answered.next_question is None or answered.next_question.fact != asked.fact
    gap = [weighing.causes[0].points - weighing.causes[1].points, answered.causes[0].points - answered.causes[1].points]
    assert gap[1] > gap[0]


def test_nothing_is_asked_once_all_is_known():
    weighing = weigh(case_with(findings="no"))
    assert weighing.not_known == ()
    assert weighing.next_question is None


def test_every_sign_is_sourced_or_called_assumed():
    for cause in TABLE.cause:
        for sign in cause.sign:
            for key in sign.sources:
                assert reference(key).key == key
            assert sign.kind == "assumed" or "assumed" not in sign.sources
            assert sign.points != 0
            assert not sign.because.endswith(".")
            for condition in sign.when:
                assert isinstance(condition, FactAmong | FactAbove | FactBelow) or fact_of_condition(condition) is None


def test_an_order_of_equals_is_that_of_the_library():
    level = replace(TABLE, cause=tuple(replace(c, start=0.0, sign=c.sign) for c in TABLE.cause if c.role == "cause"))
    weighing = weigh_facts(nothing_told(), today=DAY, entries=level)
    assert [c.name for c in weighing.causes] == [c.name for c in level.cause]


BELONGING = {
    "fine_lines": {"sun", "age"},
    "acne": {"acne", "skin_care", "inflammation"},
    "acne_scar": {"acne", "skin_care", "inflammation"},
    "scar": {"inflammation", "acne", "infection"},
    "keloid": {"inflammation", "acne", "infection"},
    "vascular_birthmark": {"birthmark", "inflammation"},
}


@pytest.mark.parametrize("kind", BELONGING)
def test_only_causes_that_belong_to_a_lesion_without_pigment_are_weighed(kind):
    weighing = weigh(case_with({"lesion.kind": kind, "lesion.depth": "unknown"}, findings="unknown"))
    assert set(points(weighing)) == BELONGING[kind]
    asked = {question.fact for question in weighing.not_known}
    assert asked < {question.fact for question in TABLE.question}
    assert "findings.began_with_pregnancy_or_hormones" not in asked
    assert weighing.next_question is None or weighing.next_question.fact in asked


@pytest.mark.parametrize(
    "kind",
    ["telangiectasia", "rosacea", "papulopustular_rosacea", "stretch_marks_red", "stretch_marks_white", "vitiligo"],
)
def test_causes_of_pigment_are_not_weighed_for_what_is_none(kind):
    with pytest.raises(QuestionError) as caught:
        weigh(case_with({"lesion.kind": kind, "lesion.depth": "unknown"}, findings="no"))
    assert caught.value.where == "lesion.kind"
    assert "causes are weighed for pigment, and for a few other lesions, not for" in caught.value.message
    assert claims_in(str(caught.value)) == ()


def test_a_refused_weighing_still_names_what_must_be_referred():
    told = {"lesion.kind": "telangiectasia", "lesion.depth": "unknown", **yes("bleeding_or_ulcer")}
    with pytest.raises(QuestionError) as caught:
        weigh(case_with(told, findings="no"))
    assert "asks for a referral" in caught.value.hint
    assert "lentigo refer" in caught.value.hint


@pytest.mark.parametrize("kind", ["solar_lentigo", "poikiloderma", "photoageing", "mole", "unknown"])
def test_every_cause_is_weighed_for_pigment_and_while_the_lesion_is_not_known(kind):
    weighing = weigh(case_with({"lesion.kind": kind, "lesion.depth": "unknown"}, findings="unknown"))
    assert len(weighing.causes) == len(TABLE.cause)
