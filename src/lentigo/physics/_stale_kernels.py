"""Machine code on the disk that is older than what it was made of.

Numba keeps compiled kernels beside their source and compiles one anew when its own file changes, but not when a file
changes whose functions it calls. After an update such a kernel would go on with old equations, or look for its memory
where it no longer lies. So the files that kernels are made of are noted beside the machine code; where they are others,
all of it goes.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = ["discard_stale_kernels", "sources"]

NOTE = "kernels.made_of"


def sources(folder: Path) -> list[Path]:
    """The files that kernels are made of: the private ones, and the one equation that is shared with everybody."""
    return sorted([*folder.glob("_[a-z]*.py"), folder / "fresnel.py"])


def discard_stale_kernels(folder: Path) -> bool:
    """Remove compiled kernels if a file that they are made of has changed; whether it had.

    A folder that cannot be written to is left as it is: nobody changes files there either.
    """
    seen = "".join(
        f"{path.name} {stat.st_size} {stat.st_mtime_ns}\n" for path in sources(folder) for stat in [path.stat()]
    )
    kept = folder / "__pycache__"
    note = kept / NOTE
    try:
        if note.read_text(encoding="utf-8") == seen:
            return False
    except OSError:
        pass  # nothing noted yet: what lies there may be of any age
    with contextlib.suppress(OSError):
        kept.mkdir(exist_ok=True)
        for path in (*kept.glob("*.nbi"), *kept.glob("*.nbc")):
            path.unlink(missing_ok=True)
        # Written aside and renamed: another process may look at the same time.
        aside = note.with_suffix(f".{os.getpid()}")
        aside.write_text(seen, encoding="utf-8")
        aside.replace(note)
    return True
