"""When a member can play: the week grid, weeks away, caps, busy times, and the private calendar feed."""
