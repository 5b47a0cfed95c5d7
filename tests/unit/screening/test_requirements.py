"""What screening, indications and causes owe to numbered requirements, each shown on a person or an entry."""

from __future__ import annotations

import pytest
from histories import EXAMPLES, case_with, yes

from lentigo.domain.health import HEALTH_QUESTIONS
from lentigo.domain.numbing_files import numbing_from_toml, numbing_to_toml
from lentigo.domain.questions import question_at
from lentigo.domain.shape import fields_of
from lentigo.library.devices import device
from lentigo.library.indications import indication, indication_of
from lentigo.planning.aims import goal_of
from lentigo.planning.dial import combinations
from lentigo.planning.laser_safety import shields_for
from lentigo.screening import screen, verdict_for
from lentigo.screening.causes import weigh
from lentigo.screening.phrases import claims_in


def said(case, place, rule):
    """What a rule says of a treatment of a case: its verdicts, and its words."""
    reasons = [r for r in screen(case).reasons if r.rule == rule and (not r.scope or place in r.scope)]
    return {r.verdict for r in reasons}, " ".join(f"{r.because} {r.action}" for r in reasons)


def of(kind, *, depth="unknown", **facts):
    return case_with({"lesion.kind": kind, "lesion.depth": depth} | facts)


def thought_of(make_case, facts, *treatments):
    return make_case(facts | {"treatments": list(treatments)})


@pytest.mark.shows("S1-34")
def test_a_pregnancy_waits_and_the_reason_is_told(make_case):
    screening = screen(make_case({"health.pregnancy": "yes"}))
    (reason,) = [r for r in screening.reasons if r.rule == "PT-01"]
    assert screening.verdict == reason.verdict == "DEFER"
    assert "what can wait, waits" in reason.because
    assert "radiation" not in reason.because
    assert "after delivery" in reason.action


@pytest.mark.shows("S1-36")
def test_cancer_at_the_site_blocks_and_treatment_for_cancer_waits(make_case):
    here = screen(make_case({"health.skin_cancer_at_site": "yes"}))
    assert (here.verdict, here.reasons[0].rule) == ("ABSOLUTE", "PT-06")
    treated = screen(make_case({"health.cancer_treatment_in_6_months": "yes"}))
    assert (treated.verdict, treated.reasons[0].rule) == ("DEFER", "PT-07")


@pytest.mark.shows("S1-35")
def test_a_keloid_blocks_ablation_and_leaves_gentler_ways_to_a_reason_and_a_test_spot(make_case):
    deep = ("full_field_ablative", "fractional_ablative", "dermabrasion")
    gentle = ("fractional_nonablative", "q_switched")
    scarring = screen(thought_of(make_case, {"health.keloid": "yes"}, *deep, *gentle))
    assert {verdict_for(scarring, handpiece=place) for place in deep} == {"ABSOLUTE"}
    for place in gentle:
        (reason,) = [r for r in scarring.reasons if r.rule == "PT-05" and (not r.scope or place in r.scope)]
        assert reason.verdict == "RELATIVE"
        assert "Test spot at the lowest setting, read after eight weeks" in reason.action
        assert "test_spots_first" in reason.effects
    # Nobody who was not asked is treated as if the answer were no.
    for place in deep:
        assert said(thought_of(make_case, {"health.keloid": "unknown"}, *deep), place, "PT-04")[0] == {"DEFER"}


@pytest.mark.shows("S1-31")
def test_distress_about_the_skin_is_asked_for_and_waits(make_case):
    assert question_at("health.distress_about_skin").text.endswith("?")
    assert screen(make_case({"health.distress_about_skin": "yes"})).verdict == "DEFER"
    assert screen(make_case({"health.distress_about_skin": "unknown"})).verdict == "DEFER"


@pytest.mark.shows("S1-18")
def test_hormonal_spots_are_melasma_and_have_its_code():
    mother = of("melasma", **yes("began_with_pregnancy_or_hormones", "symmetric_on_face"), **{"skin.site": "cheek"})
    assert weigh(mother).causes[0].name == "hormones"
    assert indication_of(mother).icd10[0] == "L81.1"
    kinds = {kind for name in ("melasma", "pigment_in_pregnancy") for kind in indication(name).kinds}
    assert kinds == {"melasma"}


@pytest.mark.shows("S1-23")
def test_freckles_respond_and_come_back_with_the_sun():
    freckles = indication("freckles")
    assert freckles.first == "device"
    assert freckles.settings_here
    assert "respond well" in freckles.light
    assert "come back with sun" in freckles.light


@pytest.mark.shows("S1-25")
def test_dark_marks_get_their_cause_calmed_creams_first_and_light_last_and_low():
    kind = "post_inflammatory_hyperpigmentation"
    early = of(kind, **{"diagnosis.first_line_care_weeks": 2.0})
    verdicts, words = said(early, "q_switched", "DX-08")
    assert verdicts == {"DEFER"}
    assert "Calm the cause" in words
    assert screen(early).blocks
    assert indication(kind).first == "topical"
    assert indication(kind).light.startswith("Last and low")
    assert goal_of(kind, next(combinations(device("qs_ndyag")))) == "no_whitening"


@pytest.mark.shows("S1-27")
def test_melasma_gets_light_third_and_is_told_to_come_back_and_to_worsen_with_heat(make_case):
    melasma = indication("melasma")
    assert melasma.first == "topical"
    assert melasma.light.startswith("Third choice")
    assert "worsens with heat and comes back" in melasma.light
    care = {"lesion.kind": "melasma", "lesion.depth": "mixed"}
    assert screen(make_case(care | {"diagnosis.first_line_care_weeks": 4.0})).verdict == "DEFER"
    after = thought_of(make_case, care | {"diagnosis.first_line_care_weeks": 12.0}, "ipl", "superficial_peel")
    assert verdict_for(screen(after), handpiece="ipl") == "RELATIVE"
    assert "DX-09" in {r.rule for r in screen(after).reasons if "ipl" in r.scope}


@pytest.mark.shows("S1-28")
def test_a_solar_lentigo_of_the_face_waits_until_lentigo_maligna_is_ruled_out(make_case):
    best = indication("solar_lentigo")
    assert best.first == "device"
    assert best.light.startswith("The best-suited of all pigment spots")
    face = {"skin.site": "cheek", "findings.wide_or_irregular": "yes"}
    unseen = screen(make_case(face | {"diagnosis.dermatoscopy": "no"}))
    assert "DX-03" in {r.rule for r in unseen.reasons if r.verdict == "DEFER"}
    physician = {"diagnosis.by": "physician", "diagnosis.dermatoscopy_training": "yes", "diagnosis.histology": "no"}
    assert "DX-03" in {r.rule for r in screen(make_case(face | physician)).reasons if r.verdict == "DEFER"}
    assert not screen(make_case(face)).blocks
    assert not screen(make_case(face | physician | {"diagnosis.histology": "yes"})).blocks


@pytest.mark.shows("S1-33")
@pytest.mark.parametrize(
    "facts",
    [{"lesion.kind": "mole"}, {"lesion.kind": "suspected_melanoma"}, {"health.skin_cancer_at_site": "yes"}],
)
def test_some_findings_block_and_no_written_reason_lifts_them(make_case, facts):
    blocked = screen(make_case(facts))
    (rule, *_) = [r.rule for r in blocked.reasons if r.verdict == "ABSOLUTE"]
    why = {"rule": rule, "reason": "Decided together after a long talk.", "by_role": "dermatologist"}
    again = screen(make_case(facts | {"overrides": [why | {"date": "2026-03-02"}]}))
    assert blocked.verdict == again.verdict == "ABSOLUTE"


@pytest.mark.shows("S2-12")
def test_cosmetic_treatment_is_for_adults_and_health_is_asked_for(make_case):
    assert screen(make_case({"person.age_years": 17.9})).verdict == "ABSOLUTE"
    assert screen(make_case({"person.age_years": "unknown"})).verdict == "DEFER"
    assert screen(make_case({"person.age_years": 18.0})).verdict == "CLEAR"
    required = {name for name, field in fields_of(type(make_case().health)).items() if field.required}
    assert set(HEALTH_QUESTIONS) - required == {"epilepsy_from_flashes"}


@pytest.mark.shows("S2-13")
@pytest.mark.parametrize("way", ["tranexamic_acid_by_mouth", "tranexamic_acid_injected"])
def test_tranexamic_acid_asks_for_clots_hormones_and_seizures(make_case, way):
    assert verdict_for(screen(thought_of(make_case, {}, way)), handpiece=way) not in ("ABSOLUTE", "DEFER", "RELATIVE")
    pill = {"health.medicines": [{"substance": "ethinylestradiol", "taken": "now"}]}
    for facts in ({"health.blood_clot": "yes"}, pill, {"health.seizures_or_colour_vision_loss": "yes"}):
        found = verdict_for(screen(thought_of(make_case, facts, way)), handpiece=way)
        assert found == ("ABSOLUTE" if way.endswith("mouth") else "RELATIVE"), facts


@pytest.mark.shows("S2-13")
def test_tranexamic_acid_by_mouth_asks_for_the_kidneys(make_case):
    way = "tranexamic_acid_by_mouth"
    weak = screen(thought_of(make_case, {"health.kidney_disease": "yes"}, way))
    assert "sets the dose by the kidneys" in " ".join(r.action for r in weak.reasons)
    assert verdict_for(screen(thought_of(make_case, {"health.kidney_disease": "unknown"}, way)), handpiece=way) == (
        "DEFER"
    )


@pytest.mark.shows("S3-02")
@pytest.mark.parametrize("name", ["stretch_marks_red", "stretch_marks_white"])
def test_stretch_marks_improve_and_do_not_go_away(make_case, name):
    assert "collagen" in indication(name).target
    assert not {"epidermal_melanin", "dermal_melanin"} & set(indication(name).target)
    told = screen(thought_of(make_case, {"lesion.kind": name}, "pulsed_dye", "fractional_nonablative"))
    assert "may become less visible and do not disappear" in " ".join(r.action for r in told.reasons)


@pytest.mark.shows("S3-16")
def test_red_and_white_stretch_marks_have_different_targets(make_case):
    assert indication("stretch_marks_red").target[0] == "blood"
    assert indication("stretch_marks_white").target == ("collagen",)
    for kind, way in (("stretch_marks_red", "fractional_nonablative"), ("stretch_marks_white", "pulsed_dye")):
        told = screen(thought_of(make_case, {"lesion.kind": kind}, way))
        assert "DX-13" in {r.rule for r in told.reasons if r.verdict == "MODIFY"}, kind


@pytest.mark.shows("S3-17")
def test_resurfacing_by_neodymium_is_a_claim_with_its_correction():
    (claim,) = claims_in("We offer classical laser resurfacing (neodymium laser).")
    assert "carbon dioxide or erbium" in claim.correction
    assert "neodymium laser reaches deeper and removes no surface" in claim.correction


@pytest.mark.shows("S3-18")
@pytest.mark.parametrize("site", ["back", "chest", "abdomen", "forearm", "thigh", "back_of_hand"])
@pytest.mark.parametrize("kind", ["solar_lentigo", "stretch_marks_white"])
def test_the_whole_surface_is_never_taken_off_on_trunk_and_limbs(make_case, site, kind):
    facts = {"skin.site": site, "lesion.kind": kind}
    screening = screen(thought_of(make_case, facts, "full_field_ablative", "fractional_ablative"))
    assert verdict_for(screening, handpiece="full_field_ablative") == "ABSOLUTE"
    assert verdict_for(screening, handpiece="fractional_ablative") not in ("ABSOLUTE", "DEFER", "REFER")


@pytest.mark.shows("S4-01")
def test_photoageing_and_scars_are_indications():
    assert indication("photoageing").icd10[0] == "L57.8"
    assert indication("scar").icd10[0] == indication("acne_scar").icd10[0] == "L90.5"
    for kind in ("photoageing", "scar", "acne_scar"):
        assert indication_of(of(kind)).first_care


@pytest.mark.shows("S4-02")
@pytest.mark.parametrize(("site", "shield"), [("eyelid", "metal_inside_lids"), ("lip", "metal_outside_lids")])
def test_lines_around_eyes_and_mouth_get_shields_and_cover_against_herpes(make_case, site, shield):
    assert shields_for(site).kind == shield
    facts = {"skin.site": site, "lesion.kind": "fine_lines", "lesion.depth": "unknown"}
    told = screen(thought_of(make_case, facts, "full_field_ablative", "fractional_ablative"))
    (cover,) = [r for r in told.reasons if r.rule == "PT-10"]
    assert set(cover.scope) == {"full_field_ablative", "fractional_ablative"}
    assert "medicine against herpes" in cover.action


@pytest.mark.shows("S4-05")
def test_loose_skin_is_sent_to_a_surgeon(make_case):
    told = screen(thought_of(make_case, {"skin.site": "face", "findings.loose_skin": "yes"}, "full_field_ablative"))
    assert verdict_for(told, handpiece="full_field_ablative") == "REFER"
    (reason,) = [r for r in told.reasons if r.rule == "DX-12"]
    assert "surgical opinion" in reason.action


@pytest.mark.shows("S4-11")
def test_herpes_is_covered_and_most_of_all_before_ablation(make_case):
    face = {"skin.site": "face", "lesion.depth": "unknown"}
    ways = ("full_field_ablative", "long_pulse")

    def covered(answer):
        told = screen(thought_of(make_case, face | {"health.herpes_ever_in_field": answer}, *ways)).reasons
        return {way for way in ways for r in told if r.rule in ("PT-10", "PT-11") and way in r.scope}

    assert covered("no") == {"full_field_ablative"}, "who never had a cold sore is covered before ablation too"
    assert covered("yes") == covered("unknown") == set(ways)


@pytest.mark.shows("X-01")
def test_unsuitable_skin_care_is_asked_for_left_off_and_looked_at_again():
    before, after = (weigh(case_with(yes("irritating_skin_care") if told else {}, findings="no")) for told in (0, 1))
    points = [next(c.points for c in one.causes if c.name == "skin_care") for one in (before, after)]
    assert points[0] < points[1]
    (cause,) = [c for c in after.causes if c.name == "skin_care"]
    assert "Leave the products off" in cause.follows
    assert "look again" in cause.follows
    assert question_at("findings.irritating_skin_care").text.endswith("?")


@pytest.mark.shows("S0-29")
def test_a_numbing_cream_is_recorded_with_product_licence_and_batch():
    text = (EXAMPLES / "cream_hand.toml").read_text(encoding="utf-8")
    told = text.replace('licence_number = "unknown"', 'licence_number = "EU/1/00/000"')
    request = numbing_from_toml(told.replace('batch = "unknown"', 'batch = "L1234"'))
    assert (request.product, request.licence) == ("emla", "licensed_here")
    assert (request.licence_number, request.batch) == ("EU/1/00/000", "L1234")
    assert numbing_from_toml(numbing_to_toml(request)) == request
