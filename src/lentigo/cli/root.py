"""The command ``lentigo`` itself: its commands by name, each loaded when it is called."""

from __future__ import annotations

import importlib
from typing import Final

import click

from lentigo import __version__
from lentigo.errors import UnknownNameError

DISCLAIMER: Final = (
    "Research and education software. Not a medical device. Not validated for treating patients. "
    "A qualified clinician is responsible for every setting."
)

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "plan": ("plan", "Make a plan from a case: setting, window, chances, reasons."),
    "check": ("check", "Give the chances of a setting of your own."),
    "compare": ("compare", "Put all devices and alternatives of a case in one table."),
    "course": ("course", "Follow a case over months: sessions, creams, sunscreen, doing nothing."),
    "learn": ("learn", "Learn from test spots: the window before and after, and the next setting."),
    "screen": ("screen", "Say whether treatment may happen now, and why not."),
    "causes": ("causes", "Weigh what may have caused a spot, and what to ask next."),
    "refer": ("refer", "Write the referral letters that a case asks for."),
    "numb": ("numb", "Say whether a numbing cream may be put on, how much, and when."),
    "simulate": ("simulate", "Show light, heat and damage of one exposure by depth."),
    "new": ("new", "Write a case file by answering questions."),
    "case": ("case", "Bring a case file of an older form up to date."),
    "record": ("record", "Put a session beside its plan; start a session file."),
    "safety": ("safety", "Give eyewear, hazard distances and shields for a device."),
    "device": ("device", "Make or check the file of a clinic's own device."),
    "print": ("printing", "Print the papers of a case: screening, consent, cards, letters."),
    "report": ("report", "Write the report of a plan that was saved as JSON."),
    "rules": ("rules", "Show and check the screening rules, or a clinic's own."),
    "library": ("library", "Show what the library knows, number by number."),
    "sources": ("sources", "Show the references behind the numbers and rules."),
    "evidence": ("evidence", "Show predictions beside published values, misses included."),
    "schema": ("schema", "Print the JSON Schema of the case file."),
    "demo": ("demo", "See what this program is for, in a minute."),
    "doctor": ("doctor", "Check that this installation is sound."),
}
"""Name of each command: its module in ``lentigo.cli.commands``, and its line in ``lentigo --help``."""


class LazyGroup(click.Group):
    """A group that imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names in the order of a working day."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"lentigo.cli.commands.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; an unknown one is answered with the nearest."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise UnknownNameError(args[0], kind="command", known=COMMANDS, where="lentigo")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


EPILOG: Final = f"""\b
Start:   lentigo demo
         lentigo new my_case.toml
         lentigo plan my_case.toml --report out

\b
Exit codes: 0 done; 1 the answer is no (refused, not now, no window,
above a limit); 2 the question is wrong; 3 the program is wrong;
130 stopped with Ctrl-C.

{DISCLAIMER}"""


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    no_args_is_help=True,
)
@click.version_option(__version__, "--version", prog_name="lentigo", message="%(prog)s %(version)s")
@click.option("--traceback", is_flag=True, expose_value=False, help="If the program itself fails, show where.")
def root() -> None:
    """Plan light treatments of the skin: from a case to a setting that can be defended.

    A measured skin, a diagnosed lesion and a real device become a window of settings with the chances of effect, of
    burn and of dark marks; or a refusal with its reason and its source.
    """
