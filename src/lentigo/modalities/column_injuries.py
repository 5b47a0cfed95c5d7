r"""What columns leave behind: an injury, from which time makes what follows, and the skin afterwards.

A column is a body of revolution of given mouth :math:`A_0`, depth :math:`d` and volume. Where it fills more than half
of the cylinder around it, as one that is heated does, its cross-section falls with :math:`x = z/d` as a power of what
is left of the way, :math:`A_0\,(1 - x)^p`. A channel that a Gaussian beam drills fills less: each radius is drilled as
deep as its own exposure lets it, in proportion to that exposure, so that

.. math:: A(x) = A_0\,\Bigl[1 - \frac{\ln\bigl(1 + (e^L - 1)\,x\bigr)}{L}\Bigr],

wide at the mouth, long and narrow below; :math:`L` is the logarithm of the axis' exposure over that at the edge. Either
parameter is the one that gives the volume; both laws are the same straight line at half of the cylinder. Columns that
overlap count once: all volumes are scaled by the covered share over the sum of the columns' areas. What lies between
columns lives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from lentigo.domain.skin import Skin
from lentigo.modalities.barrier import with_channels
from lentigo.modalities.columns import ColumnConstants, Columns
from lentigo.modalities.skins import BASAL, HORNY, PAPILLARY, RETICULAR, SPINOUS, UPPER_RETICULAR, SkinArrays
from lentigo.physics.injury import DEEPEST_DERMIS, STRONGEST_INFLAMMATION, Injury
from lentigo.physics.pattern import Placing, coverage

__all__ = ["ColumnShape", "column_injury", "shape_of", "skin_with_columns"]

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """Cross-section of the columns of N skins by depth."""

    mouth: Floats
    """(N,) area at the upper edge [m²]."""
    top: Floats
    """(N,) upper edge [m]."""
    depth: Floats
    """(N,) lower edge [m]."""
    power: Floats
    """(N,) with which the cross-section falls [1]; read where ``fall`` is 0."""
    fall: Floats
    """(N,) logarithm of the exposure on the axis over that at the edge [1]; 0 where the power holds."""

    def area(self, depth: Floats) -> Floats:
        """Cross-section at depths (Z,) [m], (N, Z) [m²]."""
        place = (depth[None, :] - self.top[:, None]) / np.maximum(self.depth - self.top, 1e-12)[:, None]
        inside = (place >= 0.0) & (place <= 1.0) & (self.depth > self.top)[:, None]
        way = np.clip(place, 0.0, 1.0)
        drilled, fall = (self.fall > 0.0)[:, None], np.maximum(self.fall, _LEAST_FALL)[:, None]
        share = np.where(drilled, 1.0 - np.log1p(np.expm1(fall) * way) / fall, (1.0 - way) ** self.power[:, None])
        return np.asarray(np.where(inside, self.mouth[:, None] * share, 0.0))

    def below(self, depth: Floats) -> Floats:
        """Volume below a depth (N,) [m], [m³]."""
        length = np.maximum(self.depth - self.top, 1e-12)
        place = np.clip((depth - self.top) / length, 0.0, 1.0)
        fall = np.maximum(self.fall, _LEAST_FALL)
        rest = np.log1p(np.expm1(fall) * place)
        # The integral of the law from here to the floor.
        drilled = (1.0 - (1.0 + fall - rest) * np.exp(rest - fall)) / (-np.expm1(-fall) * fall)
        share = np.where(self.fall > 0.0, drilled, (1.0 - place) ** (self.power + 1.0) / (self.power + 1.0))
        return np.asarray(np.where((self.depth > self.top) & (place < 1.0), self.mouth * length * share, 0.0))


_LEAST_FALL = 1e-3
"""Below it a drilled channel is the straight line, which the power of 1 is too [1]."""
_MOST_FALL = 500.0
"""A channel that is all mouth: two thousandths of the cylinder around it [1]."""
_HALVINGS = 60


def _filled(fall: Floats) -> Floats:
    """Share of the cylinder around it that a drilled channel fills [1]."""
    return np.asarray(1.0 / fall - 1.0 / np.expm1(fall))


def shape_of(*, width: Floats, top: Floats, depth: Floats, volume: Floats) -> ColumnShape:
    """The shape of columns of given size, (N,) each [m], [m³]; a cylinder where the volume asks for more."""
    mouth = np.pi * width**2 / 4.0
    length = np.maximum(depth - top, 0.0)
    around = mouth * length
    filled = np.divide(volume, around, out=np.ones_like(volume), where=around > 0.0)
    power = np.divide(around, volume, out=np.ones_like(volume), where=volume > 0.0) - 1.0
    low, high = np.full(filled.shape, _LEAST_FALL), np.full(filled.shape, _MOST_FALL)
    for _ in range(_HALVINGS):
        middle = 0.5 * (low + high)
        more = _filled(middle) > filled
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    drilled = filled < _filled(np.full(filled.shape, _LEAST_FALL))
    return ColumnShape(
        mouth=mouth,
        top=top,
        depth=depth,
        power=np.clip(power, 0.0, 1.0),
        fall=np.where(drilled, 0.5 * (low + high), 0.0),
    )


def column_injury(
    skins: SkinArrays,
    columns: Columns,
    *,
    density: float,
    passes: int,
    placing: Placing,
    constants: ColumnConstants,
) -> Injury:
    """What the columns of one session leave behind in N skins.

    Parameters
    ----------
    skins : SkinArrays
        N skins.
    columns : Columns
        One column of each, arrays (N,).
    density : float
        Columns per area and pass [1/m²].
    passes : int
        [1].
    placing : {"scanned", "rolled"}
        Of the columns of one pass.
    constants : ColumnConstants
        What wounds count for.
    """
    covered = coverage(density, columns.width, placing=placing, passes=passes)
    outer = shape_of(width=columns.width, top=columns.top, depth=columns.depth, volume=columns.volume)
    gone = shape_of(
        width=columns.removed_width,
        top=np.zeros_like(columns.top),
        depth=columns.removed_depth,
        volume=columns.removed_volume,
    )
    apart = density * passes * outer.mouth
    scale = density * passes * np.divide(covered, apart, out=np.ones_like(covered), where=apart > 0.0)
    thick = skins.thickness
    horny = thick[:, HORNY]
    living = thick[:, SPINOUS : BASAL + 1].sum(axis=1)
    dermis = thick[:, PAPILLARY : RETICULAR + 1].sum(axis=1)
    start = horny + living
    upper = thick[:, PAPILLARY : UPPER_RETICULAR + 1].sum(axis=1)
    # In the epidermis a column is as wide as its mouth; only how deep it comes counts.
    from_depth = np.maximum(columns.top, horny)
    died = np.where(
        columns.depth > from_depth, np.clip(columns.depth, horny, start) - np.minimum(from_depth, start), 0.0
    )
    epidermis_share = np.divide(died, living, out=np.zeros_like(died), where=living > 0.0)
    basal = np.clip((columns.depth - (start - thick[:, BASAL])) / thick[:, BASAL], 0.0, 1.0)
    whole, open_ = (shape.below(start) - shape.below(start + dermis) for shape in (outer, gone))
    removed = np.clip(scale * open_, 0.0, DEEPEST_DERMIS)
    coagulated = np.clip(scale * np.maximum(whole - open_, 0.0), 0.0, DEEPEST_DERMIS)
    shallow = scale * (outer.below(start) - outer.below(start + upper))
    return Injury(
        coverage=covered,
        epidermis_lost=np.clip(died, 0.0, None),
        melanin_cleared=constants.shed_share * covered * np.clip(epidermis_share, 0.0, 1.0),
        dermal_melanin_cleared=np.clip(constants.shed_share * shallow / upper, 0.0, 1.0),
        melanocytes_lost=covered * basal,
        dermis_coagulated=coagulated,
        dermis_heated=np.clip(constants.heated_share * coagulated, 0.0, DEEPEST_DERMIS),
        dermis_removed=removed,
        inflammation=np.minimum(
            constants.inflammation_per_epidermis * covered * np.clip(epidermis_share, 0.0, 1.0)
            + constants.inflammation_per_dermis * coagulated,
            STRONGEST_INFLAMMATION,
        ),
    )


def skin_with_columns(skin: Skin, injury: Injury, *, open_share: float, open_depth: float) -> Skin:
    """The skin after columns: pigment gone with their debris, channels open where tissue was removed.

    Parameters
    ----------
    skin : Skin
        Before.
    injury : Injury
        Of this one skin.
    open_share : float
        Share of the surface that is open channel [1].
    open_depth : float
        Of the channels [m].
    """
    layers = list(skin.layers)
    for index in (SPINOUS, BASAL):
        kept = 1.0 - float(injury.melanin_cleared[0])
        layers[index] = replace(layers[index], melanin_fraction=layers[index].melanin_fraction * kept)
    for index in (PAPILLARY, UPPER_RETICULAR):
        kept = 1.0 - float(injury.dermal_melanin_cleared[0])
        layers[index] = replace(layers[index], melanin_fraction=layers[index].melanin_fraction * kept)
    return with_channels(replace(skin, layers=tuple(layers)), share=open_share, depth=open_depth)
