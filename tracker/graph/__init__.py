"""Graphs on plain data: sharing of barriers, layout of pictures, and export of networks."""
