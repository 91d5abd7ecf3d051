"""Quads to text for people; the machine formats are written by pyoxigraph."""
