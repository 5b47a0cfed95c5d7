"""The Python of the README runs as it stands."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).parents[2]


def blocks(language: str) -> list[str]:
    """Code blocks of one language."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)


def test_python_of_the_readme_runs(monkeypatch, capsys):
    (program,) = blocks("python")
    monkeypatch.chdir(ROOT)
    told: dict[str, object] = {"__name__": "readme"}
    exec(compile(program, "README.md", "exec"), told)  # noqa: S102 - our own text, as a reader would run it
    said = capsys.readouterr().out
    assert told["plan"].headline in said
    assert re.search(r"effect \d+%, burn \d+%, dark marks \d+%", said)
    assert "J/cm²" in said
    assert len(program.strip().splitlines()) <= 12


def test_python_of_the_manual_runs(capsys):
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    told: dict[str, object] = {"__name__": "manual"}
    exec(compile(program, "api.md", "exec"), told)  # noqa: S102 - our own text, as a reader would run it
    assert "temperature" in capsys.readouterr().out


def test_python_of_the_light_engine_runs(capsys):
    text = (ROOT / "docs" / "light_engine.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"^```python\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    told: dict[str, object] = {"__name__": "light_engine"}
    exec(compile(program, "light_engine.md", "exec"), told)  # noqa: S102 - our own text, as a reader would run it
    packets, share, error = re.search(r"(\d+) packets: .* takes ([\d.]+) ± ([\d.]+)", capsys.readouterr().out).groups()
    assert 1000 < int(packets) < 100_000
    assert abs(float(share) - 0.3978) < 4 * float(error) < 0.01


def test_commands_of_the_readme_exist():
    from lentigo.cli.root import COMMANDS

    shell = "\n".join(blocks("sh"))
    verbs = re.findall(r"^make (\w+)", shell, flags=re.MULTILINE)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert {"demo", "test"} <= set(verbs)
    assert all(re.search(rf"^{verb}:", makefile, flags=re.MULTILINE) for verb in verbs)
    assert set(re.findall(r"bin/lentigo (\w+)", shell)) <= set(COMMANDS)


def parsed(command, words: list[str]) -> None:
    """Read a command line as the program would, without running it; what it does not know is refused."""
    context = command.make_context("lentigo", list(words))
    if isinstance(command, click.Group):
        name, inner, rest = command.resolve_command(context, [*context._protected_args, *context.args])
        assert name
        assert inner
        parsed(inner, rest)


def test_command_lines_of_the_readme_are_understood_and_their_files_are_there(monkeypatch):
    from lentigo.cli.root import root

    monkeypatch.chdir(ROOT)
    told = [
        shlex.split(line, comments=True)[1:] for line in "\n".join(blocks("sh")).splitlines() if "bin/lentigo" in line
    ]
    assert {words[0] for words in told} >= {"screen", "causes", "refer", "numb", "plan", "print", "record", "learn"}
    for words in told:
        parsed(root, words)
        assert [word for word in words if word.startswith("examples/") and not Path(word).is_file()] == []
    with pytest.raises(click.UsageError):
        parsed(root, ["learn", "case.toml", "--observes", "spots.toml"])


def test_links_of_the_readme_lead_somewhere():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    here = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    missing = [target for target in here if not (ROOT / target).exists()]
    assert missing == []
    assert len(here) >= 8


def test_readme_says_the_limits_of_use_as_the_program_does():
    from lentigo.cli.root import DISCLAIMER

    text = re.sub(r"[\s>*]+", " ", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert DISCLAIMER in text
