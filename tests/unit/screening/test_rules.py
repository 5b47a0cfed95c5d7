"""Each rule with cases in which it applies and cases in which it does not."""

from __future__ import annotations

from datetime import date

import pytest

from lentigo.domain.facts import fact_kinds
from lentigo.errors import UnknownNameError
from lentigo.library.references import reference
from lentigo.library.rules import rule_sets, rules
from lentigo.screening import screen, verdict_for
from lentigo.screening.facts import case_facts, fact_of

GREEN = ("short/532",)
SHORT = ("pico/755", "ruby/694", "short/1064", "short/532")
LONG = ("lamp/470", "lamp/560", "long/755")
LAMP = ("lamp/470", "lamp/560")
COOLED = ("lamp/470", "lamp/560", "long/755")
RUBY_ALEXANDRITE = ("long/755", "pico/755", "ruby/694")

ITA = "skin.colour.ita_deg"
PHOTOTYPE_ONLY = {"skin.colour": {"given_as": "phototype"}}
MELASMA = {"lesion.kind": "melasma", "diagnosis.first_line_care_weeks": 12.0}

# rule, facts, verdict, scope
APPLIES = [
    ("DX-01", {"diagnosis.recorded": "no"}, "DEFER", ()),
    ("DX-01", {"diagnosis.recorded": "unknown"}, "DEFER", ()),
    ("DX-01", {"diagnosis.by": "other"}, "DEFER", ()),
    ("DX-01", {"diagnosis.dermatoscopy": "no"}, "DEFER", ()),
    ("DX-01", {"diagnosis.dermatoscopy": "unknown"}, "DEFER", ()),
    ("DX-01", {"lesion.kind": "unknown"}, "DEFER", ()),
    ("DX-02", {"lesion.kind": "mole"}, "ABSOLUTE", ()),
    ("DX-02", {"lesion.kind": "unknown"}, "DEFER", ()),
    ("DX-08", MELASMA | {"diagnosis.first_line_care_weeks": 7.0}, "DEFER", ()),
    ("DX-08", MELASMA | {"diagnosis.first_line_care_weeks": "unknown"}, "DEFER", ()),
    ("DX-08", {"lesion.kind": "post_inflammatory_hyperpigmentation"}, "DEFER", ()),
    ("DX-09", MELASMA, "RELATIVE", (*LAMP, *GREEN)),
    ("PT-01", {"health.pregnancy": "yes"}, "DEFER", ()),
    ("PT-01", {"health.pregnancy": "unknown"}, "DEFER", ()),
    ("PT-03", {"person.age_years": 17.9}, "ABSOLUTE", ()),
    ("PT-03", {"person.age_years": "unknown"}, "DEFER", ()),
    ("PT-03", {"person.age_years": 10.0, "lesion.kind": "naevus_of_ota"}, "RELATIVE", ()),
    ("PT-05", {"health.keloid": "yes"}, "RELATIVE", ()),
    ("PT-05", {"health.keloid": "unknown"}, "RELATIVE", ()),
    ("PT-06", {"health.skin_cancer_at_site": "yes"}, "ABSOLUTE", ()),
    ("PT-06", {"health.skin_cancer_at_site": "unknown"}, "DEFER", ()),
    ("PT-08", {"health.infection_or_wound_at_site": "yes"}, "DEFER", ()),
    ("PT-08", {"health.infection_or_wound_at_site": "unknown"}, "DEFER", ()),
    (
        "PT-12",
        {"health.sun_or_sunbed_in_6_weeks": "yes"},
        "DEFER",
        ("lamp/470", "lamp/560", "long/755", "pico/755", "ruby/694", "short/532"),
    ),
    (
        "PT-12",
        {"health.sun_or_sunbed_in_6_weeks": "unknown"},
        "DEFER",
        ("lamp/470", "lamp/560", "long/755", "pico/755", "ruby/694", "short/532"),
    ),
    ("PT-16", {"health.isotretinoin_in_6_months": "yes"}, "RELATIVE", ()),
    ("PT-16", {"health.isotretinoin_in_6_months": "unknown"}, "DEFER", ()),
    ("PT-19", {"health.photosensitising_drug": "yes"}, "RELATIVE", ("lamp/470",)),
    ("PT-19", {"health.photosensitising_drug": "unknown"}, "RELATIVE", ("lamp/470",)),
    (
        "PT-19",
        {"health.photosensitising_drug": "yes"},
        "INFO",
        ("lamp/560", "long/755", "pico/755", "ruby/694", "short/1064", "short/532"),
    ),
    ("PT-21", {"health.gold_therapy": "yes"}, "ABSOLUTE", SHORT),
    ("PT-21", {"health.gold_therapy": "unknown"}, "DEFER", SHORT),
    ("PT-21", {"health.gold_therapy": "yes"}, "RELATIVE", LONG),
    ("PT-21", {"health.gold_therapy": "unknown"}, "RELATIVE", LONG),
    ("PT-33", {"health.ink_in_field": "yes"}, "ABSOLUTE", ()),
    ("PT-33", {"health.ink_in_field": "unknown"}, "DEFER", ()),
    ("PT-45", {"health.previous_dark_marks": "yes"}, "MODIFY", ()),
    ("PT-45", {"health.previous_dark_marks": "unknown"}, "MODIFY", ()),
    ("PT-47", {"health.cold_disorder": "yes"}, "MODIFY", COOLED),
    ("PT-47", {"health.cold_disorder": "unknown"}, "MODIFY", COOLED),
    ("DV-01", {"person.phototype": "V"}, "ABSOLUTE", GREEN),
    ("DV-01", {ITA: 9.9}, "ABSOLUTE", GREEN),
    ("DV-01", {"person.phototype": "IV"}, "MODIFY", GREEN),
    ("DV-01", {ITA: 20.0}, "MODIFY", GREEN),
    ("DV-01", PHOTOTYPE_ONLY | {"person.phototype": "unknown"}, "DEFER", GREEN),
    ("DV-02", {"person.phototype": "V"}, "RELATIVE", RUBY_ALEXANDRITE),
    ("DV-02", {"person.phototype": "VI"}, "ABSOLUTE", RUBY_ALEXANDRITE),
    ("DV-02", {ITA: -31.0}, "ABSOLUTE", RUBY_ALEXANDRITE),
    ("DV-04", {"person.phototype": "VI"}, "ABSOLUTE", LAMP),
    ("DV-04", {ITA: 5.0}, "ABSOLUTE", LAMP),
    ("DV-04", {"person.phototype": "IV"}, "RELATIVE", LAMP),
    ("DV-07", {"person.phototype": "III"}, "MODIFY", ("ruby/694", "short/1064", "short/532")),
    ("DV-08", PHOTOTYPE_ONLY, "MODIFY", ()),
    ("DV-08", {"person.phototype": "IV"}, "INFO", ()),
    ("DV-09", {"person.phototype": "IV"}, "MODIFY", ()),
    ("DV-09", {"health.previous_dark_marks": "yes"}, "MODIFY", ()),
    ("DV-09", MELASMA, "MODIFY", ()),
]

# rule, facts: near misses
DOES_NOT_APPLY = [
    ("DX-01", {"diagnosis.by": "physician", "diagnosis.dermatoscopy_training": "yes"}),
    ("DX-02", {"lesion.kind": "naevus_of_ota"}),
    ("DX-08", MELASMA | {"diagnosis.first_line_care_weeks": 8.0}),
    ("DX-08", {"lesion.kind": "solar_lentigo", "diagnosis.first_line_care_weeks": "unknown"}),
    ("DX-09", {"lesion.kind": "freckle"}),
    ("PT-01", {}),
    ("PT-03", {"person.age_years": 18.0}),
    ("PT-05", {}),
    ("PT-06", {}),
    ("PT-08", {}),
    ("PT-12", {ITA: 30.0}),  # a difference to a protected site is chronic tan: it enters the window, it defers nothing
    ("PT-16", {}),
    ("PT-19", {}),
    ("PT-21", {}),
    ("PT-33", {}),
    ("PT-45", {}),
    ("PT-47", {}),
    ("DV-01", {"person.phototype": "III", ITA: 28.0}),
    ("DV-01", {"person.phototype": "unknown"}),  # measured pale: the phototype is not needed
    ("DV-02", {"person.phototype": "IV", ITA: 10.0}),
    ("DV-04", {"person.phototype": "III"}),
    ("DV-07", {"person.phototype": "II"}),
    ("DV-07", {"person.phototype": "IV", "lesion.kind": "naevus_of_ota"}),
    ("DV-08", {}),
    ("DV-09", {"person.phototype": "III", ITA: 35.0}),
]


def said(case, devices, rule):
    return [(r.verdict, r.scope) for r in screen(case, devices=tuple(devices.values())).reasons if r.rule == rule]


@pytest.mark.parametrize(("rule", "facts", "verdict", "scope"), APPLIES)
def test_rule_applies(make_case, devices, rule, facts, verdict, scope):
    assert (verdict, tuple(sorted(scope))) in said(make_case(facts), devices, rule)


@pytest.mark.parametrize(("rule", "facts"), DOES_NOT_APPLY)
def test_rule_does_not_apply(make_case, devices, rule, facts):
    assert said(make_case(facts), devices, rule) == []


def test_every_rule_has_a_positive_and_a_negative_case():
    for rule in rules():
        verdicts = {example.verdict for example in rule.example}
        assert "none" in verdicts, rule.id
        assert verdicts - {"none"}, rule.id


def test_healthy_adult_is_clear(make_case, devices):
    screening = screen(make_case(), devices=tuple(devices.values()))
    assert screening.verdict == "CLEAR"
    assert screening.reasons == ()


def test_every_source_is_known_and_every_fact_exists():
    known = fact_kinds()
    for rule in rules():
        for source in rule.sources:
            assert reference(source).key == source
        if not rule.from_memory:
            assert any(reference(source).checked for source in rule.sources)
        for clause in rule.clause:
            for condition in (*clause.all, *clause.any):
                if hasattr(condition, "fact"):
                    assert condition.fact in known
            if clause.wait:
                for name in (clause.wait.since, clause.wait.already_weeks):
                    if name not in {None, "assessment"}:
                        assert name in known


def test_unknown_fact_is_refused_with_a_suggestion(make_case):
    with pytest.raises(UnknownNameError, match="gold_therapy"):
        fact_of(case_facts(make_case()), name="health.gold_terapy")


def test_rule_set_says_who_wrote_it_and_when_it_must_be_reviewed():
    for chosen in rule_sets():
        assert chosen.review_by > date(2026, 1, 1)
        assert all(rule.review_by <= chosen.review_by for rule in chosen.rule)
        assert chosen.author
        assert chosen.reviewer


def test_gold_with_short_pulses_only_is_refused_with_its_source(make_case, devices):
    gold = make_case({"health.gold_therapy": {"value": "yes", "when": "20 years ago", "told_by": "person"}})
    screening = screen(gold, devices=(devices["short"], devices["pico"]))
    assert screening.verdict == "ABSOLUTE"
    reason = screening.reasons[0]
    assert {"Hruza02", "Cohen15"} <= set(reason.sources)
    assert "20 years ago, told by the person" in reason.because
    with_lamp = screen(gold, devices=(devices["short"], devices["long"]))
    assert with_lamp.verdict == "RELATIVE"
    assert verdict_for(with_lamp, handpiece="short/532") == "ABSOLUTE"
    assert not with_lamp.blocks


def test_unknown_gold_asks_before_any_short_pulse(make_case, devices):
    screening = screen(make_case({"health.gold_therapy": "unknown"}), devices=(devices["pico"],))
    assert screening.verdict == "DEFER"
    assert "Has gold ever been taken" in screening.reasons[0].because


def test_mole_blocks_the_person(make_case):
    assert screen(make_case({"lesion.kind": "mole"})).blocks


def test_scope_is_named_in_words_without_devices(make_case):
    reasons = screen(make_case({"health.gold_therapy": "yes"})).reasons
    assert ("nanosecond and picosecond pulses of any wavelength",) in [reason.scope for reason in reasons]


@pytest.mark.parametrize(
    ("facts", "today", "earliest"),
    [
        (MELASMA | {"diagnosis.first_line_care_weeks": 3.0}, None, date(2026, 4, 6)),
        (MELASMA | {"diagnosis.first_line_care_weeks": 0.0}, None, date(2026, 4, 27)),
        (MELASMA | {"diagnosis.first_line_care_weeks": 3.0}, date(2026, 5, 1), date(2026, 5, 1)),
        ({"health.sun_or_sunbed_in_6_weeks": "yes"}, None, date(2026, 4, 13)),
        ({"health.sun_or_sunbed_in_6_weeks": {"value": "yes", "when": "2026-02-20"}}, None, date(2026, 4, 3)),
        ({"health.sun_or_sunbed_in_6_weeks": {"value": "yes", "when": "2026-01-21"}}, None, date(2026, 3, 16)),
        ({"health.sun_or_sunbed_in_6_weeks": {"value": "yes", "when": "2027-01-21"}}, None, date(2026, 4, 13)),
        ({"health.sun_or_sunbed_in_6_weeks": {"value": "yes", "when": "last week"}}, None, date(2026, 4, 13)),
        ({"health.infection_or_wound_at_site": "yes"}, None, date(2026, 3, 16)),
    ],
)
def test_deferral_has_its_date(make_case, facts, today, earliest):
    first = screen(make_case(facts), today=today).reasons[0]
    assert first.verdict == "DEFER"
    assert first.earliest == earliest


def test_all_reasons_are_shown_worst_first(make_case):
    facts = {"diagnosis.recorded": "no", "diagnosis.dermatoscopy": "no", "health.keloid": "yes", "lesion.kind": "mole"}
    reasons = screen(make_case(facts)).reasons
    assert [reason.rule for reason in reasons] == ["DX-02", "DX-01", "DX-01", "PT-05"]


def test_colour_of_an_indirect_reading_counts_when_it_is_darker(make_case, devices):
    spectrum = {
        "given_as": "reflectance",
        "file": "hand.csv",
        "wavelength_nm": [450.0, 650.0],
        "reflectance": [0.1, 0.3],
    }
    green = (devices["short"],)
    pale = make_case({"skin.colour": spectrum})
    assert verdict_for(screen(pale, devices=green), handpiece="short/532") == "CLEAR"
    assert verdict_for(screen(pale, devices=green, ita_deg=5.0), handpiece="short/532") == "ABSOLUTE"
    untold = make_case({"skin.colour": spectrum, "person.phototype": "unknown"})
    assert verdict_for(screen(untold, devices=green), handpiece="short/532") == "DEFER"
    assert verdict_for(screen(untold, devices=green, ita_deg=50.0), handpiece="short/532") == "CLEAR"
    dark = make_case({"person.phototype": "V"})
    assert verdict_for(screen(dark, devices=green, ita_deg=50.0), handpiece="short/532") == "ABSOLUTE"


@pytest.mark.parametrize(
    ("rule", "facts", "touched_nm", "spared_nm"),
    [
        (
            "PT-12",
            {"health.sun_or_sunbed_in_6_weeks": "yes"},
            (500.0, 511.0, 808.0, 810.0, 980.0, 1000.0),
            (495.0, 1064.0),
        ),
        ("DV-02", {"person.phototype": "V"}, (600.0, 650.0, 694.0, 810.0, 1000.0), (595.0, 1064.0)),
        ("DV-02", {"person.phototype": "VI"}, (600.0, 650.0, 755.0, 810.0, 1000.0), (532.0, 1064.0)),
    ],
)
def test_lasers_beyond_those_of_the_sources_are_kept_in_and_it_is_said(
    make_case, make_laser, rule, facts, touched_nm, spared_nm
):
    for wavelength_nm in touched_nm:
        reasons = screen(make_case(facts), devices=(make_laser(wavelength_nm),)).reasons
        found = [reason for reason in reasons if reason.rule == rule]
        assert any("this project's own caution" in reason.because for reason in found)
    for wavelength_nm in spared_nm:
        reasons = screen(make_case(facts), devices=(make_laser(wavelength_nm),)).reasons
        assert rule not in {reason.rule for reason in reasons}


def test_a_nanosecond_laser_between_ruby_and_green_is_refused_in_the_darkest_skin(make_case, make_laser):
    red = make_laser(650.0, family="q_switched", pulse_class="nanosecond")
    assert screen(make_case({"person.phototype": "VI"}), devices=(red,)).verdict == "ABSOLUTE"
    assert screen(make_case({"person.phototype": "II"}), devices=(red,)).verdict == "CLEAR"
