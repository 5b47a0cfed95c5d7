"""What the tests of the planning room share: a routine case that each test changes, and one small plan of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import lentigo
from lentigo import library, planning
from lentigo.domain.numerics import Numerics

EXAMPLES = Path(__file__).parents[3] / "examples"
SMALL = Numerics(skins=32, packets=4000)


@pytest.fixture(scope="session")
def hand():
    """Lentigines on the back of a hand, ITA 38, contrast 2.6, measured: the routine example."""
    return lentigo.read_case(EXAMPLES / "hand_lentigines.toml")


@pytest.fixture(scope="session")
def small():
    return SMALL


@pytest.fixture(scope="session")
def coloured(hand):
    """The routine case with its colour given otherwise."""

    def change(colour, *, phototype="III", site="back_of_hand"):
        person = replace(hand.person, phototype=phototype)
        return replace(hand, person=person, skin=replace(hand.skin, site=site, colour=colour))

    return change


@pytest.fixture(scope="session")
def plan_of_hand(hand):
    """A small plan of the routine case with a Q-switched laser, not verified."""
    return planning.plan(hand, (library.device("qs_ndyag"),), numerics=SMALL, verified=False)
