"""The numbing card: which cream, how much, from when to when, and at which signs one stops; or why not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Final

from lentigo.domain.numbing_answer import ClockTime, CreamLimit, NumbingAnswer
from lentigo.domain.numbness import NumbCourse
from lentigo.domain.plan import Band
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.frame import current_versions, paper, section
from lentigo.reports.papers.parts import (
    Blanks,
    Bullets,
    Choices,
    Dials,
    Facts,
    Notice,
    Paper,
    Paragraph,
    Part,
    Section,
    Signatures,
    Table,
)
from lentigo.reports.papers.screening import reason_card
from lentigo.reports.sources import Sources

NAME: Final = "numbing"

_BEFORE_THE_PULSE: Final = "AN-14"
"""The rule of what is done between taking the cream off and the first pulse."""


def numbing_card(
    answer: NumbingAnswer,
    *,
    day: date,
    say: Catalogue,
    sources: Sources | None = None,
    course: NumbCourse | None = None,
) -> Paper:
    """The answer to a request for a numbing cream, on paper.

    Parameters
    ----------
    answer : NumbingAnswer
    day : date
        The day of the session.
    say : Catalogue
    sources : Sources, optional
        References by key; without it those of the library.
    course : NumbCourse, optional
        How numb it makes, of a cream that is allowed; told after everything about safety.
    """
    cited = sources or Sources()
    allowed = answer.answer == "ALLOWED"
    versions = replace(current_versions(), rules=answer.rules) if answer.rules else current_versions()
    lead = Notice(
        "go" if allowed else "stop",
        say("numbing-allowed" if allowed else "numbing-refused"),
        (say("numbing-label", label=answer.label),),
    )
    return paper(
        NAME,
        say=say,
        title=say("numbing-title"),
        subtitle=say("numbing-subtitle", product=answer.product, day=say.day(day)),
        lead=(lead,),
        sections=(
            section("clock", title=say("numbing-clock"), parts=_clock(answer, say=say, cited=cited)),
            section("amount", title=say("numbing-amount"), parts=_amount(answer, say=say, cited=cited)),
            *_card(answer, say=say, cited=cited),
            section("before", title=say("numbing-before"), parts=_ticks(answer)),
            section(
                "course", title=say("numbing-course"), parts=_course(course, say=say, cited=cited) if allowed else ()
            ),
            section("instead", title=say("numbing-suggestions"), parts=_instead(answer, say=say, cited=cited)),
            section(
                "reasons",
                title=say("numbing-reasons"),
                parts=[reason_card(r, say=say, devices=(), cited=cited) for r in answer.reasons],
            ),
            section("true", title=say("true-title"), parts=(Paragraph(say("correction-numbing")),)),
            section("limits", title=say("numbing-limits"), parts=_limits(answer, say=say, cited=cited)),
            section("doses", title=say("numbing-doses"), parts=_doses(answer, say=say, cited=cited)),
            section("tube", title=say("numbing-tube"), parts=_tube(say) if allowed else ()),
            section("sign", title=say("signatures"), parts=_sign(say) if allowed else ()),
        ),
        sources=cited,
        versions=versions,
        made=day,
    )


def _bullets(lines: Iterable[str]) -> tuple[Part, ...]:
    said = tuple(words.sentence(line) for line in lines)
    return (Bullets(said),) if said else ()


def _by(
    answer: NumbingAnswer, *, names: Iterable[str] = (), rules: Iterable[str] = (), say: Catalogue, cited: Sources
) -> Paragraph:
    """By which rules and sources the numbers beside it stand: those of limits by name, of all where none is named."""
    wanted = set(names)
    held = [limit for limit in answer.limits if not wanted or limit.name in wanted]
    by = tuple(dict.fromkeys([*(limit.rule for limit in held), *rules]))
    keys = dict.fromkeys(key for limit in held for key in limit.sources)
    return Paragraph(say("numbing-by", count=len(by), rules=say.join(by), marks=cited.mark(keys)), quiet=True)


def _instead(answer: NumbingAnswer, *, say: Catalogue, cited: Sources) -> tuple[Part, ...]:
    said = _bullets(answer.suggestions)
    return (*said, _by(answer, say=say, cited=cited)) if said and answer.limits else said


def _clock(answer: NumbingAnswer, *, say: Catalogue, cited: Sources) -> tuple[Part, ...]:
    clock = answer.clock
    if clock is None:
        return ()
    times = (("on", clock.on), ("off", clock.off), ("latest", clock.latest_off), ("session", clock.session))
    return (
        Dials(tuple((say(f"numbing-{name}"), _time(time, say=say), "") for name, time in times)),
        Paragraph(say("numbing-wipe", minutes=say.number(clock.wipe_minutes))),
        _by(answer, names=("time on the skin",), rules=(_BEFORE_THE_PULSE,), say=say, cited=cited),
    )


def _time(time: ClockTime, *, say: Catalogue) -> str:
    when = "same" if time.days == 0 else "before" if time.days < 0 else "after"
    return say(f"numbing-time-{when}", time=time.time)


def _amount(answer: NumbingAnswer, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    rows = []
    if answer.spread_g is not None:
        grams = say("numbing-grams", number=say.number(answer.spread_g, digits=4))
        rows.append((say("numbing-spread"), _kept(grams, "cream", answer=answer, say=say, cited=cited)))
    for ribbon in answer.ribbon:
        length = say("numbing-centimetres", number=say.number(ribbon.length_cm))
        tube = say("numbing-ribbon", tube=say.number(ribbon.tube_g))
        rows.append((tube, length + cited.mark([ribbon.source])))
    most = answer.allowance
    if most is not None:
        for name, unit, number, limit in (
            ("cream", "grams", most.amount_g, "cream"),
            ("area", "square", most.area_cm2, "skin under cream"),
            ("time", "minutes", most.contact_minutes, "time on the skin"),
            ("cover", "square", most.cover_cm2, "skin under a dressing"),
        ):
            told = say(f"numbing-{unit}", number=say.number(number, digits=4))
            rows.append((say(f"numbing-most-{name}"), _kept(told, limit, answer=answer, say=say, cited=cited)))
    if rows:
        yield Facts(tuple(rows))
    if answer.spread_g is not None and not answer.ribbon:
        yield Paragraph(say("numbing-ribbon-unknown"))
    if answer.sessions is not None:
        yield Paragraph(say("numbing-sessions", sessions=answer.sessions))


def _kept(told: str, name: str, *, answer: NumbingAnswer, say: Catalogue, cited: Sources) -> str:
    """A number with the rule and the sources of the limit that it keeps to."""
    limit = next((limit for limit in answer.limits if limit.name == name), None)
    if limit is None:
        return told
    return say("numbing-kept", number=told, rule=limit.rule, marks=cited.mark(limit.sources))


def _card(answer: NumbingAnswer, *, say: Catalogue, cited: Sources) -> Iterable[Section | None]:
    card = answer.card
    if card is None:
        return
    yield section(
        "for-you",
        title=say("numbing-times-head"),
        parts=(*_bullets((card.cream, *card.times)), _by(answer, say=say, cited=cited)),
    )
    if card.signs:
        signs = tuple(words.sentence(sign) for sign in card.signs)
        yield section("signs", title=say("numbing-signs"), parts=(Bullets(signs),))
    steps = tuple(words.sentence(step) for step in card.do)
    yield section("do", title=say("numbing-do"), parts=(Bullets(steps, ordered=True),) if steps else ())
    yield section("never", title=say("numbing-never"), parts=_bullets(card.never))
    by = say("numbing-by", count=len(card.rules), rules=say.join(card.rules), marks=cited.mark(card.sources))
    yield section("at-hand", title=say("numbing-at-hand"), parts=(*_bullets(card.at_hand), Paragraph(by, quiet=True)))


def _ticks(answer: NumbingAnswer) -> tuple[Part, ...]:
    ticks = answer.clock.ticks if answer.clock else ()
    return (Choices(tuple((words.sentence(tick), ()) for tick in ticks)),) if ticks else ()


def _limits(answer: NumbingAnswer, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    if not answer.limits:
        return
    yield Table(
        caption=say("numbing-limits-caption"),
        head=tuple(say(f"numbing-limit-{name}") for name in ("what", "asked", "allowed", "met", "source")),
        rows=tuple(
            (
                words.capital(limit.name),
                _limit(limit.asked, unit=limit.unit, say=say),
                _limit(limit.allowed, unit=limit.unit, say=say),
                say(f"answer-{limit.met}"),
                _place(limit, say=say, cited=cited),
            )
            for limit in answer.limits
        ),
        numeric=frozenset({1, 2}),
        widths=(1.7, 0.9, 0.9, 0.8, 2.6),
    )


def _value(value: float | str, *, unit: str, say: Catalogue) -> str:
    if isinstance(value, str):
        return say("answer-unknown")
    number = say.number(value)
    return say("number-unit", number=number, unit=unit) if unit else number


def _limit(value: float | str, *, unit: str, say: Catalogue) -> str:
    """A number that is kept to; what has no unit is a share of a ceiling, and told in per cent of it."""
    if unit or isinstance(value, str):
        return _value(value, unit=unit, say=say)
    return say("numbing-share", number=say.number(100 * value, digits=2 if value < 1 else 3))


def _place(limit: CreamLimit, *, say: Catalogue, cited: Sources) -> str:
    name = "numbing-limit-assumed" if limit.assumed else "numbing-limit-rule"
    return say(name, rule=limit.rule, marks=cited.mark(limit.sources), where=limit.where)


def _doses(answer: NumbingAnswer, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    if not answer.doses:
        return
    of_shares = [limit for limit in answer.limits if not limit.unit]
    keys = tuple(dict.fromkeys(key for limit in of_shares for key in limit.sources))
    rules = say.join(dict.fromkeys(limit.rule for limit in of_shares))
    yield Table(
        caption=say("numbing-doses-caption", rule=rules, marks=cited.mark(keys)),
        head=tuple(
            say(f"numbing-dose-{name}") for name in ("drug", "in", "absorbed", "counted", "injected", "ceiling")
        ),
        rows=tuple(
            (
                say(f"numbing-drug-{dose.drug}"),
                *(
                    _value(value, unit="", say=say)
                    for value in (
                        dose.mass_mg,
                        dose.absorbed_mg,
                        dose.counted_mg,
                        dose.injected_mg,
                        dose.ceiling_mg,
                    )
                ),
            )
            for dose in answer.doses
        ),
        numeric=frozenset({1, 2, 3, 4, 5}),
    )


def _course(course: NumbCourse | None, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    """From when to when the skin is numb, how deep, and what reaches the blood."""
    if course is None:
        return
    rows = [(say("numbing-course-share"), say("numbing-share", number=say.number(100 * course.numb_share, digits=2)))]
    times = (("from", course.numb_from_minutes), ("until", course.numb_until_minutes))
    rows += [
        (say(f"numbing-course-{name}"), _range(band, unit="minutes", say=say))
        for name, band in times
        if band is not None
    ]
    if course.numb_from_minutes is None:
        rows.append((say("numbing-course-from"), say("numbing-course-never")))
    rows.append(
        (
            say("numbing-course-depth"),
            _range(course.needle_depth_mm, unit="millimetres", say=say)
            + cited.mark(["bjerring-1990", "wahlgren-2000"]),
        )
    )
    rows += [
        (
            say("numbing-course-blood", drug=say(f"numbing-drug-{one.drug}")),
            say(
                "numbing-course-level",
                level=_range(one.peak_ug_ml, unit="level", say=say),
                toxic=say.number(one.toxic_ug_ml),
                marks=cited.mark([one.source]),
            ),
        )
        for one in course.plasma
    ]
    yield Facts(tuple(rows))
    yield Paragraph(say("numbing-course-note"))


def _range(band: Band, *, unit: str, say: Catalogue) -> str:
    """The middle value, and the range of nine in ten."""
    low, middle, high = (say.number(value, digits=2) for value in (band.p5, band.p50, band.p95))
    return say("numbing-course-range", middle=say(f"numbing-{unit}", number=middle), low=low, high=high)


_ON_THE_TUBE: Final = ("product", "maker", "licence", "batch", "expires", "prescriber")
"""What is copied from the tube and the order, so that a bad batch can be followed to whom it was put on."""


def _tube(say: Catalogue) -> tuple[Part, ...]:
    lines = [say(f"numbing-tube-{name}") for name in _ON_THE_TUBE]
    return (Blanks(tuple((line, 1) for line in (*lines, say("numbing-time-on-was"), say("numbing-time-off-was")))),)


def _sign(say: Catalogue) -> tuple[Part, ...]:
    return (
        Signatures(
            caption=say("numbing-sign-caption"),
            head=("", say("sign-name"), say("sign-signature"), say("sign-date")),
            who=(say("numbing-signer-on"), say("numbing-signer-off"), say("signer-patient")),
        ),
    )
