"""What was typed, made into the records that the rooms below ask for; every mistake is told at once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from lentigo.errors import FileProblemsError, LentigoError, Problem, QuestionError

if TYPE_CHECKING:
    from lentigo.domain.case import Case
    from lentigo.domain.device import Device
    from lentigo.domain.numerics import Numerics
    from lentigo.domain.observed import Observed
    from lentigo.domain.rules import RuleSet

F = TypeVar("F", bound=Callable[..., Any])

_PULSE_UNITS: Final = {"pulse_ms": 1e-3, "pulse_ns": 1e-9, "pulse_ps": 1e-12}
_MOST_THREADS: Final = 2
"""Two threads fill most of the gain, and leave the rest of the machine to its owner."""


def numerics_options(command: F) -> F:
    """Add the options of how to compute: seed, sample, threads."""
    for option in (
        click.option(
            "--threads", type=click.IntRange(1, 256), help="Threads to use; the result does not depend on it."
        ),
        click.option("--skins", type=click.IntRange(16, 65536), help="Size of the sample of skins [256]."),
        click.option("--seed", type=click.IntRange(min=0), help="Seed of the sample of skins [1]."),
    ):
        command = option(command)
    return command


def rules_options(command: F) -> F:
    """Add the options of a clinic's own rules and of its choices where sources disagree."""
    for option in (
        click.option(
            "--policy",
            "policy_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="What the clinic goes by where sources disagree.",
        ),
        click.option(
            "--rules",
            "rules_file",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="The clinic's own rules: they add to the library's.",
        ),
    ):
        command = option(command)
    return command


def exposure_options(command: F) -> F:
    """Add the options of one setting of a device."""
    for option in (
        click.option(
            "--cooling", metavar="NAME", help="One of the device's coolings [that of its test spots, or its first]."
        ),
        click.option("--handpiece", metavar="NAME", help="Needed where the device has more than one."),
        click.option("--pulse-ps", type=float, metavar="X", help="Pulse length [ps]."),
        click.option("--pulse-ns", type=float, metavar="X", help="Pulse length [ns]."),
        click.option("--pulse-ms", type=float, metavar="X", help="Pulse length [ms]; of a train, its whole length."),
        click.option(
            "--stacked", type=click.IntRange(1, 20), help="Pulses on each place, of a tip that makes columns [1]."
        ),
        click.option("--passes", type=click.IntRange(1, 20), help="Times over the area, where that can be chosen."),
        click.option("--density", type=float, metavar="PER_CM2", help="Columns per cm² and pass, of a tip."),
        click.option(
            "--spot", type=float, metavar="MM", help="Spot diameter [mm], or that of a tip's beams; needed if several."
        ),
        click.option(
            "--energy-mj", type=float, metavar="MJ", help="Energy of one beam [mJ], of a tip that makes columns."
        ),
        click.option("--fluence", type=float, metavar="J/CM2", help="Dial setting of a spot [J/cm²]."),
        click.option("--device", required=True, metavar="FILE_OR_ID", help="A device file, or a name of the library."),
    ):
        command = option(command)
    return command


def numerics_from(*, seed: int | None, skins: int | None, threads: int | None) -> Numerics:
    """How finely to compute, with the project's own sizes where nothing was asked for."""
    from lentigo.domain.numerics import Numerics

    asked: dict[str, int] = {"threads": threads or min(_MOST_THREADS, os.cpu_count() or 1)}
    if seed is not None:
        asked["seed"] = seed
    if skins is not None:
        asked["skins"] = skins
    return Numerics(**asked)


def refuse_no_energy(*, fluence: float | None, energy_mj: float | None) -> None:
    """Say before anything is read that a setting is given by one number of its panel.

    Raises
    ------
    QuestionError
        If neither or both are given.
    """
    if (fluence is None) == (energy_mj is None):
        said = "is given neither" if fluence is None else "is given twice,"
        raise QuestionError(
            f"the setting {said} by --fluence {'nor' if fluence is None else 'and'} by --energy-mj",
            hint="--fluence [J/cm²] is what a spot is set by, --energy-mj [mJ] a tip that makes columns",
        )


def pulse_from(*, pulse_ms: float | None, pulse_ns: float | None, pulse_ps: float | None) -> float | None:
    """The pulse length [s], given in one unit or not at all."""
    given = {"pulse_ms": pulse_ms, "pulse_ns": pulse_ns, "pulse_ps": pulse_ps}
    said = {name: value for name, value in given.items() if value is not None}
    if not said:
        return None
    if len(said) > 1:
        names = " and ".join(f"--{name.replace('_', '-')}" for name in said)
        raise QuestionError(f"the pulse length is given twice, by {names}", hint="give it once")
    ((name, value),) = said.items()
    if not value > 0:
        raise QuestionError(f"--{name.replace('_', '-')} is {value:g}, must be above 0")
    return value * _PULSE_UNITS[name]


@dataclass(frozen=True, slots=True)
class Question:
    """A case with the devices to plan for, and by whose rules beside the library's."""

    case: Case
    devices: tuple[Device, ...]
    rules: RuleSet | None = None
    """The clinic's own."""
    policy: Mapping[str, str] | None = None
    """What it goes by where sources disagree: opinion by topic."""

    @property
    def references(self) -> dict[str, str]:
        """Citations of the clinic's own rules, by key."""
        return {} if self.rules is None else {one.key: one.citation for one in self.rules.reference}


def read_question(
    case_path: str,
    device_words: Sequence[str] = (),
    *,
    rules_file: Path | None = None,
    policy_file: Path | None = None,
) -> Question:
    """The case of a file, its devices or those named on the command line, and a clinic's own rules and choices.

    Raises
    ------
    FileProblemsError
        With every mistake of the case, of every device file and of the clinic's rules at once.
    QuestionError
        If there is no device to plan for, or a name is unknown.
    """
    from lentigo.domain.files import read_case

    wrong: list[LentigoError] = []
    case = _collect(lambda: read_case(Path(case_path)), wrong)
    devices: list[Device] = []
    for word in device_words:
        device = _collect(lambda word=word: read_device_word(word), wrong)  # type: ignore[misc]
        if device is not None:
            devices.append(device)
    if case is not None and not device_words:
        devices = _collect(lambda: list(devices_of_case(case, case_path)), wrong) or []
    rules, policy = _collect(lambda: read_ruling(rules_file, policy_file), wrong) or (None, None)
    _raise_all(wrong)
    assert case is not None
    repeated = sorted({d.id for d in devices if sum(d.id == other.id for other in devices) > 1})
    if repeated:
        raise QuestionError(f'the device "{repeated[0]}" is given twice', where=case_path, hint="name each device once")
    _say_remarks(case)
    return Question(case=case, devices=tuple(devices), rules=rules, policy=policy)


def read_ruling(rules_file: Path | None, policy_file: Path | None) -> tuple[RuleSet | None, Mapping[str, str] | None]:
    """A clinic's own rules and its choices from their files.

    Raises
    ------
    FileProblemsError
        With every mistake of the file of rules, or else of the policy.
    """
    if rules_file is None and policy_file is None:
        return None, None
    from lentigo.screening.own_rules import ruling

    by = ruling(rules_file=rules_file, policy_file=policy_file)
    return by.own, by.policy


def _say_remarks(case: Case) -> None:
    """Say on standard error what is to know of the case itself before any answer to it."""
    from lentigo.cli.asking import say
    from lentigo.screening.remarks import case_remarks

    if is_ahead(case.assessed):
        say(f"Note: {still_to_come(case.assessed)}")
    for remark in case_remarks(case):
        say(f"Note: {remark.text}")


def is_ahead(day: date) -> bool:
    """Whether a day is still to come wherever one may be: somewhere on earth the date is one further."""
    return day > date.today() + timedelta(days=1)  # noqa: DTZ011 - the day on the wall of the clinic


def still_to_come(day: date) -> str:
    """What is said of a day of assessment that is still to come."""
    return f"The day on which the skin was looked at, {day.isoformat()}, is still to come. Is the year right?"


def devices_of_case(case: Case, case_path: str) -> tuple[Device, ...]:
    """The devices at hand according to the case: files beside it, and names of the library, in the case's order."""
    from lentigo import library
    from lentigo.domain.files import resolve_device_files

    wrong: list[LentigoError] = []
    own = _collect(lambda: resolve_device_files(case, Path(case_path).parent), wrong) or {}
    found: list[Device] = []
    for choice in case.devices:
        if choice.file is not None:
            found += [own[choice.file]] if choice.file in own else []
        elif choice.device is not None:
            name = choice.device
            known = _collect(lambda name=name: library.device(name), wrong)  # type: ignore[misc]
            found += [known] if known is not None else []
    _raise_all(wrong, where=case_path)
    return tuple(found)


def read_device_word(word: str) -> Device:
    """A device by its file, or by its name in the library."""
    from lentigo import library
    from lentigo.domain.files import read_device

    if word.endswith((".toml", ".json")) or os.sep in word:
        return read_device(Path(word))
    return library.device(word)


def read_seen(path: Path) -> Observed:
    """What was seen, from its file.

    Raises
    ------
    FileProblemsError
        With every mistake of the file.
    """
    from lentigo.domain.files import read_observed

    return read_observed(path)


@contextmanager
def told_of(path: Path | None) -> Iterator[None]:
    """Name the file of what was seen in an error that names one of its spots."""
    try:
        yield
    except QuestionError as error:
        if path is not None and error.where is not None and error.where.startswith("spots#"):
            error.where = f"{path}: {error.where}"
        raise


def print_json(text: str) -> None:
    """JSON on standard output, and nothing else: bytes, so that no terminal setting changes them."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.rstrip("\n").encode() + b"\n")
    sys.stdout.buffer.flush()


def json_of(plain: Any) -> str:
    """Plain values as JSON text that is the same for the same values."""
    return json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False)


def write_whole(path: Path, write: Callable[[Path], None]) -> None:
    """Let ``write`` make a file beside ``path`` and put it in place only when it is complete."""
    if path.is_dir():
        raise QuestionError("is a folder, not a file", where=str(path), hint="give the name of a file")
    if not path.parent.is_dir():
        raise QuestionError("its folder does not exist", where=str(path), hint=f"make {path.parent} first")
    partial = path.with_name(f".{path.name}.partial{path.suffix}")
    try:
        write(partial)
        partial.replace(path)
    except OSError as denied:
        said = "cannot be written here" if isinstance(denied, PermissionError) else f"cannot be written: {_why(denied)}"
        raise QuestionError(said, where=str(path), hint="nothing was changed; choose another folder") from denied
    finally:
        partial.unlink(missing_ok=True)


def refuse_unwritable(*, report: Path | None, save: Path | None) -> None:
    """Say before anything is computed that there is no place for the result.

    Raises
    ------
    QuestionError
        If the folder of the report cannot be made or written, or that of the file is not there.
    """
    if save is not None and save.is_dir():
        raise QuestionError("is a folder, not a file", where=str(save), hint="give the name of a file")
    if save is not None and not save.parent.is_dir():
        raise QuestionError("its folder does not exist", where=str(save), hint=f"make {save.parent} first")
    if report is not None:
        try:
            there = next(place for place in (report, *report.absolute().parents) if place.exists())
            folder, writable = there.is_dir(), os.access(there, os.W_OK | os.X_OK)
        except OSError as denied:  # a folder above it may not be looked into, or the name is too long
            said = f"the folder cannot be written: {_why(denied)}"
            raise QuestionError(said, where=str(report), hint="name another folder") from denied
        if not folder:
            raise QuestionError("is a file, not a folder", where=str(there), hint="name another folder")
        if not writable:
            raise QuestionError("the folder cannot be written", where=str(there), hint="name another folder")


def _why(denied: OSError) -> str:
    """The reason that the operating system gives, in its own words."""
    return (denied.strerror or "the operating system gives no reason").lower()


T = TypeVar("T")


def _collect(read: Callable[[], T], wrong: list[LentigoError]) -> T | None:
    try:
        return read()
    except QuestionError as error:
        wrong.append(error)
        return None


def _raise_all(wrong: Sequence[LentigoError], *, where: str | None = None) -> None:
    """Raise the one error as it is, or all of them as one."""
    if not wrong:
        return
    if len(wrong) == 1:
        wrong[0].where = wrong[0].where or where
        raise wrong[0]
    problems: list[Problem] = []
    for error in wrong:
        if isinstance(error, FileProblemsError):
            problems.extend(error.problems)
        else:
            problems.append(Problem(error.where or where or "command line", None, None, error.message, error.hint))
    raise FileProblemsError(problems)
