"""Pain of a plan: between nothing and the worst, less with a cream, more with more light; nothing without a setting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from lentigo import library, planning
from lentigo.domain.files import read_case
from lentigo.domain.health import health_answered
from lentigo.domain.numbing import asked_and_nothing
from lentigo.domain.numerics import Numerics
from lentigo.domain.pain import PainEstimate
from lentigo.domain.record import as_plain, from_plain
from lentigo.errors import QuestionError
from lentigo.planning.numbness import numbness
from lentigo.planning.pain import pain
from lentigo.screening.phrases import claims_in

CASE = read_case(Path(__file__).parents[3] / "examples" / "hand_lentigines.toml")
FEW = Numerics(skins=16)


@cache
def plan(device):
    made = planning.plan(CASE, devices=(library.device(device),), numerics=FEW)
    assert made.recommended is not None
    return made


@cache
def numb_course():
    person = replace(CASE, health=health_answered(), person=replace(CASE.person, age_years=40.0, weight_kg=70.0))
    request = asked_and_nothing(
        product="emla",
        expires=date(2031, 1, 31),
        amount_g=15.0,
        area_cm2=100.0,
        contact_minutes=90.0,
        covered_area_cm2=100.0,
        sites=("back_of_hand",),
    )
    return numbness(person, request, numerics=FEW).course


def at(made, share):
    """The same plan with the recommended setting at a share of its radiant exposure."""
    window = made.recommended
    setting = replace(window.recommended.setting, fluence_j_cm2=share * window.recommended.setting.fluence_j_cm2)
    other = replace(window, recommended=replace(window.recommended, setting=setting))
    return replace(made, windows=tuple(other if one is window else one for one in made.windows))


def in_order(band):
    return 0.0 <= band.p5 <= band.p50 <= band.p95 <= 1.0


@pytest.mark.shows("S1-41")
@pytest.mark.parametrize("device", ["ps_ndyag_alexandrite", "lp_alexandrite"])
def test_a_cream_eases_and_nothing_is_said_to_be_painless(device):
    found = pain(plan(device), numbed=numb_course())
    assert in_order(found.without_cream_share)
    assert in_order(found.with_cream_share)
    assert found.with_cream_share.p50 < found.without_cream_share.p50
    assert found.without_cream_share.p95 > 0.3
    assert claims_in(str(as_plain(found))) == ()
    assert {library.reference(key).key for key in found.sources} == set(found.sources)
    assert from_plain(PainEstimate, as_plain(found)) == found


def test_short_pulses_snap_and_long_ones_burn():
    short, long = pain(plan("ps_ndyag_alexandrite")), pain(plan("lp_alexandrite"))
    assert short.snap_share > 0.9
    assert short.above_a_delta_share < 0.3
    assert long.snap_share == 0.0
    assert long.above_a_delta_share > 0.4
    assert long.above_c_share >= long.above_a_delta_share
    assert short.with_cream_share is None


def test_a_picosecond_plan_lies_about_the_published_mean():
    assert pain(plan("ps_ndyag_alexandrite")).without_cream_share.p50 == pytest.approx(0.36, abs=0.12)


def test_more_light_never_hurts_less():
    made = plan("lp_alexandrite")
    runs = [pain(at(made, share)) for share in (0.3, 0.6, 1.0, 1.6)]
    for field in ("p5", "p50", "p95"):
        scores = [getattr(run.without_cream_share, field) for run in runs]
        assert scores == sorted(scores)
    heat = [run.nerve_peak_c.p50 for run in runs]
    assert heat == sorted(heat)


def test_same_plan_same_pain():
    assert pain(plan("lp_alexandrite")) == pain(plan("lp_alexandrite"), numerics=Numerics(skins=16, threads=1))


def test_without_a_setting_there_is_no_pain_to_estimate():
    with pytest.raises(QuestionError, match="recommends no setting"):
        pain(replace(plan("lp_alexandrite"), decision="no_window"))
