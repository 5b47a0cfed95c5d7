"""The report of a course into a folder: the page, the paper and the course itself, all or none of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from lentigo.domain.course import Course
from lentigo.domain.disk import all_or_none
from lentigo.domain.files import to_json
from lentigo.errors import QuestionError
from lentigo.library import Reference

PAGE: Final = "course.html"
PAPER: Final = "course.pdf"
COURSE: Final = "course.json"


def write_course(
    course: Course, folder: str | Path, *, sources: Mapping[str, Reference] | None = None
) -> tuple[Path, ...]:
    """Write the report of a course.

    Everything is made beside its place first and moved there when all of it stands: a failure leaves what was there.

    Parameters
    ----------
    course : Course
    folder : str or Path
        Made if it is not there; files of an earlier course in it are replaced.
    sources : mapping of str to Reference, optional
        References by key; without it those of the library.

    Returns
    -------
    tuple of Path
        The page, the PDF and the course.

    Raises
    ------
    QuestionError
        If the ``reports`` extra is not installed, or the folder cannot be written.
    """
    missing = [name for name in ("matplotlib", "typst") if find_spec(name) is None]
    if missing:
        raise QuestionError(
            f"a report needs {' and '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            hint='pip install "lentigo[reports]"',
        )
    from lentigo.reports.course.content import course_document
    from lentigo.reports.page import render
    from lentigo.reports.paper import typeset

    target = Path(folder)
    with all_or_none(target) as new:
        made = course_document(course, sources=sources)
        (new.path / PAGE).write_text(render(made), encoding="utf-8")
        typeset(course, made, new.path / PAPER)
        (new.path / COURSE).write_text(to_json(course), encoding="utf-8")
    return tuple(target / name for name in (PAGE, PAPER, COURSE))
