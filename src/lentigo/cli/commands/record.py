"""``lentigo record``: a session beside its plan, and the session file to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lentigo.cli.door import ANSWER_IS_NO, DONE
from lentigo.cli.question import (
    json_of,
    numerics_from,
    numerics_options,
    print_json,
    read_question,
    read_ruling,
    rules_options,
)

if TYPE_CHECKING:
    from lentigo.domain.delivered import DeliveredReport
    from lentigo.domain.device import Device
    from lentigo.domain.numerics import Numerics
    from lentigo.domain.plan import OwnSource, Plan, Window
    from lentigo.domain.rules import OwnReference, RuleSet
    from lentigo.domain.session import DeliveredPass, SessionRecord


class RecordGroup(click.Group):
    """A group whose first word may be a case instead of a command: then it is compared."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The named command, or the comparison."""
        if args and args[0] in self.commands:
            return super().resolve_command(ctx, args)
        return "compare", self.commands["compare"], args


@click.group(cls=RecordGroup)
def command() -> None:
    """Put a session beside its plan, or start the file of a session.

    \b
    lentigo record new CASE FILE            start a session file from the plan of CASE
    lentigo record CASE --session FILE      compare, and say what must still be answered

    CASE is a case file, or a plan saved by `lentigo plan CASE --json > plan.json`.
    Exit code 0: the record can be closed and nothing must be looked at; 1: it stays open, or there is an alarm.
    """  # noqa: D301 - the backslash is click's mark for lines that are not to be wrapped


@command.command("compare")
@click.argument("case")
@click.option("--session", "session_file", required=True, type=click.Path(path_type=Path), metavar="FILE")
@click.option("--previous", type=click.Path(path_type=Path), metavar="FILE", help="The session before this one.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON and nothing else.")
@rules_options
@numerics_options
def compare(
    *,
    case: str,
    session_file: Path,
    previous: Path | None,
    as_json: bool,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Put the session of FILE beside the plan of CASE."""
    from lentigo.domain.files import read_session
    from lentigo.domain.record import as_plain
    from lentigo.planning.delivered import compare_delivered
    from lentigo.planning.session_passes import times_over

    session = read_session(session_file)
    before = None if previous is None else read_session(previous)
    numerics = numerics_from(seed=seed, skins=skins, threads=threads)
    rules, policy = read_ruling(rules_file, policy_file)
    plan = _plan_of(case, rules=rules, policy=policy, numerics=numerics, quiet=as_json)

    def compute(given: DeliveredPass) -> Window | None:
        times = times_over(session, given)
        return _window(plan, given, times=times, rules=rules, policy=policy, numerics=numerics)

    report = compare_delivered(plan, session, previous=before, rules=rules, policy=policy, compute=compute)
    if as_json:
        print_json(json_of(as_plain(report)))
    else:
        _show(report, plan=plan, rules=rules)
    return DONE if report.can_close and not report.alarms else ANSWER_IS_NO


@command.command("new")
@click.argument("case")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--previous", type=click.Path(path_type=Path), metavar="FILE", help="The session before this one.")
@click.option("--blank", is_flag=True, help='Ask nothing: leave "unknown" wherever an answer is due.')
@rules_options
@numerics_options
def new(
    *,
    case: str,
    file: Path,
    previous: Path | None,
    blank: bool,
    rules_file: Path | None,
    policy_file: Path | None,
    seed: int | None,
    skins: int | None,
    threads: int | None,
) -> int:
    """Start the session file FILE from the plan of CASE: what was planned is filled in, the rest is asked.

    An empty answer means what is offered in brackets.
    """
    from lentigo.cli.asking import refuse_existing
    from lentigo.cli.session_questions import asked_session
    from lentigo.domain.files import read_session, write_session
    from lentigo.planning.session_start import planned_session

    refuse_existing(file)
    before = None if previous is None else read_session(previous)
    rules, policy = read_ruling(rules_file, policy_file)
    numerics = numerics_from(seed=seed, skins=skins, threads=threads)
    plan = _plan_of(case, rules=rules, policy=policy, numerics=numerics, quiet=False)
    started = planned_session(plan, previous=before)
    session: SessionRecord = started if blank else asked_session(started)
    write_session(session, file)
    click.echo(f"Written: {file}", err=True)
    click.echo(f"Next:    lentigo record {case} --session {file}", err=True)
    return DONE


def _plan_of(
    word: str, *, rules: RuleSet | None, policy: Mapping[str, str] | None, numerics: Numerics, quiet: bool
) -> Plan:
    """The plan of a case by these rules, or one that was saved, by its own."""
    if word.endswith(".json"):
        from lentigo.domain.disk import read_text
        from lentigo.domain.files import from_json
        from lentigo.domain.plan import Plan

        return from_json(Plan, read_text(Path(word), shown=word, what="plan"), word)
    from lentigo.cli.work import made_plan

    question = replace(read_question(word), rules=rules, policy=policy)
    return made_plan(question, numerics=numerics, quiet=quiet)


def _window(
    plan: Plan,
    given: DeliveredPass,
    *,
    times: int,
    rules: RuleSet | None,
    policy: Mapping[str, str] | None,
    numerics: Numerics,
) -> Window | None:
    """The window of a combination that the plan does not hold; none where it cannot be set or computed."""
    from lentigo import planning
    from lentigo.errors import QuestionError

    device = next((one for one in plan.devices if one.id == given.device), None)
    if device is None:
        return None
    try:
        checked = planning.check_setting(
            plan.case,
            device,
            handpiece=given.handpiece,
            fluence_j_cm2=None if given.energy_set_mj is not None else given.fluence_set_j_cm2,
            energy_mj=given.energy_set_mj,
            density_per_cm2=given.density_set_per_cm2,
            passes=_passes(device, given.handpiece, times=times),
            stacked=given.stacked,
            spot_mm=given.spot_set_mm,
            pulse_s=given.pulse_set_s,
            cooling=given.cooling,
            rules=rules,
            policy=policy,
            numerics=numerics,
        )
    except QuestionError:
        return None  # not on the device's dial: then nothing says how far it may go
    return checked.window


def _passes(device: Device, handpiece: str, *, times: int) -> int | None:
    """The fewest passes that a handpiece offers and that are enough; its most where none are."""
    offered = next((piece.passes for piece in device.handpieces if piece.name == handpiece), (1,))
    return None if len(offered) == 1 else min((n for n in offered if n >= times), default=max(offered))


def _show(report: DeliveredReport, *, plan: Plan, rules: RuleSet | None) -> None:
    from lentigo.cli.cite import citing
    from lentigo.cli.render.console import answers
    from lentigo.cli.render.delivered import delivered_page

    own: tuple[OwnSource | OwnReference, ...] = (
        *plan.screening.references,
        *(() if rules is None else rules.reference),
    )
    answers().print(delivered_page(report, cite=citing(own), devices=plan.devices))
