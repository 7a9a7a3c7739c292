"""One member's own people: contacts, exchanges, promises, favours, links between members, and what the ties
are worth."""
