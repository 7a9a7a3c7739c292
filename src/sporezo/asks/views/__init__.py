"""Pages of asking. Whatever is not yours is not there."""
