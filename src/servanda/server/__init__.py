"""A public server of linked data and SPARQL that nothing knocks over."""
