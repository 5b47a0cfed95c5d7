"""A referral letter as plain text that is also Markdown."""

from __future__ import annotations

from collections.abc import Iterable

from lentigo import __version__
from lentigo.cli.render.reasons import Cite
from lentigo.cli.root import DISCLAIMER
from lentigo.domain.referral import Referral, ReferralGround

LINE = "_" * 40


def letters(referrals: Iterable[Referral], *, cite: Cite) -> str:
    """All letters of a case, one after the other."""
    return "\n\n---\n\n".join(letter(one, cite=cite) for one in referrals) + "\n"


def letter(of: Referral, *, cite: Cite) -> str:
    """One letter: blanks for who it is about, what is asked and why, what is known and not, what was not done."""
    parts = [
        f"# Referral: {of.to}",
        f"**{of.urgency_words[:1].upper()}{of.urgency_words[1:]}**",
        "\n".join(f"- {blank}: {LINE}" for blank in of.blanks[:-1]),
        "## What we ask",
        _bullets(f"{ask}." for ask in of.asks),
        "## Why",
        _bullets(_ground(ground) for ground in of.grounds),
        "## What is known",
        f"Assessed {of.assessed:%-d %B %Y}.",
        _bullets(f"{row.what}: {row.said}" for row in of.known),
        "## Found",
        _bullets(of.found) or "None of the signs that were asked for.",
        "## Looked for and not found",
        _bullets(of.not_found) or "Nothing was said to be absent.",
        "## Not known",
        _bullets(of.unknown) or "Nothing was left open.",
        "## What was not done",
        of.not_done,
        "## Sources",
        _bullets(f"[{key}] {cite(key)}" for key in dict.fromkeys(k for g in of.grounds for k in g.sources)),
        f"{of.blanks[-1]}: {LINE}",
        f"{DISCLAIMER} Lentigo {__version__}; rules: {of.rules}.",
    ]
    return "\n\n".join(parts)


def _bullets(lines: Iterable[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _ground(ground: ReferralGround) -> str:
    where = f"rule {ground.rule}; " if ground.rule else ""
    memory = "; the source has not been read again: verify" if ground.from_memory else ""
    return f"**{ground.title}.** {ground.because}. [{where}{', '.join(ground.sources)}{memory}]"
