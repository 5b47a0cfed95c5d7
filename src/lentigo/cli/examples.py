"""Where the example cases lie: beside the sources, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

from lentigo.errors import QuestionError


def example(name: str) -> Path:
    """The case file of an example.

    Raises
    ------
    QuestionError
        If the examples were not installed.
    """
    places = _folders()
    for folder in places:
        if (folder / f"{name}.toml").is_file():
            return folder / f"{name}.toml"
    raise QuestionError(
        f'the example "{name}" was not found', where=str(places[-1]), hint="run the demo from the project's folder"
    )


def example_cases() -> tuple[Path, ...]:
    """The files of all example cases, sorted by name; none where the examples were not installed."""
    folder = next((place for place in _folders() if place.is_dir()), None)
    files = sorted(folder.glob("*.toml")) if folder is not None else []
    return tuple(file for file in files if "[lesion]" in file.read_text(encoding="utf-8").splitlines())


def _folders() -> tuple[Path, Path]:
    """Inside the installed package, or beside the sources."""
    package = Path(__file__).parents[1]
    return package / "examples", package.parents[1] / "examples"
