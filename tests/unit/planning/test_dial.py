"""What can be dialled, and what is delivered when it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from lentigo import library
from lentigo.domain.device import OutputCheck, PulseTrain, Spot
from lentigo.planning.dial import Combination, combinations, delivered_per_set, dial_steps, output_error, sub_pulses

DEVICES = [library.device(name) for name in library.devices()]


def spot(low, high, step):
    return Spot(diameter_mm=4.0, fluence_low_j_cm2=low, fluence_high_j_cm2=high, fluence_step_j_cm2=step)


@pytest.mark.parametrize(
    ("low", "high", "step", "count"),
    [(0.2, 4.0, 0.1, 39), (1.0, 1.0, 0.5, 1), (0.05, 0.5, 0.05, 10), (1.0, 2.0, 0.3, 4), (5.0, 30.0, 1.0, 26)],
)
def test_steps_run_from_end_to_end_and_never_beyond(low, high, step, count):
    steps = dial_steps(spot(low, high, step))
    assert steps.size == count
    assert steps[0] == low
    assert steps[-1] <= high
    assert steps[-1] + step > high
    assert np.allclose(np.diff(steps), step)


def test_steps_are_round_numbers():
    assert [float(v) for v in dial_steps(spot(0.1, 0.7, 0.1))] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]


@pytest.mark.parametrize("device", DEVICES, ids=lambda device: device.id)
def test_every_combination_of_the_library_can_be_dialled(device):
    every = list(combinations(device))
    chosen = sum(
        len(h.pulse_trains or h.pulse_durations_s)
        * len(h.passes)
        * (len(h.spots) + sum(len(tip.densities_per_cm2) * len(tip.stacks) for tip in h.tips))
        for h in device.handpieces
    )
    assert len(every) == chosen * len(device.coolings)
    assert len(set(every)) == len(every)
    for combination in every:
        setting = combination.setting(float(dial_steps(combination.spot)[0]))
        assert setting.device == device.id
        assert setting.pulse_s == combination.exposure.duration_s
        assert sum(p.share for p in combination.exposure.pulse) == pytest.approx(1)
        low, high = (f(line.wavelength_nm for line in combination.handpiece.lines) for f in (min, max))
        assert low <= combination.wavelength_nm <= high


def test_labels_tell_combinations_of_a_handpiece_apart():
    for device in DEVICES:
        labels = {
            (c.handpiece.name, c.spot.label, c.pulse_label, c.cooling.name, c.density_per_cm2, c.passes, c.stacked)
            for c in combinations(device)
        }
        assert len(labels) == len(list(combinations(device)))


@pytest.mark.parametrize(
    ("pulse", "label"),
    [
        (6e-9, "6 ns"),
        (7.5e-10, "750 ps"),
        (3e-3, "3 ms"),
        (4.5e-4, "450 µs"),
        (PulseTrain(pulses=1, duration_ms=10, gap_ms=0), "10 ms"),
        (PulseTrain(pulses=3, duration_ms=4, gap_ms=30), "3 × 4 ms, 30 ms apart"),
    ],
)
def test_pulses_are_named_as_on_a_panel(pulse, label):
    device = library.device("qs_ndyag")
    made = Combination(device, device.handpieces[0], device.handpieces[0].spots[0], pulse, device.coolings[0])
    assert made.pulse_label == label


def test_a_train_is_its_sub_pulses():
    train = sub_pulses(PulseTrain(pulses=3, duration_ms=4, gap_ms=30))
    assert [p.start_s for p in train] == pytest.approx([0, 0.034, 0.068])
    assert {p.duration_s for p in train} == {0.004}
    assert max(p.start_s + p.duration_s for p in train) == pytest.approx(0.072)


def test_commissioning_corrects_what_is_delivered():
    device = library.device("qs_ndyag")
    handpiece = device.handpieces[0]
    checked = [
        OutputCheck(
            handpiece=handpiece.name,
            spot_mm=3,
            fluence_set_j_cm2=1,
            fluence_measured_j_cm2=f,
            measured=date(2026, 1, 9),
        )
        for f in (0.8, 0.9, 1.3)
    ]
    measured = replace(device, output_checks=tuple(checked))
    three, four = handpiece.spots[1], handpiece.spots[2]
    assert delivered_per_set(measured, handpiece, three) == pytest.approx(0.9)
    assert delivered_per_set(measured, handpiece, four) == 1
    assert delivered_per_set(measured, device.handpieces[1], device.handpieces[1].spots[0]) == 1


def test_an_unknown_output_error_counts_as_the_larger_end():
    device = library.device("qs_ndyag")
    number = library.number("limits/knowledge", "unknown_output_error_percent")
    assert output_error(replace(device, output_error_percent="unknown")) == number.high / 100
    assert output_error(replace(device, output_error_percent=4.0)) == 0.04
