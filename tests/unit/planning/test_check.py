"""Somebody's own setting: allowed, refused, or impossible on the device."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lentigo import library, planning
from lentigo.domain.files import read_observed
from lentigo.domain.health import Fact
from lentigo.errors import QuestionError, UnknownNameError
from lentigo.planning.check import dialled

EXAMPLES = Path(__file__).parents[3] / "examples"
QS = library.device("qs_ndyag")
ALEXANDRITE = library.device("lp_alexandrite")


@pytest.fixture(scope="module")
def checked(hand, small):
    def of(fluence, *, case=None, **dial):
        asked = {"handpiece": "532 nm", "spot_mm": 3.0, "cooling": "none", **dial}
        return planning.check_setting(
            hand if case is None else case, QS, fluence_j_cm2=fluence, numerics=small, **asked
        )  # fmt: skip

    return of


def test_a_setting_inside_every_cap_is_allowed(checked):
    made = checked(0.7)
    assert made.allowed
    assert "inside every cap" in made.text
    assert made.setting.fluence_j_cm2 == 0.7
    assert made.chance_burn <= 0.05
    assert not made.reasons


def test_a_setting_above_the_limit_is_refused_with_the_limit(checked):
    made = checked(2.5)
    limit = made.window.caps[0]
    assert not made.allowed
    assert made.text.startswith("Refused")
    assert limit.text in made.text
    assert f"{limit.fluence_j_cm2:.3g}" in made.text
    assert made.chance_burn > checked(0.7).chance_burn


def test_the_limit_itself_divides_allowed_from_refused(checked):
    highest = checked(0.7).window.highest_allowed_j_cm2
    assert checked(highest).allowed
    assert not checked(round(highest + 0.1, 6)).allowed


def test_chances_lie_in_their_bands_and_on_the_windows_curves(checked):
    made = checked(0.9)
    for name in ("effect", "burn", "dark_marks"):
        low, value, high = (getattr(made, f"chance_{name}{end}") for end in ("_low", "", "_high"))
        assert low <= value <= high
        curve = getattr(made.window, name).chance
        assert value == pytest.approx(np.interp(0.9, made.window.fluence_j_cm2, curve), abs=1e-5)
    assert made.chance_effect_without_burn <= made.chance_effect


def test_more_energy_has_more_of_every_chance(checked):
    less, more = checked(0.6), checked(1.4)
    for name in ("chance_effect", "chance_burn", "chance_dark_marks"):
        assert getattr(less, name) <= getattr(more, name)
    assert less.chance_effect < more.chance_effect


def test_what_a_rule_forbids_is_refused_at_any_setting(hand, checked):
    gold = replace(hand, health=replace(hand.health, gold_therapy=Fact(value="yes")))
    made = checked(0.2, case=gold)
    assert not made.allowed
    assert made.reasons
    assert made.window.highest_allowed_j_cm2 == 0
    assert made.text.startswith("Refused")


def test_progress_is_told(hand, small):
    told = []
    planning.check_setting(
        hand,
        QS,
        handpiece="532 nm",
        fluence_j_cm2=1.0,
        spot_mm=3.0,
        numerics=small,
        progress=lambda *at: told.append(at),
    )
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize(
    ("device", "dial", "kind", "says"),
    [
        (QS, {"spot_mm": 3.0}, QuestionError, "several handpieces"),
        (QS, {"handpiece": "533 nm", "spot_mm": 3.0}, UnknownNameError, "532 nm"),
        (QS, {"handpiece": "532 nm", "spot_mm": 5.0}, QuestionError, "no 5 mm spot"),
        (QS, {"handpiece": "532 nm", "spot_mm": 3.0, "fluence_j_cm2": 9.0}, QuestionError, "0.2 to 4 J/cm²"),
        (QS, {"handpiece": "532 nm", "spot_mm": 3.0, "fluence_j_cm2": 0.01}, QuestionError, "outside the dial"),
        (QS, {"handpiece": "532 nm", "spot_mm": 3.0, "cooling": "cold ait"}, UnknownNameError, "cold air"),
        (QS, {"handpiece": "532 nm", "spot_mm": 3.0, "pulse_s": 8e-9}, QuestionError, "no pulse of 8 ns"),
        (ALEXANDRITE, {"spot_mm": 8.0, "fluence_j_cm2": 20.0}, QuestionError, "several pulse lengths"),
        (ALEXANDRITE, {"spot_mm": 8.0, "fluence_j_cm2": 20.0, "pulse_s": 0.004}, QuestionError, "no pulse of"),
    ],
)
def test_what_the_device_cannot_do_is_said_with_what_it_can(device, dial, kind, says):
    with pytest.raises(kind) as told:
        dialled(device, **{"handpiece": None, "fluence_j_cm2": 1.0, **dial})
    message = f"{told.value} {told.value.hint or ''}"
    assert says in message
    assert told.value.where is not None
    assert told.value.where.startswith("--")


def test_a_dial_is_read_as_meant():
    made = dialled(ALEXANDRITE, handpiece=None, fluence_j_cm2=20.0, spot_mm=12.0, pulse_s=0.0100001)
    assert (made.handpiece.name, made.spot.label, made.pulse_s) == ("755 nm", "12 mm", 0.01)
    assert made.cooling == ALEXANDRITE.coolings[0]
    named = dialled(ALEXANDRITE, handpiece="755 nm", fluence_j_cm2=20.0, spot_mm=8.0, pulse_s=0.003, cooling="none")
    assert named.cooling.method == "none"


def test_a_train_is_found_by_its_whole_length():
    ipl = library.device("ipl")
    piece = ipl.handpieces[0]
    train = next(t for t in piece.pulse_trains if t.pulses > 1)
    whole = (train.pulses * train.duration_ms + (train.pulses - 1) * train.gap_ms) * 1e-3
    spot = piece.spots[0]
    made = dialled(
        ipl,
        handpiece=piece.name,
        fluence_j_cm2=spot.fluence_low_j_cm2,
        spot_mm=spot.equivalent_diameter_mm,
        pulse_s=whole,
    )
    assert made.pulse == train


def test_a_case_is_simulated_beside_and_inside_the_lesion(hand, small):
    fields = planning.simulate_case(
        hand, QS, handpiece="532 nm", fluence_j_cm2=1.0, spot_mm=3.0, cooling="none", numerics=small
    )  # fmt: skip
    assert float(fields.temperature_lesion.max()) > float(fields.temperature.max())
    assert fields.attrs["fluence_j_cm2"] == 1.0
    twice = planning.simulate_case(
        hand, QS, handpiece="532 nm", fluence_j_cm2=2.0, spot_mm=3.0, cooling="none", numerics=small
    )  # fmt: skip
    thrice = planning.simulate_case(
        hand, QS, handpiece="532 nm", fluence_j_cm2=3.0, spot_mm=3.0, cooling="none", numerics=small
    )  # fmt: skip
    one, two, three = (f.temperature.to_numpy() for f in (fields, twice, thrice))
    assert np.allclose(three - two, two - one, atol=1e-6)
    assert np.max(two - one) > 10


@pytest.mark.parametrize(
    ("tested", "asked", "taken"),
    [
        (("cold air", "cold air", "cold air"), None, "cold air"),
        (("none", "cold air", "cold air"), None, "none"),
        (("cold air", "cold air", "cold air"), "none", "none"),
        (("none", "none", "none"), None, "none"),
    ],
)
def test_without_a_named_cooling_a_check_takes_that_of_the_tested_spots(hand, small, tested, asked, taken):
    device = library.device("ps_ndyag_alexandrite")
    seen = read_observed(EXAMPLES / "observed_hand.toml")
    spots = tuple(replace(spot, cooling=cooling) for spot, cooling in zip(seen.spots, tested, strict=True))
    found = planning.check_setting(
        hand,
        device,
        handpiece="755 nm",
        fluence_j_cm2=1.1,
        spot_mm=4.0,
        pulse_s=550e-12,
        cooling=asked,
        observed=replace(seen, spots=spots),
        numerics=small,
    )
    assert device.coolings[0].name == "none"
    assert found.setting.cooling == taken
