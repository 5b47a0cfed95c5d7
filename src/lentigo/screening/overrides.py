"""A clinician's written reason lets one go on where a rule asks for one, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from lentigo.domain.case import Override
from lentigo.domain.plan import Reason

WITHOUT_RULE: Final = "overrides"
"""Stands for the rule in the remark on a written reason whose rule does not apply."""


def with_overrides(reasons: Iterable[Reason], overrides: Sequence[Override]) -> list[Reason]:
    """The reasons of a screening after what clinicians have written against them.

    Parameters
    ----------
    reasons : iterable of Reason
        As the rules give them.
    overrides : sequence of Override
        As the case has them.

    Returns
    -------
    list of Reason
        As many as before, in the same order: a RELATIVE one that is overridden becomes INFO and carries the written
        reason; an ABSOLUTE, DEFER, REFER or MODIFY one stays as it is and says that it cannot be overridden. After
        them a remark for each written reason whose rule does not apply.
    """
    written = {override.rule: override for override in overrides}
    answered = [_answered(reason, written.get(reason.rule)) for reason in reasons]
    applying = {reason.rule for reason in answered}
    return answered + [_without_rule(override) for override in overrides if override.rule not in applying]


def _answered(reason: Reason, override: Override | None) -> Reason:
    if override is None or reason.verdict == "INFO":
        return reason
    if reason.verdict == "RELATIVE":
        return replace(reason, verdict="INFO", because=f"{reason.because} This was {_said(override)}")
    refused = (
        f"A {override.by_role} wrote a reason against this rule on {override.date.isoformat()};"
        f" a rule that says {reason.verdict} cannot be overridden."
    )
    return replace(reason, because=f"{reason.because} {refused}")


def _said(override: Override) -> str:
    text = " ".join(override.reason.split())
    stop = "" if text.endswith((".", "!", "?")) else "."
    return f"overridden by a {override.by_role} on {override.date.isoformat()}: {text}{stop}"


def _without_rule(override: Override) -> Reason:
    return Reason(
        rule=WITHOUT_RULE,
        verdict="INFO",
        title=f"A written reason against rule {override.rule}, which does not apply",
        because=f"The case holds a reason for going on despite rule {override.rule}, but no such rule applies to it.",
        action="Look whether another rule was meant, or take the reason out of the case.",
        sources=(),
        from_memory=False,
    )
