"""The live reconciliation service: what it knows, how it matches, and what it says."""
