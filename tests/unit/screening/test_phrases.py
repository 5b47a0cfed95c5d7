"""Claims that no output may make."""

from __future__ import annotations

import pytest

from lentigo.screening.phrases import CLAIMS, claims_in


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.phrases[0])
def test_claim_is_found_however_it_is_written(claim):
    for phrase in claim.phrases:
        assert claim in claims_in(f"Our clinic: {phrase.upper().replace(' ', chr(10), 1)}.")
        assert claim in claims_in(phrase.replace("'", "\u2019"))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.phrases[0])
def test_correction_is_patient_text_that_claims_nothing(claim):
    assert claims_in(claim.correction) == ()
    assert claim.correction.endswith(".")
    assert len(claim.correction.split()) >= 8
