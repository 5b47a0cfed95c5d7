"""From records to papers, and from papers to files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lentigo.domain.plan import Plan, TestSpotPlan
from lentigo.errors import UnknownNameError
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers import aftercare, consent, laser_safety, numbing, referral, room, screening, spots
from lentigo.reports.papers.html import html
from lentigo.reports.papers.material import PAPERS, Material
from lentigo.reports.papers.parts import Paper
from lentigo.reports.papers.pdf import pdf
from lentigo.reports.sources import Sources


def papers_of(kind: str, of: Material, *, say: Catalogue) -> tuple[Paper, ...]:
    """The papers of one kind that apply: none, one, or one for each letter or device.

    Raises
    ------
    UnknownNameError
        If there is no such kind of paper.
    """
    if kind not in PAPERS:
        raise UnknownNameError(kind, kind="paper", known=PAPERS)
    return tuple(paper for paper in _made(kind, of, say) if paper is not None)


def _cited(of: Material) -> Sources:
    """The sources of one paper: the library's, and those of a clinic's own rules."""
    return Sources(own=of.screening.references)


def _made(kind: str, of: Material, say: Catalogue) -> Iterable[Paper | None]:
    if kind == screening.NAME:
        versions = None if of.plan is None else of.plan.versions
        yield screening.screening_sheet(
            of.case, of.screening, say=say, devices=of.devices, versions=versions, sources=_cited(of)
        )
    elif kind == referral.NAME:
        for letter in of.referrals:
            name = f"{kind}_{letter.destination}" if len(of.referrals) > 1 else kind
            yield referral.referral_letter(of.case, letter, say=say, name=name, sources=_cited(of))
    elif kind == laser_safety.NAME:
        for sheet in of.safety:
            name = f"{kind}_{sheet.device}" if len(of.safety) > 1 else kind
            yield laser_safety.safety_sheet(sheet, day=of.case.assessed, say=say, name=name)
    elif kind == numbing.NAME and of.numbing is not None:
        day = of.numbing_day or of.case.assessed
        yield numbing.numbing_card(of.numbing, day=day, say=say, sources=_cited(of), course=of.numb_course)
    elif kind == aftercare.NAME:
        if of.course is not None:
            yield aftercare.aftercare_sheet(of.course, say=say, way=of.way, screening=of.screening)
    elif of.plan is not None and of.plan.recommended is not None:
        yield _from_a_setting(kind, of.plan, of.spots, say=say, sources=_cited(of))


def _from_a_setting(
    kind: str, plan: Plan, planned: TestSpotPlan | None, *, say: Catalogue, sources: Sources
) -> Paper | None:
    if kind == consent.NAME:
        return consent.consent(plan, say=say, sources=sources)
    if kind == room.NAME:
        return room.room_paper(plan, say=say)
    if kind == spots.NAME and planned is not None:
        return spots.spot_card(plan, planned, say=say, sources=sources)
    return None


def print_paper(paper: Paper, folder: Path, *, of: Material, say: Catalogue, ending: str, large: bool) -> list[str]:
    """Write one paper as HTML and as PDF, and give the names of its files."""
    names = [f"{paper.name}{ending}.html", f"{paper.name}{ending}.pdf"]
    (folder / names[0]).write_text(html(paper, large=large), encoding="utf-8")
    if paper.name == room.NAME and of.plan is not None:
        room.room_card(of.plan, folder / names[1], say=say, large=large)
    else:
        pdf(paper, folder / names[1], large=large)
    return names
