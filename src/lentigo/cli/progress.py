"""A progress bar on standard error, fed by ``(done, of) -> None``; silent where nobody watches."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

Progress = Callable[[float, float], None]


@contextlib.contextmanager
def watched(words: str, *, quiet: bool = False) -> Iterator[Progress]:
    """Give a callable that moves a bar with these words before it.

    Parameters
    ----------
    words : str
        What is being done.
    quiet : bool
        Show nothing; nothing is shown either where standard error is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield _nobody_watches
        return
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    from lentigo.cli.render.console import remarks

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        console=remarks(),
        transient=True,
    )
    with bar:
        task = bar.add_task(words, total=None)

        def moved(done: float, of: float) -> None:
            bar.update(task, completed=done, total=of)

        yield moved


def _nobody_watches(done: float, of: float) -> None:
    """Let the work go on unseen."""
