"""Pages of one's own network. Whatever is not yours is not there."""
