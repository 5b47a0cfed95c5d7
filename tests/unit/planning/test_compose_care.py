from __future__ import annotations

from dataclasses import fields
from typing import get_args

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.case import LesionKind
from lentigo.domain.strategy import ProtectionWish
from lentigo.physics.injury import Injury
from lentigo.physics.pigment import PigmentConstants, PigmentDrivers, PigmentStart, pigment_course
from lentigo.planning.compose_care import (
    PIGMENT_TABLES,
    care_drivers,
    light_drivers,
    pigment_constants,
    pigment_thresholds,
    protection_from,
)

DAY = 86400.0
HERE = {"latitude_deg": 48.0, "behaviour": "mixed", "covered": "no", "site": "face"}


def light(**changes):
    asked = {"first_day_of_year": 100, "days": 30, "ita_deg": np.array([50.0, 10.0])} | HERE | changes
    return light_drivers(**asked)


@pytest.mark.parametrize("kind", get_args(LesionKind))
def test_every_kind_of_lesion_has_constants(kind):
    law = pigment_constants(kind, site="face")
    for field in fields(PigmentConstants):
        assert np.all(np.isfinite(getattr(law, field.name))), field.name
    assert PIGMENT_TABLES.get(kind, "solar_lentigo") in {name.split("/")[1] for name in library.tables()}


@pytest.mark.parametrize("site", library.sites())
def test_every_site_has_a_turnover_and_a_share_of_light(site):
    assert pigment_constants("melasma", site=site).horny_time >= 5 * DAY
    assert np.all(light(site=site)[0] > 0)


def test_older_skin_turns_over_more_slowly():
    young, old = (pigment_constants("melasma", site="forearm", age_years=age).horny_time for age in (25.0, 75.0))
    assert young == pytest.approx(19.8 * DAY)
    assert old > 1.4 * young
    assert pigment_constants("melasma", site="forearm", age_years="unknown").horny_time == young


def test_skins_spread_around_the_central_value_and_come_again():
    one, again, other = (
        pigment_constants("melasma", site="face", count=400, seed=seed).drive_time for seed in (1, 1, 2)
    )
    number = library.number("pigment/melasma", "drive_days")
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)
    assert np.median(one) == pytest.approx(number.value * DAY, rel=0.06)
    assert one.min() >= number.low * DAY * (1 - 1e-12)
    assert one.max() <= number.high * DAY * (1 + 1e-12)


def test_a_freckle_follows_the_sun_more_than_a_lentigo():
    def summer(kind):
        return pigment_course(
            PigmentStart(contrast=np.array([2.0]), light=0.2),
            time=np.arange(121) * DAY,
            drivers=PigmentDrivers(light=2.0),
            constants=pigment_constants(kind, site="face"),
        ).excess_share[-1, 0]

    assert summer("freckle") > summer("solar_lentigo") > 1.0


def test_more_time_outside_a_lower_latitude_and_bare_skin_mean_more_light():
    usual = light()[0]
    assert np.all(light(behaviour="outdoors")[0] > usual)
    assert np.all(light(behaviour="indoors")[0] < usual)
    assert np.all(light(latitude_deg=10.0)[0] > usual)
    assert np.all(light(covered="yes")[0] < 0.1 * usual)
    assert np.array_equal(light(covered="unknown")[0], usual), "unknown is never no"


def test_unknown_place_counts_as_a_sunny_one():
    assert np.all(light(latitude_deg="unknown", first_day_of_year=20)[0] > light(first_day_of_year=20)[0])


def test_darker_skin_needs_more_ultraviolet_and_sees_visible_light():
    limits = pigment_thresholds(np.array([55.0, 30.0, -20.0]))
    assert np.all(np.diff(limits.erythemal) > 0)
    assert np.isinf(limits.visible[0])
    assert np.isfinite(limits.visible[1:]).all()


def test_protection_holds_on_its_days_only():
    wish = ProtectionWish(factor=50.0, amount_mg_cm2=1.0, from_day=5, to_day=9)
    kept = protection_from([wish], days=20)
    assert np.all(kept.erythemal[5:10] < 1)
    assert np.all(np.delete(kept.erythemal, np.s_[5:10], axis=0) == 1)
    assert np.all(kept.visible == 1), "untinted"
    assert np.all(kept.uva[5:10] > kept.erythemal[5:10]), "a third of the factor where nobody knows"


@pytest.mark.parametrize(
    "more", [{"factor": 80.0}, {"amount_mg_cm2": 2.0}, {"applications_per_day": 3.0}, {"visible_share_blocked": 0.6}]
)
def test_more_sunscreen_is_never_darker(more):
    usual = {"factor": 30.0, "amount_mg_cm2": 0.7, "applications_per_day": 1.0, "to_day": 200}

    def melanin(wish):
        reaching, before = light(days=200, protection=protection_from([ProtectionWish(**wish)], days=200))
        return pigment_course(
            PigmentStart(contrast=np.array([1.5, 1.5]), light=before),
            time=np.arange(200) * DAY,
            drivers=PigmentDrivers(light=reaching),
            constants=pigment_constants("melasma", site="face"),
        ).epidermal

    assert np.all(melanin(usual | more) <= melanin(usual) + 1e-12)
    assert np.any(melanin(usual | more) < melanin(usual) - 1e-4)


def test_light_of_the_weeks_before_is_that_of_bare_skin():
    wish = ProtectionWish(factor=50.0, amount_mg_cm2=2.0, to_day=30)
    reaching, before = light(protection=protection_from([wish], days=30))
    bare, same = light()
    assert np.array_equal(before, same)
    assert np.all(reaching < bare)
    # Melanin that is there today was made under the light of the months before, which differs from that of today.
    assert np.all((before > 0.25 * bare[0]) & (before < 1.75 * bare[0]))


def test_drugs_add_up_without_passing_all():
    time = np.arange(100) * DAY
    one = care_drivers([("hydroquinone", 4.0, 1.0, 0, 90)], time=time)
    two = care_drivers([("hydroquinone", 4.0, 1.0, 0, 90), ("azelaic_acid", None, 2.0, 0, 90)], time=time)
    none = care_drivers([], time=time)
    assert np.all(two["production_cut"] >= one["production_cut"])
    assert two["production_cut"].max() < 1
    assert all(np.all(values == 0) for values in none.values())
    stronger = care_drivers([("hydroquinone", 100.0, 4.0, 0, 90)], time=time)
    assert one["production_cut"].max() < stronger["production_cut"].max() <= 0.95


def test_actions_spread_over_the_skins():
    spread = care_drivers([("hydroquinone", None, 1.0, 0, 90)], time=np.arange(60) * DAY, count=50, seed=3)
    assert spread["production_cut"].shape == (60, 50)
    assert spread["production_cut"][-1].std() > 0.03


def test_a_cream_irritates_the_skin_around_as_well():
    acting = care_drivers([("tretinoin", None, 1.0, 0, 90)], time=np.arange(60) * DAY)
    assert acting["inflammation"].max() > 0
    assert np.array_equal(acting["inflammation"], acting["inflammation_around"])


def cleared(kind, *, protected, days=360):
    """Share of the excess that is there at the end, after one session that cleared most of it on the first day."""
    wish = ProtectionWish(
        factor=50.0, amount_mg_cm2=1.5, applications_per_day=2.0, visible_share_blocked=0.6, to_day=days
    )
    kept = protection_from([wish], days=days) if protected else None
    reaching, before = light(days=days, first_day_of_year=30, ita_deg=np.array([30.0]), protection=kept)
    return pigment_course(
        PigmentStart(contrast=np.array([1.8]), light=before),
        time=np.arange(days) * DAY,
        drivers=PigmentDrivers(light=reaching),
        constants=pigment_constants(kind, site="face"),
        injuries=[(0, Injury.of(1, melanin_cleared=0.9, melanocytes_lost=0.6))],
    ).excess_share[:, 0]


@pytest.mark.shows("S1-23")
def test_freckles_go_with_a_session_and_come_back_with_the_sun():
    bare = cleared("freckle", protected=False)
    assert bare[20] < 0.4
    assert bare[170] > 0.6, "in the summer after a session in winter"
    assert cleared("freckle", protected=True)[170] < 0.75 * bare[170]


@pytest.mark.shows("S2-10")
@pytest.mark.parametrize("kind", ["melasma", "freckle", "solar_lentigo"])
def test_coming_back_depends_on_protection_from_the_sun(kind):
    bare, protected = (cleared(kind, protected=wanted) for wanted in (False, True))
    # Weeks after the session the spot is paler than the skin around; what comes back comes later.
    assert protected[-1] < bare[-1]
    if kind != "solar_lentigo":
        assert np.all(protected[150:] < bare[150:])
        assert protected[-1] < 0.9 * bare[-1]


def test_melasma_comes_back_more_than_a_lentigo():
    assert cleared("melasma", protected=False)[-1] > 0.6
    assert cleared("solar_lentigo", protected=False)[-1] < 0.4
