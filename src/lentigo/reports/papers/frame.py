"""What every paper has: its head, its sources, the limits of use, and the versions behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from lentigo import __version__, library
from lentigo.domain.case import Case
from lentigo.domain.plan import Versions
from lentigo.library import Reference
from lentigo.reports.catalogue import Catalogue
from lentigo.reports.papers.parts import Paper, Part, Section, Source
from lentigo.reports.sources import Sources


def paper(
    name: str,
    *,
    say: Catalogue,
    title: str,
    subtitle: str,
    lead: Iterable[Part | None] = (),
    sections: Iterable[Section | None] = (),
    sources: Sources,
    versions: Versions | None = None,
    made: date,
) -> Paper:
    """A paper from its parts; parts that are None are left out.

    Parameters
    ----------
    name : str
        Its kind, which is the name of its file.
    say : Catalogue
    title, subtitle : str
    lead : iterable of Part
        What stands before the first heading.
    sections : iterable of Section
    sources : Sources
        That were pointed to while the parts were made.
    versions : Versions, optional
        Of the plan that it tells; those of this program where nothing was computed.
    made : date
        The day that it speaks of.
    """
    return Paper(
        name=name,
        language=say.tag,
        brand=say("brand"),
        title=title,
        subtitle=subtitle,
        lead=tuple(part for part in lead if part is not None),
        sections=tuple(section for section in sections if section is not None),
        sources=tuple(_source(n, key, found, say=say) for n, key, found in sources.listed()),
        sources_title=say("sources"),
        source_label=say("source-pointer"),
        skip=say("skip-to-content"),
        disclaimer=say("disclaimer"),
        versions=versions_line(say, versions=versions or current_versions()),
        made=made,
    )


def current_versions() -> Versions:
    """What this program is, for papers that no plan stands behind."""
    return Versions(
        lentigo=__version__, model=library.model_version, rules=library.rules_version(), library=library.digest()
    )


def versions_line(say: Catalogue, *, versions: Versions) -> str:
    """What made a paper, in one line; the library's digest by its first twelve characters."""
    return say(
        "versions",
        lentigo=versions.lentigo,
        rules=versions.rules,
        model=versions.model,
        library=versions.library[:12],
    )


def section(name: str, *, title: str, parts: Iterable[Part | None]) -> Section | None:
    """A section, unless it would be empty."""
    kept = tuple(part for part in parts if part is not None)
    return Section(name, title, kept) if kept else None


def lesion_name(case: Case, *, say: Catalogue) -> str:
    """What is treated, in plain words."""
    return say(f"lesion-{case.lesion.kind}")


def site_name(case: Case, *, say: Catalogue) -> str:
    """Where on the body, in plain words."""
    return say(f"site-{case.skin.site}")


def quantity(value: float | str, *, unit: str, say: Catalogue, digits: int = 3) -> str:
    """A number with its unit, or that it is not known."""
    if isinstance(value, str):
        return say("answer-unknown")
    return say("number-unit", number=say.number(value, digits=digits), unit=unit)


def _source(number: int, key: str, found: Reference | None, *, say: Catalogue) -> Source:
    if found is None:
        return Source(number, say("source-unknown", key=key), "", "")
    address = f"doi:{found.doi}" if found.doi else found.address or ""
    citation = found.citation if found.citation.endswith(".") else f"{found.citation}."
    return Source(number, citation, address, "" if found.checked else say("source-unread"))
