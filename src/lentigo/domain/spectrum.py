"""A reflectance spectrum of the skin from a CSV file: two columns with a header, lines with # are remarks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from lentigo.errors import Problem

__all__ = ["COLUMNS", "spectrum_from_csv", "spectrum_problems", "spectrum_to_csv"]

COLUMNS: Final = ("wavelength_nm", "reflectance")
COVERED_NM: Final = (380.0, 780.0)
"""The visible range, from which the colour is computed, must be covered."""
MOST_REFLECTED: Final = 1.2
MOST_SHOWN: Final = 20


def spectrum_from_csv(text: str, *, file: str) -> tuple[tuple[float, ...], tuple[float, ...], list[Problem]]:
    """Wavelengths [nm] and reflectances [1] of a CSV text, with every mistake in it."""
    problems: list[Problem] = []
    rows: list[tuple[int, float, float]] = []
    header = False
    for line, raw in enumerate(text.splitlines(), start=1):
        content = raw.split("#", 1)[0].strip()
        if not content:
            continue
        cells = [cell.strip() for cell in content.split(",")]
        if not header:
            header = True
            if tuple(cells) == COLUMNS:
                continue
            message = f"must begin with the line {','.join(COLUMNS)}"
            problems.append(Problem(file, line, None, message))
            if not _is_number(cells[0]):
                continue
        if len(cells) != len(COLUMNS):
            problems.append(Problem(file, line, None, f"has {len(cells)} values, must be 2: {', '.join(COLUMNS)}"))
            continue
        wrong = [(name, cell) for name, cell in zip(COLUMNS, cells, strict=True) if not _is_number(cell)]
        problems += [Problem(file, line, name, f'is "{cell[:40]!s}", must be a number') for name, cell in wrong]
        if not wrong:
            rows.append((line, float(cells[0]), float(cells[1])))
    wavelengths, reflectances = tuple(row[1] for row in rows), tuple(row[2] for row in rows)
    problems += spectrum_problems(wavelengths, reflectances, file=file, lines=[row[0] for row in rows])
    if len(problems) > MOST_SHOWN:
        more = Problem(file, None, None, f"holds {len(problems) - MOST_SHOWN} more mistakes", "is this the right file?")
        problems = [*problems[:MOST_SHOWN], more]
    return wavelengths, reflectances, problems


def spectrum_problems(
    wavelengths: Sequence[float], reflectances: Sequence[float], *, file: str, lines: Sequence[int | None]
) -> list[Problem]:
    """What is wrong with the numbers of a spectrum: order, range covered, bounds."""
    problems: list[Problem] = []
    if len(wavelengths) != len(reflectances):
        counts = f"has {len(wavelengths)} wavelengths and {len(reflectances)} reflectances"
        return [Problem(file, None, None, f"{counts}, must be as many of each")]
    for place, (line, nm, share) in enumerate(zip(lines, wavelengths, reflectances, strict=True)):
        if not nm > 0:
            problems.append(Problem(file, line, "wavelength_nm", f"is {nm:g}, must be above 0"))
        elif place and not nm > wavelengths[place - 1]:
            message = f"is {nm:g} after {wavelengths[place - 1]:g}, must increase from line to line"
            problems.append(Problem(file, line, "wavelength_nm", message))
        if not 0.0 <= share <= MOST_REFLECTED:
            hint = "write a share, not percent" if 2.0 < share <= 100.0 else None
            message = f"is {share:g}, must be from 0 to {MOST_REFLECTED:g}"
            problems.append(Problem(file, line, "reflectance", message, hint))
    low, high = COVERED_NM
    if not wavelengths:
        problems.append(Problem(file, None, None, "holds no spectrum", f"write lines of {', '.join(COLUMNS)}"))
    elif min(wavelengths) > low or max(wavelengths) < high:
        covered = f"covers {min(wavelengths):g} to {max(wavelengths):g} nm, must cover {low:g} to {high:g} nm"
        problems.append(Problem(file, None, "wavelength_nm", covered))
    return problems


def spectrum_to_csv(wavelengths: Sequence[float], reflectances: Sequence[float]) -> str:
    """A spectrum as the CSV text that is read back into the same numbers."""
    rows = (f"{nm!r},{share!r}" for nm, share in zip(wavelengths, reflectances, strict=True))
    return "\n".join([",".join(COLUMNS), *rows]) + "\n"


def _is_number(text: str) -> bool:
    """Whether a cell holds a finite number."""
    try:
        return "_" not in text and math.isfinite(float(text))
    except ValueError:
        return False
