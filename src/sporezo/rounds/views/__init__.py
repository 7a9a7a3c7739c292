"""Pages of the round, by who reads them."""
