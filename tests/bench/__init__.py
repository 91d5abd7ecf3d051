"""What a build and its parts cost, measured as whole processes; see scripts/bench."""
