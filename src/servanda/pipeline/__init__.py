"""A release as a map over records and a small global reduce."""
