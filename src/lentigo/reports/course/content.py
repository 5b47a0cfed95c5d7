"""A course as a document: the same sections, in the same order, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Mapping

from lentigo.domain.course import Course
from lentigo.library import Reference
from lentigo.reports import words
from lentigo.reports.blocks import Answer, ChanceLine, Document, Facts, Notice, Paragraph, Section
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.course.sections import (
    after_section,
    calendar_section,
    person_section,
    rests_section,
    time_section,
)
from lentigo.reports.course.told import EVIDENCE, counted, enough_of, of_hundred_range, pigment_alone, uses_light
from lentigo.reports.course.ways import clinician_section, left_out_section, risks_section, ways_section
from lentigo.reports.sources import Sources
from lentigo.reports.style import BURN, DARK_MARKS, EFFECT, Stroke


def course_document(course: Course, *, sources: Mapping[str, Reference] | None = None) -> Document:
    """A course with its pictures as a document.

    Parameters
    ----------
    course : Course
    sources : mapping of str to Reference, optional
        References by key; without it those of the library.
    """
    cited = Sources(sources)
    case = course.case
    first = _answer(course, cited)
    sections = (*month_sections(course, cited), _versions(course))
    return Document(
        title=case.title,
        subtitle=f"Course for {words.plain(case.lesion.kind)}, {words.plain(case.skin.site)}, over "
        f"{course.horizon_days} days from {words.day(course.start)}",
        answer=first,
        sections=sections,
        sources=cited.listed(),
        disclaimer=words.DISCLAIMER,
        versions=versions(course),
        brand="Lentigo course",
    )


def month_sections(course: Course, cited: Sources) -> tuple[Section, ...]:
    """Everything that a course has to say, for its own page and for that of a plan."""
    if not course.strategies:
        found: tuple[Section | None, ...] = (left_out_section(course, cited), rests_section(course, cited))
    else:
        say = Catalogue()
        found = (
            person_section(course, cited),
            time_section(course),
            calendar_section(course),
            clinician_section(course),
            after_section(course, say, cited),
            ways_section(course, cited),
            risks_section(course, cited, say),
            left_out_section(course, cited),
            rests_section(course, cited),
        )
    return tuple(section for section in found if section is not None)


def versions(course: Course) -> str:
    """What computed this course, in one line; the library's digest by its first twelve characters."""
    v = course.versions
    return f"Lentigo {v.lentigo} · rule set {v.rules} · model version {v.model} · library {v.library[:12]}"


def _answer(course: Course, cited: Sources) -> Answer:
    if not course.strategies:
        why = tuple(
            f"{one.title}: {words.sentence(one.because)}{cited.mark(one.sources)}" for one in course.not_offered
        )
        return Answer(
            tone="stop",
            label="Nothing can be followed over months",
            headline=words.sentence(course.headline),
            device="",
            dials=(),
            chances=(),
            lines=(("Why", why),) if why else (),
        )
    first = course.strategies[0]
    outcome = first.outcome
    _, evidence = EVIDENCE[outcome.evidence]
    lines = [
        (
            "How good the studies are",
            (f"{words.capital(evidence)}. {words.sentence(outcome.evidence_text)}{cited.mark(outcome.sources)}",),
        ),
        ("All ways", tuple(words.sentence(line) for line in course.why)),
    ]
    if course.not_offered:
        lines.append(("Not offered", tuple(dict.fromkeys(one.title for one in course.not_offered))))
    enough = "Three quarters lighter" if pigment_alone(course) else enough_of(course.measures[0])
    shown: list[tuple[str, Stroke, float]] = [(enough, EFFECT, outcome.chance_cleared)]
    if uses_light(first):
        shown += [("Burn", BURN, outcome.chance_burn), ("Dark mark", DARK_MARKS, outcome.chance_dark_marks)]
    return Answer(
        tone="note",
        label="What may be expected over months",
        headline=words.sentence(course.headline),
        device="",
        dials=(),
        chances=tuple(_chance(label, stroke, share, course) for label, stroke, share in shown),
        lines=tuple(lines),
    )


def _chance(label: str, stroke: Stroke, share: float, course: Course) -> ChanceLine:
    low, high = counted(share, skins=course.skins)
    return ChanceLine(
        label=label,
        colour=stroke.colour,
        hatch=bool(stroke.hatch),
        share=share,
        low=low,
        high=high,
        percent=words.percent(share),
        words=words.chance(share),
        interval=f"{of_hundred_range(share, skins=course.skins)} %",
    )


def _versions(course: Course) -> Section:
    v = course.versions
    rows = (
        ("Software", f"Lentigo {v.lentigo}"),
        ("Rule set", v.rules),
        ("Model version", v.model),
        ("Library digest", v.library),
        ("Sample", f"{course.skins} skins, seed {course.seed}"),
    )
    return Section(
        "versions",
        "What this is, and versions",
        (
            Notice("note", "Limits of use", (words.DISCLAIMER,)),
            Facts(rows),
            Paragraph("The same case file with the same seed and versions gives the same course.", quiet=True),
        ),
    )
