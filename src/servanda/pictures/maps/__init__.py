"""The map: land, projection, marks, arcs and labels."""
