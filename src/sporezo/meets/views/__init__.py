"""Pages of sessions: one of them, a new one, and who comes to it."""
