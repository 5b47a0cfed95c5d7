from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import library
from lentigo.domain.skin import LayerName, Site
from lentigo.errors import OutOfValidityError, UnknownNameError

SITES = get_args(Site)


def melanin_column_um(skin):
    return sum(layer.melanin_fraction * layer.thickness_um for layer in skin.layers)


@pytest.mark.parametrize("site", SITES)
def test_every_site_gives_a_skin(site):
    skin = library.skin(site=site, melanin_fraction=0.03)
    at = library.table(f"sites/{site}")
    assert tuple(layer.name for layer in skin.layers) == get_args(LayerName)
    assert skin.site == site
    horny, spinous, basal, *dermis, fat = skin.layers
    assert horny.thickness_um == at["horny_layer_thickness_um"].value
    living = at["living_epidermis_thickness_um"].value
    assert spinous.thickness_um + basal.thickness_um == pytest.approx(living)
    assert sum(layer.thickness_um for layer in dermis) == pytest.approx(at["dermis_thickness_um"].value)
    assert melanin_column_um(skin) == pytest.approx(0.03 * living)
    assert all(layer.blood_fraction > 0 for layer in dermis)
    assert spinous.blood_fraction == basal.blood_fraction == horny.blood_fraction == 0
    assert fat.fat_fraction > 0.5


@pytest.mark.parametrize("site", SITES)
def test_every_site_says_what_is_uncertain(site):
    spreads = library.spreads(site)
    expected = {
        "epidermis_scale", "melanin_slope", "basal_share", "blood_fraction", "oxygen_saturation", "scattering_scale",
        "cooling_scale", "lesion_contrast", "lesion_contrast_ln_error", "melanosome_diameter_um",
    }  # fmt: skip
    assert expected <= set(spreads)
    for one in spreads.values():
        assert 0 < one.low <= one.value <= one.high
    assert spreads["epidermis_scale"].value == 1


def test_sites_of_the_library_are_those_of_a_case():
    assert set(library.sites()) == set(SITES)
    with pytest.raises(UnknownNameError, match="forearm"):
        library.skin(site="forarm", melanin_fraction=0.03)
    with pytest.raises(UnknownNameError):
        library.spreads("knee")


def test_the_thin_skin_of_the_eyelid_is_the_thinnest():
    total = {
        site: sum(x.thickness_um for x in library.skin(site=site, melanin_fraction=0.0).layers[:-1]) for site in SITES
    }
    assert min(total, key=total.get) == "eyelid"


def test_more_melanin_than_tissue_can_hold_is_refused():
    largest = library.number("skins/family", "melanin_ceiling").value
    assert library.skin(site="back", melanin_fraction=largest)
    for wrong in (largest + 1e-6, -1e-6, float("nan")):
        with pytest.raises(OutOfValidityError, match="melanin fraction"):
            library.skin(site="back", melanin_fraction=wrong)


@settings(derandomize=True, max_examples=60)
@given(
    mean=st.floats(0, 0.35),
    more=st.floats(0, 0.35),
    share=st.floats(0.2, 0.9),
    spinous=st.floats(15, 100),
    basal=st.floats(6, 15),
)
def test_shared_melanin_keeps_its_mean_and_grows_in_both_layers(mean, more, share, spinous, basal):
    def layers(fraction):
        return library.share_melanin(fraction, spinous_um=spinous, basal_um=basal, basal_share=share, largest=0.35)

    above, below = layers(mean)
    assert above * spinous + below * basal == pytest.approx(mean * (spinous + basal), abs=1e-9)
    assert 0 <= above <= below + 1e-12
    assert below <= 0.35
    darker = layers(min(mean + more, 0.35))
    assert darker[0] >= above - 1e-12
    assert darker[1] >= below - 1e-12


def test_the_family_has_every_constant_that_a_skin_needs():
    family = library.family()
    assert family == library.table("skins/family")
    assert set(library.table("skins/central")) <= set(family)
    assert 3 < family["melanin_slope"].value < 6


@pytest.mark.parametrize(("cooling", "low_c", "high_c"), [("contact", 14, 19), ("cryogen", -9, 5)])
def test_coolings_bring_the_surface_to_measured_temperatures(cooling, low_c, high_c):
    from scipy.special import erfcx

    of = library.table(f"cooling/{cooling}")
    effusivity = 1180.0
    seconds = of["before_s"].value if "before_s" in of else of["before_ms"].value / 1e3
    h = of["heat_transfer_w_m2_k"].value * np.sqrt(seconds) / effusivity
    surface_c = of["temperature_c"].value + (30.0 - of["temperature_c"].value) * erfcx(h)
    assert low_c - 3 <= surface_c <= high_c + 3
