"""What windows and simulations owe to numbered requirements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lentigo import library, modalities, planning
from lentigo.domain.case import Case
from lentigo.domain.skin import Site
from lentigo.library.tissues import sites

LONG = library.device("lp_alexandrite")


@pytest.mark.shows("S0-01")
def test_lasers_a_lamp_creams_and_doing_nothing_are_put_side_by_side(hand, small):
    made = planning.compare(hand, (library.device("qs_ndyag"), library.device("ipl")), numerics=small)
    assert {window.family for window in made.windows} == {"q_switched", "ipl"}
    names = {way.name for way in made.alternatives}
    assert {"Topical care", "Doing nothing"} <= names


@pytest.mark.shows("S0-13")
def test_pulsed_light_is_a_modality_of_its_own_name():
    assert "ipl" in modalities.names()
    lamp = library.device("ipl")
    assert lamp.family == "ipl"
    assert "Intense pulsed light" in lamp.name
    said = f"{lamp.name} {modalities.get('ipl').__doc__}".lower()
    assert "phototherapy" not in said


@pytest.mark.shows("S0-03", "S0-22")
def test_damage_is_computed_in_the_lesion_and_in_the_skin_beside_and_above_it(hand, small):
    deep = replace(hand, lesion=replace(hand.lesion, kind="naevus_of_ota", depth="dermal"))
    fields = planning.simulate_case(deep, LONG, fluence_j_cm2=20.0, spot_mm=8.0, pulse_s=0.003, numerics=small)
    upper = float(fields.layer_edge[3])  # where the epidermis ends
    lower = float(fields.layer_edge[4])
    last = fields.isel(time=-1) if "time" in fields.damage.dims else fields
    above = last.damage_lesion.where(last.depth < upper, drop=True)
    inside, beside = (
        one.where((one.depth > upper) & (one.depth < lower), drop=True) for one in (last.damage_lesion, last.damage)
    )
    assert float(above.max()) > 0
    assert float(last.damage.max()) > 0
    assert float(inside.max()) / float(beside.max()) > 1.5


def highest(case: Case, numerics, device=LONG) -> tuple[float, float]:
    """The best window's highest allowed setting and its threshold of effect [J/cm²]."""
    best = planning.compare(case, (device,), numerics=numerics).windows[0]
    return best.highest_allowed_j_cm2, best.effect_threshold_j_cm2.p50


@pytest.mark.shows("S0-24")
def test_settings_follow_from_colour_pigment_site_and_device(hand, small):
    usual = highest(hand, small)
    site: Site = "eyelid"
    changed = {
        "colour": replace(hand, skin=replace(hand.skin, colour=replace(hand.skin.colour, ita_deg=50.0))),
        "density": replace(hand, lesion=replace(hand.lesion, contrast=1.5)),
        "depth": replace(hand, lesion=replace(hand.lesion, depth="junctional")),
        "site": replace(hand, skin=replace(hand.skin, site=site)),
    }
    found = {name: highest(case, small) for name, case in changed.items()}
    found["device"] = highest(hand, small, library.device("lp_ndyag"))
    assert [name for name, pair in found.items() if np.allclose(pair, usual, rtol=1e-3)] == []
    assert found["colour"][0] > usual[0], "paler skin bears more"
    assert found["density"][1] > usual[1], "a fainter spot needs more"


@pytest.mark.shows("S1-12")
@pytest.mark.parametrize("site", sites())
def test_melanin_is_densest_in_the_basal_layer_and_absent_from_the_dermis(site):
    held = {layer.name: layer.melanin_fraction for layer in library.skin(site=site, melanin_fraction=0.03).layers}
    assert max(held, key=held.get) == "basal_layer"
    assert {name for name, share in held.items() if share > 0} == {"spinous_layer", "basal_layer"}
