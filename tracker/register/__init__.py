"""The list of obstacles: criteria, filters, search, facets, files."""
