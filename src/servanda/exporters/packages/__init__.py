"""What the descriptions of a release as a package of files share."""

from servanda.exporters.packages.facts import Facts, facts_of

__all__ = ["Facts", "facts_of"]
