"""Renew what ``docs/courses.md`` shows of the courses among the examples: a picture and a part of the terminal of each.

Needs Chromium, and Pillow (which comes with matplotlib). Run it whenever a course or its report changes:

    python tools/make_course_pictures.py
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from PIL import Image

from lentigo.reports import style
from pictures import keep

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "courses.md"
IMAGES = ROOT / "docs" / "images"
WIDTH, SCALE = 750, 1.5
"""Of the browser's window in its own pixels, and how many of the picture's make one of them."""
COLOURS = 256
"""Of a picture; fewer would change the colours of the skin."""
MARKER = (0, 255, 0)
"""Colour of a line that is laid below the figure, to find its lower edge; no report has it."""
_HEADING = re.compile(r"^[A-Z][A-Z ,]+(?:  |$)")
_TABLE = "ALL WAYS SIDE BY SIDE"


@dataclass(frozen=True)
class Shown:
    """What is shown of one example."""

    example: str
    figure: str
    """Heading of the figure of its report; unused where it is asked how numb."""
    parts: tuple[str, ...]
    """Headings of the parts of its terminal."""
    numb: tuple[str, ...] = ()
    """A request for a numbing cream, of whose answer is shown how numb and how deep."""


NUMB = (
    *("--product", "emla", "--grams", "9", "--area", "60", "--minutes", "120", "--site", "back"),
    *("--answer", "covered_area_cm2=60", "--expires", "2027-01-31", "--all-else-asked", "--start", "14:00"),
)
SHOWN = (
    Shown("course_melasma", "Contrast of lesion and skin over time", (_TABLE,)),
    Shown("course_dark_mark_after_acne", "How it may look", (_TABLE,)),
    Shown("course_lentigines_sunscreen", "Ways side by side", (_TABLE, "SESSIONS NEEDED TO CLEAR")),
    Shown("course_numbing_back", "", ("VISITS",), NUMB),
)


def said(*words: str) -> str:
    """What the program prints on a terminal of 80 columns."""
    command = [sys.executable, "-m", "lentigo", *words]
    wide = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(command, cwd=ROOT, env=wide, check=True, capture_output=True, text=True).stdout  # noqa: S603


def part(terminal: str, heading: str) -> str:
    """The part of the terminal's text under a heading, without the remarks below its table."""
    lines = terminal.splitlines()
    first = next(place for place, line in enumerate(lines) if line.startswith(heading))
    kept = [lines[first].rstrip()]
    for line in lines[first + 1 :]:
        if _HEADING.match(line) or line.startswith((" Gain:", " Effect,")):
            break
        kept.append(line.rstrip())
    return "\n".join(kept).rstrip()


def figure(page: str, heading: str) -> str:
    """The page with one figure alone in it, and a line where its drawing ends.

    Raises
    ------
    ValueError
        If the page has no such figure.
    """
    head, body = page.split("<body", 1)
    head += "<style>h3 {display: none} main {padding: 12px}</style>"
    found = next((one for one in re.findall(r"<figure>.*?</figure>", body, re.DOTALL) if f"<h3>{heading}" in one), None)
    if found is None:
        raise ValueError(f"the report has no figure {heading!r}")
    line = f'<div style="height:2px;background:rgb{MARKER}"></div><figcaption'
    return f"{head}<body><main>{found.replace('<figcaption', line, 1)}</main></body></html>"


def photograph(page: Path, picture: Path, *, browser: str) -> None:
    """Write a picture of a page down to the marked line."""
    shot = page.with_suffix(".png")
    words = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--force-device-scale-factor={SCALE}"]
    words += [f"--window-size={WIDTH},1600", f"--screenshot={shot}", page.as_uri()]
    subprocess.run([browser, *words], check=True, capture_output=True)  # noqa: S603 - the browser that was found
    whole = Image.open(shot).convert("RGB")
    rows = range(whole.height)
    lower = next((row for row in rows if whole.getpixel((whole.width // 2, row)) == MARKER), whole.height)
    keep(whole.crop((0, 0, whole.width, lower - 4)), picture, colours=COLOURS)


def draw_numb(course: dict[str, Any], picture: Path) -> None:
    """Write a picture of how deep and how densely a place is numb over the hours."""
    hours = [minutes / 60.0 for minutes in course["at_minutes"]]
    whole, (deep, dense) = plt.subplots(1, 2, figsize=(style.WIDTH_IN, 2.7), dpi=150, layout="constrained")
    for axes, name, factor, title in (
        (deep, "needle_depth_course_mm", 1.0, "A needle hurts from this depth [mm]"),
        (dense, "nerve_block_course_share", 100.0, "Fibres blocked near the surface [%]"),
    ):
        low, middle, high = ([factor * band[key] for band in course[name]] for key in ("p5", "p50", "p95"))
        axes.fill_between(hours, low, high, color=style.EFFECT.colour, alpha=0.2, lw=0)
        axes.plot(hours, middle, color=style.EFFECT.colour, lw=style.EFFECT.width)
        axes.axvline(course["session_minutes"] / 60.0, color=style.QUIET, ls="--", lw=1)
        axes.set_title(title, fontsize=9, loc="left")
        axes.set_xlabel("Hours since the cream was put on", fontsize=8)
        axes.tick_params(labelsize=8)
        axes.set_xlim(0, hours[-1])
        axes.spines[["top", "right"]].set_visible(False)
    deep.set_ylim(deep.get_ylim()[1], 0)
    deep.annotate(
        " session", (course["session_minutes"] / 60.0, deep.get_ylim()[0]), fontsize=8, color=style.QUIET, va="bottom"
    )
    dense.set_ylim(0, 100)
    with tempfile.TemporaryDirectory() as folder:
        shot = Path(folder) / "shot.png"
        whole.savefig(shot)
        keep(Image.open(shot).convert("RGB"), picture, colours=COLOURS)
    plt.close(whole)


def main() -> int:
    """Follow the examples, photograph a figure of each, and write their terminals into the page."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium was found", file=sys.stderr)
        return 1
    text = PAGE.read_text(encoding="utf-8")
    for one in SHOWN:
        with tempfile.TemporaryDirectory() as folder:
            case = f"examples/{one.example}.toml"
            terminal = said("course", case, "--report", folder)
            picture = IMAGES / f"{one.example}.png"
            if one.numb:
                draw_numb(json.loads(said("numb", case, *one.numb, "--json"))["numbness"]["course"], picture)
            else:
                alone = Path(folder) / "figure.html"
                whole = (Path(folder) / "course.html").read_text(encoding="utf-8")
                alone.write_text(figure(whole, one.figure), encoding="utf-8")
                photograph(alone, picture, browser=browser)
        told = "\n\n".join(part(terminal, heading) for heading in one.parts)
        if one.numb:
            told += "\n\n" + part(said("numb", case, *one.numb), "HOW NUMB")
        begin, end = f"<!-- made: {one.example} -->\n\n", "\n<!-- end -->"
        before, rest = text.split(begin, 1)
        text = f"{before}{begin}```text\n{told}\n```\n{end}{rest.split(end, 1)[1]}"
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
