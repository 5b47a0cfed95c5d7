"""How much a step of light may hurt, with and without a numbing cream: an estimate with wide bands."""

from __future__ import annotations

from lentigo.domain.plan import Band
from lentigo.domain.record import Fraction, record

__all__ = ["PainEstimate", "PublishedPain"]


@record
class PublishedPain:
    """A score that people gave in a study."""

    what: str
    """Light, dose and numbing, in words."""
    score_share: Fraction
    """0 is no pain, 1 the worst."""
    source: str
    """Key of the reference."""


@record
class PainEstimate:
    """What is computed for one setting; shares of the worst pain (0 to 1: ten times that is a score of ten)."""

    without_cream_share: Band
    with_cream_share: Band | None
    """None where no cream was asked about."""
    nerve_peak_c: Band
    """Highest temperature where the fibres lie that light reaches."""
    above_a_delta_share: Fraction
    """Share of the skins where fibres of sharp pain fire from heat."""
    above_c_share: Fraction
    """Share of the skins where slow fibres fire from heat."""
    snap_share: Fraction
    """Share of the skins where melanosomes burst: felt as a snap."""
    published: tuple[PublishedPain, ...]
    remark: str
    sources: tuple[str, ...]
