DELETE WHERE { GRAPH $journal { $release ?property ?value } }
