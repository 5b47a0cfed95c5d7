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
    workers = min(threads, len(ranges))

    def run(worker: int) -> None:
        for first, last in ranges[worker::workers]:
            work(first, last)

    if workers <= 1:
        for first, last in ranges:
            work(first, last)
        return
    # The calling thread is one of the workers: for batches of a few milliseconds starting threads is what costs.
    with ThreadPoolExecutor(max_workers=workers - 1) as pool:
        others = [pool.submit(run, worker) for worker in range(1, workers)]
        run(0)
        for other in others:
            other.result()
