"""Clubs, companies, alumni and sector networks: membership, roles, invitations, join codes.

Knows who is in and who leads. What a community does with its people (the weekly round, sessions) lies upstairs.
"""
