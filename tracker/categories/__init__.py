"""Categories: the kinds of obstacle, in two levels."""
