"""The preview of `plumbline serve`: the site in memory, its HTTP server, and file changes."""
