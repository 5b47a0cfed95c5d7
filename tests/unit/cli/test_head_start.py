"""The first plan has its kernels compiled beside it, and no later one has."""

from __future__ import annotations

import subprocess
import sys

import pytest

from lentigo.cli.head_start import compiling_beside
from lentigo.physics import head_start


class Started:
    """Stands for another process."""

    def __init__(self, command, **_streams):
        self.command = command
        self.log = ["started"]

    def terminate(self):
        self.log.append("ended")

    def wait(self):
        self.log.append("waited for")


@pytest.fixture
def started(monkeypatch):
    """Every process that was started."""
    found = []

    def start(command, **streams):
        found.append(Started(command, **streams))
        return found[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return found


def compiled(monkeypatch, answer):
    monkeypatch.setattr(head_start, "is_compiled", lambda: answer)


def test_another_process_compiles_and_is_gone_afterwards(started, monkeypatch):
    compiled(monkeypatch, False)
    with compiling_beside(threads=2):
        (other,) = started
        assert other.command[0] == sys.executable
        assert other.command[-1] == head_start.__name__
        assert other.log == ["started"]
    assert other.log == ["started", "ended", "waited for"]


def test_it_is_gone_too_where_the_work_fails(started, monkeypatch):
    compiled(monkeypatch, False)
    with pytest.raises(KeyboardInterrupt), compiling_beside(threads=2):
        raise KeyboardInterrupt
    assert started[0].log[-1] == "waited for"


def test_nothing_is_started_where_all_is_compiled_or_one_thread_is_allowed(started, monkeypatch):
    compiled(monkeypatch, True)
    with compiling_beside(threads=2):
        pass
    compiled(monkeypatch, False)
    with compiling_beside(threads=1):
        pass
    assert not started


def test_the_work_is_done_where_no_process_can_be_started(monkeypatch):
    compiled(monkeypatch, False)

    def refused(*_arguments, **_streams):
        raise PermissionError

    monkeypatch.setattr(subprocess, "Popen", refused)
    done = []
    with compiling_beside(threads=2):
        done.append(1)
    assert done
