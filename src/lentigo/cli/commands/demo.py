"""``lentigo demo``: what this program is for, in a minute: a plan, a window that closes, a refusal, a report, proof."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from rich.console import Console

    from lentigo.domain.numerics import Numerics
    from lentigo.domain.plan import Plan

_FIRST: Final = "hand_lentigines"
_SKINS: Final = ("hand_pale", "hand_tanned", "hand_dark")
_REFUSED: Final = "hand_after_gold"
_FOLDER: Final = Path("out") / "demo"
_FAMILIAR: Final = ("whitening at 694 nm, 40 ns, lentigines", "burn at 11805 W/m², damage law of plans")
"""Quantities that a clinician can place: when a lentigo whitens, and how long heat takes to burn."""


@click.command()
@click.option("--threads", type=click.IntRange(1, 256), help="Threads to use; the result does not depend on it.")
def command(*, threads: int | None) -> int:
    """See what this program is for: a plan, the same lesion in three skins, a refusal, a report, and the evidence."""
    from rich.text import Text

    from lentigo.cli.question import numerics_from
    from lentigo.cli.render.console import answers
    from lentigo.cli.work import wrote_report

    numerics = numerics_from(seed=None, skins=None, threads=threads)
    console = answers()
    first = _planned(_FIRST, numerics=numerics, words="First plan (the first one ever also compiles the kernels)")
    _title(console, "1  A person, a lesion, a device: what may be dialled?", f"lentigo plan examples/{_FIRST}.toml")
    _show(console, first)

    plans = [_planned(name, numerics=numerics, words=f"The same lesion, {name}") for name in _SKINS]
    _title(
        console,
        "2  The same lesion in three skins: the window narrows and closes",
        f"lentigo compare examples/{_SKINS[-1]}.toml",
    )
    _show_skins(console, plans)

    refused = _planned(_REFUSED, numerics=numerics, words="A refusal")
    _title(console, "3  Routine, but for one answer", f"lentigo plan examples/{_REFUSED}.toml")
    _show(console, refused)

    _title(console, "4  Predicted against published", "lentigo evidence")
    console.print("\n".join(evidence_lines()))
    _FOLDER.mkdir(parents=True, exist_ok=True)
    written = wrote_report(first, _FOLDER, numerics=numerics, quiet=True)
    _title(console, "5  The report", "lentigo plan CASE --report DIR")
    console.print(Text("\n".join(str(path) for path in written), style="bold"))
    return 0


def _planned(name: str, *, numerics: Numerics, words: str) -> Plan:
    from lentigo.cli.examples import example
    from lentigo.cli.question import read_question
    from lentigo.cli.work import made_plan

    return made_plan(read_question(str(example(name))), numerics=numerics, words=words)


def _title(console: Console, words: str, how: str) -> None:
    from rich.rule import Rule
    from rich.text import Text

    console.print()
    console.print(Rule(Text(words, style="bold"), align="left"))
    console.print(Text(f"$ {how}", style="dim"))


def _show(console: Console, plan: Plan) -> None:
    from lentigo.cli.cite import citation
    from lentigo.cli.render.plan import plan_summary

    console.print(plan_summary(plan, width=console.width, cite=citation))


def _show_skins(console: Console, plans: Sequence[Plan]) -> None:
    from rich.text import Text

    from lentigo.cli.render.skins import skins_table

    console.print(skins_table(plans, width=console.width))
    others = "; ".join(other.name for other in plans[-1].alternatives)
    console.print(Text(f"\n Beside every light stand: {others}. lentigo compare gives their benefit and harm."))


def evidence_lines(rows: Sequence[dict[str, Any]] | None = None, *, count: int = 3) -> list[str]:
    """A few comparisons with published numbers, misses among them, and how many there are of each.

    Parameters
    ----------
    rows : sequence, optional
        Rows of the evidence; those that the package ships where none are given.
    count : int
        Lines before the last [1].
    """
    from lentigo.cli.commands.evidence import evidence_rows, in_brackets, published, verdict

    rows = evidence_rows() if rows is None else rows
    proof = [row for row in rows if row["kind"] == "validation"]
    missed = [row for row in proof if row["verdict"] != "agrees"]
    agreed = [row for row in proof if row["verdict"] == "agrees"]
    # A miss is always shown where there is one, the worst; beside it rows that a clinician knows from practice, and
    # where there are none such, rows taken evenly from the whole list.
    chosen = sorted(missed, key=lambda row: -(row["factor"] or 0))[:1]
    wanted = count - len(chosen)
    evenly = [agreed[i * len(agreed) // wanted] for i in range(min(wanted, len(agreed)))]
    familiar = [row for words in _FAMILIAR for row in agreed if words in row["quantity"]]
    chosen = [*familiar, *(row for row in evenly if row not in familiar)][:wanted] + chosen
    lines = [
        f" - {row['quantity']}{in_brackets(row['unit'])}: predicted {row['ours']:.3g}, published "
        f"{published(row['published'])} ({row['source']}): {verdict(row)}"
        + (f"; {row['note']}" if row["verdict"] != "agrees" and row["note"] else "")
        for row in chosen
    ]
    return [*lines, f" {len(proof)} validation rows, {len(missed)} missed. All of them: lentigo evidence"]
