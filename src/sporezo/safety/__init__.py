"""Blocks, not-with, exclusions, reports, audit, suspensions, acquaintance: what every floor must respect.

This app knows who must not meet or see whom, and who knows whom (two members who played a session together). Every
list, matcher, message and page above asks its `rules` and `queries`; they answer for many members in a bounded number
of queries. It leaves to each floor what a block does there: a minute sweep upstairs withdraws what it finds.
"""
