"""Measurements anybody can repeat: `sporezo bench NAME ARGUMENTS` runs `sporezo.bench.NAME.main(arguments)`.

Each one takes its data by path, prints ratios rather than seconds, and with `--json` one document on one line. Files of
people's messages or games are read where they lie and never copied.
"""
