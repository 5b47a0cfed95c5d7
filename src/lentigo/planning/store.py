"""A plan with its fields in one netCDF file, readable in fifteen years."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from lentigo.domain.plan import Plan
from lentigo.domain.record import as_plain, from_plain
from lentigo.errors import QuestionError

if TYPE_CHECKING:
    import xarray


def save(plan: Plan, path: str | Path, *, fields: xarray.Dataset | None = None) -> None:
    """Write a plan, with its fields where given, to a netCDF file: to a temporary one first, then renamed.

    Raises
    ------
    QuestionError
        If the ``files`` extra is not installed.
    """
    import xarray

    _need_h5netcdf()
    target = Path(path)
    if not target.parent.is_dir():
        raise QuestionError(f"there is no folder {target.parent}", where=str(target))
    data = xarray.Dataset() if fields is None else fields.copy()
    data.attrs = {**data.attrs, "lentigo_plan": json.dumps(as_plain(plan), sort_keys=True)}
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        data.to_netcdf(partial, engine="h5netcdf")
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def load(path: str | Path) -> tuple[Plan, xarray.Dataset]:
    """A plan and its fields from a netCDF file that :func:`save` wrote.

    Raises
    ------
    QuestionError
        If the file is no such file, or the ``files`` extra is not installed.
    """
    import xarray

    _need_h5netcdf()
    source = Path(path)
    if not source.is_file():
        raise QuestionError(f"there is no file {source}")
    try:
        with xarray.open_dataset(source, engine="h5netcdf") as opened:
            data = opened.load()
    except OSError as problem:
        raise QuestionError(f"{source} is not a netCDF file", hint="lentigo plan --save writes one") from problem
    text = data.attrs.pop("lentigo_plan", None)
    if text is None:
        raise QuestionError(f"{source} holds no plan", hint="lentigo plan --save writes one")
    return from_plain(Plan, json.loads(text)), data


def _need_h5netcdf() -> None:
    try:
        import h5netcdf  # noqa: F401 - asked for here, where its absence can be explained
    except ImportError as missing:
        raise QuestionError(
            "netCDF files need h5netcdf, which is not installed", hint='pip install "lentigo[files]"'
        ) from missing
