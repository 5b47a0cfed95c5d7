"""Sections on the months after the decision: what a person may expect, over time, by date, side by side, way by way."""

from __future__ import annotations

from typing import Final

from lentigo.domain.course import CalendarEntry, Course, StrategyCourse
from lentigo.domain.plan import Finding
from lentigo.reports import words
from lentigo.reports.aftercare import said_aftercare
from lentigo.reports.blocks import Block, Bullets, Facts, Notice, Paragraph, Section, Table
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.course.comparison_figures import person_picture
from lentigo.reports.course.time_figures import calendar_strip, measure_chart, shows_signs, signs_chart, swatch_chart
from lentigo.reports.course.told import (
    EVIDENCE,
    joined_titles,
    on,
    pigment_alone,
)
from lentigo.reports.options import picture
from lentigo.reports.sources import Sources


def person_section(course: Course, sources: Sources) -> Section:
    """What a person asks: how much lighter, how likely, at what price, and whether it lasts."""
    marks = sources.mark(["jean-schulmeister-2021"])
    caption = _person_caption(course)
    said = (
        "These numbers are computed. Some spots clear, some lighten, some do not change, some come back."
        if pigment_alone(course)
        else "These numbers are computed. Some persons gain much, some little, some nothing; redness may come back. "
        "Lines, scars and stretch marks never go away."
    )
    return Section(
        "months-person",
        "What a person may expect",
        (
            Notice(
                "note",
                "Nothing here is promised",
                (
                    said,
                    "How good the studies behind a way are stands beside it: strong, moderate, weak, or computed only.",
                ),
            ),
            picture("months-person", figure=person_picture(course), title="Ways side by side", caption=caption),
            Bullets(tuple(_plainly(one, sources) for one in course.strategies)),
            Paragraph(
                f"Counted in {course.skins} skins like this one. Ranges hold 90 of 100 and say how far counting so few "
                "skins may be off. What the models get wrong comes on top: models of burns missed by almost half."
                f"{marks}",
                quiet=True,
            ),
        ),
    )


def _person_caption(course: Course) -> str:
    """What the person's picture shows."""
    people = (
        "Imagine 100 people whose skin is like this one, as far as it is known. Black dots: the most likely number of "
        "them. Grey dots: how many more it could be. "
    )
    if not pigment_alone(course):
        enough = " and ".join(_ENOUGH[measure] for measure in course.measures[:1])
        return people + (
            f"Blue bars: how much less there is in the middle person. First dots: {enough}. Orange bars: days with "
            "crusts, swelling, open skin or bruises; redness lasts longer. Back in a year: of those who gained, how "
            "many have lost half of it again a year after the last step."
        )
    return people + (
        "Blue bars: how much of the extra colour the middle person loses. "
        "Clearly lighter: three quarters of it or more is gone when the result is read. Orange bars: days with crusts, "
        "swelling or open skin. Back in a year: of those whose spot became lighter, how "
        "many have lost half of it again a year after the last step."
    )


_ENOUGH: Final = {
    "pigment": "three quarters of the brown or more is gone",
    "redness": "three quarters of the redness or more is gone",
    "texture": "a quarter less or more is seen of it, which persons call little",
}
"""What counts as enough, to the person."""


def _plainly(one: StrategyCourse, sources: Sources) -> str:
    outcome = one.outcome
    _, said = EVIDENCE[outcome.evidence]
    return (
        f"{one.strategy.title}. How good the studies are: {said}. {words.sentence(outcome.evidence_text)}"
        f"{sources.mark(outcome.sources)}"
    )


def time_section(course: Course) -> Section:
    """Colour, contrast, redness, discomfort and dark marks over time."""
    blocks: list[Block] = []
    if course.measures != ("texture",):  # a line has no colour of its own
        number = "contrast in degrees" if "pigment" in course.measures else "redness a* of its vessels"
        blocks.append(
            picture(
                "months-colour",
                figure=swatch_chart(course),
                title="How it may look",
                caption=(
                    "The lesion on its skin in the median skin, drawn in the colours that the optics of the skin "
                    f"gives, with redness; not photographs. Numbers: {number}. Screens and printers shift colours."
                ),
            )
        )
    for measure in course.measures:
        title, what = _OVER_TIME[measure]
        blocks.append(
            picture(
                "months-contrast" if measure == "pigment" else f"months-{measure}",
                figure=measure_chart(course, measure),
                title=title,
                caption=(
                    f"{what} Line: median skin; band: 5 to 95 % of the skins; triangles: sessions; grey lines: the "
                    "other ways."
                    + (
                        " Seasons are in it: skin around darkens and pales with the sun."
                        if measure == "pigment"
                        else ""
                    )
                ),
            )
        )
    drawn = signs_chart(course)
    if drawn is not None:
        silent = [one for one in course.strategies if not shows_signs(one)]
        nothing = f" Nothing of it is computed for {joined_titles(silent)}." if silent else ""
        blocks.append(
            picture(
                "months-signs",
                figure=drawn,
                title="Redness, discomfort and dark marks over time",
                caption=(
                    "Redness above the usual, as a*; discomfort from 0 to 10, on the day of a session its pain; share "
                    f"of skins with a dark mark that can be seen. Bands: 5 to 95 %.{nothing}"
                ),
            )
        )
    return Section("months-time", "Over time", tuple(blocks))


_OVER_TIME: Final = {
    "pigment": (
        "Contrast of lesion and skin over time",
        "Individual typology angle of the skin minus that of the lesion, without the redness of healing.",
    ),
    "redness": (
        "Redness of the lesion over time",
        (
            "Redness a* of the lesion's vessels over the skin around, by the blood that is left in them, without the "
            "redness of healing."
        ),
    ),
    "texture": (
        "How much less is seen over time",
        (
            "Improvement as doctors would score it on pictures, in percent of the first day; a texture does not go "
            "away, and studies differ as widely as the band."
        ),
    ),
}
"""Title and first words of the chart of each measure."""


def calendar_section(course: Course) -> Section:
    """What happens when."""
    first = course.strategies[0]
    caption = (
        f"Day 0 is {words.day(course.start)}. Dates are computed, not appointments: when one moves, all after it move. "
        "Days with crusts: until the slowest 5 of 100 have healed."
    )
    blocks: list[Block] = [
        picture("months-calendar", figure=calendar_strip(course), title="By date", caption=caption),
        *calendar_blocks(course, first),
    ]
    return Section("months-calendar", "Calendar", tuple(blocks))


_AFTER_EACH: Final = ("expected", "call", "reading")
"""What comes once for every session."""


def calendar_blocks(course: Course, one: StrategyCourse) -> list[Block]:
    """Care and sunscreen by date; sessions with what follows each of them."""
    entries = one.calendar
    by_session = {kind: [entry for entry in entries if entry.kind == kind] for kind in _AFTER_EACH}
    count = len(one.sessions)
    grouped = all(len(found) in (0, count) for found in by_session.values())
    lasting = [entry for entry in entries if not grouped or entry.kind not in ("session", *_AFTER_EACH)]
    made: list[Block] = []
    if count and grouped:
        kinds = [kind for kind in _AFTER_EACH if by_session[kind]]
        names = {"expected": "Crusts until", "call": "Watch for dark or pale marks", "reading": "Read and photograph"}
        rows = []
        for place, session in enumerate(one.sessions):
            cells = [
                on(course.start, entry.to_day) if kind == "expected" else _span(course, entry)
                for kind in kinds
                for entry in (by_session[kind][place],)
            ]
            rows.append((str(place + 1), f"{on(course.start, session.day)} (day {session.day})", *cells))
        made.append(
            Table(
                caption=f"“{one.strategy.title}”: sessions and what follows",
                head=("Session", "When", *(names[kind] for kind in kinds)),
                rows=tuple(rows),
                widths=(0.6, 1.4, *(1.5 for _ in kinds)),
            )
        )
    if lasting:
        made.append(
            Table(
                caption=f"“{one.strategy.title}”: what is done for longer" if grouped else f"“{one.strategy.title}”",
                head=("When", "What"),
                rows=tuple((_span(course, entry), words.capital(entry.text)) for entry in lasting),
                widths=(1.3, 2.2),
            )
        )
    return made


def _span(course: Course, entry: CalendarEntry) -> str:
    first, last = on(course.start, entry.from_day), on(course.start, entry.to_day)
    if entry.to_day == entry.from_day:
        return first
    same_year = first[-4:] == last[-4:]
    return f"{first[:-5] if same_year else first} to {last}"


def remark(finding: Finding, sources: Sources) -> str:
    """A finding as a sentence with its sources."""
    return words.sentence(finding.text).replace("..", ".") + sources.mark(finding.sources)


def after_section(course: Course, say: Catalogue, sources: Sources) -> Section | None:
    """The days after the first session of the preferred way, and from when things are allowed."""
    first = next((one for one in course.strategies if one.aftercare is not None), None)
    if first is None or first.aftercare is None:
        return None
    told = said_aftercare(first.aftercare, say=say)
    rows = tuple(
        (
            band.title,
            " ".join(band.normal) or "Nothing to be seen.",
            " ".join(band.do),
            " ".join(band.call),
        )
        for band in told.bands
    )
    return Section(
        "months-after",
        "After a session",
        (
            Paragraph(f"After the first session of “{first.strategy.title}”; after later ones the days count anew."),
            Table(
                caption="Day by day",
                head=("When", told.normal_title, told.do_title, told.call_title),
                rows=rows,
                widths=(0.9, 1.3, 1.6, 1.3),
            ),
            Table(
                caption=told.allowed_title,
                head=("What", "From", "Because"),
                rows=tuple((a.what, a.when, words.capital(a.because) + sources.mark(a.sources)) for a in told.allowed),
                widths=(1.2, 1.4, 1.4),
            ),
        ),
    )


def rests_section(course: Course, sources: Sources) -> Section:
    """What the months rest on: sun, sample, models, and how the person is doing."""
    sun = course.sun
    rows = [
        ("Latitude", "not known" if isinstance(sun.latitude_deg, str) else f"{sun.latitude_deg:g}°"),
        ("Time outside", "not known" if sun.behaviour == "unknown" else sun.behaviour),
        ("Covered by clothes", "not known" if sun.covered == "unknown" else sun.covered),
        ("Followed for", f"{course.horizon_days} days from {words.day(course.start)}"),
        ("Sample", f"{course.skins} skins, seed {course.seed}; every way meets the same skins"),
    ]
    rows += _wellbeing(course)
    return Section(
        "months-rest",
        "What this rests on",
        (Facts(tuple(rows)), Bullets(tuple(remark(finding, sources) for finding in course.findings))),
    )


def _wellbeing(course: Course) -> list[tuple[str, str]]:
    told = course.case.wellbeing
    if told is None:
        return []
    asked = (
        ("Dermatology Life Quality Index, 0 to 30", told.dlqi),
        ("Melasma Quality of Life scale, 10 to 70", told.melasqol),
        ("Confidence in one's looks, 0 to 10", told.confidence),
    )
    return [(name, "not asked" if isinstance(value, str) else f"{value:g}") for name, value in asked]
