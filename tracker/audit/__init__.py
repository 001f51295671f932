"""The audit: what is recorded with each change, in one chain."""
