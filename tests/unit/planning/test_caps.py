"""The caps that no recommendation passes."""

from __future__ import annotations

import itertools
import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import library, units
from lentigo.domain.health import Fact
from lentigo.domain.plan import Reason, Screening
from lentigo.planning.caps import (
    OUTPUT_STEP,
    blocking,
    burn_limit,
    caps,
    dark_mark_law,
    dark_mark_limit,
    quantile_below,
)
from lentigo.planning.chances import chance, dark_marks, knowledge, scatter
from lentigo.planning.dial import combinations
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.sample import sample_skins
from lentigo.planning.thresholds import LOWER, UPPER, Thresholds

CLEAR = Screening(verdict="CLEAR", reasons=())
COUNT = 256


@pytest.fixture(scope="module")
def scattered(sample, base):
    return scatter(base, sample, knowledge(0.1), pulse_class="nanosecond")


def reason(verdict, *scope):
    return Reason(
        rule="X-1", verdict=verdict, title="t", because="b", action="a", sources=(), from_memory=False, scope=scope
    )  # fmt: skip


@pytest.fixture(scope="module")
def combination():
    return next(c for c in combinations(library.device("qs_ndyag")) if c.spot.label == "3 mm")


@pytest.fixture(scope="module")
def sample(hand):
    return sample_skins(
        estimate_skin(hand), site="back_of_hand", depth="epidermal", count=COUNT, seed=1, adverse=True
    )  # fmt: skip


@pytest.fixture(scope="module")
def base():
    rng = np.random.default_rng(2)
    return Thresholds(**{f.name: np.exp(rng.normal(9, 0.2, COUNT)) for f in fields(Thresholds)})


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.1, 0.5, 0.999])
@pytest.mark.parametrize("count", [16, 100, 256])
def test_at_a_quantile_no_more_than_the_share_is_harmed(share, count):
    thresholds = np.random.default_rng(count).lognormal(0, 1, count)
    limit = quantile_below(thresholds, share)
    assert chance(thresholds, np.array([limit]))[0] <= share + 1e-12
    above = np.nextafter(limit, np.inf)
    assert chance(thresholds, np.array([above]))[0] > share


def test_a_less_sure_output_never_raises_the_burn_limit(sample, base, combination):
    limits = [
        burn_limit(base, sample, knowledge(error), combination=combination, share=0.05)
        for error in np.arange(0.0, 0.3, OUTPUT_STEP / 5)
    ]
    assert all(later <= earlier for earlier, later in itertools.pairwise(limits))
    assert limits[-1] < 0.95 * limits[0]


def test_burns_at_the_limit_are_at_their_cap(sample, base, combination):
    limit = burn_limit(base, sample, knowledge(0.0), combination=combination, share=0.05)
    harm = scatter(base, sample, knowledge(0.0), pulse_class="nanosecond").harm
    assert chance(harm, np.array([limit]))[0] == pytest.approx(0.05, abs=1 / COUNT)


def test_dark_marks_at_their_limit_are_at_their_cap(hand, sample, base):
    law = dark_mark_law(hand)
    scattered = scatter(base, sample, knowledge(0.1), pulse_class="nanosecond")
    limit = dark_mark_limit(scattered, law, 0.2)
    found = dark_marks(
        scattered.mild, np.array([limit]), odds=law.odds, intercept=law.intercept, slope=law.slope
    )  # fmt: skip
    assert found[0] == pytest.approx(0.2, abs=1e-6)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    middle=st.floats(2.0, 17.0),
    spread=st.sampled_from([0.0, 0.3, 3.0]),
    never=st.sampled_from([0.0, 0.4, 0.95, 1.0]),
    share=st.floats(0.05, 0.3),
    slope=st.floats(0.1, 6.0),
    seed=st.integers(0, 99),
)
def test_the_limit_of_dark_marks_is_that_of_fifty_halvings(hand, scattered, middle, spread, never, share, slope, seed):
    rng = np.random.default_rng(seed)
    mild = np.exp(rng.normal(middle, spread, 64))
    mild[rng.random(64) < never] = np.inf
    law = replace(dark_mark_law(hand), slope=slope)
    low, high = math.log(LOWER), math.log(UPPER)
    for _ in range(50):
        at = 0.5 * (low + high)
        found = dark_marks(mild, np.array([math.exp(at)]), odds=law.odds, intercept=law.intercept, slope=law.slope)
        low, high = (at, high) if found[0] <= share else (low, at)
    assert dark_mark_limit(replace(scattered, mild=mild), law, share) == math.exp(low)


@pytest.mark.parametrize(("answer", "factor"), [("no", 1.0), ("yes", 2.0), ("unknown", 2.0)])
def test_unknown_dark_marks_count_as_yes(hand, answer, factor):
    said = replace(hand, health=replace(hand.health, previous_dark_marks=Fact(value=answer)))
    assert library.number("limits/dark_marks", "odds_after_previous").value == 2.0
    assert dark_mark_law(said).odds == factor


def found(hand, combination, screening=CLEAR, *, burn=1.0, marks=2.0, ita=40.0):
    return caps(
        hand,
        combination,
        screening=screening,
        burn=burn * units.j_cm2,
        dark_mark=marks * units.j_cm2,
        ita_adverse_deg=ita,
    )


@pytest.mark.parametrize(
    ("phototype", "ita", "adverse", "told"),
    [("II", 45.0, 20.0, True), ("unknown", 45.0, 20.0, True), ("IV", 45.0, 20.0, False), ("II", 25.0, 20.0, False)],
)
def test_a_cap_of_darker_skin_says_that_limits_look_at_the_dark_end(hand, combination, phototype, ita, adverse, told):
    made = caps(
        replace(hand, person=replace(hand.person, phototype=phototype)),
        combination,
        screening=CLEAR,
        burn=units.j_cm2,
        dark_mark=units.j_cm2,
        ita_adverse_deg=adverse,
        ita_deg=ita,
    )
    (dark,) = [cap for cap in made if "ITA below 28°" in cap.text]
    assert ("limits look at the dark end of what is known of it (ITA 20°)" in dark.text) == told
    assert not any("dark end" in cap.text for cap in made if cap is not dark)


def test_caps_come_lowest_first_and_each_has_its_reason(hand, combination):
    made = found(hand, combination)
    assert [cap.fluence_j_cm2 for cap in made] == sorted(cap.fluence_j_cm2 for cap in made)
    assert made[0].name == "burn"
    assert {cap.name for cap in made} == {"burn", "dark_marks", "published", "dial"}
    for cap in made:
        assert cap.text
        assert [library.reference(key).key for key in cap.sources] == list(cap.sources)


def test_darker_skin_has_the_lower_published_cap(hand, combination):
    def published(ita):
        return min(c.fluence_j_cm2 for c in found(hand, combination, ita=ita) if c.name in {"published", "blocked"})

    assert published(40) > published(20) > published(0) == 0
    assert found(hand, combination, ita=0)[0].name == "blocked"


def test_the_phototype_alone_can_bring_the_lower_cap(hand, combination):
    darker = replace(hand, person=replace(hand.person, phototype="V"))
    assert found(darker, combination, ita=40)[0].name == "blocked"


@pytest.mark.parametrize(
    ("said", "blocks"),
    [
        (reason("ABSOLUTE"), True),
        (reason("DEFER"), True),
        (reason("REFER"), True),
        (reason("RELATIVE"), False),
        (reason("MODIFY"), False),
        (reason("INFO"), False),
        (reason("ABSOLUTE", "qs_ndyag/532 nm"), True),
        (reason("ABSOLUTE", "qs_ndyag/1064 nm"), False),
    ],
    ids=lambda value: f"{value.verdict}{value.scope}" if isinstance(value, Reason) else "",
)
def test_rules_block_what_they_are_about(hand, combination, said, blocks):
    screening = Screening(verdict=said.verdict, reasons=(said,))
    assert bool(blocking(screening, combination)) is blocks
    lowest = found(hand, combination, screening)[0]
    assert (lowest.fluence_j_cm2 == 0) is blocks
