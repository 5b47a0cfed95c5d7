"""The first plan of all: another process compiles for it."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def compiling_beside(*, threads: int) -> Iterator[None]:
    """While inside, let another process compile the kernels that have no machine code yet.

    Parameters
    ----------
    threads : int
        Threads that may be used; with one only, nothing is started. What has been compiled when the work ends is kept.
    """
    from lentigo.physics.head_start import is_compiled

    if threads < 2 or not sys.executable or is_compiled():
        yield
        return
    command = [sys.executable, "-P", "-m", "lentigo.physics.head_start"]
    quiet = subprocess.DEVNULL
    try:
        other = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603 - no word of it is a user's
    except OSError:  # then the plan compiles for itself
        yield
        return
    try:
        yield
    finally:
        other.terminate()
        other.wait()
