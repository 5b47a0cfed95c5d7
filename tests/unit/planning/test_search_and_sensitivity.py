"""Which combinations are looked at, and which unknowns matter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.plan import Reason, Screening
from lentigo.planning.aims import goal_of
from lentigo.planning.allowed import allowed
from lentigo.planning.chances import knowledge
from lentigo.planning.dial import combinations, output_error
from lentigo.planning.question import ask
from lentigo.planning.sample import QUANTITIES
from lentigo.planning.search import candidates, suitable_spots
from lentigo.planning.sensitivity import _Trend, rank_correlation, sensitivities

CLEAR = Screening(verdict="CLEAR", reasons=())
SPOTS = library.device("lp_alexandrite").handpieces[0].spots


def sized(hand, diameter):
    return replace(hand, lesion=replace(hand.lesion, diameter_mm=diameter))


@pytest.mark.parametrize(
    ("diameter", "wanted"),
    [
        (2.0, ["8 mm", "10 mm", "12 mm"]),
        (9.0, ["8 mm", "10 mm", "12 mm"]),
        (12.0, ["10 mm", "12 mm", "15 mm"]),
        (16.0, ["12 mm", "15 mm", "18 mm"]),
        (40.0, ["12 mm", "15 mm", "18 mm"]),
        ("unknown", ["10 mm", "12 mm", "15 mm"]),
    ],
)
def test_spots_near_the_lesions_size_are_looked_at(diameter, wanted):
    assert [spot.label for spot in suitable_spots(SPOTS, diameter)] == wanted
    assert [spot.label for spot in suitable_spots(tuple(reversed(SPOTS)), diameter)] == wanted


def test_a_handpiece_with_few_spots_offers_them_all():
    assert suitable_spots(SPOTS[:2], 40.0) == SPOTS[:2]
    assert suitable_spots(SPOTS[:1], "unknown") == SPOTS[:1]


def test_skin_is_cooled_where_the_device_can(hand):
    found = candidates(hand, library.device("lp_alexandrite"), CLEAR)
    assert found
    assert all(c.cooling.method != "none" for c in found)
    every = list(combinations(library.device("lp_alexandrite")))
    assert set(found) <= set(every)
    assert {c.pulse for c in found} == {c.pulse for c in every}


def test_skin_that_must_not_be_cold_is_not_cooled(hand):
    rule = Reason(
        rule="PT-47", verdict="MODIFY", title="t", because="b", action="a", sources=(), from_memory=False,
        effects=("no_cooling",),
    )  # fmt: skip
    cold = Screening(verdict="MODIFY", reasons=(rule,))
    found = candidates(hand, library.device("lp_alexandrite"), cold)
    assert found
    assert {c.cooling.method for c in found} == {"none"}


def test_a_device_without_cooling_is_still_looked_at(hand):
    bare = library.device("qs_ndyag")
    bare = replace(bare, coolings=tuple(c for c in bare.coolings if c.method == "none"))
    assert candidates(hand, bare, CLEAR)


@pytest.mark.parametrize("kind", ["melasma", "post_inflammatory_hyperpigmentation"])
def test_pigment_that_answers_to_injury_is_never_whitened(kind):
    short = next(combinations(library.device("qs_ndyag")))
    assert goal_of(kind, short) == "no_whitening"
    assert goal_of("solar_lentigo", short) == "whitening"


def test_rank_correlation_is_of_ranks():
    values = np.array([3.0, 1.0, 2.0, 5.0, 4.0])
    assert rank_correlation(values, np.exp(values)) == pytest.approx(1)
    assert rank_correlation(values, -(values**3)) == pytest.approx(-1)
    assert rank_correlation(values, np.ones(5)) == 0
    assert rank_correlation(np.ones(5), values) == 0


@pytest.fixture(scope="module")
def judged(small):
    """Sensitivities of a long-pulse laser in the routine hand, with everything known or with the contrast unknown."""

    def of(case, *, skins=128, seed=small.seed):
        device = library.device("lp_alexandrite")
        combination = next(c for c in combinations(device) if c.spot.label == "10 mm" and c.pulse_s == 0.01)
        question = ask(case, CLEAR, numerics=replace(small, skins=skins, seed=seed))
        now = allowed(question, combination, question.evaluate(combination), knowledge(output_error(device)))
        return sensitivities(question, now)

    return of


def test_what_matters_most_comes_first_and_in_plain_words(hand, judged):
    found = judged(hand)
    weights = [max(abs(s.rank_correlation_harm), abs(s.rank_correlation_effect)) for s in found]
    assert weights == sorted(weights, reverse=True)
    assert {s.quantity for s in found} <= set(QUANTITIES)
    assert all(s.text == QUANTITIES[s.quantity] for s in found)
    assert all(-1 <= s.rank_correlation_harm <= 1 and 0 <= s.gain_if_known <= 1 for s in found)


def test_the_law_of_damage_matters_most_for_heat(hand, judged):
    found = {s.quantity: s for s in judged(hand)}
    # A larger deviate is a tougher skin: thresholds of effect and harm rise with it.
    assert found["damage"].rank_correlation_harm > 0.3
    assert found["damage"].rank_correlation_effect > 0.3
    # How melanosomes burst has no part in it, and chance correlations are not shown.
    assert not {"melanosome", "harm_margin", "melanosome_diameter"} & set(found)


def test_an_unknown_contrast_is_among_what_matters(hand, judged):
    unknown = replace(hand, lesion=replace(hand.lesion, contrast="unknown"))
    found = {s.quantity: s for s in judged(unknown)}
    assert found["lesion_contrast"].rank_correlation_effect < -0.3
    # Where limits are computed it stands at its adverse bound; once known it comes down from there.
    assert found["lesion_contrast"].gain_if_known > 0.1


def test_what_knowing_buys_is_no_matter_of_the_seed(hand, judged):
    gains = [{s.quantity: s.gain_if_known for s in judged(hand, seed=seed)} for seed in (1, 2, 3, 4)]
    damage = [gain["damage"] for gain in gains]
    assert min(damage) > 0.2
    assert max(damage) - min(damage) < 0.12
    assert all(gain.get("lesion_contrast", 0) < 0.1 for gain in gains), "measured: knowing it better buys little"


def test_skins_that_any_light_harms_leave_the_trend_of_the_others():
    z = np.linspace(-2.0, 2.0, 40)
    law = np.exp(0.3 * z)
    harmed = np.where(np.arange(40) % 10 == 0, 0.0, law)
    assert _Trend.of(harmed, z).slope == pytest.approx(_Trend.of(law, z).slope)
    assert _Trend.of(np.zeros(40), z).slope == 0.0
