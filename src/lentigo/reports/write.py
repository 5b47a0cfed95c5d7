"""A whole report into a folder: the page, the paper, the room card, the plan and its fields, all or none of them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lentigo.domain.course import Course
from lentigo.domain.disk import all_or_none
from lentigo.domain.explorer import ExplorerTable
from lentigo.domain.files import to_json
from lentigo.domain.plan import Plan
from lentigo.errors import QuestionError
from lentigo.library import Reference

if TYPE_CHECKING:
    import xarray

PAGE: Final = "report.html"
PAPER: Final = "report.pdf"
CARD: Final = "room_card.pdf"
PLAN: Final = "plan.json"
FIELDS: Final = "fields.nc"
COURSE: Final = "course.json"


def write_report(
    plan: Plan,
    folder: str | Path,
    *,
    fields: xarray.Dataset | None = None,
    explorer: ExplorerTable | None = None,
    sources: Mapping[str, Reference] | None = None,
    course: Course | None = None,
) -> tuple[Path, ...]:
    """Write the report of a plan.

    Everything is made beside its place first and moved there when all of it stands: a failure leaves what was there.

    Parameters
    ----------
    plan : Plan
    folder : str or Path
        Made if it is not there; files of an earlier report in it are replaced.
    fields : xarray.Dataset, optional
        Light, temperature and damage at the recommended setting; with them ``fields.nc`` is written where the ``files``
        extra is installed.
    explorer : ExplorerTable, optional
        Results computed beforehand; with them the page has sliders.
    sources : mapping of str to Reference, optional
        References by key; without it those of the library.
    course : Course, optional
        What is expected over months: told on page and paper, and written as ``course.json``.

    Returns
    -------
    tuple of Path
        The page, the PDF, the room card, the plan, and fields and course where they were written.

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
    from lentigo.reports.content import document
    from lentigo.reports.page import render
    from lentigo.reports.paper import typeset
    from lentigo.reports.papers.room import room_card

    target = Path(folder)
    with all_or_none(target) as new:
        made = document(plan, fields=fields, explorer=explorer, sources=sources, course=course)
        (new.path / PAGE).write_text(render(made), encoding="utf-8")
        typeset(plan, made, new.path / PAPER)
        room_card(plan, new.path / CARD)
        (new.path / PLAN).write_text(to_json(plan), encoding="utf-8")
        names = [PAGE, PAPER, CARD, PLAN]
        if fields is not None and find_spec("h5netcdf") is not None:
            from lentigo.planning.store import save

            save(plan, new.path / FIELDS, fields=fields)
            names.append(FIELDS)
        if course is not None:
            (new.path / COURSE).write_text(to_json(course), encoding="utf-8")
            names.append(COURSE)
        # Fields and months of an earlier plan must not stay beside this one.
        new.gone.extend(name for name in (FIELDS, COURSE) if name not in names)
    return tuple(target / name for name in names)
