"""The REST door onto the same queries and deeds as the pages."""
