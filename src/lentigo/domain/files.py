"""Cases and devices from and to files, so that people see every mistake at once and never half a file.

People write TOML; programs may write JSON. A case may name files beside it: the reflectance spectrum of its skin, read
with the case, and device files of the clinic's own, read by :func:`resolve_device_files`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, TypeVar

from lentigo.domain.case import Case, ReflectanceReading
from lentigo.domain.device import Device
from lentigo.domain.disk import read_text, write_text
from lentigo.domain.locate import line_of
from lentigo.domain.observed import Observed
from lentigo.domain.older_forms import bring_up
from lentigo.domain.reading import Parsed, adapter, parsed_json, parsed_toml, record_from
from lentigo.domain.schema import case_schema
from lentigo.domain.session import SessionRecord
from lentigo.domain.spectrum import COLUMNS, spectrum_from_csv, spectrum_problems, spectrum_to_csv
from lentigo.domain.writing import as_tables, as_toml
from lentigo.errors import FileProblemsError, Problem, QuestionError

__all__ = [
    "case_from_plain",
    "case_from_toml",
    "case_schema",
    "case_to_toml",
    "device_from_toml",
    "device_to_toml",
    "from_json",
    "observed_from_toml",
    "read_case",
    "read_device",
    "read_observed",
    "read_session",
    "resolve_device_files",
    "session_from_toml",
    "session_to_toml",
    "to_json",
    "write_case",
    "write_device",
    "write_session",
]

T = TypeVar("T")

_COLOUR = ("skin", "colour")


def read_case(path: str | Path) -> Case:
    """The case that a TOML file holds, or a JSON file by its suffix.

    Raises
    ------
    FileProblemsError
        With every mistake of the file, each with its line, its field and its remedy.
    """
    text = read_text(Path(path), shown=str(path), what="case")
    json_file = Path(path).suffix.lower() == ".json"
    parsed = (parsed_json if json_file else parsed_toml)(text, file=str(path))
    return _case(parsed, base=Path(path).parent, spectrum_inside=json_file)


def case_from_toml(text: str, name: str = "case.toml", *, base: str | Path | None = None) -> Case:
    """The case that a TOML text holds; ``name`` is what messages call it, ``base`` the folder of the files it names.

    Raises
    ------
    FileProblemsError
        With every mistake of the text.
    """
    return _case(parsed_toml(text, file=name), base=None if base is None else Path(base), spectrum_inside=False)


def case_from_plain(plain: Mapping[str, Any], name: str = "case", *, base: str | Path | None = None) -> Case:
    """The case that tables, lists, texts and numbers describe as a case file would.

    Raises
    ------
    FileProblemsError
        With every mistake, without lines.
    """
    parsed = Parsed(plain, file=name, lines={})
    return _case(parsed, base=None if base is None else Path(base), spectrum_inside=True)


def read_device(path: str | Path) -> Device:
    """The device that a TOML file holds, or a JSON file by its suffix.

    Raises
    ------
    FileProblemsError
        With every mistake of the file, each with its line, its field and its remedy.
    """
    text = read_text(Path(path), shown=str(path), what="device")
    parse = parsed_json if Path(path).suffix.lower() == ".json" else parsed_toml
    return record_from(parse(text, file=str(path)), Device)


def device_from_toml(text: str, name: str = "device.toml") -> Device:
    """The device that a TOML text holds.

    Raises
    ------
    FileProblemsError
        With every mistake of the text.
    """
    return record_from(parsed_toml(text, file=name), Device)


def read_observed(path: str | Path) -> Observed:
    """What was seen after test spots or a session, from a TOML file, or a JSON file by its suffix.

    Raises
    ------
    FileProblemsError
        With every mistake of the file, each with its line, its field and its remedy.
    """
    text = read_text(Path(path), shown=str(path), what="record of what was seen")
    parse = parsed_json if Path(path).suffix.lower() == ".json" else parsed_toml
    return record_from(parse(text, file=str(path)), Observed)


def observed_from_toml(text: str, name: str = "observed.toml") -> Observed:
    """What was seen, from a TOML text.

    Raises
    ------
    FileProblemsError
        With every mistake of the text.
    """
    return record_from(parsed_toml(text, file=name), Observed)


def read_session(path: str | Path) -> SessionRecord:
    """The record of a session, from a TOML file, or a JSON file by its suffix.

    Raises
    ------
    FileProblemsError
        With every mistake of the file, each with its line, its field and its remedy.
    """
    text = read_text(Path(path), shown=str(path), what="session")
    parse = parsed_json if Path(path).suffix.lower() == ".json" else parsed_toml
    return record_from(parse(text, file=str(path)), SessionRecord)


def session_from_toml(text: str, name: str = "session.toml") -> SessionRecord:
    """The record of a session, from a TOML text.

    Raises
    ------
    FileProblemsError
        With every mistake of the text.
    """
    return record_from(parsed_toml(text, file=name), SessionRecord)


def resolve_device_files(case: Case, base: str | Path) -> dict[str, Device]:
    """The clinic's own devices of a case, by the file name as the case writes it; ``base`` is the case's folder.

    Raises
    ------
    FileProblemsError
        With every mistake of every such file.
    """
    devices: dict[str, Device] = {}
    problems: list[Problem] = []
    for choice in case.devices:
        if choice.file is None:
            continue
        try:
            devices[choice.file] = read_device(Path(base) / choice.file)
        except FileProblemsError as error:
            problems += error.problems
    if problems:
        raise FileProblemsError(problems)
    return devices


def write_case(case: Case, path: str | Path) -> None:
    """Write a case as TOML (JSON by its suffix), whole or not at all; the spectrum of its skin is kept beside it.

    Raises
    ------
    QuestionError
        If the place cannot be written to, or another spectrum stands there under the same name.
    """
    place = Path(path)
    if place.suffix.lower() == ".json":
        write_text(place, to_json(case))
        return
    colour = case.skin.colour
    if isinstance(colour, ReflectanceReading):
        _keep_spectrum(colour, place.parent / colour.file)
    write_text(place, case_to_toml(case))


def write_device(device: Device, path: str | Path) -> None:
    """Write a device as TOML (JSON by its suffix), whole or not at all.

    Raises
    ------
    QuestionError
        If the place cannot be written to.
    """
    place = Path(path)
    write_text(place, to_json(device) if place.suffix.lower() == ".json" else device_to_toml(device))


def write_session(session: SessionRecord, path: str | Path) -> None:
    """Write the record of a session as TOML (JSON by its suffix), whole or not at all.

    Raises
    ------
    QuestionError
        If the place cannot be written to.
    """
    place = Path(path)
    write_text(place, to_json(session) if place.suffix.lower() == ".json" else session_to_toml(session))


def case_to_toml(case: Case) -> str:
    """A case as the TOML text that is read back into the same case."""
    plain = as_tables(case)
    for column in COLUMNS:
        plain["skin"]["colour"].pop(column, None)
    return as_toml(plain)


def device_to_toml(device: Device) -> str:
    """A device as the TOML text that is read back into the same device."""
    return as_toml(as_tables(device))


def session_to_toml(session: SessionRecord) -> str:
    """The record of a session as the TOML text that is read back into the same record."""
    return as_toml(as_tables(session))


def to_json(record: Any) -> str:
    """A record as JSON, byte for byte the same for the same record: sorted keys, the shortest exact numbers."""
    plain = adapter(type(record)).dump_python(record, mode="json")
    return json.dumps(plain, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def from_json(kind: type[T], text: str, name: str = "JSON") -> T:
    """The record of a kind that :func:`to_json` wrote.

    Raises
    ------
    FileProblemsError
        With every mistake of the text.
    """
    parsed = parsed_json(text, file=name)
    if kind is Case:
        bring_up(parsed)
        _check_spectrum(parsed)
    return record_from(parsed, kind)


def _case(parsed: Parsed, *, base: Path | None, spectrum_inside: bool) -> Case:
    """The case that a text holds, with the files that it names checked."""
    bring_up(parsed)
    colour = _at(parsed.plain, *_COLOUR)
    given_as = colour.get("given_as") if isinstance(colour, dict) else None
    if isinstance(colour, dict) and given_as == "reflectance":
        written = [column for column in COLUMNS if column in colour]
        if written and not spectrum_inside:
            for column in written:
                parsed.add(
                    (*_COLOUR, column), "is not written here", "the spectrum is read from the file beside the case"
                )
        if len(written) == len(COLUMNS) and spectrum_inside:
            _check_spectrum(parsed)
        else:
            colour["wavelength_nm"], colour["reflectance"] = _spectrum_beside(parsed, colour.get("file"), base)
    choices = _at(parsed.plain, "devices")
    for place, choice in enumerate(choices if isinstance(choices, list) else []):
        file = choice.get("file") if isinstance(choice, dict) else None
        if isinstance(file, str):
            _relative(parsed, ("devices", place, "file"), file)
    return record_from(parsed, Case)


def _spectrum_beside(parsed: Parsed, file: Any, base: Path | None) -> tuple[list[float], list[float]]:
    """The spectrum in the file that a case names; what is wrong with it is added to what is wrong with the case."""
    path = (*_COLOUR, "file")
    if not isinstance(file, str) or not _relative(parsed, path, file):
        return [], []
    if base is None:
        parsed.add(path, f'is "{file}", which cannot be found from here', "read the case from a file in its folder")
        return [], []
    beside = base / file
    try:
        text = read_text(beside, shown=str(beside), what="spectrum")
    except FileProblemsError as error:
        parsed.add(path, f'is "{file}": {error.problems[0].message}', error.problems[0].hint)
        return [], []
    wavelengths, reflectances, problems = spectrum_from_csv(text, file=str(beside))
    parsed.problems += problems
    return ([], []) if problems else (list(wavelengths), list(reflectances))


def _check_spectrum(parsed: Parsed) -> None:
    """Check a spectrum that stands in the text itself, where every entry is a number."""
    columns = [_at(parsed.plain, *_COLOUR, column) for column in COLUMNS]
    if not all(isinstance(c, list) and all(isinstance(v, int | float) for v in c) for c in columns):
        return  # absent, or of the wrong type: told by the check of the record
    line = line_of(_COLOUR, parsed.lines)
    lines = [line] * len(columns[0])
    parsed.problems += spectrum_problems(*columns, file=parsed.file, lines=lines)[:20]


def _relative(parsed: Parsed, path: tuple[str | int, ...], file: str) -> bool:
    """Whether a file is named from the case's folder; noted as a mistake if not."""
    if not file.strip():
        parsed.add(path, "is empty", "write the name of a file beside the case")
        return False
    if PurePosixPath(file).is_absolute() or PureWindowsPath(file).drive or "\\" in file:
        hint = 'write it as seen from the case file, with forward slashes: "devices/my_laser.toml"'
        parsed.add(path, f'is "{file[:60]}", must be a path from the folder of the case', hint)
        return False
    return True


def _at(plain: Any, *keys: str) -> Any:
    """What stands under keys in nested tables; none where one of them is missing."""
    for key in keys:
        plain = plain.get(key) if isinstance(plain, Mapping) else None
    return plain


def _keep_spectrum(colour: ReflectanceReading, beside: Path) -> None:
    """Make sure that the spectrum of a reading stands in its file."""
    if beside.exists():
        text = read_text(beside, shown=str(beside), what="spectrum")
        if spectrum_from_csv(text, file=str(beside))[:2] != (colour.wavelength_nm, colour.reflectance):
            raise QuestionError(
                "holds another spectrum", where=str(beside), hint="nothing was changed; write the case elsewhere"
            )
        return
    write_text(beside, spectrum_to_csv(colour.wavelength_nm, colour.reflectance))
