PREFIX push: <urn:servanda:push:>

DELETE DATA { GRAPH $journal { $journal push:lock $lock } }
