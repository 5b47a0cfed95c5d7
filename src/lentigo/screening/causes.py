"""What may have made a spot: signs are added up in the open. It is a weighing, never a diagnosis.

The table is one of pigment. For lesions that are none it names the causes that belong to them, and only these are
weighed; where it names none, the question is refused and not answered with causes of pigment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from lentigo.domain.case import Case
from lentigo.domain.causes import (
    CauseEntries,
    CauseEntry,
    CauseQuestion,
    NextQuestion,
    Sign,
    WeighedCause,
    Weighing,
    Weight,
)
from lentigo.domain.facts import Facts, Stated
from lentigo.domain.plain_words import spoken
from lentigo.domain.referral import ReferralGround
from lentigo.errors import QuestionError
from lentigo.library.causes import cause_entries, fact_of_condition
from lentigo.library.indications import indications
from lentigo.library.referrals import referral_entries
from lentigo.screening.conditions import Truth, holds
from lentigo.screening.facts import UNKNOWN, case_facts

LEAST_CHANCE: Final = 0.05
"""No answer is taken to be more certain than this before it is given."""

_LEAST_CHANGE: Final = 0.01
"""Below this a question is not worth asking."""


def weigh(case: Case, *, ita_deg: float | None = None) -> Weighing:
    """Weigh the causes of a case's lesion.

    Parameters
    ----------
    case : Case
        What was told and found.
    ita_deg : float, optional
        The individual typology angle that an indirect reading stands for [degrees].

    Returns
    -------
    Weighing
        Causes with most points first, each with its reasons; what is not known adds nothing and is listed.

    Raises
    ------
    QuestionError
        If the lesion is no pigment, and the table knows no cause that belongs to it.
    """
    return weigh_facts(case_facts(case, ita_deg=ita_deg), today=case.assessed)


def weigh_facts(facts: Facts, *, today: date, entries: CauseEntries | None = None) -> Weighing:
    """Weigh the causes for facts by name, as of a day; the library's table where none is given."""
    table = _belonging(cause_entries() if entries is None else entries, facts=facts, today=today)
    causes = _ranked([_weighed(entry, facts=facts, today=today, strong=table.strong) for entry in table.cause])
    leading = _leading(causes, ahead=table.leads)
    return Weighing(
        headline=_headline(causes, leading=leading),
        leading=None if leading is None else leading.name,
        causes=tuple(causes),
        referrals=grounds(facts, today=today, while_weighing=True),
        not_known=tuple(question for question in table.question if _open(facts, fact=question.fact)),
        next_question=_next_question(table, facts=facts, today=today),
        strong_from=table.strong,
    )


def grounds(facts: Facts, *, today: date, while_weighing: bool = False) -> tuple[ReferralGround, ...]:
    """The reasons to refer that hold, in the order of the library.

    Parameters
    ----------
    facts : Facts
        By name; what is not known is no ground, unless the ground is that it is not known.
    today : date
        The day of the assessment.
    while_weighing : bool
        Only those that are signs of an illness.
    """
    return tuple(
        ReferralGround(
            name=entry.name,
            title=entry.title,
            because=entry.because,
            ask=entry.ask,
            to=entry.to,
            urgency=entry.urgency,
            rule=entry.rule,
            holds_treatment=entry.holds_treatment,
            sources=entry.sources,
            from_memory=entry.from_memory,
        )
        for entry in referral_entries().ground
        if (entry.while_weighing or not while_weighing)
        and all(holds(facts, condition=condition, today=today) is Truth.TRUE for condition in entry.when)
    )


def _belonging(table: CauseEntries, *, facts: Facts, today: date) -> CauseEntries:
    """The table with what belongs to a lesion: all of it for pigment and where the lesion is not known."""
    kind = str(facts["lesion.kind"].value) if "lesion.kind" in facts else UNKNOWN
    other = next((other for other in table.other if kind in other.kinds), None)
    if other is None:
        return table
    if not other.causes:
        ill = [ground.title for ground in grounds(facts, today=today)]
        raise QuestionError(
            f"causes are weighed for pigment, and for a few other lesions, not for {_called(kind)}: most of them would "
            "be none of such a lesion",
            where="lesion.kind",
            hint=f"what was told asks for a referral: {'; '.join(ill)}. lentigo refer writes the letter"
            if ill
            else "ask a doctor where it comes from; lentigo screen says whether light may be given, and why not",
        )
    kept = tuple(cause for cause in table.cause if cause.name in other.causes)
    asked = {fact_of_condition(condition) for cause in kept for sign in cause.sign for condition in sign.when}
    return replace(table, cause=kept, question=tuple(one for one in table.question if one.fact in asked))


def _called(kind: str) -> str:
    """A kind of lesion as its indication is called, inside a sentence."""
    return next((_inside(one.title) for one in indications() if kind in one.kinds), spoken(kind))


def _open(facts: Facts, *, fact: str) -> bool:
    return fact in facts and facts[fact].value == UNKNOWN


def _shown(sign: Sign, *, facts: Facts, today: date) -> bool:
    """Whether a sign is there: what is not known never is."""
    return all(holds(facts, condition=condition, today=today) is Truth.TRUE for condition in sign.when)


def _weighed(entry: CauseEntry, *, facts: Facts, today: date, strong: float) -> WeighedCause:
    signs = [sign for sign in entry.sign if _shown(sign, facts=facts, today=today)]
    weights = [Weight(because=s.because, points=s.points, kind=s.kind, sources=s.sources) for s in signs]
    added = sum(weight.points for weight in weights)
    if entry.most is not None:
        added = min(added, entry.most)
    return WeighedCause(
        name=entry.name,
        title=entry.title,
        role=entry.role,
        points=entry.start + added,
        start=entry.start,
        reasons_for=tuple(sorted((w for w in weights if w.points > 0), key=lambda w: -w.points)),
        reasons_against=tuple(sorted((w for w in weights if w.points < 0), key=lambda w: w.points)),
        strong=any(weight.points >= strong for weight in weights),
        follows=entry.follows,
        sources=entry.sources,
    )


def _ranked(causes: Sequence[WeighedCause]) -> list[WeighedCause]:
    """Most points first, in the order of the library where they are level; modifiers come after all causes."""
    return sorted(causes, key=lambda cause: (cause.role == "modifier", -cause.points))


def _leading(causes: Sequence[WeighedCause], *, ahead: float) -> WeighedCause | None:
    """The cause that is clearly ahead and has a strong sign."""
    first, second, *_ = (cause for cause in causes if cause.role == "cause")
    return first if first.strong and first.points - second.points >= ahead else None


def _headline(causes: Sequence[WeighedCause], *, leading: WeighedCause | None) -> str:
    if leading is not None:
        return f"Most speaks for: {_inside(leading.title)}. It is no diagnosis."
    told = [cause for cause in causes if cause.role == "cause" and cause.reasons_for and cause.points > 0]
    if not told:
        return "Nothing that was told points to a cause. It is no diagnosis."
    names = " or ".join(_inside(cause.title) for cause in told[:2])
    return f"No cause is clearly ahead; what was told speaks most for {names}. It is no diagnosis."


def _inside(title: str) -> str:
    return title[:1].lower() + title[1:]


# --- the next best question ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Effect:
    """What an answer would do."""

    question: CauseQuestion
    change: float
    helps: str
    """Title of the cause that gains most from a yes."""


def _shares(points: Mapping[str, float]) -> dict[str, float]:
    """The share of each cause in the weight of all: points as doublings."""
    most = max(points.values())
    weights = {name: 2.0 ** (value - most) for name, value in points.items()}
    total = sum(weights.values())
    return {name: weight / total for name, weight in weights.items()}


def _points(table: CauseEntries, *, facts: Facts, today: date) -> dict[str, float]:
    return {
        entry.name: _weighed(entry, facts=facts, today=today, strong=table.strong).points
        for entry in table.cause
        if entry.role == "cause"
    }


def _next_question(table: CauseEntries, *, facts: Facts, today: date) -> NextQuestion | None:
    """The open question whose answer is expected to move most of the weight.

    Each answer is tried. A yes is taken to be as likely as the causes that it would support are now, within bounds: so
    a question that would turn everything over, but that hardly anybody answers with yes, does not come first.
    """
    before = _points(table, facts=facts, today=today)
    titles = {entry.name: entry.title for entry in table.cause}
    found = [
        _effect(table, question=question, facts=facts, today=today, before=before, titles=titles)
        for question in table.question
        if _open(facts, fact=question.fact)
    ]
    best = max(found, key=lambda effect: effect.change, default=None)
    if best is None or best.change < _LEAST_CHANGE:
        return None
    return NextQuestion(
        fact=best.question.fact,
        ask=best.question.ask,
        expected_change=min(best.change, 1.0),
        because=f"its answer is expected to move {100 * best.change:.0f} % of the weight between the causes; a yes "
        f"would speak most for {_inside(best.helps)}",
    )


def _effect(
    table: CauseEntries,
    *,
    question: CauseQuestion,
    facts: Facts,
    today: date,
    before: Mapping[str, float],
    titles: Mapping[str, str],
) -> _Effect:
    yes, no = (_points(table, facts={**facts, question.fact: Stated(answer)}, today=today) for answer in ("yes", "no"))
    now = _shares(before)
    gains = {name: yes[name] - no[name] for name in before}
    chance = sum(now[name] for name, gain in gains.items() if gain > 0)
    chance = min(max(chance, LEAST_CHANCE), 1.0 - LEAST_CHANCE)
    change = chance * _moved(now, _shares(yes)) + (1.0 - chance) * _moved(now, _shares(no))
    return _Effect(question=question, change=change, helps=titles[max(gains, key=lambda name: gains[name])])


def _moved(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """The share of the weight that changes hands [1]."""
    return sum(abs(after[name] - before[name]) for name in before) / 2.0
