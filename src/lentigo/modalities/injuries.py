"""What light leaves behind: an injury, from which time makes what follows, and the skin that the next step meets.

Both are told of what becomes of each cell (:class:`~lentigo.modalities.harm.Harm`), so that they cannot disagree: the
melanin that the epidermis has lost in :func:`shed` is the injury's, and so is the epidermis whose death opens the
barrier. The skin afterwards is for the rest of the session; what heals, darkens and grows in weeks is in the injury.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from lentigo.domain.skin import Skin
from lentigo.modalities.barrier import stripped
from lentigo.modalities.constants import Constants, InjuryLaw
from lentigo.modalities.harm import Harm, Warmth, light_harm, mean_share
from lentigo.modalities.skins import BASAL, PAPILLARY, RETICULAR, SPINOUS, UPPER_RETICULAR
from lentigo.physics.injury import DEEPEST_DERMIS, STRONGEST_INFLAMMATION, Injury

__all__ = ["injury_of", "light_injury", "shed"]


def light_injury(
    warm: Warmth,
    *,
    radiant: ArrayLike,
    law: InjuryLaw,
    constants: Constants,
    heat_margin: ArrayLike = 1.0,
    bursting_margin: ArrayLike = 1.0,
    threads: int = 1,
) -> Injury:
    """What one pulse on every place leaves behind in M skins; the arguments are those of :func:`light_harm`."""
    harm = light_harm(
        warm,
        radiant=radiant,
        law=law,
        constants=constants,
        heat_margin=heat_margin,
        bursting_margin=bursting_margin,
        threads=threads,
    )
    return injury_of(harm, law=law)


def injury_of(harm: Harm, *, law: InjuryLaw) -> Injury:
    """What the harm of each cell comes to in each skin; time makes the rest of it.

    Parameters
    ----------
    harm : Harm
        Of M skins.
    law : InjuryLaw
        The one that the harm was computed with.
    """
    dead, bulk, width, layer = harm.dead, harm.bulk, harm.width, harm.layer
    epidermis = (layer == SPINOUS) | (layer == BASAL)
    basal = layer == BASAL
    dermis = (layer == PAPILLARY) | (layer == UPPER_RETICULAR) | (layer == RETICULAR)
    upper = (layer == PAPILLARY) | (layer == UPPER_RETICULAR)
    pigment = width * harm.melanin
    dermal = np.where(pigment[:, upper].sum(axis=1, keepdims=True) > 0, pigment[:, upper], width[:, upper])
    dead_share = mean_share(dead[:, epidermis], width[:, epidermis])
    alive_burst = mean_share(((1.0 - dead) * harm.bursting)[:, epidermis], width[:, epidermis])
    coagulated = (width * bulk)[:, dermis].sum(axis=1)
    heated = (width * np.maximum(harm.shocked - bulk, 0.0))[:, dermis].sum(axis=1)
    inflammation = (
        law.inflammation_per_epidermis * dead_share
        + law.inflammation_per_bursting * alive_burst
        + law.inflammation_per_dermis * coagulated
    )
    return Injury(
        coverage=np.where(harm.arriving > 0.0, 1.0, 0.0),
        epidermis_lost=(width * dead)[:, epidermis].sum(axis=1),
        melanin_cleared=mean_share(harm.cleared[:, epidermis], pigment[:, epidermis]),
        dermal_melanin_cleared=mean_share(harm.cleared[:, upper], dermal),
        melanocytes_lost=mean_share(dead[:, basal], width[:, basal]),
        dermis_coagulated=np.minimum(coagulated, DEEPEST_DERMIS),
        dermis_heated=np.minimum(heated, DEEPEST_DERMIS),
        dermis_removed=np.zeros(harm.arriving.size),
        inflammation=np.minimum(inflammation, STRONGEST_INFLAMMATION),
    )


def shed(skin: Skin, harm: Harm, *, row: int = 0) -> Skin:
    """The skin when what was destroyed has gone: what the next step of the session meets.

    Melanin that was cleared is gone from its layer, and where living epidermis has died nothing holds the horny layer
    above it: by that share the barrier is open.

    Parameters
    ----------
    skin : Skin
        Before.
    harm : Harm
        Of that skin, among others.
    row : int
        Which of the skins it is.
    """
    layers = tuple(
        replace(layer, melanin_fraction=layer.melanin_fraction * (1.0 - float(harm.share(harm.cleared, index)[row])))
        if index in (SPINOUS, BASAL, PAPILLARY, UPPER_RETICULAR)
        else layer
        for index, layer in enumerate(skin.layers)
    )
    living = (harm.layer == SPINOUS) | (harm.layer == BASAL)
    lost = float(mean_share(harm.dead[:, living], harm.width[:, living])[row])
    return stripped(replace(skin, layers=layers), share=lost)
