"""Screening rules as data: what triggers them, what they touch, how they answer, and who has said so.

A rule is a list of clauses. A clause asks for facts; each of its conditions is true, false or not known, and what is
not known is never taken for a no: every clause says itself what follows while its facts are unknown.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from pydantic import Field

from lentigo.domain.case import Ita, Phototype
from lentigo.domain.device import CoolingMethod, PulseClass
from lentigo.domain.plan import Effect, Verdict
from lentigo.domain.record import Finite, NonNegative, Positive, record
from lentigo.domain.skin import Site
from lentigo.domain.treatments import TREATMENT_GROUPS, Treatment, TreatmentGroup

RULE_ID: Final = r"^(DX|PT|AN|DV|CL)-\d\d$"
"""Diagnosis, person, anaesthesia, device; CL for what a clinic adds of its own."""

FACT_NAME: Final = r"^[a-z]+\.[a-z0-9_]+$"
FactName = Annotated[str, Field(pattern=FACT_NAME)]
"""A fact by its subject and field, as in ``health.gold_therapy``; see :mod:`lentigo.domain.facts`."""


@record
class FactAmong:
    """True while the fact is one of the named answers; not known while it is "unknown" and that is not named."""

    fact: FactName
    among: Annotated[tuple[str, ...], Field(min_length=1)]


@record
class FactNotAmong:
    """True while the fact is none of the named answers; not known while it is "unknown"."""

    fact: FactName
    not_among: Annotated[tuple[str, ...], Field(min_length=1)]


@record
class FactBelow:
    """True while the number is below the bound, in the fact's own unit."""

    fact: FactName
    below: Finite


@record
class FactAbove:
    """True while the number is above the bound, in the fact's own unit."""

    fact: FactName
    above: Finite


@record
class FactWithin:
    """True while the fact is "yes" and was so within so many days before the assessment.

    False from that day on, also where only its day is known and not whether it was so here. Not known while it is
    "unknown", or "yes" on a day that nobody has said.
    """

    fact: FactName
    within_days: Positive
    undated: Literal["ask", "today"] = "ask"
    """What a yes means to which nobody has said a day: that the day is to be asked, or that it is so today."""


@record
class SkinAsDarkAs:
    """True for a phototype at least as dark, or a measured angle below the bound: the darker of the two counts.

    Not known only while neither is.
    """

    phototype_from: Phototype
    or_ita_below_deg: Ita


Subject = Literal["person", "cream", "session"]
"""What facts are about; of a person there are also skin, lesion, health and more."""

Condition = FactAmong | FactNotAmong | FactBelow | FactAbove | FactWithin | SkinAsDarkAs


@record
class Scope:
    """The handpieces and treatments that a clause touches: those that fit every line given.

    A treatment that has no wavelength, pulse or cooling of its own fits whatever is said about them: what is not known
    never lets anything through.
    """

    treatments: tuple[Treatment, ...] = ()
    """Families of light devices, and other ways of treating; neither these nor groups given: all."""
    groups: tuple[TreatmentGroup, ...] = ()
    """Treatments that go together, beside those named."""
    pulse_classes: tuple[PulseClass, ...] = ()
    wavelength_low_nm: Positive | None = None
    wavelength_high_nm: Positive | None = None
    cooling_methods: tuple[CoolingMethod, ...] = ()
    sites: tuple[Site, ...] = ()
    """Places on the body; none given: everywhere."""
    words: str
    """The scope in plain words."""

    @property
    def named(self) -> frozenset[str]:
        """Every treatment that is named, by itself or with its group; none: all."""
        return frozenset(self.treatments).union(*(TREATMENT_GROUPS[group] for group in self.groups))


@record
class Wait:
    """For how long a deferral lasts, from when."""

    duration_days: Positive
    since: Literal["assessment"] | FactName = "assessment"
    """The day of assessment, or the day on which the named fact was so, where that is known."""
    already_weeks: FactName | None = None
    """A fact that holds weeks which count as waited already."""
    at_least_days: NonNegative = 0.0
    """However long ago the fact was, never earlier than so many days after the assessment."""


@record
class PolicyChoice:
    """A choice of the clinic among opinions on a conflict."""

    topic: str
    opinion: str


@record
class Clause:
    """One way in which a rule applies."""

    whenever: Subject | None = None
    """It applies whenever there is such a subject at all: to everybody, to every cream, to every session."""
    all: tuple[Condition, ...] = ()
    """Conditions that must all hold."""
    any: tuple[Condition, ...] = ()
    """Conditions of which one must hold, where any are given."""
    scope: tuple[Scope, ...] = ()
    """Handpieces that it touches, those that fit any of these; none given: all treatment."""
    verdict: Verdict
    unknown: Verdict
    """What follows while the facts are not known."""
    because: str
    """The trigger in plain words, as a sentence without its full stop."""
    question: str
    """What to ask while the facts are not known."""
    action: str
    until: str = ""
    """The condition that ends a deferral, in words."""
    wait: Wait | None = None
    policy: PolicyChoice | None = None
    """The clause holds only where the clinic has chosen so among sources that disagree."""
    effects: tuple[Effect, ...] = ()
    """What it changes in a computed plan; whatever else its action says is for people to do."""

    def __post_init__(self) -> None:
        """Refuse a clause that nothing triggers, or a deferral without an end."""
        if not (self.all or self.any or self.whenever):
            raise ValueError("a clause needs at least one condition")
        if self.verdict == "DEFER" and not (self.until or self.wait):
            raise ValueError("a deferral needs a condition in words, or a waiting time")


@record
class RuleExample:
    """A person for whom a rule speaks, or does not: the routine person of the rules but for the facts named."""

    facts: dict[FactName, str | float] = Field(default_factory=dict)
    """Facts that differ."""
    days_ago: dict[FactName, NonNegative] = Field(default_factory=dict)
    """How long before the assessment a fact was so last [d]."""
    without: tuple[Subject, ...] = ()
    """Subjects that are not there: no cream, no session. All others that the rule asks about are, and are routine."""
    on: str
    """A handpiece of a library device ("qs_ndyag/532 nm"), a treatment, or "all" for all treatment."""
    verdict: Verdict | Literal["none"]
    """What the rule says."""
    earliest_in_days: NonNegative | None = None
    """For a deferral with a date: how long after the assessment [d]."""
    policy: PolicyChoice | None = None
    """What the clinic has chosen; nothing: the defaults."""


@record
class Opinion:
    """What some of the sources say about a question on which sources disagree."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    says: str
    sources: Annotated[tuple[str, ...], Field(min_length=1)]


@record
class Conflict:
    """A question on which published sources disagree; both are shown, and a clinic may choose another default."""

    topic: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    question: str
    opinions: Annotated[tuple[Opinion, ...], Field(min_length=2)]
    default: str
    """Name of the opinion that holds where the clinic has chosen none."""

    def __post_init__(self) -> None:
        """Refuse a default that is none of the opinions."""
        if self.default not in [opinion.name for opinion in self.opinions]:
            raise ValueError(f"the default {self.default!r} is none of the opinions")


@record
class Rule:
    """One rule of the screening, with its sources. Where several clauses touch a handpiece, the worst counts."""

    id: Annotated[str, Field(pattern=RULE_ID, examples=["CL-01"])]
    version: Annotated[int, Field(ge=1)]
    title: str
    sources: Annotated[tuple[str, ...], Field(min_length=1)]
    """Keys of the library's references."""
    from_memory: bool
    """The rule's source has not been read: verify before relying on it."""
    review_by: date
    conflict: Conflict | None = None
    clause: Annotated[tuple[Clause, ...], Field(min_length=1)]
    example: tuple[RuleExample, ...] = ()
    """At least one for which it speaks, and one for which it does not."""


@record
class OwnReference:
    """A work that a clinic's own rules rest on and the library does not hold."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", examples=["our-protocol-2026"])]
    citation: Annotated[str, Field(min_length=10)]
    checked: bool
    """It has been read for what the rule takes from it."""


@record
class RuleSet:
    """Rules that were written, and are to be reviewed, together."""

    name: str
    version: str
    author: str
    reviewer: str
    """The clinician who has reviewed the set, or "none yet"."""
    review_by: date
    reference: tuple[OwnReference, ...] = ()
    """Works beside those of the library; the library's own sets have none."""
    rule: Annotated[tuple[Rule, ...], Field(min_length=1)]

    def __post_init__(self) -> None:
        """Refuse two rules of one name."""
        names = [rule.id for rule in self.rule]
        if len(set(names)) != len(names):
            raise ValueError(f"rules that stand twice: {sorted({n for n in names if names.count(n) > 1})}")
