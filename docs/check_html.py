"""Refuse a built manual that would fetch anything from a foreign host; plain links to sources are welcome."""

from __future__ import annotations

import re
import sys
from pathlib import Path

BUILT = Path(__file__).parent / "_build" / "html"
FETCHED = re.compile(
    r"<(?:script|img|iframe|source|link)\b[^>]*?\b(?:src|href)=\"((?:https?:)?//[^\"]+)\"", re.IGNORECASE
)
IMPORTED = re.compile(r"(?:@import\s+|url\()[\"']?((?:https?:)?//[^\"')]+)", re.IGNORECASE)


def main() -> int:
    """Look at every page and style sheet."""
    foreign = {
        f"{path.relative_to(BUILT)}: {address}"
        for path in BUILT.rglob("*")
        if path.suffix in {".html", ".css"}
        for pattern in (FETCHED, IMPORTED)
        for address in pattern.findall(path.read_text(encoding="utf-8"))
    }
    for line in sorted(foreign):
        print(f"fetches from outside: {line}", file=sys.stderr)
    return 1 if foreign else 0


if __name__ == "__main__":
    sys.exit(main())
