"""``lentigo library``: what the library knows, number by number, each with its range, its source and its kind."""

from __future__ import annotations

import click


@click.group()
def command() -> None:
    """Show what the library knows, number by number."""


@command.command("list")
def list_() -> int:
    """List everything that `lentigo library show` can show."""
    from rich.text import Text

    from lentigo import library
    from lentigo.cli.render.console import answers, pairs, section
    from lentigo.library.rules import rules_version

    console = answers()
    console.print(section("Tables of numbers", pairs((name, library.title(name)) for name in library.tables())))
    console.print(
        section("Spectra", pairs((name, library.chromophore(name).spectrum.title) for name in library.chromophores()))
    )
    console.print(section("Refractive indices", Text(" " + ", ".join(library.media()))))
    console.print(section("Devices", pairs((name, library.device(name).name) for name in library.devices())))
    console.print(section("Rules", Text(f" rules: {rules_version()}")))
    return 0


@command.command("show")
@click.argument("name")
def show(*, name: str) -> int:
    """Show one table, spectrum or device of the library, or its screening rules, by NAME."""
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.library import page_of

    console = answers()
    console.print(page_of(name, width=console.width))
    return 0
