"""Files for other programs: JSON records, page metadata, cards, feed, sitemap and headers."""
