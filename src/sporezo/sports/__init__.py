"""Sports, disciplines, formats, scales, and each member's practice with its level and the evidence behind
it."""
