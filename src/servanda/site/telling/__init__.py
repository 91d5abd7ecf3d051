"""What a page says and draws beside its facts: status, pictures, citation, files for programs."""
