from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pydantic import ValidationError

from lentigo import library, modalities
from lentigo.domain.numerics import Numerics
from lentigo.errors import QuestionError, UnknownNameError
from lentigo.library.drugs import drug as drug_named
from lentigo.modalities.barrier import stripped
from lentigo.planning.compose_substances import photoprotection_constants, topical_constants
from lentigo.planning.modality_inputs import inputs_for

SKIN = library.skin(site="face", melanin_fraction=0.04)
NUMERICS = Numerics(skins=16)
TOPICAL = modalities.get("topical")
PROTECTION = modalities.get("photoprotection")


def treated(settings):
    return TOPICAL.simulate(SKIN, settings, numerics=NUMERICS, **inputs_for("topical", settings))


def protected(settings, **changes):
    place = {"latitude_deg": 35.0, "behaviour": "mixed", "ita_deg": 20.0, "day_of_year": 172} | changes
    constants = photoprotection_constants(kind="melasma", site="face", contrast=1.8, **place)
    return PROTECTION.simulate(SKIN, settings, constants=constants, numerics=NUMERICS)


@pytest.mark.parametrize(
    "drug", ["hydroquinone", "azelaic_acid", "triple_combination", "cysteamine", "tranexamic_acid_oral"]
)
def test_a_drug_lightens_melasma_by_a_fifth_to_a_half_and_it_returns(drug):
    known = drug_named(drug)
    fields = treated(
        TOPICAL.Settings(
            drug=drug,
            strength=known.reference_strength,
            applications_per_day=known.reference_per_day,
            weeks=16.0,
        )
    ).fields
    above = fields.melanin_lesion - fields.melanin_around
    share = (above / above[0]).to_numpy()
    end = 16 * 7
    assert 0.45 < share[end] < 0.85
    assert share[-1] > share[end] + 0.1, "most of it comes back within twelve weeks of stopping"


def test_the_skin_around_is_lighter_after_a_cream_and_as_it_was_after_a_tablet():
    cream = treated(TOPICAL.example).skin_after
    tablet = treated(
        replace(TOPICAL.example, drug="tranexamic_acid_oral", strength=250.0, applications_per_day=2.0)
    ).skin_after
    melanin = [sum(layer.melanin_fraction for layer in skin.layers) for skin in (SKIN, cream, tablet)]
    assert melanin[1] < 0.95 * melanin[0]
    assert melanin[2] == pytest.approx(melanin[0])


def test_the_constants_of_another_drug_are_refused():
    constants = topical_constants("tretinoin", kind="melasma", site="face", contrast=1.8, light=1.0)
    with pytest.raises(QuestionError, match="tretinoin"):
        TOPICAL.simulate(SKIN, TOPICAL.example, constants=constants, numerics=NUMERICS)


def test_an_unknown_drug_is_named():
    with pytest.raises(UnknownNameError, match="hydroquinone"):
        inputs_for("topical", replace(TOPICAL.example, drug="hydroquinon"))


@pytest.mark.parametrize(
    ("module", "wrong"),
    [
        (TOPICAL, {"strength": -1.0}),
        (TOPICAL, {"applications_per_day": 9.0}),
        (TOPICAL, {"weeks": -2.0}),
        (TOPICAL, {"weeks": 2000.0}),
        (PROTECTION, {"factor": 0.5}),
        (PROTECTION, {"amount_mg_cm2": -0.1}),
        (PROTECTION, {"visible_share_blocked": 1.2}),
    ],
)
def test_settings_have_bounds(module, wrong):
    with pytest.raises(ValidationError, match=next(iter(wrong))):
        replace(module.example, **wrong)


def test_sunscreen_lightens_lesion_and_skin_and_nothing_lasts():
    fields = protected(PROTECTION.example).fields
    end = 12 * 7
    for name in ("melanin_lesion", "melanin_around"):
        course = fields[name].to_numpy()
        assert course[end] < 0.97 * course[0]
        assert course[-1] > course[end]
    assert np.all(fields.light[: end - 1] < fields.light[end:].max())


def test_tinted_sunscreen_helps_dark_skin_more_than_light_skin():
    def gain(ita_deg):
        plain, tinted = (
            protected(replace(PROTECTION.example, visible_share_blocked=share), ita_deg=ita_deg).fields.melanin_lesion
            for share in (0.0, 0.8)
        )
        return float((plain[84] - tinted[84]) / plain[0])

    assert gain(10.0) > 0.02
    assert gain(58.0) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("name", modalities.names())
def test_every_modality_has_inputs(name):
    assert "constants" in inputs_for(name)


def test_a_drug_on_an_opened_barrier_says_that_its_entry_is_not_known():
    opened = stripped(SKIN, share=0.4)
    made = TOPICAL.simulate(opened, TOPICAL.example, numerics=NUMERICS, **inputs_for("topical", TOPICAL.example))
    usual = treated(TOPICAL.example)
    assert made.fields.attrs["barrier_open"] == 1
    assert usual.fields.attrs["barrier_open"] == 0
    assert made.fields.equals(usual.fields), "no effect is invented"
    assert made.skin_after.barrier == opened.barrier
