"""Find matches for resources in other datasets, and let people decide on them."""
