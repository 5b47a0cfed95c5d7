"""What light leaves behind: nothing without light, more with more; the mild endpoint is the scale of inflammation."""

from __future__ import annotations

from dataclasses import fields
from functools import cache

import numpy as np
import pytest

from lentigo import units
from lentigo.domain.delivery import Delivery, Exposure, SubPulse
from lentigo.domain.device import Cooling, SpectralLine
from lentigo.errors import OutOfValidityError
from lentigo.physics.injury import Injury
from lentigo.planning.chances import knowledge
from lentigo.planning.compose import constants_for
from lentigo.planning.estimate import Estimate
from lentigo.planning.injuries import session_light
from lentigo.planning.sample import sample_skins
from lentigo.planning.thresholds import lights, thresholds

BARE = Cooling(
    name="none",
    method="none",
    temperature_c=22.0,
    heat_transfer_w_m2_k=0.0,
    before_ms=0.0,
    delay_ms=0.0,
    during=False,
    after_ms=0.0,
    surface_medium="air",
    source="assumed",
    kind="assumed",
)
COLD = Cooling(
    name="contact",
    method="contact",
    temperature_c=5.0,
    heat_transfer_w_m2_k=2000.0,
    before_ms=300.0,
    delay_ms=0.0,
    during=True,
    after_ms=0.0,
    surface_medium="sapphire",
    source="assumed",
    kind="assumed",
)
PULSES = {
    "short": (532, 5e-9, "nanosecond", BARE),
    "long": (755, 3e-3, "millisecond", COLD),
}
NAMES = [field.name for field in fields(Injury)]


@cache
def scene(pulse, threads=1):
    wavelength, duration, pulse_class, cooling = PULSES[pulse]
    estimate = Estimate(
        ita_deg=35.0,
        ita_error_deg=5.0,
        ita_known=True,
        contrast_median=3.0,
        contrast_ln_error=0.1,
        contrast_known=True,
        lesion_ita_deg=None,
        lesion_ita_error_deg=5.0,
        given_as="ita",
        text="",
        findings=(),
    )
    sample = sample_skins(estimate, site="face", depth="epidermal", count=40, seed=1, adverse=False)
    exposure = Exposure(
        delivery=Delivery(lines=(SpectralLine(wavelength_nm=wavelength, share=1.0),), beam="top_hat", cooling=cooling),
        pulse=(SubPulse(start_s=0.0, duration_s=duration, share=1.0),),
        spot_mm=5.0,
    )
    constants = constants_for(exposure.delivery.lines)
    lit = lights(sample, exposure, constants=constants, streams=8, threads=1)
    found = thresholds(
        lit,
        exposure,
        pulse_class=pulse_class,
        depth="epidermal",
        goal="whitening",
        constants=constants,
        threads=1,
    )
    light = session_light(lit, exposure, pulse_class=pulse_class, constants=constants, threads=threads)
    return light, found


@pytest.mark.parametrize("pulse", PULSES)
def test_no_light_injures_nothing(pulse):
    light, _ = scene(pulse)
    for injury in light.injuries(0.0):
        assert not any(getattr(injury, name).any() for name in NAMES)


@pytest.mark.parametrize("pulse", PULSES)
def test_more_light_never_injures_less(pulse):
    light, found = scene(pulse)
    effect = np.median(found.effect) / units.j_cm2
    before = light.injuries(0.25 * effect)
    for factor in (0.5, 1.0, 1.5, 3.0):
        after = light.injuries(factor * effect)
        for one, more in zip(before, after, strict=True):
            for name in set(NAMES) - {"dermis_heated"}:  # heated dermis becomes coagulated dermis
                assert np.all(getattr(more, name) >= getattr(one, name) - 1e-12), name
            reached = one.dermis_heated + one.dermis_coagulated
            assert np.all(more.dermis_heated + more.dermis_coagulated >= reached - 1e-12)
        before = after


@pytest.mark.parametrize("pulse", PULSES)
def test_at_the_threshold_of_effect_half_of_the_lesion_dies_and_inflammation_is_about_one(pulse):
    light, found = scene(pulse)
    _, inside = light.injuries(found.effect / units.j_cm2)
    assert np.median(inside.inflammation) == pytest.approx(1.0, abs=0.6)
    assert np.median(inside.melanin_cleared) > 0.4
    assert np.median(inside.epidermis_lost) > 15e-6


def test_a_long_pulse_spares_the_skin_beside_a_dark_lesion():
    light, found = scene("long")
    beside, inside = light.injuries(np.median(found.effect) / units.j_cm2)
    assert np.median(beside.melanin_cleared) < 0.1 * np.median(inside.melanin_cleared)
    assert np.median(inside.dermis_heated) > 1e-6


def test_a_lesion_that_has_lost_its_extra_melanin_is_the_skin_around_it():
    light, found = scene("long")
    fluence = np.median(found.effect) / units.j_cm2
    beside, gone = light.injuries(fluence, excess_left=0.0)
    _, half = light.injuries(fluence, excess_left=np.full(40, 0.5))
    _, whole = light.injuries(fluence)
    assert gone.melanin_cleared == pytest.approx(beside.melanin_cleared)
    assert np.all(gone.epidermis_lost <= half.epidermis_lost + 1e-15)
    assert np.all(half.epidermis_lost <= whole.epidermis_lost + 1e-15)


def test_the_result_does_not_depend_on_threads():
    one, two = (scene("short", threads)[0].injuries(0.6) for threads in (1, 2))
    for first, second in zip(one, two, strict=True):
        assert all(np.array_equal(getattr(first, name), getattr(second, name)) for name in NAMES)


def test_what_is_not_known_scatters_the_injury_around_the_same_middle():
    light, found = scene("short")
    fluence = np.median(found.effect) / units.j_cm2
    _, plain = light.injuries(fluence)
    _, scattered = light.injuries(fluence, known=knowledge(0.1))
    assert np.std(scattered.melanin_cleared) > 1.2 * np.std(plain.melanin_cleared)
    assert np.median(scattered.melanin_cleared) == pytest.approx(np.median(plain.melanin_cleared), abs=0.2)


def test_wrong_questions_are_refused():
    light, _ = scene("short")
    with pytest.raises(OutOfValidityError, match="radiant exposure"):
        light.injuries(-1.0)
    with pytest.raises(OutOfValidityError, match="melanin"):
        light.injuries(1.0, excess_left=1.1)
