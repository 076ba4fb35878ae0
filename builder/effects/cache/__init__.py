"""The build cache: one SQLite file, its keys, and the record of the last build."""
