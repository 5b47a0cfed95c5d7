"""Share a batch among threads so that the result does not depend on their number."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock, local

_pools: dict[int, ThreadPoolExecutor] = {}
"""Threads that wait for work, by their number: starting them costs more than many a batch takes."""
_opening = Lock()
_here = local()
"""Whether this thread is one of those that wait."""


def for_chunks(work: Callable[[int, int], None], *, size: int, chunk: int, threads: int) -> None:
    """Call ``work(first, last)`` for chunks of fixed size until the batch is done.

    The chunks are the same for any number of threads, and each writes to its own part of the result, so results are
    identical bit for bit. ``work`` should release the interpreter lock (``nogil`` kernels do).

    Parameters
    ----------
    work : callable
        What to do with the members first..last-1.
    size : int
        Members in the batch [1].
    chunk : int
        Members per call [1].
    threads : int
        Threads to use [1].
    """
    ranges = [(first, min(first + chunk, size)) for first in range(0, size, chunk)]
    workers = min(threads, len(ranges))
    if workers <= 1 or getattr(_here, "waits", False):
        # A thread of the pool that waited for others of the same pool could wait for ever.
        for first, last in ranges:
            work(first, last)
        return
    left = iter(ranges)  # whoever is free takes the next; taking it is one step of the interpreter

    def run() -> None:
        try:
            for first, last in left:
                work(first, last)
        except BaseException:
            for _ in left:  # what cannot be finished is not begun
                pass
            raise

    pool = _pool(workers - 1)
    others = [pool.submit(run) for _ in range(1, workers)]
    # The calling thread is one of the workers.
    try:
        run()
    finally:
        _finished(others)
    for other in others:
        if not other.cancelled():
            other.result()


def _finished(others: list[Future[None]]) -> None:
    """Wait for those that have begun; the rest would find nothing left to do."""
    for other in others:
        if not other.cancel():
            other.exception()


def _pool(size: int) -> ThreadPoolExecutor:
    """The process's pool of that many threads."""
    with _opening:
        if size not in _pools:
            _pools[size] = ThreadPoolExecutor(size, thread_name_prefix="lentigo", initializer=_enter)
        return _pools[size]


def _enter() -> None:
    _here.waits = True


def _forget() -> None:
    """Threads do not follow into a child process, and a lock may be held there by one that did not."""
    global _opening  # noqa: PLW0603 - the state of a process
    _pools.clear()
    _opening = Lock()
    _here.waits = False


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
