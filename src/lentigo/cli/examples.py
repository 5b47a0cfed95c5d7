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
    package = Path(__file__).parents[1]
    places = (package / "examples", package.parents[1] / "examples")
    for folder in places:
        if (folder / f"{name}.toml").is_file():
            return folder / f"{name}.toml"
    raise QuestionError(
        f'the example "{name}" was not found', where=str(places[-1]), hint="run the demo from the project's folder"
    )
