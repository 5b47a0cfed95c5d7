"""``lentigo evidence``: what the program predicts beside what has been published, misses included."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import click

from lentigo.cli.question import json_of, print_json


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON and nothing else.")
def command(*, as_json: bool) -> int:
    """Show every comparison with a published number. Rows that miss stay."""
    rows = evidence_rows()
    if as_json:
        print_json(json_of(rows))
        return 0
    from rich.text import Text

    from lentigo.cli.render.console import answers, table

    console = answers()
    grid = table(
        ("row", "left"),
        ("quantity", "left"),
        ("published", "right"),
        ("ours", "right"),
        ("verdict", "left"),
        ("kind", "left"),
        ("source", "left"),
    )
    for row in rows:
        grid.add_row(
            str(row["row"]),
            f"{row['quantity']}{in_brackets(row['unit'])}",
            published(row["published"]),
            f"{row['ours']:.4g}",
            Text(verdict(row), style="" if row["verdict"] == "agrees" else "bold yellow"),
            row["kind"],
            row["source"],
        )
    console.print(grid)
    missed = [row for row in rows if row["verdict"] != "agrees"]
    for row in missed:
        console.print(Text(f"Row {row['row']}, {row['quantity']}: misses. {row['note']}"))
    proof = sum(row["kind"] == "validation" for row in rows)
    console.print(
        Text(
            f"\n{len(rows)} rows, {len(missed)} of them missed; {proof} are validation (their data fixed no constant), "
            f"{len(rows) - proof} calibration (they did, and prove nothing)."
        )
    )
    return 0


def evidence_rows() -> list[dict[str, Any]]:
    """The rows that the validation tests have written."""
    from importlib.resources import files

    text = (files("lentigo.library") / "data" / "evidence.json").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def in_brackets(unit: str) -> str:
    """A unit behind a quantity; a pure number has none."""
    return "" if unit == "1" else f" [{unit}]"


def published(value: float | Sequence[float]) -> str:
    """A published number, or the interval between two."""
    if isinstance(value, (int, float)):
        return f"{value:.4g}"
    low, high = value
    return f"{low:.4g} to {high:.4g}"


def verdict(row: Mapping[str, Any]) -> str:
    """Whether the row agrees; a miss with the factor by which."""
    if row["verdict"] == "agrees":
        return "agrees"
    return f"MISSES, factor {row['factor']:.3g}" if row["factor"] else "MISSES"
