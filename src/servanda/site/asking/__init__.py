"""Ready-made questions and SPARQL: stores, forms, answers, and what the scripts are told."""
