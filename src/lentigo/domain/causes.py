"""What may have made a spot: signs for and against each cause, weighed in the open. A weighing is no diagnosis."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from lentigo.domain.case import LesionKind
from lentigo.domain.device import NumberKind
from lentigo.domain.record import Finite, Fraction, NonNegative, Positive, record
from lentigo.domain.referral import ReferralGround
from lentigo.domain.rules import Condition, FactName

CauseRole = Literal["cause", "modifier"]
"""A modifier (stress, illness) may add to a cause and never leads."""

NOT_A_DIAGNOSIS = (
    "This is no diagnosis. It weighs what was told and found; what the spot is, a doctor says who has looked at it "
    "with a dermatoscope."
)


@record
class Sign:
    """What speaks for a cause, or against it."""

    when: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """Conditions that must all hold; while one is not known the sign adds nothing."""
    points: Finite
    """One point doubles the odds of the cause; below 0 it speaks against it."""
    because: str
    """The sign in plain words, as a sentence without its full stop."""
    kind: NumberKind
    """How well the points are known."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    where: str = ""
    """From which numbers of the source the points follow."""


@record
class CauseEntry:
    """One cause as the library keeps it."""

    name: Annotated[str, Field(pattern=r"^[a-z_]+$")]
    title: str
    role: CauseRole = "cause"
    start: Finite
    """Points before anything is known, from how common it is."""
    most: Positive | None = None
    """The most that its signs may add; for modifiers."""
    follows: str
    """What follows where it is the cause."""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    sign: Annotated[tuple[Sign, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        """Refuse a modifier that nothing holds back."""
        if (self.role == "modifier") != (self.most is not None):
            raise ValueError("a modifier, and nothing else, needs the most that its signs may add")


@record
class CauseQuestion:
    """How a fact is asked for in plain words."""

    fact: FactName
    ask: str


@record
class OtherFindings:
    """Kinds of lesion that are no pigment, and the causes that may be weighed for them."""

    kinds: Annotated[tuple[LesionKind, ...], Field(min_length=1)]
    causes: tuple[str, ...]
    """Names of causes; none where the table knows none that belongs to such a lesion."""


@record
class CauseEntries:
    """The table of causes."""

    strong: Positive
    """From how many points a sign counts as strong."""
    leads: Positive
    """By how many points the first cause must be ahead of the second to be called the likely one."""
    cause: Annotated[tuple[CauseEntry, ...], Field(min_length=2)]
    question: Annotated[tuple[CauseQuestion, ...], Field(min_length=1)]
    other: tuple[OtherFindings, ...] = ()
    """What is weighed for lesions that are no pigment: for them most of these causes are none."""


@record
class Weight:
    """A sign that was found, with what it weighs."""

    because: str
    points: Finite
    kind: NumberKind
    sources: tuple[str, ...]


@record
class WeighedCause:
    """A cause with its points and every reason for them."""

    name: str
    title: str
    role: CauseRole
    points: Finite
    start: Finite
    reasons_for: tuple[Weight, ...]
    reasons_against: tuple[Weight, ...]
    strong: bool
    """One of its signs is a strong one."""
    follows: str
    sources: tuple[str, ...]


@record
class NextQuestion:
    """The open question whose answer would change the ranking most."""

    fact: FactName
    ask: str
    expected_change: Fraction
    """How much of the weight its answer is expected to move between the causes [1]."""
    because: str


@record
class Weighing:
    """Causes in their order, with reasons, with what is not known, and with what to ask next."""

    statement: str = NOT_A_DIAGNOSIS
    headline: str
    """What the weighing shows, in one sentence."""
    leading: str | None
    """Name of the cause that is clearly ahead and has a strong sign; none where nothing is."""
    causes: tuple[WeighedCause, ...]
    """Those with most points first; modifiers after all causes."""
    referrals: tuple[ReferralGround, ...]
    """Signs of an illness that somebody else must look for, whatever the ranking says."""
    not_known: tuple[CauseQuestion, ...]
    """Open questions: they add nothing."""
    next_question: NextQuestion | None
    strong_from: NonNegative
    """From how many points a sign counts as strong."""
