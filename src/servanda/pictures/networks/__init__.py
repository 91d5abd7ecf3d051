"""The network: groups of parties and the lines beside them."""
