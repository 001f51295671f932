"""The organisations that take part in programmes."""
