"""How numb a cream makes, how deep, from when to when, and what of it reaches the blood: computed, with its spread."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from lentigo.domain.creams import Drug
from lentigo.domain.numbing_answer import NumbingAnswer
from lentigo.domain.plan import Band, Finding
from lentigo.domain.record import Finite, Fraction, NonNegative, Positive, record

__all__ = ["NumbCourse", "Numbness", "PlasmaPeak"]


@record
class PlasmaPeak:
    """The highest level of one drug in blood plasma."""

    drug: Drug
    peak_ug_ml: Band
    """Micrograms in a millilitre."""
    peak_hours: Band
    """From cream on."""
    toxic_ug_ml: Positive
    """Above it the label tells of poisoning."""
    source: str
    """Key of the reference of that."""


@record
class NumbCourse:
    """What the cream does over the hours, over the sampled skins. All times count from cream on."""

    session_minutes: NonNegative
    """When the session starts: the cream has been wiped off and the skin is dry."""
    place: str
    """The place where it numbs least, of those asked for."""
    numb_share: Fraction
    """Share of the skins that are numb to light and heat at the start of the session."""
    numb_from_minutes: Band | None
    """In the skins that become numb; none where fewer than one in twenty does."""
    numb_until_minutes: Band | None
    """The same; no later than what was computed."""
    needle_depth_mm: Band
    """At the start of the session: depth from which a needle hurts."""
    deepest_mm: Band
    deepest_minutes: Band
    """When that is."""
    nerve_block_share: Band
    """At the start of the session: share of the fibres blocked where light and heat at the surface reach."""
    blood_share: Band
    """Blood in the uppermost dermis at the start of the session, as a share of before."""
    at_minutes: tuple[NonNegative, ...]
    """Instants of the course."""
    needle_depth_course_mm: tuple[Band, ...]
    nerve_block_course_share: tuple[Band, ...]
    blood_course_share: tuple[Band, ...]
    plasma: tuple[PlasmaPeak, ...]
    """Where the level can be told."""
    followed_minutes: NonNegative
    """How far it was computed."""
    mass_error_share: Finite
    """Largest share of a dose that the computation lost."""
    error_share: NonNegative
    """Estimated share by which the concentrations are wrong for want of cells and steps."""
    skins: Annotated[int, Field(ge=1)]


@record
class Numbness:
    """Whether a cream may be put on, and what it does then."""

    answer: NumbingAnswer
    """May it be: this comes first, and nothing below changes it."""
    course: NumbCourse | None
    """None where the cream is refused, or nobody knows how its drugs go through skin."""
    findings: tuple[Finding, ...]
