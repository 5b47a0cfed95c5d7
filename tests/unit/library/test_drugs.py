from __future__ import annotations

from dataclasses import fields

import pytest

from lentigo import library
from lentigo.domain.drugs import DrugAction
from lentigo.errors import UnknownNameError
from lentigo.library.drugs import beyond_label, drug, drugs
from lentigo.screening.phrases import claims_in

ACTIONS = [field.name for field in fields(DrugAction)]
SHARES = ("production_cut_share", "drive_cut_share", "inflammation_cut_share")


def test_the_usual_drugs_are_there():
    assert {
        "hydroquinone",
        "tretinoin",
        "azelaic_acid",
        "triple_combination",
        "cysteamine",
        "tranexamic_acid_oral",
        "tranexamic_acid_topical",
    } <= {one.id for one in drugs()}


@pytest.mark.parametrize("one", drugs(), ids=lambda one: one.id)
def test_every_statement_has_a_source_and_every_rule_is_one(one):
    known = {rule.id for rule in library.rules()}
    assert set(one.rules) <= known
    keys = [*one.sources, *(harm.source for harm in one.harms), *(licence.source for licence in one.licence)]
    keys += [getattr(one.action, name).source for name in ACTIONS]
    assert all(library.reference(key).citation for key in keys)


@pytest.mark.parametrize("one", drugs(), ids=lambda one: one.id)
def test_what_a_drug_does_lies_in_its_range(one):
    for name in ACTIONS:
        number = getattr(one.action, name)
        assert number.low <= number.value <= number.high, name
        assert number.low >= 0
        assert (number.source != "assumed") or number.kind == "assumed"
        if name in SHARES:
            assert number.high < 1
    assert any(getattr(one.action, name).value > 0 for name in (*SHARES[:2], "turnover_gain_ratio"))
    assert one.reference_strength in one.strengths


@pytest.mark.parametrize("one", drugs(), ids=lambda one: one.id)
def test_harms_are_counted_with_an_interval_or_said_to_be_unknown(one):
    for harm in one.harms:
        counted = [value != "unknown" for value in (harm.chance, harm.low, harm.high)]
        assert len(set(counted)) == 1
        if harm.chance != "unknown":
            assert harm.low <= harm.chance <= harm.high
    words = " ".join([one.start, one.dose, one.stop, one.note, *(harm.text for harm in one.harms)])
    assert not claims_in(words)


def test_pregnancy_and_clots_are_asked_where_they_must_be():
    for name in ("hydroquinone", "tretinoin", "triple_combination", "tranexamic_acid_oral"):
        assert "PT-01" in drug(name).rules
    assert "PT-37" in drug("tranexamic_acid_oral").rules
    assert "PT-38" in drug("hydroquinone").rules
    assert drug("hydroquinone").longest_weeks <= 26


def test_an_unknown_drug_is_named_with_what_was_meant():
    with pytest.raises(UnknownNameError, match="hydroquinone"):
        drug("hydrochinone")


def test_beyond_the_label_is_said():
    cream = drug("hydroquinone")
    assert beyond_label(cream, strength=4.0, applications_per_day=1.0, weeks=12) == ()
    said = beyond_label(cream, strength=10.0, applications_per_day=3.0, weeks=60)
    assert len(said) == 3
    assert "4 %" in said[0]
    assert "mg" in beyond_label(drug("tranexamic_acid_oral"), strength=1500, applications_per_day=2, weeks=8)[0]
