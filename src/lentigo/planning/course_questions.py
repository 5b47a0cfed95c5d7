"""Whether a course can be asked for as it stands: days in order, names known, what a label sets kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.course import NotOffered
from lentigo.domain.numbing import asked_and_nothing
from lentigo.domain.plain_words import spoken
from lentigo.domain.plan import Plan
from lentigo.domain.record import as_plain
from lentigo.domain.shape import field_path
from lentigo.domain.strategy import LONGEST_COURSE_DAYS, CareWish, CourseWishes, Numbing, Strategy
from lentigo.domain.strategy_contradictions import strategy_contradictions
from lentigo.domain.told import Told
from lentigo.errors import QuestionError, UnknownNameError
from lentigo.library.creams import creams
from lentigo.library.drugs import drug
from lentigo.planning.course_measures import followed_kinds, measures_of
from lentigo.screening.numbing_label import label_limits

__all__ = ["check_course", "check_lesion", "check_wishes", "checked_horizon", "without_setting"]

SHORTEST_COURSE_DAYS: Final = 28


def check_course(case: Case, *, horizon_days: int | None = None) -> None:
    """Refuse, before anything is computed, a course of which it is clear that it cannot be followed.

    Parameters
    ----------
    case : Case
        Its table ``course`` holds strategies and horizon.
    horizon_days : int, optional
        Instead of the case's.

    Raises
    ------
    QuestionError
        If nothing is known of the course of such a lesion, the horizon lies outside what is known, or as
        :func:`check_wishes`.
    """
    check_lesion(case)
    days = None if horizon_days is None else checked_horizon(horizon_days)
    if case.course is not None:
        check_wishes(case, case.course if days is None else replace(case.course, horizon_days=days))


def check_lesion(case: Case) -> None:
    """Refuse a lesion of which nobody knows what its pigment, its vessels or the dermis under it do over months.

    Raises
    ------
    QuestionError
        With the lesions of which it is known.
    """
    if not measures_of(case.lesion.kind):
        raise QuestionError(
            f"no course is known for {spoken(case.lesion.kind)}",
            where="lesion.kind",
            hint="a course is followed where it is known what pigment, vessels or the dermis do over months: "
            + ", ".join(spoken(kind) for kind in followed_kinds()),
        )


def checked_horizon(days: int) -> int:
    """The horizon, where it lies within what is known.

    Raises
    ------
    QuestionError
        With the shortest and the longest.
    """
    if not SHORTEST_COURSE_DAYS <= days <= LONGEST_COURSE_DAYS:
        raise QuestionError(
            f"a course of {days} days cannot be followed: it must be {SHORTEST_COURSE_DAYS} to {LONGEST_COURSE_DAYS} "
            "days",
            where="--days",
            hint="nothing that is known of pigment, vessels and collagen reaches further than five years",
        )
    return days


def check_wishes(case: Case, wishes: CourseWishes) -> None:
    """Refuse strategies that cannot be followed as they are written.

    Parameters
    ----------
    case : Case
        The person, whose age and weight choose the line of a label.
    wishes : CourseWishes
        Strategies and horizon; they need not come from a file.

    Raises
    ------
    UnknownNameError
        For a drug or a numbing cream that is not known; the message suggests one.
    QuestionError
        If days are out of order or beyond the horizon, two strategies share a name, a tablet is given a percentage, or
        a numbing cream lies longer than its label allows.
    """
    for wrong in strategy_contradictions(Told({"course": as_plain(wishes)}, frozenset())):
        why = f"; {wrong.why}" if wrong.why else ""
        raise QuestionError(f"{wrong.message}{why}", where=field_path(wrong.path), hint=wrong.hint)
    for number, strategy in enumerate(wishes.strategies):
        at = f"course.strategies#{number + 1}"
        for place, wish in enumerate(strategy.care):
            _check_drug(wish, where=f"{at}.care#{place + 1}")
        for where, numbing in _creams(strategy, at=at):
            _check_cream(case, numbing, where=where)


def _check_drug(wish: CareWish, *, where: str) -> None:
    try:
        found = drug(wish.drug)
    except UnknownNameError as unknown:
        unknown.where = f"{where}.drug"
        raise
    if found.strength_unit != "percent" and wish.strength_percent is not None:
        raise QuestionError(
            f"is {wish.strength_percent:g} %, but {found.name} has no percentage: it is dosed in {found.strength_unit}",
            where=f"{where}.strength_percent",
            hint="leave strength_percent out",
        )


def _creams(strategy: Strategy, *, at: str) -> Iterator[tuple[str, Numbing]]:
    for place, session in enumerate(strategy.sessions):
        if session.numbing is not None:
            yield f"{at}.sessions#{place + 1}.numbing", session.numbing


def _check_cream(case: Case, numbing: Numbing, *, where: str) -> None:
    names = [one.id for one in creams()]
    if numbing.cream not in names:
        raise UnknownNameError(numbing.cream, kind="numbing cream", known=names, where=f"{where}.cream")
    request = asked_and_nothing(
        product=numbing.cream,
        expires=case.assessed,
        amount_g=numbing.amount_g,
        area_cm2=case.lesion.area_cm2,
        sites=(case.skin.site,),
        contact_minutes=numbing.contact_minutes,
    )
    longest = label_limits(request, person=case.person).contact_minutes
    if longest is not None and numbing.contact_minutes > longest.value:
        raise QuestionError(
            f"is {numbing.contact_minutes:g} minutes; the label of {numbing.cream} allows this person "
            f"{longest.value:g} minutes at most [{longest.source}, {longest.where}]",
            where=f"{where}.contact_minutes",
            hint=f"write contact_minutes = {longest.value:g} or less",
        )


def without_setting(plan: Plan, strategy: Strategy) -> NotOffered | None:
    """A strategy that cannot be offered because the plan gives one of its devices no setting; none if it can.

    Raises
    ------
    UnknownNameError
        If a session names a device that the plan does not know.
    """
    for place, session in enumerate(strategy.sessions):
        if session.device is None:
            continue
        known = [device.id for device in plan.devices]
        if session.device not in known:
            raise UnknownNameError(
                session.device,
                kind="device in this plan",
                known=known,
                where=f"strategy {strategy.name}: sessions#{place + 1}.device",
            )
        windows = [one for one in plan.windows if one.device == session.device]
        if all(one.recommended is None for one in windows):
            binds = windows[0].binds.rstrip(".") if windows else "it has no window"
            return NotOffered(
                title=strategy.title, because=f"The plan gives no setting on {session.device}: {binds}.", sources=()
            )
    return None
