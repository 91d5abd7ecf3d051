"""Pictures that are drawn when a site is built: SVG from data alone, with a table of the same data.

`text` measures, shortens and wraps labels; `base` holds what all pictures share.
"""
