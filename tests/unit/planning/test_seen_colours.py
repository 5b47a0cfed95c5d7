"""The colours of a plan: those of its own skins, in agreement with what was measured and with the course."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import lentigo
from lentigo import library
from lentigo.domain.case import PhototypeOnly
from lentigo.domain.device import SpectralLine
from lentigo.domain.files import from_json, to_json
from lentigo.domain.numerics import Numerics
from lentigo.domain.plan import Plan, Screening
from lentigo.modalities.photothermal import light
from lentigo.modalities.skins import join
from lentigo.physics.colour import (
    colour_difference,
    lab_from_reflectance,
    srgb_from_tristimulus,
    tristimulus_from_lab,
)
from lentigo.planning.compose import constants_for
from lentigo.planning.course_colour import colour_table
from lentigo.planning.question import ask
from lentigo.planning.seen_colours import seen_colours, shown_colours
from lentigo.screening.phrases import claims_in

EXAMPLES = Path(__file__).parents[3] / "examples"
CLEAR = Screening(verdict="CLEAR", reasons=())


@cache
def seen(case, *, threads=2):
    return seen_colours(ask(case, CLEAR, numerics=Numerics(skins=64, threads=threads)))


def with_lesion(case, **changed):
    return replace(case, lesion=replace(case.lesion, **changed))


def middle_of(colour):
    return np.array([colour.lightness.p50, colour.a_star.p50, colour.b_star.p50])


def test_the_skin_has_the_colour_that_was_measured(hand):
    found = seen(hand)
    assert found.skin.ita_deg.p50 == pytest.approx(38.0, abs=0.7)
    assert found.skin.ita_class == "intermediate"
    for place in (found.skin, found.lesion):
        for name in ("lightness", "a_star", "b_star", "ita_deg"):
            band = getattr(place, name)
            assert band.p5 < band.p50 < band.p95


@pytest.mark.parametrize("lesion_ita", [25.0, 5.0, -20.0])
def test_the_lesion_has_the_colour_that_was_measured(hand, lesion_ita):
    found = seen(with_lesion(hand, contrast="unknown", ita_deg=lesion_ita))
    assert found.lesion.ita_deg.p50 == pytest.approx(lesion_ita, abs=1.0)
    assert found.lesion_known
    assert found.remarks == ()


def test_the_lesion_has_the_contrast_that_was_judged(hand):
    """Contrast is a ratio of melanin: the lesion's colour is that of a skin with so many times the melanin."""
    found = seen(with_lesion(hand, contrast=3.0))
    skin = float(library.melanin_from_ita(found.skin.ita_deg.p50))
    lesion = float(library.melanin_from_ita(found.lesion.ita_deg.p50))
    assert lesion / skin == pytest.approx(3.0, rel=0.05)
    assert seen(with_lesion(hand, contrast=1.0)).difference_delta_e.p50 < 0.5
    darker = [seen(with_lesion(hand, contrast=c)).difference_delta_e.p50 for c in (1.2, 2.0, 4.0)]
    assert darker == sorted(darker)


def test_what_is_not_known_widens_the_range_and_is_said(hand):
    known, unknown = seen(hand), seen(with_lesion(hand, contrast="unknown"))
    assert known.remarks == ()
    assert known.lesion_known
    assert not unknown.lesion_known
    assert any("neither measured nor judged" in text for text in unknown.remarks)
    width = [c.difference_delta_e.p95 - c.difference_delta_e.p5 for c in (known, unknown)]
    assert width[1] > 1.5 * width[0]
    guessed = seen(replace(hand, skin=replace(hand.skin, colour=PhototypeOnly(given_as="phototype"))))
    assert guessed.skin.ita_deg.p95 - guessed.skin.ita_deg.p5 > known.skin.ita_deg.p95 - known.skin.ita_deg.p5
    assert any("not measured here" in text for text in guessed.remarks)
    deep = seen(with_lesion(hand, depth="unknown"))
    assert any("shallow melanin" in text for text in deep.remarks)
    for one in (known, unknown, guessed, deep):
        assert not any(claims_in(text) for text in one.remarks)


def test_a_reading_that_the_model_does_not_reach_is_told(hand):
    dermal = with_lesion(hand, kind="naevus_of_ota", depth="dermal", contrast="unknown", ita_deg=30.0)
    assert any("believe the reading" in text for text in seen(dermal).remarks)


def test_red_lesions_are_redder_and_their_colour_is_a_guess(hand):
    found = seen(with_lesion(hand, kind="telangiectasia", contrast="unknown"))
    assert found.by_blood
    assert not found.by_melanin
    assert found.lesion.a_star.p50 > found.skin.a_star.p50 + 0.5
    assert not found.lesion_known
    assert any("rough guess" in text for text in found.remarks)
    both = seen(with_lesion(hand, kind="poikiloderma"))
    assert both.by_blood
    assert both.by_melanin
    assert both.lesion.lightness.p50 < found.lesion.lightness.p50


def test_lines_and_scars_have_no_colour_of_their_own(hand):
    assert seen(with_lesion(hand, kind="fine_lines", contrast="unknown")) is None


def test_the_darkest_skin_has_colours_too(hand, coloured):
    dark = replace(hand.skin.colour, ita_deg=-60.0)
    found = seen(coloured(dark, phototype="VI", site="buttock"))
    assert found.lesion.ita_deg.p50 <= found.skin.ita_deg.p50 < -50.0


def test_swatches_are_those_of_the_numbers(hand):
    found, table = seen(hand), colour_table("back_of_hand", dermal=False, threads=1)
    for place in (found.skin, found.lesion):
        shown = srgb_from_tristimulus(tristimulus_from_lab(middle_of(place), white=table.white))
        assert place.srgb == pytest.approx(shown, abs=1e-3)
    apart = colour_difference(middle_of(found.skin), middle_of(found.lesion))
    assert found.difference_delta_e.p50 == pytest.approx(float(apart), rel=0.03)
    light = [sum(skin) - sum(lesion) for skin, lesion in (found.faintest_srgb, found.strongest_srgb)]
    assert 0 < light[0] < sum(found.skin.srgb) - sum(found.lesion.srgb) < light[1]


def test_the_table_tells_how_far_skin_and_lesion_differ(hand):
    """Against adding-doubling in every sampled skin, with its own thickness, scattering and slope of melanin."""
    question = ask(hand, CLEAR, numerics=Numerics(skins=64))
    both = join(question.usual.surroundings, question.usual.lesion)
    wavelengths = np.arange(400.0, 701.0, 20.0)
    lines = tuple(SpectralLine(wavelength_nm=w, share=1 / wavelengths.size) for w in wavelengths)
    lit = light(
        both,
        lines=lines,
        surface="air",
        constants=constants_for(lines),
        streams=8,
        threads=2,
        estimate_error=False,
    )
    eye = library.colour_matching(2)
    spectra = np.array([np.interp(eye.wavelength, wavelengths * 1e-9, one) for one in lit.reflectance.T])
    lab = lab_from_reflectance(spectra, colour_matching=eye.functions, illuminant=eye.illuminant)
    skin, lesion = np.split(lab, 2)
    low, middle, high = np.quantile(colour_difference(skin, lesion), (0.05, 0.5, 0.95))
    found = seen(hand).difference_delta_e
    assert found.p50 == pytest.approx(middle, rel=0.05)
    assert found.p5 == pytest.approx(low, rel=0.1)
    assert found.p95 == pytest.approx(high, rel=0.1)
    # Sites differ at the same melanin; the plan keeps to the angle that was read.
    assert np.median(skin, axis=0) == pytest.approx(middle_of(seen(hand).skin), abs=2.0)


def test_darker_skin_is_shown_darker(hand, coloured):
    shown = [
        seen(coloured(replace(hand.skin.colour, ita_deg=ita))).skin.srgb
        for ita in (60.0, 40.0, 20.0, 0.0, -30.0, -60.0)
    ]
    assert [sum(one) for one in shown] == sorted((sum(one) for one in shown), reverse=True)
    assert all(0 <= channel <= 1 for one in shown for channel in one)


def test_the_explorer_shows_the_same_colours(hand):
    brown, line = (
        ask(case, CLEAR, numerics=Numerics(skins=64)) for case in (hand, with_lesion(hand, kind="fine_lines"))
    )
    assert shown_colours(brown) == (seen(hand).skin.srgb, seen(hand).lesion.srgb)
    skin, lesion = shown_colours(line)
    assert skin == lesion
    assert skin == pytest.approx(seen(hand).skin.srgb, abs=0.02)


def test_threads_change_nothing(hand):
    colour_table.cache_clear()
    once = seen(hand, threads=1)
    colour_table.cache_clear()
    seen.cache_clear()
    assert seen(hand, threads=3) == once


def test_a_plan_holds_them_and_a_refusal_does_not(plan_of_hand, hand, small):
    assert plan_of_hand.colours == seen_colours(ask(hand, plan_of_hand.screening, numerics=small))
    assert from_json(Plan, to_json(plan_of_hand)).colours == plan_of_hand.colours
    refused = lentigo.read_case(EXAMPLES / "mole_refused.toml")
    assert lentigo.plan(refused, numerics=small, verified=False).colours is None
