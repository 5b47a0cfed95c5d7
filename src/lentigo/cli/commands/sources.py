"""``lentigo sources``: the works behind the numbers and the rules."""

from __future__ import annotations

import click


@click.command()
@click.argument("key", required=False)
def command(*, key: str | None) -> int:
    """List the references of the library, or show the one called KEY."""
    from rich.text import Text

    from lentigo import library
    from lentigo.cli.render.console import answers, pairs

    console = answers()
    if key is not None:
        one = library.reference(key)
        rows: list[tuple[str, str | Text]] = [("Work", one.citation)]
        rows += [("DOI", one.doi)] if one.doi else []
        rows += [("Address", one.address)] if one.address else []
        rows.append(("Read", "yes" if one.checked else "no: verify before relying on what is taken from it"))
        console.print(Text(one.key, style="bold"))
        console.print(pairs(rows))
        return 0
    for one in library.references():
        line = Text()
        line.append(one.key, style="bold")
        line.append(f"  {one.citation}")
        line.append("" if one.checked else "  (not read again: verify)", style="dim")
        console.print(line)
    return 0
