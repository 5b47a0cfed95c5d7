"""The patient's sheet for the months: dates, day by day, what is allowed when, creams, sun, chances, other ways."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from lentigo import library
from lentigo.domain.aftercare import Allowed
from lentigo.domain.course import Course, StrategyCourse
from lentigo.domain.drugs import DrugHarm
from lentigo.domain.plan import Band, Screening
from lentigo.domain.strategy import CareWish, ProtectionWish
from lentigo.errors import UnknownNameError
from lentigo.library.drugs import drug
from lentigo.reports import words
from lentigo.reports.aftercare import said_aftercare
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.course.told import uses_light
from lentigo.reports.papers.aftercare_outlook import back, chances, computed, others
from lentigo.reports.papers.by_goal import HERPES_RULES
from lentigo.reports.papers.frame import lesion_name, paper, section, site_name
from lentigo.reports.papers.parts import (
    Blanks,
    Card,
    Notice,
    Paper,
    Paragraph,
    Part,
    Table,
)
from lentigo.reports.sources import Sources

NAME: Final = "aftercare"


def aftercare_sheet(
    course: Course,
    *,
    say: Catalogue,
    way: str | None = None,
    sources: Sources | None = None,
    screening: Screening | None = None,
) -> Paper | None:
    """What a person takes home: one way through the months with its dates; none where no way can be followed.

    Parameters
    ----------
    course : Course
    say : Catalogue
    way : str, optional
        Name of the strategy that was agreed upon; the first of the course if not given.
    sources : Sources, optional
        References by key; without it those of the library.
    screening : Screening, optional
        With it, a medicine against herpes that a rule asks for is told.

    Raises
    ------
    UnknownNameError
        If the course has no such strategy.
    """
    one = _chosen(course, way)
    if one is None:
        return None
    cited = sources or Sources()
    case = course.case
    title = one.strategy.title
    return paper(
        NAME,
        say=say,
        title=say("months-title"),
        subtitle=say(
            "months-subtitle",
            lesion=lesion_name(case, say=say),
            site=site_name(case, say=say),
            day=say.day(course.start),
        ),
        lead=(
            Notice(
                "note",
                say("months-lead-title", way=f"{title[0].lower()}{title[1:]}"),
                (say("months-lead-numbers"), say("months-lead-dates")),
            ),
        ),
        sections=(
            section("before", title=say("months-before"), parts=_before(one, screening, say=say, cited=cited)),
            section("call", title=say("months-call-title"), parts=_call(course, one, say=say)),
            section("visits", title=say("months-visits"), parts=_visits(course, one, say=say)),
            section("days", title=say("months-days"), parts=_days(course, one, say=say)),
            section("allowed", title=say("aftercare-title-allowed"), parts=_allowed(course, one, say=say, cited=cited)),
            section("care", title=say("months-care"), parts=_care(course, one, say=say, cited=cited)),
            section("sun", title=say("months-sun"), parts=_sun(course, one, say=say, cited=cited)),
            section("chances", title=say("months-chances"), parts=chances(course, one, say=say, cited=cited)),
            section("back", title=say("months-back"), parts=back(course, one, say=say, cited=cited)),
            section("others", title=say("months-others"), parts=others(course, say=say)),
        ),
        sources=cited,
        versions=course.versions,
        made=case.assessed,
    )


def _chosen(course: Course, way: str | None) -> StrategyCourse | None:
    if way is None:
        return next(iter(course.strategies), None)
    for one in course.strategies:
        if one.strategy.name == way:
            return one
    known = tuple(one.strategy.name for one in course.strategies)
    raise UnknownNameError(way, kind="way of this course", known=known, where="--way")


def _date(course: Course, day: int) -> date:
    return course.start + timedelta(days=day)


def _call(course: Course, one: StrategyCourse, *, say: Catalogue) -> Iterable[Part]:
    signs: list[str] = []
    if one.aftercare is not None:
        told = said_aftercare(one.aftercare, say=say)
        signs += [sign for band in told.bands for sign in band.call]
    drugs = [drug(wish.drug) for wish in one.strategy.care]
    if any(found.route == "skin" for found in drugs):
        signs.append(say("months-call-sore"))
    if any(found.route == "mouth" for found in drugs):
        signs.append(say("months-call-clot"))
    if drugs:
        signs += [say("months-call-swelling"), say("months-call-pregnant")]
    if uses_light(one):
        signs.append(say("aftercare-call-eye"))
    else:
        signs.append(say("months-call-darker"))
    yield Notice("stop", say("months-call"), tuple(dict.fromkeys(signs)), listed=True)
    yield Blanks(((say("months-call-phone"), 1),))
    yield computed(course, say=say)


def _before(one: StrategyCourse, screening: Screening | None, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    """The medicine against herpes, where a rule asks for one before what this way does; else nothing."""
    devices = {visit.device for visit in one.strategy.sessions}
    for reason in () if screening is None else screening.reasons:
        named = {scope.partition("/")[0] for scope in reason.scope}
        if devices and reason.rule in HERPES_RULES and (not named or None in devices or devices & named):
            said = say("months-before-herpes-said") + cited.mark(reason.sources)
            yield Notice("wait", say("months-before-herpes"), (said,))
            return


def _visits(course: Course, one: StrategyCourse, *, say: Catalogue) -> Iterable[Part]:
    if not one.sessions:
        return
    yield Table(
        caption=say("months-visits-caption"),
        head=tuple(say(f"months-visit{name}") for name in ("", "-day", "-minutes", "-pain")),
        rows=tuple(
            (
                say("months-visit-number", number=number),
                say("months-care-date", date=say.day(_date(course, visit.day)), day=visit.day),
                say.number(round(visit.duration_minutes)),
                _pain(visit.pain_0_to_10, visit.pain_with_cream_0_to_10, say=say),
            )
            for number, visit in enumerate(one.sessions, start=1)
        ),
        numeric=frozenset({2}),
        widths=(0.8, 1.8, 0.7, 1.8),
    )
    yield Paragraph(say("months-visit-check"))
    if one.sessions[0].day > 0 and one.strategy.care:
        yield Paragraph(say("months-visit-new-screen"))
    yield computed(course, say=say)


def _pain(plain: Band | None, cream: Band | None, *, say: Catalogue) -> str:
    if plain is None:
        return say("months-visit-pain-anaesthesia")

    def told(band: Band) -> str:
        low, middle, high = (say.number(round(value)) for value in (band.p5, band.p50, band.p95))
        return say("months-visit-pain-range", middle=middle, low=low, high=high)

    return told(plain) if cream is None else say("months-visit-pain-cream", pain=told(plain), cream=told(cream))


def _days(course: Course, one: StrategyCourse, *, say: Catalogue) -> Iterable[Part]:
    if one.aftercare is None or not one.aftercare.bands:
        return
    told = said_aftercare(one.aftercare, say=say)
    yield Paragraph(say("months-days-said"))
    for band in told.bands:
        rows = ((told.normal_title, band.normal), (told.do_title, band.do), (told.call_title, band.call))
        yield Card("note", say("months-days-label"), band.title, tuple((term, said) for term, said in rows if said))
    yield computed(course, say=say)


def _allowed(course: Course, one: StrategyCourse, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    care = one.aftercare
    if care is None:
        return
    told = said_aftercare(care, say=say)
    visits = one.strategy.sessions
    stronger = any(
        visit.setting_share > visits[0].setting_share
        or visit.passes > visits[0].passes
        or visit.device != visits[0].device
        for visit in visits[1:]
    )
    last = len(visits) > 1 and not stronger
    yield Table(
        caption=say("months-allowed-caption"),
        head=(
            say("months-allowed-what"),
            say("months-allowed-first"),
            *((say("months-allowed-last"),) if last else ()),
            say("months-allowed-because"),
        ),
        rows=tuple(
            (
                known.what,
                known.when,
                *((_after_last(course, allowed, visits[-1].day, say=say),) if last else ()),
                known.because + cited.mark(known.sources),
            )
            for allowed, known in zip(care.allowed, told.allowed, strict=True)
        ),
        widths=(1.2, 1.5, 1.5, 1.3) if last else (1.2, 1.8, 1.4),
    )
    if stronger:
        yield Notice("wait", say("months-allowed-stronger"), ())
    elif last:
        yield Paragraph(say("months-allowed-again"))
    yield computed(course, say=say)


def _after_last(course: Course, allowed: Allowed, last_day: int, *, say: Catalogue) -> str:
    if allowed.activity == "next_session":
        return say("months-allowed-none-planned")
    return say.day(_date(course, last_day + allowed.allowed_after_days))


def _care(course: Course, one: StrategyCourse, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    for wish in one.strategy.care:
        yield _drug(course, wish, say=say, cited=cited)
        beyond = tuple(_beyond(wish, weeks=math.ceil((_until(course, wish) - wish.from_day) / 7), say=say))
        if beyond:
            marks = cited.mark(drug(wish.drug).sources)
            yield Notice("wait", say("months-care-beyond"), tuple(line + marks for line in beyond))


def _until(course: Course, wish: CareWish) -> int:
    return min(wish.to_day, course.horizon_days)


def _beyond(wish: CareWish, *, weeks: int, say: Catalogue) -> Iterable[str]:
    """What is more than label and studies hold: strength, times a day, weeks without a break."""
    known = drug(wish.drug)
    strength = known.reference_strength if wish.strength_percent is None else wish.strength_percent
    for name, asked, most in (
        ("strength", strength, known.greatest_strength),
        ("times", wish.applications_per_day, known.reference_per_day),
        ("weeks", weeks, known.longest_weeks),
    ):
        if asked > most:
            yield say(f"months-care-beyond-{name}", most=say.number(most), asked=say.number(asked))


def _drug(course: Course, wish: CareWish, *, say: Catalogue, cited: Sources) -> Card:
    known = drug(wish.drug)
    name = words.capital(known.name)
    if wish.strength_percent is not None and "%" not in known.name:
        name = say("months-care-name", drug=name, strength=say.number(wish.strength_percent))
    until = _until(course, wish)
    often = [_often(wish.applications_per_day, say=say)]
    if wish.applications_per_day == known.reference_per_day:
        often = [known.dose]
    harms = [_harm(harm, say=say) + cited.mark([harm.source]) for harm in known.harms]
    rows = (
        (say("months-care-from"), (_on(course, wish.from_day, say=say),)),
        (say("months-care-until"), (_on(course, until, say=say),)),
        (say("months-care-start"), (known.start,)),
        (say("months-care-often"), tuple(often)),
        (say("months-care-stop"), (known.stop,)),
        (say("months-care-harms"), (*harms, say("months-care-source", marks=cited.mark(known.sources)))),
    )
    return Card("note", say("months-care-label"), name, rows)


def _harm(harm: DrugHarm, *, say: Catalogue) -> str:
    """What a drug may do, and how often: a number, what the text itself says of it, or that nobody knows."""
    said = words.capital(harm.text)
    if not (isinstance(harm.chance, str) or isinstance(harm.low, str) or isinstance(harm.high, str)):
        return say("months-care-harm", harm=said, often=say.frequency(harm.chance, harm.low, harm.high))
    if any(letter.isdigit() for letter in said):
        return said
    return say("months-care-harm", harm=said, often=say("months-care-often-unknown"))


def _on(course: Course, day: int, *, say: Catalogue) -> str:
    return say("months-care-date", date=say.day(_date(course, day)), day=day)


def _often(per_day: float, *, say: Catalogue) -> str:
    if per_day == 1:
        return say("months-care-once")
    if per_day == 2:
        return say("months-care-twice")
    if per_day < 1:
        return say("months-care-every", days=say.number(1 / per_day, digits=2))
    return say("months-care-times", times=say.number(per_day))


def _sun(course: Course, one: StrategyCourse, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    for film in one.strategy.protection:
        yield _film(course, film, say=say, cited=cited)
    if not one.strategy.protection and (one.strategy.sessions or one.strategy.care):
        yield Notice("wait", say("months-sun-none"), ())
    yield Paragraph(say("months-sun-shade"))


def _film(course: Course, film: ProtectionWish, *, say: Catalogue, cited: Sources) -> Card:
    tinted = film.visible_share_blocked > 0
    table = library.table("sun/sunscreen")
    labelled, usual = table["labelled_amount_mg_cm2"], table["usual_amount_mg_cm2"]
    how = [say("months-sun-how-said")] + ([say("months-sun-tinted-said")] if tinted else [])
    amount = say(
        "months-sun-amount-said",
        labelled=say.number(labelled.value),
        usual=say.span(usual.low, usual.high),
        counted=say.number(film.amount_mg_cm2),
        marks=cited.mark([labelled.source, usual.source]),
    )
    rows = (
        (say("months-sun-factor"), (say.number(film.factor),)),
        (say("months-care-often"), (_often(film.applications_per_day, say=say),)),
        (say("months-care-from"), (_on(course, film.from_day, say=say),)),
        (say("months-care-until"), (_on(course, min(film.to_day, course.horizon_days), say=say),)),
        (say("months-sun-how"), tuple(how)),
        (say("months-sun-amount"), (amount,)),
    )
    return Card("go", say("months-sun"), say(f"months-sun-{'tinted-' if tinted else ''}label"), rows)
