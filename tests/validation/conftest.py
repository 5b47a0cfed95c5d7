"""Every claim of agreement with a published number is asserted, recorded, and compared with what the package ships.

A validation test asks for the fixture ``validated`` and calls it once for each published number. The call asserts
*and* records a row. When all validation tests have run, the rows are compared with
``src/lentigo/library/data/evidence.json``; a difference fails the run. ``pytest tests/validation --write-evidence``
writes the file anew.

Ranges that others use are compared with whole windows instead: a test asks for ``plausible`` and calls it once for each
range. Those rows are shipped as ``plausibility.json``, beside the evidence, and written and compared with it.

A row that misses stays: either the whole test is marked ``xfail(strict=True)`` with its physical reason, or the row is
recorded with ``expected_miss=True`` and a note that gives the reason. Both fail as soon as the row agrees.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # lets the tests find the referee that they share
SHIPPED = HERE.parents[1] / "src" / "lentigo" / "library" / "data" / "evidence.json"

SAME_NUMBER = 2e-3
"""Processors round differently: two runs agree when they differ by less, relative to ours or to the tolerance."""

Row = dict[str, Any]
Validated = Callable[..., None]

plausibility_key = pytest.StashKey[dict[str, Row]]()
rows_key = pytest.StashKey[dict[tuple[str, str, str], Row]]()
collected_key = pytest.StashKey[set[str]]()
executed_key = pytest.StashKey[set[str]]()
selected_key = pytest.StashKey[bool]()
message_key = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("evidence")
    group.addoption("--write-evidence", action="store_true", help="write the evidence file anew")
    group.addoption("--evidence-file", default=str(SHIPPED), help="where the evidence is kept")


def rounded(value: float, *, digits: int = 4) -> float:
    """The value with so many significant digits."""
    return float(f"{value:.{digits - 1}e}")


def bounds(published: float | Sequence[float]) -> tuple[float, float]:
    """Lowest and highest published value."""
    if isinstance(published, (tuple, list)):
        low, high = (float(value) for value in published)
        assert low <= high, f"the published interval {published} is upside down"
        return low, high
    return float(published), float(published)


def miss_by(ours: float, published: float | Sequence[float]) -> float:
    """How far ours lies outside the published interval; zero inside."""
    low, high = bounds(published)
    return max(low - ours, ours - high, 0.0)


def allowed_miss(published: float | Sequence[float], *, tolerance: float, relative: bool) -> float:
    """The tolerance as a difference; where it is relative, of the bound nearer to zero: the cautious reading."""
    if not relative:
        return tolerance
    return tolerance * min(abs(bound) for bound in bounds(published))


def factor(ours: float, published: float | Sequence[float]) -> float | None:
    """Ours as a multiple of the nearest published bound."""
    nearest = min(bounds(published), key=lambda bound: abs(ours - bound))
    return rounded(ours / nearest) if nearest else None


@pytest.fixture
def validated(request: pytest.FixtureRequest) -> Validated:
    """Assert that a computed number agrees with a published one, and record the row."""
    rows = request.config.stash.setdefault(rows_key, {})
    marked_xfail = any(mark.name == "xfail" for mark in request.node.iter_markers())

    def record(
        row: str | int,
        quantity: str,
        source: str,
        ours: float,
        published: float | Sequence[float],
        tolerance: float,
        *,
        relative: bool = True,
        unit: str = "1",
        kind: Literal["validation", "calibration"] = "validation",
        note: str = "",
        expected_miss: bool = False,
    ) -> None:
        key = (str(row), quantity, source)
        assert key not in rows, f"evidence row {key} is recorded twice"
        assert kind in ("validation", "calibration")
        assert math.isfinite(ours), f"{quantity}: ours is {ours}"
        assert tolerance > 0
        assert not expected_miss or note, f"{quantity}: a row that misses needs its physical reason as a note"
        low, high = bounds(published)
        miss = miss_by(float(ours), published)
        agrees = miss <= allowed_miss(published, tolerance=tolerance, relative=relative)
        reason = note or next((str(mark.kwargs.get("reason", "")) for mark in request.node.iter_markers("xfail")), "")
        rows[key] = {
            "row": str(row),
            "quantity": quantity,
            "source": source,
            "published": low if low == high else [low, high],
            "ours": rounded(float(ours)),
            "unit": unit,
            "tolerance": tolerance,
            "relative": relative,
            "verdict": "agrees" if agrees else "misses",
            "factor": None if agrees else factor(float(ours), published),
            "kind": kind,
            "note": reason if (marked_xfail or note) else "",
        }
        wanted = f"{published} {unit} within {tolerance:.3g}{' relative' if relative else ''} ({source})"
        if expected_miss:
            assert not agrees, f"{quantity}: {ours:.5g} now agrees with {wanted}; take expected_miss away"
            return
        assert agrees, f"{quantity}: ours {ours:.5g} {unit}, published {wanted}"

    return record


@pytest.fixture
def plausible(request: pytest.FixtureRequest) -> Validated:
    """Compare a computed window with the range that others use, assert the expected verdict, and record the row."""
    rows = request.config.stash.setdefault(plausibility_key, {})

    def record(
        row: str,
        *,
        ours: tuple[float, float],
        published: tuple[float, float],
        expected: str,
        kind: Literal["pigment", "vessels", "tolerance of normal skin"],
        source: str,
        reason: str = "",
        **said: str | float,
    ) -> None:
        assert row not in rows, f"plausibility row {row} is recorded twice"
        assert published[0] <= published[1]
        verdict, by = window_verdict(ours, published)
        middle = math.sqrt(published[0] * published[1]) if kind != "tolerance of normal skin" else published[1]
        rows[row] = {
            "row": row,
            **said,
            "published_j_cm2": list(published),
            "ours_j_cm2": [rounded(value, digits=3) for value in ours],
            "ratio": rounded(math.sqrt(ours[0] * ours[1]) / middle, digits=2),
            "verdict": verdict,
            "factor": None if by is None else rounded(by, digits=2),
            "kind": kind,
            "source": source,
            "reason": reason,
        }
        assert (verdict == "overlaps") == (not reason), f"row {row} {verdict}: a miss, and only a miss, needs a reason"
        assert verdict == expected, f"row {row}: ours {ours}, published {published}: {verdict}, expected {expected}"

    return record


def window_verdict(ours: tuple[float, float], published: tuple[float, float]) -> tuple[str, float | None]:
    """Whether a window meets a published range; otherwise the factor between the ends that face each other.

    The first of ours is what has its effect in half of the skins, the second is allowed; where the first is the higher,
    there is no window.
    """
    effect, limit = ours
    low, high = published
    if limit < low:
        return "low", low / limit
    if effect > high:
        return "high", effect / high
    return ("overlaps", None) if effect <= limit else ("closed", effect / limit)


def same_window(shipped: Row, measured: Row) -> bool:
    """Whether two runs say the same of a range, but for rounding."""
    apart = [
        abs(a - b) > 2 * SAME_NUMBER * abs(b)
        for a, b in zip(shipped["ours_j_cm2"], measured["ours_j_cm2"], strict=True)
    ]
    rest = measured.keys() - {"ours_j_cm2", "ratio", "factor"}
    return not any(apart) and all(shipped.get(field) == measured[field] for field in rest)


def plausibility_differences(shipped: Iterable[Row], measured: Iterable[Row]) -> list[str]:
    """What differs between the shipped windows and those of this run, in words."""
    old, new = ({r["row"]: r for r in rows} for rows in (shipped, measured))
    said = [f"plausibility row {row}: shipped, but no test gives it" for row in old.keys() - new.keys()]
    said += [f"plausibility row {row}: measured, but not shipped" for row in new.keys() - old.keys()]
    said += [
        f"plausibility row {row}: was {old[row]['ours_j_cm2']} {old[row]['verdict']}, is {new[row]['ours_j_cm2']} "
        f"{new[row]['verdict']}"
        for row in old.keys() & new.keys()
        if not same_window(old[row], new[row])
    ]
    return sorted(said)


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text) if part]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """The rows by number, then source, then quantity: stable whatever the order of the tests."""
    return sorted(rows, key=lambda r: (_natural(r["row"]), r["source"], _natural(r["quantity"])))


def differences(shipped: Iterable[Row], measured: Iterable[Row]) -> list[str]:
    """What differs between the shipped rows and the rows of this run, in words."""
    old = {(r["row"], r["quantity"], r["source"]): r for r in shipped}
    new = {(r["row"], r["quantity"], r["source"]): r for r in measured}
    said = [f"row {' | '.join(key)}: shipped, but no test gives it" for key in old.keys() - new.keys()]
    said += [f"row {' | '.join(key)}: measured, but not shipped" for key in new.keys() - old.keys()]
    for key in old.keys() & new.keys():
        a, b = old[key], new[key]
        name = " | ".join(key)
        band = allowed_miss(b["published"], tolerance=b["tolerance"], relative=b["relative"])
        if abs(a["ours"] - b["ours"]) > SAME_NUMBER * max(abs(a["ours"]), band):
            said.append(f"row {name}: ours was {a['ours']:g}, is {b['ours']:g} {b['unit']}")
        said += [
            f"row {name}: {field} was {a.get(field)!r}, is {b[field]!r}"
            for field in b.keys() - {"ours", "factor"}
            if a.get(field) != b[field]
        ]
    return sorted(said)


def _inside(path: Path) -> bool:
    return path.is_relative_to(HERE)


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    for item in items:
        if _inside(item.path):
            item.config.stash[selected_key] = True


def pytest_collection_finish(session: pytest.Session) -> None:
    session.config.stash[collected_key] = {item.nodeid for item in session.items if _inside(item.path)}
    files = {item.path for item in session.items}
    if any(file not in files for file in HERE.rglob("test_*.py")) or any("::" in arg for arg in session.config.args):
        session.config.stash[selected_key] = True


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    item.config.stash.setdefault(executed_key, set()).add(item.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    collected = config.stash.get(collected_key, set())
    whole = (
        bool(collected)
        and not config.option.collectonly
        and not config.stash.get(selected_key, False)
        and collected <= config.stash.get(executed_key, set())
    )
    measured = in_order(config.stash.get(rows_key, {}).values())
    windows = sorted(config.stash.get(plausibility_key, {}).values(), key=lambda r: _natural(r["row"]))
    file = Path(config.getoption("evidence_file", default=str(SHIPPED)))
    beside = file.with_name("plausibility.json")
    if config.getoption("write_evidence", default=False):
        if not whole:
            config.stash[message_key] = ["evidence not written: that needs all of tests/validation, with no selection"]
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(measured, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        if windows:
            beside.write_text(json.dumps(windows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return
    if not whole:
        return
    shipped = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    said = differences(shipped, measured)
    said += plausibility_differences(json.loads(beside.read_text(encoding="utf-8")) if beside.exists() else [], windows)
    if said:
        hint = "look at what changed; then: pytest tests/validation --write-evidence"
        config.stash[message_key] = [f"{file.name} does not say what this run measured:", *said, hint]
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    said = config.stash.get(message_key, [])
    if said:
        terminalreporter.section("evidence", red=True, bold=True)
        for line in said:
            terminalreporter.write_line(line)
