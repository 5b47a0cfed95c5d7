"""The first gate of every answer: one case, put to the library's rules with a clinic's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from lentigo.domain.case import Case
from lentigo.domain.device import Device
from lentigo.domain.plan import Screening
from lentigo.domain.rules import RuleSet
from lentigo.planning.estimate import measured_ita
from lentigo.screening import screen
from lentigo.screening.own_rules import ruled

__all__ = ["screened"]


def screened(
    case: Case,
    devices: Sequence[Device] = (),
    *,
    rules: RuleSet | None = None,
    policy: Mapping[str, str] | None = None,
    today: date | None = None,
) -> Screening:
    """Whether this person may be treated now, the colour that was measured included, whatever it was measured as.

    Parameters
    ----------
    case : Case
        The facts.
    devices : sequence of Device
        The devices at hand.
    rules : RuleSet, optional
        A clinic's own rules: they add to the library's and make them stricter.
    policy : mapping, optional
        The opinion that the clinic goes by, for each topic on which published sources disagree.
    today : date, optional
        No date before it is promised; the day of the assessment where none is given.

    Raises
    ------
    FileProblemsError
        If one of the clinic's rules is milder than the library's.
    UnknownNameError
        If the policy names a topic or an opinion that no rule knows.
    """
    by = ruled(rules, policy=policy)
    found = screen(
        case,
        by.rules,
        devices=devices,
        today=case.assessed if today is None else today,
        ita_deg=measured_ita(case),
        policy=by.policy,
        version=by.version,
    )
    return replace(found, references=by.sources) if by.references else found
