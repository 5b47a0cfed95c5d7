r"""What a step does to the barrier of a skin: it takes horny layer away, or opens channels through it.

Steps act independently: of what one has left, the next takes its share,

.. math:: 1 - s = (1 - s_a)(1 - s_b).

Channels of two steps lie beside each other where they do not meet; all count as deep as the deeper ones, so that what a
second step opens is never told too small.
"""

from __future__ import annotations

from dataclasses import replace

from lentigo import units
from lentigo.domain.skin import Skin
from lentigo.errors import OutOfValidityError

__all__ = ["stripped", "with_channels"]


def stripped(skin: Skin, *, share: float) -> Skin:
    """The skin after a step that takes away a share of its horny layer.

    Parameters
    ----------
    skin : Skin
        Before the step.
    share : float
        Of the thickness that is still there [1].

    Raises
    ------
    OutOfValidityError
        If the share does not lie between 0 and 1.
    """
    _checked(share, what="a share of the horny layer")
    if share == 0.0:
        return skin
    before = skin.barrier
    return replace(skin, barrier=replace(before, stripped_share=_either(before.stripped_share, share)))


def with_channels(skin: Skin, *, share: float, depth: float) -> Skin:
    """The skin after a step that leaves open channels.

    Parameters
    ----------
    skin : Skin
        Before the step.
    share : float
        Of the area [1].
    depth : float
        Of the channels below the surface [m].

    Raises
    ------
    OutOfValidityError
        If the share does not lie between 0 and 1, or the depth is negative or not finite.
    """
    _checked(share, what="a share of the area")
    if not 0.0 <= depth < float("inf"):
        raise OutOfValidityError(f"the depth of a channel is {depth:g} m; it must be 0 or more", where="barrier")
    if share == 0.0 or depth == 0.0:
        return skin
    before = skin.barrier
    opened = replace(
        before,
        channel_share=_either(before.channel_share, share),
        channel_depth_um=max(before.channel_depth_um, depth / units.um),
    )
    return replace(skin, barrier=opened)


def _either(one: float, other: float) -> float:
    return min(max(one, other, one + other - one * other), 1.0)


def _checked(share: float, *, what: str) -> None:
    if not 0.0 <= share <= 1.0:
        raise OutOfValidityError(f"{what} is {share:g}; it must lie between 0 and 1", where="barrier")
