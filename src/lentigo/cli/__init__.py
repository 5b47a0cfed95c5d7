"""The terminal: what people type and read.

Nothing but click is imported until a command runs, so that ``lentigo --help`` answers at once.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    import sys

    from lentigo.cli.door import run

    sys.exit(run(sys.argv[1:]))
