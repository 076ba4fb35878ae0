"""Publishing: the site is laid out beside the old one and exchanged with it in one step."""
