"""What is compiled ahead of the first plan is what that plan calls."""

from __future__ import annotations

from dataclasses import replace

import numba
import pytest

from lentigo import library, planning
from lentigo.physics import _lane_kernel as light_engine
from lentigo.physics import damage, head_start, heat, heat_axisymmetric

CALLED = (
    (heat, "march"),
    (damage, "damage_thresholds"),
    (damage, "temperature_thresholds"),
    (light_engine, "trace_lanes"),
    (heat_axisymmetric, "march_modes"),
    (heat_axisymmetric, "show_modes"),
)


@pytest.fixture
def kinds(monkeypatch):
    """Kinds of arguments that each kernel was called with since the last look; another kind is another compilation."""
    seen = {}

    def listening(name, kernel):
        def called(*arguments):
            seen.setdefault(name, set()).add(tuple(str(numba.typeof(a)) for a in arguments))
            return kernel(*arguments)

        return called

    for module, name in CALLED:
        monkeypatch.setattr(module, name, listening(name, getattr(module, name)))

    def look():
        found = dict(seen)
        seen.clear()
        return found

    return look


def test_a_plan_calls_what_was_compiled_ahead(hand, small, kinds):
    head_start.compile_kernels()
    ahead = kinds()
    planning.plan(hand, (library.device("lp_alexandrite"),), numerics=replace(small, skins=16))
    assert kinds() == ahead
    assert all(len(each) == 1 for each in ahead.values())


def test_every_kernel_but_that_of_light_is_compiled_ahead(kinds):
    head_start.compile_kernels()
    assert set(kinds()) == {kernel.__name__ for kernel in head_start.KERNELS} == {name for _, name in CALLED}


def test_compiled_means_a_file_for_each_kernel(tmp_path, monkeypatch):
    class Kernel:
        def __init__(self, name):
            self.__name__ = name
            self.stats = type("Stats", (), {"cache_path": str(tmp_path)})

    monkeypatch.setattr(head_start, "KERNELS", (Kernel("march"), Kernel("trace")))
    assert not head_start.is_compiled()
    (tmp_path / "_heat_kernel.march-125.py311.nbi").touch()
    assert not head_start.is_compiled()
    (tmp_path / "_light_kernel.trace-7.py311.nbi").touch()
    assert head_start.is_compiled()
