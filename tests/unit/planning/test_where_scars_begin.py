"""How deep the dermis must be dead for harm: a share of the skin's thickness, so less in thin skin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.device import SpectralLine
from lentigo.modalities.photothermal import cells
from lentigo.modalities.skins import FAT, PAPILLARY, UPPER_RETICULAR, stack
from lentigo.planning.compose import constants_for
from lentigo.planning.thresholds import where_scars_begin

CONSTANTS = constants_for((SpectralLine(wavelength_nm=755.0, share=1.0),))


def bounds(site, criteria=CONSTANTS.criteria):
    """Upper and lower edge of the cell whose death is harm, and the skin [m]."""
    skin = stack([library.skin(site=site, melanin_fraction=0.02)])
    grid = cells(skin)
    looked_at = int(np.count_nonzero(grid.layer <= UPPER_RETICULAR))
    chosen = where_scars_begin(skin, grid.edges[:, : looked_at + 1], criteria=criteria)
    assert chosen.sum() == 1
    cell = int(chosen[0].argmax())
    return grid.edges[0, cell], grid.edges[0, cell + 1], skin


def test_a_quarter_of_the_skin_is_dead():
    upper, lower, skin = bounds("back_of_hand")
    assert upper < CONSTANTS.criteria.scar_depth_share * skin.thickness[0, :FAT].sum() <= lower
    wound = library.number("limits/criteria", "scar_depth_share").high
    assert lower < wound * skin.thickness[0, :FAT].sum()


def test_thin_skin_scars_at_a_lesser_depth():
    assert bounds("eyelid")[0] < bounds("back_of_hand")[0] < bounds("thigh")[0]


def test_thick_skin_is_not_looked_at_deeper_than_it_is_computed():
    _, lower, skin = bounds("back")
    assert lower == pytest.approx(skin.thickness[0, : UPPER_RETICULAR + 1].sum())


def test_never_less_than_may_coagulate():
    shallow = replace(CONSTANTS.criteria, scar_depth_share=0.01)
    upper, lower, skin = bounds("face", shallow)
    least = skin.thickness[0, :PAPILLARY].sum() + shallow.collagen_share * skin.thickness[0, PAPILLARY]
    assert upper < least <= lower


def test_collagen_outlasts_cells_where_it_is_warm_and_not_where_it_boils():
    warm, boiling = np.array([333.15, 343.15]), 373.15
    assert np.all(CONSTANTS.collagen_damage.log_rate(warm) < CONSTANTS.dermis_damage.log_rate(warm))
    assert CONSTANTS.collagen_damage.log_rate(boiling) > CONSTANTS.dermis_damage.log_rate(boiling)
    assert CONSTANTS.collagen_damage.fast is None
