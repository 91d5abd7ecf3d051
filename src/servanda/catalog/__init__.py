"""The catalogue of a release: DCAT-AP, made from the description and the files."""
