"""What a person may hope for and must reckon with over the months: the last sections of the aftercare sheet."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lentigo.domain.course import Course, Gain, StrategyCourse
from lentigo.domain.plan import Band
from lentigo.reports import words
from lentigo.reports.catalogue import Catalogue, hundredths
from lentigo.reports.course.told import counted, does_nothing, gains, uses_light
from lentigo.reports.papers.by_goal import return_group
from lentigo.reports.papers.frame import versions_line
from lentigo.reports.papers.parts import Chance, Facts, Paragraph, Part, Table
from lentigo.reports.sources import Sources

__all__ = ["back", "chances", "computed", "others"]

_MODELS: Final = "jean-schulmeister-2021"
"""How far models of burns have been off."""
_MELASMA: Final = "jocd-12253"


def computed(course: Course, *, say: Catalogue) -> Paragraph:
    """What the numbers beside it were counted in; the chances and the foot name the versions."""
    return Paragraph(say("months-computed", skins=course.skins), quiet=True)


def chances(course: Course, one: StrategyCourse, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    """What may be gained, with the chances of dark marks and burns, as people of a hundred."""
    outcome = one.outcome
    yield Paragraph(say("months-chances-lead"))
    if _of_pigment(course):
        best, end = gains(one)
        note = say("months-chance-clear-note", best=f"{100 * best:.0f}", end=f"{100 * end:.0f}", day=one.days[-1])
        yield _chance(course, "clear", outcome.chance_cleared, note, say=say)
    else:
        for gain in one.gains:
            yield _gained(course, gain, say=say, day=one.days[-1])
    if uses_light(one):
        for name, share in (("marks", outcome.chance_dark_marks), ("burn", outcome.chance_burn)):
            wound = "-other" if name == "burn" and not _of_pigment(course) else ""
            yield _chance(course, f"{name}{wound}", share, say(f"months-chance-{name}-note"), say=say)
        yield Facts(((say("months-downtime"), _days_told(outcome.downtime_days, say=say)),))
    else:
        yield Paragraph(say("months-chance-no-light"))
    yield Paragraph(say("consent-chances-key"), quiet=True)
    yield Paragraph(
        say(
            "months-chances-source",
            skins=course.skins,
            versions=versions_line(say, versions=course.versions),
            marks=cited.mark([_MODELS]),
        ),
        quiet=True,
    )
    results = "correction-results" if _of_pigment(course) else "consent-results-other"
    yield Paragraph(say("consent-true", correction=say(results)))


def _of_pigment(course: Course) -> bool:
    """Whether melanin is all that may become less."""
    return course.measures == ("pigment",)


def _gained(course: Course, gain: Gain, *, say: Catalogue, day: int) -> Chance:
    """The chance that enough is gained of one measure, with what the person in the middle gains."""
    low, high = counted(gain.chance_enough, skins=course.skins)
    _, full, most = hundredths(gain.chance_enough, low, high)
    best, end = max(gain.less_percent.p50), gain.at_end_percent.p50
    frequency = say.frequency(gain.chance_enough, low, high)
    return Chance(
        title=say(f"months-gain-{gain.measure}"),
        sentence=say(f"months-gained-{gain.measure}", enough=say.number(gain.enough_percent), frequency=frequency),
        picture=say("consent-chance-picture", full=full, ringed=most - full, empty=100 - most),
        share=gain.chance_enough,
        low=low,
        high=high,
        note=say("months-gain-note", best=f"{max(best, 0.0):.0f}", end=f"{max(end, 0.0):.0f}", day=day),
    )


def _chance(course: Course, name: str, share: float, note: str, *, say: Catalogue) -> Chance:
    low, high = counted(share, skins=course.skins)
    _, full, most = hundredths(share, low, high)
    return Chance(
        title=say(f"months-chance-{name}"),
        sentence=say(f"months-chance-{name}-said", frequency=say.frequency(share, low, high)),
        picture=say("consent-chance-picture", full=full, ringed=most - full, empty=100 - most),
        share=share,
        low=low,
        high=high,
        note=note,
    )


def _days_told(band: Band, *, say: Catalogue) -> str:
    if band.p95 <= 0:
        return say("months-days-none")
    low, middle, high = (round(value) for value in (band.p5, band.p50, band.p95))
    return say("months-days-range", middle=say("months-days-count", days=middle), low=low, high=high)


def back(course: Course, one: StrategyCourse, *, say: Catalogue, cited: Sources) -> Iterable[Part]:
    """Whether it comes back, and how good the studies are."""
    if does_nothing(one):
        return
    share = one.outcome.recurred_by_12_months
    group = return_group(course.case.lesion.kind)
    if group is not None and not _of_pigment(course):
        yield Paragraph(say(f"consent-return-{group}"))
    if course.case.lesion.kind == "melasma":
        yield Paragraph(say("months-back-melasma", marks=cited.mark([_MELASMA])))
    if share is None:
        yield Paragraph(say("months-back-unknown"))
    else:
        _, middle, _ = hundredths(share, share, share)
        name = "fewer" if middle < 1 else "more" if middle > 99 else "said"
        kind = "back" if _of_pigment(course) else "lost"
        yield Paragraph(say(f"months-{kind}-{name}", share=middle))
    yield Paragraph(
        say(
            "months-sure",
            evidence=say(f"months-evidence-{one.outcome.evidence}"),
            text=words.sentence(one.outcome.evidence_text),
            marks=cited.mark(one.outcome.sources),
        )
    )
    yield computed(course, say=say)


def others(course: Course, *, say: Catalogue) -> Iterable[Part]:
    """Every way beside this one, on the same axes."""
    enough = "clear" if _of_pigment(course) else "enough"
    names = ("way", enough, "marks", "burn", "days", "visits", "back")
    rows = []
    for one in course.strategies:
        outcome = one.outcome
        light = uses_light(one)
        no_light = say("months-others-no-light")
        gone = outcome.recurred_by_12_months
        rows.append(
            (
                one.strategy.title,
                _of_hundred(course, outcome.chance_cleared, say=say),
                _of_hundred(course, outcome.chance_dark_marks, say=say) if light else no_light,
                _of_hundred(course, outcome.chance_burn, say=say) if light else no_light,
                _short_days(outcome.downtime_days, say=say),
                say.number(outcome.visits),
                say("months-others-nothing")
                if does_nothing(one)
                else say("months-others-unknown")
                if gone is None
                else _alone(gone, say=say),
            )
        )
    yield Table(
        caption=say("months-others-caption"),
        head=tuple(say(f"months-others-{name}") for name in names),
        rows=tuple(rows),
        numeric=frozenset({5}),
        widths=(1.7, 1.0, 1.0, 1.0, 1.0, 0.6, 0.9),
    )
    yield Paragraph(say("months-others-ask"))
    yield computed(course, say=say)


def _alone(share: float, *, say: Catalogue) -> str:
    _, middle, _ = hundredths(share, share, share)
    if middle < 1:
        return say("months-others-fewer")
    return say("months-others-more") if middle > 99 else say.number(middle)


def _of_hundred(course: Course, share: float, *, say: Catalogue) -> str:
    low, high = counted(share, skins=course.skins)
    least, _, most = hundredths(share, low, high)
    return say("months-others-range", middle=_alone(share, say=say), low=least, high=most)


def _short_days(band: Band, *, say: Catalogue) -> str:
    if band.p95 <= 0:
        return say("months-days-none")
    low, middle, high = (round(value) for value in (band.p5, band.p50, band.p95))
    return say("months-others-range", middle=say.number(middle), low=low, high=high)
