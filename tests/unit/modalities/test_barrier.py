"""What steps do to the barrier: shares act independently, nothing closes it, and a whole one needs no word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lentigo import library
from lentigo.domain.record import as_plain, from_plain
from lentigo.domain.skin import WHOLE_BARRIER, Barrier, Skin
from lentigo.errors import OutOfValidityError
from lentigo.modalities.barrier import stripped, with_channels

SKIN = library.skin(site="face", melanin_fraction=0.03)
SHARE = st.floats(0, 1)
DEPTH = st.floats(0, 4e-3)


def test_skin_of_the_library_is_whole():
    assert SKIN.barrier == WHOLE_BARRIER
    assert SKIN.barrier.is_whole


def test_a_skin_told_without_a_barrier_has_a_whole_one():
    plain = as_plain(SKIN)
    del plain["barrier"]
    assert from_plain(Skin, plain) == SKIN


def test_a_barrier_goes_to_json_and_back():
    opened = with_channels(stripped(SKIN, share=0.3), share=0.02, depth=180e-6)
    assert from_plain(Skin, as_plain(opened)) == opened
    assert not opened.barrier.is_whole
    assert as_plain(opened)["barrier"] == {
        "stripped_share": 0.3,
        "channel_share": 0.02,
        "channel_depth_um": pytest.approx(180.0),
    }


def test_channels_without_depth_are_none():
    assert Barrier(channel_share=0.2).is_whole
    assert with_channels(SKIN, share=0.2, depth=0.0) is SKIN
    assert with_channels(SKIN, share=0.0, depth=1e-3) is SKIN
    assert stripped(SKIN, share=0.0) is SKIN


def test_two_steps_act_independently_and_the_deeper_channels_count():
    twice = stripped(stripped(SKIN, share=0.5), share=0.2).barrier
    assert twice.stripped_share == pytest.approx(0.6)
    crossed = with_channels(with_channels(SKIN, share=0.1, depth=300e-6), share=0.1, depth=100e-6).barrier
    assert crossed.channel_share == pytest.approx(0.19)
    assert crossed.channel_depth_um == pytest.approx(300.0)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(shares=st.tuples(SHARE, SHARE), channels=st.tuples(SHARE, SHARE), depths=st.tuples(DEPTH, DEPTH))
def test_nothing_closes_it_and_the_order_does_not_matter(shares, channels, depths):
    def after(order):
        skin = SKIN
        for k in order:
            before = skin.barrier
            skin = with_channels(stripped(skin, share=shares[k]), share=channels[k], depth=depths[k])
            assert skin.barrier.stripped_share >= max(before.stripped_share, shares[k])
            assert skin.barrier.channel_share >= before.channel_share
            assert skin.barrier.channel_depth_um >= before.channel_depth_um
        return skin.barrier

    one, other = after((0, 1)), after((1, 0))
    assert one.stripped_share == pytest.approx(other.stripped_share, abs=1e-12)
    assert one.channel_share == pytest.approx(other.channel_share, abs=1e-12)
    assert one.channel_depth_um == other.channel_depth_um
    assert replace(SKIN, barrier=one).layers == SKIN.layers


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(OutOfValidityError, match="between 0 and 1"):
        stripped(SKIN, share=share)
    with pytest.raises(OutOfValidityError, match="between 0 and 1"):
        with_channels(SKIN, share=share, depth=1e-4)


@pytest.mark.parametrize("depth", [-1e-6, float("nan"), float("inf")])
def test_a_depth_that_is_none_is_refused(depth):
    with pytest.raises(OutOfValidityError, match="depth of a channel"):
        with_channels(SKIN, share=0.1, depth=depth)
