"""Write ``docs/evidence.md`` from the rows that the validation tests recorded."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROWS = HERE.parent / "src" / "lentigo" / "library" / "data" / "evidence.json"
RANGES = ROWS.with_name("plausibility.json")
PAGE = HERE / "evidence.md"

HEAD = """\
# Evidence

Every row is a test that ran: a number that Lentigo computes beside a number that was published. Rows are never taken
out because they miss; a row that misses says by which factor, and why.

- **calibration**: the data of this row fixed a constant of the model. Agreement proves nothing.
- **validation**: they did not. Agreement is evidence.

A tolerance with a percent sign is relative to the published number (of an interval, to the bound nearer to zero); one
without is in the row's own unit. An interval is met inside it, widened by the tolerance.
"""


def number(value: float) -> str:
    """A number with four significant digits at most."""
    return f"{value:.4g}".replace("-", "\N{MINUS SIGN}", 1) if value < 0 else f"{value:.4g}"


def published(value: float | list[float]) -> str:
    """A published number or interval."""
    return " to ".join(number(bound) for bound in value) if isinstance(value, list) else number(value)


def tolerance(row: dict[str, Any]) -> str:
    """The tolerance, relative or in the row's unit."""
    return f"{100 * row['tolerance']:.3g} %" if row["relative"] else number(row["tolerance"])


def verdict(row: dict[str, Any]) -> str:
    """The verdict; a miss in bold with its factor."""
    if row["verdict"] == "agrees":
        return "agrees"
    return f"**misses**, factor {row['factor']:.3g}" if row["factor"] else "**misses**"


PLAUSIBILITY = """\
## What others use, beside computed windows

A plausibility check, not a validation: settings of guides and series, beside the window that is computed for such
skin. No constant was fixed on any of these rows. A window runs from the radiant exposure with its effect in half of the
skins to the lower of the two at which burns and dark marks reach their caps; caps from published settings are left out,
so that no number stands on both sides. Hair and vessel settings say only what normal skin tolerates: there the radiant
exposure that burns 5 % of such skins is compared with the upper end of the range.
"""


def plausibility(rows: list[dict[str, Any]]) -> str:
    """The table of published ranges beside computed windows."""
    met = sum(row["verdict"] == "overlaps" for row in rows)
    lines = [
        PLAUSIBILITY,
        f"{len(rows)} rows; {met} overlap.",
        "",
        "| row | device | setting | for | phototypes, ITA | source | published | ours | ratio | verdict |",
        "|---|---|---|---|---|---|---:|---:|---:|---|",
    ]
    for row in rows:
        tolerated = row["kind"] != "pigment"
        ours = row["ours_j_cm2"][1:] if tolerated else row["ours_j_cm2"]
        theirs = row["published_j_cm2"] if len(set(row["published_j_cm2"])) > 1 else row["published_j_cm2"][:1]
        met = "overlaps" if row["verdict"] == "overlaps" else f"**{row['factor']:.2g} times {row['verdict']}**"
        what = f"{row['indication']}, {row['site']}".replace("_", " ")
        cells = [
            row["row"],
            f"{row['device']}, {row['handpiece']}",
            row["setting"],
            f"{what} (tolerance)" if tolerated else what,
            f"{row['phototypes']}, {number(row['ita_deg'])}°",
            row["source"],
            published(theirs),
            published(ours),
            number(row["ratio"]),
            met,
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    lines += ["", "Radiant exposures in J/cm².", "", "### Why windows and ranges do not meet", ""]
    lines += [f"- Row {row['row']}: {row['reason']}" for row in rows if row["reason"]]
    return "\n".join(lines) + "\n"


def page(rows: list[dict[str, Any]], ranges: list[dict[str, Any]] | None = None) -> str:
    """The whole page: the evidence, and below it the published ranges where there are any."""
    missed = [row for row in rows if row["verdict"] != "agrees"]
    kinds = {kind: sum(row["kind"] == kind for row in rows) for kind in ("validation", "calibration")}
    count = (
        f"{len(rows)} rows: {kinds['validation']} validation, {kinds['calibration']} calibration; {len(missed)} missed."
    )
    lines = [HEAD, count, ""]
    if rows:
        lines += [
            "| row | quantity | source | published | ours | unit | tolerance | verdict | kind |",
            "|---|---|---|---:|---:|---|---:|---|---|",
        ]
    for row in rows:
        unit = "" if row["unit"] == "1" else row["unit"]
        cells = [
            row["row"],
            row["quantity"],
            row["source"],
            published(row["published"]),
            number(row["ours"]),
            unit,
            tolerance(row),
            verdict(row),
            row["kind"],
        ]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    if missed:
        lines += ["", "## Why rows miss", ""]
        lines += [f"- Row {row['row']}, {row['quantity']}: {row['note'] or 'no reason given'}" for row in missed]
    noted = [row for row in rows if row["note"] and row not in missed]
    if noted:
        lines += ["", "## Remarks", ""]
        lines += [f"- Row {row['row']}, {row['quantity']}: {row['note']}" for row in noted]
    return "\n".join(lines) + "\n" + (f"\n{plausibility(ranges)}" if ranges else "")


def read(file: Path) -> list[dict[str, Any]]:
    """Rows of a file; none where it has not been written."""
    found: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return found


def main() -> int:
    """Write the page."""
    rows, ranges = read(ROWS), read(RANGES)
    PAGE.write_text(page(rows, ranges), encoding="utf-8")
    print(f"{PAGE.name}: {len(rows)} rows, {len(ranges)} ranges")
    return 0


if __name__ == "__main__":
    sys.exit(main())
