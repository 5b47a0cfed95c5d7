"""What taking a surface off leaves behind: an injury, from which time makes what follows, and the skin afterwards.

Both are told of the same wound, so that the epidermis and the melanin that the one has lost are the other's.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from lentigo import units
from lentigo.domain.skin import Skin
from lentigo.modalities.barrier import stripped
from lentigo.modalities.removal import RemovalConstants, Wound
from lentigo.modalities.skins import BASAL, HORNY, LAYERS, PAPILLARY, RETICULAR, SPINOUS, UPPER_RETICULAR, SkinArrays
from lentigo.physics.injury import DEEPEST_DERMIS, STRONGEST_INFLAMMATION, Injury

__all__ = ["removal_injury", "skin_without"]

Floats = NDArray[np.float64]

_THINNEST_UM = 0.01
"""What stands for a layer that is gone [µm]: every skin has all its layers."""


def removal_injury(skins: SkinArrays, wound: Wound, *, constants: RemovalConstants, column: int = 0) -> Injury:
    """What passes over the whole area leave behind in N skins.

    Parameters
    ----------
    skins : SkinArrays
        Before.
    wound : Wound
        Of those skins.
    constants : RemovalConstants
        What a wound counts for as inflammation.
    column : int
        Which of the wound's radiant exposures.
    """
    gone, dead, shocked = (values[:, column] for values in (wound.removed, wound.coagulated, wound.shocked))
    horny = skins.thickness[:, HORNY] * (1.0 - skins.stripped_share)
    lost = _within(skins, dead, horny)
    pigment = skins.thickness * skins.melanin_fraction
    epidermis = slice(SPINOUS, BASAL + 1)
    upper = slice(PAPILLARY, UPPER_RETICULAR + 1)
    dermis = slice(PAPILLARY, RETICULAR + 1)
    died = (lost * skins.thickness)[:, epidermis].sum(axis=1)
    removed = (_within(skins, gone, horny) * skins.thickness)[:, dermis].sum(axis=1)
    coagulated = (lost * skins.thickness)[:, dermis].sum(axis=1) - removed
    heated = (_within(skins, shocked, horny) * skins.thickness)[:, dermis].sum(axis=1) - removed - coagulated
    living = skins.thickness[:, epidermis].sum(axis=1)
    weight = np.where(pigment[:, upper].sum(axis=1, keepdims=True) > 0.0, pigment, skins.thickness)[:, upper]
    inflammation = constants.inflammation_per_epidermis * died / living + constants.inflammation_per_dermis * coagulated
    return Injury(
        coverage=np.where(dead > 0.0, 1.0, 0.0),
        epidermis_lost=died,
        melanin_cleared=_share((lost * pigment)[:, epidermis], pigment[:, epidermis]),
        dermal_melanin_cleared=_share(lost[:, upper] * weight, weight),
        melanocytes_lost=lost[:, BASAL],
        dermis_coagulated=np.clip(coagulated, 0.0, DEEPEST_DERMIS),
        dermis_heated=np.clip(heated, 0.0, DEEPEST_DERMIS),
        dermis_removed=np.clip(removed, 0.0, DEEPEST_DERMIS),
        inflammation=np.minimum(inflammation, STRONGEST_INFLAMMATION),
    )


def skin_without(skin: Skin, *, removed: float, dead: float) -> Skin:
    """The skin after its surface has been taken off: layers thinner or gone, the barrier open.

    The horny layer keeps its thickness; by what share it is gone is told by the barrier, as after every step. Living
    epidermis that is dead but still there holds no horny layer either, and its melanin is shed with it.

    Parameters
    ----------
    skin : Skin
        Before.
    removed, dead : float
        Depth of what is gone, and of what is dead, below the surface [m].
    """
    if dead <= 0.0 and removed <= 0.0:
        return skin
    layers = []
    gone, died = removed / units.um, dead / units.um
    first = skin.layers[HORNY].thickness_um * (1.0 - skin.barrier.stripped_share)
    taken = min(gone / first, 1.0) if first > 0.0 else 1.0
    gone, died = max(gone - first, 0.0), max(died - first, 0.0)
    lost = living = 0.0
    for index, layer in enumerate(skin.layers):
        if index in (HORNY, LAYERS.index("fat")):
            layers.append(layer)
            continue
        off, killed = min(gone, layer.thickness_um), min(died, layer.thickness_um)
        gone, died = gone - off, died - killed
        if index in (SPINOUS, BASAL):
            lost, living = lost + killed, living + layer.thickness_um
        left = max(layer.thickness_um - off, _THINNEST_UM)
        alive = layer.thickness_um - killed
        melanin = layer.melanin_fraction * (min(alive / left, 1.0) if index <= UPPER_RETICULAR else 1.0)
        layers.append(replace(layer, thickness_um=left, melanin_fraction=melanin))
    return stripped(replace(skin, layers=tuple(layers)), share=max(taken, lost / living))


def _within(skins: SkinArrays, depth: Floats, horny: Floats) -> Floats:
    """Share of each layer above a depth below the surface that is there, (N, L) [1]."""
    thick = skins.thickness.copy()
    thick[:, HORNY] = horny
    top = np.cumsum(thick, axis=1) - thick
    share: Floats = np.clip((depth[:, None] - top) / np.maximum(thick, 1e-12), 0.0, 1.0)
    return share


def _share(part: Floats, whole: Floats) -> Floats:
    total = whole.sum(axis=1)
    share: Floats = np.divide(part.sum(axis=1), total, out=np.zeros_like(total), where=total > 0.0)
    return np.clip(share, 0.0, 1.0)
