"""What the tests of the terminal share: plans made by hand, and a planning room that answers with them at once."""

from __future__ import annotations

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

sys.path.insert(0, str(Path(__file__).parent))

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture
def examples():
    return EXAMPLES


@pytest.fixture
def planning(monkeypatch):
    """A planning room without physics: tests set what its functions answer."""
    import sample_plan

    # Eyewear needs no plan; the real module must be there before its room is exchanged, whichever test comes first.
    import lentigo.planning.laser_safety
    import lentigo.planning.screened
    import lentigo.planning.which_way
    import lentigo.planning.words
    import lentigo.reports.course.told

    room = SimpleNamespace(asked=[])

    def plan(case, devices, *, numerics, observed=None, rules=None, policy=None, progress=None):
        room.asked.append(
            SimpleNamespace(
                case=case, devices=devices, numerics=numerics, observed=observed, rules=rules, policy=policy
            )
        )
        if progress is not None:
            progress(1, 2)
        return sample_plan.SETTING

    room.plan = plan
    room.pain = lambda *_, **__: sample_plan.PAIN
    monkeypatch.setitem(sys.modules, "lentigo.planning", room)
    monkeypatch.setattr(lentigo, "planning", room, raising=False)
    return room


@pytest.fixture
def lentigo_run(capsys):
    """Run one command line: its exit code, standard output and standard error."""
    from lentigo.cli.door import run

    def run_it(*words):
        capsys.readouterr()
        code = run([str(word) for word in words])
        told = capsys.readouterr()
        return SimpleNamespace(code=code, out=told.out, err=told.err)

    return run_it
