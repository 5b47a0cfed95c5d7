"""The terminal: what people type and read."""
