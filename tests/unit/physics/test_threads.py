"""Batches shared among threads: every member once, in any number of threads, and no thread left hanging."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lentigo.physics._threads import for_chunks


def squares(size, threads, chunk=3):
    found = [0] * size

    def work(first, last):
        for k in range(first, last):
            found[k] += k * k

    for_chunks(work, size=size, chunk=chunk, threads=threads)
    return found


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
@pytest.mark.parametrize("size", [0, 1, 3, 4, 20])
def test_every_member_is_worked_once(size, threads):
    assert squares(size, threads) == [k * k for k in range(size)]


def test_threads_are_kept_for_the_next_batch():
    squares(20, 3)
    kept = threading.active_count()
    for _ in range(30):
        squares(20, 3)
    assert threading.active_count() <= kept + 1  # of two threads, the second may not have been needed before


def test_two_threads_work_at_the_same_time():
    together = threading.Barrier(2, timeout=30)
    for_chunks(lambda *_: together.wait(), size=2, chunk=1, threads=2)


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_an_error_reaches_the_caller_and_later_batches_run(threads):
    def work(first, _):
        if first == 4:
            raise ValueError("no such skin")

    with pytest.raises(ValueError, match="no such skin"):
        for_chunks(work, size=12, chunk=1, threads=threads)
    assert squares(20, threads) == [k * k for k in range(20)]


def test_after_an_error_no_thread_still_writes():
    running = []

    def work(first, _):
        running.append(first)
        if first == 0:
            raise KeyboardInterrupt
        running.remove(first)

    with pytest.raises(KeyboardInterrupt):
        for_chunks(work, size=200, chunk=1, threads=3)
    assert running == [0]


def test_a_batch_within_a_batch_does_not_wait_for_itself():
    found = [[] for _ in range(6)]

    def work(first, last):
        for k in range(first, last):
            found[k] = squares(9, 2, chunk=1)

    for_chunks(work, size=6, chunk=1, threads=2)
    assert found == [[k * k for k in range(9)]] * 6


def test_batches_of_several_callers_do_not_mix():
    with ThreadPoolExecutor(4) as callers:
        made = list(callers.map(lambda size: squares(size, 2, chunk=1), range(40)))
    assert made == [[k * k for k in range(size)] for size in range(40)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_a_forked_process_starts_its_own_threads():
    squares(20, 2)
    child = os.fork()
    if child == 0:
        os._exit(0 if squares(20, 2) == [k * k for k in range(20)] else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
