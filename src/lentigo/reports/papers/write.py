"""The papers of a case into a folder: those that were asked for and that apply, all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from lentigo.domain.disk import all_or_none
from lentigo.errors import QuestionError
from lentigo.reports.papers.material import PAPERS, Material

NEEDED: Final = {"babel": "babel", "fluent": "fluent.runtime", "matplotlib": "matplotlib", "typst": "typst"}
"""Packages of the ``reports`` extra that papers need, by what is imported."""


def write_papers(
    of: Material, folder: str | Path, *, what: Sequence[str] = PAPERS, large: bool = False, language: str = "en"
) -> tuple[Path, ...]:
    """Write each paper that was asked for and that applies, as HTML and as PDF.

    Parameters
    ----------
    of : Material
        What the papers are made from.
    folder : str or Path
        Made if it is not there. Where a paper that was asked for does not apply any more, the earlier one that lay
        there is taken away, in every language and size.
    what : sequence of str
        Kinds of papers, of :data:`~lentigo.reports.papers.material.PAPERS`.
    large : bool
        Large print: no letter below 18 points.
    language : str
        In which language.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    QuestionError
        If the ``reports`` extra is not installed, or the folder cannot be written.
    UnknownNameError
        If there is no such paper, or papers cannot be printed in that language.
    """
    missing = [package for name, package in NEEDED.items() if find_spec(name) is None]
    if missing:
        raise QuestionError(
            f"papers need {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            hint='pip install "lentigo[reports]"',
        )
    from lentigo.reports.catalogue import ENGLISH, Catalogue
    from lentigo.reports.papers.press import papers_of, print_paper

    say = Catalogue(language)
    found = {kind: papers_of(kind, of, say=say) for kind in what}
    ending = ("" if language == ENGLISH else f"_{language}") + ("_large" if large else "")
    target = Path(folder)
    names: list[str] = []
    with all_or_none(target) as new:
        for paper in (paper for papers in found.values() for paper in papers):
            names += print_paper(paper, new.path, of=of, say=say, ending=ending, large=large)
        gone = [kind for kind, papers in found.items() if not papers]
        new.gone.extend(file.name for file in target.iterdir() if any(_is_of(file, kind=kind) for kind in gone))
    return tuple(target / name for name in names)


def _is_of(file: Path, *, kind: str) -> bool:
    """Whether a file is an earlier paper of a kind; the room card of a report is none."""
    named = file.stem == kind or file.stem.startswith(f"{kind}_")
    return named and file.suffix in (".html", ".pdf") and file.stem != "room_card"
