"""What must hold of every course: the same for any threads, at rest without steps, never darker for more care."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lentigo
from lentigo import library, planning
from lentigo.domain.numerics import Numerics
from lentigo.domain.record import as_plain
from lentigo.domain.strategy import CareWish, CourseWishes, ProtectionWish, SessionWish, Strategy, SunHabits
from lentigo.physics.pigment import AROUND, LESION, balance_error
from lentigo.planning.course import course
from lentigo.planning.course_pigment import body_of, follow
from lentigo.planning.course_sessions import SessionStore
from lentigo.planning.question import ask

SKINS = 16
NUMERICS = Numerics(skins=SKINS, packets=4000, threads=2)
DAYS = 200
HAND = lentigo.read_case(Path(__file__).parents[2] / "examples" / "hand_lentigines.toml")
SUNNY = SunHabits(latitude_deg=30.0, behaviour="mixed", covered="no")
EVEN = SunHabits(latitude_deg=0.0, behaviour="mixed", covered="no")
"""Without seasons."""


@cache
def made(threads=2, seed=NUMERICS.seed):
    numerics = replace(NUMERICS, threads=threads, seed=seed)
    return planning.plan(HAND, (library.device("qs_ndyag"),), numerics=numerics, verified=False)


@cache
def scene(kind="solar_lentigo", sun=SUNNY):
    case = replace(HAND, lesion=replace(HAND.lesion, kind=kind, depth="unknown"))
    question = ask(case, made().screening, numerics=NUMERICS)
    body = body_of(case, question, sun=sun, horizon_days=DAYS, last_day=DAYS, numerics=NUMERICS)
    return body, SessionStore(question)


def followed(strategy, kind="solar_lentigo", sun=SUNNY):
    body, store = scene(kind, sun)
    return follow(body, strategy, physics=lambda device: store.of(made(), device), tick=lambda: None)


def way(**parts):
    return Strategy(name="way", title="way", **parts)


def plain(found):
    return json.dumps(as_plain(found), sort_keys=True, default=str)


def test_the_same_course_for_any_number_of_threads():
    wishes = CourseWishes(
        sun=SUNNY,
        strategies=(
            way(
                sessions=(SessionWish(day=0), SessionWish(day=42, passes=2)),
                care=(CareWish(drug="azelaic_acid", from_day=60, to_day=120),),
                protection=(ProtectionWish(factor=30.0, amount_mg_cm2=1.0, to_day=DAYS),),
            ),
        ),
        horizon_days=DAYS,
    )
    case = replace(HAND, course=wishes)
    one, two, again = (
        plain(course(case, made(threads), numerics=replace(NUMERICS, threads=threads))) for threads in (1, 2, 2)
    )
    assert one == two == again
    assert plain(course(case, made(2, 5), numerics=replace(NUMERICS, seed=5))) != one


@pytest.mark.parametrize("kind", ["solar_lentigo", "freckle", "melasma", "cafe_au_lait_macule", "naevus_of_ota"])
def test_doing_nothing_without_seasons_changes_nothing(kind):
    share = followed(way(), kind, EVEN).excess_share
    # The sun of the equator still moves a little through the year, most for freckles.
    assert np.abs(np.median(share, axis=1) - 1.0).max() < 0.1


def test_dark_marks_fade_while_nothing_is_done():
    share = np.median(followed(way(), "post_inflammatory_hyperpigmentation", EVEN).excess_share, axis=1)
    assert share[-1] < 0.5
    assert np.all(np.diff(share) <= 1e-9)


films = st.builds(
    ProtectionWish,
    factor=st.floats(1.0, 100.0),
    amount_mg_cm2=st.floats(0.0, 2.0),
    applications_per_day=st.floats(0.0, 4.0),
    visible_share_blocked=st.floats(0.0, 0.9),
    to_day=st.integers(0, DAYS),
)


@given(film=films, more=st.sampled_from(["factor", "amount_mg_cm2", "applications_per_day", "visible_share_blocked"]))
@settings(max_examples=12, deadline=None, derandomize=True)
def test_more_sunscreen_is_never_darker(film, more):
    top = {"factor": 100.0, "amount_mg_cm2": 2.0, "applications_per_day": 4.0, "visible_share_blocked": 0.9}[more]
    better = replace(film, **{more: top})
    for kind in ("solar_lentigo", "melasma"):
        less, greater = (followed(way(protection=(one,)), kind).epidermal for one in (film, better))
        assert np.all(greater <= less + 1e-12)


@given(strength=st.floats(1.0, 4.0), days=st.integers(20, 120))
@settings(max_examples=6, deadline=None, derandomize=True)
def test_a_cream_never_darkens_the_lesion_while_it_is_on(strength, days):
    wish = CareWish(drug="hydroquinone", strength_percent=strength, to_day=days)
    with_cream, without = (followed(way(care=care)).epidermal[: days + 1, LESION] for care in ((wish,), ()))
    assert np.all(np.median(with_cream, axis=1) <= np.median(without, axis=1) + 1e-9)


@given(
    days=st.lists(st.integers(0, 120), min_size=1, max_size=3, unique=True).map(sorted),
    share=st.floats(0.4, 1.0),
    passes=st.integers(1, 2),
)
@settings(max_examples=8, deadline=None, derandomize=True)
def test_melanin_is_kept_and_never_negative(days, share, passes):
    sessions = tuple(SessionWish(day=day, setting_share=share, passes=passes) for day in days)
    found = followed(way(sessions=sessions))
    assert balance_error(found.pigment) < 1e-12
    assert found.epidermal.min() >= 0
    assert found.pigment.dermal.min() >= 0
    # What is seen is never less than what lives.
    assert np.all(found.epidermal >= found.pigment.epidermal - 1e-12)
    for result in found.sessions:
        assert result.setting.fluence_j_cm2 <= made().recommended.recommended.setting.fluence_j_cm2 + 1e-9
        for part in (result.inside, result.beside):
            assert 0 <= part.melanin_cleared.min() <= part.melanin_cleared.max() <= 1
            assert 0 <= part.melanocytes_lost.min() <= part.melanocytes_lost.max() <= 1


@given(low=st.floats(0.3, 0.9), step=st.floats(0.05, 0.5))
@settings(max_examples=8, deadline=None, derandomize=True)
def test_a_stronger_session_takes_no_less_of_the_lesion(low, step):
    weak, strong = (
        followed(way(sessions=(SessionWish(day=0, setting_share=share),))).sessions[0]
        for share in (low, min(low + step, 1.0))
    )
    assert np.all(strong.inside.melanin_cleared >= weak.inside.melanin_cleared - 1e-12)
    assert np.all(strong.inside.inflammation >= weak.inside.inflammation - 1e-12)
    assert strong.chance_dark_marks >= weak.chance_dark_marks
    assert np.all(strong.burnt >= weak.burnt)


def test_what_light_took_from_the_dermis_of_melasma_returns_and_that_of_a_naevus_does_not():
    for kind, back in (("melasma", True), ("naevus_of_ota", False)):
        body, store = scene(kind, EVEN)
        start = float(np.median(body.dermal))
        if start == 0.0:
            body = replace(body, dermal=np.full(SKINS, 0.3))
        strategy = way(sessions=(SessionWish(day=0), SessionWish(day=28)))
        found = follow(body, strategy, physics=lambda device, of=store: of.of(made(), device), tick=lambda: None)
        dermal = np.median(found.pigment.dermal[:, LESION], axis=1)
        lowest = dermal[:120].min()
        assert dermal[-1] <= dermal[0]
        assert (dermal[-1] > lowest + 1e-4) == back
        assert np.all(found.pigment.dermal[:, AROUND] >= 0)
