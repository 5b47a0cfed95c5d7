"""Every way a command can end: its exit code, where it is told, and what is never shown."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from lentigo.errors import Cancelled, FileProblemsError, OutOfValidityError, Problem, QuestionError, UnknownNameError

ENDS = [
    (QuestionError("is 12 J/cm², must be at most 4 J/cm²", where="--fluence", hint="turn it down"), 2),
    (UnknownNameError("rubby", kind="device", known=("qs_ruby", "ruby"), where="--device"), 2),
    (OutOfValidityError("is known from 400 to 700 nm, not at 900 nm"), 2),
    (FileProblemsError([Problem("a.toml", 3, "lesion.kind", "is missing"), Problem("a.toml", 1, None, "is odd")]), 2),
    (Cancelled(), 130),
    (KeyboardInterrupt(), 130),
    (RuntimeError("the matrix is singular\nand more"), 3),
    (ZeroDivisionError(), 3),
    (MemoryError(), 3),
]


def ending_with(planning, ending):
    def plan(*_, **__):
        raise ending

    planning.plan = plan


@pytest.mark.parametrize(("ending", "code"), ENDS, ids=lambda value: type(value).__name__)
def test_each_ending_has_its_exit_code_and_speaks_on_standard_error(planning, lentigo_run, examples, ending, code):
    ending_with(planning, ending)
    told = lentigo_run("plan", examples / "hand_lentigines.toml")
    assert told.code == code
    assert told.out == ""
    assert told.err.strip()
    assert "Traceback" not in told.err


@pytest.mark.parametrize(("ending", "code"), ENDS, ids=lambda value: type(value).__name__)
def test_each_ending_has_one_json_shape(planning, lentigo_run, examples, ending, code):
    ending_with(planning, ending)
    told = lentigo_run("plan", examples / "hand_lentigines.toml", "--json")
    assert told.code == code
    assert told.out == ""
    error = json.loads(told.err)["error"]
    assert set(error) == {"kind", "exit_code", "message", "where", "hint", "problems"}
    assert error["exit_code"] == code
    assert error["message"]


def test_message_has_place_bound_and_remedy(planning, lentigo_run, examples):
    ending_with(planning, ENDS[0][0])
    told = lentigo_run("plan", examples / "hand_lentigines.toml")
    assert told.err.strip() == "--fluence: is 12 J/cm², must be at most 4 J/cm² (turn it down)"


def test_all_mistakes_of_a_file_are_in_the_json(planning, lentigo_run, examples):
    ending_with(planning, ENDS[3][0])
    problems = json.loads(lentigo_run("plan", examples / "hand_lentigines.toml", "--json").err)["error"]["problems"]
    assert [(p["line"], p["field"]) for p in problems] == [(1, None), (3, "lesion.kind")]


@pytest.mark.parametrize("place", [0, 1, 2])
def test_traceback_is_shown_only_on_request_wherever_it_is_asked_for(planning, lentigo_run, examples, place):
    ending_with(planning, RuntimeError("broken"))
    words = ["plan", str(examples / "hand_lentigines.toml")]
    words.insert(place, "--traceback")
    told = lentigo_run(*words)
    assert told.code == 3
    assert "Traceback" in told.err
    assert "broken" in told.err


def test_fault_of_the_program_says_how_to_report_it_and_not_to_use_the_result(planning, lentigo_run, examples):
    ending_with(planning, RuntimeError("broken"))
    told = lentigo_run("plan", examples / "hand_lentigines.toml")
    for needed in ("RuntimeError: broken", "fault of the program", "no result", "lentigo doctor", "--traceback"):
        assert needed in told.err


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (["pln"], "did you mean plan"),
        (["plan"], "Missing argument 'CASE'"),
        (["plan", "a.toml", "--devise", "x"], "--device"),
        (["plan", "a.toml", "--seed", "-1"], "seed"),
        (["plan", "a.toml", "--threads", "0"], "threads"),
        (["check", "a.toml", "--device", "x", "--spot", "3"], "--fluence"),
        (["library", "sow"], "sow"),
        (["sources", "nobody-1900"], "nobody-1900"),
    ],
)
def test_wrong_words_on_the_command_line_are_wrong_questions(lentigo_run, words, needed):
    told = lentigo_run(*words)
    assert told.code == 2
    assert told.out == ""
    assert needed in told.err
    assert "Traceback" not in told.err


def test_version_and_help_are_answers(lentigo_run):
    from lentigo import __version__

    assert lentigo_run("--version").out.strip() == f"lentigo {__version__}"
    told = lentigo_run("--help")
    assert told.code == 0
    assert "Not a medical device" in told.out
    assert lentigo_run().out == told.out


def test_help_lists_every_command_and_each_one_has_a_help_of_its_own(lentigo_run):
    from lentigo.cli.root import COMMANDS

    listed = lentigo_run("--help").out
    for name, (_, line) in COMMANDS.items():
        assert name in listed
        assert line.endswith(".")
        told = lentigo_run(name, "--help")
        assert told.code == 0
        assert told.out.startswith("Usage: lentigo")


def test_help_imports_nothing_heavy():
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "lentigo", "--help"], capture_output=True, text=True, check=True
    )
    imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in told.stderr.splitlines()}
    assert {"click", "lentigo"} <= imported
    heavy = {"numpy", "scipy", "numba", "xarray", "pydantic", "matplotlib", "rich", "pandas", "tomlkit", "h5py"}
    assert not imported & heavy


def test_reader_that_stops_reading_is_no_fault():
    command = f'"{sys.executable}" -m lentigo schema | head -n 1; echo "${{PIPESTATUS[0]}}"'
    told = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "0"
    assert told.stderr == ""
