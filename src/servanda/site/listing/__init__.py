"""Lists of resources: rows in words, facets, files."""
