"""A session people join: the meet, who is in, waiting or out, its court, its lines in a calendar, its thread.

Leaves to others: why it was proposed and what each answered (`rounds`), what it did to a tie (`network`).
"""
