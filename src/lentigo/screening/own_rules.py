"""A clinic's own rules beside the library's: it may add rules, and make one stricter, but none milder.

"Not milder" is decided clause by clause, so that it can be read off the two files: each clause of the library's rule
must stand in the clinic's, under the same conditions, touching at least as much, with a verdict at least as grave, a
wait at least as long and the same effects. To choose between sources that disagree, a policy is the way; to go on
against a RELATIVE rule, a written reason in the case. An ABSOLUTE rule cannot be taken away at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lentigo.domain.plan import OwnSource
from lentigo.domain.rules import Clause, Rule, RuleSet, Scope, Wait
from lentigo.errors import FileProblemsError, Problem, UnknownNameError
from lentigo.library.rules import rules as shipped_rules
from lentigo.library.rules import rules_version
from lentigo.screening.gate import severity
from lentigo.screening.rule_files import conflicts_of, read_policy, read_rules

__all__ = ["Ruling", "milder_clauses", "ruled", "ruling", "with_own_rules"]


@dataclass(frozen=True, slots=True)
class Ruling:
    """By which rules and choices a clinic screens."""

    rules: tuple[Rule, ...]
    policy: Mapping[str, str]
    """Opinion by topic, where it is not the default."""
    own: RuleSet | None
    """The clinic's own rules, where it has some; they are among the rules."""
    references: Mapping[str, str]
    """Citations of the clinic's own, by key."""
    version: str
    """What was added to the library's rules, in words; empty where nothing was."""

    @property
    def sources(self) -> tuple[OwnSource, ...]:
        """The clinic's own works, as a screening keeps them."""
        works = () if self.own is None else self.own.reference
        return tuple(OwnSource(key=one.key, citation=one.citation, checked=one.checked) for one in works)


def ruling(*, rules_file: Path | None = None, policy_file: Path | None = None) -> Ruling:
    """The library's rules with a clinic's files, where it has some.

    Raises
    ------
    FileProblemsError
        With every mistake of the file of rules, or else of the policy.
    """
    own = None if rules_file is None else read_rules(rules_file)
    by = ruled(own, file=str(rules_file))
    return by if policy_file is None else ruled(own, policy=read_policy(policy_file, rules=by.rules))


def ruled(own: RuleSet | None = None, *, policy: Mapping[str, str] | None = None, file: str = "rules.toml") -> Ruling:
    """The library's rules with a clinic's own and its choices: nothing that calls this can screen by milder ones.

    Parameters
    ----------
    own : RuleSet, optional
        The clinic's own rules.
    policy : mapping, optional
        The opinion that the clinic goes by, for each topic on which sources disagree.
    file : str
        What messages call the set.

    Raises
    ------
    FileProblemsError
        If a rule is milder than the library's.
    UnknownNameError
        If the policy names a topic or an opinion that no rule knows.
    """
    every, references, said = shipped_rules(), {}, []
    if own is not None:
        every = with_own_rules(every, own, file=file)
        references = {one.key: one.citation for one in own.reference}
        said.append(f"{own.name} {own.version}")
    chosen = dict(policy or {})
    known = conflicts_of(every) if chosen else {}
    for topic, opinion in chosen.items():
        if topic not in known:
            raise UnknownNameError(topic, kind="question on which sources disagree", known=known)
        names = [one.name for one in known[topic].opinions]
        if opinion not in names:
            raise UnknownNameError(opinion, kind=f"opinion on {topic}", known=names)
    said += [f"{topic} = {opinion}" for topic, opinion in chosen.items()]
    version = ", ".join([rules_version(), *said]) if said else ""
    return Ruling(rules=every, policy=chosen, own=own, references=references, version=version)


def with_own_rules(shipped: Iterable[Rule], own: RuleSet, *, file: str = "rules.toml") -> tuple[Rule, ...]:
    """The library's rules with a clinic's: a rule of a known id takes the place of the library's, others follow.

    Raises
    ------
    FileProblemsError
        If a rule of the clinic's is milder than the library's of the same id.
    """
    library = tuple(shipped)
    by_id = {rule.id: rule for rule in own.rule}
    problems = [
        Problem(file, None, rule.id, f"is milder than the library's rule: {said}", "a rule may be made stricter only")
        for rule in library
        if rule.id in by_id
        for said in (
            *milder_clauses(by_id[rule.id], than=rule),
            *_lost_opinions(by_id[rule.id], than=rule),
            *_other_usual_opinion(by_id[rule.id], than=rule),
        )
    ]
    if problems:
        raise FileProblemsError(problems)
    known = {rule.id for rule in library}
    return (*(by_id.get(rule.id, rule) for rule in library), *(rule for rule in own.rule if rule.id not in known))


def milder_clauses(rule: Rule, *, than: Rule) -> tuple[str, ...]:
    """What of another rule's clauses is missing or weaker in a rule."""
    return tuple(
        f"clause {number} ({clause.verdict}: {clause.because[:60].rstrip()}...) is missing, or touches or asks less"
        for number, clause in enumerate(than.clause, start=1)
        if not any(_as_strict(one, than=clause) for one in rule.clause)
    )


def _lost_opinions(rule: Rule, *, than: Rule) -> tuple[str, ...]:
    if than.conflict is None:
        return ()
    held = {one.name for one in rule.conflict.opinions} if rule.conflict is not None else set()
    lost = [one.name for one in than.conflict.opinions if one.name not in held]
    return (f"the sources' opinions {', '.join(lost)} are no longer shown",) if lost else ()


def _other_usual_opinion(rule: Rule, *, than: Rule) -> tuple[str, ...]:
    """Another usual opinion would silence the clauses of the library's: to choose one is a policy, which says so."""
    if than.conflict is None or rule.conflict is None or rule.conflict.default == than.conflict.default:
        return ()
    return (f"the usual opinion is {rule.conflict.default} in place of {than.conflict.default}: choose it in a policy",)


def _as_strict(one: Clause, *, than: Clause) -> bool:
    same = (set(one.all), set(one.any), one.whenever) == (set(than.all), set(than.any), than.whenever)
    graver = severity(one.verdict) >= severity(than.verdict) and severity(one.unknown) >= severity(than.unknown)
    bound = one.policy is None or one.policy == than.policy
    wider = not one.scope or (
        bool(than.scope) and all(any(_within(inner, outer=outer) for outer in one.scope) for inner in than.scope)
    )
    return same and graver and bound and wider and set(one.effects) >= set(than.effects) and _as_long(one, than=than)


def _as_long(one: Clause, *, than: Clause) -> bool:
    """Whether a deferral lasts at least as long; what blocks for good has no date to bring forward."""
    if one.verdict == "ABSOLUTE" or than.wait is None:
        return True
    if one.wait is None:
        return False
    return (
        one.wait.duration_days >= than.wait.duration_days
        and one.wait.at_least_days >= than.wait.at_least_days
        and _from(one.wait, than=than.wait)
    )


def _from(wait: Wait, *, than: Wait) -> bool:
    """Whether a wait begins no earlier; the day of the assessment is the latest there is."""
    begins = wait.since in ("assessment", than.since)
    return begins and wait.already_weeks in (None, than.already_weeks)


def _within(inner: Scope, *, outer: Scope) -> bool:
    """Whether all that fits a scope fits another one too."""

    def inside(these: Iterable[str], those: Iterable[str]) -> bool:
        few, many = set(these), set(those)
        return not many or (bool(few) and few <= many)

    low, high = outer.wavelength_low_nm or 0.0, outer.wavelength_high_nm or float("inf")
    return (
        inside(inner.named, outer.named)
        and inside(inner.pulse_classes, outer.pulse_classes)
        and inside(inner.cooling_methods, outer.cooling_methods)
        and inside(inner.sites, outer.sites)
        and low <= (inner.wavelength_low_nm or 0.0)
        and (inner.wavelength_high_nm or float("inf")) <= high
    )
