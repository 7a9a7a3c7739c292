"""Blocks, not-with, exclusions, reports, audit, suspensions, acquaintance: what every floor must respect,
so it lies low."""
