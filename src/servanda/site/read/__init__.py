"""What pages read: statements, names, homes, dates, evidence; nothing here writes HTML."""
