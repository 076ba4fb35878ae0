"""`python -m builder`."""

from builder.cli import leave

if __name__ == "__main__":
    leave()
