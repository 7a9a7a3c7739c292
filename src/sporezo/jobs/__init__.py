"""Background work: the only importer of huey. Enqueue by dotted name on commit; periodic runs are unique
per task and slot."""
