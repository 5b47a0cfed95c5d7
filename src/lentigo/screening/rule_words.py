"""A rule's conditions, scope and wait in words that can be read without the file."""

from __future__ import annotations

from lentigo.domain.rules import (
    Clause,
    Condition,
    FactAbove,
    FactAmong,
    FactBelow,
    FactNotAmong,
    FactWithin,
    SkinAsDarkAs,
    Wait,
)

__all__ = ["condition_words", "scope_words", "trigger_words", "wait_words"]


def trigger_words(clause: Clause) -> str:
    """What makes a clause apply."""
    said = [condition_words(condition) for condition in clause.all]
    if clause.any:
        joined = " or ".join(condition_words(condition) for condition in clause.any)
        said.append(f"({joined})" if clause.all and len(clause.any) > 1 else joined)
    if clause.whenever:
        said.insert(0, f"whenever there is a {clause.whenever}")
    return " and ".join(said)


def condition_words(condition: Condition) -> str:
    """One condition."""
    if isinstance(condition, SkinAsDarkAs):
        angle = f"a measured colour angle (ITA) below {condition.or_ita_below_deg:g}°"
        return f"phototype {condition.phototype_from} or darker, or {angle}"
    fact = condition.fact
    if isinstance(condition, FactAmong):
        return f"{fact} is {_or(condition.among)}"
    if isinstance(condition, FactNotAmong):
        return f"{fact} is not {_or(condition.not_among)}"
    if isinstance(condition, FactBelow):
        return f"{fact} is below {condition.below:g}"
    if isinstance(condition, FactAbove):
        return f"{fact} is above {condition.above:g}"
    return _within(condition)


def _within(condition: FactWithin) -> str:
    undated = ", or yes without a day" if condition.undated == "today" else ""
    return f"{condition.fact} fewer than {condition.within_days:g} days ago{undated}"


def scope_words(clause: Clause) -> str:
    """What a clause touches."""
    return "; ".join(scope.words for scope in clause.scope) or "all treatment"


def wait_words(wait: Wait) -> str:
    """How long a deferral lasts."""
    since = "the day of the assessment" if wait.since == "assessment" else f"the day of {wait.since}"
    already = f", less the weeks of {wait.already_weeks}" if wait.already_weeks else ""
    least = f", at least {wait.at_least_days:g} from the assessment" if wait.at_least_days else ""
    return f"{wait.duration_days:g} days from {since}{already}{least}"


def _or(words: tuple[str, ...]) -> str:
    return " or ".join(words)
