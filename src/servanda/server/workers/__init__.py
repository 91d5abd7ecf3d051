"""Queries in processes that can be killed: the processes, and the pool that asks them."""
