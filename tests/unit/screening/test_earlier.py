"""A tan shows against the site's own earlier reading: what is compared, what is not, and what follows."""

from __future__ import annotations

from datetime import date

import pytest

from lentigo.domain.case import (
    EarlierReading,
    ItaReading,
    LabReading,
    MelaninIndexReading,
    PhototypeOnly,
    ReflectanceReading,
    SkinReading,
)
from lentigo.screening import screen
from lentigo.screening.earlier import change_since

THEN = date(2025, 10, 1)


def ita(angle, error=3.0):
    return ItaReading(given_as="ita", ita_deg=angle, ita_error_deg=error)


def lab(lightness, b_star=15.0, error=0.5, observer=2):
    return LabReading(
        given_as="lab", lightness=lightness, a_star=8.0, b_star=b_star, lab_error=error, observer_deg=observer
    )


def index(value, error=2.0, instrument="Mexameter"):
    return MelaninIndexReading(
        given_as="melanin_index", melanin_index=value, melanin_index_error=error, instrument=instrument
    )


NOT_MEASURED = PhototypeOnly(given_as="phototype")
SPECTRUM = ReflectanceReading(
    given_as="reflectance", file="a.csv", wavelength_nm=(400.0, 700.0), reflectance=(0.2, 0.5)
)


def compared(then, now, *, ita_deg=None):
    earlier = None if then is None else EarlierReading(day=THEN, colour=then)
    return change_since(SkinReading(site="back_of_hand", colour=now, earlier=earlier), ita_deg=ita_deg).answer


@pytest.mark.parametrize(
    ("then", "now", "answer"),
    [
        (None, ita(40), "no earlier reading"),
        (None, NOT_MEASURED, "no earlier reading"),
        (ita(40), ita(35), "yes"),  # two errors of 3 degrees together explain 4.2 and not 5
        (ita(40), ita(36), "no"),
        (ita(40), ita(55), "no"),
        (ita(40, 4.0), ita(34, 3.0), "yes"),
        (ita(40, 4.0), ita(35, 3.0), "no"),
        (ita(40, "unknown"), ita(37, "unknown"), "yes"),  # the small end of an error that nobody has told counts
        (ita(40, 5.0), ita(37, 5.0), "no"),
        (lab(65), lab(60), "yes"),
        (lab(65), lab(65), "no"),
        (ita(45), lab(60), "yes"),  # of 33.7 degrees
        (ita(45, 20.0), ita(20), "cannot be compared"),  # so unsure that it counts as not measured
        (ita(45), ita(20, 20.0), "unknown"),
        (ita(45), NOT_MEASURED, "unknown"),
        (ita(45), SPECTRUM, "unknown"),
        (index(30), index(34), "yes"),
        (index(30), index(26), "no"),
        (index(30), index(32), "no"),
        (index(30), index(34, instrument=" MEXAMETER "), "yes"),
        (index(30), index(60, instrument="another"), "cannot be compared"),
        (index(30), ita(20), "cannot be compared"),
        (ita(40), index(60), "cannot be compared"),
        (index(30), NOT_MEASURED, "unknown"),
    ],
)
def test_what_counts_as_darker_than_before(then, now, answer):

    assert compared(then, now) == answer


def test_a_spectrum_of_today_is_compared_by_the_angle_that_it_stands_for():
    assert compared(ita(45), SPECTRUM, ita_deg=30.0) == "yes"
    assert compared(ita(45), SPECTRUM, ita_deg=45.0) == "no"
    assert compared(None, SPECTRUM, ita_deg=45.0) == "no earlier reading"


def test_two_observers_are_told_apart_by_less():
    then = lab(65.0, error=0.1)
    assert compared(then, lab(64.5, error=0.1)) == "yes"
    assert compared(then, lab(64.5, error=0.1, observer=10)) == "no"


def with_earlier(make_case, angle, now=48.0, **more):
    earlier = {"day": THEN.isoformat(), "colour": {"given_as": "ita", "ita_deg": angle, "ita_error_deg": 3.0}}
    return make_case({"skin.earlier": earlier, "skin.colour.ita_deg": now, **more})


def tan(case):
    return [reason for reason in screen(case).reasons if reason.rule == "PT-12"]


def test_darker_skin_waits_two_weeks_and_until_its_own_reading(make_case):
    (reason,) = tan(with_earlier(make_case, 58.0))
    assert reason.verdict == "DEFER"
    assert (reason.earliest - date(2026, 3, 2)).days == 14
    assert "ITA 58° on 1 October 2025, ITA 48° now: 10.0° darker" in reason.because
    assert "errors together explain 4.2°" in reason.because
    assert "back at its own earlier reading (ITA 58° on 1 October 2025)" in reason.action


def test_skin_that_is_back_at_its_own_reading_waits_no_longer(make_case):
    assert tan(with_earlier(make_case, 58.0, now=56.0)) == []
    assert tan(with_earlier(make_case, 40.0)) == []


def test_strong_sun_keeps_its_own_longer_wait_beside_the_reading(make_case):
    reasons = tan(with_earlier(make_case, 58.0, **{"health.sun_or_sunbed_in_6_weeks": {"value": "yes"}}))
    assert sorted((r.earliest - date(2026, 3, 2)).days for r in reasons) == [14, 42]


def test_a_reading_that_says_no_never_answers_the_question_of_the_sun(make_case):
    (reason,) = tan(with_earlier(make_case, 48.0, **{"health.sun_or_sunbed_in_6_weeks": {"value": "unknown"}}))
    assert reason.verdict == "DEFER"
    assert "Has the site had strong sun" in reason.because


def test_what_was_measured_before_is_asked_again_where_nothing_was_measured_today(make_case):
    case = with_earlier(make_case, 58.0, **{"skin.colour": {"given_as": "phototype"}})
    (reason,) = tan(case)
    assert (reason.verdict, reason.earliest) == ("DEFER", None)
    assert "ITA 58° on 1 October 2025 was read before" in reason.because


def test_another_meter_is_said_and_blocks_nothing(make_case):
    meter = {"given_as": "melanin_index", "melanin_index": 30.0, "melanin_index_error": 2.0, "instrument": "Any meter"}
    (reason,) = tan(make_case({"skin.earlier": {"day": THEN.isoformat(), "colour": meter}}))
    assert reason.verdict == "INFO"
    assert "melanin index 30 (Any meter) on 1 October 2025" in reason.because
