"""Which way of light stands first: by the order of the library where open windows are about equal, and told so."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from lentigo import library
from lentigo.planning.dial import combinations
from lentigo.planning.verdict import rank
from lentigo.planning.which_way import lesion_words, place_of, told_absent, told_ways
from lentigo.screening.phrases import claims_in


def window(*, family, wavelength_nm, merit=None, binds="the chance of a burn reaches 5 %", findings=()):
    """What the order and the words look at, and nothing else."""
    band = SimpleNamespace(p5=4.0, p50=8.0, p95=9.0)
    given = None
    if merit is not None:
        given = SimpleNamespace(chance_effect_without_burn=merit, chance_dark_marks=0.0)
    return SimpleNamespace(
        family=family, wavelength_nm=wavelength_nm, recommended=given, binds=binds, findings=findings,
        effect_threshold_j_cm2=band, burn_threshold_j_cm2=band, goal="vessels", fluence_j_cm2=(2.0, 4.0, 6.0),
        caps=(SimpleNamespace(name="burn", fluence_j_cm2=5.0, text=binds),), highest_allowed_j_cm2=4.0,
        lowest_effective_j_cm2=6.0,
    )  # fmt: skip


DYE = window(family="pulsed_dye", wavelength_nm=585.0, merit=0.55)
COLUMNS = window(family="fractional_nonablative", wavelength_nm=1550.0, merit=0.95)
CLOSED = window(family="pulsed_dye", wavelength_nm=585.0)


def combination(device, handpiece=None):
    return next(c for c in combinations(library.device(device)) if handpiece in (None, c.handpiece.name))


def test_the_aim_that_comes_first_stands_first_where_it_is_open():
    dye = rank(DYE, published=True, place=(1, 1))
    columns = rank(COLUMNS, published=True, place=(2, 2))
    assert dye > columns
    assert rank(CLOSED, published=True, place=(1, 1)) < columns
    assert rank(DYE, published=False, place=(1, 1)) < columns


@pytest.mark.parametrize(("first", "second", "order"), [(0.60, 0.75, True), (0.55, 0.95, False)])
def test_between_ways_of_one_aim_the_order_decides_where_they_are_about_equal(first, second, order):
    dye = rank(replace_merit(DYE, first), published=True, place=(1, 1))
    lamp = rank(replace_merit(DYE, second), published=True, place=(1, 2))
    assert (dye > lamp) is order


def replace_merit(made, merit):
    return SimpleNamespace(
        **{**vars(made), "recommended": SimpleNamespace(chance_effect_without_burn=merit, chance_dark_marks=0.0)}
    )


def test_without_ways_the_merit_alone_decides():
    assert place_of("freckle", combination("pulsed_dye")) is None
    assert rank(COLUMNS, published=True) > rank(DYE, published=True)


def test_places_are_those_of_the_goal_and_of_the_way():
    assert place_of("stretch_marks_red", combination("pulsed_dye")) == (1, 1)
    assert place_of("stretch_marks_red", combination("lp_ndyag")) == (1, 3)
    assert place_of("stretch_marks_red", combination("fractional_erbium_glass")) == (2, 2)
    assert place_of("stretch_marks_white", combination("fractional_co2")) == (1, 2)
    assert place_of("fine_lines", combination("full_field_er_yag")) == (3, 3)
    # Light on melanin comes before columns for brown spots.
    assert place_of("solar_lentigo", combination("qs_ndyag")) == (1, 1)
    assert place_of("solar_lentigo", combination("fractional_thulium")) == (3, 3)


def test_a_first_choice_that_is_closed_or_absent_is_said_to_be():
    told = " ".join(told_ways("stretch_marks_red", [COLUMNS, CLOSED]))
    assert "Non-ablative fractional laser is the second choice for red stretch marks (striae rubrae)" in told
    assert "Pulsed dye laser, the first choice, is closed in this skin: the chance of a burn reaches 5 %." in told
    alone = " ".join(told_ways("stretch_marks_red", [COLUMNS]))
    assert "Pulsed dye laser, the first choice, is not at hand" in alone
    first = told_ways("stretch_marks_red", [DYE, COLUMNS])
    assert len(first) == 1
    assert first[0].startswith("Pulsed dye laser is the first choice")
    assert claims_in(f"{told} {alone} {first}") == ()
    assert told_ways("freckle", [DYE]) == ()


def test_ways_that_are_not_at_hand_share_one_sentence():
    last = library.ways_for("fine_lines")[-1]
    warm = window(family="long_pulse", wavelength_nm=1540.0, merit=0.5)
    (_, said) = told_ways("fine_lines", [warm])
    before = [way for way in library.ways_for("fine_lines") if way.order < last.order]
    assert len(before) == 3
    assert said == (
        "Fractional CO2 or Er:YAG laser (first choice), non-ablative fractional laser (second choice) and full "
        "resurfacing by CO2 or Er:YAG laser (third choice) are not at hand, or cannot be computed here."
    )
    holes = window(family="fractional_ablative", wavelength_nm=10600.0)
    told = told_ways("fine_lines", [warm, holes])
    assert [one.count("not at hand") for one in told] == [0, 0, 1]
    assert "Fractional CO2 or Er:YAG laser, the first choice, is closed in this skin" in told[1]


def test_an_open_way_before_the_chosen_one_is_told_with_both_chances():
    lamp = window(family="ipl", wavelength_nm=560.0, merit=0.9)
    (_, said) = told_ways("telangiectasia", [lamp, DYE])
    assert "is open too" in said
    assert "in 55 of 100 such skins only, against 90" in said
    unread = SimpleNamespace(
        **{
            **vars(DYE),
            "findings": (
                SimpleNamespace(
                    text="The library holds no published setting of such a device for this kind of lesion: x"
                ),
            ),
            "recommended": SimpleNamespace(chance_effect_without_burn=0.95, chance_dark_marks=0.0),
        }
    )
    (_, said) = told_ways("telangiectasia", [lamp, unread])
    assert "no published setting" in said


def test_ways_that_nothing_at_hand_offers_are_named():
    (said,) = told_absent("telangiectasia", [DYE])
    assert "intense pulsed light (second choice)" in said
    assert "Pulsed dye laser" not in said
    assert told_absent("freckle", [DYE]) == ()


def test_a_kind_of_lesion_is_called_as_its_indication():
    assert lesion_words("stretch_marks_white") == "white stretch marks (striae albae)"
    assert lesion_words("hori_naevus").startswith("Hori")
    assert lesion_words("unknown") == "unknown"
