"""Who may be treated, with what, when, and why not."""

from lentigo.screening.alternatives import alternatives
from lentigo.screening.gate import BLOCKING, screen, severity, verdict_for

__all__ = ["BLOCKING", "alternatives", "screen", "severity", "verdict_for"]
