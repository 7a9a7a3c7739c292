"""The engine: what the weekly round, the levels and the ties compute.

Pure Python, NumPy and Numba. It knows arrays and opaque ids; it does not know Django, a clock, a network or a
database. Chance is an argument (`seed`), wrong input is a `ValueError` with a sentence.
"""
