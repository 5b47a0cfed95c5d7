"""How the pictures of the manual are kept: with few colours, so that they are small."""

from __future__ import annotations

from pathlib import Path

from PIL import Image


def keep(drawn: Image.Image, picture: Path, *, colours: int = 128) -> None:
    """Write a picture with few colours and say how large it is; dithering would make the same picture larger."""
    whole = drawn.convert("RGB")
    whole.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(picture, optimize=True)
    print(f"{picture.name}: {picture.stat().st_size // 1000} kB")
