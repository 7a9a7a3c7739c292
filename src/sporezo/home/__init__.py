"""The roof: this week, me, the first five minutes. Composes what the floors below know; holds no business
rules."""
