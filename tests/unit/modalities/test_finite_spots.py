"""What a small spot lacks of a broad beam, in skins of any colour."""

from __future__ import annotations

import numpy as np
import pytest

from lentigo import library, units
from lentigo.domain.device import SpectralLine
from lentigo.errors import OutOfValidityError
from lentigo.modalities.skins import BASAL, HORNY, stack
from lentigo.physics.finite_spot import spot_factor
from lentigo.physics.monte_carlo import monte_carlo
from lentigo.planning.compose import constants_for

LINE = SpectralLine(wavelength_nm=694.0, share=1.0)
EPIDERMIS = np.array([[30e-6]])


def table(surface="air"):
    return constants_for((LINE,)).spot_factors[surface]


def at(of, *, melanin, diameter=2e-3, wavelength=694e-9, depth=30e-6):
    column = np.atleast_1d(np.asarray(melanin, float))
    return of.at(wavelength=wavelength, diameter=diameter, depth=np.full((column.size, 1), depth), melanin=column)[:, 0]


def test_points_of_the_table_are_given_as_they_stand():
    of = table()
    for m, w, d, b in ((0, 3, 0, 0), (2, 4, 5, 1), (5, 11, 11, 3)):
        place = {"wavelength": of.wavelength[w], "diameter": of.diameter[d], "depth": of.depth[b]}
        assert at(of, melanin=of.melanin[m], **place)[0] == pytest.approx(of.factor[m, w, d, b], rel=1e-12)


def test_skins_beyond_the_table_are_its_palest_and_its_darkest():
    of = table()
    assert at(of, melanin=0.0)[0] == at(of, melanin=of.melanin[0])[0]
    assert at(of, melanin=2 * of.melanin[-1])[0] == at(of, melanin=of.melanin[-1])[0]
    assert at(of, melanin=of.melanin[2], diameter=50e-3)[0] == at(of, melanin=of.melanin[2], diameter=24e-3)[0]
    with pytest.raises(OutOfValidityError, match="starts at 1 mm"):
        at(of, melanin=of.melanin[0], diameter=0.5e-3)
    with pytest.raises(OutOfValidityError, match="not at 400 nm"):
        at(of, melanin=of.melanin[0], wavelength=400e-9)


@pytest.mark.parametrize("surface", ["air", "gel", "sapphire"])
def test_the_darker_the_skin_the_less_a_small_spot_lacks(surface):
    of = table(surface)
    errors = 3 * np.hypot(of.error[1:], of.error[:-1])
    visible = of.wavelength < 1100e-9
    assert np.all((np.diff(of.factor, axis=0) >= -errors)[:, visible, :, 0])
    assert np.all(of.factor[-1, visible, 0, 0] > 1.02 * of.factor[0, visible, 0, 0])
    assert of.factor[-1, 3, 0, 0] > 1.15 * of.factor[0, 3, 0, 0]


@pytest.mark.parametrize("ita_deg", [57.0, -30.0])
def test_the_factor_of_a_skin_is_that_of_its_own_simulation(ita_deg):
    skins = stack([library.skin(site="forearm", melanin_fraction=library.melanin_from_ita(ita_deg, site="forearm"))])
    spectra = constants_for((LINE,)).spectra
    depth = float(skins.thickness[0, HORNY : BASAL + 1].sum())
    pencil = monte_carlo(
        skins.absorption(694e-9, spectra)[0],
        skins.scattering(694e-9)[0],
        skins.anisotropy(694e-9)[0],
        skins.thickness[0],
        refractive_index=skins.refractive_index[0],
        index_above=1.0,
        index_below=skins.refractive_index[0, -1],
        packets=150_000,
        seed=3,
        radial_edges=np.concatenate([np.linspace(0.0, 3e-3, 61), np.linspace(4e-3, 30e-3, 27)]),
        depth_edges=[0.0, depth],
        keep_batches=True,
    )
    own = spot_factor(pencil, diameter=2e-3)
    held = at(table(), melanin=skins.melanin_column, depth=0.5 * depth)[0]
    # Blood and thickness of this site are not those of the table's skins; the colour alone moves it by a quarter.
    assert held == pytest.approx(own.factor[0], abs=3 * own.error[0] + 0.03)
    other = at(table(), melanin=library.melanin_from_ita(-ita_deg) * 65 * units.um, depth=0.5 * depth)[0]
    assert abs(other - own.factor[0]) > 3 * own.error[0] + 0.03
