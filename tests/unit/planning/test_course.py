"""Courses over months: bands in order, what rules forbid left out, order of steps felt, colours that agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lentigo
from lentigo import library, planning, units
from lentigo.domain.health import health_answered
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import as_plain
from lentigo.domain.strategy import CareWish, CourseWishes, Numbing, ProtectionWish, SessionWish, Strategy, SunHabits
from lentigo.errors import QuestionError
from lentigo.library.strategies import strategies_for
from lentigo.planning.compose_care import PIGMENT_TABLES
from lentigo.planning.course import course
from lentigo.planning.course_colour import colour_table
from lentigo.planning.course_intervals import marks_easily
from lentigo.planning.course_order import in_order
from lentigo.planning.course_outcome import MONTHS_6, recurred
from lentigo.planning.course_pigment import body_of, follow
from lentigo.planning.delivered import interval_weeks
from lentigo.planning.healing import healing_deviates, healing_pace
from lentigo.planning.question import ask as ask_of
from lentigo.planning.screened import screened
from lentigo.screening.phrases import claims_in

EXAMPLES = Path(__file__).parents[3] / "examples"
TINY = Numerics(skins=16, packets=4000)
SUN = SunHabits(latitude_deg=25.0, behaviour="mixed", covered="no")
CREAM = CareWish(drug="hydroquinone", strength_percent=4.0, to_day=56)
FILM = ProtectionWish(factor=50.0, amount_mg_cm2=1.0, applications_per_day=2.0, to_day=400)


def ask_question(case):
    return ask_of(case, screened(case), numerics=replace(TINY, skins=64))


def named(name, **parts):
    return Strategy(name=name, title=name.replace("_", " "), **parts)


def light(*days, **wish):
    return tuple(SessionWish(day=day, **wish) for day in days)


@pytest.fixture(scope="module")
def case(hand):
    """The routine hand with its sun told."""
    return replace(hand, course=CourseWishes(sun=SUN))


@pytest.fixture(scope="module")
def plan(case):
    return planning.plan(case, (library.device("qs_ndyag"),), numerics=TINY, verified=False)


@pytest.fixture(scope="module")
def ask(case, plan):
    """The courses of some strategies of the hand, by name."""

    def run(*strategies, days=182, of=case):
        found = course(of, plan if of is case else None, strategies=strategies, horizon_days=days, numerics=TINY)
        assert not found.not_offered, found.not_offered
        return {one.strategy.name: one for one in found.strategies}

    return run


@pytest.fixture(scope="module")
def usual(case, plan):
    """The library's strategies for the hand."""
    return course(case, plan, numerics=TINY)


@pytest.fixture(scope="module")
def melasma():
    """Melasma with months of care behind it, so that the plan has a setting."""
    given = lentigo.read_case(EXAMPLES / "cheek_melasma.toml")
    cared = replace(given.diagnosis, first_line_care_weeks=14.0)
    return replace(given, diagnosis=cared, health=health_answered(), course=CourseWishes(sun=SUN))


@pytest.fixture(scope="module")
def melasma_course(melasma):
    made = planning.plan(melasma, (library.device("qs_ndyag"),), numerics=TINY, verified=False)
    assert made.decision == "setting"
    return course(melasma, made, numerics=TINY)


def test_bands_are_in_order_and_shares_are_shares(usual, melasma_course):
    for one in (*usual.strategies, *melasma_course.strategies):
        traces = [one.contrast_ita_deg, one.contrast_delta_e, one.lesion_melanin_share, one.redness_delta_a]
        for trace in (*traces, one.discomfort_0_to_10):
            assert len(trace.p5) == len(trace.p50) == len(trace.p95) == len(one.days)
            assert all(low <= middle <= high for low, middle, high in zip(trace.p5, trace.p50, trace.p95, strict=True))
        assert all(0 <= share <= 1 for share in one.dark_marks_share)
        assert max(one.discomfort_0_to_10.p95) <= 10
        assert min(one.redness_delta_a.p5) >= 0
        assert sum(one.sessions_needed) <= 1 + 1e-9
        assert len(one.sessions_needed) == len(one.sessions) == one.outcome.visits
        for share in (one.outcome.recurred_by_6_months, one.outcome.recurred_by_12_months):
            assert share is None or 0 <= share <= 1
        assert tuple(sorted(set(one.days))) == one.days


def test_every_strategy_begins_where_the_others_begin(usual):
    first = {(one.contrast_ita_deg.p50[0], one.lesion_melanin_share.p50[0]) for one in usual.strategies}
    assert len(first) == 1
    assert first.pop()[1] == pytest.approx(1.0, abs=1e-3)


def test_the_lesion_is_darker_than_the_skin_at_first(usual, melasma_course):
    for one in (*usual.strategies, *melasma_course.strategies):
        first = one.swatches[0]
        assert first.day == 0
        assert sum(first.lesion_srgb) < sum(first.skin_srgb) - 0.05
        assert one.contrast_ita_deg.p5[0] > 0


def test_sessions_mark_at_least_as_often_as_the_worst_of_them(usual, melasma_course):
    for one in (*usual.strategies, *melasma_course.strategies):
        singles = [session.chance_dark_marks for session in one.sessions]
        assert one.outcome.chance_dark_marks >= max(singles, default=0.0)
        assert one.outcome.chance_burn >= max((session.chance_burn for session in one.sessions), default=0.0)


def test_a_cream_that_irritates_gives_no_marks_of_sessions(melasma_course):
    toning = next(one for one in melasma_course.strategies if one.strategy.sessions)
    before = [day < toning.strategy.sessions[0].day for day in toning.days]
    assert any(before)
    assert all(share == 0 for share, early in zip(toning.dark_marks_share, before, strict=True) if early)


def test_the_first_session_says_what_the_plan_says(ask, plan):
    one = ask(named("one", sessions=light(0)))["one"]
    risks = plan.recommended.recommended
    assert one.sessions[0].chance_effect == pytest.approx(risks.chance_effect, abs=1e-4)
    assert one.sessions[0].chance_dark_marks == pytest.approx(risks.chance_dark_marks, abs=1e-4)
    assert one.sessions[0].chance_burn == pytest.approx(risks.chance_burn, abs=1e-4)


def test_later_sessions_are_never_stronger(usual, plan):
    highest = {window.device: window.highest_allowed_j_cm2 for window in plan.windows}
    for one in usual.strategies:
        dialled = [float(session.setting.split(" J/cm²")[0]) for session in one.sessions]
        assert all(value <= max(highest.values()) + 1e-9 for value in dialled)
        assert dialled == sorted(dialled, reverse=True)


@pytest.mark.parametrize("passes", [1, 2])
def test_a_stronger_session_clears_no_less(ask, passes):
    found = ask(*(named(f"s{k}", sessions=light(0, setting_share=k / 4, passes=passes)) for k in range(1, 5)))
    reading = found["s1"].days.index(28)
    left = [found[f"s{k}"].lesion_melanin_share.p50[reading] for k in range(1, 5)]
    assert left == sorted(left, reverse=True)
    assert left[-1] < left[0] - 0.05


def test_another_pass_takes_longer_and_marks_and_burns_more(ask):
    found = ask(*(named(f"p{count}", sessions=light(0, passes=count)) for count in (1, 2, 3)))
    sessions = [found[f"p{count}"].sessions[0] for count in (1, 2, 3)]
    for axis in ("duration_minutes", "chance_dark_marks"):
        told = [getattr(session, axis) for session in sessions]
        assert told[0] < told[1] < told[2]
    assert sessions[0].chance_burn <= sessions[1].chance_burn <= sessions[2].chance_burn


def test_order_matters(ask):
    cream_first = named("cream_first", sessions=light(63), care=(CREAM,))
    light_first = named("light_first", sessions=light(0), care=(replace(CREAM, from_day=28, to_day=84),))
    found = ask(cream_first, light_first)
    ends = [one.lesion_melanin_share.p50[-1] for one in found.values()]
    assert abs(ends[0] - ends[1]) > 0.005


def test_two_devices_may_share_one_visit_and_the_second_meets_what_the_first_has_left(case):
    two = (library.device("qs_ndyag"), library.device("ps_ndyag_alexandrite"))
    both = planning.plan(case, two, numerics=TINY, verified=False)
    able = [one.device for one in both.windows if one.recommended is not None]
    assert len(set(able)) == 2
    first, second = dict.fromkeys(able)
    alone = named("alone", sessions=light(0, device=first))
    joined = named("joined", sessions=(*light(0, device=first), *light(0, device=second)))
    turned = named("turned", sessions=(*light(0, device=second), *light(0, device=first)))
    found = course(case, both, strategies=(alone, joined, turned), horizon_days=90, numerics=TINY)
    told = {one.strategy.name: one for one in found.strategies}
    assert told["joined"].outcome.visits == 1
    assert len(told["joined"].sessions) == 2
    assert told["joined"].lesion_melanin_share.p50[-1] <= told["alone"].lesion_melanin_share.p50[-1]
    assert told["joined"].sessions[1].chance_effect != told["turned"].sessions[0].chance_effect
    assert any("Several steps in one visit" in finding.text for finding in told["joined"].findings)


def test_what_returns_between_sessions_is_told_beside_the_interval(usual, melasma_course):
    for found in (usual, melasma_course):
        for one in found.strategies:
            told = [finding.text for finding in one.findings if finding.text.startswith("Until the next session")]
            assert len(told) == (1 if one.outcome.visits > 1 else 0)


def test_melasma_may_be_kept_by_a_milder_cream(melasma_course):
    told = {one.strategy.name: one for one in melasma_course.strategies}
    kept, stopped = (told[name].lesion_melanin_share.p50 for name in ("triple_cream_kept", "triple_cream"))
    assert len(told["triple_cream_kept"].strategy.care) == 2
    assert kept[-1] < stopped[-1]


def test_a_drug_that_is_not_paused_before_light_is_told(ask):
    found = ask(
        named("not_paused", sessions=light(30), care=(CREAM,)), named("paused", sessions=light(70), care=(CREAM,))
    )
    told = {name: [f.text for f in one.findings if "before light" in f.text] for name, one in found.items()}
    assert len(told["not_paused"]) == 1
    assert "session on day 30" in told["not_paused"][0]
    assert not told["paused"]


def test_a_cream_on_healing_skin_is_told(ask):
    soon, later = replace(CREAM, from_day=29, to_day=60), replace(CREAM, from_day=90, to_day=120)
    found = ask(named("soon", sessions=light(28), care=(soon,)), named("later", sessions=light(28), care=(later,)))
    told = {name: [f for f in one.findings if "skin that heals" in f.text] for name, one in found.items()}
    assert len(told["soon"]) == 1
    assert not told["later"]


def test_the_numbing_cream_eases_the_session(case):
    person = replace(case, health=health_answered(), person=replace(case.person, age_years=40.0, weight_kg=70.0))
    made = planning.plan(person, (library.device("qs_ndyag"),), numerics=TINY, verified=False)
    cream = Numbing(cream="emla", amount_g=2.0, contact_minutes=60.0)
    found = course(
        person,
        made,
        strategies=(named("plain", sessions=light(0)), named("numb", sessions=light(0, numbing=cream))),
        numerics=TINY,
    )
    one = {each.strategy.name: each for each in found.strategies}
    eased, plain = one["numb"].sessions[0], one["plain"].sessions[0]
    assert eased.pain_0_to_10 == plain.pain_0_to_10
    assert eased.pain_with_cream_0_to_10.p50 < plain.pain_0_to_10.p50
    assert one["numb"].discomfort_0_to_10.p50[0] < one["plain"].discomfort_0_to_10.p50[0]
    assert any("numbing cream" in entry.text for entry in one["numb"].calendar)


def test_a_refused_numbing_cream_is_told_and_eases_nothing(case):
    allergic = replace(case, health=health_answered(allergy_amide_anaesthetic="yes"))
    made = planning.plan(allergic, (library.device("qs_ndyag"),), numerics=TINY, verified=False)
    numb = named("numb", sessions=light(0, numbing=Numbing(cream="emla", amount_g=2.0, contact_minutes=60.0)))
    one = course(allergic, made, strategies=(numb,), numerics=TINY).strategies[0]
    assert one.sessions[0].pain_with_cream_0_to_10 is None
    assert any("numbing cream is not given" in finding.text for finding in one.findings)


def test_sessions_too_near_each_other_are_left_out_with_the_rule(case, plan):
    found = course(case, plan, strategies=(named("hasty", sessions=light(0, 10)),), numerics=TINY)
    assert not found.strategies
    assert "DV-15" in found.not_offered[0].because
    assert found.not_offered[0].sources


def test_melasma_has_few_sessions_of_toning(melasma):
    made = planning.plan(melasma, (library.device("qs_ndyag"),), numerics=TINY, verified=False)
    ways = [named(f"n{count}", sessions=light(*range(0, 21 * count, 21))) for count in (10, 11)]
    found = course(melasma, made, strategies=ways, numerics=TINY)
    assert [one.strategy.name for one in found.strategies] == ["n10"]
    assert "DX-10" in found.not_offered[0].because


def test_default_sessions_wait_for_healing_and_the_rule(usual, case):
    weeks = interval_weeks(case, (library.device("qs_ndyag"),))
    for one in usual.strategies:
        for session in one.sessions[1:]:
            assert session.interval_days >= 7 * weeks
            assert session.interval_days >= one.aftercare.when("next_session").allowed_after_days


def test_gentle_light_follows_the_rule_for_dark_skin(melasma_course, melasma):
    toning = next(one for one in melasma_course.strategies if one.strategy.sessions)
    assert melasma.person.phototype == "IV"
    assert {session.interval_days for session in toning.sessions[1:]} == {21}
    assert any("DV-15" in finding.text for finding in toning.findings)


def test_only_a_clear_no_lets_the_next_session_come_before_dark_marks_would(case):
    calm = replace(case, health=health_answered())
    assert not marks_easily(calm)
    assert marks_easily(replace(calm, person=replace(calm.person, phototype="unknown")))
    assert marks_easily(replace(calm, person=replace(calm.person, phototype="V")))
    tanned = replace(calm.skin, colour=replace(calm.skin.colour, ita_deg=5.0))
    assert marks_easily(replace(calm, skin=tanned))
    assert marks_easily(case) == (case.health.previous_dark_marks.value != "no")


def test_tranexamic_acid_is_left_out_beside_hormones():
    given = lentigo.read_case(EXAMPLES / "cheek_melasma.toml")
    found = course(replace(given, course=CourseWishes(sun=SUN)), numerics=TINY)
    left_out = [one for one in found.not_offered if "ranexamic" in one.title]
    assert len(left_out) == 1
    assert "PT-" in left_out[0].because or "PH-" in left_out[0].because
    assert not any(wish.drug == "tranexamic_acid_oral" for one in found.strategies for wish in one.strategy.care)


@pytest.mark.parametrize("drug", ["hydroquinone", "tretinoin", "triple_combination", "tranexamic_acid_oral"])
@pytest.mark.parametrize("pregnant", ["yes", "unknown"])
def test_drugs_that_harm_a_child_are_left_out(melasma, drug, pregnant):
    answer = replace(melasma.health.pregnancy, value=pregnant)
    person = replace(melasma, health=replace(melasma.health, pregnancy=answer))
    wish = CareWish(drug=drug, applications_per_day=1.0, to_day=56)
    found = course(person, strategies=(named("drug", care=(wish,)),), horizon_days=60, numerics=TINY)
    assert not found.strategies
    assert found.not_offered[0].sources
    assert "(P" in found.not_offered[0].because


@pytest.mark.parametrize("name", ["mole_refused", "spot_with_red_flag", "no_diagnosis"])
def test_nothing_is_offered_before_somebody_has_looked(name):
    refused = lentigo.read_case(EXAMPLES / f"{name}.toml")
    try:
        found = course(refused, numerics=TINY)
    except QuestionError:
        assert refused.lesion.kind not in PIGMENT_TABLES
        return
    assert not found.strategies
    assert found.not_offered
    assert found.headline


def test_more_risk_never_adds_a_strategy(case, usual):
    riskier = replace(
        case,
        person=replace(case.person, phototype="VI"),
        health=replace(case.health, pregnancy=replace(case.health.pregnancy, value="yes")),
    )
    found = course(riskier, horizon_days=60, numerics=TINY)
    assert {one.strategy.name for one in found.strategies} <= {one.strategy.name for one in usual.strategies}


def test_light_after_care_needs_eight_weeks_of_both_cream_and_protection(melasma):
    given = replace(melasma, diagnosis=replace(melasma.diagnosis, first_line_care_weeks=0.0))
    made = planning.plan(given, (library.device("qs_ndyag"),), numerics=TINY, verified=False)
    assert made.decision != "setting"
    creams = tuple(CareWish(drug=drug, to_day=28) for drug in ("hydroquinone", "azelaic_acid"))
    ways = (
        named("both", sessions=light(84), care=(CREAM,), protection=(FILM,)),
        named("no_protection", sessions=light(84), care=(CREAM,)),
        named("two_creams_of_four_weeks", sessions=light(84), care=creams, protection=(FILM,)),
        named("too_early", sessions=light(42), care=(CREAM,), protection=(FILM,)),
        named("at_once", sessions=light(0)),
    )
    found = course(given, made, strategies=ways, numerics=TINY)
    assert [one.strategy.name for one in found.strategies] == ["both"]
    assert len(found.not_offered) == 4
    assert any("Screen and measure again" in finding.text for finding in found.strategies[0].findings)


def test_care_first_in_melasma_even_with_a_setting(melasma_course):
    first = melasma_course.strategies[0].strategy
    assert first.care
    assert not first.sessions


def test_what_was_never_compared_does_not_go_first(usual, case, plan):
    one = next(found for found in usual.strategies if found.strategy.name == "as_planned")
    weaker = replace(one, outcome=replace(one.outcome, evidence="model_only"))
    for pair in ((one, weaker), (weaker, one)):
        assert in_order(pair, case=case, plan=plan)[0] is one
    more_visits = replace(one, outcome=replace(one.outcome, visits=one.outcome.visits + 4))
    assert in_order((more_visits, one), case=case, plan=plan)[0] is one


def test_headline_and_reasons_say_how_well_it_was_studied(usual):
    assert "Evidence" in usual.headline or "No study" in usual.headline
    assert all("vidence" in line or "No study" in line for line in usual.why[: len(usual.strategies)])


def test_no_text_makes_a_claim(usual, melasma_course):
    def texts(value):
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for inner in value.values():
                yield from texts(inner)
        elif isinstance(value, (list, tuple)):
            for inner in value:
                yield from texts(inner)

    for found in (usual, melasma_course):
        said = {**as_plain(found)}
        said.pop("case")
        assert not [text for text in texts(said) if claims_in(text)]


def test_recurrence_needs_something_that_ended(ask):
    found = ask(named("nothing"), named("film", protection=(FILM,)), named("cream", care=(CREAM,)), days=365)
    assert found["nothing"].outcome.recurred_by_6_months is None
    assert found["film"].outcome.recurred_by_12_months is None
    assert found["cream"].outcome.recurred_by_12_months is not None


def test_a_mark_that_only_fades_does_not_come_back():
    acne = lentigo.read_case(EXAMPLES / "course_dark_mark_after_acne.toml")
    body = body_of(
        acne, ask_question(acne), sun=SUN, horizon_days=84, last_day=84 + MONTHS_6, numerics=replace(TINY, skins=64)
    )
    cared = follow(body, named("cream", care=(replace(CREAM, to_day=84),)), physics=None, tick=lambda: None)
    share = cared.excess_share
    # Many have lost what the cream had won over doing nothing, and none is darker than it was.
    assert np.all(share[-1] <= share.min(axis=0) + 0.05)
    assert recurred(cared, after=MONTHS_6, last_step=84) == 0


def test_a_course_heals_at_the_pace_of_its_calendar(case):
    body = body_of(case, ask_question(case), sun=SUN, horizon_days=30, last_day=30, numerics=TINY)
    assert np.array_equal(body.pace, healing_pace(case.skin.site, healing_deviates(body.contrast.size)))


def test_the_interval_is_weighed_in_numbers_where_it_is_told(usual, melasma_course):
    for found in (usual, melasma_course):
        for one in found.strategies:
            told = [finding.text for finding in one.findings if finding.text.startswith("Sessions ")]
            assert len(told) == (1 if one.outcome.visits > 1 else 0)
            for text in told:
                assert "% of the extra melanin would be left 8 weeks after the last session" in text
                assert "of 100 skins would have marked" in text
                assert text.endswith(("% back.", "(assumed)."))


def test_melasma_comes_back_within_a_year_of_gentle_light(melasma_course):
    toning = next(one for one in melasma_course.strategies if one.strategy.sessions)
    assert toning.outcome.recurred_by_12_months >= 0.3
    assert toning.outcome.recurred_by_12_months >= toning.outcome.recurred_by_6_months


def test_a_course_stops_within_four_weeks_if_asked(ask):
    found = ask(named("one", sessions=light(0)), days=28)["one"]
    assert found.days[-1] == 28
    assert all(entry.from_day <= 28 for entry in found.calendar)


def test_a_plan_of_another_person_is_refused(case, plan):
    other = replace(case, person=replace(case.person, phototype="VI"))
    with pytest.raises(QuestionError, match="another case"):
        course(other, plan, numerics=TINY)


def test_every_kind_with_melanin_has_a_course_to_compare():
    for kind in PIGMENT_TABLES:
        assert {"nothing", "left_alone"} & {template.name for template in strategies_for(kind)}, kind


@pytest.mark.parametrize("kind", ["vitiligo", "keloid", "vascular_birthmark"])
def test_lesions_of_which_nothing_is_known_are_refused_with_those_that_are(case, kind):
    with pytest.raises(QuestionError) as refused:
        course(replace(case, lesion=replace(case.lesion, kind=kind)), numerics=TINY)
    assert "acne scar" in refused.value.hint
    assert "telangiectasia" in refused.value.hint


def test_photoageing_is_followed_without_light_that_nobody_planned(case):
    aged = replace(case, lesion=replace(case.lesion, kind="photoageing", contrast="unknown", ita_deg="unknown"))
    found = course(aged, horizon_days=60, numerics=TINY)
    assert {one.strategy.name for one in found.strategies} == {"left_alone", "protection", "retinoid"}
    assert found.not_offered
    assert found.measures == ("texture",)
    assert {one.strategy.name for one in found.strategies if one.improvement is not None} == {"retinoid"}


def test_heat_in_the_dermis_gives_collagen_and_a_wide_band(case):
    made = planning.plan(case, (library.device("lp_alexandrite"),), numerics=TINY, verified=False)
    found = course(case, made, strategies=(named("warm", sessions=light(0, 35, 70)), named("none")), numerics=TINY)
    one = {each.strategy.name: each for each in found.strategies}
    assert one["none"].collagen_gain_percent is None
    assert one["none"].improvement is None
    warm = one["warm"]
    assert warm.collagen_gain_percent is not None
    told = warm.improvement
    assert told.condition == "photoageing"
    assert told.evidence == "weak"
    assert told.middle_percent[0] == 0
    assert 0 < told.middle_percent[-1] < 60
    assert all(
        low <= middle <= high
        for low, middle, high in zip(told.low_percent, told.middle_percent, told.high_percent, strict=True)
    )


@pytest.mark.parametrize("site", ["cheek", "back_of_hand"])
@pytest.mark.parametrize("ita", [60.0, 50.0, 38.0, 20.0, 0.0, -20.0, -45.0])
def test_the_colours_agree_with_the_plans(site, ita):
    """The table's typology angle is that of the calibrated skin from which the plan takes its melanin."""
    reference = library.number("skins/family", "reference_epidermis_um").value * units.um
    column = library.melanin_from_ita(np.array([ita])) * reference
    seen = colour_table(site, dermal=False).colours(column).ita_deg[0]
    assert seen == pytest.approx(ita, abs=0.5)
