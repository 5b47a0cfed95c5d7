"""A numbing cream is allowed only within every label, by age and weight; all else is refused with its numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest

from lentigo.domain.case import Override
from lentigo.domain.files import from_json, read_case, to_json
from lentigo.domain.health import Medicine, health_answered
from lentigo.domain.numbing import asked_and_nothing
from lentigo.domain.numbing_answer import NumbingAnswer
from lentigo.errors import UnknownNameError
from lentigo.library.creams import creams
from lentigo.library.references import reference
from lentigo.library.rules import rule_set
from lentigo.screening.numbing import numbing
from lentigo.screening.phrases import claims_in

EXAMPLE = Path(__file__).parents[3] / "examples" / "hand_lentigines.toml"
EXPIRES = date(2031, 1, 31)
ADULT = replace(read_case(EXAMPLE), health=health_answered())
ADULT = replace(ADULT, person=replace(ADULT.person, age_years=40.0, weight_kg=70.0))


def person(case=ADULT, *, age=40.0, weight=70.0, **health):
    """An adult of whom all else is answered no, but for the facts named."""
    told = health_answered(**health)
    return replace(case, person=replace(case.person, age_years=age, weight_kg=weight), health=told)


def ask(**given):
    """60 g of the licensed cream on 400 cm² of a back for two hours, all else asked; but for what is given."""
    usual = {"product": "emla", "expires": EXPIRES, "amount_g": 60.0, "area_cm2": 400.0, "contact_minutes": 120.0}
    return asked_and_nothing(**(usual | {"sites": ("back",)} | given))


STRONG = ask(
    product="other",
    lidocaine_percent=12.5,
    prilocaine_percent=12.5,
    tetracaine_percent=0.0,
    licence="not_licensed",
    area_cm2=2800.0,
)
CHILD = person(age=4.0, weight=16.0)


def rules_of(answer, *verdicts):
    return {reason.rule for reason in answer.reasons if not verdicts or reason.verdict in verdicts}


def above(answer):
    return {limit.rule for limit in answer.limits if limit.met == "no"}


@pytest.mark.shows("S0-30", "S1-04")
def test_sixty_grams_on_a_healthy_adult_are_allowed():
    answer = numbing(ADULT, ask())
    assert answer.answer == "ALLOWED"
    assert (answer.allowance.amount_g, answer.allowance.area_cm2) == (60.0, 600.0)
    assert answer.spread_g == 60.0
    assert rules_of(answer) == {"AN-14", "AN-15"}
    lidocaine, prilocaine = answer.doses
    assert (lidocaine.mass_mg, prilocaine.mass_mg) == (1500.0, 1500.0)
    # 5 % of 1500 mg, three times, of 300 mg (4.5 mg/kg of 70 kg is 315 mg) and of 400 mg (420 mg)
    assert lidocaine.share_of_ceiling == pytest.approx(225 / 300)
    assert prilocaine.share_of_ceiling == pytest.approx(225 / 400)
    assert all(limit.met == "yes" for limit in answer.limits)


@pytest.mark.shows("S0-30", "S0-33", "S1-04")
def test_five_times_the_strength_on_a_whole_back_is_refused_without_any_amount():
    answer = numbing(ADULT, STRONG)
    assert answer.answer == "REFUSED"
    assert {"AN-03", "AN-04"} <= rules_of(answer, "ABSOLUTE")
    assert answer.mass_times_label_share == 5.0
    said = " ".join(reason.because for reason in answer.reasons if reason.rule == "AN-03")
    assert "125 mg of lidocaine and 125 mg of prilocaine" in said
    assert "5 times as much" in said
    assert answer.allowance is None
    assert answer.spread_g is None
    assert answer.ribbon == ()
    assert answer.card is None
    assert not any(limit.unit == "g" for limit in answer.limits)
    assert any("at least 5 sessions" in words for words in answer.suggestions)


@pytest.mark.shows("S0-33")
@pytest.mark.parametrize("role", ["nobody", "unknown", "physician"])
def test_no_amount_of_an_unlicensed_strength_is_ever_allowed(role):
    for licence in ("licensed_here", "not_licensed", "unknown"):
        for amount in (0.5, 60.0):
            asked = replace(STRONG, authorised_by=role, licence=licence, amount_g=amount, area_cm2=5.0)
            answer = numbing(ADULT, asked)
            assert answer.answer == "REFUSED"
            assert answer.allowance is None


def test_a_licensed_strength_without_licence_is_refused_and_an_unknown_one_asked_for():
    assert "AN-03" in rules_of(numbing(ADULT, ask(licence="not_licensed")), "ABSOLUTE")
    assert "AN-03" in rules_of(numbing(ADULT, ask(licence="unknown")), "DEFER")
    assert numbing(ADULT, ask(licence="unknown")).allowance is None


def test_a_generic_of_the_same_strength_has_the_same_label():
    same = {"lidocaine_percent": 2.5, "prilocaine_percent": 2.5, "tetracaine_percent": 0.0}
    generic = numbing(ADULT, ask(product="other", **same))
    assert generic.answer == "ALLOWED"
    assert generic.allowance == numbing(ADULT, ask()).allowance


@pytest.mark.parametrize(
    ("age", "weight", "amount", "area", "minutes"),
    [
        (4.0, 16.0, 10.0, 100.0, 240.0),
        (5.9, 22.0, 10.0, 100.0, 240.0),
        (6.5, 22.0, 10.0, 100.0, 240.0),  # from 6 by the one label, from 7 by the other
        (8.0, 16.0, 10.0, 100.0, 240.0),  # the weight is that of a younger child
        (8.0, 30.0, 20.0, 200.0, 240.0),
        (4.0, 9.0, 2.0, 20.0, 240.0),
        (40.0, 70.0, 60.0, 600.0, 240.0),
    ],
)
@pytest.mark.shows("S0-30")
def test_children_get_what_age_and_weight_allow(age, weight, amount, area, minutes):
    allowed = numbing(person(age=age, weight=weight), ask()).allowance
    assert (allowed.amount_g, allowed.area_cm2, allowed.contact_minutes) == (amount, area, minutes)


def test_a_child_of_16_kg_gets_ten_grams_and_no_more():
    assert numbing(CHILD, ask(amount_g=10.0, area_cm2=100.0)).answer == "ALLOWED"
    more = numbing(CHILD, ask(amount_g=11.0, area_cm2=100.0))
    assert more.answer == "REFUSED"
    assert above(more) == {"AN-02"}
    wider = numbing(CHILD, ask(amount_g=10.0, area_cm2=150.0))
    assert wider.answer == "REFUSED"
    assert wider.sessions == 2


@pytest.mark.parametrize("unknown", [{"age": "unknown"}, {"weight": "unknown"}])
def test_without_age_or_weight_nothing_is_allowed(unknown):
    answer = numbing(person(**unknown), ask(amount_g=1.0, area_cm2=10.0))
    assert answer.answer == "REFUSED"
    assert answer.allowance is None
    assert {"AN-02", "AN-06"} & rules_of(answer, "DEFER")


def test_an_infant_is_referred_and_a_label_for_adults_knows_no_child():
    assert "AN-02" in rules_of(numbing(person(age=0.5, weight=7.0), ask(amount_g=1.0, area_cm2=10.0)), "REFER")
    assert "AN-02" in rules_of(numbing(CHILD, ask(product="pliaglis", contact_minutes=30.0)), "ABSOLUTE")


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"amount_g": 61.0}, "AN-01"),
        ({"contact_minutes": 241.0}, "AN-01"),
        ({"area_cm2": 601.0}, "AN-04"),
        ({"area_within_a_day_cm2": 300.0, "amount_within_a_day_g": 1.0}, "AN-04"),
        ({"amount_within_a_day_g": 5.0, "area_within_a_day_cm2": 10.0}, "AN-01"),
        ({"covered_area_cm2": 601.0, "area_cm2": 600.0}, "AN-05"),
        ({"injected_lidocaine_mg": 100.0}, "AN-06"),
        ({"injected_prilocaine_mg": 200.0}, "AN-06"),
        ({"injected_lidocaine_with_adrenaline_mg": 200.0}, "AN-06"),
        ({"sites": ("face",)}, "AN-06"),
    ],
)
@pytest.mark.shows("S0-30")
def test_what_is_above_a_number_is_refused_and_what_is_allowed_instead_is_said(given, rule):
    answer = numbing(ADULT, ask(**given))
    assert answer.answer == "REFUSED"
    assert rule in above(answer)
    less = answer.allowance
    assert less is not None
    within = ask(**(given | {"amount_g": less.amount_g, "area_cm2": less.area_cm2, "covered_area_cm2": 0.0}))
    again = numbing(ADULT, replace(within, contact_minutes=min(within.contact_minutes, less.contact_minutes)))
    assert again.answer == "ALLOWED"


def test_adrenaline_lets_more_lidocaine_be_injected_beside_a_cream():
    plain = numbing(ADULT, ask(injected_lidocaine_mg=90.0))
    mixed = numbing(ADULT, ask(injected_lidocaine_with_adrenaline_mg=90.0))
    assert (plain.answer, mixed.answer) == ("REFUSED", "ALLOWED")


def test_the_effects_of_two_drugs_add():
    # Each drug alone stays below its ceiling; both injected to 60 % do not together.
    answer = numbing(ADULT, ask(amount_g=5.0, injected_lidocaine_mg=180.0, injected_prilocaine_mg=240.0))
    assert answer.answer == "REFUSED"
    assert [limit.met for limit in answer.limits if limit.rule == "AN-06"] == ["yes", "yes", "no"]


@pytest.mark.parametrize(
    ("given", "health", "rule", "verdict"),
    [
        ({"heat": "yes"}, {}, "AN-05", "ABSOLUTE"),
        ({"broken_skin": "yes"}, {}, "AN-05", "ABSOLUTE"),
        ({"fresh_laser_or_needle_wound": "yes"}, {}, "AN-05", "ABSOLUTE"),
        ({}, {"sunburn_now": "yes"}, "AN-05", "ABSOLUTE"),
        ({}, {"infection_or_wound_at_site": "unknown"}, "AN-05", "DEFER"),
        ({"heat": "unknown"}, {}, "AN-05", "DEFER"),
        ({"other_anaesthetic_today": "yes"}, {}, "AN-06", "RELATIVE"),
        ({"injected_lidocaine_mg": "unknown"}, {}, "AN-06", "DEFER"),
        ({}, {"methaemoglobinaemia": "yes"}, "AN-07", "ABSOLUTE"),
        ({}, {"g6pd_deficiency": "yes"}, "AN-08", "ABSOLUTE"),
        ({}, {"g6pd_deficiency": "unknown"}, "AN-08", "DEFER"),
        ({}, {"medicines_asked": "unknown"}, "AN-08", "DEFER"),
        ({}, {"allergy_amide_anaesthetic": "yes"}, "AN-11", "ABSOLUTE"),
        ({"product": "ametop", "contact_minutes": 30.0}, {"allergy_ester_anaesthetic": "yes"}, "AN-11", "ABSOLUTE"),
        ({"sites": ("eyelid",)}, {}, "AN-13", "ABSOLUTE"),
        ({"near_eye_or_mucosa": "unknown"}, {}, "AN-13", "DEFER"),
        ({"expires": date(2020, 1, 1)}, {}, "AN-03", "ABSOLUTE"),
        ({"expires": "unknown"}, {}, "AN-03", "DEFER"),
    ],
)
@pytest.mark.shows("S0-32")
def test_what_makes_a_cream_dangerous_refuses_it_without_an_amount(given, health, rule, verdict):
    answer = numbing(person(**health), ask(**({"amount_g": 3.0, "area_cm2": 20.0} | given)))
    assert answer.answer == "REFUSED"
    assert rule in rules_of(answer, verdict)
    assert answer.allowance is None
    assert answer.card is None
    assert answer.clock is None


def medicine(substance, **given):
    return (Medicine(substance=substance, **({"taken": "now"} | given)),)


@pytest.mark.shows("S0-32")
def test_medicines_that_raise_methaemoglobin_rule_out_prilocaine_and_leave_lidocaine():
    taking = person(medicines=medicine("dapsone"))
    answer = numbing(taking, ask())
    assert "AN-08" in rules_of(answer, "ABSOLUTE")
    offered = [words for words in answer.suggestions if "rules it out" in words]
    assert len(offered) == 1
    assert "LMX 4" in offered[0]
    instead = numbing(taking, ask(product="lmx4", amount_g=3.0, area_cm2=20.0, contact_minutes=30.0))
    assert instead.answer == "ALLOWED"
    long_ago = person(medicines=medicine("dapsone", taken="stopped", last_taken=date(2015, 1, 1)))
    assert numbing(long_ago, ask()).answer == "ALLOWED"


def test_amiodarone_needs_a_written_reason():
    taking = person(medicines=medicine("amiodarone"))
    small = ask(amount_g=3.0, area_cm2=20.0)
    assert "AN-09" in rules_of(numbing(taking, small), "RELATIVE")
    assert numbing(taking, small).answer == "REFUSED"
    reason = "The cardiologist agrees and the heart is watched by ECG throughout."
    written = Override(rule="AN-09", reason=reason, by_role="physician", date=taking.assessed)
    assert numbing(replace(taking, overrides=(written,)), small).answer == "ALLOWED"


def test_an_absolute_rule_gives_way_to_no_written_reason():
    reason = "The patient has asked for it and has had it before elsewhere."
    written = Override(rule="AN-08", reason=reason, by_role="physician", date=ADULT.assessed)
    deficient = replace(person(g6pd_deficiency="yes"), overrides=(written,))
    assert numbing(deficient, ask()).answer == "REFUSED"


@pytest.mark.parametrize(
    "whose",
    [
        person(liver_or_heart_failure="yes"),
        person(medicines=medicine("cimetidine")),
        person(weight=48.0),
    ],
    ids=["liver", "cimetidine", "low weight"],
)
def test_where_lidocaine_goes_slowly_half_is_allowed(whose):
    answer = numbing(whose, ask())
    assert answer.answer == "REFUSED"
    assert "AN-10" in rules_of(answer) & above(answer)
    assert answer.allowance.amount_g <= 30.0
    assert answer.doses[0].ceiling_mg <= 150.0


def test_atopic_eczema_shortens_the_time_and_absorbs_as_a_face_does():
    eczema = person(atopic_eczema="yes")
    answer = numbing(eczema, ask(amount_g=3.0, area_cm2=20.0, contact_minutes=60.0))
    assert above(answer) == {"AN-12"}
    assert answer.allowance.contact_minutes == 30.0
    assert answer.doses[0].absorbed_share == pytest.approx(0.10)
    assert numbing(eczema, ask(amount_g=3.0, area_cm2=20.0, contact_minutes=30.0)).answer == "ALLOWED"
    untried = numbing(eczema, ask(product="lmx4", amount_g=3.0, area_cm2=20.0, contact_minutes=15.0))
    assert "AN-12" in rules_of(untried, "RELATIVE")


def test_cream_lies_no_thicker_than_the_label_spreads_it():
    answer = numbing(ADULT, ask(amount_g=20.0, area_cm2=40.0))
    assert answer.answer == "ALLOWED"
    assert answer.spread_g == 6.0
    assert "AN-01" in rules_of(answer, "MODIFY")
    assert [round(one.length_cm, 1) for one in answer.ribbon] == [21.0]


def test_a_ribbon_is_measured_only_where_the_label_says_how():
    (ribbon,) = numbing(CHILD, ask(amount_g=10.0, area_cm2=100.0)).ribbon
    assert (ribbon.tube_g, ribbon.length_cm, ribbon.source) == (30.0, 35.0, "EMLApil")
    gel = numbing(ADULT, ask(product="ametop", amount_g=2.0, area_cm2=60.0, contact_minutes=40.0))
    assert gel.answer == "ALLOWED"
    assert gel.ribbon == ()


@pytest.mark.parametrize(
    ("start", "on", "off", "latest"),
    [
        (time(14, 0), ("11:50", 0), ("13:50", 0), ("15:50", 0)),
        (time(1, 0), ("22:50", -1), ("00:50", 0), ("02:50", 0)),
        (time(23, 30), ("21:20", 0), ("23:20", 0), ("01:20", 1)),
    ],
)
@pytest.mark.shows("S0-31", "S0-34")
def test_the_clock_counts_back_from_the_session_also_over_midnight(start, on, off, latest):
    clock = numbing(ADULT, ask(), start=start).clock
    assert [(one.time, one.days) for one in (clock.on, clock.off, clock.latest_off)] == [on, off, latest]
    assert clock.session.time == f"{start:%H:%M}"
    ticks = " ".join(clock.ticks).lower()
    assert all(word in ticks for word in ("wiped", "dry", "time off", "eyes"))


@pytest.mark.shows("S0-32")
def test_the_card_tells_signs_what_to_do_and_what_is_at_hand():
    card = numbing(ADULT, ask(), start=time(14, 0)).card
    signs = " ".join(card.signs).lower()
    assert all(word in signs for word in ("mouth", "metal", "ringing", "blue"))
    assert card.do[0].startswith("Stop. Wipe")
    assert {"Oxygen", "Lipid emulsion 20 % with its dosing sheet"} <= set(card.at_hand)
    assert len(card.times) == 3
    assert "11:50" in card.times[0]
    assert card.rules == ("AN-14", "AN-15")


def test_methylene_blue_is_kept_from_people_with_g6pd_deficiency():
    small = ask(product="lmx4", amount_g=3.0, area_cm2=20.0, contact_minutes=30.0)
    at_hand = {word: numbing(person(g6pd_deficiency=word), small).card.at_hand[-1] for word in ("yes", "no", "unknown")}
    assert at_hand["yes"].startswith("NO methylene blue")
    assert "ruled out" in at_hand["unknown"]
    assert at_hand["no"].startswith("Methylene blue (")


def test_labels_of_two_regions_differ_and_the_stricter_holds_unless_one_is_chosen():
    long = ask(contact_minutes=290.0)
    assert numbing(ADULT, long).answer == "REFUSED"
    european = numbing(ADULT, replace(long, label="eu"))
    assert european.answer == "ALLOWED"
    assert european.label == "the EU label"
    with pytest.raises(UnknownNameError, match="ametop"):
        numbing(ADULT, ask(product="ametop", label="us"))


def test_an_unknown_cream_is_named():
    with pytest.raises(UnknownNameError, match="emla"):
        numbing(ADULT, ask(product="emlaa"))


def test_every_rule_on_creams_speaks_here_and_every_number_has_a_source():
    answers = [
        numbing(ADULT, STRONG),
        numbing(ADULT, ask(contact_minutes=300.0)),
        numbing(CHILD, ask()),
        numbing(ADULT, ask(heat="yes", near_eye_or_mucosa="yes")),
        numbing(person(**dict.fromkeys(("methaemoglobinaemia", "g6pd_deficiency", "atopic_eczema"), "yes")), ask()),
        numbing(person(weight=40.0, allergy_amide_anaesthetic="yes", medicines=medicine("sotalol")), ask()),
    ]
    assert set().union(*map(rules_of, answers)) == {rule.id for rule in rule_set("anaesthesia").rule}
    for answer in answers:
        assert answer.answer == "REFUSED"
        for key in {key for one in (*answer.reasons, *answer.limits) for key in one.sources}:
            assert reference(key).citation
        assert all(one.sources and one.where for one in answer.limits)


@pytest.mark.shows("S0-33")
def test_no_answer_makes_a_forbidden_claim_and_all_come_back_from_json():
    for product in ("emla", "lmx4", "ametop", "pliaglis"):
        for whose in (ADULT, CHILD):
            answer = numbing(whose, ask(product=product, contact_minutes=30.0), start=time(10, 0))
            text = to_json(answer)
            assert claims_in(text) == ()
            assert "safe" not in text.lower().replace("safety", "")
            assert from_json(NumbingAnswer, text) == answer


@pytest.mark.parametrize("product", creams(), ids=lambda product: product.id)
def test_creams_of_the_library_name_real_sources_and_bands_without_gaps(product):
    for label in product.label:
        assert reference(label.source).citation
        for age in (label.from_age_years, 0.5, 3.0, 11.5, 12.5, 17.0, 30.0, 90.0):
            fits = [b for b in label.band if b.age_from_years <= age < (b.age_below_years or 200.0)]
            assert fits or age < label.from_age_years
    assert all(reference(one.source).citation for one in (*product.content, *product.ribbon))


@pytest.mark.parametrize(
    ("fact", "value", "rule"),
    [
        ("pregnancy", "yes", "PT-01"),
        ("pregnancy", "unknown", "PT-01"),
        ("skin_cancer_at_site", "yes", "PT-06"),
        ("skin_cancer_at_site", "unknown", "PT-06"),
        ("sunburn_now", "yes", "PT-14"),
        ("waxed_in_2_weeks", "yes", "PT-41"),
    ],
)
def test_what_keeps_creams_off_a_person_keeps_every_cream_off_whatever_its_amount(fact, value, rule):
    answer = numbing(person(**{fact: value}), ask(amount_g=1.0, area_cm2=10.0, contact_minutes=60.0))
    assert answer.answer == "REFUSED"
    assert rule in rules_of(answer, "ABSOLUTE", "DEFER")
    assert answer.allowance is None
    assert not any("nothing told here rules it out" in words for words in answer.suggestions)


def test_herpes_where_the_cream_would_go_waits_and_breastfeeding_does_not():
    assert "PT-09" in rules_of(numbing(person(herpes_now_at_site="yes", herpes_ever_in_field="yes"), ask()), "DEFER")
    assert numbing(person(breastfeeding="yes"), ask()).answer == "ALLOWED"


def test_what_is_said_of_light_alone_keeps_no_cream_off():
    assert numbing(person(keloid="yes", ink_in_field="yes", sun_or_sunbed_in_6_weeks="yes"), ask()).answer == "ALLOWED"


def test_no_written_reason_opens_a_cream_to_a_pregnancy():
    reason = "The person asks for it and understands what may follow from it."
    written = Override(rule="PT-01", reason=reason, by_role="dermatologist", date=EXPIRES)
    case = replace(person(pregnancy="yes"), overrides=(written,))
    answer = numbing(case, ask())
    assert answer.answer == "REFUSED"
    assert any("cannot be overridden" in one.because for one in answer.reasons if one.rule == "PT-01")
