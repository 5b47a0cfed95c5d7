"""The words of the field as frozen records."""
