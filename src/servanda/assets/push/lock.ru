PREFIX push: <urn:servanda:push:>

INSERT { GRAPH $journal { $journal push:lock $lock } }
WHERE { FILTER NOT EXISTS { GRAPH $journal { $journal push:lock ?held } } }
