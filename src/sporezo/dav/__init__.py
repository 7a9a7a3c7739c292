"""CardDAV and CalDAV doors onto the same queries."""
