"""Graphs on plain data: who shares what, how to draw it, how to hand it on."""
