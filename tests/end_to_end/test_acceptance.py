"""How the whole must behave towards a patient and a clinician, as the command line shows it."""

from __future__ import annotations

import contextlib
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from lentigo import library, planning
from lentigo.cli.door import run
from lentigo.domain.case import Case, DeviceChoice
from lentigo.domain.files import read_case, write_case
from lentigo.domain.health import Fact, Health
from lentigo.domain.numerics import Numerics
from lentigo.library import references
from lentigo.planning.chances import dark_marks
from lentigo.screening import screen

EXAMPLES = Path(__file__).parents[2] / "examples"
SMALL = Numerics(skins=64)


def said(*words: object) -> tuple[int, str]:
    """Exit code and standard output of a command line."""
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        code = run([str(word) for word in words])
    out.flush()
    return code, out.buffer.getvalue().decode()  # type: ignore[attr-defined] # it is the BytesIO from above


@pytest.fixture(scope="module")
def hand() -> Case:
    return read_case(EXAMPLES / "hand_lentigines.toml")


def with_health(case: Case, **answers: str) -> Case:
    health: Health = replace(case.health, **{name: Fact(value=value) for name, value in answers.items()})  # type: ignore[arg-type]
    return replace(case, health=health)


def highest(case: Case, device: str) -> float:
    """The highest setting that any window of a device allows [J/cm²]; zero where none is."""
    made = planning.plan(case, (library.device(device),), numerics=SMALL, verified=False)
    return max((window.highest_allowed_j_cm2 for window in made.windows), default=0.0)


def test_a_setting_above_the_limit_is_refused_with_the_limit(hand):
    made = planning.plan(hand, (library.device("lp_alexandrite"),), numerics=SMALL, verified=False)
    assert max(window.highest_allowed_j_cm2 for window in made.windows) < 40.0
    setting = ("--device", "lp_alexandrite", "--fluence", "40", "--spot", "12", "--pulse-ms", "3", "--skins", "64")
    code, text = said("check", EXAMPLES / "hand_lentigines.toml", *setting)
    assert code == 1
    assert "40 J/cm²" in text
    assert "START HERE" not in text


def test_a_tan_lowers_the_limit_and_a_recent_one_defers(hand):
    tanned = replace(hand, skin=replace(hand.skin, colour=replace(hand.skin.colour, ita_deg=22.0)))
    assert highest(tanned, "lp_alexandrite") < highest(hand, "lp_alexandrite")
    recent = with_health(hand, sun_or_sunbed_in_6_weeks="yes")
    reasons = screen(recent, devices=(library.device("qs_ndyag"),)).reasons
    (tan,) = [reason for reason in reasons if reason.rule == "PT-12"]
    assert tan.verdict == "DEFER"
    assert tan.earliest is not None
    assert tan.earliest >= hand.assessed + timedelta(days=14)


def test_less_cooling_never_allows_more(hand):
    device = library.device("lp_alexandrite")
    warm = replace(device, coolings=tuple(c for c in device.coolings if c.method == "none"))
    assert warm.coolings, "the device can be used without cooling"
    cooled = planning.plan(hand, (device,), numerics=SMALL, verified=False)
    uncooled = planning.plan(hand, (warm,), numerics=SMALL, verified=False)
    best = max(window.highest_allowed_j_cm2 for window in cooled.windows)
    assert max((window.highest_allowed_j_cm2 for window in uncooled.windows), default=0.0) <= best


@pytest.mark.shows("S1-34")
@pytest.mark.parametrize("fact", ["pregnancy", "gold_therapy", "isotretinoin_in_6_months"])
def test_an_unknown_that_may_forbid_locks_the_plan_and_asks(hand, tmp_path, fact):
    open_case = replace(with_health(hand, **{fact: "unknown"}), devices=(DeviceChoice(device="qs_ndyag"),))
    found = screen(open_case, devices=(library.device("qs_ndyag"),))
    asked = [r for r in found.reasons if "Not known" in r.because and r.verdict in ("DEFER", "RELATIVE")]
    assert asked
    assert all("?" in reason.because for reason in asked)
    if fact != "isotretinoin_in_6_months":
        write_case(open_case, tmp_path / "case.toml")
        code, text = said("plan", tmp_path / "case.toml")
        assert code == 1
        assert "START HERE" not in text


@pytest.mark.shows("S1-11", "S1-24", "S2-05")
def test_a_mole_is_blocked_and_sent_on():
    code, text = said("screen", EXAMPLES / "mole_refused.toml")
    assert code == 1
    assert "DX-02" in text
    assert "Refer to a dermatologist" in " ".join(text.split())


def test_gold_blocks_short_pulses_and_asks_for_a_reason_before_long_ones(hand):
    golden = with_health(hand, gold_therapy="yes")
    devices = (library.device("qs_alexandrite"), library.device("lp_alexandrite"))
    reasons = [r for r in screen(golden, devices=devices).reasons if r.rule == "PT-21"]
    by_device = {place.partition("/")[0]: r.verdict for r in reasons for place in r.scope}
    assert by_device == {"qs_alexandrite": "ABSOLUTE", "lp_alexandrite": "RELATIVE"}


@pytest.mark.shows("S0-07")
def test_mild_and_aggressive_endpoints_leave_the_published_share_of_dark_marks():
    table = library.table("limits/dark_marks")
    mild, aggressive = table["chance_at_mild_percent"].value / 100, table["chance_at_aggressive_percent"].value / 100
    ratio = table["aggressive_ratio"].value
    intercept = np.log(mild / (1 - mild))
    slope = (np.log(aggressive / (1 - aggressive)) - intercept) / np.log(ratio)
    found = dark_marks(np.ones(1), np.array([1.0, ratio]), odds=1.0, intercept=float(intercept), slope=float(slope))
    assert 0.07 <= found[0] <= 0.09
    assert 0.23 <= found[1] <= 0.33


@pytest.mark.shows("S1-02")
def test_an_empty_window_gives_its_reason_and_other_ways_but_no_number():
    code, text = said("plan", EXAMPLES / "back_lentigines_dark.toml", "--json")
    plan = json.loads(text)
    assert code == 1
    assert plan["decision"] == "no_window"
    assert all(window["recommended"] is None for window in plan["windows"])
    assert plan["alternatives"]
    _, words = said("plan", EXAMPLES / "back_lentigines_dark.toml")
    assert "START HERE" not in words
    assert "1064" in words


def test_every_rule_and_every_number_cites_a_reference_of_the_table():
    known = {reference.key for reference in references()}
    for rule in library.rules():
        assert rule.sources, rule.id
        assert set(rule.sources) <= known, rule.id


def test_no_deferral_promises_a_day_before_today(hand):
    recent = with_health(hand, sun_or_sunbed_in_6_weeks="yes")
    today = date(2026, 11, 1)
    for reason in screen(recent, devices=(library.device("qs_ndyag"),), today=today).reasons:
        assert reason.earliest is None or reason.earliest >= today
