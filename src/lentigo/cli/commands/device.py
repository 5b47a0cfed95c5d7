"""``lentigo device``: make or check the file of a clinic's own device."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lentigo.domain.device import Device, Handpiece, Spot, Tip


@click.group()
def command() -> None:
    """Make or check the file of a clinic's own device."""


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
def check(*, file: Path) -> int:
    """Check the device file FILE.

    Told are every mistake at once; or what was understood, what is seldom so, and what cannot be planned.
    """
    from rich.text import Text

    from lentigo import library
    from lentigo.cli.render.console import answers, bullets, section
    from lentigo.cli.render.device import device_page
    from lentigo.domain.files import read_device

    device = read_device(file)
    _refuse_impossible_depths(device, file)
    console = answers()
    console.print(device_page(device))
    doubts = library.device_doubts(device)
    if doubts:
        console.print(section("Look again", bullets(doubts)))
    problems = library.device_problems(device)
    if problems:
        console.print(section("No setting will be given for", bullets(problems)))
    found = "No number is impossible, but some are unusual: see above." if doubts else "No mistakes found."
    console.print(Text(f"\n{found} Compare every number with the device's panel and manual.", style="bold"))
    return 0


def _refuse_impossible_depths(device: Device, file: Path) -> None:
    """Tell every known depth that its energy cannot drill, with its line."""
    from lentigo.domain.disk import read_text
    from lentigo.domain.locate import line_of
    from lentigo.domain.reading import parsed_json, parsed_toml
    from lentigo.domain.shape import field_path
    from lentigo.errors import FileProblemsError, Problem
    from lentigo.planning.known_depths import impossible_depths

    found = impossible_depths(device)
    if not found:
        return
    parse = parsed_json if file.suffix.lower() == ".json" else parsed_toml
    lines = parse(read_text(file, shown=str(file), what="device"), file=str(file)).lines
    raise FileProblemsError(
        [Problem(str(file), line_of(path, lines), field_path(path), message, hint) for path, message, hint in found]
    )


@command.command("new")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--like", metavar="ID", help="The library's device that yours is most like.")
def new(*, file: Path, like: str | None) -> int:
    """Make the device file FILE by questions, starting from the library's device that is most like yours."""
    from lentigo import library
    from lentigo.cli.asking import ask_choice, ask_number, ask_text, refuse_existing, say
    from lentigo.domain.files import write_device

    refuse_existing(file)
    names = list(library.devices())
    if like is None:
        say("Which of these is most like your device? Its numbers are offered as answers.")
        for name in names:
            say(f"{name}: {library.device(name).name}", indent=2)
        like = ask_choice("Most like", names)
    model = library.device(like)
    key = ask_text("A short name for it, small letters and underscores", like=f"my_{model.id}", pattern="[a-z0-9_]+")
    name = ask_text("Its name as on the panel", like=model.name)
    error = ask_number("Spread of its output in percent, as a standard deviation", unknown=True, low=0, high=50)
    handpieces = [kept for handpiece in model.handpieces if (kept := _handpiece(handpiece)) is not None]
    if not handpieces:
        from lentigo.errors import QuestionError

        raise QuestionError("a device has at least one handpiece; nothing is written", where=str(file))
    device = replace(
        model,
        id=key,
        name=name,
        output_error_percent=error,
        handpieces=tuple(handpieces),
        output_checks=(),
        source="the clinic's own",
        kind="manufacturer",
    )
    write_device(device, file)
    click.echo(f"Written: {file}", err=True)
    click.echo(f"Next:    lentigo device check {file}", err=True)
    click.echo(f'In a case file: [[devices]] file = "{file.name}"', err=True)
    return 0


def _handpiece(model: Handpiece) -> Handpiece | None:
    """The handpiece with the clinic's own dial, or none where the clinic has none such."""
    from lentigo.cli.asking import ask_yes
    from lentigo.cli.render.device import pulse_words

    if not ask_yes(f"Has it a handpiece like {model.name} (pulses: {pulse_words(model)})?"):
        return None
    if model.tips:
        tips = [own for tip in model.tips if (own := _tip(tip)) is not None]
        return replace(model, tips=tuple(tips)) if tips else None
    spots = [kept for spot in model.spots if (kept := _spot(spot)) is not None]
    return replace(model, spots=tuple(spots)) if spots else None


def _tip(model: Tip) -> Tip | None:
    """The tip with the clinic's own energies; densities and pulses on one place are put right in the file."""
    from lentigo.cli.asking import ask_number, ask_yes

    densities = ", ".join(f"{density:g}" for density in model.densities_per_cm2)
    dial = f"{model.energy_low_mj:g} to {model.energy_high_mj:g} mJ in steps of {model.energy_step_mj:g}"
    if not ask_yes(f"  The tip with {model.label} ({densities} columns per cm² and pass)?"):
        return None
    if ask_yes(f"    Its dial goes from {dial}?"):
        return model
    low = ask_number("    Lowest mJ of one beam", low=0, low_excluded=True)
    high = ask_number("    Highest mJ of one beam", low=float(low))
    step = ask_number("    Step in mJ", low=0, low_excluded=True)
    return replace(model, energy_low_mj=low, energy_high_mj=high, energy_step_mj=step)


def _spot(model: Spot) -> Spot | None:
    from lentigo.cli.asking import ask_number, ask_yes

    dial = f"{model.fluence_low_j_cm2:g} to {model.fluence_high_j_cm2:g} J/cm² in steps of {model.fluence_step_j_cm2:g}"
    if not ask_yes(f"  The spot {model.label}?"):
        return None
    if ask_yes(f"    Its dial goes from {dial}?"):
        return model
    low = ask_number("    Lowest J/cm²", low=0, low_excluded=True)
    high = ask_number("    Highest J/cm²", low=float(low))
    step = ask_number("    Step in J/cm²", low=0, low_excluded=True)
    return replace(model, fluence_low_j_cm2=low, fluence_high_j_cm2=high, fluence_step_j_cm2=step)
