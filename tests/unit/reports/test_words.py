import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lentigo.domain.plan import Band
from lentigo.reports import words

SHARES = st.floats(0, 1)


@pytest.mark.parametrize(
    ("share", "percent", "counted"),
    [
        (0.0, "below 1 %", "fewer than 1 in 100"),
        (0.004, "below 1 %", "fewer than 1 in 100"),
        (0.008, "below 1 %", "fewer than 1 in 100"),
        (0.012, "1 %", "about 1 in 100"),
        (0.044, "4 %", "about 4 in 100"),
        (0.72, "72 %", "about 7 in 10"),
        (0.96, "96 %", "about 96 in 100"),
        (1.0, "above 99 %", "more than 99 in 100"),
    ],
)
def test_chance_is_told_without_false_precision(share, percent, counted):
    assert words.percent(share) == percent
    assert words.chance(share) == counted


@given(SHARES)
def test_chance_is_never_told_as_certain_or_impossible(share):
    assert words.percent(share) not in ("0 %", "100 %")
    assert "about 0 " not in words.chance(share)
    assert "10 in 10" not in words.chance(share)


@given(SHARES)
def test_counted_chance_stays_within_six_points(share):
    parts = words.chance(share).split()
    if parts[0] == "about":
        assert abs(int(parts[1]) / int(parts[3]) - share) < 0.06


def test_range_of_chances_keeps_half_per_cent():
    assert words.percent_range(0.005, 0.08) == "0.5–8 %"
    assert words.percent_range(0.03, 0.12) == "3–12 %"
    assert words.percent_range(0.031, 0.0312) == "3 %"


@pytest.mark.parametrize(("step", "text"), [(0.1, "1.6"), (0.05, "1.60"), (1.0, "2"), (None, "1.6")])
def test_number_has_the_decimals_of_its_dial(step, text):
    assert words.number(1.6, step=step) == text


@pytest.mark.parametrize(("value", "text"), [(1.4899, "1.49"), (0.5367, "0.537"), (4.0, "4"), (0, "0")])
def test_limit_has_three_digits(value, text):
    assert words.limit(value) == text


def test_purple_spots_are_told_where_small_vessels_bruise(sample):
    window = replace(sample.plan().windows[0], purpura_threshold_j_cm2=Band(p5=1.0, p50=1.4, p95=2.0))
    assert words.seen_at(window, 0.9) == (words.sentence(window.endpoint),)
    assert "possible" in words.seen_at(window, 1.2)[1]
    assert "Expect purple spots" in words.seen_at(window, 1.4)[1]
    assert len(words.seen_at(replace(window, purpura_threshold_j_cm2=None), 9.0)) == 1


def test_devices_are_called_by_name(sample):
    plan = sample.plan()
    device = plan.devices[0]
    assert words.named(plan, f"{device.id}, 532 nm: closed") == f"{device.name}, 532 nm: closed"
    assert words.named(plan, f"my_{device.id}: closed") == f"my_{device.id}: closed"


@given(st.floats(1e-3, 1e5))
def test_significant_number_is_near_and_has_no_exponent(value):
    text = words.significant(value)
    assert "e" not in text
    assert math.isclose(float(text), value, rel_tol=0.051)


def test_other_words():
    assert words.band(Band(p5=5.21, p50=9.68, p95=18.1), unit="J/cm²") == "9.7 (5.2–18) J/cm²"
    assert words.span(1.0, 1.0, step=0.1) == "1.0"
    assert words.span(0.9, 1.3, step=0.1) == "0.9–1.3"
    assert words.join(["a", "b", "c"]) == "a, b and c"
    assert words.sentence(" grey skin") == "Grey skin."
    assert words.split_unit("15 × 35 mm") == ("15 × 35", "mm")
    assert words.split_unit("2 × 4 ms, 20 ms apart") == ("2 × 4 ms, 20 ms apart", "")
    assert words.bound("at 1.2 J/cm² for 3 ms") == "at 1.2\N{NO-BREAK SPACE}J/cm² for 3\N{NO-BREAK SPACE}ms"


def test_names_of_devices_and_dials(sample):
    plan = sample.plan()
    broadband = plan.windows[2]
    assert words.wavelength(plan, plan.windows[0]) == "532 nm"
    assert words.wavelength(plan, broadband) == "560 nm filter"
    assert words.dial_step(plan, plan.windows[0]) == 0.1
    assert words.dial_step(plan, broadband) == 1.0
