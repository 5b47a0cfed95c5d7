"""Share a batch among threads so that the result does not depend on their number."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


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
    if threads <= 1 or len(ranges) <= 1:
        for first, last in ranges:
            work(first, last)
        return
    with ThreadPoolExecutor(max_workers=min(threads, len(ranges))) as pool:
        for done in [pool.submit(work, first, last) for first, last in ranges]:
            done.result()
