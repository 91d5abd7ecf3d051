"""Adapters of the engines; each is imported only when it is chosen."""
