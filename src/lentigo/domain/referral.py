"""A referral: to whom, how soon, why, what is known and what not. It holds blanks where the identity goes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.record import record
from lentigo.domain.rules import Condition

Urgency = Literal["emergency", "urgent", "soon", "routine"]
"""Today; the pathway for suspected cancer; within weeks; when there is room."""

Destination = Literal[
    "skin_cancer_pathway",
    "dermatology",
    "endocrinology",
    "general_practice",
    "gastroenterology",
    "neurology",
    "ophthalmology",
    "mental_health",
]


@record
class GroundEntry:
    """A reason to refer as the library keeps it: it holds where all its conditions hold."""

    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    when: Annotated[tuple[Condition, ...], Field(min_length=1)]
    title: str
    because: str
    """What was found, as a sentence without its full stop."""
    ask: str
    """What the other one is asked to do."""
    to: Destination
    urgency: Urgency
    rule: str = ""
    """The screening rule that says the same, where there is one."""
    holds_treatment: bool = True
    """No light is given before the answer is there."""
    while_weighing: bool = False
    """It is a sign of an illness, and is told when causes are weighed."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    from_memory: bool


@record
class DestinationEntry:
    """Somebody to whom people are referred."""

    name: Destination
    to: str
    """The addressee of the letter."""


@record
class UrgencyEntry:
    """What a degree of urgency means."""

    name: Urgency
    words: str
    sources: tuple[str, ...]


@record
class ReferralEntries:
    """The table of referrals."""

    destination: tuple[DestinationEntry, ...]
    urgency: tuple[UrgencyEntry, ...]
    """The most urgent first."""
    ground: Annotated[tuple[GroundEntry, ...], Field(min_length=1)]


@record
class ReferralGround:
    """One reason of a referral."""

    name: str
    title: str
    because: str
    ask: str
    to: Destination
    urgency: Urgency
    rule: str
    """The screening rule that says the same; empty where there is none."""
    holds_treatment: bool
    """No light is given before the answer is there."""
    sources: tuple[str, ...]
    """Keys of the library's references."""
    from_memory: bool
    """The source has not been read: verify before relying on it."""


@record
class Told:
    """One thing that is known, by its name."""

    what: str
    said: str


@record
class Referral:
    """One letter: everything that goes to one addressee."""

    to: str
    """Addressee in words."""
    destination: Destination
    urgency: Urgency
    urgency_words: str
    grounds: Annotated[tuple[ReferralGround, ...], Field(min_length=1)]
    """The most urgent first."""
    asks: tuple[str, ...]
    """What the addressee is asked to do."""
    known: tuple[Told, ...]
    found: tuple[str, ...]
    """Findings that were answered with yes."""
    not_found: tuple[str, ...]
    """Findings that were looked for and not found."""
    unknown: tuple[str, ...]
    """What nobody has said: it was not found absent."""
    not_done: str
    """What was not done to the lesion here."""
    blanks: tuple[str, ...]
    """What is filled in by hand: a case holds no identity."""
    assessed: date
    rules: str
    """Versions of the rules."""
