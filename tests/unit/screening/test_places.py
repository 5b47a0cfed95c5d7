"""What rules touch, what they change, and how sources that disagree are shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lentigo import library
from lentigo.domain.treatments import LIGHT_FAMILIES, TREATMENT_GROUPS, TREATMENTS
from lentigo.errors import UnknownNameError
from lentigo.library.rules import rules
from lentigo.screening import alternatives, screen, verdict_for
from lentigo.screening.gate import earliest_for
from lentigo.screening.rule_files import conflicts_of

CONFLICTS = {
    "isotretinoin",
    "tan",
    "fake_tan",
    "photosensitising_drugs",
    "anticoagulants",
    "epilepsy",
    "hydroquinone_before",
    "toning_in_melasma",
    "reading_of_test_spots",
    "dark_marks_after_q_switched",
    "hydroquinone_by_country",
    "breastfeeding",
}


def said(case, rule, **more):
    return [(r.verdict, r.scope) for r in screen(case, **more).reasons if r.rule == rule]


def test_groups_name_treatments_that_there_are():
    for names in TREATMENT_GROUPS.values():
        assert set(names) <= set(TREATMENTS)
    assert set(TREATMENT_GROUPS["light"]) >= set(LIGHT_FAMILIES)
    assert set(TREATMENT_GROUPS["procedures"]) | set(TREATMENT_GROUPS["products"]) == set(TREATMENTS)


def test_what_leaves_out_no_light_touches_all_treatment_unless_another_way_is_asked_about(make_case):
    ink = {"health.ink_in_field": "yes"}
    device = library.device("qs_ndyag")
    assert said(make_case(ink), "PT-33", devices=(device,)) == [("ABSOLUTE", ())]
    assert said(make_case(ink), "PT-33") == [("ABSOLUTE", ())]
    peel = make_case(ink | {"treatments": ["superficial_peel"]})
    assert said(peel, "PT-33", devices=(device,)) == [("ABSOLUTE", ("qs_ndyag/1064 nm", "qs_ndyag/532 nm"))]
    screening = screen(peel, devices=(device,))
    assert screening.blocks, "no setting of any device may be given"
    assert verdict_for(screening, handpiece="superficial_peel") == "CLEAR"


def test_what_is_no_light_has_no_pulses(make_case):
    gold = make_case(
        {"health.gold_therapy": "yes", "treatments": ["cryotherapy", "carbon_peel", "ipl", "hydroquinone"]}
    )
    screening = screen(gold)
    assert verdict_for(screening, handpiece="carbon_peel") == "ABSOLUTE"
    assert verdict_for(screening, handpiece="ipl") == "RELATIVE"
    assert verdict_for(screening, handpiece="cryotherapy") == "CLEAR"
    assert verdict_for(screening, handpiece="hydroquinone") == "MODIFY"


def test_without_devices_light_is_thought_of_and_nothing_else(make_case):
    screening = screen(make_case({"health.cold_disorder": "yes", "health.smoker": "yes"}))
    assert {reason.rule for reason in screening.reasons} == {"PT-47"}
    assert screen(make_case()).verdict == "CLEAR"


def test_the_date_is_that_of_the_last_block_and_none_where_one_has_none(make_case):
    device = library.device("qs_ndyag")
    facts = {"health.sun_or_sunbed_in_6_weeks": "yes", "health.waxed_in_2_weeks": "yes"}
    both = screen(make_case(facts), devices=(device,))
    assert (earliest_for(both, handpiece="qs_ndyag/532 nm") - make_case().assessed).days == 42
    assert (earliest_for(both, handpiece="qs_ndyag/1064 nm") - make_case().assessed).days == 14
    open_ended = screen(make_case(facts | {"health.pregnancy": "yes"}), devices=(device,))
    assert earliest_for(open_ended, handpiece="qs_ndyag/532 nm") is None


def test_a_change_of_the_plan_outlives_the_written_reason_that_opens_its_rule(make_case):
    written = {"rule": "DV-02", "reason": "Two years with this very laser and skin.", "by_role": "physician"}
    case = make_case({"person.phototype": "V", "overrides": [written | {"date": "2026-03-02"}]})
    reasons = [r for r in screen(case, devices=(library.device("qs_ruby"),)).reasons if r.rule == "DV-02"]
    assert [r.verdict for r in reasons] == ["INFO"]
    assert "test_spots_first" in reasons[0].effects


def test_disagreements_are_shown_side_by_side_with_what_is_gone_by(make_case):
    case = make_case({"health.isotretinoin_in_6_months": "yes"})
    device = (library.device("qs_ndyag"),)
    (reason,) = [r for r in screen(case, devices=device).reasons if r.rule == "PT-16"]
    assert reason.verdict == "RELATIVE"
    assert {side.name: side.chosen for side in reason.disagreement.sides} == {"consensus": True, "label": False}
    assert all(side.sources for side in reason.disagreement.sides)
    (reason,) = [r for r in screen(case, devices=device, policy={"isotretinoin": "label"}).reasons if r.rule == "PT-16"]
    assert reason.verdict == "DEFER"
    assert (reason.earliest - case.assessed).days == 183
    assert {side.name: side.chosen for side in reason.disagreement.sides} == {"consensus": False, "label": True}


def test_an_opinion_that_nobody_holds_is_refused(make_case):
    with pytest.raises(UnknownNameError, match="two_weeks"):
        screen(make_case(), policy={"tan": "two_week"})


def test_every_conflict_has_two_sides_with_sources_that_there_are():
    found = conflicts_of(rules())
    assert set(found) >= CONFLICTS
    keys = {one.key for one in library.references()}
    for conflict in found.values():
        for opinion in conflict.opinions:
            assert set(opinion.sources) <= keys


def test_no_opinion_takes_an_absolute_block_away():
    """A policy chooses between deferrals, reasons and remarks; what is forbidden for good is no matter of opinion."""
    for rule in rules():
        for clause in rule.clause:
            assert clause.policy is None or clause.verdict != "ABSOLUTE", rule.id


def test_melasma_is_offered_care_while_light_waits(make_case):
    case = make_case({"lesion.kind": "melasma", "treatments": ["hydroquinone"]})
    screening = screen(case, devices=(library.device("qs_ndyag"),))
    assert screening.blocks
    assert verdict_for(screening, handpiece="hydroquinone") == "MODIFY"
    assert alternatives(case, screening)[0].preferred


def test_reasons_carry_the_version_of_their_rule(make_case):
    versions = {rule.id: rule.version for rule in rules()}
    case = replace(make_case({"health.gold_therapy": "yes", "health.keloid": "unknown"}))
    for reason in screen(case).reasons:
        assert reason.version == versions[reason.rule]
