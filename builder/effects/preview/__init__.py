"""The preview of `builder serve`: the site in memory, its HTTP server, and file changes."""
