"""Clubs, companies, alumni and sector networks: membership, roles, invitations, join codes."""
