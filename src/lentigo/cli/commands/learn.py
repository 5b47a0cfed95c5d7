"""``lentigo learn``: what test spots have taught about a skin, and the next setting."""

from __future__ import annotations

from pathlib import Path

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import (
    json_of,
    numerics_from,
    numerics_options,
    print_json,
    read_question,
    read_seen,
    rules_options,
    told_of,
)


@click.command()
@click.argument("case")
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="What was seen on the spots (see examples/observed_hand.toml).",
)
@click.option(
    "--device", "device_words", multiple=True, metavar="FILE_OR_ID", help="In place of the case's devices; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print what was learnt as JSON and nothing else.")
@rules_options
@numerics_options
def command(
    *,
    case: str,
    observed: Path,
    device_words: tuple[str, ...],
    as_json: bool,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Learn from what was seen on test spots of the case file CASE.

    Shows the window before and after, the band of the threshold of harm, contradictions, and the next setting. A bad
    reaction lowers the limit; a good one raises it by one step at most.
    """
    from lentigo import planning
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.learnt import learnt_page
    from lentigo.domain.record import as_plain

    question = read_question(case, device_words, rules_file=rules_file, policy_file=policy_file)
    seen = read_seen(observed)
    numerics = numerics_from(seed=seed, skins=skins, threads=threads)
    with told_of(observed):
        learnt = planning.learn(
            question.case, seen, question.devices, rules=question.rules, policy=question.policy, numerics=numerics
        )
    if as_json:
        print_json(json_of(as_plain(learnt)))
    else:
        console = answers()
        console.print(learnt_page(learnt, width=console.width, skins=numerics.skins))
    return DONE if all(one.after.recommended is not None for one in learnt.windows) else ANSWER_IS_NO
