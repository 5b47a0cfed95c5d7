"""A plan as a document: the same sections, in the same order, for the screen and for paper."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from lentigo.domain.course import Course
from lentigo.domain.explorer import ExplorerTable
from lentigo.domain.plan import Plan
from lentigo.library import Reference
from lentigo.reports import words
from lentigo.reports.answer import answer
from lentigo.reports.blocks import Document, Section
from lentigo.reports.colours import colours_section
from lentigo.reports.evidence import evidence
from lentigo.reports.grounds import (
    assumed_section,
    case_section,
    checks_section,
    evidence_section,
    screening_section,
    uncertainty_section,
    versions_section,
)
from lentigo.reports.learnt import learnt_section
from lentigo.reports.options import (
    comparison_section,
    explorer_section,
    inside_section,
    spots_section,
    why_section,
    window_section,
)
from lentigo.reports.reach import reach_section, trade_off_section, ways_section
from lentigo.reports.sources import Sources
from lentigo.reports.used import used_rows

if TYPE_CHECKING:
    import xarray

_NUMBERS_STAND = ("setting", "no_window")
"""Decisions after which computed settings may be looked at; after the others no dial number is shown at all."""


def document(
    plan: Plan,
    *,
    fields: xarray.Dataset | None = None,
    explorer: ExplorerTable | None = None,
    sources: Mapping[str, Reference] | None = None,
    evidence_file: Path | None = None,
    course: Course | None = None,
) -> Document:
    """A plan with its pictures as a document.

    Parameters
    ----------
    plan : Plan
    fields : xarray.Dataset, optional
        Light, temperature and damage at the recommended setting, as planning computes them.
    explorer : ExplorerTable, optional
        Results computed beforehand around the case.
    sources : mapping of str to Reference, optional
        References by key; without it those of the library.
    evidence_file : Path, optional
        Rows of predicted against published numbers; without it those of the library.
    course : Course, optional
        What is expected over months; with it the sections that tell it.
    """
    cited = Sources(sources, own=plan.screening.references)
    first = answer(plan, cited)
    every = evidence(evidence_file)
    rows = used_rows(plan, every, course=course)
    found: list[Section | None] = []
    if plan.decision in _NUMBERS_STAND and plan.windows:
        found += [
            window_section(plan),
            reach_section(plan, cited, fields),
            why_section(plan, cited),
            trade_off_section(plan),
            learnt_section(plan, cited),
            spots_section(plan),
            explorer_section(plan, explorer),
            ways_section(plan, cited),
            comparison_section(plan, cited),
            inside_section(plan, fields),
            uncertainty_section(plan, cited),
            screening_section(plan, cited),
            case_section(plan, cited),
            colours_section(plan, cited),
            checks_section(plan),
        ]
    else:
        found += [
            checks_section(plan) if plan.decision == "blocked_by_verification" else None,
            screening_section(plan, cited),
            comparison_section(plan, cited),
            case_section(plan, cited),
        ]
    if course is not None:
        from lentigo.reports.course.content import month_sections

        found += month_sections(course, cited)
    found += [
        assumed_section(plan, cited, course=course),
        evidence_section(rows, cited, apart=len(every) - len(rows)),
        versions_section(plan),
    ]
    case = plan.case
    return Document(
        title=case.title,
        subtitle=f"Plan for {words.plain(case.lesion.kind)}, {words.plain(case.skin.site)}, "
        f"assessed {words.day(case.assessed)}",
        answer=first,
        sections=tuple(s for s in found if s is not None),
        sources=cited.listed(),
        disclaimer=words.DISCLAIMER,
        versions=words.versions(plan),
    )
