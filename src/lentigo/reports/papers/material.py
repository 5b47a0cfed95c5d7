"""What papers are made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.course import Course
from lentigo.domain.device import Device
from lentigo.domain.laser_safety import LaserSafety
from lentigo.domain.numbing_answer import NumbingAnswer
from lentigo.domain.numbness import NumbCourse
from lentigo.domain.plan import Plan, Screening, TestSpotPlan
from lentigo.domain.referral import Referral

PAPERS: Final = ("screening", "referral", "consent", "test_spots", "room", "numbing", "aftercare", "laser_safety")
"""Every kind of paper, in the order in which they are needed."""

FROM_A_PLAN: Final = frozenset({"consent", "test_spots", "room"})
"""Papers that exist only where a plan gives a setting."""


@dataclass(frozen=True, slots=True)
class Material:
    """All that papers are made from; what is not there makes no paper."""

    case: Case
    screening: Screening
    devices: tuple[Device, ...] = ()
    plan: Plan | None = None
    spots: TestSpotPlan | None = None
    referrals: tuple[Referral, ...] = ()
    safety: tuple[LaserSafety, ...] = ()
    numbing: NumbingAnswer | None = None
    numbing_day: date | None = None
    """The day on which the cream is put on; that of the assessment where none is given."""
    numb_course: NumbCourse | None = None
    """How numb it makes, of a cream that is allowed."""
    course: Course | None = None
    """What is expected over months."""
    way: str | None = None
    """Name of the strategy of the course that was agreed upon; its first one where none is given."""
