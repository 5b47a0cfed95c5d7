"""``python -m lentigo`` is the command ``lentigo``."""

from __future__ import annotations

from lentigo.cli import main

if __name__ == "__main__":
    main()
