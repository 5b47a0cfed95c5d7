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
    from lentigo.library.drugs import drugs
    from lentigo.library.medicines import medicines
    from lentigo.library.rules import rules_version

    console = answers()
    console.print(section("Tables of numbers", pairs((name, library.title(name)) for name in library.tables())))
    console.print(
        section("Spectra", pairs((name, library.chromophore(name).spectrum.title) for name in library.chromophores()))
    )
    console.print(section("Refractive indices", Text(" " + ", ".join(library.media()))))
    console.print(section("Devices", pairs((name, library.device(name).name) for name in library.devices())))
    console.print(
        section("Drugs against dark spots", pairs([("drugs", "all of them"), *((one.id, one.name) for one in drugs())]))
    )
    console.print(section("Rules", Text(f" rules: {rules_version()}")))
    console.print(
        section(
            "Diagnoses",
            pairs(
                [("indications", "what each is, its codes, what comes first"), ("roles", "whose word is a diagnosis")]
            ),
        )
    )
    console.print(section("Ways", Text(" ways: which light comes first for which lesion that is not melanin")))
    console.print(section("Risks", Text(" risks: what can go wrong, by way of treating and site")))
    console.print(section("Medicines", Text(f" medicines: {len(medicines())} active substances")))
    return 0


@command.command("show")
@click.argument("name")
def show(*, name: str) -> int:
    """Show one table, spectrum, device or drug of the library, its screening rules or its medicines, by NAME."""
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.library import page_of

    console = answers()
    console.print(page_of(name, width=console.width))
    return 0


@command.command("medicine")
@click.argument("words", metavar="NAME...", nargs=-1, required=True)
def medicine(*, words: tuple[str, ...]) -> int:
    """Show what one medicine does to skin and its treatment, by any of its NAMEs."""
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.library import medicine_page
    from lentigo.errors import QuestionError
    from lentigo.library.medicines import medicine_called, unknown_medicine

    name = " ".join(words)
    entry = medicine_called(name)
    if entry is None:
        raise QuestionError(unknown_medicine(name))
    answers().print(medicine_page(entry))
    return 0
