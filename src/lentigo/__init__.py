"""Treatment planning for laser and energy-based dermatology."""

__version__ = "0.1.0.dev0"
