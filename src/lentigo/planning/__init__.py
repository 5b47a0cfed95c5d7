"""Window, uncertainty, comparison and verification: a case becomes a plan."""

from __future__ import annotations

from lentigo.planning.check import check_setting, simulate_case
from lentigo.planning.course import course
from lentigo.planning.decide import compare, device_window, learn, plan
from lentigo.planning.explore import explore
from lentigo.planning.fields import fields
from lentigo.planning.pain import pain
from lentigo.planning.store import load, save
from lentigo.planning.verify import verify

window = device_window

__all__ = [
    "check_setting",
    "compare",
    "course",
    "explore",
    "fields",
    "learn",
    "load",
    "pain",
    "plan",
    "save",
    "simulate_case",
    "verify",
    "window",
]
