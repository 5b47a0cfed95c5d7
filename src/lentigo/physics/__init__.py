"""Arrays in, arrays out, SI; every equation with its source."""

from pathlib import Path

from lentigo.physics._stale_kernels import discard_stale_kernels

discard_stale_kernels(Path(__file__).parent)
