"""Renew ``docs/images/report.png``: the upper part of the report of the everyday example, as a browser shows it.

Needs Chromium, and Pillow (which comes with matplotlib). Run it whenever the recommended setting or the report changes:

    python tools/make_report_picture.py
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from lentigo import planning
from lentigo.domain.files import read_case
from lentigo.reports.write import write_report
from pictures import keep

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "report.png"
WIDTH, SCALE = 750, 1.5
"""Of the browser's window in its own pixels, and how many of the picture's make one of them."""
MARKER = (0, 255, 0)
"""Colour of a line that is laid below the first chart, to find its lower edge; no report has it."""


def main() -> int:
    """Plan the example, print the report, photograph it down to the end of its first chart."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser is None:
        print("no Chromium was found", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        made = planning.plan(read_case(ROOT / "examples" / "hand_lentigines.toml"))
        write_report(made, Path(folder))
        page = Path(folder) / "report.html"
        line = f'<div style="height:2px;background:rgb{MARKER}"></div><figcaption'
        page.write_text(page.read_text(encoding="utf-8").replace("<figcaption", line, 1), encoding="utf-8")
        shot = Path(folder) / "shot.png"
        words = ["--headless", "--no-sandbox", "--hide-scrollbars", f"--force-device-scale-factor={SCALE}"]
        words += [f"--window-size={WIDTH},2400", f"--screenshot={shot}", page.as_uri()]
        subprocess.run([browser, *words], check=True, capture_output=True)  # noqa: S603 - the browser found above
        whole = Image.open(shot).convert("RGB")
    lower = next(
        (row for row in range(whole.height) if whole.getpixel((whole.width // 2, row)) == MARKER), whole.height
    )
    part = whole.crop((0, 0, whole.width, lower - 4))
    keep(part, PICTURE)
    print(made.headline)
    return 0


if __name__ == "__main__":
    sys.exit(main())
