"""The ways that compete with light."""

from __future__ import annotations

import pytest

from lentigo.library.alternatives import alternative_entries
from lentigo.library.references import reference
from lentigo.library.rules import rules
from lentigo.screening import alternatives, screen

CARE = {
    "solar_lentigo": "Topical care",
    "melasma": "Tinted sunscreen and topical care",
    "post_inflammatory_hyperpigmentation": "Sun protection and topical care",
}
NOTHING = {
    "solar_lentigo": "Doing nothing",
    "freckle": "Doing nothing",
    "lentigo_simplex": "Doing nothing",
    "cafe_au_lait_macule": "Doing nothing",
    "melasma": "Doing nothing",
    "post_inflammatory_hyperpigmentation": "Waiting",
    "naevus_of_ota": "Doing nothing",
    "hori_naevus": "Doing nothing",
}


def ways(case):
    return alternatives(case, screen(case))


def preferred(case):
    return [way.name for way in ways(case) if way.preferred]


@pytest.mark.parametrize("kind", NOTHING)
def test_doing_nothing_is_always_a_choice_for_a_diagnosed_lesion(make_case, kind):
    assert NOTHING[kind] in [way.name for way in ways(make_case({"lesion.kind": kind}))]


def test_melasma_gets_topical_care_first(make_case):
    case = make_case({"lesion.kind": "melasma"})
    assert ways(case)[0].name == CARE["melasma"]
    assert ways(case)[0].preferred
    later = make_case({"lesion.kind": "melasma", "diagnosis.first_line_care_weeks": 12.0})
    assert preferred(later) == [CARE["melasma"]]


def test_routine_age_spot_prefers_nothing_to_light(make_case):
    case = make_case()
    assert preferred(case) == []
    assert CARE["solar_lentigo"] in [way.name for way in ways(case)]


def test_blocked_devices_make_topical_care_preferred(make_case, devices):
    case = make_case({"health.gold_therapy": "yes"})
    screening = screen(case, devices=(devices["short"],))
    assert alternatives(case, screening)[0].name == CARE["solar_lentigo"]
    assert alternatives(case, screening)[0].preferred


@pytest.mark.parametrize(
    "facts",
    [
        {"diagnosis.recorded": "no"},
        {"diagnosis.dermatoscopy": "no"},
        {"lesion.kind": "mole"},
        {"lesion.kind": "unknown"},
        {"health.skin_cancer_at_site": "yes"},
    ],
)
def test_undiagnosed_lesion_is_referred_and_neither_bleached_nor_left(make_case, facts):
    case = make_case(facts)
    offered = ways(case)
    assert offered[0].name == "Referral to a dermatologist"
    assert offered[0].preferred
    assert not {way.name for way in offered} & {*CARE.values(), *NOTHING.values()}


def test_no_retinoid_in_pregnancy_or_while_it_is_unknown(make_case):
    for answer in ("yes", "unknown"):
        names = [way.name for way in ways(make_case({"health.pregnancy": answer}))]
        assert CARE["solar_lentigo"] not in names
        assert "Sun protection" in names


def test_every_entry_has_sources_and_known_rules():
    known = {rule.id for rule in rules()}
    for entry in alternative_entries():
        assert entry.benefit
        assert entry.harm
        for source in entry.sources:
            assert reference(source).key == source
        assert {*entry.only_with_rules, *entry.never_with_rules, *entry.preferred_with_rules} <= known
