"""Sporezo keeps a professional network alive through sport."""
