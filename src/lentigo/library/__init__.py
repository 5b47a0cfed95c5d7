"""Tissues, chromophores, devices, limits, rules and evidence: data files with sources."""
