"""What no choice of dials may break where columns are made."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

import lentigo
from lentigo import library
from lentigo.domain.case import ItaReading, Mark
from lentigo.planning.column_limits import wanted_kinds
from lentigo.planning.column_thresholds import bulk_limit, column_reach, column_thresholds, per_energy
from lentigo.planning.dial import combinations
from lentigo.planning.estimate import estimate_skin
from lentigo.planning.sample import sample_skins

HAND = lentigo.read_case(Path(__file__).parents[2] / "examples" / "hand_lentigines.toml")
DEVICES = tuple(library.device(f"fractional_{name}") for name in ("co2", "er_yag", "erbium_glass", "thulium"))
CHOICES = tuple(choice for device in DEVICES for choice in combinations(device))
ENERGIES = np.geomspace(0.2e-3, 0.25, 24)
EVERY = settings(max_examples=40, derandomize=True, deadline=None)


def case_of(kind, site, phototype, ita, depth):
    return replace(
        HAND,
        person=replace(HAND.person, phototype=phototype),
        lesion=replace(HAND.lesion, kind=kind, mark=None if depth is None else Mark(depth_um=depth)),
        skin=replace(HAND.skin, site=site, colour=ItaReading(given_as="ita", ita_deg=ita, ita_error_deg=3.0)),
    )


@cache
def sample_of(site, ita):
    case = case_of("acne_scar", site, "III", ita, None)
    return sample_skins(estimate_skin(case), site=site, depth="epidermal", count=16, seed=5, adverse=True)


WHERE = {
    "kind": st.sampled_from(wanted_kinds()),
    "site": st.sampled_from(library.sites()),
    "depth": st.none() | st.floats(50, 1500),
    "choice": st.sampled_from(CHOICES),
}


@EVERY
@given(**WHERE)
def test_more_energy_is_never_shallower_nor_covers_less(kind, site, depth, choice):
    case = case_of(kind, site, "III", 40.0, depth)
    reach = column_reach(
        sample_of(site, 40.0), choice, fluence_j_m2=ENERGIES * per_energy(choice.spot), case=case, threads=1
    )
    for curve in (reach.depth_um, reach.width_um, reach.coverage_percent):
        for band in (curve.p5, curve.p50, curve.p95):
            assert np.all(np.diff(band) >= 0.0)


@EVERY
@given(**WHERE, times=st.floats(1.01, 4), more=st.integers(1, 6))
def test_more_columns_never_cover_less_nor_stay_cooler_nor_are_allowed_more(kind, site, depth, choice, times, more):
    case = case_of(kind, site, "III", 40.0, depth)
    few = column_thresholds(sample_of(site, 40.0), choice, case=case, threads=1)
    denser = replace(choice, density_per_cm2=times * choice.density_per_cm2)
    again = replace(choice, passes=choice.passes + more)
    for other in (denser, again):
        many = column_thresholds(sample_of(site, 40.0), other, case=case, threads=1)
        assert np.all(many.effect <= few.effect * (1 + 1e-12))
        assert np.all(many.mild <= few.mild * (1 + 1e-12))
        assert np.all(many.epidermis <= few.epidermis * (1 + 1e-12))
        assert np.array_equal(many.dermis, few.dermis)
    assert bulk_limit(again, case=case) <= bulk_limit(choice, case=case)


@EVERY
@given(**WHERE, ita=st.floats(-50, 60), darker=st.floats(0, 60))
def test_darker_skin_is_never_allowed_more(kind, site, depth, choice, ita, darker):
    ita, dark = round(ita, -1), max(round(ita - darker, -1), -60.0)
    light, shaded = (
        column_thresholds(sample_of(site, colour), choice, case=case_of(kind, site, "III", colour, depth), threads=1)
        for colour in (ita, dark)
    )
    assert np.all(shaded.epidermis <= light.epidermis * (1 + 1e-12))
    assert np.all(shaded.dermis <= light.dermis * (1 + 1e-12))
    by_type = column_thresholds(sample_of(site, ita), choice, case=case_of(kind, site, "VI", ita, depth), threads=1)
    assert np.all(by_type.epidermis <= light.epidermis * (1 + 1e-12))


@EVERY
@given(**WHERE, deeper=st.floats(1.0, 5.0))
def test_a_deeper_mark_never_needs_less_nor_raises_a_limit(kind, site, depth, choice, deeper):
    base = 200.0 if depth is None else depth
    shallow, deep = (
        column_thresholds(sample_of(site, 40.0), choice, case=case_of(kind, site, "III", 40.0, at), threads=1)
        for at in (base, min(base * deeper, 5000.0))
    )
    assert np.all(deep.effect >= shallow.effect)
    assert np.array_equal(deep.dermis, shallow.dermis)
    assert np.array_equal(deep.epidermis, shallow.epidermis)
