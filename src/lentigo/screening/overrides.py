"""A named reason lets a clinician go on where a rule asks for one, and nowhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lentigo.domain.device import Device
from lentigo.domain.plan import Screening
from lentigo.errors import QuestionError
from lentigo.screening.gate import overall

_LEAST_WORDS = 3


def override(screening: Screening, *, rule: str, written_reason: str, devices: Sequence[Device] = ()) -> Screening:
    """Go on despite a rule of the class RELATIVE, with a written reason that stays beside it.

    Raises
    ------
    QuestionError
        If the rule does not apply, is of any other class, or the reason says nothing.
    """
    found = [reason for reason in screening.reasons if reason.rule == rule]
    if not found:
        raise QuestionError(f"rule {rule} does not apply to this case", hint="there is nothing to override")
    fixed = sorted({reason.verdict for reason in found if reason.verdict != "RELATIVE"})
    if fixed:
        raise QuestionError(
            f"rule {rule} ({', '.join(fixed)}) cannot be overridden",
            hint="only a rule that asks for a named reason (RELATIVE) can",
        )
    if len(written_reason.split()) < _LEAST_WORDS:
        raise QuestionError(f'the reason "{written_reason}" says too little', hint="write why, in a sentence")
    kept = tuple(
        replace(reason, verdict="INFO", action=f"{reason.action} Written reason: {written_reason.strip()}")
        if reason.rule == rule
        else reason
        for reason in screening.reasons
    )
    return Screening(verdict=overall(kept, devices=devices), reasons=kept)
