"""Referral letters: to whom, how soon, why; what is known and what not; and no identity."""

from __future__ import annotations

import pytest
from histories import case_with, yes

from lentigo.domain.findings import RED_FLAGS
from lentigo.domain.record import as_plain, from_plain
from lentigo.domain.referral import Referral
from lentigo.library.references import reference
from lentigo.library.referrals import referral_entries
from lentigo.library.rules import rules
from lentigo.screening.gate import screen
from lentigo.screening.phrases import claims_in
from lentigo.screening.referral import referrals


def letters(facts=None, *, findings="no"):
    return referrals(case_with(facts, findings=findings))


def test_a_routine_person_gets_no_letter():
    assert letters() == ()


def test_the_rules_are_asked_with_the_colour_that_a_reading_stands_for(monkeypatch):
    asked = []

    def asking(case, **more):
        asked.append(more["ita_deg"])
        return screen(case, **more)

    monkeypatch.setattr("lentigo.screening.referral.screen", asking)
    assert referrals(case_with(findings="no"), ita_deg=12.5) == ()
    assert asked == [12.5]


@pytest.mark.shows("S1-30", "S2-07")
@pytest.mark.parametrize("flag", RED_FLAGS)
def test_every_red_flag_yields_an_urgent_letter(flag):
    (letter,) = letters(yes(flag))
    assert letter.destination == "skin_cancer_pathway"
    assert letter.urgency == "urgent"
    assert [ground.name for ground in letter.grounds] == [flag]
    assert letter.grounds[0].rule == "DX-04"
    assert "none is given before your answer" in letter.not_done


@pytest.mark.shows("S1-24", "S1-30")
def test_a_mole_yields_a_letter_and_an_urgent_one_with_a_red_flag():
    mole = {"lesion.kind": "mole", "lesion.depth": "unknown"}
    (letter,) = letters(mole)
    assert (letter.destination, letter.urgency) == ("dermatology", "routine")
    (letter,) = letters(mole | yes("growth_or_change"))
    assert (letter.destination, letter.urgency) == ("skin_cancer_pathway", "urgent")
    assert [ground.name for ground in letter.grounds] == ["growth_or_change", "mole"]


@pytest.mark.parametrize(
    ("facts", "destination", "urgency"),
    [
        ({"lesion.kind": "suspected_melanoma"}, "skin_cancer_pathway", "urgent"),
        ({"lesion.kind": "keloid"}, "dermatology", "routine"),
        ({"lesion.kind": "lentiginosis"}, "dermatology", "soon"),
        ({"lesion.kind": "naevus_of_ota"}, "ophthalmology", "routine"),
        ({"diagnosis.recorded": "no", "diagnosis.by": "unknown"}, "dermatology", "routine"),
        ({"diagnosis.by": "nurse"}, "dermatology", "routine"),
        ({"diagnosis.by": "physician"}, "dermatology", "routine"),
        ({"diagnosis.dermatoscopy": "unknown"}, "dermatology", "routine"),
        ({"findings.endocrine_sign": "yes"}, "endocrinology", "soon"),
        ({"findings.generalised": "yes"}, "general_practice", "soon"),
        ({"health.distress_about_skin": "yes"}, "mental_health", "routine"),
        ({"health.skin_cancer_at_site": "yes"}, "skin_cancer_pathway", "soon"),
    ],
)
def test_whom_a_letter_goes_to(facts, destination, urgency):
    if "lesion.kind" in facts:
        facts = facts | {"lesion.depth": "unknown"}
    found = {letter.destination: letter.urgency for letter in letters(facts)}
    assert found.get(destination) == urgency


def test_letters_come_one_to_each_addressee_the_most_urgent_first():
    found = letters(yes("asymmetry", "endocrine_sign", "generalised", "deficiency_sign"))
    assert [letter.destination for letter in found] == ["skin_cancer_pathway", "endocrinology", "general_practice"] or [
        letter.destination for letter in found
    ] == ["skin_cancer_pathway", "general_practice", "endocrinology"]
    assert found[0].urgency == "urgent"


def test_what_need_not_be_waited_for_says_so():
    (letter,) = letters({"lesion.kind": "naevus_of_ota", "lesion.depth": "dermal"})
    assert "need not wait" in letter.not_done


def test_unknown_is_never_told_as_not_found():
    (letter,) = letters(yes("asymmetry"), findings="unknown")
    assert letter.not_found == ()
    assert "It bleeds or is open" in letter.unknown
    (letter,) = letters(yes("asymmetry"), findings="no")
    assert "It bleeds or is open" in letter.not_found
    assert letter.found == ("Its two halves are unlike",)


def test_a_letter_holds_blanks_and_no_identity():
    (letter,) = letters(yes("asymmetry"))
    assert {"Name", "Date of birth"} <= set(letter.blanks)
    assert case_with().title not in str(as_plain(letter))
    assert from_plain(Referral, as_plain(letter)) == letter


def test_a_letter_tells_age_place_medicines_and_who_has_looked():
    (letter,) = letters(yes("asymmetry"))
    known = {row.what: row.said for row in letter.known}
    assert known["Age"] == "57 years"
    assert known["Place"] == "back of the hand"
    assert known["Diagnosis by"] == "dermatologist"
    assert known["Medicines"] == "ramipril (taken now); levothyroxine (taken now)"
    assert letter.assessed.isoformat() == "2026-03-31"
    assert letter.rules


def test_a_rule_that_refers_is_never_left_out():
    from lentigo.domain.plan import Reason, Screening

    reason = Reason(
        rule="DX-12",
        verdict="REFER",
        title="Loose skin",
        because="Loose skin.",
        action="Refer.",
        sources=("DermTxt",),
        from_memory=True,
    )
    (letter,) = referrals(case_with(findings="no"), Screening(verdict="REFER", reasons=(reason,)))
    assert [ground.rule for ground in letter.grounds] == ["DX-12"]


def test_every_ground_has_its_rule_and_sources():
    known = {rule.id for rule in rules()}
    for ground in referral_entries().ground:
        assert not ground.rule or ground.rule in known
        for key in ground.sources:
            assert reference(key).key == key
        assert claims_in(f"{ground.because} {ground.ask}") == ()
