"""The calendar after a session: later with more injury, empty without, in plain words that exist."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo.domain.aftercare import Activity, Allowed, DayBand
from lentigo.domain.record import as_plain, from_plain
from lentigo.domain.skin import Site
from lentigo.domain.treatments import LIGHT_FAMILIES
from lentigo.library.risks import risk_set
from lentigo.physics.injury import Injury
from lentigo.planning.aftercare import BANDS, aftercare
from lentigo.planning.healing import healing_deviates, healing_pace
from lentigo.reports.aftercare import said_aftercare
from lentigo.reports.catalogue import Catalogue
from lentigo.screening.phrases import claims_in

DAY = date(2026, 3, 2)
SPOT = Injury.of(32, coverage=1.0, epidermis_lost=35e-6, melanin_cleared=0.7, melanocytes_lost=0.6, inflammation=1.0)
SURFACE = Injury.of(
    32, coverage=1.0, epidermis_lost=8e-5, dermis_coagulated=8e-5, dermis_removed=7e-5, inflammation=5.0
)
ACTIVITIES = get_args(Activity)


def calendar(injury=SPOT, *, site="face", family="q_switched", marks_easily=True, session=DAY):
    return aftercare(injury, site=site, family=family, marks_easily=marks_easily, session=session)


def test_without_injury_everything_is_allowed_at_once_but_the_next_session():
    care = calendar(Injury.none(8))
    assert care.bands == ()
    for one in care.allowed:
        assert (one.allowed_after_days == 0) == (one.activity != "next_session")
    assert all(part.high_days == 0 for part in care.healing)


@given(
    st.floats(0, 1e-4),
    st.floats(0, 2e-4),
    st.floats(0, 6),
    st.sampled_from(["epidermis_lost", "dermis_coagulated", "inflammation"]),
    st.floats(0, 1),
)
@settings(derandomize=True, max_examples=60, deadline=None)
def test_more_injury_never_brings_a_date_forward(lost, coagulated, inflammation, name, more):
    wound = {"epidermis_lost": lost, "dermis_coagulated": coagulated, "inflammation": inflammation}
    top = {"epidermis_lost": 1e-4, "dermis_coagulated": 2e-4, "inflammation": 6.0}[name]
    grown = wound | {name: wound[name] + more * (top - wound[name])}
    before, after = (calendar(Injury.of(16, coverage=1.0, **values)) for values in (wound, grown))
    for activity in ACTIVITIES:
        assert after.when(activity).allowed_after_days >= before.when(activity).allowed_after_days


@pytest.mark.parametrize("family", LIGHT_FAMILIES)
def test_skin_that_marks_easily_waits_no_less(family):
    easily, not_easily = (calendar(family=family, marks_easily=answer) for answer in (True, False))
    for activity in ACTIVITIES:
        assert easily.when(activity).allowed_after_days >= not_easily.when(activity).allowed_after_days
    assert easily.when("next_session").allowed_after_days >= 42


@pytest.mark.parametrize("site", get_args(Site))
@pytest.mark.shows("S1-01")
def test_no_site_heals_faster_than_nine_tenths_of_the_face_and_the_hand_is_slowest(site):
    assert 0.9 <= float(healing_pace(site)) <= float(healing_pace("back_of_hand")) == 2.0


@pytest.mark.shows("S1-06", "S1-38")
def test_days_become_dates_and_make_up_has_one():
    care = calendar()
    for one in care.allowed:
        assert one.on == DAY + timedelta(days=one.allowed_after_days)
    make_up = care.when("make_up")
    assert make_up.usual_after_days >= 6
    assert make_up.on > DAY + timedelta(days=7)
    assert calendar(session=None).when("make_up").on is None
    assert calendar(site="back_of_hand").when("make_up").on > make_up.on


@pytest.mark.shows("S1-15", "S1-37", "S3-10")
def test_bands_are_in_order_and_tell_darker_then_crust_then_shedding_then_fading():
    bands = calendar().bands
    assert tuple((band.from_day, band.to_day) for band in bands) == BANDS
    assert all(band.from_date == DAY + timedelta(days=band.from_day) for band in bands)

    def first(sign):
        return min(band.from_day for band in bands if sign in band.normal)

    assert first("swelling") == 0
    assert first("darker") <= first("crust") <= first("shedding") < first("fading")
    assert "swelling" not in bands[-1].normal
    assert "do_not_pick" in bands[2].do
    assert all("sun_protection" in band.do for band in bands)
    assert "dark_marks" in bands[-1].call
    assert "dark_marks" not in bands[0].call


@pytest.mark.shows("S1-08", "S4-09")
def test_resurfacing_waits_longer_than_spots_and_speaks_of_cold_sores_on_the_face_only():
    spot, surface = calendar(), calendar(SURFACE, family="full_field_ablative")
    for activity in set(ACTIVITIES) - {"washing"}:
        assert surface.when(activity).allowed_after_days >= spot.when(activity).allowed_after_days
    assert surface.when("next_session").allowed_after_days >= 182
    assert any("cold_sore" in band.call for band in surface.bands)
    assert not any("cold_sore" in band.call for band in calendar(site="thigh").bands)


@pytest.mark.shows("S4-13")
def test_the_first_week_after_resurfacing_has_its_course():
    week = [band for band in calendar(SURFACE, family="full_field_ablative").bands if band.to_day <= 7]
    days = [day for band in week for day in range(band.from_day, band.to_day + 1)]
    assert days == list(range(8))
    assert all(band.normal and band.do and band.call for band in week)
    assert "warmth" in week[0].normal
    assert "swelling" in week[0].normal
    assert {"crust", "shedding"} <= set(week[-1].normal)


@pytest.mark.shows("S4-15", "S4-16")
def test_sport_and_water_have_a_date_and_some_products_wait_for_closed_skin():
    care = calendar(SURFACE, family="full_field_ablative")
    for activity in ("sport", "sauna", "pool"):
        assert 7 <= care.when(activity).usual_after_days <= 14
        assert care.when(activity).on > DAY + timedelta(days=7)
    (closed,) = [part for part in care.healing if part.part == "closed"]
    for product in ("make_up", "retinoids"):
        assert care.when(product).allowed_after_days > closed.high_days


@pytest.mark.shows("S3-13")
def test_columns_in_skin_that_marks_easily_wait_six_to_eight_weeks():
    def weeks(family, *, easily):
        care = calendar(family=family, site="thigh", marks_easily=easily)
        return care.when("next_session").allowed_after_days / 7

    assert weeks("fractional_nonablative", easily=False) == 4
    assert weeks("fractional_nonablative", easily=True) == 6
    assert weeks("fractional_ablative", easily=True) == 8


def test_healing_days_are_ordered_and_the_calendar_survives_json():
    care = calendar()
    for part in care.healing:
        assert 0 < part.low_days < part.median_days < part.high_days
    assert from_plain(type(care), as_plain(care)) == care
    with pytest.raises(KeyError):
        from_plain(type(care), as_plain(care) | {"allowed": []}).when("sport")


def test_records_refuse_days_in_the_wrong_order():
    with pytest.raises(ValueError, match="usual"):
        Allowed(activity="sport", usual_after_days=3, allowed_after_days=2, on=None, because="sweat", sources=())
    with pytest.raises(ValueError, match="to_day"):
        DayBand(from_day=3, to_day=2, from_date=None, to_date=None, normal=(), do=(), call=())


def test_every_sentence_of_every_calendar_exists_and_claims_nothing():
    say = Catalogue()
    sentences = []
    for injury in (SPOT, SURFACE, Injury.of(4, coverage=1.0, inflammation=0.3, melanin_cleared=0.2)):
        for site in ("face", "back"):
            said = said_aftercare(calendar(injury, site=site), say=say)
            for band in said.bands:
                sentences += [band.title, *band.normal, *band.do, *band.call]
            for one in said.allowed:
                sentences += [one.what, one.when, one.because]
    assert len(set(sentences)) > 60
    assert claims_in(" ".join(sentences)) == ()


def test_the_calendar_in_words_has_dates_where_the_day_is_known():
    say = Catalogue()
    with_dates, without = (said_aftercare(calendar(session=day), say=say) for day in (DAY, None))
    assert "2 March 2026" in with_dates.bands[0].title
    assert without.bands[1].title == "Days 1 to 2"
    assert "(day 12)" in with_dates.allowed[1].when
    assert without.allowed[1].when == "day 12"
    late = next(band for band in without.bands if any("after day 10" in line for line in band.call))
    assert late.title == "Days 8 to 14"


def test_people_heal_at_their_own_pace_around_the_middle():
    pace = healing_pace("face", healing_deviates(400))
    assert np.median(pace) == pytest.approx(1.0, rel=0.02)
    assert np.quantile(pace, 0.05) < 0.8
    assert np.quantile(pace, 0.95) > 1.3
    assert np.array_equal(healing_deviates(50), healing_deviates(400)[:50])


@pytest.mark.shows("X-04", "S4-11")
def test_risks_of_resurfacing_are_listed_with_a_chance_or_as_not_known():
    say = Catalogue()
    risks = risk_set("resurfacing").risk
    assert {"acne_milia", "cold_sore", "infection", "scar", "ectropion", "dark_marks"} <= {r.name for r in risks}
    assert all(say(f"risk-{risk.name}") for risk in risks)
    ectropion = next(risk for risk in risks if risk.name == "ectropion")
    assert ectropion.share_percent is None
    # A lid is named where it may be pulled down, and not for light that leaves the surface whole.
    assert set(ectropion.sites) == {"face", "cheek", "eyelid"}
    assert set(ectropion.families) == {"full_field_ablative", "fractional_ablative"}
    assert "eyelid" in say("risk-ectropion")

    def sores(family):
        return next(r for r in risks if r.name == "cold_sore" and family in r.families).share_percent

    assert sores("full_field_ablative") > sores("fractional_nonablative")
