"""The skins that are drawn."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.case import PhototypeOnly
from lentigo.modalities.skins import BASAL, LAYERS, PAPILLARY, SPINOUS, UPPER_RETICULAR
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.sample import FURTHER_QUANTITIES, QUANTITIES, central_skins, deviates, draw, sample_skins

COUNT = 256


def drawn(case, *, depth="epidermal", count=COUNT, seed=1, adverse=False):
    return sample_skins(
        estimate_skin(case), site=case.skin.site, depth=depth, count=count, seed=seed, adverse=adverse
    )  # fmt: skip


def melanin(skins):
    """Melanin of the living epidermis: fraction times thickness [m]."""
    living = [SPINOUS, BASAL]
    return (skins.melanin_fraction * skins.thickness)[:, living].sum(axis=1)


def test_the_same_seed_draws_the_same_skins(hand):
    one, again, other = drawn(hand), drawn(hand), drawn(hand, seed=2)
    for field in fields(one.surroundings):
        assert np.array_equal(getattr(one.surroundings, field.name), getattr(again.surroundings, field.name))
    assert not np.array_equal(one.deviates, other.deviates)


def test_deviates_are_standard_normal_and_independent():
    z = deviates(1024, 1)
    assert z.shape == (1024, len(QUANTITIES) + len(FURTHER_QUANTITIES))
    assert np.allclose(z.mean(axis=0), 0, atol=0.01)
    assert np.allclose(z.std(axis=0), 1, atol=0.02)
    between = np.corrcoef(z.T) - np.eye(z.shape[1])
    assert np.abs(between).max() < 0.1
    with pytest.raises(ValueError, match="read-only"):
        z[0, 0] = 1.0


def test_a_larger_sample_begins_with_the_smaller_one():
    assert np.array_equal(deviates(64, 1), deviates(256, 1)[:64])


def test_numbers_are_drawn_with_their_own_ends():
    number = library.number("skins/family", "blood_fraction")
    values = draw(number, deviates(1024, 1)[:, 0])
    found = np.quantile(values, [0.05, 0.5, 0.95])
    assert found == pytest.approx([number.low, number.value, number.high], rel=0.02)
    ends = draw(number, np.array([-1.6448536269514722, 0.0, 1.6448536269514722]))
    assert ends == pytest.approx([number.low, number.value, number.high])


def test_a_skin_without_deviation_is_the_central_one(hand):
    beside, inside = (
        central_skins(estimate_skin(hand), site="back_of_hand", depth="epidermal").take([k]) for k in (0, 1)
    )
    family = library.table("skins/family")
    reference = family["reference_epidermis_um"].value * 1e-6
    assert melanin(beside)[0] == pytest.approx(library.melanin_from_ita(38.0) * reference)
    assert melanin(inside)[0] == pytest.approx(2.6 * melanin(beside)[0])
    shared = library.skin(site="back_of_hand", melanin_fraction=0.0)
    assert beside.thickness[0] == pytest.approx([layer.thickness_um * 1e-6 for layer in shared.layers])
    assert len(LAYERS) == beside.thickness.shape[1]


def test_the_sample_lies_around_the_central_skin(hand):
    sample = drawn(hand, count=1024)
    central = central_skins(estimate_skin(hand), site="back_of_hand", depth="epidermal")
    assert np.median(sample.melanin_column) == pytest.approx(melanin(central)[0], rel=0.02)
    assert np.median(sample.lesion_column / sample.melanin_column) == pytest.approx(2.6, rel=0.02)
    assert np.median(sample.surroundings.thickness, axis=0) == pytest.approx(central.thickness[0], rel=0.02)
    assert np.median(sample.surroundings.blood_fraction[:, PAPILLARY]) == pytest.approx(
        central.blood_fraction[0, PAPILLARY], rel=0.03
    )
    assert sample.melanin_column.std() > 0


def test_adverse_skins_are_darker_where_the_colour_is_unknown(coloured):
    case = coloured(PhototypeOnly(given_as="phototype"))
    usual, adverse = drawn(case), drawn(case, adverse=True)
    assert np.all(adverse.melanin_column[np.abs(usual.column("ita")) < 1] > 0)
    assert np.median(adverse.melanin_column) > 1.2 * np.median(usual.melanin_column)
    assert np.ptp(np.log(adverse.melanin_column)) < np.ptp(np.log(usual.melanin_column))


def test_adverse_skins_are_the_usual_ones_where_all_is_known(hand):
    usual, adverse = drawn(hand), drawn(hand, adverse=True)
    assert np.array_equal(usual.lesion.melanin_fraction, adverse.lesion.melanin_fraction)


def test_an_unknown_contrast_is_adversely_high(hand):
    unknown = replace(hand, lesion=replace(hand.lesion, contrast="unknown"))
    usual, adverse = drawn(unknown), drawn(unknown, adverse=True)
    assert np.median(adverse.lesion_column) > 1.3 * np.median(usual.lesion_column)
    assert np.array_equal(adverse.melanin_column, usual.melanin_column)


def test_the_lesions_own_colour_is_never_paler_than_its_surroundings(hand):
    own = replace(hand, lesion=replace(hand.lesion, contrast="unknown", ita_deg=37.0))
    sample = drawn(own)
    assert np.all(sample.lesion_column >= sample.melanin_column)
    assert np.any(sample.lesion_column > sample.melanin_column)


@pytest.mark.parametrize("ita", [38.0, -40.0])
@pytest.mark.parametrize("depth", ["epidermal", "junctional", "mixed", "dermal", "unknown"])
def test_no_layer_holds_more_melanin_than_fits(hand, ita, depth):
    colour = replace(hand.skin.colour, ita_deg=ita)
    dark = replace(hand, skin=replace(hand.skin, colour=colour), lesion=replace(hand.lesion, contrast=4.0))
    sample = drawn(dark, depth=depth)
    ceiling = library.number("skins/family", "melanin_ceiling").value
    for skins in (sample.surroundings, sample.lesion, sample.palest):
        assert skins.melanin_fraction.max() <= ceiling + 1e-15
        assert skins.melanin_fraction.min() >= 0
        assert np.all(skins.melanin_fraction[:, BASAL] >= skins.melanin_fraction[:, SPINOUS] - 1e-12)
    if ita < 0 and depth != "dermal":
        assert sample.lesion.melanin_fraction.max() == ceiling


def test_melanin_is_kept_where_it_fits(hand):
    sample = drawn(hand)
    assert melanin(sample.surroundings) == pytest.approx(sample.melanin_column)
    fits = sample.lesion.melanin_fraction[:, BASAL] < library.number("skins/family", "melanin_ceiling").value
    assert fits.any()
    assert melanin(sample.lesion)[fits] == pytest.approx(sample.lesion_column[fits])


@pytest.mark.shows("S1-10")
@pytest.mark.parametrize(
    ("depth", "spinous", "basal", "dermis"),
    [
        ("epidermal", True, True, False),
        ("unknown", True, True, False),
        ("junctional", False, True, False),
        ("mixed", True, True, True),
        ("dermal", False, False, True),
    ],
)
def test_the_lesions_melanin_lies_where_its_depth_puts_it(hand, depth, spinous, basal, dermis):
    sample = drawn(hand, depth=depth)
    more = sample.lesion.melanin_fraction - sample.surroundings.melanin_fraction
    assert bool(np.all(more[:, SPINOUS] > 0)) is spinous
    assert bool(np.all(more[:, BASAL] > 0)) is basal
    assert bool(np.all(more[:, [PAPILLARY, UPPER_RETICULAR]] > 0)) is dermis
    assert not np.any(more < -1e-15)


@pytest.mark.parametrize("depth", ["epidermal", "dermal"])
def test_the_palest_skin_shades_least_what_lies_below(hand, depth):
    sample = drawn(hand, depth=depth)
    assert np.all(melanin(sample.palest) <= melanin(sample.surroundings) + 1e-15)
    assert np.all(melanin(sample.palest) < melanin(sample.surroundings))
    dermis = sample.palest.melanin_fraction[:, PAPILLARY]
    assert np.array_equal(dermis, sample.lesion.melanin_fraction[:, PAPILLARY])
