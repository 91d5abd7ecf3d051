"""The timeline: axis, lanes, marks, legend and dates in words."""
