"""The equations of a packet's flight, a row of packets abreast.

Each function is one equation, made of operations on rows that NumPy's arrays know too (``function.py_func``).
"""
# ruff: noqa: PLR0917 - the arguments of an equation

from __future__ import annotations

from typing import Any

from numba import njit

from lentigo.physics._lane_intrinsics import (
    bits_of,
    choose,
    fma,
    mantissa_and_exponent,
    number_of,
    raised,
    root,
    sign_of,
    signed_share,
    turned,
)

LN_2 = 0.6931471805599453


@njit(cache=True, forceinline=True)
def next_word(a: Any, b: Any, c: Any, d: Any) -> Any:
    """Next random word of xoshiro128+ and its new state."""
    word = a + d
    shifted = raised(b, 9)
    c = c ^ a
    d = d ^ b
    b = b ^ c
    a = a ^ d
    c = c ^ shifted
    return word, a, b, c, turned(d, 11)


@njit(cache=True, forceinline=True)
def optical_depth(share: Any) -> Any:
    """Optical depth of the next free path: minus the logarithm of an even share.

    It is good to 4e-7 of itself, which below 0.1 is 4e-8.
    """
    part, power = mantissa_and_exponent(share)
    f = part - 1.0
    # Short branches instead of one long chain: the processor works on all of them at once.
    q = f * f
    first = fma(f, 0.33335261397306887, -0.5000058438153413)
    second = fma(f, 0.1988827691703902, -0.24961465085125756)
    third = fma(f, 0.1633564676563468, -0.1732599545960579)
    third = fma(q, -0.10034618412791362, third)
    rest = fma(fma(fma(third, q, second), q, first), q, f)
    return fma(power, -LN_2, 0.0 - rest)


@njit(cache=True, forceinline=True)
def power_of_two(exponent: Any) -> Any:
    """Two to a power that is 0 or less, good to 2e-7; exactly 1 for a power of exactly 0."""
    bounded = choose(exponent < -125.0, -125.0, exponent)
    # Adding what leaves no room for a fraction rounds to a whole number, which then stands in the lowest bits.
    rounded = bounded + 12582912.0
    rest = bounded - (rounded - 12582912.0)
    power = fma(rest, 1.3264727e-3, 9.6715127e-3)
    power = fma(rest, power, 5.5507337e-2)
    power = fma(rest, power, 2.4022242e-1)
    power = fma(rest, power, 6.9314698e-1)
    power = fma(rest, power, 1.0)
    return number_of(bits_of(power) + raised(bits_of(rounded), 23))


@njit(cache=True, forceinline=True)
def azimuth(word: Any) -> Any:
    """Cosine and sine of an even angle: up to a quarter turn either way, and the other half by the highest bit."""
    share = signed_share(raised(word, 1))
    q = share * share
    r = q * q
    sine = fma(q, -6.45963360e-1, 1.57079629)
    cosine = fma(q, -1.23369821, 9.99999953e-1)
    sine = fma(r, fma(q, -4.67222791e-3, 7.96884805e-2), sine)
    cosine = fma(r, fma(q, -2.08106275e-2, 2.53650745e-1), cosine)
    r = r * r
    sine = fma(r, 1.50820558e-4, sine)
    cosine = fma(r, 8.58190620e-4, cosine)
    return sign_of(word, cosine), sine * share


@njit(cache=True, forceinline=True)
def scattered(ux: Any, uy: Any, uz: Any, g: Any, even: Any, along: Any, across: Any) -> Any:
    r"""Direction after one scattering.

    With an even share e from -1 to 1, the cosine of Henyey and Greenstein is (g + (e + g) q (1 + a)) / 2, where
    q = 1 / (1 + g e) and a = (1 - g^2) q: the usual form with its division by g carried out, so that g = 0 is no
    exception. The new direction is laid about the old one by the mirror that takes the axis there; one division
    serves both.
    """
    tilt = uz + sign_of(bits_of(uz), fma(g, 0.0, 1.0))
    spread = fma(g, even, 1.0)
    shared = 1.0 / (spread * tilt)
    q = shared * tilt
    a = fma(0.0 - g * g, q, q)
    cosine = 0.5 * fma((even + g) * q, a + 1.0, g)
    flat = fma(0.0 - cosine, cosine, 1.0)
    sine = root(choose(flat < 0.0, 0.0, flat))
    p = sine * along
    v = sine * across
    both = fma(v, uy, p * ux)
    turn = fma(0.0 - both, shared * spread, cosine)
    x = fma(ux, turn, sign_of(bits_of(uz), p))
    y = fma(uy, turn, sign_of(bits_of(uz), v))
    return x, y, fma(cosine, uz, 0.0 - both)


@njit(cache=True, forceinline=True)
def normalised(x: Any, y: Any, z: Any) -> Any:
    """A direction of length almost 1 brought closer to 1, by one step of Newton's.

    Rounding would otherwise add up over thousands of scatterings.
    """
    length = fma(-0.5, fma(x, x, fma(y, y, z * z)), 1.5)
    return x * length, y * length, z * length
