"""Published bounds in the dial of what they are about: energy of a narrow beam, spots, pulses of a train."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lentigo import library, units
from lentigo.domain.plan import Screening
from lentigo.planning.caps import caps
from lentigo.planning.dial import combinations
from lentigo.planning.window import has_published_use

CLEAR = Screening(verdict="CLEAR", reasons=())


def published(hand, combination, *, kind, ita=50.0, phototype="II"):
    """The lowest published bound of a combination [J/cm²]."""
    case = replace(hand, lesion=replace(hand.lesion, kind=kind), person=replace(hand.person, phototype=phototype))
    made = caps(
        case,
        combination,
        screening=CLEAR,
        burn=1e9 * units.j_cm2,
        dark_mark=1e9 * units.j_cm2,
        ita_adverse_deg=ita,
    )
    return min(cap.fluence_j_cm2 for cap in made if cap.name in ("published", "blocked"))


def published_at(hand, combination, *, site, kind):
    """The lowest published bound at a site [mJ]."""
    elsewhere = replace(hand, skin=replace(hand.skin, site=site))
    return published(elsewhere, combination, kind=kind) * combination.spot.mj_per_j_cm2


@pytest.mark.parametrize(
    ("device", "beam_um", "face_mj", "elsewhere_mj"),
    [
        ("fractional_co2", 120.0, 160, 50),
        ("fractional_co2", 300.0, 180, 90),
        ("fractional_co2", 1000.0, 220, 110),
        ("fractional_er_yag", 250.0, 60, 30),
    ],
)
@pytest.mark.parametrize("kind", ["fine_lines", "photoageing", "acne_scar"])
def test_off_the_face_columns_that_drill_end_sooner_whatever_they_are_for(
    hand, device, beam_um, face_mj, elsewhere_mj, kind
):
    drill = some(device, beam_um=beam_um)
    for site in ("face", "forehead", "cheek", "lip", "eyelid"):
        assert published_at(hand, drill, site=site, kind=kind) == pytest.approx(face_mj)
    for site in ("neck", "decollete", "chest", "back", "abdomen", "forearm", "back_of_hand", "thigh", "buttock"):
        assert published_at(hand, drill, site=site, kind=kind) == pytest.approx(elsewhere_mj)
    # Scars are reached to their floor wherever they lie.
    assert published_at(hand, drill, site="thigh", kind="scar") == pytest.approx(face_mj)


def some(device, **wanted):
    """The first combination of a device of the library whose spot, pulse or handpiece is as wanted."""
    return next(
        c
        for c in combinations(library.device(device))
        if all(getattr(c.spot, name, getattr(c, name, None)) == value for name, value in wanted.items())
    )


@pytest.mark.parametrize(
    ("beam_um", "ita", "bound_mj"),
    [(120.0, 50.0, 160), (120.0, 20.0, 70), (120.0, 0.0, 35), (300.0, 50.0, 180), (1000.0, 50.0, 220)],
)
def test_energy_of_a_beam_becomes_the_dial_of_its_tip(hand, beam_um, ita, bound_mj):
    combination = some("fractional_co2", beam_um=beam_um)
    cheek = replace(hand, skin=replace(hand.skin, site="cheek"))
    bound = published(cheek, combination, kind="acne_scar", ita=ita)
    assert bound * combination.mj_per_j_cm2 == pytest.approx(bound_mj)


def test_a_tip_of_another_width_is_blocked(hand):
    combination = some("fractional_co2", beam_um=120.0)
    odd = replace(combination, spot=replace(combination.spot, beam_um=200.0))
    assert published(hand, odd, kind="acne_scar") == 0
    assert not has_published_use(odd, "acne_scar")
    assert has_published_use(combination, "acne_scar")


def test_off_the_face_less_energy_is_published_for_stretch_marks(hand):
    combination = some("fractional_co2", beam_um=120.0)
    assert published(hand, combination, kind="stretch_marks_white") < published(hand, combination, kind="scar")


@pytest.mark.parametrize(("diameter_mm", "bound"), [(3.0, 160), (6.0, 90)])
def test_a_narrow_spot_may_give_more_to_a_vessel(hand, diameter_mm, bound):
    combination = some("lp_ndyag", diameter_mm=diameter_mm)
    assert published(hand, combination, kind="telangiectasia") == bound
    assert published(hand, combination, kind="solar_lentigo") == 90


def test_a_single_pulse_has_the_bound_of_one_pulse(hand):
    bounds = {
        combination.pulse.pulses: published(hand, combination, kind="fine_lines")
        for combination in combinations(library.device("lp_er_glass_1540"))
    }
    assert bounds[1] == 8
    assert all(bounds[fewer] <= bounds[more] for fewer in bounds for more in bounds if fewer < more)
    assert max(bounds.values()) == 24, "side effects set in at 24 J/cm², however many pulses they are"


@pytest.mark.parametrize("kind", ["stretch_marks_red", "stretch_marks_white", "melasma"])
@pytest.mark.parametrize("device", ["full_field_co2", "full_field_er_yag"])
def test_full_resurfacing_is_blocked_where_it_scars_or_darkens(hand, device, kind):
    assert published(hand, next(combinations(library.device(device))), kind=kind) == 0
