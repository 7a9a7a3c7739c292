"""The seven needs, whom to ask, and how it went. The reading of the lights lives in `network`; asks build
on it."""
