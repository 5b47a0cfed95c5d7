"""How deep a surface is to be taken off in each sampled skin, and how deep it may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lentigo import library, units
from lentigo.domain.case import Case
from lentigo.domain.skin import Site
from lentigo.errors import QuestionError
from lentigo.library.numbers import Number
from lentigo.modalities.skins import FAT, SkinArrays
from lentigo.planning.sample import SkinSample, draw

__all__ = ["FACE", "Depths", "depths_of", "may_be_taken_off", "wanted_number"]

Floats = NDArray[np.float64]

FACE: Final[tuple[Site, ...]] = ("face", "forehead", "cheek", "eyelid", "lip")
"""Where a whole surface may be taken off: skin dense with the hair follicles and glands that it heals from."""

_SHARES: Final = {"eyelid": "deepest.lid_share", "lip": "deepest.lip_share"}
_TABLE: Final = "limits/removal"
_DERMIS: Final = "sites/{site}"


def may_be_taken_off(site: Site) -> bool:
    """Whether the library allows to take off the whole surface at a site at all."""
    return site in FACE


@dataclass(frozen=True, slots=True)
class Depths:
    """Wanted and allowed depths of the wound, (N,) each [m]."""

    wanted: Floats
    allowed: Floats
    """Cells may be dead no deeper than this; zero where nothing may be taken off."""
    mild: Floats
    """Wound of the series in which dark marks were counted."""
    coagulated: float
    """Coagulated tissue below the floor may be no thicker [m]."""
    sources: tuple[str, ...]
    layer: str
    """Deepest layer that the wound may enter, in words."""


def wanted_number(kind: str) -> Number:
    """How deep the change of a kind of lesion is to be reached [µm].

    Raises
    ------
    QuestionError
        If nobody takes a surface off for such a lesion.
    """
    table, name = library.table(_TABLE), f"wanted.{kind}_um"
    if name not in table:
        raise QuestionError(
            f"no depth is known to which the surface should be taken off for {kind.replace('_', ' ')}",
            where="lesion.kind",
            hint="`lentigo library show ways` lists what suits which lesion",
        )
    return table[name]


def depths_of(case: Case, sample: SkinSample) -> Depths:
    """Wanted and allowed depths in the sampled skins of a case.

    A depth that was measured counts as it is. More melanin, and what is not known of the lesion, never makes the
    allowed depth larger: it is a share of the thickness of the skin, and no more than was ever reported.

    Parameters
    ----------
    case : Case
        Kind of lesion, its measured depth if there is one, and the site.
    sample : SkinSample
        Skins; the thickness of the dermis is drawn apart.
    """
    site = case.skin.site
    count = sample.surroundings.count
    number, mark = wanted_number(case.lesion.kind), case.lesion.mark
    measured = None if mark is None or mark.depth_um == "unknown" else float(mark.depth_um)
    wanted = draw(number, sample.column("wanted_depth")) if measured is None else np.full(count, measured)
    table = library.table(_TABLE)
    share = table[_SHARES.get(site, "deepest.skin_share")]
    allowed = np.minimum(share.value * _thickness(sample.surroundings, sample, site), table["deepest.wound_um"].value)
    if not may_be_taken_off(site):
        allowed = np.zeros(count)
    return Depths(
        wanted=wanted * units.um,
        allowed=allowed * units.um,
        mild=np.full(count, table["mild_wound_um"].value * units.um),
        coagulated=table["deepest.coagulated_um"].value * units.um,
        sources=tuple(dict.fromkeys((number.source, share.source, table["deepest.wound_um"].source))),
        layer="papillary dermis" if site in _SHARES else "upper reticular dermis",
    )


def _thickness(skins: SkinArrays, sample: SkinSample, site: Site) -> Floats:
    """Horny layer, epidermis and dermis, with what is not known of the dermis drawn [µm]."""
    dermis = library.number(_DERMIS.format(site=site), "dermis_thickness_um")
    drawn = draw(dermis, sample.column("dermis_scale")) / dermis.value
    above = skins.thickness[:, :3].sum(axis=1)
    thick: Floats = (above + drawn * skins.thickness[:, 3:FAT].sum(axis=1)) / units.um
    return thick
