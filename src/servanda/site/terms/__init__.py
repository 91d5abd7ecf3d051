"""The ontology and its shapes in words."""
