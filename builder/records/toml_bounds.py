"""The most of a TOML text that is parsed: tomllib takes time quadratic in the parts of a key."""

MOST_CHARACTERS = 200_000  # of the file
MOST_DOTS = 200  # of one line


def find_excess(text: str) -> tuple[int, str] | None:
    """Return the line of a TOML text that is too much, and a message; line 0 is the whole text."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > MOST_DOTS:
            return number, f"this line holds more than {MOST_DOTS} dots"
    if len(text) > MOST_CHARACTERS:
        return 0, f"the file has more than {MOST_CHARACTERS:,} characters"
    return None
