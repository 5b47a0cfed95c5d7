"""The fixture that records evidence must itself be able to fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).parents[1] / "validation" / "conftest.py"

AGREES = """
def test_agrees(validated):
    validated(2, "albedo of a slab", "Giovanelli55", 0.26007, 0.26, 0.005)
"""


def project(pytester: pytest.Pytester, body: str) -> Path:
    folder = pytester.mkdir("validation")
    (folder / "conftest.py").write_text(CONFTEST.read_text(encoding="utf-8"), encoding="utf-8")
    (folder / "test_rows.py").write_text("import pytest\n" + body, encoding="utf-8")
    return pytester.path / "evidence.json"


def run(pytester: pytest.Pytester, *options: str) -> pytest.RunResult:
    file = pytester.path / "evidence.json"
    return pytester.runpytest_inprocess(
        "validation",
        f"--evidence-file={file}",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:benchmark",
        "-p",
        "no:hypothesispytest",
        *options,
    )


def write(pytester: pytest.Pytester, body: str) -> list[dict[str, object]]:
    file = project(pytester, body)
    run(pytester, "--write-evidence")
    return json.loads(file.read_text(encoding="utf-8"))


def test_row_is_written_and_then_compared(pytester):
    rows = write(pytester, AGREES)
    assert rows == [
        {
            "row": "2",
            "quantity": "albedo of a slab",
            "source": "Giovanelli55",
            "published": 0.26,
            "ours": 0.2601,
            "unit": "1",
            "tolerance": 0.005,
            "relative": True,
            "verdict": "agrees",
            "factor": None,
            "kind": "validation",
            "note": "",
        }
    ]
    assert run(pytester).ret == pytest.ExitCode.OK


def test_changed_number_fails_the_run_and_says_which(pytester):
    write(pytester, AGREES)
    tests = pytester.path / "validation" / "test_rows.py"
    tests.write_text(tests.read_text().replace("0.26007", "0.2609"))
    result = run(pytester)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*ours was 0.2601, is 0.2609*"])


def test_difference_of_rounding_passes(pytester):
    write(pytester, AGREES)
    tests = pytester.path / "validation" / "test_rows.py"
    tests.write_text(tests.read_text().replace("0.26007", "0.26017"))
    assert run(pytester).ret == pytest.ExitCode.OK


def test_missing_file_fails_the_run(pytester):
    project(pytester, AGREES)
    result = run(pytester)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*measured, but not shipped*"])


def test_part_of_the_folder_is_not_compared_and_not_written(pytester):
    file = project(pytester, AGREES + AGREES.replace("test_agrees", "test_again").replace("(2,", "(3,"))
    assert run(pytester, "-k", "again").ret == pytest.ExitCode.OK
    assert run(pytester, "-k", "again", "--write-evidence").ret == pytest.ExitCode.TESTS_FAILED
    assert not file.exists()


def test_row_outside_tolerance_fails_its_test_and_is_recorded_as_a_miss(pytester):
    rows = write(pytester, AGREES.replace("0.26007", "0.52"))
    assert rows[0]["verdict"] == "misses"
    assert rows[0]["factor"] == 2.0
    assert run(pytester).ret == pytest.ExitCode.TESTS_FAILED


def test_expected_failure_stays_visible_with_factor_and_reason(pytester):
    mark = '@pytest.mark.xfail(strict=True, reason="bubbles are not modelled")'
    rows = write(pytester, mark + AGREES.replace("0.26007", "0.78").replace("\ndef", "\ndef", 1))
    assert (rows[0]["verdict"], rows[0]["factor"], rows[0]["note"]) == ("misses", 3.0, "bubbles are not modelled")
    assert run(pytester).ret == pytest.ExitCode.OK


def test_expected_miss_of_one_row_fails_once_it_agrees(pytester):
    miss = AGREES.replace("0.005)", '0.005, expected_miss=True, note="why")')
    write(pytester, miss.replace("0.26007", "0.5"))
    assert run(pytester).ret == pytest.ExitCode.OK
    (pytester.path / "validation" / "test_rows.py").write_text(miss)
    result = run(pytester)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*now agrees*"])


@pytest.mark.parametrize(("ours", "verdict"), [(12.9, "misses"), (13.9, "agrees"), (19.0, "agrees"), (20.5, "misses")])
def test_published_interval(pytester, ours, verdict):
    body = f"""
def test_interval(validated):
    validated("17", "surface", "Anvari98", {ours}, (14.0, 19.0), 1.0, relative=False, unit="°C")
"""
    rows = write(pytester, body)
    assert rows[0]["published"] == [14.0, 19.0]
    assert rows[0]["verdict"] == verdict


def test_rows_stand_in_order_whatever_the_order_of_the_tests(pytester):
    body = """
@pytest.mark.parametrize("row", [10, 2, "2b", 1])
def test_row(validated, row):
    validated(row, "q", "s", 1.0, 1.0, 0.1, kind="calibration")
"""
    assert [row["row"] for row in write(pytester, body)] == ["1", "2", "2b", "10"]


def test_same_row_twice_is_refused(pytester):
    project(pytester, AGREES + AGREES.split("\n", 2)[2])
    result = run(pytester)
    result.stdout.fnmatch_lines(["*is recorded twice*"])


WINDOW = """
def test_window(plausible):
    plausible("1", device="x", ours={ours}, published=(6.0, 7.0), expected="{expected}", kind="pigment",
              source="kono-2006", reason="{reason}")
"""


@pytest.mark.parametrize(
    ("ours", "verdict", "factor"),
    [
        ("(5.0, 6.5)", "overlaps", None),
        ("(1.0, 2.0)", "low", 3.0),
        ("(14.0, 20.0)", "high", 2.0),
        ("(6.6, 6.0)", "closed", 1.1),
    ],
)
def test_window_is_written_beside_the_evidence(pytester, ours, verdict, factor):
    reason = "" if verdict == "overlaps" else "why"
    write(pytester, AGREES + WINDOW.format(ours=ours, expected=verdict, reason=reason))
    rows = json.loads((pytester.path / "plausibility.json").read_text(encoding="utf-8"))
    assert [(row["row"], row["verdict"], row["factor"], row["reason"]) for row in rows] == [
        ("1", verdict, factor, reason)
    ]  # fmt: skip
    assert run(pytester).ret == pytest.ExitCode.OK


@pytest.mark.parametrize(("expected", "reason"), [("overlaps", ""), ("low", ""), ("high", "why")])
def test_window_that_misses_needs_its_verdict_and_its_reason(pytester, expected, reason):
    project(pytester, WINDOW.format(ours="(1.0, 2.0)", expected=expected, reason=reason))
    run(pytester).assert_outcomes(failed=1)


def test_window_that_moved_fails_the_run(pytester):
    write(pytester, AGREES + WINDOW.format(ours="(5.0, 6.5)", expected="overlaps", reason=""))
    project_again = pytester.path / "validation" / "test_rows.py"
    project_again.write_text(
        AGREES + WINDOW.format(ours="(5.0, 6.6)", expected="overlaps", reason=""), encoding="utf-8"
    )
    result = run(pytester)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*plausibility row 1*"])
