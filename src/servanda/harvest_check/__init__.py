"""A rehearsal of a harvest: what each portal keeps, changes, loses or refuses."""
