"""What the site says to machines: records, evidence and the atlas as JSON, metadata in pages, feed, sitemap, headers."""
