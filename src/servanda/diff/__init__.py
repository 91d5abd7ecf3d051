"""What changed between two releases: found by merging their dumps, told in words or as data."""

from servanda.diff.compare import diff
from servanda.diff.model import Changes

__all__ = ["Changes", "diff"]
