"""Where one plays (venues, start points), where one is (haunts, never an address), and how far that is."""
