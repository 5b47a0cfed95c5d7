"""``lentigo rules``: the screening rules, what they say, whether they hold, and what they reach."""

from __future__ import annotations

from pathlib import Path

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE


@click.group()
def command() -> None:
    """Show and check the screening rules, the library's or a clinic's own."""


@command.command("show")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--set", "name", metavar="NAME", help="Only the rules of one set, such as person.")
def show(*, ids: tuple[str, ...], name: str | None) -> int:
    """List the rules; with IDs (PT-21) or a set, show each in full."""
    from lentigo.cli.cite import citation
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.rules import rule_page, sets_page
    from lentigo.errors import UnknownNameError
    from lentigo.library.rules import rule_sets

    sets = rule_sets()
    if name is not None and name not in {one.name for one in sets}:
        raise UnknownNameError(name, kind="set of rules", known=[one.name for one in sets])
    chosen = [one for one in sets if name in (None, one.name)]
    known = {rule.id: rule for one in chosen for rule in one.rule}
    for one in ids:
        if one.upper() not in known:
            raise UnknownNameError(one, kind="rule", known=known)
    console = answers()
    if not ids and name is None:
        console.print(sets_page(chosen))
        return DONE
    for one in ids or known:
        console.print(rule_page(known[one.upper()], cite=citation))
    return DONE


@command.command("check")
@click.argument("file", required=False)
def check(*, file: str | None) -> int:
    """Put every rule to its own examples: the library's rules, or those of FILE beside them."""
    from datetime import date

    from lentigo.cli.render.console import answers
    from lentigo.cli.render.rules import check_page
    from lentigo.library.rules import rule_sets, rules
    from lentigo.screening.own_rules import with_own_rules
    from lentigo.screening.rule_examples import hear_all
    from lentigo.screening.rule_files import out_of_review, read_rules

    sets = rule_sets()
    if file is not None:
        sets = (read_rules(Path(file)),)
        with_own_rules(rules(), sets[0], file=file)
    every = [rule for one in sets for rule in one.rule]
    heard = [one for rule in every for one in hear_all(rule)]
    wrong = [f"{one.rule}, example {one.number}: {one.wrong}." for one in heard if one.wrong]
    late = out_of_review(sets, today=date.today())  # noqa: DTZ011 - the reader's own day is meant
    answers().print(check_page(wrong, rules=len(every), examples=len(heard), warnings=late))
    return ANSWER_IS_NO if wrong else DONE


@command.command("coverage")
def coverage_() -> int:
    """Say which clauses, facts and treatments the library's rules reach, and which they do not."""
    from lentigo.cli.examples import example_cases
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.rules import coverage_page
    from lentigo.domain.files import read_case
    from lentigo.library.rules import rules
    from lentigo.screening.rule_coverage import coverage

    cases = {file.stem: read_case(file) for file in example_cases()}
    found = coverage(rules(), cases=cases)
    answers().print(coverage_page(found))
    return ANSWER_IS_NO if found.silent else DONE
