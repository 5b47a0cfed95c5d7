"""Stopping rules as people write them, and what they refuse."""

from __future__ import annotations

import pytest

from lentigo.errors import OutOfValidityError
from lentigo.physics.stopping import StoppingRule, quantity_place, stopping_rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (
            "absorbed fraction of layer 1 to 0.2 %",
            StoppingRule(quantity="absorbed fraction of layer 1", relative_error=0.002),
        ),
        ("diffuse reflectance to 1%", StoppingRule(quantity="diffuse reflectance", relative_error=0.01)),
        ("transmittance to 1e-1 %", StoppingRule(quantity="transmittance", relative_error=0.001)),
        ("10 s", StoppingRule(seconds=10.0)),
        (" 2 min ", StoppingRule(seconds=120.0)),
    ],
)
def test_a_rule_is_read_as_it_is_written(text, rule):
    read = stopping_rule(text)
    assert (read.quantity, read.seconds) == (rule.quantity, rule.seconds)
    assert read.relative_error == pytest.approx(rule.relative_error)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "glory to 1 %",
        "absorbed fraction of layer 0 to 1 %",
        "transmittance to 0 %",
        "1e s",
        "-5 s",
        "0 min",
    ],
)
def test_what_is_no_rule_is_refused_with_an_example(text):
    with pytest.raises(OutOfValidityError):
        stopping_rule(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"quantity": "transmittance"},
        {"relative_error": 0.1},
        {"quantity": "transmittance", "relative_error": 1.0},
        {"quantity": "colour", "relative_error": 0.1},
        {"seconds": float("nan")},
    ],
    ids=str,
)
def test_a_rule_that_cannot_be_is_refused(wrong):
    with pytest.raises(OutOfValidityError):
        StoppingRule(**wrong)


def test_layers_count_from_the_surface_of_the_skin():
    # Shares stand as: specular, up, down, roulette, two covers, three layers.
    assert quantity_place("absorbed fraction of layer 1", layers=3, covers=2) == 6
    assert quantity_place("absorbed fraction of layer 3", layers=3, covers=2) == 8
    assert quantity_place("diffuse reflectance", layers=3, covers=2) == 1
    assert quantity_place("transmittance", layers=3, covers=2) == 2
    with pytest.raises(OutOfValidityError, match="no layer 4"):
        quantity_place("absorbed fraction of layer 4", layers=3, covers=2)
