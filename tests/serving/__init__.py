"""A server under load and attack: starting it, asking it, and looking at its processes."""
