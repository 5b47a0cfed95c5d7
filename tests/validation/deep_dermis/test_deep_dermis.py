"""Deep in the dermis, light has forgotten where it came from: there diffusion theory holds, and transport knows better.

Far from surfaces fluence falls as one exponential. Its rate is known twice: from diffusion theory, which is right as
far as absorption is rare, and exactly, as the least eigenvalue of the transport equation with the phase function of
Henyey and Greenstein. How much light arrives there follows from diffusion theory, too, with the light's first
scatterings as its source and a surface that reflects diffuse light.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from lentigo.physics.adding_doubling import layered_light
from lentigo.physics.fresnel import reflectance
from lentigo.physics.monte_carlo import monte_carlo

INDEX = 1.4
SLICES = np.linspace(0.0, 1e-2, 51)


@dataclass(frozen=True)
class Dermis:
    """One dermis without an end."""

    absorption: float
    scattering: float
    anisotropy: float
    packets: int
    amount: float
    """How near diffusion theory comes to the amount of light; the less absorption beside scattering, the nearer."""

    @property
    def reduced(self) -> float:
        """Reduced scattering [1/m]."""
        return self.scattering * (1.0 - self.anisotropy)

    @property
    def diffusion_rate(self) -> float:
        """Effective attenuation [1/m]."""
        return math.sqrt(3.0 * self.absorption * (self.absorption + self.reduced))


CASES = {
    "755 nm": Dermis(25.0, 2e4, 0.85, packets=1_200_000, amount=0.02),
    "595 nm": Dermis(100.0, 2e4, 0.85, packets=1_000_000, amount=0.06),
    "isotropic": Dermis(100.0, 1e4, 0.0, packets=2_000_000, amount=0.02),
}


def transport_rate(dermis: Dermis) -> float:
    """Rate at which transport lets light fall off far from surfaces [1/m].

    Moments of the radiance couple to their neighbours alone: with k the rate per extinction, a the albedo,
    (2l+1) (1 - a g^l) f_l = k ((l+1) f_(l+1) + l f_(l-1)). Made symmetric, the largest eigenvalue of this is 1/k.
    """
    extinction = dermis.absorption + dermis.scattering
    order = np.arange(200)
    own = (2 * order + 1) * (1.0 - dermis.scattering / extinction * dermis.anisotropy**order)
    beside = order[1:] / np.sqrt(own[:-1] * own[1:])
    return float(extinction / np.linalg.eigvalsh(np.diag(beside, 1) + np.diag(beside, -1)).max())


def diffusion_amount(dermis: Dermis) -> float:
    """Fluence that diffusion theory finds, extrapolated to the surface from deep inside, per light that enters [1]."""
    transport = dermis.absorption + dermis.reduced
    diffusivity = 1.0 / (3.0 * transport)
    rate = dermis.diffusion_rate
    x, w = np.polynomial.legendre.leggauss(400)
    cosine, weight = 0.5 * (x + 1.0), 0.5 * w
    mirrored = reflectance(cosine, index_from=INDEX, index_to=1.0)
    of_fluence, of_flux = np.sum(2 * cosine * weight * mirrored), np.sum(3 * cosine**2 * weight * mirrored)
    length = 2.0 * diffusivity * (1.0 + of_flux) / (1.0 - of_fluence)
    source = dermis.reduced / (diffusivity * (transport**2 - rate**2))
    return float(source * (1.0 + length * transport) / (1.0 + length * rate))


@pytest.fixture(scope="module", params=CASES)
def case(request):
    dermis = CASES[request.param]
    lit = monte_carlo(
        [dermis.absorption],
        [dermis.scattering],
        [dermis.anisotropy],
        [math.inf],
        refractive_index=[INDEX],
        index_above=1.0,
        index_below=INDEX,
        packets=dermis.packets,
        seed=3,
        radial_edges=[0, 1.0],
        depth_edges=SLICES,
        keep_batches=True,
        engine="fast",
        threads=2,
    )
    return dermis, lit


def deep(dermis):
    """Slices from two to five times the depth at which light falls to a third."""
    middle = 0.5 * (SLICES[1:] + SLICES[:-1])
    return middle, (middle > 2.0 / dermis.diffusion_rate) & (middle < 5.0 / dermis.diffusion_rate)


def measured_rate(dermis, lit):
    """Rate at which the fluence falls, and its standard error from the batches [1/m]."""
    middle, there = deep(dermis)
    fluence = lit.absorbed[0, there]
    away = middle[there] - middle[there].mean()
    slope = -away / (away**2).sum()
    of_batches = (slope * lit.kept[:, 0, there] / fluence).sum(axis=1)
    held = lit.kept_packets
    spread = (held * (of_batches - np.average(of_batches, weights=held)) ** 2).sum() / (held.size - 1)
    return float(slope @ np.log(fluence)), math.sqrt(spread / held.sum())


def test_the_rate_without_anisotropy_is_that_of_the_closed_form():
    # Without anisotropy the condition is a artanh(k) = k.
    dermis = CASES["isotropic"]
    extinction = dermis.absorption + dermis.scattering
    k = transport_rate(dermis) / extinction
    assert dermis.scattering / extinction * math.atanh(k) == pytest.approx(k, rel=1e-12)


@pytest.mark.parametrize("dermis", CASES.values(), ids=CASES)
def test_adding_doubling_falls_off_at_the_rate_of_transport(dermis):
    lit = layered_light(
        [[dermis.absorption]],
        [[dermis.scattering]],
        [[dermis.anisotropy]],
        [[3 * SLICES[-1]]],
        index_inside=INDEX,
        index_above=1.0,
        index_below=INDEX,
        sublayers=[3 * (SLICES.size - 1)],
        streams=32,
        estimate_error=False,
    )
    # Far above the lower end, near which light is missing that would come back from below it.
    here, deeper = SLICES.size // 3, SLICES.size // 2
    rate = math.log(lit.fluence[0, here] / lit.fluence[0, deeper]) / (SLICES[deeper] - SLICES[here])
    assert rate == pytest.approx(transport_rate(dermis), rel=1e-9)


def test_light_falls_off_at_the_rate_of_transport(case):
    dermis, lit = case
    rate, error = measured_rate(dermis, lit)
    assert error < 0.0035 * rate
    assert abs(rate - transport_rate(dermis)) < 3 * error


def test_light_falls_off_at_the_effective_attenuation(case):
    dermis, lit = case
    rate, error = measured_rate(dermis, lit)
    # Diffusion theory leaves out the next power of absorption over scattering.
    left_out = dermis.absorption / dermis.reduced
    assert abs(rate / dermis.diffusion_rate - 1.0) < left_out + 3 * error / rate


def test_as_much_light_arrives_as_diffusion_theory_says(case):
    dermis, lit = case
    middle, there = deep(dermis)
    area = math.pi * lit.radial_edges[-1] ** 2
    fluence = lit.absorbed[0, there] * area / dermis.absorption
    expected = (1.0 - lit.specular) * diffusion_amount(dermis) * np.exp(-dermis.diffusion_rate * middle[there])
    assert fluence.sum() / expected.sum() == pytest.approx(1.0, abs=dermis.amount)


def test_rates_of_three_per_cent_more_absorption_are_told_apart(case):
    dermis, lit = case
    rate, error = measured_rate(dermis, lit)
    wrong = Dermis(1.03 * dermis.absorption, dermis.scattering, dermis.anisotropy, packets=1, amount=1.0)
    assert abs(rate - transport_rate(wrong)) > 3 * error
