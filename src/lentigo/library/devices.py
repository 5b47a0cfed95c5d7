"""Devices as files: generic ones by their class, checked when they are read."""

from __future__ import annotations

from functools import cache

from pydantic import ValidationError

from lentigo.domain.device import Device
from lentigo.domain.record import from_plain
from lentigo.errors import UnknownNameError
from lentigo.library import _files
from lentigo.library._files import LibraryDataError


def devices() -> tuple[str, ...]:
    """Names of all devices of the library."""
    return _files.names("devices")


@cache
def device(id: str) -> Device:  # noqa: A002 - the field of the record is called so
    """A device of the library by its name.

    Raises
    ------
    UnknownNameError
        If there is none.
    """
    if id not in devices():
        raise UnknownNameError(id, kind="device", known=devices())
    place = f"library/data/devices/{id}.toml"
    try:
        found = from_plain(Device, _files.toml(f"devices/{id}.toml"))
    except ValidationError as wrong:
        raise LibraryDataError(str(wrong), where=place) from wrong
    if found.id != id:
        raise LibraryDataError(f'calls itself "{found.id}"', where=place)
    return found
